"""Standards of dues (核定): worked out by the rules, kept with their working, changed from a month.

A month that is sealed keeps what was due in it: nothing here may change that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.errors import Problem, Refused, UserError
from djdesk.models.dues import BaseItem, Standard
from djdesk.models.rules import dues as rules
from djdesk.models.rules.days import add_months
from djdesk.services.desk import Desk
from djdesk.services.dues import choices
from djdesk.services.dues import fields as forms
from djdesk.services.dues import rows as table
from djdesk.services.dues.ledger import MemberLedger, ledger_of
from djdesk.services.dues.rows import AREA, Values
from djdesk.services.dues.standard_rows import ItemValue
from djdesk.services.listing import Value
from djdesk.services.roster.members import own

COMPUTED = ("working", "basis")
"""Fields of the form that only the program fills in."""

QUARTER_ITEM = "上季度第"
"""How the three months of a quarter's average are called among the items."""


# -- working out -----------------------------------------------------------------------------------


def work_out(
    values: Values,
    items: Sequence[ItemValue] = (),
    *,
    quarter: Sequence[int] = (),
    unit_fen: int | None = None,
    farmer_fen: int | None = None,
) -> rules.Quote:
    """What the rules give for a form as typed: the window shows it with every key.

    The base is that of `items`, or the average of the three months of `quarter`, or `base_fen`.
    For classes with a fixed amount `fen` is what was chosen (default: what the locality fixed).
    Raises `UserError` for what cannot be worked out.
    """
    code, since = str(values.get("code") or ""), values.get("since")
    if not isinstance(since, date):
        raise UserError("没有填写起始月份。", "请填写从哪个月起。")
    month = rules.month_of(since)
    if rules.class_rule(code, month).value.fixed:
        fen = values.get("fen")
        usual = farmer_fen if code == choices.FARMER else None
        return rules.quote(code, month, amount_fen=fen if isinstance(fen, int) else usual)
    return rules.quote(code, month, _base(values, items, quarter, month), unit_fen=unit_fen)


def _base(
    values: Values, items: Sequence[ItemValue], quarter: Sequence[int], month: date
) -> rules.Base | None:
    if quarter:
        return rules.base_of_quarter(quarter)
    if items:
        incomes = [rules.Item(each.name, each.fen) for each in items if each.sign > 0]
        less = [rules.Item(each.name, each.fen) for each in items if each.sign < 0]
        return rules.base_of_items(incomes, less, month)
    base = values.get("base_fen")
    return rules.base_of(base) if isinstance(base, int) else None


def unit_of(desk: Desk, month: date) -> int:
    """To which unit in fen this branch rounds, for the live working of the window."""
    with desk.store.read() as session:
        return choices.rounding_unit(session, month)


# -- fixing ----------------------------------------------------------------------------------------


def fix_standard(
    desk: Desk,
    member_id: int,
    values: Values,
    items: Sequence[ItemValue] = (),
    *,
    quarter: Sequence[int] = (),
) -> int:
    """Fix what a member pays from month `since` on; returns the key of the new row.

    The monthly amount is what the rules give unless `fen` says otherwise (a warning stays with it).
    `Refused` with field problems, for a month that has a standard already, and in sealed months.
    """
    desk.require(AREA)
    with desk.store.write("核定党费", area=AREA) as session:
        return insert(session, desk, member_id, values, items, quarter=quarter).id


def insert(
    session: Session,
    desk: Desk,
    member_id: int,
    values: Values,
    items: Sequence[ItemValue] = (),
    *,
    quarter: Sequence[int] = (),
) -> Standard:
    """As `fix_standard`, inside a transaction of the caller."""
    own(session, member_id)
    found = _worked(session, desk, member_id, values, items, quarter, None)
    with unchanged_when_sealed(session, member_id):
        row = Standard(member_id=member_id, **found)
        session.add(row)
        session.flush()
        _write_items(session, row.id, items or _of_quarter(quarter))
    return row


