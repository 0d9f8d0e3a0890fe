"""Collecting (归集): facts of other ledgers become lines of points, and changed facts new ones.

A line that a fact no longer bears out is taken back by a line that names it; nothing is deleted. A
line that somebody took back by hand stays so while its fact is the same. Months that were confirmed
never change: the plan says by how much the ledgers differ since.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Row as SqlRow
from sqlalchemy import and_, func, not_, or_, select
from sqlalchemy.orm import Session, aliased

from djdesk.errors import UserError
from djdesk.models.assessment import MonthBook, PointLine
from djdesk.models.rules.assessment.pricing import price
from djdesk.models.rules.assessment.rubric import LEVELS, Item, Level, Table
from djdesk.models.rules.dues.months import say_month
from djdesk.models.store.bulk import add_many
from djdesk.services.assessment import people as assessed
from djdesk.services.assessment.facts import Fact, Reading
from djdesk.services.assessment.feeds import facts, fed, single
from djdesk.services.assessment.plans import Change, CollectLine, CollectPlan
from djdesk.services.assessment.rows import AREA, OPEN, home_of, of_rubric, opened, rubric_of
from djdesk.services.desk import Desk

__all__ = ["CollectLine", "CollectPlan", "collect", "collect_month", "plan_collect", "plan_of"]

TAKEN_BACK = "来源记录已更正，自动冲回"
"""The reason of a line that takes back what a ledger no longer says."""

MOST_SIGNS = 400
"""So much of the facts behind a line is said in its reason."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a line of a feed stands: subject, item, and the records it is told apart by."""

    level: Level
    organization_id: int
    member_id: int | None
    item: str
    feed: str
    source: str


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What should stand there: the facts as one, and what they are worth."""

    fact: Fact
    title: str
    quantity: int
    points: int


_Booked = SqlRow[
    int, str, int, int | None, str, str, str, date, int | None, int, str, int, int | None, str
]


def plan_collect(desk: Desk, month: date) -> CollectPlan:
    """What collecting would do to `month` now; nothing is written. `UserError` if not opened."""
    with desk.store.read() as session:
        return plan_of(session, desk, opened(session, home_of(desk), month))


def collect(desk: Desk, month: date) -> int:
    """Bring the lines of `month` up to date with the ledgers; returns how many facts changed.

    Asking twice changes nothing. `UserError` for a month that was confirmed: it never changes.
    """
    desk.require(AREA)
    plan = plan_collect(desk, month)
    if plan.closed:
        raise UserError(
            f"{say_month(plan.month)}已审定，不能归集。",
            plan.words if plan.count else "各台账与审定时一致，不需要归集。",
        )
    if not plan.count:
        return 0
    with desk.store.write(f"归集积分：{say_month(plan.month)}", area=AREA) as session:
        return collect_month(session, desk, opened(session, home_of(desk), month))


def collect_month(session: Session, desk: Desk, month_row: MonthBook) -> int:
    """As `collect`, inside a step of the caller that opens or collects the month."""
    if month_row.state not in OPEN or month_row.origin:
        raise UserError("这个月已经审定或由支部报来，不能归集。", "请先写明原因重新开账。")
    collection = _Collection(session, desk, month_row)
    written = list(collection.written(desk))
    add_many(session, PointLine, written)
    return collection.plan().count


def plan_of(session: Session, desk: Desk, month_row: MonthBook) -> CollectPlan:
    """As `plan_collect`, in the session of the caller."""
    return _Collection(session, desk, month_row).plan()


class _Collection:
    """The facts of a month beside what is booked of them."""

    def __init__(self, session: Session, desk: Desk, row: MonthBook) -> None:
        self.session, self.row = session, row
        self.closed = row.state not in OPEN
        self.rubric = rubric_of(session, row.rubric_id)
        as_of = row.confirmed_on if self.closed and row.confirmed_on else desk.today()
        self.reading = Reading(session, row.organization_id, row.month, as_of)
        self._kinds = self._scored()
        self._left = self._gone()
        self._booked, self._waived = self._read()
        self.wanted = self._wanted()

    def plan(self) -> CollectPlan:
        """What differs, in the order of the days."""
        found: dict[Change, list[CollectLine]] = {"new": [], "changed": [], "gone": []}
        for place, wanted, booked in self._differences():
            change: Change = "new" if not booked else "gone" if wanted is None else "changed"
            found[change].append(self._line(change, place, wanted, booked))
        for rows in found.values():
            rows.sort(key=lambda each: (each.happened_on, each.item, each.name))
        new, changed, gone = (tuple(found[word]) for word in ("new", "changed", "gone"))
        return CollectPlan(self.row.month, self.closed, new, changed, gone)

    def written(self, desk: Desk) -> Iterator[Mapping[str, object]]:
        """The rows to write: first what takes lines back, then the new lines."""
        today = desk.today()
        entry = {"month": self.row.month, "entered_by": desk.user, "entered_on": today}
        entry |= {"checked_by": "", "checked_on": None}
        fresh: list[Mapping[str, object]] = []
        for place, wanted, booked in self._differences():
            where = {
                "level": place.level,
                "organization_id": place.organization_id,
                "member_id": place.member_id,
                "item": place.item,
                "feed": place.feed,
            }
            for line in booked:
                yield (
                    entry
                    | where
                    | {
                        "happened_on": line.happened_on,
                        "rubric_id": line.rubric_id,
                        "quantity": line.quantity,
                        "points": -line.points,
                        "source": line.source,
                        "reason": TAKEN_BACK,
                        "reverses_id": line.id,
                    }
                )
            if wanted is not None:
                fresh.append(
                    entry
                    | where
                    | {
                        "happened_on": wanted.fact.happened_on,
                        "rubric_id": self.row.rubric_id,
                        "quantity": wanted.quantity,
                        "points": wanted.points,
                        "source": wanted.fact.source,
                        "reason": wanted.fact.text[:MOST_SIGNS],
                        "reverses_id": None,
                    }
                )
        yield from fresh

    def _differences(self) -> Iterator[tuple[_Place, _Wanted | None, list[_Booked]]]:
        for place, wanted in self.wanted.items():
            booked = self._booked.get(place, [])
            if len(booked) != 1 or not _same(place, wanted, booked[0]):
                yield place, wanted, booked
        for place, booked in self._booked.items():
            if place not in self.wanted and place.member_id not in self._left:
                yield place, None, booked

    def _line(
        self, change: Change, place: _Place, wanted: _Wanted | None, booked: list[_Booked]
    ) -> CollectLine:
        person = self.reading.people.get(place.member_id or 0)
        unit = self.reading.units.get(place.organization_id)
        name = person.name if person else unit.name if unit and not place.member_id else ""
        was = sum(line.points for line in booked) if booked else None
        title = next(
            (item.title for _table, item in self.rubric.items() if item.code == place.item),
            place.item,
        )
        return CollectLine(
            change,
            place.level,
            place.organization_id,
            place.member_id,
            name,
            place.item,
            wanted.title if wanted else title,
            place.feed,
            wanted.fact.happened_on if wanted else booked[0].happened_on,
            wanted.points if wanted else None,
            was,
            wanted.fact.source if wanted else booked[0].source,
            wanted.fact.text if wanted else booked[0].reason,
        )

    # --- what should stand there -----------------------------------------------------------------

    def _scored(self) -> dict[int, str]:
        """The class of everybody who is scored this month."""
        row = self.row
        people = assessed.people(self.session, row.organization_id, row.month, self.rubric)
        return {each.member_id: each.kind for each in people if not each.excluded}

    def _gone(self) -> set[int]:
        """Who left during the month: no line follows any more, those there are stay."""
        known, end = self.reading.people, self.reading.last
        return {
            key for key, each in known.items() if key not in self._kinds and not each.there(end)
        }

    def _wanted(self) -> dict[_Place, _Wanted]:
        """The line of every fact that an item of the rubric asks for."""
        found: dict[_Place, _Wanted] = {}
        used = self._used()
        for table, item in fed(self.rubric):
            together: dict[_Place, list[Fact]] = defaultdict(list)
            for fact in facts(self.reading, item.feed, table.level):
                if self._counts(table, fact):
                    together[_place(item, fact)].append(fact)
            merged = [(place, _merged(rows)) for place, rows in together.items()]
            merged.sort(key=lambda each: (each[1].happened_on, each[1].source))
            for place, fact in merged:
                quantity = fact.quantity if fact.permille is None else fact.permille
                if item.kind == "flag":
                    quantity = 1
                if (place, quantity) in self._waived:
                    continue
                key = (place.level, place.organization_id, place.member_id, item.code)
                points = price(item, quantity=quantity, before=max(0, used[key]))
                used[key] += quantity
                found[place] = _Wanted(fact, item.title, quantity, points)
        return found

    def _counts(self, table: Table, fact: Fact) -> bool:
        """Whether the fact is of somebody whom this table scores."""
        if fact.member_id is None:
            return True
        kind = self._kinds.get(fact.member_id)
        return kind is not None and self.rubric.table("member", kind) is table

    def _used(self) -> dict[tuple[str, int, int | None, str], int]:
        """How much of what is free was used by earlier months of a span and by lines by hand.

        A line by hand and what takes it back count as they were priced: what cost used nothing.
        """
        free = {item.code: item for _table, item in fed(self.rubric) if item.free}
        used: dict[tuple[str, int, int | None, str], int] = defaultdict(int)
        if not free:
            return used
        line, back, month = PointLine, aliased(PointLine), self.row.month
        stands = and_(line.feed != "", line.reverses_id.is_(None), back.id.is_(None))
        rows = self.session.execute(
            select(
                line.level,
                line.organization_id,
                line.member_id,
                line.item,
                line.month,
                func.sum(func.coalesce(line.quantity, 0)),
                func.sum(line.points),
            )
            .outerjoin(back, back.reverses_id == line.id)
            .where(line.month >= month.replace(month=1), line.month <= month)
            .where(or_(line.month < month, not_(stands)))
            .where(line.state == "valid", line.item.in_(list(free)), of_rubric(self.rubric.code))
            .where(line.organization_id.in_(list(self.reading.units)))
            .group_by(line.level, line.organization_id, line.member_id, line.item, line.month)
        )
        for level, unit, member_id, code, on, quantity, points in rows:
            item = free[code]
            if on == month or item.span == "year":
                paid = points // item.points if item.points else 0
                used[level, unit, member_id, code] += quantity - paid
        return used

    # --- what is booked --------------------------------------------------------------------------

    def _read(self) -> tuple[dict[_Place, list[_Booked]], set[tuple[_Place, int]]]:
        """The lines of feeds that count, and those that somebody took back by hand."""
        line, back = PointLine, aliased(PointLine)
        rows = self.session.execute(
            select(
                line.id,
                line.level,
                line.organization_id,
                line.member_id,
                line.item,
                line.feed,
                line.source,
                line.happened_on,
                line.quantity,
                line.points,
                line.reason,
                line.rubric_id,
                back.id.label("back"),
                func.coalesce(back.reason, "").label("why"),
            )
            .outerjoin(back, back.reverses_id == line.id)
            .where(line.month == self.row.month, line.feed != "", line.reverses_id.is_(None))
            .where(line.organization_id.in_(list(self.reading.units)), line.origin == "")
            .order_by(line.id)
        )
        kinds = {item.code: item for _table, item in self.rubric.items()}
        booked: dict[_Place, list[_Booked]] = defaultdict(list)
        waived: set[tuple[_Place, int]] = set()
        for row in rows:
            level = next(each for each in LEVELS if each == row.level)
            item = kinds.get(row.item)
            told_by = "" if item is not None and single(item, row.feed) else row.source
            place = _Place(level, row.organization_id, row.member_id, row.item, row.feed, told_by)
            if row.back is None:
                booked[place].append(row)
            elif row.why != TAKEN_BACK:
                waived.add((place, 1 if row.quantity is None else row.quantity))
        return booked, waived


def _place(item: Item, fact: Fact) -> _Place:
    told_by = "" if single(item, item.feed) else fact.source
    return _Place(fact.level, fact.organization_id, fact.member_id, item.code, item.feed, told_by)


def _merged(rows: list[Fact]) -> Fact:
    """Facts of one place as one: the last day, all records, all words, the sum."""
    if len(rows) == 1:
        return rows[0]
    last = max(rows, key=lambda each: each.happened_on)
    records = dict.fromkeys(word for each in rows for word in each.source.split())
    return Fact(
        last.level,
        last.organization_id,
        last.member_id,
        last.happened_on,
        " ".join(records),
        "；".join(dict.fromkeys(each.text for each in rows)),
        sum(each.quantity for each in rows),
        last.permille,
        last.group_id,
        last.name,
    )


def _same(place: _Place, wanted: _Wanted, line: _Booked) -> bool:
    """Whether the line says what it should; the day of one that has no single record is no part."""
    worth = (line.points, line.quantity) == (wanted.points, wanted.quantity)
    return worth and (not place.source or line.happened_on == wanted.fact.happened_on)
