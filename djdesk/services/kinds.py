"""How each kind of value looks and how it is typed, for screen, paper and import alike."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from djdesk.errors import UserError
from djdesk.models.rules import codes as code_tables
from djdesk.models.rules import identity, names
from djdesk.models.rules.text import compact, tidy
from djdesk.services.listing import Kind, MonthOnly, Value

# Kind → alignment and default width in characters (a Chinese character counts as two).
_SHAPES: dict[Kind, tuple[str, int]] = {
    Kind.TEXT: ("left", 16),
    Kind.PERSON: ("left", 10),
    Kind.DATE: ("center", 11),
    Kind.MONTH: ("center", 8),
    Kind.TIME: ("center", 6),
    Kind.COUNT: ("right", 6),
    Kind.MONEY: ("right", 11),
    Kind.SCORE: ("right", 7),
    Kind.CODE: ("left", 10),
    Kind.STATE: ("left", 10),
    Kind.FLAG: ("center", 4),
    Kind.ID_NUMBER: ("center", 20),
    Kind.PHONE: ("center", 13),
}
_BLANK_WORDS = frozenset(
    {"", "无", "/", "／", "—", "-", "--", "——", "－", "\\", "空", "不详", "暂无"}
)


def align(kind: Kind) -> str:
    """How cells of `kind` stand: left, center or right."""
    return _SHAPES[kind][0]


def width(kind: Kind) -> int:
    """Default column width of `kind` in half-width characters."""
    return _SHAPES[kind][1]


def is_blank(text: str) -> bool:
    """Whether a cell says "nothing" in the way paper forms do (无, ／, —)."""
    return tidy(text) in _BLANK_WORDS


# Showing -------------------------------------------------------------------------------------


@lru_cache(maxsize=65536)
def show_date(day: date | None, month_only: bool = False) -> str:
    """`1985.03.12`, or `1985.03` when only the month is known; empty for no date."""
    if day is None:
        return ""
    if month_only:
        return f"{day.year:04d}.{day.month:02d}"
    return f"{day.year:04d}.{day.month:02d}.{day.day:02d}"


def show_day(day: date | None) -> str:
    """`2026年6月30日`, for headings and sentences; empty for no date."""
    return "" if day is None else f"{day.year}年{day.month}月{day.day}日"


def show_time(minutes: int) -> str:
    """Minutes since midnight as `14:30`."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def show_money(fen: int) -> str:
    """Fen as yuan with two decimals and thousands separators: 123456 → `1,234.56`."""
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // 100:,}.{fen % 100:02d}"


def show_score(tenths: int) -> str:
    """Tenths of a point with one decimal: 985 → `98.5`."""
    sign, tenths = ("-", -tenths) if tenths < 0 else ("", tenths)
    return f"{sign}{tenths // 10}.{tenths % 10}"


def show_size(size: int) -> str:
    """Bytes in the unit people know: `980 字节`, `42 KB`, `3.1 MB`."""
    if size < 1024:
        return f"{size} 字节"
    if size < 1024 * 1024:
        return f"{size // 1024} KB"
    tenths = size * 10 // (1024 * 1024)
    return f"{tenths // 10}.{tenths % 10} MB"


def show(kind: Kind, value: Value, codes: str = "", *, month_only: bool = False) -> str:
    """The text of `value` on screen and paper; nothing is an empty text.

    `codes` names the code table of a code or state. A date is `1985.03.12`; with `month_only`
    (see `Member.month_only`), as `MonthOnly` or of kind MONTH it is `1985.03`.
    """
    return shower(kind, codes)(value, month_only)


@lru_cache(maxsize=256)
def shower(kind: Kind, codes: str = "", *, short: bool = False) -> Callable[[Value, bool], str]:
    """The function `(value, month_only) -> text` of a column, for loops over many rows.

    With `short` codes are shown by the word for narrow columns (大学本科 for 大学本科毕业).
    """
    if kind in (Kind.CODE, Kind.STATE) and codes:
        table = code_tables.table(codes)
        word = lru_cache(maxsize=1024)(table.short if short else table.name)
        return lambda value, _month: word(str(value)) if value else ""
    return _SHOWERS.get(kind, _show_plain)


def _show_plain(value: Value, _month_only: bool) -> str:
    return "" if value is None else str(value)


def _show_day_value(value: Value, month_only: bool) -> str:
    if not isinstance(value, date):
        return _show_plain(value, False)
    return show_date(value, month_only or isinstance(value, MonthOnly))


