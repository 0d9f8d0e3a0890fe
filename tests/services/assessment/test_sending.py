"""The committee sends rubrics in force and answers months that were reported; nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Literal

import pytest
from sqlalchemy import select

from djdesk.errors import Refused, UserError
from djdesk.models.assessment import MonthBook, Opinion, Result, Rubric
from djdesk.models.audit import AuditStep
from djdesk.models.organization import Organization
from djdesk.models.packages import Subordinate
from djdesk.models.rules.assessment import check_rubric, parsing
from djdesk.models.rules.assessment.rubrics import ready
from djdesk.services import audit
from djdesk.services.assessment import board, book, sending
from djdesk.services.desk import Desk
from tests.services.assessment.conftest import EnactRubric

MARCH = date(2026, 3, 1)
AFTER = date(2099, 1, 1)
BOOK = "01a1fa44-6e66-756c-8b65-414441127743"
GOOD = parsing.write(ready()[0])


def add_rubric(
    desk: Desk, *, origin: str = "", state: str = "effective", content: str = GOOD
) -> int:
    with desk.store.write("登记考核方案") as session:
        revision = len(session.scalars(select(Rubric)).all()) + 1
        row = Rubric(
            code="common",
            revision=revision,
            name="厂党委积分办法",
            since=MARCH,
            state=state,
            content=content,
            origin=origin,
        )
        session.add(row)
        session.flush()
        return row.id


def sent_on(desk: Desk, key: int) -> date | None:
    with desk.store.read() as session:
        return session.get_one(Rubric, key).sent_on


@pytest.fixture
def branch(committee_desk: Desk) -> int:
    """A branch that reported two months, the earlier one confirmed with 86.8 points."""
    rubric = add_rubric(committee_desk, origin=BOOK)
    home = committee_desk.store.book.home_organization_id
    with committee_desk.store.write("支部上报") as session:
        row = Organization(
            parent_id=home, kind="branch", name="中共机修支部委员会", short_name="机修"
        )
        session.add(row)
        session.flush()
        of = {"organization_id": row.id, "origin": BOOK}
        session.add(
            Subordinate(
                organization_id=row.id,
                book_uid=BOOK,
                name=row.name,
                sign_key="ab" * 32,
                age_key="age1",
                bound_at="2026-04-01T08:00:00+08:00",
            )
        )
        book = MonthBook(month=MARCH, state="confirmed", rubric_id=rubric, **of)
        session.add_all(
            [book, MonthBook(month=date(2026, 4, 1), state="scored", rubric_id=rubric, **of)]
        )
        session.flush()
        points = {"base": 900, "plus": 0, "minus": 0, "own": 900}
        session.add_all(
            [
                Result(month_id=book.id, level="branch", score=868, grade="优秀", **points, **of),
                Result(month_id=book.id, level="group", score=855, **points, **of),
            ]
        )
        return row.id


def test_a_rubric_is_sent_once_and_may_be_recalled(committee_desk: Desk) -> None:
    key = add_rubric(committee_desk)
    sending.send_rubric(committee_desk, key)
    assert sent_on(committee_desk, key) == committee_desk.today()
    sending.recall_rubric(committee_desk, key)
    assert sent_on(committee_desk, key) is None
    with pytest.raises(UserError, match="没有下发过"):
        sending.recall_rubric(committee_desk, key)


def test_only_own_rubrics_in_force_and_whole_are_sent(committee_desk: Desk, desk: Desk) -> None:
    for state in ("draft", "retired"):
        with pytest.raises(UserError, match="没有施行"):
            sending.send_rubric(committee_desk, add_rubric(committee_desk, state=state))
    with pytest.raises(UserError, match="别的账套"):
        sending.send_rubric(committee_desk, add_rubric(committee_desk, origin=BOOK))
    for content in ("{}", "不是内容"):
        with pytest.raises(Refused):
            sending.send_rubric(committee_desk, add_rubric(committee_desk, content=content))
    with pytest.raises(UserError, match="没有下级"):
        sending.send_rubric(desk, add_rubric(desk))


def test_what_only_looks_odd_does_not_keep_a_rubric_from_being_sent(committee_desk: Desk) -> None:
    odd = replace(ready()[0], notice_days=2)
    assert [each.is_error for each in check_rubric(odd)] == [False]
    key = add_rubric(committee_desk, content=parsing.write(odd))
    sending.send_rubric(committee_desk, key)
    assert sent_on(committee_desk, key) == committee_desk.today()


def test_reported_months_wait_for_an_answer(committee_desk: Desk, branch: int) -> None:
    (waiting,) = sending.reported_months(committee_desk, waiting_only=True)
    assert (waiting.organization_id, waiting.branch, waiting.month) == (branch, "机修", MARCH)
    assert (waiting.state, waiting.score, waiting.grade) == ("confirmed", 868, "优秀")
    sending.review_month(committee_desk, branch, MARCH, points=860, opinion="基本属实")
    key = sending.review_month(
        committee_desk, branch, date(2026, 3, 17), change=-5, reason=" 台账不全 ", by="某干事"
    )
    assert sending.reported_months(committee_desk, waiting_only=True) == ()
    (answered,) = sending.reported_months(committee_desk)
    assert (answered.answers, answered.points, answered.change) == (2, None, -5)
    with committee_desk.store.read() as session:
        row = session.get_one(Opinion, key)
        assert (row.level, row.stage, row.month, row.member_id) == (
            "branch",
            "superior",
            MARCH,
            None,
        )
        assert (row.reason, row.given_by, row.origin) == ("台账不全", "某干事", "")
    with committee_desk.store.read() as session:
        last = session.scalars(select(AuditStep.id).order_by(AuditStep.id.desc())).first()
    assert last is not None
    audit.undo_step(committee_desk, last)
    assert sending.reported_months(committee_desk)[0].points == 860


@pytest.mark.parametrize(
    "given",
    [{}, {"opinion": "  "}, {"change": -5}, {"points": 10_001}, {"change": -10_001, "reason": "x"}],
)
def test_an_opinion_says_something_and_why(
    committee_desk: Desk, branch: int, given: dict[str, object]
) -> None:
    with pytest.raises(Refused):
        sending.review_month(committee_desk, branch, MARCH, **given)  # type: ignore[arg-type]


def test_only_confirmed_months_of_branches_are_answered(
    committee_desk: Desk, desk: Desk, branch: int
) -> None:
    with pytest.raises(UserError, match="没有上报审定的2026年4月"):
        sending.review_month(committee_desk, branch, date(2026, 4, 1), points=860)
    home = committee_desk.store.book.home_organization_id
    with pytest.raises(UserError, match="不是向本单位上报的支部"):
        sending.review_month(committee_desk, home, MARCH, points=860)
    with pytest.raises(UserError, match="没有下级"):
        sending.review_month(desk, desk.store.book.home_organization_id, MARCH, points=860)


def test_only_one_month_is_asked_for_and_a_month_confirmed_anew_says_so(
    committee_desk: Desk, branch: int
) -> None:
    assert sending.reported_months(committee_desk, month=date(2026, 4, 1)) == ()
    (row,) = sending.reported_months(committee_desk, month=date(2026, 3, 9))
    assert not row.again
    sending.review_month(committee_desk, branch, MARCH, points=860)
    for revision, on, again in ((2, None, False), (1, AFTER, False), (2, AFTER, True)):
        with committee_desk.store.write("又上报") as session:
            kept = session.scalars(select(MonthBook).where(MonthBook.month == MARCH)).one()
            kept.revision, kept.confirmed_on = revision, on
        (row,) = sending.reported_months(committee_desk)
        assert row.again is again


def came_down(desk: Desk, month: date, change: int) -> None:
    """An opinion of the superior on the branch's month, as a dispatch brings it."""
    with desk.store.write("接收下发包") as session:
        session.add(
            Opinion(
                level="branch",
                organization_id=desk.store.book.home_organization_id,
                month=month,
                stage="superior",
                change=change,
                reason="台账不全",
                given_by="某干事",
                given_at=datetime.fromisoformat("2026-11-10T09:00:00"),
                origin=BOOK,
            )
        )


