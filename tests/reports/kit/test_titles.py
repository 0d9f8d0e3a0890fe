"""Titles of official papers: words stay whole, the longer line stands above."""

from __future__ import annotations

import pytest

from djdesk.reports.kit.titles import broken


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("支部委员会会议纪要", ["支部委员会会议纪要"]),
        (
            "中共某某厂机修车间支部委员会关于召开2026年度组织生活会和开展民主评议党员的请示",
            [
                "中共某某厂机修车间支部委员会",
                "关于召开2026年度组织生活会",
                "和开展民主评议党员的请示",
            ],
        ),
        (
            "中共某某集团某某厂机修车间支部委员会关于接收李某同志为中共预备党员的请示",
            ["中共某某集团某某厂机修车间支部委员会", "关于接收李某同志为中共预备党员的请示"],
        ),
        ("自己\n分行的标题", ["自己", "分行的标题"]),
    ],
)
def test_titles_break_by_meaning(title: str, lines: list[str]) -> None:
    assert broken(title, 20) == lines


@pytest.mark.parametrize("most", [12, 16, 20])
def test_words_and_signs_are_not_torn_apart(most: int) -> None:
    title = "关于开展学习贯彻《中国共产党支部工作条例（试行）》主题党日活动情况的报告"
    lines = broken(title, most)
    assert "".join(lines) == title
    for line in lines[1:]:
        assert line[0] not in "的）》、"
    for word in ("主题党日", "报告", "学习"):
        assert any(word in line for line in lines), lines


def test_title_beyond_four_lines_is_left_to_the_width() -> None:
    assert broken("标题" * 60, 20) == ["标题" * 60]
