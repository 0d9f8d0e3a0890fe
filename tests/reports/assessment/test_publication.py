"""F11: ranks, red and yellow, dates of 公示, and nothing private."""

from __future__ import annotations

from datetime import date

from djdesk.reports.kit.content import Line, Paragraph
from djdesk.services import assessment
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from tests.reports import snapshots
from tests.reports.assessment.reading import IN_AUGUST, IN_JUNE, of, row, tables
from tests.reports.assessment.scores import JULY, Scores
from tests.reports.branch import MINORITY
from tests.reports.papers import RARE, printed, texts


def test_board_of_a_confirmed_month(desk: Desk, scored: Scores) -> None:
    content = of(desk, "assessment-public")
    snapshots.check("assessment-public", content)
    # forms.md F11: red from 90 on, yellow below 60
    assert tables(content)[0].tints == ["red", "", "", "yellow"]
    assert row(content, RARE) == ["1", RARE, "60.0", "40.0", "0.0", "100.0", "优秀"]
    # the change of the branch's opinion stands among what was taken: 60 - 3 - 2
    assert row(content, MINORITY) == ["4", MINORITY, "60.0", "0.0", "5.0", "55.0", "不合格"]


def test_board_tells_nothing_private(desk: Desk, scored: Scores) -> None:
    pages = "".join(texts(printed(of(desk, "assessment-public")).data))
    for private in ("9999", "138", "抢险", "提醒", "李静", "测试"):
        assert private not in pages


def test_dates_place_and_telephone_of_a_posted_month(desk: Desk, scored: Scores) -> None:
    content = of(desk, "assessment-public", IN_JUNE)
    said = [block.text for block in content.blocks if isinstance(block, Paragraph)]
    assert said[1] == (
        "公示时间：2026年7月3日至2026年7月9日。公示地点：党务公开栏。异议电话：0515-80000000。"
        "对以上得分有异议的，请在公示期内向党支部反映。"
    )
    until = date(2026, 8, 12)
    assessment.publish_month(
        desk, JULY, on=date(2026, 8, 6), until=until, place="车间门口", telephone="80000001"
    )
    assert "至2026年8月12日" in texts(printed(of(desk, "assessment-public")).data)[0]


def test_large_board(desk: Desk, scored: Scores) -> None:
    content = of(desk, "assessment-public", size="A3")
    assert content.paper.size == "A3"
    assert list(content.paper.extent) == [420, 297]
    assert tables(content)[0].size == 18
    assert printed(content).pages == 1


def test_groups_have_a_board(desk: Desk, scored: Scores) -> None:
    content = of(desk, "assessment-public", level="group")
    assert [each[1] for each in tables(content)[0].rows] == ["第二党小组", "第一党小组"]


def test_ties_share_a_rank_and_an_unconfirmed_board_says_so(desk: Desk, scored: Scores) -> None:
    content = of(desk, "assessment-public", IN_AUGUST)
    assert [each[0] for each in tables(content)[0].rows] == ["1", "2", "2", "2"]
    (head,) = [block for block in content.blocks if isinstance(block, Line)]
    assert head.middle == "未审定"


def test_those_who_are_not_scored_are_counted_and_not_named(desk: Desk, scored: Scores) -> None:
    key = scored.people["赵某"]
    values: dict[str, Value] = {"since": date(2026, 8, 1), "kind": "exempt", "reason": "长期病休"}
    assessment.set_class(desk, key, values)
    content = of(desk, "assessment-public", IN_AUGUST)
    page = texts(printed(content).data)[0]
    assert "赵某" not in page
    assert "另有1人本月不计分" in page
    assert "病休" not in page
