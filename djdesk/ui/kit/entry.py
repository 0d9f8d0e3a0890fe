"""The record beside a list: a form that is filled in, kept as a draft, saved and taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from djdesk.errors import Problem
from djdesk.services.desk import Desk
from djdesk.services.fields import Field
from djdesk.services.listing import Value
from djdesk.ui.kit import theme
from djdesk.ui.kit.cards import Card
from djdesk.ui.kit.drafts import DraftKeeper
from djdesk.ui.kit.editors import Choice, NameEditor
from djdesk.ui.kit.forms import Form, Values
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.sections import Sections
from djdesk.ui.kit.undo import done_with_undo


class Entered(Protocol):
    """A record as the services give it: its key, its values, and whether it is this book's."""

    @property
    def id(self) -> int:
        """Its key."""

    @property
    def values(self) -> Mapping[str, Value]:
        """By the keys of the form."""

    @property
    def own(self) -> bool:
        """Whether this book may change it."""


R = TypeVar("R", bound=Entered)


@dataclass(frozen=True, slots=True)
class EntryKind:
    """What a view enters: the area, its word, the fields, and where its drafts are kept.

    `people` are the fields that hold somebody's name; who is meant goes to the services under
    `<field>_id`. `nothing` is said while nothing is chosen.
    """

    area: str
    noun: str
    fields: Sequence[Field]
    drafts: str
    nothing: str
    people: tuple[str, ...] = ()
    choices: Mapping[str, Callable[[], Sequence[Choice]]] = field(default_factory=dict)


