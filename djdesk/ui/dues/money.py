"""The pane 收支上缴: cash book, money upward, use, large dues, receipts, sealing, publication."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from djdesk.models.rules.dues import period_of
from djdesk.ui.dues import papers
from djdesk.ui.dues.moneybook import CashPage, LargePage, ReceiptPage
from djdesk.ui.dues.register import Register
from djdesk.ui.dues.upward import PublicationPage, RemittancePage, SealedPage, UsePage
from djdesk.ui.kit.page import Page
from djdesk.ui.kit.pane import Context, PaneSpec
from djdesk.ui.kit.print_log import open_print_log
from djdesk.ui.kit.sections import Sections
from djdesk.ui.kit.span import Span

TABLES = frozenset(
    {
        "dues_payment",
        "dues_part",
        "dues_receipt",
        "dues_large",
        "dues_entry",
        "dues_remittance",
        "dues_spending",
        "dues_sealed",
        "dues_publication",
    }
)
PAPERS = {
    "book": "dues-cash",
    "upward": "dues-remittance",
    "large": "dues-large",
    "public": "dues-public",
}


class MoneyPane(Page):
    """The pane; `section` names a register: book, upward, uses, large, receipts, sealed, public.

    `do` presses the first button of that register (上缴, 封存, 登记公示).
    """

    def __init__(self, context: Context) -> None:
        super().__init__("收支上缴", "dues_money", context.memory)
        self.context = context
        self.print = self.add_action("打印", "printer", self._on_print, shortcut="Ctrl+P")
        self.add_more("打印记录…", "history", lambda: open_print_log(self.context, self))
        inside = QWidget(self)
        box = QVBoxLayout(inside)
        box.setContentsMargins(0, 0, 0, 0)
        today = context.desk.today()
        self.span = Span(today, inside, "year", fixed=True)
        self.span.changed.connect(self._read)
        self.addActions([self.span.earlier, self.span.later])
        box.addWidget(self.span)
        self.sections = Sections(inside)
        self.book = CashPage(context, self)
        self.upward = RemittancePage(context, self)
        self.uses = UsePage(context, self)
        self.large = LargePage(context, self)
        self.receipts = ReceiptPage(context, self)
        self.sealed = SealedPage(context, self)
        self.public = PublicationPage(context, self)
        self.pages: dict[str, Register[object]] = {}
        for key, page in (
            ("book", self.book),
            ("upward", self.upward),
            ("uses", self.uses),
            ("large", self.large),
            ("receipts", self.receipts),
            ("sealed", self.sealed),
            ("public", self.public),
        ):
            self.sections.add(key, page.name, page)
            self.pages[key] = page  # type: ignore[assignment]
        self.sections.chosen.connect(lambda _key: self._read())
        box.addWidget(self.sections, 1)
        self.set_master(inside)
        inside.setFocusProxy(self.sections)
        self.follow(context.bus, TABLES, self._read)
        self._read()

    def show_record(self, record_id: int | None, **hints: object) -> None:
        """Show a register, and do what the hints ask (see the class)."""
        section = str(hints.get("section") or "")
        if section in self.pages:
            self.sections.choose(section)
        first: dict[str, Callable[[], None]] = {
            "hand": self.upward.hand.click,
            "seal": self.sealed.seal.click,
            "publish": self.public.publish.click,
        }
        wanted = first.get(str(hints.get("do") or ""))
        if wanted is not None:
            wanted()

    def _read(self) -> None:
        """Read the register shown; the others when they are shown."""
        self.pages[self.sections.current].read(self.span.period.first.year)

    def _on_print(self) -> None:
        """The papers of the register shown: of its rows, of the chosen one, or of the year."""
        section, context = self.sections.current, self.context
        if section == "receipts":
            valid = [row.id for row in self.receipts.items if row.void_on is None]
            papers.print_receipts(context, self, valid)
        elif section == "uses":
            use = self.uses.current
            papers.print_records(context, self, papers.USES, (use.id,) if use else ())
        elif section == "sealed":
            row = self.sealed.current
            papers.print_records(context, self, papers.SEALED, (row.id,) if row else ())
        else:
            year = period_of(self.span.period.first, "year")
            papers.print_dues(context, self, year, first=PAPERS[section])


PANE = PaneSpec(
    "dues_money",
    "收支上缴",
    "党费",
    "scroll-text",
    MoneyPane,
    watches=TABLES,
    book_kinds=frozenset({"branch"}),
    words="收支账 上缴 党费使用 大额党费 封存 公示 收据 结转",
)
