"""Looks through a zipped spreadsheet before it is trusted, counting what really comes out of it."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as Xml

from djdesk.errors import UserError

MAX_FILE = 200 * 2**20
MAX_MEMBERS = 5_000
MAX_TOTAL = 600 * 2**20
MAX_RATIO = 300
RATIO_FROM = 20 * 2**20
MAX_CELLS = 20_000_000
CHUNK = 2**20
LONGEST_PLACE = 40

SUSPICIOUS = re.compile(rb' r="(?:[A-Z]{2,}\d{5,}|[A-Z]*\d{6,})"')
CELL = re.compile(rb' r="([A-Z]*)(\d+)"')
HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b(?=[^>]*\shidden=\"(?:1|true)\")[^>]*\sr=\"(\d+)\"")
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(slots=True)
class ZipFacts:
    """What a look through the archive told: its kind and the rows hidden in each sheet."""

    kind: str
    hidden_rows: dict[str, tuple[int, ...]] = field(default_factory=dict)


def inspect(path: Path) -> ZipFacts:
    """Look through the archive at `path`; kind is xlsx, xlsb, ods or other.

    Refuses (`UserError`) what is broken, protected by a password, too large, or a bomb.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _inspect(archive, path)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        if isinstance(error, OSError) and not isinstance(error, zipfile.BadZipFile) and error.errno:
            raise
        raise broken(path) from error


def broken(path: Path) -> UserError:
    """The refusal of a file whose content cannot be read."""
    return UserError(
        f"“{path.name}”已损坏或没有拷贝完整，读不出来。",
        "请用表格软件打开它，另存为新的 .xlsx 文件后再导入；打不开时请重新拷贝一份。",
    )


def too_large(path: Path, what: str) -> UserError:
    """The refusal of a file that is larger than any roster."""
    return UserError(
        f"“{path.name}”{what}，不像一份花名册，没有读取。",
        "请把要导入的表复制到一个新的工作簿里，另存后再导入。",
    )


def _inspect(archive: zipfile.ZipFile, path: Path) -> ZipFacts:
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise too_large(path, f"里面有{len(members)}个部件")
    if any(member.flag_bits & 1 for member in members):
        raise UserError(f"“{path.name}”加了密码。", "请先取消密码，另存后再导入。")
    names = {member.filename for member in members}
    facts = ZipFacts(_kind(archive, names))
    parts = sheet_parts(archive) if facts.kind == "xlsx" else {}
    if facts.kind == "ods" and b"encryption-data" in _small(archive, "META-INF/manifest.xml"):
        raise UserError(f"“{path.name}”加了密码。", "请先取消密码，另存后再导入。")
    total = 0
    for member in members:
        is_sheet = member.filename.startswith("xl/worksheets/") and facts.kind == "xlsx"
        pieces: list[bytes] = []
        size = 0
        with archive.open(member) as stream:
            while piece := stream.read(CHUNK):
                size += len(piece)
                total += len(piece)
                if total > MAX_TOTAL or (
                    size > RATIO_FROM and size > MAX_RATIO * max(member.compress_size, 1)
                ):
                    raise too_large(path, "解开后的内容大得不正常")
                if is_sheet:
                    pieces.append(piece)
        if is_sheet:
            _check_extent(pieces, path)
            hidden = _hidden_rows(pieces)
            if hidden and member.filename in parts:
                facts.hidden_rows[parts[member.filename]] = hidden
    return facts


def _kind(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "content.xml" in names and b"spreadsheet" in _small(archive, "mimetype"):
        return "ods"
    return "other"


def _small(archive: zipfile.ZipFile, name: str) -> bytes:
    """The first 2 MiB of a member that should be small; empty where there is none."""
    try:
        with archive.open(name) as stream:
            return stream.read(2 * 2**20)
    except KeyError:
        return b""


def _hidden_rows(pieces: Sequence[bytes]) -> tuple[int, ...]:
    """The numbers of the rows a sheet hides; `pieces` are its XML."""
    if not any(b"hidden=" in piece for piece in pieces):
        return ()
    return tuple(int(row) for row in HIDDEN_ROW.findall(b"".join(pieces)))


def _check_extent(pieces: Sequence[bytes], path: Path) -> None:
    """Refuse a sheet whose far-off cells would make the reader fill memory with empty ones."""
    tails = (b"", *(piece[-LONGEST_PLACE:] for piece in pieces))
    if not any(SUSPICIOUS.search(tail + piece) for tail, piece in zip(tails, pieces, strict=False)):
        return
    content = b"".join(pieces)
    bottom = right = 0
    for letters, row in CELL.findall(content):
        column = 0
        for code in letters:
            column = column * 26 + code - 64
        bottom = max(bottom, int(row))
        right = max(right, column)
    if bottom * max(right, 1) > MAX_CELLS:
        raise too_large(path, f"的内容一直延伸到第{bottom}行、第{right}列")


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Which member holds which sheet: part name to sheet name; empty where the book is odd."""
    try:
        book = Xml.fromstring(_small(archive, "xl/workbook.xml"))
        relations = Xml.fromstring(_small(archive, "xl/_rels/workbook.xml.rels"))
    except Xml.ParseError:
        return {}
    targets = {
        relation.get("Id", ""): relation.get("Target", "").removeprefix("/xl/").removeprefix("./")
        for relation in relations
    }
    return {
        f"xl/{targets[sheet.get(RELATION, '')]}": sheet.get("name", "")
        for sheet in book.iter()
        if sheet.tag.endswith("}sheet") and sheet.get(RELATION, "") in targets
    }
