"""One part of a record that repeats: its fields in a frame, typed in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
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


def _same(typed: Value, stored: Value) -> bool:
    """Whether nothing needs to be shown anew; an empty text and no value are the same."""
    return typed == stored or (typed in ("", None) and stored in ("", None))
