"""What a branch reports of its meetings reads the same in the committee's book."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date

import pytest
from sqlalchemy import select

from djdesk.errors import UserError
from djdesk.models.meetings import Meeting, Revision
from djdesk.models.roster import Member
from djdesk.services import meetings
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from djdesk.services.meetings import Guest, Mark, Part, Record
from tests.exchange.branch import NAMES, Pair, add_member

DAY = date(2026, 9, 10)


def corrected(desk: Desk) -> int:
    """A record with members in every place that names one, locked and then corrected."""
    people = {name: add_member(desk, name, n) for n, name in enumerate(NAMES)}
    chair, recorder, guest = NAMES[:3]
    key = meetings.new_record(
        desk,
        {
            "kind": "M1",
            "held_on": DAY,
            "start_at": 840,
            "place": "二楼会议室",
            "topic": "讨论下半年工作",
        },
    )
    of: dict[str, Value] = {
        "responsible": chair,
        "responsible_id": people[chair],
        "due_on": date(2026, 12, 1),
    }
    meetings.save_record(
        desk,
        key,
        {
            "end_at": 960,
            "chair": chair,
            "chair_id": people[chair],
            "recorder": recorder,
            "recorder_id": people[recorder],
            "content": "逐项讨论下半年安排。",
        },
        agenda=[Part(None, {"title": "下半年安排"})],
        speeches=[Part(None, {"speaker": guest, "text": "同意。"}, people[guest])],
        resolutions=[
            Part(None, {"text": "同意", "method": "hands", "yes": 8, "no": 0, "abstain": 0, **of})
        ],
        problems=[Part(None, {"problem": "走访少", **of}, people[recorder])],
    )
    roll = {each: Mark("present") for each in meetings.roll(desk, key).expected}
    meetings.save_roll(desk, key, roll, [Guest("冯工", "工程师", "讲解")])
    meetings.finish(desk, key)
    meetings.signed(desk, key, chair=True, recorder=True)
    meetings.review(desk, key, on=date(2026, 9, 15))
    meetings.correct(desk, key, reason="实到人数写错")
    meetings.save_record(desk, key, {"content": "改过了"}, agenda=[], speeches=[], problems=[])
    return key


def there(desk: Desk) -> int:
    """The key of the one meeting of a book."""
    with desk.store.read() as session:
        return session.scalars(select(Meeting.id)).one()


def told(desk: Desk, record: Record) -> tuple[object, ...]:
    """What a record says, with names for the keys of members; keys of other rows are left out."""
    with desk.store.read() as session:
        names = {row.id: row.name for row in session.scalars(select(Member))}

    def named(values: dict[str, object]) -> dict[str, object]:
        return {
            key: names[value] if key.endswith("_id") and isinstance(value, int) else value
            for key, value in values.items()
        }

    return (
        named(dict(record.values)),
        [
            (named(dict(part.values)), part.member_id and names[part.member_id], part.name)
            for word in ("agenda", "speeches", "resolutions", "problems")
            for part in getattr(record, word)
        ],
        [named(asdict(row)) for row in (*record.roll.rows, *record.roll.guests)],
        (record.title, record.kind_name, record.revision, record.roll.should, record.roll.present),
    )


def test_the_committee_reads_a_corrected_record_as_it_was(bare_pair: Pair) -> None:
    # keys of people run differently in the two books, and the first are the committee's own
    for n, name in enumerate(("冯某", "陈某"), 70):
        add_member(bare_pair.committee, name, n)
    key = corrected(bare_pair.branch)
    bare_pair.carry()
    here = told(bare_pair.branch, meetings.old_record(bare_pair.branch, key, 1))
    old = meetings.old_record(bare_pair.committee, there(bare_pair.committee), 1)
    assert told(bare_pair.committee, old) == here
    assert (old.own, old.values["chair"], old.values["content"]) == (
        False,
        NAMES[0],
        "逐项讨论下半年安排。",
    )
    # somebody stands in every place, so that nothing was left out on the way
    assert old.values["chair_id"] is not None
    assert [part.name for part in (*old.speeches, *old.problems)] == [NAMES[2], NAMES[1]]
    assert all(part.member_id for part in (*old.speeches, *old.problems))
    assert all(part.values["responsible_id"] for part in (*old.resolutions, *old.problems))
    assert len([row for row in old.roll.rows if row.member_id]) == len(NAMES)


def of_format_1(desk: Desk, key: int) -> None:
    """Put the kept text as it was written before members were named by uid."""
    old = meetings.old_record(desk, key, 1)
    with desk.store.write("旧程序写的") as session:
        row = session.scalars(select(Revision)).one()
        kept = json.loads(row.content)
        del kept["format"]
        for person in ("chair", "recorder", "speaker"):
            kept["values"][f"{person}_id"] = old.values[f"{person}_id"]
        for word in ("agenda", "speeches", "resolutions", "problems"):
            for line, part in zip(kept[word], getattr(old, word), strict=True):
                line["member"] = part.member_id
                if "responsible_id" in line["values"]:
                    line["values"]["responsible_id"] = part.values["responsible_id"]
        for word in ("rows", "guests"):
            for line, one in zip(kept["roll"][word], getattr(old.roll, word), strict=True):
                line |= {"member_id": one.member_id, "attendance_id": 7}
        row.content = json.dumps(kept, ensure_ascii=False)


def test_a_text_that_names_members_by_keys_names_nobody_elsewhere(bare_pair: Pair) -> None:
    for n, name in enumerate(("冯某", "陈某"), 70):
        add_member(bare_pair.committee, name, n)
    key = corrected(bare_pair.branch)
    before = meetings.old_record(bare_pair.branch, key, 1)
    of_format_1(bare_pair.branch, key)
    assert meetings.old_record(bare_pair.branch, key, 1) == before
    bare_pair.carry()
    old = meetings.old_record(bare_pair.committee, there(bare_pair.committee), 1)
    assert (old.values["chair"], old.values["chair_id"]) == (NAMES[0], None)
    assert [(part.name, part.member_id) for part in (*old.speeches, *old.problems)] == [
        (NAMES[2], None),
        (NAMES[1], None),
    ]
    assert [part.values["responsible"] for part in old.resolutions] == [NAMES[0]]
    assert {part.values["responsible_id"] for part in (*old.resolutions, *old.problems)} == {None}
    assert [row.name for row in old.roll.rows] == [row.name for row in before.roll.rows]
    assert {row.member_id for row in old.roll.rows} == {None}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "读不出来"),
        ("{", "读不出来"),
        ("[]", "读不出来"),
        ("{}", "读不出来"),
        ('{"format":2,"values":{}}', "读不出来"),
        ('{"format":"2"}', "读不出来"),
        ("[" * 9999, "读不出来"),
        ('{"format":3}', "更新的程序"),
    ],
)
def test_a_text_that_is_none_is_told_in_words(pair: Pair, content: str, why: str) -> None:
    with pair.branch.store.write("改坏") as session:
        session.scalars(select(Revision)).one().content = content
    pair.carry()
    with pytest.raises(UserError, match=why):
        meetings.old_record(pair.committee, there(pair.committee), 1)
