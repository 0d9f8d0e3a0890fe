"""Cells on the clipboard: copied so that they stay text in a spreadsheet, and read back."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication


def copy_cells(lines: Sequence[Sequence[str]]) -> None:
    """Put rows of cells on the clipboard.

    Spreadsheets turn 18-digit numbers into 5.1E+17, and take a leading = for a formula, unless
    the cells say that they are text; only the HTML form can say so.
    """
    mime = QMimeData()
    mime.setText("\n".join("\t".join(map(_one_line, line)) for line in lines))
    mime.setHtml(_html(lines))
    QGuiApplication.clipboard().setMimeData(mime)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _html(lines: Sequence[Sequence[str]]) -> str:
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(_one_line(text))}</td>" for text in line) + "</tr>"
        for line in lines
    )
    return (
        "<html><head><meta charset='utf-8'><style>td{mso-number-format:'\\@';}</style></head>"
        f"<body><table>{rows}</table></body></html>"
    )


def pasted_cells() -> list[list[str]]:
    """The rows of cells on the clipboard, as spreadsheets put them there; empty without text."""
    return cells_of(QGuiApplication.clipboard().text())


def cells_of(text: str) -> list[list[str]]:
    """Rows of cells that are divided by tabs; a cell with lines of its own stands in quotes."""
    tidy = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    if not tidy:
        return []
    if '"' not in tidy:
        return [line.split("\t") for line in tidy.split("\n")]
    return [list(line) for line in csv.reader(io.StringIO(tidy), delimiter="\t")]
