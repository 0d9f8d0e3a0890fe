"""What the registers of the loop share: running numbers, whom a row speaks of, who is meant."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    SQLColumnExpression,
    case,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from djdesk.errors import Problem, UserError
from djdesk.models.assessment import Correction, Pairing, Settlement
from djdesk.models.organization import Organization
from djdesk.models.roster import Member, Standing
from djdesk.models.rules import codes
from djdesk.models.rules.assessment.rubric import LEVELS, Level
from djdesk.services.assessment.rows import Subject
from djdesk.services.desk import Desk
from djdesk.services.dues.rows import Values, check_form
from djdesk.services.fields import Field
from djdesk.services.listing import Column, Expression, Filter, Kind, Scope, of
from djdesk.services.meetings.expressions import below
from djdesk.services.roster import Chip
from djdesk.services.roster import expressions as x

Numbered = Correction | Pairing | Settlement


def number_text(year: int, word: str, number: int) -> str:
    """The number of a row as its paper says it: 2026-整改-03; empty while it has none."""
    return f"{year}-{word}-{number:02d}" if number > 0 else ""


def number_expression(year: Expression, word: str, number: Expression) -> ColumnElement[str]:
    """As `number_text`, for a list."""
    zero = case((number < 10, f"-{word}-0"), else_=f"-{word}-")
    return case((number > 0, literal("").concat(year).concat(zero).concat(number)), else_="")


def next_number(session: Session, row: Numbered, year: ColumnElement[bool]) -> int:
    """The running number for `row` behind the others of this book that a `year` condition names."""
    entity = type(row)
    others = select(func.max(entity.number)).where(entity.origin == "", year)
    if row.id is not None:
        others = others.where(entity.id != row.id)
    return (session.scalar(others) or 0) + 1


def in_year(column: Expression, year: int) -> ColumnElement[bool]:
    """The condition that a day lies in `year`."""
    return column.between(date(year, 1, 1), date(year, 12, 31))


def person_of(session: Session, name: str, on: date) -> int | None:
    """The member who alone was called `name` on that day; None where it is nobody or several."""
    if not name:
        return None
    same = session.scalars(
        x.belonging(Scope(on), "in", known=True).where(Member.name == name)
    ).all()
    return same[0] if len(same) == 1 else None


def level_of(word: str) -> Level:
    """The level that a column's word says."""
    return next(level for level in LEVELS if level == word)


def name_of(session: Session, subject: Subject) -> str:
    """What a subject is called; UserError where there is none."""
    row: Member | Organization | None
    if subject.level == "member":
        row = session.get(Member, subject.member_id) if subject.member_id is not None else None
    else:
        row = session.get(Organization, subject.organization_id)
    if row is None:
        raise UserError("找不到被考核的对象。", "请重新选择党员、党小组或党支部。")
    return row.name


def check_entry(
    fields: Collection[Field], values: Values, today: date, *, ahead: Iterable[str] = ()
) -> list[Problem]:
    """What is wrong with completed values whatever the form; the days of `ahead` may be to come."""
    later = frozenset(ahead)
    asked = [field for field in fields if field.key not in later]
    return check_form(asked, values, today)


def check_order(values: Values, first: str, last: str, text: str) -> list[Problem]:
    """That the day `last` lies before `first`, said by `text` at the field `last`."""
    one, other = values.get(first), values.get(last)
    if isinstance(one, date) and isinstance(other, date) and other < one:
        return [Problem(text, "请核对日期。", last, value=f"{other}")]
    return []


# -- lists -----------------------------------------------------------------------------------------


def hidden(key: str, title: str, kind: Kind, attribute: Expression) -> Column:
    """A column that nobody looks at: lists are ordered and filtered by it."""
    return Column(key, title, kind, of(attribute), shown=False, internal=True)


def unit_name(column: Expression) -> ScalarSelect[str]:
    """The name of the organization whose key stands in `column`."""
    return select(Organization.name).where(Organization.id == column).scalar_subquery()


def branch_name(column: Expression) -> ScalarSelect[str]:
    """The name of the branch to which the organization in `column` belongs, a group to its own."""
    own, above = aliased(Organization), aliased(Organization)
    return (
        select(case((own.kind == "group", above.name), else_=own.name))
        .select_from(own)
        .join(above, above.id == own.parent_id, isouter=True)
        .where(own.id == column)
        .scalar_subquery()
    )


def member_name(column: Expression) -> ScalarSelect[str]:
    """The name of the member whose key stands in `column`."""
    return select(Member.name).where(Member.id == column).scalar_subquery()


def subject_name(entity: type[Correction] | type[Settlement]) -> ColumnElement[str]:
    """What the subject of a row is called."""
    return case(
        (entity.level == "member", member_name(entity.member_id)),
        else_=unit_name(entity.organization_id),
    )


def subject_group(entity: type[Correction] | type[Settlement], day: date) -> ScalarSelect[str]:
    """The group in which the member of a row stands on `day`."""
    return (
        select(Organization.name)
        .join(Standing, Standing.group_id == Organization.id)
        .where(Standing.member_id == entity.member_id, x.standing_on(day))
        .scalar_subquery()
    )


def here(scope: Scope, unit: Expression, *members: Expression) -> Iterable[ColumnElement[bool]]:
    """The conditions that limit a list to the organization of its scope; none without one.

    `unit` and `members` hold keys: what speaks of a member belongs to the member's group too.
    """
    if scope.organization_id is None:
        return ()
    people = select(Standing.member_id).where(
        x.standing_on(scope.day), x.within(scope.organization_id)
    )
    return (or_(below(scope.organization_id, unit), *(key.in_(people) for key in members)),)


def chips(
    desk: Desk, rows: Select[int], *kinds: tuple[str, SQLColumnExpression[str], str]
) -> tuple[Chip, ...]:
    """全部, then a chip for every code that some of `rows` have.

    `kinds` name column, its expression and its code table.
    """
    found: list[Chip] = []
    with desk.store.read() as session:
        for key, expression, table in kinds:
            counted = rows.with_only_columns(expression, func.count()).group_by(expression)
            numbers = dict(session.execute(counted).all())
            if not found:
                found.append(Chip("all", "全部", sum(numbers.values()), ()))
            for entry in codes.table(table).entries:
                if number := numbers.get(entry.code):
                    condition = Filter(key, "eq", entry.code, entry.name)
                    found.append(Chip(f"{key}:{entry.code}", entry.name, number, (condition,)))
    return tuple(found)
