"""Messages in a real window: notes that pass, problems that stay, questions that are safe."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from djdesk.errors import Problem, Refused, Severity, UserError
from djdesk.ui.kit import messagebar
from djdesk.ui.kit.folders import documents
from djdesk.ui.kit.memory import Memory
from djdesk.ui.kit.messagebar import WindowMessages
from djdesk.ui.kit.messages import Leave
from tests.ui.hands import click


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    QVBoxLayout(made).addWidget(QWidget(made))
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    return made


@pytest.fixture
def area(window: QWidget) -> QWidget:
    inner = window.findChild(QWidget)
    assert inner is not None
    return inner


@pytest.fixture
def crashes() -> list[BaseException]:
    return []


@pytest.fixture
def spoken(area: QWidget, memory: Memory, crashes: list[BaseException]) -> WindowMessages:
    return WindowMessages(area, memory, lambda error, _doing: crashes.append(error))


def answering(choose: Callable[[QMessageBox], None]) -> None:
    """Do something with the next question once it is open."""

    def act() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        choose(box)

    QTimer.singleShot(0, act)


def press_word(word: str) -> Callable[[QMessageBox], None]:
    def choose(box: QMessageBox) -> None:
        click(next(button for button in box.buttons() if button.text() == word))

    return choose


def test_a_note_passes_and_offers_the_way_back(
    spoken: WindowMessages, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    undone: list[bool] = []
    spoken.done("已删除 3 条", lambda: undone.append(True))
    assert spoken.note.isVisible()
    assert (spoken.note.label.text(), spoken.note.button.text()) == ("已删除 3 条", "撤销")
    click(spoken.note.button)
    assert undone == [True]
    assert not spoken.note.isVisible()
    monkeypatch.setattr(messagebar, "SHOWN_FOR", 10)
    spoken.tell("已保存")
    assert not spoken.note.button.isVisible()
    qtbot.waitUntil(lambda: not spoken.note.isVisible())


def test_the_way_back_is_never_pressed_by_enter(spoken: WindowMessages, area: QWidget) -> None:
    undone: list[bool] = []
    area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    area.setFocus()
    spoken.done("已删除", lambda: undone.append(True))
    QTest.keyClick(area.window(), Qt.Key.Key_Return)
    assert not spoken.note.button.hasFocus()
    assert undone == []


def test_a_problem_stays_with_its_remedy_until_closed(spoken: WindowMessages) -> None:
    spoken.problem(UserError("磁盘已满。", "请删除不用的文件。"))
    assert spoken.panel.isVisible()
    assert spoken.panel.text.text() == "磁盘已满。"
    assert spoken.panel.remedy.text() == "请删除不用的文件。"
    assert spoken.panel.accessibleName() == "磁盘已满。请删除不用的文件。"
    click(spoken.panel._close)
    assert not spoken.panel.isVisible()


def test_what_was_refused_goes_with_what_is_done_next_other_failures_stay(
    spoken: WindowMessages,
) -> None:
    spoken.problem(Refused([Problem("请填写结束时间。", "", "end_at")]))
    spoken.tell("草稿已存")
    assert spoken.panel.isVisible()
    spoken.done("记录整理完成。")
    assert not spoken.panel.isVisible()
    spoken.problem(UserError("磁盘已满。", "请删除不用的文件。"))
    spoken.done("已保存")
    assert spoken.panel.isVisible()


def test_many_problems_are_counted_not_piled(spoken: WindowMessages) -> None:
    problems = [Problem(f"第{n}行。", "请改。") for n in range(20)]
    spoken.problems("没有导入", problems)
    lines = spoken.panel.remedy.text().splitlines()
    assert len(lines) == messagebar.MOST_PROBLEMS + 1
    assert lines[-1] == "……还有 12 条"
    assert spoken.panel.property("state") != "warn"
    spoken.problems("请留意", [Problem("甲。", "", "", Severity.WARN)])
    assert spoken.panel.property("state") == "warn"


def test_escape_closes_the_problem_first_and_then_the_note(
    spoken: WindowMessages, area: QWidget
) -> None:
    inside = QWidget(area)
    inside.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    inside.show()
    spoken.done("已保存")
    spoken.problem(UserError("磁盘已满。", "请删除不用的文件。"))
    QTest.keyClick(inside, Qt.Key.Key_Escape)
    assert (spoken.panel.isVisible(), spoken.note.isVisible()) == (False, True)
    QTest.keyClick(inside, Qt.Key.Key_Escape)
    assert not spoken.note.isVisible()


def test_both_stay_inside_the_area_when_it_changes(spoken: WindowMessages, area: QWidget) -> None:
    spoken.done("已保存")
    spoken.problem(UserError("很长的一句话" * 30, "办法" * 60))
    area.window().resize(420, 500)
    for part in (spoken.note, spoken.panel):
        assert area.rect().contains(part.geometry()), part


def test_the_safe_answer_is_the_one_under_enter(spoken: WindowMessages) -> None:
    answering(lambda box: QTest.keyClick(box, Qt.Key.Key_Return))
    assert spoken.ask("重置恢复码？", "旧的恢复码将作废。", "重置") is False
    answering(press_word("重置"))
    assert spoken.ask("重置恢复码？", "旧的恢复码将作废。", "重置") is True


@pytest.mark.parametrize(
    ("word", "answer"),
    [("保存", Leave.SAVE), ("不保存", Leave.DISCARD), ("留在这里", Leave.STAY)],
)
def test_leaving_has_three_answers(spoken: WindowMessages, word: str, answer: Leave) -> None:
    answering(press_word(word))
    assert spoken.leave("陈堃的资料") is answer


def test_escape_stays(spoken: WindowMessages) -> None:
    answering(lambda box: QTest.keyClick(box, Qt.Key.Key_Escape))
    assert spoken.leave("陈堃的资料") is Leave.STAY


def test_files_begin_where_the_last_ones_were(
    spoken: WindowMessages, memory: Memory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answer(name: str) -> Callable[..., tuple[str, str]]:
        def give(_parent: QWidget, _title: str, start: str, _kinds: str) -> tuple[str, str]:
            asked.append(start)
            return name, ""

        return give

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer(str(tmp_path / "名册")))
    assert spoken.save_file("保存", "花名册.pdf", "") == tmp_path / "名册.pdf"
    spoken.save_file("保存", "花名册.pdf", "")
    assert asked == [str(documents() / "花名册.pdf"), str(tmp_path / "花名册.pdf")]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer(""))
    assert spoken.save_file("保存", "花名册.pdf", "") is None
    monkeypatch.setattr(QFileDialog, "getOpenFileName", answer(str(tmp_path / "a.xlsx")))
    assert spoken.open_files("导入", "") == [tmp_path / "a.xlsx"]
    assert memory.text("folders/open") == str(tmp_path)


def test_a_mistake_of_ours_goes_to_the_crash_window(
    spoken: WindowMessages, crashes: list[BaseException]
) -> None:
    error = ValueError()
    spoken.crashed(error, "保存")
    assert crashes == [error]


def test_a_long_note_stays_inside_the_window(spoken: WindowMessages, area: QWidget) -> None:
    spoken.tell("已复制到“" + "很长的文件夹名称" * 20 + "”。", "打开文件夹", lambda: None)
    note = spoken.note
    assert area.rect().contains(note.geometry())
    assert note.label.height() >= note.label.heightForWidth(note.label.width())
    spoken.done("已保存。")
    assert note.width() < area.width() // 2
