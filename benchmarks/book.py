"""The book the benchmarks read: any number of synthetic people, made once and kept in build/."""

from __future__ import annotations

import hashlib
import random
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from djdesk.models.assessment import MonthBook, PointLine, Result, Rubric
from djdesk.models.base import Base
from djdesk.models.rules.assessment import parsing, price, ready
from djdesk.models.rules.assessment import rubric as rules
from djdesk.models.store.bulk import add_many
from djdesk.models.store.keys import Cost
from djdesk.services import books
from djdesk.services.assessment.board import scores_of
from djdesk.services.assessment.rows import opened as opened_month
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


def assessment_book(people: int, months: int, items: int) -> Path:
    """The folder of a branch book with a line a member, month and item.

    The results of all months but the last two are stored, as when they were confirmed.

    By the shipped rubric of three levels, its members' table widened to `items` ordinary items; now
    and then a line is taken back, or a veto stands. Made if it is not there yet; do not write into
    it.
    """

    def fill(desk: Desk) -> None:
        members = load_people(desk, people)
        rubric = _wide(items)
        with desk.store.write("登记一年积分", area="assessment") as session:
            home = desk.store.book.home_organization_id
            row = Rubric(
                code=rubric.code,
                name=rubric.name,
                state="effective",
                since=date(DAY.year, 1, 1),
                content=parsing.write(rubric),
            )
            session.add(row)
            session.flush()
            for number in range(1, months + 1):
                month = date(DAY.year, number, 1)
                session.add(
                    MonthBook(organization_id=home, month=month, state="scored", rubric_id=row.id)
                )
                lines = list(_lines(rubric, members, month))
                same = {
                    "level": "member", "organization_id": home, "month": month,
                    "rubric_id": row.id, "entered_by": USER, "entered_on": DAY,
                }  # fmt: skip
                ids = add_many(session, PointLine, [same | line for line in lines])
                back = [
                    same | line | {"points": -int(str(line["points"])), "reverses_id": key}
                    for key, line in zip(ids, lines, strict=True)
                    if key % 500 == 0
                ]
                add_many(session, PointLine, back)
                if number <= months - 2:
                    _confirm(session, desk, rubric, month)

    return _kept(f"assessment-{people}-{months}-{items}", fill)


def _confirm(session: Session, desk: Desk, rubric: rules.Rubric, month: date) -> None:
    """Store the results of a month."""
    home = desk.store.book.home_organization_id
    book = opened_month(session, home, month)
    book.state, book.confirmed_on = "confirmed", DAY
    found = scores_of(session, home, month, rubric)
    rows = [
        {
            "month_id": book.id,
            **{name: getattr(each, name) for name in _RESULT},
            "own": each.score,
        }
        for level in rules.LEVELS
        for each in found.level(level)
        if each.score is not None
    ]
    add_many(session, Result, rows)


_RESULT = (
    "level", "organization_id", "member_id", "kind", "base", "plus", "minus", "change", "score",
    "rank", "grade",
)  # fmt: skip


def _wide(items: int) -> rules.Rubric:
    """The shipped rubric of three levels with so many ordinary items for members."""
    rubric = next(each for each in ready() if each.code == "three_levels")
    tables = []
    for table in rubric.tables:
        if table.level == "member":
            ordinary = sum(not item.veto for item in table.items)
            more = [
                rules.Item(f"X{n}", f"其他事项{n}", "count", points=10 if n % 2 else -10)
                for n in range(1, items - ordinary + 1)
            ]
            table = replace(table, items=(*table.items, *more))
        tables.append(table)
    return replace(rubric, tables=tuple(tables), left_out=(), join_by=0)


def _lines(
    rubric: rules.Rubric, members: Iterable[int], month: date
) -> Iterator[dict[str, object]]:
    """A line for each member and ordinary item of a month; one member in 200 has a veto."""
    chance = random.Random(month.month)
    table = rubric.table("member")
    assert table is not None
    ordinary = [item for item in table.items if not item.veto]
    veto = next(item for item in table.items if item.veto == "total")
    for member in members:
        for item in ordinary:
            step = chance.choice(item.steps) if item.steps else None
            quantity = chance.randint(1, 2) if item.kind == "count" else None
            points = price(
                item,
                quantity=quantity,
                step=step.code if step is not None else "",
                points=chance.choice((item.low, item.high)) if item.kind == "hand" else None,
            )
            yield {
                "member_id": member,
                "happened_on": month.replace(day=chance.randint(1, 28)),
                "item": item.code,
                "quantity": quantity,
                "step": step.code if step is not None else "",
                "points": points,
                "feed": item.feed,
                "reason": f"{item.title}，按月登记",
            }
        if chance.random() < 0.005:
            yield {
                "member_id": member,
                "happened_on": month,
                "item": veto.code,
                "quantity": None,
                "step": "",
                "points": 0,
                "feed": "",
                "reason": "有权机关的决定",
            }


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
