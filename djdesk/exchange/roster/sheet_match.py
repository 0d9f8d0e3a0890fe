"""Finds for each row of a spreadsheet the person in the book, and never merges two unasked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from djdesk.errors import Severity
from djdesk.exchange.roster.sheet_cells import Say
from djdesk.exchange.roster.sheet_people import People
from djdesk.services.roster.intake import Person

ASK = "同一人的，请在预览中指定，或补全身份证号；不是同一人的，请在预览中选择“新增”。"


@dataclass(frozen=True, slots=True)
class Match:
    """The member a row speaks of (None: nobody in the book); `doubt` says why a person decides."""

    member_id: int | None = None
    doubt: Say | None = None
    warning: Say | None = None


NOBODY = Match()


class Finder:
    """The people of the book by citizen number and by name."""

    def __init__(self, people: Sequence[Person]) -> None:
        self.by_id = {person.id: person for person in people}
        # a person of our own goes before one that a branch reported
        ordered = sorted(people, key=lambda person: not person.received)
        self._by_number = {person.id_number: person for person in ordered if person.id_number}
        self._by_name: dict[str, list[Person]] = {}
        for person in people:
            self._by_name.setdefault(person.name, []).append(person)
            if person.former_name:
                self._by_name.setdefault(person.former_name, []).append(person)

    @property
    def empty(self) -> bool:
        """Whether there is nobody to be found."""
        return not self.by_id

    def find(self, people: People, place: int) -> Match:
        """Who the row is: by number, then by name and birth, else by name and day of joining."""
        number = people.column("id_number")[place]
        name = people.column("name")[place] or ""
        if number is not None and (person := self._by_number.get(number)) is not None:
            if name in (person.name, person.former_name):
                return self._found(person)
            return Match(
                None,
                Say(
                    f"身份证号与账套中的“{person.name}”相同，姓名却是“{name}”。",
                    "请核对姓名和身份证号；确已更名的，请先在花名册里改名再导入。",
                ),
            )
        namesakes = self._by_name.get(name)
        if not namesakes:
            return NOBODY
        return self._by_name_and_birth(people, place, number, namesakes)

    def _by_name_and_birth(
        self, people: People, place: int, number: str | None, namesakes: list[Person]
    ) -> Match:
        born = people.dates("birth_on")[place]
        monthly = place in people.months.get("birth_on", ())
        joined = people.dates("joined_on")[place]
        joined_monthly = place in people.months.get("joined_on", ())
        certain: list[Person] = []
        possible: list[Person] = []
        others: list[Person] = []
        for person in namesakes:
            if number is not None and person.id_number:
                others.append(person)
                continue
            fits = _same_day(born, monthly, person.birth_on, "birth_on" in person.month_only)
            if fits is None:
                by_joining = _same_day(
                    joined, joined_monthly, person.joined_on, "joined_on" in person.month_only
                )
                nothing = joined is None and person.joined_on is None
                (certain if by_joining or nothing else possible).append(person)
            elif fits:
                certain.append(person)
        if len(certain) == 1 and not possible:
            return self._found(certain[0])
        if certain or possible:
            count = len(certain) + len(possible)
            return Match(
                None,
                Say(f"账套里有{count}个同名的人，分不清是不是同一人。", ASK),
            )
        for person in others:
            if born is not None and born == person.birth_on:
                return Match(
                    warning=Say(
                        "账套里有姓名、出生日期相同而身份证号不同的人，按新党员导入。",
                        "请核对是不是同一人；是的，请改正身份证号。",
                        Severity.WARN,
                    )
                )
        return NOBODY

    def _found(self, person: Person) -> Match:
        if person.withdrawn:
            return Match(
                None,
                Say(
                    "此人在账套里曾作为误录撤销。",
                    "如确为本支部党员，请在花名册里恢复此人，再导入。",
                ),
            )
        if person.received:
            return Match(
                None,
                Say(
                    "此人的资料由所在党支部用数据包上报，不能从表格导入。",
                    "请由该支部改正后重新上报。",
                ),
            )
        return Match(person.id)


def _same_day(
    day: date | None, monthly: bool, other: date | None, other_monthly: bool
) -> bool | None:
    """Whether two dates agree as far as both are known; None if one is not known at all."""
    if day is None or other is None:
        return None
    if monthly or other_monthly:
        return (day.year, day.month) == (other.year, other.month)
    return day == other
