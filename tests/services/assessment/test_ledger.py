"""Lines are booked, checked and reversed; nothing is deleted and nothing slips in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from djdesk.errors import Refused, UserError
from djdesk.services import assessment
from djdesk.services.desk import Desk, Role
from tests.services.assessment.months import (
    OCTOBER,
    RUBRIC,
    SEPTEMBER,
    confirmed,
    entry,
    opened,
    score,
    subject,
)
from tests.services.conftest import Branch, Enrol


def test_a_line_is_priced_when_it_is_booked(desk: Desk, branch: Branch) -> None:
    opened(desk)
    key = assessment.book_line(desk, entry(branch, "王强", "P", quantity=2))
    (row,) = assessment.lines(desk, OCTOBER, subject(branch, "王强"))
    assert (row.id, row.points, row.quantity, row.title, row.state) == (
        key,
        40,
        2,
        "参加活动",
        "valid",
    )
    assert (row.entered_by, row.name) == ("李静", "王强")
    assert score(desk, branch, "王强") == 840


@pytest.mark.parametrize(
    ("item", "values", "words"),
    [
        ("X", {}, "没有这个项目"),
        ("P", {"quantity": 0}, "数量"),
        ("P", {"reason": " "}, "没有填写事由"),
        ("H", {"points": 110}, "分值"),
        ("R", {"step": "zz"}, "档次"),
        ("Q", {"quantity": 1001}, "比率"),
        ("V", {}, "文号"),
        ("P", {"happened_on": date(2026, 12, 1)}, "今天之后"),
        ("P", {"happened_on": date(2026, 11, 2)}, "10月以后"),
        ("P", {"organization_id": 99}, "不在本支部"),
        ("P", {"member_id": 99}, "不在本支部"),
    ],
)
def test_what_does_not_fit_is_refused_with_person_and_item(
    desk: Desk, branch: Branch, item: str, values: dict[str, object], words: str
) -> None:
    opened(desk)
    with pytest.raises(Refused) as caught:
        assessment.book_line(desk, entry(branch, "王强", item, **values))
    assert any(words in each.text for each in caught.value.problems)
    if "member_id" not in values:
        assert all(each.text.startswith("王强：") for each in caught.value.problems)
    assert all(each.value == item for each in caught.value.problems)
    assert assessment.lines(desk, OCTOBER) == ()


def test_many_lines_are_one_step_or_none(desk: Desk, branch: Branch) -> None:
    opened(desk)
    good = entry(branch, "王强", "P", quantity=1)
    with pytest.raises(Refused, match="钱进：“突出事迹”的分值"):
        assessment.book_many(desk, [good, entry(branch, "钱进", "H", points=1000)])
    assert assessment.lines(desk, OCTOBER) == ()
    keys = assessment.book_many(desk, [good, entry(branch, "钱进", "H", points=30)])
    assert [row.name for row in assessment.lines(desk, OCTOBER)] == ["王强", "钱进"]
    assert len(keys) == 2


def test_the_first_ones_are_free_whatever_is_taken_back(desk: Desk, branch: Branch) -> None:
    opened(desk)
    keys = assessment.book_many(desk, [entry(branch, "王强", "L", quantity=1) for _ in range(3)])
    assert [row.points for row in assessment.lines(desk, OCTOBER)] == [0, 0, -10]
    assert score(desk, branch, "王强") == 790
    # the first cost nothing, but without it the third is the second
    assessment.reverse_line(desk, keys[0], reason="记错人")
    assert score(desk, branch, "王强") == 800


def test_a_line_is_taken_back_once_and_with_a_reason(desk: Desk, branch: Branch) -> None:
    opened(desk)
    key = assessment.book_line(desk, entry(branch, "王强", "A", quantity=1))
    with pytest.raises(Refused, match="冲销的原因"):
        assessment.reverse_line(desk, key, reason=" ")
    back = assessment.reverse_line(desk, key, reason="请过假")
    first, second = assessment.lines(desk, OCTOBER)
    assert (first.state, second.reverses_id, second.points, second.quantity) == (
        "reversed",
        key,
        30,
        -1,
    )
    assert score(desk, branch, "王强") == 800
    for line in (key, back):
        with pytest.raises(Refused):
            assessment.reverse_line(desk, line, reason="再来")


def test_the_highest_counts_until_it_is_taken_back(desk: Desk, branch: Branch) -> None:
    opened(desk)
    assessment.book_line(desk, entry(branch, "王强", "R", step="u"))
    best = assessment.book_line(desk, entry(branch, "王强", "R", step="c"))
    assert score(desk, branch, "王强") == 850
    assessment.reverse_line(desk, best, reason="重复登记")
    assert score(desk, branch, "王强") == 820


def test_a_pending_line_counts_once_it_is_checked(desk: Desk, branch: Branch) -> None:
    opened(desk)
    first = assessment.book_line(desk, entry(branch, "王强", "A", quantity=1), pending=True)
    second = assessment.book_line(desk, entry(branch, "王强", "P", quantity=1), pending=True)
    assert score(desk, branch, "王强") == 800
    assessment.check_line(desk, first, True)
    with pytest.raises(Refused, match="不通过的原因"):
        assessment.check_line(desk, second, False)
    assessment.check_line(desk, second, False, "没有参加")
    assert score(desk, branch, "王强") == 770
    assert [row.state for row in assessment.lines(desk, OCTOBER)] == ["valid", "refused"]
    with pytest.raises(UserError, match="不在待审"):
        assessment.check_line(desk, first, True)


def test_a_pending_line_is_priced_when_it_counts(desk: Desk, branch: Branch) -> None:
    opened(desk)
    keys = [
        assessment.book_line(desk, entry(branch, "王强", "L", quantity=2), pending=True)
        for _ in range(2)
    ]
    assessment.check_lines(desk, keys, True)
    assert score(desk, branch, "王强") == 780


def test_evidence_is_kept_with_its_line(desk: Desk, branch: Branch) -> None:
    opened(desk)
    assessment.book_line(
        desk,
        entry(branch, "王强", "P", quantity=1, evidence=(("签到表.jpg", b"picture"),)),
    )
    (row,) = assessment.lines(desk, OCTOBER)
    assert row.files == 1


def test_a_veto_needs_a_number_and_empties_the_score(desk: Desk, branch: Branch) -> None:
    opened(desk)
    assessment.book_line(desk, entry(branch, "王强", "V", document="纪〔2026〕3号"))
    assert score(desk, branch, "王强") == 0


def test_groups_and_the_branch_have_lines_of_their_own(desk: Desk, branch: Branch) -> None:
    opened(desk)
    assessment.book_line(
        desk,
        entry(branch, "王强", "G", level="group", organization_id=branch.first, member_id=None),
    )
    (row,) = assessment.lines(desk, OCTOBER)
    assert (row.level, row.name, row.points) == ("group", "第一党小组", -100)
    with pytest.raises(Refused, match="不在本支部"):
        assessment.book_line(
            desk, entry(branch, "王强", "G", level="group", organization_id=branch.home)
        )


def test_a_month_takes_lines_only_while_it_is_open(desk: Desk, branch: Branch) -> None:
    opened(desk)
    with pytest.raises(UserError, match="还没有开账"):
        assessment.book_line(desk, entry(branch, "王强", "P", month=SEPTEMBER))
    key = assessment.book_line(desk, entry(branch, "王强", "P"))
    confirmed(desk)
    with pytest.raises(UserError, match="已审定"):
        assessment.book_line(desk, entry(branch, "王强", "P"))
    with pytest.raises(UserError, match="已审定"):
        assessment.reverse_line(desk, key, reason="错")


def test_only_who_may_write_books(desk: Desk, branch: Branch) -> None:
    opened(desk)
    viewer = replace(desk, role=Role.VIEWER)
    with pytest.raises(UserError, match="没有修改这项台账的权限"):
        assessment.book_line(viewer, entry(branch, "王强", "P"))


def test_items_are_those_of_the_members_class(desk: Desk, branch: Branch) -> None:
    special = replace(RUBRIC.tables[0], items=RUBRIC.tables[0].items[:1], classes=("special",))
    opened(desk, (), replace(RUBRIC, tables=(*RUBRIC.tables, special)))
    assessment.set_class(
        desk, branch["王强"], {"since": OCTOBER, "kind": "special", "reason": "年满七十"}
    )
    assessment.open_month(desk, OCTOBER)
    assessment.book_line(desk, entry(branch, "王强", "P"))
    with pytest.raises(Refused, match="没有这个项目"):
        assessment.book_line(desk, entry(branch, "王强", "A"))


def test_a_line_is_of_somebody_whom_the_month_scores(
    desk: Desk, branch: Branch, enrol: Enrol
) -> None:
    """A line that can never count would be lost without a word."""
    opened(desk, rubric=replace(RUBRIC, left_out=("retired",)))
    late = enrol("新来", since=date(2026, 11, 5), way="A2")
    retired = enrol("老钱", work_post="W8")
    for who, words in (
        ({"member_id": late}, "2026年10月不在本支部"),
        ({"member_id": 99_999}, "不在本支部"),
        ({"organization_id": branch.first}, "不在本支部"),
        ({"member_id": retired}, "不计分：离退休党员不计分"),
    ):
        line = replace(entry(branch, "王强", "A"), **who)  # type: ignore[arg-type]
        with pytest.raises(Refused, match=words):
            assessment.book_line(desk, line)
