"""How a cell of a workbook looks; apart from the writer, so that it costs nothing to name one."""

from __future__ import annotations

from dataclasses import dataclass

TEXT_FORMAT = "@"
"""The number format under which a workbook leaves what is typed alone."""


TINTS = {"red": "F8D7D4", "yellow": "FFF0B3"}
"""Grounds of rows (`Table.tints`), pale enough that a black-and-white printer leaves them white."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a cell looks; `number` is a number format, text by default, `tint` a key of `TINTS`."""

    size: float = 10.5
    bold: bool = False
    align: str = "left"
    boxed: bool = True
    wrap: bool = True
    number: str = TEXT_FORMAT
    valign: str = "center"
    tint: str = ""
