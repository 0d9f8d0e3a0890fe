"""Columns that stay in sight at the left of a wide table, and heads of it in two storeys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHeaderView,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from djdesk.ui.kit import theme
from djdesk.ui.kit.pills import paint_pill

PADDING = 8  # px at 100 %, at the left and right of a text
BAND, LINE, LINES = 22, 17, 3  # px at 100 %: the upper storey, a line of the lower one; its lines
_NEVER_FIRST = tuple("、，。；：）》”！？%")  # signs that do not begin a line


@dataclass(frozen=True, slots=True)
class Frozen:
    """A column that stays in sight: its title, width in px at 100 %, and at which side it stands.

    `most` is how wide its texts may make it (0: they do not).
    """

    key: str
    title: str
    width: int
    right: bool = False
    most: int = 0


class FrozenColumns(QHeaderView):
    """The columns at the left of `table`, painted in the place of its row heads.

    `text(row, key)` is what a cell says and `state(row, key)` its colour (ok, warn, bad, gold,
    quiet, or empty: no frame). `sort_wanted(key)` on a click on a title, which says so if it
    `sorts`. `tip(row)` is told of a row under the mouse.
    """

    sort_wanted = Signal(str)

    def __init__(
        self,
        table: QTableView,
        columns: Sequence[Frozen],
        text: Callable[[int, str], str],
        state: Callable[[int, str], str] = lambda _row, _key: "",
        tip: Callable[[int], str] = lambda _row: "",
        *,
        sorts: bool = False,
    ) -> None:
        super().__init__(Qt.Orientation.Vertical, table)
        self._table = table
        self.columns = tuple(columns)
        self._text, self._state, self._tip = text, state, tip
        self._left_out: frozenset[str] = frozenset()
        self._widths: dict[str, int] = {}
        self.setSectionsClickable(True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.corner = _Corner(self, table)
        if sorts:
            self.corner.setToolTip("点栏目名排序")
        table.setVerticalHeader(self)

    @property
    def shown(self) -> tuple[Frozen, ...]:
        """The columns that have room."""
        return tuple(each for each in self.columns if each.key not in self._left_out)

    def lay_out(self, rows: int, left_out: Sequence[str] = ()) -> None:
        """Give the columns their widths for the texts of `rows` rows, without those left out."""
        look = theme.active()
        self._left_out = frozenset(left_out)
        metrics = QFontMetrics(self.font())
        for each in self.shown:
            width = look.px(each.width)
            if each.most:
                texts = {self._text(row, each.key) for row in range(rows)}
                wanted = max((metrics.horizontalAdvance(text) for text in texts), default=0)
                width = max(width, min(wanted + look.px(2 * PADDING), look.px(each.most)))
            self._widths[each.key] = width
        self.setMinimumSectionSize(look.px(16))
        self.setDefaultSectionSize(look.row_height)
        self.setFixedWidth(sum(self._widths[each.key] for each in self.shown))
        self.place_corner()

    def place_corner(self) -> None:
        """Put the titles over the columns."""
        height = self._table.horizontalHeader().height()
        self.corner.setGeometry(QRect(1, 1, self.width(), height))
        self.corner.raise_()
        self.corner.update()

    def spans(self) -> list[tuple[Frozen, int, int]]:
        """Every column shown with its left edge and its width."""
        found, left = [], 0
        for each in self.shown:
            found.append((each, left, self._widths.get(each.key, 0)))
            left += self._widths.get(each.key, 0)
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        end = self.length() - self.offset()
        if end < self.viewport().height():  # below the last row it is paper, as the table is
            look, painter = theme.active(), QPainter(self.viewport())
            room = self.viewport().rect().adjusted(0, end, 0, 0)
            painter.fillRect(room, look.colour("paper"))
            painter.setPen(look.colour("line"))
            painter.drawLine(room.topRight(), room.bottomRight())
            painter.end()

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        look = theme.active()
        chosen = section == self._table.currentIndex().row()
        token = "chosen" if chosen else ("paper", "stripe")[section % 2]
        painter.fillRect(rect, look.colour(token))
        painter.setFont(self.font())
        painter.setPen(look.colour("on_chosen" if chosen else "text"))
        gap = look.px(PADDING)
        option = QStyleOptionViewItem()
        option.initFrom(self)
        for each, left, width in self.spans():
            cell = QRect(rect.left() + left, rect.top(), width, rect.height())
            text, state = self._text(section, each.key), self._state(section, each.key)
            if state and text:
                option.rect = cell
                paint_pill(painter, option, text, state)
                continue
            side = Qt.AlignmentFlag.AlignRight if each.right else Qt.AlignmentFlag.AlignLeft
            inside = cell.adjusted(gap, 0, -gap, 0)
            end = Qt.TextElideMode.ElideRight
            told = painter.fontMetrics().elidedText(text, end, inside.width())
            painter.drawText(inside, int(side | Qt.AlignmentFlag.AlignVCenter), told)
        painter.setPen(look.colour("line"))
        painter.drawLine(rect.right(), rect.top(), rect.right(), rect.bottom())

    def sizeHint(self) -> QSize:
        return QSize(sum(self._widths.values()) or theme.active().px(80), 0)

    def viewportEvent(self, event: object) -> bool:
        if isinstance(event, QHelpEvent):
            row = self.logicalIndexAt(event.pos())
            QToolTip.showText(event.globalPos(), self._tip(row) if row >= 0 else "", self)
            return True
        return super().viewportEvent(event)  # type: ignore[arg-type]


class _Corner(QWidget):
    """The titles of the columns that stay in sight, over the corner of the table."""

    def __init__(self, head: FrozenColumns, table: QTableView) -> None:
        super().__init__(table)
        self._head = head
        self._table = table

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.active()
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.colour("sunken"))
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(look.colour("muted"))
        gap = look.px(PADDING)
        for each, left, width in self._head.spans():
            side = Qt.AlignmentFlag.AlignRight if each.right else Qt.AlignmentFlag.AlignLeft
            cell = QRect(left, 0, width, self.height()).adjusted(gap, 0, -gap, 0)
            level = Qt.AlignmentFlag.AlignVCenter
            if isinstance(self._table.horizontalHeader(), TwoStoreys):
                cell.adjust(0, 0, 0, -look.px(6))
                level = Qt.AlignmentFlag.AlignBottom
            painter.drawText(cell, int(side | level), each.title)
        painter.setPen(look.colour("line"))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # a click is its release

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._choose(event.position().toPoint())
        event.accept()

    def _choose(self, place: QPoint) -> None:
        for each, left, width in self._head.spans():
            if left <= place.x() < left + width:
                self._head.sort_wanted.emit(each.key)


class TwoStoreys(QHeaderView):
    """Heads of columns in two storeys: `band(column)` over those it is common to, titles below.

    Titles are wrapped to three lines and cut where they are longer; the model's tip says all.
    """

    def __init__(self, table: QTableView, band: Callable[[int], str]) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._band = band
        self._most = LINES
        self._cut: dict[tuple[str, int], tuple[str, ...]] = {}
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        table.setHorizontalHeader(self)
        self.apply_sizes()

    def apply_sizes(self) -> None:
        """Take the height for the scale in force."""
        look = theme.active()
        self._cut.clear()
        self.setMinimumSectionSize(look.px(32))
        self.setFixedHeight(look.px(BAND + self._most * LINE + 10))

    def set_lines(self, most: int) -> None:
        """How many lines titles may take; fewer where the table is low."""
        if most != self._most:
            self._most = most
            self.apply_sizes()

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        look = theme.active()
        painter.fillRect(rect, look.colour("sunken"))
        painter.save()
        painter.setClipRect(rect)
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        self._paint_band(painter, rect, section)
        small = painter.font()
        small.setPixelSize(look.px(12))
        small.setBold(False)
        painter.setFont(small)
        table = self.parent()
        here = isinstance(table, QTableView) and table.currentIndex().column() == section
        painter.setPen(look.colour("accent_text" if here else "text"))
        gap = look.px(6)
        model = self.model()
        display = Qt.ItemDataRole.DisplayRole
        title = str(model.headerData(section, Qt.Orientation.Horizontal, display) or "")
        lines = self._lines(painter.fontMetrics(), title, rect.width() - 2 * gap)
        top = rect.bottom() - look.px(5) - len(lines) * look.px(LINE)
        for number, line in enumerate(lines):
            place = QRect(
                rect.left() + gap,
                top + number * look.px(LINE),
                rect.width() - 2 * gap,
                look.px(LINE),
            )
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(place, int(side), line)
        painter.setPen(look.colour("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()

    def _paint_band(self, painter: QPainter, rect: QRect, section: int) -> None:
        """The part of the upper storey over one column; its word begins where it is seen."""
        look = theme.active()
        word = self._band(section)
        if not word:
            return
        first = last = section
        while first > 0 and self._band(first - 1) == word:
            first -= 1
        while last + 1 < self.count() and self._band(last + 1) == word:
            last += 1
        left = max(self.sectionViewportPosition(first), 0)
        right = self.sectionViewportPosition(last) + self.sectionSize(last)
        room = QRect(left, rect.top(), right - left, look.px(BAND))
        painter.setPen(look.colour("muted"))
        inside = room.adjusted(look.px(6), 0, -look.px(6), 0)
        end = Qt.TextElideMode.ElideRight
        told = painter.fontMetrics().elidedText(word, end, inside.width())
        painter.drawText(
            inside, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), told
        )
        painter.setPen(look.colour("strong_line"))
        painter.drawLine(rect.left(), room.bottom(), rect.right(), room.bottom())
        if section == first:
            painter.drawLine(rect.left(), rect.top(), rect.left(), rect.bottom())

    def _lines(self, metrics: QFontMetrics, title: str, room: int) -> tuple[str, ...]:
        found = self._cut.get((title, room))
        if found is None:
            found = self._cut[title, room] = wrapped(metrics, title, room, self._most)
        return found


def wrapped(metrics: QFontMetrics, text: str, room: int, most: int) -> tuple[str, ...]:
    """`text` in at most `most` lines of `room` pixels, the last one cut with … if it must be."""
    lines: list[str] = []
    rest = text
    while rest and len(lines) < most - 1:
        end = len(rest)
        while end > 1 and metrics.horizontalAdvance(rest[:end]) > room:
            end -= 1
        while end > 1 and rest[end : end + 1] in _NEVER_FIRST and rest[end:]:
            end -= 1
        lines.append(rest[:end])
        rest = rest[end:]
    if rest:
        lines.append(metrics.elidedText(rest, Qt.TextElideMode.ElideRight, room))
    return tuple(lines)
