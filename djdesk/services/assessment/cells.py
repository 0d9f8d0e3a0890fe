"""Typing into the matrix: what a cell is to say becomes lines that are booked or taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from djdesk.errors import Problem, Refused, UserError
from djdesk.models.assessment import PointLine
from djdesk.models.rules import codes
from djdesk.models.rules.assessment.rubric import Item
from djdesk.models.rules.dues.months import month_of, say_month
from djdesk.services.assessment import ledger, rows
from djdesk.services.assessment.ledger import MANY, Entry
from djdesk.services.assessment.people import ORDINARY
from djdesk.services.assessment.rows import AREA, Subject
from djdesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class CellTarget:
    """What a cell is to say in all: `quantity` (a count, the permille of a ratio), the code of a
    graded `step`, or `points` in tenths; all empty: nothing.
    """

    subject: Subject
    item: str
    quantity: int | None = None
    step: str = ""
    points: int | None = None


@dataclass(frozen=True, slots=True)
class CellsSet:
    """How many lines were booked and how many taken back."""

    booked: int
    reversed: int


def set_cells(
    desk: Desk,
    month: date,
    targets: Sequence[CellTarget],
    *,
    on: date,
    reason: str,
    document: str = "",
) -> CellsSet:
    """Make cells say what was typed, as one step, all or nothing.

    More than stands is booked as the difference; less takes lines that were entered by hand back,
    the latest first, and books the rest again. What other ledgers hold stays: `Refused` where less
    than that is wanted, with person and item, as for everything that the ledger refuses.
    """
    desk.require(AREA)
    if len(targets) > MANY:
        raise UserError(f"一次最多登记 {MANY} 格。", "请分几次登记。")
    wanted = month_of(month)
    title = f"登记{say_month(wanted)}积分 {len(targets)} 格"
    with desk.store.write(title, reason=reason, area=AREA) as session:
        book = rows.bookable(session, desk, wanted)
        rubric = rows.rubric_of(session, book.rubric_id)
        classes = ledger.class_of(session, wanted)
        standing = _standing(session, wanted)
        problems = _twice(session, targets)
        entries: list[Entry] = []
        gone: list[PointLine] = []
        for each in targets:
            kind = classes.get(each.subject.member_id or 0, ORDINARY)
            item = ledger.item_of(rubric.table(each.subject.level, kind), each.item)
            if item is None:
                text = f"{rows.name_of(session, each.subject)}没有这个考核项目。"
                problems.append(Problem(text, "请核对积分类别和方案。", "item", value=each.item))
                continue
            found = standing.get((each.subject, each.item), [])
            back, add, fault = _plan(item, each, found)
            gone += back
            if fault:
                name = rows.name_of(session, each.subject)
                problems.append(Problem(f"{name}：“{item.title}”{fault}", _REMEDY, "item"))
            elif add is not None:
                entries.append(_entry(add, wanted, on, reason, document))
        if problems:
            raise Refused(problems)
        for line in gone:
            ledger.reverse(session, desk, line, reason=reason)
        made = ledger.book(session, desk, entries) if entries else []
        return CellsSet(len(made), len(gone))


def _twice(session: Session, targets: Sequence[CellTarget]) -> list[Problem]:
    """Cells that are named more than once: which of the values is meant is not to be guessed."""
    places = Counter((each.subject, each.item) for each in targets)
    return [
        Problem(
            f"{rows.name_of(session, subject)}的同一个项目出现了 {times} 次。",
            "请核对是否重名或重复粘贴。",
            "item",
            value=item,
        )
        for (subject, item), times in places.items()
        if times > 1
    ]


_REMEDY = "自动归集的分请到原来的记录里更正，再点“归集”。"


def _standing(session: Session, month: date) -> Mapping[tuple[Subject, str], list[PointLine]]:
    """The lines of a month that count and were not taken back, by cell, the oldest first."""
    line, back = PointLine, aliased(PointLine)
    gone = select(back.id).where(back.reverses_id == line.id).exists()
    found: dict[tuple[Subject, str], list[PointLine]] = {}
    for row in session.scalars(
        select(line)
        .where(line.month == month, line.state == "valid", line.origin == "")
        .where(line.reverses_id.is_(None), ~gone)
        .order_by(line.id)
    ):
        found.setdefault(
            (rows.subject(row.level, row.organization_id, row.member_id), row.item), []
        ).append(row)
    return found


def _plan(
    item: Item, target: CellTarget, standing: Sequence[PointLine]
) -> tuple[list[PointLine], CellTarget | None, str]:
    """What to take back, what to book, or why the cell cannot say what was typed."""
    fed = [row for row in standing if row.feed]
    hand = [row for row in standing if not row.feed]
    if item.kind == "count":
        return _plan_count(target, fed, hand)
    if item.kind == "hand":
        return _plan_points(target, fed, hand)
    empty = target.quantity is None and not target.step
    if fed:
        said = codes.table("assessment_feed").name(fed[0].feed)
        return [], None, f"由“{said}”自动归集，不能在这里改。"
    if empty:
        return hand, None, ""
    if item.kind == "flag" and hand:
        return hand[1:], None, ""
    same = [r for r in hand if r.step == target.step and r.quantity == target.quantity]
    if same:
        return [row for row in hand if row is not same[0]], None, ""
    return hand, target, ""


def _plan_count(
    target: CellTarget, fed: Sequence[PointLine], hand: Sequence[PointLine]
) -> tuple[list[PointLine], CellTarget | None, str]:
    collected = sum(row.quantity or 1 for row in fed)
    need = (target.quantity or 0) - collected
    if need < 0:
        return [], None, f"有 {collected} 次是自动归集的，不能改成 {target.quantity or 0} 次。"
    back: list[PointLine] = []
    held = sum(row.quantity or 1 for row in hand)
    for row in reversed(hand):
        if held <= need:
            break
        back.append(row)
        held -= row.quantity or 1
    rest = need - held
    if not rest:
        return back, None, ""
    return back, CellTarget(target.subject, target.item, quantity=rest), ""


def _plan_points(
    target: CellTarget, fed: Sequence[PointLine], hand: Sequence[PointLine]
) -> tuple[list[PointLine], CellTarget | None, str]:
    need = (target.points or 0) - sum(row.points for row in fed)
    if need == sum(row.points for row in hand):
        return [], None, ""
    if fed and target.points is None:
        return [], None, "有自动归集的分，不能清零。"
    add = CellTarget(target.subject, target.item, points=need) if need else None
    return list(hand), add, ""


def _entry(target: CellTarget, month: date, on: date, reason: str, document: str) -> Entry:
    who = target.subject
    return Entry(
        who.level,
        who.organization_id,
        who.member_id,
        month,
        target.item,
        on,
        target.quantity,
        target.step,
        target.points,
        reason,
        document,
    )
