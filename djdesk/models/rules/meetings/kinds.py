"""The kinds of meetings: who comes, how often, who votes, what their record must hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache

from djdesk.models.rules import codes
from djdesk.models.rules.dated import Dated, load, whole

KINDS = "meeting_kind"
"""The code table of the kinds of the rules."""

GROUP_KINDS = ("M3",)
"""Kinds that each group (党小组) holds for itself."""

BRANCH_KINDS = ("M1", "M2", "M4", "M5", "M6", "M7", "M9")
"""Kinds of the rules that the branch holds."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of meeting as its rule says on a day (meetings.md §2).

    `attends` is all, group, committee or chosen; `voters` all, committee or empty. At least `times`
    are asked for in each `period` (month, quarter, half, year; empty: on demand); `choices` are the
    periods that a superior may set instead. `makeup` says that an absence is to be made up, `hours`
    which conversion of study hours applies. `fields` must not be blank in a finished record,
    `evidence` must be attached. `months` are those in which it is usually held (empty: any).
    `mark` says how sure the number is: S, K or ?. `own` is a kind that the branch added, `until`
    the day from which it is no longer used: a period that reaches it is asked for nothing.
    """

    code: str
    name: str
    short: str
    attends: str
    voters: str
    period: str
    times: int
    makeup: bool
    hours: str
    ledger: str
    agenda: tuple[str, ...]
    fields: tuple[str, ...]
    evidence: tuple[str, ...]
    chair: str
    source: str
    clause: str = ""
    mark: str = "S"
    choices: tuple[str, ...] = ()
    months: tuple[int, ...] = ()
    since: date | None = None
    own: bool = False
    until: date | None = None


# What every record asks for, whatever its kind (meetings.md §4).
ALWAYS = ("held_on", "start_at", "end_at", "place", "chair", "recorder")


def _words(row: Mapping[str, object], key: str) -> tuple[str, ...]:
    listed = row.get(key, [])
    if not isinstance(listed, list):
        raise TypeError(f"{key} must be a list")
    return tuple(str(each) for each in listed)


def _kind(code: str, row: Mapping[str, object]) -> Kind:
    entry = codes.table(KINDS).by_code[code]
    since = row["from"]
    return Kind(
        code=code,
        name=entry.name,
        short=entry.short,
        attends=str(row["attends"]),
        voters=str(row["voters"]),
        period=str(row["period"]),
        times=whole(row, "times"),
        makeup=bool(row["makeup"]),
        hours=str(row["hours"]),
        ledger=str(row["ledger"]),
        agenda=_words(row, "agenda"),
        fields=(*ALWAYS, *_words(row, "fields")),
        evidence=_words(row, "evidence"),
        chair=str(row["chair"]),
        source=str(row["source"]),
        clause=str(row["clause"]),
        mark=str(row["mark"]),
        choices=_words(row, "choices"),
        months=tuple(int(each) for each in _words(row, "months")),
        since=since if isinstance(since, date) else None,
    )


@cache
def _dated(code: str) -> Dated[Kind]:
    if code not in codes.table(KINDS).by_code:
        raise KeyError(code)
    return load("meetings", f"kind_{code}", lambda row: _kind(code, row))


@lru_cache(maxsize=512)
def kind(code: str, day: date) -> Kind:
    """The kind `code` as ruled on `day`; KeyError for one that the rules do not know.

    Before the first version the kind is known by its name, but no number is asked for.
    """
    versions = _dated(code)
    rule = versions.rule_at(day)
    if rule is None:
        return replace(versions.rules[0].value, period="", times=0)
    return rule.value


def kinds(day: date) -> tuple[Kind, ...]:
    """The kinds of the rules on `day`, in the order of the code table."""
    return tuple(kind(entry.code, day) for entry in codes.table(KINDS).entries)


def with_period(known: Kind, period: str) -> Kind:
    """The kind as the superior set it: another period that the rule offers; ValueError if not."""
    if period == known.period or not known.period:
        return known
    if period not in known.choices:
        raise ValueError(f"{known.code} may not be held every {period}")
    return replace(known, period=period)


def own(values: Mapping[str, object]) -> Kind:
    """A kind that the branch added, from the columns of its row (`OwnKind`).

    `code` and `name` must be there; what is missing is as in a new row: all members, on demand, no
    votes, no 补课. `agenda` has one item a line, `basis` is the paper it rests on.
    """
    name, period, times = str(values["name"]), str(values.get("period") or ""), values.get("times")
    agenda = str(values.get("agenda") or "").splitlines()
    attends = str(values.get("attends") or "all")
    since, until = values.get("since"), values.get("until")
    basis = str(values.get("basis") or "本支部自定")
    voters = "committee" if attends == "committee" else "all"
    return Kind(
        code=str(values["code"]),
        name=name,
        short=name,
        attends=attends,
        voters=voters if values.get("votes") else "",
        period=period,
        times=times if isinstance(times, int) and period else 0,
        makeup=bool(values.get("makeup")),
        hours="",
        ledger=str(values.get("ledger") or name),
        agenda=tuple(line.strip() for line in agenda if line.strip()),
        fields=(*ALWAYS, "content"),
        evidence=("signin",),
        chair="党小组组长" if attends == "group" else "书记",
        source=basis,
        clause=basis,
        mark="?",
        since=since if isinstance(since, date) else None,
        own=True,
        until=until if isinstance(until, date) else None,
    )
