"""Where books are put on this computer unless the user says otherwise, and showing a folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices


def documents() -> Path:
    """The user's documents, or the home folder where there are none yet."""
    place = QStandardPaths.StandardLocation.DocumentsLocation
    folder = Path(QStandardPaths.writableLocation(place))
    return folder if folder.is_dir() else Path.home()


def proposed_folder(name: str) -> Path:
    """A new folder for a book in the user's documents, called like the organization."""
    place = QStandardPaths.StandardLocation.DocumentsLocation
    base = Path(QStandardPaths.writableLocation(place)) / "党建账套"
    return free_folder(base, name)


def free_folder(base: Path, name: str) -> Path:
    """A folder in `base` that is not there yet: `name` without signs that file systems refuse.

    A number is added when it is taken.
    """
    plain = "".join(sign for sign in name.strip() if sign not in '\\/:*?"<>|.') or "新账套"
    folder, number = base / plain, 2
    while folder.exists():
        folder, number = base / f"{plain}{number}", number + 1
    return folder


def open_folder(folder: Path) -> None:
    """Show a folder in the system's own window."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
