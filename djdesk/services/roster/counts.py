"""How many members there are: the chips above the list with their counts, and the summary line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select

from djdesk.models.organization import Organization
from djdesk.models.roster import Member, Standing
from djdesk.services import listing
from djdesk.services.desk import Desk
from djdesk.services.listing import Filter, Query, Scope
from djdesk.services.roster import expressions as x
from djdesk.services.roster.lists import ROSTER

MANY = 5000  # people; more than that are put in the order of offices in over a tenth of a second


def usual_order(desk: Desk) -> str:
    """The order (of `ORDERS`) a list begins with: that of offices, groups and strokes (roster.md
    §7), but by pinyin in a book of so many people that only an index answers at once.
    """
    with desk.store.read() as session:
        return "pinyin" if (session.scalar(select(func.max(Member.id))) or 0) > MANY else "office"


@dataclass(frozen=True, slots=True)
class Chip:
    """One chip: its word, how many rows it shows, and the filters it switches on."""

    key: str
    title: str
    count: int
    filters: tuple[Filter, ...]


def _conditions(day: date) -> dict[str, tuple[str, Filter, ColumnElement[bool]]]:
    is_full = x.person_class(day) == "full"
    return {
        "full": ("正式", Filter("person_class", "eq", "full", "正式党员"), is_full),
        "probationary": (
            "预备",
            Filter("person_class", "eq", "probationary", "预备党员"),
            ~is_full,
        ),
        "overdue": (
            "预备期满",
            Filter("overdue", "eq", True, "预备期满未转正"),
            x.probation_ends_until(day),
        ),
        "mobile": ("流动", Filter("mobile", "eq", True, "流动党员"), x.absent("mobile", day)),
        "lost": ("失联", Filter("lost", "eq", True, "失联党员"), x.absent("lost", day)),
        "incomplete": (
            "资料不全",
            Filter("incomplete", "eq", True, "资料不全"),
            x.incomplete(),
        ),
    }


def chips(desk: Desk, scope: Scope) -> tuple[Chip, ...]:
    """All chips with their counts on the day of `scope`: 全部 first, then states, then groups.

    Chips of states that nobody is in are left out, except 正式 and 预备.
    """
    conditions = _conditions(scope.day)
    counted = (func.count().filter(c[2]).label(key) for key, c in conditions.items())
    overall = x.belonging(scope, "in").with_only_columns(func.count(), *counted)
    by_group = (
        x.belonging(scope, "in")
        .with_only_columns(Standing.group_id, func.count())
        .group_by(Standing.group_id)
    )
    with desk.store.read() as session:
        total, *numbers = session.execute(overall).one()
        sizes = {row[0]: row[1] for row in session.execute(by_group)}
        groups = session.execute(
            select(Organization.id, Organization.short_name, Organization.name)
            .where(Organization.id.in_([key for key in sizes if key is not None]))
            .order_by(Organization.parent_id, Organization.position, Organization.id)
        ).all()
    found = [Chip("all", "全部", total, ())]
    for (key, (title, condition, _)), number in zip(conditions.items(), numbers, strict=True):
        if number or key in ("full", "probationary"):
            found.append(Chip(key, title, number, (condition,)))
    for group_id, short, name in groups:
        title = short or name
        condition = Filter("group_id", "eq", group_id, title)
        found.append(Chip(f"group:{group_id}", title, sizes[group_id], (condition,)))
    if groups and sizes.get(None):
        condition = Filter("group_id", "empty", None, "未编组")
        found.append(Chip("group:", "未编组", sizes[None], (condition,)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of the line under the list; averages in tenths of a year, None for nobody."""

    total: int
    men: int
    women: int
    minority: int
    full: int
    probationary: int
    mobile: int
    average_age: int | None
    average_party_age: int | None

    @property
    def text(self) -> str:
        """共43人・男29女14・少数民族4・平均年龄44.2・平均党龄16.8年."""
        parts = [f"共{self.total}人", f"男{self.men}女{self.women}", f"少数民族{self.minority}"]
        if self.average_age is not None:
            parts.append(f"平均年龄{self.average_age // 10}.{self.average_age % 10}")
        if self.average_party_age is not None:
            years = self.average_party_age
            parts.append(f"平均党龄{years // 10}.{years % 10}年")
        return "・".join(parts)


def summary(desk: Desk, query: Query) -> Summary:
    """The figures of the rows that answer `query`."""
    day = query.scope.day
    is_full = x.person_class(day) == "full"
    statement = listing.matching(ROSTER, query).with_only_columns(
        func.count(),
        func.count().filter(Member.sex == "1"),
        func.count().filter(Member.sex == "2"),
        func.count().filter(Member.ethnic.not_in(("", "01"))),
        func.count().filter(is_full),
        func.count().filter(~is_full),
        func.count().filter(x.absent("mobile", day)),
        func.sum(x.age(day)),
        func.count(Member.birth_on),
        func.sum(x.party_age(day)),
        func.count(x.party_age(day)),
    )
    with desk.store.read() as session:
        row = session.execute(statement).one()
    total, men, women, minority, full, probationary, mobile, ages, aged, years, counted = row
    return Summary(
        total,
        men,
        women,
        minority,
        full,
        probationary,
        mobile,
        _tenths(ages, aged),
        _tenths(years, counted),
    )


def _tenths(total: int | None, count: int) -> int | None:
    """`total / count` in tenths, rounded half up."""
    return (total * 20 + count) // (2 * count) if count and total is not None else None
