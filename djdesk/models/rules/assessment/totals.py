"""Scores of many at once, from sums of lines and without working: the same numbers, fast."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from djdesk.models.rules.assessment.rubric import Item, Table
from djdesk.models.rules.assessment.scoring import better, given_of

Sum = tuple[str, int, int | None, int]
"""All lines of an item in a month in one: item, points together, best, month (1 to 12).

`best` is the greatest by size, with its sign, of the lines that neither take back nor were taken
back, None without any. The month matters only in a rubric scored by the year.
"""


class Totals:
    """The arithmetic of one table, prepared once for thousands of subjects."""

    def __init__(self, table: Table) -> None:
        places = {module.code: place for place, module in enumerate(table.modules)}
        self._table = table
        self._full = [module.full for module in table.modules]
        # the two last places are for what stands in no module, and for merit
        loose, merit = len(places), len(places) + 1
        self._place = {
            item.code: merit if item.merit else places.get(item.module, loose)
            for item in table.items
        }
        self._own: dict[str, Item] = {item.code: item for item in table.items if _is_bound(item)}

    @property
    def own(self) -> frozenset[str]:
        """The items that need a sum of their own; all others may be added up by `place`."""
        return frozenset(self._own)

    def total(
        self,
        sums: Iterable[Sum],
        *,
        change: int = 0,
        before: Mapping[str, int] | None = None,
    ) -> int:
        """The score in tenths, the same as `scoring.score` of the lines behind `sums`.

        `change` is what the opinions add together, `before` as in `scoring.score`. Several sums of
        one item are added up.
        """
        parts = self.begun()
        place, own = self._place, self._own
        held: dict[tuple[str, int], tuple[int, int | None]] = {}
        for code, points, best, month in sums:
            at = place.get(code)
            if at is None:
                continue
            if code not in own:
                parts[at] += points
                continue
            span = (code, month if own[code].span == "month" else 0)
            former, known = held.get(span, (0, None))
            held[span] = (former + points, better(known, best))
        emptied: set[str] = set()
        for (code, _span), (points, best) in held.items():
            item = own[code]
            former = before.get(code, 0) if before and item.span == "year" else 0
            parts[place[code]] += given_of(item, points, best, former)
            if item.veto and best is not None:
                emptied.add("" if item.veto == "total" else item.module)
        return self.closed(parts, change, emptied)

    def place(self, code: str) -> int:
        """Where in `begun` the points of an item go; KeyError for an item the table has not."""
        return self._place[code]

    def begun(self) -> list[int]:
        """What a score begins with: a place for each module, one for what stands in none, merit."""
        return [*self._full, self._table.base, 0]

    def closed(
        self, parts: list[int], change: int = 0, emptied: Collection[str] = frozenset()
    ) -> int:
        """The score that `parts` (see `begun`) make; `emptied` are modules with a veto, "" all."""
        table = self._table
        points = parts[-2]
        for module, own in zip(table.modules, parts, strict=False):
            own = _between(own, module.low, module.high)
            points += min(own, 0) if module.code in emptied else own
        points = _between(points, table.low, table.high)
        merit = parts[-1]
        points += merit if table.merit_cap is None else min(merit, table.merit_cap)
        points = _between(_between(points, table.low, table.high) + change, table.low, table.high)
        return min(points, 0) if "" in emptied else points


def total(
    table: Table,
    sums: Iterable[Sum],
    *,
    change: int = 0,
    before: Mapping[str, int] | None = None,
) -> int:
    """The score of one subject by `table`; for many make one `Totals`."""
    return Totals(table).total(sums, change=change, before=before)


def _is_bound(item: Item) -> bool:
    return item.cap is not None or item.take == "highest" or item.veto != ""


def _between(points: int, low: int | None, high: int | None) -> int:
    if low is not None and points < low:
        return low
    return high if high is not None and points > high else points
