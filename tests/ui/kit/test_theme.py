"""The look is applied at once, at every scale, to everything; icons are tinted and sharp."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QRect, QSize
from PySide6.QtGui import QColor, QFontDatabase, QIcon, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from djdesk.ui.kit import theme


def inks(image: QImage) -> set[str]:
    """The colours of fully opaque dots."""
    dots = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {dot.name() for dot in dots if dot.alpha() == 255}


def test_the_font_is_bundled(look: theme.Theme) -> None:
    assert theme.FAMILY in QFontDatabase.families()
    assert QApplication.font().families()[0] == theme.FAMILY
    assert QApplication.font().pixelSize() == 13


def test_a_scale_changes_everything_at_once(look: theme.Theme, qtbot: QtBot) -> None:
    button = QPushButton("保存")
    qtbot.addWidget(button)
    button.show()
    before = button.sizeHint().height()
    with qtbot.waitSignal(look.changed):
        look.set_scale(145)
    assert QApplication.font().pixelSize() == 19
    assert button.sizeHint().height() >= round(before * 1.4)
    assert look.row_height == round(theme.ROW_HEIGHT * 1.45)


def test_an_unknown_scale_is_refused(look: theme.Theme) -> None:
    with pytest.raises(ValueError, match="137"):
        look.set_scale(137)


def test_lengths_never_vanish(look: theme.Theme) -> None:
    assert (look.px(0), look.px(0.2), look.px(8)) == (0, 1, 8)


def test_icons_take_the_colour_in_force(look: theme.Theme) -> None:
    icon = look.icon("users")
    light = icon.pixmap(QSize(64, 64)).toImage()
    assert QColor(look.tokens.text).name() in inks(light)
    look.set_mode(theme.Mode.DARK)
    dark = icon.pixmap(QSize(64, 64)).toImage()
    assert QColor(look.tokens.text).name() in inks(dark)
    assert inks(light).isdisjoint(inks(dark))


def test_icons_are_drawn_at_the_dots_of_the_screen(look: theme.Theme) -> None:
    picture = look.icon("users").pixmap(QSize(16, 16), 2.0)
    assert picture.size() == QSize(32, 32)


def test_a_disabled_icon_is_muted(look: theme.Theme) -> None:
    picture = look.icon("users").pixmap(QSize(64, 64), QIcon.Mode.Disabled)
    assert QColor(look.tokens.muted).name() in inks(picture.toImage())


def test_an_icon_without_room_is_no_picture(look: theme.Theme) -> None:
    picture = QPixmap(8, 8)
    picture.fill(QColor("#123456"))
    painter = QPainter(picture)
    look.icon("users").paint(painter, QRect(0, 0, 16, -7))  # a warning of Qt fails the test
    painter.end()
    assert inks(picture.toImage()) == {"#123456"}


def test_an_icon_that_is_not_in_the_set_is_an_error(look: theme.Theme) -> None:
    with pytest.raises(FileNotFoundError):
        look.icon("no-such-icon")


def test_roles_and_states_take_effect_on_a_shown_widget(look: theme.Theme, qtbot: QtBot) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    line.show()
    line.resize(200, 40)
    plain = line.grab().toImage().pixelColor(100, 20).name()
    theme.state(line, "bad")
    assert line.grab().toImage().pixelColor(100, 20).name() == look.tokens.bad_soft.lower()
    theme.state(line, "")
    assert line.grab().toImage().pixelColor(100, 20).name() == plain


def test_qt_speaks_chinese(look: theme.Theme, qtbot: QtBot) -> None:
    box = QDialogButtonBox(
        QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Discard
    )
    qtbot.addWidget(box)
    assert [button.text() for button in box.buttons()] == ["确定", "不保存"]
    line = QLineEdit()
    qtbot.addWidget(line)
    menu = line.createStandardContextMenu()
    words = [action.text() for action in menu.actions() if action.text()]
    menu.deleteLater()
    assert words
    assert not [word for word in words if word.split("\t")[0].split("(")[0].isascii()]


def test_words_that_nobody_translated_stay_as_they_are(look: theme.Theme) -> None:
    assert QCoreApplication.translate("Anything", "No such words") == "No such words"
