"""The report of a mistake of ours: where it happened, and nothing about the people in the book."""

from __future__ import annotations

import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path, PurePath

import djdesk
from djdesk.services import places


def trace(error: BaseException) -> str:
    """The kinds of errors and the places in the code, newest cause first.

    The texts of the errors are left out on purpose, and so are local values and the folders above
    the program: they may quote a name, an ID number or a user's own folder, and a report is sent
    on in clear.
    """
    lines: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        kind = type(current)
        number = f" errno {current.errno}" if isinstance(current, OSError) else ""
        lines.append(f"{kind.__module__}.{kind.__qualname__}{number}")
        for frame in traceback.extract_tb(current.__traceback__):
            lines.append(f"  {_place(frame.filename)}:{frame.lineno} {frame.name}")
        current = current.__cause__ or current.__context__
    return "\n".join(lines)


def report(error: BaseException, doing: str) -> str:
    """A whole report as text: program, system, what was being done (Chinese, no names), trace."""
    import platform  # looking the system over costs the start of the program too much

    frozen = "frozen" if hasattr(sys, "_MEIPASS") else "source"
    return "\n".join(
        (
            f"djdesk {djdesk.__version__} ({frozen})",
            f"Python {platform.python_version()} {platform.system()} {platform.release()}",
            f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC",
            f"操作：{doing}",
            "",
            trace(error),
            "",
        )
    )


def save_report(error: BaseException, doing: str) -> Path | None:
    """Write the report into the folder of fault reports; None if even that is not possible."""
    folder = places.faults_folder()
    path = folder / f"djdesk-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(report(error, doing), encoding="utf-8")
    except OSError:
        return None
    return path


def _place(filename: str) -> str:
    parts = PurePath(filename).parts
    for root in ("djdesk", "site-packages", "tests"):
        if root in parts:
            start = len(parts) - 1 - parts[::-1].index(root)
            return "/".join(parts[start:])
    return parts[-1] if parts else filename
