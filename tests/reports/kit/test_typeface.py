"""One face: what it has, how wide it is, and the part of it that goes into a PDF."""

from __future__ import annotations

import io
from pathlib import Path

from reportlab.pdfbase.ttfonts import TTFontFace

from djdesk import resources
from djdesk.reports.kit.typeface import load
from tests.reports.papers import RARE, UNKNOWN

SERIF = resources.path("fonts", "NotoSerifSC-Regular.ttf")


def test_characters_and_widths() -> None:
    face = load(SERIF)
    assert face is not None
    assert face.name == "NotoSerifSC-Regular"
    assert face.has("党")
    assert face.has(RARE[1])
    assert not face.has(UNKNOWN)
    assert face.width("党") == 1000
    assert face.width("\u00a0") == face.width(" ") < 400


def test_face_is_parsed_once() -> None:
    assert load(SERIF) is load(SERIF)


def test_file_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    assert load(tmp_path / "nothing.ttf") is None


def test_subset_numbers_glyphs_in_order_and_is_small() -> None:
    face = load(SERIF)
    assert face is not None
    program, numbers = face.subset(["党", " ", "员", "党", UNKNOWN])
    assert numbers == [1, 2, 3, 1, 0]
    assert len(program) < 20_000
    again = TTFontFace(io.BytesIO(program))
    assert again.numGlyphs >= 4
