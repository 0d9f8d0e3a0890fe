"""Money upward (上缴): proposed from what came in, handed over with its line in the cash book."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from djdesk.errors import Problem, UserError
from djdesk.models.dues import Entry, Payment, PaymentPart, Remittance
from djdesk.models.rules import dues as rules
from djdesk.services.desk import Desk
from djdesk.services.dues import cash, choices
from djdesk.services.dues import rows as table
from djdesk.services.dues.collection import within
from djdesk.services.dues.ledger import ledgers
from djdesk.services.dues.rows import AREA


@dataclass(frozen=True, slots=True)
class RemittanceDraft:
    """What is to be handed over for some months, sums in fen; up + kept = collected.

    `members` owe something in these months and `due` is what; `collected` is all money that came
    in, less what was given back, `large` of it goes up whole.
    """

    first: date
    last: date
    members: int
    due: int
    collected: int
    large: int
    share_bp: int
    up: int
    kept: int

    @property
    def title(self) -> str:
        """The period in words: 2026年第1季度."""
        return rules.Period(self.first, self.last).title


@dataclass(frozen=True, slots=True)
class RemittanceRow:
    """What was handed over. `later` is what came in for these days since (or went), in fen;
    `taken_back` says that it was reversed and does not count.
    """

    id: int
    draft: RemittanceDraft
    handed_on: date
    handed_by: str
    receipt_number: str
    voucher: str
    remark: str
    entry_id: int | None
    later: int
    taken_back: bool


def remittances(
    desk: Desk, year: int, organization_id: int | None = None
) -> tuple[RemittanceRow, ...]:
    """All that was handed over for months of `year`, in their order."""
    with desk.store.read() as session:
        scope = cash.scope_of(desk, organization_id)
        return read_remittances(session, scope, date(year, 1, 1), date(year, 12, 1))


def read_remittances(
    session: Session, organization_id: int | None, first: date, last: date
) -> tuple[RemittanceRow, ...]:
    """As `remittances`, for those that begin from month `first` to month `last`."""
    wanted = (
        select(Remittance)
        .where(Remittance.first >= first, Remittance.first <= last)
        .order_by(Remittance.first, Remittance.id)
    )
    if organization_id is not None:
        wanted = wanted.where(Remittance.organization_id == organization_id)
    gone = cash.taken_back(session)
    found = []
    for row in session.scalars(wanted):
        draft = RemittanceDraft(
            row.first,
            row.last,
            row.members,
            row.due,
            row.collected,
            row.large,
            row.share_bp,
            row.up,
            row.kept,
        )
        entry = session.get(Entry, row.entry_id) if row.entry_id is not None else None
        now, _ = _money(session, organization_id, row.first, row.last)
        found.append(
            RemittanceRow(
                row.id,
                draft,
                row.handed_on,
                row.handed_by,
                row.receipt_number,
                entry.voucher if entry is not None else "",
                row.remark,
                row.entry_id,
                now - row.collected,
                row.entry_id in gone,
            )
        )
    return tuple(found)


def periods(desk: Desk, year: int) -> tuple[rules.Period, ...]:
    """The periods of a year by the superior's rhythm."""
    with desk.store.read() as session:
        return rules.periods(year, choices.remittance(session, desk.today()).rhythm)


def next_period(session: Session, day: date) -> rules.Period | None:
    """The oldest period that is over on `day` and not handed over, since money first came in."""
    began = session.scalar(select(func.min(Payment.paid_on)).where(Payment.origin == ""))
    if began is None:
        return None
    rhythm = choices.remittance(session, day).rhythm
    gone = cash.taken_back(session)
    rows = session.execute(
        select(Remittance.first, Remittance.last, Remittance.entry_id).where(
            Remittance.origin == ""
        )
    )
    done = [(first, last) for first, last, entry in rows if entry not in gone]
    for year in range(began.year, day.year + 1):
        for period in rules.periods(year, rhythm):
            over = rules.last_day(period.last)
            if over < began or over >= day:
                continue
            if not any(first <= period.last and period.first <= last for first, last in done):
                return period
    return None


def propose_remittance(
    desk: Desk, period: rules.Period, organization_id: int | None = None
) -> RemittanceDraft:
    """What is to be handed over for a period, from what came in on its days."""
    with desk.store.read() as session:
        return _draft(session, desk, period, cash.scope_of(desk, organization_id))


