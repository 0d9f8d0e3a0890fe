"""The committee answers what its branches reported, and each branch sees what came of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Literal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from djdesk.exchange import dispatch, merging, report
from djdesk.models.assessment import MonthBook
from djdesk.models.books import BookKind
from djdesk.models.organization import Organization
from djdesk.models.roster import Standing
from djdesk.services import assessment
from djdesk.services.assessment import BranchMonth, OpinionRow, Subject, board, sending
from djdesk.services.assessment.opinions import opinions
from djdesk.services.assessment.sending import Answered, Reported
from djdesk.services.books import create_book, open_book
from djdesk.services.desk import Desk, Role
from djdesk.ui.assessment.analysis import AnalysisPane
from djdesk.ui.assessment.answered import LOOK, say_answered
from djdesk.ui.assessment.charts_branches import BranchesPart, behind, brief, standing
from djdesk.ui.assessment.pane import AssessmentPane
from djdesk.ui.assessment.superior import AGREED, SuperiorView
from djdesk.ui.kit.jobs import Jobs
from djdesk.ui.kit.messages import Recorder
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.rows import Rows
from tests.conftest import CHEAP, PASSWORD, TODAY, USER
from tests.exchange.branch import add_member, home_of, joined
from tests.exchange.conftest import stick
from tests.ui.conftest import Opened
from tests.ui.hands import click, press, write

__all__ = ["stick"]

OCTOBER = date(2026, 10, 1)
FIRST, SECOND, THIRD = (
    "中共某某厂机修车间支部委员会",
    "中共二车间支部委员会",
    "中共三车间支部委员会",
)


def confirm(desk: Desk, faults: int) -> None:
    """October of a branch with a group of two people and some faults of its own."""
    members = [add_member(desk, name, n) for n, name in enumerate(("张小明", "王芳"))]
    with desk.store.write("分组") as session:
        group = Organization(parent_id=home_of(desk), kind="group", name="第一党小组")
        session.add(group)
        session.flush()
        for row in session.query(Standing).where(Standing.member_id.in_(members)):
            row.group_id = group.id
    assessment.adopt(desk, "three_levels", since=OCTOBER)
    assessment.open_month(desk, OCTOBER)
    if faults:
        subject: tuple[Literal["branch"], int, None] = ("branch", home_of(desk), None)
        of = (*subject, OCTOBER, "C1-6b", OCTOBER)
        entry = assessment.Entry(*of, quantity=faults, reason="阵地脏乱")
        assessment.book_line(desk, entry)
    settle(desk)


def settle(desk: Desk) -> None:
    """Score and confirm October."""
    assessment.score_month(desk, OCTOBER)
    assessment.confirm_month(desk, OCTOBER, on=date(2026, 11, 3))


@pytest.fixture(scope="session")
def reported(
    branch_template: Path, committee_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Closed books of a committee and three branches: the third has not opened October."""
    root = tmp_path_factory.mktemp("reported")
    folders = [shutil.copytree(committee_template, root / "committee")]
    folders.append(shutil.copytree(branch_template, root / FIRST))
    for name in (SECOND, THIRD):
        create_book(
            root / name,
            kind=BookKind.BRANCH,
            name=name,
            user_name=USER,
            password=PASSWORD,
            cost=CHEAP,
        )
        folders.append(root / name)
    books = [open_book(folder, PASSWORD) for folder in folders]
    committee, *branches = (Desk(b.store, USER, Role.SECRETARY, lambda: TODAY) for b in books)
    for number, branch in enumerate(branches):
        pair = joined(branch, committee, root / "stick")
        if number < 2:
            confirm(branch, number)
        pair.carry()
    for book in books:
        book.close()
    return root


@pytest.fixture
def book_folder(reported: Path, tmp_path: Path) -> Path:
    """The first branch's book, of this test's own."""
    return Path(shutil.copytree(reported / FIRST, tmp_path / "book"))


@pytest.fixture
def committee_folder(reported: Path, tmp_path: Path) -> Path:
    """The committee's book, of this test's own."""
    return Path(shutil.copytree(reported / "committee", tmp_path / "committee"))


@pytest.fixture
def third(reported: Path, tmp_path: Path) -> Iterator[Desk]:
    """The desk of the branch that is behind."""
    book = open_book(shutil.copytree(reported / THIRD, tmp_path / "third"), PASSWORD)
    yield Desk(book.store, USER, Role.SECRETARY, lambda: TODAY)
    book.close()


def carry_up(branch: Desk, committee: Desk, stick: Path) -> None:
    """Report, and take the package over."""
    merging.merge(committee, report.export(branch, stick).path, backup=False)


