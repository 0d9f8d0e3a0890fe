"""Official papers (公文) as GB/T 9704-2012 sets them: letters, requests, reports, minutes.

    content = official(
        Letter("关于接收李某为预备党员的请示", text, to="中共某某厂委员会", unit=unit, day=day),
        number=document_number("某机党支", 2026, 3),
    )

Areas with parts of their own (meeting minutes) put `OfficialText` and the others into a `Content`
on `OFFICIAL` with `Feet.OFFICIAL`; tables and pictures may stand between them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from djdesk.reports.kit.content import (
    Block,
    Content,
    Feet,
    Imprint,
    OfficialSignature,
    OfficialText,
    OfficialTitle,
    Paper,
)

OFFICIAL = Paper(left=28, right=26, top=37, bottom=35)
"""A4 with a type area of 156 × 225 mm (forms.md §4)."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What an official paper says; every line of `text` is a paragraph.

    Headings are known by their numbers (一、 （一） 1.). `to` is the 主送机关 without its colon,
    `facts` are labelled lines before the text (时间：, 出席：) as minutes have them.
    """

    title: str
    text: str
    to: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    attachments: tuple[str, ...] = ()
    unit: str = ""
    day: date | None = None


def document_number(code: str, year: int, number: int) -> str:
    """发文字号: the code of the unit, the year in hexagonal brackets, no 第 and no leading zero."""
    return f"{code}〔{year}〕{number}号"


def official(
    letter: Letter,
    *,
    number: str = "",
    imprint: Imprint | None = None,
    form: str = "",
    paper: Paper = OFFICIAL,
    mark: str = "",
) -> Content:
    """The paper as content: number, title, addressee, text, attachments, signature, imprint."""
    blocks: list[Block] = []
    if number:
        blocks += [OfficialText(number, 0, align="center"), OfficialText(""), OfficialText("")]
    blocks.append(OfficialTitle(letter.title))
    if letter.to:
        blocks.append(OfficialText(f"{letter.to.rstrip('：:')}：", 0))
    blocks += [OfficialText(value, label=f"{label}：") for label, value in letter.facts]
    blocks += [OfficialText(line.strip()) for line in letter.text.split("\n")]
    if letter.attachments:
        blocks.append(OfficialText(""))
        blocks += _attachments(letter.attachments)
    if letter.unit:
        blocks.append(OfficialSignature(letter.unit, letter.day))
    if imprint is not None:
        blocks.append(imprint)
    title = letter.title.replace("\n", "")
    return Content(
        form, title, paper, tuple(blocks), letter.day, title, mark=mark, feet=Feet.OFFICIAL
    )


def _attachments(names: tuple[str, ...]) -> list[Block]:
    """附件说明: numbered where there are several, without a stop at the end."""
    if len(names) == 1:
        return [OfficialText(f"附件：{names[0].rstrip('。；')}")]
    return [
        OfficialText(f"{'附件：' if place == 1 else '　　　'}{place}.{name.rstrip('。；')}")
        for place, name in enumerate(names, 1)
    ]


def numeral(number: int) -> str:
    """1 to 99 as headings count them: 一 … 十 十一 … 二十一; ValueError beyond."""
    if not 0 < number < 100:
        raise ValueError(f"{number} is no number of a heading")
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    ten = "" if tens == 0 else "十" if tens == 1 else f"{digits[tens]}十"
    return ten + (digits[ones] if ones else "")
