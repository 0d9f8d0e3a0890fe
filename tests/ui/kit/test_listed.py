"""A list and the record beside it: what the keys are on is shown, a new record stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from djdesk.errors import Problem
from djdesk.services import roster
from djdesk.services.desk import Desk
from djdesk.services.fields import Field
from djdesk.services.listing import Filter, Kind, Value
from djdesk.services.roster import ORDER_KEYS, ROSTER
from djdesk.services.sample.load import load_people
from djdesk.ui.kit.entry import EntryKind, EntryView
from djdesk.ui.kit.forms import Values
from djdesk.ui.kit.listbox import ListBox
from djdesk.ui.kit.listed import Listed
from djdesk.ui.kit.listmodel import ListModel
from djdesk.ui.kit.pane import Context
from tests.ui.hands import click, press


@dataclass(frozen=True)
class Row:
    """A member as a record beside the list."""

    id: int
    values: Mapping[str, Value]
    own: bool = True


class View(EntryView[Row]):
    """Shows a member's name; it is never saved here."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        fields = (Field("name", "姓名", Kind.TEXT, required=True),)
        super().__init__(context, EntryKind("roster", "党员", fields, "test/listed", "选"), parent)

    def _words(self, record: Row | None) -> str:
        return "新党员" if record is None else str(record.values["name"])

    def _check(self, values: Mapping[str, Value]) -> Iterable[Problem]:
        return ()

    def _add(self, desk: Desk, values: Values) -> int:
        raise AssertionError("nothing is entered here")


def read(desk: Desk, member_id: int) -> Row:
    """A member; refused for one that is not in the book."""
    return Row(member_id, {"name": roster.profile(desk, member_id).values["name"]})


@dataclass
class Both:
    """List and record in one window."""

    window: QWidget
    box: ListBox
    view: View
    listed: Listed[Row]


@pytest.fixture
def both(context: Context, desk: Desk, qtbot: QtBot) -> Both:
    load_people(desk, 12)
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 500)
    model = ListModel(desk, context.jobs, ROSTER, leave_out=ORDER_KEYS)
    box = ListBox(context, model, parent=window)
    model.setParent(box)
    view = View(context, window)
    for widget, left in ((box, 0), (view, 450)):
        widget.setGeometry(left, 0, 440, 480)
    listed = Listed(context, box, view, read, lambda: model.set_filters(()))
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.waitUntil(lambda: len(model.ids()) > 3)
    return Both(window, box, view, listed)


def _shown(both: Both) -> int | None:
    return both.view.record.id if both.view.record is not None else None


def test_the_row_that_has_the_keys_is_shown(both: Both, qtbot: QtBot) -> None:
    ids = both.box.model.ids()
    both.box.setFocus()
    press(both.box.view, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: _shown(both) == ids[1])


def test_a_record_that_the_filters_hide_is_shown_with_its_row(both: Both, qtbot: QtBot) -> None:
    ids = list(both.box.model.ids())
    both.box.model.set_filters((Filter("id", "in", (ids[0],), "一人"),))
    qtbot.waitUntil(lambda: len(both.box.model.ids()) == 1)
    both.listed.open(ids[2])
    assert _shown(both) == ids[2]
    qtbot.waitUntil(lambda: len(both.box.model.ids()) == len(ids))


def test_a_row_that_comes_to_rest_late_leaves_a_new_record_alone(both: Both, qtbot: QtBot) -> None:
    ids = both.box.model.ids()
    both.box.view.select_id(ids[2])
    both.listed.begin()
    qtbot.waitUntil(lambda: not both.box.view._settle.isActive())
    assert both.view.is_new
    click(both.view.drop)
    assert _shown(both) == ids[2]  # the row that stayed chosen


def test_what_is_not_in_the_book_any_more_is_not_shown(both: Both) -> None:
    told: list[bool] = []
    both.listed.gone.connect(lambda: told.append(True))
    both.listed.open(both.box.model.ids()[0])
    both.listed.read(10_000)
    assert told == [True]
    assert _shown(both) is None
