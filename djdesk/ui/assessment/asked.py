"""What the analysis is asked about: a branch, a level, and the months looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from djdesk.models.rules.assessment.rubric import Level
from djdesk.services import kinds
from djdesk.services.assessment import Band, Subject
from djdesk.ui.kit import asked

if TYPE_CHECKING:
    from djdesk.ui.kit.pane import Context

LEVEL_WORDS: dict[Level, str] = {"member": "党员", "group": "党小组", "branch": "党支部"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A level of a branch from month `first` to `last`; `month` is the last of them opened.

    `yearly` says that a whole year is looked at.
    """

    organization_id: int
    level: Level
    first: date
    last: date
    month: date
    yearly: bool

    @property
    def span(self) -> int | date:
        """What a ranking is asked for: the year, or the month."""
        return self.first.year if self.yearly else self.month

    @property
    def words(self) -> str:
        """The span in words."""
        return f"{self.first.year}年" if self.yearly else say_month(self.month)


class Part(asked.Part[Asked]):
    """A section of the pane of analysis."""


def say_month(month: date) -> str:
    """A month in words: 2026年7月."""
    return f"{month.year}年{month.month}月"


def say_line(bands: Sequence[Band], place: int) -> str:
    """The line of a grade in words: from 90.0 on; the last one by the line it stays below."""
    last = place == len(bands) - 1
    above = bands[place - 1].at_least if place else None
    if last and above is not None:
        return f"< {kinds.show_score(above)}"
    at_least = bands[place].at_least
    return "" if at_least is None else f"≥ {kinds.show_score(at_least)}"


def open_score(context: Context, subject: Subject, month: date) -> None:
    """Show in the matrix why a subject has its score of a month."""
    context.open("assessment", subject.member_id, level=subject.level, month=month)
