"""Reads the description of the sample branch: invented people, and what happened to them."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from djdesk import resources
from djdesk.services.sample.people import PLACES, id_number, phone

_RELATIVE = re.compile(r"([+-]\d+)([ymd])")


@dataclass(frozen=True, slots=True)
class Part:
    """A person of the sample: the values of the form, and where the person belongs."""

    values: Mapping[str, str | date | None]
    person_class: str
    group: int
    work_post: str
    portrait: int

    @property
    def name(self) -> str:
        """The name, which events refer to; of two people of one name, the first is meant."""
        return str(self.values["name"])


class Script:
    """The whole description, with every date counted from `today`."""

    def __init__(self, today: date) -> None:
        with resources.path("sample", "branch.toml").open("rb") as file:
            self._data = tomllib.load(file)
        self._today = today
        self._blank: Mapping[str, Sequence[str]] = self._data["blank"]

    def table(self, name: str) -> Mapping[str, str]:
        """A table of plain texts: branch, committee."""
        found: Mapping[str, str] = self._data[name]
        return found

    def entries(self, name: str) -> Sequence[Mapping[str, str]]:
        """A list of events or sub-records: groups, came, absences, rewards, hardships, kin."""
        found: Sequence[Mapping[str, str]] = self._data[name]
        return found

    def left(self) -> Sequence[Mapping[str, str]]:
        """How each of those who are no longer here left."""
        found: Sequence[Mapping[str, str]] = self._data["left"]["how"]
        return found

    def terms(self) -> Iterator[tuple[int, date, date | None, Sequence[tuple[str, str, str]]]]:
        """The committee's terms, oldest first: number, since, until, posts (name, post, duty)."""
        for term in self._data["terms"]:
            posts = [(str(who), str(post), str(duty)) for who, post, duty in term["posts"]]
            yield int(term["number"]), self.on(term["since"]), self.day(term.get("until")), posts

    def people(self) -> list[Part]:
        """Those who are here, then those who left."""
        here, gone = self._data["people"]["rows"], self._data["left"]["rows"]
        chance = random.Random(43)
        return [self._role(row, number, chance) for number, row in enumerate([*here, *gone])]

    def day(self, text: str | None) -> date | None:
        """A date of the description; None for an empty one."""
        if not text:
            return None
        if not text.startswith(("+", "-")):
            return date.fromisoformat(text)
        day = self._today
        for count, unit in _RELATIVE.findall(text):
            day = _moved(day, int(count), unit)
        return day

    def on(self, text: str) -> date:
        """A date that must be there."""
        day = self.day(text)
        if day is None:
            raise ValueError("the sample lacks a date")
        return day

    def _role(self, row: Sequence[object], number: int, chance: random.Random) -> Part:
        name, sex, ethnic, born, education, joined, full = (str(value) for value in row[:7])
        birth, joined_on = self.on(born), self.on(joined)
        full_on = self.day(full)
        sequence = 2 * chance.randrange(5, 500) + (1 if sex == "1" else 0)
        values: dict[str, str | date | None] = {
            "name": name,
            "sex": sex,
            "id_number": id_number(birth, sequence % 1000),
            "ethnic": ethnic,
            "birth_on": birth,
            "native_place": chance.choice(PLACES),
            "education": education,
            "joined_on": joined_on,
            "full_on": full_on,
            "joined_branch": str(self._data["branch"]["name"]),
            "work_start_on": date(birth.year + chance.randint(19, 23), 7, 1),
            "workplace": "某某厂机修车间",
            "job_title": str(row[9]),
            "phone": phone(1000 + 37 * number),
            "address": f"某某市某某区工人路{chance.randint(1, 60)}号{chance.randint(1, 6)}栋",
        }
        for key in self._blank.get(name, ()):
            values[key] = ""
        recent = full_on is None and joined_on > _moved(self._today, -2, "y")
        return Part(
            values,
            "probationary" if recent else "full",
            int(str(row[7])),
            str(row[8]),
            number,
        )


def _moved(day: date, count: int, unit: str) -> date:
    if unit == "d":
        return day + timedelta(days=count)
    months = day.year * 12 + day.month - 1 + count * (12 if unit == "y" else 1)
    return date(months // 12, months % 12 + 1, min(day.day, 28))
