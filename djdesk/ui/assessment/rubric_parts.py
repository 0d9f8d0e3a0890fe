"""The parts of a rubric's editor: a table with its buttons, the items with the rest beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from djdesk.models.rules import codes
from djdesk.models.rules.assessment.parsing import Row
from djdesk.models.rules.assessment.rubric import Grade, Item, Module, Rubric, Step, Warn
from djdesk.ui.assessment import rubric_cells as cells
from djdesk.ui.assessment.rubric_cells import Cell
from djdesk.ui.assessment.rubric_draft import Draft, value_at
from djdesk.ui.assessment.rubric_grid import RubricGrid
from djdesk.ui.kit import theme

Make = Callable[[Rubric, str], Row]
SIDE = 330  # px at 100 % of what stands beside the items
BOTH = 820  # px at 100 % from which both have room


class GridPart(QWidget):
    """A table of a draft under a title, with 增加, 删除, 上移, 下移."""

    def __init__(
        self,
        draft: Draft,
        title: str,
        columns: Sequence[Cell],
        make: Make,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._draft, self._make = draft, make
        self.grid = RubricGrid(draft, title, columns, self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.active().px(6))
        line = self._line = QHBoxLayout()
        self.title = QLabel(title, self)
        theme.role(self.title, "heading")
        line.addWidget(self.title)
        line.addStretch(1)
        self.add = self._button("增加", "在下面加一行（Ctrl+Enter）", self.add_row, line)
        self.drop = self._button("删除", "删除这一行（Ctrl+Delete）", self.remove_row, line)
        self.up = self._button("上移", "上移（Alt+↑）", lambda: self.grid.shift(-1), line)
        self.down = self._button("下移", "下移（Alt+↓）", lambda: self.grid.shift(1), line)
        box.addLayout(line)
        box.addWidget(self.grid, 1)
        self.grid.added.connect(self.add_row)
        self.grid.removed.connect(self.remove_row)
        self.grid.moved.connect(self._allow)

    def _button(
        self, word: str, tip: str, then: Callable[[], None], line: QHBoxLayout
    ) -> QPushButton:
        button = QPushButton(word, self)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _checked=False: then())
        line.addWidget(button)
        return button

    def offer(self, word: str, tip: str, then: Callable[[], None]) -> QPushButton:
        """Put one more button at the end of the line."""
        return self._button(word, tip, then, self._line)

    def follow(self, path: str | None) -> None:
        """Show the list at `path`."""
        self.grid.follow(path)
        self._allow()

    def _allow(self) -> None:
        some = self.grid.records.rowCount() > 0
        for button in (self.drop, self.up, self.down):
            button.setEnabled(some)
        self.add.setEnabled(self.grid.records.path is not None)

    def add_row(self) -> None:
        """Put a new row below the current one and begin to type its first word."""
        path = self.grid.records.path
        if path is None:
            return
        place = self.grid.row + 1
        self._draft.insert(path, place, self._make(self._draft.rubric, path))
        self.grid.go(place, 0)
        self.grid.setFocus()
        self.grid.edit(self.grid.currentIndex())
        self._allow()

    def remove_row(self) -> None:
        """Take the current row out; Ctrl+Z brings it back."""
        path, row = self.grid.records.path, self.grid.row
        if path is not None and row >= 0:
            self._draft.remove(path, row)
            self.grid.go(row)
            self._allow()


class ItemsPart(QWidget):
    """The items of a table left, the rest of the current one right, its steps below that.

    Without room for both, 其他规定 leads to the rest and 返回项目 back.
    """

    def __init__(self, draft: Draft, path: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._draft = draft
        look = theme.active()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        self.items = GridPart(draft, "项目", cells.ITEMS, new_item, self)
        self.rest = self.items.offer("其他规定", "封顶怎么算、档次、依据等（F6）", self.turn)
        turn = QShortcut(QKeySequence("F6"), self)
        turn.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        turn.activated.connect(self.turn)
        self.side = side = QWidget(self)
        beside = QVBoxLayout(side)
        beside.setContentsMargins(look.px(8), 0, 0, 0)
        self.name = QLabel(side)
        self.name.setWordWrap(True)
        theme.role(self.name, "heading")
        self.sheet = RubricGrid(draft, "本项的其他规定", cells.ITEM_SHEET, side, upright=True)
        self.graded = GridPart(draft, "档次", cells.GRADED, new_step, side)
        self.bands = GridPart(draft, "比率各档", cells.BANDS, new_step, side)
        self.home = QPushButton("返回项目", side)
        self.home.setToolTip("返回项目（F6）")
        self.home.clicked.connect(lambda _checked=False: self.turn())
        line = QHBoxLayout()
        line.addWidget(self.home)
        line.addWidget(self.name, 1)
        beside.addLayout(line)
        beside.addWidget(self.sheet, 3)
        beside.addWidget(self.graded, 2)
        beside.addWidget(self.bands, 2)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        split.addWidget(self.items)
        split.addWidget(side)
        split.setStretchFactor(0, 1)
        split.setSizes([look.px(620), look.px(SIDE)])
        box.addWidget(split)
        self._shown: tuple[str | None, str] = None, ""
        self._turned = False
        self.items.grid.moved.connect(self._follow_item)
        draft.changed.connect(self._follow_item)
        self.items.follow(f"{path}/items")

    @property
    def narrow(self) -> bool:
        """Whether the items and the rest are shown in turn."""
        return self.width() < theme.active().px(BOTH)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def turn(self) -> None:
        """Go to the rest of the current item, or back to the items."""
        beside = self.side.isAncestorOf(self.focusWidget() or self)
        self._turned = not (self._turned if self.narrow else beside)
        self._arrange()
        (self.sheet if self._turned else self.items.grid).setFocus()

    def _arrange(self) -> None:
        self.items.setVisible(not (self.narrow and self._turned))
        self.side.setVisible(not self.narrow or self._turned)
        self.rest.setVisible(self.narrow)
        self.home.setVisible(self.narrow)

    def _follow_item(self) -> None:
        """Show the rest of the current item."""
        row, records = self.items.grid.row, self.items.grid.records
        path = f"{records.path}/{row}" if 0 <= row < records.rowCount() else None
        item = value_at(self._draft.rubric, path) if path is not None else None
        kind = item.kind if isinstance(item, Item) else ""
        self.name.setText(item.title or item.code if isinstance(item, Item) else "")
        self.graded.setVisible(kind == "graded")
        self.bands.setVisible(kind == "ratio")
        if (path, kind) != self._shown:
            self._shown = path, kind
            self.sheet.follow(path)
            self.graded.follow(f"{path}/steps" if kind == "graded" else None)
            self.bands.follow(f"{path}/steps" if kind == "ratio" else None)

    def seek(self, path: str) -> bool:
        """Go to the cell of a value of the items; False if it is not here."""
        mine = f"{self.items.grid.records.path}/"
        if not path.startswith(mine):
            return False
        number = path.removeprefix(mine).split("/")[0]
        self.items.grid.go(int(number), 0)
        beside = (self.sheet, self.graded.grid, self.bands.grid)
        here = self.items.grid.seek(path)
        self._turned = not here and any(grid.seek(path) for grid in beside)
        self._arrange()
        if not here and not self._turned:
            self.items.grid.setFocus()
        return True


def _free(taken: Sequence[str], letter: str) -> str:
    number = 1
    while f"{letter}{number}" in taken:
        number += 1
    return f"{letter}{number}"


def _codes(rubric: Rubric, path: str) -> list[str]:
    rows = value_at(rubric, path)
    return [getattr(row, "code", "") for row in rows] if isinstance(rows, tuple) else []


def new_item(rubric: Rubric, path: str) -> Row:
    """An item with a code of its own."""
    return Item(_free(_codes(rubric, path), "N"), "", "count")


def new_step(rubric: Rubric, path: str) -> Row:
    """A step with a code of its own."""
    return Step(_free(_codes(rubric, path), "s"), "", 0)


def new_module(rubric: Rubric, path: str) -> Row:
    """A module with a code of its own that is emptied at most."""
    return Module(_free(_codes(rubric, path), "m"), "", 0, 0)


def new_grade(_rubric: Rubric, _path: str) -> Row:
    """A grade from 0 on."""
    return Grade("", 0)


def new_warning(rubric: Rubric, _path: str) -> Row:
    """The lightest warning that is not there yet."""
    taken = {each.code for each in rubric.warnings}
    entries = codes.table("assessment_warning").entries
    found = next((each for each in entries if each.code not in taken), entries[-1])
    return Warn(found.code, found.name)
