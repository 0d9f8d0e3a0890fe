"""Puts together what a roster splits over several cells, and takes apart what one cell holds."""

from __future__ import annotations

import re
from collections.abc import Sequence

from djdesk.exchange.sheet.grid import Cell, shown
from djdesk.exchange.sheet.headers import HeaderColumn
from djdesk.models.rules import codes
from djdesk.models.rules.text import halve
from djdesk.services import kinds

SCHOOL = re.compile(r"(.*?(?:大学|学院|学校|中学|党校|干校|[一二三四五六七八九十]中))[\s、,/]*(.*)")
DATE_LIKE = re.compile(
    r"\d{4}[.\-/年]\d{1,2}(?!\d)(?:[.\-/月]\d{1,2}(?!\d))?[日月]?|(?<!\d)(?:\d{8}|\d{6})(?!\d)"
)
DATE_PARTS = frozenset("年月日")


def dates_in(text: str) -> list[str]:
    """All that looks like a date in one cell, as it is written: 1990.7/1991.7 holds two."""
    return DATE_LIKE.findall(halve(text))


def put_together(parts: Sequence[HeaderColumn], raw: Sequence[Sequence[Cell]]) -> list[Cell]:
    """One column out of several: 年, 月 and 日 make a date, a tick means the word above it."""
    columns = [raw[column.index] for column in parts]
    words = [column.part for column in parts]
    result: list[Cell] = []
    for row in zip(*columns, strict=True):
        texts = ["" if kinds.is_blank(text := shown(cell).strip()) else text for cell in row]
        if DATE_PARTS.issuperset(words):
            by_part = dict(zip(words, texts, strict=True))
            told = [by_part.get(part, "").rstrip(part) for part in "年月日"]
            result.append(".".join(told).rstrip("."))
        else:
            ticked = [
                word
                for word, text in zip(words, texts, strict=True)
                if text and codes.table("flag").find(text) != "0"
            ]
            result.append("、".join(ticked))
    return result


def school_and_major(word: str) -> tuple[str, str]:
    """某某大学 机械专业 as school and subject; all of it the school where no end of it is seen."""
    match = SCHOOL.fullmatch(word)
    return (match[1], match[2].strip()) if match else (word, "")
