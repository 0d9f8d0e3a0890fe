"""Filters of a table's columns: a short dialog under the head, its conditions shown as chips."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
)

from djdesk.errors import UserError
from djdesk.models.rules import codes as code_tables
from djdesk.services import kinds, listing
from djdesk.services.listing import Column, Filter, Kind, Tally, Value
from djdesk.ui.kit import conditions, theme
from djdesk.ui.kit.chips import Chips
from djdesk.ui.kit.listmodel import ListModel
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.tables import ListView

CODES, WORDS = 5000, 100  # values that are counted: of codes all, of texts as many as one reads
MANY = 12  # values from which on the list has a line to look for one
ROWS = 10  # of the list that are seen at once
_VALUE = Qt.ItemDataRole.UserRole
_WORD = Qt.ItemDataRole.UserRole + 1


class ColumnFilters(QObject):
    """Opens the filter of a column and keeps its conditions among the own ones of `chips`."""

    def __init__(self, context: Context, model: ListModel, view: ListView, chips: Chips) -> None:
        super().__init__(view)
        self._context = context
        self._model = model
        self._view = view
        self.chips = chips
        view.filter_wanted.connect(self.open)
        view.filter_dropped.connect(self.drop)
        chips.changed.connect(self._on_changed)

    def open(self, key: str) -> FilterDialog:
        """Ask what to show of column `key`; the values are counted off the window's thread."""
        model, desk = self._model, self._context.desk
        column = model.listing.column(key)
        mine = [each for each in self.chips.own() if each.column == key]
        dialog = FilterDialog(column, mine, self._view)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.chips.replace(key, dialog.chosen()))
        others = tuple(each for each in model.query.filters if each not in mine)
        query = replace(model.query, filters=others)
        if conditions.has_values(column):
            limit = CODES if column.kind in conditions.LISTED else WORDS
            self._context.jobs.read(
                dialog,
                lambda: listing.tally(desk, model.listing, query, key, limit=limit),
                dialog.show_values,
            )
        dialog.hang(self._view.place_under(key))
        dialog.open()
        return dialog

    def drop(self, key: str) -> None:
        """Take the conditions on column `key` away."""
        self.chips.replace(key, ())

    def _on_changed(self) -> None:
        self._model.mark_filtered(each.column for each in self.chips.own())


