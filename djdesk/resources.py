"""Finds the read-only files of resources/, in the source tree and in the frozen folder alike."""

import sys
from pathlib import Path


def root() -> Path:
    """Return the folder that holds resources/ and docs shipped with the program.

    In a frozen folder that is where the freezer unpacked its data (`sys._MEIPASS`); in the
    source tree it is the folder above the package.
    """
    frozen = getattr(sys, "_MEIPASS", None)
    if isinstance(frozen, str):
        return Path(frozen)
    return Path(__file__).resolve().parent.parent


def path(*parts: str) -> Path:
    """Return the path of a file or folder below resources/, e.g. `path("rules", "dues.toml")`.

    The file is not touched: a missing one shows at its reader, with its full name.
    """
    return root().joinpath("resources", *parts)
