"""What is done to a rectangle of cells of the matrix at once: empty, fill down, copy, paste."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from djdesk.ui.assessment.records import MatrixModel


class Rectangle(NamedTuple):
    """The chosen cells: first and last row, first and last column; -1 for none."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def single(self) -> bool:
        """Whether it is one cell."""
        return self.top == self.bottom and self.left == self.right

    @property
    def rows(self) -> range:
        """The rows from above."""
        return range(self.top, self.bottom + 1)

    @property
    def columns(self) -> range:
        """The columns from the left."""
        return range(self.left, self.right + 1)


def empty(records: MatrixModel, area: Rectangle) -> None:
    """Empty the cells: what is booked is to be taken back, what is only typed is forgotten."""
    for row in area.rows:
        for column in area.columns:
            if records.cell(row, column).count:
                records.type(row, column, "")
            else:
                records.forget(row, column)


def fill_down(records: MatrixModel, area: Rectangle) -> None:
    """Put what the first row says into all rows below it."""
    for column in area.columns:
        typed = records.typed_at(area.top, column)
        text = typed.text if typed is not None else records.booked_text(area.top, column)
        for row in area.rows[1:]:
            records.type(row, column, text)


def texts(records: MatrixModel, area: Rectangle) -> list[list[str]]:
    """The cells as they are typed, sums as they are shown."""
    return [[_text(records, row, column) for column in area.columns] for row in area.rows]


def _text(records: MatrixModel, row: int, column: int) -> str:
    typed = records.typed_at(row, column)
    if typed is not None:
        return typed.text
    return records.booked_text(row, column) or records.text(row, column)


def type_all(records: MatrixModel, cells: Iterable[tuple[int, int, str]]) -> list[str]:
    """Type row, column and text of each; returns why some could not be typed. Sums are skipped."""
    refused: list[str] = []
    for row, column, text in cells:
        if records.item_at(column) is None:
            continue
        why = records.allows(row, column)
        if why:
            refused.append(why)
        else:
            records.type(row, column, text)
    return refused
