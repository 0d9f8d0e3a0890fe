"""The ways from dues to paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from djdesk.models.rules.dues import Period, last_day, period_of
from djdesk.services.dues import AREA
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.printing import open_preview

# The lists whose rows papers of one record are of.
RECEIPTS, SEALED, USES, REDUCTIONS = "dues_receipts", "dues_sealed", "dues_uses", "dues_reductions"


def print_dues(context: Context, owner: QWidget, period: Period, *, first: str = "") -> None:
    """Preview the papers of dues as of the last day of a period, `first` (a report) on top."""
    from djdesk.reports import catalogue
    from djdesk.reports.kit.spec import Request

    day = min(last_day(period.last), context.desk.today())
    offered = [spec for spec in catalogue.of_area(AREA) if not spec.by_record or spec.many]
    offered.sort(key=lambda spec: spec.id != first)
    open_preview(context, owner, offered, Request(day))


def print_standards(context: Context, owner: QWidget, day: date) -> None:
    """Preview the papers of dues with the 核定表 on top."""
    print_dues(context, owner, period_of(day, "year"), first="dues-standards")


def print_receipts(context: Context, owner: QWidget, receipt_ids: Sequence[int]) -> None:
    """Preview receipts, three a page or on the printed form."""
    print_records(context, owner, RECEIPTS, receipt_ids)


def print_records(context: Context, owner: QWidget, of: str, ids: Sequence[int]) -> None:
    """Preview the papers of chosen rows of the list `of`; says so where none are chosen."""
    from djdesk.reports import catalogue
    from djdesk.reports.kit.spec import Request

    if not ids:
        context.messages.tell("请先选择要打印的一行。")
        return
    offered = [spec for spec in catalogue.of_area(AREA) if spec.by_record == of]
    open_preview(context, owner, offered, Request(context.desk.today(), records=tuple(ids)))
