"""Forms: cells that span, photographs in their proportions, cells taller than a page."""

from __future__ import annotations

import io

import pypdf
import pytest
from PIL import Image

from djdesk.reports.kit.content import Cell, Content, Grid, Paper, Signatures
from djdesk.reports.kit.fonts import bundled
from djdesk.reports.kit.grids import GridStrip
from djdesk.reports.kit.setting import Setting
from djdesk.reports.kit.sheet import MM, Sheet
from tests.reports.papers import printed, texts

PAGE = 257 * MM


def png(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (width, height), (200, 30, 30, 128)).save(out, "PNG")
    return out.getvalue()


def strip(grid: Grid) -> GridStrip:
    return GridStrip(grid, Setting(bundled()), 0, 170 * MM, PAGE)


def test_rows_that_share_a_cell_stay_together() -> None:
    cells = (
        (Cell("a", down=2), Cell("b")),
        (Cell("c"),),
        (Cell("d"), Cell("e")),
        (Cell("f", across=2),),
    )
    heights = strip(Grid((28, 57), (8, 8, 8, 8), cells)).heights
    assert list(heights) == pytest.approx([h * MM for h in (16, 8, 8)])


def test_long_value_makes_its_row_taller() -> None:
    grid = Grid((28, 57), (8, 8), ((Cell("备注", label=True), Cell("长" * 400)), (Cell(), Cell())))
    heights = strip(grid).heights
    assert heights[0] > 40
    assert heights[1] == pytest.approx(8 * MM)


def test_photograph_keeps_its_proportions() -> None:
    sheet = Sheet()
    made = strip(Grid((140, 30), (40,), ((Cell("x"), Cell(image=png(300, 300))),)))
    made.draw(sheet, PAGE, 0, 1, 0)
    (placed,) = [line.split() for line in sheet.code if " Do " in line]
    wide, high = float(placed[1]), float(placed[4])
    assert wide == pytest.approx(high)
    assert wide == pytest.approx(30 * MM - 4, abs=0.1)


def test_photograph_that_cannot_be_read_is_said_and_stops_nothing() -> None:
    grid = Grid((140, 30), (40,), ((Cell("x"), Cell("照片", image=b"not a picture")),))
    (text,) = texts(printed(Content("", "", Paper(), (grid,))).data)
    assert "照片文件无法读取" in text


def test_picture_is_in_the_file_once() -> None:
    grid = Grid((85, 85), (40,), ((Cell(image=png(30, 40)), Cell(image=png(30, 40))),))
    data = printed(Content("", "", Paper(), (grid, grid))).data
    (image,) = pypdf.PdfReader(io.BytesIO(data)).pages[0].images
    assert image.image is not None
    assert image.image.size == (30, 40)
    assert image.image.getpixel((3, 3)) == (227, 142, 142)  # see-through parts on white paper


def test_empty_values_print_a_stroke_and_kept_ones_nothing() -> None:
    row = (Cell("姓名", label=True), Cell(), Cell(keep_blank=True), Cell(label=True))
    (text,) = texts(printed(Content("", "", Paper(), (Grid((1, 1, 1, 1), (8,), (row,)),))).data)
    assert text.count("／") == 1


def test_places_to_sign_are_never_alone_on_a_page() -> None:
    row = (Cell("事项", label=True), Cell("内容"))
    sign = (Cell("本人签字", label=True), Cell(keep_blank=True))
    for count in range(2, 40):
        grid = Grid((28, 57), (12,) * (count + 2), (row,) * count + (sign,) * 2, signed=2)
        found = texts(printed(Content("", "", Paper(), (grid,))).data)
        assert "".join(found).count("事项") == count
        assert found[-1].count("本人签字") == 2
        assert found[-1].count("事项") >= 2, count


def test_endless_text_beside_a_spanning_cell_is_cut_and_said() -> None:
    cells = ((Cell("成员", label=True, down=2), Cell("长" * 9000)), (Cell("短"),), (Cell(),) * 2)
    rendering = printed(Content("", "", Paper(), (Grid((28, 57), (8, 8, 8), cells),)))
    (text,) = texts(rendering.data)
    assert "行见电子台账）" in text
    assert "短" in text


def test_value_taller_than_a_page_goes_on_with_its_label() -> None:
    long = "".join(f"第{n}条说明，" for n in range(1, 900))
    grid = Grid(
        (28, 57), (8, 8), ((Cell("主要事迹", label=True), Cell(long)), (Cell("完", across=2),))
    )
    rendering = printed(Content("", "", Paper(), (grid, Signatures(("签字：",)))))
    found = texts(rendering.data)
    assert rendering.pages >= 3
    assert all("主要事迹（续）" in text for text in found[1:-1])
    joined = "".join(found)
    assert all(f"第{n}条说明" in joined for n in (1, 450, 899))
    assert "完" in found[-1]


@pytest.mark.parametrize(("running", "size"), [(True, "10.5"), (False, "9")])
def test_running_text_keeps_its_size_and_other_values_shrink(running: bool, size: str) -> None:
    text = "病假：王某（住院，李静准假）；公差：赵某（外出采购配件）；无故缺席：孙某"
    sheet = Sheet()
    cells = ((Cell("缺席", label=True), Cell(text, running=running)),)
    strip(Grid((90, 80), (8,), cells)).draw(sheet, PAGE, 0, 1, 0)
    assert f" {size} Tf" in sheet.code[-3]
