"""Scores of a whole branch at once: subjects whose lines are of the same items share the plan.

In most branches many members have lines of the same items in the same order; what has to be added
up, bounded and closed where is found out once for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

from djdesk.models.rules.assessment.rubric import Item, Table
from djdesk.models.rules.assessment.scoring import better, given_of
from djdesk.models.rules.assessment.totals import Sum, Totals

Pick = Callable[[Sequence[int]], Sequence[int]]


class Shares(NamedTuple):
    """A score in tenths and what makes it up: `points` = `base` + `plus` - `minus` + `change`."""

    points: int
    base: int
    plus: int
    minus: int
    change: int


def picking(places: Sequence[int]) -> Pick:
    """The values at `places` of a sequence, as a sequence."""
    if not places:
        return lambda _values: ()
    first, last = places[0], places[-1]
    if list(places) == list(range(first, last + 1)):
        part = slice(first, last + 1)
        return lambda values: values[part]
    # of one place itemgetter would give the value, of several it gives a tuple
    return itemgetter(*places)


class Closing:
    """How what the items gave becomes a score with its parts; prepared once for a table."""

    def __init__(self, table: Table) -> None:
        self._modules = tuple((each.code, each.low, each.high) for each in table.modules)
        self._low, self._high, self._merit = table.low, table.high, table.merit_cap
        self._base = table.base + sum(each.full for each in table.modules)

    def closed(
        self, parts: Sequence[int], plus: int, change: int, emptied: Collection[str]
    ) -> Shares:
        """As `Totals.closed`; `plus` is what items gave above nought, cut here as it is there."""
        points = parts[-2]
        for (code, low, high), own in zip(self._modules, parts, strict=False):
            if low is not None and own < low:
                own = low
            if high is not None and own > high:
                plus -= own - high
                own = high
            points += min(own, 0) if code in emptied else own
        points, plus = self._bound(points, plus)
        merit = parts[-1]
        if self._merit is not None and merit > self._merit:
            plus -= merit - self._merit
            merit = self._merit
        ruled, plus = self._bound(points + merit, plus)
        points = self._bound(ruled + change, 0)[0] if change else ruled
        changed = points - ruled
        if "" in emptied:
            points = min(points, 0)
        plus = max(0, plus)
        minus = self._base + plus + changed - points
        if minus < 0:
            plus, minus = plus - minus, 0
        return Shares(points, self._base, plus, minus, changed)

    def _bound(self, points: int, plus: int) -> tuple[int, int]:
        if self._low is not None and points < self._low:
            return self._low, plus
        if self._high is not None and points > self._high:
            return self._high, plus - points + self._high
        return points, plus


class Layout:
    """How the points of lines of `codes`, in this order, make a score by a table.

    All lines are of one span. Not `plain` where the best line must be told from others (highest,
    veto): then sums are needed.
    """

    def __init__(
        self, totals: Totals, closing: Closing, table: Table, codes: Sequence[str]
    ) -> None:
        items = {item.code: item for item in table.items}
        known = [place for place, code in enumerate(codes) if code in items]
        self.plain = not any(_needs_best(items[codes[place]]) for place in known)
        self._totals = totals
        self._closing = closing
        places: list[list[int]] = [[] for _ in totals.begun()]
        by_code: dict[str, list[int]] = {}
        for place in known:
            places[totals.place(codes[place])].append(place)
            by_code.setdefault(codes[place], []).append(place)
        # nothing to add up for modules without lines
        self._sums = [(at, picking(own)) for at, own in enumerate(places) if own]
        self._singles = picking([own[0] for own in by_code.values() if len(own) == 1])
        self._several = [picking(own) for own in by_code.values() if len(own) > 1]
        self._caps = [
            (totals.place(code), cap, picking(own))
            for code, own in by_code.items()
            if (cap := items[code].cap) is not None
        ]

    def shares(self, points: Sequence[int], change: int = 0) -> Shares:
        """The score with its parts; the same as `shares` of the sums behind `points`."""
        parts = self._totals.begun()
        for at, pick in self._sums:
            parts[at] += sum(pick(points))
        plus = sum([each for each in self._singles(points) if each > 0])
        for pick in self._several:
            plus += max(0, sum(pick(points)))
        for at, cap, pick in self._caps:
            given = sum(pick(points))
            if given > cap:
                parts[at] += cap - given
                plus += cap - given
            elif given < -cap:
                parts[at] -= cap + given
        return self._closing.closed(parts, plus, change, ())


def _needs_best(item: Item) -> bool:
    return item.take == "highest" or bool(item.veto)


def shares(
    totals: Totals,
    closing: Closing,
    table: Table,
    sums: Iterable[Sum],
    *,
    change: int = 0,
    before: Mapping[str, int] | None = None,
) -> Shares:
    """As `scoring.score` of the lines behind `sums`, without the lines of its working."""
    items = {item.code: item for item in table.items}
    held: dict[tuple[str, int], tuple[int, int | None]] = {}
    for code, points, best, month in sums:
        if code in items:
            span = (code, month if items[code].span == "month" else 0)
            former, known = held.get(span, (0, None))
            held[span] = (former + points, better(known, best))
    parts, emptied = totals.begun(), set[str]()
    given: dict[str, int] = {}
    for (code, _span), (points, best) in held.items():
        item = items[code]
        former = before.get(code, 0) if before and item.span == "year" else 0
        given[code] = given.get(code, 0) + given_of(item, points, best, former)
        if item.veto and best is not None:
            emptied.add("" if item.veto == "total" else item.module)
    for code, points in given.items():
        parts[totals.place(code)] += points
    plus = sum(points for points in given.values() if points > 0)
    return closing.closed(parts, plus, change, emptied)
