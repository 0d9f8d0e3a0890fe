"""The pane 考核方案: the rubrics left, the chosen one right, to be read or, as a draft, changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QWidget

from djdesk.models.books import BookKind
from djdesk.models.rules.assessment.rubric import Rubric
from djdesk.models.store.store import Notice
from djdesk.services import assessment, kinds
from djdesk.services.assessment import AREA, RubricRow, RubricSheet
from djdesk.services.assessment.rubrics import rubrics as read_rubrics
from djdesk.ui.assessment import rubric_verbs as verbs
from djdesk.ui.assessment.rubric_editor import RubricEditor
from djdesk.ui.assessment.rubric_reading import Reading, RubricReading
from djdesk.ui.assessment.rubric_trial import open_trial
from djdesk.ui.assessment.rubric_words import SHIPPED, Chosen, head_of, origin_of, state_of
from djdesk.ui.kit import theme
from djdesk.ui.kit.cards import Card
from djdesk.ui.kit.page import Page
from djdesk.ui.kit.pane import Context, PaneSpec
from djdesk.ui.kit.print_log import open_print_log
from djdesk.ui.kit.rows import RowText

NO_LIMIT = 16_777_215  # Qt's QWIDGETSIZE_MAX
TABLES = frozenset({"assessment_rubric", "assessment_month"})
COLUMNS = (("方案", 0), ("状态", 78), ("施行", 70), ("来自", 88))
LEAST, SHARE = 330, 0.4  # px at 100 %; how much of the pane the list takes at most
FIXED_WORDS = (
    "施行过的方案不能直接改，已经按它计的分才不会变。要改，点“复制修改”另立一版，从以后的月份施行。"
)
ABOVE_WORDS = "这是上级下发的方案，采用后才按它计分；要改动，点“复制修改”。"
NOTHING = "左边选一个方案，这里就能看到它怎么计分。"


class RubricsPane(Page):
    """The pane; `show_record(rubric)` shows one, `do="edit"` opens a draft to be changed."""

    def __init__(self, context: Context) -> None:
        super().__init__("考核方案", "rubrics", context.memory)
        self.context = context
        self._may = context.desk.may_write(AREA)
        self._committee = context.desk.store.book.kind is BookKind.COMMITTEE
        self._rows: dict[int, Chosen] = {}
        self._now: Rubric | None = None
        self._wanted: int | None = None
        self.chosen: Chosen | None = None
        self._make_actions()
        self.list = Reading("考核方案", COLUMNS, self, state_column=1)
        self.list.offered = self.offered()
        self.list.chosen.connect(self._on_chosen)
        self.list.opened.connect(lambda _key: self._on_edit())
        self.set_master(self.list)
        self.set_detail(self._make_view(), 660)
        self.take_turns("返回方案", self.list)
        context.bus.changed.connect(self._on_changed)
        self._allow()
        self.read()

    # --- building -----------------------------------------------------------------------------

    def _make_actions(self) -> None:
        add, more = self.add_action, self.add_more
        self.enact = add("采用…", "check", self._on_enact, primary=True)
        self.copy = add("复制修改", "copy", self._on_copy, shortcut="Ctrl+D")
        self.edit = add("修改", "pencil", self._on_edit, shortcut="F2")
        self.trial = add("试算…", "scale", self._on_trial, tip="用已有月份的登记试一试，不改动什么")
        self.send = add("下发", "send", self._on_send, tip="列入下次写的下发包，带给各支部")
        self.print = add("打印", "printer", self._on_print, shortcut="Ctrl+P")
        self.retire = more("停用", "circle-stop", self._on_retire)
        self.withdraw = more("删除草稿", "trash-2", self._on_withdraw)
        self.print_log = more("打印记录…", "history", lambda: open_print_log(self.context, self))

    def _make_view(self) -> QWidget:
        self.card = Card(self)
        self.name = QLabel(self.card)
        self.name.setWordWrap(True)
        theme.role(self.name, "heading")
        self.head = QLabel(self.card)
        self.head.setWordWrap(True)
        theme.role(self.head, "muted")
        self.notice = QLabel(self.card)
        self.notice.setWordWrap(True)
        theme.role(self.notice, "hint")
        self.nothing = QLabel(NOTHING, self.card)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setWordWrap(True)
        theme.role(self.nothing, "muted")
        self.reading = RubricReading(self.card)
        self.stack = QStackedWidget(self.card)
        self.stack.addWidget(self.nothing)
        self.stack.addWidget(self.reading)
        self.editor = RubricEditor(self.context, self.card)
        self.editor.left.connect(lambda: self.show_detail(False))
        self.stack.addWidget(self.editor)
        for label in (self.name, self.head, self.notice):
            self.card.box.addWidget(label)
        self.card.box.addWidget(self.stack, 1)
        return self.card

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_list()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit_list()

    def _fit_list(self) -> None:
        """A list of few rows leaves the room to what is read."""
        most = max(theme.active().px(LEAST), round(self.width() * SHARE))
        self.list.setMaximumWidth(NO_LIMIT if self.narrow else most)

    # --- what others open ---------------------------------------------------------------------

    def show_record(self, record_id: int | None, **hints: object) -> None:
        """Show a rubric of the book."""
        if record_id is not None:
            self.editor.leave(lambda: self._go_to(record_id))
            self.show_detail()

    def leave(self, then: Callable[[], None]) -> None:
        """Do `then` once nothing typed would be lost."""
        self.editor.leave(then)

    # --- changing a draft ---------------------------------------------------------------------

    @property
    def editing(self) -> bool:
        """Whether a draft is being changed."""
        return self.stack.currentWidget() is self.editor

    def _on_edit(self) -> None:
        chosen = self.chosen
        if chosen is None or not chosen.is_draft or chosen.row is None or not self._may:
            return
        if chosen.rubric is not None and not self.editing:
            self.editor.edit(chosen.row, chosen.rubric)
            self.stack.setCurrentWidget(self.editor)
            self.notice.hide()
            self.head.hide()
            self._allow()
            self.open_wide()
            self.editor.focus_first()

    def show_detail(self, shown: bool = True) -> None:
        """Turn to the rubric, or back to the list once what was typed is safe."""
        if shown or not self.editing:
            super().show_detail(shown)
        else:
            self.editor.leave(self._stop_editing)

    def _stop_editing(self) -> None:
        self.stack.setCurrentWidget(self.reading)
        super().show_detail(False)
        self.read()

    # --- reading ------------------------------------------------------------------------------

    def read(self) -> None:
        """Read the list anew; the chosen one stays chosen."""
        desk = self.context.desk

        def work() -> tuple[tuple[RubricRow, ...], Rubric | None]:
            rows = read_rubrics(desk)
            now = next((row for row in rows if row.in_force_now), None)
            return rows, assessment.rubric(desk, now.id).rubric if now is not None else None

        self.context.jobs.read(self, work, lambda found: self._on_read(*found))

    def _on_read(self, rows: tuple[RubricRow, ...], now: Rubric | None) -> None:
        self._now = now
        self._rows = {row.id: Chosen(row.id, row) for row in rows}
        for place, each in enumerate(assessment.ready(), start=1):
            self._rows[-place] = Chosen(-place, ready=each, rubric=each.rubric)
        wanted, self._wanted = self._wanted or self.list.current, None
        self.list.blockSignals(True)
        self.list.show_rows([self._text(each) for each in self._rows.values()])
        usual = next((row.id for row in rows if row.in_force_now), next(iter(self._rows)))
        self.list.choose(wanted if wanted in self._rows else usual)
        self.list.blockSignals(False)
        self._on_chosen(self.list.current)

    def _text(self, chosen: Chosen) -> RowText:
        row = chosen.row
        if row is None:
            return RowText(chosen.key, (chosen.name, "示范", "", SHIPPED), state="quiet")
        word, state = state_of(row)
        month = kinds.show_date(row.since, True) if row.state != "draft" else ""
        origin = origin_of(row, committee=self._committee)
        name = f"{row.name}（第 {row.revision} 版）" if row.revision > 1 else row.name
        texts = (name, word, month, origin)
        return RowText(row.id, texts, row.state == "retired", state)

    def _on_chosen(self, key: object) -> None:
        found = self._rows.get(key) if isinstance(key, int) else None
        if found is None:
            self._show(None)
        elif found.row is None:
            self._show(found)
        else:
            desk, rubric_id = self.context.desk, found.row.id
            self.context.jobs.read(
                self,
                lambda: assessment.rubric(desk, rubric_id),
                lambda sheet: self._on_sheet(found, sheet),
                refused=lambda _error: self._show(None),
            )

    def _on_sheet(self, chosen: Chosen, sheet: RubricSheet) -> None:
        if self.list.current == chosen.key:
            faults = tuple(f"{each.text}{each.remedy}" for each in sheet.problems)
            self._show(replace(chosen, row=sheet.row, rubric=sheet.rubric, faults=faults))

    def _show(self, chosen: Chosen | None) -> None:
        if self.editing:
            if chosen is not None and chosen.row is not None and chosen.row == self.editor.row:
                self.chosen = chosen
            if self.editor.row is not None and self.editor.row.id in self._rows:
                return
            self.editor.forget()  # the draft was taken back while it was being changed
            super().show_detail(False)
        self.chosen = chosen
        for label in (self.name, self.head, self.notice):
            label.setVisible(chosen is not None)
        if chosen is not None:
            self.name.setText(chosen.name)
            self.head.setText(head_of(chosen, committee=self._committee))
            self._say_notice(chosen)
        if chosen is not None and chosen.rubric is not None:
            self.reading.show_rubric(chosen.rubric)
            self.stack.setCurrentWidget(self.reading)
        else:
            self.nothing.setText(NOTHING if chosen is None else "这个方案的内容读不出来。")
            self.stack.setCurrentWidget(self.nothing)
        self._allow()

    def _say_notice(self, chosen: Chosen) -> None:
        text = ""
        if chosen.faults:
            text = f"有 {len(chosen.faults)} 处要改或请再核对：{chosen.faults[0]}"
        elif chosen.from_above:
            text = ABOVE_WORDS
        elif chosen.row is not None and chosen.row.state != "draft":
            text = FIXED_WORDS
        self.notice.setText(text)
        self.notice.setVisible(bool(text))

    def _allow(self) -> None:
        chosen, may = self.chosen, self._may
        row = chosen.row if chosen is not None else None
        draft = chosen is not None and chosen.is_draft
        taken = chosen is not None and (chosen.ready is not None or chosen.from_above)
        self.enact.setText("施行…" if draft else "采用…")
        self.enact.setVisible(may and (draft or taken))
        self.copy.setVisible(may and chosen is not None and not draft)
        self.edit.setVisible(may and draft and not self.editing)
        self.trial.setVisible(not self._committee and (draft or taken))
        self.retire.setVisible(may and chosen is not None and chosen.is_effective)
        self.withdraw.setVisible(may and draft)
        sendable = self._committee and chosen is not None and chosen.is_effective
        self.send.setVisible(may and sendable)
        self.send.setText("不再下发" if row is not None and row.sent_on is not None else "下发")
        self.print.setVisible(row is not None)

    def _on_changed(self, notice: Notice) -> None:
        if notice.tables & TABLES:
            self.read()

    # --- actions ------------------------------------------------------------------------------

    def _on_enact(self) -> None:
        self.editor.leave(self._ask_enact)

    def _ask_enact(self) -> None:
        chosen, rubric = self.chosen, self._rubric()
        if chosen is not None and rubric is not None:
            desk, now = self.context.desk, self._now

            def ask(since: date) -> None:
                verbs.ask_enact(self.context, self, chosen, rubric, now, self._go_to, since=since)

            self.context.jobs.read(self, lambda: verbs.first_month(desk), ask)

    def _rubric(self) -> Rubric | None:
        """What is shown, as it stands in the editor."""
        if self.editing:
            return self.editor.draft.rubric
        return self.chosen.rubric if self.chosen is not None else None

    def _go_to(self, rubric_id: int) -> None:
        if self.editing:
            self.stack.setCurrentWidget(self.reading)
            super().show_detail(False)
        self._wanted = rubric_id
        self.read()

    def _on_trial(self) -> None:
        rubric = self._rubric()
        if self.chosen is not None and rubric is not None:
            open_trial(self.context, self, self.chosen.name, rubric)

    def _on_copy(self) -> None:
        if self.chosen is not None:
            verbs.copy(self.context, self, self.chosen, self._go_to)

    def _on_send(self) -> None:
        if self.chosen is not None:
            verbs.send(self.context, self, self.chosen)

    def _on_print(self) -> None:
        if self.chosen is not None:
            verbs.print_rubric(self.context, self, self.chosen)

    def _on_retire(self) -> None:
        if self.chosen is not None:
            verbs.retire(self.context, self, self.chosen)

    def _on_withdraw(self) -> None:
        if self.chosen is not None:
            verbs.withdraw(self.context, self, self.chosen)


PANE = PaneSpec(
    "rubrics",
    "考核方案",
    "考核评议",
    "scroll-text",
    RubricsPane,
    watches=TABLES,
    words="积分办法 考核办法 评分标准 加分项 扣分项 一票否决 等次 预警 权重",
)
