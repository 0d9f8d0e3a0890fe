"""The sums of dues in a package, added up again by who sends it and by who receives it.

A wrong sum stops nothing: the rows are what the branch has. It is told, so that both may ask.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from djdesk.errors import Problem, Severity
from djdesk.exchange.rows import Part, Parts
from djdesk.models.rules import dues as rules
from djdesk.services.shapes import Wire, Wires

MOST = 20
"""More warnings than this say nothing more."""


def check_sums(parts: Parts) -> list[Problem]:
    """What does not add up in the dues of a package, as warnings; empty if all agrees."""
    found = [
        *_payments(parts),
        *_receipts(parts),
        *_sealed(parts),
        *_remittances(parts),
    ]
    if len(found) > MOST:
        left = len(found) - MOST
        found = [*found[:MOST], _warn(f"……另有 {left} 处党费合计不符。", "")]
    return found


def _part(parts: Parts, table: str) -> Part:
    return parts.get(table, {})


def _fen(value: Wire) -> int:
    return value if isinstance(value, int) else 0


def _day(value: Wire) -> date:
    return date.fromisoformat(str(value)[:10])


def _payments(parts: Parts) -> Iterator[Problem]:
    """Every payment is the sum of its parts, every reversal the opposite of what it takes back."""
    sums: dict[str, int] = defaultdict(int)
    for wires in _part(parts, "dues_part").values():
        sums[str(wires["payment"])] += _fen(wires["fen"])
    payments = _part(parts, "dues_payment")
    for uid, wires in payments.items():
        who = _who(parts, wires)
        fen, day = _fen(wires["fen"]), wires["paid_on"]
        if sums[uid] != fen:
            text = f"{who} {day} 交纳 {rules.yuan(fen)} 元，明细合计 {rules.yuan(sums[uid])} 元。"
            yield _warn(text)
        back = payments.get(str(wires.get("reverses")))
        if back is not None and _fen(back["fen"]) != -fen:
            was = rules.yuan(_fen(back["fen"]))
            yield _warn(f"{who} {day} 冲销 {rules.yuan(-fen)} 元，原交纳 {was} 元。")


def _who(parts: Parts, wires: Wires) -> str:
    member = _part(parts, "member").get(str(wires.get("member")), {})
    return str(member.get("name", "") or "某党员")


def _receipts(parts: Parts) -> Iterator[Problem]:
    """A receipt says the amount of its payment, and the numbers of a year have no gap."""
    payments = _part(parts, "dues_payment")
    numbers: dict[int, set[int]] = defaultdict(set)
    for wires in _part(parts, "dues_receipt").values():
        year, number = _fen(wires["year"]), _fen(wires["number"])
        numbers[year].add(number)
        payment = payments.get(str(wires.get("payment")))
        if payment is not None and payment["fen"] != wires["fen"]:
            yield _warn(f"{year} 年第 {number} 号收据的金额与交纳登记不同。")
    for year, known in sorted(numbers.items()):
        missing = [n for n in range(1, max(known) + 1) if n not in known]
        if missing:
            listed = "、".join(map(str, missing[:5])) + ("等" if len(missing) > 5 else "")
            yield _warn(f"{year} 年的党费收据缺第 {listed} 号。")


def _sealed(parts: Parts) -> Iterator[Problem]:
    """What was sealed is what the rows still come to, and what the kept figures say."""
    for wires in _part(parts, "dues_sealed").values():
        first, last = _day(wires["first"]), rules.last_day(_day(wires["last"]))
        said = f"{rules.say_month(first)}—{rules.say_month(last)}封存的党费"
        received = sum(
            _fen(row["fen"])
            for row in _part(parts, "dues_payment").values()
            if first <= _day(row["paid_on"]) <= last
        )
        paid, due = _fen(wires["paid"]), _fen(wires["due"])
        if received != paid:
            text = f"{said}实收 {rules.yuan(paid)} 元，按交纳登记合计 {rules.yuan(received)} 元。"
            yield _warn(text)
        kept = _kept(wires["content"])
        if kept != (due, paid):
            yield _warn(f"{said}封存内容里的合计与封存登记不同。")


def _kept(content: Wire) -> tuple[int, int] | None:
    """What is due and what came in by the kept figures, added up row by row; None if unreadable."""
    try:
        grid = json.loads(str(content))["grid"]
        due = sum(cell[1] for row in grid["rows"] for cell in row["cells"])
        return int(due), int(grid["received"])
    except (ValueError, LookupError, TypeError, RecursionError):
        return None


def _remittances(parts: Parts) -> Iterator[Problem]:
    entries: Mapping[str, Wires] = _part(parts, "dues_entry")
    for wires in _part(parts, "dues_remittance").values():
        period = rules.Period(_day(wires["first"]), _day(wires["last"]))
        up, kept, collected = (_fen(wires[key]) for key in ("up", "kept", "collected"))
        if up + kept != collected:
            text = f"{period.title}上缴 {rules.yuan(up)} 元、留存 {rules.yuan(kept)} 元"
            yield _warn(f"{text}，合计不是实收的 {rules.yuan(collected)} 元。")
        entry = entries.get(str(wires.get("entry")))
        if entry is not None and entry["outgo"] != up:
            yield _warn(f"{period.title}上缴的金额与收支账不同。")


def _warn(
    text: str, remedy: str = "请与支部核对党费账；数字以支部改正后重新上报的为准。"
) -> Problem:
    return Problem(text, remedy, severity=Severity.WARN)
