"""The objects of a PDF file, written one after the other and not kept: a long file costs no memory.

Values are what PDF 32000-1 §7.3 knows: numbers, lists, dictionaries, `Ref` to another object,
`Text` for words, and plain strings for names and anything written as it stands.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
"""Version, and four bytes that tell programs that copy files not to take this one for text."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to the object of this number."""

    number: int


@dataclass(frozen=True, slots=True)
class Text:
    """Words for people, written as UTF-16 (PDF 32000-1 §7.9.2.2)."""

    words: str


Value = int | float | str | Ref | Text | Sequence["Value"] | Mapping[str, "Value"]


def spelled(value: Value) -> str:
    """A value as it stands in the file."""
    match value:
        case str():
            return value
        case Ref():
            return f"{value.number} 0 R"
        case Text():
            return f"<FEFF{value.words.encode('utf-16-be').hex().upper()}>"
        case int():
            return str(value)
        case float():
            return f"{value:.3f}".rstrip("0").rstrip(".")
        case Mapping():
            return f"<<{''.join(f'/{key} {spelled(item)} ' for key, item in value.items())}>>"
        case _:
            return f"[{' '.join(map(spelled, value))}]"


class Writer:
    """Writes objects to `out`; `close` adds what lets a reader find them."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._at = 0
        self._places: list[int] = []  # offset of each object from number 1; 0 until it is written
        self._write(HEAD)

    def reserve(self) -> Ref:
        """A number for an object that others name before it is written."""
        self._places.append(0)
        return Ref(len(self._places))

    def put(self, value: Value, ref: Ref | None = None) -> Ref:
        """Write an object, under `ref` if that was reserved for it."""
        return self._put(spelled(value).encode("ascii"), ref)

    def stream(self, content: bytes, entries: Mapping[str, Value] | None = None) -> Ref:
        """Write a stream; compressed here unless `entries` says how it already is."""
        known = dict(entries or {})
        if "Filter" not in known:
            content = zlib.compress(content, 6)
            known["Filter"] = "/FlateDecode"
        known["Length"] = len(content)
        head = spelled(known).encode("ascii")
        return self._put(b"%b\nstream\n%b\nendstream" % (head, content), None)

    def close(self, root: Ref, info: Ref) -> None:
        """Write the table of objects; every reserved number must have been written."""
        if 0 in self._places:
            raise ValueError(f"object {self._places.index(0) + 1} was never written")
        start = self._at
        lines = [b"%010d 00000 n \n" % place for place in self._places]
        name = hashlib.sha256(b"".join(lines)).hexdigest()[:32]
        trailer: dict[str, Value] = {
            "Size": len(lines) + 1,
            "Root": root,
            "Info": info,
            "ID": [f"<{name}>", f"<{name}>"],
        }
        self._write(b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(lines) + 1, b"".join(lines)))
        end = f"trailer\n{spelled(trailer)}\nstartxref\n{start}\n%%EOF\n"
        self._write(end.encode("ascii"))

    def _put(self, body: bytes, ref: Ref | None) -> Ref:
        ref = ref or self.reserve()
        self._places[ref.number - 1] = self._at
        self._write(b"%d 0 obj\n%b\nendobj\n" % (ref.number, body))
        return ref

    def _write(self, part: bytes) -> None:
        self._out.write(part)
        self._at += len(part)
