"""The span of a ledger of the loop and its title."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.reports.assessment import registers
from djdesk.reports.kit.registers import PERIOD
from djdesk.reports.kit.spec import Request


@pytest.mark.parametrize(
    ("period", "first", "last", "title"),
    [
        ("year", date(2026, 1, 1), date(2026, 12, 31), "2026年整改台账"),
        ("1", date(2026, 1, 1), date(2026, 3, 31), "2026年第一季度整改台账"),
        ("4", date(2026, 10, 1), date(2026, 12, 31), "2026年第四季度整改台账"),
    ],
)
def test_span_and_title(period: str, first: date, last: date, title: str) -> None:
    request = Request(date(2026, 5, 6), options={PERIOD.key: period})
    span = registers.span(request)
    assert (span.start, span.end) == (first, last)
    assert registers.title(request, "整改台账") == title
