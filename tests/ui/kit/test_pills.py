"""States are seen by colour and word; cut texts can be read whole."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from djdesk.services.desk import Desk
from djdesk.services.roster import ROSTER
from djdesk.services.sample.load import load_people
from djdesk.ui.kit import theme
from djdesk.ui.kit.jobs import Jobs
from djdesk.ui.kit.listmodel import ListModel
from djdesk.ui.kit.tables import ListView

KEYS = [column.key for column in ROSTER.columns]


@pytest.fixture
def view(desk: Desk, jobs: Jobs, qtbot: QtBot) -> ListView:
    load_people(desk, 20)
    states = {"sex": {"1": "ok", "2": "bad"}}
    model = ListModel(desk, jobs, ROSTER, states=states)
    made = ListView(model)
    model.setParent(made)
    qtbot.addWidget(made)
    made.show_columns(["sex", "workplace"])
    made.resize(400, 400)
    made.show()
    model.ask()
    return made


@pytest.mark.parametrize("mode", [theme.Mode.LIGHT, theme.Mode.DARK])
def test_a_state_is_framed_in_its_colour(
    view: ListView, look: theme.Theme, mode: theme.Mode
) -> None:
    look.set_mode(mode)
    picture = view.viewport().grab().toImage()
    model = view.model()
    for row in range(5):
        index = model.index(row, KEYS.index("sex"))
        state = {"男": "ok", "女": "bad"}[index.data()]
        rect = view.visualRect(index)
        dots = {
            picture.pixelColor(x, rect.center().y()).name()
            for x in range(rect.left(), rect.right())
        }
        assert look.colour(f"{state}_soft").name() in dots


def test_what_needs_no_attention_is_quiet(view: ListView, look: theme.Theme) -> None:
    model = view.model()
    assert isinstance(model, ListModel)
    model.states["sex"] = dict.fromkeys(("1", "2"), "quiet")
    rect = view.visualRect(model.index(0, KEYS.index("sex")))
    picture = view.viewport().grab(rect).toImage()
    dots = {picture.pixelColor(x, rect.height() // 2).name() for x in range(rect.width())}
    assert look.colour("sunken").name() in dots
    assert look.colour("ok_soft").name() not in dots


@pytest.mark.parametrize("mode", theme.Mode)
def test_a_chosen_row_is_seen_in_every_theme(
    view: ListView, look: theme.Theme, mode: theme.Mode
) -> None:
    look.set_mode(mode)
    assert view.select_id(view._records.ids()[2])
    picture = view.viewport().grab().toImage()

    def ground(row: int) -> str:
        rect = view.visualRect(view.model().index(row, KEYS.index("sex")))
        return str(picture.pixelColor(rect.right() - 3, rect.top() + 3).name())

    assert ground(2) == look.colour("chosen").name()
    assert ground(2) not in (ground(0), ground(1))


def hover(view: ListView, key: str) -> bool:
    place = view.visualRect(view.model().index(0, KEYS.index(key))).center()
    seen = view.viewport().mapToGlobal(place)
    event = QHelpEvent(QEvent.Type.ToolTip, place, seen)
    QApplication.sendEvent(view.viewport(), event)
    shown = QToolTip.isVisible()
    return bool(shown)


def test_only_a_cut_text_is_told_in_a_tip(view: ListView, qtbot: QtBot) -> None:
    view.setColumnWidth(KEYS.index("workplace"), 40)
    assert hover(view, "workplace")
    assert QToolTip.text() == view.model().index(0, KEYS.index("workplace")).data()
    QToolTip.hideText()
    view.setColumnWidth(KEYS.index("workplace"), 900)
    qtbot.waitUntil(lambda: not QToolTip.isVisible())
    assert not hover(view, "workplace")
