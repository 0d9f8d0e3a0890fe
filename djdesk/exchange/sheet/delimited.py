"""Reads text tables (.csv, .txt): finds out their encoding and what separates their columns."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from pathlib import Path

from djdesk.errors import UserError
from djdesk.exchange.sheet.grid import Cell, Grid, Spreadsheet, even

SEPARATORS = ("\t", ",", ";", "，", "|")
SAMPLE_LINES = 60
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def read_delimited(path: Path, data: bytes) -> Spreadsheet:
    """The text table `data` of the file `path` as one sheet named after the file."""
    text, remarks = decode(data)
    if len(CONTROL.findall(text[:100_000])) > min(len(text), 100_000) // 100:
        raise UserError(
            f"“{path.name}”不是表格文件。", "请用表格软件打开，另存为 .xlsx 或 .csv 后再导入。"
        )
    first = text[:20].partition("\n")[0].strip()
    if len(first) == 5 and first.lower().startswith("sep="):
        # what the spreadsheet itself writes to say which separator follows; the row still counts
        separator, text = first[4], text[text.index(first) + 5 :]
    else:
        separator = find_separator(text[:20_000].splitlines(keepends=True)[:SAMPLE_LINES])
    rows: list[list[Cell]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for row in reader:
            # a quoted cell may hold line ends; the spreadsheet still shows it as one row
            rows.append([_unwrapped(cell) for cell in row])
    except csv.Error as error:
        raise UserError(
            f"“{path.name}”第{reader.line_num}行附近的引号或分隔符不成对，读不出来。",
            "请用表格软件打开，另存为 .xlsx 后再导入。",
        ) from error
    return Spreadsheet(path, "csv", (Grid(path.stem, even(rows)),), remarks)


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of `data` (UTF-8, UTF-16, GB18030 with GBK inside it) and remarks about it."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(name, errors="replace"), ()
    if data[:400].count(0) > 20:
        odd = data[1:400:2].count(0)
        name = "utf-16-le" if odd >= data[0:400:2].count(0) else "utf-16-be"
        return data.decode(name, errors="replace"), ()
    for name in ("utf-8", "gb18030"):
        try:
            return data.decode(name), ()
        except UnicodeDecodeError:
            continue
    candidates = [data.decode(name, errors="replace") for name in ("gb18030", "utf-8")]
    text = min(candidates, key=lambda candidate: candidate.count("�"))
    lost = text.count("�")
    return text, (f"文件里有{lost}处文字编码不对，显示为“�”，请核对。",)


def find_separator(lines: list[str]) -> str:
    """Which separator splits the sample `lines` most evenly into most columns."""
    best, best_score = ",", 0.0
    for separator in SEPARATORS:
        try:
            widths = Counter(
                len(row) for row in csv.reader(lines, delimiter=separator) if len(row) > 1
            )
        except csv.Error:
            continue
        if not widths:
            continue
        width, times = max(widths.items(), key=lambda item: (item[1] * item[0], item[0]))
        if width * times > best_score:
            best, best_score = separator, float(width * times)
    return best


def _unwrapped(cell: str) -> str:
    """A cell without the `="…"` that keeps long numbers whole in CSV files; line ends are \\n."""
    if "\r" in cell:
        cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    if len(cell) > 2 and cell.startswith('="') and cell.endswith('"'):
        return cell[2:-1]
    return cell
