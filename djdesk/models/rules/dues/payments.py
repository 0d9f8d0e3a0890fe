"""What a payment is for: which months it fills, what is voluntary, and how it is reversed.

A part of a payment belongs to a month or, as voluntary, to none. No operation here loses or makes
a fen: the parts of a payment and what is left of it always sum up to what was paid.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from djdesk.errors import Problem, Severity
from djdesk.models.rules.dues import tables
from djdesk.models.rules.dues.money import yuan
from djdesk.models.rules.dues.months import distance, month_of, say_month


class PartKind(StrEnum):
    """Why money is paid; the codes of dues_kind."""

    REGULAR = "regular"
    BACK = "back"
    AHEAD = "ahead"
    VOLUNTARY = "voluntary"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class MonthState:
    """One month of one member's ledger, in fen.

    `excused` says that it is unpaid with reason; `fixed` is False while no standard was fixed for
    it, so that nothing can be said to be due.
    """

    month: date
    due: int
    paid: int = 0
    excused: bool = False
    fixed: bool = True

    @property
    def lacking(self) -> int:
        """What is still owed (欠交)."""
        return max(0, self.due - self.paid)

    @property
    def over(self) -> int:
        """What was paid too much (多交)."""
        return max(0, self.paid - self.due)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a payment: for `month`, or voluntary without one; negative in a reversal."""

    kind: PartKind
    month: date | None
    fen: int


