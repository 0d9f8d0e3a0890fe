"""The ways from the assessment to paper."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from djdesk.models.rules.dues import last_day
from djdesk.services.assessment import AREA
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.printing import open_preview


def print_month(context: Context, owner: QWidget, month: date) -> None:
    """Preview the papers of the assessment as of the last day of a month."""
    from djdesk.reports import catalogue
    from djdesk.reports.kit.spec import Request

    day = min(last_day(month), context.desk.today())
    offered = [spec for spec in catalogue.of_area(AREA) if not spec.by_record or spec.many]
    if not offered:
        context.messages.tell("还没有可以打印的考核表。")
        return
    open_preview(context, owner, offered, Request(day))
