"""Kinds of meetings: those of the rules on a day, and the branch's own."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.errors import Refused, UserError
from djdesk.services import audit, meetings, settings
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from tests.services.conftest import Branch
from tests.services.meetings.test_life import steps

OWN: dict[str, Value] = {
    "name": "读书会",
    "attends": "all",
    "period": "month",
    "times": 2,
    "agenda": "领读\n\n 交流 ",
    "votes": False,
    "makeup": True,
    "basis": "厂党委〔2026〕8号",
    "since": date(2026, 3, 1),
}


def test_rules_come_first_with_their_sources(desk: Desk) -> None:
    rows = meetings.kinds(desk)
    assert [row.code for row in rows] == ["M1", "M2", "M3", "M4", "M5", "M6", "M7", "M9"]
    assert all(row.source and not row.own for row in rows)
    first = rows[0]
    assert (first.name, first.short, first.period, first.times) == (
        "支部党员大会",
        "党员大会",
        "quarter",
        1,
    )
    # before the regulation nothing was asked for
    assert {row.period for row in meetings.kinds(desk, date(2015, 1, 1))} == {""}


def test_own_kind_from_its_first_to_its_last_day(desk: Desk, branch: Branch) -> None:
    kind_id = meetings.add_kind(desk, OWN)
    row = meetings.kinds(desk)[-1]
    assert (row.id, row.code, row.name, row.own) == (kind_id, "B1", "读书会", True)
    assert (row.period, row.times, row.makeup, row.votes) == ("month", 2, True, False)
    assert (row.agenda, row.source) == (("领读", "交流"), "厂党委〔2026〕8号")
    assert all(each.code != "B1" for each in meetings.kinds(desk, date(2026, 2, 28)))
    assert meetings.template(desk, "B1") == ("领读", "交流")
    meetings.change_kind(desk, kind_id, {"times": 1, "votes": True})
    assert (meetings.kinds(desk)[-1].times, meetings.kinds(desk)[-1].votes) == (1, True)
    meeting_id = meetings.new_record(desk, {"kind": "B1", "held_on": date(2026, 9, 1)})
    record = meetings.record(desk, meeting_id)
    assert (record.title, record.ledger_number) == ("第1次读书会", "2026-读书会-01")
    assert record.roll.should == 8
    with pytest.raises(UserError, match="还有1次这类会议"):
        meetings.end_kind(desk, kind_id, on=date(2026, 9, 1))
    with pytest.raises(Refused, match="早于启用"):
        meetings.end_kind(desk, kind_id, on=date(2026, 2, 1))
    meetings.end_kind(desk, kind_id, on=date(2026, 10, 1))
    assert all(each.code != "B1" for each in meetings.kinds(desk))
    assert meetings.kinds(desk, ended=True)[-1].until == date(2026, 10, 1)
    # what was held keeps its word
    assert meetings.record(desk, meeting_id).kind_name == "读书会"


def test_code_of_a_kind_is_never_given_again(desk: Desk, branch: Branch) -> None:
    meetings.add_kind(desk, OWN)
    audit.undo_step(desk, steps(desk))
    assert len(meetings.kinds(desk)) == 8
    meetings.add_kind(desk, OWN)
    meetings.new_record(desk, {"kind": "B1", "held_on": date(2026, 9, 1)})
    meetings.add_kind(desk, OWN | {"name": "观影会"})
    assert [row.code for row in meetings.kinds(desk)][-2:] == ["B1", "B2"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"name": ""}, "请填写名称"),
        ({"name": "主题党日"}, "已经有"),
        ({"attends": "nobody"}, "代码表"),
        ({"period": "week"}, "代码表"),
        ({"times": 99}, "不合情理"),
        ({"until": date(2026, 1, 1)}, "早于启用"),
    ],
)
def test_faults_of_own_kinds(desk: Desk, change: dict[str, Value], told: str) -> None:
    with pytest.raises(Refused, match=told):
        meetings.add_kind(desk, OWN | change)
    assert len(meetings.kinds(desk)) == 8


def test_own_names_are_told_apart(desk: Desk) -> None:
    kind_id = meetings.add_kind(desk, OWN)
    with pytest.raises(Refused, match="已经有“读书会”"):
        meetings.add_kind(desk, OWN)
    meetings.change_kind(desk, kind_id, {"name": "读书会"})
    with pytest.raises(UserError, match="找不到这个会议类别"):
        meetings.change_kind(desk, 99, {"name": "别的"})
    with pytest.raises(UserError, match="没有“B9”这个会议类别"):
        meetings.template(desk, "B9")


def test_period_of_lectures_is_the_superiors(desk: Desk) -> None:
    def lectures() -> str:
        return next(row.period for row in meetings.kinds(desk) if row.code == "M4")

    assert lectures() == "quarter"
    settings.put(desk, settings.LECTURE_PERIOD, "每半年")
    assert lectures() == "half"
    with pytest.raises(UserError, match="党课频次"):
        settings.put(desk, settings.LECTURE_PERIOD, "每周")
