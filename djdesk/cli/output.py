"""What a command says: results on standard output, as text or JSON; everything else on stderr."""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass

from djdesk.errors import DeskError, Problem, Refused

Json = Mapping[str, object]

DONE = 0
REFUSED = 1
WRONG_USE = 2
STOPPED = 130


def speak_utf8() -> None:
    """Make both streams UTF-8, so that a console or a pipe of another code page loses nothing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


@dataclass(frozen=True, slots=True)
class Output:
    """Says each thing once: as a sentence to a person, or as one JSON value to a program."""

    as_json: bool = False

    def say(self, text: str) -> None:
        """A line of the result for a person; nothing where JSON was asked for."""
        if not self.as_json:
            print(text)

    def result(self, value: Json) -> None:
        """The result for a program; nothing where a person reads."""
        if self.as_json:
            print(json.dumps(value, ensure_ascii=False, indent=1))

    def warn(self, text: str) -> None:
        """A message to the person at the terminal, on stderr."""
        print(text, file=sys.stderr)

    def failed(self, error: DeskError) -> None:
        """Say what is wrong and what to do, with every problem; as JSON too if that was asked."""
        problems = error.problems if isinstance(error, Refused) else ()
        self.warn(f"未完成：{error.text}")
        if error.remedy:
            self.warn(f"　怎么办：{error.remedy}")
        for problem in problems:
            if problem.text != error.text:
                self.warn(f"　· {problem_line(problem)}")
        self.result(
            {
                "error": error.text,
                "remedy": error.remedy,
                "problems": [problem_json(problem) for problem in problems],
            }
        )


def problem_line(problem: Problem) -> str:
    """A problem in one line: what is wrong, then what to do."""
    mark = "" if problem.is_error else "（提醒）"
    return f"{mark}{problem.text}{problem.remedy}"


def problem_json(problem: Problem) -> Json:
    """A problem for a program."""
    return {
        "text": problem.text,
        "remedy": problem.remedy,
        "field": problem.field,
        "severity": str(problem.severity),
        "value": problem.value,
    }


class Terminal:
    """Progress on one line of a terminal, at most ten times a second; silent where nobody looks."""

    def __init__(self) -> None:
        self._shown = sys.stderr is not None and sys.stderr.isatty()
        self._last = 0.0

    def step(self, done: int, total: int, text: str = "") -> None:
        """Show `done` of `total` and what is being done; Ctrl+C stops the work as a whole."""
        now = time.monotonic()
        finished = bool(total) and done >= total
        if not self._shown or (now - self._last < 0.1 and not finished):
            return
        self._last = now
        share = f"{done * 100 // total}%" if total else f"{done}"
        print(f"\r{text} {share}      ", end="\n" if finished else "", file=sys.stderr, flush=True)
