"""Checks the rows of a roster one by one: what a row says must hold together."""

from __future__ import annotations

import re
from datetime import date
from itertools import repeat

from djdesk.errors import Problem
from djdesk.exchange.roster.sheet_cells import LEFT, Say
from djdesk.exchange.roster.sheet_dates import Doubt
from djdesk.exchange.roster.sheet_people import People
from djdesk.exchange.roster.sheet_settle import least_age, settle_births, settle_dates
from djdesk.models.rules.days import add_months
from djdesk.models.rules.roster import MemberFacts, check_member, joinings
from djdesk.services.roster.fields import DATE_KEYS

REMARKED = re.compile(LEFT.pattern + r"|停止党籍")
NOT_YET = re.compile(
    r"(?:拟|准备|申请|待|正在|未|不得|要求|计划)(?:办理)?(?:转出|迁出|退党)"
    r"|(?:夫|妻|父|母|亲|子|女|儿|配偶|爱人|老伴|家属)(?:已|因病|于[\d年月.]+)?(?:去世|死亡|已故|逝世|病故)"
)
"""What only sounds as if the person had left: 拟转出, 丈夫去世."""
CHECKED = (
    "name", "sex", "id_number", "id_missing_reason", "ethnic", "education", "degree",
    "person_class", "work_post", "phone",
)  # fmt: skip
JUDGED = frozenset({"id_number", "sex", "name", "phone"})
"""Fields on which nothing is left to say after their cells were understood."""
CHECKED_DATES = ("birth_on", "joined_on", "full_on", "work_start_on")
MONTHLY = tuple(sorted(DATE_KEYS))


def check_people(people: People) -> None:
    """Check every row of a table by itself; faults and warnings go to `people.faults`."""
    _those_who_left(people)
    _names(people)
    settle_dates(people)
    settle_births(people)
    _classes(people)
    _entries(people)
    _remarks(people)
    _suspended(people)
    _rules(people)


# -- rows by themselves ----------------------------------------------------------------------------


def _those_who_left(people: People) -> None:
    for place, (source, word) in people.left.items():
        if source == "name":
            reason = f"姓名后面注明“{word}”。"
        else:
            reason = f"注明“{word}”，已不在册。"
        people.say(
            place,
            source,
            Say(reason, "花名册只导入在册党员：请从表中移走这一行；仍在册的，请删去这一说明。"),
        )


def _names(people: People) -> None:
    for place, who in enumerate(people.column("name")):
        if who is None:
            people.say(place, "name", Say("没有填写姓名。", "请补填姓名；不是党员的行请删去。"))


# -- person class and remarks ----------------------------------------------------------------------


def _classes(people: People) -> None:
    """Where no column tells it: the dates, then the remark, then full membership."""
    classes, remarks = people.column("person_class"), people.column("remark")
    joined, full = people.dates("joined_on"), people.dates("full_on")
    asked = people.has("full_on")
    a_year_ago = add_months(people.today, -12)
    for place, known in enumerate(classes):
        done, begun = full[place], joined[place]
        if known == "probationary" and done is not None and done > people.today:
            full[place] = None
            people.warn(
                place,
                "full_on",
                "预备党员的转正时间还没有到，这一格没有导入。",
                "转正后请在花名册里办理转正。",
            )
        if known is not None:
            continue
        if done is not None:
            classes[place] = "full"
        elif "预备" in (remarks[place] or "") or (
            asked and begun is not None and begun > a_year_ago
        ):
            classes[place] = "probationary"
        else:
            classes[place] = "full"


def _entries(people: People) -> None:
    if people.has("entered_on"):
        for place, day in enumerate(people.dates("entered_on")):
            if day is not None and day > people.today:
                people.say(place, "entered_on", Say("进入本支部日期在今天之后。", "请核对日期。"))


