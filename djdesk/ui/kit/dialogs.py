"""Dialogs: one form with its button, steps walked through in order, wide ones for many rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from djdesk.errors import DeskError
from djdesk.ui.kit import theme
from djdesk.ui.kit.buttons import pressed_by_enter
from djdesk.ui.kit.forms import Form, Values

WIDTH = 480  # px at 100 %


def begin_wide(dialog: QDialog, title: str, width: int, height: int) -> QVBoxLayout:
    """Title a dialog over its window, that goes when closed; px at 100 %, never over the screen."""
    look = theme.active()
    dialog.setWindowTitle(title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    screen = dialog.screen().availableGeometry()
    dialog.resize(
        min(look.px(width), round(screen.width() * 0.94)),
        min(look.px(height), round(screen.height() * 0.9)),
    )
    return QVBoxLayout(dialog)


class FormDialog(QDialog):
    """A form in a short dialog.

    `save(values, done, refused)` does the saving, usually by `jobs.write`, and calls `done()` or
    `refused(error)`; the dialog closes when it is done. Leaving a changed form asks once.
    """

    def __init__(
        self,
        title: str,
        form: Form,
        save: Callable[[Values, Callable[[], None], Callable[[DeskError], None]], None],
        *,
        word: str = "保存",
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        look = theme.active()
        self.setWindowTitle(title)
        self.form = form
        self._save = save
        box = QVBoxLayout(self)
        box.setContentsMargins(look.px(20), look.px(16), look.px(12), look.px(16))
        box.setSpacing(look.px(12))
        said = 0
        if hint:
            label = QLabel(hint, self)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            theme.role(label, "muted")
            said = label.heightForWidth(look.px(WIDTH - 40))
            label.setMinimumHeight(said)
            box.addWidget(label)
        form.setParent(self)
        box.addWidget(form, 1)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, look.px(8), 0)
        line.addStretch(1)
        stop = QPushButton("取消", self)
        stop.setAutoDefault(False)
        stop.clicked.connect(self.reject)
        self.save_button = QPushButton(word, self)
        # Enter moves on between fields; it must not press a button at the same time.
        self.save_button.setAutoDefault(False)
        theme.role(self.save_button, "primary")
        self.save_button.clicked.connect(form.submit)
        line.addWidget(stop)
        line.addWidget(self.save_button)
        box.addLayout(line)
        form.submitted.connect(self._on_submitted)
        self.save_button.setToolTip(f"{word}（Ctrl+Enter）")
        for keys in ("Ctrl+Return", "Ctrl+Enter"):  # the second is that of the number pad
            # Enter alone makes a new line where a text has several
            QShortcut(QKeySequence(keys), self).activated.connect(self._on_keys)
        height = form.natural_height() + said + look.px(120)
        self.resize(look.px(WIDTH), min(height, look.px(640)))

    def _on_keys(self) -> None:
        if self.save_button.isEnabled():
            self.form.submit()

    def _on_submitted(self, values: Values) -> None:
        self.save_button.setEnabled(False)
        self._save(values, self._on_done, self._on_refused)

    def _on_done(self) -> None:
        self.form.saved()
        self.accept()

    def _on_refused(self, error: DeskError) -> None:
        self.save_button.setEnabled(True)
        self.form.refused(error)

    def reject(self) -> None:
        """Close without saving; asks once if something was typed."""
        self.form.leave(self.windowTitle(), super().reject)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # The form decides what Enter does in its fields, a button is pressed by it; Escape leaves.
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if not enter:
            super().keyPressEvent(event)
        else:
            pressed_by_enter(self, event)


class Steps(QWidget):
    """Pages walked through one after the other: a line of words, 上一步, 下一步.

    The owner says by `allow_next` whether the page shown is complete, and is told by `on_enter`
    which page is shown. `finish` is called by the button of the last page. `proceed(place)` may
    hold the user on a page (False) while something is done that leads to `go` later.
    """

    def __init__(
        self,
        pages: Sequence[tuple[str, QWidget]],
        *,
        finish: Callable[[], None],
        finish_word: str,
        on_enter: Callable[[int], None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        look = theme.active()
        self._finish = finish
        self._finish_word = finish_word
        self._on_enter = on_enter
        self.proceed: Callable[[int], bool] = lambda _place: True
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(look.px(16))
        line = QHBoxLayout()
        self._words: list[QLabel] = []
        self._stack = QStackedWidget(self)
        for number, (title, page) in enumerate(pages):
            word = QLabel(f"{number + 1}  {title}", self)
            theme.role(word, "pill")
            self._words.append(word)
            line.addWidget(word)
            self._stack.addWidget(page)
        line.addStretch(1)
        box.addLayout(line)
        box.addWidget(self._stack, 1)
        foot = QHBoxLayout()
        self.left = QHBoxLayout()
        foot.addLayout(self.left)
        foot.addStretch(1)
        self.back = QPushButton("上一步", self)
        self.back.clicked.connect(lambda: self.go(self.place - 1))
        self.next = QPushButton("下一步", self)
        theme.role(self.next, "primary")
        # In a dialog the first button would be pressed by Enter, and that one may be hidden.
        self.next.setDefault(True)
        self.next.clicked.connect(self._on_next)
        foot.addWidget(self.back)
        foot.addWidget(self.next)
        box.addLayout(foot)
        self.go(0)

    @property
    def place(self) -> int:
        """The number of the page shown, from 0."""
        return self._stack.currentIndex()

    def go(self, place: int) -> None:
        """Show page `place`."""
        self._stack.setCurrentIndex(place)
        for number, word in enumerate(self._words):
            theme.state(word, "bad" if number == place else "")
        self.back.setVisible(place > 0)
        last = place == self._stack.count() - 1
        self.next.setText(self._finish_word if last else "下一步")
        if self._on_enter is not None:
            self._on_enter(place)

    def allow_next(self, allowed: bool) -> None:
        """Whether the page shown is complete."""
        self.next.setEnabled(allowed)

    def _on_next(self) -> None:
        if self.place == self._stack.count() - 1:
            self._finish()
        elif self.proceed(self.place):
            self.go(self.place + 1)
