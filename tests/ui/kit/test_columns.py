"""The layout of columns survives being written down, and forgets columns that are gone."""

from __future__ import annotations

from djdesk.services.roster import ROSTER
from djdesk.ui.kit import columns


def test_a_layout_comes_back() -> None:
    layout = [("phone", 120), ("name", 96)]
    assert columns.read(columns.written(layout), ROSTER.columns) == layout


def test_what_cannot_be_read_is_left_out() -> None:
    assert columns.read("gone:50 name:x name:96 :7 phone", ROSTER.columns) == [("name", 96)]
    assert columns.read("", ROSTER.columns) == []
