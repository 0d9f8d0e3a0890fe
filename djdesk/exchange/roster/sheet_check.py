"""Checks the rows of a roster: each against itself, its citizen number, and all the others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import repeat

from djdesk.errors import Problem
from djdesk.exchange.roster.sheet_cells import LEFT, Say
from djdesk.exchange.roster.sheet_dates import Doubt, Read, century
from djdesk.exchange.roster.sheet_people import People
from djdesk.models.rules import identity
from djdesk.models.rules.days import add_months, age_on
from djdesk.models.rules.roster import MemberFacts, check_member, joinings
from djdesk.services.roster.fields import DATE_KEYS

LEAST_AGE = 18
HINT = "请写成 1985.3.12、1985.03 或 1985年3月12日。"
REMARKED = re.compile(LEFT.pattern + r"|停止党籍")
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
    _doubtful_dates(people)
    _births(people)
    _classes(people)
    _entries(people)
    _remarks(people)
    _suspended(people)
    _rules(people)


def check_all(tables: Sequence[People]) -> dict[tuple[int, int], tuple[int, int]]:
    """Compare the rows of all tables; returns rows that only repeat an earlier one.

    Keys and values are (number of the table, place in it). A number that two people share rejects
    the later row; two rows that agree in everything are one.
    """
    repeated: dict[tuple[int, int], tuple[int, int]] = {}
    by_number: dict[str, tuple[int, int]] = {}
    by_name: dict[tuple[str, date | None], tuple[int, int]] = {}
    for number, people in enumerate(tables):
        numbers = people.column("id_number")
        for place, (who, born) in enumerate(
            zip(people.column("name"), people.dates("birth_on"), strict=True)
        ):
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


def _doubtful_dates(people: People) -> None:
    """Settle what a single cell could not: January or October, the century, a year alone."""
    for field, doubts in people.doubts.items():
        if field == "birth_on":
            continue
        days = people.dates(field)
        for place, read in doubts.items():
            if read.doubt is Doubt.JAN_OR_OCT:
                continue
            if read.doubt in (Doubt.BAD, Doubt.YEAR_AS_DATE, Doubt.YEAR_ONLY):
                days[place] = None
                people.months[field].discard(place)
                people.say(place, field, Say(f"{people.title(field)}看不懂：{read.reason}", HINT))
            elif read.doubt is Doubt.SHORT_YEAR:
                _short_year(people, field, place)
            elif read.doubt is Doubt.NEVER and field == "full_on":
                people.column("person_class")[place] = (
                    people.column("person_class")[place] or "probationary"
                )
            elif read.doubt in (Doubt.UNKNOWN, Doubt.NEVER) and field == "joined_on":
                people.warn(place, field, "没有写明日期，这一格没有导入。", "查清后请补填。")
            elif read.note and field == "joined_on" and "预备" in read.note:
                pass  # 1985.7.1（预备）is just what this column asks for
    _january_or_october(people, "joined_on", "full_on", 1)
    _january_or_october(people, "full_on", "joined_on", -1)
    for field in people.doubts.keys() - {"birth_on", "joined_on", "full_on"}:
        for place, read in people.doubts[field].items():
            if read.doubt is Doubt.JAN_OR_OCT:
                _say_january(people, field, place)


def _short_year(people: People, field: str, place: int) -> None:
    days = people.dates(field)
    day = days[place]
    if day is not None:
        days[place] = day = century(day, people.today)
        people.warn(
            place, field, f"年份只写了两位，按 {day.year} 年读取。", "请核对，并写成四位年份。"
        )


def _january_or_october(people: People, field: str, other: str, years: int) -> None:
    """Let the date one year away decide, and the age at joining."""
    doubts = [
        place
        for place, read in people.doubts.get(field, {}).items()
        if read.doubt is Doubt.JAN_OR_OCT
    ]
    days, others = people.dates(field), people.dates(other)
    open_others = {
        place
        for place, read in people.doubts.get(other, {}).items()
        if read.doubt is Doubt.JAN_OR_OCT
    }
    numbers = people.column("id_number")
    for place in doubts:
        day, near = days[place], others[place]
        if day is None:
            continue
        settled = near is not None and place not in open_others and near.month in (1, 10)
        if settled and near is not None and near.year == day.year + years:
            days[place] = day.replace(month=near.month)
            continue
        number = numbers[place]
        born = identity.birth(number) if number else None
        if field == "joined_on" and born and _of_age_only_in_october(born, day):
            days[place] = day.replace(month=10)
            continue
        _say_january(people, field, place)


def _of_age_only_in_october(born: date, january: date) -> bool:
    ages = (age_on(born, add_months(january.replace(month=month), 1)) for month in (1, 10))
    young, grown = ages
    return young < LEAST_AGE <= grown


def _say_january(people: People, field: str, place: int) -> None:
    people.warn(
        place,
        field,
        "数字末尾的 0 会被表格软件省掉，分不清是 1 月还是 10 月，按 1 月导入。",
        "请核对；是 10 月的，请在花名册里改正，或在原表中把该列设为“文本”格式后写成 10。",
    )


# -- the citizen number, sex and birth -------------------------------------------------------------


def _births(people: People) -> None:
    """Take sex and birth from the number, and hold what the table says against it."""
    numbers, sexes = people.column("id_number"), people.column("sex")
    births, months = people.dates("birth_on"), people.months.setdefault("birth_on", set())
    doubts = people.doubts.get("birth_on", {})
    born_of = identity.birth
    for place, (number, sex, told) in enumerate(zip(numbers, sexes, births, strict=True)):
        if number is None:
            _without_number(people, place, doubts.get(place))
            continue
        born = born_of(number)
        own = "1" if number[16] in "13579" else "2"
        if sex is None:
            sexes[place] = own
        elif sex != own:
            word = "男" if own == "1" else "女"
            people.say(
                place,
                "sex",
                Say(
                    f"性别与身份证号不一致：身份证号第 17 位表示{word}。",
                    "请对照身份证核对性别和号码。",
                ),
            )
        if told == born and place not in doubts:
            continue
        births[place] = born
        read = doubts.get(place)
        monthly = place in months
        months.discard(place)
        if born is not None and not _agrees(told, born, monthly, read):
            _say_birth(people, place, born, told, monthly, read)


def _agrees(told: date | None, born: date, monthly: bool, read: Read | None) -> bool:
    doubt = read.doubt if read else Doubt.NONE
    if told is None:
        return doubt in (Doubt.NONE, Doubt.UNKNOWN)
    if doubt is Doubt.JAN_OR_OCT:
        return told.year == born.year and born.month in (1, 10)
    if doubt is Doubt.YEAR_ONLY:
        return told.year == born.year
    if doubt is Doubt.SHORT_YEAR:
        if told.year % 100 != born.year % 100 or told.month != born.month:
            return False
        return monthly or told.day == born.day
    return monthly and (told.year, told.month) == (born.year, born.month)


def _say_birth(
    people: People, place: int, born: date, told: date | None, monthly: bool, read: Read | None
) -> None:
    """The table contradicts the number: the number counts, the other is kept as the file's."""
    if told is None or (read is not None and read.doubt):
        people.warn(
            place,
            "birth_on",
            f"出生日期与身份证号（{born:%Y.%m.%d}）对不上或看不懂，按身份证号导入。",
            "请核对出生日期和身份证号。",
        )
        return
    if monthly and told.year == born.year and (told.month, born.month) == (1, 10):
        people.warn(
            place,
            "birth_on",
            f"表中是 1 月，身份证号是 10 月（{born:%Y.%m.%d}），像是丢了末尾的 0，按身份证号导入。",
            "请对照身份证核对。",
        )
        return
    reason = f"出生日期与身份证号不一致，按身份证号（{born:%Y.%m.%d}）导入"
    file_birth = people.dates("file_birth_on")
    if file_birth[place] is None:
        file_birth[place] = told
        if monthly:
            people.months.setdefault("file_birth_on", set()).add(place)
        reason += "，表中的日期记入“档案出生日期”"
    people.warn(place, "birth_on", reason + "。", "请对照身份证和档案核对。")


