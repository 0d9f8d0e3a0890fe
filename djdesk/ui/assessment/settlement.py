"""One reward or penalty (奖惩兑现): what was decided, who approved it, when it was paid."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QWidget

from djdesk.errors import Problem
from djdesk.models.rules import codes
from djdesk.services import kinds
from djdesk.services.assessment import settlements
from djdesk.services.assessment.fields import SETTLEMENT_FIELDS
from djdesk.services.assessment.rows import AREA
from djdesk.services.assessment.settlements import SettlementSheet, SettlementSums
from djdesk.services.desk import Desk
from djdesk.services.fields import field
from djdesk.services.listing import Query, Value
from djdesk.ui.assessment.buttonline import ButtonLine
from djdesk.ui.assessment.stateline import StateLine
from djdesk.ui.assessment.subjects import Named, SubjectChoices, subject_field
from djdesk.ui.kit.ask import ask_form
from djdesk.ui.kit.entry import EntryKind, EntryView
from djdesk.ui.kit.forms import Values
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.undo import done_with_undo

FIELDS = (subject_field("奖惩对象"), *SETTLEMENT_FIELDS)
SETTLE_FIELDS = (
    replace(field(SETTLEMENT_FIELDS, "settled_on"), required=True),
    field(SETTLEMENT_FIELDS, "received_by"),
)
STATES: Mapping[str, Mapping[Value, str]] = {
    "kind": {"reward": "gold", "penalty": "quiet"},
    "state": {"proposed": "quiet", "approved": "warn", "settled": "ok"},
}


class SettlementView(EntryView[SettlementSheet]):
    """One entry of the register, or a new one."""

    def __init__(
        self, context: Context, subjects: Callable[[], Sequence[Named]], parent: QWidget
    ) -> None:
        self.whom = SubjectChoices(subjects)
        kind = EntryKind(
            AREA,
            "奖惩兑现",
            FIELDS,
            "assessment/settlement",
            "在列表里选中一项，\n这里显示依据、批准和兑现。",
            choices={"subject": self.whom.choices},
        )
        super().__init__(context, kind, parent)
        self.state = StateLine(self.card)
        self.top.addWidget(self.state)
        steps = ButtonLine(self.card)
        self.settle = steps.add("登记兑现…", "square-check", self._on_settle)
        self.bottom.addWidget(steps)

    # --- what it says -------------------------------------------------------------------------

    def _words(self, record: SettlementSheet | None) -> str:
        return "新的奖惩" if record is None else f"{record.name}　{record.number}"

    def _shown(self, record: SettlementSheet) -> Mapping[str, Value]:
        self.whom.keep(Named(record.subject, record.name))
        return {**record.values, "subject": self.whom.number(record.subject)}

    def _check(self, values: Mapping[str, Value]) -> list[Problem]:
        return settlements.check_settlement(values, self.context.desk.today())

    def begin(self, given: Mapping[str, Value] | None = None) -> None:
        """Begin an entry of this year."""
        usual: dict[str, Value] = {"year": self.context.desk.today().year, "kind": "reward"}
        super().begin(usual | dict(given or {}))

    # --- showing ------------------------------------------------------------------------------

    def _follow(self, record: SettlementSheet | None) -> None:
        self.form.show_field("subject", record is None)
        own = self._may and record is not None and record.own
        self.settle.setVisible(own and record is not None and record.state == "approved")
        if record is None:
            self.state.say("", "", "程序只登记已经研究、批准的奖惩，不作建议。")
            return
        word = codes.table("settlement_state").name(record.state)
        self.state.say(word, STATES["state"][record.state], "")

    # --- saving -------------------------------------------------------------------------------

    def _add(self, desk: Desk, values: Values) -> int:
        subject = self.whom.subject(values.pop("subject"))
        return settlements.enter_settlement(desk, subject, values)

    def _change(self, desk: Desk, record_id: int, values: Values) -> None:
        values.pop("subject", None)
        settlements.save_settlement(desk, record_id, values)

    def _remove(self, desk: Desk, record_id: int) -> None:
        settlements.remove_settlement(desk, record_id)

    def _on_settle(self) -> None:
        self.leave(self._settle)

    def _settle(self) -> None:
        record, desk = self.record, self.context.desk
        if record is None:
            return

        def work(values: Values) -> None:
            on = values["settled_on"]
            assert isinstance(on, date)
            by = str(values.get("received_by") or "")
            settlements.settle(desk, record.id, on=on, received_by=by)

        ask_form(
            self.context,
            self,
            f"{record.name}：登记兑现",
            SETTLE_FIELDS,
            work,
            lambda _none: done_with_undo(self.context, self, "已登记兑现。"),
            word="登记兑现",
            values={"settled_on": desk.today(), "received_by": record.name},
        )


def sums_line(desk: Desk, query: Query) -> str:
    """The line under the list: how many, and how much, of the rows shown."""
    found = settlements.settlement_sums(desk, query)
    return said_of(found)


def said_of(found: SettlementSums) -> str:
    """The sums in words."""
    told = [f"共 {found.rewards + found.penalties} 项"]
    if found.rewards:
        told.append(f"奖励 {found.rewards} 项 {kinds.show_money(found.reward_fen)} 元")
    if found.penalties:
        told.append(f"扣罚 {found.penalties} 项 {kinds.show_money(found.penalty_fen)} 元")
    if found.settled_fen:
        told.append(f"已兑现 {kinds.show_money(found.settled_fen)} 元")
    return " · ".join(told)