@dataclass(frozen=True, slots=True)
class Split:
    """How a payment was divided; `rest` is left over and waits for a person's decision."""

    parts: tuple[Part, ...]
    rest: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums in fen; always due + over = paid + lacking."""

    due: int = 0
    paid: int = 0
    lacking: int = 0
    over: int = 0


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """A payment as it is to be saved, checked by `check_payment`.

    `payer` is a code of dues_payer; `parts` and `fen` in fen; `sealed_to` the last month already
    reported and locked; `first` and `last` the months for which the branch collects.
    """

    fen: int
    paid_on: date | None
    payer: str
    parts: tuple[Part, ...]
    first: date
    last: date | None = None
    sealed_to: date | None = None


def kind_for(month: date, paid_on: date) -> PartKind:
    """How money for `month` paid on `paid_on` is called: in time, back or ahead."""
    months_late = distance(month, paid_on)
    if months_late == 0:
        return PartKind.REGULAR
    return PartKind.BACK if months_late > 0 else PartKind.AHEAD


def allocate(fen: int, states: Sequence[MonthState], paid_on: date) -> Split:
    """Divide `fen` over the months that lack something, the oldest first.

    `states` may reach into the future: then money goes ahead (one quarter with the branch's
    consent, 规定2008 art.12). A part payment fills what it can; what is left over is `rest`, which
    nobody may take as voluntary unasked. Raises ValueError for a payment that is not positive.
    """
    if fen <= 0:
        raise ValueError(f"a payment of {fen} fen")
    parts, rest = [], fen
    for state in sorted(states, key=lambda state: state.month):
        taken = min(rest, state.lacking)
        if taken:
            parts.append(Part(kind_for(state.month, paid_on), state.month, taken))
            rest -= taken
    return Split(tuple(parts), rest)


def voluntary(fen: int, paid_on: date) -> Part:
    """Money given beyond what is due: 自愿多交, or 大额党费 from the limit of the rules on.

    The large one goes to the centre whole (规定2008 art.11). ValueError if not positive.
    """
    if fen <= 0:
        raise ValueError(f"a payment of {fen} fen")
    rule = tables.large_fen().rule_at(paid_on)
    large = rule is not None and fen >= rule.value
    return Part(PartKind.LARGE if large else PartKind.VOLUNTARY, None, fen)


def with_rest(split: Split, paid_on: date) -> Split:
    """The same with its rest taken as voluntary, after the member was asked."""
    if not split.rest:
        return split
    return Split((*split.parts, voluntary(split.rest, paid_on)), 0)


def reversal(parts: Iterable[Part]) -> tuple[Part, ...]:
    """The parts of the entry that takes a payment back; the payment itself stays in the ledger."""
    return tuple(replace(part, fen=-part.fen) for part in parts)


def applied(states: Sequence[MonthState], parts: Iterable[Part]) -> tuple[MonthState, ...]:
    """The months after a payment or its reversal; voluntary parts change no month.

    Raises LookupError for a part of a month that is not among the states.
    """
    paid = {state.month: state.paid for state in states}
    for part in parts:
        if part.month is not None:
            if part.month not in paid:
                raise LookupError(f"no month {part.month} in the ledger")
            paid[part.month] += part.fen
    return tuple(replace(state, paid=paid[state.month]) for state in states)


def total(states: Iterable[MonthState]) -> Totals:
    """The sums of months, of one member or of many."""
    due = paid = lacking = over = 0
    for state in states:
        due += state.due
        paid += state.paid
        lacking += state.lacking
        over += state.over
    return Totals(due, paid, lacking, over)


def too_old(month: date, paid_on: date) -> bool:
    """Whether `month` lies further back than dues are generally paid back (规定2008 art.12, R33).

    In July one may pay for January (six months); for December before it is too late.
    """
    rule = tables.back_payment_months().rule_at(paid_on)
    return rule is not None and distance(month, paid_on) > rule.value


def check_payment(facts: PaymentFacts, today: date) -> list[Problem]:
    """What is wrong with a payment that is to be saved on `today` (规定2008 art.9-14)."""
    problems: list[Problem] = []
    if facts.fen <= 0:
        problems.append(Problem("交款金额必须大于 0。", "退回请用冲销，不用负数。", "fen"))
    if facts.paid_on is None:
        problems.append(Problem("没有填写交纳日期。", "请填写收到党费的日期。", "paid_on"))
    elif facts.paid_on > today:
        problems.append(Problem("交纳日期在今天之后。", "请填写实际收到的日期。", "paid_on"))
    given = sum(part.fen for part in facts.parts)
    if given != facts.fen:
        text = f"各月合计 {yuan(given)} 元，与交款 {yuan(facts.fen)} 元不相等。"
        problems.append(Problem(text, "请核对每个月的金额，多出的请选择预交或自愿多交。", "fen"))
    paid_on = facts.paid_on or today
    if facts.sealed_to is not None and month_of(paid_on) <= facts.sealed_to:
        text = f"{say_month(facts.sealed_to)}及以前的账已经上报封存。"
        remedy = "请把日期改到没有封存的月份；更正用冲销分录。"
        problems.append(Problem(text, remedy, "paid_on"))
    return problems + _check_payer(facts, paid_on) + _check_months(facts, paid_on)


def _check_payer(facts: PaymentFacts, paid_on: date) -> list[Problem]:
    rule = tables.payers().rule_at(paid_on)
    if rule is None or facts.payer in rule.value:
        return []
    remedy = (
        "党组织不得垫交或扣缴党员党费（中组发〔2008〕3号第十四条），请由本人、亲属或其他党员交纳。"
    )
    return [Problem("交款人不符合规定。", remedy, "payer")]


def _check_months(facts: PaymentFacts, paid_on: date) -> list[Problem]:
    problems: list[Problem] = []
    for part in facts.parts:
        if part.month is None:
            problems += _check_voluntary(part)
            continue
        said = say_month(part.month)
        if part.month < facts.first:
            remedy = f"本支部从{say_month(facts.first)}起收缴。"
            problems.append(Problem(f"{said}不该在本支部交纳。", remedy, "month"))
        if facts.last is not None and part.month > facts.last:
            remedy = f"本支部收缴到{say_month(facts.last)}为止。"
            problems.append(Problem(f"{said}不该在本支部交纳。", remedy, "month"))
        if too_old(part.month, paid_on):
            months = tables.back_payment_months().at(paid_on)
            clause = "中组发〔2008〕3号第十二条"
            remedy = f"补交一般不得超过 {months} 个月（{clause}），请支部研究并写明原因。"
            problems.append(_warn(f"补交{said}的党费，已超过 {months} 个月。", remedy, "month"))
    return problems


def _check_voluntary(part: Part) -> list[Problem]:
    if part.kind is not PartKind.LARGE:
        return []
    remedy = (
        "请登记大额党费并附党员简要情况，经基层党委全部上缴中央，"
        "由中央组织部出具收据（中组发〔2008〕3号第十一条）。"
    )
    return [_warn(f"自愿一次多交 {yuan(part.fen)} 元，属于大额党费。", remedy, "fen")]


def check_reversal(
    reason: str, *, reversed_already: bool, is_reversal: bool, open_month: bool
) -> list[Problem]:
    """What speaks against reversing a payment: entries are never deleted, only reversed once."""
    problems: list[Problem] = []
    if is_reversal:
        remedy = "请重新登记这笔交款。"
        problems.append(Problem("这是一笔冲销，不能再冲销。", remedy))
    if reversed_already:
        problems.append(Problem("这笔交款已经冲销过了。", "不用再冲销。"))
    if not reason.strip():
        problems.append(Problem("没有写明冲销原因。", "请写明原因，原记录会保留。", "reason"))
    if not open_month:
        remedy = "请把冲销记在没有封存的月份，封存的数字不变。"
        problems.append(Problem("冲销日期所在的月份已经封存。", remedy, "paid_on"))
    return problems


def _warn(text: str, remedy: str, field: str) -> Problem:
    return Problem(text, remedy, field, Severity.WARN)
