"""Sealed figures: whole, by month, and only where something was sealed."""

from __future__ import annotations

from datetime import date

from djdesk.models.rules.dues import Period
from djdesk.reports.dues import reported
from djdesk.services import organization
from djdesk.services.desk import Desk
from djdesk.services.dues import CellState
from tests.reports.dues.takings import JAN, MARCH, Taken

APRIL = date(2026, 4, 1)


def test_a_month_of_a_sealed_quarter_has_its_own_sums(desk: Desk, taken: Taken) -> None:
    home = organization.home_id(desk)
    found = reported.figures(desk, home, Period(MARCH, MARCH))
    assert found is not None
    rows, sealed = found
    assert sealed.id == taken.sealed
    by_name = {row.name: row for row in rows}
    assert by_name["王某"].sums.paid == 4_500
    assert by_name["赵某"].sums.lacking == 20
    assert all(list(row.cells) == [MARCH] for row in rows)


def test_who_owed_nothing_in_a_month_is_not_listed(desk: Desk, taken: Taken) -> None:
    found = reported.figures(desk, organization.home_id(desk), Period(JAN, JAN))
    assert found is not None
    assert "赵某" not in {row.name for row in found[0]}
    whole = reported.figures(desk, organization.home_id(desk), Period(JAN, MARCH))
    assert whole is not None
    (late,) = [row for row in whole[0] if row.name == "赵某"]
    assert late.cells[JAN].state is CellState.NONE


def test_an_open_month_has_no_sealed_figures(desk: Desk, taken: Taken) -> None:
    home = organization.home_id(desk)
    assert reported.figures(desk, home, Period(APRIL, APRIL)) is None
    assert reported.figures(desk, home, Period(MARCH, APRIL)) is None
