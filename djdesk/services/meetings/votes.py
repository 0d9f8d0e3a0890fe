"""Votes on resolutions: counted by the rule chosen, explained line by line."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from djdesk.models.meetings import Meeting
from djdesk.models.rules.meetings.quorum import Quorum, Result, count_vote, quorum
from djdesk.services import settings
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from djdesk.services.meetings.roll import roll_of
from djdesk.services.meetings.rows import found


def weigh(desk: Desk, meeting_id: int, values: Mapping[str, Value]) -> Result:
    """What became of a resolution as typed (keys of `RESOLUTION_FIELDS`), with the working.

    Numbers of those who should come and came are taken from the roll where none are typed.
    """
    with desk.store.read() as session:
        return weighed(session, found(session, meeting_id), values)


def weighed(session: Session, meeting: Meeting, values: Mapping[str, Value]) -> Result:
    """As `weigh`, inside a session of the caller."""
    should, present = _number(values, "should"), _number(values, "present")
    if should is None or present is None:
        roll = roll_of(session, meeting)
        should = roll.voters if should is None else should
        present = roll.voters_present if present is None else present
    return count_vote(
        should,
        present,
        _number(values, "yes"),
        _number(values, "no"),
        _number(values, "abstain"),
        written_yes=_number(values, "written_yes") or 0,
        written_no=_number(values, "written_no") or 0,
        rule=str(values.get("quorum") or "") or usual_rule(session),
        day=meeting.held_on,
    )


def may_vote(desk: Desk, meeting_id: int, rule: str = "") -> Quorum:
    """Whether enough of those with a vote are there, by `rule` (empty: the usual one)."""
    with desk.store.read() as session:
        meeting = found(session, meeting_id)
        roll = roll_of(session, meeting)
        wanted = rule or usual_rule(session)
        return quorum(roll.voters, roll.voters_present, wanted, day=meeting.held_on)


def usual_rule(session: Session) -> str:
    """The rule that counts where none is chosen: strict if the book says so, else general."""
    return "strict" if settings.read(session, settings.STRICT_QUORUM) else "general"


def _number(values: Mapping[str, Value], key: str) -> int | None:
    value = values.get(key)
    return value if isinstance(value, int) else None
