"""积分考核卷: everything of a year in order, and what is not finished."""

from __future__ import annotations

from pathlib import Path

import pypdf
import pytest

from djdesk.errors import UserError
from djdesk.reports.assessment import volume
from djdesk.reports.assessment.volume import Choice
from djdesk.services import listing, printing
from djdesk.services.desk import Desk
from djdesk.services.listing import Query, Scope
from tests.reports.assessment.scores import Scores
from tests.reports.branch import MINORITY
from tests.reports.papers import RARE, texts


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the volume goes."""
    return tmp_path / "卷.pdf"


def test_year_is_bound_in_order(desk: Desk, scored: Scores, path: Path) -> None:
    binding = volume.write(desk, Choice(2026), path)
    assert [(part.number, part.title, part.remark) for part in binding.parts] == [
        ("", "党支部三级考核", "方案"),
        ("", "2026年党员积分台账", ""),
        ("2026-考核-06", "2026年6月三级考核汇总表", ""),
        ("2026-考核-06", "2026年6月积分公示榜", ""),
        ("2026-考核-07", "2026年7月三级考核汇总表", ""),
        ("2026-考核-07", "2026年7月积分公示榜", ""),
        ("2026-考核-08", "2026年8月三级考核汇总表", "未审定"),
        ("2026-考核-08", "2026年8月积分公示榜", "未审定"),
        ("2026-整改-01", f"整改单：{MINORITY}", ""),
        ("2026-整改-02", "整改单：第二党小组", ""),
        ("2026-结对-01", f"结对帮扶记录：{RARE}与{MINORITY}", ""),
        ("", "奖惩兑现登记表", ""),
    ]
    pages = texts(path.read_bytes())
    assert "2026年积分考核" in pages[0]
    assert "6—8月" in pages[0]
    assert "卷内文件目录" in pages[1]
    for number in range(1, binding.pages + 1):
        assert f"第{number}页共{binding.pages}页" in pages[1 + number]
    assert len(pypdf.PdfReader(path).outline) == len(binding.parts)


def test_last_sheet_names_what_is_not_finished(desk: Desk, scored: Scores, path: Path) -> None:
    volume.write(desk, Choice(2026), path)
    last = texts(path.read_bytes())[-1]
    assert "2026年6月考核" not in last  # sealed
    assert "2026年7月考核已审定，还没有封存" in last
    assert "2026年8月考核已开账，还没有封存" in last
    assert "2026-整改-02第二党小组整改没有销号" in last
    assert "2026-整改-01" not in last


def test_explanations_are_bound_on_demand(desk: Desk, scored: Scores, path: Path) -> None:
    binding = volume.write(desk, Choice(2026, members=True), path)
    added = [part for part in binding.parts if part.title.endswith("个人得分说明")]
    assert [part.last - part.first + 1 for part in added] == [4, 4, 4]


def test_a_year_without_months_is_said(desk: Desk, scored: Scores, path: Path) -> None:
    with pytest.raises(UserError, match="2025年没有开账的考核月份"):
        volume.write(desk, Choice(2025), path)
    assert not path.exists()


def test_what_was_bound_is_logged(desk: Desk, scored: Scores, path: Path) -> None:
    binding = volume.write(desk, Choice(2026), path)
    keys = ("title", "pages", "way")
    found = listing.table(desk, printing.PRINTINGS, Query(Scope(desk.today())), keys)
    assert found == [("2026年积分考核", binding.pages, "pdf")]