def change_standard(
    desk: Desk,
    standard_id: int,
    values: Values,
    items: Sequence[ItemValue] | None = None,
    *,
    quarter: Sequence[int] = (),
) -> None:
    """Correct a standard that was entered wrongly; worked out anew. None leaves its items."""
    desk.require(AREA)
    with desk.store.write("更正党费核定", area=AREA) as session:
        row = table.own_row(session, Standard, standard_id)
        kept = _items(session, standard_id) if items is None and not quarter else ()
        if kept and values.get("base_fen", row.base_fen) != row.base_fen:
            kept = ()  # another base was typed over the items
        used = tuple(items or kept)
        before: dict[str, Value] = {
            field.key: getattr(row, field.key)
            for field in forms.STANDARD_FIELDS
            if field.key not in (*COMPUTED, "fen")
        }
        if kept and all(each.name.startswith(QUARTER_ITEM) for each in kept):
            quarter = tuple(each.fen * each.sign for each in kept)
            used = ()
        found = _worked(
            session, desk, row.member_id, before | dict(values), used, quarter, standard_id
        )
        with unchanged_when_sealed(session, row.member_id):
            table.put(row, found)
            for item in session.scalars(
                select(BaseItem).where(BaseItem.standard_id == standard_id)
            ):
                session.delete(item)
            session.flush()
            _write_items(session, standard_id, used or _of_quarter(quarter))


def withdraw_standard(desk: Desk, standard_id: int, *, reason: str = "") -> None:
    """Take a wrongly entered standard out; the one before it holds again."""
    desk.require(AREA)
    with desk.store.write("撤回党费核定", reason=reason, area=AREA) as session:
        row = table.own_row(session, Standard, standard_id)
        with unchanged_when_sealed(session, row.member_id):
            for item in session.scalars(
                select(BaseItem).where(BaseItem.standard_id == standard_id)
            ):
                session.delete(item)
            session.flush()
            session.delete(row)
            session.flush()


def check_standard(
    desk: Desk,
    member_id: int,
    values: Values,
    items: Sequence[ItemValue] = (),
    *,
    quarter: Sequence[int] = (),
    standard_id: int | None = None,
) -> list[Problem]:
    """What is wrong with a standard as typed, warnings included; the form asks while typing."""
    with desk.store.read() as session:
        try:
            given = table.completed(forms.STANDARD_FIELDS, values)
            _, problems = _problems(session, desk, member_id, given, items, quarter, standard_id)
        except Refused as error:
            return list(error.problems)
        return problems


def _worked(
    session: Session,
    desk: Desk,
    member_id: int,
    values: Values,
    items: Sequence[ItemValue],
    quarter: Sequence[int],
    standard_id: int | None,
) -> dict[str, Value]:
    """The columns of a standard: as typed, worked out, and checked."""
    given = table.completed(forms.STANDARD_FIELDS, values)
    found, problems = _problems(session, desk, member_id, given, items, quarter, standard_id)
    table.refuse(problems)
    assert found is not None  # otherwise a problem said why
    since, fen = given["since"], given.get("fen")
    assert isinstance(since, date)
    base = found.base
    divisor = base.denominator if base is not None else 1  # 3 for an average that never ends
    amount = fen if isinstance(fen, int) else found.fen
    working = list(found.working)
    if amount != found.fen:
        working.append(f"支部核定：每月 {rules.yuan(amount)} 元")
    return {
        "since": rules.month_of(since),
        "code": found.code,
        "base_fen": None if base is None else int(base * divisor),
        "divisor": divisor,
        "rate_bp": found.rate_bp,
        "unit_fen": choices.rounding_unit(session, rules.month_of(since)),
        "fen": amount,
        "mode": str(given.get("mode") or ("annual" if since.month == 1 else "month")),
        "working": "\n".join(working),
        "basis": found.basis,
        "decided_on": given.get("decided_on"),
        "decided_by": given.get("decided_by") or "",
        "reason": given.get("reason") or "",
    }


