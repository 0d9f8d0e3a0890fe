"""The desk of the committee (备案审查): records that wait for an answer, answered by keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPlainTextEdit,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from djdesk.errors import DeskError
from djdesk.models.rules.meetings.checks import Finding
from djdesk.services import kinds, meetings
from djdesk.services.desk import Desk
from djdesk.services.fields import field
from djdesk.services.meetings import REVIEW_FIELDS, Awaiting, Record
from djdesk.ui.kit import buttons, theme
from djdesk.ui.kit.ask import ask_form
from djdesk.ui.kit.cards import Card, scrolled
from djdesk.ui.kit.labels import ElidedLabel
from djdesk.ui.kit.listbox import EmptyState, Lesson
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.rows import Rows, RowText
from djdesk.ui.kit.undo import done_with_undo
from djdesk.ui.meetings.asked import Asked, Part
from djdesk.ui.meetings.findings import Findings
from djdesk.ui.meetings.reading import plain_text

COLUMNS = (("党支部", 150), ("类别", 104), ("日期", 92), ("主题", 0), ("发现", 64))
NARROW = 720  # px at 100 %; list and record below each other
RETURN_FIELDS = (replace(field(REVIEW_FIELDS, "reasons"), required=True, lines=6),)


class ReviewsPart(Part):
    """The list left, the record read-only right; 1 passes it, 0 returns it with reasons."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context, parent)
        self._waiting: dict[int, Awaiting] = {}
        self._findings: dict[int, tuple[Finding, ...]] = {}
        self._place = 0
        self._shown: int | None = None
        self.rows = Rows("待审查的记录", COLUMNS, self)
        self.rows.chosen.connect(self._on_chosen)
        self.rows.opened.connect(lambda meeting_id: context.open("meetings", meeting_id))
        lesson = Lesson(
            "没有等待审查的记录",
            "接收支部的上报包以后，整理完成的会议记录在这里逐份审查：通过，或者写明原因退回。"
            "审查意见随“上报接收”里的下发包送到支部。",
            icon="stamp",
        )
        self.empty = EmptyState(lesson, self)
        self.halves = QSplitter(Qt.Orientation.Horizontal, self)
        self.halves.setChildrenCollapsible(False)
        self.halves.addWidget(self.rows)
        self.halves.addWidget(self._make_reading())
        self.halves.setSizes([560, 440])
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.halves)
        self._stack.addWidget(self.empty)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, theme.active().px(4), 0, 0)
        box.addWidget(self._stack)
        self.setFocusProxy(self.rows)

    def _make_reading(self) -> QWidget:
        card = Card(self)
        line = QHBoxLayout()
        said = QVBoxLayout()
        said.setSpacing(0)
        self.title = ElidedLabel("", card, Qt.TextElideMode.ElideRight)
        theme.role(self.title, "heading")
        self.branch = ElidedLabel("", card, Qt.TextElideMode.ElideRight)
        theme.role(self.branch, "muted")
        said.addWidget(self.title)
        said.addWidget(self.branch)
        line.addLayout(said, 1)
        self.passes = self._action("通过", "check", self._on_passed, "1")
        self.returns = self._action("退回…", "undo-2", self._on_returned, "0")
        for action in (self.returns, self.passes):
            button = buttons.button_for(action, card, primary=action is self.passes)
            button.setMinimumWidth(button.sizeHint().width())
            line.addWidget(button)
        card.box.addLayout(line)
        self.findings = Findings(card)
        self._checked = scrolled(self.findings)
        self._checked.setMaximumHeight(theme.active().px(180))
        card.box.addWidget(self._checked)
        self.text = QPlainTextEdit(card)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName("支部上报的记录")
        card.box.addWidget(self.text, 1)
        return card

    def _action(self, word: str, icon: str, then: object, key: str) -> QAction:
        made = buttons.action(self, word, icon, shortcut=key)
        made.triggered.connect(then)
        self.addAction(made)
        self.rows.offered.append(made)
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Without room beside the list, the record stands below it."""
        super().resizeEvent(event)
        look, way = theme.active(), Qt.Orientation
        narrow = self.width() < look.px(NARROW)
        self.halves.setOrientation(way.Vertical if narrow else way.Horizontal)
        self._checked.setMaximumHeight(look.px(60 if narrow else 180))

    # --- the list -----------------------------------------------------------------------------

    def load(self, asked: Asked) -> None:
        """Ask what waits, and look it through in the background."""
        desk = self.context.desk
        self.read(lambda: meetings.awaiting(desk), self._on_waiting)

    def _on_waiting(self, waiting: Sequence[Awaiting]) -> None:
        before = set(self._waiting)
        self._waiting = {each.meeting_id: each for each in waiting}
        self._findings = {key: f for key, f in self._findings.items() if key in self._waiting}
        self._show_rows()
        self._stack.setCurrentIndex(0 if waiting else 1)
        self.counted.emit(len(waiting))
        if before - set(self._waiting) or self.rows.current is None:
            self._choose_next()
        missing = tuple(key for key in self._waiting if key not in self._findings)
        if missing:
            desk = self.context.desk
            self.context.jobs.long(
                self,
                lambda progress: meetings.findings_of(desk, missing, progress=progress),
                self._on_findings,
                "检查待审查的记录",
            )

    def _on_findings(self, found: Mapping[int, tuple[Finding, ...]]) -> None:
        self._findings.update(found)
        self._show_rows()
        self._show_findings()

    def _show_rows(self) -> None:
        self.rows.show_rows(
            [
                RowText(
                    each.meeting_id,
                    (
                        each.branch,
                        each.kind,
                        kinds.show_date(each.held_on),
                        f"（改正后）{each.topic}" if each.returned else each.topic,
                        self._count(each.meeting_id),
                    ),
                )
                for each in self._waiting.values()
            ]
        )

    def _count(self, meeting_id: int) -> str:
        found = self._findings.get(meeting_id)
        if found is None:
            return "…"
        serious = sum(each.severity != "info" for each in found)
        return f"{serious} 项" if serious else "无"

    def _choose_next(self) -> None:
        """The one that moved up to where the answered one stood."""
        ids = list(self._waiting)
        if ids:
            self.rows.choose(ids[min(self._place, len(ids) - 1)])

    # --- the record ---------------------------------------------------------------------------

    def _on_chosen(self, meeting_id: object) -> None:
        some = isinstance(meeting_id, int)
        may = self.context.desk.may_write(meetings.AREA)
        for action in (self.passes, self.returns):
            action.setEnabled(some and may)
        if not isinstance(meeting_id, int):
            return
        self._place = list(self._waiting).index(meeting_id)
        if meeting_id == self._shown:
            return
        desk = self.context.desk
        self.context.jobs.read(self, lambda: meetings.record(desk, meeting_id), self._on_record)

    def _on_record(self, record: Record) -> None:
        if record.id != self.rows.current:
            return
        self._shown = record.id
        waiting = self._waiting[record.id]
        self.title.setText(record.title)
        self.branch.setText(f"{waiting.branch} · {kinds.show_date(waiting.held_on)}")
        self.text.setPlainText(plain_text(record))
        self._show_findings()

    def _show_findings(self) -> None:
        found = self._findings.get(self.rows.current or 0, ())
        self.findings.show_findings(found)
        for row in self.findings.rows:
            row.go.hide()  # the record cannot be changed here
        self._checked.setVisible(bool(found))

    # --- answering ----------------------------------------------------------------------------

    def _on_passed(self) -> None:
        waiting = self._current()
        if waiting is None:
            return
        desk = self.context.desk
        self.context.jobs.write(
            self,
            lambda: _answer(desk, waiting.meeting_id, "passed", ""),
            lambda _id: self._said(f"{waiting.branch} {waiting.kind}：已通过。"),
            "备案审查",
            refused=self._on_refused,
        )

    def _on_returned(self) -> None:
        waiting = self._current()
        if waiting is None:
            return
        desk = self.context.desk
        found = self._findings.get(waiting.meeting_id, ())
        reasons = "\n".join(each.text for each in found if each.severity != "info")
        ask_form(
            self.context,
            self,
            "退回记录",
            RETURN_FIELDS,
            lambda values: _answer(
                desk, waiting.meeting_id, "returned", str(values.get("reasons") or "")
            ),
            lambda _id: self._said(f"{waiting.branch} {waiting.kind}：已退回。"),
            word="退回",
            hint="支部会看到这些原因，改正后重新上报。检查发现的问题已经列出，可以增删。",
            values={"reasons": reasons},
        )

    def _current(self) -> Awaiting | None:
        return self._waiting.get(self.rows.current or 0)

    def _said(self, text: str) -> None:
        done_with_undo(self.context, self, text)
        self.rows.setFocus()

    def _on_refused(self, error: DeskError) -> None:
        self.context.messages.problem(error)


def _answer(desk: Desk, meeting_id: int, result: str, reasons: str) -> int:
    return meetings.review_record(desk, meeting_id, result=result, reasons=reasons, on=desk.today())
