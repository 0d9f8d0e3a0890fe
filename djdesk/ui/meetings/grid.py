"""The grid of the roll (签到): one key a person, each key marks and moves on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from djdesk.models.rules import codes
from djdesk.services import kinds
from djdesk.services.meetings import Mark, Roll, RollRow
from djdesk.ui.kit import theme
from djdesk.ui.kit.grids import RowTable
from djdesk.ui.kit.initials import ByInitials
from djdesk.ui.kit.pills import paint_pill

Index = QModelIndex | QPersistentModelIndex

# The keys of the grid, in the order in which they stand on the screen.
KEYS: Mapping[str, str] = {
    "1": "present",
    "2": "late",
    "3": "sick",
    "4": "personal",
    "5": "duty",
    "6": "away",
    "0": "absent",
    "9": "excused",
}
STATES = {"present": "ok", "leave": "warn", "absent": "bad", "excused": "quiet"}
TITLES = ("", "姓名", "党小组", "职务", "表决权", "到会情况", "原因、签到时间")
WIDTHS = (36, 88, 92, 84, 56, 92, 0)  # px at 100 %, 0: the rest
STATUS = 5  # the column of the mark
GIVING_WAY = (3, 2, 0)  # columns that are left out where there is no room, the first first
ROOM_FOR_REASON = 120  # px at 100 %


@dataclass(frozen=True, slots=True)
class Totals:
    """The counts under the grid, in persons."""

    should: int = 0
    present: int = 0
    leave: int = 0
    absent: int = 0
    open: int = 0
    voters: int = 0
    voters_present: int = 0


def group_of(status: str) -> str:
    """What a mark counts as: present, leave, absent, excused; empty for none."""
    return codes.table("attendance_status").group(status)


class RollModel(QAbstractTableModel):
    """The people of the roll with the marks as they stand on the screen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: tuple[RollRow, ...] = ()
        self.marks: dict[int, Mark] = {}

    def replace(self, rows: tuple[RollRow, ...]) -> None:
        """Show another roll with its own marks."""
        self.beginResetModel()
        self.rows = rows
        self.marks = {
            row.member_id: Mark(row.status, row.reason, row.approved_by, row.arrived_at)
            for row in rows
            if row.member_id is not None and row.status
        }
        self.endResetModel()

    def mark_at(self, number: int) -> Mark | None:
        """The mark of a row."""
        return self.marks.get(self.rows[number].member_id or 0)

    def set_mark(self, number: int, mark: Mark | None) -> None:
        """Mark a row, or take its mark away."""
        member = self.rows[number].member_id or 0
        if mark is None:
            self.marks.pop(member, None)
        else:
            self.marks[member] = mark
        self.dataChanged.emit(self.index(number, 0), self.index(number, len(TITLES) - 1))

    def set_marks(self, marks: Mapping[int, Mark]) -> None:
        """Replace all marks."""
        self.marks = dict(marks)
        last = self.index(max(len(self.rows) - 1, 0), len(TITLES) - 1)
        self.dataChanged.emit(self.index(0, 0), last)

    def totals(self) -> Totals:
        """The counts as marked."""
        group = [group_of(mark.status if mark else "") for mark in map(self._mark, self.rows)]
        counted = [g for g in group if g != "excused"]
        voting = [
            g for g, row in zip(group, self.rows, strict=True) if row.voter and g != "excused"
        ]
        return Totals(
            should=len(counted),
            present=counted.count("present"),
            leave=counted.count("leave"),
            absent=counted.count("absent"),
            open=counted.count(""),
            voters=len(voting),
            voters_present=voting.count("present"),
        )

    def _mark(self, row: RollRow) -> Mark | None:
        return self.marks.get(row.member_id or 0)

    # --- Qt -----------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's default
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's default
        return 0 if parent.isValid() else len(TITLES)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        return self._text(index.row(), index.column()) or None

    def _text(self, number: int, column: int) -> str:
        row, mark = self.rows[number], self.mark_at(number)
        match column:
            case 0:
                return str(number + 1)
            case 1:
                return row.name
            case 2:
                return row.group
            case 3:
                return row.post
            case 4:
                return "" if row.voter else "无"
            case 5:
                return codes.table("attendance_status").name(mark.status) if mark else ""
        if mark is None:
            return ""
        at = kinds.show_time(mark.arrived_at) if mark.arrived_at is not None else ""
        by = f"{mark.approved_by}准假" if mark.approved_by else ""
        return "，".join(word for word in (mark.reason, by, at) if word)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return TITLES[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None


class _Pill(QStyledItemDelegate):
    """Paints the mark as a word in the frame of its state."""

    def __init__(self, view: QTableView, model: RollModel) -> None:
        super().__init__(view)
        self._records = model

    def displayText(self, value: object, locale: object) -> str:
        return ""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)  # all but the text
        mark = self._records.mark_at(index.row())
        if mark is not None:
            state = STATES.get(group_of(mark.status), "ok")
            paint_pill(painter, option, str(index.data() or ""), state)


