"""Which ledger can feed which item: what each feed measures, and for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from djdesk.models.rules.assessment.rubric import LEVELS, Item, ItemKind, Level

Measure = Literal["count", "flag", "ratio"]
_FITS: Mapping[Measure, tuple[ItemKind, ...]] = {
    "count": ("count", "flag"),
    "flag": ("flag", "count"),
    "ratio": ("ratio",),
}


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed measures: how many, whether it is so, or a share in permille; for `levels`."""

    measure: Measure
    levels: tuple[Level, ...] = ("member",)

    def fits(self, item: Item) -> bool:
        """Whether an item of this kind can be fed: a count of what is so or not is one."""
        return item.kind in _FITS[self.measure]


_ABOVE: tuple[Level, ...] = ("group", "branch")

FEEDS: Mapping[str, Feed] = {
    "present": Feed("count"),
    "absent": Feed("count"),
    "private_leave": Feed("count"),
    "late": Feed("count"),
    "full_attendance": Feed("flag"),
    "study_absent": Feed("count"),
    "makeup_open": Feed("count"),
    "hours": Feed("count"),
    "dues_late": Feed("count"),
    "dues_on_time": Feed("flag"),
    "problem_open": Feed("count", ("member", "branch")),
    "meeting_held": Feed("count", _ABOVE),
    "meeting_missing": Feed("count", _ABOVE),
    "record_missing": Feed("count", _ABOVE),
    "group_attendance": Feed("ratio", _ABOVE),
    "hours_short": Feed("count", _ABOVE),
    "election_overdue": Feed("flag", ("branch",)),
    "committee_vacant": Feed("count", ("branch",)),
    "contact": Feed("count", ("member", "branch")),
    "contact_missing": Feed("count", LEVELS),
    "correction_late": Feed("count", LEVELS),
    "points_late": Feed("flag", _ABOVE),
}
"""Every code of `assessment_feed`."""
