"""What one member owes for one month, to the fen, with its working (规定2008 art.1-7, 通知2017)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from djdesk.errors import UserError
from djdesk.models.rules import codes
from djdesk.models.rules.dated import Rule
from djdesk.models.rules.dues import tables
from djdesk.models.rules.dues.money import per_cent, round_to, yuan
from djdesk.models.rules.dues.months import month_of, say_month
from djdesk.models.rules.dues.tables import Band, ClassRule
from djdesk.models.rules.text import fold

FIXED = "定额"
REDUCED = "减免"
QUARTER = 3  # months of the quarter whose income is averaged


@dataclass(frozen=True, slots=True)
class Item:
    """One item of income or one deduction on the form 核定表; the amount in fen."""

    name: str
    fen: int


@dataclass(frozen=True, slots=True)
class Base:
    """The base (计算基数) in fen, exact, and how it was found, line by line."""

    fen: Fraction
    working: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """What is due for one month.

    `fen` is the result; `rate` is a per cent as text, 定额 or 减免; `rate_bp` the rate in basis
    points, None where none applies. `exact` is the product in fen before rounding, `rounded` after
    it and before the cap, `over` what lies above the cap and may be offered as voluntary. `basis`
    is the clause. `sure` is False where the rule rests on custom.
    """

    code: str
    month: date
    fen: int
    rate: str
    rate_bp: int | None
    base: Fraction | None
    band: str
    exact: Fraction
    rounded: int
    over: int
    basis: str
    sure: bool
    working: tuple[str, ...]


def base_of(fen: int) -> Base:
    """A base that was given as one amount in fen; UserError for a negative one."""
    if fen < 0:
        raise UserError("计算基数不能是负数。", "请填写扣除以后的收入，没有收入填 0。")
    return Base(Fraction(fen))


def base_of_items(items: Iterable[Item], deductions: Iterable[Item], month: date) -> Base:
    """The base from the items of the form 核定表: income less deductions.

    Income with a name that the rules of `month` exclude (通知2017) is left out and said. Raises
    UserError where an amount is negative or more is deducted than there is.
    """
    gone = {fold(name) for name in tables.excluded().at(month)} if _excluding(month) else set()
    total, lines = 0, []
    for item in items:
        _not_negative(item)
        counts = fold(item.name) not in gone
        total += item.fen if counts else 0
        lines.append(f"{'收入' if counts else '不计入基数'}：{item.name} {yuan(item.fen)} 元")
    for item in deductions:
        _not_negative(item)
        total -= item.fen
        lines.append(f"扣除：{item.name} {yuan(item.fen)} 元")
    if total < 0:
        raise UserError("扣除的金额比收入还多。", "请核对各项收入和扣除项。")
    return Base(Fraction(total), tuple(lines))


def _excluding(month: date) -> bool:
    return tables.excluded().rule_at(month) is not None


def _not_negative(item: Item) -> None:
    if item.fen < 0:
        raise UserError(f"“{item.name}”的金额是负数。", "请填正数，要减去的写在扣除项里。")


def base_of_quarter(incomes: Iterable[int]) -> Base:
    """The average monthly net income in fen of the quarter before (规定2008 art.4), exact.

    A month may be a loss; a loss over the quarter gives a base of 0. UserError unless there are
    three months.
    """
    listed = tuple(incomes)
    if len(listed) != QUARTER:
        raise UserError("上季度纯收入要填三个月。", "没有收入的月份填 0，亏损填负数。")
    total = sum(listed)
    text = f"上季度三个月纯收入合计 {yuan(total)} 元"
    if total <= 0:
        return Base(Fraction(0), (f"{text}，没有盈余，基数按 0 计",))
    return Base(Fraction(total, QUARTER), (f"{text} ÷ {QUARTER}",))


def quote(
    code: str,
    month: date,
    base: Base | None = None,
    *,
    amount_fen: int | None = None,
    reduced_fen: int | None = None,
    unit_fen: int | None = None,
) -> Quote:
    """What a member of class `code` owes for `month` (any day of it), by the rules of that month.

    `base` is needed by the classes that pay by income and does not matter for the others;
    `amount_fen` is what the locality fixed for a class with a fixed amount; `reduced_fen` an
    approved reduction; `unit_fen` the unit of rounding (1, 10, 100), else that of the rules.
    `min(round(base x rate, unit), cap)`, rounded once, half up, from the exact product; the rate
    of the band holds for the whole base. Raises UserError for what the rules do not allow.
    """
    first = month_of(month)
    rule = tables.class_rule(code, first)
    if rule.value.fixed:
        found = _fixed(code, first, rule, amount_fen)
    elif amount_fen is not None:
        raise UserError("这个类别按收入计算，不用定额。", "请填写计算基数。")
    elif base is None:
        raise UserError("缺少计算基数。", f"请填写{rule.value.base}。")
    else:
        found = _by_income(code, first, rule, base, unit_fen)
    if reduced_fen is not None:
        found = _reduced(found, reduced_fen)
    head = f"类别：{codes.table(tables.CLASSES).name(code)}（{say_month(first)}）"
    tail = [f"依据：{found.basis}"]
    if not found.sure:
        tail.append("提示：这一标准没有见到原文，请向上级党委核实")
    return replace(found, working=(head, *found.working, *tail))


def _fixed(code: str, month: date, rule: Rule[ClassRule], fen: int | None) -> Quote:
    value = rule.value
    amount = value.usual if fen is None else fen
    limits = f"{yuan(value.low)}—{yuan(value.high)} 元"
    chosen = value.high > value.low
    if not value.allows(amount):
        wanted = limits if chosen else f"{yuan(value.low)} 元"
        raise UserError(f"定额 {yuan(amount)} 元不符合规定。", f"每月应为 {wanted}。")
    line = f"定额：每月 {yuan(amount)} 元，不按收入计算"
    if chosen:
        unsaid = f"，没有指定时取 {yuan(value.usual)} 元" if fen is None else ""
        line += f"（规定 {limits}，由当地确定{unsaid}）"
    return Quote(
        code=code,
        month=month,
        fen=amount,
        rate=FIXED,
        rate_bp=None,
        base=None,
        band="",
        exact=Fraction(amount),
        rounded=amount,
        over=0,
        basis=rule.source,
        sure=value.sure,
        working=(line,),
    )


def _by_income(
    code: str, month: date, rule: Rule[ClassRule], base: Base, unit_fen: int | None
) -> Quote:
    if base.fen < 0:
        raise UserError("计算基数不能是负数。", "请填写扣除以后的收入，没有收入填 0。")
    band = band_of(rule.value.bands, base.fen, month)
    rate, unit = per_cent(band.rate_bp), _unit(unit_fen, month)
    exact = base.fen * Fraction(band.rate_bp, 10_000)
    rounded = round_to(exact, unit)
    fen, capped, limit = _capped(rounded, month)
    return Quote(
        code=code,
        month=month,
        fen=fen,
        rate=rate,
        rate_bp=band.rate_bp,
        base=base.fen,
        band=band.title,
        exact=exact,
        rounded=rounded,
        over=rounded - fen,
        basis=f"{rule.source}；{limit}" if limit else rule.source,
        sure=rule.value.sure,
        working=(
            *base.working,
            f"基数：{yuan(base.fen)} 元，即{rule.value.base}",
            f"档次：{band.title}，全部基数按 {rate} 交纳，不分段",
            f"计算：{yuan(base.fen)} × {rate} = {yuan(exact)} 元",
            f"取整：四舍五入到{unit_word(unit)}，{yuan(rounded)} 元",
            *capped,
        ),
    )


def band_of(name: str, fen: int | Fraction, month: date) -> Band:
    """The band of `bands(name)` in `month` in which a base of `fen` lies; an edge is in the lower.

    Raises LookupError before the first version.
    """
    for band in tables.bands(name).at(month):
        if band.until is None or fen <= band.until:
            return band
    raise LookupError(f"the last band of {name} must have no end")


def unit_word(unit_fen: int) -> str:
    """The unit of rounding in a sentence: 分, 角 or 元."""
    return {1: "分", 10: "角", 100: "元"}[unit_fen]


def _unit(unit_fen: int | None, month: date) -> int:
    rule = tables.rounding().at(month)
    if unit_fen is None:
        return rule.unit_fen
    if unit_fen not in rule.units:
        raise UserError(f"不能取整到 {unit_fen} 分。", "党费可以取整到分、角或元。")
    return unit_fen


def _capped(rounded: int, month: date) -> tuple[int, tuple[str, ...], str]:
    """The amount under the cap, the line that says so, and its clause where the cap was reached."""
    rule = tables.cap().rule_at(month)
    if rule is None:
        return rounded, (), ""
    most = rule.value
    if rounded <= most:
        return rounded, (f"上限：每月 {yuan(most)} 元，没有超过",), ""
    over = yuan(rounded - most)
    text = f"上限：每月一般不超过 {yuan(most)} 元，按上限交纳；多出的 {over} 元可自愿多交"
    return most, (text,), rule.source.split("：")[0]


def _reduced(found: Quote, fen: int) -> Quote:
    if fen < 0:
        raise UserError("减免后的金额不能是负数。", "免交的填 0。")
    if fen > found.fen:
        raise UserError(
            f"减免后的 {yuan(fen)} 元比应交的 {yuan(found.fen)} 元还多。",
            "请核对减免审批表；多交不用减免，可登记为自愿多交。",
        )
    clause = tables.retired_by_branch().rule_at(found.month)
    basis = f"{found.basis}；{clause.source}" if clause is not None else found.basis
    line = f"减免：经批准由 {yuan(found.fen)} 元减为 {yuan(fen)} 元"
    working = (*found.working, line)
    return replace(found, fen=fen, rate=REDUCED, rate_bp=None, over=0, basis=basis, working=working)
