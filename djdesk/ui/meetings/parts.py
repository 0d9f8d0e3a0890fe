"""The parts of a record that repeat (议题、发言、决议、问题): a frame each, typed in place."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from djdesk.errors import Problem
from djdesk.services.fields import Field
from djdesk.services.meetings import Part
from djdesk.ui.kit import buttons, theme
from djdesk.ui.kit.messages import Messages
from djdesk.ui.meetings.part_card import Choices, PartCard


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
