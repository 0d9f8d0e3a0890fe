"""The pane 积分考核: the scoring matrix of a month left, why a score is what it is right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from djdesk.models.rules.assessment.rubric import LEVELS, Level
from djdesk.models.rules.dues import say_month
from djdesk.services import assessment
from djdesk.services.assessment import AREA, NOT_OPENED, Board, MonthRow
from djdesk.services.assessment.board import board as read_board
from djdesk.services.assessment.sending import Answered, answered
from djdesk.ui.assessment import flow, lines, opining, papers, views
from djdesk.ui.assessment.answered import LOOK, say_answered
from djdesk.ui.assessment.beside import Beside
from djdesk.ui.assessment.choosing import Choosing
from djdesk.ui.assessment.classes import ask_class
from djdesk.ui.assessment.levels import Levels
from djdesk.ui.assessment.noticebar import COLLECT, NoticeBar
from djdesk.ui.assessment.objecting import Objections
from djdesk.ui.assessment.sheet import Sheet
from djdesk.ui.kit import theme
from djdesk.ui.kit.page import Page
from djdesk.ui.kit.pane import Context, PaneSpec
from djdesk.ui.kit.print_log import open_print_log
from djdesk.ui.kit.span import Span
from djdesk.ui.kit.undo import done_with_undo

TABLES = frozenset(
    {
        "assessment_rubric",
        "assessment_class",
        "assessment_line",
        "assessment_opinion",
        "assessment_month",
        "assessment_result",
        "assessment_reopening",
        "assessment_objection",
        "member",
        "standing",
        "organization",
    }
)
FACTS = frozenset(
    {"meeting", "attendance", "dues_payment", "dues_part", "pairing_contact", "meeting_problem"}
)
"""Tables of other ledgers from which points are collected."""

ROOM = 980  # px at 100 % from which matrix and explanation have room beside each other
NEXT = {
    "open": ("开账", "calendar-plus"),
    "scored": ("计分", "list-checks"),
    "confirmed": ("审定…", "stamp"),
    "published": ("公示…", "megaphone"),
    "sealed": ("封存", "lock"),
}


class AssessmentPane(Page):
    """The pane; `show_record(member)` goes to a member, `month=` to a month, `level=` to a level.

    `view` chooses a chip (warned, pending, left_out), `do` is open, collect, line, objections or
    print.
    """

    def __init__(self, context: Context) -> None:
        super().__init__("积分考核", "assessment", context.memory)
        self.context = context
        self._today = context.desk.today()
        self._may = context.desk.may_write(AREA)
        self._level: Level = "member"
        self._board: Board | None = None
        self._month_row: MonthRow | None = None
        self._asked = 0
        self._sort = ""
        self._show_later = False  # while a cell is being typed rows stay where they are
        self._hints: dict[str, object] = {}
        self._make_actions()
        self._make_left()
        self.beside = Beside(context, self, self.matrix)
        self.card = self.beside.card
        self.set_detail(self.card, 360)
        self.take_turns("返回积分表")
        self.with_search("姓名、拼音首字母", lambda _text: self._show())
        self.chips.changed.connect(self._show)
        self.show_chips(True)
        self.detail_beside(ROOM, self._opened)
        self.follow(context.bus, TABLES | FACTS, self.read)
        self.read()

    # --- building -----------------------------------------------------------------------------

    def _make_actions(self) -> None:
        add, more = self.add_action, self.add_more
        self.next = add("开账", "calendar-plus", self._on_next, primary=True)
        self.one = add("登记一笔", "plus", self._on_one, shortcut="Ctrl+N")
        self.collect = add(
            "归集", "refresh-cw", self._on_collect, shortcut="Ctrl+R", tip="从各台账取来新的记录"
        )
        self.opine = add("评议", "message-square", self._on_opine, tip="给表中各人填写同样的意见")
        self.print = add("打印", "printer", self._on_print, shortcut="Ctrl+P")
        self.panel = add("得分说明", "panel-left", self.toggle_detail, shortcut="F11")
        self.objections = more("异议…", "message-square", self._on_objections)
        self.classes = more("积分类别…", "tags", self._on_class)
        self.reopen = more("重新开账…", "lock-open", self._on_reopen)
        self.export = more("导出积分表…", "download", self._on_export)
        self.volume = more("装订成卷…", "book-check", lambda: papers.ask_volume(self.context, self))
        self.print_log = more("打印记录…", "history", lambda: open_print_log(self.context, self))

    def _make_left(self) -> None:
        look = theme.active()
        left = QWidget(self)
        box = QVBoxLayout(left)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(look.px(6))
        head = QHBoxLayout()
        head.setSpacing(look.px(12))
        self.span = Span(self._today, left, "month", fixed=True)
        self.span.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.span.changed.connect(self._on_span)
        self.addActions([self.span.earlier, self.span.later])
        head.addWidget(self.span)
        self.levels = Levels(self._level, left)
        self.levels.wanted.connect(self.choose_level)
        head.addWidget(self.levels)
        self.steps = flow.StepsBar(left)
        head.addWidget(self.steps, 1)
        box.addLayout(head)
        self.notice = NoticeBar(left)
        self.notice.wanted.connect(self._on_notice)
        box.addWidget(self.notice)
        self.sheet = Sheet(self.context, left, self.next)
        self.matrix = self.sheet.matrix
        self.choosing = Choosing(left, self._today.replace(day=1))
        self.choosing.wanted.connect(self._on_chosen)
        self.stack = QStackedWidget(left)
        self.stack.addWidget(self.sheet)
        self.stack.addWidget(self.choosing)
        box.addWidget(self.stack, 1)
        self.set_master(left)
        left.setFocusProxy(self.matrix)
        self.matrix.preview.connect(self._on_preview)
        self.matrix.sort_wanted.connect(self._on_sort)
        save = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self)
        save.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        save.activated.connect(self.sheet.save)

    # --- what others open ---------------------------------------------------------------------

    def show_record(self, record_id: int | None, **hints: object) -> None:
        """Show a member's row, or do what the hints ask (see the class)."""
        month, level = hints.get("month"), hints.get("level")
        self._hints = {"member": record_id, **hints}
        known = next((each for each in LEVELS if each == level), None)
        if known is not None or record_id is not None:
            self.choose_level(known or "member")
        if isinstance(month, date):
            self.span.choose("month", month)
        board = self._board
        if board is not None and (board.month, board.level) == (self.month, self._level):
            self._follow_hints()

    def _follow_hints(self) -> None:
        """What was asked for, once the rows are there."""
        hints, self._hints = self._hints, {}
        view, member, do = hints.get("view"), hints.get("member"), hints.get("do")
        if isinstance(view, str) and view in {chip.key for chip in views.chips(self._now())}:
            self.chips.choose(view)
        if isinstance(member, int):
            row = next((r for r in self._now().rows if r.member_id == member), None)
            if row is not None and not self.matrix.go_to(row.subject):
                self.search.clear()
                self.chips.clear()
                self.matrix.go_to(row.subject)
            self.matrix.setFocus()
        work: Mapping[str, Callable[[], None]] = {
            "open": self._on_next,
            "collect": self._on_collect,
            "line": self._on_one,
            "objections": self._on_objections,
            "print": self._on_print,
        }
        wanted = work.get(str(do or ""))
        if wanted is not None:
            wanted()

    def _now(self) -> Board:
        assert self._board is not None
        return self._board

    def leave(self, then: Callable[[], None]) -> None:
        """Do `then` once what is typed is booked or given up."""
        self.sheet.leave(then)

    # --- reading ------------------------------------------------------------------------------

    @property
    def month(self) -> date:
        """The month shown."""
        return self.span.period.first

    def choose_level(self, level: Level) -> None:
        """Show members, groups or the branch; what is typed is asked about first."""
        if level == self._level:
            return
        self.sheet.leave(lambda: self._set_level(level))
        self.levels.show_level(self._level)

    def _set_level(self, level: Level) -> None:
        self._level = level
        self.levels.show_level(level)
        self.read()

    def _on_span(self) -> None:
        """Another month; what is typed into the one left is booked or given up first."""
        if self._board is None or self._board.month == self.month:
            self.read()
            return
        wanted, before = self.month, self._board.month
        if len(self.matrix.records.basket):
            self.span.choose("month", before)
            self.sheet.leave(lambda: self.span.choose("month", wanted))
        else:
            self.read()

    def read(self) -> None:
        """Read the month shown anew."""
        desk, month, level = self.context.desk, self.month, self._level
        self._asked += 1
        asked = self._asked
        self.context.jobs.read(
            self,
            lambda: (read_board(desk, month, level), assessment.month(desk, month)),
            lambda found: self._on_read(asked, *found),
        )

    def _ask_facts(self, asked: int) -> None:
        """What the other ledgers say takes longer: who is on a warning, what has changed."""
        desk, month, level = self.context.desk, self.month, self._level
        self.context.jobs.read(
            self,
            lambda: (read_board(desk, month, level, facts=True), answered(desk, month)),
            lambda found: self._on_facts(asked, *found),
        )

    def _on_facts(self, asked: int, board: Board, superior: Answered | None) -> None:
        if asked == self._asked:
            self._board = board
            self.chips.offer(views.chips(board))
            self._show()
            self.notice.show_month(board, self._month_row, may=self._may)
            self.notice.add(say_answered(superior, board.month), LOOK)
            if self._month_row is not None:
                self.notice.add(self._month_row.reopened, "")
            if self._hints:
                self._follow_hints()

    def _on_read(self, asked: int, board: Board, row: MonthRow) -> None:
        if asked != self._asked:
            return
        self._board, self._month_row = board, row
        if board.rubric is None:
            self.choosing.offer(assessment.ready(), may=self._may)
        self.stack.setCurrentIndex(1 if board.rubric is None else 0)
        self.subtitle.setText(board.rubric.name if board.rubric is not None else "")
        self.chips.offer(views.chips(board))
        self.steps.show_month(row)
        self._allow(board)
        self._show()
        self.notice.hide()
        if board.state != NOT_OPENED:
            self._ask_facts(asked)
        elif self._hints:
            self._follow_hints()

    def _allow(self, board: Board) -> None:
        """Offer what the state of the month allows."""
        chosen, state = board.rubric is not None, board.state
        coming = flow.next_step(state)
        takes = state in assessment.OPEN
        if coming:
            word, icon = NEXT[coming]
            self.next.setText(word)
            self.next.setToolTip(word)
            self.next.setProperty("icon_name", icon)
            self.next.setIcon(theme.active().icon(icon))
        self.next.setVisible(self._may and chosen and bool(coming))
        for action in (self.one, self.collect, self.opine):
            action.setVisible(self._may and takes)
        self.reopen.setVisible(self._may and state in assessment.FIXED)
        self.objections.setVisible(state in ("published", "sealed"))
        self.print.setVisible(chosen)
        self.classes.setVisible(self._may and chosen)
        opened = chosen and state != NOT_OPENED
        for action in (self.panel, self.export):
            action.setVisible(opened)
        self.steps.setVisible(chosen)
        self.show_chips(opened)
        self.levels.setVisible(chosen)
        self.beside.allow(board, may=self._may)
        self.fit_detail()

    def _show(self) -> None:
        """Show the rows that the chip and the search box leave."""
        board = self._board
        self._show_later = self.matrix.editing
        if board is not None and not self._show_later:
            text = self.search.text().strip()
            rows = views.shown(board, self.chips.chosen or "all", text, self._sort)
            self.beside.allow(board, may=self._may)
            self.sheet.show_board(board, rows, may=self._may)

    def _on_sort(self, key: str) -> None:
        """A click on a title; the second one goes back to the order of the roster."""
        self._sort = "" if key == self._sort or key == "group" else key
        self._show()

    # --- what waits ---------------------------------------------------------------------------

    def _on_notice(self, word: str) -> None:
        if word == LOOK:
            self.choose_level("branch")
            self.card.sections.choose("opinions")
        elif word == COLLECT:
            self._on_collect()
        else:
            self._on_objections()

    # --- the explanation ----------------------------------------------------------------------

    def _on_preview(self, typed: object) -> None:
        """Rows that waited while a cell was typed are shown once it is left."""
        if typed is None and self._show_later:
            QTimer.singleShot(0, self, self._show)

    def _opened(self) -> bool:
        """Whether there is anything to explain."""
        board = self._board
        return board is not None and board.state != NOT_OPENED and board.rubric is not None

    # --- actions ------------------------------------------------------------------------------

    def _on_chosen(self, code: str, since: date) -> None:
        """The branch takes a ready rubric."""
        desk = self.context.desk
        self.context.jobs.write(
            self,
            lambda: assessment.adopt(desk, code, since=since),
            lambda _id: done_with_undo(
                self.context, self, f"已采用，从{say_month(since)}起按它计分。下一步：开账。"
            ),
            "采用考核方案",
        )

    def _on_next(self) -> None:
        """The next step of the month, once nothing typed would be left out of it."""
        board = self._board
        coming = flow.next_step(board.state) if board is not None else ""
        if board is not None and coming:
            self.sheet.leave(lambda: flow.DIALOGS[coming](self.context, self, board))

    def _on_collect(self) -> None:
        flow.collect(self.context, self, self.month)

    def _on_one(self) -> None:
        if self._board is not None:
            lines.ask_line(self.context, self, self._board, self.matrix.row, self.matrix.item)

    def _on_opine(self) -> None:
        if self._board is not None:
            opining.ask_opinions(self.context, self, self._board, self.matrix.records.rows)

    def _on_objections(self) -> None:
        if self._board is not None:
            Objections(self.context, self, self._board).open()

    def _on_class(self) -> None:
        row = self.matrix.row
        if self._board is None or row is None or row.member_id is None:
            self.context.messages.tell("请先在表里选一名党员。")
        else:
            ask_class(self.context, self, self._board, row)

    def _on_reopen(self) -> None:
        flow.ask_reopen(self.context, self, self.month)

    def _on_export(self) -> None:
        papers.export_matrix(self.context, self, self.month)

    def _on_print(self) -> None:
        papers.print_month(self.context, self, self.month)


PANE = PaneSpec(
    "assessment",
    "积分考核",
    "考核评议",
    "award",
    AssessmentPane,
    watches=TABLES,
    book_kinds=frozenset({"branch"}),
    words="党员积分 量化考核 加分 扣分 公示 三级考核 打分 红榜 黄榜",
)
