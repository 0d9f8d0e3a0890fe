"""Incomes and deductions from which a base is made up: a line each, one more when one is begun."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from djdesk.errors import Problem
from djdesk.models.rules.dues import Item
from djdesk.services.dues.fields import ITEM_FIELDS
from djdesk.ui.kit import buttons, theme
from djdesk.ui.kit.editors import Editor, editor_for

NAME, AMOUNT = ITEM_FIELDS


class _Line(QWidget):
    """One item: its name, its amount, a way to take it out."""

    edited = Signal()
    removed = Signal()

    def __init__(self, parent: QWidget, word: str) -> None:
        super().__init__(parent)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        self.name: Editor = editor_for(NAME, self)
        self.amount: Editor = editor_for(AMOUNT, self)
        self.name.inner.setAccessibleName(f"{word}项目")
        self.amount.inner.setAccessibleName(f"{word}金额")
        take_out = buttons.action(self, "去掉这一项", "x")
        take_out.triggered.connect(lambda _checked=False: self.removed.emit())
        self.out = buttons.button_for(take_out, self, role="plain")
        self.out.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        box.addWidget(self.name, 3)
        box.addWidget(self.amount, 2)
        box.addWidget(self.out)
        for editor in (self.name, self.amount):
            editor.edited.connect(self.edited)
        self.name.done.connect(self.amount.inner.setFocus)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed into it."""
        return not self.name.text().strip() and not self.amount.text().strip()

    def problem(self) -> Problem | None:
        """What is wrong with it, marked at its amount."""
        entry, name = self.amount.entry(), self.name.text().strip()
        found = entry.problem
        if found is None and not self.is_empty and not name:
            found = Problem("有一项没有写名称。", "请写明是什么收入或扣除项。", "items")
        if found is None and name and entry.value is None:
            found = Problem(f"“{name}”没有填金额。", "没有的项目请去掉。", "items")
        self.amount.mark("bad" if found is not None else "")
        return found

    def item(self) -> Item | None:
        """What stands there, as far as it can be understood."""
        entry, name = self.amount.entry(), self.name.text().strip()
        if entry.problem is not None or not isinstance(entry.value, int) or not name:
            return None
        return Item(name, entry.value)


class Items(QWidget):
    """The lines of one sort (收入 or 扣除); the last one is always empty."""

    edited = Signal()

    def __init__(self, word: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.word = word
        self.lines: list[_Line] = []
        self._fixed = False
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.active().px(4))
        head = QLabel(word, self)
        theme.role(head, "muted")
        box.addWidget(head)
        self._box = QVBoxLayout()
        self._box.setSpacing(theme.active().px(4))
        box.addLayout(self._box)
        self.load(())

    def _add(self, item: Item | None = None) -> _Line:
        line = _Line(self, self.word)
        if item is not None:
            line.name.show_value(item.name)
            line.amount.show_value(item.fen)
        line.edited.connect(self._on_edited)
        line.removed.connect(partial(self._on_removed, line))
        line.amount.done.connect(partial(self._on_done, line))
        self.lines.append(line)
        self._box.addWidget(line)
        line.show()
        return line

    def load(self, items: Sequence[Item], names: Sequence[str] = ()) -> None:
        """Show stored items; without any, lines for `names` wait for their amounts."""
        for line in self.lines:
            self._box.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.lines = []
        for item in items:
            self._add(item)
        if not items:
            for name in names:
                self._add().name.show_value(name)
        if not self._fixed:
            self._add()
        self.set_read_only(self._fixed)

    def set_read_only(self, fixed: bool) -> None:
        """Show without letting anything be changed."""
        self._fixed = fixed
        for line in self.lines:
            line.name.set_read_only(fixed)
            line.amount.set_read_only(fixed)
            line.out.setVisible(not fixed)

    def items(self) -> tuple[Item, ...]:
        """The items that can be understood; names that wait for an amount are left out."""
        found = (line.item() for line in self.lines)
        return tuple(item for item in found if item is not None)

    def problems(self) -> list[Problem]:
        """What is wrong with the lines in which an amount was begun."""
        begun = [line for line in self.lines if line.amount.text().strip()]
        found = (line.problem() for line in begun)
        return [problem for problem in found if problem is not None]

    def _on_edited(self) -> None:
        if self.lines and not self.lines[-1].is_empty:
            self._add()
        self.edited.emit()

    def _on_removed(self, line: _Line) -> None:
        place = self.lines.index(line)
        self.lines.remove(line)
        self._box.removeWidget(line)
        line.hide()
        line.deleteLater()
        if not self.lines or not self.lines[-1].is_empty:
            self._add()
        self.lines[min(place, len(self.lines) - 1)].name.inner.setFocus()
        self.edited.emit()

    def _on_done(self, line: _Line) -> None:
        place = self.lines.index(line) + 1
        if place < len(self.lines):
            following = self.lines[place]
            wanted = following.name if following.name.text() == "" else following.amount
            wanted.inner.setFocus()