_SHOWERS: dict[Kind, Callable[[Value, bool], str]] = {
    Kind.DATE: _show_day_value,
    Kind.MONTH: lambda value, _month: _show_day_value(value, True),
    Kind.TIME: lambda value, _month: show_time(value) if isinstance(value, int) else "",
    Kind.MONEY: lambda value, _month: show_money(value) if isinstance(value, int) else "",
    Kind.SCORE: lambda value, _month: show_score(value) if isinstance(value, int) else "",
    Kind.FLAG: lambda value, _month: "" if value is None else ("是" if value else "否"),
}


def mask(kind: Kind, value: Value) -> str:
    """The masked text for projectors and notice boards (forms.md §1).

    Numbers of identity keep the first 6 and last 2 signs, telephones hide the middle four; of any
    other private text (an address) only the first three characters stay.
    """
    text = "" if value is None else str(value)
    if kind is Kind.ID_NUMBER:
        return identity.mask(text)
    if kind is Kind.PHONE:
        return re.sub(r"\d{3,4}(?=\d{4}(?!\d))", lambda found: "*" * len(found[0]), text)
    return text if len(text) <= 3 else text[:3] + "***"


# Reading -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Parsed:
    """A typed value understood; `month_only` when a date was given without its day."""

    value: Value
    month_only: bool = False


_YMD = re.compile(
    r"(\d{4})(?:[-./年\\、,，·]+(\d{1,2}))(?:[-./月\\、,，·]+(\d{1,2}))?[日号月.]?(?:00?:00(?::00)?)?"
)
_CHINESE_DIGITS = str.maketrans("〇零Ｏ○一二三四五六七八九", "0000123456789")


def parse_date(text: str) -> Parsed:
    """A date as people type it; a missing day gives the first of the month and `month_only`.

    Understood are 19850312, 198503, 1985.3.12, 1985-3-12, 1985/3/12, 1985年3月12日, 1985.3,
    1985年3月 and full-width forms. Two-digit years are refused: they have two meanings.
    """
    raw = compact(text)
    if not raw:
        return Parsed(None)
    numbers = _date_parts(raw)
    if numbers is None:
        raise UserError(
            f"“{text}”不是能看懂的日期。", "请写成 1985.3.12、19850312 或 1985年3月12日。"
        )
    year, month, day = numbers
    try:
        value = date(year, month, day or 1)
    except ValueError:
        raise UserError(f"“{text}”这一天不存在。", "请检查月份和日期。") from None
    if not 1850 <= year <= 2200:
        raise UserError(f"“{text}”的年份不合情理。", "请写四位年份，如 1985。")
    return Parsed(value, day == 0)


def _date_parts(raw: str) -> tuple[int, int, int] | None:
    """Year, month and day (0: not given) of compact text, None if it has no shape of a date."""
    if raw.isascii() and raw.isdigit():
        if len(raw) == 8:
            return int(raw[:4]), int(raw[4:6]), int(raw[6:])
        if len(raw) == 6 and raw[:2] in ("18", "19", "20"):
            return int(raw[:4]), int(raw[4:]), 0
        return None
    if not raw.isascii():
        raw = _western(raw)
    match = _YMD.fullmatch(raw)
    if match is None:
        return None
    year, month, day = match.groups()
    return int(year), int(month), int(day or 0)


def _western(raw: str) -> str:
    """一九八五年十二月三日 with Arabic digits."""

    def tens(match: re.Match[str]) -> str:
        first, last = match.group(1) or "1", match.group(2) or "0"
        return first + last

    return re.sub(r"(\d?)十(\d?)", tens, raw.translate(_CHINESE_DIGITS))


_TIME = re.compile(
    r"(上午|早上|中午|下午|晚上|晚)?(?:(\d{1,2})(?:[:：点时]+(半|\d{1,2})?分?整?)?|(\d{2})(\d{2}))"
)


def parse_time(text: str) -> int | None:
    """A time of day in minutes since midnight; None for nothing typed.

    Understood are 14:30, 1430, 14点30分, 14时, 下午2点半 and full-width forms.
    """
    raw = compact(text)
    if not raw:
        return None
    match = _TIME.fullmatch(raw)
    fault = UserError(f"“{text}”不是能看懂的时间。", "请写成 14:30、1430 或 下午2点半。")
    if match is None:
        raise fault
    part, hours, after, packed_hours, packed_minutes = match.groups()
    hour = int(hours or packed_hours)
    minute = 30 if after == "半" else int(after or packed_minutes or 0)
    if part in ("下午", "晚上", "晚") and hour < 12:
        hour += 12
    if part == "中午" and hour < 3:
        hour += 12
    if hour > 23 or minute > 59:
        raise fault
    return hour * 60 + minute


