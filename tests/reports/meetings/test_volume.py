"""装订成卷: every record in order with its sign-in sheet and photographs, and what is missing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pypdf
import pytest

from djdesk.errors import Cancelled, UserError
from djdesk.reports.meetings import volume
from djdesk.reports.meetings.volume import Choice
from djdesk.services import listing, meetings, printing
from djdesk.services.desk import Desk
from djdesk.services.listing import Query, Scope
from tests.reports.meetings.sittings import Year, drawn
from tests.reports.papers import RARE, texts


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the volume goes."""
    return tmp_path / "卷.pdf"


def test_year_is_bound_with_continuous_pages(desk: Desk, year: Year, path: Path) -> None:
    binding = volume.write(desk, Choice(2026), path)
    assert [(part.number, part.title) for part in binding.parts] == [
        ("2026-党员大会-01", "第1次支部党员大会：讨论一季度工作和发展党员事项"),
        ("2026-党员大会-01", "第1次支部党员大会签到表"),
        ("2026-主题党日-01", "第1次主题党日：清明祭扫烈士陵园"),
        ("2026-主题党日-01", "第1次主题党日签到表（原件）"),
        ("2026-主题党日-01", "第1次主题党日照片"),
        ("2026-党员大会-02", "第2次支部党员大会"),
        ("2026-党员大会-02", "第2次支部党员大会签到表"),
        ("2026-组织生活会-01", "第1次组织生活会：查摆问题"),
        ("2026-组织生活会-01", "第1次组织生活会问题清单"),
        ("2026-组织生活会-01", "第1次组织生活会签到表"),
    ]
    firsts = [part.first for part in binding.parts]
    assert firsts == [1, *(part.last + 1 for part in binding.parts[:-1])]
    pages = texts(path.read_bytes())
    assert "2026年组织生活记录" in pages[0]
    assert f"2026.03.20—2026.10.16保管期限件数4件页数{binding.pages}页" in pages[0]
    assert "卷内文件目录" in pages[1]
    for number in range(1, binding.pages + 1):
        assert f"第{number}页共{binding.pages}页" in pages[1 + number]
    assert all("台账编号" in page and "第1版" in page for page in pages[2:-1])
    assert len(pypdf.PdfReader(path).outline) == len(binding.parts)


def test_index_has_a_line_for_each_meeting(desk: Desk, year: Year, path: Path) -> None:
    binding = volume.write(desk, Choice(2026), path)
    index = texts(path.read_bytes())[1]
    theme = [part for part in binding.parts if part.number == "2026-主题党日-01"]
    assert f"2026.04.10{theme[0].first}—{theme[-1].last}签到表、照片3张" in index
    assert index.count("2026-主题党日-01") == 1


def test_last_sheet_lists_missing_signatures_and_material(
    desk: Desk, year: Year, path: Path
) -> None:
    meetings.signed(desk, year.full, chair=True, recorder=True)
    meetings.add_evidence(desk, year.full, "讲稿.pdf", b"%PDF-1.7", purpose="handout")
    volume.write(desk, Choice(2026), path)
    last = texts(path.read_bytes())[-1]
    assert "备考表本卷共4件，" in last
    assert "2026-党员大会-01支部书记审核" in last
    assert "2026-党员大会-02主持人、记录人、支部书记审核记录未整理、" in last
    assert "讲稿.pdf学习材料8字节" in last


def test_quarter_kind_and_choice_by_hand(desk: Desk, year: Year, path: Path) -> None:
    def numbers(choice: Choice) -> list[str]:
        return list(dict.fromkeys(p.number for p in volume.write(desk, choice, path).parts))

    assert numbers(Choice(2026, quarter=2)) == ["2026-主题党日-01", "2026-党员大会-02"]
    assert numbers(Choice(2026, kinds=("M6",))) == ["2026-组织生活会-01"]
    assert "2026年组织生活会记录" in texts(path.read_bytes())[0]
    by_hand = Choice(2025, records=(year.bare, year.full, year.planned))
    assert numbers(by_hand) == ["2026-党员大会-01", "2026-党员大会-02"]


def test_talks_are_bound_only_on_demand(desk: Desk, year: Year, path: Path) -> None:
    assert volume.write(desk, Choice(2026, talks=True), path).parts[-1].day == date(2026, 9, 8)
    alone = volume.write(desk, Choice(2026, kinds=("talks",)), path)
    assert len(alone.parts) == 1
    pages = texts(path.read_bytes())
    assert "2026年谈心谈话记录" in pages[0]
    assert f"2026.09.08谈心谈话{RARE}、赵某" in pages[-1]


def test_kind_of_the_branchs_own_is_named(desk: Desk, year: Year, path: Path) -> None:
    values = {"name": "换届大会", "attends": "all", "ledger": "换届"}
    meetings.add_kind(desk, {**values, "since": date(2026, 1, 1)})
    meetings.new_record(desk, {"kind": "B1", "held_on": date(2026, 5, 8)})
    binding = volume.write(desk, Choice(2026, kinds=("B1",)), path)
    assert binding.parts[0].number == "2026-换届-01"
    assert "2026年换届大会记录" in texts(path.read_bytes())[0]


def test_handwritten_record_is_bound_as_it_is(desk: Desk, year: Year, path: Path) -> None:
    page = drawn(5, tall=True)
    meetings.add_evidence(desk, year.full, "手写.jpg", page, purpose="record")
    binding = volume.write(desk, Choice(2026, quarter=1), path)
    assert [part.remark for part in binding.parts] == ["", "手写记录", "签到表"]
    assert "手写记录、签到表" in texts(path.read_bytes())[1]


def test_nothing_to_bind_is_said(desk: Desk, year: Year, path: Path) -> None:
    with pytest.raises(UserError, match="没有可以装订的会议记录"):
        volume.write(desk, Choice(2024), path)
    assert not path.exists()


def test_what_was_bound_is_logged(desk: Desk, year: Year, path: Path) -> None:
    binding = volume.write(desk, Choice(2026, quarter=1), path)
    keys = ("title", "pages", "way")
    found = listing.table(desk, printing.PRINTINGS, Query(Scope(desk.today())), keys)
    assert found == [("2026年第一季度组织生活记录", binding.pages, "pdf")]


def test_stopping_leaves_no_half_volume(desk: Desk, year: Year, path: Path) -> None:
    class Stop:
        def step(self, done: int, total: int, text: str = "") -> None:
            if done == 3:
                raise Cancelled

    with pytest.raises(Cancelled):
        volume.write(desk, Choice(2026), path, progress=Stop())
    assert not path.exists()
