"""The ways from dues to paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from djdesk.models.rules.dues import Period, last_day, period_of
from djdesk.services.dues.rows import AREA
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.printing import open_preview

RECEIPTS = "dues_receipts"  # the list whose rows receipts are


def print_dues(
    context: Context, owner: QWidget, period: Period, member_id: int | None, *, first: str = ""
) -> None:
    """Preview the papers of dues as of the last day of a period, `first` (a report) on top."""
    from djdesk.reports import catalogue
    from djdesk.reports.kit.spec import Request

    day = min(last_day(period.last), context.desk.today())
    offered = [spec for spec in catalogue.of_area(AREA) if not spec.by_record or spec.many]
    if not offered:
        context.messages.tell("党费的表格还没有准备好。")
        return
    offered.sort(key=lambda spec: spec.id != first)
    members = (member_id,) if member_id is not None and offered[0].by_member else ()
    open_preview(context, owner, offered, Request(day, None, members))


def print_receipts(context: Context, owner: QWidget, receipt_ids: Sequence[int]) -> None:
    """Preview receipts, three a page or on the printed form."""
    from djdesk.reports import catalogue
    from djdesk.reports.kit.spec import Request

    offered = [spec for spec in catalogue.of_area(AREA) if spec.by_record == RECEIPTS]
    if offered:
        day = context.desk.today()
        open_preview(context, owner, offered, Request(day, None, records=tuple(receipt_ids)))


def print_standards(context: Context, owner: QWidget, day: date) -> None:
    """Preview the papers of dues with the 核定表 on top."""
    print_dues(context, owner, period_of(day, "year"), None, first="dues-standards")
