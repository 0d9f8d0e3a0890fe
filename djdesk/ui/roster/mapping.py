"""Which column of the spreadsheet means which field: found by the program, corrected by hand."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from djdesk.exchange.roster import sheet
from djdesk.exchange.roster.sheet import IGNORED, Header, Opened
from djdesk.exchange.sheet.grid import shown
from djdesk.ui.kit import theme

EXAMPLES = 3
NOTHING = "（不导入）"


class ColumnMap(QWidget):
    """One line a column: its words, examples, and the field it fills; `changed` on a choice."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._headers: list[Header] = []
        self._boxes: list[tuple[str, int, QComboBox]] = []
        self._touched: set[str] = set()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        theme.role(self.said, "muted")
        box.addWidget(self.said)
        self.table = QTableWidget(0, 3, self)
        self.table.setAccessibleName("栏目对应")
        self.table.setHorizontalHeaderLabels(["表格里的栏目", "内容举例", "对应的项目"])
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setShowGrid(False)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        look = theme.active()
        self.table.setColumnWidth(0, look.px(200))
        self.table.setColumnWidth(2, look.px(200))
        header.setMinimumHeight(look.px(34))
        box.addWidget(self.table, 1)

    def show_opened(self, opened: Opened) -> None:
        """Show the columns of a file; tables with the same header share their lines."""
        self._headers, self._boxes = [], []
        self._touched.clear()
        self.table.setRowCount(0)
        choices = sheet.choices()
        seen: set[str] = set()
        for table in opened.tables:
            header = table.header
            if header.signature in seen:
                continue
            seen.add(header.signature)
            self._headers.append(header)
            for place, column in enumerate(header.columns):
                texts = (shown(cell).strip() for cell in table.values(column.index))
                cells = [text for text in texts if text]
                self._add_line(header, place, "、".join(cells[:EXAMPLES]), choices)
        sheets = "、".join(dict.fromkeys(f"“{t.grid.name}”" for t in opened.tables))
        rows = sum(len(table.rows) for table in opened.tables)
        self.said.setText(
            f"在{sheets}里找到 {rows} 行。请核对每一栏对应的项目，认错的在右边改过来；"
            "改过的会记住，下次同样的表格不用再改。"
        )

    def _add_line(
        self, header: Header, place: int, examples: str, choices: Mapping[str, str]
    ) -> None:
        column = header.columns[place]
        row = self.table.rowCount()
        self.table.insertRow(row)
        self.table.setRowHeight(row, theme.active().px(38))
        for at, text in ((0, f"{column.letter}　{column.title}"), (1, examples)):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            self.table.setItem(row, at, item)
        box = QComboBox(self.table)
        box.setAccessibleName(f"{column.title} 对应的项目")
        box.addItem(NOTHING, None)
        for choice, title in choices.items():
            box.addItem(title, choice)
        key = None if column.key == IGNORED else column.key
        box.setCurrentIndex(max(0, box.findData(key)))
        box.activated.connect(lambda _number: self._on_chosen(header.signature))
        self.table.setCellWidget(row, 2, box)
        self._boxes.append((header.signature, place, box))

    def _on_chosen(self, signature: str) -> None:
        self._touched.add(signature)
        self.changed.emit()

    def corrected(self) -> list[tuple[Header, list[str | None]]]:
        """The headers whose mapping was changed by hand, each with the keys of its columns."""
        found = {h.signature: [c.key for c in h.columns] for h in self._headers}
        for signature, place, box in self._boxes:
            chosen = box.currentData()
            found[signature][place] = chosen if chosen is not None else IGNORED
        return [(h, found[h.signature]) for h in self._headers if h.signature in self._touched]
