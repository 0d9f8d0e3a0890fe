"""What the checks of a record look at, and what they answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Literal

from djdesk.models.rules import codes
from djdesk.models.rules.dated import Dated, load
from djdesk.models.rules.meetings.kinds import Kind
from djdesk.models.rules.meetings.similarity import Likeness

Severity = Literal["error", "warn", "info"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a supervisor would object to (meetings.md §5).

    `rule` is the table check_<rule> of meetings.toml. An error contradicts the rule or itself, a
    warning would be asked about, an info is good habit. `field` is the key of the form's field it
    belongs to, empty for the whole record.
    """

    rule: str
    severity: Severity
    text: str
    remedy: str
    clause: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One version of a check: how it weighs, what to do, what it rests on, further figures."""

    severity: Severity
    remedy: str
    clause: str
    mark: str
    values: Mapping[str, object]

    def number(self, key: str) -> int:
        """The whole number `key`; ValueError if there is none."""
        value = self.values.get(key)
        if not isinstance(value, int):
            raise ValueError(f"{key} must be a whole number, not {value!r}")
        return value

    def words(self, key: str) -> tuple[str, ...]:
        """The list of words `key`; ValueError if there is none."""
        value = self.values.get(key)
        if not isinstance(value, list):
            raise ValueError(f"{key} must be a list, not {value!r}")
        return tuple(str(each) for each in value)


_SEVERITIES: dict[str, Severity] = {"error": "error", "warn": "warn", "info": "info"}


def _check(row: Mapping[str, object]) -> Check:
    return Check(
        severity=_SEVERITIES[str(row["severity"])],
        remedy=str(row["remedy"]),
        clause=str(row["clause"]),
        mark=str(row["mark"]),
        values=dict(row),
    )


@cache
def _versions(rule: str) -> Dated[Check]:
    return load("meetings", f"check_{rule}", _check)


def check(rule: str, day: date) -> Check | None:
    """The check as ruled for a meeting of `day`; None before it; KeyError if unknown."""
    found = _versions(rule).rule_at(day)
    return found.value if found is not None else None


# --- the record ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Person:
    """One row of the roll; `status` is a code of `attendance_status`, empty while not marked."""

    name: str
    status: str
    member_id: int | None = None
    post: str = ""
    voter: bool = False
    reason: str = ""
    approved_by: str = ""
    made_up: bool = False


@dataclass(frozen=True, slots=True)
class Motion:
    """One resolution with its vote; the fields are those of `Resolution`."""

    text: str
    method: str = ""
    quorum: str = ""
    should: int | None = None
    present: int | None = None
    yes: int | None = None
    no: int | None = None
    abstain: int | None = None
    written_yes: int = 0
    written_no: int = 0
    passed: bool | None = None
    responsible: str = ""
    due_on: date | None = None
    done_on: date | None = None

    @property
    def voted(self) -> bool:
        """Whether there was a vote: a method is named or votes are entered."""
        return bool(self.method) or any(each for each in (self.yes, self.no, self.abstain))


@dataclass(frozen=True, slots=True)
class Fault:
    """One line of the problem list (问题清单)."""

    problem: str
    measure: str = ""
    responsible: str = ""
    due_on: date | None = None
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class Speech:
    """What one speaker said."""

    speaker: str
    text: str
    member_id: int | None = None


@dataclass(frozen=True, slots=True)
class Other:
    """Another meeting of the same day; `people` are the members who were present at it."""

    label: str
    kind: str
    unit_id: int
    start_at: int | None
    end_at: int | None
    sitting: str = ""
    people: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """Everything of one record that its checks ask for.

    Times are minutes since midnight, `hours` tenths of 学时. `expected` are the members who should
    come by the roster as of that day, with their names; None where no rule says so (chosen). Of
    them `expected_voters` have a vote. `purposes` says what is attached (codes of
    `attachment_purpose`), `missing_files` how many of these files are gone. `others` are further
    meetings of that day, `likenesses` paragraphs found in earlier records, whose key is shown.
    `dues_paid` is what the ledger of dues has for that day in fen; None where it is not kept yet.
    """

    kind: Kind
    state: str
    held_on: date
    unit_id: int = 0
    sitting: str = ""
    start_at: int | None = None
    end_at: int | None = None
    topic: str = ""
    place: str = ""
    chair: str = ""
    chair_id: int | None = None
    recorder: str = ""
    recorder_id: int | None = None
    speaker: str = ""
    speaker_id: int | None = None
    study: str = ""
    content: str = ""
    remark: str = ""
    hours: int = 0
    agenda: tuple[str, ...] = ()
    should: int | None = None
    present: int | None = None
    voters: int | None = None
    voters_present: int | None = None
    roll: tuple[Person, ...] = ()
    expected: Mapping[int, str] | None = None
    expected_voters: frozenset[int] | None = None
    speeches: tuple[Speech, ...] = ()
    motions: tuple[Motion, ...] = ()
    problems: tuple[Fault, ...] = ()
    purposes: tuple[str, ...] = ()
    missing_files: int = 0
    written_on: date | None = None
    chair_signed: bool = False
    recorder_signed: bool = False
    reviewed_on: date | None = None
    founded_on: date | None = None
    others: tuple[Other, ...] = ()
    likenesses: tuple[Likeness[str], ...] = ()
    dues_note: str = ""
    dues_paid: int | None = None

    @property
    def members(self) -> tuple[Person, ...]:
        """The roll without guests."""
        return tuple(each for each in self.roll if each.status != "guest")

    def of(self, *groups: str) -> tuple[Person, ...]:
        """Those of the roll whose status is of these groups: present, leave, absent, …."""
        return tuple(each for each in self.roll if _group(each.status) in groups)

    def ids(self, *groups: str) -> frozenset[int]:
        """The members of `of`."""
        return frozenset(each.member_id for each in self.of(*groups) if each.member_id is not None)

    @property
    def minutes(self) -> int | None:
        """How long it lasted, None while a time is missing or they contradict each other."""
        if self.start_at is None or self.end_at is None or self.end_at <= self.start_at:
            return None
        return self.end_at - self.start_at


@cache
def _groups() -> Mapping[str, str]:
    entries = codes.table("attendance_status").entries
    return {entry.code: entry.group for entry in entries}


def _group(status: str) -> str:
    return _groups().get(status, "")


@dataclass(slots=True)
class Findings:
    """Collects what the checks of one record find, each by its rule as of that day."""

    held_on: date
    found: list[Finding] = field(default_factory=list)

    def rule(self, rule: str) -> Check | None:
        """The check as it was in force on the day of the meeting."""
        return check(rule, self.held_on)

    def tell(self, rule: str, text: str, field: str = "", *, remedy: str = "") -> None:
        """Note a finding, unless the rule was not in force."""
        ruled = self.rule(rule)
        if ruled is not None:
            advice = remedy or ruled.remedy
            self.found.append(Finding(rule, ruled.severity, text, advice, ruled.clause, field))


_NAMED = 5


def names(people: Iterable[str], most: int = _NAMED) -> str:
    """Names in a sentence: 张三、李四, from the sixth on 等 n 人."""
    listed = list(people)
    head = "、".join(listed[:most])
    return head if len(listed) <= most else f"{head}等 {len(listed)} 人"


def working_days_later(day: date, count: int, off: Iterable[date] = ()) -> date:
    """The working day `count` after `day`: weekends and the days of `off` are not counted."""
    resting, later = frozenset(off), day
    while count > 0:
        later += timedelta(days=1)
        if later.weekday() < 5 and later not in resting:
            count -= 1
    return later
