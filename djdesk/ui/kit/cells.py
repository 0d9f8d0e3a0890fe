"""How a column's values look in a table cell, by kind: text, alignment, width, mask."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from djdesk.services import kinds
from djdesk.services.listing import Column, Value

Maker = Callable[[Value], str]

_SIDES = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "center": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}
_DIGIT, _PADDING, _ARROW = 7.4, 16, 14  # px at 100 %: a half-width character, both sides, sorting


def align(column: Column) -> Qt.AlignmentFlag:
    """How a column stands; header and cells alike."""
    return _SIDES[kinds.align(column.kind)] | Qt.AlignmentFlag.AlignVCenter


def width(column: Column) -> int:
    """The width of a column in px at 100 % before the user changed it; its title always fits."""
    chars = column.width or kinds.width(column.kind)
    title = sum(1 if sign.isascii() else 2 for sign in column.title)
    return round(max(chars * _DIGIT, title * _DIGIT + _ARROW)) + _PADDING


def maker(column: Column, masked: bool) -> Maker:
    """The function that turns raw values of `column` into the text shown."""
    if masked and column.private:
        return lambda value: kinds.mask(column.kind, value)
    show = kinds.shower(column.kind, column.codes, short=True)
    return lambda value: show(value, False)
