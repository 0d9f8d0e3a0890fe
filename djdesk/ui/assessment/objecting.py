"""Objections raised while a month is posted (异议): recorded, looked into, answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QWidget

from djdesk.models.rules.dues import say_month
from djdesk.services import assessment, kinds
from djdesk.services.assessment import Board, ObjectionRow
from djdesk.services.assessment.fields import OBJECTION_FIELDS
from djdesk.services.assessment.objections import objections as read_objections
from djdesk.services.desk import Desk
from djdesk.services.fields import Field, field
from djdesk.services.listing import Kind, Value
from djdesk.ui.kit import theme
from djdesk.ui.kit.ask import ask_form
from djdesk.ui.kit.dialogs import begin_wide
from djdesk.ui.kit.editors import Choice
from djdesk.ui.kit.forms import Values
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.rows import Rows, RowText

WHO = Field("member_id", "涉及党员", Kind.TEXT, refers="member", hint="说的是谁的得分，可以不填")
RAISE = tuple(field(OBJECTION_FIELDS, key) for key in ("raised_on", "raised_by", "text"))
ANSWER = tuple(
    Field(each.key, each.title, each.kind, required=True, lines=each.lines)
    for each in OBJECTION_FIELDS
    if each.key in ("answer", "answered_on")
)
COLUMNS = (("提出日期", 92), ("提出人", 76), ("异议内容", 0), ("状态", 76))


class Objections(QDialog):
    """The objections of a month; the chosen one is told whole below and can be answered."""

    def __init__(self, context: Context, owner: QWidget, board: Board) -> None:
        super().__init__(owner.window())
        self.context = context
        self._owner = owner
        self._board = board
        look = theme.active()
        box = begin_wide(self, f"异议：{say_month(board.month)}", 720, 460)
        side = look.px(16)
        box.setContentsMargins(side, side, side, side)
        self.rows = Rows("异议", COLUMNS, self, state_column=3)
        self.rows.chosen.connect(lambda _id: self._allow())
        self.rows.opened.connect(lambda _id: self.answer.click())
        box.addWidget(self.rows, 1)
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        box.addWidget(self.said)
        line = QHBoxLayout()
        self.raise_one = self._button("登记异议…", self._on_raise, line)
        self.answer: QPushButton = self._button("答复…", self._on_answer, line)
        line.addStretch(1)
        self._button("关闭", self.accept, line)
        box.addLayout(line)
        self._items: dict[int, ObjectionRow] = {}
        may = context.desk.may_write(assessment.AREA) and board.state == "published"
        self.raise_one.setVisible(may)
        self.answer.setVisible(may)
        context.bus.changed.connect(self._read_again)
        self.read()

    def _button(self, word: str, then: Callable[[], object], line: QHBoxLayout) -> QPushButton:
        made = QPushButton(word, self)
        made.setAutoDefault(False)
        made.clicked.connect(lambda _checked=False: then())
        line.addWidget(made)
        return made

    def read(self) -> None:
        """Read the objections anew."""
        desk, month = self.context.desk, self._board.month
        self.context.jobs.read(self, lambda: read_objections(desk, month), self._on_read)

    def _read_again(self, notice: object) -> None:
        if "assessment_objection" in getattr(notice, "tables", ()):
            self.read()

    def _on_read(self, found: tuple[ObjectionRow, ...]) -> None:
        self._items = {each.id: each for each in found}
        self.rows.show_rows(
            [
                RowText(
                    each.id,
                    (
                        kinds.show_date(each.raised_on),
                        each.raised_by,
                        each.text,
                        "已答复" if each.answered_on else "未答复",
                    ),
                    state="ok" if each.answered_on else "warn",
                )
                for each in found
            ]
        )
        if found and self.rows.current is None:
            self.rows.choose(found[0].id)
        self._allow()

    def _allow(self) -> None:
        chosen = self._items.get(self.rows.current or 0)
        self.answer.setEnabled(chosen is not None)
        self.said.setText(_said(chosen) if chosen else self._nothing())

    def _nothing(self) -> str:
        if self._items:
            return ""
        return (
            "没有异议。"
            if self._board.state != "published"
            else ("公示期内收到的异议记在这里，全部答复后才能封存。")
        )

    def _on_raise(self) -> None:
        desk, month = self.context.desk, self._board.month
        rows = [row for row in self._board.rows if row.subject.member_id is not None]
        people = [Choice(row.subject.member_id or 0, row.name, row.group) for row in rows]

        def work(values: Values) -> int:
            given = dict(values)
            who = given.pop("member_id", None)
            chosen = who if isinstance(who, int) else None
            return assessment.raise_objection(desk, month, given, member_id=chosen)

        ask_form(
            self.context,
            self,
            "登记异议",
            (*RAISE, WHO),
            work,
            lambda _id: self.context.messages.done("已登记异议，请核实后答复。"),
            word="登记",
            values={"raised_on": desk.today()},
            choices={"member_id": lambda: people},
        )

    def _on_answer(self) -> None:
        chosen, desk = self._items.get(self.rows.current or 0), self.context.desk
        if chosen is None:
            return
        values: dict[str, Value] = {
            "answer": chosen.answer,
            "answered_on": chosen.answered_on or desk.today(),
        }
        ask_form(
            self.context,
            self,
            f"答复：{chosen.raised_by}",
            ANSWER,
            lambda typed: write_answer(desk, chosen.id, typed),
            lambda _none: self.context.messages.done("已答复。"),
            word="答复",
            hint=f"{chosen.text}\n得分确有错的，答复后重新开账改正，再审定、公示。",
            values=values,
        )


def write_answer(desk: Desk, objection_id: int, typed: Values) -> None:
    """Write an answer with its day."""
    on = typed["answered_on"]
    assert isinstance(on, date)
    assessment.answer_objection(desk, objection_id, answer=str(typed["answer"]), on=on)


def _said(row: ObjectionRow) -> str:
    answer = (
        f"\n答复（{kinds.show_date(row.answered_on)} {row.answered_by}）：{row.answer}"
        if row.answered_on
        else ""
    )
    about = f"（涉及{row.name}）" if row.name else ""
    return f"{row.raised_by}{about}：{row.text}{answer}"
