"""Education and degree as offices write them into one cell, taken apart into codes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from djdesk.models.rules import codes


@dataclass(frozen=True, slots=True)
class Education:
    """A cell such as 「省委党校研究生」 or 「本科（学士）」 taken apart; empty: not said."""

    code: str = ""
    mode: str = ""
    degree: str = ""


_PARTY_SCHOOL = re.compile(r"(中央|省委|市委|区委|县委|自治区委)*党校")
_FULL_TIME = re.compile(r"全日制|统招")
_PART_TIME = re.compile(r"在职|函授|成人|自学考试|自考|电大|夜大|网络教育|成教|业余|开放教育")
_DEGREE = re.compile(r"(?:[一-鿿]{1,4}学)?(?:名誉博士|博士|硕士|学士)(?:学位)?")
_DOUBLE = frozenset({"双学位", "双学士"})
_TAIL = re.compile(r"文化(?:程度)?$")
_APART = re.compile(r"[/、,，;；（）()\[\]【】\s]+")


@cache
def read_education(text: str) -> Education | None:
    """Take a cell of 学历, 学位 or both apart; None if some part of it is not understood.

    Party school study (党校) is told by the mode, the code is that of its level.
    """
    code = mode = degree = ""
    for part in filter(None, _APART.split(text)):
        rest = part
        for pattern, value in ((_PARTY_SCHOOL, "3"), (_FULL_TIME, "1"), (_PART_TIME, "2")):
            shorter = pattern.sub("", rest)
            if shorter != rest:
                mode, rest = mode or value, shorter
        rest = _TAIL.sub("", rest)
        if rest in ("", "学历", "学位", "教育"):
            continue
        if rest in _DOUBLE:
            degree = degree or "4"
            continue
        found = codes.table("education").find(rest)
        if found is not None and not (code and _DEGREE.fullmatch(rest)):
            code = code or found
            continue
        if _DEGREE.search(rest) is None:
            own = codes.table("degree").find(rest)
            if own is None:
                return None
            degree = degree or own
            continue
        level, _, title = _split_degree(rest)
        found_degree = codes.table("degree").find(title) or codes.table("degree").find(title[-2:])
        if found_degree is None:
            return None
        degree = degree or found_degree
        if level:
            found = codes.table("education").find(level)
            if found is None:
                return None
            code = code or found
    return Education(_graduate(code, degree), mode, degree)


def _graduate(code: str, degree: str) -> str:
    """研究生 says no level; a degree told with it does."""
    return {"2": "11", "3": "14"}.get(degree[:1], code) if code == "10" else code


def _split_degree(text: str) -> tuple[str, str, str]:
    """「大学本科学士」 as level and degree title."""
    for word in ("名誉博士", "博士", "硕士", "学士"):
        place = text.rfind(word)
        if place >= 0:
            head = text[:place]
            for length in range(len(head), 1, -1):
                if codes.table("education").find(head[:length]) is not None:
                    return head[:length], "", (head[length:] + word).removesuffix("学位")
            return "", "", head + word
    return text, "", ""
