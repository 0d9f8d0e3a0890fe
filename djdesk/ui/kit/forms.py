"""Forms declared as fields: one column of labelled editors in the order of the paper form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from djdesk.errors import DeskError, Problem, Refused
from djdesk.services.fields import Field
from djdesk.services.listing import Value
from djdesk.ui.kit import theme
from djdesk.ui.kit.editors import Choice, Editor, Entry, editor_for
from djdesk.ui.kit.memory import Presentation
from djdesk.ui.kit.messages import Leave, Messages

Values = dict[str, Value]
Check = Callable[[Mapping[str, Value]], Iterable[Problem]]
CHECK_AFTER = 200  # ms after the last key


class Form(QScrollArea):
    """Editors for `fields`, checked while typing.

    `submitted(values)` is emitted by Ctrl+S, by Enter in the last field and by `submit()` when
    nothing is wrong; the pane saves and then calls `saved()`, or hands a failure to `refused()`.
    `dirty_changed(bool)` says whether there is something to save. `check` is the rule the service
    uses too; it is given what can be understood of the fields.
    """

    submitted = Signal(dict)
    dirty_changed = Signal(bool)
    edited = Signal()

    def __init__(
        self,
        fields: Sequence[Field],
        messages: Messages,
        *,
        check: Check | None = None,
        choices: Mapping[str, Callable[[], Sequence[Choice]]] | None = None,
        presentation: Presentation | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`choices` gives, by key, what a reference field can point to."""
        super().__init__(parent)
        self.fields = tuple(fields)
        self._messages = messages
        self._check = check
        self._presentation = presentation
        self._editors: dict[str, Editor] = {}
        self._faults: dict[str, QLabel] = {}
        self._rows: dict[str, int] = {}
        self._labels: dict[str, QLabel] = {}
        self._touched: set[str] = set()
        self._stored: dict[str, str] = {}
        self._dirty = False
        self._after_save: Callable[[], None] | None = None
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._build(choices or {})
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(CHECK_AFTER)
        self._later.timeout.connect(self._judge)
        save = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self)
        save.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        save.activated.connect(self.submit)
        if presentation is not None:
            presentation.changed.connect(self._apply_masks)
        theme.active().changed.connect(self._on_theme)
        self.load({})

    # --- building -----------------------------------------------------------------------------

    def _build(self, choices: Mapping[str, Callable[[], Sequence[Choice]]]) -> None:
        look = theme.active()
        inside = QWidget(self)
        theme.role(inside, "clear")
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(0, 0, look.px(8), 0)
        self._grid = grid = QGridLayout()
        grid.setHorizontalSpacing(look.px(8))
        grid.setVerticalSpacing(look.px(2))
        grid.setColumnStretch(1, 1)
        row, section = 0, ""
        for field in self.fields:
            if field.section != section:
                section = field.section
                row = self._add_section(grid, row, section)
            row = self._add_field(grid, row, field, choices.get(field.key))
        outer.addLayout(grid)
        outer.addStretch(1)
        self.setWidget(inside)

    def _add_section(self, grid: QGridLayout, row: int, section: str) -> int:
        heading = QLabel(section)
        theme.role(heading, "heading")
        heading.setContentsMargins(0, theme.active().px(12 if row else 0), 0, theme.active().px(4))
        grid.addWidget(heading, row, 0, 1, 2)
        return row + 1

    def _add_field(
        self,
        grid: QGridLayout,
        row: int,
        field: Field,
        choices: Callable[[], Sequence[Choice]] | None,
    ) -> int:
        label = QLabel(field.title)
        editor = editor_for(field, self, choices)
        label.setBuddy(editor.inner)
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
        grid.addWidget(label, row, 0, side)
        grid.addWidget(editor, row, 1)
        grid.setRowMinimumHeight(row + 1, theme.active().px(4))
        editor.edited.connect(lambda: self._on_edited(field.key))
        editor.done.connect(lambda: self._move_on(field.key))
        self._editors[field.key] = editor
        self._rows[field.key] = row
        self._labels[field.key] = label
        self._dress_label(field)
        return row + 2

    def _dress_label(self, field: Field) -> None:
        look = theme.active()
        star = f" <span style='color:{look.tokens.bad_text}'>*</span>" if field.required else ""
        self._labels[field.key].setText(f"{escape(field.title)}{star}")
        self._labels[field.key].setMinimumHeight(look.px(32))

    def _on_theme(self) -> None:
        for field in self.fields:
            self._dress_label(field)

    def natural_height(self) -> int:
        """The height in pixels at which no scroll bar is needed."""
        inside = self.widget()
        return inside.sizeHint().height() if inside is not None else 0

    def editor(self, key: str) -> Editor:
        """The editor of a field; KeyError if there is none."""
        return self._editors[key]

    def show_field(self, key: str, shown: bool) -> None:
        """Show or hide a field that does not concern every record."""
        self._labels[key].setVisible(shown)
        self._editors[key].setVisible(shown)
        if not shown:
            fault = self._faults.get(key)
            if fault is not None:
                fault.hide()

    # --- values -------------------------------------------------------------------------------

    def load(self, values: Mapping[str, Value], month_only: Iterable[str] = ()) -> None:
        """Show a stored record; `month_only` names the dates whose day is not known."""
        months = set(month_only)
        for key, editor in self._editors.items():
            editor.set_masked(False)
            editor.show_value(values.get(key), key in months)
        self._touched.clear()
        self._stored = self.texts()
        self._later.stop()
        self._apply_masks()
        self._show(())
        self._set_dirty(False)

    def texts(self) -> dict[str, str]:
        """What stands in every editor, as typed: the content of a draft."""
        return {key: editor.text() for key, editor in self._editors.items()}

    def put_back(self, texts: Mapping[str, str]) -> None:
        """Bring back the content of a draft; it counts as typed."""
        for key, text in texts.items():
            editor = self._editors.get(key)
            if editor is not None and editor.text() != text:
                editor.set_text(text)
                self._touched.add(key)
        self._changed()

    def entries(self) -> dict[str, Entry]:
        """Value or problem of every field."""
        return {key: editor.entry() for key, editor in self._editors.items()}

    def values(self) -> Values:
        """The values that can be understood; a field with a problem is left out."""
        return {key: e.value for key, e in self.entries().items() if e.problem is None}

    def month_only(self) -> frozenset[str]:
        """The keys of dates typed without their day."""
        return frozenset(key for key, entry in self.entries().items() if entry.month_only)

    def set_value(self, key: str, value: Value) -> None:
        """Fill in a field that follows from another (birth from the ID number), as if typed."""
        self._editors[key].show_value(value)
        self._touched.add(key)
        self._changed()

    def problems(self) -> list[Problem]:
        """Everything wrong with what stands there, required fields included."""
        entries = self.entries()
        found = [e.problem for e in entries.values() if e.problem is not None]
        wrong = {problem.field for problem in found}
        values = {key: e.value for key, e in entries.items() if e.problem is None}
        for field in self.fields:
            empty = values.get(field.key) in (None, "")
            if field.required and empty and field.key not in wrong:
                found.append(Problem(f"{field.title}没有填写。", "请补充。", field.key))
                wrong.add(field.key)
        if self._check is not None:
            found += [p for p in self._check(values) if not p.field or p.field not in wrong]
        return found

    # --- saving and leaving -------------------------------------------------------------------

    @property
    def dirty(self) -> bool:
        """Whether something was typed that is not saved."""
        return self._dirty

    def submit(self) -> None:
        """Ask to save: emits `submitted`, or shows all faults and goes to the first."""
        self._later.stop()
        self._touched.update(self._editors)
        problems = self.problems()
        self._show(problems)
        errors = [problem for problem in problems if problem.is_error]
        if errors:
            self._after_save = None
            self._go_to_fault(errors)
            return
        self.submitted.emit(self.values())

    def saved(self) -> None:
        """The pane has saved: what stands there is what is stored."""
        self._stored = self.texts()
        self._set_dirty(False)
        after, self._after_save = self._after_save, None
        if after is not None:
            after()

    def refused(self, error: DeskError) -> None:
        """Saving failed: show each problem at its field, anything else as a message."""
        self._after_save = None
        problems = error.problems if isinstance(error, Refused) else ()
        self._touched.update(self._editors)
        self._show(problems)
        if any(p.field in self._editors for p in problems):
            self._go_to_fault([p for p in problems if p.field in self._editors])
        else:
            self._messages.problem(error)

    def reset(self) -> None:
        """Give up what was typed."""
        for key, text in self._stored.items():
            self._editors[key].set_text(text)
        self._touched.clear()
        self._show(())
        self._set_dirty(False)

    def leave(self, what: str, then: Callable[[], None]) -> None:
        """Do `then` once nothing would be lost: at once, after saving, or after giving up."""
        if not self._dirty:
            then()
            return
        match self._messages.leave(what):
            case Leave.SAVE:
                self._after_save = then
                self.submit()
            case Leave.DISCARD:
                self.reset()
                then()
            case Leave.STAY:
                pass

    def set_read_only(self, fixed: bool) -> None:
        """Show without letting anything be changed."""
        for editor in self._editors.values():
            editor.set_read_only(fixed)

    # --- while typing -------------------------------------------------------------------------

    def _on_edited(self, key: str) -> None:
        self._touched.add(key)
        self._changed()

    def _changed(self) -> None:
        self._set_dirty(self.texts() != self._stored)
        self._later.start()
        self.edited.emit()

    def _set_dirty(self, dirty: bool) -> None:
        if dirty != self._dirty:
            self._dirty = dirty
            self.dirty_changed.emit(dirty)

    def _judge(self) -> None:
        self._show(self.problems())
        self._keep_in_sight()

    def _keep_in_sight(self) -> None:
        """A fault that appears pushes down what is below it; the field in use stays in sight."""
        focused, inside = self.focusWidget(), self.widget()
        layout = inside.layout() if inside is not None else None
        if focused is not None and layout is not None and focused.hasFocus():
            layout.activate()
            self.ensureWidgetVisible(focused)

    def _show(self, problems: Iterable[Problem]) -> None:
        """Show faults at the fields the user has been at; the rest waits for saving."""
        worst: dict[str, Problem] = {}
        for problem in problems:
            known = worst.get(problem.field)
            if known is None or (problem.is_error and not known.is_error):
                worst[problem.field] = problem
        for key, editor in self._editors.items():
            shown = worst.get(key) if key in self._touched else None
            self._show_fault(key, editor, shown)

    def _show_fault(self, key: str, editor: Editor, shown: Problem | None) -> None:
        label = self._faults.get(key)
        if shown is not None and label is None:
            label = self._make_fault(key)
        state = "" if shown is None else ("bad" if shown.is_error else "warn")
        editor.mark(state)
        text = "" if shown is None else f"{shown.text}{shown.remedy}"
        editor.inner.setAccessibleDescription(text or editor.field.hint)
        if label is not None:
            theme.state(label, state)
            label.setText(text)
            label.setVisible(bool(text) and not editor.isHidden())

    def _make_fault(self, key: str) -> QLabel:
        """The line under a field is made for its first fault: most fields never have one."""
        label = QLabel(self.widget())
        theme.role(label, "fault")
        label.setWordWrap(True)
        label.setContentsMargins(0, 0, 0, theme.active().px(4))
        self._grid.addWidget(label, self._rows[key] + 1, 1)
        self._faults[key] = label
        return label

    def _go_to_fault(self, problems: Sequence[Problem]) -> None:
        keys = {problem.field for problem in problems}
        for key, editor in self._editors.items():
            if key in keys:
                editor.inner.setFocus()
                self.ensureWidgetVisible(editor)
                return
        self._messages.problems("还不能保存", problems)

    def _move_on(self, key: str) -> None:
        keys = [k for k, editor in self._editors.items() if not editor.isHidden()]
        place = keys.index(key) + 1
        if place == len(keys):
            self.submit()
            return
        editor = self._editors[keys[place]]
        editor.inner.setFocus(Qt.FocusReason.TabFocusReason)
        self.ensureWidgetVisible(editor)

    def _apply_masks(self) -> None:
        if self._presentation is None:
            return
        for editor in self._editors.values():
            if editor.field.private:
                editor.set_masked(self._presentation.on)
