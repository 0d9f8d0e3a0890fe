"""The parts of a record that repeat (议题、发言、决议、问题): a frame each, typed in place."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from djdesk.errors import Problem
from djdesk.services.fields import Field
from djdesk.services.listing import Value
from djdesk.services.meetings import Part
from djdesk.ui.kit import buttons, theme
from djdesk.ui.kit.editors import Choice, Editor, Entry, NameEditor, TextEditor, editor_for
from djdesk.ui.kit.messages import Messages
from djdesk.ui.meetings.writing import Writing

Choices = Callable[[], Sequence[Choice]]


class SheetEditor(Editor):
    """A text of any length that grows with what is written: what somebody said, what was found."""

    def __init__(self, field: Field, parent: QWidget) -> None:
        super().__init__(field, parent)
        self.sheet = Writing(field.title, self, least=2)
        self.sheet.setPlaceholderText(field.hint)
        self.sheet.textChanged.connect(self.edited)
        self._place(self.sheet)

    def text(self) -> str:
        return self.sheet.toPlainText()

    def set_text(self, text: str) -> None:
        self.sheet.show_text(text)

    def show_value(self, value: Value, month_only: bool = False) -> None:
        self.set_text("" if value is None else str(value))

    def entry(self) -> Entry:
        return Entry("\n".join(line.rstrip() for line in self.text().splitlines()).strip())

    def set_read_only(self, fixed: bool) -> None:
        self.sheet.setReadOnly(fixed)


class PartCard(QFrame):
    """One part. `moved(step)`, `removed` and `finished` (Enter in its last line) are wishes.

    The names of `people` are whom the part belongs to (a speaker, a guest); other names of persons
    stand with the key of the member beside them (`responsible_id`).
    """

    edited = Signal()
    moved = Signal(int)
    removed = Signal()
    finished = Signal()
    people = frozenset({"speaker", "name"})

    def __init__(self, fields: Sequence[Field], choices: Choices, in_line: bool) -> None:
        super().__init__()
        theme.role(self, "part")
        self.part = Part(None, {})
        self.fields = tuple(fields)
        self._in_line = in_line
        self._fixed = False
        self.editors: dict[str, Editor] = {}
        self._labels: dict[str, QLabel] = {}
        self.number = QLabel(self)
        theme.role(self.number, "muted")
        self.fault = QLabel(self)
        theme.role(self.fault, "fault")
        self.fault.setWordWrap(True)
        self.fault.hide()
        self._tools = self._make_tools()
        for field in self.fields:
            self._add_editor(field, choices)
        self._lay_out()

    # --- building -----------------------------------------------------------------------------

    def _make_tools(self) -> QWidget:
        tools = QWidget(self)
        line = QHBoxLayout(tools)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        self.up = self._tool("arrow-up", "上移", lambda: self.moved.emit(-1))
        self.down = self._tool("arrow-down", "下移", lambda: self.moved.emit(1))
        self.remove = self._tool("x", "删去", self.removed.emit)
        for button in (self.up, self.down, self.remove):
            line.addWidget(button)
        return tools

    def _tool(self, icon: str, word: str, then: Callable[[], object]) -> QToolButton:
        button = QToolButton(self)
        theme.role(button, "plain")
        button.setToolTip(word)
        button.setAccessibleName(word)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab goes from field to field
        buttons.set_icon(button, icon, "muted")
        button.clicked.connect(lambda _checked=False: then())
        return button

    def _add_editor(self, field: Field, choices: Choices) -> None:
        names = choices if field.kind == "person" else None
        long = field.lines > 1 and not self._in_line
        editor = SheetEditor(field, self) if long else editor_for(field, self, names)
        if isinstance(editor, TextEditor):
            editor.area.setFixedHeight(theme.active().px(34))
        editor.edited.connect(self._on_edited)
        editor.done.connect(partial(self._move_on, field.key))
        self.editors[field.key] = editor
        label = QLabel(field.title, self)
        label.setBuddy(editor.inner)
        self._labels[field.key] = label

    def _lay_out(self) -> None:
        look = theme.active()
        box: QLayout = self._in_a_line() if self._in_line else self._in_a_column()
        side = look.px(6 if self._in_line else 10)
        box.setContentsMargins(look.px(10), side, look.px(6), side)

    def _in_a_line(self) -> QLayout:
        outer = QVBoxLayout(self)
        line = QHBoxLayout()
        line.addWidget(self.number)
        for field in self.fields:
            editor = self.editors[field.key]
            self._labels[field.key].hide()
            inner = editor.inner
            if hasattr(inner, "setPlaceholderText"):
                inner.setPlaceholderText(field.title)
            line.addWidget(editor, 3 if field.required and field.kind == "text" else 1)
        line.addWidget(self._tools)
        outer.addLayout(line)
        outer.addWidget(self.fault)
        return outer

    def _in_a_column(self) -> QLayout:
        """One field a row, its label at the left; the longer ones under their label."""
        grid = QGridLayout(self)
        grid.setColumnStretch(1, 1)
        head = QHBoxLayout()
        head.addWidget(self.number, 1)
        head.addWidget(self._tools)
        grid.addLayout(head, 0, 0, 1, 2)
        for row, field in enumerate(self.fields, start=1):
            grid.addWidget(self._labels[field.key], row, 0, Qt.AlignmentFlag.AlignTop)
            self._labels[field.key].setMinimumHeight(theme.active().px(32))
            grid.addWidget(self.editors[field.key], row, 1)
        self.rest = QVBoxLayout()
        grid.addLayout(self.rest, len(self.fields) + 1, 0, 1, 2)
        grid.addWidget(self.fault, len(self.fields) + 2, 0, 1, 2)
        return grid

    # --- values -------------------------------------------------------------------------------

    def load(self, part: Part) -> None:
        """Show a part; what has no field here is kept as it is."""
        self.part = part
        for key, editor in self.editors.items():
            entry, stored = editor.entry(), part.values.get(key)
            # who is typing here when the record was saved keeps the cursor
            if entry.problem is not None or not _same(entry.value, stored):
                editor.show_value(stored)

    def texts(self) -> dict[str, str]:
        """What stands in the fields, as typed."""
        return {key: editor.text() for key, editor in self.editors.items()}

    def put_back(self, texts: Mapping[str, str]) -> None:
        """Bring back what was typed."""
        for key, text in texts.items():
            if key in self.editors:
                self.editors[key].set_text(text)

    def is_empty(self) -> bool:
        """Whether nothing was typed: such a part is not saved."""
        flags = {field.key for field in self.fields if field.codes or field.kind == "flag"}
        return not any(text.strip() for key, text in self.texts().items() if key not in flags)

    def value(self) -> Part:
        """The part as it stands; a field that cannot be understood keeps its stored value."""
        values: dict[str, Value] = dict(self.part.values)
        member = self.part.member_id
        for key, editor in self.editors.items():
            entry = editor.entry()
            if entry.problem is None:
                values[key] = entry.value
            if isinstance(editor, NameEditor) and key in self.people:
                member = editor.chosen()
            elif isinstance(editor, NameEditor):
                values[f"{key}_id"] = editor.chosen()
        return Part(self.part.id, values, member)

    def problems(self) -> list[Problem]:
        """What is wrong with it."""
        found = []
        for field in self.fields:
            entry = self.editors[field.key].entry()
            if entry.problem is not None:
                found.append(entry.problem)
            elif field.required and entry.value in (None, ""):
                found.append(Problem(f"{field.title}没有填写。", "请补充或删去这一条。", field.key))
        return found

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show what is wrong under the fields; an empty list takes it away."""
        wrong = {problem.field for problem in problems}
        for key, editor in self.editors.items():
            editor.mark("bad" if key in wrong else "")
        self.fault.setText("\n".join(f"{p.text}{p.remedy}" for p in problems))
        self.fault.setVisible(bool(problems))

    def _on_edited(self) -> None:
        if not self.fault.isHidden():
            self.show_problems(self.problems())  # what was put right is no fault any more
        self.edited.emit()

    def set_fixed(self, fixed: bool) -> None:
        """Show without letting anything be changed."""
        self._fixed = fixed
        self._tools.setVisible(not fixed)
        for editor in self.editors.values():
            editor.set_read_only(fixed)

    def begin(self) -> None:
        """Put the keys into the first field."""
        self.editors[self.fields[0].key].inner.setFocus(Qt.FocusReason.TabFocusReason)

    def _move_on(self, key: str) -> None:
        keys = [k for k, editor in self.editors.items() if not editor.isHidden()]
        place = keys.index(key) + 1
        if place == len(keys):
            self.finished.emit()
        else:
            self.editors[keys[place]].inner.setFocus(Qt.FocusReason.TabFocusReason)


