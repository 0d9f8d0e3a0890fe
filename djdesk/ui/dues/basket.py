"""What is about to be collected: amounts by member and month, typed but not yet counted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

Place = tuple[int, date]
"""A cell of the grid: the id of the member and the first day of the month."""


@dataclass(frozen=True, slots=True)
class Wish:
    """`fen` to be collected for one cell; `over` of it are more than the cell lacks.

    `rest` says what becomes of `over`: ahead or voluntary, empty while nobody decided.
    """

    fen: int
    over: int = 0
    rest: str = ""

    @property
    def decided(self) -> bool:
        """Whether it is known what all of the money is for."""
        return not self.over or bool(self.rest)


class Basket:
    """The wishes by cell. Sums are in fen; nothing in here was counted yet."""

    def __init__(self) -> None:
        self._wishes: dict[Place, Wish] = {}

    def __len__(self) -> int:
        return len(self._wishes)

    def __iter__(self) -> Iterator[tuple[Place, Wish]]:
        return iter(sorted(self._wishes.items()))

    def at(self, place: Place) -> Wish | None:
        """What is wished for a cell."""
        return self._wishes.get(place)

    def put(self, place: Place, wish: Wish | None) -> None:
        """Wish for a cell, or give the wish up."""
        if wish is None:
            self._wishes.pop(place, None)
        else:
            self._wishes[place] = wish

    def clear(self) -> None:
        """Give everything up."""
        self._wishes.clear()

    def keep(self, lacking: Mapping[Place, int]) -> None:
        """Fit the wishes to other months or a book that changed: `lacking` by cell, in fen.

        What was paid meanwhile is wished no more; a cell that is not shown keeps its wish.
        """
        for place, wish in list(self._wishes.items()):
            if place in lacking and not wish.over and wish.fen > lacking[place]:
                self.put(place, Wish(lacking[place]) if lacking[place] else None)

    @property
    def fen(self) -> int:
        """The sum of all wishes."""
        return sum(wish.fen for wish in self._wishes.values())

    @property
    def members(self) -> frozenset[int]:
        """Whose money it is."""
        return frozenset(member for member, _month in self._wishes)

    def largest(self) -> dict[date, int]:
        """The largest amount wished in each month, in fen."""
        found: dict[date, int] = {}
        for (_member, month), wish in self._wishes.items():
            found[month] = max(wish.fen, found.get(month, 0))
        return found

    @property
    def undecided(self) -> Place | None:
        """The first cell of which nobody said what the money above the due amount is for."""
        return next((place for place, wish in self if not wish.decided), None)

    def text(self) -> str:
        """All of it as one text, for a draft."""
        return json.dumps(
            [(member, month.isoformat(), w.fen, w.over, w.rest) for (member, month), w in self]
        )

    def put_back(self, text: str) -> None:
        """Bring back what `text` said."""
        self._wishes = {
            (member, date.fromisoformat(month)): Wish(fen, over, rest)
            for member, month, fen, over, rest in json.loads(text or "[]")
        }
