"""The feeds: which ledger each of them reads, and what it says of a branch in a month."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from djdesk.models.rules.assessment import feeding
from djdesk.models.rules.assessment.rubric import Item, Level, Rubric, Table
from djdesk.services.assessment import (
    facts_attendance,
    facts_dues,
    facts_loop,
    facts_meetings,
    facts_organization,
)
from djdesk.services.assessment.facts import Fact, Reading, raised


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed: `read` finds its facts, `area` is the pane in which its records are looked at.

    `single` says that a subject has one fact a month at most, whatever the records behind it. What
    items of which levels it fits stands in the rules (`feeding`).
    """

    area: str
    read: Callable[[Reading], Iterable[Fact]]
    single: bool = False


FEEDS: dict[str, Feed] = {
    "present": Feed("meetings", facts_attendance.present),
    "absent": Feed("meetings", facts_attendance.absent),
    "private_leave": Feed("meetings", facts_attendance.private_leave),
    "late": Feed("meetings", facts_attendance.late),
    "full_attendance": Feed("meetings", facts_attendance.full_attendance, single=True),
    "study_absent": Feed("meetings", facts_attendance.study_absent),
    "makeup_open": Feed("meetings", facts_attendance.makeup_open),
    "hours": Feed("meetings", facts_attendance.hours, single=True),
    "dues_late": Feed("dues", facts_dues.late, single=True),
    "dues_on_time": Feed("dues", facts_dues.on_time, single=True),
    "problem_open": Feed("meetings", facts_meetings.problems),
    "meeting_held": Feed("meetings", facts_meetings.held),
    "meeting_missing": Feed("meetings", facts_meetings.missing),
    "record_missing": Feed("meetings", facts_meetings.unwritten),
    "group_attendance": Feed("meetings", facts_attendance.attendance, single=True),
    "hours_short": Feed("meetings", facts_attendance.hours_short),
    "election_overdue": Feed("organization", facts_organization.election_overdue),
    "committee_vacant": Feed("organization", facts_organization.committee_vacant),
    "contact": Feed("improvement", facts_loop.contact),
    "contact_missing": Feed("improvement", facts_loop.contact_missing),
    "correction_late": Feed("improvement", facts_loop.correction_late),
    "points_late": Feed("assessment", facts_loop.points_late),
}
"""The closed set of feeds: every code of `assessment_feed` has its own."""


def facts(reading: Reading, feed: str, level: Level) -> tuple[Fact, ...]:
    """What `feed` says of the subjects of `level`; KeyError for an unknown feed.

    Facts of the levels below count at the levels above, unless they speak of their own alone.
    """
    return tuple(raised(native(reading, feed), level, reading.branch_id))


def native(reading: Reading, feed: str) -> tuple[Fact, ...]:
    """What `feed` says, of whatever level its ledger speaks; KeyError for an unknown feed."""
    return reading.once(f"feed {feed}", lambda: tuple(FEEDS[feed].read(reading)))


def fed(rubric: Rubric) -> Iterator[tuple[Table, Item]]:
    """The items of a rubric that a ledger feeds; a feed that does not fit is left to hands."""
    for table, item in rubric.items():
        rule = feeding.FEEDS.get(item.feed)
        if rule is not None and table.level in rule.levels and rule.fits(item):
            yield table, item


def single(item: Item, feed: str) -> bool:
    """Whether a subject has one line of the item in a month at most."""
    return item.kind == "flag" or (feed in FEEDS and FEEDS[feed].single)
