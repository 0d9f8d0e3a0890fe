"""What login and wizard have in common: a window before a book is open, with its own threads."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from djdesk.ui.kit import theme
from djdesk.ui.kit.jobs import Jobs
from djdesk.ui.kit.memory import Memory
from djdesk.ui.kit.messagebar import WindowMessages


class Entrance(QWidget):
    """A window that speaks for itself; `jobs` are made for it unless they are given (tests)."""

    def __init__(
        self,
        title: str,
        memory: Memory,
        on_crash: Callable[[BaseException, str], None],
        jobs: Jobs | None = None,
    ) -> None:
        super().__init__()
        self._memory = memory
        self.messages = WindowMessages(self, memory, on_crash)
        self.jobs = jobs or Jobs(self.messages, self)
        self.setWindowTitle(title)
        self.setWindowIcon(theme.active().icon("landmark", "accent"))
        theme.role(self, "chrome")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def shut(self) -> None:
        """Stop the threads; call when the window is no longer needed."""
        self.jobs.close()
