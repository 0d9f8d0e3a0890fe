"""Figures of the roster: compositions, head-count over years, table ① of the annual report.

Every figure carries the question behind it, so that a click on a bar opens its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from djdesk.models.roster import Member, Standing
from djdesk.models.rules import codes
from djdesk.models.rules import roster as rules
from djdesk.models.rules.roster import Band
from djdesk.services.desk import Desk
from djdesk.services.listing import Filter, Query, Scope, condition_of, matching
from djdesk.services.organization import descendants
from djdesk.services.roster import standings
from djdesk.services.roster.lists import ROSTER


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its word, how many members, and the filters that show them in ROSTER."""

    title: str
    count: int
    filters: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Composition:
    """Members divided along one dimension; the bars add up to `total`."""

    key: str
    title: str
    total: int
    bars: tuple[Bar, ...]


def _coded(column: str, groups: Sequence[tuple[str, tuple[str, ...]]]) -> tuple[Filter, ...]:
    return tuple(
        Filter(column, "in", wanted, title) if len(wanted) > 1 else _one(column, wanted[0], title)
        for title, wanted in groups
    )


def _one(column: str, code: str, title: str) -> Filter:
    return Filter(column, "eq", code, title)


def _banded(column: str, bands: Sequence[Band]) -> tuple[Filter, ...]:
    return tuple(
        Filter(column, "until", each.high, each.title)
        if each.low is None
        else Filter(column, "from", each.low, each.title)
        if each.high is None
        else Filter(column, "between", (each.low, each.high), each.title)
        for each in bands
    )


def _entries(table: str) -> Sequence[tuple[str, tuple[str, ...]]]:
    return [(entry.short, (entry.code,)) for entry in codes.table(table).entries]


def _groups(table: str, order: Sequence[str] = ()) -> Sequence[tuple[str, tuple[str, ...]]]:
    found = codes.table(table)
    titles = order or tuple(dict.fromkeys(entry.group for entry in found.entries))
    return [(title, found.in_group(title)) for title in titles]


# Dimension → title and the filters of its bars; whatever no filter takes is 未填写.
DIMENSIONS: dict[str, tuple[str, Callable[[], tuple[Filter, ...]]]] = {
    "sex": ("性别", lambda: _coded("sex", _entries("sex")[:2])),
    "age": ("年龄", lambda: _banded("age", rules.bands("age"))),
    "education": (
        "学历",
        lambda: _coded("education", _groups("education", rules.education_bands())),
    ),
    "party_age": ("党龄", lambda: _banded("party_age", rules.bands("party_age"))),
    "ethnic": ("民族", lambda: _coded("ethnic", _entries("ethnic"))),
    "minority": ("汉族与少数民族", lambda: _coded("ethnic", _groups("ethnic"))),
    "work_post": ("工作岗位", lambda: _coded("work_post", _groups("work_post"))),
    "joined_on": ("入党时期", lambda: _banded("joined_on", rules.bands("joining"))),
    "person_class": ("人员类别", lambda: _coded("person_class", _entries("person_class"))),
}
_SPARSE = frozenset({"ethnic"})  # bars without anybody are left out
_REST = {"party_age": "未起算或未填写"}


def composition(desk: Desk, query: Query, key: str) -> Composition:
    """The members that answer `query` divided along dimension `key` of `DIMENSIONS`."""
    with desk.store.read() as session:
        return _composition(session, query, key)


def compositions(desk: Desk, query: Query, keys: Sequence[str]) -> tuple[Composition, ...]:
    """Several dimensions at once, from one state of the book."""
    with desk.store.read() as session:
        return tuple(_composition(session, query, key) for key in keys)


def _composition(session: Session, query: Query, key: str) -> Composition:
    title, make = DIMENSIONS[key]
    filters = make()
    conditions = [condition_of(ROSTER, query.scope, each) for each in filters]
    counted = [func.count().filter(condition) for condition in conditions]
    row = session.execute(matching(ROSTER, query).with_only_columns(func.count(), *counted)).one()
    total, *numbers = row
    bars = [
        Bar(each.title, number, (each,))
        for each, number in zip(filters, numbers, strict=True)
        if number or key not in _SPARSE
    ]
    rest = total - sum(numbers)
    if rest:
        word = _REST.get(key, "未填写")
        unknown = Filter(filters[0].column, "empty", None, f"{title}{word}")
        bars.append(Bar(word, rest, (unknown,)))
    return Composition(key, title, total, tuple(bars))


# Head-count over years ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Year:
    """One year: members on its last day (or today), and who came and went in it."""

    year: int
    day: date
    total: int
    joined: int
    left: int


