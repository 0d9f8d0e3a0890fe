"""F12: groups above their members, the branch last, opinions with names side by side."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from djdesk.models.assessment import Opinion
from djdesk.reports.kit.content import Paragraph
from djdesk.services import assessment
from djdesk.services.assessment import Entry, Subject
from djdesk.services.desk import Desk
from tests.conftest import BRANCH
from tests.reports import snapshots
from tests.reports.assessment.reading import IN_AUGUST, of, row, tables
from tests.reports.assessment.scores import AUGUST, Scores
from tests.reports.branch import MINORITY
from tests.reports.papers import RARE, printed, texts


def test_summary_of_three_levels(desk: Desk, scored: Scores) -> None:
    content = of(desk, "assessment-summary")
    blocks = tuple(
        # opinions carry the day on which they were given: that of the computer's clock
        replace(block, text=re.sub(r"\d{4}\.\d\d\.\d\d", "（日期）", block.text))
        if isinstance(block, Paragraph)
        else block
        for block in content.blocks
    )
    snapshots.check("assessment-summary", replace(content, blocks=blocks))
    names = [each[1] for each in tables(content)[0].rows]
    assert names == ["第一党小组", "王某", "第二党小组", RARE, MINORITY, "赵某", BRANCH]


def test_opinions_stand_side_by_side_with_their_names(desk: Desk, scored: Scores) -> None:
    content = of(desk, "assessment-summary")
    assert row(content, RARE)[2:5] == [f"95.0\n{RARE}", "93.0\n王某", ""]
    assert row(content, MINORITY)[2:5] == ["", "", f"-2.0\n{RARE}"]
    assert row(content, "第二党小组")[2:5] == ["", "", f"88.0\n{RARE}"]
    told = [block.text for block in content.blocks if isinstance(block, Paragraph)]
    assert any("调整 -2.0 分，理由：两次提醒仍未补记笔记。" in text for text in told)


def test_scores_are_those_of_the_roll_up(desk: Desk, scored: Scores) -> None:
    content = of(desk, "assessment-summary")
    # 0.6 × 90 + 0.4 × 62 = 78.8; 0.6 × 88 + 0.4 × (100 + 55) / 2 = 83.8
    assert (row(content, "第一党小组")[7], row(content, "第二党小组")[7]) == ("78.8", "83.8")
    # 0.5 × 100 + 0.5 × (78.8 + 83.8) / 2 = 90.65 → 90.7
    assert row(content, BRANCH)[7] == "90.7"
    assert row(content, "第二党小组")[-1] == "本级88.0"


def test_partners_have_their_helper_while_the_pair_runs(desk: Desk, scored: Scores) -> None:
    assert row(of(desk, "assessment-summary"), MINORITY)[11] == RARE
    assert row(of(desk, "assessment-summary"), RARE)[11] == ""


def test_opinion_without_points_and_of_the_superior(desk: Desk, scored: Scores) -> None:
    assessment.give(
        desk, Subject("member", scored.home, scored.people["王某"]), AUGUST, "branch",
        opinion="要多参加学习", by="书记"
    )  # fmt: skip
    branch = Subject("branch", scored.home)
    with desk.store.write("接收意见", area="assessment") as session:
        session.add(
            Opinion(
                level="branch",
                organization_id=branch.organization_id,
                month=AUGUST,
                stage="superior",
                points=910,
                given_by="厂党委",
                given_at=datetime.fromisoformat("2026-09-09T08:00:00"),
            )
        )
    content = of(desk, "assessment-summary", IN_AUGUST)
    assert row(content, "王某")[4] == "见意见\n书记"
    assert row(content, BRANCH)[-1].endswith("上级评91.0 厂党委")


def test_room_to_sign_for_everybody(desk: Desk, scored: Scores) -> None:
    content = of(desk, "assessment-summary")
    assert {each[12] for each in tables(content)[0].rows} == {" "}
    pages = texts(printed(content).data)
    assert "考核组成员签名：" in pages[-1]
    assert "支部书记：" in pages[-1]


def test_warnings_stand_in_words_before_the_month_is_confirmed_too(
    desk: Desk, scored: Scores
) -> None:
    # June 50 and July 55 are both below 60: yellow twice running is red (assessment.md §4)
    assert row(of(desk, "assessment-summary"), MINORITY)[10] == "红牌"
    entry = Entry(
        "member", scored.home, scored.people["赵某"], AUGUST, "C3-3a", AUGUST, reason="未完成任务"
    )
    assessment.book_line(desk, entry)
    assert row(of(desk, "assessment-summary", IN_AUGUST), "赵某")[10] == "黄牌"
