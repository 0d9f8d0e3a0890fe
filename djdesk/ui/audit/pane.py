"""The list of steps left, the chosen step right, and what can be done about it."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent

from djdesk.errors import DeskError, Problem, Refused, Severity, UserError
from djdesk.models.rules import codes
from djdesk.models.store.store import Notice
from djdesk.services import audit
from djdesk.services.audit import AUDIT, Undone, Verified
from djdesk.services.listing import Filter, Value
from djdesk.ui.audit.card import StepCard
from djdesk.ui.audit.changes import Step, read_step
from djdesk.ui.kit.chips import Chip
from djdesk.ui.kit.listbox import ListBox
from djdesk.ui.kit.listmodel import ListModel
from djdesk.ui.kit.page import Page
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.undo import done_with_undo

STATES: dict[Value, str] = {True: "warn"}


class AuditPane(Page):
    """The history of the book; nobody can alter it, a step back is a step of its own."""

    def __init__(self, context: Context) -> None:
        super().__init__("操作日志", "audit", context.memory)
        self.context = context
        self._wanted: int | None = None
        self.undo = self.add_action("撤销这一步", "undo-2", self._on_undo)
        self.take_back = self.add_action(
            "撤回整批导入",
            "archive-restore",
            self._on_take_back,
            tip="撤回这一批导入；后来改过的记录保留",
        )
        self.check = self.add_action("核对日志", "shield-check", self._on_check)
        model = ListModel(
            context.desk,
            context.jobs,
            AUDIT,
            states={"undone": STATES},
        )
        self.list = ListBox(context, model, chips=self.chips)
        self.list.offer(self.offered())
        self.list.view.current_changed.connect(self._on_current)
        self.card = StepCard(self)
        self.set_master(self.list)
        self.set_detail(self.card, 400)
        self.take_turns("返回日志", self.list.view)
        self.with_search("搜索事项、用户、原因", model.set_text)
        self.chips.offer(_chips())
        self.chips.changed.connect(lambda: model.set_filters(self.chips.filters()))
        self.show_chips(True)
        context.bus.changed.connect(self._on_changed)
        context.presentation.changed.connect(self._read)
        self._show(None)

    def show_record(self, record_id: int | None, **_hints: object) -> None:
        """Show a step, clearing conditions that hide it."""
        if record_id is None:
            return
        self._wanted = record_id
        self.show_detail()
        if not self.list.view.select_id(record_id):
            self.search.clear()
            self.chips.clear()
        self._read()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()  # printing and the like make steps of which no notice tells

    def _on_changed(self, _notice: Notice) -> None:
        self._refresh()

    def _refresh(self) -> None:
        self.list.refresh()
        self._read()

    # --- the chosen step ----------------------------------------------------------------------

    def _on_current(self, step_id: int | None) -> None:
        self._wanted = step_id
        self._read()

    def _read(self) -> None:
        desk, step_id = self.context.desk, self._wanted
        if step_id is None:
            self._show(None)
            return
        masked = self.context.presentation.on
        self.context.jobs.read(
            self,
            lambda: read_step(desk, step_id, masked=masked),
            lambda step: self._show(step) if self._wanted == step_id else None,
        )

    def _show(self, step: Step | None) -> None:
        self.card.show_step(step)
        may = (
            step is not None
            and step.rows > 0
            and not step.undone
            and self.context.desk.may_write(step.area)
        )
        self.undo.setEnabled(may)
        self.take_back.setEnabled(may and step is not None and step.many)

    # --- what can be done ---------------------------------------------------------------------

    def _on_undo(self) -> None:
        step, desk = self.card.step, self.context.desk
        if step is None:
            return
        self.context.jobs.write(
            self,
            lambda: audit.undo_step(desk, step.id),
            lambda done: self._said(f"已撤销“{step.title}”，{done.rows} 条记录恢复原样。"),
            "撤销",
            refused=self._on_refused,
        )

    def _said(self, text: str) -> None:
        done_with_undo(self.context, self, text)

    def _on_refused(self, error: DeskError) -> None:
        """Say which rows are in the way, as a list; any other refusal as it is."""
        if isinstance(error, Refused):
            self.context.messages.problems(error.text, error.problems)
        else:
            self.context.messages.problem(error)

    def _on_take_back(self) -> None:
        step, desk = self.card.step, self.context.desk
        if step is None:
            return
        self.context.jobs.write(
            self,
            lambda: audit.undo_step(desk, step.id, untouched_only=True),
            lambda done: self._on_taken_back(step, done),
            "撤回整批导入",
            refused=self._on_refused,
        )

    def _on_taken_back(self, step: Step, done: Undone) -> None:
        text = f"已撤回“{step.title}”的 {done.rows} 条记录。"
        if not done.touched:
            self._said(text)
            return
        stayed = [
            Problem(
                f"“{row.label}”保留："
                + (f"后来在“{row.title}”中改过。" if row.title else "下面后来登记了别的资料。"),
                severity=Severity.WARN,
            )
            for row in done.touched
        ]
        self._said(text)
        self.context.messages.problems(f"{text}另有 {len(stayed)} 条后来动过，保留下来了：", stayed)

    def _on_check(self) -> None:
        desk = self.context.desk
        self.context.jobs.long(
            self, lambda progress: audit.verify(desk, progress), self._on_checked, "核对操作日志"
        )

    def _on_checked(self, found: Verified) -> None:
        if found.broken is None:
            text = f"操作日志共 {found.steps} 步，已从头到尾核对，与当时写入的完全一致。"
            self.subtitle.setText(f"{self.context.desk.store.now():%H:%M} 核对无误")
            self.context.messages.tell(text)
            return
        self.subtitle.setText(f"第 {found.broken} 步起不一致")
        self.context.messages.problem(
            UserError(
                f"操作日志从第 {found.broken} 步起与当时写入的不一致，可能有人在程序之外改动过。",
                "请不要继续录入，先把整个账套文件夹留存，再用“账套与备份”里更早的备份核对。",
            )
        )


def _chips() -> list[Chip]:
    areas = codes.table("area").offered
    return [
        Chip("", "全部"),
        *(Chip(e.code, e.name, filters=(Filter("area", "eq", e.code, e.name),)) for e in areas),
    ]
