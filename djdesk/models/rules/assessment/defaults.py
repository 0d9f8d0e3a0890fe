"""What holds where no rubric says otherwise: notice, talks, missing things, the aims of pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from djdesk.models.rules.dated import Dated, load, whole


@dataclass(frozen=True, slots=True)
class Notice:
    """Days of 公示, both ends counted: the `least`, and the `usual` that is proposed."""

    least: int
    usual: int


@dataclass(frozen=True, slots=True)
class PairingRule:
    """What a pair should do and when it has reached its aim.

    A helper has `helper_at_least` tenths; `contacts` a month between members, `activities` a
    quarter between branches; at least `months` long. The aim: `quarters` in a row with `at_least`.
    """

    helper_at_least: int
    contacts: int
    activities: int
    months: int
    quarters: int
    at_least: int


@cache
def notice() -> Dated[Notice]:
    """How long results are posted."""
    return load(
        "assessment", "notice", lambda row: Notice(whole(row, "least"), whole(row, "usual"))
    )


@cache
def talk_days() -> Dated[int]:
    """Within how many days a member on the yellow list is talked with."""
    return load("assessment", "talk", lambda row: whole(row, "days"))


@cache
def missing_feeds() -> Dated[frozenset[str]]:
    """The feeds of which a fact means that something is missing (蓝色预警)."""

    def make(row: Mapping[str, object]) -> frozenset[str]:
        listed = row["feeds"]
        if not isinstance(listed, list):
            raise TypeError("feeds must be a list")
        return frozenset(str(each) for each in listed)

    return load("assessment", "missing", make)


@cache
def pairing() -> Dated[PairingRule]:
    """What is asked of 党员一帮一 and 支部结对子."""
    keys = ("helper_at_least", "contacts", "activities", "months", "quarters", "at_least")
    return load(
        "assessment", "pairing", lambda row: PairingRule(*(whole(row, key) for key in keys))
    )


def aim_reached(quarters: Sequence[int | None], rule: PairingRule) -> bool:
    """Whether the last scored quarters of a pair's partner reach its aim.

    `quarters` are the means in tenths since the pair began, ascending; None was not scored and
    neither counts nor interrupts. It only says so: people end the pair.
    """
    scored = [each for each in quarters if each is not None]
    last = scored[-rule.quarters :]
    return len(last) == rule.quarters and all(each >= rule.at_least for each in last)
