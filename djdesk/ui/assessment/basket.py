"""What is typed into the matrix and not yet booked: by cell, with every step back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from djdesk.models.rules.assessment.rubric import LEVELS
from djdesk.services.assessment import Subject
from djdesk.ui.assessment.typing import Typed

Place = tuple[Subject, str]
"""A cell of the matrix: whom it speaks of, and the code of the item."""


class Basket:
    """What is typed by cell; `begin` marks a step that `back` takes back."""

    def __init__(self) -> None:
        self._typed: dict[Place, Typed] = {}
        self._steps: list[dict[Place, Typed]] = []

    def __len__(self) -> int:
        return len(self._typed)

    def __iter__(self) -> Iterator[tuple[Place, Typed]]:
        return iter(list(self._typed.items()))

    def at(self, place: Place) -> Typed | None:
        """What is typed into a cell."""
        return self._typed.get(place)

    def begin(self) -> None:
        """What follows is one step."""
        self._steps.append(dict(self._typed))

    def put(self, place: Place, typed: Typed | None) -> None:
        """Type into a cell, or leave it as it was."""
        if typed is None:
            self._typed.pop(place, None)
        else:
            self._typed[place] = typed

    def back(self) -> bool:
        """Take the last step back; False if there is none."""
        while self._steps:
            before = self._steps.pop()
            if before != self._typed:
                self._typed = before
                return True
        return False

    def clear(self) -> None:
        """Give everything up; `back` brings it back."""
        self.begin()
        self._typed = {}

    def booked(self) -> None:
        """Everything counts now; there is no way back in here."""
        self._typed, self._steps = {}, []

    @property
    def faults(self) -> list[tuple[Place, Typed]]:
        """The cells of which nothing can be booked."""
        return [(place, typed) for place, typed in self._typed.items() if typed.fault is not None]

    @property
    def subjects(self) -> frozenset[Subject]:
        """Whom the cells speak of."""
        return frozenset(subject for subject, _item in self._typed)

    def of(self, subject: Subject) -> Mapping[str, Typed]:
        """What is typed for one subject, by item."""
        return {item: typed for (who, item), typed in self._typed.items() if who == subject}

    def text(self) -> str:
        """All of it as one text, for a draft."""
        return json.dumps(
            [
                (who.level, who.organization_id, who.member_id, item, typed.text)
                for (who, item), typed in self._typed.items()
            ],
            ensure_ascii=False,
        )


def read_text(text: str) -> list[tuple[Place, str]]:
    """The cells of a draft with what was typed into them."""
    found: list[tuple[Place, str]] = []
    for level, organization_id, member_id, item, typed in json.loads(text or "[]"):
        known = next((each for each in LEVELS if each == level), None)
        if known is not None:
            found.append(((Subject(known, organization_id, member_id), item), typed))
    return found
