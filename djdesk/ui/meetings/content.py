"""The page 议程与内容: agenda, what was studied, the record itself, and who said what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from djdesk.models.rules.meetings.similarity import Index, Likeness
from djdesk.services import meetings
from djdesk.services.fields import field
from djdesk.services.listing import Value
from djdesk.services.meetings import AGENDA_FIELDS, MEETING_FIELDS, SPEECH_FIELDS, Part, Record
from djdesk.ui.kit import buttons, theme
from djdesk.ui.kit.cards import scrolled
from djdesk.ui.kit.editors import Choice
from djdesk.ui.kit.pane import Context
from djdesk.ui.meetings.parts import Parts
from djdesk.ui.meetings.texts import Sources
from djdesk.ui.meetings.writing import Writing, characters

JUDGE_AFTER = 800  # ms after the last key, before the text is compared with earlier records
TOLD = 2  # likenesses told in words; the rest is counted
NARROW = 520  # px at 100 %
COPIED = 30  # characters of a paragraph shown in the warning


class ContentPage(QWidget):
    """Everything that is written of a meeting; speaks like a form (`Typed`)."""

    edited = Signal()
    dirty_changed = Signal(bool)

    def __init__(
        self, context: Context, choices: Callable[[], Sequence[Choice]], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.context = context
        self._meeting_id = 0
        self._stored = {"study": "", "content": ""}
        self._dirty = False
        self._loading = False
        self._fixed = False
        self._index: Index[str] | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.split = QSplitter(self)
        self.split.setChildrenCollapsible(False)
        outer.addWidget(self.split, 1)
        messages = context.messages
        self.agenda = Parts("议程", "议题", AGENDA_FIELDS[:2], messages, choices, in_line=True)
        self.study = Writing("传达学习内容", self, least=1)
        self.study.setPlaceholderText(field(MEETING_FIELDS, "study").hint)
        self.content = Writing("会议内容", self)
        self.content.setPlaceholderText("按议程逐项记录：谁汇报、讨论了什么、有哪些不同意见……")
        self.speeches = Parts(
            "发言", "发言", SPEECH_FIELDS, messages, choices, hint="逐人记录，不写“大家一致认为”"
        )
        self.area = scrolled(self._make_sheet())
        self.split.addWidget(self.area)
        self.sources = Sources(context, self)
        self.sources.taken.connect(self._on_taken)
        self.sources.agenda_taken.connect(self._on_agenda_taken)
        self.sources.closed.connect(lambda: self.look.setChecked(False))
        self.sources.hide()
        self.split.addWidget(self.sources)
        self.split.setStretchFactor(0, 3)
        self.split.setStretchFactor(1, 2)
        self._judging = QTimer(self)
        self._judging.setSingleShot(True)
        self._judging.setInterval(JUDGE_AFTER)
        self._judging.timeout.connect(self.judge)
        self._moved = self.content
        self._following = QTimer(self)  # once the sheet has grown
        self._following.setSingleShot(True)
        self._following.setInterval(0)
        self._following.timeout.connect(self._follow)
        for sheet in (self.study, self.content):
            sheet.textChanged.connect(self._changed)
            sheet.textChanged.connect(self._judging.start)
            sheet.moved.connect(partial(self._on_moved, sheet))
        for parts in (self.agenda, self.speeches):
            parts.edited.connect(self._changed)
        self.setFocusProxy(self.content)

    # --- building -----------------------------------------------------------------------------

    def _make_sheet(self) -> QWidget:
        look = theme.active()
        sheet = QWidget(self)
        box = QVBoxLayout(sheet)
        box.setContentsMargins(0, 0, look.px(8), look.px(16))
        box.setSpacing(look.px(8))
        box.addWidget(self.agenda)
        box.addWidget(self._heading("传达学习内容"))
        box.addWidget(self.study)
        head = QHBoxLayout()
        head.addWidget(self._heading("会议内容"), 1)
        self.count = QLabel(sheet)
        theme.role(self.count, "muted")
        head.addWidget(self.count)
        self.look = QPushButton("模板和往期记录", sheet)
        self.look.setCheckable(True)
        self.look.setAutoDefault(False)
        buttons.set_icon(self.look, "book-open")
        self.look.toggled.connect(self._on_look)
        head.addWidget(self.look)
        box.addLayout(head)
        box.addWidget(self._make_warning())
        box.addWidget(self.content)
        box.addWidget(self.speeches)
        box.addStretch(1)
        return sheet

    def _heading(self, word: str) -> QLabel:
        label = QLabel(word, self)
        theme.role(label, "heading")
        return label

    def _make_warning(self) -> QFrame:
        self.warning = QFrame(self)
        theme.role(self.warning, "problem")
        theme.state(self.warning, "warn")
        line = QHBoxLayout(self.warning)
        self.likeness = QLabel(self.warning)
        self.likeness.setWordWrap(True)
        line.addWidget(self.likeness, 1)
        self.warning.hide()
        return self.warning

    # --- values -------------------------------------------------------------------------------

    def load(self, record: Record, *, fixed: bool) -> None:
        """Show what is written of a record."""
        self._loading = True
        self._fixed = fixed
        other = record.id != self._meeting_id
        self._meeting_id = record.id
        for key, sheet in self._sheets().items():
            stored = str(record.values.get(key) or "")
            # what was just saved may have lost blanks at line ends: the cursor stays where it is
            if other or _tidy(sheet.toPlainText()) != stored:
                sheet.show_text(stored)
            sheet.setReadOnly(fixed)
        self._stored = self._typed()
        self.agenda.load(record.agenda, fixed=fixed)
        self.speeches.load(record.speeches, fixed=fixed)
        self._loading = False
        self._set_dirty(False)
        self._show_count()
        if other:
            self._index = None
            self._show_likeness(())
            self.area.verticalScrollBar().setValue(0)
            if self.look.isChecked():
                self.sources.show_record(record, fixed=fixed)
        self._record = record

    def values(self) -> dict[str, Value]:
        """The texts by the key of their field."""
        return {key: _tidy(text) for key, text in self._typed().items()}

    def _sheets(self) -> Mapping[str, Writing]:
        return {"study": self.study, "content": self.content}

    def _typed(self) -> dict[str, str]:
        return {key: sheet.toPlainText() for key, sheet in self._sheets().items()}

    @property
    def dirty(self) -> bool:
        """Whether something was typed that is not saved."""
        return self._dirty

    def texts(self) -> dict[str, str]:
        """Everything typed, for a draft."""
        agenda, speeches = self.agenda.texts()["parts"], self.speeches.texts()["parts"]
        return {**self._typed(), "agenda": agenda, "speeches": speeches}

    def put_back(self, texts: Mapping[str, str]) -> None:
        """Bring back a draft."""
        for key, sheet in self._sheets().items():
            if key in texts:
                sheet.show_text(texts[key])
        self.agenda.put_back({"parts": texts.get("agenda", "")})
        self.speeches.put_back({"parts": texts.get("speeches", "")})
        self._changed()

    def _changed(self) -> None:
        if self._loading:
            return
        typed = self._typed() != self._stored
        self._set_dirty(typed or self.agenda.dirty or self.speeches.dirty)
        self._show_count()
        self.edited.emit()

    def _set_dirty(self, dirty: bool) -> None:
        if dirty != self._dirty:
            self._dirty = dirty
            self.dirty_changed.emit(dirty)

    def _show_count(self) -> None:
        self.count.setText(f"{characters(self.content.toPlainText()):,} 字")

    def _on_moved(self, sheet: Writing) -> None:
        self._moved = sheet
        self._following.start()

    def _follow(self) -> None:
        """The line that is written on stays in sight, with a line of room around it."""
        sheet, inside = self._moved, self.area.widget()
        if inside is not None:
            place = sheet.mapTo(inside, sheet.cursorRect().center())
            margin = theme.active().px(48)
            self.area.ensureVisible(place.x(), place.y(), 0, margin)

    # --- copied paragraphs --------------------------------------------------------------------

    def judge(self) -> None:
        """Compare what is written with earlier records, which are read when typing begins."""
        self._judging.stop()
        if self._fixed or not self._meeting_id:
            return
        desk, meeting_id, index = self.context.desk, self._meeting_id, self._index
        if index is None:
            self.context.jobs.read(
                self,
                lambda: meetings.likeness_index(desk, meeting_id),
                lambda made: self._on_index(meeting_id, made),
            )
            return
        text = f"{self.study.toPlainText()}\n{self.content.toPlainText()}"
        self.context.jobs.read(
            self, lambda: index.alike(text), lambda found: self._on_alike(meeting_id, found)
        )

    def _on_index(self, meeting_id: int, index: Index[str]) -> None:
        if meeting_id == self._meeting_id:
            self._index = index
            self.judge()

    def _on_alike(self, meeting_id: int, found: Sequence[Likeness[str]]) -> None:
        if meeting_id == self._meeting_id:
            self._show_likeness(found)

    def _show_likeness(self, found: Sequence[Likeness[str]]) -> None:
        told = [
            f"“{_short(each.paragraph)}”与{each.key}的记录有 {each.share}% 相同"
            for each in found[:TOLD]
        ]
        rest = f"，另有 {len(found) - TOLD} 段" if len(found) > TOLD else ""
        self.likeness.setText(f"{'；'.join(told)}{rest}。请按这次会议的实际情况写。")
        self.warning.setVisible(bool(found))
        copied = [each.paragraph for each in found]
        for sheet in (self.study, self.content):
            sheet.mark(copied)

    # --- templates and earlier records --------------------------------------------------------

    def _on_look(self, shown: bool) -> None:
        self._arrange()
        if shown and self._meeting_id:
            self.sources.show_record(self._record, fixed=self._fixed)

    def _arrange(self) -> None:
        """Without room for both, template and earlier texts take the place of the record."""
        shown = self.look.isChecked()
        narrow = self.width() < theme.active().px(NARROW)
        self.sources.setVisible(shown)
        self.sources.close_sources.setVisible(narrow)
        self.area.setVisible(not (shown and narrow))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _on_taken(self, text: str) -> None:
        """Put a text of a template in where the cursor stands."""
        if not self._fixed:
            self._back_if_narrow()
            self.content.insertPlainText(text)
            self.content.setFocus()

    def _back_if_narrow(self) -> None:
        if not self.area.isVisible():
            self.look.setChecked(False)

    def _on_agenda_taken(self, items: list[str]) -> None:
        if self._fixed:
            return
        self._back_if_narrow()
        known = {part.values.get("title") for part in self.agenda.parts()}
        for item in items:
            if item not in known:
                self.agenda.add_card(Part(None, {"title": item}))


def _tidy(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()


def _short(paragraph: str) -> str:
    return paragraph if len(paragraph) <= COPIED else f"{paragraph[:COPIED]}…"
