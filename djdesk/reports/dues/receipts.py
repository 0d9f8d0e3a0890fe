"""党费收据 (F08): three a page with their stubs, or data on pre-printed paper of 190 × 95 mm."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from djdesk.models.rules import codes
from djdesk.reports.dues import wording
from djdesk.reports.kit.content import (
    Block,
    Cell,
    Content,
    Grid,
    Line,
    PageBreak,
    Paper,
    Paragraph,
    Placed,
    Space,
    Spot,
)
from djdesk.reports.kit.registers import unit_name
from djdesk.reports.kit.spec import Option, ReportSpec, Request
from djdesk.services import dues, kinds
from djdesk.services.desk import Desk
from djdesk.services.dues import ReceiptRow

FORM, TITLE = "F08", "党费收据"
LIST = "dues_receipts"  # the list whose rows the papers are of
PAPER = Paper(top=15, bottom=15)
SLIP = Paper("190×95", left=10, right=10, top=8, bottom=8)
A_PAGE = 3
CUT = "－ " * 14 + "沿此线裁开" + " －" * 14
GAP = 4.0

STUB = (16.0, 36.0)
SEAM = (8.0,)
SLIP_WIDTHS = (24.0, 38.0, 20.0, 28.0)
HEIGHTS = (11.0, 8.0, 8.0, 8.0, 8.0, 8.0, 8.0, 8.0, 9.0)
WHOLE = (34.0, 60.0, 30.0, 46.0)

COPIES = Option("copies", "联次", (("two", "存根、收据"), ("three", "存根、收据、记账")))
PERIOD = Option("period", "打印哪些", (("month", "本月开具的"), ("year", "本年开具的")))
"""Which receipts, where none were chosen: by the day of issue; void ones are printed too."""


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands on one receipt, all as texts; a `void` one says since when and why."""

    number: str = ""
    payer: str = ""
    months: str = ""
    amount: str = ""
    capitals: str = ""
    way: str = ""
    reason: str = ""
    unit: str = ""
    issuer: str = ""
    day: str = ""
    void: str = ""
    blank: bool = False


def slip(row: ReceiptRow, unit: str) -> Slip:
    """A receipt as texts."""
    void = ""
    if row.void_on is not None:
        void = f"{kinds.show_date(row.void_on)}作废：{row.void_reason}"
    return Slip(
        row.number_text,
        row.payer,
        row.months,
        f"￥{wording.money(row.fen)}",
        row.capitals,
        codes.table("dues_way").name(row.way),
        row.reason,
        unit,
        row.issued_by,
        kinds.show_day(row.issued_on),
        void,
    )


def chosen(desk: Desk, request: Request) -> tuple[ReceiptRow, ...]:
    """The receipts asked for in the order of their numbers; else those issued in the period."""
    if request.records:
        return dues.receipts(desk, request.records)
    rows = dues.receipts(desk, year=request.day.year)
    if request.options.get("period", PERIOD.default) == "year":
        return rows
    return tuple(row for row in rows if row.issued_on.month == request.day.month)


def dues_receipts(desk: Desk, request: Request) -> Content:
    """Three receipts a page with their stubs, to be cut; with 记账联 if three copies are wanted."""
    unit = unit_name(desk, request)
    slips = [slip(row, unit) for row in chosen(desk, request)]
    grids: list[Grid] = []
    for each in slips:
        grids.append(with_stub(each))
        if request.options.get("copies") == "three":
            grids.append(alone(each, "记账联"))
    notes = () if slips else ("这段时间没有开具收据。",)
    return _content(request, tuple(on_pages(grids)) or _nothing(), notes)


def _nothing() -> tuple[Block, ...]:
    return (Paragraph("没有要打印的收据。", indent=0),)


def _content(request: Request, blocks: tuple[Block, ...], notes: tuple[str, ...] = ()) -> Content:
    paper = request.paper or PAPER
    return Content(FORM, TITLE, paper, blocks, request.day, TITLE, notes=notes)


def on_pages(grids: Sequence[Grid]) -> Iterator[Block]:
    """Receipts with a line to cut between them, `A_PAGE` a page."""
    for place, grid in enumerate(grids):
        yield grid
        if place == len(grids) - 1:
            return
        if place % A_PAGE == A_PAGE - 1:
            yield PageBreak()
        else:
            yield Space(GAP)
            yield Line(middle=CUT)
            yield Space(GAP)


def with_stub(each: Slip) -> Grid:
    """Stub (存根), seam to be stamped over, and receipt side by side."""
    rows = [
        (*left, *seam, *right)
        for left, seam, right in zip(_stub(each), _seam(), _receipt(each, "收据联"), strict=True)
    ]
    return Grid((*STUB, *SEAM, *SLIP_WIDTHS), HEIGHTS, tuple(rows))


def alone(each: Slip, copy: str) -> Grid:
    """One copy over the whole width."""
    return Grid(WHOLE, HEIGHTS, tuple(tuple(row) for row in _receipt(each, copy)))


def _label(text: str, across: int = 1) -> Cell:
    return Cell(text, label=True, across=across)


