"""Citizen identification numbers (公民身份号码, GB 11643-1999): check, read, repair, mask."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from djdesk.errors import Problem, Severity
from djdesk.models.rules.text import compact

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_SIGNS = "10X98765432"
FIELD = "id_number"

_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
_EXPONENT = re.compile(r"[0-9](?:\.[0-9]*)?[eE]\+?1[0-9]")
# Weighted digit by place, so that the hot loop is one look-up and one addition a digit.
_TERMS = tuple({str(d): d * w for d in range(10)} for w in WEIGHTS)
_LOOKALIKE = str.maketrans("OQILBSZ|", "00118521")
_EARLIEST = date(1850, 1, 1)


def check_sign(digits: str) -> str:
    """The 18th sign for the first 17 digits (ISO 7064 MOD 11-2)."""
    return CHECK_SIGNS[sum([term[d] for term, d in zip(_TERMS, digits, strict=False)]) % 11]


@cache
def _day(text: str) -> date | None:
    """The date YYYYMMDD; cached, because a roster repeats few thousand birthdays."""
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def valid(number: str) -> bool:
    """Whether `number` is 18 signs with a real birth date and the right check sign.

    Nothing is normalised here: stored numbers are upper case and half width. 50,000 take less
    than a tenth of a second.
    """
    if _SHAPE.fullmatch(number) is None:
        return False
    t = _TERMS
    total = (
        t[0][number[0]] + t[1][number[1]] + t[2][number[2]] + t[3][number[3]] + t[4][number[4]]
        + t[5][number[5]] + t[6][number[6]] + t[7][number[7]] + t[8][number[8]] + t[9][number[9]]
        + t[10][number[10]] + t[11][number[11]] + t[12][number[12]] + t[13][number[13]]
        + t[14][number[14]] + t[15][number[15]] + t[16][number[16]]
    )  # fmt: skip
    return CHECK_SIGNS[total % 11] == number[17] and birth(number) is not None


def birth(number: str) -> date | None:
    """The birth date in digits 7–14; None if it is no real date."""
    day = _day(number[6:14])
    return day if day is not None and day >= _EARLIEST else None


def sex(number: str) -> str:
    """The sex code of digit 17: odd 1 (男), even 2 (女)."""
    return "1" if int(number[16]) % 2 else "2"


def from15(number: str) -> str | None:
    """The 18-sign form of a number of 15 digits (out of legal use since 2013), None if none."""
    if len(number) != 15 or not (number.isascii() and number.isdigit()):
        return None
    longer = f"{number[:6]}19{number[6:]}"
    if birth(longer) is None:
        return None
    return longer + check_sign(longer)


def mask(number: str) -> str:
    """First 6 and last 2 signs, the others hidden (forms.md §1)."""
    if len(number) <= 8:
        return "*" * len(number)
    return number[:6] + "*" * (len(number) - 8) + number[-2:]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was made of a typed or imported number: the number to store, and what is to be said.

    `number` is what was understood even when it is wrong, so that nothing typed is lost; it is
    good to store only if no problem is an error.
    """

    number: str
    problems: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the number may be stored."""
        return not any(problem.is_error for problem in self.problems)


def _error(text: str, remedy: str, value: str) -> Problem:
    return Problem(text, remedy, FIELD, Severity.ERROR, value)


def _warning(text: str, remedy: str, value: str) -> Problem:
    return Problem(text, remedy, FIELD, Severity.WARN, value)


def read(text: str, today: date) -> Reading:
    """Understand a number as typed or as a spreadsheet left it, and name the damage precisely.

    Width, blanks, a leading apostrophe, separators and a lower-case x are put right silently;
    letters that look like digits with a warning; a 15-digit number is converted with a warning.
    An empty text gives an empty number without problems.
    """
    raw = compact(text).lstrip("'`‘’").rstrip("'’")
    if raw.endswith(".0") and raw[:-2].isdigit():
        raw = raw[:-2]
    if _EXPONENT.fullmatch(raw):
        return Reading(raw, (_scientific(text),))
    number = raw.replace("-", "").replace("_", "").upper()
    if not number:
        return Reading("")
    notes: list[Problem] = []
    if not number.isascii() or not number.isalnum() or not number.rstrip("X").isdigit():
        repaired = number.translate(_LOOKALIKE)
        if _SHAPE.fullmatch(repaired) and valid(repaired):
            notes.append(
                _warning(
                    "身份证号里混有字母（如把 0 写成 O、把 1 写成 l），已按数字读取。",
                    "请对照身份证核实。",
                    text,
                )
            )
            number = repaired
        else:
            return Reading(
                number,
                (_error("身份证号里有不该出现的字符。", "身份证号只有数字，末位可以是 X。", text),),
            )
    if len(number) == 15:
        return _old(number, text)
    problem = diagnose(number, today, text)
    if problem is not None:
        notes.append(problem)
    elif number.endswith("000"):
        # One damaged number in eleven passes the check by chance.
        notes.append(
            _warning("身份证号末三位是 000，可能是表格软件丢失了数字。", "请对照身份证核实。", text)
        )
    return Reading(number, tuple(notes))


def _scientific(text: str) -> Problem:
    return _error(
        "身份证号被表格软件变成了科学计数法，后几位数字已经丢失。",
        "请在原表中把该列设为“文本”格式，按身份证重新录入。",
        text,
    )


def _old(number: str, text: str) -> Reading:
    longer = from15(number)
    if longer is None:
        return Reading(
            number,
            (_error("15 位身份证号里的出生日期不存在。", "请按现用的 18 位身份证录入。", text),),
        )
    note = _warning(
        f"15 位旧身份证号已换算成 18 位（{mask(longer)}）。", "请对照现用身份证核实。", text
    )
    return Reading(longer, (note,))


def diagnose(number: str, today: date, value: str = "") -> Problem | None:
    """What is wrong with a normalised number, None if nothing; the region code is not judged.

    Abolished counties stay on old cards, so that an unknown region is no fault (roster.md §3).
    """
    value = value or number
    if len(number) != 18:
        return _error(
            f"身份证号是 {len(number)} 位，应为 18 位。",
            "请对照身份证逐位核对，看是漏写还是多写。",
            value,
        )
    if _SHAPE.fullmatch(number) is None:
        return _error("身份证号里有不该出现的字符。", "前 17 位只能是数字，末位可以是 X。", value)
    born = birth(number)
    if born is not None and born <= today and check_sign(number) == number[17]:
        return None
    if number.endswith("000"):
        # A spreadsheet keeps 15 significant digits of a number and fills up with noughts.
        return _error(
            "身份证号末三位是 000，是表格软件按数字保存时丢失的，无法还原。",
            "请在原表中把该列设为“文本”格式，按身份证重新录入。",
            value,
        )
    if born is None:
        return _error(
            f"身份证号第 7–14 位“{number[6:14]}”不是真实的日期。", "请对照身份证核对。", value
        )
    if born > today:
        return _error("身份证号里的出生日期在今天之后。", "请对照身份证核对。", value)
    return _error("身份证号校验位不对，很可能有一位数字写错。", "请对照身份证逐位核对。", value)
