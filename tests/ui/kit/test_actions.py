"""A short table under its buttons: the same actions in the menu, none of them when it is fixed."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from djdesk.ui.kit import buttons
from djdesk.ui.kit.actions import ActionPage
from djdesk.ui.kit.rows import Rows


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def test_buttons_follow_their_actions_and_go_when_the_page_is_fixed(window: QWidget) -> None:
    add, end = (buttons.action(window, word) for word in ("登记", "终止"))
    page = ActionPage(Rows("减免", (("原因", 0),), window), (add, end), window)
    page.show()
    shown = {button.text(): button for button in page.findChildren(buttons.ActionButton)}
    assert page.rows.offered == [add, end]
    end.setVisible(False)
    assert shown["登记"].isVisible()
    assert not shown["终止"].isVisible()
    page.set_fixed(True)
    assert page.rows.offered == []
    assert not shown["登记"].isVisible()
    page.set_fixed(False)
    assert shown["登记"].isVisible()


def test_without_actions_there_is_no_line_of_buttons(window: QWidget) -> None:
    page = ActionPage(Rows("经历", (("变动", 0),), window), (), window)
    page.show()
    assert page._bar.isHidden()
