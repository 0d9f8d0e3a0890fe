"""Months, quarters and years one after the other, by keys and by words."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from djdesk.ui.kit.span import Span
from tests.ui.hands import click

DAY = date(2026, 11, 20)


@pytest.fixture
def home(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(600, 60)
    return made


def test_it_goes_on_by_its_rhythm_and_tells_so(home: QWidget) -> None:
    span = Span(DAY, home, "month", fixed=True)
    heard: list[str] = []
    span.changed.connect(lambda: heard.append(span.period.title))
    span.earlier.trigger()
    span.later.trigger()
    span.move_by(2)
    assert heard == ["2026年10月", "2026年11月", "2027年1月"]
    assert span.said.text() == "2027年1月"
    assert not any(tab.isVisibleTo(span) for tab in span.tabs.values())


def test_another_rhythm_shows_the_months_around_the_day(home: QWidget) -> None:
    span = Span(DAY, home, "quarter")
    home.show()
    click(span.tabs["year"])
    assert (span.period.first, span.period.last) == (date(2026, 1, 1), date(2026, 12, 1))
    click(span.tabs["month"])
    assert span.period.first == date(2026, 11, 1)
