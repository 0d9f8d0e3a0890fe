"""Lists over a real encrypted book: ids first, pages when looked at, late answers dropped."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

import pytest
from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from djdesk.errors import StorageFault
from djdesk.models.roster import Member
from djdesk.services import listing as lists
from djdesk.services.desk import Desk
from djdesk.services.listing import Filter, Query, Scope
from djdesk.services.roster import ORDER_KEYS, ROSTER
from djdesk.services.sample.load import load_people
from djdesk.ui.kit import listmodel
from djdesk.ui.kit.jobs import Jobs, Refusal, Ticket
from djdesk.ui.kit.listmodel import ID_ROLE, STATE_ROLE, ListModel
from djdesk.ui.kit.memory import Presentation
from djdesk.ui.kit.messages import Recorder

T = TypeVar("T")
PEOPLE = 700


@pytest.fixture
def crowd(desk: Desk) -> Desk:
    load_people(desk, PEOPLE)
    return desk


@pytest.fixture
def model(crowd: Desk, jobs: Jobs) -> ListModel:
    made = ListModel(crowd, jobs, ROSTER, leave_out=ORDER_KEYS)
    made.ask()
    return made


class Slow(Jobs):
    """Jobs whose readings wait until they are let go, in any order."""

    def __init__(self, messages: Recorder) -> None:
        super().__init__(messages)
        self.waiting: list[Callable[[], None]] = []

    def read(
        self,
        owner: QObject,
        fn: Callable[[], T],
        then: Callable[[T], None],
        *,
        refused: Refusal | None = None,
        sight: bool = False,
    ) -> Ticket[T]:
        ticket = Ticket(owner, lambda _progress: fn(), then, "", refused, can_stop=False)
        self.waiting.append(lambda: then(fn()))
        return ticket


def expected(desk: Desk, query: Query) -> array[int]:
    return lists.ids(desk, ROSTER, query)


def test_the_model_keeps_qt_s_rules(crowd: Desk, jobs: Jobs) -> None:
    model = ListModel(crowd, jobs, ROSTER)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.ask()
    model.set_sort([("birth_on", True)])
    model.set_text("王")
    model.set_text("")
    model.show_columns(["name", "phone"])
    assert model.rowCount() == PEOPLE


def test_all_rows_stand_in_the_order_of_the_list(model: ListModel, crowd: Desk) -> None:
    assert model.complete
    assert model.ids() == expected(crowd, model.query)
    assert len(model.ids()) == PEOPLE
    assert model.row_of(model.id_at(412)) == 412
    assert model.row_of(-5) is None


def test_cells_show_what_the_book_says(model: ListModel, crowd: Desk) -> None:
    number = model.id_at(333)
    with crowd.store.read() as session:
        member = session.get_one(Member, number)
        name, birth = member.name, member.birth_on
    columns = [column.key for column in model.columns]
    index = model.index(333, columns.index("name"))
    assert model.data(index) == name
    assert model.data(index, ID_ROLE) == number
    assert isinstance(birth, date)
    shown = model.data(model.index(333, columns.index("birth_on")))
    assert str(shown).startswith(f"{birth:%Y.%m}")
    assert model.value(333, "name") == name


def test_header_and_cells_stand_alike(model: ListModel) -> None:
    across, role = Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole
    for number, column in enumerate(model.columns):
        assert model.headerData(number, across) == column.title
        assert model.headerData(number, across, role) == model.data(model.index(0, number), role)


def test_columns_that_only_order_are_left_out(model: ListModel) -> None:
    assert ORDER_KEYS
    assert not {column.key for column in model.columns} & ORDER_KEYS


def test_a_page_is_fetched_once(model: ListModel, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    whole = lists.RowFetcher.fetch

    def counting(
        fetcher: lists.RowFetcher, desk: Desk, wanted: Sequence[int]
    ) -> dict[int, lists.Row]:
        asked.append(len(wanted))
        return whole(fetcher, desk, wanted)

    monkeypatch.setattr(lists.RowFetcher, "fetch", counting)
    for row in range(listmodel.PAGE, 2 * listmodel.PAGE):
        model.texts(row)
    assert asked == [listmodel.PAGE]
    model.texts(PEOPLE - 1)
    assert asked == [listmodel.PAGE, PEOPLE % listmodel.PAGE]


def test_only_shown_columns_are_fetched(model: ListModel) -> None:
    model.show_columns(["phone", "name"])
    assert set(model.keys) == {"name", "phone"}
    assert len(model.texts(0)) == 2
    hidden = next(n for n, c in enumerate(model.columns) if c.key == "birth_on")
    assert model.data(model.index(0, hidden)) is None


def test_a_filter_and_a_sort_are_new_questions(model: ListModel, crowd: Desk) -> None:
    model.set_filters([Filter("sex", "eq", "2")])
    model.set_sort([("birth_on", True)])
    wanted = replace(
        Query(Scope(crowd.today())),
        filters=(Filter("sex", "eq", "2"),),
        sort=(("birth_on", True),),
    )
    assert model.ids() == expected(crowd, wanted)
    assert 0 < len(model.ids()) < PEOPLE


def test_the_first_page_comes_first(
    crowd: Desk, messages: Recorder, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listmodel, "THEN_ALL", 0)
    slow = Slow(messages)
    model = ListModel(crowd, slow, ROSTER)
    arrived: list[bool] = []
    model.arrived.connect(lambda: arrived.append(model.complete))
    model.ask()
    slow.waiting.pop(0)()
    assert len(model.ids()) == listmodel.FIRST
    assert (model.complete, arrived) == (False, [])
    inserted: list[tuple[int, int]] = []
    model.rowsInserted.connect(lambda _parent, first, last: inserted.append((first, last)))
    qtbot.waitUntil(lambda: bool(slow.waiting))
    slow.waiting.pop(0)()
    assert len(model.ids()) == PEOPLE
    assert inserted == [(listmodel.FIRST, PEOPLE - 1)]
    assert arrived == [True]


def test_a_late_answer_is_dropped(crowd: Desk, messages: Recorder) -> None:
    slow = Slow(messages)
    model = ListModel(crowd, slow, ROSTER)
    model.set_text("王")
    model.set_text("李")
    late, right = slow.waiting
    right()
    kept = array("q", model.ids())
    late()
    assert model.ids() == kept
    assert kept == expected(crowd, model.query)


def test_the_same_ids_after_a_change_only_repaint(model: ListModel, crowd: Desk) -> None:
    number = model.id_at(10)
    place = next(n for n, c in enumerate(model.columns) if c.key == "workplace")
    with crowd.store.write("改单位") as session:
        session.get_one(Member, number).workplace = "新单位"
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    model.ask()
    assert resets == []
    assert model.data(model.index(10, place)) == "新单位"


def test_private_columns_are_masked_while_presenting(crowd: Desk, jobs: Jobs) -> None:
    presentation = Presentation()
    model = ListModel(crowd, jobs, ROSTER, presentation=presentation)
    model.ask()
    place = next(n for n, c in enumerate(model.columns) if c.key == "id_number")
    plain = str(model.data(model.index(0, place)))
    presentation.set(True)
    masked = str(model.data(model.index(0, place)))
    assert "*" not in plain
    assert masked.startswith(plain[:6])
    assert "*" * 6 in masked
    presentation.set(False)
    assert model.data(model.index(0, place)) == plain


def test_states_carry_a_colour_beside_their_word(crowd: Desk, jobs: Jobs) -> None:
    model = ListModel(crowd, jobs, ROSTER, states={"sex": {"1": "ok", "2": "warn"}})
    model.ask()
    place = next(n for n, c in enumerate(model.columns) if c.key == "sex")
    for row in range(20):
        index = model.index(row, place)
        assert model.data(index, STATE_ROLE) == {"男": "ok", "女": "warn"}[str(model.data(index))]
    name = model.index(0, next(n for n, c in enumerate(model.columns) if c.key == "name"))
    assert model.data(name, STATE_ROLE) == ""


def test_every_cell_has_an_access_name(model: ListModel) -> None:
    place = next(n for n, c in enumerate(model.columns) if c.key == "name")
    index = model.index(3, place)
    spoken = model.data(index, Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == f"姓名 {model.data(index)}"


def test_a_fault_is_told_once_and_tried_again(
    model: ListModel, messages: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = StorageFault("账套读不出来。", "请检查磁盘。", kind="damaged")

    def broken(*_: object) -> dict[int, lists.Row]:
        raise fault

    with monkeypatch.context() as patch:
        patch.setattr(lists.RowFetcher, "fetch", broken)
        model.show_columns(["name"])
        assert [model.texts(row) for row in (0, 300, 600)] == [("",)] * 3
    assert messages.errors == [fault]
    model.ask()
    assert model.texts(0) != ("",)


def test_a_row_that_is_gone_is_blank_until_the_next_answer(model: ListModel, crowd: Desk) -> None:
    ids = model.ids()
    model._ids = array("q", [*ids[:5], 999_999, *ids[5:]])
    assert set(model.texts(5)) == {""}
    assert model.value(5, "name") is None


def test_an_index_outside_has_no_rows(model: ListModel) -> None:
    child = model.index(0, 0)
    assert model.rowCount(child) == 0
    assert model.columnCount(child) == 0
    assert not model.index(PEOPLE, 0).isValid()
    assert model.rowCount(QModelIndex()) == PEOPLE


@pytest.fixture
def shown(threads: Jobs, crowd: Desk) -> ListModel:
    return ListModel(crowd, threads, ROSTER)


def test_it_works_with_real_threads(shown: ListModel, crowd: Desk, qtbot: QtBot) -> None:
    for text in ("王", "李", "z", ""):
        shown.set_text(text)
    shown.ask(Query(Scope(crowd.today())))
    qtbot.waitUntil(lambda: shown.complete)
    assert len(shown.ids()) == PEOPLE
