"""Limits of an organization: the size of a branch and its committee, the length of a term."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from djdesk.errors import Problem, Severity
from djdesk.models.rules.dated import Dated, load, whole
from djdesk.models.rules.days import add_months

# Categories of organizations in villages and communities, whose terms are longer.
VILLAGE_CATEGORIES = frozenset({"06", "07"})


@dataclass(frozen=True, slots=True)
class Size:
    """Limits of a branch (支部条例): full members, members, and its committee."""

    full_min: int
    members_max: int
    committee_from: int
    committee_min: int
    committee_max: int


def _size(row: Mapping[str, object]) -> Size:
    keys = ("full_members_min", "members_max", "committee_from", "committee_min", "committee_max")
    return Size(*(whole(row, key) for key in keys))


@cache
def sizes() -> Dated[Size]:
    """The limits of a branch by the day they came into force."""
    return load("organization", "branch_size", _size)


@cache
def _terms() -> Dated[tuple[int, int]]:
    return load(
        "organization", "term", lambda row: (whole(row, "years"), whole(row, "village_years"))
    )


@cache
def _reminders() -> Dated[int]:
    def longest(row: Mapping[str, object]) -> int:
        months = row["remind_months"]
        if not isinstance(months, list):
            raise TypeError("remind_months must be a list")
        return max(int(month) for month in months)

    return load("organization", "election", longest)


def term_years(category: str, since: date) -> int:
    """How many years a term lasts that began on `since`, by the organization's category."""
    usual, village = _terms().at(max(since, _terms().rules[0].start))
    return village if category in VILLAGE_CATEGORIES else usual


def term_end(category: str, since: date) -> date:
    """The day on which a term that began on `since` is full (届满)."""
    return add_months(since, 12 * term_years(category, since))


def check_branch(full: int, members: int, committee: int, day: date) -> list[Problem]:
    """Size warnings of a branch (reminders R95, R96); counts of members with full rights, of all
    members and of committee members as of `day`. Before the rule of 2018 there are none.
    """
    rule = sizes().rule_at(day)
    if rule is None:
        return []
    size, found = rule.value, []
    if full < size.full_min:
        found.append(
            _warn(
                f"正式党员只有 {full} 人，不足 {size.full_min} 人。",
                "不足三人的应与其他支部合并成立联合支部（支部条例第四条）。",
            )
        )
    if members > size.members_max:
        found.append(
            _warn(
                f"党员 {members} 人，超过 {size.members_max} 人。",
                "一般应分设支部，或报上级批准成立党总支（支部条例第四条）。",
            )
        )
    if full >= size.committee_from and committee < size.committee_min:
        found.append(
            _warn(
                f"正式党员已有 {full} 人，支部委员会成员登记了 {committee} 人。",
                f"{size.committee_from} 人以上应设支部委员会，"
                f"由 {size.committee_min}—{size.committee_max} 人组成（支部条例第八条）。",
            )
        )
    if committee > size.committee_max:
        found.append(
            _warn(
                f"支部委员会有 {committee} 人，超过 {size.committee_max} 人。",
                f"一般为 {size.committee_min}—{size.committee_max} 人（支部条例第八条）。",
            )
        )
    return found


def check_term(planned_until: date | None, day: date) -> list[Problem]:
    """Whether the running term is over or nearly so on `day` (reminder R100)."""
    if planned_until is None:
        return []
    if planned_until <= day:
        return [
            _warn(
                f"本届任期已于 {planned_until:%Y.%m.%d} 届满。",
                "应按期换届；延期须经上级批准，不超过一年（选举条例第三条）。",
            )
        ]
    lead = _reminders().rules[-1].value
    if add_months(planned_until, -lead) <= day:
        return [
            _warn(
                f"本届任期将于 {planned_until:%Y.%m.%d} 届满。",
                "请提前向上级书面请示换届（任期意见：届满前六个月提醒）。",
            )
        ]
    return []


def _warn(text: str, remedy: str) -> Problem:
    return Problem(text, remedy, severity=Severity.WARN)
