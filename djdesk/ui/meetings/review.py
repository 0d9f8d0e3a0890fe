"""The page 审核与备案: what is still wrong, signatures, the secretary's review, the superior's."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from djdesk.models.rules import codes
from djdesk.models.rules.meetings.checks import Finding
from djdesk.services import kinds, meetings
from djdesk.services.listing import Kind
from djdesk.services.meetings import REVIEW_FIELDS, Record
from djdesk.ui.kit import theme
from djdesk.ui.kit.ask import ask_form
from djdesk.ui.kit.cards import scrolled
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.rows import Rows, RowText
from djdesk.ui.kit.undo import done_with_undo
from djdesk.ui.meetings.findings import Findings
from djdesk.ui.meetings.reading import OldRecord

TALL = 5  # rows of a table before it scrolls


class ReviewPage(QWidget):
    """Everything that follows the writing; `wanted(field)` leads to where a finding is put right.

    `findings_counted(number)` when the checks have answered.
    """

    wanted = Signal(str)
    findings_counted = Signal(int)

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        self._record: Record | None = None
        sheet = QWidget(self)
        look = theme.active()
        box = QVBoxLayout(sheet)
        box.setContentsMargins(0, 0, look.px(8), 0)
        box.setSpacing(look.px(8))
        self.checked = self._heading(box, "检查")
        self.findings = Findings(self)
        self.findings.wanted.connect(self.wanted)
        box.addWidget(self.findings)
        self._heading(box, "签字与审核")
        line = QHBoxLayout()
        self.chair = self._tick("主持人已在纸上签字", line)
        self.recorder = self._tick("记录人已在纸上签字", line)
        line.addStretch(1)
        box.addLayout(line)
        self.reviewed = QLabel(self)
        box.addWidget(self.reviewed)
        self._heading(box, "上级备案审查")
        self.reviews = self._rows(
            "上级备案审查",
            (("日期", 92), ("结果", 64), ("原因", 0), ("审查人", 84), ("版次", 48)),
        )
        box.addWidget(self.reviews)
        self.enter = self._button(box, "登记上级审查…", self._on_enter)
        self.revisions_title = self._heading(box, "更正记录")
        self.revisions = self._rows(
            "更正记录", (("更正日期", 92), ("更正人", 84), ("原因", 0), ("版次", 48))
        )
        self.revisions.opened.connect(lambda _id: self._on_read())
        self.revisions.chosen.connect(lambda _id: self._allow())
        box.addWidget(self.revisions)
        self.read = self._button(box, "查看更正前的记录", self._on_read)
        box.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(sheet))

    # --- building -----------------------------------------------------------------------------

    def _heading(self, box: QVBoxLayout, word: str) -> QLabel:
        label = QLabel(word, self)
        theme.role(label, "heading")
        box.addWidget(label)
        return label

    def _rows(self, name: str, columns: Sequence[tuple[str, int]]) -> Rows:
        return Rows(name, columns, self)

    def _tick(self, word: str, line: QHBoxLayout) -> QCheckBox:
        tick = QCheckBox(word, self)
        tick.clicked.connect(lambda _checked=False: self._on_signed())
        line.addWidget(tick)
        return tick

    def _button(self, box: QVBoxLayout, word: str, then: Callable[[], object]) -> QPushButton:
        button = QPushButton(word, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: then())
        line = QHBoxLayout()
        line.addWidget(button)
        line.addStretch(1)
        box.addLayout(line)
        return button

    # --- showing ------------------------------------------------------------------------------

    def load(self, record: Record, *, may: bool) -> None:
        """Show what became of a record; `may`: the user may write."""
        self._record = record
        written = record.state in ("recorded", "reviewed")
        values = record.values
        for tick, key in ((self.chair, "chair_signed"), (self.recorder, "recorder_signed")):
            tick.setChecked(bool(values.get(key)))
            tick.setEnabled(may and record.own)
        day = kinds.show(Kind.DATE, values.get("reviewed_on"))
        by = values.get("reviewed_by") or ""
        self.reviewed.setText(f"{day} {by} 审核并锁定" if record.locked else "书记还没有审核。")
        theme.state(self.reviewed, "ok" if record.locked else "")
        table = codes.table("review_result")
        self.reviews.show_rows(
            [
                RowText(
                    row.id,
                    (
                        kinds.show_date(row.reviewed_on),
                        table.name(row.result),
                        row.reasons,
                        row.reviewer,
                        str(row.revision),
                    ),
                    past=row.revision < record.revision,
                )
                for row in record.reviews
            ]
        )
        self.enter.setVisible(may and record.own and written)
        self.revisions.show_rows(
            [
                RowText(
                    row.revision,
                    (
                        kinds.show_date(row.replaced_on),
                        row.replaced_by,
                        row.reason,
                        str(row.revision),
                    ),
                )
                for row in record.revisions
            ]
        )
        for widget in (self.revisions_title, self.revisions, self.read):
            widget.setVisible(bool(record.revisions))
        _fit(self.reviews, len(record.reviews))
        _fit(self.revisions, len(record.revisions))
        self._allow()
        self._check(record.id)

    def _allow(self) -> None:
        self.read.setEnabled(self.revisions.current is not None)

    def _check(self, meeting_id: int) -> None:
        desk = self.context.desk
        self.context.jobs.read(
            self,
            lambda: meetings.findings(desk, meeting_id),
            lambda found: self._on_findings(meeting_id, found),
        )

    def _on_findings(self, meeting_id: int, found: Sequence[Finding]) -> None:
        if self._record is None or self._record.id != meeting_id:
            return
        serious = sum(each.severity != "info" for each in found)
        said = f"检查发现 {serious} 项" if serious else "检查：没有发现问题"
        hints = len(found) - serious
        self.checked.setText(f"{said}，另有提示 {hints} 项" if hints else said)
        theme.state(self.checked, "" if serious else "ok")
        self.findings.show_findings(found)
        self.findings_counted.emit(serious)

    # --- signatures, reviews, revisions -------------------------------------------------------

    def _on_signed(self) -> None:
        record = self._record
        if record is None:
            return
        desk = self.context.desk
        chair, recorder = self.chair.isChecked(), self.recorder.isChecked()
        self.context.jobs.write(
            self,
            lambda: meetings.signed(desk, record.id, chair=chair, recorder=recorder),
            lambda _none: None,
            "登记签字",
        )

    def _on_enter(self) -> None:
        record = self._record
        if record is None:
            return
        desk = self.context.desk
        ask_form(
            self.context,
            self,
            "登记上级审查",
            REVIEW_FIELDS,
            lambda values: meetings.enter_review(desk, record.id, values),
            lambda _id: done_with_undo(self.context, self, "已登记上级审查。"),
            hint="上级用纸质或口头答复的，登记在这里；随下发包来的会自动出现。",
            values={"result": "passed", "reviewed_on": desk.today()},
        )

    def _on_read(self) -> None:
        record, revision = self._record, self.revisions.current
        if record is None or revision is None:
            return
        desk = self.context.desk
        row = next(each for each in record.revisions if each.revision == revision)
        day = kinds.show_day(row.replaced_on)
        why = f"{day} 由{row.replaced_by or '（未记）'}更正，原因：{row.reason}"
        self.context.jobs.read(
            self,
            lambda: meetings.old_record(desk, record.id, revision),
            lambda old: OldRecord(old, why, self).open(),
        )


def _fit(rows: Rows, count: int) -> None:
    """A table as high as its rows, so that the page scrolls and not each table in it."""
    look = theme.active()
    rows.setFixedHeight(look.px(38) + look.row_height * max(1, min(count, TALL)))
