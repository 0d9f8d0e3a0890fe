"""Starting the window: one program a user, login or wizard, the window, and back to the login."""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

import djdesk
from djdesk.services.progress import Progress
from djdesk.ui.kit import theme
from djdesk.ui.kit.memory import Memory
from djdesk.ui.shell import login, single
from djdesk.ui.shell.crash_net import CrashNet

if TYPE_CHECKING:
    from djdesk.services.books import OpenBook
    from djdesk.services.desk import Desk
    from djdesk.ui.kit.jobs import Jobs
    from djdesk.ui.kit.pane import PaneSpec
    from djdesk.ui.shell import wizard
    from djdesk.ui.shell.search import Finder
    from djdesk.ui.shell.status import Fact
    from djdesk.ui.shell.window import Window

# The login stands at once; database, panes and window are loaded behind it (`Parts.load`).

log = logging.getLogger(__name__)


LOAD_AFTER = 30  # ms
LATER = 300  # ms after a book was opened; its first page is on the screen by then
HOUR = 60 * 60 * 1000  # ms; a window may stay open for days


@dataclass(frozen=True)
class Parts:
    """What the window is composed of; filled in by the composition root.

    `panes` gives the panes for a role and a kind of book, `facts` what the status line tells,
    `finders` what the search box finds, `sample` makes the sample book anew or finds it and gives
    its folder and password, `before_close` is done with a book before it is closed (the backup).
    `load` imports what the window will need; it is called in another thread behind the login.
    `rehearse` gives small steps that make its parts once; they are taken there while nobody types.
    `daily` is asked when a book is opened and every hour: it backs up once a day.
    """

    panes: Callable[[object, str], Sequence[PaneSpec]]
    facts: Callable[[Desk], Sequence[Fact]]
    finders: Callable[[Desk, Callable[..., None]], Sequence[Finder]]
    sample: Callable[[], tuple[Path, str]]
    before_close: Callable[[OpenBook, Progress], None] | None = None
    load: Callable[[], None] = lambda: None
    rehearse: Callable[[Jobs, Memory], Generator[None]] | None = None
    daily: Callable[[OpenBook, Progress], object] | None = None
    import_pane: str = "roster"


