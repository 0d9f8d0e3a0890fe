"""The composition root: the real window on a real book, backed up when it is closed."""

from __future__ import annotations

import gc
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from djdesk import app
from djdesk.services import books
from djdesk.ui.shell.window import Window
from tests.conftest import BRANCH, PASSWORD


def test_the_window_opens_on_a_book_and_leaves_a_backup(
    book_folder: Path, qapp: QApplication
) -> None:
    book = books.open_book(book_folder, PASSWORD)
    seen: list[str] = []

    def close() -> None:
        if not books.list_backups(book_folder):
            return  # the backup of the day is made when the first page stands
        for window in qapp.topLevelWidgets():
            if isinstance(window, Window) and window.isVisible() and not seen:
                seen.append(window.windowTitle())
                window.close()

    clock = QTimer()
    clock.timeout.connect(close)
    clock.start(100)
    assert app.main(book=book) == 0
    assert len(seen) == 1
    assert BRANCH in seen[0]
    # made when the window opened; nothing changed until it was closed
    assert [backup.why for backup in books.list_backups(book_folder)] == ["daily"]
    # the window let go of the book
    books.open_book(book_folder, PASSWORD).close()


def test_panes_follow_role_and_kind_of_book() -> None:
    panes = app.parts().panes
    for role in ("secretary", "viewer"):
        assert panes(role, "branch")
        assert panes(role, "committee")


def test_what_is_loaded_behind_the_login_is_not_searched_for_garbage_again() -> None:
    frozen = gc.get_freeze_count()
    app.parts().load()
    assert gc.isenabled()
    assert gc.get_freeze_count() > frozen
    gc.unfreeze()
