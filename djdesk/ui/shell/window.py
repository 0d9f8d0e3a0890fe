"""The one window: areas on the left, search above, the pane, the status line below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from djdesk.errors import DeskError
from djdesk.services.desk import Desk
from djdesk.services.progress import Progress
from djdesk.ui.kit import theme
from djdesk.ui.kit.bus import Bus
from djdesk.ui.kit.buttons import menu_button, pressed_by_enter
from djdesk.ui.kit.jobs import Jobs
from djdesk.ui.kit.memory import Memory, Presentation
from djdesk.ui.kit.messagebar import WindowMessages
from djdesk.ui.kit.pane import Context, Leaves, PaneSpec, Shows
from djdesk.ui.shell.navigation import Navigation
from djdesk.ui.shell.search import Command, Finder, Hit, SearchBox
from djdesk.ui.shell.shortcuts import ShortcutList
from djdesk.ui.shell.status import Fact, StatusLine
from djdesk.ui.shell.topbar import TopBar

if TYPE_CHECKING:
    from djdesk.ui.shell.manual import Manual

SIZE = (1280, 800)
SMALLEST = (1024, 640)
SOON = 200  # ms after the window was made
TITLE_BAR = 40  # px at 100 % that the system draws above a window, at most


@dataclass(frozen=True)
class Frame:
    """What the window is opened with.

    `facts` finds what the status line tells, `finders` what the search box finds besides panes and
    commands; both run off the window's thread. `on_crash` shows a mistake of ours.
    """

    desk: Desk
    panes: Sequence[PaneSpec]
    memory: Memory
    on_crash: Callable[[BaseException, str], None]
    facts: Callable[[], Sequence[Fact]] = tuple
    finders: Callable[[Callable[..., None]], Sequence[Finder]] = lambda _open: ()
    sample: bool = False


class Window(QMainWindow):
    """Shows panes, built when first opened; `context` is what they are given.

    `last_work`, if set, is done with progress between the last question and the closing.
    `wants_login` asks for the login instead of this window (another user, another book),
    `wants_sample` for the sample book.
    """

    wants_login = Signal()
    wants_sample = Signal()

    def __init__(self, frame: Frame) -> None:
        super().__init__()
        self._frame = frame
        self._built: dict[str, QWidget] = {}
        self._specs = {spec.id: spec for spec in frame.panes}
        self._current = ""
        self._manual: Manual | None = None
        self._leaving = False
        self._closing = False
        self._inside = False
        self.on_closed: Callable[[], None] = lambda: None
        self.last_work: Callable[[Progress], None] | None = None
        self._then: Callable[[], object] = lambda: None
        self._going = False  # whether `_then` is what this closing is for
        desk = frame.desk
        card = desk.store.book
        self.setWindowTitle(f"{card.name} — 党建工作台" if card.name else "党建工作台")
        self.setWindowIcon(theme.active().icon("landmark", "accent"))
        self._stack = QStackedWidget(self)
        messages = WindowMessages(self._stack, frame.memory, frame.on_crash)
        self.jobs = Jobs(messages, self)
        self.bus = Bus(desk.store, self)
        self.context = Context(
            desk,
            self.jobs,
            self.bus,
            messages,
            self.open,
            frame.memory,
            Presentation(self),
            area=self._stack,
            sample=None if frame.sample else self.wants_sample.emit,
        )
        self.navigation = Navigation(frame.panes, self)
        self.navigation.chosen.connect(self.open)
        self.search = SearchBox(self.jobs, self._commands(), frame.finders(self.open), self)
        self.search.left.connect(self._back_to_pane)
        role = f"{desk.role.title} · {desk.user}" if desk.user else desk.role.title
        if desk.read_only:
            role += "（只读）"
        self.status = StatusLine(card.name, role, self.jobs, frame.facts, self.open, self)
        self._lay_out(card.name, role)
        self._add_shortcuts()
        self.bus.changed.connect(lambda _notice: self.status.refresh())
        self.setMinimumSize(*SMALLEST)
        self._restore()

    # --- building -----------------------------------------------------------------------------

    def _lay_out(self, book: str, user: str) -> None:
        whole = QWidget(self)
        across = QHBoxLayout(whole)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.navigation)
        right = QVBoxLayout()
        right.setSpacing(0)
        across.addLayout(right, 1)
        self._user = self._make_user_menu(user)
        self.bar = TopBar(book, self.search, self._user, whole)
        if self._frame.sample:
            self.bar.add_pill("样例账套")
        self._masked = self.bar.add_pill("投影模式：隐私已遮住", "投影模式")
        self._masked.hide()
        self.context.presentation.changed.connect(self._masked.setVisible)
        right.addWidget(self.bar)
        right.addWidget(self._stack, 1)
        right.addWidget(self.status)
        self.setCentralWidget(whole)

    def _make_user_menu(self, user: str) -> QWidget:
        menu = QMenu(self)
        look = theme.active()
        for text, icon, then in (
            ("投影模式（遮住隐私）\tCtrl+Shift+P", "eye-off", self._switch_presentation),
            ("使用说明\tF1", "book-open", self.show_manual),
            ("快捷键\tShift+F1", "keyboard", self.show_shortcuts),
            ("换用户或账套", "log-out", self.wants_login.emit),
            ("退出", "power", self.close),
        ):
            menu.addAction(look.icon(icon), text).triggered.connect(
                lambda _checked=False, then=then: then()
            )
        return menu_button(user, "user", menu, self, role="plain")

    def _commands(self) -> list[Command]:
        def pane(spec: PaneSpec) -> Command:
            hit = Hit(spec.title, f"功能 · {spec.group}", spec.icon, lambda: self.open(spec.id))
            return Command(hit, spec.words)

        mask = Hit("投影模式", "命令 · 遮住隐私", "eye-off", self._switch_presentation)
        manual = Hit("使用说明", "命令 · F1", "book-open", self.show_manual)
        keys = Hit("快捷键", "命令 · Shift+F1", "keyboard", self.show_shortcuts)
        other = Hit("换用户或账套", "命令 · 回到登录", "log-out", self.wants_login.emit)
        return [
            *map(pane, self._frame.panes),
            Command(mask, "遮住"),
            Command(manual, "帮助 手册 说明书 怎么"),
            Command(keys, "帮助 键盘"),
            Command(other, "退出 登录 切换"),
        ]

    def _add_shortcuts(self) -> None:
        for keys, then in (
            ("Ctrl+K", self._go_to_search),
            ("Ctrl+Shift+P", self._switch_presentation),
            ("F1", self.show_manual),
            ("Shift+F1", self.show_shortcuts),
            ("Ctrl+PgDown", lambda: self._step(1)),
            ("Ctrl+PgUp", lambda: self._step(-1)),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(then)

    # --- panes --------------------------------------------------------------------------------

    def open(self, area: str, record_id: int | None = None, **hints: object) -> None:
        """Show pane `area` and in it a record; a pane this user does not see is not shown."""
        spec = self._specs.get(area)
        if spec is None:
            self.context.messages.tell("当前用户或账套没有这项功能。")
            return
        pane = self._built.get(area)
        if pane is None:
            pane = spec.make(self.context)
            self._built[area] = pane
            self._stack.addWidget(pane)
        self._stack.setCurrentWidget(pane)
        self._current = area
        self._focus(pane)
        self.navigation.show_chosen(area)
        self._frame.memory.keep("window/pane", area)
        if self._manual is not None and self._manual.isVisible():
            self._manual.show_page(area)
        if (record_id is not None or hints) and isinstance(pane, Shows):
            pane.show_record(record_id, **hints)

    def _focus(self, pane: QWidget) -> None:
        """Give the pane the keys; without them its shortcuts would be dead."""
        pane.setFocus()
        widget: QWidget | None = pane
        while widget is not None and not pane.isAncestorOf(self.focusWidget() or self):
            widget = widget.nextInFocusChain()
            if widget is None or not pane.isAncestorOf(widget):
                return
            by_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            if by_tab and widget.isEnabled() and widget.isVisibleTo(pane):
                widget.setFocus()

    def _back_to_pane(self) -> None:
        pane = self._built.get(self._current)
        if pane is not None:
            self._focus(pane)

    @property
    def current(self) -> str:
        """The id of the pane shown."""
        return self._current

    def pane(self, area: str) -> QWidget:
        """The pane `area` if it was opened already; KeyError otherwise."""
        return self._built[area]

    def _step(self, step: int) -> None:
        ids = list(self._specs)
        if ids:
            self.open(ids[(ids.index(self._current) + step) % len(ids)])

    def _go_to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _switch_presentation(self) -> None:
        self.context.presentation.set(not self.context.presentation.on)

    def show_manual(self) -> None:
        """The manual beside the window, at the page of the pane in use."""
        if self._manual is None:
            from djdesk.ui.shell.manual import Manual

            self._manual = Manual(self._frame.panes, self.show_shortcuts, self)
        self._manual.show_page(self._current)
        self._manual.show()
        self._manual.raise_()
        self._manual.activateWindow()

    def show_shortcuts(self) -> None:
        """The list of shortcuts of the window and of the pane in use."""
        pane = self._built.get(self._current)
        dialog = ShortcutList(pane, self)
        dialog.exec()
        dialog.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the focused button."""
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)

    # --- opening and closing ------------------------------------------------------------------

    def _restore(self) -> None:
        look, memory = theme.active(), self._frame.memory
        geometry = memory.blob("window/geometry")
        if geometry.isEmpty() or not self.restoreGeometry(geometry):
            self.resize(look.px(SIZE[0]), look.px(SIZE[1]))
            self._fit_to_screen()
        wanted = memory.text("window/pane")
        first = next(iter(self._specs), "")
        self.open(wanted if wanted in self._specs else first)
        # after the first painting: the first page of the pane asks the book as well
        QTimer.singleShot(SOON, self.status, self.status.refresh)

    def _fit_to_screen(self) -> None:
        """A screen without room for the window and its title bar gets it maximized."""
        room, title = self.screen().availableGeometry(), theme.active().px(TITLE_BAR)
        if self.width() > room.width() or self.height() + title > room.height():
            width, height = min(self.width(), room.width()), room.height() - title
            self.resize(width, min(self.height(), height))
            self.setWindowState(self.windowState() | Qt.WindowState.WindowMaximized)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let every pane save or give up its typing, then close; the answer may come later."""
        if not (self._going or self._leaving or self._closing):
            self._then = lambda: None  # the user stayed when asked before: that wish is over
        if not self._leaving and not self._closing:
            self._inside = True  # Qt ignores a close() inside a close()
            waiting = [pane for pane in self._built.values() if isinstance(pane, Leaves)]
            self._leave_next(waiting)
            self._inside = False
        if not self._leaving:
            event.ignore()
            return
        self._remember()
        if self._manual is not None:
            self._manual.close()
        event.accept()
        self.on_closed()
        self._then()

    def _leave_next(self, waiting: Sequence[Leaves]) -> None:
        if waiting:
            waiting[0].leave(lambda: self._leave_next(waiting[1:]))
            return
        self._closing = True
        if self.last_work is None:
            self._finish()
            return
        self.setEnabled(False)
        self.status.say("正在备份账套，随后关闭…")
        self.jobs.long(
            self,
            self.last_work,
            lambda _: self._finish(),
            "关闭前备份",
            writes=True,
            refused=self._on_last_work_failed,
        )

    def _on_last_work_failed(self, error: DeskError) -> None:
        """A failing backup is loud, but the user decides whether to stay."""
        self.setEnabled(True)
        self._closing = False
        self.status.say("")
        if self.context.messages.ask("关闭前的备份没有成功。", str(error), "仍然关闭"):
            self._finish()

    def _finish(self) -> None:
        self._leaving = True
        if not self._inside:
            self.close()

    def close_then(self, then: Callable[[], object]) -> None:
        """Close the window as the user would, and do `then` afterwards."""
        self._then = then
        self._going = True
        self.close()
        self._going = False

    def _remember(self) -> None:
        memory = self._frame.memory
        memory.keep("window/geometry", self.saveGeometry())
        for pane in self._built.values():
            pane.hide()  # panes keep their splitters when they are hidden
        memory.save()

    def shut(self) -> None:
        """Stop the threads and the listening; call after the window was closed."""
        self.jobs.close()
        self.bus.close()
