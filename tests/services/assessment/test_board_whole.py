"""A whole month in one reading says what the pane says piece by piece."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from djdesk.errors import UserError
from djdesk.models.rules.assessment.rubric import Item, Rubric, Table
from djdesk.services import assessment, organization, roster
from djdesk.services.assessment import Entry, board
from djdesk.services.assessment.board import whole
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from djdesk.services.roster import Opening
from djdesk.services.sample.people import id_number

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
ITEMS = (Item("A", "到会", "count", 100, cap=200), Item("B", "缺席", "count", -50))
RUBRIC = Rubric("own", "积分办法", "month", (Table("member", ITEMS, base=600, high=1000),))


@pytest.fixture
def home(desk: Desk, enforce: Callable[..., int]) -> int:
    """A branch of two with lines in October."""
    enforce(RUBRIC)
    home = organization.home_id(desk)
    for number, name in enumerate(("张某", "李某")):
        born = date(1970 + number, 3, 4)
        joined = date(2000, 7, 1)
        values: dict[str, Value] = {
            "name": name,
            "sex": "1",
            "id_number": id_number(born, 101),
            "birth_on": born,
            "joined_on": joined,
            "full_on": date(2001, 7, 1),
        }
        roster.enrol(desk, values, Opening(home, "full", None, "W1", joined), set())
    assessment.open_month(desk, OCTOBER)
    for row in board.board(desk, OCTOBER, "member").rows[:1]:
        entry = Entry("member", home, row.member_id, OCTOBER, "A", OCTOBER, 3, reason="到会")
        assessment.book_line(desk, entry)
    return home


def test_live_month_is_what_board_and_explanation_say(desk: Desk, home: int) -> None:
    found = whole(desk, OCTOBER)
    assert found.digest == ""
    rows = board.board(desk, OCTOBER, "member").rows
    assert sorted(row.score or 0 for row in rows) == [600, 800]
    assert [row.score for row in found.boards["member"].rows] == [row.score for row in rows]
    for row in rows:
        told = assessment.explain(desk, OCTOBER, "member", home, row.member_id)
        kept = found.explanations[row.subject]
        assert [(line.kind, line.points) for line in kept.lines] == [
            (line.kind, line.points) for line in told.lines
        ]
        assert sum(line.points for line in kept.lines) == row.score


def test_confirmed_month_is_what_was_kept(desk: Desk, home: int) -> None:
    before = whole(desk, OCTOBER)
    assessment.score_month(desk, OCTOBER)
    assessment.confirm_month(desk, OCTOBER, on=date(2026, 11, 2))
    found = whole(desk, OCTOBER)
    assert found.digest == assessment.confirmed(desk, OCTOBER).digest != ""
    assert [row.score for row in found.boards["member"].rows] == [
        row.score for row in before.boards["member"].rows
    ]


def test_month_that_was_not_opened_is_refused(desk: Desk, home: int) -> None:
    with pytest.raises(UserError, match="2026年9月还没有开账"):
        whole(desk, SEPTEMBER)
