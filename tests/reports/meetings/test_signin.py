"""F04 with the names of the day, and cards whose codes sign their members in."""

from __future__ import annotations

from djdesk.reports.catalogue import report
from djdesk.reports.kit.content import Content, Grid, PageBreak, Table
from djdesk.reports.kit.pictures import extent
from djdesk.reports.kit.spec import Request
from djdesk.reports.meetings import signin
from djdesk.services import meetings
from djdesk.services.desk import Desk
from djdesk.services.sample.load import load_people
from tests.reports import snapshots
from tests.reports.meetings.sittings import Year
from tests.reports.papers import DAY, RARE, printed, texts


def of(desk: Desk, meeting: int, **options: str) -> Content:
    spec = report("meeting-signin")
    return spec.content(desk, Request(DAY, records=(meeting,), options=options))


def test_names_of_the_day_and_room_for_their_ink(desk: Desk, year: Year) -> None:
    content = of(desk, year.full)
    snapshots.check("meeting-signin", content)
    table = next(block for block in content.blocks if isinstance(block, Table))
    assert table.keep_blank
    assert {cell for row in table.rows for cell in (row[2], row[5])} == {""}
    (text,) = texts(printed(content).data)
    assert RARE in text
    assert "应到4人实到人请假人缺席人" in text
    assert "／" not in text


def test_after_the_meeting_absence_stands_in_the_place_of_ink(desk: Desk, year: Year) -> None:
    (text,) = texts(printed(of(desk, year.full, marks="yes")).data)
    assert "（病假）" in text
    assert "应到4人实到3人请假1人缺席0人" in text


def test_sheet_for_a_meeting_to_come_has_everybody(desk: Desk, year: Year) -> None:
    (text,) = texts(printed(of(desk, year.planned, marks="yes")).data)
    assert all(name in text for name in year.people)
    assert "应到4人实到人" in text


def test_many_names_go_on_over_pages_below_their_head(desk: Desk, year: Year) -> None:
    load_people(desk, 120)
    pages = texts(printed(of(desk, year.planned)).data)
    assert len(pages) >= 3
    assert all("签名" in page for page in pages)


def test_cards_stand_ten_on_a_page(desk: Desk, year: Year) -> None:
    content = report("signin-cards").content(desk, Request(DAY))
    (grid,) = [block for block in content.blocks if isinstance(block, Grid)]
    assert len(grid.cells) == 2
    assert list(grid.widths) == [38, 47, 38, 47]
    snapshots.check("signin-cards", content)
    load_people(desk, 20)
    many = report("signin-cards").content(desk, Request(DAY))
    assert many.blocks.count(PageBreak()) == 2
    assert printed(many).pages == 3


def test_code_of_a_card_is_what_signs_in(desk: Desk, year: Year) -> None:
    row = next(row for row in meetings.roll(desk, year.bare).rows if row.name == RARE)
    meetings.sign_in(desk, year.bare, row.code, 540)
    found = next(each for each in meetings.roll(desk, year.bare).rows if each.name == RARE)
    assert found.status == "present"
    assert extent(signin.code_picture(row.code)) == (232, 232)
    one = report("signin-cards").content(desk, Request(DAY, members=(year.people[RARE],)))
    (grid,) = [block for block in one.blocks if isinstance(block, Grid)]
    assert grid.cells[0][0].image == signin.code_picture(row.code)
