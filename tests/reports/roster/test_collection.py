"""The collection form: one page a person, everything the book knows, blanks to write on."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.errors import UserError
from djdesk.reports.catalogue import report
from djdesk.reports.kit.content import Cell, Content, Grid, PageBreak
from djdesk.reports.kit.spec import Request
from djdesk.services.desk import Desk
from tests.reports import snapshots
from tests.reports.branch import fill
from tests.reports.papers import DAY, RARE, printed, texts


def cells(content: Content) -> list[Cell]:
    (grid,) = [block for block in content.blocks if isinstance(block, Grid)]
    return [cell for _, _, cell in grid.placed()]


def value(content: Content, label: str) -> str:
    found = cells(content)
    return found[[cell.text for cell in found].index(label) + 1].text


def test_form_of_one_member(desk: Desk) -> None:
    people = fill(desk)
    content = report("member-form").content(desk, Request(DAY, members=(people[RARE],)))
    snapshots.check("member-form", content)
    rendering = printed(content)
    assert rendering.pages == 1
    assert content.title == f"党员基本信息采集表（{RARE}）"
    assert any(cell.image for cell in cells(content))


def test_every_member_gets_a_page_numbered_for_itself(desk: Desk) -> None:
    fill(desk)
    content = report("member-form").content(desk, Request(DAY))
    assert content.blocks.count(PageBreak(restart=True)) == 3
    found = texts(printed(content).data)
    assert len(found) == 4
    assert all("第1页共1页" in text and "本人签字" in text for text in found)
    assert content.notes[0] == RARE


def test_mobile_and_lost_are_ticked_as_of_the_day(desk: Desk) -> None:
    people = fill(desk)
    away = Request(DAY, members=(people["王某"],))
    content = report("member-form").content(desk, away)
    assert value(content, "是否流动党员") == "☑是　☐否"
    assert value(content, "外出流向") == "浙江台州"
    assert value(content, "是否失联党员") == "☐是　☑否"
    before = Request(date(2025, 12, 31), members=(people["王某"],))
    assert value(report("member-form").content(desk, before), "是否流动党员") == "☐是　☑否"


def test_month_without_a_day_stays_a_month(desk: Desk) -> None:
    people = fill(desk)
    content = report("member-form").content(desk, Request(DAY, members=(people[RARE],)))
    assert value(content, "加入党组织日期") == "2010.06"
    assert value(content, "转为正式党员日期") == "2011.06.01"


def test_empty_items_print_a_stroke_or_stay_free(desk: Desk) -> None:
    people = fill(desk)
    members = (people["赵某"],)
    stroke = report("member-form").content(desk, Request(DAY, members=members))
    free = report("member-form").content(
        desk, Request(DAY, members=members, options={"empty": "blank"})
    )
    assert "／" in texts(printed(stroke).data)[0]
    assert "／" not in texts(printed(free).data)[0]


def test_photograph_may_be_left_out(desk: Desk) -> None:
    people = fill(desk)
    request = Request(DAY, members=(people[RARE],), options={"photo": "no"})
    assert not any(cell.image for cell in cells(report("member-form").content(desk, request)))


def test_lost_photograph_is_said_in_its_place(desk: Desk) -> None:
    people = fill(desk)
    for path in (desk.store.folder / "files").rglob("*"):
        if path.is_file():
            path.unlink()
    content = report("member-form").content(desk, Request(DAY, members=(people[RARE],)))
    assert "照片文件无法读取" in texts(printed(content).data)[0]


def test_nobody_to_print_is_said(desk: Desk) -> None:
    with pytest.raises(UserError, match="没有要打印的党员"):
        report("member-form").content(desk, Request(DAY))


def test_blank_form_is_one_page_to_write_on(desk: Desk) -> None:
    content = report("member-form-blank").content(desk, Request(DAY))
    rendering = printed(content)
    assert rendering.pages == 1
    (text,) = texts(rendering.data)
    assert "／" not in text
    assert text.count("☐是☐否") == 2
    snapshots.check("member-form-blank", content)
