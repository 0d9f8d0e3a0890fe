"""The log of printings: newest first, found by the code at the foot of the paper, or taught."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from djdesk.services import printing
from djdesk.services.desk import Desk
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.print_log import PrintLog, open_print_log
from tests.ui.hands import press, write

DAY = date(2025, 12, 31)


@pytest.fixture
def home(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def log(context: Context, desk: Desk, home: QWidget) -> Iterator[PrintLog]:
    for report, title, digest in (
        ("roster.ledger", "党员花名册", "3f2a91c0" + 56 * "0"),
        ("roster.collection", "党员信息采集表", "77aa00ff" + 56 * "0"),
    ):
        printing.log(desk, printing.Printed(report, title, DAY, 2, digest))
    made = open_print_log(context, home)
    QApplication.processEvents()
    yield made
    made.close()


def titles(log: PrintLog) -> list[str]:
    place = log.model.keys.index("title")
    return [log.model.texts(row)[place] for row in range(len(log.model.ids()))]


def test_what_was_printed_is_listed_and_found_by_its_code(log: PrintLog) -> None:
    assert sorted(titles(log)) == ["党员信息采集表", "党员花名册"]
    write(log.search, "3F2A-91C0")
    assert titles(log) == ["党员花名册"]
    press(log.search, Qt.Key.Key_Escape)
    assert log.isVisible()
    assert len(titles(log)) == 2


def test_an_empty_log_says_what_belongs_there(context: Context, home: QWidget) -> None:
    log = open_print_log(context, home)
    QApplication.processEvents()
    said = [label.text() for label in log.findChildren(QLabel) if label.isVisible()]
    assert "还没有打印过" in said
    log.close()
