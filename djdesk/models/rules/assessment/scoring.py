"""A score with its working: lines, then caps, floors, merit, changes and vetoes in that order.

Every effect of a rule is a line of the working, so that a score is always the sum of its lines.
Nothing here depends on the order in which lines were booked.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from djdesk.models.rules.assessment.rubric import Item, Module, Table
from djdesk.models.rules.assessment.scores import say

WorkingKind = Literal[
    "base", "line", "cap", "floor", "highest", "veto", "merit", "change", "rollup"
]


@dataclass(frozen=True, slots=True)
class Line:
    """One booked line: `points` signed tenths of `item`, already priced.

    `key` is what the caller knows it by; `reverses` the key of the line of the same month that it
    takes back. `month` (1 to 12) is needed only in a rubric scored by the year, for items whose
    bounds hold for a month.
    """

    item: str
    points: int
    text: str = ""
    key: Hashable = None
    reverses: Hashable = None
    month: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """What an opinion adds to a score, in signed tenths, and why."""

    points: int
    text: str = ""
    key: Hashable = None


@dataclass(frozen=True, slots=True)
class Working:
    """One line of an explanation; `points` of all of them make the score.

    kind: base, line, cap (封顶), highest (只计最高一项), merit (奖励封顶), floor (不低于), veto,
    change or rollup. `item` and `module` say what it belongs to, `key` is that of the booked line.
    """

    kind: WorkingKind
    points: int
    text: str
    item: str = ""
    module: str = ""
    key: Hashable = None


@dataclass(frozen=True, slots=True)
class Score:
    """A score in tenths: `points` = `base` + `plus` - `minus` + `change` = Σ of `lines`.

    `plus` and `minus` are never negative and stand after caps and floors; `change` is what the
    opinions' changes effected inside the bounds. `vetoed` tells that a veto emptied the score.
    """

    points: int
    plus: int
    minus: int
    base: int
    change: int
    lines: tuple[Working, ...]
    vetoed: bool = False


@dataclass(slots=True)
class _Parts:
    """What the items gave while a score is made: by module, without one, and as merit."""

    lines: list[Working] = field(default_factory=list)
    modules: dict[str, int] = field(default_factory=dict)
    loose: int = 0
    merit: int = 0
    plus: int = 0
    emptied: dict[str, str] = field(default_factory=dict)
    veto: str = ""


def score(
    table: Table,
    lines: Iterable[Line],
    *,
    changes: Sequence[Change] = (),
    before: Mapping[str, int] | None = None,
) -> Score:
    """The score by `table` of `lines`, with its working.

    `before` tells for items whose bounds hold for the year, in a rubric scored by month, what the
    lines of the year's earlier months gave: their sum, or the best of a `highest` item. Lines of
    items that the table does not have count nothing and say so.
    """
    parts = _Parts(modules={each.code: each.full for each in table.modules})
    _begin(table, parts)
    by_item: dict[str, list[Line]] = {}
    for line in lines:
        by_item.setdefault(line.item, []).append(line)
    known = {each.code: each for each in table.items}
    for code in [*known, *(code for code in by_item if code not in known)]:
        if code in known:
            _add_item(known[code], by_item.get(code, ()), (before or {}).get(code, 0), parts)
        else:
            _add_unknown(by_item[code], parts)
    return _close(table, parts, changes)


def bounded(item: Item, points: int, best: int | None) -> int:
    """What an item's lines of one span give: the best alone if so ruled, never beyond the cap."""
    if item.take == "highest":
        points = best or 0
    if item.cap is not None:
        points = max(-item.cap, min(item.cap, points))
    return points


def given_of(item: Item, points: int, best: int | None, before: int = 0) -> int:
    """What the lines of a span give on top of `before`, what its earlier months gave.

    `points` is their sum and `best` the greatest effective one; `before` is a sum too, or the best.
    """
    total = bounded(item, before + points, better(before or None, best))
    return total - bounded(item, before, before or None)


def better(one: int | None, other: int | None) -> int | None:
    """The greater of two by size, a gain before a loss of the same size; None is nothing."""
    if one is None or other is None:
        return other if one is None else one
    return max(one, other, key=lambda points: (abs(points), points))


def effective(lines: Iterable[Line]) -> list[Line]:
    """The lines that neither take back nor were taken back."""
    lines = tuple(lines)
    gone = {line.reverses for line in lines if line.reverses is not None}
    return [
        line
        for line in lines
        if line.reverses is None and (line.key is None or line.key not in gone)
    ]


def _begin(table: Table, parts: _Parts) -> None:
    if table.base:
        parts.lines.append(Working("base", table.base, "基础分"))
    parts.lines += [
        Working("base", each.full, f"“{each.title}”满分", module=each.code)
        for each in table.modules
        if each.full
    ]


