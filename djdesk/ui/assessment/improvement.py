"""The pane 整改提高: corrections, pairs that help each other, and what followed from results."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QStackedWidget

from djdesk.models.store.store import Notice
from djdesk.services.assessment import corrections, pairings, settlements
from djdesk.services.assessment.corrections import CorrectionSheet
from djdesk.services.assessment.corrections_list import CORRECTIONS, correction_chips
from djdesk.services.assessment.pairings import PAIRINGS, PairingSheet
from djdesk.services.assessment.rows import AREA, Subject
from djdesk.services.assessment.settlements import SETTLEMENTS, SettlementSheet
from djdesk.services.listing import Value
from djdesk.ui.assessment import correction, pairing, settlement
from djdesk.ui.assessment.correction import CorrectionView
from djdesk.ui.assessment.pairing import PairingView
from djdesk.ui.assessment.register import Register
from djdesk.ui.assessment.settlement import SettlementView, sums_line
from djdesk.ui.assessment.subjects import Named, read_subjects
from djdesk.ui.kit.editors import Choice
from djdesk.ui.kit.listbox import Lesson
from djdesk.ui.kit.page import Page
from djdesk.ui.kit.pane import Context, PaneSpec
from djdesk.ui.kit.print_log import open_print_log
from djdesk.ui.kit.printing import open_preview
from djdesk.ui.kit.sections import Sections

WORDS = {"corrections": "整改", "pairings": "结对帮扶", "settlements": "奖惩兑现"}
SEARCHED = {
    "corrections": "对象、问题、措施、责任人",
    "pairings": "姓名、原因、计划",
    "settlements": "姓名、事项、文号",
}
PEOPLE = frozenset({"member", "standing", "organization"})
WATCHED = CORRECTIONS.tables | PAIRINGS.tables | SETTLEMENTS.tables
Loop = Register[CorrectionSheet] | Register[PairingSheet] | Register[SettlementSheet]


class ImprovementPane(Page):
    """The pane; `show_record(id, view=…)` opens a record of one of WORDS, corrections without one.

    `do="correct"` begins a correction with what else is given: `subject`, `problem`, `month`,
    `warning`, `due_on`; `do="pair"` a pair and `do="settle"` a reward in the same way.
    """

    def __init__(self, context: Context) -> None:
        super().__init__("整改提高", "improvement", context.memory)
        self.context = context
        desk = context.desk
        self._subjects: tuple[Named, ...] = ()
        self._then: list[Callable[[], None]] = []  # what waits for the people to be known
        self._may = desk.may_write(AREA) and desk.store.book.kind.value == "branch"
        self.new = self.add_action("新建", "plus", self._on_new, primary=True, shortcut="Ctrl+N")
        self.new.setVisible(self._may)
        self.print = self.add_action("打印", "printer", self._on_print, shortcut="Ctrl+P")
        self.columns = self.add_more("选择显示的栏目…", "columns-3", self._on_columns)
        self.print_log = self.add_more(
            "打印记录…", "history", lambda: open_print_log(self.context, self)
        )
        self.correction = CorrectionView(context, self._people, self._named, self)
        self.pairing = PairingView(context, self._people, self)
        self.settlement = SettlementView(context, self._named, self)
        self.sections = Sections(self)
        self.registers: dict[str, Loop] = {}
        self._make_registers()
        self._views = QStackedWidget(self)
        for key, register in self.registers.items():
            self.sections.add(key, WORDS[key], register)
            self._views.addWidget(register.view)
            register.shown.connect(self.show_detail)
            register.left.connect(self._on_left)
        self.sections.chosen.connect(self._on_section)
        self.registers["corrections"].counted.connect(self._on_open)
        self.registers["pairings"].counted.connect(self._on_silent)
        self.correction.pair_wanted.connect(self._on_pair_wanted)
        self.set_master(self.sections)
        self.set_detail(self._views, 460)
        self.take_turns("返回列表", *(each.list.view for each in self.registers.values()))
        self.with_search(SEARCHED["corrections"], self._on_search)
        context.bus.changed.connect(self._on_changed)
        for register in self.registers.values():
            register.refresh()
        self.sections.setFocusProxy(self.register)
        self._ask_people()

    # --- building -----------------------------------------------------------------------------

    def _make_registers(self) -> None:
        context = self.context
        self.registers["corrections"] = Register(
            context,
            CORRECTIONS,
            self.correction,
            corrections.correction,
            correction_chips,
            self._lesson(
                "没有整改",
                "谁上了预警、问题是什么、怎么改、谁负责、到哪天，在这里登记，改完复核销号。"
                "从“评价分析”的预警可以一步开出整改。",
                "clipboard-check",
            ),
            self,
            due=frozenset(f"state:{state}" for state in ("open", "overdue", "failed", "done")),
            states=correction.STATES,
        )
        self.registers["pairings"] = Register(
            context,
            PAIRINGS,
            self.pairing,
            pairings.pairing,
            pairings.pairing_chips,
            self._lesson(
                "没有结对",
                "党员一帮一、支部结对子在这里登记：谁帮谁、怎么帮、每月联系了什么、对象的得分有没有起色。",
                "heart-handshake",
            ),
            self,
            due=frozenset({"state:silent", "state:due"}),
            states=pairing.STATES,
        )
        self.registers["settlements"] = Register(
            context,
            SETTLEMENTS,
            self.settlement,
            settlements.settlement,
            settlements.settlement_chips,
            self._lesson(
                "没有奖惩兑现",
                "按考核结果研究、批准的奖励和扣罚在这里登记，写明金额、批准人和兑现日期。",
                "award",
            ),
            self,
            states=settlement.STATES,
            summary=lambda query: sums_line(context.desk, query),
        )
        for register in self.registers.values():
            register.list.offer(self.offered())

    def _lesson(self, title: str, text: str, icon: str) -> Lesson:
        if not self._may:
            text = "支部上报以后，记录出现在这里。"
        return Lesson(title, text, (self.new,) if self._may else (), icon=icon)

    @property
    def register(self) -> Loop:
        """The register in sight."""
        return self.registers[self.sections.current]

    # --- who there is -------------------------------------------------------------------------

    def _people(self) -> tuple[Choice, ...]:
        return tuple(
            Choice(each.subject.member_id, each.name, each.place)
            for each in self._subjects
            if each.subject.member_id is not None
        )

    def _named(self) -> tuple[Named, ...]:
        return self._subjects

    def _ask_people(self) -> None:
        desk = self.context.desk
        self.context.jobs.read(self, lambda: read_subjects(desk), self._on_people)

    def _on_people(self, found: tuple[Named, ...]) -> None:
        self._subjects = found
        waiting, self._then = self._then, []
        for then in waiting:
            then()

    def _with_people(self, then: Callable[[], None]) -> None:
        """Do `then` once it is known who there is."""
        if self._subjects:
            then()
        else:
            self._then.append(then)

    def _on_changed(self, notice: Notice) -> None:
        if notice.tables & PEOPLE:
            self._ask_people()

    # --- what others open ---------------------------------------------------------------------

    def show_record(self, record_id: int | None, **hints: object) -> None:
        """Show a record, or do what the hints ask (see the class)."""
        view = hints.get("view")
        if isinstance(view, str) and view in self.registers:
            self._choose(view)
        elif record_id is not None:
            self._choose("corrections")
        if record_id is not None:
            self.register.show_record(record_id)
        elif hints.get("do") in ("correct", "pair", "settle") and self._may:
            self._begin(str(hints["do"]), hints)
        else:
            self.register.list.setFocus()

    def _begin(self, do: str, hints: Mapping[str, object]) -> None:
        view, keys = {
            "correct": ("corrections", ("problem", "month", "warning", "due_on", "measure")),
            "pair": ("pairings", ("partner", "partner_id", "partner_kind", "reason")),
            "settle": ("settlements", ("year", "period", "title", "reason")),
        }[do]
        given = {key: hints[key] for key in keys if hints.get(key) is not None}
        subject = hints.get("subject")
        self._choose(view)

        def begin() -> None:
            if isinstance(subject, Subject) and view != "pairings":
                whom = self.correction.whom if view == "corrections" else self.settlement.whom
                given["subject"] = whom.number(subject)
            self.register.begin(given)  # type: ignore[arg-type]  # hints come untyped

        self._with_people(begin)

    def leave(self, then: Callable[[], None]) -> None:
        """Do `then` once nothing typed would be lost, in any of the three."""
        self.correction.leave(lambda: self.pairing.leave(lambda: self.settlement.leave(then)))

    # --- sections -----------------------------------------------------------------------------

    def _choose(self, key: str) -> None:
        self.sections.choose(key)
        self._show_view(key)

    def _on_section(self, key: str) -> None:
        self._show_view(key)
        self.show_detail(False)
        self.register.setFocus()

    def _show_view(self, key: str) -> None:
        self.sections.setFocusProxy(self.registers[key])
        self._views.setCurrentWidget(self.registers[key].view)
        self.search.clear()
        self.search.setPlaceholderText(SEARCHED[key])
        self.search.setAccessibleName(SEARCHED[key])

    def _on_open(self, number: int) -> None:
        self.sections.set_title("corrections", f"整改 {number}" if number else "整改")

    def _on_silent(self, number: int) -> None:
        self.sections.set_title("pairings", f"结对帮扶 {number}" if number else "结对帮扶")

    def _on_left(self) -> None:
        self.show_detail(False)
        self.register.setFocus()

    def _on_search(self, text: str) -> None:
        self.register.model.set_text(text)

    # --- the toolbar --------------------------------------------------------------------------

    def _on_new(self) -> None:
        self._with_people(lambda: self.register.begin())

    def _on_pair_wanted(self, sheet: CorrectionSheet) -> None:
        given: dict[str, Value] = {
            "partner": sheet.name,
            "reason": str(sheet.values.get("problem") or ""),
            "correction_id": sheet.id,
            "kind": "member" if sheet.subject.level == "member" else "branch",
            "partner_kind": "member" if sheet.subject.level == "member" else "branch",
        }
        if sheet.subject.member_id is not None:
            given["partner_id"] = sheet.subject.member_id
        self._choose("pairings")
        self.registers["pairings"].begin(given)

    def _on_columns(self) -> None:
        self.register.list.view.choose_columns()

    def _on_print(self) -> None:
        self.register.view.leave(self._print)

    def _print(self) -> None:
        from djdesk.reports import catalogue
        from djdesk.reports.kit.spec import Request

        register, shown = self.register, self.register.view.record
        records = (shown.id,) if shown is not None else tuple(register.list.view.selected_ids())
        name = register.model.listing.name
        offered = [
            spec
            for spec in catalogue.of_area(AREA)
            if (spec.by_record == name and (records or spec.many))
            or (not spec.by_record and spec.id.startswith(f"{AREA}-{self.sections.current}"))
        ]
        if not offered:
            self.context.messages.tell("请先选择要打印的一行。")
            return
        open_preview(
            self.context, self, offered, Request(register.scope.day, None, records=records[:1])
        )


PANE = PaneSpec(
    "improvement",
    "整改提高",
    "考核评议",
    "clipboard-check",
    ImprovementPane,
    watches=WATCHED,
    words="整改 复核 销号 结对 一帮一 帮扶 奖惩 兑现 奖励 扣罚",
)
"""What the shell lists."""
