"""A rubric to be read: items by level, grades and warnings, in the words of its paper."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHeaderView,
    QLabel,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from djdesk.models.rules import codes
from djdesk.models.rules.assessment.rubric import LEVELS, Rubric, Table
from djdesk.ui.assessment.rubric_words import LEVEL_WORDS, item_texts, left_out, table_word
from djdesk.ui.kit import theme
from djdesk.ui.kit.cards import scrolled
from djdesk.ui.kit.rows import Rows, RowText
from djdesk.ui.kit.sections import Sections

Index = QModelIndex | QPersistentModelIndex
COLUMNS = (
    ("项目", 0, 0),
    ("怎么计分", 158, 0),
    ("限额", 88, 0),
    ("提出/认定", 84, 600),
    ("分从哪里来", 92, 420),
    ("依据", 120, 740),
)
"""Title, width and the room from which it is shown, px at 100 %; 0: takes the rest, is always."""
GRADES = (("层级", 90), ("等次", 110), ("得分", 150), ("名额", 0))
WARNINGS = (("预警", 90), ("什么情况", 0), ("接着做什么", 220))


class _Roomy(QStyledItemDelegate):
    """Leaves some room above and below texts of several lines."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = super().sizeHint(option, index)
        return QSize(size.width(), size.height() + theme.active().px(10))


class Reading(Rows):
    """Rows whose texts are told whole, over as many lines as they need; bands go across.

    A row without an id is a band: the title of what stands below it.
    """

    def __init__(
        self,
        name: str,
        columns: Sequence[tuple[str, int]],
        parent: QWidget,
        *,
        state_column: int | None = None,
    ) -> None:
        super().__init__(name, columns, parent, state_column=state_column)
        self.setWordWrap(True)
        self.setItemDelegate(_Roomy(self))
        self.horizontalHeader().sectionResized.connect(lambda *_: self.resizeRowsToContents())

    def _apply_sizes(self) -> None:
        super()._apply_sizes()
        rows = self.verticalHeader()
        rows.setMinimumSectionSize(theme.active().row_height)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)

    def show_rows(self, rows: Sequence[RowText]) -> None:
        super().show_rows(rows)
        self.clearSpans()
        for place, row in enumerate(rows):
            if not row.id and len(row.texts) > 1:
                self.setSpan(place, 0, 1, len(row.texts))
        self.resizeRowsToContents()


