"""The print log: reprints are counted, paper is found by its code, nothing can be undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from djdesk.errors import UserError
from djdesk.services import audit, listing, printing
from djdesk.services.desk import Desk, Role
from djdesk.services.listing import Query, Scope
from djdesk.services.printing import PDF, PRINTINGS, XLSX, Printed

DIGEST = "3f2a91c0" + "0" * 56
ROSTER = Printed(
    "roster", "党员花名册", date(2026, 11, 20), 3, DIGEST, request={"options": {"order": "office"}}
)


def test_second_printing_of_the_same_text_is_a_reprint(desk: Desk) -> None:
    assert printing.log(desk, ROSTER) == 1
    assert printing.copy_number(desk, DIGEST) == 2
    assert printing.log(desk, replace(ROSTER, copies=2)) == 2
    assert printing.copy_number(desk, DIGEST) == 3  # two copies of one printing
    assert printing.copy_number(desk, "f" * 64) == 1


def test_file_is_no_reprint(desk: Desk) -> None:
    printing.log(desk, replace(ROSTER, way=PDF))
    assert printing.copy_number(desk, DIGEST) == 1


def test_paper_is_found_by_the_code_at_its_foot(desk: Desk) -> None:
    printing.log(desk, ROSTER)
    printing.log(desk, replace(ROSTER, digest="a" * 64))
    (row,) = printing.by_code(desk, "3F2A-91C0")
    assert (row.title, row.day, row.pages, row.copy) == ("党员花名册", date(2026, 11, 20), 3, 1)
    assert row.user == desk.user
    assert row.request == {"options": {"order": "office"}}


@pytest.mark.parametrize("code", ["", "3F2A", "第1页", "%%%%%%%%"])
def test_what_is_no_code_is_said_so(desk: Desk, code: str) -> None:
    with pytest.raises(UserError, match="不是校验码"):
        printing.by_code(desk, code)


def test_book_opened_for_reading_only_keeps_no_log(desk: Desk) -> None:
    assert printing.log(replace(desk, read_only=True), ROSTER) == 1
    assert printing.by_code(desk, "3F2A-91C0") == ()


def test_everybody_may_print(desk: Desk) -> None:
    printing.log(replace(desk, role=Role.VIEWER), ROSTER)
    assert len(printing.by_code(desk, "3F2A-91C0")) == 1


def test_log_is_a_list(desk: Desk) -> None:
    printing.log(desk, ROSTER)
    printing.log(desk, replace(ROSTER, title="党员名册（公示）", digest="b" * 64))
    query = Query(Scope(desk.today()), text="公示")
    rows = listing.table(desk, PRINTINGS, query, ("title", "way", "copy", "digest"))
    assert rows == [("党员名册（公示）", "paper", "首次", "BBBBBBBB")]


def test_reprints_are_marked_in_the_list_and_files_are_none(desk: Desk) -> None:
    for line in (ROSTER, replace(ROSTER, copies=3), replace(ROSTER, way=PDF)):
        printing.log(desk, line)
    query = Query(Scope(desk.today()), sort=(("way", False), ("copies", False)))
    rows = listing.table(desk, PRINTINGS, query, ("way", "copies", "copy"))
    assert rows == [("paper", 1, "首次"), ("paper", 3, "第2次（重打）"), ("pdf", 1, "")]


def test_history_names_pages_and_copies(desk: Desk) -> None:
    printing.log(desk, replace(ROSTER, copies=2))
    printing.log(desk, replace(ROSTER, way=XLSX, pages=0))
    query = Query(Scope(desk.today()))
    titles = [row[0] for row in listing.table(desk, audit.AUDIT, query, ("title",))]
    assert "打印：党员花名册，3页，2份" in titles
    assert "导出表格：党员花名册" in titles
