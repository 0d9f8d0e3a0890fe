"""Real encrypted books for every test: built once a session, copied for each test."""

from __future__ import annotations

import difflib
import logging
import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from djdesk.models.books import BookKind
from djdesk.models.store.book import OpenBook, open_book
from djdesk.models.store.keys import Cost
from djdesk.models.store.store import Store
from djdesk.services import places
from djdesk.services.books import create_book
from djdesk.services.desk import Desk, Role
from tests.full_disk import SmallDisk, mounted
from tests.models.migrations.freeze import from_entities, from_steps

TODAY = date(2026, 11, 20)
USER, PASSWORD = "李静", "党建工作台测试密码"
BRANCH = "中共某某厂机修车间支部委员会"
COMMITTEE = "中共某某厂委员会"
CHEAP = Cost(iterations=1, memory=8, lanes=1)


def pytest_configure(config: pytest.Config) -> None:
    """Name the marks of this house, and show windows on no screen unless one is asked for."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    config.addinivalue_line("markers", "logs: this test logs a warning on purpose")


def schema_drift() -> list[str]:
    """How the entities and the upgrade steps differ, line by line; empty if they agree."""
    entities, steps = from_entities(flat=True), from_steps(flat=True)
    return [
        line
        for line in difflib.unified_diff(sorted(steps), sorted(entities), "steps", "entities", n=0)
        if not line.startswith(("---", "+++", "@@"))
    ]


def _template(folder: Path, kind: BookKind, name: str) -> Path:
    drift = schema_drift()
    if drift:
        # without this every test of the new column would fail in its own way
        pytest.fail("run `python -m tests.models.migrations.freeze`:\n" + "\n".join(drift))
    create_book(folder, kind=kind, name=name, user_name=USER, password=PASSWORD, cost=CHEAP)
    return folder


@pytest.fixture(scope="session")
def branch_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed branch book that is never opened itself."""
    return _template(tmp_path_factory.mktemp("template") / "branch", BookKind.BRANCH, BRANCH)


@pytest.fixture(scope="session")
def committee_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed committee book that is never opened itself."""
    folder = tmp_path_factory.mktemp("template") / "committee"
    return _template(folder, BookKind.COMMITTEE, COMMITTEE)


@pytest.fixture
def book_folder(branch_template: Path, tmp_path: Path) -> Path:
    """A branch book of this test's own, closed."""
    return Path(shutil.copytree(branch_template, tmp_path / "book"))


@pytest.fixture
def committee_folder(committee_template: Path, tmp_path: Path) -> Path:
    """A committee book of this test's own, closed."""
    return Path(shutil.copytree(committee_template, tmp_path / "committee"))


@pytest.fixture
def book(book_folder: Path) -> Iterator[OpenBook]:
    """The branch book, opened by its secretary."""
    opened = open_book(book_folder, PASSWORD)
    yield opened
    opened.close()


@pytest.fixture
def committee_book(committee_folder: Path) -> Iterator[OpenBook]:
    """The committee book, opened by its secretary."""
    opened = open_book(committee_folder, PASSWORD)
    yield opened
    opened.close()


@pytest.fixture
def store(book: OpenBook) -> Store:
    """The store of the branch book."""
    return book.store


@pytest.fixture
def desk(book: OpenBook) -> Desk:
    """The branch secretary's desk on a fixed day; `desk.store.book` names the home organization."""
    return Desk(book.store, USER, Role.SECRETARY, lambda: TODAY)


@pytest.fixture
def committee_desk(committee_book: OpenBook) -> Desk:
    """The committee's desk on the same fixed day."""
    return Desk(committee_book.store, USER, Role.SECRETARY, lambda: TODAY)


@pytest.fixture(autouse=True)
def own_data(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program's own folder is one of this test's own, not that of who runs the tests."""
    folder = tmp_path_factory.mktemp("own") / "data"
    monkeypatch.setenv(places.OVERRIDE, str(folder))
    return folder


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A disk of 16 MiB of this test's own that can be filled; skips where none can be mounted."""
    with mounted(tmp_path / "disk") as disk:
        yield disk


@pytest.fixture(autouse=True)
def no_unexpected_log(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    """Fail a test that logs a warning or worse, unless it is marked `logs`."""
    yield
    if request.node.get_closest_marker("logs") is None:
        loud = [r for phase in ("setup", "call") for r in caplog.get_records(phase)]
        loud = [record for record in loud if record.levelno >= logging.WARNING]
        assert not loud, [record.getMessage() for record in loud]
