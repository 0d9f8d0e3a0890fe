"""F06: head, outline, dues of the day, two photographs of 80 × 60 mm."""

from __future__ import annotations

from djdesk.reports.catalogue import report
from djdesk.reports.kit.content import Content, Pictures
from djdesk.reports.kit.spec import Request
from djdesk.reports.meetings import activity, usual
from djdesk.services.desk import Desk
from tests.reports import snapshots
from tests.reports.meetings.sittings import Year
from tests.reports.papers import DAY, printed, texts


def of(desk: Desk, meeting: int, **options: str) -> Content:
    spec = report("meeting-activity")
    return spec.content(desk, Request(DAY, records=(meeting,), options=options))


def pictures(content: Content) -> list[Pictures]:
    return [block for block in content.blocks if isinstance(block, Pictures)]


def test_theme_day_with_two_photographs(desk: Desk, year: Year) -> None:
    content = of(desk, year.theme)
    snapshots.check("meeting-activity", content)
    (row,) = pictures(content)
    assert [(p.width, p.height, p.caption) for p in row.pictures] == [
        (80, 60, "现场照片1"),
        (80, 60, "现场照片2"),
    ]
    whole = "".join(texts(printed(content).data))
    assert "共计126.50元" in whole
    assert "学时2.0" in whole
    assert "台账编号2026-主题党日-01第1版" in whole


def test_all_photographs_or_none(desk: Desk, year: Year) -> None:
    (row,) = pictures(of(desk, year.theme, photos="all"))
    assert len(row.pictures) == 3
    assert pictures(of(desk, year.theme, photos="none")) == []


def test_boxes_stay_for_photographs_to_come(desk: Desk, year: Year) -> None:
    (row,) = pictures(of(desk, year.bare))
    assert [p.data for p in row.pictures] == [b"", b""]


def test_lost_photograph_is_said_in_its_place(desk: Desk, year: Year) -> None:
    for path in (desk.store.folder / "files").rglob("*"):
        if path.is_file():
            path.unlink()
    pages = texts(printed(of(desk, year.theme)).data)
    assert "照片文件无法读取" in pages[-1]


def test_kinds_have_their_usual_record() -> None:
    assert {usual(code) for code in activity.ACTIVITIES} == {"meeting-activity"}
    assert {usual(code) for code in ("M1", "M2", "M3", "M6", "M7", "B1")} == {"meeting-record"}
