"""How a column's values look in a table cell, by kind: text, alignment, width, mask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt

from djdesk.models.rules import codes
from djdesk.services.listing import Column, Kind, Value

Maker = Callable[[Value], str]

_RIGHT = {Kind.COUNT, Kind.MONEY, Kind.SCORE}
WIDTHS = {
    Kind.TEXT: 12, Kind.PERSON: 8, Kind.DATE: 10, Kind.MONTH: 8, Kind.COUNT: 6, Kind.MONEY: 10,
    Kind.SCORE: 6, Kind.CODE: 9, Kind.STATE: 8, Kind.FLAG: 5, Kind.ID_NUMBER: 18, Kind.PHONE: 12,
}  # fmt: skip


def align(column: Column) -> Qt.AlignmentFlag:
    """Numbers stand right, everything else left; header and cells alike."""
    side = Qt.AlignmentFlag.AlignRight if column.kind in _RIGHT else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def width(column: Column) -> int:
    """The width of a column in digits of the table's font, before the user changed it."""
    return max(column.width or WIDTHS[column.kind], 2 * len(column.title) + 2)


def maker(column: Column, masked: bool) -> Maker:
    """The function that turns raw values of `column` into the text shown."""
    if column.codes:
        table = codes.table(column.codes)
        return lambda value: table.short(str(value)) if value is not None else ""

    def show(value: Value) -> str:
        if value is None:
            return ""
        if isinstance(value, date):
            return f"{value:%Y.%m.%d}"
        return str(value)

    return show
