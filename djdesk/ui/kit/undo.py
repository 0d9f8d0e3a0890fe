"""Says that something was done and offers the way back: every destructive act is undoable."""

from __future__ import annotations

from PySide6.QtCore import QObject

from djdesk.services import audit
from djdesk.ui.kit.pane import Context


def done_with_undo(
    context: Context, owner: QObject, text: str, *, steps: int | None = None
) -> None:
    """Say `text` with 撤销 beside it; call it in the answer of the writing job it speaks of.

    A job that knows how many steps of the history it made (none, or several with one click) says
    so by `steps`: 撤销 takes all of them back, or none.
    """
    notice, bus = context.bus.last, context.bus
    if steps is None:
        taken = [notice.step] if notice is not None and notice.step else []
    else:
        taken = list(bus.steps)[-steps:] if 0 < steps <= len(bus.steps) else []
    if not taken:
        context.messages.done(text)
        return
    desk = context.desk

    def take_back() -> None:
        context.jobs.write(
            owner,
            lambda: audit.undo_steps(desk, taken),
            lambda _done: context.messages.done("已撤销，恢复原样。"),
            "撤销",
        )

    context.messages.done(text, take_back)