def take_down(branch: Desk, committee: Desk, stick: Path) -> None:
    """Carry what the committee has for a branch down to it."""
    (done,) = dispatch.write_all(committee, stick)
    assert dispatch.receive(branch, done.path).refused == ()


@pytest.fixture
def pane(committee_context: Context, qtbot: QtBot) -> AnalysisPane:
    made = AnalysisPane(committee_context)
    qtbot.addWidget(made)
    made.resize(1080, 740)
    made.show()
    made.show_record(None, month=OCTOBER, view="branches")
    return made


@pytest.fixture
def part(pane: AnalysisPane) -> BranchesPart:
    found = pane.parts["branches"]
    assert isinstance(found, BranchesPart)
    return found


@pytest.fixture
def view(part: BranchesPart) -> SuperiorView:
    return part.view


def table(rows: Rows) -> list[tuple[str, ...]]:
    """What a table says."""
    return [row.texts for row in rows._model.rows]


def states(part: BranchesPart) -> dict[str, str]:
    """By the name of a branch how far its month has come."""
    shown = {row[2]: row[1] for row in table(part.rows)}
    return {name: shown[brief(name)] for name in (FIRST, SECOND, THIRD)}


def fill(view: SuperiorView, **texts: str) -> None:
    """Type into the form."""
    for key, text in texts.items():
        inner = view.form.editor(key).inner
        assert isinstance(inner, QLineEdit | QPlainTextEdit)
        inner.clear()
        write(inner, text)


def test_what_was_reported_is_read_beside_the_list(part: BranchesPart, view: SuperiorView) -> None:
    assert states(part) == {FIRST: "已上报", SECOND: "已上报", THIRD: "未上报"}
    assert "等待评议 2 个" in part.said.text()
    assert view.name.text() == FIRST  # the first that waits is chosen
    assert "2026年10月已审定 · 2026.11.03 审定" in view.said.text()
    assert "党支部三级考核" in view.said.text()
    assert table(view.why.rows)[-1][0] == "逐级汇总"
    assert [row[0] for row in table(view.people.rows)] == [
        "第一党小组",
        "张小明（第一党小组）",
        "王芳（第一党小组）",
    ]
    view.sections.choose("people")
    view.people.rows.selectRow(1)
    part.load(part.asked)  # type: ignore[arg-type]
    assert view.people.rows.current == 1
    assert table(view.people.why.rows)
    assert view.people.why.isVisible() or "张小明" in view.people.brief.text()


def test_a_branch_that_is_behind_cannot_be_answered(part: BranchesPart, view: SuperiorView) -> None:
    part.rows.selectRow(2)
    assert view.name.text() == THIRD
    assert "还没有上报审定的结果" in view.said.text()
    assert not view.keep.isVisible()
    assert not part.agree.isEnabled()
    press(part.rows, Qt.Key.Key_Return)
    assert view.sections.current == "chart"


def test_enter_types_an_answer_and_saving_goes_on_to_the_next(
    part: BranchesPart, view: SuperiorView, messages: Recorder
) -> None:
    press(part.rows, Qt.Key.Key_Return)
    assert view.keep.isVisible()
    fill(view, points="1")  # a figure here agrees to nothing
    assert states(part)[FIRST] == "已上报"
    fill(view, points="88", change="-2", opinion="台账齐全", given_by="周建平")
    click(view.keep)
    assert "没有写理由" in view.form._faults["reason"].text()
    assert states(part)[FIRST] == "已上报"
    fill(view, reason="缺签到表")
    press(view.form.editor("points").inner, Qt.Key.Key_S, ctrl=True)
    assert states(part) == {FIRST: "已评议", SECOND: "已上报", THIRD: "未上报"}
    assert "随下一个下发包送到支部" in messages.said[-1]
    assert view.name.text() == SECOND
    assert not view.form.dirty
    done = next(r for r in sending.reported_months(part.context.desk) if r.answers)
    assert (done.points, done.change, done.opinion) == (880, -20, "台账齐全")
    part.rows.selectRow(0)
    assert table(view.opinions) == [("上级评", "周建平", "88.0", "-2", "台账齐全")]
    assert "还没有计入" in view.note.text()
    assert "50%" in view.note.text()
    assert messages.undo is not None
    messages.undo()
    assert states(part)[FIRST] == "已上报"


