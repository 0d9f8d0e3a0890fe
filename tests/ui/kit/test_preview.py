"""The preview shows the PDF itself, warns of what would not print, and lets it out."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from djdesk.errors import UserError
from djdesk.reports.kit import fonts
from djdesk.reports.kit.content import (
    PORTRAIT,
    Content,
    Heading,
    Line,
    Table,
    TableColumn,
    digest,
)
from djdesk.reports.kit.spec import Option, ReportSpec, Request
from djdesk.services.desk import Desk
from djdesk.ui.kit import papers
from djdesk.ui.kit.calibration import Calibration
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


def sheet(_desk: Desk, request: Request) -> Content:
    paper = request.paper or PORTRAIT
    return Content("F08", "收据", paper, (Heading("收据"), Line("王某")), overprint=True)


NAMES = ReportSpec("names", "F01", "名册", "roster", PORTRAIT, names, (ORDER,))
EMPTY = ReportSpec("empty", "F02", "采集表", "roster", PORTRAIT, nothing)


def counted(_desk: Desk, request: Request) -> Content:
    return Content("", "", request.paper or PORTRAIT, (Heading(f"{len(request.members)} 人"),))


ROLL = ReportSpec("roll", "F01", "名册", "roster", PORTRAIT, counted)
CARD = ReportSpec("card", "F02", "采集表", "roster", PORTRAIT, counted, by_member=True)
BLANK = ReportSpec("blank", "F02", "空白表", "roster", PORTRAIT, counted, blank=True)
SHEET = ReportSpec("sheet", "F08", "收据", "roster", PORTRAIT, sheet)
RARE = ReportSpec("rare", "F01", "名册", "roster", PORTRAIT, rare)


@pytest.fixture
def home(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1100, 800)
    made.show()
    return made


@pytest.fixture
def preview(context: Context, home: QWidget, monkeypatch: pytest.MonkeyPatch) -> Preview:
    monkeypatch.setattr(papers, "SETTLE", 0)
    return open_preview(context, home, (NAMES, EMPTY), Request(DAY))


def made(preview: Preview) -> Content:
    assert preview.out._made is not None
    return preview.out._made.content


def test_the_pages_themselves_are_shown(preview: Preview) -> None:
    assert preview.shown.document.pageCount() == 1
    assert preview.shown.pages.text() == "共 1 页"
    assert preview.out.print_button.isEnabled()
    preview.close()


def test_what_no_font_has_is_named_above(preview: Preview) -> None:
    assert preview.shown.warnings.isVisible()
    assert "U+3FFF0" in preview.shown.warnings.text()
    choice = preview._options["order"]
    choice.setCurrentIndex(1)
    assert "U+3FFF0" not in preview.shown.warnings.text()
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
    assert preview.shown.warnings.text().splitlines()[0] == (
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
    qtbot.waitUntil(lambda: "页边距" in preview.shown.warnings.text())
    assert not preview.out.print_button.isEnabled()
    preview.close()


def test_a_report_that_refuses_says_why(preview: Preview) -> None:
    preview.report.setCurrentIndex(1)
    assert preview.shown.warnings.text() == "没有可以打印的人。请先录入。"
    assert not preview.out.pdf_button.isEnabled()
    preview.report.setCurrentIndex(0)
    assert preview.out.pdf_button.isEnabled()
    preview.close()


def test_official_sheets_can_be_filled_with_data_alone(context: Context, home: QWidget) -> None:
    preview = open_preview(context, home, (SHEET, NAMES), Request(DAY))
    assert preview.data_only.isVisible()
    before = made(preview)
    click(preview.data_only)
    filled = preview.out._made
    assert filled is not None
    assert filled.data_only
    assert filled.rendering.digest == digest(before)
    preview.report.setCurrentIndex(1)
    assert not preview.data_only.isVisible()
    other = preview.out._made
    assert other is not None
    assert not other.data_only
    preview.close()


def test_calibration_opens_for_the_report_shown(preview: Preview) -> None:
    link = next(each for each in preview.findChildren(QPushButton) if each.text() == "套打校准…")
    click(link)
    (dialog,) = preview.findChildren(Calibration)
    assert dialog.windowTitle() == "套打校准 — 名册"
    dialog.reject()
    preview.close()


def test_on_a_low_screen_the_ways_out_stay_in_sight_and_the_wheel_changes_nothing(
    preview: Preview,
) -> None:
    preview.resize(900, 560)
    QApplication.processEvents()
    assert preview.height() == 560
    for button in (preview.out.print_button, preview.out.pdf_button, preview.out.xlsx_button):
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
