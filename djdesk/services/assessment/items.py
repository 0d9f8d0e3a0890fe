"""What scores are made of: a subject's items beside the mean of all, and what loses most.

All points are tenths, as the lines and opinions stand now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session, aliased

from djdesk.models.assessment import MonthBook, PointLine, Rubric
from djdesk.models.organization import Organization
from djdesk.models.rules.assessment import Change, Line, Score, score
from djdesk.models.rules.assessment.rubric import Item, Level, Table
from djdesk.models.rules.assessment.totals import Totals
from djdesk.models.rules.dues.months import month_of
from djdesk.services.assessment import people as roster
from djdesk.services.assessment import register as base
from djdesk.services.assessment import series, sums
from djdesk.services.assessment.rows import (
    Subject,
    home_of,
    month_row,
    read_content,
    rubric_of,
)
from djdesk.services.assessment.scores import counted, units_of
from djdesk.services.assessment.series import Key
from djdesk.services.assessment.years import mean_of
from djdesk.services.desk import Desk
from djdesk.services.listing import Expression

BY_MODULE, BY_ITEM = "module", "item"
OTHER, MERIT, CHANGED = "", "merit", "change"
"""Codes of what lies in no module: other items, merit, and what the opinions changed."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One part of a profile: what it gave the subject and, on average, all of the same table.

    `full` is what a module begins with, None for an item.
    """

    code: str
    title: str
    points: int
    mean: int
    full: int | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """A subject's month by module, or by item where the table has no modules.

    `compared` is of how many subjects the mean is; without `axes` the subject has no table.
    """

    name: str
    month: date
    by: str
    axes: tuple[Axis, ...] = ()
    compared: int = 0


def profile(
    desk: Desk, subject: Subject, month: date, *, by: str = "", branch_id: int | None = None
) -> Profile:
    """What each part of its table gave `subject` in `month`, beside the mean of all alike.

    `by` module or item; empty: modules where there are any. In a year's cycle since January.
    """
    month = month_of(month)
    with desk.store.read() as session:
        branch = branch_id or _branch(session, desk, subject)
        name = base.name_of(session, subject)
        book = month_row(session, branch, month)
        if book is None:
            return Profile(name, month, by or BY_ITEM)
        span = counted(session, branch, month, rubric_of(session, book.rubric_id))
        rubric = span.rubric
        groups = roster.groups(session, branch, month)
        kinds = {
            person.member_id: person.kind
            for person in roster.people(session, branch, month, rubric)
            if not person.excluded
        }
        table = rubric.table(subject.level, kinds.get(subject.member_id or 0, ""))
        if table is None or (subject.level == "member" and subject.member_id not in kinds):
            return Profile(name, month, by or BY_ITEM)
        alike: list[Key] = [("member", branch, key) for key in kinds]
        if subject.level == "group":
            alike = [("group", group.id, None) for group in groups]
        elif subject.level == "branch":
            alike = [("branch", branch, None)]
        same = [
            key for key in alike if rubric.table(subject.level, kinds.get(key[2] or 0, "")) == table
        ]
        units = units_of(branch, groups)
        lines = _lines(session, units, subject.level, table, span.first, month)
        before = sums.earlier_sums(session, units, rubric, month)
        changes = sums.changes_between(session, units, span.first, month)
    scores = {
        key: score(
            table,
            lines.get(key, ()),
            changes=(Change(changes[key]),) if key in changes else (),
            before=before.get(key),
        )
        for key in same
    }
    by = by or (BY_MODULE if table.modules else BY_ITEM)
    parts = {key: _parts(table, each, by) for key, each in scores.items()}
    own = parts.get(series.key_of(subject), {})
    axes = tuple(
        Axis(code, title, own.get(code, 0), _mean(parts.values(), code), full)
        for code, title, full in _titles(table, by)
        if (by == BY_MODULE and code != CHANGED) or any(part.get(code) for part in parts.values())
    )
    return Profile(name, month, by, axes, len(same))


def _branch(session: Session, desk: Desk, subject: Subject) -> int:
    if subject.level == "group":
        return series.branch_of(session, subject.organization_id) or home_of(desk)
    return subject.organization_id


def _mean(parts: Iterable[Mapping[str, int]], code: str) -> int:
    return mean_of(part.get(code, 0) for part in parts) or 0


def _parts(table: Table, made: Score, by: str) -> dict[str, int]:
    """What the parts of a table gave, by code: the lines of the working added up.

    The base and the bounds of the whole score belong to no part.
    """
    places = _places(table) if by == BY_MODULE else {}
    found: dict[str, int] = {}
    for line in made.lines:
        if line.kind in (MERIT, CHANGED):
            code: str = line.kind
        elif not line.item and not line.module:
            continue
        elif by == BY_MODULE:
            code = places.get(line.item, line.module)
        else:
            code = line.item
        found[code] = found.get(code, 0) + line.points
    return found


def _places(table: Table) -> dict[str, str]:
    """In which module an item lies; merit ones lie in none."""
    known = {module.code for module in table.modules}
    return {
        item.code: MERIT if item.merit else item.module if item.module in known else OTHER
        for item in table.items
    }


def _titles(table: Table, by: str) -> list[tuple[str, str, int | None]]:
    """Codes, titles and full points of the parts, in the order of the rubric."""
    found: list[tuple[str, str, int | None]]
    if by == BY_ITEM:
        found = [(item.code, item.title, None) for item in table.items]
        return [*found, (MERIT, "奖励封顶", None), (CHANGED, "意见调整", None)]
    found = [(module.code, module.title, module.full) for module in table.modules]
    places = set(_places(table).values())
    beyond = ((MERIT, "奖励加分"), (OTHER, "其他项目"))
    found += [(code, title, None) for code, title in beyond if code in places]
    return [*found, (CHANGED, "意见调整", None)]


def _lines(
    session: Session, units: Iterable[int], level: Level, table: Table, first: date, last: date
) -> dict[Key, list[Line]]:
    """The lines of a level: one by one where bounds look at each, added up for all other items."""
    row, keys = PointLine, list(units)
    own = Totals(table).own
    counted = (row.level == level, row.month.between(first, last), row.state == "valid")
    found: dict[Key, list[Line]] = {}
    grouped = (
        select(row.level, row.organization_id, row.member_id, row.item, func.sum(row.points))
        .where(*counted, row.organization_id.in_(keys), row.item.not_in(own))
        .group_by(row.level, row.organization_id, row.member_id, row.item)
    )
    for lvl, unit, member, item, points in session.execute(grouped):
        found.setdefault((lvl, unit, member), []).append(Line(item, points))
    each = select(
        row.level,
        row.organization_id,
        row.member_id,
        row.item,
        row.points,
        row.id,
        row.reverses_id,
        row.month,
    ).where(*counted, row.organization_id.in_(keys), row.item.in_(own))
    for lvl, unit, member, item, points, key, back, month in session.execute(each):
        line = Line(item, points, key=key, reverses=back, month=month.month)
        found.setdefault((lvl, unit, member), []).append(line)
    return found


# -- losses ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Loss:
    """What one item took and gave in a span, all subjects together.

    `lost` and `gained` are positive tenths of the lines that count, before caps; `times` and
    `subjects` are how many lines took points, and from how many.
    """

    item: str
    title: str
    module: str
    lost: int
    gained: int
    times: int
    subjects: int


def losses(
    desk: Desk, first: date, last: date, level: Level, organization_id: int | None = None
) -> tuple[Loss, ...]:
    """What the items took from month `first` to `last`, the most first; only what took something.

    Lines that were taken back do not count.
    """
    row = PointLine
    taken = row.points < 0
    span = month_of(first), month_of(last)
    with desk.store.read() as session:
        branch = home_of(desk, organization_id)
        wanted = (
            select(
                row.item,
                func.coalesce(func.sum(row.points).filter(taken), 0),
                func.coalesce(func.sum(row.points).filter(row.points > 0), 0),
                func.count().filter(taken),
                func.count(func.distinct(case((taken, _whose(level))))),
            )
            .where(row.level == level, row.state == "valid", row.month.between(*span))
            .where(_units(level, branch), *_effective())
            .group_by(row.item)
        )
        found = session.execute(wanted).all()
        words = _words(session, level, branch, *span)
    rows = []
    for item, lost, gained, times, subjects in found:
        title, module = words.get(item, (item, ""))
        rows.append(Loss(item, title, module, -lost, gained, times, subjects))
    return tuple(sorted((row for row in rows if row.lost), key=lambda row: (-row.lost, row.item)))


def _whose(level: Level) -> Expression:
    return PointLine.member_id if level == "member" else PointLine.organization_id


def _units(level: Level, branch_id: int) -> ColumnElement[bool]:
    """The condition that a line speaks of the branch's members, its groups or itself."""
    if level != "group":
        return PointLine.organization_id == branch_id
    groups = select(Organization.id).where(Organization.parent_id == branch_id)
    return PointLine.organization_id.in_(groups)


def _effective() -> tuple[ColumnElement[bool], ...]:
    """The conditions that a line neither takes another back nor was taken back.

    Both are asked of the few lines that take back, not of each line of a year.
    """
    back = aliased(PointLine)
    taking = select(back.id).where(back.reverses_id.is_not(None))
    taken = select(back.reverses_id).where(back.reverses_id.is_not(None))
    return PointLine.id.not_in(taking), PointLine.id.not_in(taken)


def _words(
    session: Session, level: Level, branch_id: int, first: date, last: date
) -> dict[str, tuple[str, str]]:
    """Titles of items and of their modules, as the last month that has them calls them."""
    found: dict[str, tuple[str, str]] = {}
    book = MonthBook
    texts = session.scalars(
        select(Rubric.content)
        .join(book, book.rubric_id == Rubric.id)
        .where(book.organization_id == branch_id, book.month.between(first, last))
        .order_by(book.month.desc())
    )
    for text in dict.fromkeys(texts):
        for table, item in read_content(text).items():
            if table.level == level:
                found.setdefault(item.code, (item.title, _module(table, item)))
    return found


def _module(table: Table, item: Item) -> str:
    return next((each.title for each in table.modules if each.code == item.module), "")
