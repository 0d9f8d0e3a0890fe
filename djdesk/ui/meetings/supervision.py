"""The pane 组织生活督查: what is done, due, overdue, still open, and to be objected to."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from djdesk.models.store.store import Notice
from djdesk.services import organization
from djdesk.services.listing import Scope
from djdesk.services.meetings import DEBTS, FOLLOW_UPS, MEETINGS
from djdesk.services.organization import Node
from djdesk.ui.kit import theme
from djdesk.ui.kit.labels import label_for
from djdesk.ui.kit.page import Page
from djdesk.ui.kit.pane import Context, PaneSpec
from djdesk.ui.kit.sections import Sections
from djdesk.ui.kit.spins import year_box
from djdesk.ui.meetings import papers
from djdesk.ui.meetings.asked import Asked, Part
from djdesk.ui.meetings.figures import FiguresPart
from djdesk.ui.meetings.follow_ups import DebtsPart, FollowUpsPart
from djdesk.ui.meetings.reviews import ReviewsPart
from djdesk.ui.meetings.supervision_findings import FindingsPart
from djdesk.ui.meetings.supervision_grid import GridPart

WORDS = {
    "reviews": "待审查",
    "grid": "督查表",
    "findings": "检查",
    "debts": "补课欠账",
    "follow_ups": "待落实",
    "figures": "图表",
}
WATCHED = MEETINGS.tables | DEBTS.tables | FOLLOW_UPS.tables | {"tenure"}
YEARS_BACK = 20
OF_ALL_YEARS = ("debts", "follow_ups")  # what is open stays open when the year is over


class SupervisionPane(Page):
    """The pane; `show_record(None, view=…, year=…, organization_id=…)` chooses what is shown.

    `view` is one of the keys of WORDS. A committee chooses among its branches, and has the records
    that wait for its review.
    """

    def __init__(self, context: Context) -> None:
        super().__init__("组织生活督查", "supervision", context.memory)
        self.context = context
        desk = context.desk
        self._home = organization.home_id(desk)
        self._committee = desk.store.book.kind.value == "committee"
        self._asked = Asked(self._home, desk.today().year, desk.today())
        self.print = self.add_action("打印", "printer", self._on_print, shortcut="Ctrl+P")
        self.send = self.add_action("写下发包", "file-down", self._on_send)
        self.send.setVisible(self._committee and desk.may_write("packages"))
        self.sections = Sections(self)
        self.sections.set_corner(self._make_corner())
        self.parts: dict[str, Part] = {}
        self._make_parts()
        self._show_corner()
        self.set_master(self.sections)
        self.sections.chosen.connect(self._on_section)
        context.bus.changed.connect(self._on_changed)
        if self._committee:
            context.jobs.read(self, lambda: organization.tree(desk), self._on_tree)
        else:
            self._ask()

    # --- building -----------------------------------------------------------------------------

    def _make_corner(self) -> QWidget:
        self.corner = corner = QWidget(self)
        line = QHBoxLayout(corner)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.active().px(8))
        this = self.context.desk.today().year
        self.year = year_box(corner, this - YEARS_BACK, this + 1, this)
        self.branch = QComboBox(corner)
        self.branch.setMaximumWidth(theme.active().px(220))
        self.branch.setMinimumWidth(theme.active().px(120))
        adjust = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.branch.setSizeAdjustPolicy(adjust)
        self.branch.setMinimumContentsLength(14)
        self.all_years = QLabel("列出所有年度", corner)
        theme.role(self.all_years, "muted")
        line.addWidget(self.all_years)
        self._words: list[QLabel] = []
        for word, editor in (("年度", self.year), ("党支部", self.branch)):
            label = label_for(word, editor, corner)
            line.addWidget(label)
            line.addWidget(editor)
            self._words.append(label)
        self.branch.setVisible(self._committee)
        self._words[1].setVisible(self._committee)
        self.year.valueChanged.connect(lambda _year: self._ask())
        self.branch.activated.connect(lambda _number: self._ask())
        return corner

    def _show_corner(self) -> None:
        """What waits for review is that of all branches and years; what is open that of all years.

        A selector that would change nothing is not shown.
        """
        shown = self.sections.current
        of_all = shown in OF_ALL_YEARS
        self.corner.setVisible(shown != "reviews")
        self.year.setVisible(not of_all)
        self._words[0].setVisible(not of_all)
        self.all_years.setVisible(of_all)

    def _make_parts(self) -> None:
        context = self.context
        if self._committee:
            self.parts["reviews"] = ReviewsPart(context, self)
        self.parts["grid"] = GridPart(context, self)
        self.parts["findings"] = FindingsPart(context, self)
        self.parts["debts"] = DebtsPart(context, self)
        self.parts["follow_ups"] = FollowUpsPart(context, self)
        self.parts["figures"] = FiguresPart(context, self)
        for key, part in self.parts.items():
            self.sections.add(key, WORDS[key], part)
            part.counted.connect(self._counter(key))

    def _counter(self, key: str) -> object:
        def show(number: int) -> None:
            self.sections.set_title(key, f"{WORDS[key]} {number}" if number else WORDS[key])

        return show

    def _on_tree(self, nodes: tuple[Node, ...]) -> None:
        """The branches of a committee, the first of them chosen."""
        for node in nodes:
            if node.kind != "group" and node.id != self._home:
                self.branch.addItem(node.name, node.id)
        if not self.branch.count():
            self.branch.addItem("还没有下级支部", self._home)
        self._ask()

    # --- asking -------------------------------------------------------------------------------

    def _ask(self) -> None:
        """Let every part know what is looked at; those in sight ask at once."""
        chosen = self.branch.currentData()
        branch = chosen if isinstance(chosen, int) else self._home
        self._asked = Asked(branch, self.year.value(), self.context.desk.today())
        for part in self.parts.values():
            part.ask(self._asked)

    def _on_changed(self, notice: Notice) -> None:
        if notice.tables & WATCHED:
            self._ask()

    def showEvent(self, event: QShowEvent) -> None:
        """What others did meanwhile is counted once the pane is seen again."""
        super().showEvent(event)
        for part in self.parts.values():
            part.tell(self._asked)

    def _on_section(self, key: str) -> None:
        self._show_corner()
        self.parts[key].setFocus()

    def show_record(self, record_id: int | None, **hints: object) -> None:
        """Show a section, a year, a branch (see the class); there are no records of its own."""
        year, branch, view = (hints.get(key) for key in ("year", "organization_id", "view"))
        if isinstance(branch, int):
            place = self.branch.findData(branch)
            if place >= 0:
                self.branch.setCurrentIndex(place)
        if isinstance(year, int):
            self.year.setValue(year)
        self._ask()
        if isinstance(view, str) and view in self.parts:
            self.sections.choose(view)
            self._show_corner()
            self.parts[view].setFocus()

    # --- the ways on --------------------------------------------------------------------------

    def _on_print(self) -> None:
        scope = Scope(self._asked.day, self._asked.organization_id)
        papers.print_meetings(self.context, self, scope, None, first="meeting-ledger")

    def _on_send(self) -> None:
        self.context.open("packages", None, do="send")


PANE = PaneSpec(
    "supervision",
    "组织生活督查",
    "组织生活",
    "list-checks",
    SupervisionPane,
    watches=WATCHED,
    words="督查 检查 逾期 补课 落实 到会率 学时 热力图 备案审查 退回",
)
"""What the shell lists."""
