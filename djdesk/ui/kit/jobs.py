"""The only maker of threads: two readers, one writer, answers by one queued signal.

A pane says what to do and what to do with the answer; failures find their own way to the messages,
and an answer for a widget that is gone is dropped.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from shiboken6 import isValid

from djdesk.errors import Cancelled, DeskError
from djdesk.services.progress import Progress
from djdesk.ui.kit.messages import Messages, route

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

# Threads and what makes them are loaded with the first work: the login needs none to stand.

T = TypeVar("T")
Refusal = Callable[[DeskError], None]

WAIT_CURSOR_AFTER = 0.3  # seconds
PROGRESS_AFTER = 1.0
A_MOMENT = 0.02  # seconds that nobody notices


class _Lane(Enum):
    """A queue of work: its name and how many threads work it off."""

    READ = "read", 2
    WRITE = "write", 1
    SIGHT = "sight", 1


class JobProgress:
    """Progress of one piece of work: told in its thread, read in the window's thread."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._done = 0
        self._total = 0
        self._text = ""
        self._stop = threading.Event()

    def step(self, done: int, total: int, text: str = "") -> None:
        """Note how far the work is; raises `Cancelled` once `stop` was called."""
        if self._stop.is_set():
            raise Cancelled
        with self._guard:
            self._done, self._total = done, total
            self._text = text or self._text

    def stop(self) -> None:
        """Ask the work to stop at its next step."""
        self._stop.set()

    @property
    def stopping(self) -> bool:
        """Whether the work was asked to stop."""
        return self._stop.is_set()

    def now(self) -> tuple[int, int, str]:
        """(done, total, text) as last told."""
        with self._guard:
            return self._done, self._total, self._text


@dataclass(frozen=True, slots=True)
class Running:
    """A piece of work as the status bar shows it; `left` in seconds, negative when unknown."""

    title: str
    done: int
    total: int
    text: str
    left: float
    can_stop: bool
    stop: Callable[[], None]


class Ticket(Generic[T]):
    """A piece of work that was asked for; `cancel` drops it or, if it runs, its answer."""

    def __init__(
        self,
        owner: QObject,
        work: Callable[[Progress], T],
        then: Callable[[T], None],
        title: str,
        refused: Refusal | None,
        can_stop: bool,
    ) -> None:
        self.owner = owner
        self.work = work
        self.then = then
        self.title = title
        self.refused = refused
        self.can_stop = can_stop
        self.progress = JobProgress()
        self.asked_at = time.monotonic()
        self.answer: T | None = None
        self.error: BaseException | None = None
        self.future: Future[None] | None = None
        self.dropped = False

    def cancel(self) -> None:
        """Forget it: not started, it never runs; running, its answer is dropped."""
        self.dropped = True
        self.progress.stop()
        if self.future is not None:
            self.future.cancel()

    def run(self) -> None:
        """Do the work and keep answer or failure; called in the thread of its lane."""
        if self.dropped:
            return
        try:
            self.answer = self.work(self.progress)
        except BaseException as error:  # noqa: BLE001 - nothing is hidden: it is routed by _deliver
            self.error = error

    def wants_answer(self) -> bool:
        """Whether there is still somebody to tell."""
        return not self.dropped and isValid(self.owner)


