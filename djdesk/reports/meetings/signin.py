"""Sign-in: the sheet with the names of that day (F04), and the members' cards with codes."""

from __future__ import annotations

import io
from collections.abc import Sequence

from djdesk.errors import UserError
from djdesk.models.rules import codes
from djdesk.reports.kit.content import (
    Block,
    Cell,
    Content,
    Grid,
    Heading,
    PageBreak,
    Paper,
    Table,
    TableColumn,
)
from djdesk.reports.kit.labelled import Labelled, labelled
from djdesk.reports.kit.spec import Option, ReportSpec, Request
from djdesk.reports.meetings import wording
from djdesk.reports.roster.ledger import ORDER, members_asked
from djdesk.services import meetings
from djdesk.services.desk import Desk
from djdesk.services.listing import Kind
from djdesk.services.meetings import Record, RollRow
from djdesk.services.roster.profile import Profile, profiles

FORM, TITLE = "F04", "签到表"
PAPER = Paper(left=25, right=15)
COLUMNS: tuple[TableColumn, ...] = (
    TableColumn("序号", 12, Kind.COUNT, "center"),
    TableColumn("姓名", 28, Kind.PERSON, "center"),
    TableColumn("签名", 45, Kind.TEXT, "center"),
) * 2
GUESTS: tuple[TableColumn, ...] = (
    TableColumn("序号", 12, Kind.COUNT, "center"),
    TableColumn("列席人员", 40, Kind.PERSON, "center"),
    TableColumn("单位、职务", 73),
    TableColumn("签名", 45, Kind.TEXT, "center"),
)
ROW = 9.0
LEAST_ROWS = 15
"""Millimetres to sign in, and rows that a sheet has at least (forms.md §1)."""

MARKS = Option("marks", "未到会的人", (("no", "签名栏留空"), ("yes", "注明请假、缺席")))

CARDS_TITLE = "签到码卡片"
CARD = (38.0, 47.0)
"""Widths of code and words of a card in millimetres; two cards stand side by side."""

CARD_HEIGHT, CARDS_A_PAGE = 50.0, 10
CARDS_PAPER = Paper(top=20, bottom=20)
NO_CARD = (Cell(keep_blank=True), Cell(keep_blank=True))


def meeting_signin(desk: Desk, request: Request) -> Content:
    """F04 with the names of those who should come as of that day; the ink is theirs."""
    record = meetings.record(desk, request.records[0])
    return content(desk, record, request.paper, marked=request.options.get("marks") == "yes")


def content(
    desk: Desk, record: Record, paper: Paper | None = None, *, marked: bool = False
) -> Content:
    """As `meeting_signin`, of a record that was read already; `marked` names those on leave."""
    rows = [row for row in record.roll.rows if row.standing != "excused"]
    blocks: list[Block] = [
        Heading(f"{record.title}{TITLE}"),
        labelled(_head(desk, record)),
        sheet(
            [row.name for row in rows],
            [_said(row) if marked else "" for row in rows],
            _totals(record, marked=marked),
        ),
    ]
    if record.roll.guests:
        listed = [
            [str(n), row.name, _office(row), ""] for n, row in enumerate(record.roll.guests, 1)
        ]
        blocks.append(Table(GUESTS, listed, row_height=ROW, keep_blank=True))
    return Content(
        FORM,
        f"{record.title}{TITLE}",
        paper or PAPER,
        tuple(blocks),
        wording.held_on(record.values),
        TITLE,
        mark=wording.mark(record),
    )


def sheet(names: Sequence[str], said: Sequence[str], totals: str) -> Table:
    """Names two to a row with room to sign beside each; `said` stands where nobody will sign."""
    cells = [
        [str(n), name, word] for n, (name, word) in enumerate(zip(names, said, strict=True), 1)
    ]
    if len(cells) % 2:
        cells.append(["", "", ""])
    rows = [one + other for one, other in zip(cells[::2], cells[1::2], strict=True)]
    return Table(COLUMNS, rows, (totals,), ROW, LEAST_ROWS, keep_blank=True)


def _head(desk: Desk, record: Record) -> list[Labelled]:
    values = record.values
    name, topic = f"{record.year}年{record.title}", wording.text(values, "topic")
    return [
        Labelled("党组织", wording.unit_name(desk, record.unit_id), wide=True),
        Labelled("活动名称", f"{name}：{topic}" if topic else name, wide=True),
        Labelled("时间", wording.when(values)),
        Labelled("地点", wording.text(values, "place")),
    ]


def _totals(record: Record, *, marked: bool) -> str:
    """The foot of the sheet; by hand unless the marks are printed."""
    roll = record.roll
    known = marked and wording.is_held(record)
    figures = (roll.present, roll.leave, roll.absent) if known else (None,) * 3
    words = zip(("实到", "请假", "缺席"), figures, strict=True)
    rest = "　".join(f"{word}{wording.figure(number)}人" for word, number in words)
    return f"应到{wording.figure(roll.should if roll.rows else None)}人　{rest}"


def _said(row: RollRow) -> str:
    if row.standing not in ("leave", "absent"):
        return ""
    return f"（{codes.table(wording.STATUSES).name(row.status)}）"


def _office(row: RollRow) -> str:
    return "，".join(each for each in (row.post, row.reason) if each)


# -- cards -----------------------------------------------------------------------------------------


def signin_cards(desk: Desk, request: Request) -> Content:
    """Cards to be cut out, ten a page: the code that signs a member in, the name, the branch."""
    members = members_asked(desk, request)
    if not members:
        raise UserError("没有要打印的党员。", "请先选择党员，或换一个截至日期。")
    cards = [
        (
            Cell(image=code_picture(meetings.member_code(each.uid))),
            Cell(_words(each), align="center"),
        )
        for each in profiles(desk, members, request.day)
    ]
    blocks: list[Block] = []
    for start in range(0, len(cards), CARDS_A_PAGE):
        if blocks:
            blocks.append(PageBreak())
        blocks.append(_page(cards[start : start + CARDS_A_PAGE]))
    paper = request.paper or CARDS_PAPER
    return Content("", CARDS_TITLE, paper, tuple(blocks), request.day, CARDS_TITLE)


def code_picture(text: str) -> bytes:
    """The QR code of `text` as a PNG; error correction M stands a scratch or a fold."""
    import segno  # loaded with the first card, not with the program

    out = io.BytesIO()
    segno.make_qr(text, error="m").save(out, kind="png", scale=8, border=2)
    return out.getvalue()


def _words(each: Profile) -> str:
    return "\n".join([str(each.values["name"]), "", each.branch, each.group])


def _page(cards: Sequence[tuple[Cell, Cell]]) -> Grid:
    """Two cards in a row; what is left of the last row stays empty."""
    rows = [
        (*one, *other)
        for one, other in zip(
            cards[::2], [*cards[1::2], NO_CARD][: -(-len(cards) // 2)], strict=True
        )
    ]
    return Grid(CARD * 2, (CARD_HEIGHT,) * len(rows), tuple(rows))


REPORTS: tuple[ReportSpec, ...] = (
    ReportSpec(
        "meeting-signin",
        FORM,
        TITLE,
        "meetings",
        PAPER,
        meeting_signin,
        (MARKS,),
        by_record="meetings",
    ),
    ReportSpec(
        "signin-cards",
        "",
        CARDS_TITLE,
        "meetings",
        CARDS_PAPER,
        signin_cards,
        (ORDER,),
        by_member=True,
    ),
)