def _problems(
    session: Session,
    desk: Desk,
    member_id: int,
    given: Mapping[str, Value],
    items: Sequence[ItemValue],
    quarter: Sequence[int],
    standard_id: int | None,
) -> tuple[rules.Quote | None, list[Problem]]:
    optional = ("fen", *COMPUTED)
    asked = [field for field in forms.STANDARD_FIELDS if field.key not in optional]
    problems = table.check_form(asked, given, desk.today())
    since = given.get("since")
    if any(problem.is_error for problem in problems) or not isinstance(since, date):
        return None, problems
    month = rules.month_of(since)
    unit = choices.rounding_unit(session, month)
    try:
        found = work_out(
            given,
            items,
            quarter=quarter,
            unit_fen=unit,
            farmer_fen=choices.farmer_fen(session),
        )
    except UserError as error:
        return None, [*problems, Problem(error.text, error.remedy, "base_fen")]
    fen = given.get("fen")
    typed = fen if isinstance(fen, int) else found.fen
    base = int(found.base) if found.base is not None else None
    others = select(Standard).where(Standard.member_id == member_id)
    if standard_id is not None:
        others = others.where(Standard.id != standard_id)
    known = [
        rules.Standard(row.since, row.code, row.fen, row.base_fen)
        for row in session.scalars(others)
    ]
    if any(each.since == month for each in known):
        text = f"{rules.say_month(month)}起的标准已经核定过。"
        problems.append(Problem(text, "要改的请更正那一条。", "since"))
    decided = given.get("decided_on")
    problems += rules.check_standard(
        rules.Standard(month, found.code, typed, base),
        found,
        rules.standard_in(known, month),
        reason=str(given.get("reason") or ""),
        decided_on=decided if isinstance(decided, date) else None,
    )
    return found, problems


def _items(session: Session, standard_id: int) -> tuple[ItemValue, ...]:
    rows = session.scalars(
        select(BaseItem)
        .where(BaseItem.standard_id == standard_id)
        .order_by(BaseItem.position, BaseItem.id)
    )
    return tuple(ItemValue(row.name, row.fen, row.sign) for row in rows)


def _of_quarter(quarter: Sequence[int]) -> tuple[ItemValue, ...]:
    """The three months of a quarter as items; a loss is a deduction."""
    return tuple(
        ItemValue(f"{QUARTER_ITEM}{place}个月", abs(fen), 1 if fen >= 0 else -1)
        for place, fen in enumerate(quarter, 1)
    )


def _write_items(session: Session, standard_id: int, items: Sequence[ItemValue]) -> None:
    for position, item in enumerate(items):
        session.add(
            BaseItem(
                standard_id=standard_id,
                position=position,
                sign=item.sign,
                name=item.name.strip(),
                fen=item.fen,
            )
        )
    session.flush()


@contextmanager
def unchanged_when_sealed(session: Session, member_id: int) -> Iterator[None]:
    """Refuse what the block does if another amount would be due in a sealed month after it."""
    last = table.sealed_to(session)
    before = _sealed_dues(ledger_of(session, member_id), last) if last is not None else ()
    yield
    if last is None:
        return
    session.flush()
    if _sealed_dues(ledger_of(session, member_id), last) != before:
        text = f"{rules.say_month(last)}及以前的账已经上报封存，应交数不能改变。"
        remedy = f"请从{rules.say_month(add_months(last, 1))}起办理，以前的差额用补交或冲销更正。"
        raise Refused([Problem(text, remedy, "since")])


def _sealed_dues(ledger: MemberLedger | None, last: date) -> tuple[object, ...]:
    if ledger is None or ledger.liability is None:
        return ()
    # from the first standard on: before it nothing is due, whatever the roster says
    first = min((each.rule.since for each in ledger.fixed), default=None)
    if first is None:
        return ()
    return tuple(
        (month, due) for month in rules.months(first, last) if (due := ledger.state(month).due)
    )
