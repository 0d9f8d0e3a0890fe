"""The preview shows the PDF itself, warns of what would not print, and lets it out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from djdesk.errors import UserError
from djdesk.reports.kit import fonts
from djdesk.reports.kit.content import PORTRAIT, Content, Heading, Table, TableColumn
from djdesk.reports.kit.spec import Option, ReportSpec, Request
from djdesk.services.desk import Desk
from djdesk.ui.kit import papers
from djdesk.ui.kit.messages import Recorder
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.preview import Preview
from djdesk.ui.kit.printing import open_preview
from tests.ui.hands import click

DAY = date(2026, 11, 20)
ORDER = Option("order", "排列顺序", (("strokes", "按姓氏笔画"), ("pinyin", "按拼音")))
NOBODY = "\U0003fff0"  # a character no font has
BORROWED = "\U00030edd"  # a character the bundled sans has and the bundled serif has not


def names(_desk: Desk, request: Request) -> Content:
    if request.options["order"] == "pinyin":
        rows = [("安", "男"), ("白", "女")]
    else:
        rows = [("丁", "男"), (NOBODY, "女")]
    table = Table((TableColumn("姓名", 40), TableColumn("性别", 20)), rows)
    return Content("F01", "名册", request.paper or PORTRAIT, (Heading("名册"), table))


def nothing(_desk: Desk, _request: Request) -> Content:
    raise UserError("没有可以打印的人。", "请先录入。")


def rare(_desk: Desk, request: Request) -> Content:
    table = Table((TableColumn("姓名", 40),), [(BORROWED + "某",), (BORROWED,)])
    return Content("F01", "名册", request.paper or PORTRAIT, (table,))


NAMES = ReportSpec("names", "F01", "名册", "roster", PORTRAIT, names, (ORDER,))
EMPTY = ReportSpec("empty", "F02", "采集表", "roster", PORTRAIT, nothing)


def counted(_desk: Desk, request: Request) -> Content:
    return Content("", "", request.paper or PORTRAIT, (Heading(f"{len(request.members)} 人"),))


ROLL = ReportSpec("roll", "F01", "名册", "roster", PORTRAIT, counted)
CARD = ReportSpec("card", "F02", "采集表", "roster", PORTRAIT, counted, by_member=True)
BLANK = ReportSpec("blank", "F02", "空白表", "roster", PORTRAIT, counted, blank=True)
RARE = ReportSpec("rare", "F01", "名册", "roster", PORTRAIT, rare)
Sent = list[tuple[str, int, str]]


@pytest.fixture
def sent() -> Sent:
    return []


@pytest.fixture
def home(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1100, 800)
    made.show()
    return made


@pytest.fixture
def preview(
    context: Context, home: QWidget, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> Preview:
    monkeypatch.setattr(papers, "SETTLE", 0)
    return open_preview(
        context,
        home,
        (NAMES, EMPTY),
        Request(DAY),
        printed=lambda spec, _request, pages, digest: sent.append((spec.id, pages, digest)),
    )


def made(preview: Preview) -> Content:
    assert preview._made is not None
    return preview._made[0]


def test_the_pages_themselves_are_shown(preview: Preview) -> None:
    assert preview._document.pageCount() == 1
    assert preview.pages.text() == "共 1 页"
    assert preview.print_button.isEnabled()
    preview.close()


def test_what_no_font_has_is_named_above(preview: Preview) -> None:
    assert preview.warnings.isVisible()
    assert "U+3FFF0" in preview.warnings.text()
    choice = preview._options["order"]
    choice.setCurrentIndex(1)
    assert "U+3FFF0" not in preview.warnings.text()
    assert (
        made(preview).blocks[1]
        == names(preview._context.desk, Request(DAY, options={"order": "pinyin"})).blocks[1]
    )
    preview.close()


def test_rare_characters_of_another_face_are_named_once(
    context: Context, home: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "installed", fonts.bundled)
    preview = open_preview(context, home, (RARE,), Request(DAY))
    assert preview.warnings.text().splitlines()[0] == (
        f"生僻字 {BORROWED} 用字体 Noto Sans SC 打印，字形略有不同。"
    )
    preview.close()


def test_the_paper_is_made_anew_and_remembered(
    preview: Preview, context: Context, home: QWidget, qtbot: QtBot
) -> None:
    preview.paper.lengths["left"].setValue(35)
    qtbot.waitUntil(lambda: made(preview).paper.left == 35)
    preview.close()
    again = open_preview(context, home, (NAMES,), Request(DAY))
    assert made(again).paper.left == 35
    again._on_usual()
    assert made(again).paper == PORTRAIT
    again.close()


def test_an_impossible_paper_is_told_and_nothing_is_sent(preview: Preview, qtbot: QtBot) -> None:
    for key in ("left", "right"):
        preview.paper.lengths[key].setValue(90)
    qtbot.waitUntil(lambda: "页边距" in preview.warnings.text())
    assert not preview.print_button.isEnabled()
    preview.close()


def test_a_report_that_refuses_says_why(preview: Preview) -> None:
    preview.report.setCurrentIndex(1)
    assert preview.warnings.text() == "没有可以打印的人。请先录入。"
    assert not preview.pdf_button.isEnabled()
    preview.report.setCurrentIndex(0)
    assert preview.pdf_button.isEnabled()
    preview.close()


def test_it_is_saved_as_pdf_and_workbook(
    preview: Preview, messages: Recorder, tmp_path: Path
) -> None:
    messages.files = [tmp_path]
    click(preview.pdf_button)
    click(preview.xlsx_button)
    stem = "名册（2026.11.20）"
    assert (tmp_path / f"{stem}.pdf").read_bytes().startswith(b"%PDF")
    assert load_workbook(tmp_path / f"{stem}.xlsx").worksheets
    assert preview.pages.text() == f"已保存：{stem}.xlsx"
    preview.close()


def test_a_disk_that_refuses_is_told_in_the_preview(
    preview: Preview, messages: Recorder, tmp_path: Path
) -> None:
    messages.files = [tmp_path / "no" / "such" / "x.pdf"]
    click(preview.pdf_button)
    assert preview.warnings.isVisible()
    assert not (tmp_path / "no").exists()
    preview.close()


def test_printing_is_told_to_the_log(
    preview: Preview, sent: Sent, tmp_path: Path, qtbot: QtBot
) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    preview.send(printer)
    assert preview.stop_button.isVisible()
    qtbot.waitUntil(lambda: bool(sent))
    assert preview._made is not None
    assert sent == [("names", 1, preview._made[1].digest)]
    assert preview.pages.text() == "已送打印 1 页"
    assert not preview.stop_button.isVisible()
    preview.close()


def test_the_printer_is_set_to_the_paper(preview: Preview) -> None:
    preview.copies.setValue(3)
    printer = preview._printer()
    assert printer.copyCount() == 3
    assert printer.docName() == "名册"
    assert printer.pageLayout().orientation() == printer.pageLayout().Orientation.Portrait
    preview.close()


def test_on_a_low_screen_the_ways_out_stay_in_sight_and_the_wheel_changes_nothing(
    preview: Preview,
) -> None:
    preview.resize(900, 560)
    QApplication.processEvents()
    assert preview.height() == 560
    for button in (preview.print_button, preview.pdf_button, preview.xlsx_button):
        assert preview.rect().contains(button.mapTo(preview, button.rect().bottomRight()))
    top = preview.paper.lengths["top"]
    before = top.value()
    down, turn = QPoint(), QPoint(0, -120)
    place = QPointF(top.rect().center())
    QApplication.sendEvent(
        top,
        QWheelEvent(
            place,
            top.mapToGlobal(place),
            down,
            turn,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        ),
    )
    assert top.value() == before
    preview.close()


@pytest.mark.parametrize(
    ("members", "first"),
    [
        ((), {"名册": 0, "采集表": 0}),
        ((7,), {"名册": 0, "采集表": 1}),
        ((7, 8), {"名册": 2, "采集表": 2}),
    ],
)
def test_a_list_is_for_all_unless_several_are_chosen(
    context: Context, home: QWidget, members: tuple[int, ...], first: dict[str, int]
) -> None:
    preview = open_preview(context, home, (ROLL, CARD, BLANK), Request(DAY, members=members))
    for number, title in enumerate(("名册", "采集表")):
        preview.report.setCurrentIndex(number)
        assert len(preview.request().members) == first[title]
        assert preview.whom.isVisible() == bool(members)
    if members:
        preview.whom.setCurrentIndex(1)
        assert preview.request().members == ()
    preview.report.setCurrentIndex(2)
    assert not preview.whom.isVisible()
    preview.close()
