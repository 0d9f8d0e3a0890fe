"""Reports as PDF, read back by other programs: text, fonts, pages, feet, missing characters."""

from __future__ import annotations

import io
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from djdesk.errors import Cancelled, StorageFault, UserError
from djdesk.reports.kit import pdf
from djdesk.reports.kit.content import Content, Line, Paper, Paragraph, Table
from djdesk.reports.kit.fonts import bundled, choose
from djdesk.reports.kit.pdf import Stamp
from tests.full_disk import no_file_beyond
from tests.reports.papers import COLUMNS, DAY, RARE, UNKNOWN, people, printed, register, texts


def test_every_page_has_header_number_form_and_date() -> None:
    rendering = printed(register(people(60)))
    found = texts(rendering.data)
    assert rendering.pages == len(found) == 4
    for number, text in enumerate(found, 1):
        assert "工作单位及职务" in text
        assert f"第{number}页共4页" in text
        assert "F01党员花名册" in text
        assert "打印日期：2026年11月20日" in text
        assert "校验码" in text
    assert "".join(found).count("王某") == 60
    assert "制表人" in found[-1]
    assert "王某" in found[-1]


def test_reprint_is_marked_on_every_page() -> None:
    content = register(people(40))
    again = pdf.render(content, stamp=Stamp(DAY, copy=2), faces=bundled())
    assert all("第2次打印" in text for text in texts(again.data))
    assert not any("次打印" in text for text in texts(printed(content).data))


def test_foot_carries_the_digest_of_the_content() -> None:
    rendering = printed(register(people(3)))
    shown = f"{rendering.digest[:4]}-{rendering.digest[4:8]}".upper()
    assert shown in texts(rendering.data)[0]


def test_all_fonts_are_embedded_with_their_unicode() -> None:
    reader = pypdf.PdfReader(io.BytesIO(printed(register([["1", "☑", RARE, "王"]])).data))
    fonts = reader.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    kinds = [font.get_object()["/Subtype"] for font in fonts.values()]
    assert sorted(kinds) == ["/Type0", "/Type0", "/Type0", "/Type3"]
    for font in (value.get_object() for value in fonts.values()):
        assert "/ToUnicode" in font
        if font["/Subtype"] == "/Type0":
            descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            assert "/FontFile2" in descriptor.get_object()


def test_rare_names_are_read_back_rightly() -> None:
    data = printed(register([["1", RARE, "", "阿依古丽·买买提"]])).data
    (text,) = texts(data)
    assert RARE in text
    assert "阿依古丽·买买提" in text


def test_rare_names_are_found_by_poppler(tmp_path: Path) -> None:
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext is not installed; pypdf reads the same text")
    path = tmp_path / "名册.pdf"
    pdf.write(register([["1", RARE, "", "☑是"]]), path, faces=bundled())
    out = subprocess.run([program, str(path), "-"], check=True, capture_output=True).stdout
    assert RARE in out.decode("utf-8")
    assert "☑是" in out.decode("utf-8")


def test_empty_cells_print_a_stroke() -> None:
    assert texts(printed(register([["1", "王某", "", ""]])).data)[0].count("／") == 2
    kept = Content("", "", Paper(), (Table(COLUMNS, [["1", "", "", ""]], keep_blank=True),))
    assert "／" not in texts(printed(kept).data)[0]


def test_missing_character_is_named_before_printing() -> None:
    rows = people(60)
    rows[59][1] = "王" + UNKNOWN
    content = register(rows)
    (found,) = pdf.missing_glyphs(content, faces=bundled())
    assert (found.char, found.text, found.page) == (UNKNOWN, "王" + UNKNOWN, 4)
    assert found.place == f"第60行“王{UNKNOWN}”“姓名”"
    assert found.sentence == (
        f"第4页第60行“王{UNKNOWN}”“姓名”的“王{UNKNOWN}”里有一个本机字体没有的字（U+2A6A5），"
        "打印时用“〓”代替。"
    )
    rendering = printed(content)
    assert rendering.preflight.missing == (found,)
    assert UNKNOWN in texts(rendering.data)[3]  # drawn as 〓, yet copied and searched as itself


def test_rare_character_of_another_face_is_named_too(tmp_path: Path) -> None:
    latin = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
    if not latin.exists():
        pytest.skip("needs a face without Chinese characters")
    shutil.copy(latin, tmp_path / "simfang.ttf")
    content = Content("", "", Paper(), (Table(COLUMNS, [["1", "王", "", ""]]),))
    found = pdf.preflight(content, faces=choose([tmp_path]))
    assert not found.missing
    king = next(each for each in found.borrowed if each.char == "王")
    assert king.instead == "Noto Serif SC"
    assert king.sentence == (
        "第1页第1行“王”“姓名”的“王”里的“王”（U+738B）是生僻字，用字体 Noto Serif SC 打印。"
    )


def test_missing_character_in_title_and_foot_blocks_is_found_too() -> None:
    content = register(people(1), Paragraph(f"备注{UNKNOWN}"), Line(right=UNKNOWN))
    places = [found.place for found in pdf.missing_glyphs(content, faces=bundled())]
    assert places == ["正文", "表头行"]


def test_preflight_tells_substitutions_and_pages() -> None:
    found = pdf.preflight(register(people(60)), faces=bundled())
    assert found.pages == 4
    assert {each.wanted for each in found.substitutions} == {"小标宋", "黑体", "仿宋", "楷体"}


def test_offsets_shift_the_whole_page() -> None:
    plain = pypdf.PdfReader(io.BytesIO(printed(register(people(1))).data)).pages[0]
    paper = replace(register([]).paper, offset_x=2.0, offset_y=3.0)
    moved = pypdf.PdfReader(io.BytesIO(printed(register(people(1), paper=paper)).data)).pages[0]
    assert not plain.get_contents().get_data().startswith(b"1 0 0 1")  # type: ignore[union-attr]
    shift = moved.get_contents().get_data().split(b"\n")[0]  # type: ignore[union-attr]
    assert shift == b"1 0 0 1 5.67 -8.50 cm"  # right and down, in points


def test_paper_decides_the_page() -> None:
    paper = Paper(size="A3")
    page = pypdf.PdfReader(io.BytesIO(printed(register([], paper=paper)).data)).pages[0]
    assert [round(float(side)) for side in page.mediabox[2:]] == [842, 1191]
    with pytest.raises(UserError, match="页边距"):
        printed(register([], paper=Paper(left=100, right=100)))


class Stop:
    """Progress of somebody who presses 停止 after some pages."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def step(self, done: int, total: int, text: str = "") -> None:
        self.said.append(text)
        if done >= 20:
            raise Cancelled


def test_stopping_leaves_no_file(tmp_path: Path) -> None:
    progress = Stop()
    with pytest.raises(Cancelled):
        pdf.write(register(people(800)), tmp_path / "名册.pdf", progress=progress, faces=bundled())
    assert list(tmp_path.iterdir()) == []
    assert progress.said[-1].startswith("正在生成第 21 页，共 ")


def test_full_disk_leaves_the_old_file_whole(tmp_path: Path) -> None:
    path = tmp_path / "名册.pdf"
    pdf.write(register(people(3)), path, faces=bundled())
    before = path.read_bytes()
    with no_file_beyond(4096), pytest.raises(StorageFault) as caught:
        pdf.write(register(people(300)), path, faces=bundled())
    assert str(tmp_path) in caught.value.text
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
