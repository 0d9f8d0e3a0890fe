"""What a branch reported of its month, to be read: lines of a score, its groups and members."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from djdesk.models.rules import codes
from djdesk.services import kinds
from djdesk.services.assessment import BoardRow, Explanation
from djdesk.services.assessment.keeping import Kept
from djdesk.ui.assessment.explanation import WHY, why_detail, why_row
from djdesk.ui.kit import theme
from djdesk.ui.kit.rows import Rows, RowText

LOW = 330  # px at 100 %; two tables need more
PEOPLE = (("对象", 0), ("得分", 58), ("名次", 48), ("等次", 76), ("预警", 64))


class Explained(QWidget):
    """The lines of an explanation; below them the chosen one whole, else what it is based on."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._found: Explanation | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        self.rows = Rows(name, WHY, self, numbers=(2,))
        self.rows.chosen.connect(lambda _id: self._say())
        self.detail = QLabel(self)
        self.detail.setWordWrap(True)
        theme.role(self.detail, "muted")
        box.addWidget(self.rows, 1)
        box.addWidget(self.detail)

    def tell(self, found: Explanation | None) -> None:
        """Show an explanation; nothing for None."""
        self._found = found
        lines = found.lines if found is not None else ()
        self.rows.show_rows([why_row(number, line) for number, line in enumerate(lines)])
        self._say()

    def _say(self) -> None:
        found, number = self._found, self.rows.current
        if found is None:
            text = ""
        elif number is not None:
            text = why_detail(found.lines[number])
        else:
            text = found.excluded or found.basis
        self.detail.setText(text)
        self.detail.setVisible(bool(text))


class People(QWidget):
    """The groups and members of a branch by rank; below the lines of the chosen one."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._kept: Kept | None = None
        self._rows: tuple[BoardRow, ...] = ()
        self.rows = Rows("小组和党员", PEOPLE, self, numbers=(1, 2))
        self.rows.chosen.connect(lambda _id: self._explain())
        self.why = Explained("组员得分说明", self)
        self.brief = QLabel(self)
        self.brief.setWordWrap(True)
        theme.role(self.brief, "muted")
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.setChildrenCollapsible(False)
        split.addWidget(self.rows)
        split.addWidget(self.why)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(split, 1)
        box.addWidget(self.brief)
        self._explain()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Without room for two tables the lines of the chosen one are said in a sentence."""
        super().resizeEvent(event)
        self._explain()

    def tell(self, kept: Kept | None) -> None:
        """Show everybody of a confirmed month; nothing for None."""
        if kept == self._kept:
            return  # who is being read about stays chosen
        self._kept = kept
        found = () if kept is None else (*kept.boards["group"].rows, *kept.boards["member"].rows)
        self._rows = tuple(sorted(found, key=_order))
        self.rows.clearSelection()
        self.rows.show_rows([_row(number, row) for number, row in enumerate(self._rows)])
        self.rows.setColumnHidden(4, not any(row.warning for row in self._rows))

    def _explain(self) -> None:
        number, kept = self.rows.current, self._kept
        chosen = None if number is None or kept is None else self._rows[number].subject
        found = None if chosen is None or kept is None else kept.explanations.get(chosen)
        low = self.height() < theme.active().px(LOW)
        self.why.tell(found)
        self.why.setVisible(found is not None and not low)
        self.brief.setText(_sentence(found))
        self.brief.setVisible(found is not None and low)


def _sentence(found: Explanation | None) -> str:
    if found is None:
        return ""
    rows = [why_row(number, line) for number, line in enumerate(found.lines) if line.points]
    said = "，".join(f"{row.texts[0]} {row.texts[2]}" for row in rows)
    return found.excluded or f"{found.name}：{said}。"


def _order(row: BoardRow) -> tuple[bool, bool, int]:
    """Groups first, each level by rank, who is not scored last."""
    return row.level != "group", row.rank is None or bool(row.excluded), row.rank or 0


def _row(number: int, row: BoardRow) -> RowText:
    if row.excluded:
        return RowText(number, (_name(row), "—", "", "不计分", ""), past=True)
    warned = codes.table("assessment_warning").short(row.warning) if row.warning else ""
    score = "—" if row.score is None else kinds.show_score(row.score)
    return RowText(number, (_name(row), score, str(row.rank or ""), row.grade, warned))


def _name(row: BoardRow) -> str:
    return row.name if row.level == "group" or not row.group else f"{row.name}（{row.group}）"
