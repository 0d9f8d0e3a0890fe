"""Who is assessed in a month: the roster as of its last day, by the rubric's own words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, case, func, or_, select
from sqlalchemy.orm import Session

from djdesk.models.assessment import ScoringClass
from djdesk.models.organization import Organization
from djdesk.models.roster import Member, Standing
from djdesk.models.rules import codes
from djdesk.models.rules.assessment.rubric import Rubric
from djdesk.models.rules.dues.months import last_day
from djdesk.services.assessment.rows import Subject
from djdesk.services.roster import expressions as x

EXEMPT = "exempt"
"""The class (积分类别) that leaves months out."""

ORDINARY = "ordinary"
"""The class of members without a row."""

RETIRED = "retired"
"""The word of rubrics for all whose work post is that of retired people."""

_ABSENT = ("mobile", "lost")


class Person(NamedTuple):
    """A member of the branch in a month: `kind` is a code of `assessment_class`.

    `excluded` says in words why no score is made; empty for those who are scored.
    """

    member_id: int
    name: str
    group_id: int | None
    group: str
    kind: str
    excluded: str


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the branch that is there in a month."""

    id: int
    name: str


def groups(session: Session, branch_id: int, month: date) -> tuple[Group, ...]:
    """The groups of the branch on the last day of the month, in their order."""
    end = last_day(month)
    unit = Organization
    found = session.execute(
        select(unit.id, unit.name)
        .where(unit.parent_id == branch_id, unit.kind == "group")
        .where(or_(unit.founded_on.is_(None), unit.founded_on <= end))
        .where(or_(unit.dissolved_on.is_(None), unit.dissolved_on > end))
        .order_by(unit.position, unit.id)
    )
    return tuple(Group(row[0], row[1]) for row in found)


def people(session: Session, branch_id: int, month: date, rubric: Rubric) -> tuple[Person, ...]:
    """Who belongs to the branch on the last day of the month, and who left during it.

    In the order of groups and strokes. Scored are full and probationary members in service, but not
    those whom the rubric leaves out, who joined after its day, or whose class is exempt. A class
    that the branch gave goes before what the rubric leaves out (assessment.md §1: 特殊党员).
    """
    end, left = last_day(month), set(rubric.left_out)
    kinds = _kinds(session, branch_id, month)
    # straight from the driver, as in `sums.packed`
    cursor = session.connection().execute(_belonging(branch_id, month, end, left)).cursor
    rows = cursor.fetchall() if cursor is not None else ()
    # only who began a new standing in the month can be a newcomer
    fresh = [row[0] for row in rows if row[4]]
    joined = _joined(session, branch_id, month, fresh) if fresh else {}
    found = []
    for row in rows:
        kind = kinds.get(row[0], "")
        why = _excluded(row[5], row[6], kind, left, row[7], set(filter(None, row[8:])))
        day = joined.get(row[0])
        if not why and day is not None and rubric.join_by and day.day > rubric.join_by:
            why = f"本月{rubric.join_by}日以后转入，不计分"
        found.append(Person(row[0], row[1], row[2], row[3] or "", kind or ORDINARY, why))
    here = {person.member_id for person in found}
    gone = [row for row in _gone(session, branch_id, month) if row[0] not in here]
    found += [
        Person(row[0], row[1], row[2], row[3] or "", kinds.get(row[0], ORDINARY), "本月已离开支部")
        for row in gone
    ]
    return tuple(found)


def subjects(
    session: Session, branch_id: int, month: date, rubric: Rubric
) -> Mapping[Subject, str]:
    """Of whom a month of the branch can speak; the words say why somebody is not scored."""
    found = {
        Subject("member", branch_id, each.member_id): each.excluded
        for each in people(session, branch_id, month, rubric)
    }
    found |= {Subject("group", each.id): "" for each in groups(session, branch_id, month)}
    return found | {Subject("branch", branch_id): ""}


def _excluded(
    state: str, person_class: str, kind: str, left: set[str], work_post: str, absent: Iterable[str]
) -> str:
    if state == "suspended":
        return "停止党籍，不计分"
    if kind:
        return "积分类别为不计分" if kind == EXEMPT else ""
    if person_class in left:
        return f"{codes.table('person_class').name(person_class)}不计分"
    for code in absent:
        return f"{'流动' if code == 'mobile' else '失联'}党员不计分"
    if RETIRED in left and _is_retired(work_post):
        return "离退休党员不计分"
    return ""


def _is_retired(work_post: str) -> bool:
    posts = codes.table("work_post")
    return bool(work_post) and posts.group(work_post) == posts.group("W8")


def _belonging(branch_id: int, month: date, end: date, left: set[str]) -> Select[*tuple[Any, ...]]:
    wanted = [kind for kind in _ABSENT if kind in left]
    columns: list[ColumnElement[object]] = [
        case((x.absent(kind, end), kind), else_="") for kind in wanted
    ]
    return (
        select(
            Member.id,
            Member.name,
            Standing.group_id,
            x.Group.name,
            case((Standing.since >= month, 1), else_=0),
            Standing.state,
            x.person_class(end),
            Standing.work_post,
            *columns,
        )
        .select_from(Standing)
        .join(Member, Member.id == Standing.member_id)
        .outerjoin(x.Group, x.Group.id == Standing.group_id)
        .where(Standing.branch_id == branch_id, x.standing_on(end))
        .where(Standing.state.in_(("in", "suspended")), Member.withdrawn_on.is_(None))
        .order_by(x.Group.position, Member.name_strokes, Member.id)
    )


def _before(branch_id: int, month: date) -> tuple[ColumnElement[bool], ...]:
    """The conditions that a standing is in the branch on the day before the month."""
    return (
        Standing.branch_id == branch_id,
        Standing.state == "in",
        x.standing_on(month - timedelta(days=1)),
    )


def _joined(
    session: Session, branch_id: int, month: date, fresh: Iterable[int]
) -> Mapping[int, date]:
    """The day in the month on which those of `fresh` came who were not here before it."""
    wanted = list(fresh)
    here = set(
        session.scalars(
            select(Standing.member_id).where(
                *_before(branch_id, month), Standing.member_id.in_(wanted)
            )
        )
    )
    found = session.execute(
        select(Standing.member_id, func.min(Standing.since))
        .where(Standing.member_id.in_(wanted), Standing.branch_id == branch_id)
        .where(Standing.state == "in", Standing.since >= month)
        .group_by(Standing.member_id)
    )
    return {row[0]: row[1] for row in found if row[0] not in here}


def _gone(
    session: Session, branch_id: int, month: date
) -> Sequence[Row[int, str, int | None, str]]:
    """Those who belonged to the branch before the month and changed their standing in it."""
    return session.execute(
        select(Member.id, Member.name, Standing.group_id, x.Group.name)
        .select_from(Standing)
        .join(Member, Member.id == Standing.member_id)
        .outerjoin(x.Group, x.Group.id == Standing.group_id)
        .where(*_before(branch_id, month), Standing.until <= last_day(month))
        .where(Member.withdrawn_on.is_(None))
        .order_by(x.Group.position, Member.name_strokes, Member.id)
    ).all()


def _kinds(session: Session, branch_id: int, month: date) -> Mapping[int, str]:
    """The class of members who have a row for the month."""
    row = ScoringClass
    found = session.execute(
        select(row.member_id, row.kind)
        .where(row.since <= month, or_(row.until.is_(None), row.until >= month))
        .order_by(row.since)
    )
    return {row[0]: row[1] for row in found}
