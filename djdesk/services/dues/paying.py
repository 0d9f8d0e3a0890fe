"""Money taken in: paid for one member or many at once, and reversed with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.errors import Problem, Refused, UserError
from djdesk.models.dues import LargeGift, Payment, PaymentPart
from djdesk.models.rules import codes, names
from djdesk.models.rules import dues as rules
from djdesk.models.rules.days import add_months
from djdesk.models.rules.dues import tables as rules_tables
from djdesk.services.desk import Desk
from djdesk.services.dues import choices
from djdesk.services.dues import rows as table
from djdesk.services.dues.ledger import MemberLedger, ledger_of, ledgers
from djdesk.services.dues.receipts import insert as write_receipt
from djdesk.services.dues.receipts import number_text, void_of
from djdesk.services.dues.rows import AREA

AHEAD_MONTHS = 12
"""How far money that is left over goes ahead; beyond it somebody mistyped."""

ASK, VOLUNTARY, AHEAD = "ask", "voluntary", "ahead"


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment that was entered: its parts, what of it went beyond what was asked (`rest`, taken
    as voluntary or ahead), the number of its receipt (empty: none) and what deserves a look.
    """

    payment_id: int
    member_id: int
    parts: tuple[rules.Part, ...]
    rest: int = 0
    receipt_number: str = ""
    warnings: tuple[Problem, ...] = ()

    @property
    def fen(self) -> int:
        """The whole payment."""
        return sum(part.fen for part in self.parts)


