"""The pane of rubrics over a branch with October opened; fixtures to be imported."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication

from djdesk.services.desk import Desk
from djdesk.ui.assessment.rubrics import RubricsPane
from djdesk.ui.kit.dialogs import FormDialog

__all__ = ["dialog_of", "names_of", "pane"]


@pytest.fixture
def pane(october: Desk, show_pane: Callable[..., RubricsPane]) -> RubricsPane:
    made = show_pane(RubricsPane, october)
    made.list.setFocus()
    QApplication.processEvents()
    return made


def dialog_of(pane: RubricsPane) -> FormDialog:
    (found,) = [each for each in pane.findChildren(FormDialog) if each.isVisible()]
    return found


def names_of(pane: RubricsPane) -> list[tuple[str, str]]:
    model = pane.list.model()
    return [
        (str(model.index(row, 0).data()), str(model.index(row, 1).data()))
        for row in range(model.rowCount())
    ]
