"""Short dialogs: a form, what it means, one button that does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from djdesk.errors import DeskError
from djdesk.services.fields import Field
from djdesk.services.listing import Value
from djdesk.ui.kit import theme
from djdesk.ui.kit.editors import Choice
from djdesk.ui.kit.forms import Check, Form, Values
from djdesk.ui.kit.pane import Context

T = TypeVar("T")


class FormDialog(QDialog):
    """A form over the window; Esc gives up, Ctrl+S or Enter in the last field does it.

    `open_form` is the way to use it. What was typed stays until the work has succeeded.
    """

    def __init__(
        self,
        context: Context,
        owner: QWidget,
        title: str,
        fields: Sequence[Field],
        *,
        action: str = "保存",
        explain: str = "",
        check: Check | None = None,
        choices: Mapping[str, Callable[[], Sequence[Choice]]] | None = None,
    ) -> None:
        super().__init__(owner.window())
        look = theme.active()
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box = QVBoxLayout(self)
        box.setContentsMargins(look.px(20), look.px(16), look.px(20), look.px(16))
        box.setSpacing(look.px(12))
        heading = QLabel(title, self)
        theme.role(heading, "heading")
        box.addWidget(heading)
        if explain:
            text = QLabel(explain, self)
            text.setWordWrap(True)
            theme.role(text, "muted")
            box.addWidget(text)
        self.form = Form(
            fields,
            context.messages,
            check=check,
            choices=choices,
            presentation=context.presentation,
            parent=self,
        )
        box.addWidget(self.form, 1)
        line = QHBoxLayout()
        line.addStretch(1)
        cancel = QPushButton("取消", self)
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.button = QPushButton(action, self)
        self.button.setAutoDefault(False)
        theme.role(self.button, "primary")
        self.button.clicked.connect(self.form.submit)
        line.addWidget(cancel)
        line.addWidget(self.button)
        box.addLayout(line)
        height = 150 + 40 * len(fields) + 34 * sum(f.lines - 1 for f in fields)
        height += 36 * len({f.section for f in fields if f.section}) + (40 if explain else 0)
        screen = self.screen().availableGeometry()
        self.resize(look.px(480), min(look.px(height), round(screen.height() * 0.9)))


def open_form(
    context: Context,
    owner: QWidget,
    title: str,
    fields: Sequence[Field],
    work: Callable[[Values], T],
    then: Callable[[T], None] | None = None,
    *,
    action: str = "保存",
    explain: str = "",
    values: Mapping[str, Value] | None = None,
    check: Check | None = None,
    choices: Mapping[str, Callable[[], Sequence[Choice]]] | None = None,
) -> FormDialog:
    """Open a dialog over `owner`'s window and do `work(values)` as a writing job.

    Problems are shown at their fields; after success the dialog closes and `then(answer)` is
    called. Returns the open dialog.
    """
    dialog = FormDialog(
        context,
        owner,
        title,
        fields,
        action=action,
        explain=explain,
        check=check,
        choices=choices,
    )
    dialog.form.load(values or {})

    def finish(answer: T) -> None:
        dialog.button.setEnabled(True)
        dialog.form.saved()
        dialog.accept()
        if then is not None:
            then(answer)

    def submit(typed: Values) -> None:
        dialog.button.setEnabled(False)

        def refused(error: DeskError) -> None:
            dialog.button.setEnabled(True)
            dialog.form.refused(error)

        context.jobs.write(owner, lambda: work(typed), finish, title, refused=refused)

    dialog.form.submitted.connect(submit)
    dialog.open()
    first = next((f.key for f in fields if not (values or {}).get(f.key)), fields[0].key)
    dialog.form.editor(first).inner.setFocus()
    return dialog
