"""The PDF writer: fonts that read rightly, pictures, and what the file says about itself."""

from __future__ import annotations

import io
import re

import pypdf

from djdesk.reports.kit.document import Document, unicode_map
from djdesk.reports.kit.fonts import Role, bundled
from djdesk.reports.kit.setting import Setting
from djdesk.reports.kit.sheet import Sheet
from tests.reports.papers import RARE


def test_characters_beyond_the_first_plane_are_surrogate_pairs() -> None:
    cmap = unicode_map(["党", RARE[1]]).decode("ascii")
    assert "<0001> <515A>" in cmap
    assert "<0002> <D873DC56>" in cmap


def test_blocks_of_a_cmap_hold_at_most_a_hundred_entries() -> None:
    cmap = unicode_map([chr(0x4E00 + n) for n in range(250)]).decode("ascii")
    assert re.findall(r"(\d+) beginbfchar", cmap) == ["100", "100", "50"]
    assert len(re.findall(r"<\w{4}> <\w{4}>\n", cmap)) == 250


def test_hundreds_of_characters_share_one_font() -> None:
    setting = Setting(bundled())
    font = setting.font(Role.BODY)
    text = "".join(chr(0x4E00 + n) for n in range(600) if font._first.has(chr(0x4E00 + n)))
    sheet = Sheet()
    for number in range(0, len(text), 40):
        sheet.text(font, 9, 20, 800 - number, text[number : number + 40])
    document = Document("试验")
    document.add_page(sheet, 595, 842)
    document.add_fonts(setting.subsets)
    reader = pypdf.PdfReader(io.BytesIO(document.data()))
    assert "".join(reader.pages[0].extract_text().split()) == text
    fonts = reader.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    assert len(fonts) == 1


def test_title_and_language_are_chinese() -> None:
    document = Document("党员花名册", "F01")
    document.add_page(Sheet(), 595, 842)
    reader = pypdf.PdfReader(io.BytesIO(document.data()))
    assert reader.metadata is not None
    assert reader.metadata.title == "党员花名册"
    assert reader.metadata.subject == "F01"
    root = reader.root_object
    assert str(root["/Lang"]) == "zh-CN"
    assert str(root["/ViewerPreferences"]).count("PrintScaling") == 1
