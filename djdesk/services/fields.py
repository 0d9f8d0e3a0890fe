"""How one field of a form is described, for forms, import mapping, paper forms and the history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from djdesk.services.listing import Kind


@dataclass(frozen=True, slots=True)
class Field:
    """One field in the order of the paper form.

    `key` is the attribute of the record, `title` the word of the form, `codes` the code table of a
    code. `lines` above 1 makes a box for longer text; `suggest` offers the code table's words but
    takes any text; `refers` names the area of a reference (organization, group). `private` fields
    are masked in presentation mode and left out of public prints. `secret` fields show dots while
    typed (passwords).
    """

    key: str
    title: str
    kind: Kind
    codes: str = ""
    section: str = ""
    hint: str = ""
    required: bool = False
    private: bool = False
    suggest: bool = False
    lines: int = 1
    refers: str = ""
    secret: bool = False


def field(fields: Iterable[Field], key: str) -> Field:
    """The field called `key`; KeyError if there is none."""
    for each in fields:
        if each.key == key:
            return each
    raise KeyError(key)
