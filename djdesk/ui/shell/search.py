"""The search box at the top (Ctrl+K): people, papers, panes and commands; Enter opens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from djdesk.models.rules import names
from djdesk.ui.kit import theme
from djdesk.ui.kit.jobs import Jobs, Ticket

WAIT = 120  # ms after the last key
AFTER_PEOPLE = 1  # the place of commands; that of the finders is even
MOST = 12


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: its word, what it is (党员 · 第一党小组), its icon, and how to open it."""

    title: str
    hint: str
    icon: str
    open: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Command:
    """Something that can be found by its word, other words and pinyin initials."""

    hit: Hit
    words: str = ""

    def fits(self, text: str) -> bool:
        """Whether `text` is part of a word or of its initials."""
        plain = text.casefold()
        every = f"{self.hit.title} {self.words}"
        return plain in every.casefold() or any(
            plain in names.initials(word) for word in every.split() if plain.isascii()
        )


Finder = Callable[[str], Sequence[Hit]]


class SearchBox(QLineEdit):
    """`finders` run off the window's thread; `commands` are searched at once and come first.

    Escape gives up and emits `left`: the pane gets the keys back.
    """

    left = Signal()

    def __init__(
        self,
        jobs: Jobs,
        commands: Sequence[Command],
        finders: Sequence[Finder],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        theme.role(self, "search")
        self.setPlaceholderText("搜索党员、会议、表册、功能（支持拼音首字母）  Ctrl+K")
        self.setAccessibleName("搜索")
        self.setClearButtonEnabled(True)
        self.addAction(
            theme.active().icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition
        )
        self._jobs = jobs
        self._commands = tuple(commands)
        self._finders = tuple(finders)
        self._tickets: list[Ticket[Sequence[Hit]]] = []
        self._hits: list[Hit] = []
        self._found: dict[int, Sequence[Hit]] = {}  # by twice the finder's place: see below
        self._number = 0
        self._waiting = 0  # finders that have not answered yet
        self._eager = False  # whether Enter was pressed before the answers came
        self.results = QListWidget(self)
        # A tool tip window never takes the focus, so an input method stays with the line.
        self.results.setWindowFlags(Qt.WindowType.ToolTip)
        self.results.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.results.setAccessibleName("搜索结果")
        # a topic as long as a line gives way
        self.results.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.results.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.results.itemClicked.connect(lambda _item: self._open_current())
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(WAIT)
        self._later.timeout.connect(self._search)
        self.textEdited.connect(lambda _text: self._later.start())
        self.installEventFilter(self)

    def _search(self) -> None:
        self._later.stop()
        text = self.text().strip()
        self._number += 1
        for ticket in self._tickets:
            ticket.cancel()
        self._tickets = []
        if not text:
            self._close()
            return
        commands = [command.hit for command in self._commands if command.fits(text)]
        self._found = {AFTER_PEOPLE: commands}
        self._show(commands)
        number = self._number
        self._waiting = len(self._finders)
        for place, finder in enumerate(self._finders):
            self._tickets.append(
                self._jobs.read(
                    self,
                    lambda finder=finder: finder(text),  # type: ignore[misc]
                    partial(self._add, number, place),
                )
            )
        self._open_if_eager()

    def _add(self, number: int, place: int, hits: Sequence[Hit]) -> None:
        if number != self._number:
            return
        self._waiting -= 1
        if hits:
            # Whoever answers first, people come first, who are looked for most; then what the
            # window can do: initials of topics fit too easily to stand before that.
            self._found[2 * place] = hits
            self._show([hit for key in sorted(self._found) for hit in self._found[key]])
        self._open_if_eager()

    def _open_if_eager(self) -> None:
        if self._eager and not self._waiting:
            self._eager = False
            self._open_current()

    def _show(self, hits: Sequence[Hit]) -> None:
        look = theme.active()
        self._hits = list(hits)[:MOST]
        self.results.clear()
        if not self._hits:
            self.results.addItem("没有找到")
        for hit in self._hits:
            item = QListWidgetItem(look.icon(hit.icon, "muted"), f"{hit.title}    {hit.hint}")
            item.setToolTip(hit.hint)
            self.results.addItem(item)
        self.results.setCurrentRow(0)
        self.results.setIconSize(QSize(look.px(22), look.px(16)))
        row = self.results.sizeHintForRow(0)
        height = row * self.results.count() + look.px(8)
        self.results.setGeometry(0, 0, max(self.width(), look.px(420)), height)
        self.results.move(self.mapToGlobal(QPoint(0, self.height() + look.px(4))))
        self.results.show()

    def _open_current(self) -> None:
        row = self.results.currentRow()
        if 0 <= row < len(self._hits):
            hit = self._hits[row]
            self._close()
            self.clear()
            hit.open()

    def _close(self) -> None:
        self._number += 1
        self._later.stop()
        self._eager = False
        self.results.hide()
        self._hits = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut and not self.results.underMouse():
            self._close()
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(event)
        return super().eventFilter(watched, event)

    def _on_key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.results.isVisible():
            step = 1 if key == Qt.Key.Key_Down else -1
            count = max(self.results.count(), 1)
            self.results.setCurrentRow((self.results.currentRow() + step) % count)
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._later.isActive() or not self.results.isVisible():
                # Faster than the search: the first that is found is opened when it is here.
                self._eager = True
                self._search()
            else:
                self._open_current()
            return True
        if key == Qt.Key.Key_Escape:
            self._close()
            self.clear()
            self.left.emit()
            return True
        return False
