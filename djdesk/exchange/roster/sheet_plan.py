"""What an import would do: for each row new, changed, the same, or not taken over, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from djdesk.errors import Problem
from djdesk.exchange.roster.sheet_faults import Fault
from djdesk.exchange.roster.sheet_people import People
from djdesk.exchange.roster.sheet_places import NewUnit

Here = tuple[int, int]
"""A row: the number of its table and its place in it."""


class Status(StrEnum):
    """What becomes of a row; doubtful rows are not taken over unless a person decides."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REJECTED = "rejected"
    DOUBTFUL = "doubtful"


STATUS_TITLES = {
    Status.NEW: "新增",
    Status.CHANGED: "修改",
    Status.SAME: "相同",
    Status.REJECTED: "有错",
    Status.DOUBTFUL: "待定",
}

NEW_PERSON = 0
"""A decision about a doubtful row: another person. Any other number is the member's id."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a person may ask for beyond the careful defaults.

    `party_dates` lets the file change 入党时间 and 转正时间 of people who are in the book;
    `wipe` names fields that an empty cell empties; `decisions` settles doubtful rows, by sheet and
    row number as the spreadsheet shows them.
    """

    party_dates: bool = False
    wipe: frozenset[str] = frozenset()
    decisions: Mapping[tuple[str, int], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of somebody who is in the book: what it says and what it would say."""

    field: str
    title: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Update:
    """What changes for one member: `values` of the record, the place, posts, absences."""

    member_id: int
    changes: tuple[FieldChange, ...]
    values: Mapping[str, object] = field(default_factory=dict)
    place: Mapping[str, str | int] = field(default_factory=dict)
    posts: tuple[str, ...] = ()
    absences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One row of the preview."""

    sheet: str
    row: int
    name: str
    status: Status
    changes: tuple[FieldChange, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything an import would do; nothing of it is done yet.

    `step` is the last step of the book's history when the plan was made. `branches` and `groups`
    give for each table and row where the person belongs, negative for new organizations.
    """

    file_name: str
    today: date
    step: int
    tables: tuple[People, ...]
    statuses: tuple[Sequence[Status], ...]
    updates: Mapping[Here, Update]
    branches: tuple[Sequence[int], ...]
    groups: tuple[Sequence[int | None], ...]
    new_units: tuple[NewUnit, ...]
    faults: tuple[Fault, ...]

    @property
    def errors(self) -> tuple[Fault, ...]:
        """What keeps rows from being taken over."""
        return tuple(fault for fault in self.faults if fault.is_error)

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """What deserves a look."""
        return tuple(fault for fault in self.faults if not fault.is_error)

    def count(self, *wanted: Status) -> int:
        """How many rows have one of the statuses; all rows without any named."""
        total = Counter[Status]()
        for statuses in self.statuses:
            total.update(statuses)
        return sum(total[status] for status in wanted) if wanted else total.total()

    def rows(self, *wanted: Status) -> Iterator[PlanRow]:
        """The rows of the preview in the order of the file, only those `wanted` if any named."""
        faults: dict[Here, list[Fault]] = {}
        for fault in self.faults:
            faults.setdefault((fault.table, fault.person), []).append(fault)
        for number, (people, statuses) in enumerate(zip(self.tables, self.statuses, strict=True)):
            names = people.column("name")
            for place, status in enumerate(statuses):
                if not wanted or status in wanted:
                    update = self.updates.get((number, place))
                    yield PlanRow(
                        people.table.grid.name,
                        people.row(place),
                        names[place] or "",
                        status,
                        update.changes if update else (),
                        tuple(faults.get((number, place), ())),
                    )

    def problems(self) -> list[Problem]:
        """The errors as problems, for a refusal."""
        return [fault.as_problem() for fault in self.errors]

    def summary(self) -> dict[str, object]:
        """The shape of the command line: counts, rejected rows' faults, warnings.

        rows = new + changed + same + the number of different rejected rows.
        """
        return {
            "rows": self.count(),
            "new": self.count(Status.NEW),
            "changed": self.count(Status.CHANGED),
            "same": self.count(Status.SAME),
            "rejected": [fault.as_dict() for fault in self.errors],
            "warnings": [fault.as_dict() for fault in self.warnings],
        }
