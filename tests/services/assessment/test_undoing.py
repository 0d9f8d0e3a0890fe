"""Steps are taken back like everywhere, but not what a confirmed month rests on."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.errors import Refused, UserError
from djdesk.services import assessment, audit
from djdesk.services.assessment import board, rubrics
from djdesk.services.desk import Desk
from tests.models.store.people import last_step
from tests.services.assessment.months import (
    OCTOBER,
    SEPTEMBER,
    YEARLY,
    confirmed,
    entry,
    opened,
    score,
    subject,
)
from tests.services.conftest import Branch


def test_a_line_can_be_taken_back_and_brought_again(desk: Desk, branch: Branch) -> None:
    opened(desk)
    assessment.book_line(desk, entry(branch, "王强", "A"))
    undone = audit.undo_step(desk, last_step(desk.store))
    assert score(desk, branch, "王强") == 800
    audit.undo_step(desk, undone.step)
    assert score(desk, branch, "王强") == 770


def test_what_a_confirmed_month_rests_on_stays(desk: Desk, branch: Branch) -> None:
    opened(desk)
    steps = []
    assessment.book_line(desk, entry(branch, "王强", "A"))
    steps.append(last_step(desk.store))
    assessment.book_many(desk, [entry(branch, name, "P") for name in ("王强", "周敏")])
    steps.append(last_step(desk.store))
    assessment.give(desk, subject(branch, "王强"), OCTOBER, "group", points=800)
    steps.append(last_step(desk.store))
    assessment.set_class(
        desk, branch["周敏"], {"since": OCTOBER, "kind": "backbone", "reason": "支委研究"}
    )
    steps.append(last_step(desk.store))
    before = tuple(board.board(desk, OCTOBER, "member").rows)
    confirmed(desk)
    for step in steps:
        with pytest.raises(UserError, match="已经审定，这一步不能撤销"):
            audit.undo_step(desk, step)
    after = board.board(desk, OCTOBER, "member").rows
    assert [row.score for row in after] == [row.score for row in before]


def test_confirming_can_be_taken_back_while_nothing_followed(desk: Desk, branch: Branch) -> None:
    opened(desk)
    confirmed(desk)
    audit.undo_step(desk, last_step(desk.store))
    assert assessment.month(desk, OCTOBER).state == "scored"
    assessment.book_line(desk, entry(branch, "王强", "A"))
    assert score(desk, branch, "王强") == 770


def test_sealing_and_opening_again_leave_their_trace(desk: Desk, branch: Branch) -> None:
    opened(desk)
    confirmed(desk)
    assessment.publish_month(
        desk,
        OCTOBER,
        on=desk.today(),
        until=date(2026, 11, 22),
        place="公开栏",
        telephone="13800000001",
    )
    later = Desk(desk.store, desk.user, desk.role, lambda: date(2026, 11, 23))
    assessment.seal_month(later, OCTOBER)
    with pytest.raises(UserError, match="封存不能撤销"):
        audit.undo_step(later, last_step(desk.store))
    assessment.reopen_month(later, OCTOBER, reason="漏记")
    with pytest.raises(UserError, match="重新开账不能撤销"):
        audit.undo_step(later, last_step(desk.store))


def test_old_versions_of_lines_are_not_put_back(desk: Desk, branch: Branch) -> None:
    opened(desk)
    key = assessment.book_line(desk, entry(branch, "王强", "A"), pending=True)
    step = last_step(desk.store)
    assessment.check_line(desk, key, True)
    with pytest.raises(UserError, match="不能恢复旧版本"):
        audit.put_back(desk, "assessment_line", key, step, area="assessment")


def test_a_month_with_entries_is_not_closed_again(desk: Desk, branch: Branch) -> None:
    opened(desk)
    step = last_step(desk.store)
    assessment.book_line(desk, entry(branch, "王强", "A"))
    with pytest.raises(UserError, match="不能撤销开账"):
        audit.undo_step(desk, step)
    audit.undo_step(desk, last_step(desk.store))
    assessment.open_month(desk, SEPTEMBER)
    audit.undo_step(desk, last_step(desk.store))
    assert assessment.month(desk, SEPTEMBER).state == "none"


@pytest.mark.parametrize("fixed", [False, True])
def test_a_rubric_that_scores_a_month_never_becomes_a_draft_again(
    desk: Desk, branch: Branch, fixed: bool
) -> None:
    key = rubrics.add_example(desk, "three_levels", since=OCTOBER)
    rubrics.enact(desk, key, since=OCTOBER)
    step = last_step(desk.store)
    undone = audit.undo_step(desk, step)  # nobody used it yet
    audit.undo_step(desk, undone.step)
    assessment.open_month(desk, OCTOBER)
    if fixed:
        confirmed(desk)
    with pytest.raises(UserError, match="已经按这个方案开账，施行不能撤销"):
        audit.undo_step(desk, step)
    assert rubrics.rubric(desk, key).row.state == "effective"


def test_confirming_stays_under_what_was_done_since(desk: Desk, branch: Branch) -> None:
    opened(desk)
    confirmed(desk)
    step = last_step(desk.store)
    assessment.publish_month(
        desk,
        OCTOBER,
        on=desk.today(),
        until=date(2026, 11, 25),
        place="公开栏",
        telephone="13800000001",
    )
    posted = last_step(desk.store)
    with pytest.raises(Refused, match="后来又改过"):
        audit.undo_step(desk, step)
    audit.undo_step(desk, posted)
    audit.undo_step(desk, step)
    found = assessment.month(desk, OCTOBER)
    assert (found.state, found.published_on) == ("scored", None)


def test_confirming_stays_under_later_months_that_are_built_on_it(
    desk: Desk, branch: Branch
) -> None:
    opened(desk, (SEPTEMBER, OCTOBER), YEARLY)
    confirmed(desk, SEPTEMBER)
    first = last_step(desk.store)
    confirmed(desk, OCTOBER)
    second = last_step(desk.store)
    with pytest.raises(UserError, match="2026年10月已经按这个月的结果审定"):
        audit.undo_step(desk, first)
    audit.undo_step(desk, second)
    audit.undo_step(desk, first)
    assert assessment.month(desk, SEPTEMBER).state == "scored"
