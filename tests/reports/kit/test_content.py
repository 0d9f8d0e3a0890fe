"""Paper and content: set-up that is remembered, and the digest that tells texts apart."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from djdesk.errors import UserError
from djdesk.reports.kit.content import (
    Cell,
    Grid,
    Orientation,
    Paper,
    Picture,
    digest,
    short_digest,
)
from tests.reports.papers import people, register

lengths = st.floats(0, 60, allow_nan=False)


@given(
    st.builds(
        Paper,
        st.sampled_from(["A3", "A4", "A5"]),
        st.sampled_from(Orientation),
        *[lengths] * 7,
        st.sampled_from(["left", "top"]),
    )
)
def test_paper_is_remembered_as_it_was(paper: Paper) -> None:
    assert Paper.from_json(paper.to_json()) == paper


def test_what_is_unknown_or_unusable_falls_back_to_the_report() -> None:
    stored = {"size": "B9", "orientation": "diagonal", "left": "wide", "top": 33, "colour": "red"}
    default = Paper(left=15)
    assert Paper.from_json(stored, default) == replace(default, top=33)


def test_room_is_what_margins_and_binding_leave() -> None:
    assert Paper().room == (170, 257)  # forms.md §1: portrait, usable 170 mm
    assert Paper(binding=8).room == (162, 257)
    assert Paper(binding=8, bound_at="top").room == (170, 249)
    lying = Paper(orientation=Orientation.LANDSCAPE, left=15, right=15)
    assert lying.room[0] == 267  # landscape, usable 267 mm


def test_margins_that_leave_nothing_are_refused() -> None:
    Paper(left=75, right=75).check()
    with pytest.raises(UserError, match="放不下"):
        Paper(left=80, right=80).check()


def test_digest_follows_the_text_and_not_the_paper() -> None:
    content = register(people(3))
    same = register(people(3)).on(Paper(left=40))
    assert digest(content) == digest(same)
    changed = people(3)
    changed[2][3] = "铸造车间"
    others = [
        register(changed),
        register(people(2)),
        replace(content, title="名册"),
        replace(content, day=None),
        register(people(3), Picture(b"1", 10, 10)),
    ]
    assert len({digest(each) for each in [content, *others]}) == len(others) + 1


def test_digest_sees_where_one_cell_ends() -> None:
    assert digest(register([["1", "甲乙", "", ""]])) != digest(register([["1", "甲", "乙", ""]]))


def test_short_digest_is_what_a_foot_shows() -> None:
    assert short_digest("3f2a91c0" + "e" * 56) == "3F2A-91C0"


def test_cells_take_the_first_free_place() -> None:
    grid = Grid((10, 10, 10), (5, 5), ((Cell("a", down=2), Cell("b", across=2)), (Cell("c"),) * 2))
    placed = [(row, column, cell.text) for row, column, cell in grid.placed()]
    assert placed == [(0, 0, "a"), (0, 1, "b"), (1, 1, "c"), (1, 2, "c")]


@pytest.mark.parametrize(
    "cells",
    [
        ((Cell(), Cell(), Cell()),),
        ((Cell(),),),
        ((Cell(down=2), Cell()),),
    ],
)
def test_form_that_does_not_close_is_a_mistake(cells: tuple[tuple[Cell, ...], ...]) -> None:
    with pytest.raises(ValueError, match="form"):
        list(Grid((10, 10), (5,), cells).placed())


def test_receipt_paper_lies_and_leaves_room() -> None:
    paper = Paper("190×95", left=10, right=10, top=8, bottom=8)
    assert paper.extent == (190.0, 95.0)
    paper.check()
    assert Paper.from_json({"size": "190×95"}).size == "190×95"
