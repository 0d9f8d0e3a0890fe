"""The list of the points ledger."""

from __future__ import annotations

from djdesk.services import assessment, listing
from djdesk.services.desk import Desk
from djdesk.services.listing import Filter, Query, Scope
from tests.services.assessment.months import OCTOBER, entry, opened
from tests.services.conftest import Branch


def shown(desk: Desk, query: Query) -> list[tuple[object, ...]]:
    keys = ("name", "item", "points", "state")
    return [tuple(row) for row in listing.table(desk, assessment.LINES, query, keys)]


def test_the_ledger_lists_lines_by_person_reason_and_state(desk: Desk, branch: Branch) -> None:
    opened(desk)
    key = assessment.book_line(desk, entry(branch, "王强", "A", reason="未请假"))
    assessment.book_line(desk, entry(branch, "周敏", "P", reason="义务植树"))
    assessment.reverse_line(desk, key, reason="请过假")
    here = Query(Scope(desk.today()))
    assert len(shown(desk, here)) == 3
    assert shown(desk, Query(here.scope, "植树")) == [("周敏", "P", 20, "valid")]
    assert [row[2] for row in shown(desk, Query(here.scope, "wq"))] == [-30, 30]
    gone = Query(here.scope, filters=(Filter("state", "eq", "reversed"),))
    assert shown(desk, gone) == [("王强", "A", -30, "reversed")]
    first = Query(Scope(desk.today(), branch.first))
    assert {row[0] for row in shown(desk, first)} == {"王强"}
    october = Query(here.scope, filters=(Filter("month", "eq", OCTOBER),))
    assert listing.count(desk, assessment.LINES, october) == 3
