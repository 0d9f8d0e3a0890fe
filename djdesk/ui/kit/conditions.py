"""Conditions on a column as users set them: which ones its kind allows, their values and words."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence
from datetime import date

from djdesk.errors import UserError
from djdesk.models.rules.text import compact
from djdesk.services import kinds
from djdesk.services.listing import Column, Filter, Kind, Value

LISTED = frozenset({Kind.CODE, Kind.STATE, Kind.FLAG})  # few values, all of them known
_WORDY = frozenset({Kind.TEXT, Kind.PERSON})
_NUMBERED = frozenset({Kind.ID_NUMBER, Kind.PHONE})
_DAYS = frozenset({Kind.DATE, Kind.MONTH})
_NAMED = 3  # values that a chip names before it counts
_CUT = 16  # characters of a typed text that a chip shows


def has_values(column: Column) -> bool:
    """Whether values can be ticked; those of private columns are never listed."""
    return column.kind in LISTED or (column.kind in _WORDY and not column.private)


def has_text(column: Column) -> bool:
    """Whether a part of the text can be asked for."""
    return column.kind in _WORDY | _NUMBERED


def has_span(column: Column) -> bool:
    """Whether a column has an order that people think in: days, times, numbers."""
    return column.kind not in LISTED | _WORDY | _NUMBERED


def hint(column: Column) -> str:
    """How a bound of the column is written."""
    match column.kind:
        case Kind.DATE:
            return "如 2015、2015.3、2015.3.12"
        case Kind.MONTH:
            return "如 2015、2015.3"
        case Kind.TIME:
            return "如 14:30"
        case Kind.MONEY:
            return "元"
        case _:
            return "数字"


def one_of(column: Column, values: Sequence[Value], *, joined: bool = False) -> Filter:
    """One of `values`, None for an empty cell; `joined`: of codes joined by commas."""
    show = kinds.shower(column.kind, column.codes, short=True)
    words = ["（空）" if value is None else show(value, False) for value in values]
    named = "、".join(_cut(word) for word in words[:_NAMED])
    more = f" 等 {len(words)} 项" if len(words) > _NAMED else ""
    op = "any" if joined else "in"
    return Filter(column.key, op, tuple(values), f"{column.title}：{named}{more}")


def part(column: Column, text: str) -> Filter:
    """The text contains `text`."""
    return Filter(column.key, "contains", text, f"{column.title}含“{_cut(text)}”")


def filled(column: Column, op: str) -> Filter:
    """`op` is empty or filled."""
    word = "空着" if op == "empty" else "已填"
    return Filter(column.key, op, title=f"{column.title}：{word}")


def between(column: Column, low: str, high: str) -> list[Filter]:
    """What lies between two typed bounds, both included; an open end is an empty text.

    Raises `UserError` for what is no bound of this column, and for a span the wrong way round.
    """
    first, last = bound(column, low), bound(column, high, last=True)
    if first is None and last is None:
        return []
    words = [kinds.show(column.kind, each, column.codes) for each in (first, last)]
    if last is None:
        return [Filter(column.key, "from", first, f"{column.title}：{words[0]} 起")]
    if first is None:
        return [Filter(column.key, "until", last, f"{column.title}：至 {words[1]}")]
    if _falls(first, last):
        raise UserError("“从”在“到”的后面。", "请把两个对调。")
    title = f"{column.title}：{words[0]}–{words[1]}"
    return [Filter(column.key, "between", (first, last), title)]


def bound(column: Column, text: str, *, last: bool = False) -> Value:
    """A typed bound; a year or month means its first day, as `last` bound its last one."""
    raw = compact(text).removesuffix("年")
    if not raw:
        return None
    if column.kind not in _DAYS:
        return kinds.parse(column.kind, text, column.codes).value
    if re.fullmatch(r"(18|19|20|21)\d\d", raw):
        return date(int(raw), 12, 31) if last else date(int(raw), 1, 1)
    parsed = kinds.parse(Kind.DATE, text)
    day = parsed.value
    if last and parsed.month_only and isinstance(day, date):
        return day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return day


def _falls(first: Value, last: Value) -> bool:
    if isinstance(first, date) and isinstance(last, date):
        return first > last
    return isinstance(first, int) and isinstance(last, int) and first > last


def span(now: Iterable[Filter]) -> tuple[Value, Value]:
    """The bounds among conditions, None where it is open."""
    low: Value = None
    high: Value = None
    for each in now:
        value = each.value
        if each.op == "between" and isinstance(value, tuple):
            low, high = value
        elif each.op == "from" and not isinstance(value, tuple):
            low = value
        elif each.op == "until" and not isinstance(value, tuple):
            high = value
    return low, high


def _cut(text: str) -> str:
    return text if len(text) <= _CUT else f"{text[: _CUT - 1]}…"
