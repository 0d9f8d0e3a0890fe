"""What can be wrong with a package, each with a code that programs and tests can tell apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from djdesk.errors import Problem, Refused


@dataclass(frozen=True, slots=True)
class Fault(Problem):
    """A problem of a package; `code` names its sort, `where` the part and line it was found in.

    Codes: empty, foreign_file, newer, damaged, too_big, unsafe, wrong_kind, not_addressed,
    signature, content, unknown_sender, invitation, not_joined, older, fork, taken, missing_file,
    receipt.
    """

    code: str = ""
    where: str = ""


def refuse(code: str, text: str, remedy: str = "") -> Refused:
    """A refusal because of one fault."""
    return Refused([Fault(text, remedy, code=code)])


def codes(problems: Iterable[Problem]) -> tuple[str, ...]:
    """The codes of `problems`, in their order."""
    return tuple(p.code for p in problems if isinstance(p, Fault))


def as_json(problems: Iterable[Problem]) -> list[dict[str, str]]:
    """`problems` for `--json` and for receipts: code, text, remedy, where, severity."""
    return [
        {
            "code": p.code if isinstance(p, Fault) else "",
            "text": p.text,
            "remedy": p.remedy,
            "where": p.where if isinstance(p, Fault) else p.field,
            "severity": str(p.severity),
        }
        for p in problems
    ]
