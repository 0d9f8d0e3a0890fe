"""What of the history of assessment may not be taken back: whatever a confirmed month rests on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from djdesk.errors import UserError
from djdesk.models.assessment import MonthBook, Opinion, PointLine
from djdesk.models.audit import AuditChange
from djdesk.models.rules.dues.months import say_month
from djdesk.models.store.packed import unpacked
from djdesk.models.store.rows import mapper_of, read_rows
from djdesk.services.assessment.rows import FIXED, built_on

_MONTHLY = frozenset({"assessment_line", "assessment_opinion"})
_CLASS = "assessment_class"
_BOOK = "assessment_month"
_RUBRIC = "assessment_rubric"
_TRACE = "assessment_reopening"

KEPT = frozenset({*_MONTHLY, _CLASS, _BOOK, _RUBRIC, _TRACE, "assessment_result"})
"""Tables of which nothing is put back: what counted is reversed, or its month opened again."""


def check_undo(session: Session, step_id: int) -> None:
    """Raise `UserError` if taking step `step_id` back would change what was confirmed.

    Confirming and posting can be taken back while nothing followed; sealing and reopening cannot:
    they leave a trace on purpose. Rows that a branch reported pass.
    """
    changes = session.scalars(select(AuditChange).where(AuditChange.step_id == step_id)).all()
    fixed = dict(
        session.execute(
            select(MonthBook.month, MonthBook.state).where(
                MonthBook.origin == "", MonthBook.state.in_(FIXED)
            )
        ).all()
    )
    for change in changes:
        if change.table_name == _TRACE and change.op == "add":
            raise UserError("重新开账不能撤销。", "请改好后重新审定。")
        if change.table_name == _BOOK:
            _check_book(session, change)
            _check_empty(session, change, changes)
        if change.table_name == _RUBRIC and change.op == "change":
            _check_rubric(session, change)
        for month in _months(session, change, fixed):
            if month in fixed:
                raise UserError(
                    f"{say_month(month)}的考核已经审定，这一步不能撤销。",
                    "请在没有审定的月份登记更正；确需改动的，先写明原因重新开账。",
                )


def _check_book(session: Session, change: AuditChange) -> None:
    after = _values(change.after)
    if change.op == "change" and after.get("state") == "sealed":
        raise UserError("封存不能撤销。", "确需改动的，请由书记写明原因重新开账。")
    if change.op == "change" and after.get("state") == "confirmed":
        confirmed = session.get_one(MonthBook, change.row_id)
        later = built_on(session, confirmed)
        if later is not None:
            raise UserError(
                f"{say_month(later)}已经按这个月的结果审定，这一步不能撤销。",
                f"请先从{say_month(later)}起逐月撤销或重新开账。",
            )
    if change.op in ("add", "add_many"):
        row = session.get(MonthBook, change.row_id)
        if row is not None and row.state in FIXED:
            raise UserError(
                f"{say_month(row.month)}的考核已经审定，这一步不能撤销。", "请先重新开账。"
            )


def _check_empty(session: Session, change: AuditChange, changes: Sequence[AuditChange]) -> None:
    """A month is not closed again while it holds what was entered since it was opened."""
    row = session.get(MonthBook, change.row_id) if change.op == "add" else None
    if row is None:
        return
    own = max((each.last_id for each in changes if each.table_name == "assessment_line"), default=0)
    later = select(PointLine.id).where(
        PointLine.month == row.month, PointLine.origin == "", PointLine.id > own
    )
    said = select(Opinion.id).where(Opinion.month == row.month, Opinion.origin == "")
    if session.scalar(later.limit(1)) or session.scalar(said.limit(1)):
        raise UserError(
            f"{say_month(row.month)}开账以后已经登记了积分或意见，不能撤销开账。",
            "请先撤销这些登记，或保留这个月。",
        )


def _check_rubric(session: Session, change: AuditChange) -> None:
    """A rubric that a month is scored by never becomes a draft again: drafts can be changed."""
    if _values(change.before).get("state") != "draft":
        return
    used = session.scalar(
        select(func.max(MonthBook.month)).where(MonthBook.rubric_id == change.row_id)
    )
    if used is not None:
        raise UserError(
            f"{say_month(used)}已经按这个方案开账，施行不能撤销。",
            "请停用它，或复制为新的版次，改好后从以后的月份施行。",
        )


def _months(session: Session, change: AuditChange, fixed: Mapping[date, str]) -> Iterator[date]:
    """The months that rests on what a change touched, as it was and as it is."""
    if change.table_name == _RUBRIC and change.op == "add":
        used = session.scalars(
            select(MonthBook.month).where(
                MonthBook.rubric_id == change.row_id, MonthBook.state.in_(FIXED)
            )
        )
        yield from used
    if change.table_name not in (*_MONTHLY, _CLASS):
        return
    rows = [_values(change.before), _values(change.after), *unpacked(change)]
    keys = list(range(change.row_id, change.last_id + 1))
    rows += read_rows(session, mapper_of(change.table_name), keys).values()
    for values in rows:
        if change.table_name == _CLASS:
            yield from _covered(values, fixed)
        elif month := _day(values.get("month")):
            yield month


def _covered(values: Mapping[str, object], fixed: Mapping[date, str]) -> Iterator[date]:
    """The confirmed months of a class."""
    since, until = _day(values.get("since")), _day(values.get("until"))
    for month in fixed:
        if since is not None and since <= month and (until is None or month <= until):
            yield month


def _day(value: object) -> date | None:
    if isinstance(value, date):
        return value
    return date.fromisoformat(value[:10]) if isinstance(value, str) and value else None


def _values(text: str | None) -> dict[str, object]:
    values: dict[str, object] = json.loads(text) if text else {}
    return values