@dataclass(frozen=True, slots=True)
class Taking:
    """How money was taken: the form fields that payments of one sitting share."""

    paid_on: date
    way: str = "cash"
    payer: str = "self"
    payer_name: str = ""
    collector: str = ""
    voucher: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a payment would do: parts, what is left over, and everything that speaks against it."""

    split: rules.Split
    problems: tuple[Problem, ...]


def preview(
    desk: Desk,
    member_id: int,
    *,
    fen: int,
    paid_on: date,
    months: Sequence[date] | None = None,
    rest: str = ASK,
    payer: str = "self",
) -> Preview:
    """How a payment would be divided, for the window while it is typed; nothing is written."""
    with desk.store.read() as session:
        ledger = _known(session, member_id)
        if fen <= 0:
            return Preview(rules.Split((), 0), tuple(_no_money()))
        split = _divide(ledger, fen, paid_on, months, rest)
        taking = Taking(paid_on, payer=payer)
        return Preview(split, tuple(_problems(session, desk, ledger, split, months, taking)))


def pay(
    desk: Desk,
    member_id: int,
    *,
    fen: int,
    paid_on: date,
    months: Sequence[date] | None = None,
    way: str = "cash",
    payer: str = "self",
    payer_name: str = "",
    collector: str = "",
    voucher: str = "",
    remark: str = "",
    rest: str = ASK,
    receipt: bool = False,
) -> Paid:
    """Enter money received from a member.

    It fills `months`, the oldest first; without them whatever is owed up to the month of `paid_on`.
    An empty sequence is a purely voluntary payment. What is left over is refused at the field
    `rest` until the member was asked (`ask`), or taken as `voluntary` (or large), or goes `ahead`.
    Raises `Refused` with all problems; warnings are in the result.
    """
    desk.require(AREA)
    taking = Taking(paid_on, way, payer, payer_name, collector, voucher, remark)
    with desk.store.write("登记党费交纳", area=AREA) as session:
        ledger = _known(session, member_id)
        if fen <= 0:
            raise Refused(_no_money())
        return enter(session, desk, ledger, fen, taking, months=months, rest=rest, receipt=receipt)


def pay_due(
    desk: Desk,
    month: date,
    member_ids: Iterable[int],
    paid_on: date,
    *,
    way: str = "cash",
    collector: str = "",
    voucher: str = "",
    remark: str = "",
    receipt: bool = False,
) -> tuple[Paid, ...]:
    """Enter what each of `member_ids` still owes for `month`, many at once in one step.

    Who owes nothing for it is passed over. Everything is refused if one payment is.
    """
    desk.require(AREA)
    first = rules.month_of(month)
    taking = Taking(paid_on, way, collector=collector, voucher=voucher, remark=remark)
    with desk.store.write(f"登记{rules.say_month(first)}党费交纳", area=AREA) as session:
        return tuple(
            enter(session, desk, ledger, lacking, taking, months=(first,), receipt=receipt)
            for ledger in ledgers(session, member_ids=tuple(member_ids))
            if (lacking := ledger.state(first).lacking)
        )


def pay_arrears(
    desk: Desk,
    member_id: int,
    paid_on: date,
    *,
    first: date | None = None,
    last: date | None = None,
    way: str = "cash",
    collector: str = "",
    receipt: bool = False,
) -> Paid | None:
    """Enter all that a member owes from `first` to `last` (default: up to the month of `paid_on`).

    None if nothing is owed.
    """
    desk.require(AREA)
    end = rules.month_of(last or paid_on)
    with desk.store.write("登记补交党费", area=AREA) as session:
        ledger = _known(session, member_id)
        owed = [
            state
            for state in ledger.ledger(end)
            if state.lacking and (first is None or state.month >= rules.month_of(first))
        ]
        if not owed:
            return None
        fen = sum(state.lacking for state in owed)
        months = tuple(state.month for state in owed)
        taking = Taking(paid_on, way, collector=collector)
        return enter(session, desk, ledger, fen, taking, months=months, receipt=receipt)


def enter(
    session: Session,
    desk: Desk,
    ledger: MemberLedger,
    fen: int,
    taking: Taking,
    *,
    months: Sequence[date] | None = None,
    rest: str = ASK,
    receipt: bool = False,
) -> Paid:
    """As `pay`, inside a transaction of the caller and with a ledger that is up to date."""
    split = _divide(ledger, fen, taking.paid_on, months, rest)
    problems = _problems(session, desk, ledger, split, months, taking)
    table.refuse(problems)
    payment = Payment(
        member_id=ledger.member_id,
        paid_on=taking.paid_on,
        fen=fen,
        way=taking.way,
        payer=taking.payer,
        payer_name=names.clean(taking.payer_name),
        collector=names.clean(taking.collector) or choices.collector(session, desk),
        voucher=taking.voucher.strip(),
        remark=taking.remark.strip(),
    )
    session.add(payment)
    session.flush()
    write_parts(session, payment, split.parts)
    number = ""
    if receipt:
        row = write_receipt(session, desk, payment, on=taking.paid_on)
        number = number_text(row.year, row.number)
    beyond = sum(p.fen for p in split.parts if p.month is None or _ahead(p, months, taking))
    return Paid(payment.id, ledger.member_id, split.parts, beyond, number, tuple(problems))


def _ahead(part: rules.Part, months: Sequence[date] | None, taking: Taking) -> bool:
    if part.month is None or part.kind is not rules.PartKind.AHEAD:
        return False
    return months is None or part.month not in {rules.month_of(month) for month in months}


def write_parts(session: Session, payment: Payment, parts: Iterable[rules.Part]) -> None:
    """Write the parts of a payment, and the line of the register where one is 大额党费."""
    for part in parts:
        session.add(
            PaymentPart(
                payment_id=payment.id,
                member_id=payment.member_id,
                kind=part.kind.value,
                month=part.month,
                fen=part.fen,
            )
        )
        if part.kind is rules.PartKind.LARGE and part.fen > 0:
            session.add(
                LargeGift(
                    member_id=payment.member_id,
                    payment_id=payment.id,
                    fen=part.fen,
                    given_on=payment.paid_on,
                )
            )
    session.flush()


def _known(session: Session, member_id: int) -> MemberLedger:
    ledger = ledger_of(session, member_id)
    if ledger is None:
        raise UserError("找不到这名党员。", "记录可能已被撤销操作移除，请刷新后重试。")
    return ledger


def _no_money() -> list[Problem]:
    return [Problem("交款金额必须大于 0。", "退回请用冲销，不用负数。", "fen")]


def _divide(
    ledger: MemberLedger, fen: int, paid_on: date, months: Sequence[date] | None, rest: str
) -> rules.Split:
    """The parts of a payment; what is left over is taken as `rest` says."""
    if months is None:
        states = ledger.ledger(rules.month_of(paid_on))
    else:
        states = tuple(ledger.state(month) for month in sorted(map(rules.month_of, set(months))))
    split = rules.allocate(fen, states, paid_on)
    if not split.rest or rest == ASK:
        return split
    if rest == VOLUNTARY:
        return rules.with_rest(split, paid_on)
    if rest != AHEAD:
        raise ValueError(f"rest is ask, voluntary or ahead, not {rest!r}")
    done = {state.month for state in states}
    begin = add_months(max([rules.month_of(paid_on), *done]), 1)
    later = ledger.states(begin, add_months(begin, AHEAD_MONTHS - 1))
    more = rules.allocate(split.rest, later, paid_on)
    return rules.Split((*split.parts, *more.parts), more.rest)


def _problems(
    session: Session,
    desk: Desk,
    ledger: MemberLedger,
    split: rules.Split,
    months: Sequence[date] | None,
    taking: Taking,
) -> list[Problem]:
    """Everything that speaks against a payment, or deserves a look."""
    if not ledger.own:
        raise UserError(
            f"“{ledger.name}”的党费由所在支部登记，不能在这里登记。", "请由支部登记后上报。"
        )
    said = f"{ledger.name}："
    found: list[Problem] = []
    for month in months or ():
        found += _month(ledger, rules.month_of(month))
    if months is None and not split.parts and not ledger.fixed:
        found.append(Problem(f"{said}还没有核定党费标准。", "请先核定，再登记交纳。", "member_id"))
    elif split.rest:
        text = f"{said}多出 {rules.yuan(split.rest)} 元。"
        remedy = "请问明本人：预交以后的月份，还是自愿多交；填错的请改金额。"
        found.append(Problem(text, remedy, "rest", value=rules.yuan(split.rest)))
    for key, word in (("way", taking.way), ("payer", taking.payer)):
        if word not in codes.table(f"dues_{key}").by_code:
            found.append(Problem("这一项不在代码表里。", "请从列表中选择。", key, value=word))
    liability = ledger.liability
    first = liability.first if liability is not None else rules.month_of(taking.paid_on)
    facts = rules.PaymentFacts(
        sum(part.fen for part in split.parts) + split.rest,
        taking.paid_on,
        taking.payer,
        (*split.parts, *_left(split)),
        first,
        liability.last if liability is not None else None,
        table.sealed_to(session),
    )
    return found + rules.check_payment(facts, desk.today())


def _left(split: rules.Split) -> tuple[rules.Part, ...]:
    """What is left over as a part, so that it is told once and not as a sum that does not agree."""
    return (rules.Part(rules.PartKind.VOLUNTARY, None, split.rest),) if split.rest else ()


def _month(ledger: MemberLedger, month: date) -> list[Problem]:
    state, said = ledger.state(month), f"{ledger.name}{rules.say_month(month)}"
    if ledger.covers(month) and not state.fixed:
        return [Problem(f"{said}还没有核定党费标准。", "请先核定，再登记交纳。", "month")]
    liability = ledger.liability
    inside = (
        liability is not None
        and liability.first <= month
        and (liability.last is None or month <= liability.last)
    )
    if inside and not ledger.covers(month):
        return [Problem(f"{said}不收党费（停止党籍或已转出）。", "请核对月份。", "month")]
    return []


def reverse(desk: Desk, payment_id: int, *, reason: str, on: date | None = None) -> int:
    """Take a payment back by an entry of `on` (default: today); returns the key of that entry.

    The payment stays; its receipt becomes void. Refused in a sealed month, for a reversal, and for
    what was reversed already.
    """
    desk.require(AREA)
    day = on or desk.today()
    with desk.store.write("冲销党费交纳", reason=reason, area=AREA) as session:
        payment = table.own_row(session, Payment, payment_id)
        gone = session.scalar(select(Payment.id).where(Payment.reverses_id == payment.id))
        problems = rules.check_reversal(
            reason,
            reversed_already=gone is not None,
            is_reversal=payment.reverses_id is not None,
            open_month=not table.open_on(session, day),
        )
        if day < payment.paid_on or day > desk.today():
            problems.append(
                Problem("冲销日期不对。", "应在交款之日到今天之间。", "paid_on", value=f"{day}")
            )
        table.refuse(problems)
        rows = session.scalars(
            select(PaymentPart).where(PaymentPart.payment_id == payment.id).order_by(PaymentPart.id)
        )
        parts = [rules.Part(rules.PartKind(row.kind), row.month, row.fen) for row in rows]
        entry = Payment(
            member_id=payment.member_id,
            paid_on=day,
            fen=-payment.fen,
            way=payment.way,
            payer=payment.payer,
            payer_name=payment.payer_name,
            collector=choices.collector(session, desk),
            reverses_id=payment.id,
            reason=reason.strip(),
        )
        session.add(entry)
        session.flush()
        write_parts(session, entry, rules.reversal(parts))
        void_of(session, payment.id, reason=f"冲销：{reason.strip()}", on=day)
        return entry.id


def large_limit(day: date) -> int | None:
    """From which voluntary amount on a payment of `day` is 大额党费, in fen."""
    rule = rules_tables.large_fen().rule_at(day)
    return rule.value if rule is not None else None
