"""`djdesk dues …`: a quote that needs no book, and grid and arrears of a branch; all in fen."""

from __future__ import annotations

import argparse
from argparse import Namespace
from datetime import date

from djdesk.cli.arguments import (
    Commands,
    Parser,
    month,
    pair,
    with_book,
    with_day,
    with_json,
    year,
)
from djdesk.cli.output import DONE, Json, Output
from djdesk.cli.session import opened
from djdesk.errors import UserError
from djdesk.models.rules import codes, dues
from djdesk.models.rules.capitals import capitals
from djdesk.models.rules.dues import Base, Item, Quote
from djdesk.services import dues as ledger
from djdesk.services import kinds
from djdesk.services.desk import Desk
from djdesk.services.dues import Cell, CellState, GridRow, MemberMonths, Sums

_UNITS = {"fen": 1, "jiao": 10, "yuan": 100}
_MOST = 99_999_999_99
"""The largest amount in fen that is taken for one; more is a slip of the fingers."""


def add(commands: Commands) -> None:
    """Add the commands of this area."""
    area = Commands(commands.add("dues", "党费：按规定计算、收缴明细、欠交"), "action")
    parser = area.add("quote", "计算每月应交的党费，并列出计算过程（不需要账套）")
    listed = "，".join(f"{entry.code} {entry.name}" for entry in codes.table(dues.CLASSES).entries)
    parser.add_argument(
        "--class", dest="code", type=_class, required=True, metavar="类别", help=listed
    )
    parser.add_argument("--month", type=month, required=True, metavar="年-月", help="如 2026-03")
    _add_base(parser)
    parser.add_argument("--reduced", type=_amount, metavar="元", help="经批准减免后的金额")
    parser.add_argument("--unit", choices=list(_UNITS), help="取整到分、角、元（不写按规则）")
    parser.add_argument(
        "--until", type=month, metavar="年-月", help="算到哪一月为止，另给出各月合计"
    )
    with_json(parser).set_defaults(run=quote, doing="计算党费", parser=parser)

    parser = area.add("grid", "列出各月应交、实交（党员 × 月份）")
    span = parser.add_mutually_exclusive_group(required=True)
    span.add_argument("--year", type=year, metavar="年度", help="全年，如 2026")
    span.add_argument("--month", type=month, metavar="年-月", help="从这一月起，如 2026-03")
    parser.add_argument(
        "--until",
        type=month,
        metavar="年-月",
        help="到哪一月为止（同 --month 一起用）",
    )
    with_json(with_book(parser)).set_defaults(run=grid, doing="列出党费收缴", parser=parser)

    parser = area.add("arrears", "列出欠交党费的党员、月数、金额和按规定怎么办")
    with_json(with_day(with_book(parser))).set_defaults(
        run=arrears, doing="列出欠交党费", parser=parser
    )


def _add_base(parser: Parser) -> None:
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        "--base",
        type=_amount,
        metavar="元",
        help="计算基数；农民填当地确定的每月数额（0.20—1.00），其他定额类别可不填",
    )
    group.add_argument(
        "--quarter",
        type=_signed,
        nargs=3,
        metavar="元",
        help="个体经营：上季度三个月的纯收入（亏损写负数）",
    )
    group.add_argument(
        "--income",
        type=_item,
        action="append",
        metavar="项目=元",
        help="一项收入，如 基本工资=5000（可写多次）",
    )
    parser.add_argument(
        "--deduct",
        type=_item,
        action="append",
        metavar="项目=元",
        help="一项扣除，如 个人所得税=180（可写多次，与 --income 或 --base 同用）",
    )


def _class(text: str) -> str:
    table = codes.table(dues.CLASSES)
    code = table.find(text)
    if code is None:
        listed = "，".join(f"{entry.code}（{entry.short}）" for entry in table.entries)
        raise argparse.ArgumentTypeError(f"“{text}”不是党费类别，可用：{listed}")
    return code