def parse_money(text: str) -> int | None:
    """Yuan as typed (1,234.56 · ￥12 · 12元) in fen; None for nothing typed."""
    raw = compact(text).strip("¥￥元").replace(",", "").replace("，", "")
    if not raw:
        return None
    match = re.fullmatch(r"(-?)(\d{1,12})(?:\.(\d{1,2}))?", raw)
    if match is None:
        raise UserError(f"“{text}”不是金额。", "请写成 12 或 12.50，最多到分。")
    sign, yuan, cents = match.groups()
    fen = int(yuan) * 100 + int((cents or "0").ljust(2, "0"))
    return -fen if sign else fen


def parse_score(text: str) -> int | None:
    """Points as typed in tenths of a point; None for nothing typed."""
    raw = compact(text).removesuffix("分")
    if not raw:
        return None
    match = re.fullmatch(r"(-?)(\d{1,9})(?:\.(\d))?", raw)
    if match is None:
        raise UserError(f"“{text}”不是分数。", "请写成 5 或 5.5，最多一位小数。")
    sign, whole, tenth = match.groups()
    tenths = int(whole) * 10 + int(tenth or 0)
    return -tenths if sign else tenths


def parse_count(text: str) -> int | None:
    """A whole number as typed; None for nothing typed."""
    raw = compact(text).replace(",", "")
    if not raw:
        return None
    if not re.fullmatch(r"-?\d{1,12}", raw):
        raise UserError(f"“{text}”不是整数。", "请只写数字。")
    return int(raw)


_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(0\d{2,3})?\d{7,8}(?:-\d{1,6})?")


def parse_phone(text: str) -> str:
    """A telephone number: mobile of 11 digits, or landline with area code (roster.md §1, item 12).

    Blanks and hyphens inside a mobile number, +86 and a trailing `.0` are put right. Several
    numbers are kept, joined by 「、」.
    """
    parts = [part for part in re.split(r"[、,，;；/\n]+|\s{2,}", text.strip()) if part.strip()]
    return "、".join([_one_phone(part) for part in parts])


@lru_cache(maxsize=4096)
def _one_phone(text: str) -> str:
    raw = compact(text).removesuffix(".0")
    digits = re.sub(r"[-()（）—]", "", raw).removeprefix("+").removeprefix("0086")
    if len(digits) == 13 and digits.startswith("86"):
        digits = digits[2:]
    if _MOBILE.fullmatch(digits):
        return digits
    landline = re.sub(r"[()（）—]+", "-", raw).strip("-")
    plain = landline.replace("-", "", 1) if landline.startswith("0") else landline
    if _LANDLINE.fullmatch(plain):
        return landline
    raise UserError(
        f"“{text}”不是电话号码。", "手机号是 1 开头的 11 位数字，座机请写区号，如 010-12345678。"
    )


def parse_code(text: str, codes: str) -> str | None:
    """The code meant by `text` in table `codes`: code, word, alias or pinyin initials."""
    if is_blank(text):
        return None
    table = code_tables.table(codes)
    code = table.find(text)
    if code is None:
        some = "、".join(entry.short for entry in table.offered[:6])
        raise UserError(f"{table.title}里没有“{tidy(text)}”。", f"请从列表中选择，如：{some}等。")
    return code


def parse_flag(text: str) -> bool | None:
    """是 or 否; None for nothing typed."""
    code = parse_code(text, "flag")
    return None if code is None else code == "1"


def parse(kind: Kind, text: str, codes: str = "") -> Parsed:
    """The value of what was typed or found in a cell; nothing typed gives None or an empty text.

    Raises `UserError` that says what is wrong and how to write it. The identity number is only
    brought into its form here; `identity.read` and the roster's checks judge it.
    """
    match kind:
        case Kind.DATE:
            return parse_date(text)
        case Kind.MONTH:
            return Parsed(parse_date(text).value, True)
        case Kind.TIME:
            return Parsed(parse_time(text))
        case Kind.MONEY:
            return Parsed(parse_money(text))
        case Kind.SCORE:
            return Parsed(parse_score(text))
        case Kind.COUNT:
            return Parsed(parse_count(text))
        case Kind.FLAG:
            return Parsed(parse_flag(text))
        case Kind.PHONE:
            return Parsed(parse_phone(text))
        case Kind.ID_NUMBER:
            return Parsed(compact(text).upper())
        case Kind.PERSON:
            return Parsed(names.clean(text))
        case Kind.CODE | Kind.STATE:
            return Parsed(parse_code(text, codes) if codes else tidy(text))
        case Kind.TEXT:
            return Parsed(tidy(text))