def test_one_key_agrees_and_one_leads_to_the_next(
    part: BranchesPart, view: SuperiorView, committee_desk: Desk
) -> None:
    part.rows.setFocus()
    press(part.rows, Qt.Key.Key_F8)
    assert view.name.text() == SECOND
    press(part.rows, Qt.Key.Key_F8)
    assert view.name.text() == FIRST  # from the end again to the top
    press(part.rows, Qt.Key.Key_1)
    assert view.name.text() == SECOND
    press(part.rows, Qt.Key.Key_1)
    assert {row.opinion for row in sending.reported_months(committee_desk)} == {AGREED}
    assert not part.next.isEnabled()
    assert not part.agree.isEnabled()


def test_a_half_filled_form_is_offered_again_with_its_branch(
    part: BranchesPart, view: SuperiorView, messages: Recorder
) -> None:
    press(part.rows, Qt.Key.Key_Return)
    fill(view, opinion="写到一半")
    part.rows.selectRow(1)
    assert view.name.text() == SECOND
    assert not view.form.dirty
    assert view.keeper.offer.isHidden()
    assert "草稿" in messages.said[-1]
    part.rows.selectRow(0)
    assert not view.keeper.offer.isHidden()
    view.keeper.offer.take.click()
    assert view.form.texts()["opinion"] == "写到一半"
    view.form.submit()
    part.rows.selectRow(0)
    assert table(view.opinions)[0][-1] == "写到一半"
    assert view.keeper.offer.isHidden()


def test_what_is_typed_stays_while_another_package_is_taken_over(
    part: BranchesPart, view: SuperiorView, third: Desk, committee_desk: Desk, stick: Path
) -> None:
    press(part.rows, Qt.Key.Key_Return)
    fill(view, opinion="写到一半")
    confirm(third, 2)
    carry_up(third, committee_desk, stick)
    assert states(part)[THIRD] == "已上报"
    assert (view.name.text(), view.form.texts()["opinion"]) == (FIRST, "写到一半")


def test_who_may_only_look_is_offered_no_answer(committee_context: Context, qtbot: QtBot) -> None:
    desk = replace(committee_context.desk, role=Role.VIEWER)
    made = AnalysisPane(replace(committee_context, desk=desk))
    qtbot.addWidget(made)
    made.show()
    made.show_record(None, month=OCTOBER, view="branches")
    part = made.parts["branches"]
    assert isinstance(part, BranchesPart)
    assert table(part.view.why.rows)
    press(part.rows, Qt.Key.Key_1)
    press(part.rows, Qt.Key.Key_Return)
    assert not part.view.keep.isVisible()
    assert not part.agree.isEnabled()
    assert states(part)[FIRST] == "已上报"


def test_buttons_lead_to_the_dispatch_and_to_the_branch(part: BranchesPart, opened: Opened) -> None:
    part.send.trigger()
    part.unit.trigger()
    assert opened == [("packages", None), ("organization", part.rows.current)]


def test_the_branch_sees_the_answer_and_counts_it_when_it_opens_the_month_again(
    part: BranchesPart,
    view: SuperiorView,
    context: Context,
    stick: Path,
    qtbot: QtBot,
) -> None:
    branch, committee = context.desk, part.context.desk
    subject = Subject("branch", home_of(branch))
    before = board.confirmed(branch, OCTOBER).boards["branch"].row(subject)
    press(part.rows, Qt.Key.Key_Return)
    fill(view, points="90", change="-2", reason="缺签到表", opinion="台账齐全")
    view.form.submit()
    take_down(branch, committee, stick)

    there = AssessmentPane(context)
    qtbot.addWidget(there)
    there.resize(1280, 740)
    there.show()
    there.show_record(None, month=OCTOBER)
    assert there.notice.isVisible()
    assert there.notice.text.text() == (
        "上级评：评分 90.0，调整 -2 分（缺签到表）。审定以后才送达，没有计入得分；"
        "要计入的，重新开账，再审定、公示、上报。"
    )
    assert there.notice.button.text() == LOOK
    click(there.notice.button)
    assert there.levels.tabs["branch"].isChecked()
    qtbot.waitUntil(lambda: bool(table(there.card.opinions)))
    assert table(there.card.opinions) == [("上级评", USER, "90.0", "-2", "台账齐全")]
    assert board.board(branch, OCTOBER, "branch").row(subject) == before  # it stands

    assessment.reopen_month(branch, OCTOBER, reason="计入上级评")
    there.read()
    live = board.board(branch, OCTOBER, "branch").row(subject)
    assert (live.change, live.score) == (-20, (before.score or 0) - 10)  # half of it by weight
    assert there.notice.text.text().endswith("重新开账：计入上级评")
    assert "上级评" not in there.notice.text.text().partition("重新开账")[0]
    (line,) = [
        each
        for each in assessment.explain(branch, OCTOBER, "branch", home_of(branch)).lines
        if each.kind == "change"
    ]
    assert (line.text, line.points) == ("上级评调整：缺签到表", -20)
    settle(branch)
    there.read()
    assert there.notice.text.text() == assessment.month(branch, OCTOBER).reopened
    carry_up(branch, committee, stick)
    shown = {row[2]: row[3] for row in table(part.rows)}
    assert shown[brief(FIRST)] == f"{((before.score or 0) - 10) / 10:.1f}"
    part.rows.choose(next(r.organization_id for r in part._found if r.name == FIRST))
    assert "支部已经计入得分" in view.note.text()
    assert opinions(branch, OCTOBER, subject)[0].points == 900


