"""What stands beside the matrix is read for the current cell, and what is wished there is done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from djdesk.services import assessment
from djdesk.services.assessment import NOT_OPENED, Board, BoardRow, Subject
from djdesk.services.assessment.opinions import opinions as read_opinions
from djdesk.services.assessment.warnings import warnings
from djdesk.ui.assessment import lines, opining
from djdesk.ui.assessment.classes import ask_class
from djdesk.ui.assessment.evidence import open_files
from djdesk.ui.assessment.explanation import ExplanationCard
from djdesk.ui.assessment.matrix import Matrix
from djdesk.ui.assessment.records import NOTHING
from djdesk.ui.assessment.typing import Typed
from djdesk.ui.kit.pane import Context

Warned = tuple[Subject, str]
"""Who stands on which warning: its code."""

A_MOMENT = 120  # ms until the explanation of another cell is read


class Beside(QObject):
    """Keeps the card of explanation true to the cell of the matrix that has the keys."""

    def __init__(self, context: Context, owner: QWidget, matrix: Matrix) -> None:
        super().__init__(owner)
        self.context = context
        self.matrix = matrix
        self._owner = owner
        self._board: Board | None = None
        self._may = False
        self._typed: Typed | None = None
        self._why: dict[Warned, tuple[str, ...]] | None = None  # None: not read yet
        self.card = ExplanationCard(owner)
        self.card.wanted.connect(self._on_wanted)
        self._later = self._timer(self.read_subject)
        self._what_if = self._timer(self.ask_difference)
        matrix.moved.connect(self._on_moved)
        matrix.preview.connect(self._on_preview)
        matrix.changed.connect(self._on_typed)

    def _timer(self, then: Callable[[], None]) -> QTimer:
        made = QTimer(self)
        made.setSingleShot(True)
        made.setInterval(A_MOMENT)
        made.timeout.connect(then)
        return made

    def allow(self, board: Board, *, may: bool) -> None:
        """Another board is shown, or another state of its month."""
        if board is not self._board:
            self._why = None
        self._board, self._may = board, may
        self.card.allow(may, open=board.state in assessment.OPEN)

    def _on_moved(self) -> None:
        row, board = self.matrix.row, self._board
        if row is None or board is None or board.state == NOT_OPENED:
            self.card.show_nothing()
            return
        self.card.show_row(board, row)
        self._say_warned()
        self._typed = None
        self._later.start()
        self._what_if.start()

    def read_subject(self) -> None:
        """Read why the current subject has its score, its lines and the opinions on it."""
        row, board, desk = self.matrix.row, self._board, self.context.desk
        if row is None or board is None or board.state == NOT_OPENED:
            return
        self.read_warnings()
        who, month = row.subject, board.month
        self.context.jobs.read(
            self,
            lambda: (
                assessment.explain(desk, month, who.level, who.organization_id, who.member_id),
                assessment.lines(desk, month, who),
                read_opinions(desk, month, who),
            ),
            lambda found: self._on_subject(row, *found),
            refused=lambda _error: self.card.show_nothing(),
        )

    def _say_warned(self) -> None:
        """Say why the current subject stands on its warning, as far as that was read."""
        row = self.matrix.row
        known = self._why or {}
        self.card.show_warned(known.get((row.subject, row.warning), ()) if row is not None else ())

    def read_warnings(self) -> None:
        """Read why, once for all, when somebody is looked at who stands on a warning."""
        row, board, desk = self.matrix.row, self._board, self.context.desk
        if row is None or board is None or not row.warning or self._why is not None:
            return
        self.context.jobs.read(
            self,
            lambda: warnings(desk, board.month),
            lambda found: self._on_warnings(board, found),
        )

    def _on_warnings(self, board: Board, found: tuple[assessment.WarningRow, ...]) -> None:
        if board is self._board:
            self._why = {
                (Subject(each.level, each.organization_id, each.member_id), each.code): each.why
                for each in found
            }
            self._say_warned()

    def _on_subject(
        self,
        row: BoardRow,
        explanation: assessment.Explanation,
        found: tuple[assessment.LineRow, ...],
        opinions: tuple[assessment.OpinionRow, ...],
    ) -> None:
        if self.matrix.subject != row.subject:
            return
        self.card.show_explanation(explanation, found, opinions)
        item = self.matrix.item
        self.card.choose_item(item.code if item is not None else "")

    def _on_typed(self) -> None:
        self._typed = None
        self._what_if.start()

    def _on_preview(self, typed: object) -> None:
        """While a cell is being typed: what it would change."""
        self._typed = typed if isinstance(typed, Typed) else None
        self._what_if.start()

    def ask_difference(self) -> None:
        """Ask what all that is typed of the current subject would change."""
        board, row, desk = self._board, self.matrix.row, self.context.desk
        more = self._more_of(row) if row is not None else {}
        if board is None or row is None or not more:
            self.card.show_difference(None)
            return
        who, month = row.subject, board.month
        self.context.jobs.read(
            self,
            lambda: assessment.what_if(desk, month, who, more),
            lambda found: self.card.show_difference(found if self.matrix.subject == who else None),
            refused=lambda _error: self.card.show_difference(None),
        )

    def _more_of(self, row: BoardRow) -> dict[str, int]:
        """What the cells typed for a subject would add, by item; a fault adds nothing."""
        typed = dict(self.matrix.records.basket.of(row.subject))
        if self._typed is not None and self.matrix.item is not None:
            typed[self.matrix.item.code] = self._typed
        return {
            code: each.worth - row.cells.get(code, NOTHING).points
            for code, each in typed.items()
            if each.fault is None
        }

    def _on_wanted(self, what: str) -> None:
        board, row = self._board, self.matrix.row
        if board is None or row is None:
            return
        line, why = self.card.line, self.card.why_line
        if what == "record" and why is not None and why.link is not None:
            self.context.open(why.link.area, why.link.id, **dict(why.link.hints))
        elif what == "source" and line is not None and line.source_links:
            link = line.source_links[0]
            self.context.open(link.area, link.id, **dict(link.hints))
        elif what == "opinion":
            opining.ask_opinion(self.context, self._owner, board, row)
        elif what == "class":
            ask_class(self.context, self._owner, board, row)
        elif line is not None:
            self._on_line(what, board, line)

    def _on_line(self, what: str, board: Board, line: assessment.LineRow) -> None:
        if what == "reverse":
            lines.ask_reverse(self.context, self._owner, line)
        elif what == "accept":
            lines.accept_line(self.context, self._owner, line)
        elif what == "refuse":
            lines.ask_refuse(self.context, self._owner, line)
        elif what == "files":
            takes = board.state in assessment.OPEN
            open_files(self.context, self._owner, line, fixed=not (self._may and takes))
