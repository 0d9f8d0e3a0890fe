"""Which files paper can show: photographs, scanned sign-in sheets; the others are told."""

from __future__ import annotations

from djdesk.reports.kit.content import PageBreak, Picture, Pictures
from djdesk.reports.meetings import evidence
from djdesk.services import meetings
from djdesk.services.desk import Desk
from tests.reports.meetings.sittings import Year, drawn
from tests.reports.papers import printed, texts


def test_files_are_told_apart_by_what_they_prove(desk: Desk, year: Year) -> None:
    meetings.add_evidence(desk, year.theme, "讲稿.pdf", b"%PDF-1.7", purpose="handout")
    meetings.add_evidence(desk, year.theme, "签到.pdf", b"%PDF-1.7", purpose="signin")
    files = meetings.record(desk, year.theme).evidence
    assert [file.title for file in evidence.pictures(files, evidence.PHOTO)] == [
        f"现场照片{n}.jpg" for n in (1, 2, 3)
    ]
    assert len(evidence.pictures(files, evidence.SIGNIN)) == 1
    assert [file.title for file in evidence.electronic(files)] == ["讲稿.pdf", "签到.pdf"]


def test_photographs_on_pages_of_their_own(desk: Desk, year: Year) -> None:
    content = evidence.photo_sheet(desk, meetings.record(desk, year.theme))
    (pictures,) = [block for block in content.blocks if isinstance(block, Pictures)]
    assert len(pictures.pictures) == 3
    assert "2026-主题党日-01第1版" in texts(printed(content).data)[0]


def test_each_scanned_sheet_fills_a_page(desk: Desk, year: Year) -> None:
    meetings.add_evidence(desk, year.theme, "第二页.png", drawn(7, tall=True), purpose="signin")
    content = evidence.scan_sheet(desk, meetings.record(desk, year.theme), evidence.SIGNIN)
    assert content.blocks.count(PageBreak()) == 1
    shown = [block for block in content.blocks if isinstance(block, Picture)]
    assert [(p.width, p.height) for p in shown] == [evidence.SCAN] * 2
    assert printed(content).pages == 2
