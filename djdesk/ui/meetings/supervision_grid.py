"""The grid of supervision (督查表): kinds × periods, done, due or overdue, word and colour."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from djdesk.services import meetings
from djdesk.services.meetings import Grid, GridCell, GridRow
from djdesk.ui.kit import theme
from djdesk.ui.kit.buttons import action
from djdesk.ui.kit.foot import Foot
from djdesk.ui.kit.grids import CellTable, focus_pen
from djdesk.ui.kit.listbox import EmptyState, Lesson, with_sample
from djdesk.ui.kit.pane import Context
from djdesk.ui.meetings.asked import Asked, Part, open_meetings

Index = QModelIndex | QPersistentModelIndex
MONTHS = tuple(f"{number}月" for number in range(1, 13))
# The word of each state and its colour; the word alone says it where colours are not seen.
WORDS = {
    "done": ("已完成", "ok"),
    "due": ("应开", "warn"),
    "overdue": ("逾期", "bad"),
    "future": ("未到", "quiet"),
    "free": ("", ""),
}


def words(cell: GridCell) -> tuple[str, str]:
    """What a cell says: in full and in short, for narrow columns."""
    word, _state = WORDS[cell.state]
    if cell.state == "free":
        return (f"已开 {cell.count}", f"{cell.count}") if cell.count else ("", "")
    if cell.state == "future":
        return ("已列计划", "未到") if cell.planned_ids else (word, word)
    return f"{word} {cell.count}/{cell.needed}", word


def label(row: GridRow) -> str:
    """The word of a row: the kind, and the group that holds it."""
    return f"{row.kind_name} · {row.unit_name}" if row.unit_name else row.kind_name


class _Model(QAbstractTableModel):
    """Twelve months; a cell stands in the first month of its period and covers the others."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: tuple[GridRow, ...] = ()

    def replace(self, rows: tuple[GridRow, ...]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def cell(self, index: Index) -> GridCell | None:
        """The cell that covers a month."""
        if not index.isValid():
            return None
        month = index.column()
        for cell in self.rows[index.row()].cells:
            if cell.first <= month < cell.first + cell.months:
                return cell
        return None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's default
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's default
        return 0 if parent.isValid() else len(MONTHS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        cell = self.cell(index)
        if cell is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return words(cell)[0]
            case Qt.ItemDataRole.ToolTipRole:
                return f"{cell.title}\n{cell.source}" if cell.source else cell.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return cell.title
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation == Qt.Orientation.Horizontal:
            return MONTHS[section] if role == Qt.ItemDataRole.DisplayRole else None
        row = self.rows[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return label(row)
            case Qt.ItemDataRole.ToolTipRole:
                return f"{label(row)}\n{row.source}"
            case Qt.ItemDataRole.TextAlignmentRole:
                return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None


class _Cells(QStyledItemDelegate):
    """Paints a cell as a bar as long as its period, with its word in the middle."""

    def __init__(self, view: QTableView, model: _Model) -> None:
        super().__init__(view)
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell = self._model.cell(index)
        if cell is None:
            return
        look = theme.active()
        frame = option.rect.adjusted(look.px(2), look.px(3), -look.px(2), -look.px(3))
        state = WORDS[cell.state][1]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter, frame, state)
        pen = focus_pen(option)
        if pen is not None:
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame, look.px(4), look.px(4))
        known = {"ok": "ok_text", "warn": "warn_text", "bad": "bad_text"}
        painter.setPen(look.colour(known.get(state, "muted")))
        full, short = words(cell)
        room = frame.width() - look.px(4)
        shown = full if painter.fontMetrics().horizontalAdvance(full) <= room else short
        painter.drawText(frame, int(Qt.AlignmentFlag.AlignCenter), shown)
        painter.restore()

    def _paint_frame(self, painter: QPainter, frame: QRect, state: str) -> None:
        look = theme.active()
        if state in ("ok", "warn", "bad"):
            painter.setPen(QPen(look.colour(state), 1))
            painter.setBrush(look.colour(f"{state}_soft"))
        elif state == "quiet":
            painter.setPen(QPen(look.colour("line"), 1))
            painter.setBrush(look.colour("sunken"))
        else:
            return
        painter.drawRoundedRect(frame, look.px(4), look.px(4))


class GridTable(CellTable):
    """The grid; `moved` when another cell is current, `opened` on a click or Enter."""

    moved = Signal()
    opened = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.records = _Model(self)
        self.setModel(self.records)
        self.setItemDelegate(_Cells(self, self.records))
        self.setAccessibleName("组织生活督查表")
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.selectionModel().currentChanged.connect(lambda *_: self.moved.emit())
        self.clicked.connect(lambda _index: self.opened.emit())
        theme.active().changed.connect(self._fit)
        self._fit()

    def show_grid(self, grid: Grid) -> None:
        """Show another grid; the current cell stays where it is."""
        before = self.currentIndex()
        place = (before.row(), before.column()) if before.isValid() else (0, grid.day.month - 1)
        self.clearSpans()
        self.records.replace(grid.rows)
        for number, row in enumerate(grid.rows):
            for cell in row.cells:
                if cell.months > 1:
                    self.setSpan(number, cell.first, 1, cell.months)
        self._fit()
        if grid.rows:
            row_number = min(place[0], len(grid.rows) - 1)
            self.setCurrentIndex(self.records.index(row_number, place[1]))
        self.moved.emit()

    @property
    def current(self) -> tuple[GridRow, GridCell] | None:
        """The row and the cell that have the keys."""
        index = self.currentIndex()
        cell = self.records.cell(index)
        return (self.records.rows[index.row()], cell) if cell is not None else None

    def go_to(self, row: int, month: int) -> None:
        """Make the cell of a month current, counted from 0."""
        self.setCurrentIndex(self.records.index(row, month))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        look = theme.active()
        metrics = QFontMetrics(self.font())
        rows = self.records.rows
        longest = max((metrics.horizontalAdvance(label(row)) for row in rows), default=0)
        side = min(longest + look.px(20), max(look.px(96), self.width() // 4))
        self.verticalHeader().setFixedWidth(side)
        self.verticalHeader().setDefaultSectionSize(look.px(34))
        self.horizontalHeader().setFixedHeight(look.px(34))
        least = metrics.horizontalAdvance("已完成") + look.px(10)
        room = self.width() - side - self.verticalScrollBar().sizeHint().width() - 4
        for column in range(len(MONTHS)):
            self.setColumnWidth(column, max(least, room // len(MONTHS)))


class GridPart(Part):
    """The grid, its sums above, and below it what the current cell says with the ways on."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context, parent)
        look = theme.active()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, look.px(4), 0, 0)
        box.setSpacing(look.px(8))
        box.addLayout(self._make_sums())
        self.table = GridTable(self)
        self.table.moved.connect(self._show_current)
        self.table.opened.connect(self._on_opened)
        box.addWidget(self.table, 1)
        branch = context.desk.store.book.kind.value == "branch"
        plan = action(self, "年度计划", "calendar-plus")
        plan.triggered.connect(lambda _checked=False: context.open("meetings", None, do="plan"))
        begins = branch and context.desk.may_write(meetings.AREA)
        lesson = Lesson(
            "这一年还没有会议",
            "在“三会一课”里列入年度计划，或者新建会议记录以后，这里按类别和月份显示"
            "哪些已完成、哪些应开、哪些逾期。"
            if branch
            else "接收支部的上报包以后，选择年度和党支部，这里按类别和月份显示哪些已完成、"
            "哪些应开、哪些逾期。",
            (plan,) if begins else (),
            icon="list-checks",
        )
        self.empty = EmptyState(with_sample(context, lesson, self), self)
        self.empty.hide()
        box.addWidget(self.empty, 1)
        box.addWidget(self._make_foot())
        self.setFocusProxy(self.table)

    def _make_sums(self) -> QHBoxLayout:
        line = QHBoxLayout()
        self.sums: dict[str, QLabel] = {}
        for key in ("done", "due", "overdue", "future"):
            pill = QLabel(self)
            theme.role(pill, "pill")
            theme.state(pill, WORDS[key][1])
            line.addWidget(pill)
            self.sums[key] = pill
        self.rate = QLabel(self)
        theme.role(self.rate, "muted")
        line.addWidget(self.rate)
        line.addStretch(1)
        return line

    def _make_foot(self) -> QWidget:
        self.foot = Foot(self)
        self.sentence, self.clause = self.foot.add_words(), self.foot.add_words("hint")
        tip = "查看这一格的会议（Enter）"
        self.look = self.foot.add_button("查看记录", self._on_opened, "list", tip=tip)
        self.new = self.foot.add_button("登记会议", self._on_new, "plus")
        return self.foot

    # --- showing ------------------------------------------------------------------------------

    def load(self, asked: Asked) -> None:
        """Ask for the grid."""
        desk = self.context.desk
        self.read(lambda: meetings.grid(desk, asked.year, asked.organization_id), self.show_grid)

    def show_grid(self, grid: Grid) -> None:
        """Show a grid with its sums."""
        totals = grid.totals
        counts = {
            "done": totals.done,
            "due": totals.due,
            "overdue": totals.overdue,
            "future": totals.future,
        }
        for key, pill in self.sums.items():
            pill.setText(f"{WORDS[key][0]} {counts[key]}")
        self.rate.setText(f"完成率 {totals.rate}%" if totals.rate is not None else "")
        cells = [cell for row in grid.rows for cell in row.cells]
        nothing = all(cell.state == "free" and not cell.count for cell in cells)
        for widget in (self.table, self.foot, *self.sums.values(), self.rate):
            widget.setVisible(not nothing)
        self.empty.setVisible(nothing)
        self.table.show_grid(grid)
        self.counted.emit(totals.overdue)

    def _show_current(self) -> None:
        current = self.table.current
        if current is None:
            self.sentence.setText("")
            self.clause.setText("")
        else:
            row, cell = current
            unit = f"{row.unit_name}：" if row.unit_name else ""
            planned = f"另有 {len(cell.planned_ids)} 次在计划中。" if cell.planned_ids else ""
            self.sentence.setText(f"{unit}{cell.title}{planned}")
            self.clause.setText(cell.source)
        count = len(self._ids())
        self.look.setText(f"查看记录（{count}）" if count else "查看记录")
        self.look.setEnabled(bool(count))
        branch = self.context.desk.store.book.kind.value == "branch"
        self.new.setVisible(branch and self.context.desk.may_write(meetings.AREA))

    def _ids(self) -> tuple[int, ...]:
        current = self.table.current
        return (*current[1].meeting_ids, *current[1].planned_ids) if current else ()

    # --- the ways on --------------------------------------------------------------------------

    def _on_opened(self) -> None:
        current, ids = self.table.current, self._ids()
        if current is None:
            return
        row, cell = current
        if ids:
            open_meetings(self.context, ids, f"{cell.period.title}{label(row)}")
        else:
            self.context.messages.tell(f"{cell.title}没有记录可看。")

    def _on_new(self) -> None:
        current = self.table.current
        if current is not None:
            row, cell = current
            day = min(self.context.desk.today(), cell.period.end)
            on = max(day, cell.period.start)
            self.context.open("meetings", None, do="new", kind=row.kind, unit=row.unit_id, day=on)
