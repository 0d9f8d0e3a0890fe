"""上缴, 使用, 封存 and 公示: money that goes up or is used, and what is reported of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QDialog, QLabel, QWidget

from djdesk.models.rules import dues as rules
from djdesk.models.rules.days import add_months
from djdesk.services import dues, kinds
from djdesk.services.desk import Desk
from djdesk.services.dues import (
    PublicationRow,
    RemittanceDraft,
    RemittanceRow,
    SealedFigures,
    SealedRow,
    UseRow,
)
from djdesk.services.dues.fields import (
    PUBLICATION_FIELDS,
    REMITTANCE_FIELDS,
    SEALED_FIELDS,
    USE_FIELDS,
)
from djdesk.services.dues.spending import ACCOUNT, APPLICATION, DECISION
from djdesk.services.fields import Field, field
from djdesk.services.listing import Kind
from djdesk.ui.dues import papers
from djdesk.ui.dues.grid import LedgerGrid
from djdesk.ui.dues.register import REASON, Register
from djdesk.ui.kit.ask import ask_form
from djdesk.ui.kit.dialogs import begin_wide
from djdesk.ui.kit.editors import Choice
from djdesk.ui.kit.forms import Values
from djdesk.ui.kit.listbox import Lesson
from djdesk.ui.kit.pane import Context

PERIOD = Field("period", "上缴哪一期", Kind.TEXT, refers="period", required=True)
HANDING = (
    *(field(REMITTANCE_FIELDS, key) for key in ("handed_on", "handed_by", "receipt_number")),
    Field("voucher", "凭证号", Kind.TEXT),
    field(REMITTANCE_FIELDS, "remark"),
)
RECEIVED = (field(REMITTANCE_FIELDS, "receipt_number"), field(REMITTANCE_FIELDS, "remark"))
SEALING = tuple(field(SEALED_FIELDS, key) for key in ("first", "last", "remark"))
PUBLISHING = tuple(
    field(PUBLICATION_FIELDS, key) for key in ("year", "quarter", "published_on", "place", "remark")
)
USE_STATES = {"待决定": "warn", "待决算": "warn", "已决算": "ok", "已冲销": "quiet"}
TAKING_DOWN = tuple(field(PUBLICATION_FIELDS, key) for key in ("removed_on", "objections"))


def told(draft: RemittanceDraft) -> str:
    """A draft in a sentence."""
    show = kinds.show_money
    large = f"（其中大额党费 {show(draft.large)} 元全部上缴）" if draft.large else ""
    return (
        f"{draft.title}：{draft.members} 人应交 {show(draft.due)} 元，实收 {show(draft.collected)}"
        f" 元{large}；按 {rules.per_cent(draft.share_bp)} 上缴 {show(draft.up)} 元，"
        f"留存 {show(draft.kept)} 元。"
    )


class RemittancePage(Register[RemittanceRow]):
    """What was handed over for the periods of a year."""

    name = "上缴"
    columns = (
        ("时期", 128), ("人数", 48), ("应交", 92), ("实收", 92), ("上缴", 92), ("留存", 88),
        ("上缴日期", 92), ("经手人", 76), ("上级收据号", 130), ("状态", 0),
    )  # fmt: skip
    numbers = (1, 2, 3, 4, 5)
    state_column = 9
    lesson = Lesson(
        "这一年还没有上缴",
        "到期点“上缴…”，程序按上级规定的周期和比例算好数额，登记后自动记入收支账。",
        icon="send",
    )

    def make_buttons(self) -> None:
        self.hand = self.button("上缴…", self._on_hand, primary=True)
        self.receipt = self.button_of(
            "登记上级收据…", self._on_receipt, lambda row: not row.taken_back
        )

    def fetch(self, desk: Desk, year: int) -> Sequence[RemittanceRow]:
        return dues.remittances(desk, year)

    def row(self, item: RemittanceRow) -> tuple[tuple[str, ...], str, bool]:
        draft, show = item.draft, kinds.show_money
        word, state = ("已上缴", "ok") if not item.later else ("有变动", "warn")
        if item.taken_back:
            word, state = "已冲销", "quiet"
        texts = (
            draft.title,
            str(draft.members),
            show(draft.due),
            show(draft.collected),
            show(draft.up),
            show(draft.kept),
            kinds.show_date(item.handed_on),
            item.handed_by,
            item.receipt_number,
            word,
        )
        return texts, state, item.taken_back

    def summary(self) -> str:
        row = self.current
        if row is not None and row.later and not row.taken_back:
            return f"上缴以后，这一期又有 {kinds.show_money(row.later)} 元的收付，请在下一期补上。"
        counted = [row.draft for row in self.items if not row.taken_back]
        if not counted:
            return ""
        return f"已上缴 {kinds.show_money(sum(draft.up for draft in counted))} 元"

    def on_opened(self) -> None:
        self.receipt.click()

    def _on_hand(self) -> None:
        desk, year = self.context.desk, self.year
        done = {(r.draft.first, r.draft.last) for r in self.items if not r.taken_back}
        over = [
            period
            for period in dues.periods(desk, year)
            if rules.last_day(period.last) < desk.today()
            and (period.first, period.last) not in done
        ]
        if not over:
            self.context.messages.tell(f"{year}年已经期满的都上缴了。")
            return
        ask_form(
            self.context,
            self,
            "上缴党费",
            (PERIOD,),
            lambda values: dues.propose_remittance(desk, over[int(str(values["period"]))]),
            self._ask_hand,
            word="下一步",
            hint="上缴的周期、比例由上级规定，在“账套与备份”的设置里可以改。",
            values={"period": 0},
            choices={"period": lambda: [Choice(n, each.title) for n, each in enumerate(over)]},
        )

    def _ask_hand(self, draft: RemittanceDraft) -> None:
        desk = self.context.desk

        def work(values: Values) -> int:
            on = values["handed_on"]
            assert isinstance(on, date)
            return dues.hand_over(
                desk,
                draft,
                handed_on=on,
                handed_by=str(values.get("handed_by") or ""),
                receipt_number=str(values.get("receipt_number") or ""),
                voucher=str(values.get("voucher") or ""),
                remark=str(values.get("remark") or ""),
            )

        ask_form(
            self.context,
            self,
            f"上缴{draft.title}党费",
            HANDING,
            work,
            lambda _id: self.say(f"已登记上缴 {kinds.show_money(draft.up)} 元。"),
            word="登记上缴",
            hint=told(draft),
            values={"handed_on": desk.today(), "handed_by": desk.user},
        )

    def _on_receipt(self, row: RemittanceRow) -> None:
        desk = self.context.desk
        ask_form(
            self.context,
            self,
            f"{row.draft.title}：上级收据",
            RECEIVED,
            lambda values: dues.note_receipt(
                desk,
                row.id,
                receipt_number=str(values.get("receipt_number") or ""),
                remark=str(values.get("remark") or ""),
            ),
            lambda _none: self.say("已登记上级收据。"),
            values={"receipt_number": row.receipt_number, "remark": row.remark},
        )


class UsePage(Register[UseRow]):
    """Applications for money: applied, decided together, accounted for."""

    name = "使用"
    columns = (
        ("申请日期", 92), ("用途", 100), ("具体事项", 240), ("预算", 92), ("决定日期", 92),
        ("决算", 92), ("状态", 0),
    )  # fmt: skip
    numbers = (3, 5)
    state_column = 6
    lesson = Lesson(
        "这一年没有使用党费",
        "党费只能用于规定的五个方面。先申请，集体讨论决定，用后决算，账上自动记一笔。",
        icon="heart-handshake",
    )

    def make_buttons(self) -> None:
        self.apply = self.button("申请…", self._on_apply, primary=True)
        self.decide = self.button_of(
            "登记决定…", self._on_decide, lambda row: row.state in ("待决定", "待决算")
        )
        self.settle = self.button_of("决算…", self._on_settle, lambda row: row.state == "待决算")
        self.withdraw = self.button_of(
            "撤回…", self._on_withdraw, lambda row: row.state in ("待决定", "待决算")
        )
        self.print = self.button_of("打印申请表", self._on_print, reads=True)

    def fetch(self, desk: Desk, year: int) -> Sequence[UseRow]:
        return dues.uses(desk, year)

    def row(self, item: UseRow) -> tuple[tuple[str, ...], str, bool]:
        values = item.values
        texts = (
            kinds.show(Kind.DATE, values["applied_on"]),
            kinds.shower(Kind.CODE, "dues_use", short=True)(values["use"], False),
            str(values["purpose"]),
            kinds.show(Kind.MONEY, values["budget"]),
            kinds.show(Kind.DATE, values["decided_on"]),
            kinds.show(Kind.MONEY, values["settled"]),
            item.state,
        )
        return texts, USE_STATES[item.state], item.state == "已冲销"

    def on_opened(self) -> None:
        for button in (self.settle, self.decide):
            if button.isEnabled():
                button.click()
                return

    def _on_print(self, row: UseRow) -> None:
        papers.print_records(self.context, self, papers.USES, (row.id,))

    def _on_apply(self) -> None:
        desk = self.context.desk
        ask_form(
            self.context,
            self,
            "申请使用党费",
            tuple(field(USE_FIELDS, key) for key in APPLICATION),
            lambda values: dues.apply_use(desk, values),
            lambda _id: self.say("已登记申请。"),
            word="登记申请",
            hint="党费不能用于办公开支、宴请、奖金福利、礼品和旅游。",
            values={"applied_on": desk.today()},
            check=lambda values: dues.check_use(desk, values),
        )

    def _on_decide(self, row: UseRow) -> None:
        desk = self.context.desk
        ask_form(
            self.context,
            self,
            "使用党费的决定",
            tuple(field(USE_FIELDS, key) for key in DECISION),
            lambda values: dues.decide_use(desk, row.id, values),
            lambda _none: self.say("已登记决定。"),
            hint=f"{row.use_name}：{row.values['purpose']}",
            values={key: row.values[key] for key in DECISION},
        )

    def _on_settle(self, row: UseRow) -> None:
        desk = self.context.desk
        budget = kinds.show(Kind.MONEY, row.values["budget"])
        ask_form(
            self.context,
            self,
            "使用党费的决算",
            tuple(field(USE_FIELDS, key) for key in ACCOUNT),
            lambda values: dues.settle_use(desk, row.id, values),
            lambda _id: self.say("已决算，账上记了一笔支出。"),
            word="决算",
            hint=f"{row.values['purpose']}，预算 {budget} 元。",
            values={"settled": row.values["budget"], "settled_on": desk.today()},
        )

    def _on_withdraw(self, row: UseRow) -> None:
        desk = self.context.desk
        ask_form(
            self.context,
            self,
            "撤回使用申请",
            (REASON,),
            lambda values: dues.withdraw_use(desk, row.id, reason=str(values["reason"])),
            lambda _none: self.say("已撤回申请。"),
            word="撤回",
        )


class SealedPage(Register[SealedRow]):
    """The periods that were reported and locked."""

    name = "封存"
    columns = (
        ("时期", 150), ("应交", 112), ("实收", 112), ("封存日期", 100), ("封存人", 92), ("备注", 0),
    )  # fmt: skip
    numbers = (1, 2)
    lesson = Lesson(
        "还没有封存",
        "一个季度或一年上报以后封存，数字从此不变，以后的更正用冲销记在没有封存的月份。",
        icon="lock",
    )

    def make_buttons(self) -> None:
        self.seal = self.button("封存…", self._on_seal, primary=True)
        self.look = self.button_of("查看封存时的数字", self._on_look, reads=True)
        self.print = self.button_of("打印封存明细", self._on_print, reads=True)

    def fetch(self, desk: Desk, year: int) -> Sequence[SealedRow]:
        return [row for row in dues.sealed(desk) if row.first.year == year]

    def row(self, item: SealedRow) -> tuple[tuple[str, ...], str, bool]:
        texts = (
            item.title,
            kinds.show_money(item.due),
            kinds.show_money(item.paid),
            kinds.show_date(item.sealed_on),
            item.sealed_by,
            item.remark,
        )
        return texts, "", False

    def on_opened(self) -> None:
        self.look.click()

    def _on_seal(self) -> None:
        desk = self.context.desk
        last = dues.last_sealed(desk)
        first = add_months(last, 1) if last is not None else date(self.year, 1, 1)
        period = rules.period_of(first, "quarter")

        def work(values: Values) -> int:
            begin, end = values["first"], values["last"]
            assert isinstance(begin, date)
            assert isinstance(end, date)
            return dues.seal(desk, begin, end, remark=str(values.get("remark") or ""))

        ask_form(
            self.context,
            self,
            "封存党费",
            tuple(SEALING),
            work,
            lambda _id: self.context.messages.done("已封存，数字不再改变。"),
            word="封存，不再改变",
            hint="封存不能撤销。这些月份的收款、记账和应交数从此不能改，更正用冲销记在以后的月份。",
            values={"first": first, "last": period.last},
        )

    def _on_print(self, row: SealedRow) -> None:
        papers.print_records(self.context, self, papers.SEALED, (row.id,))

    def _on_look(self, row: SealedRow) -> None:
        desk = self.context.desk
        self.context.jobs.read(
            self,
            lambda: dues.sealed_figures(desk, row.id),
            lambda figures: SealedDialog(self.context, figures, self).open(),
        )


class SealedDialog(QDialog):
    """The collection of a sealed period as it was reported, whatever happened since."""

    def __init__(self, context: Context, figures: SealedFigures, owner: QWidget) -> None:
        super().__init__(owner.window())
        day = kinds.show_day(figures.row.sealed_on)
        box = begin_wide(self, f"{figures.row.title}党费（{day}封存）", 980, 600)
        self.grid = LedgerGrid(self, figures.grid.day)
        self.grid.records.fixed = True
        self.grid.show_rows(figures.grid, figures.grid.rows)
        box.addWidget(self.grid, 1)
        sums, show = figures.grid.totals, kinds.show_money
        self.said = QLabel(
            f"应交 {show(sums.due)} · 实交 {show(sums.paid)} · 欠交 {show(sums.lacking)}"
            f" · 期间实收 {show(figures.grid.received)}；"
            f"账上期初 {show(figures.book.opening)}，期末 {show(figures.book.closing)}",
            self,
        )
        self.said.setWordWrap(True)
        box.addWidget(self.said)


class PublicationPage(Register[PublicationRow]):
    """What was made public, and what was said about it."""

    name = "公示"
    columns = (
        ("内容", 240), ("公示日期", 100), ("撤下日期", 100), ("公示地点", 160), ("异议及处理", 0),
    )  # fmt: skip
    lesson = Lesson(
        "这一年还没有公示",
        "党费收缴情况每年至少向党员公布一次。打印公示表张贴以后，点“登记公示…”。",
        icon="megaphone",
    )

    def make_buttons(self) -> None:
        self.publish = self.button("登记公示…", self._on_publish, primary=True)
        self.take_down = self.button_of(
            "撤下…", self._on_take_down, lambda row: row.values["removed_on"] is None
        )

    def fetch(self, desk: Desk, year: int) -> Sequence[PublicationRow]:
        return dues.publications(desk, year)

    def row(self, item: PublicationRow) -> tuple[tuple[str, ...], str, bool]:
        values = item.values
        texts = (
            item.title,
            kinds.show(Kind.DATE, values["published_on"]),
            kinds.show(Kind.DATE, values["removed_on"]),
            str(values["place"] or ""),
            str(values["objections"] or ""),
        )
        return texts, "", False

    def _on_publish(self) -> None:
        desk = self.context.desk
        ask_form(
            self.context,
            self,
            "登记党费公示",
            PUBLISHING,
            lambda values: dues.publish(desk, values),
            lambda _id: self.say("已登记公示。"),
            hint="全年的季度不填。公示表不印身份证号和电话。",
            values={"year": self.year, "published_on": desk.today()},
        )

    def _on_take_down(self, row: PublicationRow) -> None:
        desk = self.context.desk

        def work(values: Values) -> None:
            on = values["removed_on"]
            dues.take_down(
                desk,
                row.id,
                on=on if isinstance(on, date) else desk.today(),
                objections=str(values.get("objections") or ""),
            )

        ask_form(
            self.context,
            self,
            "撤下公示",
            TAKING_DOWN,
            work,
            lambda _none: self.say("已登记撤下。"),
            values={"removed_on": desk.today()},
        )
