"""The fixed day of the month (主题党日固定日), as people write it, and the day it falls on."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from djdesk.errors import UserError
from djdesk.models.rules.text import compact

_DIGITS = {sign: place for place, sign in enumerate("〇一二三四五六七八九十")} | {"零": 0, "两": 2}
_WEEKDAYS = {sign: place for place, sign in enumerate("一二三四五六日")} | {
    "天": 6,
    **{str(place + 1): place for place in range(7)},
}
_LAST = 0  # as `which`: the last such weekday of the month

_DAY = re.compile(
    r"(?:每个?月)?(?:的)?(?:固定)?(?:第)?([\d〇零一二两三四五六七八九十]{1,3})(?:日|号|天)?"
)
_END = re.compile(r"(?:每个?月)?(?:的)?(?:最后一(?:日|天)|月末|月底)")
_WEEK = re.compile(
    r"(?:每个?月)?(?:的)?(?:第([一二三四五1-5])|(最后一|最末))个?"
    r"(?:周的?)?(?:周|星期|礼拜)([一二三四五六日天1-7])"
)


@dataclass(frozen=True, slots=True)
class FixedDay:
    """A day of every month from words such as 每月5日, 5, 每月第一个周五 or 最后一个周五.

    A day that a month does not have becomes its last; a fifth weekday that it does not have, the
    last one. Raises UserError for words that say no such day.
    """

    text: str

    def __post_init__(self) -> None:
        _read(self.text)

    def on(self, year: int, month: int) -> date:
        """The day of that month."""
        day, which, weekday = _read(self.text)
        length = monthrange(year, month)[1]
        if day:
            return date(year, month, min(day, length))
        first = 1 + (weekday - date(year, month, 1).weekday()) % 7
        found = range(first, length + 1, 7)
        return date(
            year, month, found[-1] if which == _LAST or which > len(found) else found[which - 1]
        )

    @property
    def words(self) -> str:
        """The same in one way of writing: 每月5日, 每月最后一个周五."""
        day, which, weekday = _read(self.text)
        if day:
            return "每月最后一天" if day == 31 else f"每月{day}日"
        name = "最后一" if which == _LAST else f"第{'〇一二三四五'[which]}"
        return f"每月{name}个周{'一二三四五六日'[weekday]}"


@lru_cache(maxsize=64)
def _read(text: str) -> tuple[int, int, int]:
    """(day, which, weekday): either a day of 1 to 31, or 0 and the which-th weekday."""
    word = compact(text)
    if _END.fullmatch(word):
        return 31, 0, 0
    week = _WEEK.fullmatch(word)
    if week is not None:
        which = _number(week[1]) if week[1] else _LAST
        return 0, which, _WEEKDAYS[week[3]]
    found = _DAY.fullmatch(word)
    day = _number(found[1]) if found is not None else 0
    if not 1 <= day <= 31:
        raise UserError(
            f"看不懂固定日“{text}”。",
            "请写成“每月5日”“每月第一个周五”或“每月最后一个周五”。",
        )
    return day, 0, 0


def _number(word: str) -> int:
    """A number up to 39 in digits or Chinese signs (五, 十五, 二十, 二十五); 0 for nonsense."""
    if word.isdecimal() and word.isascii():
        return int(word)
    tens, ten, ones = word.partition("十")
    if (
        any(not 1 <= _DIGITS.get(sign, 0) <= 9 for sign in tens + ones)
        or len(tens) > 1
        or len(ones) > 1
    ):
        return 0
    if not ten:
        return _DIGITS[tens] if tens else 0
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
