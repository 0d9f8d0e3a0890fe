"""Covers the window after nobody touched it for a while, until who is logged in comes back."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication, QWindow
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
)

from djdesk.errors import DeskError
from djdesk.models.store.store import Notice
from djdesk.services import accounts, settings
from djdesk.ui.kit import theme
from djdesk.ui.shell.window import Window

_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.InputMethod,
    }
)


class Cover(QDialog):
    """Lies over the whole window and goes with the password of who is logged in."""

    def __init__(self, window: Window) -> None:
        super().__init__(window, Qt.WindowType.FramelessWindowHint)
        self._context = window.context
        look = theme.active()
        self.setWindowTitle("已锁定")
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box = QVBoxLayout(self)
        box.setSpacing(look.px(12))
        picture = QLabel(self)
        picture.setPixmap(look.pixmap("lock", 40, "muted"))
        title = QLabel(f"{window.context.desk.user}已离开，窗口已锁定", self)
        theme.role(title, "heading")
        hint = QLabel("填了一半的内容都还在，解锁后接着用。", self)
        theme.role(hint, "muted")
        self.password = QLineEdit(self)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setPlaceholderText("您的密码")
        self.password.setAccessibleName("密码")
        self.password.setFixedWidth(look.px(240))
        self.password.returnPressed.connect(self.try_password)
        self.go = QPushButton("解锁", self)
        self.go.setAutoDefault(False)
        theme.role(self.go, "primary")
        self.go.clicked.connect(self.try_password)
        self.fault = QLabel(self)
        theme.role(self.fault, "fault")
        box.addStretch(2)
        for label in (picture, title, hint):
            box.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(self.password)
        line.addWidget(self.go)
        line.addStretch(1)
        box.addLayout(line)
        box.addWidget(self.fault, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(3)
        self.setGeometry(window.frameGeometry())
        self.password.setFocus()

    def try_password(self) -> None:
        """Go away if the password is right, else say so."""
        typed, desk = self.password.text(), self._context.desk
        if not typed:
            return
        self.go.setEnabled(False)
        self._context.jobs.read(
            self,
            lambda: accounts.confirm_self(desk, typed),
            lambda _none: self.accept(),
            refused=self._on_refused,
        )

    def _on_refused(self, error: DeskError) -> None:
        self.go.setEnabled(True)
        self.fault.setText(str(error))
        self.password.selectAll()
        self.password.setFocus()

    def reject(self) -> None:
        """Escape does not unlock."""

    def closeEvent(self, event: QCloseEvent) -> None:
        # the end of the session may close it; what is behind goes with it
        if not QGuiApplication.instance().isSavingSession():  # type: ignore[union-attr]
            event.ignore()


class IdleLock(QObject):
    """Locks `window` when nobody touched the program for as long as the book's settings say.

    Only events of the windows themselves pass through here (keys, mouse), not those of every
    widget, which would slow the painting down.
    """

    def __init__(self, window: Window, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(window)
        self._window = window
        self._clock = clock
        self._touched = clock()
        self._limit = 0  # seconds; 0: never
        self.cover: Cover | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._on_focus)
            self._on_focus(application.focusWindow())
        window.bus.changed.connect(self._on_changed)
        self._read()

    def look(self) -> None:
        """Lock if it is time, else wait for the rest of it."""
        if not self._limit or self.cover is not None:
            return
        rest = self._limit - (self._clock() - self._touched)
        if rest <= 0:
            self.lock()
        else:
            self._timer.start(round(rest * 1000) + 1)

    def lock(self) -> None:
        """Cover the window now."""
        self.cover = Cover(self._window)
        self.cover.accepted.connect(self._on_unlocked)
        self.cover.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self._touched = self._clock()
        return False

    def _on_focus(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)

    def _on_unlocked(self) -> None:
        self.cover = None
        self._touched = self._clock()
        self.look()

    def _on_changed(self, notice: Notice) -> None:
        if "setting" in notice.tables:
            self._read()

    def _read(self) -> None:
        desk = self._window.context.desk
        self._window.jobs.read(
            self, lambda: settings.get(desk, settings.LOCK_AFTER_MINUTES), self._on_read
        )

    def _on_read(self, minutes: int) -> None:
        self._limit = minutes * 60
        self._timer.stop()
        self.look()
