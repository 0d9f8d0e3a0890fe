"""收支账, 收据 and 大额党费: the registers of what came in and went out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from djdesk.models.rules import codes
from djdesk.services import dues, kinds
from djdesk.services.desk import Desk
from djdesk.services.dues import CashBook, CashLine, LargeRow, ReceiptRow
from djdesk.services.dues.fields import ENTRY_FIELDS, LARGE_FIELDS
from djdesk.services.fields import Field, field
from djdesk.services.listing import Kind
from djdesk.ui.dues import papers
from djdesk.ui.dues.register import REASON, Register
from djdesk.ui.kit.ask import ask_form
from djdesk.ui.kit.forms import Values
from djdesk.ui.kit.listbox import Lesson

ON = Field("on", "冲销日期", Kind.DATE, required=True)
REPORT = tuple(field(LARGE_FIELDS, key) for key in ("brief", "reported_on", "receipt_number"))


class CashPage(Register[CashLine]):
    """The cash book of a year; money collected, handed over and used comes in by itself."""

    name = "收支账"
    columns = (
        ("日期", 92), ("凭证号", 84), ("摘要", 220), ("收入", 96), ("支出", 96), ("结余", 104),
        ("经手人", 84), ("备注", 0),
    )  # fmt: skip
    numbers = (3, 4, 5)
    lesson = Lesson(
        "这一年还没有收支",
        "收的党费按天自动记账，上缴和使用登记后也自动记账。刚开始用本程序的，先登记上年结转。",
        icon="book-open",
    )

    def make_buttons(self) -> None:
        self.enter = self.button("记一笔…", self._on_enter, primary=True)
        self.reverse = self.button_of(
            "冲销…",
            self._on_reverse,
            lambda line: (
                line.entry_id is not None and line.reverses_id is None and not line.taken_back
            ),
        )

    def fetch(self, desk: Desk, year: int) -> Sequence[CashLine]:
        self.book: CashBook = dues.book(desk, year)
        return self.book.lines

    def row(self, item: CashLine) -> tuple[tuple[str, ...], str, bool]:
        show = kinds.show_money
        texts = (
            kinds.show_date(item.day),
            item.voucher,
            item.summary,
            show(item.income) if item.income else "",
            show(item.outgo) if item.outgo else "",
            show(item.balance),
            item.handled_by,
            item.remark,
        )
        return texts, "", item.taken_back

    def summary(self) -> str:
        if not self.items:
            return ""
        book, show = self.book, kinds.show_money
        return (
            f"年初结余 {show(book.opening)} · 收入 {show(book.income)} · 支出 {show(book.outgo)}"
            f" · 结余 {show(book.closing)}"
        )

    def _on_enter(self) -> None:
        desk = self.context.desk
        ask_form(
            self.context,
            self,
            "记一笔收支",
            ENTRY_FIELDS,
            lambda values: dues.enter(desk, values),
            lambda _id: self.say("已记账。"),
            word="记账",
            hint="收党费、上缴、使用不在这里记，各自登记后自动记账。",
            values={"booked_on": desk.today(), "handled_by": desk.user},
            check=lambda values: dues.check_entry(desk, values),
        )

    def _on_reverse(self, line: CashLine) -> None:
        desk, entry_id = self.context.desk, line.entry_id
        assert entry_id is not None

        def work(values: Values) -> int:
            on = values["on"]
            assert isinstance(on, date)
            return dues.reverse_entry(desk, entry_id, reason=str(values["reason"]), on=on)

        ask_form(
            self.context,
            self,
            "冲销一笔收支",
            (ON, REASON),
            work,
            lambda _id: self.say("已冲销，原记录保留。"),
            word="冲销",
            hint=f"{kinds.show_date(line.day)} {line.summary}。另记一笔负数；上缴、使用随之作废。",
            values={"on": desk.today()},
        )


class ReceiptPage(Register[ReceiptRow]):
    """The receipts of a year by their numbers, void ones included."""

    name = "收据"
    columns = (
        ("编号", 92), ("日期", 92), ("交款人", 92), ("交款月份", 150), ("事由", 96), ("金额", 92),
        ("方式", 80), ("收款人", 84), ("状态", 0),
    )  # fmt: skip
    numbers = (5,)
    state_column = 8
    lesson = Lesson(
        "这一年还没有开收据",
        "在“党费收缴”登记收款时勾选“开收据”，编号自动连续。",
        icon="scroll-text",
    )

    def make_buttons(self) -> None:
        self.print = self.button_of("打印收据", self._on_print, reads=True)
        self.void = self.button_of("作废…", self._on_void, lambda row: row.void_on is None)

    def fetch(self, desk: Desk, year: int) -> Sequence[ReceiptRow]:
        return tuple(reversed(dues.receipts(desk, year=year)))

    def row(self, item: ReceiptRow) -> tuple[tuple[str, ...], str, bool]:
        void = item.void_on is not None
        texts = (
            item.number_text,
            kinds.show_date(item.issued_on),
            item.payer,
            item.months,
            item.reason,
            kinds.show_money(item.fen),
            codes.table("dues_way").short(item.way),
            item.issued_by,
            "作废" if void else "有效",
        )
        return texts, "quiet" if void else "ok", void

    def summary(self) -> str:
        item = self.current
        if item is not None:
            void = f"　已作废：{item.void_reason}" if item.void_on is not None else ""
            return f"{item.number_text}　{item.capitals}{void}"
        valid = [row for row in self.items if row.void_on is None]
        fen = sum(row.fen for row in valid)
        gone = len(self.items) - len(valid)
        return f"有效 {len(valid)} 张，{kinds.show_money(fen)} 元；作废 {gone} 张"

    def on_opened(self) -> None:
        self.print.click()

    def _on_print(self, row: ReceiptRow) -> None:
        papers.print_receipts(self.context, self, (row.id,))

    def _on_void(self, row: ReceiptRow) -> None:
        desk = self.context.desk
        ask_form(
            self.context,
            self,
            f"作废收据 {row.number_text}",
            (REASON,),
            lambda values: dues.void(desk, row.id, reason=str(values["reason"])),
            lambda _none: self.say(f"收据 {row.number_text} 已作废，编号保留。"),
            word="作废",
            hint="只作废收据，交款记录不变；纸质收据各联盖“作废”章后保存。",
        )


class LargePage(Register[LargeRow]):
    """The register of 大额党费, every year."""

    name = "大额党费"
    columns = (
        ("姓名", 92), ("金额", 104), ("交纳日期", 92), ("上报日期", 92), ("中组部收据号", 120),
        ("状态", 72), ("简要情况", 0),
    )  # fmt: skip
    numbers = (1,)
    state_column = 5
    lesson = Lesson(
        "没有大额党费",
        "自愿一次多交 1000 元以上的，登记收款时选“自愿多交”，会自动列在这里，全部上缴中央。",
        icon="award",
    )

    def make_buttons(self) -> None:
        self.report = self.button_of("登记上报…", self._on_report, lambda row: not row.taken_back)

    def fetch(self, desk: Desk, year: int) -> Sequence[LargeRow]:
        return dues.large_gifts(desk, year)

    def row(self, item: LargeRow) -> tuple[tuple[str, ...], str, bool]:
        word, state = ("待上报", "warn") if item.reported_on is None else ("已上报", "ok")
        if item.taken_back:
            word, state = "已冲销", "quiet"
        texts = (
            item.name,
            kinds.show_money(item.fen),
            kinds.show_date(item.given_on),
            kinds.show_date(item.reported_on),
            item.receipt_number,
            word,
            item.brief,
        )
        return texts, state, item.taken_back

    def on_opened(self) -> None:
        self.report.click()

    def _on_report(self, row: LargeRow) -> None:
        desk = self.context.desk
        ask_form(
            self.context,
            self,
            f"{row.name}：大额党费上报",
            REPORT,
            lambda values: dues.report_large(desk, row.id, values),
            lambda _none: self.say("已登记上报。"),
            hint=f"{kinds.show_money(row.fen)} 元，全部经基层党委上缴中央，由中央组织部出具收据。",
            values={
                "brief": row.brief,
                "reported_on": row.reported_on,
                "receipt_number": row.receipt_number,
            },
        )
