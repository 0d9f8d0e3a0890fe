"""Months and rubrics as rows: what is open, what is whose, what is read once."""

from __future__ import annotations

import pytest

from djdesk.errors import UserError
from djdesk.models.assessment import MonthBook
from djdesk.services.assessment import Subject, rows
from djdesk.services.desk import Desk
from tests.services.assessment.months import OCTOBER, RUBRIC, SEPTEMBER, YEARLY, opened
from tests.services.conftest import Branch


def test_a_month_is_found_opened_and_bookable(desk: Desk, branch: Branch) -> None:
    opened(desk)
    with desk.store.read() as session:
        assert rows.month_row(session, branch.home, SEPTEMBER) is None
        with pytest.raises(UserError, match="2026年9月还没有开账"):
            rows.opened(session, branch.home, SEPTEMBER)
        row = rows.bookable(session, desk, OCTOBER.replace(day=20))
        assert rows.rubric_of(session, row.rubric_id) == RUBRIC
        assert rows.rubric_of(session, row.rubric_id) is rows.rubric_of(session, row.rubric_id)
        assert rows.name_of(session, Subject("group", branch.first)) == "第一党小组"


def test_what_another_book_wrote_is_not_changed(desk: Desk, branch: Branch) -> None:
    opened(desk)
    with desk.store.write("接收", area="assessment") as session:
        row = rows.opened(session, branch.home, OCTOBER)
        row.origin = "01900000-0000-7000-8000-000000000001"
        key = row.id
    with desk.store.read() as session:
        with pytest.raises(UserError, match="由支部报来"):
            rows.bookable(session, desk, OCTOBER)
        with pytest.raises(UserError, match="别的账套"):
            rows.own_row(session, MonthBook, key)
        with pytest.raises(UserError, match="找不到"):
            rows.own_row(session, MonthBook, 99)


def test_a_year_counts_from_january() -> None:
    assert rows.first_of(RUBRIC, OCTOBER) == OCTOBER
    assert rows.first_of(YEARLY, OCTOBER) == OCTOBER.replace(month=1)
