"""F03: head, text on lines, votes with their working, duties; nothing looks unfinished."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from djdesk.models.meetings import Meeting
from djdesk.reports.catalogue import of_area, report
from djdesk.reports.kit import xlsx
from djdesk.reports.kit.content import Content, Ruled, Table, digest
from djdesk.reports.kit.spec import ReportSpec, Request
from djdesk.services import meetings
from djdesk.services.desk import Desk
from tests.reports import snapshots
from tests.reports.meetings.sittings import Year, part
from tests.reports.papers import DAY, RARE, UNKNOWN, printed, texts


def of(desk: Desk, meeting: int) -> Content:
    return report("meeting-record").content(desk, Request(DAY, records=(meeting,)))


def test_record_says_everything(desk: Desk, year: Year) -> None:
    content = of(desk, year.full)
    snapshots.check("meeting-record", content)
    rendering = printed(content)
    assert not rendering.preflight.missing
    pages = texts(rendering.data)
    for text in pages:
        assert "台账编号2026-党员大会-01第1版" in text
        assert f"{content.form}会议记录" in text
    whole = "".join(pages)
    assert "病假：王某（住院，李静准假）" in whole
    assert "钱某（入党积极分子，听取意见）、厂党委组织员周某" in whole
    assert f"{RARE}：检修任务重" in whole
    assert "审核（支部书记）：" in pages[-1]


def test_text_stands_on_lines_of_which_22_fill_a_page(desk: Desk, year: Year) -> None:
    ruled = [block for block in of(desk, year.full).blocks if isinstance(block, Ruled)]
    assert {block.a_page for block in ruled} == {22}


def test_long_minutes_flow_over_pages_with_their_mark(desk: Desk, year: Year) -> None:
    said = "与会党员围绕检修任务和倒班安排逐一发言，提出了不同意见。" * 12
    meetings.save_record(
        desk,
        year.full,
        {"content": "\n".join(f"{n}．{said}" for n in range(1, 41))},
        resolutions=[part(text="同意" + "逐项落实整改措施，" * 60) for _ in range(12)],
    )
    rendering = printed(of(desk, year.full))
    pages = texts(rendering.data)
    assert rendering.pages > 15
    assert all("2026-党员大会-01第1版" in page for page in pages)
    assert f"第{rendering.pages}页共{rendering.pages}页" in pages[-1]
    assert "主持人签名" in pages[-1]


def test_record_that_is_not_written_leaves_lines_to_write_on(desk: Desk, year: Year) -> None:
    content = of(desk, year.bare)
    snapshots.check("meeting-record-bare", content)
    (ruled,) = [block for block in content.blocks if isinstance(block, Ruled)]
    assert (ruled.text, ruled.blank_to) == ("", 22)
    assert "／" not in "".join(texts(printed(content).data))


def test_finished_record_has_strokes_where_nothing_is(desk: Desk, year: Year) -> None:
    with desk.store.write("整理", area="meetings") as session:
        session.get_one(Meeting, year.bare).state = "recorded"
    content = of(desk, year.bare)
    tables = [block for block in content.blocks if isinstance(block, Table)]
    assert all(len(table.rows) == 1 and not any(table.rows[0]) for table in tables)
    (ruled,) = [block for block in content.blocks if isinstance(block, Ruled)]
    assert ruled.text == "／"
    assert "地点／" in texts(printed(content).data)[0]


def test_signing_and_follow_up_leave_the_paper_current(desk: Desk, year: Year) -> None:
    before = digest(of(desk, year.full))
    meetings.signed(desk, year.full, chair=True, recorder=True)
    duty = meetings.record(desk, year.full).resolutions[0]
    assert duty.id is not None
    meetings.done(desk, "resolution", duty.id, on=date(2026, 4, 20), note="已上报")
    assert digest(of(desk, year.full)) == before


def test_characters_that_no_face_has_are_told(desk: Desk, year: Year) -> None:
    meetings.save_record(desk, year.full, {"place": f"{UNKNOWN}厅"})
    assert printed(of(desk, year.full)).preflight.missing


@pytest.mark.parametrize(
    "spec", [spec for spec in of_area("meetings") if spec.by_record], ids=lambda spec: spec.id
)
def test_every_paper_of_a_record_becomes_a_workbook_too(
    desk: Desk, year: Year, spec: ReportSpec
) -> None:
    records = (year.talk,) if spec.by_record == "talks" else (year.full, year.theme, year.planned)
    for record in records:
        content = spec.content(desk, Request(DAY, records=(record,)))
        assert openpyxl.load_workbook(io.BytesIO(xlsx.render(content))).worksheets
