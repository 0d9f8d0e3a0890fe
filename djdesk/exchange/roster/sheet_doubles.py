"""Rows that speak of the same person, or of two persons with one number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import chain

from djdesk.exchange.roster.sheet_cells import Say
from djdesk.exchange.roster.sheet_people import People


def find_doubles(tables: Sequence[People]) -> dict[tuple[int, int], tuple[int, int]]:
    """Compare the rows of all tables; returns rows that only repeat an earlier one.

    Keys and values are (number of the table, place in it). A number that two people share rejects
    the later row; two rows that agree in everything are one.
    """
    repeated: dict[tuple[int, int], tuple[int, int]] = {}
    by_number: dict[str, tuple[int, int]] = {}
    by_name: dict[tuple[str, date | None], tuple[int, int]] = {}
    suspects = _suspects(tables)
    for number, people in enumerate(tables):
        numbers, names = people.column("id_number"), people.column("name")
        births = people.dates("birth_on")
        for place in suspects[number]:
            who, born = names[place], births[place]
            if who is None:
                continue
            # a faulty row is compared as well: the number of another is often what is wrong with it
            here, own = (number, place), numbers[place]
            if own is not None and (first := by_number.setdefault(own, here)) != here:
                if _same_row(tables[first[0]], first[1], people, place):
                    repeated[here] = first
                    _say_repeated(tables, first, here)
                else:
                    _say_number_taken(tables, first, here)
                continue
            if place in people.rejected:
                continue
            first = by_name.setdefault((who, born), here)
            if first != here:
                _same_name(tables, first, here, repeated)
    return repeated


def _suspects(tables: Sequence[People]) -> list[list[int]]:
    """The places in each table whose number, or name with birth, comes more than once at all."""
    numbers = [people.column("id_number") for people in tables]
    persons = [
        list(zip(people.column("name"), people.dates("birth_on"), strict=True)) for people in tables
    ]
    by_number, by_person = Counter(chain(*numbers)), Counter(chain(*persons))
    del by_number[None]  # counted as often as numbers are missing
    return [
        [
            place
            for place, (own, person) in enumerate(zip(*pair, strict=True))
            if by_number[own] > 1 or by_person[person] > 1
        ]
        for pair in zip(numbers, persons, strict=True)
    ]


def _same_row(first: People, at: int, second: People, place: int) -> bool:
    """Whether two rows tell nothing that differs."""
    for mine, theirs in ((first.values, second.values), (first.days, second.days)):
        for key in mine.keys() & theirs.keys():
            a, b = mine[key][at], theirs[key][place]
            if a and b and a != b:
                return False
    return True


def _where(tables: Sequence[People], here: tuple[int, int], there: tuple[int, int]) -> str:
    people = tables[here[0]]
    row = f"第{people.row(here[1])}行"
    if people.table.grid.name == tables[there[0]].table.grid.name:
        return row
    return f"工作表“{people.table.grid.name}”{row}"


def _say_repeated(tables: Sequence[People], first: tuple[int, int], here: tuple[int, int]) -> None:
    tables[here[0]].warn(
        here[1],
        "name",
        f"与{_where(tables, first, here)}是同一人，内容一致，只导入一次。",
        "不需要处理；重复的行可以删去。",
    )


def _say_number_taken(
    tables: Sequence[People], first: tuple[int, int], here: tuple[int, int]
) -> None:
    one, two = tables[first[0]], tables[here[0]]
    names = one.column("name")[first[1]], two.column("name")[here[1]]
    if names[0] == names[1]:
        reason = f"与{_where(tables, first, here)}是同一人，但内容不一致。"
        remedy = "请核对两行，只保留正确的一行。"
    else:
        reason = f"身份证号与{_where(tables, first, here)}的“{names[0]}”相同。"
        remedy = "请对照身份证核对这两个人的号码。"
        one.warn(
            first[1],
            "id_number",
            f"身份证号与{_where(tables, here, first)}的“{names[1]}”相同。",
            remedy,
        )
    two.say(here[1], "id_number", Say(reason, remedy))


def _same_name(
    tables: Sequence[People],
    first: tuple[int, int],
    here: tuple[int, int],
    repeated: dict[tuple[int, int], tuple[int, int]],
) -> None:
    """Same name and birth: two people if their numbers differ, else not to be told apart."""
    one, two = tables[first[0]], tables[here[0]]
    number, other = one.column("id_number")[first[1]], two.column("id_number")[here[1]]
    if number and other:
        two.warn(
            here[1],
            "name",
            f"与{_where(tables, first, here)}姓名和出生日期相同、身份证号不同，按两个人导入。",
            "请核对是否把同一人的身份证号写成了两种。",
        )
    elif _same_row(one, first[1], two, here[1]):
        repeated[here] = first
        _say_repeated(tables, first, here)
    else:
        two.say(
            here[1],
            "name",
            Say(
                f"与{_where(tables, first, here)}同名、出生日期相同，分不清是不是同一人。",
                "请给两行都补上身份证号；是同一人的，只保留一行。",
            ),
        )
