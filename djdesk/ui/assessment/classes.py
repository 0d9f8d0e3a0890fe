"""By which table a member is scored (积分类别): set from a month on."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from djdesk.models.rules import codes
from djdesk.services import assessment, kinds
from djdesk.services.assessment import Board, BoardRow
from djdesk.services.assessment.classes import ClassRow
from djdesk.services.assessment.classes import classes as read_classes
from djdesk.services.assessment.fields import CLASS_FIELDS
from djdesk.ui.kit.ask import ask_form
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.undo import done_with_undo


def ask_class(context: Context, owner: QWidget, board: Board, row: BoardRow) -> None:
    """Ask by which table a member is scored from a month on; what was set before is said above."""
    desk, member_id = context.desk, row.member_id
    if member_id is None:
        return

    def ask(found: tuple[ClassRow, ...]) -> None:
        ask_form(
            context,
            owner,
            f"积分类别：{row.name}",
            CLASS_FIELDS,
            lambda values: assessment.set_class(desk, member_id, values),
            lambda _id: done_with_undo(context, owner, f"已设定{row.name}的积分类别。"),
            hint=_said(found),
            values={"since": board.month, "kind": row.kind or "ordinary"},
        )

    context.jobs.read(owner, lambda: read_classes(desk, member_id), ask)


def _said(found: tuple[ClassRow, ...]) -> str:
    """What was set so far, in a sentence."""
    name = codes.table("assessment_class").name
    spans = [
        f"{kinds.show_date(each.since, True)} 起{name(each.kind)}"
        + (f"到 {kinds.show_date(each.until, True)}" if each.until is not None else "")
        for each in found
    ]
    before = "，".join(spans) if spans else "还没有设定，按普通党员计分"
    return f"{before}。选“不计分”的月份不参加考核和排名；类别由支部研究决定。"
