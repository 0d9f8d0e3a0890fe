"""What the program says to the person: passing notes with undo, problems with remedies, questions.

Panes speak through `Messages` and never open a box of their own, so that tests can listen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from djdesk.errors import Cancelled, DeskError, Problem, Refused


class Leave(StrEnum):
    """What to do with a changed record that is being left."""

    SAVE = "save"
    DISCARD = "discard"
    STAY = "stay"


class Messages(Protocol):
    """Everything a pane may say or ask. All texts are Chinese."""

    def done(self, text: str, undo: Callable[[], None] | None = None) -> None:
        """Say in passing that something was done; with `undo`, offer 撤销 beside it."""

    def tell(self, text: str, action: str = "", then: Callable[[], None] | None = None) -> None:
        """Say something in passing, with one `action` beside it (e.g. 打开文件夹)."""

    def problem(self, error: DeskError) -> None:
        """Show an expected failure: what is wrong and what to do; it stays until closed.

        A refusal goes with the next `done`.
        """

    def problems(self, title: str, problems: Sequence[Problem]) -> None:
        """Show a list of things that are wrong under a title; it stays until closed."""

    def ask(self, question: str, consequence: str, yes: str) -> bool:
        """Ask before what cannot be undone; `yes` is the word on the button (e.g. 重置密码)."""

    def leave(self, what: str) -> Leave:
        """Ask once what to do with unsaved changes in `what`."""

    def open_files(self, title: str, kinds: str, *, many: bool = False) -> list[Path]:
        """Let the person choose files to read; `kinds` as Qt filters; empty when given up."""

    def save_file(self, title: str, suggested: str, kinds: str) -> Path | None:
        """Let the person choose where to write; `suggested` is a file name."""

    def folder(self, title: str) -> Path | None:
        """Let the person choose a folder."""

    def crashed(self, error: BaseException, doing: str) -> None:
        """A mistake of ours: log it and show the crash window with a report to save."""


@dataclass
class Recorder:
    """Messages that are written down and answered from prepared answers; for tests and demo."""

    said: list[str] = field(default_factory=list)
    undo: Callable[[], None] | None = None
    actions: dict[str, Callable[[], None]] = field(default_factory=dict)
    errors: list[DeskError] = field(default_factory=list)
    faults: list[Problem] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    crashes: list[BaseException] = field(default_factory=list)
    answer: bool = True
    leaving: Leave = Leave.SAVE
    files: list[Path] = field(default_factory=list)

    def done(self, text: str, undo: Callable[[], None] | None = None) -> None:
        """Write down the text and keep the way back."""
        self.said.append(text)
        self.undo = undo

    def tell(self, text: str, action: str = "", then: Callable[[], None] | None = None) -> None:
        """Write down the text and keep the action under its word."""
        self.said.append(text)
        if action and then is not None:
            self.actions[action] = then

    def problem(self, error: DeskError) -> None:
        """Write down the error."""
        self.errors.append(error)

    def problems(self, title: str, problems: Sequence[Problem]) -> None:
        """Write down title and problems."""
        self.said.append(title)
        self.faults.extend(problems)

    def ask(self, question: str, consequence: str, yes: str) -> bool:
        """Write down the question and give the prepared answer."""
        self.asked.append(f"{question}|{consequence}|{yes}")
        return self.answer

    def leave(self, what: str) -> Leave:
        """Write down the question and give the prepared answer."""
        self.asked.append(what)
        return self.leaving

    def open_files(self, title: str, kinds: str, *, many: bool = False) -> list[Path]:
        """The prepared files."""
        self.asked.append(title)
        return self.files if many else self.files[:1]

    def save_file(self, title: str, suggested: str, kinds: str) -> Path | None:
        """The first prepared file; a prepared folder takes the suggested name."""
        self.asked.append(title)
        if not self.files:
            return None
        return self.files[0] / suggested if self.files[0].is_dir() else self.files[0]

    def folder(self, title: str) -> Path | None:
        """The first prepared path."""
        self.asked.append(title)
        return self.files[0] if self.files else None

    def crashed(self, error: BaseException, doing: str) -> None:
        """Write down the mistake; a test that did not expect it looks here."""
        self.crashes.append(error)


def sentences(error: DeskError) -> tuple[str, str]:
    """An error as (what is wrong, what to do), a refusal with all that was found."""
    if isinstance(error, Refused) and len(error.problems) > 1:
        lines = "\n".join(f"· {p.text}{p.remedy}" for p in error.problems)
        return error.text if error.text != error.problems[0].text else "资料没有通过检查：", lines
    return error.text, error.remedy


def route(messages: Messages, error: BaseException, doing: str) -> None:
    """Show any failure where it belongs: in passing, as a problem, or in the crash window."""
    if isinstance(error, Cancelled):
        messages.tell(error.text)
    elif isinstance(error, DeskError):
        messages.problem(error)
    else:
        messages.crashed(error, doing)
