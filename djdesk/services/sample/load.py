"""Puts synthetic people and meetings into an open book in bulk, for benchmarks and trials."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from djdesk.models.archive import Attachment
from djdesk.models.meetings import AgendaItem, Attendance, Meeting, Resolution
from djdesk.models.organization import Organization
from djdesk.models.roster import Absence, Member, Standing
from djdesk.models.rules import names
from djdesk.models.rules.days import add_months
from djdesk.models.store.bulk import add_many
from djdesk.services.desk import Desk
from djdesk.services.meetings.people import Person as Listed
from djdesk.services.meetings.people import everybody
from djdesk.services.progress import SILENT, Progress
from djdesk.services.sample.people import Person, people
from djdesk.services.sample.scenes import photograph

_BATCH = 20_000
_GROUPS = 12

Rows = list[Person]


def load_people(desk: Desk, count: int, *, seed: int = 0, progress: Progress = SILENT) -> range:
    """Add `count` synthetic members in twelve groups to the home branch; returns their ids.

    One in fifty is away (流动). One transaction, one step of history.
    """
    desk.require("roster")
    home = desk.store.book.home_organization_id
    first = last = 0
    with desk.store.write(f"录入{count}名虚拟党员", area="roster") as session:
        groups = add_many(session, Organization, list(_groups(home)))
        everyone = people(count, seed=seed, day=desk.today())
        for start in range(0, count, _BATCH):
            progress.step(start, count, "正在录入")
            batch = [row for _, row in zip(range(_BATCH), everyone, strict=False)]
            standings, absences = _standings(batch, home, groups), list(_absences(batch, desk))
            ids = add_many(session, Member, [_member(row) for row in batch])
            for key, row in zip(ids, standings, strict=True):
                row["member_id"] = key
            for row in absences:
                row["member_id"] = ids[0] + int(str(row["member_id"]))
            add_many(session, Standing, standings)
            add_many(session, Absence, absences)
            first, last = first or ids[0], ids[-1]
    return range(first, last + 1) if count else range(0)


def load_meetings(
    desk: Desk, years: int, per_year: int, photos: int = 0, *, progress: Progress = SILENT
) -> range:
    """Add `per_year` held and reviewed meetings in each of `years` years up to today.

    The whole branch is on every roll; each record has its own text, and `photos` photographs in all
    are spread over them, each a file of its own. Returns the ids of the meetings, the oldest first.
    One transaction, one step of history.
    """
    desk.require("meetings")
    home = desk.store.book.home_organization_id
    days = list(meeting_days(desk.today(), years, per_year))
    kept = list(_photographs(desk, photos, progress))
    with desk.store.write(f"录入{len(days)}次虚拟会议", area="meetings") as session:
        people = everybody(session, home, desk.today())
        ids = add_many(session, Meeting, list(_meetings(days, home, len(people))))
        for start in range(0, len(ids), _MEETINGS_AT_ONCE):
            progress.step(start, len(ids), "正在录入会议")
            some = list(enumerate(ids[start : start + _MEETINGS_AT_ONCE], start))
            add_many(session, Attendance, list(_rolls(some, people)))
            add_many(session, AgendaItem, list(_agendas(some)))
            add_many(session, Resolution, list(_resolutions(some, days)))
        files = [
            {"owner": "meeting", "owner_id": ids[number * len(ids) // len(kept)], **row}
            for number, row in enumerate(kept)
        ]
        add_many(session, Attachment, files)
    return ids


def meeting_days(today: date, years: int, per_year: int) -> Iterator[date]:
    """The days of the meetings, evenly over the years that end on `today`."""
    first = add_months(today, -12 * years)
    span, count = (today - first).days, years * per_year
    for number in range(count):
        yield first + timedelta(days=span * (number + 1) // count)


_MEETINGS_AT_ONCE = 400
_KINDS = ("M5", "M1", "M4", "M9", "M2", "M5")
_SENTENCES = (
    "会议学习了第{a}号材料的{b}个要点并结合{c}号机台的情况开展讨论",
    "大家就第{b}项工作的安排提出{c}条意见，其中{a}条当场答复",
    "确定由第{c}组在{a}天以内完成第{b}批零件的复查并报告结果",
    "回顾上次会议的{a}项决定，{b}项已经办完，第{c}项还在进行",
    "通报了{b}号库房的盘点结果，差异{a}件，原因在第{c}次会上说明",
)


def _meetings(days: Sequence[date], home: int, people: int) -> Iterator[Person]:
    chance = random.Random(5)
    for number, day in enumerate(days):
        numbers = ({key: chance.randint(2, 9999) for key in "abc"} for _ in range(9))
        lines = (chance.choice(_SENTENCES).format(**each) + "。" for each in numbers)
        yield {
            "organization_id": home,
            "kind": _KINDS[number % len(_KINDS)],
            "state": "reviewed",
            "year": day.year,
            "number": number + 1,
            "topic": f"第{number + 1}次虚拟会议",
            "held_on": day,
            "start_at": 870,
            "end_at": 960,
            "place": "会议室",
            "chair": "甲某",
            "recorder": "乙某",
            "content": "\n".join(lines),
            "hours": 10,
            "should": people,
            "present": people - people // 10,
            "written_on": day,
            "chair_signed": True,
            "recorder_signed": True,
            "reviewed_on": day,
            "reviewed_by": "甲某",
        }


def _rolls(some: Sequence[tuple[int, int]], people: Sequence[Listed]) -> Iterator[Person]:
    for number, meeting_id in some:
        for place, person in enumerate(people):
            away = (number * 7 + place) % 10 == 0
            yield {
                "meeting_id": meeting_id,
                "position": place,
                "member_id": person.member_id,
                "name": person.name,
                "post": person.post,
                "voter": person.voter,
                "status": "sick" if away else "present",
                "reason": "病假" if away else "",
                "makeup_on": None,
            }


def _agendas(some: Sequence[tuple[int, int]]) -> Iterator[Person]:
    for number, meeting_id in some:
        for place in (1, 2, 3):
            title = f"第{number + 1}次会议的第{place}项"
            yield {"meeting_id": meeting_id, "position": place, "title": title}


def _resolutions(some: Sequence[tuple[int, int]], days: Sequence[date]) -> Iterator[Person]:
    for number, meeting_id in some:
        yield {
            "meeting_id": meeting_id,
            "position": 1,
            "text": f"按第{number + 1}次会议的意见办理",
            "responsible": "甲某",
            "due_on": days[number] + timedelta(days=30),
            "done_on": days[number] + timedelta(days=20),
        }


def _photographs(desk: Desk, count: int, progress: Progress) -> Iterator[Person]:
    """One drawn photograph again and again, made another file by some bytes after its end."""
    if not count:
        return
    content, small = photograph(1, "虚拟会议")
    thumb = desk.store.files.put(small)
    for number in range(count):
        if not number % 50:
            progress.step(number, count, "正在存入照片")
        data = content + number.to_bytes(4, "big")
        yield {
            "title": f"照片{number + 1}.jpg",
            "media_type": "image/jpeg",
            "size": len(data),
            "digest": desk.store.files.put(data),
            "added_at": datetime(2026, 1, 1, 9, 0),  # noqa: DTZ001 - as the column keeps it
            "purpose": "photo",
            "thumb": thumb,
        }


def _groups(home: int) -> Iterator[Person]:
    for number in range(_GROUPS):
        yield {
            "parent_id": home,
            "position": number,
            "kind": "group",
            "name": f"第{number + 1}党小组",
        }


def _member(row: Person) -> Person:
    keys = names.keys(str(row["name"]))
    own = {name: value for name, value in row.items() if name not in _OF_STANDING}
    own |= {"name_pinyin": keys.pinyin, "name_initials": keys.initials}
    return own | {"name_strokes": keys.strokes}


_OF_STANDING = ("person_class", "work_post")


def _standings(batch: Rows, home: int, groups: range) -> Rows:
    return [
        {
            "since": row["joined_on"],
            "state": "in",
            "branch_id": home,
            "group_id": groups[number % len(groups)],
            **{name: row[name] for name in _OF_STANDING},
        }
        for number, row in enumerate(batch)
    ]


def _absences(batch: Rows, desk: Desk) -> Iterator[Person]:
    for number, row in enumerate(batch):
        joined = row["joined_on"]
        if number % 50 == 0 and isinstance(joined, date):
            since = max(joined, desk.today() - timedelta(days=200 + number % 300))
            yield {
                "member_id": number,  # the place in the batch; the caller knows the key
                "kind": "mobile",
                "since": since,
                "destination": "外省务工",
            }
