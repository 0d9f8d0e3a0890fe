"""Contacts of pairs: days inside the pair, months without one, corrected and taken out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from djdesk.errors import Refused, UserError
from djdesk.services import assessment, audit
from djdesk.services.assessment.contacts import contacts
from djdesk.services.desk import Desk, Role
from djdesk.services.listing import Value
from tests.models.store.people import last_step
from tests.services.conftest import Branch

TODAY = date(2026, 11, 20)


@pytest.fixture
def pairing(desk: Desk, branch: Branch) -> int:
    """A pair since the middle of August."""
    values: dict[str, Value] = {"kind": "member", "helper": "李静", "partner": "王强"}
    return assessment.pair(desk, values | {"since": date(2026, 8, 15)})


def met(desk: Desk, pairing: int, day: date, **values: Value) -> int:
    given: dict[str, Value] = {"held_on": day, "content": "谈近况"}
    return assessment.add_contact(desk, pairing, given | values)


def test_contacts_are_kept_the_newest_first_and_corrected(desk: Desk, pairing: int) -> None:
    first = met(desk, pairing, date(2026, 9, 3), form="visit", solved="联系了医生")
    second = met(desk, pairing, date(2026, 10, 3), recorded_by="李 静")
    assert [row.id for row in contacts(desk, pairing)] == [second, first]
    assert contacts(desk, pairing)[0].recorded_by == "李静"
    assessment.save_contact(desk, first, {"held_on": date(2026, 10, 9), "result": "好转"})
    (latest, _other) = contacts(desk, pairing)
    assert (latest.id, latest.solved, latest.result) == (first, "联系了医生", "好转")
    assessment.remove_contact(desk, first)
    assert [row.id for row in contacts(desk, pairing)] == [second]
    audit.undo_step(desk, last_step(desk.store))
    assert [row.id for row in contacts(desk, pairing)] == [first, second]


@pytest.mark.parametrize(
    ("changed", "field", "text"),
    [
        ({"content": " "}, "content", "帮扶内容"),
        ({"held_on": None}, "held_on", "日期"),
        ({"held_on": date(2026, 11, 21)}, "held_on", "今天之后"),
        ({"held_on": date(2026, 8, 14)}, "held_on", "早于结对日期"),
        ({"held_on": date(2026, 11, 3)}, "held_on", "晚于结束日期"),
        ({"form": "letter"}, "form", "代码表"),
    ],
)
def test_what_is_no_contact(
    desk: Desk, pairing: int, changed: dict[str, Value], field: str, text: str
) -> None:
    assessment.end_pairing(desk, pairing, on=date(2026, 11, 2), reason="双方商定")
    key = met(desk, pairing, date(2026, 9, 3))
    given: dict[str, Value] = {"held_on": date(2026, 9, 3), "content": "谈近况"}
    for verb in (
        lambda: assessment.add_contact(desk, pairing, given | changed),
        lambda: assessment.save_contact(desk, key, changed),
    ):
        with pytest.raises(Refused, match=text) as caught:
            verb()
        assert {problem.field for problem in caught.value.problems} == {field}


def test_months_without_a_contact_are_named(desk: Desk, pairing: int) -> None:
    met(desk, pairing, date(2026, 9, 30))
    met(desk, pairing, date(2026, 9, 1))
    told = [
        (each.month.month, each.contacts, each.missing)
        for each in assessment.contact_months(desk, pairing)
    ]
    # August had begun before the pair did, and November is not over
    assert told == [(8, 0, False), (9, 2, False), (10, 0, True), (11, 0, False)]
    assessment.end_pairing(desk, pairing, on=date(2026, 10, 20), reason="双方商定")
    assert [each.missing for each in assessment.contact_months(desk, pairing)] == [False] * 3


def test_branches_owe_a_quarter_and_no_month(desk: Desk, branch: Branch) -> None:
    pairing = assessment.pair(
        desk,
        {"kind": "branch", "helper": "一支部", "partner": "二支部", "since": date(2026, 3, 10)},
    )
    met(desk, pairing, date(2026, 5, 4), form="activity")
    told = [
        (each.month.month, each.contacts, each.missing)
        for each in assessment.contact_months(desk, pairing)
    ]
    # by quarter: the first had begun before the pair did, and the fourth is not over
    assert told == [(1, 0, False), (4, 1, False), (7, 0, True), (10, 0, False)]


def test_who_only_looks_records_nothing(desk: Desk, pairing: int) -> None:
    key = met(desk, pairing, date(2026, 9, 3))
    viewer = replace(desk, role=Role.VIEWER)
    for verb in (
        lambda: met(viewer, pairing, date(2026, 9, 4)),
        lambda: assessment.save_contact(viewer, key, {}),
        lambda: assessment.remove_contact(viewer, key),
    ):
        with pytest.raises(UserError, match="权限"):
            verb()
    with pytest.raises(UserError, match="找不到这一对"):
        assessment.contact_months(desk, pairing + 1)
