"""Where the cells of a workbook belong in the matrix: by place, or by the names beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from djdesk.models.rules.assessment.rubric import Item

NAME = "姓名"


@dataclass(frozen=True, slots=True)
class Pasted:
    """The texts with row and column of the matrix, and what of the block found no place."""

    cells: tuple[tuple[int, int, str], ...]
    left_out: tuple[str, ...] = ()


def placed(
    block: Sequence[Sequence[str]],
    names: Sequence[str],
    items: Sequence[Item],
    at: tuple[int, int],
) -> Pasted:
    """Where each cell of a block pasted at row and column `at` belongs.

    A block with names of rows in one of its columns goes to the rows so named, in whatever order
    it has them; under a line of titles (with 姓名) its columns go to the items so titled. Any other
    block is laid down from `at` on.
    """
    head = _head(block)
    body = block[1:] if head is not None else block
    beside = head.index(NAME) if head is not None else _names_beside(block, frozenset(names))
    if beside is None:
        return _by_place(block, len(names), at)
    if head is not None:
        columns, left_out = _by_titles(head, items)
    else:
        width = max(map(len, block))
        columns = {n: at[1] + n - beside - 1 for n in range(beside + 1, width)}
        left_out = []
    return _by_name(body, names, beside, columns, left_out)


def _head(block: Sequence[Sequence[str]]) -> list[str] | None:
    titles = [_tidy(text) for text in block[0]]
    return titles if NAME in titles else None


def _names_beside(block: Sequence[Sequence[str]], names: frozenset[str]) -> int | None:
    """The column of names: the first one, or the second behind numbers; None without names."""
    for column in (0, 1):
        texts = [line[column].strip() for line in block if len(line) > column + 1]
        known = sum(text in names for text in texts)
        if known and 2 * known >= len([text for text in texts if text]):
            return column
    return None


def _by_place(block: Sequence[Sequence[str]], rows: int, at: tuple[int, int]) -> Pasted:
    beyond = len(block) - (rows - at[0])
    told = (f"剪贴板比表格多 {beyond} 行，没有粘贴。",) if beyond > 0 else ()
    return Pasted(tuple(_laid_down(block[: rows - at[0]], at)), told)


def _laid_down(
    block: Sequence[Sequence[str]], at: tuple[int, int]
) -> Iterator[tuple[int, int, str]]:
    for down, line in enumerate(block):
        for across, text in enumerate(line):
            yield at[0] + down, at[1] + across, text


def _by_titles(head: Sequence[str], items: Sequence[Item]) -> tuple[dict[int, int], list[str]]:
    """Which column of the block is which item; a title is an item's, its code, or both."""
    wanted: dict[str, int] = {}
    for column, item in enumerate(items):
        for title in (item.title, item.code, f"{item.code}{item.title}"):
            wanted.setdefault(_tidy(title), column)
    columns, unknown = {}, []
    for number, title in enumerate(head):
        if title in wanted:
            columns[number] = wanted[title]
        elif title and title != NAME:
            unknown.append(f"“{title}”")
    told = f"不是可填项目的栏没有粘贴：{'、'.join(unknown)}。"
    return columns, [told] if unknown else []


def _by_name(
    body: Sequence[Sequence[str]],
    names: Sequence[str],
    beside: int,
    columns: Mapping[int, int],
    told: Sequence[str],
) -> Pasted:
    namesakes = Counter(names)
    rows = {name: row for row, name in enumerate(names)}
    cells: list[tuple[int, int, str]] = []
    absent: list[str] = []
    double: list[str] = []
    for line in body:
        name = line[beside].strip() if len(line) > beside else ""
        if not name:
            continue
        if namesakes[name] != 1:
            (double if name in namesakes else absent).append(name)
            continue
        cells += [(rows[name], columns[n], text) for n, text in enumerate(line) if n in columns]
    left_out = list(told)
    if absent:
        left_out.append(f"表里没有，没有粘贴：{'、'.join(dict.fromkeys(absent))}。")
    if double:
        left_out.append(f"表里有重名，请直接填写：{'、'.join(dict.fromkeys(double))}。")
    return Pasted(tuple(cells), tuple(left_out))


def _tidy(text: str) -> str:
    return "".join(text.split())