def _add_item(item: Item, lines: Sequence[Line], before: int, parts: _Parts) -> None:
    parts.lines += [
        Working("line", line.points, line.text or item.title, item.code, item.module, line.key)
        for line in lines
    ]
    monthly = item.span == "month"
    sums: dict[int, int] = {}
    for line in lines:
        span = line.month if monthly else 0
        sums[span] = sums.get(span, 0) + line.points
    bests: dict[int, int | None] = {}
    for line in effective(lines):
        span = line.month if monthly else 0
        bests[span] = better(bests.get(span), line.points)
    former = 0 if monthly else before
    given = sum(_span_of(item, sums[span], bests.get(span), former, parts) for span in sorted(sums))
    if item.veto and bests:
        _remember_veto(item, parts)
    _put(item, given, parts)


def _span_of(item: Item, points: int, best: int | None, before: int, parts: _Parts) -> int:
    """What one span of an item gives beyond `before`, its effects written down."""
    taken = points
    if item.take == "highest":
        taken = (better(before or None, best) or 0) - before
        if taken != points:
            _note(parts, "highest", taken - points, f"“{item.title}”只计最高一项", item)
    given = given_of(item, points, best, before)
    if given != taken and item.cap is not None:
        span = "本年" if item.span == "year" else "本月"
        what = "扣分" if given < 0 else ""
        text = f"“{item.title}”{span}{what}合计以 {say(item.cap)} 分封顶"
        _note(parts, "cap", given - taken, text, item)
    return given


def _remember_veto(item: Item, parts: _Parts) -> None:
    if item.veto == "module":
        parts.emptied.setdefault(item.module, item.title)
    else:
        parts.veto = parts.veto or item.title


def _put(item: Item, given: int, parts: _Parts) -> None:
    parts.plus += max(given, 0)
    if item.merit:
        parts.merit += given
    elif item.module in parts.modules:
        parts.modules[item.module] += given
    else:
        parts.loose += given


def _add_unknown(lines: Sequence[Line], parts: _Parts) -> None:
    for line in lines:
        text = f"{line.text or line.item}（方案中没有这个项目，不计分）"
        parts.lines.append(Working("line", 0, text, line.item, "", line.key))


def _note(
    parts: _Parts, kind: WorkingKind, points: int, text: str, item: Item | None = None
) -> None:
    if item is None:
        parts.lines.append(Working(kind, points, text))
    else:
        parts.lines.append(Working(kind, points, text, item.code, item.module))


def _close(table: Table, parts: _Parts, changes: Sequence[Change]) -> Score:
    base = table.base + sum(each.full for each in table.modules)
    points = table.base + parts.loose
    for module in table.modules:
        points += _close_module(module, parts)
    points = _bound(points, table, parts)
    points = _close_merit(points, table, parts)
    ruled = points = _bound(points, table, parts)
    plus = parts.plus
    for change in changes:
        parts.lines.append(Working("change", change.points, change.text, key=change.key))
        points += change.points
    points = _bound(points, table, parts)
    changed = points - ruled
    if parts.veto:
        # a veto never lifts a score that is below nought
        emptied = min(points, 0)
        _note(parts, "veto", emptied - points, f"一票否决：{parts.veto}，总分记 {say(emptied)} 分")
        points = emptied
    plus = max(0, plus)
    minus = base + plus + changed - points
    if minus < 0:
        plus, minus = plus - minus, 0
    return Score(points, plus, minus, base, changed, tuple(parts.lines), bool(parts.veto))


def _close_module(module: Module, parts: _Parts) -> int:
    points = parts.modules[module.code]
    if module.low is not None and points < module.low:
        text = f"“{module.title}”不低于 {say(module.low)} 分"
        parts.lines.append(Working("floor", module.low - points, text, module=module.code))
        points = module.low
    if module.high is not None and points > module.high:
        text = f"“{module.title}”以 {say(module.high)} 分封顶"
        parts.lines.append(Working("cap", module.high - points, text, module=module.code))
        parts.plus -= points - module.high
        points = module.high
    if module.code in parts.emptied:
        emptied = min(points, 0)
        text = f"“{module.title}”记 {say(emptied)} 分：{parts.emptied[module.code]}"
        parts.lines.append(Working("veto", emptied - points, text, module=module.code))
        points = emptied
    return points


def _close_merit(points: int, table: Table, parts: _Parts) -> int:
    merit, cap = parts.merit, table.merit_cap
    if cap is not None and merit > cap:
        _note(parts, "merit", cap - merit, f"奖励加分合计以 {say(cap)} 分封顶")
        parts.plus -= merit - cap
        merit = cap
    return points + merit


def _bound(points: int, table: Table, parts: _Parts) -> int:
    if table.low is not None and points < table.low:
        _note(parts, "floor", table.low - points, f"总分不低于 {say(table.low)} 分")
        return table.low
    if table.high is not None and points > table.high:
        _note(parts, "cap", table.high - points, f"总分以 {say(table.high)} 分封顶")
        parts.plus -= points - table.high
        return table.high
    return points
