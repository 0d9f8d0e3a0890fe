"""What a committee has to send down, and what a branch does with it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from djdesk.models.assessment import MonthBook, Result, Rubric
from djdesk.models.roster import Member
from djdesk.models.rules.assessment import parsing
from djdesk.models.rules.assessment.rubrics import ready
from djdesk.services import packages
from djdesk.services.assessment import book, ledger
from djdesk.services.assessment import rubrics as services
from djdesk.services.desk import Desk
from tests.exchange.branch import Pair, home_of

MARCH = date(2026, 3, 1)
GOOD = parsing.write(next(each for each in ready() if each.code == "three_levels"))


def add_rubric(desk: Desk, revision: int = 1, content: str = GOOD, *, sent: bool = True) -> int:
    """A rubric in force in the committee's book, with `sent` going down."""
    with desk.store.write("登记考核方案") as session:
        row = Rubric(
            code="common",
            revision=revision,
            name="厂党委积分办法",
            state="effective",
            since=date(2026, revision, 1),
            content=content,
            sent_on=date(2026, 11, 1) if sent else None,
        )
        session.add(row)
        session.flush()
        return row.id


def edit(desk: Desk, key: int, **values: object) -> None:
    with desk.store.write("改动") as session:
        row = session.get_one(Rubric, key)
        for name, value in values.items():
            setattr(row, name, value)


def rubrics(desk: Desk) -> list[tuple[int, str]]:
    """The committee's rubrics as a branch has them: revision and content."""
    wanted = select(Rubric).where(Rubric.code == "common", Rubric.origin != "")
    with desk.store.read() as session:
        rows = session.scalars(wanted.order_by(Rubric.id))
        return [(row.revision, row.content) for row in rows]


def score_by(branch: Desk, revision: int = 1) -> int:
    """Let the branch put a rubric of its committee in force, open a month by it and book a line.

    Returns the key of the branch's own row of it.
    """
    with branch.store.read() as session:
        received = session.scalars(
            select(Rubric.id).where(
                Rubric.code == "common", Rubric.revision == revision, Rubric.origin != ""
            )
        ).one()
    month = date(2026, 3 + revision, 1)
    own = services.enact(branch, received, since=month)
    book.open_month(branch, month)
    ledger.book_line(branch, planting(branch, month))
    return own


def planting(branch: Desk, month: date, person: int | None = None) -> ledger.Entry:
    """Points for planting trees; of the first member if no other."""
    if person is None:
        with branch.store.read() as session:
            person = session.scalars(select(Member.id).order_by(Member.id)).first()
    return ledger.Entry(
        "member",
        home_of(branch),
        person,
        month,
        "C3-6+",
        month,
        quantity=1,
        reason="义务植树",
    )


def confirm(branch: Desk) -> None:
    """Let the branch confirm the month of `fill` with a score of its own."""
    with branch.store.write("审定") as session:
        book = session.scalars(select(MonthBook).where(MonthBook.month == MARCH)).one()
        book.state, book.confirmed_on = "confirmed", date(2026, 4, 3)
        session.add(
            Result(
                month_id=book.id,
                level="branch",
                organization_id=home_of(branch),
                base=900,
                plus=0,
                minus=0,
                own=900,
                score=868,
                grade="优秀",
            )
        )


def branch_id(pair: Pair) -> int:
    """The organization under which the committee keeps the branch."""
    (branch,) = (
        each
        for each in packages.branches(pair.committee)
        if each.book_uid == pair.branch.store.book.uid
    )
    return branch.organization_id
