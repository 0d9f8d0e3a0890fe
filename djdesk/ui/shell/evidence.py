"""Pictures of the real window, pane by pane, taken where nobody sits before a screen."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QApplication

from djdesk.errors import StorageFault
from djdesk.services.books import OpenBook, desk_of
from djdesk.ui.kit import theme
from djdesk.ui.kit.memory import Memory
from djdesk.ui.shell.start import Parts, application
from djdesk.ui.shell.window import Frame, Window

SIZE = QSize(1280, 800)
SCALES = (100, 145)

_QUIET = 0.4  # seconds without any work before a pane counts as finished
_PATIENCE = 60.0


def no_screen() -> None:
    """Let Qt draw without a screen; call before the first window of the process."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"


def take_pictures(
    parts: Parts,
    book: OpenBook,
    folder: Path,
    *,
    scales: Sequence[int] = SCALES,
    records: Mapping[str, int] | None = None,
) -> list[Path]:
    """One PNG of each pane at each of `scales` (per cent) in `folder`; their paths.

    `records` names the record to show in a pane. A mistake of ours inside the window is raised
    here; TimeoutError when a pane never comes to rest.
    """
    app = application()
    desk = desk_of(book)
    mistakes: list[BaseException] = []
    look = theme.install(app, scale=scales[0], mode=theme.Mode.LIGHT)
    panes = parts.panes(desk.role, book.kind.value)
    frame = Frame(
        desk,
        panes,
        Memory(folder / "window.ini"),
        lambda error, _doing: mistakes.append(error),
        facts=lambda: parts.facts(desk),
        finders=lambda open_area: parts.finders(desk, open_area),
        sample=True,
    )
    taken: list[Path] = []
    window = Window(frame)
    try:
        window.showNormal()  # a small screen would have it maximized
        for scale in scales:
            look.set_scale(scale)
            window.resize(SIZE)
            for pane in panes:
                window.open(pane.id, (records or {}).get(pane.id))
                _settle(app, window)
                if mistakes:
                    raise mistakes[0]
                taken.append(_picture(window, folder / f"{pane.id}-{scale}.png"))
    finally:
        window.hide()
        window.shut()
        window.deleteLater()
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        (folder / "window.ini").unlink(missing_ok=True)
    return taken


def _settle(app: QApplication, window: Window) -> None:
    """Let the window work until nothing has been asked for during a moment."""
    begin = quiet_since = time.monotonic()
    while (now := time.monotonic()) - quiet_since < _QUIET:
        app.processEvents()
        if window.jobs.busy():
            quiet_since = now
        if now - begin > _PATIENCE:
            raise TimeoutError(f"the pane {window.current} does not come to rest")
        time.sleep(0.01)


def _picture(window: Window, path: Path) -> Path:
    if not window.grab().save(str(path)):
        raise StorageFault(f"图片“{path}”没有写成。", "请检查磁盘空间和权限。", kind="unknown")
    return path