AT = datetime.fromisoformat("2026-11-05T09:30:00")
GIVEN = OpinionRow(1, "superior", 900, -20, "台账齐全。", "缺签到表", "周建平", AT, True)


@pytest.mark.parametrize(
    ("month", "found", "told"),
    [
        (10, None, ""),
        (10, Answered(GIVEN, True, False, True), ""),
        (10, Answered(GIVEN, False, False, True), "要计入的，重新开账"),
        (10, Answered(GIVEN, False, True, True), "从以后审定的月份起计入全年累计"),
        (12, Answered(GIVEN, False, True, True), "要计入的，重新开账"),
        (10, Answered(GIVEN, False, False, False), "调整不影响得分"),
        (10, Answered(replace(GIVEN, change=0, reason=""), False, False, True), "只作对照"),
    ],
)
def test_the_branch_is_told_what_an_opinion_does(
    month: int, found: Answered | None, told: str
) -> None:
    said = say_answered(found, date(2026, month, 1))
    assert (told in said) if told else said == ""
    assert "。。" not in said


def test_many_that_are_behind_are_counted() -> None:
    rows = tuple(
        BranchMonth(
            n, f"中共第{n}支部委员会", "none", "", None, None, "", "", None, None, 0, None, 0, None
        )
        for n in range(1, 7)
    )
    assert behind(rows).endswith("还没有上报：第1支部、第2支部、第3支部、第4支部等 6 个。")


def test_a_month_reported_anew_after_the_answer_says_so() -> None:
    row = BranchMonth(
        1, FIRST, "sealed", "办法", 868, 1, "优秀", "", 850, 2, 12, 850, 1, date(2026, 11, 3)
    )
    reported = Reported(1, FIRST, OCTOBER, "sealed", 868, "优秀")
    assert standing(replace(row, state="scored"), None) == ("未上报", "bad")
    assert standing(row, reported) == ("已上报", "warn")
    assert standing(row, replace(reported, answers=1)) == ("已评议", "ok")
    assert standing(row, replace(reported, answers=1, again=True)) == ("已重报", "warn")


def test_content_that_cannot_be_read_is_said_and_can_be_answered(
    part: BranchesPart, view: SuperiorView, committee_desk: Desk
) -> None:
    with committee_desk.store.write("坏了") as session:
        for row in session.query(MonthBook):
            row.content = "{"
    part.rows.selectRow(1)
    part.rows.selectRow(0)
    assert "读不出来" in view.said.text()
    assert view.sections.current == "chart"
    part.agree.trigger()
    assert states(part)[FIRST] == "已评议"


@pytest.mark.parametrize("scale", [100, 145])
def test_nothing_is_lost_in_a_narrow_window(
    pane: AnalysisPane, view: SuperiorView, scale: int
) -> None:
    from djdesk.ui.kit import theme

    theme.active().set_scale(scale)
    for size in ((820, 560), (1800, 1400)):
        pane.resize(*size)
        view.write()
        assert view.form.isVisible()
        assert view.keep.isVisible()
    assert view._roomy


def test_with_real_threads_too(committee_context: Context, threads: Jobs, qtbot: QtBot) -> None:
    made = AnalysisPane(replace(committee_context, jobs=threads))
    qtbot.addWidget(made)
    made.resize(1080, 740)
    made.show()
    made.show_record(None, month=OCTOBER, view="branches")
    part = made.parts["branches"]
    assert isinstance(part, BranchesPart)
    qtbot.waitUntil(lambda: part.view.name.text() == FIRST and bool(table(part.view.why.rows)))
    part.agree.trigger()
    qtbot.waitUntil(lambda: part.view.name.text() == SECOND and states(part)[FIRST] == "已评议")