class Jobs(QObject):
    """Runs work off the window's thread.

    `read` work runs two at a time, `write` work one after the other in the order asked; one thread
    more is kept for what somebody is looking at, so that it never waits for counts. `then` is
    called with the answer in the window's thread, unless `owner` was destroyed meanwhile. A
    `DeskError` goes to `refused` if given, else to the messages; anything else to the crash window.
    `changed` is emitted when `running()` may look different.
    """

    at_once = False  # whether work is done before asking for it returns
    changed = Signal()
    _answered = Signal(object)

    def __init__(self, messages: Messages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.messages = messages
        self._lanes: dict[_Lane, ThreadPoolExecutor] = {}
        self._open: list[Ticket[object]] = []
        self._waiting = False
        self._closed = False
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._clock = QTimer(self)
        self._clock.setInterval(100)
        self._clock.timeout.connect(self._on_tick)

    def read(
        self,
        owner: QObject,
        fn: Callable[[], T],
        then: Callable[[T], None],
        *,
        refused: Refusal | None = None,
        sight: bool = False,
    ) -> Ticket[T]:
        """Do something quick that changes nothing; `sight`: rows that are about to be painted."""
        ticket = Ticket(owner, lambda _progress: fn(), then, "", refused, can_stop=False)
        return self._start(_Lane.SIGHT if sight else _Lane.READ, ticket)

    def write(
        self,
        owner: QObject,
        fn: Callable[[], T],
        then: Callable[[T], None],
        title: str,
        *,
        refused: Refusal | None = None,
    ) -> Ticket[T]:
        """Change the book; `title` (Chinese) is shown when it takes long."""
        ticket = Ticket(owner, lambda _progress: fn(), then, title, refused, can_stop=False)
        return self._start(_Lane.WRITE, ticket)

    def long(
        self,
        owner: QObject,
        fn: Callable[[Progress], T],
        then: Callable[[T], None],
        title: str,
        *,
        writes: bool = False,
        refused: Refusal | None = None,
    ) -> Ticket[T]:
        """Do something long that reports to the given progress; the status bar offers 停止."""
        lane = _Lane.WRITE if writes else _Lane.READ
        return self._start(lane, Ticket(owner, fn, then, title, refused, can_stop=True))

    def hurry(self, ticket: Ticket[T], seconds: float = A_MOMENT) -> None:
        """Wait a moment for an answer that is nearly there, so that the next painting shows it.

        Most questions are answered before a person could see that they were asked; going through
        the event loop would paint what was there before once more.
        """
        if ticket.future is not None:
            from concurrent.futures import wait

            wait([ticket.future], seconds)
            if ticket.future.done():
                self._deliver(cast("Ticket[object]", ticket))

    def running(self) -> tuple[Running, ...]:
        """The work with a title that has been going on for more than a second."""
        now = time.monotonic()
        shown = []
        for ticket in self._open:
            age = now - ticket.asked_at
            if not ticket.title or ticket.dropped or age < PROGRESS_AFTER:
                continue
            done, total, text = ticket.progress.now()
            left = age * (total - done) / done if done and total else -1.0
            if ticket.progress.stopping:
                text = "正在停止"
            stop = ticket.progress.stop
            shown.append(Running(ticket.title, done, total, text, left, ticket.can_stop, stop))
        return tuple(shown)

    def busy(self) -> bool:
        """Whether anything is asked for and not yet answered."""
        return bool(self._open)

    def close(self) -> None:
        """Stop what can be stopped, wait for the writing and give its answers. Call at the end.

        What a widget wants to read after this, on its own way out, is dropped.
        """
        self._closed = True
        for ticket in tuple(self._open):
            if ticket.can_stop or not ticket.title:
                ticket.cancel()
        for lane in self._lanes.values():
            lane.shutdown(wait=True)
        for ticket in tuple(self._open):
            self._deliver(ticket)
        self._clock.stop()
        self._show_waiting(False)

    def _start(self, lane: _Lane, ticket: Ticket[T]) -> Ticket[T]:
        if self._closed and lane is not _Lane.WRITE:
            ticket.dropped = True
            return ticket
        kept = cast("Ticket[object]", ticket)
        self._open.append(kept)
        if not self._clock.isActive():
            self._clock.start()
        ticket.future = self._lane(lane).submit(ticket.run)
        ticket.future.add_done_callback(lambda _future: self._answered.emit(kept))
        return ticket

    def _lane(self, lane: _Lane) -> ThreadPoolExecutor:
        if lane not in self._lanes:
            if self._closed:
                raise RuntimeError("no work is taken after closing")
            from concurrent.futures import ThreadPoolExecutor

            name, threads = lane.value
            self._lanes[lane] = ThreadPoolExecutor(threads, thread_name_prefix=f"djdesk-{name}")
        return self._lanes[lane]

    def _deliver(self, ticket: Ticket[object]) -> None:
        if ticket not in self._open:
            return
        self._open.remove(ticket)
        self._show_waiting(self._is_slow())
        if not self._open:
            self._clock.stop()
            self.changed.emit()
        if not ticket.wants_answer():
            return
        if ticket.error is None:
            try:
                ticket.then(ticket.answer)
            except DeskError as error:
                self._fail(ticket, error)
        else:
            self._fail(ticket, ticket.error)

    def _fail(self, ticket: Ticket[object], error: BaseException) -> None:
        if ticket.refused is not None and isinstance(error, DeskError):
            ticket.refused(error)
        else:
            route(self.messages, error, ticket.title or "读取资料")

    def _is_slow(self) -> bool:
        now = time.monotonic()
        return any(not t.dropped and now - t.asked_at > WAIT_CURSOR_AFTER for t in self._open)

    def _on_tick(self) -> None:
        self._show_waiting(self._is_slow())
        if any(t.title for t in self._open):
            self.changed.emit()

    def _show_waiting(self, wanted: bool) -> None:
        if wanted and not self._waiting:
            QGuiApplication.setOverrideCursor(Qt.CursorShape.BusyCursor)
        elif self._waiting and not wanted:
            QGuiApplication.restoreOverrideCursor()
        self._waiting = wanted


class InlineJobs(Jobs):
    """Jobs that run at once in the calling thread; for tests and for making evidence."""

    at_once = True

    def _start(self, lane: _Lane, ticket: Ticket[T]) -> Ticket[T]:
        kept = cast("Ticket[object]", ticket)
        self._open.append(kept)
        ticket.run()
        self._deliver(kept)
        return ticket
