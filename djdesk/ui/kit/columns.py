"""Which columns a table shows, in which order and how wide: chosen by the user and kept."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from djdesk.services.listing import Column
from djdesk.ui.kit import theme

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
    """Tick the columns to show, drag them into order."""

    def __init__(self, columns: Sequence[Column], shown: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("选择列")
        self._columns = columns
        box = QVBoxLayout(self)
        hint = QLabel("勾选要显示的列，上下拖动可以改变顺序。", self)
        theme.role(hint, "muted")
        box.addWidget(hint)
        self._list = QListWidget(self)
        self._list.setAccessibleName("可以显示的列")
        self._list.setDragDropMode(QListWidget.DragDropMode.InternalMove)
        self._list.setMinimumHeight(theme.active().px(420))
        self._list.setMinimumWidth(theme.active().px(300))
        box.addWidget(self._list)
        self._fill(shown)
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

    def chosen(self) -> list[str]:
        """The keys of the ticked columns in their order; never empty (the first one stays)."""
        items = [self._list.item(row) for row in range(self._list.count())]
        ticked = [i.data(_KEY) for i in items if i.checkState() == Qt.CheckState.Checked]
        return ticked or [self._columns[0].key]
