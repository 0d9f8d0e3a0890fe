"""Reads a spreadsheet file of any format by what it holds, whatever its name says."""

from __future__ import annotations

import io
from pathlib import Path

from djdesk.errors import StorageFault, UserError
from djdesk.exchange.sheet import limits, opendocument
from djdesk.exchange.sheet.apart import Died, run_apart
from djdesk.exchange.sheet.delimited import read_delimited
from djdesk.exchange.sheet.grid import Grid, Merge, Spreadsheet
from djdesk.exchange.sheet.markup import read_html, read_xml_workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_TEXT = 100 * 2**20
FOREIGN = {
    b"%PDF": "PDF 文件",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "照片",
    b"Rar!": "压缩包",
    b"7z\xbc\xaf": "压缩包",
    b"{\\rtf": "文字文档",
    b"SQLite format 3": "数据库",
}


def read(path: Path) -> Spreadsheet:
    """Read the spreadsheet at `path` (.xlsx .xlsm .xlsb .xls .et .ods .csv .txt, HTML, XML 2003).

    Raises `UserError` for what is not a readable spreadsheet, saying why and what to do, and
    `StorageFault` when the file cannot be opened.
    """
    if path.name.startswith("~$"):
        raise UserError(
            f"“{path.name}”是表格软件打开文件时留下的临时文件。",
            "请选择名称前面没有“~$”的那个文件。",
        )
    head = _head(path)
    for mark, what in FOREIGN.items():
        if head.startswith(mark):
            raise UserError(
                f"“{path.name}”是{what}，不是表格。", "请选择 .xlsx、.xls、.ods 或 .csv 文件。"
            )
    if head.startswith(b"PK"):
        return _read_zip(path)
    if head.startswith(OLE):
        return _read_ole(path)
    data = path.read_bytes()
    start = data[:4096].lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
    if start.startswith(b"<?xml") and b"schemas-microsoft-com:office:spreadsheet" in start:
        return read_xml_workbook(path, data)
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<meta", b"<head", b"<style")) or (
        start.startswith(b"<") and b"<table" in data[:20_000].lower()
    ):
        return read_html(path, data)
    if start[:2] in (b"\x09\x08", b"\x09\x04", b"\x09\x02"):
        raise UserError(
            f"“{path.name}”是三十年前的旧格式。", "请用表格软件打开，另存为 .xlsx 后再导入。"
        )
    return read_delimited(path, data)


def _head(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise UserError(f"“{path.name}”是文件夹。", "请选择其中的一个表格文件。")
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(4096)
    except FileNotFoundError as error:
        raise StorageFault(
            f"找不到文件“{path}”。", "请看文件是否已移走，U盘是否已拔出。", kind="missing"
        ) from error
    except PermissionError as error:
        raise StorageFault(
            f"打不开文件“{path.name}”，可能正被别的程序使用。",
            "请先在表格软件里关闭它，再导入。",
            kind="locked",
        ) from error
    except OSError as error:
        raise StorageFault(
            f"读文件“{path.name}”时出错：{error.strerror or error}。", "请把文件拷到硬盘上再导入。"
        ) from error
    if size == 0:
        raise UserError(f"“{path.name}”是空文件。", "请重新拷贝一份，或请发来的人重新发送。")
    if size > limits.MAX_FILE or (not head.startswith((b"PK", OLE)) and size > MAX_TEXT):
        raise limits.too_large(path, f"有{size // 2**20}兆字节")
    return head


def _read_zip(path: Path) -> Spreadsheet:
    facts = limits.inspect(path)
    if facts.kind == "other":
        raise UserError(
            f"“{path.name}”不是表格，可能是文字文档或压缩包。",
            "请选择 .xlsx、.xls、.ods 或 .csv 文件；压缩包请先解开。",
        )
    merges: dict[str, tuple[Merge, ...]] = {}
    hidden_rows = facts.hidden_rows
    if facts.kind == "ods":
        scanned = opendocument.scan(path)
        merges = {name: sheet.merges for name, sheet in scanned.items()}
        hidden_rows = {name: sheet.hidden_rows for name, sheet in scanned.items()}
    grids = _calamine(path, facts.kind, merges, hidden_rows)
    return Spreadsheet(path, facts.kind, grids)


def _read_ole(path: Path) -> Spreadsheet:
    data = path.read_bytes()
    wide = "EncryptedPackage".encode("utf-16-le")
    if wide in data:
        raise _protected(path)
    for word in ("WordDocument", "PowerPoint Document"):
        if word.encode("utf-16-le") in data:
            raise UserError(
                f"“{path.name}”是文字文档或演示文稿，不是表格。",
                "请选择 .xlsx、.xls、.ods 或 .csv 文件。",
            )
    try:
        # the old format has no sums: a damaged count makes the reader ask for all memory there
        # is, and that ends its process
        return Spreadsheet(path, "xls", run_apart(_calamine, path, "xls", {}, {}))
    except Died as error:
        raise limits.broken(path) from error


def _protected(path: Path) -> UserError:
    return UserError(f"“{path.name}”加了打开密码。", "请用表格软件打开，取消密码，另存后再导入。")


def _calamine(
    path: Path,
    kind: str,
    merges: dict[str, tuple[Merge, ...]],
    hidden_rows: dict[str, tuple[int, ...]],
) -> tuple[Grid, ...]:
    """All work sheets as the fast reader gives them, each from its cell A1 on."""
    import python_calamine as calamine

    grids = []
    # a path is opened by its ending, a stream by what is in it
    source = path if path.suffix.lower() == f".{kind}" else io.BytesIO(path.read_bytes())
    try:
        with calamine.load_workbook(source) as book:
            for number, meta in enumerate(book.sheets_metadata):
                if meta.typ != calamine.SheetTypeEnum.WorkSheet:
                    continue
                sheet = book.get_sheet_by_index(number)
                ranges = sheet.merged_cell_ranges
                known = (
                    tuple(Merge(top, left, low, right) for (top, left), (low, right) in ranges)
                    if ranges is not None
                    else merges.get(meta.name)
                )
                grids.append(
                    Grid(
                        meta.name,
                        sheet.to_python(skip_empty_area=False) if sheet.start else [],
                        known,
                        meta.visible != calamine.SheetVisibleEnum.Visible,
                        hidden_rows.get(meta.name, ()),
                    )
                )
    except calamine.PasswordError as error:
        raise _protected(path) from error
    except (calamine.CalamineError, ValueError, IndexError) as error:
        raise limits.broken(path) from error
    except BaseException as error:
        # the reader is compiled code: where it gives up on a damaged file it "panics", which
        # is no Exception; everything else passes on
        if type(error).__name__ == "PanicException":
            raise limits.broken(path) from error
        raise
    return tuple(grids)
