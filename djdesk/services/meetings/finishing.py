"""When a record counts as written up: what must stand in it, and what follows from finishing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.errors import Problem
from djdesk.models.meetings import Meeting, Resolution
from djdesk.models.rules.meetings.hours import study_hours
from djdesk.models.rules.meetings.kinds import Kind
from djdesk.services.fields import Field
from djdesk.services.meetings import fields as forms
from djdesk.services.meetings.record import PARTS, PartRow
from djdesk.services.meetings.roll import Roll, roll_of
from djdesk.services.meetings.rows import PLANNED
from djdesk.services.meetings.votes import usual_rule, weighed

_HEAD: Mapping[str, Field] = {field.key: field for field in forms.MEETING_FIELDS}
_LISTS = {
    "agenda": "请填写议题。",
    "speeches": "请填写发言要点。",
    "resolutions": "请填写决议。",
    "problems": "请填写问题清单。",
}


def unfinished(session: Session, row: Meeting, kind: Kind) -> list[Problem]:
    """What keeps the record from being finished, each problem at its field.

    Blank fields of the kind, people on the roll of whom nothing is said, votes that cannot be.
    """
    told = []
    for key in kind.fields:
        if key in _HEAD and getattr(row, key) in (None, ""):
            told.append(Problem(f"请填写{_HEAD[key].title}。", field=key))
        elif key in _LISTS and not _any(session, PARTS[key][0], row.id):
            told.append(Problem(_LISTS[key], field=key))
    if row.start_at is not None and row.end_at is not None and row.end_at <= row.start_at:
        told.append(Problem("结束时间不晚于开始时间。", "请核对时间。", "end_at"))
    if row.state not in PLANNED:
        told += _roll_problems(roll_of(session, row))
        told += _vote_problems(session, row)
    return told


def _any(session: Session, entity: type[PartRow], meeting_id: int) -> bool:
    found = session.scalar(select(entity.id).where(entity.meeting_id == meeting_id).limit(1))
    return found is not None


def _roll_problems(roll: Roll) -> list[Problem]:
    blank = [row.name for row in roll.rows if not row.status]
    if not roll.rows:
        return [Problem("还没有签到名单。", "请登记参加人员。", "roll")]
    if not blank:
        return []
    some = "、".join(blank[:5]) + ("等" if len(blank) > 5 else "")
    return [
        Problem(f"还有{len(blank)}人没有登记到会情况：{some}。", "请在签到中逐人登记。", "roll")
    ]


def _vote_problems(session: Session, row: Meeting) -> list[Problem]:
    """Votes that were taken must have a result."""
    told = []
    lines = session.scalars(
        select(Resolution).where(Resolution.meeting_id == row.id).order_by(Resolution.position)
    )
    for number, line in enumerate(lines, 1):
        if not line.method:
            continue
        values = {field.key: getattr(line, field.key) for field in forms.RESOLUTION_FIELDS}
        result = weighed(session, row, values)
        wrong = list(result.problems)
        if not wrong and result.passed is None:
            wrong = [Problem("没有填写表决票数。", "请填写赞成、不赞成、弃权票数。", "yes")]
        told += [
            Problem(
                f"第{number}项决议：{each.text}",
                each.remedy,
                f"resolutions.{number}.{each.field}",
            )
            for each in wrong
        ]
    return told


def finished(session: Session, row: Meeting, kind: Kind, today: date) -> None:
    """Write what follows from finishing: state, day of writing up, counts, study hours, votes."""
    row.state = "recorded"
    # a correction is no late write-up: the day of the first one stays
    row.written_on = row.written_on or today
    settle(session, row)
    if kind.hours and not row.hours and row.start_at is not None and row.end_at is not None:
        row.hours = study_hours(row.end_at - row.start_at, kind, row.held_on)


def settle(session: Session, row: Meeting) -> None:
    """Write the counts of the roll and the votes as they stand now."""
    roll = roll_of(session, row)
    row.should, row.present = roll.should, roll.present
    row.voters, row.voters_present = roll.voters, roll.voters_present
    _settle_votes(session, row)


def _settle_votes(session: Session, row: Meeting) -> None:
    """Let the paper print unchanged later: the denominators and the rule stand with the vote."""
    for line in session.scalars(select(Resolution).where(Resolution.meeting_id == row.id)):
        if line.method:
            line.should = row.voters if line.should is None else line.should
            line.present = row.voters_present if line.present is None else line.present
            line.quorum = line.quorum or usual_rule(session)
            values = {field.key: getattr(line, field.key) for field in forms.RESOLUTION_FIELDS}
            result = weighed(session, row, values)
            line.passed, line.basis = result.passed, "\n".join(result.lines)
