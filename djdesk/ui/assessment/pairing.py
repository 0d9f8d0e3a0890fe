"""One pair (支部结对子, 党员一帮一): who helps whom, their contacts, and whether it helped."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QWidget

from djdesk.errors import Problem
from djdesk.models.rules import codes
from djdesk.services import kinds
from djdesk.services.assessment import contacts, effects, pairings
from djdesk.services.assessment.effects import Effect, EndCondition
from djdesk.services.assessment.fields import PAIRING_FIELDS
from djdesk.services.assessment.pairings import PairingSheet
from djdesk.services.assessment.rows import AREA
from djdesk.services.desk import Desk
from djdesk.services.fields import field
from djdesk.services.listing import Kind, Value
from djdesk.ui.assessment.buttonline import ButtonLine
from djdesk.ui.assessment.contacts import ContactsPage
from djdesk.ui.assessment.effect import EffectPage
from djdesk.ui.assessment.stateline import StateLine
from djdesk.ui.kit.ask import ask_form
from djdesk.ui.kit.editors import Choice
from djdesk.ui.kit.entry import EntryKind, EntryView
from djdesk.ui.kit.forms import Values
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.undo import done_with_undo

WHO = ("helper", "partner")
_ENDING = ("ended_on", "end_reason")
FIELDS = tuple(
    # names of members are offered, but who is not in the roster can be typed as well
    replace(each, kind=Kind.PERSON) if each.key in WHO else each
    for each in PAIRING_FIELDS
    if each.key not in _ENDING
)
END_FIELDS = (
    replace(field(PAIRING_FIELDS, "ended_on"), required=True),
    replace(field(PAIRING_FIELDS, "end_reason"), required=True),
    field(PAIRING_FIELDS, "result"),
)
STATES: Mapping[str, Mapping[Value, str]] = {
    "state": {"running": "ok", "silent": "bad", "due": "warn", "ended": "quiet"},
}


class PairingView(EntryView[PairingSheet]):
    """One pair, or a new one."""

    def __init__(
        self, context: Context, people: Callable[[], Sequence[Choice]], parent: QWidget
    ) -> None:
        kind = EntryKind(
            AREA,
            "结对",
            FIELDS,
            "assessment/pairing",
            "在列表里选中一对，\n这里显示帮扶计划、联系记录和成效。",
            people=WHO,
            choices=dict.fromkeys(WHO, people),
        )
        super().__init__(context, kind, parent)
        self.state = StateLine(self.card)
        self.top.addWidget(self.state)
        steps = ButtonLine(self.card)
        self.meet = steps.add("登记帮扶…", "plus", self._on_meet)
        self.end = steps.add("结束结对…", "circle-check", self._on_end)
        self.resume = steps.add("继续结对", "rotate-ccw", self._on_resume)
        self.correction = steps.add("打开整改", "arrow-right", self._on_correction)
        self.bottom.addWidget(steps)

    def _pages(self) -> Mapping[str, tuple[str, QWidget]]:
        self.contacts = ContactsPage(self.context, self)
        self.effect = EffectPage(self.context, self)
        return {"contacts": ("帮扶记录", self.contacts), "effect": ("成效", self.effect)}

    # --- what it says -------------------------------------------------------------------------

    def _words(self, record: PairingSheet | None) -> str:
        if record is None:
            return "新的结对"
        return f"{record.values['helper']}帮扶{record.values['partner']}　{record.number}"

    def _meant(self, record: PairingSheet) -> Mapping[str, int | None]:
        return {"helper": record.helper_id, "partner": record.partner_id}

    def _check(self, values: Mapping[str, Value]) -> list[Problem]:
        helper_id, partner_id = values.get("helper_id"), values.get("partner_id")
        return pairings.check_pairing(
            values,
            self.context.desk.today(),
            helper_id=helper_id if isinstance(helper_id, int) else None,
            partner_id=partner_id if isinstance(partner_id, int) else None,
        )

    def begin(self, given: Mapping[str, Value] | None = None) -> None:
        """Begin a pair of today; `given` may come from a correction."""
        usual: dict[str, Value] = {"kind": "member", "since": self.context.desk.today()}
        super().begin(usual | dict(given or {}))

    # --- showing ------------------------------------------------------------------------------

    def _follow(self, record: PairingSheet | None) -> None:
        own = self._may and record is not None and record.own
        ended = record is not None and bool(record.values.get("ended_on"))
        self.meet.setVisible(own and not ended)
        self.end.setVisible(own and not ended)
        self.resume.setVisible(own and ended)
        self.correction.setVisible(record is not None and record.correction_id is not None)
        if record is None:
            self.state.say("", "", "")
            return
        word = codes.table("pairing_state").name(record.state)
        self.state.say(word, STATES["state"].get(record.state, ""), _story(record))
        count = len(record.contacts)
        self.sections.set_title("contacts", f"帮扶记录 {count}" if count else "帮扶记录")
        self.contacts.set_fixed(not own)
        desk, record_id = self.context.desk, record.id
        self.context.jobs.read(
            self,
            lambda: contacts.contact_months(desk, record_id),
            lambda months: self.contacts.show_pairing(record, months),
        )
        self.context.jobs.read(
            self,
            lambda: (effects.effect(desk, record_id), effects.end_condition(desk, record_id)),
            lambda found: self._show_effect(record, *found),
        )

    def _show_effect(self, record: PairingSheet, found: Effect, end: EndCondition) -> None:
        if self.record is not None and self.record.id == record.id:
            self.effect.show_effect(found, end, str(record.values["partner"]))

    # --- saving -------------------------------------------------------------------------------

    def _add(self, desk: Desk, values: Values) -> int:
        correction_id = values.pop("correction_id", None)
        return pairings.pair(
            desk,
            values,
            **_ids(values),
            correction_id=correction_id if isinstance(correction_id, int) else None,
        )

    def _change(self, desk: Desk, record_id: int, values: Values) -> None:
        pairings.save_pairing(desk, record_id, values, **_ids(values))

    def _remove(self, desk: Desk, record_id: int) -> None:
        pairings.remove_pairing(desk, record_id)

    # --- the steps ----------------------------------------------------------------------------

    def _on_meet(self) -> None:
        self.sections.choose("contacts")
        self.contacts.ask_new()

    def _on_end(self) -> None:
        self.leave(self._end)

    def _end(self) -> None:
        record, desk = self.record, self.context.desk
        if record is None:
            return

        def work(values: Values) -> None:
            on = values["ended_on"]
            assert isinstance(on, date)
            pairings.end_pairing(
                desk,
                record.id,
                on=on,
                reason=str(values["end_reason"]),
                result=str(values.get("result") or ""),
            )

        ask_form(
            self.context,
            self,
            f"{record.values['helper']}帮扶{record.values['partner']}：结束结对",
            END_FIELDS,
            work,
            lambda _none: done_with_undo(self.context, self, "已结束结对。"),
            word="结束结对",
            hint="结束条件是否达到由系统显示，是否结束由支部决定。",
            values={"ended_on": desk.today(), "result": record.values.get("result")},
        )

    def _on_resume(self) -> None:
        record, desk = self.record, self.context.desk
        if record is not None:
            self.context.jobs.write(
                self,
                lambda: pairings.resume_pairing(desk, record.id),
                lambda _none: done_with_undo(self.context, self, "已继续结对。"),
                "继续结对",
            )

    def _on_correction(self) -> None:
        if self.record is not None and self.record.correction_id is not None:
            self.context.open("improvement", self.record.correction_id, view="corrections")


def _ids(values: Values) -> dict[str, int | None]:
    """The keys of both sides, taken out of the values."""
    found: dict[str, int | None] = {}
    for who in WHO:
        key = values.pop(f"{who}_id", None)
        found[f"{who}_id"] = key if isinstance(key, int) else None
    return found


def _story(record: PairingSheet) -> str:
    """How long it runs, who is helped for what, and when it ended."""
    values = record.values
    kind = kinds.show(Kind.CODE, values.get("kind"), "pairing_kind")
    since, until, ended = (
        kinds.show(Kind.DATE, values.get(k)) for k in ("since", "until", "ended_on")
    )
    told = [f"{kind}，{since}结对" + (f"，计划到 {until}" if until else "") + "。"]
    if record.contacts:
        solved = sum(bool(each.solved) for each in record.contacts)
        words = f"联系 {len(record.contacts)} 次"
        told.append(f"{words}，解决实际问题 {solved} 个。" if solved else f"{words}。")
    if ended:
        told.append(f"{ended}结束：{values.get('end_reason') or ''}")
    return "\n".join(told)