class Parts(QWidget):
    """All parts of one sort, with a button for one more; speaks like a form (`Typed`).

    Enter in the last line of the last part begins another one, Ctrl+Enter does so from anywhere.
    """

    edited = Signal()
    dirty_changed = Signal(bool)

    def __init__(
        self,
        title: str,
        noun: str,
        fields: Sequence[Field],
        messages: Messages,
        choices: Choices,
        *,
        in_line: bool = False,
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._noun = noun
        self.fields = tuple(fields)
        self._messages = messages
        self._choices = choices
        self._in_line = in_line
        self._fixed = False
        self._dirty = False
        self._stored = ""
        self._loading = False
        self.cards: list[PartCard] = []
        look = theme.active()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(look.px(6))
        head = QHBoxLayout()
        self.title = QLabel(title, self)
        theme.role(self.title, "heading")
        head.addWidget(self.title)
        self.hint = QLabel(hint, self)
        self.hint.setWordWrap(True)
        theme.role(self.hint, "hint")
        head.addWidget(self.hint, 1)
        self.more = QPushButton(f"添加{noun}", self)
        self.more.setAutoDefault(False)
        buttons.set_icon(self.more, "plus")
        self.more.clicked.connect(lambda _checked=False: self.add_card().begin())
        head.addWidget(self.more)
        box.addLayout(head)
        self._box = QVBoxLayout()
        self._box.setSpacing(look.px(6))
        box.addLayout(self._box)
        self._stored = self._text()

    # --- cards --------------------------------------------------------------------------------

    def make_card(self) -> PartCard:
        """A new frame; other sorts of parts make richer ones."""
        return PartCard(self.fields, self._choices, self._in_line)

    def add_card(self, part: Part | None = None, place: int | None = None) -> PartCard:
        """Put in one more part, at the end or at a place."""
        card = self.make_card()
        if part is not None:
            card.load(part)
        card.set_fixed(self._fixed)
        card.edited.connect(self._changed)
        card.removed.connect(partial(self._remove, card))
        card.moved.connect(partial(self._move, card))
        card.finished.connect(partial(self._on_finished, card))
        for editor in card.editors.values():
            editor.inner.installEventFilter(self)
        where = len(self.cards) if place is None else place
        self.cards.insert(where, card)
        self._box.insertWidget(where, card)
        card.show()
        self._number()
        self._changed()
        return card

    def _number(self) -> None:
        for number, card in enumerate(self.cards, start=1):
            card.number.setText(str(number))
            card.up.setEnabled(number > 1)
            card.down.setEnabled(number < len(self.cards))

    def _take_out(self, card: PartCard) -> None:
        self.cards.remove(card)
        self._box.removeWidget(card)
        card.hide()
        card.deleteLater()

    def _remove(self, card: PartCard) -> None:
        """Take one out; what stood there can be brought back."""
        place, part, texts = self.cards.index(card), card.value(), card.texts()
        empty = card.is_empty()
        self._take_out(card)
        self._number()
        self._changed()

        def bring_back() -> None:
            self.add_card(part, min(place, len(self.cards))).put_back(texts)
            self._changed()

        if not empty:
            self._messages.done(f"已删去一条{self._noun}。", bring_back)

    def _move(self, card: PartCard, step: int) -> None:
        place = self.cards.index(card)
        wanted = min(max(place + step, 0), len(self.cards) - 1)
        self.cards.insert(wanted, self.cards.pop(place))
        self._box.removeWidget(card)
        self._box.insertWidget(wanted, card)
        self._number()
        self._changed()

    def _on_finished(self, card: PartCard) -> None:
        place = self.cards.index(card) + 1
        (self.cards[place] if place < len(self.cards) else self.add_card()).begin()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
            and not self._fixed
        ):
            self.add_card().begin()
            return True
        return super().eventFilter(watched, event)

    # --- values -------------------------------------------------------------------------------

    def load(self, parts: Sequence[Part], *, fixed: bool) -> None:
        """Show the stored parts."""
        self._fixed = fixed
        self._loading = True
        while len(self.cards) > len(parts):
            self._take_out(self.cards[-1])
        for number, part in enumerate(parts):
            if number < len(self.cards):
                self.cards[number].load(part)
                self.cards[number].show_problems(())
            else:
                self.add_card(part)
        for card in self.cards:
            card.set_fixed(fixed)
        self.more.setVisible(not fixed)
        self._number()
        self._loading = False
        self._stored = self._text()
        self._changed(tell=False)

    def parts(self) -> tuple[Part, ...]:
        """The parts as they stand, without those in which nothing was typed."""
        return tuple(card.value() for card in self.cards if not card.is_empty())

    def problems(self) -> list[Problem]:
        """Everything wrong, shown at its part too."""
        found: list[Problem] = []
        for card in self.cards:
            own = [] if card.is_empty() else card.problems()
            card.show_problems(own)
            found += own
        return found

    @property
    def dirty(self) -> bool:
        """Whether something was typed that is not saved."""
        return self._dirty

    def texts(self) -> dict[str, str]:
        """What stands in all parts, as one text."""
        return {"parts": self._text()}

    def put_back(self, texts: Mapping[str, str]) -> None:
        """Bring back a draft."""
        kept = json.loads(texts.get("parts") or "[]")
        known = {card.part.id: card.part for card in self.cards if card.part.id is not None}
        self._loading = True
        while len(self.cards) > len(kept):
            self._take_out(self.cards[-1])
        for number, (part_id, typed) in enumerate(kept):
            card = self.cards[number] if number < len(self.cards) else self.add_card()
            card.part = known.get(part_id, Part(None, {}))
            card.put_back(typed)
        self._loading = False
        self._number()
        self._changed()

    def _text(self) -> str:
        kept = [(card.part.id, card.texts()) for card in self.cards if not card.is_empty()]
        return json.dumps(kept, ensure_ascii=False)

    def _changed(self, *, tell: bool = True) -> None:
        if self._loading:
            return
        dirty = self._text() != self._stored
        if dirty != self._dirty:
            self._dirty = dirty
            self.dirty_changed.emit(dirty)
        if tell:
            self.edited.emit()


def _same(typed: Value, stored: Value) -> bool:
    """Whether nothing needs to be shown anew; an empty text and no value are the same."""
    return typed == stored or (typed in ("", None) and stored in ("", None))
