"""Heads of forms: label and value side by side, from a list of what there is to say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from djdesk.reports.kit.content import Cell, Grid

PAIRS = (28.0, 57.0, 28.0, 57.0)
"""Widths in millimetres of two labels with their values on upright A4 (forms.md, F02)."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label with its value; a `wide` one takes the whole row, `height` millimetres at least.

    `running` text is never made smaller, as in `Cell`.
    """

    label: str
    text: str
    wide: bool = False
    height: float = 8
    keep_blank: bool = False
    align: str = ""
    valign: str = "middle"
    running: bool = False


def labelled(
    entries: Iterable[Labelled], widths: Sequence[float] = PAIRS, *, signed: int = 0
) -> Grid:
    """A `Grid` of the entries in their order, as many to a row as `widths` has pairs.

    An entry that stands last in an unfinished row takes the rest of it. `signed` as in `Grid`.
    """
    places = len(widths) // 2
    rows: list[tuple[Cell, ...]] = []
    heights: list[float] = []
    waiting: list[Labelled] = []

    def flush() -> None:
        if waiting:
            left = 2 * (places - len(waiting))
            cells = [cell for entry in waiting for cell in _cells(entry)]
            cells[-1] = replace(cells[-1], across=1 + left)
            rows.append(tuple(cells))
            heights.append(max(entry.height for entry in waiting))
            waiting.clear()

    for entry in entries:
        if entry.wide:
            flush()
        waiting.append(entry)
        if entry.wide or len(waiting) == places:
            flush()
    flush()
    return Grid(tuple(widths), tuple(heights), tuple(rows), signed)


def _cells(entry: Labelled) -> tuple[Cell, Cell]:
    value = Cell(
        entry.text,
        align=entry.align,
        keep_blank=entry.keep_blank,
        valign=entry.valign,
        running=entry.running,
    )
    return Cell(entry.label, label=True), value
