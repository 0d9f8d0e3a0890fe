"""Finding a row by the pinyin initials typed over a table: 「zs」 leads to 张三."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from djdesk.models.rules import names

SEARCH_FOR = 1200  # ms in which letters belong to one name


class ByInitials(QObject):
    """Letters typed one after the other; `found(row)` for each that leads to somebody.

    `searching(letters)` tells what is being looked for, empty when that is over.
    """

    found = Signal(int)
    searching = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._initials: list[str] = []
        self._letters: str | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SEARCH_FOR)
        self._pause.timeout.connect(self.forget)

    @property
    def going_on(self) -> bool:
        """Whether letters belong to a name that is being typed."""
        return self._letters is not None

    def offer(self, people: Sequence[str]) -> None:
        """The names of the rows, in their order."""
        self._initials = [names.initials(name) for name in people]

    def begin(self) -> None:
        """From now on every letter is one of a name (after /)."""
        self._letters = ""
        self._pause.start()
        self.searching.emit("/")

    def type(self, letter: str, current: int) -> None:
        """Another letter; looked for from row `current` on."""
        typed = self._letters = self._letters or ""
        wanted = typed + letter.lower()
        count = len(self._initials)
        start = current + (0 if typed else 1)
        for step in range(count):
            row = (start + step) % count
            if self._initials[row].startswith(wanted):
                self._letters = wanted
                self.found.emit(row)
                break
        self._pause.start()
        self.searching.emit(self._letters or "/")

    def erase(self) -> bool:
        """Take the last letter back; False if none was typed."""
        if not self._letters:
            return False
        self._letters = self._letters[:-1]
        self._pause.start()
        self.searching.emit(self._letters or "/")
        return True

    def forget(self) -> None:
        """The search is over."""
        self._pause.stop()
        if self._letters is not None:
            self._letters = None
            self.searching.emit("")
