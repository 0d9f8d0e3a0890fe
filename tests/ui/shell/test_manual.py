"""The manual is offline, shows the page asked for and leads to the others and to the shortcuts."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from djdesk import resources
from djdesk.errors import UserError
from djdesk.ui.kit.theme import Theme
from djdesk.ui.shell.areas import PANES
from djdesk.ui.shell.manual import Manual, text_of
from tests.ui.hands import click


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def home(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def manual(asked: list[str], home: QWidget) -> Manual:
    made = Manual(PANES, lambda: asked.append("keys"), home)
    made.show()
    return made


def test_every_page_is_shown_with_its_words(manual: Manual) -> None:
    for pane in PANES:
        manual.show_page(pane.id)
        assert manual.current == pane.id
        assert manual.text.toPlainText().startswith(pane.title)
        assert "**" not in manual.text.toPlainText()


def test_what_has_no_page_leaves_the_manual_where_it_is(manual: Manual) -> None:
    manual.show_page("nowhere")
    first = manual.current
    assert first == PANES[0].id
    manual.show_page("roster")
    manual.show_page("nowhere")
    assert manual.current == "roster"


def test_links_lead_to_pages_and_the_button_to_the_shortcuts(
    manual: Manual, asked: list[str]
) -> None:
    manual.show_page("roster")
    manual.text.anchorClicked.emit(QUrl("audit.md"))
    assert manual.current == "audit"
    manual.text.anchorClicked.emit(QUrl("https://example.org/"))
    assert manual.current == "audit"
    click(manual.keys)
    assert asked == ["keys"]


def test_letters_grow_with_the_scale(manual: Manual, look: Theme) -> None:
    manual.show_page("roster")
    document = manual.text.document()
    assert document is not None
    before = document.defaultFont().pixelSize(), document.defaultFont().pointSizeF()
    look.set_scale(145)
    document = manual.text.document()
    assert document is not None
    after = document.defaultFont().pixelSize(), document.defaultFont().pointSizeF()
    assert max(after) > max(before)


def test_a_missing_file_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(resources, "root", lambda: tmp_path)
    with pytest.raises(UserError, match="找不到这一页"):
        text_of("roster")
