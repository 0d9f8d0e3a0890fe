"""Names of branches and groups as offices write them, brought to one form."""

from __future__ import annotations

import re

from djdesk.models.rules.text import halve, tidy

BRACKETS = re.compile(r"[(\[【〔<][^)\]】〕>]*[)\]】〕>]?")
GROUP_NUMBER = re.compile(r"第?([一二三四五六七八九十\d]+)(?:党?小?组)?")


def group_key(word: str) -> str:
    """What groups are compared by: 第一党小组, 一组 and 1组 are the same."""
    bare = tidy(halve(word)).replace(" ", "")
    match = GROUP_NUMBER.fullmatch(BRACKETS.sub("", bare))
    if match is None:
        return re.sub(r"党?小组$|组$", "", bare)
    return str(_number(match[1]))


def _number(digits: str) -> int:
    if digits.isdigit():
        return int(digits)
    tens, _, ones = digits.rpartition("十")
    value = "一二三四五六七八九".find(ones) + 1 if ones else 0
    return (
        ("一二三四五六七八九".find(tens) + 1 if tens else 1) * 10 + value
        if "十" in digits
        else value
    )


def group_name(word: str) -> str:
    """The full name of a numbered group, any other name as it is."""
    bare = tidy(halve(word)).replace(" ", "")
    match = GROUP_NUMBER.fullmatch(BRACKETS.sub("", bare))
    if match is None:
        return bare  # what stands in brackets may be all that tells two groups apart
    number = _number(match[1])
    numerals = "零一二三四五六七八九十"
    if 0 < number <= 10:
        return f"第{numerals[number]}党小组"
    if 10 < number < 20:
        return f"第十{numerals[number - 10]}党小组"
    return f"第{number}党小组"


def branch_key(word: str) -> str:
    """What branches are compared by: without 中共, 委员会, 党 and signs."""
    short = re.sub(r"[^\w]", "", halve(word))
    short = re.sub(r"^中国共产党|^中共", "", short)
    short = re.sub(r"(?:党支部|支部)(?:委员会)?$", "支部", short)
    short = re.sub(r"(?:党总支|总支)(?:部)?(?:委员会)?$", "总支", short)
    return re.sub(r"(?:党委|党的委员会|委员会)$", "党委", short)
