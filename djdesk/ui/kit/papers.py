"""Page set-up beside the preview: paper, direction, margins, binding."""

from __future__ import annotations

import json
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QWidget,
)

from djdesk.reports.kit.content import SIZES, Orientation, Paper
from djdesk.ui.kit import theme
from djdesk.ui.kit.labels import label_for
from djdesk.ui.kit.memory import Memory
from djdesk.ui.kit.spins import length_box

_LENGTHS = (
    ("top", "上边距"),
    ("bottom", "下边距"),
    ("left", "左边距"),
    ("right", "右边距"),
    ("binding", "装订边"),
)
SETTLE = 350  # ms after the last change before the pages are made anew


def kept_paper(memory: Memory, report: str, usual: Paper) -> Paper:
    """The paper last used for a report on this computer; shifts belong to printers, not to it."""
    try:
        data = json.loads(memory.text(f"papers/{report}") or "{}")
    except ValueError:
        data = {}
    paper = Paper.from_json(data if isinstance(data, dict) else {}, usual)
    return replace(paper, offset_x=0, offset_y=0)


def keep_paper(memory: Memory, report: str, paper: Paper) -> None:
    """Remember the paper of a report on this computer."""
    memory.keep(f"papers/{report}", json.dumps(paper.to_json()))


class Still(QObject):
    """Keeps values as they are when the mouse wheel turns over them to scroll the settings."""

    def watch(self, *editors: QWidget) -> None:
        """From now on the wheel changes these only after a click or Tab into them."""
        for editor in editors:
            editor.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            editor.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.Wheel or not isinstance(watched, QWidget):
            return False
        if watched.hasFocus():
            return False
        event.ignore()  # goes on to the area that scrolls
        return True


class PaperPanel(QWidget):
    """Editors for a `Paper`; `changed` a moment after the last change."""

    changed = Signal()

    def __init__(self, paper: Paper, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = theme.active()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(look.px(6))
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(SETTLE)
        self._later.timeout.connect(self.changed)
        self.sheet = self._choice(grid, "纸张", [(name, name) for name in SIZES])
        self.lies = self._choice(
            grid,
            "方向",
            [(Orientation.PORTRAIT.value, "纵向"), (Orientation.LANDSCAPE.value, "横向")],
        )
        self.bound = self._choice(grid, "装订在", [("left", "左边"), ("top", "上边")])
        self.lengths: dict[str, QDoubleSpinBox] = {}
        for key, word in _LENGTHS:
            box = length_box(self, 100)
            box.valueChanged.connect(self._later.start)
            self._add(grid, word, box)
            self.lengths[key] = box
        self.show_paper(paper)

    def _choice(self, grid: QGridLayout, word: str, choices: list[tuple[str, str]]) -> QComboBox:
        box = QComboBox(self)
        for value, shown in choices:
            box.addItem(shown, value)
        box.currentIndexChanged.connect(self._later.start)
        self._add(grid, word, box)
        return box

    def _add(self, grid: QGridLayout, word: str, editor: QWidget) -> None:
        row = grid.rowCount()
        grid.addWidget(label_for(word, editor, self), row, 0)
        grid.addWidget(editor, row, 1)

    def show_paper(self, paper: Paper) -> None:
        """Show another paper without telling anybody."""
        self.sheet.setCurrentIndex(self.sheet.findData(paper.size))
        self.lies.setCurrentIndex(self.lies.findData(paper.orientation.value))
        self.bound.setCurrentIndex(self.bound.findData(paper.bound_at))
        for key, box in self.lengths.items():
            box.setValue(getattr(paper, key))
        self._later.stop()

    def paper(self) -> Paper:
        """The paper as set."""
        return Paper(
            size=str(self.sheet.currentData()),
            orientation=Orientation(self.lies.currentData()),
            bound_at=str(self.bound.currentData()),
            **{key: box.value() for key, box in self.lengths.items()},
        )
