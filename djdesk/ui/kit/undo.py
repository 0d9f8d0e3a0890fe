"""Says that something was done and offers the way back: every destructive act is undoable."""

from __future__ import annotations

from PySide6.QtCore import QObject

from djdesk.services import audit
from djdesk.ui.kit.pane import Context


def done_with_undo(context: Context, owner: QObject, text: str) -> None:
    """Say `text` with 撤销 beside it; call it in the answer of the writing job it speaks of."""
    notice = context.bus.last
    if notice is None or not notice.step:
        context.messages.done(text)
        return
    step, desk = notice.step, context.desk

    def take_back() -> None:
        context.jobs.write(
            owner,
            lambda: audit.undo_step(desk, step),
            lambda _done: context.messages.done("已撤销，恢复原样。"),
            "撤销",
        )

    context.messages.done(text, take_back)
