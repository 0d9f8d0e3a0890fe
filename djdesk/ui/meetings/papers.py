"""The ways from meetings to paper and workbooks."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from djdesk.services.listing import Scope
from djdesk.services.meetings import AREA
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.printing import open_preview

LIST = "meetings"  # the list whose rows reports of one record are of


def print_meetings(
    context: Context, owner: QWidget, scope: Scope, meeting_id: int | None, *, first: str = ""
) -> None:
    """Preview the papers of the meeting shown (`first` on top), or those of the whole year."""
    from djdesk.reports import catalogue
    from djdesk.reports.kit.spec import Request

    offered = [
        spec
        for spec in catalogue.of_area(AREA)
        if not spec.by_record or (spec.by_record == LIST and meeting_id is not None)
    ]
    if not offered:
        context.messages.tell("请先在列表里选择一次会议。")
        return
    offered.sort(key=lambda spec: (spec.id != first, meeting_id is not None and not spec.by_record))
    records = (meeting_id,) if meeting_id is not None else ()
    request = Request(scope.day, scope.organization_id, records=records)
    open_preview(context, owner, offered, request)
