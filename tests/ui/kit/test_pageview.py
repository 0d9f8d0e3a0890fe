"""Pages in a dialog: zoomed, changed for others, with warnings above and a line below."""

from __future__ import annotations

import pytest
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from djdesk.reports.kit.content import PORTRAIT, Content, Heading, PageBreak
from djdesk.reports.kit.fonts import bundled
from djdesk.reports.kit.pdf import render
from djdesk.ui.kit.pageview import PageView
from tests.ui.hands import click

ONE = Content("", "一", PORTRAIT, (Heading("一"),))
TWO = Content("", "二", PORTRAIT, (Heading("一"), PageBreak(), Heading("二")))


@pytest.fixture
def shown(qtbot: QtBot) -> PageView:
    made = PageView()
    qtbot.addWidget(made)
    made.resize(600, 700)
    made.show()
    return made


def test_other_pages_take_the_place_of_the_former(shown: PageView) -> None:
    shown.show_pages(render(ONE, faces=bundled()))
    assert (shown.document.pageCount(), shown.pages.text()) == (1, "共 1 页")
    shown.show_pages(render(TWO, faces=bundled()))
    assert (shown.document.pageCount(), shown.pages.text()) == (2, "共 2 页")
    assert shown.view.document() is shown.document
    assert "已用思源宋体（粗）" in shown.warnings.text()
    shown.let_go()


def test_zoom_stays_within_reason(shown: PageView) -> None:
    shown.show_pages(render(ONE, faces=bundled()))
    larger = next(b for b in shown.findChildren(QToolButton) if b.text() == "放大")
    for _ in range(20):
        click(larger)
    assert shown.view.zoomMode() is QPdfView.ZoomMode.Custom
    assert shown.view.zoomFactor() == 6
    shown.let_go()


def test_nothing_to_warn_of_hides_the_line(shown: PageView) -> None:
    shown.warn("没有纸。")
    assert shown.warnings.isVisible()
    shown.warn("")
    assert not shown.warnings.isVisible()
