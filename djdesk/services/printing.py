"""The log of what was printed (打印登记): reprints are counted, paper can be told from the book."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, String, case, cast, func, literal, or_, select

from djdesk.errors import UserError
from djdesk.models.printing import PrintJob
from djdesk.services.desk import Desk
from djdesk.services.listing import Column, Kind, Listing, Scope, of

AREA = "printing"
PAPER, PDF, XLSX = "paper", "pdf", "xlsx"
WAYS = {PAPER: "打印", PDF: "导出 PDF", XLSX: "导出表格"}
"""The words of `print_way` for the history."""
CODE_SIGNS = 8
"""Signs of the digest that stand at the foot of a page."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What was printed; `request` holds organization, people and options of the report as JSON."""

    report: str
    title: str
    day: date | None
    pages: int
    digest: str
    way: str = PAPER
    copies: int = 1
    request: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class PrintRow:
    """One line of the log; `copy` counts the printings of the same text on paper from 1."""

    id: int
    at: str
    user: str
    way: str
    report: str
    title: str
    day: date | None
    pages: int
    copies: int
    copy: int
    digest: str
    request: Mapping[str, object]


def copy_number(desk: Desk, digest: str) -> int:
    """Which printing of this very text the next one would be: 1 the first, 2 a reprint, …

    Copies of one printing count once: none of them is a reprint of another.
    """
    with desk.store.read() as session:
        done = session.scalar(
            select(func.count()).where(PrintJob.digest == digest, PrintJob.way == PAPER)
        )
        return int(done or 0) + 1


def log(desk: Desk, printed: Printed) -> int:
    """Enter a printing into the log and the history; its copy number.

    A book opened for reading only keeps nothing. Every role may print what it may see.
    """
    number = copy_number(desk, printed.digest)
    if desk.read_only:
        return number
    request = dict(printed.request or {})
    row = PrintJob(
        at=f"{desk.store.now():%Y-%m-%d %H:%M:%S}",
        user=desk.user,
        way=printed.way,
        report=printed.report,
        title=printed.title,
        day=printed.day,
        pages=printed.pages,
        copies=printed.copies,
        copy=number,
        digest=printed.digest,
        request=json.dumps(request, ensure_ascii=False, sort_keys=True),
    )
    # an ordinary step: when the paper jammed, taking it back makes the next one the first again
    pages = f"，{printed.pages}页" if printed.pages else ""
    copies = f"，{printed.copies}份" if printed.copies > 1 else ""
    title = f"{WAYS[printed.way]}：{printed.title}{pages}{copies}"
    with desk.store.write(title, area=AREA) as session:
        session.add(row)
    return number


def by_code(desk: Desk, code: str) -> tuple[PrintRow, ...]:
    """The printings whose page foot carries `code` (校验码), the newest first.

    `UserError` if it is no such code. Making the report again as of its day and comparing digests
    tells whether the paper in the hand is still what the book says.
    """
    signs = re.sub(r"[^0-9a-f]", "", code.lower())
    if len(signs) < CODE_SIGNS:
        raise UserError(f"“{code}”不是校验码。", "校验码印在每页页脚，共 8 位，如 3F2A-91C0。")
    found = select(PrintJob).where(PrintJob.digest.startswith(signs, autoescape=True))
    with desk.store.read() as session:
        rows = session.scalars(found.order_by(PrintJob.at.desc(), PrintJob.id.desc()))
        return tuple(_row(row) for row in rows)


def _row(row: PrintJob) -> PrintRow:
    request = json.loads(row.request)
    return PrintRow(
        row.id,
        row.at,
        row.user,
        row.way,
        row.report,
        row.title,
        row.day,
        row.pages,
        row.copies,
        row.copy,
        row.digest,
        request if isinstance(request, dict) else {},
    )


def _select(_scope: Scope) -> Select[int]:
    return select(PrintJob.id)


def _search(text: str) -> ColumnElement[bool]:
    code = re.sub(r"[^0-9a-f]", "", text.lower())
    found: list[ColumnElement[bool]] = [
        PrintJob.title.contains(text, autoescape=True),
        PrintJob.user.contains(text, autoescape=True),
    ]
    if len(code) >= 4:
        found.append(PrintJob.digest.startswith(code, autoescape=True))
    return or_(*found)


_TIMES = case(
    (PrintJob.way != PAPER, ""),
    (PrintJob.copy == 1, "首次"),
    else_=literal("第").concat(cast(PrintJob.copy, String)).concat("次（重打）"),
)

PRINTINGS = Listing(
    name="printings",
    title="打印登记",
    area=AREA,
    columns=(
        Column("at", "时间", Kind.TEXT, of(PrintJob.at), width=19),
        Column("user", "操作人", Kind.TEXT, of(PrintJob.user), width=10),
        Column("way", "方式", Kind.STATE, of(PrintJob.way), codes="print_way", width=10),
        Column("title", "名称", Kind.TEXT, of(PrintJob.title), width=30),
        Column("day", "截至日期", Kind.DATE, of(PrintJob.day)),
        Column("pages", "页数", Kind.COUNT, of(PrintJob.pages)),
        Column("copies", "份数", Kind.COUNT, of(PrintJob.copies)),
        Column("copy", "第几次", Kind.TEXT, of(_TIMES), width=12),
        Column("digest", "校验码", Kind.TEXT, of(func.upper(func.substr(PrintJob.digest, 1, 8)))),
    ),
    select=_select,
    row_id=PrintJob.id,
    search=_search,
    order=(("at", True),),
    tables=frozenset({"print_job"}),
    noun="次",
)
