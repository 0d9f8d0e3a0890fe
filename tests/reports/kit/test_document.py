"""The PDF writer: fonts that read rightly, pictures, and what the file says about itself."""

from __future__ import annotations

import io
import re

import pypdf
from pypdf.generic import Destination

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
    out = io.BytesIO()
    document = Document(out, "试验")
    document.add_page(sheet, 595, 842)
    document.add_fonts(setting.subsets)
    document.close()
    reader = pypdf.PdfReader(out)
    assert "".join(reader.pages[0].extract_text().split()) == text
    fonts = reader.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    assert len(fonts) == 1


def test_title_and_language_are_chinese() -> None:
    out = io.BytesIO()
    document = Document(out, "党员花名册", "F01")
    document.add_page(Sheet(), 595, 842)
    document.close()
    reader = pypdf.PdfReader(out)
    assert reader.metadata is not None
    assert reader.metadata.title == "党员花名册"
    assert reader.metadata.subject == "F01"
    root = reader.root_object
    assert str(root["/Lang"]) == "zh-CN"
    assert str(root["/ViewerPreferences"]).count("PrintScaling") == 1


def test_pages_are_ordered_and_drawn_over_after_they_were_written() -> None:
    setting = Setting(bundled())
    font = setting.font(Role.BODY)
    out = io.BytesIO()
    document = Document(out, "卷")
    leaves = []
    for number in (2, 3):
        sheet = Sheet()
        sheet.text(font, 12, 100, 700, f"第{number}页")
        leaves.append(document.add_page(sheet, 595, 842))
        document.bookmark(f"第{number}份", leaves[-1])
    front = Sheet()
    front.text(font, 12, 100, 700, "封面")
    document.add_page(front, 595, 842, at=0)
    over = Sheet()
    over.text(font, 9, 100, 40, "共两页")
    document.draw_over(leaves[1], over)
    document.add_fonts(setting.subsets)
    document.close()
    reader = pypdf.PdfReader(out)
    assert ["".join(p.extract_text().split()) for p in reader.pages] == [
        "封面",
        "第2页",
        "第3页共两页",
    ]
    marks = [
        (str(item["/Title"]), reader.get_destination_page_number(item))
        for item in reader.outline
        if isinstance(item, Destination)
    ]
    assert marks == [("第2份", 1), ("第3份", 2)]
