"""合并清单: what a package would change in this book, line by line, for signature before merging.

The plan comes as plain words, because reports and packages know nothing of each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from djdesk.reports.kit.content import (
    LANDSCAPE,
    Block,
    Content,
    Heading,
    Paragraph,
    Signatures,
    Table,
    TableColumn,
    short_digest,
)
from djdesk.reports.kit.labelled import Labelled, labelled
from djdesk.reports.kit.registers import BLANK_DAY
from djdesk.reports.kit.spec import ReportSpec, Request
from djdesk.services.desk import Desk
from djdesk.services.listing import Kind

TITLE = "上报包合并清单"
WIDTHS = (22, 16, 50, 30, 68, 69)
"""Millimetres of area, action, record, field, this book, the package; 序号 takes the rest."""

FOUR_PAIRS = (24.0, 62.0, 24.0, 46.0, 24.0, 30.0, 24.0, 33.0)
SIGNED = Signatures(("支部核对人：", "接收人：", "审核人：", f"日期：{BLANK_DAY}", "（盖章）"))


@dataclass(frozen=True, slots=True)
class MergeSheet:
    """A package held against the book: who sent it, which one it is, and every line of the plan.

    `rows` are lines of as many texts as `titles` has; `counts` are words with numbers (新增 3).
    `conflicts` says in a sentence what becomes of rows that were changed on both sides.
    """

    sender: str
    number: int
    period: str
    made_at: str
    digest: str
    titles: Sequence[str]
    rows: Sequence[Sequence[str]]
    counts: Mapping[str, int]
    conflicts: str = ""
    remarks: Sequence[str] = ()


def merge_report(sheet: MergeSheet) -> ReportSpec:
    """The report that prints one plan; it is offered by the dialog that shows the plan."""

    def make(desk: Desk, request: Request) -> Content:
        return merge_plan(sheet, desk, request)

    return ReportSpec("merge-plan", "", TITLE, "packages", LANDSCAPE, make)


def merge_plan(sheet: MergeSheet, desk: Desk, request: Request) -> Content:
    """The plan on paper: head with the package's number and check code, lines, places to sign."""
    head = labelled(
        (
            Labelled("上报单位", sheet.sender),
            Labelled("上报包", f"第{sheet.number:04d}号"),
            Labelled("所属月份", sheet.period),
            Labelled("校验码", short_digest(sheet.digest)),
            Labelled("导出时间", sheet.made_at),
            Labelled("变动", "，".join(f"{word} {n}" for word, n in sheet.counts.items())),
            Labelled("清单行数", str(len(sheet.rows))),
            Labelled("接收单位", desk.store.book.name),
        ),
        FOUR_PAIRS,
    )
    columns = (
        TableColumn("序号", 12, Kind.COUNT, "center"),
        *(TableColumn(title, width) for title, width in zip(sheet.titles, WIDTHS, strict=True)),
    )
    rows = [[str(number), *row] for number, row in enumerate(sheet.rows, 1)]
    said = [*sheet.remarks, *([sheet.conflicts] if sheet.conflicts else [])]
    blocks: tuple[Block, ...] = (
        Heading(TITLE),
        head,
        Table(columns, rows),
        *(Paragraph(text, 0, 10.5) for text in said),
        SIGNED,
    )
    mark = f"上报包第{sheet.number:04d}号　包校验码 {short_digest(sheet.digest)}"
    return Content("", TITLE, request.paper or LANDSCAPE, blocks, request.day, mark=mark)
