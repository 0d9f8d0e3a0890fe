"""Keeps a form's draft while it is being filled in, and offers it back after a crash."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from djdesk.services import drafts as service
from djdesk.ui.kit import theme
from djdesk.ui.kit.pane import Context

TITLE = "保存草稿"
EVERY = 3000  # ms between two drafts while somebody types


class Typed(Protocol):
    """What can be kept as a draft: a `Form`, or a record of several parts that speaks like one."""

    @property
    def edited(self) -> SignalInstance:
        """Emitted on every change."""

    @property
    def dirty_changed(self) -> SignalInstance:
        """Emitted with whether there is something unsaved."""

    @property
    def dirty(self) -> bool:
        """Whether there is something unsaved."""

    def texts(self) -> dict[str, str]:
        """What stands there, as typed."""

    def put_back(self, texts: Mapping[str, str]) -> None:
        """Bring back what was kept; it counts as typed."""


class Basket(Protocol):
    """What is typed into the cells of a grid and does not count yet."""

    def __len__(self) -> int:
        """How many cells."""

    def text(self) -> str:
        """All of it as one text."""


class TypedCells(QObject):
    """The basket of a grid as what is `Typed`: one text under `key`, which `put_back` types again.

    `changed` is emitted by the grid after everything typed.
    """

    edited = Signal()
    dirty_changed = Signal(bool)

    def __init__(
        self,
        key: str,
        basket: Basket,
        changed: SignalInstance,
        put_back: Callable[[str], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._key, self._basket, self._put_back = key, basket, put_back
        self._dirty = False
        changed.connect(self._on_changed)

    @property
    def dirty(self) -> bool:
        """Whether something is typed that does not count yet."""
        return len(self._basket) > 0

    def texts(self) -> dict[str, str]:
        """All cells as one text."""
        return {self._key: self._basket.text()}

    def put_back(self, texts: Mapping[str, str]) -> None:
        """Type the cells of a draft again."""
        self._put_back(texts.get(self._key, ""))

    def _on_changed(self) -> None:
        dirty = self.dirty
        if dirty != self._dirty:
            self._dirty = dirty
            self.dirty_changed.emit(dirty)
        if dirty:
            self.edited.emit()


class DraftKeeper(QObject):
    """Watches a `Form` or what is `Typed`; call `follow(name)` after it was loaded with a record.

    While there is something unsaved, what was typed is written into the book every few seconds;
    saved or given up, it is forgotten. A draft that is found shows the bar `offer`, which the pane
    puts above the form.
    """

    def __init__(self, context: Context, form: Typed, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._form = form
        self._name = ""
        self._kept = False
        self._due = False
        self.offer = _Offer(parent)
        self.offer.take.clicked.connect(self._on_take)
        self.offer.drop.clicked.connect(self._on_drop)
        self._found: dict[str, str] = {}
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(EVERY)
        self._clock.timeout.connect(self.keep_now)
        form.edited.connect(self._on_edited)
        form.dirty_changed.connect(self._on_dirty)

    def follow(self, name: str) -> None:
        """From now on the form shows the record `name` (`roster/member/12`, `roster/new`)."""
        self._clock.stop()
        self._name, self._kept = name, False
        self.offer.hide()
        self._context.jobs.read(
            self,
            lambda: service.find_draft(self._context.desk, name),
            lambda kept: self._on_found(name, kept),
        )

    def keep_now(self) -> None:
        """Write the draft now if there is something unsaved."""
        self._clock.stop()
        if not self._name or not self._form.dirty:
            return
        name, texts = self._name, self._form.texts()
        self._kept = True
        self._context.jobs.write(
            self, lambda: service.keep_draft(self._context.desk, name, texts), lambda _: None, TITLE
        )

    def _on_edited(self) -> None:
        if self._name and not self._clock.isActive():
            self._clock.start()

    def _on_dirty(self, dirty: bool) -> None:
        if dirty or not self._kept:
            return
        self._clock.stop()
        self._forget()

    def _forget(self) -> None:
        name, self._kept = self._name, False
        self.offer.hide()
        self._context.jobs.write(
            self, lambda: service.drop_draft(self._context.desk, name), lambda _: None, TITLE
        )

    def _on_found(self, name: str, kept: service.Kept | None) -> None:
        if name != self._name or kept is None:
            return
        self._found = dict(kept.texts)
        if self._found == self._form.texts():
            self._forget()
            return
        self._kept = True
        at = kept.saved_at
        self.offer.show_time(f"{at:%m}月{at:%d}日 {at:%H:%M}")

    def _on_take(self) -> None:
        self.offer.hide()
        self._form.put_back(self._found)

    def _on_drop(self) -> None:
        self.offer.hide()
        self._forget()


class _Offer(QFrame):
    """「上次没有保存的内容」 with 恢复 and 不要了."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        theme.role(self, "problem")
        theme.state(self, "warn")
        line = QHBoxLayout(self)
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self.take = QPushButton("恢复", self)
        self.drop = QPushButton("不要了", self)
        line.addWidget(self._text, 1)
        line.addWidget(self.take)
        line.addWidget(self.drop)
        self.hide()

    def show_time(self, when: str) -> None:
        """Show the offer for a draft of that time."""
        self._text.setText(f"这里有 {when} 填了一半、没有保存的内容。")
        self.show()
