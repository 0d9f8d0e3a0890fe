"""A branch and a committee that know each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from djdesk.exchange import dispatch
from djdesk.models.books import BookKind
from djdesk.services import packages
from djdesk.services.books import OpenBook, create_book, open_book
from djdesk.services.desk import Desk, Role
from tests.conftest import CHEAP, PASSWORD, TODAY, USER
from tests.exchange.branch import MakeBook, Pair, fill, joined

Bring = Callable[[], dispatch.Taken]
"""Carries what the committee has for the branch of `pair` down to it."""


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """An empty folder that stands for a stick, with a name as people give it."""
    path = tmp_path / "U盘（机修）"
    path.mkdir()
    return path


@pytest.fixture
def bare_pair(desk: Desk, committee_desk: Desk, stick: Path) -> Pair:
    """A branch without members that joined the committee."""
    return joined(desk, committee_desk, stick)


@pytest.fixture
def pair(bare_pair: Pair) -> Pair:
    """A branch with rows in every table that joined the committee."""
    fill(bare_pair.branch)
    return bare_pair


@pytest.fixture
def make_book(tmp_path: Path) -> Iterator[MakeBook]:
    """Make and open more books, of other branches and committees; closed at the end."""
    opened: list[OpenBook] = []

    def make(name: str, kind: BookKind = BookKind.BRANCH) -> Desk:
        folder = tmp_path / f"book-{len(opened)}"
        create_book(folder, kind=kind, name=name, user_name=USER, password=PASSWORD, cost=CHEAP)
        opened.append(open_book(folder, PASSWORD))
        return Desk(opened[-1].store, USER, Role.SECRETARY, lambda: TODAY)

    yield make
    for book in opened:
        book.close()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Lets a later dispatch really be later than the one before."""
    moments = iter(f"2099-01-{day:02d}T08:00:00+08:00" for day in range(1, 29))

    def tick() -> None:
        moment = next(moments)
        monkeypatch.setattr(packages, "now_text", lambda: moment)

    return tick


@pytest.fixture
def bring(pair: Pair, clock: Callable[[], None]) -> Bring:
    """Carries what the committee has down to the branch of `pair`."""

    def carry_down() -> dispatch.Taken:
        clock()
        for done in dispatch.write_all(pair.committee, pair.stick, again=True):
            if done.branch_name == pair.branch.store.book.name:
                return dispatch.receive(pair.branch, done.path)
        raise AssertionError("nothing went down")

    return carry_down