class FilterDialog(QDialog):
    """What may stand in a column: ticked values, a part of the text, a span, empty or filled."""

    def __init__(self, column: Column, now: Iterable[Filter], view: ListView) -> None:
        super().__init__(view.window())
        self._column = column
        self._now = tuple(now)
        self._joined = any(each.op == "any" for each in self._now)
        self.setWindowTitle(f"筛选：{column.title}")
        look = theme.active()
        self._box = QVBoxLayout(self)
        self._box.setSpacing(look.px(8))
        self.setMinimumWidth(look.px(300))
        if conditions.has_values(column):
            self._make_values()
        if conditions.has_text(column):
            self.part = self._line("包含的文字", self._first("contains"))
            self._box.addWidget(self.part)
        if conditions.has_span(column):
            self._make_span()
        self._make_filled()
        self._fault = QLabel(self)
        theme.role(self._fault, "fault")
        self._fault.setWordWrap(True)
        self._fault.hide()
        self._box.addWidget(self._fault)
        self._make_buttons()

    # --- building -----------------------------------------------------------------------------

    def _make_values(self) -> None:
        look = theme.active()
        self._hint = QLabel("正在统计…", self)
        theme.role(self._hint, "hint")
        self._hint.setWordWrap(True)
        self._box.addWidget(self._hint)
        self._seek = self._line("在下面的列表里找", "")
        self._seek.textChanged.connect(self._on_seek)
        self._seek.hide()
        self._box.addWidget(self._seek)
        self.values = QListWidget(self)
        self.values.setAccessibleName(f"{self._column.title}的内容")
        self.values.setMinimumHeight(look.px(80))
        self.values.itemActivated.connect(_turn)
        self._box.addWidget(self.values, 1)
        line = QHBoxLayout()
        for word, state in (("全选", Qt.CheckState.Checked), ("全不选", Qt.CheckState.Unchecked)):
            button = QPushButton(word, self)
            button.setAutoDefault(False)
            theme.role(button, "small")
            button.clicked.connect(partial(self._tick_all, state))
            line.addWidget(button)
        line.addStretch(1)
        self._box.addLayout(line)
        self._fill([(value, -1) for value in self._ticked_before()])

    def _make_span(self) -> None:
        low, high = conditions.span(self._now)
        form = QFormLayout()
        self.low = self._line(conditions.hint(self._column), self._text(low))
        self.high = self._line(conditions.hint(self._column), self._text(high))
        form.addRow("从", self.low)
        form.addRow("到", self.high)
        for word, line in (("从", self.low), ("到", self.high)):
            line.setAccessibleName(f"{self._column.title}{word}")
        self._box.addLayout(form)

    def _make_filled(self) -> None:
        line = QHBoxLayout()
        self._filled = QButtonGroup(self)
        now = next((each.op for each in self._now if each.op in ("empty", "filled")), "")
        self.ways: dict[str, QRadioButton] = {}
        for op, word in (("", "不限"), ("filled", "已填的"), ("empty", "空着的")):
            button = QRadioButton(word, self)
            button.setChecked(op == now)
            self._filled.addButton(button)
            self.ways[op] = button
            line.addWidget(button)
        line.addStretch(1)
        self._box.addLayout(line)

    def _make_buttons(self) -> None:
        kinds_of = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(kinds_of.Ok | kinds_of.Cancel, self)
        ok = buttons.button(kinds_of.Ok)
        theme.role(ok, "primary")
        ok.setDefault(True)
        clear = QPushButton("清除筛选", self)
        clear.setEnabled(bool(self._now))
        clear.clicked.connect(self._on_clear)
        buttons.addButton(clear, QDialogButtonBox.ButtonRole.ResetRole)
        for button in (clear, buttons.button(kinds_of.Cancel)):
            button.setAutoDefault(False)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._box.addWidget(buttons)

    def _line(self, hint: str, text: str) -> QLineEdit:
        line = QLineEdit(text, self)
        line.setPlaceholderText(hint)
        line.setAccessibleName(f"{self._column.title}{hint}")
        line.setClearButtonEnabled(True)
        return line

    # --- values -------------------------------------------------------------------------------

    def show_values(self, found: Tally) -> None:
        """Show the values that were counted; what is ticked stays ticked."""
        coded = self._column.kind in conditions.LISTED
        if not found.complete and not coded:
            self._hint.setText("这一栏的内容各不相同，请用“包含的文字”来找。")
            self.values.setVisible(self.values.count() > 0)
            return
        self._joined = found.joined or self._joined
        ticked = self._ticked()
        counts = dict(found.counts)
        counts.update({value: 0 for value in ticked if value not in counts})
        order = _table_order(self._column) if coded else None
        rows = sorted(counts.items(), key=order) if order is not None else list(counts.items())
        self._fill(rows, ticked)
        self._hint.setText("勾选要看的内容；都不勾就是不限。" if rows else "这一栏没有内容。")
        self._seek.setVisible(len(rows) > MANY)
        look = theme.active()
        height = self.values.sizeHintForRow(0) * min(max(len(rows), 2), ROWS) + look.px(6)
        if height > self.values.minimumHeight():
            self.values.setMinimumHeight(height)
            self.hang(self.pos())

    def _fill(
        self, rows: Iterable[tuple[Value, int]], ticked: Iterable[Value] | None = None
    ) -> None:
        show = kinds.shower(self._column.kind, self._column.codes, short=True)
        wanted = None if ticked is None else set(ticked)
        self.values.clear()
        for value, count in rows:
            word = "（空）" if value is None else show(value, False)
            item = QListWidgetItem(word if count < 0 else f"{word}　{count}")
            item.setData(_VALUE, value)
            item.setData(_WORD, word)
            on = wanted is None or value in wanted
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            self.values.addItem(item)
        self.values.setCurrentRow(0)

    def _ticked_before(self) -> list[Value]:
        ticked: list[Value] = []
        for each in self._now:
            if each.op in ("eq", "in", "any"):
                ticked += each.value if isinstance(each.value, tuple) else (each.value,)
        return ticked

    def _items(self) -> list[QListWidgetItem]:
        return [self.values.item(row) for row in range(self.values.count())]

    def _ticked(self) -> list[Value]:
        on = Qt.CheckState.Checked
        return [each.data(_VALUE) for each in self._items() if each.checkState() == on]

    def _tick_all(self, state: Qt.CheckState, _checked: bool = False) -> None:
        for item in self._items():
            if not item.isHidden():
                item.setCheckState(state)

    def _on_seek(self, text: str) -> None:
        for item in self._items():
            item.setHidden(text.casefold() not in str(item.data(_WORD)).casefold())

    # --- the answer ---------------------------------------------------------------------------

    def chosen(self) -> tuple[Filter, ...]:
        """What was chosen; raises `UserError` for what cannot be understood."""
        column = self._column
        made: list[Filter] = []
        if conditions.has_values(column):
            ticked = self._ticked()
            if (ticked and len(ticked) < self.values.count()) or self._only_old(ticked):
                made.append(conditions.one_of(column, ticked, joined=self._joined))
        if conditions.has_text(column) and self.part.text().strip():
            made.append(conditions.part(column, self.part.text().strip()))
        if conditions.has_span(column):
            made += conditions.between(column, self.low.text(), self.high.text())
        for op, button in self.ways.items():
            if op and button.isChecked():
                made.append(conditions.filled(column, op))
        return tuple(made)

    def _only_old(self, ticked: list[Value]) -> bool:
        """Whether nothing but the former choice is known yet: all of it ticked is not all."""
        return bool(ticked) and ticked == self._ticked_before()

    def accept(self) -> None:
        """Close with what was chosen; what cannot be understood is said at the field."""
        try:
            self.chosen()
        except UserError as error:
            self._fault.setText(f"{error.text}{error.remedy}")
            self._fault.show()
            return
        super().accept()

    def _on_clear(self) -> None:
        if conditions.has_values(self._column):
            self.values.clear()
        for line in self.findChildren(QLineEdit):
            line.clear()
        self.ways[""].setChecked(True)
        self.accept()

    def hang(self, place: QPoint) -> None:
        """Put the dialog below `place`, moved in where the screen ends."""
        self.adjustSize()
        room = self.screen().availableGeometry()
        left = max(room.left(), min(place.x(), room.right() - self.width()))
        top = max(room.top(), min(place.y(), room.bottom() - self.height()))
        self.move(left, top)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the choice, in the list of values too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, QPushButton):
                focused.click()
            else:
                self.accept()
            return
        super().keyPressEvent(event)

    def _first(self, op: str) -> str:
        return next((self._text(each.value) for each in self._now if each.op == op), "")

    def _text(self, value: Value | tuple[Value, ...]) -> str:
        if isinstance(value, tuple):
            return ""
        kind = Kind.TEXT if isinstance(value, str) else self._column.kind
        return kinds.show(kind, value, self._column.codes)


def _turn(item: QListWidgetItem) -> None:
    """A double click ticks a value or takes its tick away."""
    on = item.checkState() == Qt.CheckState.Checked
    item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)


def _table_order(column: Column) -> Callable[[tuple[Value, int]], int]:
    """The order of the code table, what is not in it at the end."""
    if not column.codes:
        return lambda _pair: 0
    places = {entry.code: n for n, entry in enumerate(code_tables.table(column.codes).entries)}
    return lambda pair: places.get(str(pair[0]), len(places))
