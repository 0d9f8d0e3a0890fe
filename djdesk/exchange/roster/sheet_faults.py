"""Faults and warnings of an import: where, what, why, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from djdesk.errors import Problem, Severity


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to be said about the file; row and column as the spreadsheet shows them.

    `row` 0 speaks of the whole sheet. `column` is the header as the office wrote it, `field` our
    key of it. `table` and `person` say which row of which table was meant, -1 if none.
    """

    sheet: str
    row: int
    column: str
    value: str
    reason: str
    remedy: str
    severity: Severity = Severity.ERROR
    field: str = ""
    table: int = -1
    person: int = -1

    @property
    def is_error(self) -> bool:
        """Whether its row cannot be taken over."""
        return self.severity is Severity.ERROR

    def as_dict(self) -> dict[str, str | int]:
        """The shape of the command line: sheet, row, column, value, reason, remedy."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "reason": self.reason,
            "remedy": self.remedy,
        }

    def as_problem(self) -> Problem:
        """The same as a problem, for a refusal of the whole file."""
        place = f"“{self.sheet}”第{self.row}行" if self.row else f"“{self.sheet}”"
        column = f"“{self.column}”" if self.column else ""
        return Problem(
            f"{place}{column}：{self.reason}", self.remedy, self.field, self.severity, self.value
        )
