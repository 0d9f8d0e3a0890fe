"""Lists of a bank or a pay office: names and amounts found in a file or in what was pasted.

Only two columns matter, the name and the amount; a number of identity helps to tell two of one name
apart. What they mean for a month is worked out by `services.dues.match_list`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from djdesk.errors import UserError
from djdesk.exchange.sheet.delimited import read_delimited
from djdesk.exchange.sheet.grid import Cell, Grid, letter, shown
from djdesk.exchange.sheet.reading import read
from djdesk.models.rules.text import fold
from djdesk.services.dues import Listed
from djdesk.services.kinds import parse_money

NAMES = ("姓名", "户名", "党员姓名", "交款人", "付款人", "付款户名", "对方户名", "名字")
CARDS = ("身份证", "证件号", "公民身份号码", "证件号码")
AMOUNTS = (
    "月应交",
    "党费",
    "交纳金额",
    "实交",
    "交易金额",
    "收入金额",
    "贷方",
    "金额",
    "计算基数",
    "基数",
    "应发",
    "实发",
    "工资",
)
"""Heads of the columns; of the amounts the first that is found counts."""

_HEAD_ROWS = 20
_TOTAL = re.compile(r"^(合计|总计|小计|共计|制表|审核|填表|备注|说明)")
_PERSON = re.compile(r"[㐀-鿿\U00020000-\U0003ffff]+(·[㐀-鿿]+)*")


@dataclass(frozen=True, slots=True)
class Found:
    """What was read: the lines, which columns they came from (A, B …), and rows left out."""

    lines: tuple[Listed, ...]
    name_column: str
    amount_column: str
    amount_title: str
    left_out: tuple[int, ...]


def read_list(path: Path) -> Found:
    """The names and amounts of the first sheet of `path` that has both.

    Raises what `sheet.reading.read` raises, and `UserError` where no such columns are found.
    """
    return _first(read(path).grids, path.name)


def read_pasted(text: str) -> Found:
    """The same of text that was copied out of a table, with or without a head."""
    if not text.strip():
        raise UserError("没有粘贴内容。", "请先在表格里复制姓名和金额两列。")
    sheet = read_delimited(Path("粘贴的名单.txt"), text.encode("utf-8"))
    return _first(sheet.grids, "粘贴的名单")


def _first(grids: Sequence[Grid], where: str) -> Found:
    for grid in grids:
        found = _with_head(grid) or _without_head(grid)
        if found is not None:
            return found
    raise UserError(
        f"“{where}”里没有找到姓名和金额。", "请保留表头（姓名、金额），或只复制姓名和金额两列。"
    )


def _with_head(grid: Grid) -> Found | None:
    for at, row in enumerate(grid.rows[:_HEAD_ROWS]):
        heads = [fold(shown(cell)) for cell in row]
        name = _column(heads, NAMES)
        amount = _column(heads, AMOUNTS, but=name)
        if name is not None and amount is not None:
            card = _column(heads, CARDS)
            return _read(grid, at + 1, name, amount, card, shown(row[amount]))
    return None


def _column(heads: Sequence[str], words: Sequence[str], but: int | None = None) -> int | None:
    for word in words:
        wanted = fold(word)
        exact = [n for n, head in enumerate(heads) if head == wanted and n != but]
        if exact:
            return exact[0]
    for word in words:
        wanted = fold(word)
        inside = [n for n, head in enumerate(heads) if wanted in head and n != but]
        if inside:
            return inside[0]
    return None


def _without_head(grid: Grid) -> Found | None:
    """Names and amounts by what they look like: most rows have a name and a number."""
    width = max((len(row) for row in grid.rows), default=0)
    people = [sum(_is_person(_cell(row, n)) for row in grid.rows) for n in range(width)]
    sums = [sum(_is_money(_cell(row, n)) for row in grid.rows) for n in range(width)]
    if not people or max(people) * 2 <= len(grid.rows):
        return None
    name = people.index(max(people))
    sums[name] = 0
    amounts = [n for n in range(width) if sums[n] * 2 > len(grid.rows)]
    # a running number stands before the name, the amount after it
    amounts = [n for n in amounts if n > name] or amounts
    if not amounts:
        return None
    return _read(grid, 0, name, amounts[0], None, "")


def _read(grid: Grid, start: int, name: int, amount: int, card: int | None, title: str) -> Found:
    lines: list[Listed] = []
    left_out: list[int] = []
    for at, row in list(enumerate(grid.rows, 1))[start:]:
        who = shown(_cell(row, name)).strip()
        if not any(shown(cell).strip() for cell in row):
            continue
        if not who or _TOTAL.match(fold(who)) or not _is_person(who):
            left_out.append(at)
            continue
        number = shown(_cell(row, card)).strip() if card is not None else ""
        text = " ".join(_words(row))
        lines.append(Listed(at, who, money(_cell(row, amount)), number, text))
    return Found(tuple(lines), letter(name), letter(amount), title, tuple(left_out))


def _cell(row: Sequence[Cell], column: int) -> Cell:
    return row[column] if column < len(row) else ""


def _words(row: Sequence[Cell]) -> Iterator[str]:
    for cell in row:
        word = shown(cell).strip()
        if word:
            yield word


def _is_person(cell: Cell) -> bool:
    text = "".join(shown(cell).split())
    return 1 < len(text) < 16 and _PERSON.fullmatch(text) is not None


def _is_money(cell: Cell) -> bool:
    return money(cell) is not None


def money(cell: Cell) -> int | None:
    """An amount in fen; None for what is no amount, or is finer than a fen.

    A spreadsheet holds 98.15 as a binary fraction: its shortest decimal is what was typed.
    """
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        fen = Fraction(repr(cell)) * 100
        return int(fen) if fen.denominator == 1 else None
    if not isinstance(cell, str):
        return None
    try:
        return parse_money(cell)
    except UserError:
        return None
