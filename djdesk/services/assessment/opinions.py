"""What each level says of a month (自评、小组评、支部评、上级评), side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.errors import Problem, Refused
from djdesk.models.assessment import Opinion
from djdesk.models.organization import Organization
from djdesk.models.rules import codes, names
from djdesk.models.rules.assessment.rubric import Level, Stage
from djdesk.models.rules.dues.months import month_of, say_month
from djdesk.services.assessment import rows
from djdesk.services.assessment.people import subjects
from djdesk.services.assessment.rows import AREA, Subject
from djdesk.services.desk import Desk

STAGES_OF: dict[Level, tuple[Stage, ...]] = {
    "member": ("self", "group", "branch"),
    "group": ("self", "branch"),
    "branch": ("self", "superior"),
}
"""Who says something of whom, in the order of F12."""

SUPERIOR: Stage = "superior"
"""Whose opinion is written in the committee's book (`sending`), never in the branch's."""

MOST = 10_000
"""The largest change in tenths; more is a slip of the keyboard."""


@dataclass(frozen=True, slots=True)
class OpinionRow:
    """One opinion; `points` and `change` in tenths. Only the `latest` of a stage counts."""

    id: int
    stage: Stage
    points: int | None
    change: int
    opinion: str
    reason: str
    given_by: str
    given_at: datetime
    latest: bool


@dataclass(frozen=True, slots=True)
class OpinionEntry:
    """An opinion to be given on a subject, in tenths."""

    subject: Subject
    points: int | None = None
    change: int = 0
    opinion: str = ""
    reason: str = ""


def opinions(desk: Desk, month: date, subject: Subject) -> tuple[OpinionRow, ...]:
    """All opinions on a subject's month by stage, the latest of a stage first."""
    with desk.store.read() as session:
        found = read_opinions(session, month, subject)
        return found.get(subject, ())


def all_opinions(
    desk: Desk, month: date, *, organization_id: int | None = None
) -> dict[Subject, tuple[OpinionRow, ...]]:
    """The opinions on everybody of a branch's month, as `opinions`."""
    with desk.store.read() as session:
        home = rows.home_of(desk, organization_id)
        groups = select(Organization.id).where(Organization.parent_id == home)
        units = {home, *session.scalars(groups)}
        found = read_opinions(session, month)
        return {who: each for who, each in found.items() if who.organization_id in units}


def read_opinions(
    session: Session, month: date, subject: Subject | None = None
) -> dict[Subject, tuple[OpinionRow, ...]]:
    """As `all_opinions`, inside a session of the caller."""
    row = Opinion
    statement = select(row).where(row.month == month_of(month))
    if subject is not None:
        statement = statement.where(
            row.level == subject.level, row.organization_id == subject.organization_id
        )
        if subject.member_id is not None:
            statement = statement.where(row.member_id == subject.member_id)
    found: dict[Subject, dict[Stage, list[Opinion]]] = {}
    for each in session.scalars(statement.order_by(row.given_at.desc(), row.id.desc())):
        place = rows.subject(each.level, each.organization_id, each.member_id)
        stages = found.setdefault(place, {stage: [] for stage in STAGES_OF[place.level]})
        stages.setdefault(_stage(each.stage), []).append(each)
    return {
        place: tuple(
            OpinionRow(
                each.id,
                stage,
                each.points,
                each.change,
                each.opinion,
                each.reason,
                each.given_by,
                each.given_at,
                each is given[0],
            )
            for stage, given in stages.items()
            for each in given
        )
        for place, stages in found.items()
    }


def _stage(word: str) -> Stage:
    every: tuple[Stage, ...] = ("self", "group", "branch", "superior")
    return next(stage for stage in every if stage == word)


def give(
    desk: Desk,
    subject: Subject,
    month: date,
    stage: Stage,
    *,
    points: int | None = None,
    change: int = 0,
    opinion: str = "",
    reason: str = "",
    by: str = "",
) -> int:
    """Give an opinion on a subject's month; returns its key. Earlier ones stay and no longer count.

    `change` tenths are added to the score and need a `reason`. `Refused` for a stage that the level
    does not have, or for an opinion that says nothing.
    """
    entry = OpinionEntry(subject, points, change, opinion, reason)
    return give_all(desk, month, stage, [entry], by=by)[0]


def give_all(
    desk: Desk, month: date, stage: Stage, entries: Sequence[OpinionEntry], *, by: str = ""
) -> tuple[int, ...]:
    """Give many opinions of one stage as one step, all or nothing; the keys in order."""
    desk.require(AREA)
    word = codes.table("assessment_stage").name(stage)
    with desk.store.write(f"{word}：{say_month(month)}", area=AREA) as session:
        book = rows.bookable(session, desk, month)
        rubric = rows.rubric_of(session, book.rubric_id)
        known = subjects(session, book.organization_id, book.month, rubric)
        problems = [
            problem for each in entries for problem in _problems(session, each, stage, known)
        ]
        if problems:
            raise Refused(problems)
        at = desk.store.now().replace(tzinfo=None, microsecond=0)
        made = [
            Opinion(
                level=each.subject.level,
                organization_id=each.subject.organization_id,
                member_id=each.subject.member_id,
                month=month_of(month),
                stage=stage,
                points=each.points,
                change=each.change,
                opinion=each.opinion.strip(),
                reason=each.reason.strip(),
                given_by=names.clean(by) or desk.user,
                given_at=at,
            )
            for each in entries
        ]
        session.add_all(made)
        session.flush()
        return tuple(row.id for row in made)


def _problems(
    session: Session, entry: OpinionEntry, stage: Stage, known: Mapping[Subject, str]
) -> list[Problem]:
    if entry.subject not in known:
        return [Problem("考核对象本月不在本支部。", "请从列表中选择。", "member_id")]
    name = rows.name_of(session, entry.subject)
    found = []
    if entry.change and (why := known[entry.subject]):
        text = f"{name}本月不计分（{why}），不能调整分数。"
        found.append(Problem(text, "请去掉调整；应计分的先调整积分类别。", "change"))
    if stage not in STAGES_OF[entry.subject.level]:
        word = codes.table("assessment_stage").name(stage)
        found.append(Problem(f"{name}没有“{word}”这一级。", "请选择别的评价方。", "stage"))
    elif stage == SUPERIOR:
        text = f"{name}的上级评由上级党组织在自己的账套里填写，随下发包接收。"
        found.append(Problem(text, "请选择别的评价方。", "stage"))
    if entry.change and not entry.reason.strip():
        found.append(Problem(f"{name}调整了分数，没有写理由。", "请填写调整理由。", "reason"))
    if entry.points is None and not entry.change and not entry.opinion.strip():
        found.append(Problem(f"{name}的意见是空的。", "请填写评分、调整或意见。", "opinion"))
    for field, value in (("points", entry.points or 0), ("change", entry.change)):
        if abs(value) > MOST:
            found.append(Problem(f"{name}的分数太大。", "请核对小数点。", field))
    return found
