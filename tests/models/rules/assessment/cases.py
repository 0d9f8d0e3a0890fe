"""The cases of assessment, read from their files without going through the program."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import cast

from djdesk.models.rules.assessment import Item, Line, Rubric, Sum, Table, parse, price, ready

DATA = Path(__file__).parents[3] / "data" / "rules"
CASES = tomllib.loads((DATA / "assessment.toml").read_text(encoding="utf-8"))

Case = Mapping[str, object]


def tenths(text: object) -> int:
    """Points as written in the cases, in tenths; they must have no more than one decimal."""
    value = Fraction(str(text)) * 10
    assert value.denominator == 1, text
    return int(value)


def maybe(text: object) -> int | None:
    """Points, or None for what was not scored."""
    return None if text == "-" else tenths(text)


@cache
def rubric(code: str) -> Rubric:
    """A shipped rubric, or one of assessment_rubrics.toml."""
    shipped = {each.code: each for each in ready()}
    if code in shipped:
        return shipped[code]
    own = tomllib.loads((DATA / "assessment_rubrics.toml").read_text(encoding="utf-8"))
    return parse(own[code])


def table(case: Case) -> Table:
    """The table a case is scored by."""
    level, kind = str(case.get("level", "member")), str(case.get("kind", ""))
    found = rubric(str(case["rubric"])).table(level, kind)  # type: ignore[arg-type]
    assert found is not None
    return found


@dataclass
class _Entry:
    """One line of a case, taken apart."""

    item: str
    quantity: int | None = None
    step: str = ""
    hand: int | None = None
    key: str | None = None
    back: str | None = None
    month: int = 0


def _entry(text: str) -> _Entry:
    code, *signs = text.split()
    entry = _Entry(code)
    for sign in signs:
        mark, rest = sign[0], sign[1:]
        match mark:
            case "×" | "%":
                entry.quantity = int(rest)
            case "=":
                entry.hand = tenths(rest)
            case "#":
                entry.key = rest
            case "~":
                entry.back = rest
            case "@":
                entry.month = int(rest)
            case _:
                entry.step = sign
    return entry


def lines(table: Table, written: Iterable[str]) -> list[Line]:
    """The lines of a case, priced one after the other as they would be booked."""
    items: dict[str, Item] = {item.code: item for item in table.items}
    found: list[Line] = []
    counted: dict[str, int] = {}
    for place, text in enumerate(written):
        entry = _entry(text)
        if entry.back is not None:
            taken = next(line for line in found if line.key == entry.back)
            points = -taken.points
        elif entry.item not in items:
            points = 30
        else:
            points = price(
                items[entry.item],
                quantity=entry.quantity,
                step=entry.step,
                points=entry.hand,
                before=counted.get(entry.item, 0),
            )
        counted[entry.item] = counted.get(entry.item, 0) + (entry.quantity or 0)
        key = entry.key or place
        found.append(Line(entry.item, points, text, key, entry.back, entry.month))
    return found


def sums(lines: Iterable[Line]) -> list[Sum]:
    """Lines summed by item and month, as a database would do it."""
    lines = list(lines)
    taken = {line.reverses for line in lines if line.reverses is not None}
    groups: dict[tuple[str, int], list[Line]] = {}
    for line in lines:
        groups.setdefault((line.item, line.month), []).append(line)
    found: list[Sum] = []
    for (item, month), own in groups.items():
        left = [each.points for each in own if each.reverses is None and each.key not in taken]
        best = max(left, default=None)
        if left and -min(left) > max(left):
            best = min(left)
        found.append((item, sum(each.points for each in own), best, month))
    return found


def texts(value: object) -> list[str]:
    """A list of texts of a case."""
    return cast(list[str], value)
