"""Next year's standards proposed from this year's: who changed class, who needs a new base."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from sqlalchemy.orm import Session

from djdesk.errors import Problem, Refused, UserError
from djdesk.models.rules import codes
from djdesk.models.rules import dues as rules
from djdesk.services.desk import Desk
from djdesk.services.dues import choices
from djdesk.services.dues.ledger import MemberLedger, ledgers
from djdesk.services.dues.rows import AREA, Values
from djdesk.services.dues.standards import insert, work_out


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """What is proposed for one member from January on.

    `former_*` is what holds in December before. `quote` is None while a base is missing
    (see `revised`). `change` says in words why the class differs or should be asked about.
    `settled` says that this year's standard is fixed already.
    """

    member_id: int
    name: str
    group: str
    year: int
    former_code: str
    former_fen: int | None
    code: str
    base_fen: int | None
    fen: int | None
    quote: rules.Quote | None
    change: str
    sure: bool
    needs_base: bool
    settled: bool

    @property
    def changed_class(self) -> bool:
        """Whether the class differs from last year's."""
        return bool(self.former_code) and self.code != self.former_code

    @property
    def ready(self) -> bool:
        """Whether it can be applied as it is."""
        return self.fen is not None and bool(self.code) and not self.settled

    @property
    def class_name(self) -> str:
        """The proposed class in words."""
        return codes.table("dues_class").name(self.code)


def proposals(desk: Desk, year: int, organization_id: int | None = None) -> tuple[ProposalRow, ...]:
    """The standards of `year` for all members who are to pay in January, in list order."""
    january, december = date(year, 1, 1), date(year - 1, 12, 1)
    with desk.store.read() as session:
        unit = choices.rounding_unit(session, january)
        farmer = choices.farmer_fen(session)
        found = [
            each
            for each in ledgers(session, organization_id, first=january, last=january)
            if each.own and each.covers(january)
        ]
    proposed = rules.propose([payer_of(each) for each in found], year, unit_fen=unit)
    rows = []
    for ledger, each in zip(found, proposed, strict=True):
        former = ledger.fixed_in(december)
        settled = any(fixed.rule.since == january for fixed in ledger.fixed)
        quote = each.quote
        if each.code == choices.FARMER and farmer is not None and former is None:
            quote = rules.quote(each.code, january, amount_fen=farmer)
        rows.append(
            ProposalRow(
                ledger.member_id,
                ledger.name,
                ledger.group,
                year,
                former.rule.code if former is not None else "",
                former.rule.fen if former is not None else None,
                each.code,
                _whole(quote),
                quote.fen if quote is not None else None,
                quote,
                each.change.reason if each.change is not None else "",
                each.change is None or each.change.sure,
                each.needs_base,
                settled,
            )
        )
    return tuple(rows)


def _whole(quote: rules.Quote | None) -> int | None:
    return int(quote.base) if quote is not None and quote.base is not None else None


def payer_of(ledger: MemberLedger) -> rules.Payer:
    """A member as the rules about changed classes ask."""
    standards_by_time = tuple(
        replace(each.rule, base_fen=_exact(each.rule.base_fen, each.divisor))
        for each in ledger.fixed
    )
    return rules.Payer(
        ledger.member_id, ledger.sex, ledger.birth_on, ledger.posts, standards_by_time
    )


def _exact(base_fen: int | None, divisor: int) -> int | None:
    return None if base_fen is None else round(Fraction(base_fen, divisor))


def revised(
    desk: Desk, row: ProposalRow, *, code: str | None = None, base_fen: int | None = None
) -> ProposalRow:
    """The row with another class or base typed over it, worked out anew; `UserError` if refused."""
    january = date(row.year, 1, 1)
    chosen = code if code is not None else row.code
    base = base_fen if base_fen is not None else (row.base_fen if chosen == row.code else None)
    with desk.store.read() as session:
        unit, farmer = choices.rounding_unit(session, january), choices.farmer_fen(session)
    values: Values = {"since": january, "code": chosen, "base_fen": base}
    fixed = rules.class_rule(chosen, january).value.fixed
    if not fixed and base is None:
        return replace(row, code=chosen, base_fen=None, fen=None, quote=None, needs_base=True)
    quote = work_out(values, unit_fen=unit, farmer_fen=farmer)
    return replace(
        row, code=chosen, base_fen=_whole(quote), fen=quote.fen, quote=quote, needs_base=False
    )


def apply_proposals(
    desk: Desk,
    rows: Iterable[ProposalRow],
    *,
    decided_on: date | None = None,
    decided_by: str = "",
) -> int:
    """Fix the proposed standards, all in one step; returns how many.

    Rows of which the year is fixed already are passed over; rows without an amount are refused with
    their names. `decided_on` defaults to today.
    """
    desk.require(AREA)
    listed = [row for row in rows if not row.settled]
    lacking = [row.name for row in listed if not row.ready]
    if lacking:
        text = (
            f"{len(lacking)} 人还缺计算基数：{'、'.join(lacking[:5])}{'等' * (len(lacking) > 5)}。"
        )
        raise Refused([Problem(text, "请填写基数，或先不选这些人。", "base_fen")])
    if not listed:
        return 0
    year = listed[0].year
    with desk.store.write(f"核定{year}年党费（{len(listed)}人）", area=AREA) as session:
        for row in listed:
            _fix(session, desk, row, decided_on or desk.today(), decided_by)
    return len(listed)


def _fix(session: Session, desk: Desk, row: ProposalRow, day: date, by: str) -> None:
    values: Values = {
        "since": date(row.year, 1, 1),
        "code": row.code,
        "base_fen": row.base_fen,
        "fen": row.fen,
        "mode": "annual",
        "decided_on": day,
        "decided_by": by,
        "reason": row.change,
    }
    try:
        insert(session, desk, row.member_id, values)
    except Refused as error:
        problems = [replace(each, text=f"{row.name}：{each.text}") for each in error.problems]
        raise Refused(problems) from error
    except UserError as error:
        raise UserError(f"{row.name}：{error.text}", error.remedy) from error


def of_bases(
    desk: Desk, rows: Sequence[ProposalRow], bases: dict[int, int]
) -> tuple[ProposalRow, ...]:
    """The rows with new bases by member (a wage list that was matched), worked out anew."""
    return tuple(
        revised(desk, row, base_fen=bases[row.member_id]) if row.member_id in bases else row
        for row in rows
    )
