"""The sheet on which a month is scored: the matrix, what is about to be booked, its draft."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from djdesk.errors import DeskError
from djdesk.services import assessment, kinds
from djdesk.services.assessment import Board, BoardRow
from djdesk.services.assessment.cells import CellTarget, set_cells
from djdesk.ui.assessment.booking import BookingBar
from djdesk.ui.assessment.lines import usual_day
from djdesk.ui.assessment.matrix import KEYS, Matrix
from djdesk.ui.assessment.typing import say_rule
from djdesk.ui.kit import theme
from djdesk.ui.kit.drafts import DraftKeeper, TypedCells
from djdesk.ui.kit.labels import ElidedLabel
from djdesk.ui.kit.listbox import EmptyState, Lesson
from djdesk.ui.kit.messages import Leave
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.undo import done_with_undo

LOW = 430  # px at 100 %; a lower sheet gives its height to the matrix
WORDS = "　".join(f"{key} {word}" for key, word in KEYS)


class Sheet(QWidget):
    """`show_board` shows rows of a month; what is typed there counts all at once by `save`.

    `booked` after that.
    """

    booked = Signal()

    def __init__(self, context: Context, parent: QWidget, begin: QAction) -> None:
        """`begin` opens the month: what an empty sheet offers."""
        super().__init__(parent)
        self.context = context
        self._board: Board | None = None
        self._after: Callable[[], None] | None = None
        self._followed = ""
        self._summary = ""
        self.matrix = Matrix(self)
        matrix = self.matrix
        typed = TypedCells("cells", matrix.records.basket, matrix.changed, matrix.put_back, matrix)
        self.drafts = DraftKeeper(context, typed, self)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.matrix)
        self.closed = EmptyState(
            Lesson(
                "这个月还没有开账",
                "开账后，会议签到、党费、帮扶等台账里已有的记录自动归集成积分，"
                "其余的项目在这张表里直接填写。",
                (begin,),
                icon="award",
            ),
            self,
        )
        self.stack.addWidget(self.closed)
        nobody = Lesson(
            "没有要考核的对象",
            "这一层级在考核方案里没有项目，或者花名册里这个月还没有人。",
            icon="users",
        )
        self.stack.addWidget(EmptyState(nobody, self))
        self.sums = ElidedLabel("", self, Qt.TextElideMode.ElideRight)
        theme.role(self.sums, "muted")
        self.hint = QLabel(WORDS, self)
        self.hint.setWordWrap(True)
        theme.role(self.hint, "hint")
        self.bar = BookingBar(self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.active().px(6))
        box.addWidget(self.drafts.offer)
        box.addWidget(self.stack, 1)
        for widget in (self.sums, self.hint, self.bar):
            box.addWidget(widget)
        self.setFocusProxy(self.matrix)
        self.matrix.changed.connect(self._on_typed)
        self.matrix.moved.connect(self._say_hint)
        self.matrix.refused.connect(context.messages.tell)
        self.matrix.searching.connect(self._on_searching)
        self.bar.wanted.connect(self.save)
        self.bar.emptied.connect(self._on_emptied)
        self._on_typed()

    # --- what is shown ------------------------------------------------------------------------

    def show_board(self, board: Board, rows: tuple[BoardRow, ...], *, may: bool) -> None:
        """Show `rows` of a board; what is typed stays while the month stays."""
        fresh = self._board is None or self._board.month != board.month
        self._board = board
        takes = board.state in assessment.OPEN
        self.matrix.records.fixed = not (may and takes)
        opened = board.state != assessment.NOT_OPENED
        self.stack.setCurrentIndex(1 if not opened else 0 if board.rows else 2)
        self.matrix.show_rows(board, rows)
        self._summary = _summed(rows) if opened else ""
        if fresh:
            self.bar.begin(usual_day(self.context.desk.today(), board))
        self._on_typed()
        self._follow(board)

    def _follow(self, board: Board) -> None:
        """Each level of a month has its draft; it is looked for once the rows are there."""
        name = f"assessment/{board.month.isoformat()}/{board.level}"
        writable = not self.matrix.records.fixed
        if writable and name != self._followed:
            self._followed = name
            self.drafts.follow(name)

    def _say_hint(self) -> None:
        item = self._current_item()
        shown = self.stack.currentIndex() == 0 and not self.matrix.records.fixed
        self.hint.setVisible(shown)
        if shown:
            typing = len(self.matrix.records.basket) > 0
            low = self.height() < theme.active().px(LOW)
            keys = "" if item and (typing or low) else WORDS  # the line below wants the room
            self.hint.setText("\n".join(text for text in (item, keys) if text))

    def _current_item(self) -> str:
        index = self.matrix.currentIndex()
        item = self.matrix.records.item_at(index.column())
        if item is None or index.row() < 0:
            return ""
        own = self.matrix.records.item_of(index.row(), index.column())
        return say_rule(own or item)

    def _on_searching(self, letters: str) -> None:
        if letters:
            self.hint.setText(f"找人：{letters.upper()}")
        else:
            self._say_hint()

    # --- typing -------------------------------------------------------------------------------

    def _on_typed(self) -> None:
        basket, records = self.matrix.records.basket, self.matrix.records
        codes = {code for (_who, code), typed in basket if not typed.empty}
        document = any(item.document for item in records.items if item.code in codes)
        self.bar.show_basket(basket, document=document)
        low = self.height() < theme.active().px(LOW)
        self.bar.set_low(low)
        self.sums.setText(self.bar.said.text() if low and len(basket) else self._summary)
        self.sums.setVisible(bool(self.sums.text()))
        self._say_hint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._on_typed()

    def _on_emptied(self) -> None:
        self.matrix.records.basket.clear()
        self.matrix.tell()
        self.matrix.setFocus()
        self.context.messages.done("已清空本次填写。", self.matrix.step_back)

    # --- booking ------------------------------------------------------------------------------

    def leave(self, then: Callable[[], None]) -> None:
        """Do `then` once what is typed is booked or given up."""
        if not len(self.matrix.records.basket):
            then()
            return
        match self.context.messages.leave("本次填写的积分"):
            case Leave.SAVE:
                self._after = then
                self.save()
            case Leave.DISCARD:
                self.matrix.records.basket.booked()
                self.matrix.tell()
                then()
            case Leave.STAY:
                pass

    def save(self) -> None:
        """Book what was typed, all of it in one step."""
        basket, board = self.matrix.records.basket, self._board
        if not len(basket) or board is None:
            return
        if basket.faults:
            (subject, item), typed = basket.faults[0]
            self.matrix.go_to(subject, item)
            self.matrix.setFocus()
            if typed.fault is not None:
                self.bar.say(f"{typed.fault.text}{typed.fault.remedy}")
            return
        values = self.bar.values()
        if values is None:
            return
        on = values["happened_on"]
        assert isinstance(on, date)
        reason, document = str(values["reason"]), str(values.get("document") or "")
        entries = [
            CellTarget(who, code, typed.quantity, typed.step, typed.points)
            for (who, code), typed in basket
        ]
        desk, month = self.context.desk, board.month
        self.bar.setEnabled(False)
        self.context.jobs.write(
            self,
            lambda: set_cells(desk, month, entries, on=on, reason=reason, document=document),
            lambda _done: self._on_booked(len(entries)),
            "登记积分",
            refused=self._on_refused,
        )

    def _on_booked(self, cells: int) -> None:
        self.bar.setEnabled(True)
        self.matrix.records.basket.booked()
        self.matrix.tell()
        self.bar.clear()
        self.matrix.setFocus()
        done_with_undo(self.context, self, f"已登记 {cells} 格。")
        self.booked.emit()
        after, self._after = self._after, None
        if after is not None:
            after()

    def _on_refused(self, error: DeskError) -> None:
        self.bar.setEnabled(True)
        self._after = None
        self.context.messages.problem(error)


def _summed(rows: tuple[BoardRow, ...]) -> str:
    """What the rows shown come to, in a line."""
    scores = [row.score for row in rows if row.score is not None]
    left_out = len(rows) - len(scores)
    if not scores:
        return f"{len(rows)} 个对象，都不计分" if rows else ""
    mean = (2 * sum(scores) + len(scores)) // (2 * len(scores))
    show = kinds.show_score
    said = f"{len(scores)} 个对象 · 平均 {show(mean)}"
    if len(scores) > 1:
        said += f" · 最高 {show(max(scores))} · 最低 {show(min(scores))}"
    waiting = sum(cell.pending for row in rows for cell in row.cells.values())
    return (
        said
        + (f" · 不计分 {left_out}" if left_out else "")
        + (f" · 待审 {waiting} 笔" if waiting else "")
    )
