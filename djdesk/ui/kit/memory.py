"""What the window remembers between starts, outside the book: sizes and choices, never people."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QSettings, Signal

from djdesk.services import places


def default_path() -> Path:
    """Where the window's memory of this computer's user is kept."""
    return places.data_folder() / "window.ini"


class Memory:
    """Named texts and blobs in one small file; only layout, folder paths and choices go in.

    Names are words with slashes, e.g. `tables/roster`. Nothing personal may be stored: the file
    is in clear.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._kept = QSettings(str(path or default_path()), QSettings.Format.IniFormat)

    def text(self, name: str, default: str = "") -> str:
        """The text kept under `name`."""
        value = self._kept.value(name, default)
        return value if isinstance(value, str) else default

    def number(self, name: str, default: int = 0) -> int:
        """The whole number kept under `name`."""
        try:
            return int(self.text(name, str(default)))
        except ValueError:
            return default

    def blob(self, name: str) -> QByteArray:
        """The bytes kept under `name` (a window's geometry, a splitter's state)."""
        return QByteArray.fromBase64(self.text(name).encode())

    def texts(self, name: str) -> list[str]:
        """The list of texts kept under `name`."""
        return [line for line in self.text(name).split("\n") if line]

    def keep(self, name: str, value: str | int | QByteArray | list[str]) -> None:
        """Keep `value` under `name`."""
        if isinstance(value, QByteArray):
            value = value.toBase64().toStdString()
        elif isinstance(value, list):
            value = "\n".join(value)
        self._kept.setValue(name, str(value))

    def save(self) -> None:
        """Write what is kept to the file now (it is written now and then by itself)."""
        self._kept.sync()


class Presentation(QObject):
    """Presentation mode (投影模式): while on, ID and telephone numbers are masked on the screen."""

    changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.on = False

    def set(self, on: bool) -> None:
        """Switch the mode and tell everything on the screen."""
        if on != self.on:
            self.on = on
            self.changed.emit(on)
