"""Makers for the tests of reports: registers of synthetic people, and PDFs read back."""

from __future__ import annotations

import io
from datetime import date

import pypdf

from djdesk.reports.kit.content import (
    LANDSCAPE,
    Block,
    Content,
    Heading,
    Line,
    Paper,
    Signatures,
    Table,
    TableColumn,
)
from djdesk.reports.kit.fonts import bundled
from djdesk.reports.kit.pdf import Rendering, Stamp, render
from djdesk.services.listing import Kind

DAY = date(2026, 11, 20)
RARE = "李\U0002cc56"  # 𬱖: beyond U+FFFF, in the bundled faces
UNKNOWN = "\U0002a6a5"  # 𪚥 (64 strokes): in none of the bundled faces
COLUMNS = (
    TableColumn("序号", 12, Kind.COUNT, "center"),
    TableColumn("姓名", 30, Kind.PERSON, "center"),
    TableColumn("身份证号", 45, Kind.ID_NUMBER),
    TableColumn("工作单位及职务", 83),
)


def people(count: int) -> list[list[str]]:
    """Rows of a short register; names repeat, numbers do not."""
    return [
        [str(n), f"王某{'甲乙丙丁'[n % 4]}", f"9999991980010{n:05d}", "机修车间"]
        for n in range(1, count + 1)
    ]


def register(
    rows: list[list[str]], *more: Block, paper: Paper = LANDSCAPE, blank_to: int = 0
) -> Content:
    """A register with title and signatures, `more` after the signatures."""
    blocks = (
        Heading("党员花名册"),
        Line("填报单位：中共某某厂机修车间支部委员会", "截至2026年11月20日", "单位：人"),
        Table(COLUMNS, rows, ("合计",), blank_to=blank_to),
        Signatures(("制表人：", "审核人（支部书记）：")),
        *more,
    )
    return Content("F01", "党员花名册", paper, blocks, DAY)


def printed(content: Content) -> Rendering:
    """The report with the bundled faces, the same on every computer."""
    return render(content, stamp=Stamp(DAY), faces=bundled())


def texts(data: bytes) -> list[str]:
    """The text of every page without blanks, as another program reads it."""
    reader = pypdf.PdfReader(io.BytesIO(data))
    return ["".join(page.extract_text().split()) for page in reader.pages]
