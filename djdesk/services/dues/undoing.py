"""What of the history of dues may not be taken back: what is sealed, and numbers of receipts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.errors import UserError
from djdesk.models.audit import AuditChange
from djdesk.models.dues import Receipt
from djdesk.models.rules import dues as rules
from djdesk.models.store.rows import mapper_of, read_rows
from djdesk.services.dues import rows as table

_DATED = {
    "dues_payment": "paid_on",
    "dues_entry": "booked_on",
    "dues_remittance": "handed_on",
    "dues_standard": "since",
    "dues_reduction": "since",
}
"""The day of a row that decides whether it lies in a sealed month."""


def check_undo(session: Session, step_id: int) -> None:
    """Raise `UserError` if taking step `step_id` back would touch what is sealed or leave a gap.

    Rows that a branch reported are its own affair and pass.
    """
    last = table.sealed_to(session)
    changes = session.scalars(select(AuditChange).where(AuditChange.step_id == step_id)).all()
    for change in changes:
        if change.table_name == "dues_sealed" and change.op != "add_many":
            raise UserError("封存不能撤销。", "更正请在没有封存的月份用冲销分录。")
        if last is not None and any(rules.month_of(day) <= last for day in _days(session, change)):
            raise UserError(
                f"{rules.say_month(last)}及以前的账已经上报封存，这一步不能撤销。",
                "更正请在没有封存的月份用冲销分录。",
            )
        if change.table_name == "dues_receipt" and change.op == "add":
            _check_number(session, change.row_id)


def _days(session: Session, change: AuditChange) -> Iterator[date]:
    """The days of the rows that a change touched, as they were and as they are."""
    name = _DATED.get(change.table_name)
    if name is None or change.op not in ("add", "change", "remove"):
        return
    for text in (change.before, change.after):
        values = json.loads(text) if text else {}
        if values.get(name):
            yield date.fromisoformat(str(values[name])[:10])
    now = read_rows(session, mapper_of(change.table_name), [change.row_id]).get(change.row_id)
    if now is not None and isinstance(day := now[name], date):
        yield day


def _check_number(session: Session, receipt_id: int) -> None:
    row = session.get(Receipt, receipt_id)
    if row is None:
        return
    later = session.scalar(
        select(Receipt.number)
        .where(Receipt.year == row.year, Receipt.origin == row.origin)
        .where(Receipt.number > row.number)
        .limit(1)
    )
    if later is not None:
        raise UserError(
            f"第 {row.number} 号收据之后已经开出新的收据，撤销会缺号。",
            "请把这张收据作废，交款有误的用冲销。",
        )
