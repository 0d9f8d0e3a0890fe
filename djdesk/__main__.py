"""Starts djdesk: the window without words, the command line with them."""

from __future__ import annotations

import gc
import os
import sys


def main(words: list[str] | None = None) -> int:
    """Run the program with the given words (default: those of the process); returns the exit code.

    0 done, 1 refused or faults found, 2 wrong use.
    """
    words = sys.argv[1:] if words is None else words
    _give_streams()
    # imported here, so that a batch command does not load the window, nor the window the commands
    if words:
        # what is loaded stays until the end: no looking through it for garbage, now or later
        gc.disable()
        from djdesk.cli import main as command

        gc.freeze()
        gc.enable()
        return command(words)
    from djdesk.app import main as window

    return window()


def _give_streams() -> None:
    """A windowed program on Windows is started without streams; printing must not stop it."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115


if __name__ == "__main__":
    if getattr(sys, "frozen", False):
        # a frozen program is its own interpreter: this is where its child processes branch off
        from multiprocessing import freeze_support

        freeze_support()
    sys.exit(main())
