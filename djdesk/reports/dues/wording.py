"""How papers say the figures of dues: amounts, bases, classes, and who signs."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from djdesk.models.rules import codes
from djdesk.models.rules import dues as rules
from djdesk.models.rules.dues import Period
from djdesk.reports.kit.content import Orientation, Paper, Signatures
from djdesk.reports.kit.registers import BLANK_DAY, quarter_asked
from djdesk.reports.kit.spec import Request
from djdesk.services import kinds
from djdesk.services.desk import Desk

AREA = "dues"
WIDE = Paper(orientation=Orientation.LANDSCAPE, left=15, right=15, top=18, bottom=15)
UPRIGHT = Paper()
TO_WRITE = " "
"""A cell that is left free for the pen, where an empty one would print as 「／」."""

PEN = "　　　　"
SIGNED = Signatures(("收款人：", "会计：", "支部书记：", f"日期：{BLANK_DAY}", "（盖章）"))
"""Foot of F07."""

UNIT = "单位：元"


def money(fen: int | None) -> str:
    """An amount in fen as yuan with separators; nothing where it is not known."""
    return "" if fen is None else kinds.show_money(fen)


def some(fen: int) -> str:
    """An amount in fen as yuan; nothing for zero."""
    return money(fen) if fen else ""


def base(fen: int | None, divisor: int) -> str:
    """A base as yuan; an average of three months may have more than two decimals."""
    return "" if fen is None else rules.yuan(Fraction(fen, divisor))


def class_word(code: str) -> str:
    """The class of payer in the word for narrow columns."""
    return codes.table("dues_class").short(code) if code else ""


def rate(rate_bp: int | None, code: str) -> str:
    """The rate as a per cent, 定额 for a class with a fixed amount, nothing without a class."""
    if rate_bp is not None:
        return rules.per_cent(rate_bp)
    return "定额" if code else ""


def day(value: object) -> str:
    """A day of a form as 2026.03.12; nothing for none."""
    return kinds.show_date(value) if isinstance(value, date) else ""


def month(value: object) -> str:
    """A month of a form as 2026年3月; nothing for none."""
    return rules.say_month(value) if isinstance(value, date) else ""


def as_of(desk: Desk) -> str:
    """截至 today: what the book holds now, whichever day chose the period that is printed."""
    return f"截至{kinds.show_day(desk.today())}"


def period_asked(request: Request) -> Period:
    """The quarter that was chosen, or the whole year of the day."""
    quarter, year = quarter_asked(request), request.day.year
    if quarter is None:
        return Period(date(year, 1, 1), date(year, 12, 1))
    return rules.periods(year, "quarter")[quarter - 1]
