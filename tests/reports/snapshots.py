"""Content as readable text, compared with what is stored in tests/data/snapshots.

After a wanted change run the tests once with DJDESK_SNAPSHOTS=write and read the difference.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from djdesk.reports.kit.content import (
    Block,
    Content,
    Grid,
    Heading,
    Imprint,
    Line,
    OfficialSignature,
    OfficialText,
    OfficialTitle,
    PageBreak,
    Paragraph,
    Picture,
    Pictures,
    Placed,
    Ruled,
    Signatures,
    Space,
    Table,
)

FOLDER = Path(__file__).resolve().parent.parent / "data" / "snapshots"


def check(name: str, content: Content) -> None:
    """Compare `content` with the stored text `name`."""
    path = FOLDER / f"{name}.txt"
    text = "\n".join(lines(content)) + "\n"
    if os.environ.get("DJDESK_SNAPSHOTS") == "write":
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8")


def lines(content: Content) -> Iterator[str]:
    """The whole report, one line a row."""
    paper = content.paper
    yield f"{content.form} {content.title} {content.day} {paper.size} {paper.orientation}"
    for block in content.blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            yield f"# {block.text} [{block.level}]"
        case Line():
            yield f"{block.left} || {block.middle} || {block.right}"
        case Paragraph():
            yield block.text
        case Table():
            yield " | ".join(f"{c.title} {c.width:g}".replace("\n", "") for c in block.columns)
            yield from (" | ".join(row) for row in block.rows)
            yield f"= {' | '.join(block.totals)} (to {block.blank_to})"
        case Grid():
            for row in block.cells:
                yield " | ".join(_cell(cell.text, cell.label, cell.image) for cell in row)
        case Signatures():
            yield "~ " + " ".join(block.labels)
        case PageBreak():
            yield f"---- restart={block.restart}"
        case Picture():
            yield f"[picture {block.width:g} x {block.height:g}] {block.caption}"
        case Pictures():
            for picture in block.pictures:
                yield from _block(picture)
        case Placed():
            yield from (f"@{spot.x:g},{spot.y:g} {spot.text}" for spot in block.spots)
        case Ruled():
            yield from (f"_ {line}" for line in block.text.split("\n"))
        case OfficialTitle():
            yield f"## {block.text}"
        case OfficialText():
            yield f"{'.' * block.indent}{block.label}{block.text}"
        case OfficialSignature():
            yield f"~~ {block.unit} {block.day}"
        case Imprint():
            yield f"=== {block.copies_to} | {block.unit} | {block.day}"
        case Space():
            yield f"[space {block.height:g}]"


def _cell(text: str, label: bool, image: bytes | None) -> str:
    shown = text.replace("\n", "⏎")
    shown = f"[{shown}]" if label else shown
    return shown if image is None else f"{shown} (picture)"
