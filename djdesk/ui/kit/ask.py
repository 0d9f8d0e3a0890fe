"""Asks for a few values over the window and does the work with them: the usual short dialog."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from djdesk.errors import DeskError
from djdesk.services.fields import Field
from djdesk.services.listing import Value
from djdesk.ui.kit.dialogs import FormDialog
from djdesk.ui.kit.editors import Choice
from djdesk.ui.kit.forms import Check, Form, Values
from djdesk.ui.kit.pane import Context

T = TypeVar("T")


def ask_form(
    context: Context,
    owner: QWidget,
    title: str,
    fields: Sequence[Field],
    work: Callable[[Values], T],
    then: Callable[[T], None] | None = None,
    *,
    word: str = "保存",
    hint: str = "",
    values: Mapping[str, Value] | None = None,
    check: Check | None = None,
    choices: Mapping[str, Callable[[], Sequence[Choice]]] | None = None,
) -> FormDialog:
    """Open a form of `fields` over `owner`'s window; `work(values)` runs as a writing job.

    Problems are shown at their fields; after success the dialog closes and `then(answer)` is
    called. The keys go to the first field that must still be filled in, else to the first.
    Returns the open dialog.
    """
    form = Form(
        fields, context.messages, check=check, choices=choices, presentation=context.presentation
    )
    form.load(values or {})

    def save(typed: Values, done: Callable[[], None], refused: Callable[[DeskError], None]) -> None:
        def finish(answer: T) -> None:
            done()
            if then is not None:
                then(answer)

        context.jobs.write(owner, lambda: work(typed), finish, title, refused=refused)

    dialog = FormDialog(title, form, save, word=word, hint=hint, parent=owner.window())
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    given = values or {}
    first = next((f.key for f in fields if f.required and not given.get(f.key)), fields[0].key)
    form.editor(first).inner.setFocus()
    return dialog