def prepare_environment() -> None:
    """Let input methods work, and Chinese text where the system names no language.

    The Qt that is shipped on Linux speaks to ibus only; fcitx answers on the ibus front end too, so
    a system set to fcitx is started through that. Without a language Qt complains to the terminal.
    """
    if not sys.platform.startswith("linux"):
        return
    if os.environ.get("QT_IM_MODULE", "") in ("fcitx", "fcitx5"):
        os.environ["QT_IM_MODULE"] = "ibus"
    chosen = (os.environ.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    if next(filter(None, chosen), "C") in ("C", "POSIX"):
        os.environ["LC_ALL"] = "C.UTF-8"


def application(words: Sequence[str] = ()) -> QApplication:
    """The Qt application, named and ready; the one there is if it was made already."""
    prepare_environment()
    made = QCoreApplication.instance()
    app = made if isinstance(made, QApplication) else QApplication(["djdesk", *words])
    app.setApplicationName("djdesk")
    app.setApplicationDisplayName("党建工作台")
    app.setApplicationVersion(djdesk.__version__)
    app.setDesktopFileName("djdesk")
    return app


class Program(QObject):
    """Holds the window that is shown and changes it; quits when the last one is closed."""

    def __init__(self, app: QApplication, parts: Parts, memory: Memory | None = None) -> None:
        super().__init__(app)
        self._app = app
        self._parts = parts
        self._rehearse = parts.rehearse
        self.memory = memory or Memory()
        self.net = CrashNet(self)
        self.shown: QWidget | None = None
        self.book: OpenBook | None = None
        self.listener: single.Listener | None = None
        scale = self.memory.number("look/scale", 100)
        mode = self.memory.text("look/mode", theme.Mode.AUTO.value)
        theme.install(
            app,
            scale=scale if scale in theme.SCALES else 100,
            mode=theme.Mode(mode) if mode in set(theme.Mode) else theme.Mode.AUTO,
        )

    def begin(self) -> None:
        """Show the login, or the wizard when this computer knows no book."""
        if login.known_books(self.memory):
            self.show_login()
        else:
            self.show_wizard()

    def show_login(self, folder: Path | None = None) -> login.LoginWindow:
        """Show the choice of books, and load behind it what comes next."""
        window = login.LoginWindow(self.memory, self.net.show)
        if folder is not None:
            window.choose(folder)
        window.opened.connect(lambda book: self._enter(window, book))
        window.wants_new.connect(lambda: self._swap(window, self.show_wizard))
        window.wants_sample.connect(lambda: self._open_sample(window))
        self._show(window)
        # After the first painting, so that it does not wait for the loading.
        rehearse, self._rehearse = self._rehearse, None  # one makes everything ready
        QTimer.singleShot(LOAD_AFTER, window, lambda: window.load(self._parts.load, rehearse))
        return window

    def show_wizard(self) -> wizard.Wizard:
        """Show the four questions of a new book."""
        from djdesk.ui.shell import wizard

        window = wizard.Wizard(self.memory, self.net.show)
        window.made.connect(lambda made: self._enter_new(window, made))
        window.given_up.connect(lambda: self._swap(window, self.show_login))
        window.wants_sample.connect(lambda: self._open_sample(window))
        self._show(window)
        return window

    def show_book(self, book: OpenBook, *, sample: bool = False) -> Window:
        """Show the window on an open book, which is closed with the window."""
        with _undisturbed(first="djdesk.ui.shell.window" not in sys.modules):
            return self._show_book(book, sample)

    def _show_book(self, book: OpenBook, sample: bool) -> Window:
        from djdesk.services.books import desk_of
        from djdesk.ui.shell.lock import IdleLock
        from djdesk.ui.shell.window import Frame, Window

        desk = desk_of(book)
        frame = Frame(
            desk,
            self._parts.panes(desk.role, book.kind.value),
            self.memory,
            self.net.show,
            facts=lambda: self._parts.facts(desk),
            finders=lambda open_area: self._parts.finders(desk, open_area),
            sample=sample,
        )
        window = Window(frame)
        self.book = book
        window.on_closed = lambda: self._closed(window, book)
        # the sample is one click away at the login, it needs no place among the user's own books
        again = None if sample else book.folder
        window.wants_login.connect(lambda: window.close_then(lambda: self.show_login(again)))
        window.wants_sample.connect(
            lambda: window.close_then(lambda: self._open_sample(self.show_login(again)))
        )
        before = self._parts.before_close
        if before is not None and not book.read_only:
            window.last_work = lambda progress: before(book, progress)
        self._show(window)
        if not sample:  # its people are invented, and few know its password
            IdleLock(window)
            self._keep_daily(window, book)
        return window

    def _keep_daily(self, window: Window, book: OpenBook) -> None:
        daily = self._parts.daily
        if daily is None or book.read_only:
            return

        def look() -> None:
            window.jobs.long(
                window,
                lambda progress: daily(book, progress),
                lambda made: window.bus.look_again() if made else None,
                "每日备份",
                writes=True,
            )

        clock = QTimer(window)
        clock.setInterval(HOUR)
        clock.timeout.connect(look)
        clock.start()
        QTimer.singleShot(LATER, window, look)

    def listen(self) -> None:
        """Hear second starts of this user from now on, until the program ends."""
        self.listener = single.Listener(single.channel(), self.come_forward, self)

    def come_forward(self) -> None:
        """Bring the window to the front: somebody started the program a second time."""
        if self.shown is not None:
            self.shown.showNormal() if self.shown.isMinimized() else self.shown.show()
            self.shown.raise_()
            self.shown.activateWindow()

    def close(self) -> None:
        """Close whatever is shown, without asking; for tests and for the end of the session."""
        if self.shown is not None:
            self.shown.close()

    def _show(self, window: QWidget) -> None:
        self.shown = window
        window.show()

    def _swap(self, old: login.LoginWindow | wizard.Wizard, then: Callable[[], object]) -> None:
        then()
        old.shut()
        old.close()
        old.deleteLater()

    def _enter(self, old: login.LoginWindow | wizard.Wizard, book: OpenBook) -> None:
        self._swap(old, lambda: self.show_book(book))

    def _enter_new(self, old: wizard.Wizard, made: wizard.Made) -> None:
        if made.begin == "sample":
            made.book.close()
            self._swap(old, lambda: self._open_sample(self.show_login()))
            return
        begin = made.begin
        self._swap(old, lambda: self._begin_with(self.show_book(made.book), begin))

    def _begin_with(self, window: Window, begin: wizard.Begin) -> None:
        if begin == "import":
            window.open(self._parts.import_pane, do="import")

    def _open_sample(self, old: login.LoginWindow | wizard.Wizard) -> None:
        def made() -> OpenBook:
            from djdesk.services.books import open_book

            folder, password = self._parts.sample()
            return open_book(folder, password)

        old.jobs.write(
            old,
            made,
            lambda book: self._swap(old, lambda: self.show_book(book, sample=True)),
            "准备样例账套",
        )

    def _closed(self, window: Window, book: OpenBook) -> None:
        window.shut()
        book.close()
        self.book = None
        window.deleteLater()


@contextmanager
def _undisturbed(*, first: bool) -> Iterator[None]:
    """Make many things that stay without looking through them for garbage, which takes a tenth of a
    second; what is loaded for the `first` window stays until the end and is never looked through.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if first:
            gc.freeze()
        if was:
            gc.enable()


def run(
    parts: Parts,
    words: Sequence[str] = (),
    *,
    book: OpenBook | None = None,
    sample: bool = False,
) -> int:
    """Show the window until it is closed; returns the exit code.

    With `book` (the demonstration) it opens on that book without asking. Otherwise a second start
    hands over to the window that is there already.
    """
    app = application(words)
    if book is not None:
        program = Program(app, parts)
        program.net.install()
        program.show_book(book, sample=sample)
        return app.exec()
    lease = single.Lease()
    if not lease.take():
        patience = single.WAIT if lease.taken_by_another() else 0
        if single.hand_over(single.channel(), patience):
            return 0
    program = Program(app, parts)
    program.net.install()
    program.begin()
    # a second start waits for this long enough; the first painting need not
    QTimer.singleShot(LOAD_AFTER, program, program.listen)
    code = app.exec()
    if program.listener is not None:
        program.listener.close()
    lease.free()
    return code