def _without_number(people: People, place: int, read: Read | None) -> None:
    if place in people.rejected:
        return
    if people.column("sex")[place] is None:
        people.say(
            place, "sex", Say("没有性别，也没有身份证号可以推断。", "请补填身份证号或性别。")
        )
    if people.has("id_number") and people.column("id_missing_reason")[place] is None:
        people.warn(place, "id_number", "没有身份证号。", "请补填；确实没有的，请写明原因。")
    if read is None:
        return
    days = people.dates("birth_on")
    if read.doubt is Doubt.SHORT_YEAR:
        day = days[place]
        if day is not None:
            days[place] = century(day, people.today, least_age=LEAST_AGE)
        people.warn(place, "birth_on", "年份只写了两位。", "请核对，并写成四位年份。")
    elif read.doubt is Doubt.JAN_OR_OCT:
        _say_january(people, "birth_on", place)
    elif read.doubt in (Doubt.BAD, Doubt.YEAR_AS_DATE, Doubt.YEAR_ONLY):
        days[place] = None
        people.months["birth_on"].discard(place)
        people.say(place, "birth_on", Say(f"出生日期看不懂：{read.reason}", HINT))


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
        if remark and REMARKED.search(remark) and place not in people.rejected:
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
    faulty = {(fault.person, fault.field) for fault in people.faults if fault.is_error}
    absent: dict[str, Problem] = {}
    for place, (monthly, (words, dates)) in enumerate(zip(months, values, strict=False)):
        if sound(words, dates, today, era.start):
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


def _never(*_row: object) -> bool:
    return False


def _sound(
    words: tuple[str | None, ...], dates: tuple[date | None, ...], today: date, era: date
) -> bool:
    """Whether a row plainly satisfies `check_member`, told by a few comparisons.

    Names, numbers, codes and telephones were judged cell by cell already. What is left are the
    dates: born, over 18, accepted, a year and at most two later full member, nothing in future.
    """
    born, joined, full, work = dates
    if born is None or joined is None or full is None or words[7] != "full":
        return False
    if joined < era or joined.year - born.year <= LEAST_AGE or full > today:
        return False
    if full.year - joined.year != 1 or (full.month, full.day) < (joined.month, joined.day):
        return False
    return work is None or born < work <= today


# -- rows against each other -----------------------------------------------------------------------


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
