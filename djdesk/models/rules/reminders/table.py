"""What a reminder is, how its rule says when it speaks and how loudly, and how many become one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import groupby

from djdesk.models.rules.dated import Dated, load


class Severity(StrEnum):
    """How much a reminder weighs (reminders.md): grey, blue, yellow, red; not the weight of a fault
    in what was typed, which is `djdesk.errors.Severity`.
    """

    INFO = "info"
    NOTICE = "notice"
    WARN = "warn"
    ALARM = "alarm"


WEIGHTS = tuple(Severity)


@dataclass(frozen=True, slots=True)
class Schedule:
    """One version of a rule: when it speaks and what it rests on.

    `steps` are (days left, severity), the nearest first. `ends` is how many days after the due day
    it falls silent, None for never. `severity` is that of a state without a due day. `mark` says
    how sure the rule is: S, K or ?. `values` are further numbers and words of the rule.
    """

    clause: str
    advice: str
    mark: str
    steps: tuple[tuple[int, Severity], ...]
    severity: Severity
    ends: int | None
    values: Mapping[str, object]

    def number(self, key: str) -> int:
        """The whole number `key` of the rule; ValueError if there is none."""
        value = self.values.get(key)
        if not isinstance(value, int):
            raise ValueError(f"{key} must be a whole number, not {value!r}")
        return value

    def severity_at(self, days_left: int) -> Severity | None:
        """How loudly it speaks with so many days left (negative: overdue); None for not at all."""
        if self.ends is not None and days_left < -self.ends:
            return None
        return next((severity for lead, severity in self.steps if days_left <= lead), None)


def _schedule(row: Mapping[str, object]) -> Schedule:
    steps = row.get("steps", {})
    if not isinstance(steps, dict):
        raise TypeError("steps must be a table of days and severities")
    ends = row.get("ends")
    return Schedule(
        clause=str(row["clause"]),
        advice=str(row["advice"]),
        mark=str(row["mark"]),
        steps=tuple(sorted((int(lead), Severity(word)) for lead, word in steps.items())),
        severity=Severity(str(row.get("severity", Severity.NOTICE))),
        ends=ends if isinstance(ends, int) else None,
        values=dict(row),
    )


@cache
def _schedules(rule_id: str) -> Dated[Schedule]:
    return load("reminders", rule_id, _schedule)


def schedule(rule_id: str, day: date) -> Schedule | None:
    """The version of a rule in force on `day`; None before the first; KeyError if unknown."""
    rule = _schedules(rule_id).rule_at(day)
    return rule.value if rule is not None else None


@dataclass(frozen=True, slots=True)
class Target:
    """Where a reminder is dealt with: the area, the record in it, and further wishes."""

    area: str
    record_id: int | None = None
    hints: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class About:
    """Whom or what a reminder is about: `subject` tells it apart (a uid), `place` is the branch
    where the book holds several, else empty.
    """

    subject: str
    name: str
    target: Target
    place: str = ""

    def at(self, section: str) -> About:
        """The same with that page of its record opened."""
        hints = {**self.target.hints, "section": section}
        return replace(self, target=replace(self.target, hints=hints))


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing to be done.

    `due` is the last day in time and `days_left` counts from the day asked about (0: today,
    negative: overdue); both None for a state that is simply to be put right. `together` is the
    sentence for several of the kind, with {n} for their number. `names` are those it is about;
    `many` says that several became one.
    """

    rule_id: str
    subject: str
    text: str
    due: date | None
    days_left: int | None
    severity: Severity
    clause: str
    advice: str
    target: Target
    action: str
    together: str = ""
    names: tuple[str, ...] = ()
    place: str = ""
    many: bool = False

    @property
    def key(self) -> str:
        """What it is known by when it is put off; another due day makes another reminder."""
        due = f"{self.due:%Y%m%d}" if self.due is not None else ""
        return f"{self.rule_id}/{self.subject}/{due}"


@dataclass(frozen=True, slots=True)
class Words:
    """How a reminder is said: alone, with others of its kind ({n}), and on its button."""

    text: str
    together: str
    action: str


def remind(rule_id: str, about: About, due: date, day: date, words: Words) -> Reminder | None:
    """The reminder of `rule_id` for something due on `due`, as seen on `day`; None if silent."""
    rule = schedule(rule_id, day)
    left = (due - day).days
    severity = rule.severity_at(left) if rule is not None else None
    if rule is None or severity is None:
        return None
    return _make(rule_id, rule, about, severity, words, due, left)


def state(
    rule_id: str, about: About, day: date, words: Words, severity: Severity | None = None
) -> Reminder | None:
    """The reminder of `rule_id` for a state without a due day; None before the rule."""
    rule = schedule(rule_id, day)
    if rule is None:
        return None
    return _make(rule_id, rule, about, severity or rule.severity, words, None, None)


def _make(
    rule_id: str,
    rule: Schedule,
    about: About,
    severity: Severity,
    words: Words,
    due: date | None,
    left: int | None,
) -> Reminder:
    return Reminder(
        rule_id=rule_id,
        subject=about.subject,
        text=words.text,
        due=due,
        days_left=left,
        severity=severity,
        clause=rule.clause,
        advice=rule.advice,
        target=about.target,
        action=words.action,
        together=words.together,
        names=(about.name,) if about.name else (),
        place=about.place,
    )


def said(due: date, day: date, *, month_only: bool = False) -> str:
    """A due day in a sentence: 11月25日, with the year if it is another than that of `day`."""
    year = f"{due.year}年" if due.year != day.year else ""
    return f"{year}{due.month}月" if month_only else f"{year}{due.month}月{due.day}日"


def _order(reminder: Reminder) -> tuple[float, int, str, str]:
    """Overdue first, then what is to be put right at once, then by day; gentle states last."""
    weight = WEIGHTS.index(reminder.severity)
    if reminder.days_left is not None:
        place: float = reminder.days_left
    else:
        place = -0.5 if weight >= WEIGHTS.index(Severity.WARN) else 10_000
    return place, -weight, reminder.rule_id, reminder.text


def ordered(reminders: Iterable[Reminder]) -> tuple[Reminder, ...]:
    """In the order of a day's work: the longest overdue first."""
    return tuple(sorted(reminders, key=_order))


NAMED = 3  # of many, those called by name


def fold(reminders: Iterable[Reminder], most: int) -> tuple[Reminder, ...]:
    """As `ordered`, but more than `most` of one rule, sentence and severity become one line.

    That line opens all of them where its area can show several, else the first.
    """

    def kind(reminder: Reminder) -> tuple[str, str, str]:
        return reminder.rule_id, reminder.severity.value, reminder.together

    found: list[Reminder] = []
    for _kind, group in groupby(sorted(reminders, key=kind), kind):
        alike = ordered(group)
        found += alike if len(alike) <= most or not alike[0].together else [_joined(alike)]
    return ordered(found)


def _joined(alike: tuple[Reminder, ...]) -> Reminder:
    first = alike[0]
    people = first.target.area == "roster"
    names = tuple(name for each in alike for name in each.names)
    head = first.together.format(n=len(alike))
    target = first.target
    if people:
        ids = tuple(each.target.record_id for each in alike if each.target.record_id is not None)
        target = Target("roster", None, {"ids": ids, "title": head})
    return replace(
        first,
        subject="",
        text=f"{head}：{'、'.join(names[:NAMED])}等",
        target=target,
        action="名单" if people else first.action,
        names=names,
        place="",
        many=True,
    )
