"""Dates as offices write them into spreadsheets, a whole column at a time.

A number 1985.1 is the trap: typed as 1985.10 it loses its nought, so that it may be January or
October. The other cells of its column and the dates beside it decide; what they cannot decide is
said, not guessed in silence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from djdesk.errors import UserError
from djdesk.exchange.sheet.grid import DITTO, Cell, spelt_out
from djdesk.services import kinds

EPOCH = date(1899, 12, 30)
SERIALS = range(9_000, 80_000)  # 1924-08-21 to 2119: dates a living member can have
YEARS = range(1900, 2100)


class Doubt(StrEnum):
    """Why a cell is not simply a date."""

    NONE = ""
    BAD = "bad"
    NEVER = "never"  # says that there is no such date yet: 未转正
    UNKNOWN = "unknown"  # says that nobody knows: 不详
    JAN_OR_OCT = "jan_or_oct"
    SHORT_YEAR = "short_year"
    YEAR_ONLY = "year_only"
    YEAR_AS_DATE = "year_as_date"  # a year typed into a cell formatted as a date


@dataclass(frozen=True, slots=True)
class Read:
    """What one cell was understood as; `note` is what stood in brackets beside the date."""

    day: date | None = None
    month_only: bool = False
    doubt: Doubt = Doubt.NONE
    note: str = ""
    reason: str = ""


@dataclass(slots=True)
class Dates:
    """A column of dates: `days` one for each cell, and the places at which there is more to say.

    `months` holds the places of which only the month is known, `odd` what is doubtful or noted.
    """

    days: list[date | None]
    months: set[int] = field(default_factory=set)
    odd: dict[int, Read] = field(default_factory=dict)


EMPTY = Read()
HINT = "请写成 1985.3.12、1985.03 或 1985年3月12日。"
MONTH = re.compile(r"\d{4}\.\d{1,2}")
SHORT = re.compile(r"'?(\d{2})[./\-年、](\d{1,2})(?:[./\-月、](\d{1,2})[日号]?|月)?")
NO_DAY = re.compile(r"(\d{4})[./\-年](\d{1,2})[./\-月]00?[日号]?|(\d{4})(\d{2})00")
BRACKETS = re.compile(r"[(\[【〔<]([^)\]】〕>]*)[)\]】〕>]?")
TIME = re.compile(r"(?<=\d)[T ]?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
TRAILING = re.compile(r"(?:入党|转正|出生|参加工作|参加|生|预备|左右|前后|起|转入|任职|接收)+$")
LEADING = re.compile(r"^(?:约|于|自|公历|阳历|入党|转正|出生|参加工作|转入|预备)+[:时间日期于]*")
PART_OF_MONTH = re.compile(
    r"(?<=月)(?:份|上旬|中旬|下旬|初|中|底|末)+$|(?:星期|周)[一二三四五六日天]$"
)
ENGLISH = re.compile(
    r"(?:(\d{1,2})-)?(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*-(\d{4}|\d{2})", re.I
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NEVER = re.compile(r"未|预备|待|尚|不满|没有|延期|取消|发展中")
NO_PROBATION = re.compile(r"[无免]预备|没有预备|不需|不设")
UNKNOWN = re.compile(r"不详|不清|未知|不明|无记载|遗失|忘记|待查|缺失|无法")


def read_dates(cells: Sequence[Cell], *, number_texts: bool = False) -> Dates:
    """Understand a column; `number_texts` says that numbers came as texts (CSV), noughts lost."""
    days: dict[Cell, date | None] = {}
    known: dict[Cell, Read] = {}
    different = set(cells)
    if not different.isdisjoint(DITTO):
        cells = spelt_out(cells)
        different = set(cells)
    for cell in different:
        day = _whole(cell) if type(cell) is str and len(cell) == 10 else None
        if day is not None:
            days[cell] = day
        else:
            known[cell] = read_date(cell)
    _settle_october(known, number_texts=number_texts)
    days.update((cell, read.day) for cell, read in known.items())
    result = Dates(list(map(days.__getitem__, cells)))
    special = {cell for cell, read in known.items() if read.month_only or read.doubt or read.note}
    if special:
        for place, cell in enumerate(cells):
            if cell in special:
                read = known[cell]
                if read.month_only:
                    result.months.add(place)
                if read.doubt or read.note:
                    result.odd[place] = read
    if any(isinstance(cell, date) for cell in days):
        _months_as_dates(cells, result)
    return result


def read_date(cell: Cell) -> Read:
    """What one cell says, on its own."""
    if cell == "":
        return EMPTY
    if isinstance(cell, str):
        return _text(cell)
    if isinstance(cell, datetime):
        return _real(cell.date())
    if isinstance(cell, date):
        return _real(cell)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _number(float(cell))
    return Read(doubt=Doubt.BAD, reason="不是日期。")


def _real(day: date) -> Read:
    # the serial numbers 1900 to 2099: somebody typed a year where the cell makes dates of numbers
    if (day - EPOCH).days in YEARS:
        year = (day - EPOCH).days
        return Read(
            doubt=Doubt.YEAR_AS_DATE,
            reason=f"像是在日期格式的格子里填了年份 {year}，表格软件把它变成了 {day}。",
        )
    return Read(day)


def _number(value: float) -> Read:
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    if "." not in text:
        if value in SERIALS:
            return Read(EPOCH + timedelta(days=int(value)))
        if value in YEARS:
            return _year(int(value))
        return _text(text)
    whole, fraction = text.split(".")
    if int(whole) in SERIALS:
        return Read(EPOCH + timedelta(days=int(whole)))
    if int(whole) in YEARS:
        if fraction == "1":
            return Read(date(int(whole), 1, 1), True, Doubt.JAN_OR_OCT)
        if len(fraction) in (3, 4) and (fraction[0] == "0" or len(fraction) == 4):
            return _text(whole + fraction.ljust(4, "0"))
        if len(fraction) < 3:
            return _text(text)
    return Read(doubt=Doubt.BAD, reason="看不出是哪一天。")


def _text(text: str) -> Read:
    raw = unicodedata.normalize("NFKC", text).strip().strip("'`‘’\"")
    raw = TIME.sub("", " ".join(raw.split()))
    raw = "".join(raw.split()).replace("。", ".")
    if kinds.is_blank(raw) or not raw:
        return Read(doubt=Doubt.UNKNOWN, note=raw) if UNKNOWN.search(raw) else EMPTY
    note = "".join(BRACKETS.findall(raw))
    raw = LEADING.sub("", TRAILING.sub("", BRACKETS.sub("", raw).rstrip("?？")))
    if not raw:
        return Read(doubt=Doubt.NEVER, note=note or text)
    raw = PART_OF_MONTH.sub("", raw)
    if match := ENGLISH.fullmatch(raw):
        # 12-Mar-95 and Mar-95: how an English spreadsheet writes dates into text files
        month = MONTHS.index(match[2][:3].lower()) + 1
        raw = "-".join(filter(None, (match[3], str(month), match[1])))
    if not any(sign.isdigit() for sign in raw) and not re.match(r"[一二〇零○]", raw):
        if UNKNOWN.search(raw):
            return Read(doubt=Doubt.UNKNOWN, note=raw)
        if NO_PROBATION.search(raw):
            return EMPTY
        if NEVER.search(raw):
            return Read(doubt=Doubt.NEVER, note=raw)
        return Read(doubt=Doubt.BAD, reason="不是日期。")
    return _plain(raw, note)


def _whole(text: str) -> date | None:
    """1985.03.12 at once, without the detours of what people write otherwise."""
    sign = text[4]
    if sign == text[7] and sign in ".-/" and text.isascii():
        try:
            day = date.fromisoformat(text if sign == "-" else text.replace(sign, "-"))
        except ValueError:
            return None
        return day if day.year in YEARS else None
    return None


def _plain(raw: str, note: str) -> Read:
    if match := NO_DAY.fullmatch(raw):
        raw = f"{match[1] or match[3]}.{match[2] or match[4]}"
    if match := re.fullmatch(r"(\d{4})年?", raw):
        return _year(int(match[1]))
    if match := SHORT.fullmatch(raw):
        return _short(match, note)
    if raw.isdigit() and len(raw) == 5:
        if int(raw) in SERIALS and int(raw[:4]) not in range(1900, 2031):
            return Read(EPOCH + timedelta(days=int(raw)), note=note)
        return Read(doubt=Doubt.BAD, reason="像是少写了一位数字。")
    try:
        parsed = kinds.parse_date(raw)
    except UserError as error:
        return Read(doubt=Doubt.BAD, reason=error.text)
    day = parsed.value
    return Read(day if isinstance(day, date) else None, parsed.month_only, note=note)


def _year(year: int) -> Read:
    if year in YEARS:
        return Read(date(year, 1, 1), True, Doubt.YEAR_ONLY, reason="只有年份，没有月份。")
    return Read(doubt=Doubt.BAD, reason="年份不合情理。")


def _short(match: re.Match[str], note: str) -> Read:
    """A year of two digits, read as 19××; `century` puts it right when more is known."""
    year, month, day = int(match[1]), int(match[2]), int(match[3] or 0)
    try:
        found = date(1900 + year, month, day or 1)
    except ValueError:
        return Read(doubt=Doubt.BAD, reason="这一天不存在，年份也要写四位。")
    return Read(found, day == 0, Doubt.SHORT_YEAR, note)


def century(day: date, today: date, *, least_age: int = 0) -> date:
    """A date of a two-digit year put into this century if it is past by `least_age` years."""
    try:
        later = day.replace(year=day.year + 100)
    except ValueError:
        return day
    return later if later.year <= today.year - least_age else day


def _settle_october(known: dict[Cell, Read], *, number_texts: bool) -> None:
    """Let the other cells of the column say what Y.1 means."""
    months = [
        text
        for cell in known
        if MONTH.fullmatch(text := cell if isinstance(cell, str) else _month_text(cell))
    ]
    if number_texts:
        if any(text.endswith(".10") for text in months):
            return
        for cell, read in known.items():
            if isinstance(cell, str) and _ends_in_one(cell):
                known[cell] = Read(read.day, True, Doubt.JAN_OR_OCT)
    padded = any(re.search(r"\.0\d$", text) for text in months)
    single = any(re.search(r"\.[2-9]$", text) for text in months)
    if padded and not single:
        for cell, read in known.items():
            if read.doubt is Doubt.JAN_OR_OCT and read.day is not None:
                known[cell] = Read(read.day.replace(month=10), True)


def _ends_in_one(text: str) -> bool:
    return bool(re.fullmatch(r"\d{4}\.1", text.strip()))


def _month_text(cell: Cell) -> str:
    if isinstance(cell, float) and not cell.is_integer():
        return f"{cell:.4f}".rstrip("0")
    return ""


def _months_as_dates(cells: Sequence[Cell], result: Dates) -> None:
    """Where every real date of a column is the first of a month, only months were typed."""
    places = [place for place, cell in enumerate(cells) if isinstance(cell, date)]
    if len(places) < 5:
        return
    days = {result.days[place] for place in places}
    if len(days) >= 4 and all(day is None or day.day == 1 for day in days):
        result.months.update(place for place in places if result.days[place] is not None)