def head_counts(
    desk: Desk, first: int, last: int, organization_id: int | None = None
) -> tuple[Year, ...]:
    """The years `first`…`last`; the running year is counted up to today."""
    today = desk.today()
    with desk.store.read() as session:
        found = []
        for year in range(first, last + 1):
            day = min(date(year, 12, 31), today)
            moves = _moves(session, date(year, 1, 1), day, organization_id)
            total = _count(session, Scope(day, organization_id))
            joined = sum(1 for move in moves if move.incoming)
            found.append(Year(year, day, total, joined, len(moves) - joined))
        return tuple(found)


def moved(
    desk: Desk, year: int, *, incoming: bool, organization_id: int | None = None
) -> tuple[int, ...]:
    """Keys of the members who came (or went) in `year`: the rows behind a bar."""
    with desk.store.read() as session:
        day = min(date(year, 12, 31), desk.today())
        moves = _moves(session, date(year, 1, 1), day, organization_id)
        return tuple(dict.fromkeys(m.member_id for m in moves if m.incoming is incoming))


def first_year(desk: Desk) -> int:
    """The year in which the first member stood in this book; this year for an empty one."""
    with desk.store.read() as session:
        day = session.scalar(select(func.min(Standing.since)))
        return day.year if day is not None else desk.today().year


def _count(session: Session, scope: Scope) -> int:
    statement = matching(ROSTER, Query(scope)).with_only_columns(func.count())
    return int(session.execute(statement).scalar_one())


# Table ① of the annual report -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AnnualRow:
    """One row of 两年党员数综合比较: number, item, figure and the members behind it."""

    number: int
    title: str
    count: int
    member_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Move:
    member_id: int
    way: str
    whole: bool
    incoming: bool


_COUNTED = ("A1", "A2", "A3", "B1", "B2", "B3", "B4", "B5", "B6", "B7", "T")
_OUT_OF_PARTY = frozenset({"B1", "B2", "B3", "B4"})
_TITLES = (
    "上年底总数",
    "本年增加",
    "发展党员",
    "恢复党籍",
    "转入组织关系",
    "其中：整建制转入",
    "本年减少",
    "出党",
    "停止党籍",
    "死亡",
    "转出组织关系",
    "其中：整建制转出",
    "本年底应有数",
    "本年底实有数",
    "实有数与应有数之差",
)


def annual(desk: Desk, year: int, organization_id: int | None = None) -> tuple[AnnualRow, ...]:
    """Table ① (roster.md §6): rows 1–15; row 15 must be 0, else the roster needs explaining.

    The basis is membership on 31 December and movements by their date. A move between two branches
    of the book counts as a transfer for each of them and not at all for what stands above both.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    with desk.store.read() as session:
        before = _count(session, Scope(date(year - 1, 12, 31), organization_id))
        after = _count(session, Scope(last, organization_id))
        moves = _moves(session, first, last, organization_id)

    def those(wanted: Callable[[_Move], bool]) -> tuple[int, ...]:
        return tuple(move.member_id for move in moves if wanted(move))

    parts = {
        3: those(lambda m: m.way == "A1"),
        4: those(lambda m: m.way == "A3"),
        5: those(lambda m: m.way == "A2"),
        6: those(lambda m: m.way == "A2" and m.whole),
        8: those(lambda m: m.way in _OUT_OF_PARTY),
        9: those(lambda m: m.way == "B5"),
        10: those(lambda m: m.way == "B6"),
        11: those(lambda m: m.way == "B7"),
        12: those(lambda m: m.way == "B7" and m.whole),
    }
    gained = sum(len(parts[n]) for n in (3, 4, 5))
    lost = sum(len(parts[n]) for n in (8, 9, 10, 11))
    due = before + gained - lost
    sums = {1: before, 2: gained, 7: lost, 13: due, 14: after, 15: after - due}
    return tuple(
        AnnualRow(
            number, title, sums.get(number, len(parts.get(number, ()))), parts.get(number, ())
        )
        for number, title in enumerate(_TITLES, 1)
    )


def _moves(session: Session, first: date, last: date, organization_id: int | None) -> list[_Move]:
    """Who came and went from `first` to `last`, as seen from `organization_id` (None: the book)."""
    inside = None if organization_id is None else descendants(session, organization_id)
    statement = (
        select(Standing)
        .join(Member, Member.id == Standing.member_id)
        .where(
            Member.withdrawn_on.is_(None),
            Standing.since >= first,
            Standing.since <= last,
            Standing.way.in_(_COUNTED),
        )
        .order_by(Standing.since, Standing.id)
    )
    found = []
    for row in session.scalars(statement):
        there = inside is None or row.branch_id in inside
        if row.way != "T":
            if there:
                found.append(_Move(row.member_id, row.way, row.whole, row.way.startswith("A")))
        elif inside is not None and (_came_from(session, row) in inside) is not there:
            found.append(_Move(row.member_id, "A2" if there else "B7", row.whole, there))
    return found


def _came_from(session: Session, row: Standing) -> int | None:
    """The branch of the stretch before `row`."""
    rows = standings.history(session, row.member_id)
    place = rows.index(row)
    return rows[place - 1].branch_id if place else None
