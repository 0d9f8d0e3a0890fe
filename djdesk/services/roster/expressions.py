"""SQL expressions of the roster: who belongs on a day, ages, party age, what deserves a look."""

from __future__ import annotations

from datetime import date
from functools import cache

from sqlalchemy import (
    ColumnElement,
    Date,
    ScalarSelect,
    Select,
    SQLColumnExpression,
    and_,
    case,
    exists,
    extract,
    func,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from djdesk.models.organization import Organization, Tenure
from djdesk.models.roster import Absence, Member, Standing
from djdesk.models.rules import roster as rules
from djdesk.models.rules.dated import load, whole
from djdesk.models.rules.days import add_months, born_until
from djdesk.services.listing import Filter, Scope

Branch = aliased(Organization, name="branch")
Group = aliased(Organization, name="party_group")


def standing_on(day: date) -> ColumnElement[bool]:
    """The condition that a standing is the one of `day`."""
    return and_(Standing.since <= day, or_(Standing.until.is_(None), Standing.until > day))


def belonging(scope: Scope, *states: str, known: bool = False) -> Select[int]:
    """Members and their standing on the day of `scope`, in one of `states`, not withdrawn.

    `known` says that the caller adds the keys of the members wanted.
    """
    # The sum keeps the engine from looking members up by standing, so that it walks members in the
    # order of an index and the first page of 100,000 stands at once. One organization of many is
    # better reached from its standings.
    whole_book = scope.organization_id is None
    own = Member.id + 0 if whole_book and not known else Member.id
    # By their keys a few members are found at once; the index would be walked to its end.
    withdrawn = func.coalesce(Member.withdrawn_on, null()) if known else Member.withdrawn_on
    state = Standing.state == states[0] if len(states) == 1 else Standing.state.in_(states)
    statement = (
        select(Member.id)
        .select_from(Member)
        .join(Standing, and_(Standing.member_id == own, standing_on(scope.day)))
        .where(withdrawn.is_(None), state)
    )
    if scope.organization_id is not None:
        statement = statement.where(within(scope.organization_id))
    return statement


def within(organization_id: int) -> ColumnElement[bool]:
    """The condition that a standing lies in an organization or anywhere below it."""
    top = select(literal(organization_id).label("id")).cte("below", recursive=True)
    below = top.union_all(select(Organization.id).join(top, Organization.parent_id == top.c.id))
    keys = select(below.c.id)
    return or_(Standing.branch_id.in_(keys), Standing.group_id.in_(keys))


def branch_name() -> ScalarSelect[str]:
    """The name of the branch of a standing."""
    return select(Branch.name).where(Branch.id == Standing.branch_id).scalar_subquery()


def group_name() -> ScalarSelect[str]:
    """The name of the group of a standing."""
    return select(Group.name).where(Group.id == Standing.group_id).scalar_subquery()


def group_place() -> ScalarSelect[int]:
    """The place of the group among its siblings, for the order of paper lists."""
    return select(Group.position).where(Group.id == Standing.group_id).scalar_subquery()


def person_class(day: date) -> ColumnElement[str]:
    """The class on `day`: before the day of full membership probationary whatever the row says."""
    return case((Member.full_on > day, literal("probationary")), else_=Standing.person_class)


def years_since(start: SQLColumnExpression[date | None], day: date) -> ColumnElement[int]:
    """Completed years from `start` to `day`; as `days.full_years`."""
    month_day = extract("month", start) * 100 + extract("day", start)
    later = case((month_day > day.month * 100 + day.day, 1), else_=0)
    return literal(day.year) - extract("year", start) - later


def age(day: date) -> ColumnElement[int]:
    """Age in completed years on `day`."""
    return years_since(Member.birth_on, day)


def party_since() -> ColumnElement[date | None]:
    """The day from which party age counts; as `rules.party_since`, era by era."""
    eras = rules.joinings().rules
    whens: list[tuple[ColumnElement[bool], SQLColumnExpression[date | None]]] = []
    for place in range(len(eras) - 1, -1, -1):
        era = eras[place]
        begin: SQLColumnExpression[date | None]
        if era.value.party_age == "joined":
            begin = Member.joined_on
        elif era.value.party_age == "full":
            begin = Member.full_on
        else:
            begin = func.coalesce(Member.full_on, Member.joined_on, type_=Date())
        whens.append((Member.joined_on >= era.start, begin))
    return case(*whens, else_=Member.joined_on)


def party_age(day: date) -> ColumnElement[int | None]:
    """Party age in completed years on `day`, empty while it has not begun."""
    since = party_since()
    return case((since <= day, years_since(since, day)), else_=null())


def posts(day: date) -> ScalarSelect[str]:
    """The codes of the posts held on `day`, joined by commas in the order of offices."""
    held = (
        select(Tenure.post)
        .where(Tenure.member_id == Member.id, _tenure_on(day))
        .order_by(Tenure.post)
        .correlate(Member)
        .subquery()
    )
    return select(func.aggregate_strings(held.c.post, ",")).scalar_subquery()


def office(day: date) -> ScalarSelect[str]:
    """The code of the highest post held on `day`, for the order of offices; 「~」 without one."""
    first = select(func.min(Tenure.post)).where(Tenure.member_id == Member.id, _tenure_on(day))
    return select(func.coalesce(first.correlate(Member).scalar_subquery(), "~")).scalar_subquery()


def _tenure_on(day: date) -> ColumnElement[bool]:
    return and_(Tenure.since <= day, or_(Tenure.until.is_(None), Tenure.until > day))


def absent(kind: str, day: date) -> ColumnElement[bool]:
    """Whether the member is mobile or lost on `day`."""
    return exists().where(
        Absence.member_id == Member.id,
        Absence.kind == kind,
        Absence.since <= day,
        or_(Absence.until.is_(None), Absence.until > day),
    )


def destination(day: date) -> ScalarSelect[str]:
    """Where a mobile member went, as of `day`."""
    return (
        select(func.max(Absence.destination))
        .where(
            Absence.member_id == Member.id,
            Absence.kind == "mobile",
            Absence.since <= day,
            or_(Absence.until.is_(None), Absence.until > day),
        )
        .scalar_subquery()
    )


def incomplete() -> ColumnElement[bool]:
    """Whether a core item of the national collection is not filled in; as `rules.missing`."""
    text = (Member.ethnic, Member.education, Member.phone, Member.address, Standing.work_post)
    return or_(
        *(column == "" for column in text),
        Member.birth_on.is_(None),
        Member.joined_on.is_(None),
        and_(Member.id_number.is_(None), Member.id_missing_reason == ""),
        and_(
            Member.full_on.is_(None),
            Standing.person_class == "full",
            Member.joined_on >= rules.full_expected_from(),
        ),
    )


@cache
def _reminder_days() -> int:
    return load("roster", "probation_reminder", lambda row: whole(row, "days")).rules[-1].value


def probation_ends_until(day: date) -> ColumnElement[bool]:
    """Whether somebody on probation is due for full membership by `day`."""
    return and_(
        Standing.person_class == "probationary",
        or_(Member.full_on.is_(None), Member.full_on > day),
        Member.joined_on <= add_months(day, -12),
    )


def condition(day: date) -> ColumnElement[str | None]:
    """The weightiest thing that deserves a look (code table `condition`), empty if none."""
    soon = date.fromordinal(day.toordinal() + _reminder_days())
    return case(
        (absent("lost", day), "lost"),
        (probation_ends_until(day), "overdue"),
        (probation_ends_until(soon), "due"),
        (absent("mobile", day), "mobile"),
        (incomplete(), "incomplete"),
        else_=null(),
    )


def honour_due(day: date) -> ColumnElement[bool]:
    """Whether party age reached the years of 光荣在党50年 by the last award day before `day`."""
    rule = load("roster", "honour", dict).rules[-1].value
    award = date(day.year, whole(rule, "month"), whole(rule, "day"))
    if award > day:
        award = award.replace(year=day.year - 1)
    return party_since() <= born_until(whole(rule, "years"), award)


def age_filter(scope: Scope, condition: Filter) -> ColumnElement[bool]:
    """A filter on age as one on the birth date, which has an index."""
    return _years_filter(Member.birth_on, scope, condition)


def party_age_filter(scope: Scope, condition: Filter) -> ColumnElement[bool]:
    """A filter on party age as one on the day from which it counts."""
    return _years_filter(party_since(), scope, condition)


def _years_filter(
    start: SQLColumnExpression[date | None], scope: Scope, condition: Filter
) -> ColumnElement[bool]:
    """`start` such that the completed years since are in the asked range; open ends are None."""
    value = condition.value
    low, high = _range(condition.op, value if isinstance(value, tuple) else (value,))
    if condition.op == "empty":
        return or_(start.is_(None), start > scope.day)
    wanted = [start <= scope.day]
    if low is not None:
        wanted.append(start <= born_until(low, scope.day))
    if high is not None:
        wanted.append(start > born_until(high + 1, scope.day))
    return and_(*wanted)


def _range(op: str, values: tuple[object, ...]) -> tuple[int | None, int | None]:
    numbers = [value if isinstance(value, int) else None for value in values]
    match op:
        case "eq":
            return numbers[0], numbers[0]
        case "from":
            return numbers[0], None
        case "until":
            return None, numbers[0]
        case "between":
            return numbers[0], numbers[1]
        case "filled" | "empty":
            return None, None
        case _:
            raise ValueError(f"ages cannot be asked for by {op!r}")
