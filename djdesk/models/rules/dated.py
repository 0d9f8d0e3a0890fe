"""Rules that change with time: what an authority fixed, from which day, and where it is written."""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Generic, TypeVar

from djdesk.resources import path

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rule(Generic[T]):
    """One version of a rule: in force from `start` until the next one begins."""

    start: date
    source: str
    value: T


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """All versions of one rule, the oldest first."""

    rules: tuple[Rule[T], ...]

    def __post_init__(self) -> None:
        starts = [rule.start for rule in self.rules]
        if not starts or starts != sorted(set(starts)):
            raise ValueError(f"a dated rule needs ascending starts, not {starts}")

    def rule_at(self, day: date) -> Rule[T] | None:
        """The version in force on `day`; None before the first one."""
        place = bisect_right(self.rules, day, key=lambda rule: rule.start)
        return self.rules[place - 1] if place else None

    def at(self, day: date) -> T:
        """What was in force on `day`; LookupError before the first version."""
        rule = self.rule_at(day)
        if rule is None:
            raise LookupError(f"no rule in force on {day}")
        return rule.value


@cache
def _file(area: str) -> Mapping[str, list[Mapping[str, object]]]:
    with path("rules", f"{area}.toml").open("rb") as file:
        return tomllib.load(file)


def load(area: str, name: str, make: Callable[[Mapping[str, object]], T]) -> Dated[T]:
    """The rule `name` of resources/rules/<area>.toml; `make` builds the value of each version.

    Raises KeyError for an unknown rule and ValueError for one without start or source.
    """
    rules: list[Rule[T]] = []
    for row in _file(area)[name]:
        start, source = row.get("from"), row.get("source")
        if not isinstance(start, date) or not isinstance(source, str) or not source:
            raise ValueError(f"{area}.toml, {name}: every version needs `from` and `source`")
        rules.append(Rule(start, source, make(row)))
    return Dated(tuple(rules))


def whole(row: Mapping[str, object], key: str) -> int:
    """The whole number `key` of a rule; ValueError if it is missing or something else."""
    value = row.get(key)
    if not isinstance(value, int):
        raise ValueError(f"{key} must be a whole number, not {value!r}")
    return value
