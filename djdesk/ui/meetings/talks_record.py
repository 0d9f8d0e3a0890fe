"""The record of one heart-to-heart talk (F25): typed in the order of the form, kept as a draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from djdesk.errors import Problem
from djdesk.services import kinds, meetings
from djdesk.services.listing import Value
from djdesk.services.meetings import TALK_FIELDS, TalkRow
from djdesk.ui.kit import theme
from djdesk.ui.kit.cards import Card
from djdesk.ui.kit.drafts import DraftKeeper
from djdesk.ui.kit.editors import Choice, NameEditor
from djdesk.ui.kit.forms import Form, Values
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.undo import done_with_undo

NEW_DRAFT = "meetings/talk/new"
WHO = ("talker", "partner")


class TalkView(QWidget):
    """One talk, or a new one; `entered(id)` when a new one was saved, `given_up` when not."""

    entered = Signal(int)
    given_up = Signal()

    def __init__(
        self, context: Context, people: Callable[[], Sequence[Choice]], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.context = context
        self.talk: TalkRow | None = None
        self.is_new = False
        self._may = context.desk.may_write(meetings.AREA)
        self._given: dict[str, tuple[str, int]] = {}  # who a pair named, by field
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.card = Card(self)
        outer.addWidget(self.card)
        self.nothing = QLabel("在列表里选中一次谈话，\n这里显示它的记录。", self)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.role(self.nothing, "muted")
        outer.addWidget(self.nothing, 1)
        self.title = QLabel(self.card)
        self.title.setWordWrap(True)
        theme.role(self.title, "heading")
        self.card.box.addWidget(self.title)
        self.form = Form(
            TALK_FIELDS, context.messages, check=self._check, choices=dict.fromkeys(WHO, people)
        )
        self.keeper = DraftKeeper(context, self.form, self)
        self.card.box.addWidget(self.keeper.offer)
        self.card.box.addWidget(self.form, 1)
        self.card.box.addLayout(self._make_foot())
        self.form.submitted.connect(self._on_submitted)
        self.form.dirty_changed.connect(lambda _dirty: self._allow())
        self.show_nothing()

    def _make_foot(self) -> QHBoxLayout:
        line = QHBoxLayout()
        self.remove = QPushButton("删除", self.card)
        self.remove.clicked.connect(lambda _checked=False: self._on_remove())
        self.drop = QPushButton("取消", self.card)
        self.drop.clicked.connect(lambda _checked=False: self._on_drop())
        self.keep = QPushButton("保存", self.card)
        self.keep.setToolTip("保存（Ctrl+S）")
        theme.role(self.keep, "primary")
        self.keep.clicked.connect(self.form.submit)
        line.addWidget(self.remove)
        line.addStretch(1)
        for button in (self.remove, self.drop, self.keep):
            button.setAutoDefault(False)
        line.addWidget(self.drop)
        line.addWidget(self.keep)
        return line

    # --- showing ------------------------------------------------------------------------------

    def show_nothing(self) -> None:
        """Nothing is chosen."""
        self.talk, self.is_new = None, False
        self.form.load({})
        self.keeper.follow("")
        self.card.hide()
        self.nothing.show()

    def show_talk(self, talk: TalkRow) -> None:
        """Show a talk; what is being typed in it stays."""
        again = self.talk is not None and self.talk.id == talk.id
        self.talk, self.is_new = talk, False
        if not again or not self.form.dirty:
            self._given = {}
            self.form.load(talk.values)
            self.form.set_read_only(not (self._may and talk.own))
            if not again:
                self.keeper.follow(f"meetings/talk/{talk.id}" if self._may and talk.own else "")
        self._show_title()

    def begin(self, given: Mapping[str, Value] | None = None) -> None:
        """Begin a new talk; `given` may name the two and why they talk."""
        self.talk, self.is_new = None, True
        values = {"held_on": self.context.desk.today(), **(given or {})}
        self._given = {}
        for who in WHO:
            name, key = values.get(who), values.pop(f"{who}_id", None)
            if isinstance(key, int):
                self._given[who] = str(name), key
        self.form.load(values)
        self.form.set_read_only(False)
        self.keeper.follow(NEW_DRAFT)
        self._show_title()
        first = next((key for key in WHO if not values.get(key)), "start_at")
        self.form.editor(first).inner.setFocus()

    def _show_title(self) -> None:
        talk = self.talk
        if talk is None:
            self.title.setText("新的谈话")
        else:
            values = talk.values
            day = kinds.show_date(values.get("held_on"))
            self.title.setText(f"{values['talker']}与{values['partner']}　{day}")
        self.nothing.hide()
        self.card.show()
        self._allow()

    def _allow(self) -> None:
        own = self._may and (self.is_new or (self.talk is not None and self.talk.own))
        dirty = self.form.dirty
        self.keep.setVisible(own)
        self.keep.setEnabled(dirty or self.is_new)
        self.drop.setVisible(own and (dirty or self.is_new))
        self.drop.setText("不登记" if self.is_new else "取消修改")
        self.remove.setVisible(own and self.talk is not None)

    # --- saving -------------------------------------------------------------------------------

    def _check(self, values: Mapping[str, Value]) -> list[Problem]:
        return meetings.check_talk({**values, **self._ids()}, self.context.desk.today())

    def _ids(self) -> dict[str, Value]:
        """Who is meant: as the pair named them, else the one member of that name."""
        found: dict[str, Value] = {}
        for who in WHO:
            editor = self.form.editor(who)
            name, key = self._given.get(who, ("", 0))
            if name and editor.text().strip() == name:
                found[f"{who}_id"] = key
            elif isinstance(editor, NameEditor) and editor.chosen() is not None:
                found[f"{who}_id"] = editor.chosen()
        return found

    def _on_submitted(self, values: Values) -> None:
        desk, talk = self.context.desk, self.talk
        record = {**values, **self._ids()}
        if talk is None:
            self.context.jobs.write(
                self,
                lambda: meetings.add_talk(desk, record),
                self._on_added,
                "登记谈话",
                refused=self.form.refused,
            )
        else:
            self.context.jobs.write(
                self,
                lambda: meetings.change_talk(desk, talk.id, record),
                lambda _none: self._on_changed(),
                "保存谈话记录",
                refused=self.form.refused,
            )

    def _on_added(self, talk_id: int) -> None:
        # before anything else is written: the draft that is now forgotten is a step too
        done_with_undo(self.context, self, "已登记谈话。")
        self.is_new = False
        self.form.saved()
        self.entered.emit(talk_id)

    def _on_changed(self) -> None:
        done_with_undo(self.context, self, "已保存。")
        self.form.saved()
        self._show_title()

    def _on_drop(self) -> None:
        self.form.reset()
        if self.is_new:
            self.show_nothing()
            self.given_up.emit()

    def _on_remove(self) -> None:
        desk, talk = self.context.desk, self.talk
        if talk is not None:
            self.form.reset()
            self.context.jobs.write(
                self,
                lambda: meetings.remove_talk(desk, talk.id),
                lambda _none: done_with_undo(self.context, self, "已删除 1 次谈话。"),
                "删除谈话记录",
            )

    def leave(self, then: Callable[[], None]) -> None:
        """Do `then` once nothing typed would be lost."""
        self.form.leave("谈话记录", then)
