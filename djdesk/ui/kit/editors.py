"""One editor for each kind of field: what is typed becomes a value or a problem, at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QDate, QEvent, QObject, QPoint, QStringListModel, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QCalendarWidget,
    QCheckBox,
    QCompleter,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QWidget,
)

from djdesk.errors import Problem, UserError
from djdesk.models.rules import codes as code_tables
from djdesk.models.rules import names
from djdesk.services import kinds
from djdesk.services.fields import Field
from djdesk.services.listing import Kind, Value
from djdesk.ui.kit import theme


@dataclass(frozen=True, slots=True)
class Choice:
    """One record that a reference field can point to."""

    id: int
    title: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in an editor: the value, or why it is none."""

    value: Value = None
    month_only: bool = False
    problem: Problem | None = None


class Editor(QWidget):
    """Base of all editors: `edited` when the user changes something, `done` on Enter."""

    edited = Signal()
    done = Signal()

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._box = QHBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)

    def _place(self, inner: QWidget) -> None:
        """Put the widget that takes the typing in place; focus and names go to it."""
        self._inner = inner
        inner.setAccessibleName(self.field.title)
        inner.setAccessibleDescription(self.field.hint)
        if self.field.hint:
            inner.setToolTip(self.field.hint)
        self._box.addWidget(inner)
        self.setFocusProxy(inner)

    @property
    def inner(self) -> QWidget:
        """The widget that has the focus while typing."""
        return self._inner

    def text(self) -> str:
        """What stands there, as typed; what a draft keeps."""
        raise NotImplementedError

    def set_text(self, text: str) -> None:
        """Put text there as if it had been typed."""
        raise NotImplementedError

    def show_value(self, value: Value, month_only: bool = False) -> None:
        """Show a stored value."""
        field = self.field
        self.set_text(kinds.show(field.kind, value, field.codes, month_only=month_only))

    def entry(self) -> Entry:
        """The value typed, or the problem with it."""
        if self.field.secret:
            return Entry(self.text() or None)  # a password counts as it was typed
        try:
            parsed = kinds.parse(self.field.kind, self.text(), self.field.codes)
        except UserError as error:
            return Entry(
                problem=Problem(error.text, error.remedy, self.field.key, value=self.text())
            )
        return Entry(parsed.value, parsed.month_only)

    def set_read_only(self, fixed: bool) -> None:
        """Show without letting it be changed."""
        self._inner.setEnabled(not fixed)

    def set_masked(self, masked: bool) -> None:
        """Hide a private value while the screen is being shown to others."""

    def mark(self, state: str) -> None:
        """Colour the editor: bad, warn or nothing."""
        theme.state(self._inner, state)


class LineEditor(Editor):
    """A line of text; dates, numbers and telephones are written in their usual form on leaving."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(field.hint)
        if field.secret:
            self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.textEdited.connect(lambda _text: self.edited.emit())
        self.line.returnPressed.connect(self._on_return)
        self.line.editingFinished.connect(self._tidy)
        self._masked_text = ""
        self._place(self.line)

    def text(self) -> str:
        return self._masked_text or self.line.text()

    def set_text(self, text: str) -> None:
        self._masked_text = ""
        self.line.setText(text)
        self.line.setCursorPosition(0)

    def set_read_only(self, fixed: bool) -> None:
        self.line.setReadOnly(fixed)

    def set_masked(self, masked: bool) -> None:
        if masked and not self._masked_text and self.line.text():
            self._masked_text = self.line.text()
            self.line.setText(kinds.mask(self.field.kind, self._masked_text))
            self.line.setReadOnly(True)
        elif not masked and self._masked_text:
            self.set_text(self._masked_text)
            self.line.setReadOnly(False)

    def _on_return(self) -> None:
        self._tidy()
        self.done.emit()

    def _tidy(self) -> None:
        if self._masked_text or self.line.isReadOnly() or self.field.secret:
            return
        entry = self.entry()
        if entry.problem is None and entry.value is not None:
            shown = kinds.show(
                self.field.kind, entry.value, self.field.codes, month_only=entry.month_only
            )
            if shown != self.line.text():
                self.line.setText(shown)


class DateEditor(LineEditor):
    """A date as people write it, with a calendar for those who would rather click."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        if not field.hint:
            self.line.setPlaceholderText("如 1985.3.12 或 19850312")
        self._calendar: QCalendarWidget | None = None
        pick = QAction(theme.active().icon("calendar", "muted"), "选择日期（F4）", self.line)
        pick.triggered.connect(self.open_calendar)
        pick.setShortcut("F4")
        pick.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.line.addAction(pick, QLineEdit.ActionPosition.TrailingPosition)

    def open_calendar(self) -> None:
        """Show the calendar under the line."""
        if self.line.isReadOnly():
            return
        if self._calendar is None:
            self._calendar = QCalendarWidget(self)
            self._calendar.setWindowFlag(Qt.WindowType.Popup)
            self._calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
            none = QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader
            self._calendar.setVerticalHeaderFormat(none)
            self._calendar.clicked.connect(self._on_picked)
            self._calendar.activated.connect(self._on_picked)
        value = self.entry().value
        if value is not None:
            self._calendar.setSelectedDate(QDate.fromString(str(value), Qt.DateFormat.ISODate))
        self._calendar.move(self.line.mapToGlobal(QPoint(0, self.line.height())))
        self._calendar.show()
        self._calendar.setFocus()

    def _on_picked(self, day: QDate) -> None:
        if self._calendar is not None:
            self._calendar.hide()
        self.line.setText(day.toString("yyyy.MM.dd"))
        self.edited.emit()
        self.line.setFocus()


