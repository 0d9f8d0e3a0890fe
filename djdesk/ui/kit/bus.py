"""Change notices of the store as one Qt signal in the window's thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from djdesk.models.store.store import Notice, Store


class Bus(QObject):
    """`changed(notice)` is emitted in the window's thread after every commit."""

    changed = Signal(object)

    def __init__(self, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stop: Callable[[], None] = store.listen(self._on_notice)

    def _on_notice(self, notice: Notice) -> None:
        # Emitting from another thread queues the call into the thread the bus lives in.
        self.changed.emit(notice)

    def close(self) -> None:
        """Stop listening; call before the store is closed."""
        self._stop()
