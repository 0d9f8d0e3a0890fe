"""The pane 评价分析: figures that lead on, numbers beside charts, words where there is none."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from djdesk.models.store.book import open_book
from djdesk.services import assessment, organization
from djdesk.services.assessment import BranchMonth, Subject, comparing, corrections
from djdesk.services.desk import Desk, Role
from djdesk.ui.assessment.analysis import PANE, WORDS, AnalysisPane
from djdesk.ui.assessment.charts_branches import behind
from djdesk.ui.assessment.charts_ranking import moved, signed
from djdesk.ui.assessment.charts_trend import TONES
from djdesk.ui.kit.charts import Bar
from djdesk.ui.kit.pane import Context, Shows
from djdesk.ui.kit.rows import Rows
from tests.conftest import PASSWORD, TODAY, USER
from tests.ui.assessment import months
from tests.ui.conftest import Opened
from tests.ui.hands import click, press
from tests.ui.meetings.conftest import NAMES, Branch

OCTOBER = date(2026, 10, 1)


@pytest.fixture(scope="session")
def assessed(peopled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed book of the 43 with five months of their assessment."""
    folder = Path(shutil.copytree(peopled, tmp_path_factory.mktemp("assessed") / "book"))
    book = open_book(folder, PASSWORD)
    desk = Desk(book.store, USER, Role.SECRETARY, lambda: TODAY)
    members = {name: place for place, name in enumerate(NAMES, start=1)}
    months.enter(desk, organization.home_id(desk), members)
    book.close()
    return folder


@pytest.fixture
def book_folder(assessed: Path, tmp_path: Path) -> Path:
    """A book of this test's own, with the months in it."""
    return Path(shutil.copytree(assessed, tmp_path / "book"))


class Hints(Opened):
    """Where panes asked to go, with the hints."""

    def __init__(self) -> None:
        super().__init__()
        self.hints: list[dict[str, object]] = []

    def __call__(self, area: str, record_id: int | None = None, **hints: object) -> None:
        super().__call__(area, record_id, **hints)
        self.hints.append(hints)


@pytest.fixture
def opened() -> Hints:
    """Where panes asked to go."""
    return Hints()


@pytest.fixture
def pane(branch: Branch, context: Context, qtbot: QtBot) -> AnalysisPane:
    made = AnalysisPane(context)
    qtbot.addWidget(made)
    made.resize(1080, 740)
    made.show()
    return made


def table(rows: Rows) -> list[tuple[str, ...]]:
    """What a table says."""
    return [row.texts for row in rows._model.rows]


def test_a_pane_as_the_shell_wants_it(pane: AnalysisPane) -> None:
    assert isinstance(pane, Shows)
    assert (PANE.id, PANE.title, PANE.group) == ("analysis", "评价分析", "考核评议")
    assert pane.span.said.text() == "2026年10月"  # the last month that was opened


def test_the_course_of_everybody_and_of_one(pane: AnalysisPane, branch: Branch) -> None:
    heat = pane.trend.heat.heat
    assert len(heat.rows) == 43
    slips = next(row for row in heat.rows if row.label == "郑某七")
    # 60 - 10 + 5 = 55 until August, then three or four of the items
    assert [cell.text for cell in slips.cells[5:8]] == ["55.0", "55.0", "55.0"]
    assert slips.cells[5].state == TONES["bad"]
    assert [word for _state, word in heat.legend] == [
        "不合格 < 60.0",
        "基本合格 ≥ 60.0",
        "合格 ≥ 70.0",
        "优秀 ≥ 90.0",
    ]
    assert slips.cells[0].text == ""
    pane.show_record(branch.members["郑某七"])
    trend = pane.trend.curves.trend
    assert trend.curves[0].name == "郑某七"
    assert trend.curves[0].values[5:8] == (550, 550, 550)
    assert trend.curves[1].name == "党员平均"
    assert trend.levels == ((600, "预警线 60.0"),)
    assert "未审定" in trend.title  # October is not confirmed


def test_walking_through_the_table_shows_the_curve(pane: AnalysisPane, opened: Hints) -> None:
    grid = pane.trend.heat.table
    grid.setCurrentIndex(grid.model().index(0, 9))
    press(grid, Qt.Key.Key_Down)
    second = pane.trend.heat.heat.rows[1].label
    assert pane.trend.curves.trend.curves[0].name == second
    click(pane.trend.why)
    assert opened[0][0] == "assessment"
    assert opened.hints[0] == {"level": "member", "month": OCTOBER}


def test_a_ranking_says_how_far_each_moved(pane: AnalysisPane, branch: Branch) -> None:
    pane.sections.choose("ranking")
    rows = table(pane.ranking.rows)
    assert len(rows) == 43
    scores = [float(row[4]) for row in rows]
    assert scores == sorted(scores, reverse=True)
    last = rows[-1]
    assert (last[2], last[4], last[6]) == ("卫某二", "55.0", "不合格")
    assert last[1].startswith("↓ 降")
    assert pane.ranking.said.text() == "到2026年10月（已计分），变化与2026年9月相比；同分同名次。"
    pane.ranking.chips.choose("grade:不合格")
    assert [row[2] for row in table(pane.ranking.rows)] == ["卫某二"]