class RubricReading(QWidget):
    """One rubric to be read; `show_rubric` shows another."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self.sections: Sections | None = None
        self.tables: list[Reading] = []
        self._rubric: Rubric | None = None
        self._columns: tuple[int, ...] = ()

    def _fitting(self) -> tuple[int, ...]:
        """The columns of items that have room."""
        look, room = theme.active(), self.width()
        return tuple(n for n, (_, _, least) in enumerate(COLUMNS) if room >= look.px(least))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._rubric is not None and self._fitting() != self._columns:
            self.show_rubric(self._rubric)

    def show_rubric(self, rubric: Rubric) -> None:
        """Show a rubric; the part that was looked at stays in sight if there is one alike."""
        shown = self.sections.current if self.sections is not None else ""
        self.clear()
        self._rubric, self._columns = rubric, self._fitting()
        self.sections = Sections(self)
        self.tables = []
        for number, table in enumerate(sorted_tables(rubric)):
            self.sections.add(f"table{number}", table_word(table), self._table(table))
        self.sections.add("grades", "等次和预警", self._grades(rubric))
        self.sections.add("rules", "总则", self._rules(rubric))
        self._box.addWidget(self.sections)
        self.sections.show()
        if shown in {"grades", "rules", *(f"table{n}" for n in range(len(rubric.tables)))}:
            self.sections.choose(shown)

    def clear(self) -> None:
        """Show nothing."""
        self._rubric = None
        if self.sections is not None:
            self._box.removeWidget(self.sections)
            self.sections.hide()
            self.sections.deleteLater()
            self.sections = None

    def _page(self, *said: str) -> tuple[QWidget, QVBoxLayout]:
        page = QWidget(self)
        box = QVBoxLayout(page)
        box.setContentsMargins(0, theme.active().px(4), 0, 0)
        box.setSpacing(theme.active().px(8))
        for text in said:
            label = QLabel(text, page)
            label.setWordWrap(True)
            box.addWidget(label)
        return page, box

    def _table(self, table: Table) -> QWidget:
        from djdesk.reports.assessment import rubrics as paper

        page, box = self._page(paper.bounds(table))
        columns = [COLUMNS[number][:2] for number in self._columns]
        view = Reading(f"{table_word(table)}计分表", columns, page)
        view.show_rows([_cut(row, self._columns) for row in _items(table)])
        self.tables.append(view)
        box.addWidget(view, 1)
        rest = QLabel(page)
        rest.setWordWrap(True)
        theme.role(rest, "hint")
        texts = {row.id: row.texts for row in _items(table) if row.id}
        view.chosen.connect(lambda number: rest.setText(self._left_over(texts.get(number))))
        box.addWidget(rest)
        return page

    def _left_over(self, texts: tuple[str, ...] | None) -> str:
        """What has no room in the table, of the chosen item."""
        if texts is None:
            return ""
        hidden = [n for n in range(len(COLUMNS)) if n not in self._columns and texts[n]]
        return "；".join(f"{COLUMNS[number][0]}：{texts[number]}" for number in hidden)

    def _grades(self, rubric: Rubric) -> QWidget:
        from djdesk.reports.assessment import rubrics as paper

        page, box = self._page()
        rows = []
        for level in LEVELS:
            ordered = sorted(rubric.grades_of(level), key=lambda each: -each.at_least)
            rows += [(LEVEL_WORDS[level], *line) for line in paper.grade_lines(ordered)]
        view = Reading("等次", GRADES, page)
        view.show_rows([RowText(n, row) for n, row in enumerate(rows, start=1)])
        names = {warn.code: warn.name for warn in rubric.warnings}
        ladder = Reading("预警", WARNINGS, page)
        ladder.show_rows(
            [
                RowText(n, (warn.name, paper.conditions(warn, names), paper.next_step(warn)))
                for n, warn in enumerate(rubric.warnings, start=1)
            ]
        )
        self.tables += [view, ladder]
        for word, table in (("等次", view), ("预警", ladder)):
            title = QLabel(word, page)
            theme.role(title, "heading")
            box.addWidget(title)
            box.addWidget(table, 1)
        return page

    def _rules(self, rubric: Rubric) -> QWidget:
        from djdesk.reports.assessment import rubrics as paper

        page, box = self._page(*paper.counting(rubric), paper.publication(rubric))
        if rubric.left_out:
            box.addWidget(
                self._said(f"不参加考核：{'、'.join(map(left_out, rubric.left_out))}。", page)
            )
        for table in rubric.tables:
            if table.classes:
                who = "、".join(
                    codes.table("assessment_class").name(each) for each in table.classes
                )
                text = f"{who}另有计分表；谁属于哪一类，在“积分考核”的“积分类别”里设定。"
                box.addWidget(self._said(text, page))
        if rubric.source:
            box.addWidget(self._said(f"依据：{rubric.source}", page))
        box.addStretch(1)
        return scrolled(page)

    def _said(self, text: str, page: QWidget) -> QLabel:
        label = QLabel(text, page)
        label.setWordWrap(True)
        return label


def sorted_tables(rubric: Rubric) -> list[Table]:
    """The tables from the members up."""
    return sorted(rubric.tables, key=lambda each: LEVELS.index(each.level))


def _cut(row: RowText, columns: Sequence[int]) -> RowText:
    return RowText(row.id, tuple(row.texts[number] for number in columns), row.past)


def _items(table: Table) -> list[RowText]:
    """The items below the bands of their modules, then those without one."""
    from djdesk.reports.assessment import rubrics as paper

    rows: list[RowText] = []
    named = {module.code for module in table.modules}
    numbers = {item.code: place for place, item in enumerate(table.items, start=1)}
    for module in table.modules:
        bounds = paper.module_bounds(module).strip()
        title = f"【{module.title}】{bounds}"
        rows.append(RowText(0, (title, "", "", "", "", "")))
        mine = [item for item in table.items if item.module == module.code]
        rows += [RowText(numbers[item.code], item_texts(item)) for item in mine]
    loose = [item for item in table.items if item.module not in named]
    if named and loose:
        rows.append(RowText(0, ("【其他加减分】", "", "", "", "", "")))
    return rows + [RowText(numbers[item.code], item_texts(item)) for item in loose]
