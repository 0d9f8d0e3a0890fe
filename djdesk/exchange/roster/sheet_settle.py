"""Settles with the rest of the row what a date alone could not tell, and sex and birth."""

from __future__ import annotations

from datetime import date
from functools import cache

from djdesk.exchange.roster.sheet_cells import Say
from djdesk.exchange.roster.sheet_dates import Doubt, Read, century
from djdesk.exchange.roster.sheet_people import People
from djdesk.models.rules import identity
from djdesk.models.rules.dated import load, whole
from djdesk.models.rules.days import add_months, age_on

DECISIVE = frozenset({"joined_on", "full_on"})
"""Dates without which a row says too little to be taken over."""
HINT = "请写成 1985.3.12、1985.03 或 1985年3月12日。"


@cache
def least_age() -> int:
    """The highest least age at joining that any rule asks for (党章第一条), in years."""
    rules = load("roster", "joining_age", lambda row: whole(row, "years")).rules
    return max(rule.value for rule in rules)


def settle_dates(people: People) -> None:
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
                if read.doubt is not Doubt.BAD and field not in DECISIVE:
                    reason = f"{people.title(field)}：{read.reason}这一格没有导入。"
                    people.warn(place, field, reason, HINT)
                    continue
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
    return young < least_age() <= grown


def _say_january(people: People, field: str, place: int) -> None:
    people.warn(
        place,
        field,
        "数字末尾的 0 会被表格软件省掉，分不清是 1 月还是 10 月，按 1 月导入。",
        "请核对；是 10 月的，请在花名册里改正，或在原表中把该列设为“文本”格式后写成 10。",
    )


def settle_births(people: People) -> None:
    """Take sex and birth from the number, and hold what the table says against it."""
    numbers, sexes = people.column("id_number"), people.column("sex")
    births, months = people.dates("birth_on"), people.months.setdefault("birth_on", set())
    doubts = people.doubts.get("birth_on", {})
    born_of = identity.birth
    raw = people.raw("birth_on")
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
        monthly = place in months or (
            # 1985-3 typed into a cell is made the first of March by the spreadsheet
            told is not None and told.day == 1 and not isinstance(raw[place], str)
        )
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
            days[place] = century(day, people.today, least_age=least_age())
        people.warn(place, "birth_on", "年份只写了两位。", "请核对，并写成四位年份。")
    elif read.doubt is Doubt.JAN_OR_OCT:
        _say_january(people, "birth_on", place)
    elif read.doubt in (Doubt.BAD, Doubt.YEAR_AS_DATE, Doubt.YEAR_ONLY):
        days[place] = None
        people.months["birth_on"].discard(place)
        people.say(place, "birth_on", Say(f"出生日期看不懂：{read.reason}", HINT))
