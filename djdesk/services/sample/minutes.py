"""Reads the minutes of the sample branch: what was said in which month of the calendar."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeGuard

from djdesk import resources

Decision = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Minutes:
    """What one meeting said; `sitting` names the kind of the meeting it was one sitting with."""

    kind: str
    topic: str
    text: Sequence[str]
    study: str = ""
    speaker: str = ""
    form: str = ""
    sitting: str = ""
    agenda: Sequence[str] = ()
    speeches: Sequence[tuple[str, str]] = ()
    resolutions: Sequence[Decision] = ()
    problems: Sequence[Decision] = field(default=())

    @property
    def content(self) -> str:
        """The text of the record, a line for each paragraph."""
        return "\n".join(self.text)


class MinuteBook:
    """All minutes of the sample, found by kind and month; months are 1 to 12."""

    def __init__(self) -> None:
        with resources.path("sample", "meetings.toml").open("rb") as file:
            self._data = tomllib.load(file)
        self._studies = {row["month"]: row for row in self._data["study"]}
        self._groups = {(row["month"], row["group"]): row for row in self._data["group"]}
        self._meetings = {(row["kind"], row["month"]): row for row in self._data["meeting"]}

    @property
    def fixed_day(self) -> str:
        """The fixed day of the theme day, in words."""
        return str(self._data["fixed_day"])

    @property
    def talks(self) -> Sequence[Mapping[str, str]]:
        """What people talked about, to be taken in turn."""
        found: Sequence[Mapping[str, str]] = self._data["talk"]
        return found

    def place(self, kind: str, group: int = 0) -> str:
        """Where meetings of the kind are held; of groups (from 1) in their own room."""
        places = self._data["places"]
        return str(places["groups"][group - 1] if group else places[kind])

    def of_branch(self, kind: str, month: int) -> Minutes | None:
        """The minutes of the branch's meeting of that kind in the month, if there is one."""
        row = self._meetings.get((kind, month))
        return _minutes(kind, row, "") if row is not None else None

    def of_group(self, month: int, group: int) -> Minutes:
        """The minutes of a group (from 1); its members studied what all groups study that month."""
        study, row = self._studies[month], self._groups[month, group]
        known = {"topic": study["topic"], "study": study["document"], "form": "2"}
        agenda = [f"学习{study['document']}", "讨论交流", "小结"]
        return _minutes("M3", known | {"agenda": agenda} | row, "")

    def of_admission(self, number: int, name: str) -> Minutes:
        """The minutes of the meeting that admitted `name`; `number` counts such meetings from 0."""
        rows = self._data["admission"]
        return _minutes("M1", rows[number % len(rows)], name)


def _minutes(kind: str, row: Mapping[str, object], name: str) -> Minutes:
    def said(value: object) -> str:
        return str(value).replace("{name}", name)

    def listed(key: str) -> list[object]:
        found = row.get(key, [])
        if not isinstance(found, list):
            raise TypeError(f"{key} must be a list")
        return found

    def decisions(key: str) -> list[Decision]:
        return [
            {word: said(value) if isinstance(value, str) else value for word, value in each.items()}
            for each in listed(key)
            if isinstance(each, dict)
        ]

    speeches = [(said(each[0]), said(each[1])) for each in listed("speeches") if is_pair(each)]
    return Minutes(
        kind=kind,
        topic=said(row["topic"]),
        text=[said(each) for each in listed("text")],
        study=said(row.get("study", "")),
        speaker=said(row.get("speaker", "")),
        form=said(row.get("form", "")),
        sitting=said(row.get("sitting", "")),
        agenda=[said(each) for each in listed("agenda")],
        speeches=speeches,
        resolutions=decisions("resolutions"),
        problems=decisions("problems"),
    )


def is_pair(each: object) -> TypeGuard[list[object]]:
    """Whether a value is a list of two: a speaker and what was said."""
    return isinstance(each, list) and len(each) == 2