def _draft(
    session: Session, desk: Desk, period: rules.Period, organization_id: int | None
) -> RemittanceDraft:
    share = choices.remittance(session, period.last).share_bp
    collected, large = _money(session, organization_id, period.first, period.last)
    if collected < 0 or not 0 <= large <= collected:
        raise UserError(
            f"{period.title}冲销的比收到的还多，没有可以上缴的党费。",
            "请与下一期合并上缴（选择更长的月份）。",
        )
    up, kept = rules.remit(collected, large, share)
    dues = [
        sum(state.due for state in ledger.states(period.first, period.last))
        for ledger in ledgers(session, organization_id, first=period.first, last=period.last)
    ]
    return RemittanceDraft(
        period.first,
        period.last,
        sum(due > 0 for due in dues),
        sum(dues),
        collected,
        large,
        share,
        up,
        kept,
    )


def _money(
    session: Session, organization_id: int | None, first: date, last: date
) -> tuple[int, int]:
    """What came in on the days of these months, and what of it is 大额党费."""
    here = cash.paid_here(session, organization_id)
    collected = select(func.sum(Payment.fen)).where(*within(first, last), *here)
    large = (
        select(func.sum(PaymentPart.fen))
        .join(Payment, Payment.id == PaymentPart.payment_id)
        .where(PaymentPart.kind == rules.PartKind.LARGE.value, *within(first, last), *here)
    )
    return session.scalar(collected) or 0, session.scalar(large) or 0


def hand_over(
    desk: Desk,
    draft: RemittanceDraft,
    *,
    handed_on: date,
    handed_by: str = "",
    receipt_number: str = "",
    voucher: str = "",
    remark: str = "",
) -> int:
    """Enter that the money of a draft was handed over; the cash book gets its line.

    Returns the key of the remittance. Refused before the period is over, for months handed
    over already, in a sealed month, and where the figures have changed since the draft was shown.
    """
    desk.require(AREA)
    with desk.store.write(f"上缴{draft.title}党费", area=AREA) as session:
        period = rules.Period(draft.first, draft.last)
        now = _draft(session, desk, period, None)
        if now != draft:
            raise UserError("预览之后账上的数字又有变动，没有登记上缴。", "请重新核对后再上缴。")
        table.refuse(_problems(session, desk, draft, handed_on))
        entry_id: int | None = None
        if draft.up:
            entry = cash.book_entry(
                session,
                desk,
                {
                    "booked_on": handed_on,
                    "voucher": voucher.strip(),
                    "kind": cash.REMITTED,
                    "summary": f"上缴{draft.title}党费",
                    "outgo": draft.up,
                    "handled_by": handed_by.strip() or desk.user,
                    "remark": receipt_number.strip(),
                },
            )
            entry_id = entry.id
        row = Remittance(
            organization_id=desk.store.book.home_organization_id,
            first=draft.first,
            last=draft.last,
            members=draft.members,
            due=draft.due,
            collected=draft.collected,
            large=draft.large,
            share_bp=draft.share_bp,
            up=draft.up,
            kept=draft.kept,
            handed_on=handed_on,
            handed_by=handed_by.strip() or desk.user,
            receipt_number=receipt_number.strip(),
            entry_id=entry_id,
            remark=remark.strip(),
        )
        session.add(row)
        session.flush()
        return row.id


def _problems(
    session: Session, desk: Desk, draft: RemittanceDraft, handed_on: date
) -> list[Problem]:
    problems = table.open_on(session, handed_on, "handed_on")
    if handed_on > desk.today():
        problems.append(Problem("上缴日期在今天之后。", "请核对日期。", "handed_on"))
    if handed_on <= rules.last_day(draft.last):
        text = f"{draft.title}还没有结束，不能上缴。"
        problems.append(Problem(text, "请在期满后上缴，以免漏掉后收的党费。", "handed_on"))
    gone = cash.taken_back(session)
    for row in session.scalars(select(Remittance).where(Remittance.origin == "")):
        apart = row.last < draft.first or draft.last < row.first
        if not apart and row.entry_id not in gone:
            title = rules.Period(row.first, row.last).title
            text = f"{title}的党费已于 {row.handed_on:%Y.%m.%d} 上缴。"
            remedy = "登记错的，请先在收支账中冲销那一笔。"
            problems.append(Problem(text, remedy, "first"))
    return problems + cash.check_balance(session, draft.up, "up")


def note_receipt(desk: Desk, remittance_id: int, *, receipt_number: str, remark: str = "") -> None:
    """Fill in the number of the superior's receipt."""
    desk.require(AREA)
    with desk.store.write("登记上缴党费收据", area=AREA) as session:
        row = table.own_row(session, Remittance, remittance_id)
        row.receipt_number = receipt_number.strip()
        row.remark = remark.strip() or row.remark
