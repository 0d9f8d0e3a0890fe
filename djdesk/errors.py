"""Every way a piece of work can fail: the person's matter, the world's, or a request to stop."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem weighs: an error stops the saving, a warning is shown and kept."""

    ERROR = "error"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with what was entered; `text` and `remedy` are Chinese sentences.

    `field` is the key of the column or form field it belongs to, empty for the whole record.
    """

    text: str
    remedy: str = ""
    field: str = ""
    severity: Severity = Severity.ERROR
    value: str = ""

    @property
    def is_error(self) -> bool:
        """Whether this problem stops the saving."""
        return self.severity is Severity.ERROR


class DeskError(Exception):
    """Base of all expected failures; anything else that is raised is a mistake of ours."""

    def __init__(self, text: str, remedy: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.text}{self.remedy}" if self.remedy else self.text


class UserError(DeskError):
    """The person's matter: what is wrong (`text`) and what to do about it (`remedy`)."""


class Refused(DeskError):
    """A record or a file was refused because of the listed problems."""

    def __init__(self, problems: Iterable[Problem], text: str = "", remedy: str = "") -> None:
        self.problems = tuple(problems)
        first = next((p for p in self.problems if p.is_error), None)
        super().__init__(
            text or (first.text if first else "资料没有通过检查。"),
            remedy or (first.remedy if first else ""),
        )


class StorageFault(DeskError):
    """The world's matter: disk full, file locked, read-only or damaged; mapped once in the store.

    `kind` is one of full, locked, read_only, damaged, missing, unknown.
    """

    def __init__(self, text: str, remedy: str = "", *, kind: str = "unknown") -> None:
        super().__init__(text, remedy)
        self.kind = kind


class Cancelled(DeskError):
    """The person pressed 停止; everything is as it was before."""

    def __init__(self) -> None:
        super().__init__("已停止，内容没有改变。")
