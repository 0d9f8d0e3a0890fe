"""A half-filled form survives a crash: it is in the book, and is offered back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from djdesk.services.drafts import find_draft, keep_draft
from djdesk.services.fields import Field
from djdesk.services.listing import Kind
from djdesk.ui.kit import drafts as drafts_module
from djdesk.ui.kit.drafts import DraftKeeper, TypedCells
from djdesk.ui.kit.forms import Form
from djdesk.ui.kit.pane import Context
from tests.ui.hands import click, write

FIELDS = (Field("name", "姓名", Kind.PERSON), Field("remark", "备注", Kind.TEXT))
NAME = "roster/member/1"


@pytest.fixture
def pane(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def form(context: Context, pane: QWidget) -> Form:
    made = Form(FIELDS, context.messages, parent=pane)
    made.resize(300, 200)
    made.show()
    return made


@pytest.fixture
def keeper(
    context: Context, form: Form, pane: QWidget, monkeypatch: pytest.MonkeyPatch
) -> DraftKeeper:
    monkeypatch.setattr(drafts_module, "EVERY", 0)
    return DraftKeeper(context, form, pane)


def kept(context: Context) -> dict[str, str] | None:
    found = find_draft(context.desk, NAME)
    return None if found is None else dict(found.texts)


def test_typing_is_kept_and_saving_forgets(
    context: Context, form: Form, keeper: DraftKeeper, qtbot: QtBot
) -> None:
    form.load({"name": "陈堃"})
    keeper.follow(NAME)
    write(form.editor("remark").inner, "abc")
    qtbot.waitUntil(lambda: kept(context) == {"name": "陈堃", "remark": "abc"})
    form.saved()
    assert kept(context) is None


def test_giving_up_forgets_too(
    context: Context, form: Form, keeper: DraftKeeper, qtbot: QtBot
) -> None:
    keeper.follow(NAME)
    write(form.editor("remark").inner, "abc")
    keeper.keep_now()
    assert kept(context) is not None
    form.reset()
    assert kept(context) is None


def test_after_a_crash_it_is_offered_and_taken(
    context: Context, form: Form, keeper: DraftKeeper
) -> None:
    keep_draft(context.desk, NAME, {"name": "陈", "remark": "半句"})
    form.load({"name": "陈堃"})
    keeper.follow(NAME)
    assert keeper.offer.isVisible()
    assert form.texts()["remark"] == ""
    click(keeper.offer.take)
    assert form.texts() == {"name": "陈", "remark": "半句"}
    assert form.dirty
    assert not keeper.offer.isVisible()
    assert kept(context) is not None
    form.saved()
    assert kept(context) is None


def test_it_can_be_thrown_away(context: Context, form: Form, keeper: DraftKeeper) -> None:
    keep_draft(context.desk, NAME, {"name": "陈", "remark": "半句"})
    keeper.follow(NAME)
    click(keeper.offer.drop)
    assert kept(context) is None
    assert not keeper.offer.isVisible()
    assert not form.dirty


def test_what_is_saved_already_is_not_offered(
    context: Context, form: Form, keeper: DraftKeeper
) -> None:
    keep_draft(context.desk, NAME, {"name": "陈堃", "remark": ""})
    form.load({"name": "陈堃"})
    keeper.follow(NAME)
    assert not keeper.offer.isVisible()
    assert kept(context) is None


def test_another_record_has_its_own_draft(
    context: Context, form: Form, keeper: DraftKeeper
) -> None:
    keep_draft(context.desk, NAME, {"name": "陈", "remark": "半句"})
    keeper.follow("roster/member/2")
    assert not keeper.offer.isVisible()
    assert kept(context) is not None


class Grid(QObject):
    """A grid whose cells are words."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.words: list[str] = []

    def __len__(self) -> int:
        return len(self.words)

    def text(self) -> str:
        """The words, one a line."""
        return "\n".join(self.words)

    def put_back(self, text: str) -> None:
        """Type the words again."""
        self.type(*text.split("\n"))

    def type(self, *words: str) -> None:
        """These words stand there now."""
        self.words = list(words)
        self.changed.emit()


def test_cells_are_kept_as_one_text_until_they_count(
    context: Context, pane: QWidget, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(drafts_module, "EVERY", 0)
    grid = Grid(pane)
    keeper = DraftKeeper(
        context, TypedCells("cells", grid, grid.changed, grid.put_back, grid), pane
    )
    keeper.follow(NAME)
    grid.type("一", "二")
    qtbot.waitUntil(lambda: kept(context) == {"cells": "一\n二"})
    again = Grid(pane)
    offered = DraftKeeper(
        context, TypedCells("cells", again, again.changed, again.put_back, again), pane
    )
    offered.follow(NAME)
    click(offered.offer.take)
    assert again.words == ["一", "二"]
    grid.type()
    assert kept(context) is None
