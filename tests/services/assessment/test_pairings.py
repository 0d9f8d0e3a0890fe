"""Pairs: entered, linked, changed, ended by people only; what is refused, and the list."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from djdesk.errors import Refused, UserError
from djdesk.services import assessment, audit, listing
from djdesk.services.assessment import PAIRINGS
from djdesk.services.desk import Desk, Role
from djdesk.services.listing import Filter, Query, Scope, Value
from tests.models.store.people import last_step
from tests.services.conftest import Branch

TODAY = date(2026, 11, 20)
SINCE = date(2026, 7, 1)


def paired(desk: Desk, **values: Value) -> int:
    given: dict[str, Value] = {"kind": "member", "helper": "李静", "partner": "王强"}
    return assessment.pair(desk, given | {"since": SINCE} | values)


def met(desk: Desk, pairing_id: int, day: date, **values: Value) -> int:
    given: dict[str, Value] = {"held_on": day, "content": "谈近况"}
    return assessment.add_contact(desk, pairing_id, given | values)


def test_names_of_one_member_are_linked_and_others_stay_names(desk: Desk, branch: Branch) -> None:
    sheet = assessment.pairing(desk, paired(desk, partner_kind="member", condition="quarters"))
    assert (sheet.number, sheet.state) == ("2026-结对-01", "silent")
    assert (sheet.helper_id, sheet.partner_id) == (branch["李静"], branch["王强"])
    outside = assessment.pairing(desk, paired(desk, partner="某群众", partner_kind="mass"))
    assert (outside.number, outside.partner_id) == ("2026-结对-02", None)
    by_key = assessment.pair(
        desk,
        {"kind": "member", "partner": "吴亮", "since": SINCE},
        helper_id=branch["周敏"],
    )
    assert assessment.pairing(desk, by_key).values["helper"] == "周敏"
    both = assessment.pairing(desk, paired(desk, kind="branch", helper="一支部", partner="二支部"))
    assert (both.helper_id, both.partner_id) == (None, None)


def test_another_name_is_another_person(desk: Desk, branch: Branch) -> None:
    key = paired(desk)
    assessment.save_pairing(desk, key, {"plan": "每月一谈"})
    assert assessment.pairing(desk, key).partner_id == branch["王强"]
    assessment.save_pairing(desk, key, {"partner": "周敏"})
    assert assessment.pairing(desk, key).partner_id == branch["周敏"]
    assessment.save_pairing(desk, key, {"partner": "不在册"})
    assert assessment.pairing(desk, key).partner_id is None
    assessment.save_pairing(desk, key, {"since": date(2025, 7, 1)})
    assert assessment.pairing(desk, key).number == "2025-结对-01"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"helper": ""}, "helper"),
        ({"partner": "李静"}, "partner"),
        ({"kind": "couple"}, "kind"),
        ({"since": date(2026, 11, 21)}, "since"),
        ({"until": date(2026, 6, 30)}, "until"),
        ({"ended_on": date(2026, 6, 30), "end_reason": "x"}, "ended_on"),
        ({"ended_on": date(2026, 8, 30)}, "end_reason"),
        ({"condition": "never"}, "condition"),
    ],
)
def test_what_is_no_pair(desk: Desk, branch: Branch, changed: dict[str, Value], field: str) -> None:
    with pytest.raises(Refused) as caught:
        paired(desk, **changed)
    assert [problem.field for problem in caught.value.problems] == [field]


def test_one_person_is_no_pair_though_written_differently(desk: Desk, branch: Branch) -> None:
    with pytest.raises(Refused, match="相同"):
        assessment.pair(
            desk,
            {"kind": "member", "helper": "李静", "partner": "李静（组长）", "since": SINCE},
            helper_id=branch["李静"],
            partner_id=branch["李静"],
        )


def test_a_pair_ends_by_people_and_goes_on_again(desk: Desk, branch: Branch) -> None:
    key = paired(desk, condition="year")
    met(desk, key, date(2026, 9, 3))
    with pytest.raises(Refused, match="结束原因"):
        assessment.end_pairing(desk, key, on=TODAY, reason=" ")
    with pytest.raises(Refused, match="2026年9月3日还有帮扶记录"):
        assessment.end_pairing(desk, key, on=date(2026, 9, 2), reason="双方商定")
    assessment.end_pairing(desk, key, on=TODAY, reason="双方商定", result="按时到会")
    sheet = assessment.pairing(desk, key)
    assert (sheet.state, sheet.values["result"]) == ("ended", "按时到会")
    with pytest.raises(UserError, match="已经结束"):
        assessment.end_pairing(desk, key, on=TODAY, reason="再来")
    assessment.resume_pairing(desk, key)
    assert assessment.pairing(desk, key).values["ended_on"] is None
    with pytest.raises(Refused, match="2026年9月3日已有帮扶记录"):
        assessment.save_pairing(desk, key, {"since": date(2026, 10, 1)})


def test_taking_a_pair_out_takes_its_contacts_and_undo_brings_both(
    desk: Desk, branch: Branch
) -> None:
    key = paired(desk)
    met(desk, key, date(2026, 9, 3))
    before = assessment.pairing(desk, key)
    assessment.remove_pairing(desk, key)
    with pytest.raises(UserError, match="找不到这一对"):
        assessment.pairing(desk, key)
    audit.undo_step(desk, last_step(desk.store))
    assert assessment.pairing(desk, key) == before


def test_who_only_looks_pairs_nobody(desk: Desk, branch: Branch) -> None:
    key = paired(desk)
    viewer = replace(desk, role=Role.VIEWER)
    for verb in (
        lambda: paired(viewer),
        lambda: assessment.save_pairing(viewer, key, {}),
        lambda: assessment.end_pairing(viewer, key, on=TODAY, reason="x"),
        lambda: assessment.resume_pairing(viewer, key),
        lambda: assessment.remove_pairing(viewer, key),
    ):
        with pytest.raises(UserError, match="权限"):
            verb()


def state_of(desk: Desk, pairing_id: int) -> Value:
    return listing.rows(desk, PAIRINGS, Scope(desk.today()), [pairing_id], ("state",))[pairing_id][
        0
    ]


def test_a_month_without_a_contact_is_told_in_the_next_one(desk: Desk, branch: Branch) -> None:
    key = paired(desk, since=date(2026, 10, 12))
    assert state_of(desk, key) == "running"  # began in the middle of last month
    key = paired(desk)
    met(desk, key, date(2026, 9, 30))
    met(desk, key, date(2026, 11, 2))
    assert state_of(desk, key) == "silent"  # nothing in October
    met(desk, key, date(2026, 10, 1))
    assert state_of(desk, key) == "running"
    assessment.save_pairing(desk, key, {"until": date(2026, 11, 19)})
    assert state_of(desk, key) == "due"


def test_branches_meet_once_a_quarter(desk: Desk, branch: Branch) -> None:
    key = paired(desk, kind="branch", helper="一支部", partner="二支部", since=date(2026, 4, 1))
    assert state_of(desk, key) == "silent"  # nothing in the third quarter
    met(desk, key, date(2026, 7, 1), form="activity")
    assert state_of(desk, key) == "running"


def test_the_list_counts_contacts_and_finds_people(desk: Desk, branch: Branch) -> None:
    key = paired(desk)
    other = paired(desk, helper="周敏", partner="某群众", goal="解决就业")
    met(desk, key, date(2026, 9, 3), solved="联系了医生")
    met(desk, key, date(2026, 10, 3))
    scope = Scope(TODAY)
    query = Query(scope, "wq")
    keys = ("number", "contacts", "last_on", "solved")
    assert listing.table(desk, PAIRINGS, query, keys) == [("2026-结对-01", 2, date(2026, 10, 3), 1)]
    assert list(listing.ids(desk, PAIRINGS, Query(scope, "就业"))) == [other]
    silent = Query(scope, filters=(Filter("state", "eq", "silent"),))
    assert list(listing.ids(desk, PAIRINGS, silent)) == [other]
    chips = {chip.title: chip.count for chip in assessment.pairing_chips(desk, scope)}
    assert chips == {"全部": 2, "结对中": 1, "联系中断": 1, "党员一帮一": 2}
