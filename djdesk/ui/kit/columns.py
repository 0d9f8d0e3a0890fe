"""Which columns a table shows, in which order and how wide: chosen by the user and kept."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from djdesk.services.listing import Column
from djdesk.ui.kit import theme
from djdesk.ui.kit.buttons import action, button_for

_KEY = Qt.ItemDataRole.UserRole


def written(shown: Sequence[tuple[str, int]]) -> str:
    """The layout as text to keep: `key:width` of the shown columns in their order, at 100 %."""
    return " ".join(f"{key}:{width}" for key, width in shown)


def read(text: str, columns: Sequence[Column]) -> list[tuple[str, int]]:
    """The kept layout; keys that no longer exist are left out, an unreadable one is empty."""
    known = {column.key for column in columns}
    layout = []
    for part in text.split():
        key, _, width = part.rpartition(":")
        if key in known and width.isdecimal():
            layout.append((key, int(width)))
    return layout


class ColumnChooser(QDialog):
    """Tick the columns to show; drag them into order, or move them by buttons and keys."""

    def __init__(self, columns: Sequence[Column], shown: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("选择显示的栏目")
        self._columns = columns
        box = QVBoxLayout(self)
        hint = QLabel("勾选要显示的栏目；拖动，或选中后按 Alt+↑、Alt+↓ 改变先后。", self)
        theme.role(hint, "muted")
        box.addWidget(hint)
        self._list = QListWidget(self)
        self._list.setAccessibleName("可以显示的栏目")
        self._list.setDragDropMode(QListWidget.DragDropMode.InternalMove)
        self._list.setMinimumHeight(theme.active().px(420))
        self._list.setMinimumWidth(theme.active().px(300))
        box.addWidget(self._list)
        self._fill(shown)
        line = QHBoxLayout()
        for word, icon, keys, by in (
            ("上移", "arrow-up", "Alt+Up", -1),
            ("下移", "arrow-down", "Alt+Down", 1),
        ):
            move = action(self, word, icon, shortcut=keys)
            move.triggered.connect(partial(self._move, by))
            self.addAction(move)
            line.addWidget(button_for(move, self))
        line.addStretch(1)
        box.addLayout(line)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        again = QPushButton("恢复默认", self)
        again.clicked.connect(lambda: self._fill([c.key for c in columns if c.shown]))
        buttons.addButton(again, QDialogButtonBox.ButtonRole.ResetRole)
        theme.role(buttons.button(QDialogButtonBox.StandardButton.Ok), "primary")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        box.addWidget(buttons)

    def _fill(self, shown: Sequence[str]) -> None:
        self._list.clear()
        by_key = {column.key: column for column in self._columns}
        order = [by_key[key] for key in shown if key in by_key]
        order += [column for column in self._columns if column.key not in set(shown)]
        for column in order:
            item = QListWidgetItem(column.title)
            item.setData(_KEY, column.key)
            item.setCheckState(
                Qt.CheckState.Checked if column.key in shown else Qt.CheckState.Unchecked
            )
            self._list.addItem(item)
        self._list.setCurrentRow(0)

    def _move(self, by: int, _checked: bool = False) -> None:
        """Move the current column one place, with its tick."""
        row = self._list.currentRow()
        if row >= 0 and 0 <= row + by < self._list.count():
            item = self._list.takeItem(row)
            self._list.insertItem(row + by, item)
            self._list.setCurrentRow(row + by)

    def chosen(self) -> list[str]:
        """The keys of the ticked columns in their order; never empty (the first one stays)."""
        items = [self._list.item(row) for row in range(self._list.count())]
        ticked = [i.data(_KEY) for i in items if i.checkState() == Qt.CheckState.Checked]
        return ticked or [self._columns[0].key]
