"""Talks: entered, linked to members, changed, and the pairs that are still open."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.errors import Refused, UserError
from djdesk.services import meetings, organization
from djdesk.services.desk import Desk, Role
from djdesk.services.listing import Value
from tests.services.meetings.people import Enrol

ON = date(2026, 5, 8)


def values(talker: str, partner: str, on: date = ON, **more: Value) -> dict[str, Value]:
    return {"talker": talker, "partner": partner, "held_on": on, **more}


def test_a_talk_is_linked_by_name_where_the_name_is_one_person(desk: Desk, enrol: Enrol) -> None:
    one, two = enrol("甲某"), enrol("乙某")
    enrol("丙某")
    enrol("丙某")
    key = meetings.add_talk(desk, values(" 甲 某 ", "乙某", occasion="yearly", topic="思想"))
    row = meetings.talk(desk, key)
    assert (row.talker_id, row.partner_id, row.values["talker"]) == (one, two, "甲某")
    assert row.values["occasion"] == "yearly"
    meetings.change_talk(desk, key, {"partner": "丙某"})
    assert meetings.talk(desk, key).partner_id is None  # two are called so
    meetings.change_talk(desk, key, {"partner": "乙某", "content": "谈了近况"})
    assert meetings.talk(desk, key).partner_id == two
    meetings.remove_talk(desk, key)
    with pytest.raises(UserError, match="找不到这次谈话"):
        meetings.talk(desk, key)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"talker": ""}, "talker"),
        ({"partner": "甲某"}, "partner"),
        ({"held_on": date(2026, 11, 21)}, "held_on"),
        ({"held_on": None}, "held_on"),
        ({"occasion": "holiday"}, "occasion"),
    ],
)
def test_what_is_no_talk(desk: Desk, changed: dict[str, Value], field: str) -> None:
    with pytest.raises(Refused) as caught:
        meetings.add_talk(desk, values("甲某", "乙某") | changed)
    assert [problem.field for problem in caught.value.problems] == [field]


def test_who_may_not_write_does_not(desk: Desk) -> None:
    viewer = Desk(desk.store, "看", Role.VIEWER, desk.today)
    with pytest.raises(UserError, match="权限"):
        meetings.add_talk(viewer, values("甲某", "乙某"))


def test_pairs_are_the_committee_with_each_other_and_each_member_with_one_of_it(
    desk: Desk, enrol: Enrol
) -> None:
    home = organization.home_id(desk)
    names = ("书记", "组织", "甲某", "乙某")
    keys = {name: enrol(name) for name in names}
    for name, post in (("书记", "11"), ("组织", "21")):
        organization.hold_post(desk, home, post=post, since=date(2025, 1, 1), member_id=keys[name])
    found = meetings.pairs(desk, 2026)
    assert [(pair.relation, pair.partner, pair.done_on) for pair in found] == [
        ("committee", "组织", None),
        ("member", "乙某", None),
        ("member", "甲某", None),
    ]
    # whoever began it, and only in the year
    meetings.add_talk(desk, values("甲某", "组织"))
    meetings.add_talk(desk, values("乙某", "书记", date(2025, 12, 31)))
    meetings.add_talk(desk, values("甲某", "乙某"))
    done = [pair for pair in meetings.pairs(desk, 2026) if pair.done_on is not None]
    assert [(pair.talker, pair.partner, pair.done_on) for pair in done] == [("组织", "甲某", ON)]
    last = [pair for pair in meetings.pairs(desk, 2025) if pair.done_on is not None]
    assert [(pair.talker, pair.partner) for pair in last] == [("书记", "乙某")]


def test_talks_are_numbered_in_the_year_and_changes_counted(desk: Desk, enrol: Enrol) -> None:
    enrol("李静")
    enrol("王强")

    def add(day: date) -> int:
        return meetings.add_talk(desk, values("李静", "王强", day))

    first, second = add(date(2026, 3, 2)), add(date(2026, 2, 2))
    other_year = add(date(2025, 12, 30))
    numbers = [meetings.talk(desk, key).ledger_number for key in (first, second, other_year)]
    assert numbers == ["2026-谈话-01", "2026-谈话-02", "2025-谈话-01"]
    meetings.change_talk(desk, first, {"talker_signed": True, "partner_signed": True})
    assert meetings.talk(desk, first).revision == 1  # signing is no new version
    meetings.change_talk(desk, first, {"content": "谈了轮班。"})
    meetings.change_talk(desk, first, {"content": "谈了轮班。"})
    assert meetings.talk(desk, first).revision == 2
    meetings.change_talk(desk, second, {"held_on": date(2025, 12, 31)})
    assert meetings.talk(desk, second).ledger_number == "2025-谈话-02"
    assert meetings.numbered_talks(desk, 2025, 2) == (second,)
    assert meetings.numbered_talks(desk, 2026, 9) == ()
