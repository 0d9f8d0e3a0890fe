"""The net under the window: catches what nobody caught and shows it in the crash window."""

from __future__ import annotations

import logging
import sys
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QObject, QThread, Signal

# The crash window itself is loaded when it is needed, or behind the login: it costs the start.

log = logging.getLogger(__name__)


class CrashNet(QObject):
    """Catches what nobody caught, in any thread, and shows it in the window's thread.

    `install()` puts it in place of `sys.excepthook`. While one crash window is open, further
    mistakes are only logged and reported to files, so that they cannot bury the screen.
    """

    _caught = Signal(object, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open = False
        self._caught.connect(self.show_crash)

    def install(self) -> None:
        """Take over from the interpreter's own handling."""
        sys.excepthook = self._on_uncaught

    def _on_uncaught(
        self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        if isinstance(error, KeyboardInterrupt):
            QCoreApplication.quit()
            return
        self.show(error, "窗口操作")

    def show(self, error: BaseException, doing: str) -> None:
        """Show a mistake; safe from any thread."""
        if QThread.currentThread() is self.thread():
            self.show_crash(error, doing)
        else:
            self._caught.emit(error, doing)

    def show_crash(self, error: BaseException, doing: str) -> None:
        """Log, report and show; called in the window's thread."""
        from djdesk.services import crash
        from djdesk.ui.shell.crash import CrashWindow

        log.error("crash while %s\n%s", doing, crash.trace(error))
        kept = crash.save_report(error, doing)
        if self._open:
            return
        self._open = True
        try:
            # Without a parent: it must not die with the window in which the mistake happened.
            window = CrashWindow(error, doing, kept)
            window.exec()
            window.deleteLater()
        finally:
            self._open = False