class _Suggesting(LineEditor):
    """A line that lists what fits while typing, and everything on F4 or a click on its arrow."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self._words = QStringListModel(self)
        self._completer: QCompleter | None = None
        self._popup: QListView | None = None
        self.line.textEdited.connect(self._on_typed)
        self.line.installEventFilter(self)
        opening = QAction(theme.active().icon("chevron-down", "muted"), "列出全部（F4）", self.line)
        opening.triggered.connect(self.open_list)
        self.line.addAction(opening, QLineEdit.ActionPosition.TrailingPosition)

    def fitting(self, text: str) -> Sequence[str]:
        """The words to offer for what was typed (everything for an empty text)."""
        raise NotImplementedError

    def open_list(self) -> None:
        """Show all words."""
        if not self.line.isReadOnly():
            self.line.setFocus()
            self._offer("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self.line
            and event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_F4, Qt.Key.Key_Down)
            and not (self._popup and self._popup.isVisible())
        ):
            self.open_list()
            return True
        return super().eventFilter(watched, event)

    def _on_typed(self, text: str) -> None:
        self._offer(text)

    def _offer(self, text: str) -> None:
        words = list(self.fitting(text))
        if not words or (len(words) == 1 and words[0] == self.line.text()):
            if self._popup is not None:
                self._popup.hide()
            return
        self._words.setStringList(words)
        (self._completer or self._make_completer()).complete()

    def _make_completer(self) -> QCompleter:
        """The list is made when it is first needed: a form of sixty fields has thirty of them."""
        completer = QCompleter(self._words, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(12)
        completer.setWidget(self.line)
        self._popup = QListView(self)
        completer.setPopup(self._popup)
        completer.activated.connect(self._on_activated)
        self._completer = completer
        return completer

    def _on_activated(self, word: str) -> None:
        self.line.setText(word)
        self.edited.emit()


class CodeEditor(_Suggesting):
    """A code by its word, number or pinyin initials."""

    def fitting(self, text: str) -> Sequence[str]:
        table = code_tables.table(self.field.codes)
        entries = table.starting(text) if text else table.offered
        return [entry.name for entry in entries]


class SuggestEditor(CodeEditor):
    """A text for which a code table offers words, but any text will do."""

    def entry(self) -> Entry:
        return Entry(kinds.parse(Kind.TEXT, self.text()).value)

    def show_value(self, value: Value, month_only: bool = False) -> None:
        self.set_text("" if value is None else str(value))

    def _tidy(self) -> None:
        return


class ChoiceEditor(_Suggesting):
    """A reference to another record, by its title; the value is the record's id."""

    def __init__(
        self,
        field: Field,
        choices: Callable[[], Sequence[Choice]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(field, parent)
        self._choices = choices

    def fitting(self, text: str) -> Sequence[str]:
        return [choice.title for choice in self._fitting(text)]

    def _fitting(self, text: str) -> list[Choice]:
        """Those whose words contain `text` or whose pinyin initials begin with it."""
        letters = text.strip().lower()
        return [
            choice
            for choice in self._choices()
            if text in choice.title
            or text in choice.hint
            or (letters.isascii() and names.initials(choice.title).startswith(letters))
        ]

    def show_value(self, value: Value, month_only: bool = False) -> None:
        if not isinstance(value, int):
            self.set_text("")  # without asking for the choices, which may be many
            return
        titles = {choice.id: choice.title for choice in self._choices()}
        self.set_text(titles.get(value, ""))

    def entry(self) -> Entry:
        text = self.text().strip()
        if not text:
            return Entry(None)
        found = [choice for choice in self._choices() if choice.title == text]
        if not found:
            found = self._fitting(text)
        if len(found) == 1:
            return Entry(found[0].id)
        wrong = f"{self.field.title}里没有“{text}”。" if not found else f"“{text}”不止一个。"
        return Entry(problem=Problem(wrong, "请从列表中选择。", self.field.key, value=text))

    def _tidy(self) -> None:
        entry = self.entry()
        if isinstance(entry.value, int):
            self.show_value(entry.value)


class NameEditor(ChoiceEditor):
    """The name of a person: those of the choices are offered, any other will do."""

    def show_value(self, value: Value, month_only: bool = False) -> None:
        self.set_text("" if value is None else str(value))

    def entry(self) -> Entry:
        return Entry(kinds.parse(Kind.PERSON, self.text()).value)

    def chosen(self) -> int | None:
        """The id of the one person of that name among the choices; None if none or several."""
        text = self.text().strip()
        found = [choice.id for choice in self._choices() if choice.title == text] if text else []
        return found[0] if len(found) == 1 else None

    def _tidy(self) -> None:
        return


class TextEditor(Editor):
    """Several lines of text; Enter makes a new line, Tab moves on."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self.area = QPlainTextEdit(self)
        self.area.setTabChangesFocus(True)
        self.area.setPlaceholderText(field.hint)
        self.area.textChanged.connect(self._on_changed)
        self._quiet = False
        self._place(self.area)
        self._apply_size()
        theme.active().changed.connect(self._apply_size)

    def _apply_size(self) -> None:
        lines = max(self.field.lines, 2)
        self.area.setFixedHeight(theme.active().px(20 * lines + 14))

    def _on_changed(self) -> None:
        if not self._quiet:
            self.edited.emit()

    def text(self) -> str:
        return self.area.toPlainText()

    def set_text(self, text: str) -> None:
        self._quiet = True
        self.area.setPlainText(text)
        self._quiet = False

    def entry(self) -> Entry:
        # Unlike a line, a longer text keeps its line breaks.
        return Entry("\n".join(line.rstrip() for line in self.text().splitlines()).strip())

    def set_read_only(self, fixed: bool) -> None:
        self.area.setReadOnly(fixed)


class _Tick(QCheckBox):
    """A check box that Enter leaves, as it does every other editor."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class FlagEditor(Editor):
    """Yes or no."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self.tick = _Tick(field.hint or "是", self)
        self.tick.entered.connect(self.done)
        self.tick.clicked.connect(lambda: self.edited.emit())
        self._place(self.tick)

    def text(self) -> str:
        return "是" if self.tick.isChecked() else "否"

    def set_text(self, text: str) -> None:
        self.tick.setChecked(text == "是")

    def entry(self) -> Entry:
        return Entry(self.tick.isChecked())


def editor_for(
    field: Field, parent: QWidget, choices: Callable[[], Sequence[Choice]] | None = None
) -> Editor:
    """The editor for a field; `choices` must be given for a field that refers to records.

    With choices a person's name is offered from them, but any name can be typed, unless the field
    refers to records.
    """
    if choices is not None and field.kind is Kind.PERSON and not field.refers:
        return NameEditor(field, choices, parent)
    if choices is not None:
        return ChoiceEditor(field, choices, parent)
    if field.refers:
        raise ValueError(f"no choices for the reference {field.key!r}")
    if field.kind in (Kind.DATE, Kind.MONTH):
        return DateEditor(field, parent)
    if field.kind is Kind.FLAG:
        return FlagEditor(field, parent)
    if field.codes:
        return SuggestEditor(field, parent) if field.suggest else CodeEditor(field, parent)
    return TextEditor(field, parent) if field.lines > 1 else LineEditor(field, parent)
