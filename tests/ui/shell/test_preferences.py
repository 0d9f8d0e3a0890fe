"""Size and colours are changed at once and kept on this computer."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from djdesk.ui.kit import theme
from djdesk.ui.kit.pane import Context
from djdesk.ui.shell.preferences import PreferencesPane
from tests.ui.hands import click


@pytest.fixture
def pane(context: Context, qtbot: QtBot) -> PreferencesPane:
    made = PreferencesPane(context)
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    return made


def test_the_present_choices_are_shown(pane: PreferencesPane) -> None:
    assert pane.sizes["100"].isChecked()
    assert pane.modes["light"].isChecked()
    assert not pane.masking.isChecked()


def test_a_size_takes_effect_at_once_and_is_kept(
    pane: PreferencesPane, context: Context, look: theme.Theme
) -> None:
    click(pane.sizes["145"])
    assert (look.scale, QApplication.font().pixelSize()) == (145, 19)
    assert context.memory.number("look/scale") == 145


def test_colours_too(pane: PreferencesPane, context: Context, look: theme.Theme) -> None:
    click(pane.modes["dark"])
    assert look.mode is theme.Mode.DARK
    assert context.memory.text("look/mode") == "dark"


def test_presentation_follows_from_both_sides(pane: PreferencesPane, context: Context) -> None:
    pane.masking.click()
    assert context.presentation.on
    context.presentation.set(False)
    assert not pane.masking.isChecked()