class EntryView(QWidget, Generic[R]):
    """One record of a kind, or a new one; `entered(id)` when that was saved, `given_up` when not.

    A view of a kind says what it is called (`_words`), what is wrong (`_check`) and how it is
    added, changed and removed. It may put more above the form (`top`), below it (`bottom`), and
    beside it under words of their own (`_pages`): those wait until the record is there.
    """

    entered = Signal(int)
    given_up = Signal()

    def __init__(self, context: Context, kind: EntryKind, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        self.kind = kind
        self.record: R | None = None
        self.is_new = False
        self._may = context.desk.may_write(kind.area)
        self._given: dict[str, tuple[str, int]] = {}  # who is meant by a name, by field
        self._silent: dict[str, Value] = {}  # given to a new record, but not in its form
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.card = Card(self)
        outer.addWidget(self.card)
        self.nothing = QLabel(kind.nothing, self)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setWordWrap(True)
        theme.role(self.nothing, "muted")
        outer.addWidget(self.nothing, 1)
        self.title = QLabel(self.card)
        self.title.setWordWrap(True)
        theme.role(self.title, "heading")
        self.form = Form(kind.fields, context.messages, check=self._check_all, choices=kind.choices)
        self.keeper = DraftKeeper(context, self.form, self)
        self._lay_out()
        self.form.submitted.connect(self._on_submitted)
        self.form.dirty_changed.connect(lambda _dirty: self._allow())
        self.show_nothing()

    def _lay_out(self) -> None:
        self.top, self.bottom = QVBoxLayout(), QVBoxLayout()
        self.card.box.addWidget(self.title)
        self.card.box.addLayout(self.top)
        self.pages = self._pages()
        self.sections = Sections(self.card)
        if not self.pages:
            self.sections.hide()
            self._lay_form(self.card.box)
            return
        page = QWidget(self.sections)
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        self._lay_form(box)
        self.sections.add("form", self.kind.noun, page)
        for key, (word, widget) in self.pages.items():
            self.sections.add(key, word, widget)
        self.card.box.addWidget(self.sections, 1)

    def _lay_form(self, box: QVBoxLayout) -> None:
        box.addWidget(self.keeper.offer)
        box.addWidget(self.form, 1)
        box.addLayout(self.bottom)
        box.addLayout(self._make_foot())

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
        for button in (self.remove, self.drop, self.keep):
            button.setAutoDefault(False)
        line.addWidget(self.remove)
        line.addStretch(1)
        line.addWidget(self.drop)
        line.addWidget(self.keep)
        return line

    # --- what a kind says ---------------------------------------------------------------------

    def _words(self, record: R | None) -> str:
        """The heading of a record; of a new one when None."""
        raise NotImplementedError

    def _check(self, values: Mapping[str, Value]) -> Iterable[Problem]:
        """What is wrong with the values as typed, with the keys of who is meant."""
        raise NotImplementedError

    def _add(self, desk: Desk, values: Values) -> int:
        """Enter a new record; returns its key."""
        raise NotImplementedError

    def _change(self, desk: Desk, record_id: int, values: Values) -> None:
        """Correct a record."""
        raise NotImplementedError

    def _remove(self, desk: Desk, record_id: int) -> None:
        """Take a wrongly entered record out."""
        raise NotImplementedError

    def _pages(self) -> Mapping[str, tuple[str, QWidget]]:
        """What stands beside the form: by key a word and its page."""
        return {}

    def _shown(self, record: R) -> Mapping[str, Value]:
        """What stands in the form for a record."""
        return record.values

    def _fixed(self, record: R) -> bool:
        """Whether a record can only be looked at."""
        return not record.own

    def _meant(self, record: R) -> Mapping[str, int | None]:
        """Who is meant by the names of a record, by field."""
        return {}

    def _follow(self, record: R | None) -> None:
        """Show what stands beside the form of another record (None: of a new one, or nothing)."""

    # --- showing ------------------------------------------------------------------------------

    def show_nothing(self) -> None:
        """Nothing is chosen."""
        self.record, self.is_new = None, False
        self.form.load({})
        self.keeper.follow("")
        self.card.hide()
        self.nothing.show()

    def show_entry(self, record: R) -> None:
        """Show a record; what is being typed in it stays."""
        again = self.record is not None and self.record.id == record.id
        self.record, self.is_new = record, False
        if not again or not self.form.dirty:
            self._silent = {}
            self._given = {
                who: (str(record.values.get(who) or ""), key)
                for who, key in self._meant(record).items()
                if key is not None
            }
            self.form.load(self._shown(record))
            fixed = not self._may or self._fixed(record)
            self.form.set_read_only(fixed)
            if not again:
                self.keeper.follow("" if fixed else f"{self.kind.drafts}/{record.id}")
        self._show()

    def begin(self, given: Mapping[str, Value] | None = None) -> None:
        """Begin a new record with what is known of it already; the keys go to the first gap."""
        self.record, self.is_new = None, True
        shown = {each.key for each in self.kind.fields}
        values = dict(given or {})
        named = {f"{who}_id" for who in self.kind.people}
        self._silent = {k: v for k, v in values.items() if k not in shown | named}
        self._given = {}
        for who in self.kind.people:
            key = values.get(f"{who}_id")
            if isinstance(key, int):
                self._given[who] = str(values.get(who) or ""), key
        self.form.load(values)
        self.form.set_read_only(False)
        self.keeper.follow(f"{self.kind.drafts}/new")
        self._show()
        first = next((f.key for f in self.kind.fields if not values.get(f.key)), None)
        self.form.editor(first or self.kind.fields[0].key).inner.setFocus()

    def _show(self) -> None:
        self.title.setText(self._words(self.record))
        self.nothing.hide()
        self.card.show()
        for key in self.pages:
            self.sections.set_shown(key, self.record is not None)
        self._follow(self.record)
        self._allow()

    def _allow(self) -> None:
        own = self._may and (self.record is None or not self._fixed(self.record))
        dirty = self.form.dirty
        self.keep.setVisible(own)
        self.keep.setEnabled(dirty or self.is_new)
        self.drop.setVisible(own and (dirty or self.is_new))
        self.drop.setText("不登记" if self.is_new else "取消修改")
        self.remove.setVisible(own and self.record is not None)

    # --- saving -------------------------------------------------------------------------------

    def _check_all(self, values: Mapping[str, Value]) -> Iterable[Problem]:
        return self._check({**self._silent, **values, **self._ids()})

    def _ids(self) -> dict[str, Value]:
        """Who is meant by the names: as they were given, else the one of the choices so called."""
        found: dict[str, Value] = {}
        for who in self.kind.people:
            editor = self.form.editor(who)
            name, key = self._given.get(who, ("", 0))
            if name and editor.text().strip() == name:
                found[f"{who}_id"] = key
            elif isinstance(editor, NameEditor) and editor.chosen() is not None:
                found[f"{who}_id"] = editor.chosen()
        return found

    def _on_submitted(self, values: Values) -> None:
        desk, record = self.context.desk, self.record
        typed = {**values, **self._ids()}
        if record is None:
            typed = {**self._silent, **typed}
            self.context.jobs.write(
                self,
                lambda: self._add(desk, typed),
                self._on_added,
                f"登记{self.kind.noun}",
                refused=self.form.refused,
            )
        else:
            self.context.jobs.write(
                self,
                lambda: self._change(desk, record.id, typed),
                lambda _none: self._on_changed(),
                f"保存{self.kind.noun}",
                refused=self.form.refused,
            )

    def _on_added(self, record_id: int) -> None:
        # before anything else is written: the draft that is now forgotten is a step too
        done_with_undo(self.context, self, f"已登记{self.kind.noun}。")
        self.is_new = False
        self.form.saved()
        self.entered.emit(record_id)

    def _on_changed(self) -> None:
        done_with_undo(self.context, self, "已保存。")
        self.form.saved()
        self._show()

    def _on_drop(self) -> None:
        self.form.reset()
        if self.is_new:
            self.show_nothing()
            self.given_up.emit()

    def _on_remove(self) -> None:
        desk, record = self.context.desk, self.record
        if record is not None:
            self.form.reset()
            self.context.jobs.write(
                self,
                lambda: self._remove(desk, record.id),
                lambda _none: done_with_undo(self.context, self, f"已删除 1 条{self.kind.noun}。"),
                f"删除{self.kind.noun}",
            )

    def leave(self, then: Callable[[], None]) -> None:
        """Do `then` once nothing typed would be lost."""
        self.form.leave(self.kind.noun, then)
