"""The roster on paper: columns and order of the form, the public variant, the past, workbooks."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from djdesk.exchange.roster import sheet
from djdesk.exchange.roster.sheet_plan import Status
from djdesk.reports.catalogue import report
from djdesk.reports.kit import xlsx
from djdesk.reports.kit.content import Content, Table
from djdesk.reports.kit.spec import Request
from djdesk.reports.roster import COLUMNS, listed, standard_workbook
from djdesk.services import listing, roster
from djdesk.services.desk import Desk
from djdesk.services.listing import Query, Scope
from djdesk.services.roster import ROSTER
from tests.reports import snapshots
from tests.reports.branch import MINORITY, fill
from tests.reports.papers import DAY, RARE, printed, texts


def table(content: Content) -> Table:
    (found,) = [block for block in content.blocks if isinstance(block, Table)]
    return found


def names(content: Content) -> list[str]:
    return [row[1] for row in table(content).rows]


def test_columns_are_those_of_the_form() -> None:
    assert sum(column.width for column in COLUMNS) == 267  # forms.md §2, F01
    assert [column.title.replace("\n", "") for column in COLUMNS][-1] == "联系电话"


def test_roster_of_today(desk: Desk) -> None:
    fill(desk)
    snapshots.check("roster", report("roster").content(desk, Request(DAY)))


def test_office_comes_first_then_groups_then_strokes(desk: Desk) -> None:
    fill(desk)
    assert names(report("roster").content(desk, Request(DAY))) == [RARE, MINORITY, "王某", "赵某"]
    by_joining = Request(DAY, options={"order": "joined"})
    assert names(report("roster").content(desk, by_joining))[0] == "王某"


def test_past_day_shows_who_belonged_then(desk: Desk) -> None:
    people = fill(desk)
    away = roster.Paper(counterpart="中共某某市委员会", basis="介绍信第7号")
    roster.leave(desk, people["王某"], "B7", date(2026, 5, 1), away)
    assert "王某" not in names(report("roster").content(desk, Request(DAY)))
    before = report("roster").content(desk, Request(date(2026, 2, 1)))
    assert sorted(names(before)) == sorted([RARE, MINORITY, "王某"])  # 赵某 joined in March
    assert before.day == date(2026, 2, 1)
    assert any("截至2026年2月1日" in str(block) for block in before.blocks)


def test_summary_counts_what_stands_above_it(desk: Desk) -> None:
    fill(desk)
    (line,) = table(report("roster").content(desk, Request(DAY))).totals
    assert line == (
        "合计 4 人：男 2 人，女 2 人；少数民族 1 人；正式党员 3 人，预备党员 1 人；流动党员 1 人。"
    )


def test_only_the_people_asked_for_in_the_order_asked_for(desk: Desk) -> None:
    people = fill(desk)
    wanted = Request(DAY, members=(people["赵某"], people[RARE]))
    assert names(report("roster").content(desk, wanted)) == ["赵某", RARE]
    full = Request(DAY, options={"class": "full"})
    assert "赵某" not in names(report("roster").content(desk, full))


@pytest.mark.parametrize("identity", ["none", "masked"])
def test_board_shows_no_number_telephone_or_address(desk: Desk, identity: str) -> None:
    fill(desk)
    content = report("roster-public").content(desk, Request(DAY, options={"id_number": identity}))
    text = "".join(texts(printed(content).data))
    assert RARE in text
    for secret in ("13800001234", "工人路", "19680203", "99999919680203"):
        assert secret not in text
    assert ("999999**********" in text) is (identity == "masked")
    snapshots.check(f"roster-public-{identity}", content)


def test_blank_form_fits_one_page_and_needs_no_records(desk: Desk) -> None:
    content = report("roster-blank").content(desk, Request(DAY))
    rendering = printed(content)
    assert rendering.pages == 1
    assert "／" not in texts(rendering.data)[0]
    assert len(table(content).rows) == 20
    snapshots.check("roster-blank", content)


def test_awkward_rows_print_whole(desk: Desk) -> None:
    fill(desk)
    text = "".join(texts(printed(report("roster").content(desk, Request(DAY))).data))
    assert RARE in text
    assert "（代理）（代理）" in text.replace("\n", "")
    assert "阿依古丽·" in text
    assert "2010.06" in text  # only the month is known
    assert "2010.06.01" not in text


def test_standard_workbook_keeps_every_value_as_text(desk: Desk, tmp_path: Path) -> None:
    fill(desk)
    path = tmp_path / "名册.xlsx"
    xlsx.write_list(path, [standard_workbook(desk, Request(DAY))])
    first = openpyxl.load_workbook(io.BytesIO(path.read_bytes())).worksheets[0]
    rows = [list(row) for row in first.iter_rows(values_only=True)]
    head = next(row for row in rows if "身份证号" in row)
    row = dict(zip(head, next(row for row in rows if RARE in row), strict=True))
    assert row["身份证号"] == "999999198507091019"[:17] + str(row["身份证号"])[-1]
    assert row["入党时间"] == "2010.06"
    assert row["学历"] == "大学专科毕业"
    assert row["联系电话"] == "13800001234"
    assert "年龄" not in head


def test_list_on_the_screen_becomes_a_workbook_as_shown(desk: Desk) -> None:
    fill(desk)
    columns = [ROSTER.column(key) for key in ("name", "age", "joined_on")]
    query = Query(Scope(DAY), text=MINORITY)
    rows = listing.table(desk, ROSTER, query, [column.key for column in columns])
    shown = listed(columns, rows, "党员花名册")
    assert list(shown.titles) == ["姓名", "年龄", "入党时间"]
    assert list(shown.rows) == [[MINORITY, "36", "2015.06.01"]]


def test_own_export_comes_back_unchanged(desk: Desk, tmp_path: Path) -> None:
    fill(desk)
    path = tmp_path / "名册.xlsx"
    xlsx.write_list(path, [standard_workbook(desk, Request(DAY))])
    plan = sheet.plan_roster(desk, sheet.check_roster(sheet.open_roster(path), DAY))
    assert plan.count() == plan.count(Status.SAME) == 4
    assert plan.faults == ()


def test_reading_is_enough_for_printing(desk: Desk) -> None:
    fill(desk)
    assert names(report("roster").content(replace(desk, read_only=True), Request(DAY)))