def _suspended(people: People) -> None:
    for place, state in enumerate(people.column("state")):
        if state == "suspended" and place not in people.rejected:
            people.warn(
                place,
                "state",
                "党籍状态是停止党籍，导入后不计入在册党员。",
                "请在花名册里补记停止党籍的日期和原因。",
            )


def _remarks(people: People) -> None:
    for place, remark in enumerate(people.column("remark")):
        told = NOT_YET.sub("", remark) if remark else ""
        if told and REMARKED.search(told) and place not in people.rejected:
            people.warn(
                place,
                "remark",
                "备注说此人可能已不在册，仍按在册党员导入。",
                "如已转出、去世或出党，请导入后在花名册里办理，写明日期。",
            )


# -- the rules of the roster -----------------------------------------------------------------------


def month_only(people: People) -> list[str]:
    """For each row the names of the dates of which only the month is known."""
    masks = [0] * people.count
    fields = [field for field in MONTHLY if people.months.get(field)]
    for bit, field in enumerate(fields):
        for place in people.months[field]:
            masks[place] |= 1 << bit
    words = {
        mask: " ".join(field for bit, field in enumerate(fields) if mask >> bit & 1)
        for mask in set(masks)
    }
    return [words[mask] for mask in masks]


def _rules(people: People) -> None:
    """Every row through `check_member`, except those that plainly satisfy all of it."""
    today, facts = people.today, MemberFacts()
    texts = [people.values.get(key) or repeat(None) for key in CHECKED]
    days = [people.days.get(key) or repeat(None) for key in CHECKED_DATES]
    months = month_only(people)
    era = joinings().rules[-1]
    values = zip(zip(*texts, strict=False), zip(*days, strict=False), strict=False)
    sound = _sound if era.value.months == 12 else _never
    grown = least_age()
    faulty = {(fault.person, fault.field) for fault in people.faults if fault.is_error}
    # a date of which it was said already that it is unknown is not missed again
    faulty |= {(place, "joined_on") for place in _unknown_joinings(people)}
    absent: dict[str, Problem] = {}
    for place, (monthly, (words, dates)) in enumerate(zip(months, values, strict=False)):
        if sound(words, dates, today, era.start, grown):
            continue
        if place in people.rejected and words[0] is None:
            continue
        for key, word in zip(CHECKED, words, strict=True):
            setattr(facts, key, word or "")
        for key, day in zip(CHECKED_DATES, dates, strict=True):
            setattr(facts, key, day)
        facts.month_only = monthly
        for problem in check_member(facts, today):
            key = problem.field
            if key in JUDGED or (place, key) in faulty:
                continue
            if key in CHECKED_DATES and getattr(facts, key) is None and not people.has(key):
                absent.setdefault(key, problem)
            else:
                people.say(place, key, Say(problem.text, problem.remedy, problem.severity))
    for key in absent:
        title = people.words.titles[key]
        people.note(
            people.table.header.bottom + 1,
            f"表中没有“{title}”一栏，导入后这一项是空的。",
            "请在表中补上这一栏，或导入后在花名册里补填。",
            column=title,
        )


def _unknown_joinings(people: People) -> list[int]:
    doubts = people.doubts.get("joined_on", {})
    return [place for place, read in doubts.items() if read.doubt in (Doubt.UNKNOWN, Doubt.NEVER)]


def _never(*_row: object) -> bool:
    return False


def _sound(
    words: tuple[str | None, ...],
    dates: tuple[date | None, ...],
    today: date,
    era: date,
    grown: int,
) -> bool:
    """Whether a row plainly satisfies `check_member`, told by a few comparisons.

    Names, numbers, codes and telephones were judged cell by cell already. What is left are the
    dates: born, of age (`grown`), accepted since `era`, full member a year later, none in future.
    """
    born, joined, full, work = dates
    if born is None or joined is None or full is None or words[7] != "full":
        return False
    if joined < era or joined.year - born.year <= grown or full > today:
        return False
    if full.year - joined.year != 1 or (full.month, full.day) < (joined.month, joined.day):
        return False
    return work is None or born < work <= today
