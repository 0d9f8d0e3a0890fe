"""What is to object to in the records of a year (检查): each with clause, remedy and the record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from djdesk.services import kinds, meetings
from djdesk.services.meetings import MeetingFinding
from djdesk.ui.kit import theme
from djdesk.ui.kit.chips import Chip, Chips
from djdesk.ui.kit.foot import Foot
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.rows import Rows, RowText
from djdesk.ui.meetings.asked import Asked, Part
from djdesk.ui.meetings.findings import WEIGHTS

COLUMNS = (("轻重", 84), ("问题", 0), ("会议", 184))


class FindingsPart(Part):
    """A table of all objections; below it the clause and what to do about the chosen one."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context, parent)
        self._found: tuple[MeetingFinding, ...] = ()
        look = theme.active()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, look.px(4), 0, 0)
        box.setSpacing(look.px(8))
        self.chips = Chips(self)
        self.chips.changed.connect(self._show)
        box.addWidget(self.chips)
        self.rows = Rows("检查发现的问题", COLUMNS, self, state_column=0)
        self.rows.chosen.connect(lambda _id: self._show_current())
        self.rows.opened.connect(lambda _id: self._on_opened())
        self.said = QLabel("正在检查…", self)
        self.said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.role(self.said, "muted")
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.said)
        self._stack.addWidget(self.rows)
        box.addWidget(self._stack, 1)
        box.addWidget(self._make_foot())
        self.setFocusProxy(self.rows)

    def _make_foot(self) -> QWidget:
        self.foot = Foot(self)
        self.text, self.clause = self.foot.add_words(), self.foot.add_words("hint")
        tip = "到这份记录里改正（Enter）"
        self.go = self.foot.add_button("打开记录", self._on_opened, "arrow-right", tip=tip)
        return self.foot

    # --- showing ------------------------------------------------------------------------------

    def load(self, asked: Asked) -> None:
        """Check all records of the year."""
        desk = self.context.desk

        def show(found: tuple[MeetingFinding, ...]) -> None:
            if asked == self.asked:
                self.show_findings(found)

        self.context.jobs.long(
            self,
            lambda progress: meetings.all_findings(
                desk, asked.year, asked.organization_id, progress=progress
            ),
            show,
            "检查会议记录",
        )

    def show_findings(self, found: Sequence[MeetingFinding]) -> None:
        """Show these objections."""
        self._found = tuple(found)
        counts: Counter[str] = Counter(each.finding.severity for each in found)
        self.chips.offer(
            [
                Chip("all", "全部", len(found)),
                *(Chip(key, WEIGHTS[key][0], counts[key]) for key in WEIGHTS if counts[key]),
            ]
        )
        self._show()
        self.counted.emit(counts["error"] + counts["warn"])

    def _show(self) -> None:
        wanted = self.chips.chosen
        self.rows.show_rows(
            [
                _row(number, each)
                for number, each in enumerate(self._found)
                if wanted in ("", "all", each.finding.severity)
            ]
        )
        self.said.setText("没有发现问题。")
        self._stack.setCurrentWidget(self.rows if self._found else self.said)
        self.chips.setVisible(bool(self._found))
        self._show_current()

    def _chosen(self) -> MeetingFinding | None:
        number = self.rows.current
        return self._found[number] if number is not None else None

    def _show_current(self) -> None:
        chosen = self._chosen()
        self.foot.setVisible(chosen is not None)
        if chosen is not None:
            finding = chosen.finding
            day = kinds.show_date(chosen.held_on)
            self.text.setText(f"{finding.text}{finding.remedy}")
            self.clause.setText(f"{day}{chosen.kind_name} · {finding.clause}")

    def _on_opened(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self.context.open("meetings", chosen.meeting_id, field=chosen.finding.field or "review")


def _row(number: int, each: MeetingFinding) -> RowText:
    word, state = WEIGHTS[each.finding.severity]
    return RowText(number, (word, each.finding.text, each.ledger_number), state=state)
