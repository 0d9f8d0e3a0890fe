"""Writes a year of organisation life into the sample branch: plan, rolls, records, evidence.

So that screens and papers look like life, some things went wrong: a group did not meet once, one
record was written up late, one paragraph was copied, one theme day has no photograph and came back
from the superior, two members owe a make-up, one resolution is overdue.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from djdesk.models import meetings as entities
from djdesk.models.archive import Attachment
from djdesk.models.base import Base, new_uids
from djdesk.models.meetings import Attendance, Meeting
from djdesk.models.rules import codes
from djdesk.models.rules.meetings import kinds
from djdesk.models.rules.meetings.hours import study_hours
from djdesk.models.rules.meetings.quorum import count_vote
from djdesk.models.store.bulk import add_many
from djdesk.models.store.files import Vault
from djdesk.services import organization, settings
from djdesk.services.desk import Desk
from djdesk.services.meetings.calendar_roster import CalendarRoster
from djdesk.services.meetings.figures import coming, counted
from djdesk.services.meetings.people import Person, expected
from djdesk.services.sample.minutes import Decision, MinuteBook, Minutes
from djdesk.services.sample.scenes import photograph, sign_in_sheet
from djdesk.services.sample.talking import talks
from djdesk.services.sample.timetable import Sitting, timetable

SECRETARY, SUPERIOR = "王艳", "周建平"
_CHAIRS = {"M4": "刘磊"}
_CLERKS = ("李静", "丁敏", "林浩", "郑雅丹")
"""Who writes the record: of the branch, then of the groups."""

_LEADERS = ("朱杰", "单国栋", "陈涛")
_WEAK = {"曾庆林": 0.55, "欧阳建华": 0.2, "赵秀兰": 0.15, "仇永福": 0.3}
"""How often older members cannot come."""

_LEAVE = (
    ("sick", "感冒发烧"),
    ("sick", "到医院复查"),
    ("personal", "家中有事"),
    ("personal", "照看住院老人"),
    ("duty", "外出抢修"),
    ("duty", "参加厂部会议"),
)
_DEBTORS = ("林浩", "许鹏飞")
_LATE_GROUP, _LATE_MONTHS = 2, 4
_RETURNED_MONTHS = 3
_TALKING, _SHEETS = 5, 3
"""How many photographs of discussions and how many sheets are drawn, to be used again and again."""

_WRITING, _HANDED_IN = 4, 12
"""Days after a meeting until which its record is being written, and waits for the secretary."""

Row = dict[str, object]


@dataclass(slots=True)
class _Rows:
    """What is written, by table; `meeting_id` is a place in `meetings` until they have keys."""

    meetings: list[Row] = field(default_factory=list)
    parts: dict[type[Base], list[Row]] = field(default_factory=dict)
    files: list[Row] = field(default_factory=list)

    def add(self, entity: type[Base], **values: object) -> None:
        """Add a row that belongs to the meeting added last."""
        row = {"meeting_id": len(self.meetings) - 1, **values}
        self.parts.setdefault(entity, []).append(row)


def fill_year(desk: Desk, people: Mapping[str, int], admitted: Sequence[tuple[date, str]]) -> None:
    """Enter the meetings and talks of a year into the sample branch; one step of the history.

    `people` are the keys of its members by name, `admitted` the days on which those on probation
    were accepted.
    """
    home = organization.home_id(desk)
    groups = [key for key, _ in organization.groups(desk, home)]
    book = MinuteBook()
    sittings = timetable(book, desk.today(), admitted)
    with desk.store.write("录入样例组织生活", area="meetings") as session:
        writer = _Writer(session, desk.store.files, desk.today(), book, people, (home, *groups))
        for sitting in sittings:
            writer.enter(sitting)
        _store(session, writer.rows)
        settings.choose(session, settings.FIXED_DAY, book.fixed_day)
        add_many(session, entities.Plan, list(_filings(sittings, home, desk.today())))
        add_many(session, entities.Talk, list(talks(session, home, book, people, desk.today())))


class _Writer:
    """Turns sittings into rows."""

    def __init__(
        self,
        session: Session,
        files: Vault,
        today: date,
        book: MinuteBook,
        people: Mapping[str, int],
        units: Sequence[int],
    ) -> None:
        self.rows = _Rows()
        self._session, self._files, self._today, self._book = session, files, today, book
        self._people, self._units = people, units
        self._chance = random.Random(11)
        self._drawn: dict[tuple[str, int], Row] = {}
        self._calendar = CalendarRoster(session, dict.fromkeys(units[1:], units[0]))
        self._asked: dict[tuple[object, ...], tuple[Person, ...]] = {}
        self._shared: dict[tuple[date, str], str] = {}

    def enter(self, sitting: Sitting) -> None:
        """Add one meeting with everything that belongs to it, as far as it has come."""
        values = self._head(sitting)
        self.rows.meetings.append(values)
        minutes = sitting.minutes
        for place, title in enumerate(minutes.agenda, 1):
            self.rows.add(entities.AgendaItem, position=place, title=title)
        if values["state"] in ("planned", "notified"):
            return
        roll = self._roll(sitting, values)
        there = {str(row["name"]) for row in roll if row["status"] in coming()}
        if values["state"] == "held":
            return
        self._write(minutes, values, there)
        self._attach(sitting)
        self._review(sitting, values)

    def _head(self, sitting: Sitting) -> Row:
        minutes, group, day = sitting.minutes, sitting.group, sitting.day
        chair = _LEADERS[group - 1] if group else _CHAIRS.get(sitting.kind, SECRETARY)
        if chair == minutes.speaker:
            chair = "李静" if chair != "李静" else SECRETARY
        clerk = _CLERKS[group] if _CLERKS[group] != chair else "吴志强"
        people = {"chair": chair, "recorder": clerk, "speaker": minutes.speaker}
        values: Row = {
            "organization_id": self._units[group],
            "kind": sitting.kind,
            "state": self._state(day),
            "year": day.year,
            "number": sitting.number if day < self._today else 0,
            "topic": minutes.topic,
            "held_on": day,
            "start_at": sitting.start_at,
            "end_at": sitting.end_at if day < self._today else None,
            "place": self._book.place(sitting.kind, group),
            "form": codes.table("meeting_form").name(minutes.form),
            "sitting": self._sitting(sitting),
        }
        for key, name in people.items():
            values |= {key: name, f"{key}_id": self._people[name] if name else None}
        if values["state"] == "notified":
            values |= {"notified_on": self._today - timedelta(days=3), "notice": _notice(values)}
        return values

    def _state(self, day: date) -> str:
        ago = (self._today - day).days
        if ago <= 0:
            return "notified" if ago > -6 else "planned"
        if ago < _WRITING:
            return "held"
        return "recorded" if ago < _HANDED_IN else "reviewed"

    def _sitting(self, sitting: Sitting) -> str:
        """The mark of a sitting that is recorded as two kinds."""
        minutes = sitting.minutes
        with_this = (
            minutes.sitting
            if minutes.sitting
            else next(
                (
                    other.kind
                    for kind in ("M4",)
                    if (other := self._book.of_branch(kind, sitting.day.month)) is not None
                    and other.sitting == sitting.kind
                ),
                "",
            )
        )
        if not with_this or sitting.group:
            return ""
        place = sitting.day, min(sitting.kind, with_this)
        return self._shared.setdefault(place, new_uids(1)[0])

    # --- the roll --------------------------------------------------------------------------------

    def _roll(self, sitting: Sitting, values: Row) -> list[Row]:
        """Mark everybody who should have come; the counts go into the meeting."""
        kind = kinds.kind(sitting.kind, sitting.day)
        values["hours"] = study_hours(sitting.end_at - sitting.start_at, kind, sitting.day)
        wanted = self._expected(kind, sitting)
        needed = {values["chair"], values["recorder"], values["speaker"]}
        needed |= {name for name, _ in sitting.minutes.speeches}
        roll = []
        for place, person in enumerate(wanted):
            row = self._mark(sitting, person, came=person.name in needed)
            row |= {"position": place, "member_id": person.member_id, "name": person.name}
            row |= {"post": person.post, "voter": person.voter}
            if row["status"] not in coming() and kind.makeup:
                row |= self._made_up(sitting, person, values)
            roll.append(row)
            self.rows.add(Attendance, **row)
        listed = [row for row in roll if row["status"] in counted()]
        present = [row for row in listed if row["status"] in coming()]
        values["should"], values["present"] = len(listed), len(present)
        values["voters"] = sum(bool(row["voter"]) for row in listed)
        values["voters_present"] = sum(bool(row["voter"]) for row in present)
        return roll

    def _expected(self, kind: kinds.Kind, sitting: Sitting) -> tuple[Person, ...]:
        """Who should have come; the book is asked again only when the roster had changed."""
        unit = self._units[sitting.group]
        there = self._calendar.expected(kind, unit, sitting.day)
        place = kind.attends, unit, there
        if place not in self._asked:
            self._asked[place] = expected(self._session, kind, unit, sitting.day)
        return self._asked[place]

    def _mark(self, sitting: Sitting, person: Person, *, came: bool) -> Row:
        chance, approved = self._chance, _LEADERS[sitting.group - 1] if sitting.group else SECRETARY
        draw, which = chance.random(), chance.choice(_LEAVE)
        if self._owes(sitting, person):
            return {"status": "duty", "reason": "外出抢修", "approved_by": approved}
        if came:
            return {"status": "present"}
        if person.mobile:
            return {"status": "away", "reason": "外出流动，材料已寄送", "approved_by": approved}
        weak = _WEAK.get(person.name)
        if weak is not None and draw < weak:
            return {"status": "sick", "reason": "年高体弱，在家休养", "approved_by": approved}
        if weak is None and draw < 0.05 and person.name != approved:
            return {"status": which[0], "reason": which[1], "approved_by": approved}
        if draw > 0.985:
            return {"status": "late", "arrived_at": sitting.start_at + 8}
        return {"status": "present"}

    def _owes(self, sitting: Sitting, person: Person) -> bool:
        """The theme day before the last is what two members have not made up."""
        ago = _months_ago(sitting.day, self._today)
        return sitting.kind == "M5" and ago == 1 and person.name in _DEBTORS

    def _made_up(self, sitting: Sitting, person: Person, values: Row) -> Row:
        if self._owes(sitting, person):
            return {}
        on = min(sitting.day + timedelta(days=self._chance.randint(3, 9)), self._today)
        way = "3" if person.mobile or person.name in _WEAK else self._chance.choice(("1", "2"))
        word = codes.table("makeup_way").name(way)
        return {"makeup_on": on, "makeup_way": word, "makeup_hours": values["hours"]}

    # --- the record ------------------------------------------------------------------------------

    def _write(self, minutes: Minutes, values: Row, there: set[str]) -> None:
        day = values["held_on"]
        assert isinstance(day, date)
        late = (
            _months_ago(day, self._today) == _LATE_MONTHS
            and values["organization_id"] == (self._units[_LATE_GROUP])
        )
        written = day + timedelta(days=12 if late else self._chance.randint(0, 2))
        values |= {"study": minutes.study, "content": minutes.content, "written_on": written}
        values |= {"chair_signed": True, "recorder_signed": True}
        if values["kind"] == "M5":
            values["dues_note"] = "本月党费当场收齐，登记入账。"
        if values["state"] == "reviewed":
            reviewed = max(written, day + timedelta(days=5))
            values |= {"reviewed_on": reviewed, "reviewed_by": SECRETARY}
        said = [(name, text) for name, text in minutes.speeches if name in there]
        for place, (name, text) in enumerate(said, 1):
            self.rows.add(
                entities.Speech,
                position=place,
                member_id=self._people[name],
                speaker=name,
                text=text,
            )
        for place, decision in enumerate(minutes.resolutions, 1):
            vote = self._vote(decision, values, day)
            text = str(decision["text"])
            done = self._done(decision, day)
            self.rows.add(entities.Resolution, position=place, text=text, **vote, **done)
        for place, problem in enumerate(minutes.problems, 1):
            member = self._people.get(str(problem.get("member", "")))
            self.rows.add(
                entities.Problem,
                position=place,
                member_id=member,
                category=codes.table("problem_category").name(str(problem["category"])),
                problem=str(problem["problem"]),
                measure=str(problem["measure"]),
                **self._done(problem, day),
            )

    def _vote(self, decision: Decision, values: Row, day: date) -> Row:
        if "vote" not in decision:
            return {}
        should, present = int(str(values["voters"])), int(str(values["voters_present"]))
        no, abstain = int(decision.get("no", 0)), int(decision.get("abstain", 0))
        rule, yes = str(decision.get("quorum", "general")), present - no - abstain
        result = count_vote(should, present, yes, no, abstain, rule=rule, day=day)
        return {
            "method": str(decision["vote"]),
            "quorum": rule,
            "should": should,
            "present": present,
            "yes": yes,
            "no": no,
            "abstain": abstain,
            "passed": result.passed,
            "basis": "\n".join(result.lines),
        }

    def _done(self, decision: Decision, day: date) -> Row:
        """Who carries something out by when, and when it was done (`due`, `done`: days after)."""
        who = str(decision["who"])
        due = day + timedelta(days=int(decision["due"])) if "due" in decision else None
        done = day + timedelta(days=int(decision["done"])) if "done" in decision else None
        row: Row = {"responsible": who, "responsible_id": self._people[who], "due_on": due}
        if done is not None and done <= self._today:
            row |= {"done_on": done, "done_note": "已按要求完成"}
        return row

    # --- evidence and review ---------------------------------------------------------------------

    def _attach(self, sitting: Sitting) -> None:
        wanted = list(kinds.kind(sitting.kind, sitting.day).evidence)
        if any(each.get("vote") == "secret" for each in sitting.minutes.resolutions):
            wanted.append("ballot")
        for purpose in wanted:
            if purpose == "photo":
                if not self._returned(sitting):
                    for number in (1, 2):
                        self._keep(sitting, purpose, self._photograph(sitting, number))
            else:
                self._keep(sitting, purpose, self._sheet(sitting, purpose))

    def _photograph(self, sitting: Sitting, number: int) -> Row:
        """The first shows the banner of the day, the second is one of few of people talking."""
        caption, seed = (
            f"{sitting.day.month}月{sitting.minutes.topic}"[:22],
            sitting.day.toordinal(),
        )
        if number > 1:
            caption, seed = "讨论交流", seed % _TALKING
        return self._picture(f"现场照片{number}.jpg", caption, seed)

    def _picture(self, title: str, caption: str, seed: int) -> Row:
        place = caption, seed
        if place not in self._drawn:
            drawn = photograph(seed, caption) if caption else sign_in_sheet(seed)
            self._drawn[place] = self._put(*drawn)
        return {**self._drawn[place], "title": title}

    def _sheet(self, sitting: Sitting, purpose: str) -> Row:
        """One of few, in turn: it is stored once, however often it is used."""
        word = codes.table("attachment_purpose").name(purpose)
        seed = sitting.day.month % _SHEETS * 2 + bool(sitting.group)
        return self._picture(f"{word}.jpg", "", seed)

    def _put(self, content: bytes, small: bytes) -> Row:
        digest, thumb = self._files.put(content), self._files.put(small)
        return {"size": len(content), "digest": digest, "thumb": thumb}

    def _keep(self, sitting: Sitting, purpose: str, kept: Row) -> None:
        added = datetime.combine(sitting.day + timedelta(days=1), time(9, 30))
        place = len(self.rows.meetings) - 1
        about = {"owner": "meeting", "owner_id": place, "media_type": "image/jpeg"}
        self.rows.files.append({**about, **kept, "purpose": purpose, "added_at": added})

    def _returned(self, sitting: Sitting) -> bool:
        return sitting.kind == "M5" and _months_ago(sitting.day, self._today) == _RETURNED_MONTHS

    def _review(self, sitting: Sitting, values: Row) -> None:
        """The superior looks at the records of a month at the end of the next."""
        looked = sitting.day + timedelta(days=40)
        if looked > self._today or sitting.group:
            return
        returned = self._returned(sitting)
        self.rows.add(
            entities.Review,
            result="returned" if returned else "passed",
            reasons="没有附现场照片，请补充后重新报备。" if returned else "",
            reviewer=SUPERIOR,
            reviewed_on=looked,
        )


def _store(session: Session, rows: _Rows) -> None:
    ids = add_many(session, Meeting, rows.meetings)
    for entity, listed in rows.parts.items():
        for row in listed:
            row["meeting_id"] = ids[int(str(row["meeting_id"]))]
        add_many(session, entity, listed)
    for row in rows.files:
        row["owner_id"] = ids[int(str(row["owner_id"]))]
    add_many(session, Attachment, rows.files)


def _filings(sittings: Sequence[Sitting], home: int, today: date) -> Iterator[Row]:
    """The plan of each quarter, filed on its third day."""
    quarters = {(each.day.year, (each.day.month + 2) // 3) for each in sittings}
    for year, quarter in sorted(quarters):
        filed = date(year, quarter * 3 - 2, 3)
        if filed <= today:
            about = {"organization_id": home, "year": year, "quarter": quarter}
            yield {**about, "filed_on": filed, "filed_by": "李静"}


def _months_ago(day: date, today: date) -> int:
    return (today.year - day.year) * 12 + today.month - day.month


def _notice(values: Row) -> str:
    on, start = values["held_on"], int(str(values["start_at"]))
    assert isinstance(on, date)
    when = f"{on.month}月{on.day}日{start // 60:02d}:{start % 60:02d}"
    return f"兹定于{when}在{values['place']}开会：{values['topic']}。请准时参加，有事请提前请假。"
