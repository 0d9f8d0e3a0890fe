"""A second start hands over to the first window instead of opening another one.

A lock file says whether there is a first window; only then is there anything to ask. What speaks
with it is loaded when it is needed, because the login waits for this answer.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QLockFile, QObject

from djdesk.services import places

WAIT = 1000  # ms
AGAIN = 0.05  # seconds between two tries to reach a window that has only just begun


def channel() -> str:
    """The name under which this user's window listens: one for each user and data folder."""
    import getpass
    import hashlib

    mine = f"{getpass.getuser()}|{places.data_folder()}"
    return f"djdesk-{hashlib.sha256(mine.encode()).hexdigest()[:16]}"


class Lease:
    """The right to be this user's window; taken by the first start, freed by its end or death."""

    def __init__(self) -> None:
        folder = places.data_folder()
        with suppress(OSError):  # then there is no lock to be had, and a window is asked for
            folder.mkdir(parents=True, exist_ok=True)
        self._there = folder.is_dir()  # asked for a lock elsewhere, Qt complains to the terminal
        self._file = QLockFile(str(folder / "window.lock"))
        self._file.setStaleLockTime(0)  # a window may be open for days; only a dead one is stale

    def take(self) -> bool:
        """Whether this is the first window now."""
        return self._there and self._file.tryLock(0)

    def taken_by_another(self) -> bool:
        """Whether `take` failed because of another window, not because of the folder."""
        return self._there and self._file.error() is QLockFile.LockError.LockFailedError

    def free(self) -> None:
        """Let the next start be the first one."""
        self._file.unlock()


def hand_over(name: str, patience: int = 0) -> bool:
    """Ask a window that is already there to come to the front; False if there is none.

    For `patience` ms it is tried again: a window that has just begun does not listen yet.
    """
    from PySide6.QtNetwork import QLocalSocket

    until = time.monotonic() + patience / 1000
    socket = QLocalSocket()
    socket.connectToServer(name)
    while not socket.waitForConnected(WAIT):
        if time.monotonic() >= until:
            return False
        time.sleep(AGAIN)
        socket.connectToServer(name)
    socket.write(b"show\n")
    socket.flush()
    socket.waitForBytesWritten(WAIT)
    # Waiting for the answer tells a living window from one that hangs.
    answered = socket.waitForReadyRead(WAIT)
    socket.disconnectFromServer()
    return answered


class Listener(QObject):
    """Listens for second starts and calls `come` for each."""

    def __init__(self, name: str, come: Callable[[], None], parent: QObject | None = None) -> None:
        from PySide6.QtNetwork import QLocalServer

        super().__init__(parent)
        self._come = come
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        if not self._server.listen(name):
            # A socket file left behind by a process that was killed; nobody answers on it.
            QLocalServer.removeServer(name)
            self._server.listen(name)

    @property
    def listening(self) -> bool:
        """Whether second starts are heard."""
        return self._server.isListening()

    def close(self) -> None:
        """Stop listening."""
        self._server.close()

    def _on_connection(self) -> None:
        socket = self._server.nextPendingConnection()
        socket.write(b"here\n")
        socket.flush()
        socket.disconnected.connect(socket.deleteLater)
        self._come()