def test_changes_are_words_with_signs() -> None:
    assert [moved(change)[0] for change in (3, -2, 0, None)] == [
        "↑ 升 3 位",
        "↓ 降 2 位",
        "持平",
        "—",
    ]
    assert [signed(points) for points in (15, -5, None)] == ["+1.5", "-0.5", ""]


def test_a_year_is_ranked_by_its_mean(pane: AnalysisPane) -> None:
    pane.sections.choose("ranking")
    pane.span.choose("year")
    rows = {row[2]: row for row in table(pane.ranking.rows)}
    # three months of 55, 85 in September, 93 in October
    assert rows["郑某七"][4] == f"{(55 * 3 + 85 + 93) / 5:.1f}"
    assert pane.ranking.said.text().startswith("到2026年10月")


def test_from_the_ranking_to_the_parts_beside_the_mean(pane: AnalysisPane) -> None:
    pane.sections.choose("ranking")
    number = next(n for n, row in enumerate(table(pane.ranking.rows)) if row[2] == "卫某二")
    pane.ranking.rows.selectRow(number)
    press(pane.ranking.rows, Qt.Key.Key_Return)
    assert pane.sections.current == "profile"
    part = pane.profile
    assert part.chart.figure.title == "卫某二 2026年10月分项得分（竖线为平均）"
    rows = {row[0]: row for row in table(part.rows)}
    assert rows["班组安全"][1] == "5.0"
    assert rows["组织生活"][1] == "-10.0"  # twice absent, and nothing gained
    bars = {bar.label: bar for bar in part.chart.figure.bars}
    assert bars["班组安全"].value == 50
    assert bars["班组安全"].target is not None
    assert "最多" in part.said.text()
    part.ways.choose("item")
    assert "班组无违章" in {row[0] for row in table(part.rows)}


def test_another_one_is_chosen_by_name(pane: AnalysisPane) -> None:
    pane.sections.choose("profile")
    inner = pane.profile.whom.inner
    assert isinstance(inner, QLineEdit)
    pane.profile.whom.set_text("赵某一")
    pane.profile.whom.edited.emit()
    assert pane.profile.chart.figure.title.startswith("赵某一 ")


def test_the_spread_over_the_grades_leads_to_the_names(pane: AnalysisPane) -> None:
    pane.sections.choose("distribution")
    part = pane.distribution
    rows = table(part.rows)
    assert sum(int(row[2]) for row in rows) == 43
    assert rows[-1][:2] == ("不合格", "< 60.0")
    assert rows[-1][4] == "卫某二"
    assert part.said.text().startswith("计分 43 个 · 平均 ")
    part.chart.chosen.emit(Bar("不合格", 1, len(rows) - 1))
    click(part.who)
    assert pane.sections.current == "ranking"
    assert [row[2] for row in table(pane.ranking.rows)] == ["卫某二"]


def test_what_loses_most_comes_first(pane: AnalysisPane) -> None:
    pane.sections.choose("losses")
    first = table(pane.losses.rows)[0]
    assert (first[0], first[2], first[3]) == ("无故不参加组织生活", "10.0", "1")
    assert pane.losses.chart.figure.bars[0] == Bar("无故不参加组织生活", 100, 0)
    pane.span.choose("year")
    first = table(pane.losses.rows)[0]
    assert (first[0], first[2], first[4]) == ("无故不参加组织生活", "40.0", "2")


def test_a_warning_with_its_reason_opens_a_correction(
    pane: AnalysisPane, desk: Desk, branch: Branch, opened: Hints
) -> None:
    pane.sections.choose("warned")
    part = pane.warned
    number, row = next((n, r) for n, r in enumerate(table(part.rows)) if r[1] == "卫某二")
    assert (row[0], row[3], row[4]) == ("黄牌", "本月 55.0 分，低于 60.0 分", "未开")
    part.rows.selectRow(number)
    assert "书记谈话" in part.next.text()
    assert "由支部决定" in part.next.text()
    assert part.source.text() == "依据：考核方案，预警三级"
    click(part.correct)
    subject = Subject("member", branch.home, branch.members["卫某二"])
    hints = opened.hints[-1]
    assert opened[-1] == ("improvement", None)
    assert (hints["do"], hints["subject"], hints["warning"]) == ("correct", subject, "yellow")
    assert hints["problem"] == "2026年10月黄牌：本月 55.0 分，低于 60.0 分"
    made = corrections.open_correction(
        desk, subject, {"problem": "得分低"}, month=OCTOBER, warning="yellow"
    )
    rows = {row[1]: row for row in table(part.rows) if row[0] == "黄牌"}
    assert rows["卫某二"][4] == "已开"
    part.rows.selectRow(number)
    click(part.correct)
    assert opened[-1:] == [("improvement", made)]


