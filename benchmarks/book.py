"""The book the benchmarks read: any number of synthetic people, made once and kept in build/."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from djdesk.models.base import Base
from djdesk.models.store.keys import Cost
from djdesk.services import books
from djdesk.services.books import BookKind
from djdesk.services.desk import Desk, Role
from djdesk.services.sample.load import load_meetings, load_people

KEPT = Path(__file__).resolve().parent.parent / "build" / "bench"
DAY = date(2026, 11, 20)
USER, PASSWORD = "李静", "测速账套不存真实资料"
CHEAP = Cost(iterations=1, memory=8, lanes=1)
"""Opening is not what is measured here: the derivation of the key is left out."""


def _schema() -> str:
    """What the tables look like now, in short; another schema needs another book."""
    tables = sorted(
        f"{table.name}({','.join(sorted(str(column) for column in table.columns))}"
        f"|{','.join(sorted(str(index.name) for index in table.indexes))})"
        for table in Base.metadata.tables.values()
    )
    return hashlib.sha256("\n".join(tables).encode()).hexdigest()[:12]


def roster_book(people: int) -> Path:
    """The folder of a branch book with `people` members, made if it is not there yet.

    Do not write into it: other benchmarks read it too. `scratch_book` gives a copy.
    """

    def fill(desk: Desk) -> None:
        if people:
            load_people(desk, people)

    return _kept(f"roster-{people}", fill)


def meetings_book(years: int, per_year: int, photos: int, people: int) -> Path:
    """The folder of a branch book with `per_year` meetings in each of `years` years.

    All `people` are on every roll, `photos` photographs in all are spread over the meetings. Made
    if it is not there yet; do not write into it.
    """

    def fill(desk: Desk) -> None:
        load_people(desk, people)
        load_meetings(desk, years, per_year, photos)

    return _kept(f"meetings-{years}-{per_year}-{photos}-{people}", fill)


def _kept(name: str, fill: Callable[[Desk], None]) -> Path:
    """The book called `name` in build/, filled when it is made."""
    folder = KEPT / f"{name}-{_schema()}"
    if folder.exists():
        return folder
    making = folder.with_name(folder.name + ".part")
    shutil.rmtree(making, ignore_errors=True)
    making.parent.mkdir(parents=True, exist_ok=True)
    books.create_book(
        making,
        kind=BookKind.BRANCH,
        name="中共某某厂机修车间支部委员会",
        user_name=USER,
        password=PASSWORD,
        cost=CHEAP,
    )
    with opened(making) as desk:
        fill(desk)
    making.rename(folder)
    return folder


def scratch_book(people: int, folder: Path) -> Path:
    """A copy of the closed book of `people` members at `folder` that may be written into."""
    return Path(shutil.copytree(roster_book(people), folder))


@contextmanager
def opened(folder: Path) -> Iterator[Desk]:
    """The desk on a benchmark book, on a fixed day."""
    book = books.open_book(folder, PASSWORD, allow_removable=True)
    try:
        yield Desk(book.store, book.user, Role.SECRETARY, lambda: DAY)
    finally:
        book.close()
