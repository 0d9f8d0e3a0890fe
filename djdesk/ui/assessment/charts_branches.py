"""The branches of a committee side by side (支部比较): who has reported the month, and answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from djdesk.errors import DeskError
from djdesk.services import kinds
from djdesk.services.assessment import AREA, BranchMonth, comparing, sending
from djdesk.services.assessment.sending import Reported
from djdesk.ui.assessment.asked import Asked, say_month
from djdesk.ui.assessment.charts import ChartPart
from djdesk.ui.assessment.charts_ranking import moved, warned
from djdesk.ui.assessment.superior import SuperiorView, agree
from djdesk.ui.kit import buttons, theme
from djdesk.ui.kit.charts import Bar, Figure, Shape
from djdesk.ui.kit.listbox import Lesson
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.rows import Rows, RowText
from djdesk.ui.kit.undo import done_with_undo

COLUMNS = (
    ("名次", 44), ("上报", 76), ("党支部", 0), ("得分", 56), ("等次", 72), ("名次变化", 84),
    ("党员平均", 72), ("黄红牌", 56), ("预警", 72), ("考核方案", 200),
)  # fmt: skip
GIVE_WAY = (7, 6, 9, 8, 4, 5, 0)  # columns left out, in this order, where names have no room
PAPERS = 320  # px at 100 %; what the papers need beside the list
LABEL = 12  # signs of a name beside a bar
NAMED = 4  # branches behind that are named above the list, which shows them all
NAME = 150  # px at 100 % that the name of a branch should have
NARROW = 620  # px at 100 %; list and papers below each other

TAKEN = {"": "", "ours": "（本级下发）", "changed": "（据本级下发的改）"}
"""What is said of a rubric that a branch took from this book (`BranchMonth.rubric_is`)."""


class _Branches(Rows):
    """The list; columns that the papers beside it say too give way to the names."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("支部比较", COLUMNS, parent, state_column=1, numbers=(0, 3, 6, 7))
        self.setTextElideMode(Qt.TextElideMode.ElideLeft)  # names of branches begin alike
        self.setWordWrap(False)  # or the end of a name would be cut too

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out as many columns as the names need."""
        look = theme.active()
        room = self.viewport().width() - look.px(NAME) - sum(look.px(w) for _word, w in COLUMNS)
        for column in GIVE_WAY:
            self.setColumnHidden(column, room < 0)
            room += look.px(COLUMNS[column][1]) if room < 0 else 0
        super().resizeEvent(event)


class BranchesPart(ChartPart):
    """All branches of a month, those behind last; beside the list the chosen one is answered."""

    LEAST = 0  # its papers keep to the height there is

    def __init__(self, context: Context, parent: QWidget) -> None:
        rows = _Branches(parent)
        lesson = Lesson(
            "还没有可比的支部",
            "支部把审定的考核上报以后，各支部的得分、名次和预警人数在这里并列，逐个评议。",
            icon="landmark",
        )
        super().__init__(context, rows, lesson, parent)
        self._found: tuple[BranchMonth, ...] = ()
        self._reported: Mapping[int, Reported] = {}
        self._may = context.desk.may_write(AREA)
        self._make_bar()
        self._make_halves()
        rows.opened.connect(lambda _id: self._on_opened())
        rows.chosen.connect(lambda _id: self._show_chosen())

    def _make_bar(self) -> None:
        line = QHBoxLayout()
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        line.addWidget(self.said, 1)
        self.agree = self._action("同意", "check", self._on_agree, "1")
        self.agree.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.rows.addAction(self.agree)  # elsewhere the key types a figure
        self.next = self._action("下一个待评", "arrow-right", self._on_next, "F8")
        self.addAction(self.next)
        self.unit = self._action("查看党组织", "landmark", self._on_unit)
        self.send = self._action("写下发包", "file-down", self._on_send)
        self.send.setVisible(self.context.desk.may_write("packages"))
        for action in (self.agree, self.next, self.send):
            button = buttons.button_for(action, self)
            button.setVisible(self._may and action.isVisible())
            line.addWidget(button)
        self.rows.offered = [self.agree, self.next, self.unit] if self._may else [self.unit]
        self.box.insertLayout(0, line)

    def _action(
        self, word: str, icon: str, then: Callable[[], None], shortcut: str = ""
    ) -> QAction:
        made = buttons.action(self, word, icon, shortcut=shortcut)
        made.triggered.connect(lambda _checked=False: then())
        return made

    def _make_halves(self) -> None:
        """The list left, the papers of the chosen branch right, the chart among them."""
        self.view = SuperiorView(self.context, self.area, self)
        self.frame.setParent(None)  # the chart stands in the frame of the papers
        self.frame.deleteLater()
        self.view.answered.connect(self._on_answered)
        self.split.setOrientation(Qt.Orientation.Horizontal)
        self.split.addWidget(self.view)
        self.view.setMinimumWidth(theme.active().px(PAPERS))
        self._moved = False  # whether somebody chose how wide the list is
        self.split.splitterMoved.connect(lambda *_: self._on_moved())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Without room beside the list, the papers stand below it, and the list is whole."""
        super().resizeEvent(event)
        look, way = theme.active(), Qt.Orientation
        narrow = self.width() < look.px(NARROW)
        self.view.setMinimumWidth(look.px(PAPERS))
        if narrow != (self.split.orientation() == way.Vertical):
            self.split.setOrientation(way.Vertical if narrow else way.Horizontal)
            self._moved = False
        if not self._moved:
            whole = self.height() if narrow else self.width()
            first = whole * (35 if narrow else 46) // 100
            self.split.setSizes([first, whole - first])

    def _on_moved(self) -> None:
        self._moved = True

    # --- the list -----------------------------------------------------------------------------

    def load(self, asked: Asked) -> None:
        """Ask for all branches in the month, and what was said of them."""
        desk, month = self.context.desk, asked.month
        self.read(
            lambda: (comparing.compare(desk, month), sending.reported_months(desk, month=month)),
            lambda found: self._on_found(asked, *found),
        )

    def tell(self, asked: Asked) -> None:
        """Count who has not reported the month, seen or not."""
        desk = self.context.desk
        self.read(
            lambda: comparing.compare(desk, asked.month),
            lambda found: self.counted.emit(sum(row.behind for row in found)),
        )

    def _on_found(
        self, asked: Asked, found: tuple[BranchMonth, ...], reported: Sequence[Reported]
    ) -> None:
        self._found = found
        self._reported = {each.organization_id: each for each in reported}
        bars = tuple(
            Bar(_label(row.name), row.score, row.organization_id)
            for row in found
            if row.score is not None
        )
        none = (Bar("还没有支部上报", 0),)
        title = f"{say_month(asked.month)}各支部得分"
        figure = Figure(title, bars or none, Shape.BARS, unit="分", parts=10)
        known = self._reported
        self.show_numbers(figure, [_row(row, known.get(row.organization_id)) for row in found])
        waiting = len(self._waiting())
        self.said.setText(behind(found) + (f"等待评议 {waiting} 个。" if waiting else ""))
        self.said.setVisible(bool(found))
        self.next.setEnabled(bool(waiting))
        self.counted.emit(sum(row.behind for row in found))
        if found and self.rows.current is None:
            self.rows.choose((self._waiting() or [found[0].organization_id])[0])

    def _waiting(self) -> list[int]:
        """The branches whose month waits for an answer, as they stand in the list."""
        known = self._reported
        units = [row.organization_id for row in self._found]
        return [unit for unit in units if unit in known and not known[unit].answers]

    def _show_chosen(self) -> None:
        unit, asked = self.rows.current, self.asked
        row = next((each for each in self._found if each.organization_id == unit), None)
        reported = self._reported.get(unit) if unit is not None else None
        self.agree.setEnabled(self._may and reported is not None and not reported.answers)
        self.unit.setEnabled(row is not None)
        if row is None or asked is None:
            self.view.show_nothing()
        else:
            self.view.show_branch(row, reported, asked.month)

    # --- answering ----------------------------------------------------------------------------

    def _on_opened(self) -> None:
        if self._reported.get(self.rows.current or 0) is not None:
            self.view.write()

    def _on_next(self) -> None:
        """The next one below that waits, else the first."""
        units = [row.organization_id for row in self._found]
        here = units.index(self.rows.current) if self.rows.current in units else -1
        waiting = [unit for unit in self._waiting() if unit != self.rows.current]
        below = [unit for unit in waiting if units.index(unit) > here]
        if below or waiting:
            self.rows.choose((below or waiting)[0])
        self.rows.setFocus()

    def _on_answered(self) -> None:
        self._on_next()

    def _on_agree(self) -> None:
        unit, asked, desk = self.rows.current, self.asked, self.context.desk
        reported = self._reported.get(unit) if unit is not None else None
        if unit is None or asked is None or reported is None:
            return
        month, name = asked.month, reported.branch
        self.context.jobs.write(
            self,
            lambda: agree(desk, unit, month),
            lambda _id: self._on_agreed(name),
            "上级评",
            refused=self._on_refused,
        )

    def _on_agreed(self, name: str) -> None:
        done_with_undo(self.context, self, f"{name}：同意支部审定的结果。")
        self._on_next()

    def _on_refused(self, error: DeskError) -> None:
        self.context.messages.problem(error)

    def _on_unit(self) -> None:
        if self.rows.current is not None:
            self.context.open("organization", self.rows.current)

    def _on_send(self) -> None:
        self.context.open("packages", None, do="send")

    def leave(self, then: Callable[[], None]) -> None:
        """Do `then` once nothing typed would be lost."""
        self.view.leave(then)