def test_groups_and_the_branch_are_levels_like_any_other(pane: AnalysisPane) -> None:
    pane.level.setCurrentIndex(1)
    pane.level.activated.emit(1)
    assert [row.label for row in pane.trend.heat.heat.rows] == [
        "第一党小组",
        "第二党小组",
        "第三党小组",
    ]
    pane.level.setCurrentIndex(2)
    pane.level.activated.emit(2)
    assert len(pane.trend.heat.heat.rows) == 1


def test_a_month_without_a_book_says_so(pane: AnalysisPane) -> None:
    pane.span.move_by(1)
    for key in ("ranking", "distribution", "losses", "profile"):
        pane.sections.choose(key)
    assert pane.ranking._stack.currentIndex() == 0
    assert pane.distribution.empty
    assert pane.losses.empty
    assert pane.profile.empty


@pytest.mark.parametrize("scale", [100, 145])
def test_nothing_is_missing_in_a_narrow_window(pane: AnalysisPane, scale: int) -> None:
    from djdesk.ui.kit import theme

    theme.active().set_scale(scale)
    pane.resize(820, 640)
    for key in pane.parts:
        pane.sections.choose(key)
        assert pane.parts[key].isVisible()
        assert pane.grab().width() == 820


def test_a_committee_sees_who_has_not_reported(
    committee_context: Context, committee_desk: Desk, qtbot: QtBot
) -> None:
    home = organization.home_id(committee_desk)
    for name in ("第一车间支部", "第二车间支部"):
        organization.found(committee_desk, parent_id=home, kind="branch", name=name)
    pane = AnalysisPane(committee_context)
    qtbot.addWidget(pane)
    pane.show()
    assert list(pane.parts) == list(WORDS)
    part = pane.parts["branches"]
    rows = table(part.rows)  # type: ignore[attr-defined]
    assert [(row[1], row[2]) for row in rows] == [
        ("未上报", "第一车间支部"),
        ("未上报", "第二车间支部"),
    ]
    assert pane.sections._group.button(0).text() == "支部比较 2"


def test_a_branch_that_joins_can_be_looked_at_at_once(
    committee_context: Context, committee_desk: Desk, qtbot: QtBot
) -> None:
    pane = AnalysisPane(committee_context)
    qtbot.addWidget(pane)
    pane.show()
    assert pane.branch.itemText(0) == "还没有下级支部"
    home = organization.home_id(committee_desk)
    keys = [
        organization.found(committee_desk, parent_id=home, kind="branch", name=name)
        for name in ("第一车间支部", "第二车间支部")
    ]
    shown = [pane.branch.itemText(n) for n in range(pane.branch.count())]
    assert shown == ["第一车间支部", "第二车间支部"]
    pane.branch.setCurrentIndex(1)
    organization.found(committee_desk, parent_id=home, kind="branch", name="第三车间支部")
    assert pane.branch.currentData() == keys[1]
    assert pane.branch.count() == 3


@pytest.mark.parametrize(
    ("taken", "shown"),
    [
        ("", "支部办法"),
        ("ours", "支部办法（本级下发）"),
        ("changed", "支部办法（据本级下发的改）"),
    ],
)
def test_a_committee_sees_which_rubrics_are_its_own(
    committee_context: Context,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    taken: str,
    shown: str,
) -> None:
    day = date(2026, 11, 3)
    done = BranchMonth(
        1, "一支部", "sealed", "支部办法", 868, 1, "", "", None, None, 12, 850, 0, day, taken
    )
    monkeypatch.setattr(comparing, "compare", lambda *_asked: (done,))
    pane = AnalysisPane(committee_context)
    qtbot.addWidget(pane)
    pane.show()
    (row,) = table(pane.parts["branches"].rows)  # type: ignore[attr-defined]
    assert row[-1] == shown


def test_who_is_behind_is_named() -> None:
    done = BranchMonth(
        1, "一支部", "sealed", "办法", 868, 1, "优秀", "", 850, 2, 12, 850, 1, date(2026, 11, 3)
    )
    late = replace(done, organization_id=2, name="二支部", state="scored", score=None, rank=None)
    assert behind((done, late)) == "2 个支部，已上报审定结果 1 个；还没有上报：二支部。"
    assert behind((done,)) == "1 个支部，已上报审定结果 1 个。"


def test_it_begins_with_the_last_month_that_has_a_result(
    desk: Desk, show_pane: Callable[..., AnalysisPane]
) -> None:
    running = replace(desk, today=lambda: date(2026, 11, 20))
    assessment.open_month(running, date(2026, 11, 1))
    assert show_pane(AnalysisPane, running).span.period.first == date(2026, 10, 1)
    over = replace(desk, today=lambda: date(2026, 12, 1))
    assert show_pane(AnalysisPane, over).span.period.first == date(2026, 11, 1)


@pytest.mark.parametrize("scale", [100, 145])
def test_a_chart_keeps_its_height_where_there_is_little(pane: AnalysisPane, scale: int) -> None:
    from djdesk.ui.kit import theme

    theme.active().set_scale(scale)
    pane.resize(820, 640)
    pane.sections.choose("distribution")
    QApplication.processEvents()
    part = pane.distribution
    assert part.chart.height() <= part.area.viewport().height()  # all of it, names below too
    assert part.rows.height() >= theme.active().px(5 * 30)
