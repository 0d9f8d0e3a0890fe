"""Change notices of the store as one Qt signal in the window's thread."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from djdesk.models.store.store import Notice, Store

KEPT = 16  # steps; one click makes a few at most


class Bus(QObject):
    """`changed(notice)` is emitted in the window's thread after every commit.

    `last` is the newest notice that arrived; after a writing job it is the job's own step. `steps`
    are the newest steps of the history that were told of, the newest last.
    """

    changed = Signal(object)

    def __init__(self, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.last: Notice | None = None
        self.steps: deque[int] = deque(maxlen=KEPT)
        self.changed.connect(self._keep)
        self._stop: Callable[[], None] = store.listen(self._on_notice)

    def _on_notice(self, notice: Notice) -> None:
        # Emitting from another thread queues the call into the thread the bus lives in.
        self.changed.emit(notice)

    def look_again(self) -> None:
        """Let what tells about the book look again though no row changed: after a backup."""
        self.changed.emit(Notice(0, "", frozenset(), ""))

    def _keep(self, notice: Notice) -> None:
        if notice.step or notice.tables:
            self.last = notice
        if notice.step:
            self.steps.append(notice.step)

    def close(self) -> None:
        """Stop listening; call before the store is closed."""
        self._stop()
