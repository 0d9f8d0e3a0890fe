"""The page 问题清单 of an 组织生活会 (F26): problem, measure, who and by when."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from djdesk.services.fields import Field
from djdesk.services.listing import Kind
from djdesk.services.meetings import PROBLEM_FIELDS, Part, Record
from djdesk.ui.kit import theme
from djdesk.ui.kit.cards import scrolled
from djdesk.ui.kit.editors import Choice
from djdesk.ui.kit.pane import Context
from djdesk.ui.meetings.parts import Parts

# Whose problem it is; empty: the committee's. The record keeps the member, not the name.
FIELDS = (
    Field("name", "党员", Kind.PERSON, hint="不填为支委会班子的问题"),
    *(each for each in PROBLEM_FIELDS if each.key not in ("done_on", "done_note")),
)


class ProblemsPage(QWidget):
    """The problem list of the record shown."""

    def __init__(
        self, context: Context, choices: Callable[[], Sequence[Choice]], parent: QWidget
    ) -> None:
        super().__init__(parent)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        self.problems = Parts("问题清单", "问题", FIELDS, context.messages, choices)
        sheet = QWidget(self)
        inside = QVBoxLayout(sheet)
        inside.setContentsMargins(0, 0, theme.active().px(8), 0)
        inside.addWidget(self.problems)
        inside.addStretch(1)
        box.addWidget(scrolled(sheet))

    def load(self, record: Record, *, fixed: bool) -> None:
        """Show the problem list of a record."""
        named = [
            Part(p.id, {**p.values, "name": p.name}, p.member_id, p.name) for p in record.problems
        ]
        self.problems.load(named, fixed=fixed)