def _signed(text: str) -> int:
    try:
        fen = kinds.parse_money(text)
    except UserError as error:
        raise argparse.ArgumentTypeError(str(error).rstrip("。")) from None
    if fen is None:
        raise argparse.ArgumentTypeError("金额是空的，请写成 12 或 12.50")
    if abs(fen) > _MOST:
        raise argparse.ArgumentTypeError(f"“{text}”太大，请核对")
    return fen


def _amount(text: str) -> int:
    fen = _signed(text)
    if fen < 0:
        raise argparse.ArgumentTypeError(f"“{text}”是负数，金额不能小于 0")
    return fen


def _item(text: str) -> Item:
    try:
        name, amount = pair(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”应写成 项目=金额") from None
    return Item(name, _amount(amount))


def quote(args: Namespace, out: Output) -> int:
    """Tell what is due for the month, how that follows, and the sum where an end was given."""
    try:
        last = args.until or args.month
        if last < args.month:
            raise UserError("--until 早于 --month。", "请把较早的月份写在 --month。")
        found = [_quoted(args, month) for month in dues.months(args.month, last)]
    except UserError as error:
        args.parser.error(str(error).rstrip("。"))
    first, total = found[0], sum(each.fen for each in found)
    for line in first.working:
        out.say(line)
    out.say(f"应交：{dues.yuan(first.fen)} 元（{capitals(first.fen)}）")
    if args.until:
        out.say(f"{len(found)} 个月合计：{dues.yuan(total)} 元（{capitals(total)}）")
    out.result(_described(first) | {"months": len(found), "total_fen": total})
    return DONE


def _quoted(args: Namespace, month: date) -> Quote:
    rule = dues.class_rule(args.code, month).value
    unit = _UNITS[args.unit] if args.unit else None
    if not rule.fixed:
        base = _base(args, month)
        return dues.quote(args.code, month, base, reduced_fen=args.reduced, unit_fen=unit)
    # a farmer's amount is fixed by the locality: nobody lives on an income between these limits
    amount = args.base if args.base is not None and rule.allows(args.base) else None
    return dues.quote(args.code, month, amount_fen=amount, reduced_fen=args.reduced)


def _base(args: Namespace, month: date) -> Base | None:
    if args.quarter is not None:
        if args.code != "business":
            raise UserError("--quarter 只用于个体经营（business）。", "请用 --base 写出计算基数。")
        if args.deduct:
            raise UserError("--deduct 不能与 --quarter 同时使用。", "请填写纯收入。")
        return dues.base_of_quarter(args.quarter)
    if args.income or args.deduct:
        items = args.income or ([] if args.base is None else [Item("收入", args.base)])
        return dues.base_of_items(items, args.deduct or (), month)
    if args.base is None:
        wanted = dues.class_rule(args.code, month).value.base
        raise UserError("缺少计算基数。", f"请用 --base 写出{wanted}")
    return dues.base_of(args.base)


def _described(found: Quote) -> dict[str, object]:
    """The quote for a program; amounts in fen but for the texts."""
    value: Json = {
        "class": found.code,
        "month": f"{found.month:%Y-%m}",
        "fen": found.fen,
        "rate": found.rate,
        "basis": found.basis,
        "working": list(found.working),
        "rate_bp": found.rate_bp,
        "base": dues.yuan(found.base) if found.base is not None else None,
        "band": found.band,
        "exact": dues.yuan(found.exact),
        "rounded_fen": found.rounded,
        "over_fen": found.over,
        "capitals": capitals(found.fen),
        "sure": found.sure,
    }
    return dict(value)


def grid(args: Namespace, out: Output) -> int:
    """Tell what is due and paid for each month of each member, with all sums."""
    if args.year:
        if args.until:
            args.parser.error("--until 要与 --month 同用")
        first, last = date(args.year, 1, 1), date(args.year, 12, 1)
    else:
        first, last = args.month, args.until or args.month
        if last < first:
            args.parser.error("--until 早于 --month")
    with opened(args, write=False) as (_book, desk):
        found = ledger.grid(desk, None, first, last)
    for row in found.rows:
        out.say(f"{row.name}：{_said(row.sums)}")
    out.say(f"合计 {len(found.rows)} 人：{_said(found.totals)}")
    rows: list[Json] = [_row(row) for row in found.rows]
    months: list[Json] = [
        {"month": f"{each.month:%Y-%m}", "payers": each.payers, "paid_by": each.paid_by}
        | _sums(each.sums)
        for each in found.by_month
    ]
    out.result(
        {
            "first": f"{first:%Y-%m}",
            "last": f"{last:%Y-%m}",
            "as_of": f"{found.day}",
            "rows": rows,
            "by_month": months,
            "totals": _sums(found.totals),
            "received_fen": found.received,
        }
    )
    return DONE


def _said(sums: Sums) -> str:
    texts = [f"应交 {dues.yuan(sums.due)}", f"实交 {dues.yuan(sums.paid)}"]
    beyond = (("欠交", sums.lacking), ("多交", sums.over), ("自愿、大额", sums.given))
    texts += [f"{word} {dues.yuan(fen)}" for word, fen in beyond if fen]
    return "，".join(texts) + " 元"


def _sums(sums: Sums) -> dict[str, object]:
    keys = ("due", "paid", "lacking", "over", "coming", "given")
    return {f"{key}_fen": getattr(sums, key) for key in keys}


def _row(row: GridRow) -> Json:
    cells: list[Json] = [
        {
            "month": f"{month:%Y-%m}",
            "due_fen": cell.due,
            "paid_fen": cell.paid,
            "state": cell.state.value,
            "sealed": cell.sealed,
            "paid_on": f"{cell.paid_on}" if cell.paid_on else None,
        }
        for month, cell in row.cells.items()
    ]
    head: dict[str, object] = {
        "member": row.member_id,
        "name": row.name,
        "group": row.group,
        "class": row.code,
        "standard_fen": row.standard,
        "reduced": row.reduced,
    }
    return head | _sums(row.sums) | {"cells": cells}


def arrears(args: Namespace, out: Output) -> int:
    """Tell who is in arrears with how many months and how much, and what the rule says follows."""
    with opened(args, write=False) as (_book, desk):
        day = args.as_of or desk.today()
        owing = _owing(desk, day)
    people: list[Json] = []
    for member in owing:
        states = [_state(month, cell) for month, cell in member.months]
        owed = dues.overdue(states, day)
        run = dues.unpaid_run(states, day)
        step = dues.next_step(run, day)
        fen = sum(state.lacking for state in owed)
        out.say(f"{member.name}：欠 {len(owed)} 个月，{dues.yuan(fen)} 元。")
        if step.text:
            out.say(f"　　{step.text}（{step.clause}）")
        people.append(
            {
                "member": member.member_id,
                "name": member.name,
                "months": [f"{state.month:%Y-%m}" for state in owed],
                "fen": fen,
                "run": run.months if run else 0,
                "since": f"{run.since:%Y-%m}" if run else None,
                "stage": step.stage.name.lower(),
                "next_step": step.text,
                "clause": step.clause,
            }
        )
    out.say(f"截至 {day}，欠交党费 {len(owing)} 人。")
    out.result({"as_of": f"{day}", "arrears": people})
    return DONE


def _owing(desk: Desk, day: date) -> list[MemberMonths]:
    """The members in arrears on `day`, who owes the most months first."""
    keys = [key for each in reversed(ledger.arrears(desk, None, day)) for key in each.member_ids]
    return [ledger.member_months(desk, key, until=day) for key in keys]


def _state(month: date, cell: Cell) -> dues.MonthState:
    """A month as the rules about arrears know it."""
    excused, fixed = cell.state is CellState.EXCUSED, cell.state is not CellState.UNFIXED
    return dues.MonthState(month, cell.due, cell.paid, excused=excused, fixed=fixed)
