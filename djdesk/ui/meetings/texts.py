"""Beside the record: the template of its kind and earlier texts, those of last year first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from djdesk.services import kinds, meetings
from djdesk.services.meetings import EarlierText, Record
from djdesk.ui.kit import theme
from djdesk.ui.kit.flow import FlowLayout
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.papers import Still

TEMPLATE = "本类会议的模板"


class Sources(QWidget):
    """One text at a time, to be read and to be taken from.

    `taken(text)` is a piece for the record: the chosen part, or the template as headings.
    `agenda_taken` holds the items of the template. `closed` leads back where there is no room for
    both. Earlier texts are for reading; who wants words of them chooses them, so that nobody copies
    a whole record by one click.
    """

    taken = Signal(str)
    closed = Signal()
    agenda_taken = Signal(list)

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        self._meeting_id = 0
        self._template: tuple[str, ...] = ()
        self._earlier: tuple[EarlierText, ...] = ()
        look = theme.active()
        box = QVBoxLayout(self)
        box.setContentsMargins(look.px(8), 0, 0, 0)
        box.setSpacing(look.px(8))
        self.choice = QComboBox(self)
        self.choice.setAccessibleName("模板和往期记录")
        self.choice.setMinimumWidth(look.px(120))
        self.choice.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._still = Still(self)
        self._still.watch(self.choice)
        self.choice.currentIndexChanged.connect(self._on_chosen)
        box.addWidget(self.choice)
        self.topic = QLabel(self)
        self.topic.setWordWrap(True)
        theme.role(self.topic, "muted")
        box.addWidget(self.topic)
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setAccessibleName("模板或往期记录的内容")
        self.text.selectionChanged.connect(self._allow)
        box.addWidget(self.text, 1)
        bar = QWidget(self)
        line = FlowLayout(bar, spacing=look.px(4))
        self.take_agenda = self._button("套用议程", self._on_agenda)
        self.copy = self._button("复制", self._on_copy)
        self.take = self._button("填入光标处", self._on_take)
        self.close_sources = self._button("回到记录", self.closed.emit)
        for button in (self.take_agenda, self.copy, self.take, self.close_sources):
            line.addWidget(button)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        bar.setSizePolicy(policy)
        box.addWidget(bar)

    def _button(self, word: str, then: object) -> QPushButton:
        button = QPushButton(word, self)
        button.setAutoDefault(False)
        button.clicked.connect(then)
        return button

    def show_record(self, record: Record, *, fixed: bool) -> None:
        """Read the template and the earlier texts of a record's kind."""
        self._meeting_id = record.id
        for button in (self.take_agenda, self.take):
            button.setVisible(not fixed)
        desk, meeting_id = self.context.desk, record.id
        self.context.jobs.read(
            self,
            lambda: (
                meetings.template(desk, record.kind),
                meetings.earlier_texts(desk, meeting_id),
            ),
            lambda found: self._on_read(meeting_id, *found),
        )

    def _on_read(
        self, meeting_id: int, template: tuple[str, ...], earlier: Sequence[EarlierText]
    ) -> None:
        if meeting_id != self._meeting_id:
            return
        self._template, self._earlier = template, tuple(earlier)
        self.choice.blockSignals(True)
        self.choice.clear()
        self.choice.addItem(TEMPLATE)
        for text in self._earlier:
            self.choice.addItem(f"{text.ledger_number}（{kinds.show_date(text.held_on)}）")
        self.choice.blockSignals(False)
        self._on_chosen(0)

    def _on_chosen(self, number: int) -> None:
        if number <= 0:
            self.topic.setText("这类会议通常的议程，可以套用后再改。")
            self.text.setPlainText(outline(self._template))
        else:
            earlier = self._earlier[number - 1]
            self.topic.setText(earlier.topic or "（没有填写主题）")
            self.text.setPlainText(earlier.content)
        self._allow()

    def _allow(self) -> None:
        chosen = self.text.textCursor().hasSelection()
        is_template = self.choice.currentIndex() <= 0
        self.take.setEnabled(chosen or is_template)
        self.take.setToolTip("" if is_template else "先在上面选中要引用的文字")
        self.take_agenda.setEnabled(is_template and bool(self._template))

    def _chosen_text(self) -> str:
        # Qt separates paragraphs of a selection by U+2029
        return self.text.textCursor().selectedText().replace("\u2029", "\n")

    def _on_take(self) -> None:
        text = self._chosen_text()
        if not text and self.choice.currentIndex() <= 0:
            text = outline(self._template)
        if text:
            self.taken.emit(text)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._chosen_text() or self.text.toPlainText())
        self.context.messages.done("已复制。")

    def _on_agenda(self) -> None:
        if self._template:
            self.agenda_taken.emit(list(self._template))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.active().px(220), theme.active().px(200))


def outline(items: Sequence[str]) -> str:
    """The items of an agenda as headings of a record: 一、… with a line for each."""
    return "".join(f"{_number(place)}、{item}\n" for place, item in enumerate(items, start=1))


def _number(place: int) -> str:
    """1 to 99 in Chinese: 一 … 十 十一 … 二十一."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(place, 10)
    ten = "" if tens == 0 else ("十" if tens == 1 else f"{digits[tens]}十")
    return ten + (digits[ones] if ones else "")
