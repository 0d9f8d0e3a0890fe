"""The page 决议与表决: what was resolved, who sees to it, each vote worked out while typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from djdesk.models.rules.meetings.quorum import Result
from djdesk.services import meetings
from djdesk.services.fields import Field, field
from djdesk.services.listing import Value
from djdesk.services.meetings import RESOLUTION_FIELDS, Part, Record
from djdesk.ui.kit import theme
from djdesk.ui.kit.cards import scrolled
from djdesk.ui.kit.editors import Choice
from djdesk.ui.kit.flow import FlowLayout
from djdesk.ui.kit.pane import Context
from djdesk.ui.meetings.part_card import PartCard
from djdesk.ui.meetings.parts import Parts

WEIGH_AFTER = 150  # ms after the last key
COUNTS = ("should", "present", "yes", "no", "abstain", "written_yes", "written_no")
WORDS = {  # the numbers stand in a line: short words above them
    "should": "应到",
    "present": "实到",
    "yes": "赞成",
    "no": "不赞成",
    "abstain": "弃权",
    "written_yes": "书面赞成",
    "written_no": "书面不赞成",
}
FIELDS: tuple[Field, ...] = tuple(
    field(RESOLUTION_FIELDS, key)
    for key in ("text", "responsible", "due_on", "method", "quorum", *COUNTS)
)


class VoteCard(PartCard):
    """One resolution; `weighing` when the numbers of its vote changed."""

    weighing = Signal()
    people: frozenset[str] = frozenset()

    def __init__(self, choices: Callable[[], Sequence[Choice]]) -> None:
        super().__init__(FIELDS, choices, False)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(WEIGH_AFTER)
        self._later.timeout.connect(self.weighing)
        for key in ("method", "quorum", *COUNTS):
            self.editors[key].edited.connect(self._on_numbers)
        self._show_vote()
        self._show_passed(None)

    def _in_a_column(self) -> QLayout:
        look = theme.active()
        grid = QGridLayout(self)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(3, 2)
        head = QHBoxLayout()
        head.addWidget(self.number)
        self.verdict = QLabel(self)
        theme.role(self.verdict, "pill")
        head.addWidget(self.verdict)
        head.addStretch(1)
        head.addWidget(self._tools)
        grid.addLayout(head, 0, 0, 1, 4)
        for place, key in enumerate(("text", "responsible", "due_on", "method", "quorum")):
            row, column = (1, 0) if place == 0 else ((place + 3) // 2, 2 * ((place - 1) % 2))
            label = self._labels[key]
            label.setMinimumHeight(look.px(32))
            grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self.editors[key], row, column + 1, 1, 3 if place == 0 else 1)
        self.vote = QWidget(self)
        box = QVBoxLayout(self.vote)
        box.setContentsMargins(0, 0, 0, 0)
        box.addLayout(self._numbers())
        self.working = QLabel(self.vote)
        self.working.setWordWrap(True)
        self.working.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box.addWidget(self.working)
        grid.addWidget(self.vote, 4, 0, 1, 4)
        grid.addWidget(self.fault, 5, 0, 1, 4)
        return grid

    def _numbers(self) -> QLayout:
        flow = FlowLayout(spacing=theme.active().px(6))
        for key in COUNTS:
            place = QWidget(self.vote)
            box = QVBoxLayout(place)
            box.setContentsMargins(0, 0, 0, 0)
            box.setSpacing(0)
            label = self._labels[key]
            label.setText(WORDS[key])
            theme.role(label, "hint")
            box.addWidget(label)
            self.editors[key].setFixedWidth(theme.active().px(64))
            box.addWidget(self.editors[key])
            flow.addWidget(place)
        self.all_yes = QPushButton("全部赞成", self.vote)
        self.all_yes.setAutoDefault(False)
        self.all_yes.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.all_yes.clicked.connect(self._on_all_yes)
        flow.addWidget(self.all_yes)
        return flow

    # --- the vote -----------------------------------------------------------------------------

    def expect(self, should: int, present: int) -> None:
        """The numbers of the roll: they count where none are typed."""
        for key, number in (("should", should), ("present", present)):
            inner = self.editors[key].inner
            if isinstance(inner, QLineEdit):
                inner.setPlaceholderText(str(number))
        self._present = present

    def load(self, part: Part) -> None:
        """Show a resolution with the working that was kept."""
        none = {key: part.values.get(key) or None for key in ("written_yes", "written_no")}
        super().load(Part(part.id, {**part.values, **none}, part.member_id, part.name))
        self._show_vote()
        self.working.setText(str(part.values.get("basis") or ""))
        self._show_passed(part.values.get("passed"))

    def put_back(self, texts: Mapping[str, str]) -> None:
        """Bring back what was typed, and count it anew."""
        super().put_back(texts)
        self._on_numbers()

    def set_fixed(self, fixed: bool) -> None:
        super().set_fixed(fixed)
        self.all_yes.setVisible(not fixed)

    def _on_numbers(self) -> None:
        self._show_vote()
        self._later.start()

    def _show_vote(self) -> None:
        self.vote.setVisible(bool(self.editors["method"].text().strip()))

    def show_result(self, result: Result) -> None:
        """Explain the vote as it stands, line by line."""
        voted = bool(self.editors["method"].text().strip())
        self.working.setText("\n".join(result.lines) if voted else "")
        wrong = {problem.field for problem in result.problems}
        for key in COUNTS:
            self.editors[key].mark("bad" if key in wrong else "")
        self._show_passed(result.passed if voted else None)

    def _show_passed(self, passed: Value) -> None:
        self.verdict.setVisible(passed is not None)
        self.verdict.setText("通过" if passed else "未通过")
        theme.state(self.verdict, "ok" if passed else "bad")

    def _on_all_yes(self) -> None:
        """Everybody there agreed: the most frequent vote by one click."""
        typed = self.editors["present"].entry().value
        votes = typed if isinstance(typed, int) else self._present
        for key, number in (("yes", votes), ("no", 0), ("abstain", 0)):
            self.editors[key].show_value(number)
        self.edited.emit()
        self._on_numbers()

    _present = 0


class Resolutions(Parts):
    """All resolutions of the record shown."""

    made = Signal(object)

    def make_card(self) -> PartCard:
        card = VoteCard(self._choices)
        self.made.emit(card)
        return card


class VotesPage(QWidget):
    """Resolutions under a line that says whether the meeting may vote at all."""

    def __init__(
        self, context: Context, choices: Callable[[], Sequence[Choice]], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.context = context
        self._meeting_id = 0
        self._voters = (0, 0)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.quorum = QLabel(self)
        self.quorum.setWordWrap(True)
        self.resolutions = Resolutions("决议", "决议", FIELDS, context.messages, choices)
        self.resolutions.made.connect(self._on_made)
        sheet = QWidget(self)
        box = QVBoxLayout(sheet)
        box.setContentsMargins(0, 0, theme.active().px(8), 0)
        box.addWidget(self.quorum)
        box.addWidget(self.resolutions)
        box.addStretch(1)
        outer.addWidget(scrolled(sheet), 1)

    def load(self, record: Record, *, fixed: bool) -> None:
        """Show the resolutions of a record."""
        self._meeting_id = record.id
        self.resolutions.load(record.resolutions, fixed=fixed)
        self.expect(record.roll.voters, record.roll.voters_present)

    def expect(self, voters: int, present: int) -> None:
        """How many with a vote should come and came, as the roll stands on the screen."""
        self._voters = (voters, present)
        for card in self.resolutions.cards:
            if isinstance(card, VoteCard):
                card.expect(voters, present)
        self.quorum.setVisible(bool(voters))
        if voters:
            desk, meeting_id = self.context.desk, self._meeting_id
            values: dict[str, Value] = {"should": voters, "present": present}
            self.context.jobs.read(
                self, lambda: meetings.weigh(desk, meeting_id, values), self._on_quorum
            )

    def _on_quorum(self, found: Result) -> None:
        # the last line asks for the votes, which belong to each resolution
        self.quorum.setText("\n".join(found.lines[:-1] or found.lines))
        theme.state(self.quorum, "" if self._voters[1] >= found.needed_yes > 0 else "warn")

    def _on_made(self, card: object) -> None:
        if isinstance(card, VoteCard):
            card.expect(*self._voters)
            card.weighing.connect(partial(self._weigh, card))

    def _weigh(self, card: VoteCard) -> None:
        desk, meeting_id, values = self.context.desk, self._meeting_id, dict(card.value().values)
        for key, number in zip(("should", "present"), self._voters, strict=True):
            if values.get(key) is None:
                values[key] = number
        self.context.jobs.read(
            card, lambda: meetings.weigh(desk, meeting_id, values), card.show_result
        )