def behind(found: tuple[BranchMonth, ...]) -> str:
    """How many have reported the month, and the names of those that have not, if they are few."""
    late = [brief(row.name) for row in found if row.behind]
    done = f"{len(found)} 个支部，已上报审定结果 {len(found) - len(late)} 个"
    more = f"等 {len(late)} 个" if len(late) > NAMED else ""
    return f"{done}；还没有上报：{'、'.join(late[:NAMED])}{more}。" if late else f"{done}。"


def standing(row: BranchMonth, reported: Reported | None) -> tuple[str, str]:
    """How far a branch's month has come at the committee, in a word, and its colour."""
    if row.behind:
        return "未上报", "bad"
    if reported is None or not reported.answers:
        return "已上报", "warn"
    return ("已重报", "warn") if reported.again else ("已评议", "ok")


def brief(name: str) -> str:
    """A branch without the words all have: 中共机修车间支部委员会 is 机修车间支部."""
    return name.removeprefix("中共").removesuffix("委员会") or name


def _label(name: str) -> str:
    """A name beside its bar, with the end that tells it from others, so that bars have room."""
    text = brief(name)
    return text if len(text) <= LABEL else f"…{text[1 - LABEL :]}"


def _row(row: BranchMonth, reported: Reported | None) -> RowText:
    show = kinds.show_score
    word, state = standing(row, reported)
    texts = (
        str(row.rank or "—"),
        word,
        brief(row.name),
        "—" if row.score is None else show(row.score),
        row.grade,
        moved(row.change)[0] if row.score is not None else "",
        "" if row.mean is None else show(row.mean),
        str(row.warned or ""),
        warned(row.warning),
        row.rubric + TAKEN[row.rubric_is],
    )
    return RowText(row.organization_id, texts, state=state)
