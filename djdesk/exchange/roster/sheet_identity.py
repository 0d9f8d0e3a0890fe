"""Names and citizen numbers in the cells of a roster, and what spreadsheets do to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from djdesk.errors import Severity
from djdesk.exchange.roster.sheet_cells import BRACKETS, LEFT, NOTHING, Column, Meaning, Say
from djdesk.exchange.sheet.grid import Cell, shown
from djdesk.models.rules import codes, identity, names
from djdesk.models.rules.text import halve, tidy
from djdesk.services import kinds

PLAIN_NAME = re.compile(r"[一-鿿㐀-䶿]{2,4}")
WORDS = re.compile(r"[一-鿿][一-鿿、，,。 ]{0,29}")
NOTE = re.compile(r"(?<=[0-9Xx])\s*[(（][^()（）]*[一-鿿][^()（）]*[)）]?\s*$")
MARKS = "*★☆△▲●○◆◇#※·.、，,' "
SIGN = re.compile(r"[,，/、;；:：!！|&+=_\\-]")
ODD_SIGN = re.compile(r"[0-9?？□�\ue000-\uf8ff]")


def name_column(cells: Sequence[Cell]) -> Column:
    """Names; most are two to four Chinese characters and need no closer look."""
    plain = PLAIN_NAME.fullmatch
    column = Column([])
    for place, cell in enumerate(cells):
        if type(cell) is str and plain(cell):
            column.values.append(cell)
            continue
        meaning = name(cell)
        column.values.append(meaning.value)
        if meaning.say or meaning.hints:
            column.odd[place] = meaning
    return column


def name(cell: Cell) -> Meaning:
    """A personal name, freed of padding, marks and remarks in brackets."""
    if cell == "":
        return NOTHING
    word = halve(cell if isinstance(cell, str) else shown(cell))
    notes = [note for note in BRACKETS.findall(word) if note.strip()]
    cleaned = names.clean(BRACKETS.sub("", word).strip(MARKS))
    if not cleaned or kinds.is_blank(cleaned):
        return NOTHING
    if len(cleaned) > 50:
        return Meaning(None, Say("姓名超过 50 个字。", "请按身份证填写姓名。"))
    if ODD_SIGN.search(cleaned):
        return Meaning(
            cleaned,
            Say(
                "姓名里有数字、问号或显示不出来的字，可能是生僻字丢失了。",
                "请按身份证改正姓名；生僻字请用能打出该字的输入法录入。",
            ),
        )
    hints, unknown = [], []
    for note in notes:
        hint = _hint(note.strip())
        if hint:
            hints.append(hint)
        else:
            unknown.append(note.strip())
    say = None
    if unknown:
        say = Say(
            f"姓名后面的“{'、'.join(unknown)}”没有导入。",
            "需要保留的，请写在备注里。",
            Severity.WARN,
        )
    elif SIGN.search(cleaned):
        say = Say(
            "姓名里有标点符号。",
            "请按身份证核对姓名；少数民族姓名的分隔号用“·”。",
            Severity.WARN,
        )
    elif len(cleaned) == 1:
        say = Say("姓名只有一个字。", "请按身份证核对姓名。", Severity.WARN)
    return Meaning(cleaned, say, tuple(hints))


def _hint(note: str) -> tuple[str, str] | None:
    """What a remark in brackets behind a name says about another field."""
    if LEFT.search(note):
        return "left", note
    sexes = {"女": "2", "男": "1", "女同志": "2", "男同志": "1"}
    if note in sexes:
        return "sex", sexes[note]
    if "预备" in note:
        return "person_class", "probationary"
    if note in ("正式", "正式党员"):
        return "person_class", "full"
    if "流动" in note:
        return "mobile", note
    if "失联" in note:
        return "lost", note
    ethnic = codes.table("ethnic").find(note)
    return ("ethnic", ethnic) if ethnic and not note.isascii() else None


def id_column(cells: Sequence[Cell], today: date) -> Column:
    """Citizen numbers; good ones pass at once, damaged ones are told apart."""
    column = Column([])
    good = identity.valid
    latest = f"{today:%Y%m%d}"
    for place, cell in enumerate(cells):
        if type(cell) is str and len(cell) == 18 and good(cell) and cell[6:14] <= latest:
            column.values.append(cell)
            continue
        meaning = id_number(cell, today)
        column.values.append(meaning.value)
        if meaning.say or meaning.hints:
            column.odd[place] = meaning
    _damaged_together(column)
    return column


def id_number(cell: Cell, today: date) -> Meaning:
    """A citizen number as the spreadsheet left it."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        digits = shown(cell)
        if len(digits) > 15:
            return Meaning(
                None,
                Say(
                    "身份证号被表格软件当作数字保存，只留下前 15 位，后几位已经丢失，无法还原。",
                    "请在原表中把该列设为“文本”格式，按身份证重新录入。",
                ),
            )
        word = digits
    else:
        word = shown(cell)
    if kinds.is_blank(word):
        return NOTHING
    if WORDS.fullmatch(word.strip()):
        why = tidy(word)
        return Meaning(
            None,
            Say(
                f"没有身份证号，“{why}”记作无身份证号的原因。",
                "请补填身份证号；确实没有的，不需要处理。",
                Severity.WARN,
            ),
            (("id_missing_reason", why),),
        )
    note = NOTE.search(word)
    if note is not None:
        word = word[: note.start()]  # (长期) behind a number speaks of the card, not of the number
    reading = identity.read(word, today)
    if not reading.number:
        return NOTHING
    for problem in sorted(reading.problems, key=lambda each: not each.is_error):
        say = Say(problem.text, problem.remedy, problem.severity)
        return Meaning(None if problem.is_error else reading.number, say)
    return Meaning(reading.number)


def _damaged_together(column: Column) -> None:
    """One number in eleven passes the check by chance after its last three signs were lost."""
    ending = [place for place, number in enumerate(column.values) if number]
    lost = [place for place in ending if str(column.values[place]).endswith("000")]
    broken = sum(
        1 for meaning in column.odd.values() if meaning.say and "000" in meaning.say.reason
    )
    if not lost or (len(lost) + broken) < 3 or len(lost) < len(ending):
        return
    for place in lost:
        column.values[place] = None
        column.odd[place] = Meaning(
            None,
            Say(
                "整列身份证号末三位都是 000，是表格软件按数字保存时丢失的，无法还原。",
                "请在原表中把该列设为“文本”格式，按身份证重新录入。",
            ),
        )
