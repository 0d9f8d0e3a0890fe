"""Where the program keeps its own files on this computer: never inside a book, never shared."""

from __future__ import annotations

import os
import sys
from pathlib import Path

OVERRIDE = "DJDESK_DATA"
"""An environment variable that names another folder: for trials and for a program on a disk."""


def data_folder() -> Path:
    """The folder of this user for settings, the sample book and reports of faults (may not exist).

    `%LOCALAPPDATA%\\djdesk` on Windows, else `$XDG_DATA_HOME/djdesk` or `~/.local/share/djdesk`.
    """
    chosen = os.environ.get(OVERRIDE)
    if chosen:
        return Path(chosen).absolute()
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "djdesk"
    shared = os.environ.get("XDG_DATA_HOME")
    return (Path(shared) if shared else Path.home() / ".local" / "share") / "djdesk"


def sample_folder() -> Path:
    """Where the sample book of the demonstration lies; real books are never put below it."""
    return data_folder() / "sample"


def faults_folder() -> Path:
    """Where reports of our own mistakes are written."""
    return data_folder() / "faults"