def _seam() -> list[tuple[Cell, ...]]:
    cell = Cell("骑\n缝\n盖\n章", down=len(HEIGHTS), align="center")
    return [(cell,), *[()] * (len(HEIGHTS) - 1)]


def _stub(each: Slip) -> list[tuple[Cell, ...]]:
    entries = (
        ("编号", each.number),
        ("交款人", each.payer),
        ("月份", each.months),
        ("金额", each.amount),
        ("方式", each.way),
        ("事由", each.reason),
        ("收款人", each.issuer),
        ("日期", each.day),
    )
    rows: list[tuple[Cell, ...]] = [(_label(f"{TITLE}（存根）{_gone(each)}", 2),)]
    rows += [(_label(word), _value(each, text)) for word, text in entries]
    return rows


def _value(each: Slip, text: str, across: int = 1, down: int = 1) -> Cell:
    return Cell(text, across=across, down=down, keep_blank=each.blank)


def _gone(each: Slip) -> str:
    return "【作废】" if each.void else ""


def _receipt(each: Slip, copy: str) -> list[tuple[Cell, ...]]:
    ending = (
        (_label("作废"), Cell(each.void))
        if each.void
        else (_label("签　章"), Cell(keep_blank=True))
    )
    return [
        (_label(f"党　费　收　据（{copy}）{_gone(each)}", 4),),
        (_label("编号"), _value(each, each.number), _label("日期"), _value(each, each.day)),
        (_label("交款人"), _value(each, each.payer), _label("交款方式"), _value(each, each.way)),
        (_label("交款月份"), _value(each, each.months, 3)),
        (_label("金额（大写）"), _value(each, each.capitals, 3)),
        (_label("金额（小写）"), _value(each, each.amount), *_reason(each)),
        (_label_down("收款单位\n（章）"), _value(each, each.unit, 3, 2)),
        (),
        (_label("收款人"), _value(each, each.issuer), *ending),
    ]


def _label_down(text: str) -> Cell:
    return Cell(text, label=True, down=2)


def _reason(each: Slip) -> tuple[Cell, Cell]:
    return _label("事由"), _value(each, each.reason)


def dues_receipts_preprinted(desk: Desk, request: Request) -> Content:
    """Receipts on pre-printed paper, one a sheet; 只打数据 leaves out what stands on it already."""
    unit = unit_name(desk, request)
    blocks: list[Block] = []
    for row in chosen(desk, request):
        blocks += [*([PageBreak()] if blocks else []), placed(slip(row, unit))]
    notes = () if blocks else ("这段时间没有开具收据。",)
    paper = request.paper or SLIP
    title = f"{TITLE}（套打）"
    return Content(
        FORM,
        title,
        paper,
        tuple(blocks) or _nothing(),
        request.day,
        TITLE,
        notes=notes,
        overprint=True,
    )


PRINTED: tuple[Spot, ...] = (
    Spot(45, 6, "党　费　收　据", 80, 18, "center", preprinted=True),
    Spot(118, 8, "编号", 12, preprinted=True),
    Spot(0, 18, "交款人", 20, preprinted=True),
    Spot(100, 18, "日期", 14, preprinted=True),
    Spot(0, 29, "交款月份", 20, preprinted=True),
    Spot(112, 29, "交款方式", 20, preprinted=True),
    Spot(0, 40, "金额（大写）", 28, preprinted=True),
    Spot(112, 40, "（小写）", 20, preprinted=True),
    Spot(0, 51, "事由", 20, preprinted=True),
    Spot(0, 64, "收款单位（章）", 32, preprinted=True),
    Spot(116, 64, "收款人", 16, preprinted=True),
)
"""What stands on the paper already, where a sheet of 190 × 95 mm has it."""


def placed(each: Slip) -> Placed:
    """The texts of a receipt at their places."""
    data = (
        Spot(130, 8, each.number, 40),
        Spot(22, 18, each.payer, 70),
        Spot(116, 18, each.day, 54),
        Spot(22, 29, each.months, 86),
        Spot(134, 29, each.way, 36),
        Spot(30, 40, each.capitals, 80),
        Spot(134, 40, each.amount, 36),
        Spot(22, 51, each.reason, 84),
        Spot(34, 64, each.unit, 78),
        Spot(134, 64, each.issuer, 36),
        Spot(0, 74, f"【作废】{each.void}" if each.void else "", 168),
    )
    return Placed(78, (*PRINTED, *(spot for spot in data if spot.text)))


REPORTS: tuple[ReportSpec, ...] = (
    ReportSpec(
        "dues-receipts",
        FORM,
        TITLE,
        wording.AREA,
        PAPER,
        dues_receipts,
        (PERIOD, COPIES),
        by_record=LIST,
        many=True,
    ),
    ReportSpec(
        "dues-receipts-preprinted",
        FORM,
        f"{TITLE}（套打）",
        wording.AREA,
        SLIP,
        dues_receipts_preprinted,
        (PERIOD,),
        by_record=LIST,
        many=True,
    ),
)
