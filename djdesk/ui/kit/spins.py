"""Boxes for numbers that are turned up and down: years, millimetres, copies."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QSpinBox, QWidget

from djdesk.ui.kit import theme


def give_room(box: QAbstractSpinBox) -> None:
    """Keep the number off the frame: a style sheet's padding does not reach it."""
    box.lineEdit().setTextMargins(theme.active().px(6), 0, 0, 0)


def year_box(parent: QWidget, first: int, last: int, year: int) -> QSpinBox:
    """A box for a year (年度) from `first` to `last`, showing `year`."""
    box = QSpinBox(parent)
    box.setRange(first, last)
    box.setValue(year)
    box.setAccessibleName("年度")
    give_room(box)
    return box


def length_box(parent: QWidget, most: float) -> QDoubleSpinBox:
    """A box for millimetres with one decimal, from 0 to `most`."""
    box = QDoubleSpinBox(parent)
    box.setRange(0, most)
    box.setDecimals(1)
    box.setSuffix(" 毫米")
    give_room(box)
    return box
