"""Corrections: opened, carried out, re-checked; numbers, evidence, refusals, and the list."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from djdesk.errors import Refused, UserError
from djdesk.services import assessment, audit, listing, meetings
from djdesk.services.assessment import CORRECTIONS, Subject, corrections
from djdesk.services.desk import Desk, Role
from djdesk.services.listing import Filter, Query, Scope, Value
from tests.models.store.people import last_step
from tests.services.conftest import Branch, Enrol

TODAY = date(2026, 11, 20)
SOON = date(2026, 12, 31)


def member(branch: Branch, name: str) -> Subject:
    return Subject("member", branch.home, branch[name])


def opened(desk: Desk, subject: Subject, **values: Value) -> int:
    given: dict[str, Value] = {"problem": "两次无故缺席", "opened_on": date(2026, 10, 8)}
    return assessment.open_correction(desk, subject, given | {"due_on": SOON} | values)


def fields_refused(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.field for problem in error.value.problems]


def test_a_correction_goes_from_problem_to_struck_off(desk: Desk, branch: Branch) -> None:
    key = assessment.open_correction(
        desk,
        member(branch, "王强"),
        {
            "problem": "连续两次无故缺席党员大会",
            "measure": "补课两次，向小组说明",
            "responsible": "钱进",
            "opened_on": date(2026, 10, 8),
            "due_on": date(2026, 11, 10),
        },
        month=date(2026, 9, 17),
        warning="yellow",
    )
    sheet = assessment.correction(desk, key)
    assert (sheet.number, sheet.name, sheet.state) == ("2026-整改-01", "王强", "overdue")
    assert (sheet.month, sheet.warning) == (date(2026, 9, 1), "yellow")
    assert sheet.responsible_id == branch["钱进"]
    assessment.report_done(desk, key, on=date(2026, 11, 9), note="补课两次")
    assert assessment.correction(desk, key).state == "done"
    assessment.recheck(desk, key, True, on=TODAY, by="李静", note="到位")
    sheet = assessment.correction(desk, key)
    assert sheet.state == "closed"
    assert (sheet.values["recheck"], sheet.values["recheck_note"]) == ("passed", "到位")
    with pytest.raises(UserError, match="已经复核到位并销号"):
        assessment.save_correction(desk, key, {"measure": "改写"})
    with pytest.raises(UserError, match="销号"):
        assessment.remove_correction(desk, key)


def test_a_failed_recheck_sets_a_new_date_and_is_told_on(desk: Desk, branch: Branch) -> None:
    key = opened(desk, member(branch, "王强"), due_on=date(2026, 10, 20))
    with pytest.raises(UserError, match="还没有报告整改完成"):
        assessment.recheck(desk, key, True, on=TODAY, by="李静")
    assessment.report_done(desk, key, on=date(2026, 10, 19), note="补了一次")
    with pytest.raises(Refused) as caught:
        assessment.recheck(desk, key, False, on=date(2026, 10, 21), by="")
    assert fields_refused(caught) == ["rechecked_by", "recheck_note", "due_on"]
    assessment.recheck(
        desk, key, False, on=date(2026, 10, 21), by="李静", note="还差一次", due_on=SOON
    )
    sheet = assessment.correction(desk, key)
    assert (sheet.state, sheet.values["due_on"], sheet.values["done_on"]) == ("failed", SOON, None)
    assert sheet.values["done_note"] == "补了一次"
    assessment.report_done(desk, key, on=date(2026, 11, 2), note="两次都补了")
    assert assessment.correction(desk, key).state == "done"
    assessment.recheck(desk, key, True, on=TODAY, by="李静", note="到位")
    assert assessment.correction(desk, key).values["recheck_note"] == (
        "2026年10月21日未到位（李静）：还差一次\n2026年11月20日整改到位（李静）：到位"
    )


def test_a_closed_one_opens_again_only_with_a_reason(desk: Desk, branch: Branch) -> None:
    key = opened(desk, member(branch, "王强"))
    with pytest.raises(UserError, match="还没有销号"):
        assessment.reopen_correction(desk, key, reason="又缺席")
    assessment.report_done(desk, key, on=TODAY, note="补了")
    assessment.recheck(desk, key, True, on=TODAY, by="李静")
    with pytest.raises(UserError, match="写明原因"):
        assessment.reopen_correction(desk, key, reason=" ")
    assessment.reopen_correction(desk, key, reason="又缺席")
    sheet = assessment.correction(desk, key)
    assert (sheet.state, sheet.values["recheck_note"]) == ("open", "重新整改：又缺席")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"problem": " "}, "problem"),
        ({"opened_on": date(2026, 11, 21)}, "opened_on"),
        ({"due_on": date(2026, 10, 7)}, "due_on"),
        ({"done_on": date(2026, 10, 7)}, "done_on"),
        ({"done_on": date(2026, 11, 21)}, "done_on"),
        ({"recheck": "perhaps"}, "recheck"),
    ],
)
def test_what_is_no_correction(
    desk: Desk, branch: Branch, changed: dict[str, Value], field: str
) -> None:
    with pytest.raises(Refused) as caught:
        opened(desk, member(branch, "王强"), **changed)
    assert fields_refused(caught) == [field]


def test_opening_never_says_that_it_was_rechecked(desk: Desk, branch: Branch) -> None:
    key = opened(desk, member(branch, "王强"))
    assessment.save_correction(desk, key, {"recheck": "passed", "rechecked_by": "自己"})
    sheet = assessment.correction(desk, key)
    assert (sheet.state, sheet.values["rechecked_by"]) == ("open", "")


def test_numbers_run_by_year_and_follow_the_day(desk: Desk, branch: Branch) -> None:
    one = opened(desk, member(branch, "王强"))
    two = opened(desk, Subject("group", branch.first))
    assert assessment.correction(desk, two).number == "2026-整改-02"
    assert assessment.correction(desk, two).name == "第一党小组"
    old = opened(desk, Subject("branch", branch.home), opened_on=date(2025, 12, 30))
    assert assessment.correction(desk, old).number == "2025-整改-01"
    assessment.save_correction(desk, one, {"opened_on": date(2025, 12, 31)})
    assert assessment.correction(desk, one).number == "2025-整改-02"


def test_who_is_responsible_is_a_member_where_the_name_says_so(
    desk: Desk, branch: Branch, enrol: Enrol
) -> None:
    enrol("丙某")
    twin = enrol("丙某")
    key = opened(desk, member(branch, "王强"), responsible="丙某")
    assert assessment.correction(desk, key).responsible_id is None  # two are called so
    assessment.save_correction(desk, key, {}, responsible_id=twin)
    assert assessment.correction(desk, key).responsible_id == twin
    assessment.save_correction(desk, key, {"measure": "补课"})
    assert assessment.correction(desk, key).responsible_id == twin
    assessment.save_correction(desk, key, {"responsible": "周敏"})
    assert assessment.correction(desk, key).responsible_id == branch["周敏"]


def test_the_talk_about_it_is_linked(desk: Desk, branch: Branch) -> None:
    talk = meetings.add_talk(
        desk, {"talker": "李静", "partner": "王强", "held_on": date(2026, 10, 10)}
    )
    key = opened(desk, member(branch, "王强"))
    with pytest.raises(UserError, match="找不到这次谈话"):
        assessment.save_correction(desk, key, {}, talk_id=talk + 1)
    assessment.save_correction(desk, key, {}, talk_id=talk)
    assert assessment.correction(desk, key).talk_id == talk
    with pytest.raises(UserError, match="整改"):
        meetings.remove_talk(desk, talk)


def test_evidence_is_kept_with_it_and_leaves_with_it(desk: Desk, branch: Branch) -> None:
    key = opened(desk, member(branch, "王强"))
    assessment.add_correction_evidence(desk, key, "补课记录.txt", "补课两次".encode())
    (kept,) = assessment.correction_evidence(desk, key)
    assert (kept.title, assessment.correction(desk, key).evidence) == ("补课记录.txt", 1)
    with pytest.raises(UserError, match="找不到"):
        assessment.add_correction_evidence(desk, key + 1, "补课记录.txt", b"x")
    assessment.remove_correction(desk, key)
    again = opened(desk, member(branch, "王强"))
    assert assessment.correction(desk, again).evidence == 0


def test_a_pair_made_for_it_goes_on_without_it(desk: Desk, branch: Branch) -> None:
    key = opened(desk, member(branch, "王强"))
    pair = assessment.pair(
        desk,
        {"kind": "member", "helper": "李静", "partner": "王强", "since": date(2026, 10, 9)},
        correction_id=key,
    )
    assert assessment.pairing(desk, pair).correction_id == key
    assessment.remove_correction(desk, key)
    assert assessment.pairing(desk, pair).correction_id is None
    audit.undo_step(desk, last_step(desk.store))
    assert assessment.pairing(desk, pair).correction_id == key


def test_every_step_can_be_undone_and_none_without_permission(desk: Desk, branch: Branch) -> None:
    key = opened(desk, member(branch, "王强"))
    before = assessment.correction(desk, key)
    assessment.report_done(desk, key, on=TODAY, note="补了")
    audit.undo_step(desk, last_step(desk.store))
    assert assessment.correction(desk, key) == before
    assessment.remove_correction(desk, key)
    audit.undo_step(desk, last_step(desk.store))
    assert assessment.correction(desk, key) == before
    viewer = replace(desk, role=Role.VIEWER)
    for verb in (
        lambda: opened(viewer, member(branch, "王强")),
        lambda: assessment.save_correction(viewer, key, {}),
        lambda: assessment.report_done(viewer, key, on=TODAY, note="补了"),
        lambda: assessment.recheck(viewer, key, True, on=TODAY, by="看"),
        lambda: assessment.reopen_correction(viewer, key, reason="看"),
        lambda: assessment.remove_correction(viewer, key),
        lambda: assessment.add_correction_evidence(viewer, key, "a.txt", b"x"),
    ):
        with pytest.raises(UserError, match="权限"):
            verb()


def test_the_list_finds_states_names_and_units(desk: Desk, branch: Branch) -> None:
    late = opened(desk, member(branch, "王强"), due_on=date(2026, 11, 19))
    due = opened(desk, member(branch, "周敏"), due_on=TODAY)
    done = opened(desk, Subject("group", branch.second), problem="小组会记录不全")
    assessment.report_done(desk, done, on=TODAY, note="补齐")
    scope = Scope(TODAY)
    chips = {chip.title: chip.count for chip in assessment.correction_chips(desk, scope)}
    assert chips == {"全部": 3, "整改中": 1, "已逾期": 1, "待复核": 1}
    for words, found in (("wq", [late]), ("周敏", [due]), ("第二", [done]), ("记录", [done])):
        assert list(listing.ids(desk, CORRECTIONS, Query(scope, words))) == found
    overdue = Query(scope, filters=(Filter("state", "eq", "overdue"),))
    assert list(listing.ids(desk, CORRECTIONS, overdue)) == [late]
    keys = ("number", "name", "level", "group", "state")
    assert listing.table(desk, CORRECTIONS, overdue, keys) == [
        ("2026-整改-01", "王强", "member", "第一党小组", "overdue")
    ]
    below = Query(Scope(TODAY, branch.second))  # the group and its members
    assert list(listing.ids(desk, CORRECTIONS, below)) == [due, done]


def test_states_of_the_list_and_of_the_sheet_are_the_same(desk: Desk, branch: Branch) -> None:
    subject = member(branch, "王强")
    keys = [opened(desk, subject, due_on=day) for day in (None, date(2026, 11, 1), SOON, SOON)]
    assessment.report_done(desk, keys[2], on=TODAY, note="补了")
    assessment.report_done(desk, keys[3], on=TODAY, note="补了")
    assessment.recheck(desk, keys[3], False, on=TODAY, by="李静", note="没补", due_on=SOON)
    told = listing.rows(desk, CORRECTIONS, Scope(TODAY), keys, ("state",))
    assert {key: row[0] for key, row in told.items()} == {
        key: assessment.correction(desk, key).state for key in keys
    }
    assert corrections.state_of(SOON, None, "failed", date(2027, 1, 1)) == "overdue"