class RollGrid(RowTable):
    """`marked` after every change; `reason_wanted` on Enter: the keys go to the reason.

    Enter right after a mark goes back to the person marked.

    1 or Space 到会, 2 迟到, 3 病假, 4 事假, 5 公差, 6 外出, 0 无故缺席, 9 免计: each marks the
    current person and goes to the next one. Delete takes a mark away, Backspace does so one row
    back. A marks everybody who is not marked as present. Other letters are pinyin initials and
    lead to a person; `searching(letters)` tells which.
    """

    marked = Signal()
    reason_wanted = Signal()
    searching = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("签到名册", WIDTHS, parent)
        self.records = RollModel(self)
        self.fixed = False
        self._needless: set[int] = set()  # columns that say the same of everybody
        self._last: int | None = None  # the row marked just now
        self.people = ByInitials(self)
        self.people.found.connect(self.go)
        self.people.searching.connect(self.searching)
        self.setModel(self.records)
        self.setItemDelegateForColumn(STATUS, _Pill(self, self.records))

    def _fit(self) -> None:
        """Without room office and group give way: name, mark and reason do not."""
        look = theme.active()
        room = self.viewport().width() - look.px(ROOM_FOR_REASON)
        shown = [n for n in range(len(TITLES)) if n not in self._needless]
        for number in GIVING_WAY:
            wanted = sum(look.px(WIDTHS[n]) for n in shown)
            if number in shown and wanted > room:
                shown.remove(number)
        for number in range(len(TITLES)):
            self.setColumnHidden(number, number not in shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    # --- the roll -----------------------------------------------------------------------------

    def show_roll(self, roll: Roll) -> None:
        """Show a roll; the current person stays current if they are still on it."""
        at = self.row
        member = self.records.rows[at].member_id if 0 <= at < len(self.records.rows) else None
        self.records.replace(roll.rows)
        self.people.offer([row.name for row in roll.rows])
        grouped, voting = any(r.group for r in roll.rows), all(r.voter for r in roll.rows)
        self._needless = ({2} if not grouped else set()) | ({4} if voting else set())
        self._fit()
        places = [n for n, row in enumerate(roll.rows) if row.member_id == member]
        if roll.rows:
            self.go(places[0] if places else 0)

    @property
    def row(self) -> int:
        """The number of the current row, -1 for none."""
        return self.currentIndex().row()

    def go(self, number: int) -> None:
        """Make a row the current one and bring it into sight with its neighbour."""
        number = min(max(number, 0), len(self.records.rows) - 1)
        ahead = min(number + 1, len(self.records.rows) - 1)
        self.scrollTo(self.records.index(ahead, 1))
        self.setCurrentIndex(self.records.index(number, 1))
        self._last = None

    def mark(self, status: str) -> None:
        """Mark the current person and go to the next one; what was written of them is kept."""
        number = self.row
        if number < 0 or self.fixed:
            return
        old = self.records.mark_at(number)
        fresh = replace(old, status=status) if old is not None else Mark(status)
        if group_of(status) == "present":
            fresh = replace(fresh, reason="", approved_by="")
        self.records.set_mark(number, fresh)
        self.marked.emit()
        self.go(number + 1)
        self._last = number

    def clear(self, step: int = 0) -> None:
        """Take the mark of the current row away, or of the one `step` rows from it."""
        number = self.row + step
        if number < 0 or self.fixed:
            return
        self.go(number)
        self.records.set_mark(number, None)
        self.marked.emit()

    def mark_rest(self) -> None:
        """Everybody who is not marked is present."""
        if self.fixed:
            return
        for number in range(len(self.records.rows)):
            if self.records.mark_at(number) is None:
                self.records.set_mark(number, Mark("present"))
        self.marked.emit()

    def describe(self, *, reason: str, approved_by: str, arrived_at: int | None) -> None:
        """Write the reason of the current person's absence, who allowed it, when they came."""
        mark = self.records.mark_at(self.row) if self.row >= 0 else None
        if mark is None or self.fixed:
            return
        fresh = replace(mark, reason=reason, approved_by=approved_by, arrived_at=arrived_at)
        if fresh != mark:
            self.records.set_mark(self.row, fresh)
            self.marked.emit()

    # --- keys ---------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        text = event.text().lower() if plain else ""
        if text == " " or text in KEYS:
            self.people.forget()
            self.mark(KEYS.get(text, "present"))
        elif text == "a" and not self.people.going_on:
            self.mark_rest()
        elif text.isascii() and text.isalpha():
            self.people.type(text, self.row)
        elif plain and event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.go(0 if event.key() == Qt.Key.Key_Home else len(self.records.rows) - 1)
        elif plain and event.key() == Qt.Key.Key_Delete:
            self.clear()
        elif plain and event.key() == Qt.Key.Key_Backspace:
            if not self.people.erase():
                self.clear(-1)
        elif plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._describe_last()
        elif event.key() == Qt.Key.Key_Escape and self.people.going_on:
            self.people.forget()
        else:
            super().keyPressEvent(event)

    def _describe_last(self) -> None:
        """Enter after a mark means the person marked, though the row has moved on already."""
        if self._last is not None and self.row == self._last + 1:
            self.go(self._last)
        self.reason_wanted.emit()

    def keyboardSearch(self, search: str) -> None:
        # Qt's own search would take digits and blanks; ours is in keyPressEvent.
        return
