"""Copied cells: as text for anything, and as a table whose cells stay text in a spreadsheet."""

from __future__ import annotations

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
