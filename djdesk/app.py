"""The composition root of the window: puts panes, services and shell together.

What belongs to an open book is imported where it is first needed, so that the login stands at once;
`_load` and `_rehearse` bring it in behind the login while the password is being typed.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from djdesk.ui.shell import start

if TYPE_CHECKING:
    from djdesk.services.books import OpenBook
    from djdesk.services.desk import Desk
    from djdesk.services.progress import Progress
    from djdesk.ui.kit.jobs import Jobs
    from djdesk.ui.kit.memory import Memory
    from djdesk.ui.kit.pane import PaneSpec
    from djdesk.ui.shell.search import Finder
    from djdesk.ui.shell.status import Fact


def parts() -> start.Parts:
    """What the window is composed of."""
    return start.Parts(
        panes=_panes,
        facts=_facts,
        finders=_finders,
        sample=_sample,
        before_close=_back_up,
        load=_load,
        rehearse=_rehearse,
        daily=_back_up_daily,
    )


def main(words: Sequence[str] = (), *, book: OpenBook | None = None, sample: bool = False) -> int:
    """Show the window until it is closed; returns the exit code.

    With `book` it opens on that book (which it closes in the end); `sample` says that the book is
    invented. Without, the user chooses and opens one.
    """
    return start.run(parts(), words, book=book, sample=sample)


def _load() -> None:
    # Thousands of things that stay until the end are made here. Looking through them for garbage,
    # now or ever again, would hold the window still for a tenth of a second.
    gc.disable()
    try:
        from djdesk.services import books  # noqa: F401 - loaded for later
        from djdesk.ui.shell import areas, crash, facts, finders, lock, rehearsal, window  # noqa: F401

        rehearsal.prepare()
    finally:
        gc.freeze()
        gc.enable()


def _rehearse(jobs: Jobs, memory: Memory) -> Generator[None]:
    from djdesk.ui.shell import rehearsal

    return rehearsal.scenes(jobs, memory)


def _panes(role: object, book_kind: str) -> Sequence[PaneSpec]:
    from djdesk.ui.shell.areas import panes_for

    return panes_for(role, book_kind)


def _facts(desk: Desk) -> Sequence[Fact]:
    from djdesk.ui.shell.facts import facts

    return facts(desk)


def _finders(desk: Desk, open_area: Callable[..., None]) -> Sequence[Finder]:
    from djdesk.ui.shell.finders import finders

    return finders(desk, open_area)


def _sample() -> tuple[Path, str]:
    from djdesk.services.sample.books import ready_branch

    return ready_branch()


def _back_up(book: OpenBook, _progress: Progress) -> None:
    from djdesk.services import books

    books.back_up_changes(books.desk_of(book))


def _back_up_daily(book: OpenBook, progress: Progress) -> object:
    from djdesk.services import books

    return books.back_up_daily(books.desk_of(book), progress)
