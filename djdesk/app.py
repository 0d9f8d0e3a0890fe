"""The composition root of the window: puts panes, services and shell together."""

from __future__ import annotations

from collections.abc import Sequence

from djdesk.services import books
from djdesk.services.books import OpenBook, desk_of
from djdesk.services.progress import Progress
from djdesk.services.sample.books import ready_branch
from djdesk.ui.shell import areas, start
from djdesk.ui.shell.facts import facts
from djdesk.ui.shell.finders import finders


def parts() -> start.Parts:
    """What the window is composed of."""
    return start.Parts(
        panes=areas.panes_for,
        facts=facts,
        finders=finders,
        sample=ready_branch,
        before_close=_back_up,
    )


def main(words: Sequence[str] = (), *, book: OpenBook | None = None, sample: bool = False) -> int:
    """Show the window until it is closed; returns the exit code.

    With `book` it opens on that book (which it closes in the end); `sample` says that the book is
    invented. Without, the user chooses and opens one.
    """
    return start.run(parts(), words, book=book, sample=sample)


def _back_up(book: OpenBook, _progress: Progress) -> None:
    books.back_up_changes(desk_of(book))
