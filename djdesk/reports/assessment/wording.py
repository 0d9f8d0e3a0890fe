"""How papers say the figures of the assessment: points, months, grades, who signs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from djdesk.models.rules import codes
from djdesk.models.rules.assessment.rubric import Grade
from djdesk.models.rules.assessment.scores import say, signed
from djdesk.models.rules.dues import say_month
from djdesk.reports.kit.content import Orientation, Paper, Signatures
from djdesk.reports.kit.registers import BLANK_DAY
from djdesk.services import kinds
from djdesk.services.assessment.rows import AREA, FIXED

__all__ = ["AREA", "points", "say_month", "signed"]

WIDE = Paper(orientation=Orientation.LANDSCAPE, left=15, right=15, top=18, bottom=15)
UPRIGHT = Paper()
SHEET = Paper(left=25, right=15)
"""Upright with room at the binding edge, for the sheets of one case."""

TO_WRITE = " "
"""A cell that is left free for the pen, where an empty one would print as 「／」."""

PEN = "　　　　"
UNIT = "单位：分"
UNCONFIRMED = "未审定"
SIGNED = Signatures(("制表人：", "审核人（支部书记）：", f"日期：{BLANK_DAY}", "（支部章）"))
CHECKED = Signatures(("审核人（支部书记）：", f"日期：{BLANK_DAY}", "（支部章）"))
LEVELS, CLASSES, WARNINGS, STAGES = (
    "assessment_level",
    "assessment_class",
    "assessment_warning",
    "assessment_stage",
)
REFERENCE = "积分结果是教育管理和评先评优的参考，不直接决定发展、转正和组织处置。"
"""assessment.md §1: the points never decide by themselves."""

RED, YELLOW = "red", "yellow"
_TINTS = {"good": RED, "bad": YELLOW}


def points(tenths: int | None) -> str:
    """Tenths with one decimal; nothing where there is no score."""
    return "" if tenths is None else say(tenths)


def plain(tenths: int) -> str:
    """Tenths as they stand in sentences: 50 → `5`, 5 → `0.5`."""
    text = say(tenths)
    return text.removesuffix(".0")


def word(table: str, code: str) -> str:
    """The word of a code; nothing for none."""
    return codes.table(table).name(code) if code else ""


def day(value: object) -> str:
    """A day as 2026.03.12; nothing for none."""
    return kinds.show_date(value) if isinstance(value, date) else ""


def in_words(value: object) -> str:
    """A day as 2026年3月12日; room to write it for none."""
    return kinds.show_day(value) if isinstance(value, date) else BLANK_DAY


def tint(grade: str, grades: Iterable[Grade]) -> str:
    """The ground of a row on the board: red for the best grade, yellow for the one that fails."""
    return next((_TINTS.get(each.tone, "") for each in grades if each.name == grade), "")


def standing(state: str) -> str:
    """How far a month has come, for the head of its papers: 未审定 until it was confirmed."""
    return "" if state in FIXED else UNCONFIRMED