def branch_score(desk: Desk, month: date) -> tuple[int, int | None]:
    """What opinions change in the branch's own score, and its score."""
    (row,) = board.board(desk, month, "branch").rows
    return row.change, row.score


@pytest.mark.parametrize("cycle", ["month", "year"])
def test_an_opinion_after_the_month_was_confirmed_counts_when_that_is_done_anew(
    autumn: Desk, enforce: EnactRubric, cycle: Literal["month", "year"]
) -> None:
    october, november = date(2026, 10, 1), date(2026, 11, 1)
    rubric = next(each for each in ready() if each.code == "three_levels")
    enforce(replace(rubric, cycle=cycle))
    book.open_month(autumn, october)
    assert sending.answered(autumn, october) is None
    book.score_month(autumn, october)
    book.confirm_month(autumn, october, on=date(2026, 11, 3))
    _none, before = branch_score(autumn, october)
    assert before is not None
    came_down(autumn, october, -20)
    found = sending.answered(autumn, october)
    assert found is not None
    assert (found.counted, found.cumulative, found.own_table) == (False, cycle == "year", True)
    assert found.opinion.change == -20
    assert branch_score(autumn, october) == (0, before)
    book.open_month(autumn, november)
    assert branch_score(autumn, november)[0] == (-20 if cycle == "year" else 0)
    book.reopen_month(autumn, october, reason="计入上级评")
    assert sending.answered(autumn, october) is None  # it counts like any other
    assert branch_score(autumn, october) == (-20, before - 20)  # nobody is scored below it
    book.score_month(autumn, october)
    book.confirm_month(autumn, october, on=date(2026, 11, 12))
    found = sending.answered(autumn, october)
    assert found is not None
    assert found.counted
    came_down(autumn, october, -30)
    found = sending.answered(autumn, october)
    assert found is not None
    assert (found.counted, found.opinion.change) == (False, -30)


def test_a_rubric_without_a_table_of_the_branch_counts_no_change(
    autumn: Desk, enforce: EnactRubric
) -> None:
    october = date(2026, 10, 1)
    rubric = next(each for each in ready() if each.code == "three_levels")
    tables = tuple(table for table in rubric.tables if table.level != "branch")
    enforce(replace(rubric, tables=tables))
    book.open_month(autumn, october)
    book.score_month(autumn, october)
    book.confirm_month(autumn, october, on=date(2026, 11, 3))
    came_down(autumn, october, -20)
    found = sending.answered(autumn, october)
    assert found is not None
    assert not found.own_table
