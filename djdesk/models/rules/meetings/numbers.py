"""Running numbers of meetings: on the ledger, in the title, and read back from a page."""

from __future__ import annotations

import re
from dataclasses import dataclass

from djdesk.models.rules.meetings.kinds import Kind
from djdesk.models.rules.text import compact

_NUMBER = re.compile(r"(\d{4})-(?:(.+)-)?(.+)-(\d{2,})")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A ledger number taken apart; `unit` is empty for meetings of the branch itself."""

    year: int
    unit: str
    ledger: str
    number: int


def ledger_number(kind: Kind, year: int, number: int, unit_short: str = "") -> str:
    """The number on the ledger (台账号): 2026-党员大会-03, of a group 2026-一组-小组会-03.

    Empty while the meeting has no number yet (0): it is given when the meeting was held.
    """
    if number <= 0:
        return ""
    unit = f"{unit_short.replace('-', '')}-" if unit_short else ""
    return f"{year}-{unit}{kind.ledger.replace('-', '')}-{number:02d}"


TALKS = "谈话"
"""The word for talks in a ledger number."""


def talk_number(year: int, number: int) -> str:
    """The ledger number of a talk: 2026-谈话-07; empty while it has none."""
    return f"{year}-{TALKS}-{number:02d}" if number > 0 else ""


def read_number(text: str) -> Numbered | None:
    """A ledger number as somebody typed it from a page; None if it is none."""
    found = _NUMBER.fullmatch(compact(text).replace("—", "-").replace("–", "-"))
    if found is None:
        return None
    year, unit, ledger, number = found.groups()
    return Numbered(int(year), unit or "", ledger, int(number))


def title(kind: Kind, number: int, unit_name: str = "") -> str:
    """The name of a meeting: 第3次支部党员大会, before it the unit if one is given.

    Without a number (0: not held yet) just the unit and the kind.
    """
    times = f"第{number}次" if number > 0 else ""
    return f"{unit_name}{times}{kind.name}"
