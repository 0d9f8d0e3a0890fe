"""A second start hands over to the first window instead of opening another one."""

from __future__ import annotations

import getpass
import hashlib
from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from djdesk.services import places

WAIT = 1000  # ms


def channel() -> str:
    """The name under which this user's window listens: one for each user and data folder."""
    mine = f"{getpass.getuser()}|{places.data_folder()}"
    return f"djdesk-{hashlib.sha256(mine.encode()).hexdigest()[:16]}"


def hand_over(name: str) -> bool:
    """Ask a window that is already there to come to the front; False if there is none."""
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(WAIT):
        return False
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
