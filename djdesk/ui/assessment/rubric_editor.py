"""A draft rubric being changed: rules, tables, grades and warnings, with what is wrong below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from djdesk.models.rules.assessment.parsing import read, write
from djdesk.models.rules.assessment.rubric import LEVELS, Level, Rubric, Table
from djdesk.services import assessment
from djdesk.services.assessment import RubricRow
from djdesk.services.listing import Value
from djdesk.ui.assessment import rubric_cells as cells
from djdesk.ui.assessment import rubric_parts as parts
from djdesk.ui.assessment.rubric_draft import Draft
from djdesk.ui.assessment.rubric_grid import RubricGrid
from djdesk.ui.assessment.rubric_words import LEVEL_WORDS, table_word
from djdesk.ui.kit import theme
from djdesk.ui.kit.drafts import DraftKeeper
from djdesk.ui.kit.messages import Leave
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.sections import Sections
from djdesk.ui.kit.undo import done_with_undo

EMPTY = Rubric("new", "", "month", ())


class RubricEditor(QWidget):
    """`edit(row, rubric)` begins with a draft; `kept` after it was saved, `left` when given up."""

    kept = Signal()
    left = Signal()

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        self.row: RubricRow | None = None
        self.draft = Draft(self, EMPTY)
        self.keeper = DraftKeeper(context, self.draft, self)
        self.sections: Sections | None = None
        self._tables: tuple[str, ...] = ()
        self._at = ""  # the path of the fault that was gone to
        self._items: list[parts.ItemsPart] = []
        self._grids: list[tuple[str, RubricGrid]] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self.keeper.offer)
        self._place = QVBoxLayout()
        self._box.addLayout(self._place, 1)
        self._box.addWidget(self._make_faults())
        self._box.addLayout(self._make_foot())
        self.draft.changed.connect(self._on_changed)
        self.draft.dirty_changed.connect(lambda _dirty: self._allow())
        for keys, then in (
            (QKeySequence.StandardKey.Save, self.save),
            (QKeySequence.StandardKey.Undo, self.draft.undo),
            (QKeySequence.StandardKey.Redo, self.draft.redo),
        ):
            short = QShortcut(QKeySequence(keys), self)
            short.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            short.activated.connect(then)

    # --- building -----------------------------------------------------------------------------

    def _make_faults(self) -> QWidget:
        self.faults = QWidget(self)
        line = QHBoxLayout(self.faults)
        line.setContentsMargins(0, 0, 0, 0)
        self.fault = QLabel(self.faults)
        self.fault.setWordWrap(True)
        theme.role(self.fault, "fault")
        self.next = QPushButton("下一处", self.faults)
        self.next.setToolTip("到下一处要改的地方（F8）")
        self.next.setShortcut(QKeySequence("F8"))
        self.next.clicked.connect(lambda _checked=False: self.go_to_fault())
        line.addWidget(self.fault, 1)
        line.addWidget(self.next)
        return self.faults

    def _make_foot(self) -> QHBoxLayout:
        line = QHBoxLayout()
        self.hint = QLabel(self)
        self.hint.setWordWrap(True)
        theme.role(self.hint, "hint")
        self.stop = QPushButton("放弃修改", self)
        self.stop.clicked.connect(lambda _checked=False: self.give_up())
        self.keep = QPushButton("保存", self)
        self.keep.setToolTip("保存（Ctrl+S）")
        theme.role(self.keep, "primary")
        self.keep.clicked.connect(lambda _checked=False: self.save())
        line.addWidget(self.hint, 1)
        for button in (self.stop, self.keep):
            button.setAutoDefault(False)
            line.addWidget(button)
        return line

    def _build(self) -> None:
        """Make the pages anew: as many as there are tables."""
        shown = self.sections.current if self.sections is not None else "rules"
        if self.sections is not None:
            self._place.removeWidget(self.sections)
            self.sections.hide()
            self.sections.deleteLater()
        self._items, self._grids = [], []
        self.sections = Sections(self)
        self.sections.add("rules", "总则", self._rules())
        tables = list(enumerate(self.draft.rubric.tables))
        for number, table in sorted(tables, key=lambda pair: LEVELS.index(pair[1].level)):
            self.sections.add(f"tables/{number}", table_word(table), self._table(number))
        self.sections.add("grades", "等次", self._grades())
        self.sections.add("warnings", "预警", self._warnings())
        self.sections.chosen.connect(lambda _key: self.hint.clear())
        self._place.addWidget(self.sections)
        self.sections.show()
        if shown in {"rules", "grades", "warnings", *self._paths()}:
            self.sections.choose(shown)
        self._tables = self._words()

    def _words(self) -> tuple[str, ...]:
        return tuple(table_word(table) for table in self.draft.rubric.tables)

    def _paths(self) -> list[str]:
        return [f"tables/{number}" for number in range(len(self.draft.rubric.tables))]

    def _rules(self) -> QWidget:
        page = QWidget(self)
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        sheet = self._sheet("总则", cells.RUBRIC_SHEET, "", page)
        self.more = QPushButton("增加计分表", page)
        menu = QMenu(self.more)
        for level in LEVELS:
            entry = menu.addAction(f"{LEVEL_WORDS[level]}计分表")
            entry.triggered.connect(lambda _checked=False, of=level: self._add_table(of))
        self.more.setMenu(menu)
        line = QHBoxLayout()
        line.addWidget(self.more)
        line.addStretch(1)
        box.addWidget(sheet, 1)
        box.addLayout(line)
        return page

    def _sheet(
        self, name: str, lines: tuple[cells.Cell, ...], path: str, parent: QWidget
    ) -> RubricGrid:
        sheet = RubricGrid(self.draft, name, lines, parent, upright=True)
        sheet.follow(path)
        self._grids.append((path, sheet))
        sheet.moved.connect(lambda: self._tell(sheet))
        return sheet

    def _table(self, number: int) -> QWidget:
        path = f"tables/{number}"
        inner = Sections(self)
        items = parts.ItemsPart(self.draft, path, inner)
        for grid in (items.items.grid, items.sheet, items.graded.grid, items.bands.grid):
            grid.moved.connect(lambda of=grid: self._tell(of))
        self._items.append(items)
        frame = QWidget(inner)
        box = QVBoxLayout(frame)
        box.setContentsMargins(0, 0, 0, 0)
        sheet = self._sheet("总分", cells.TABLE_SHEET, path, frame)
        sheet.setMaximumHeight(theme.active().row_height * (len(cells.TABLE_SHEET) + 1))
        box.addWidget(sheet, 3)
        box.addWidget(self._part("模块", cells.MODULES, parts.new_module, f"{path}/modules"), 2)
        drop = QPushButton("删除这张计分表", frame)
        drop.clicked.connect(lambda _checked=False: self.draft.remove("tables", number))
        line = QHBoxLayout()
        line.addWidget(drop)
        line.addStretch(1)
        box.addLayout(line)
        inner.add("items", "项目", items)
        inner.add("bounds", "总分和模块", frame)
        return inner

    def _part(
        self, title: str, columns: tuple[cells.Cell, ...], make: parts.Make, path: str
    ) -> parts.GridPart:
        part = parts.GridPart(self.draft, title, columns, make, self)
        part.follow(path)
        self._grids.append((path, part.grid))
        part.grid.moved.connect(lambda: self._tell(part.grid))
        return part

    def _grades(self) -> QWidget:
        inner = Sections(self)
        for level in LEVELS:
            title = f"{LEVEL_WORDS[level]}等次（从好到差）"
            part = self._part(title, cells.GRADES, parts.new_grade, f"grades/{level}")
            inner.add(level, LEVEL_WORDS[level], part)
        return inner

    def _warnings(self) -> QWidget:
        return self._part("预警（从轻到重）", cells.WARNINGS, parts.new_warning, "warnings")

    # --- what is edited -----------------------------------------------------------------------

    def edit(self, row: RubricRow, rubric: Rubric) -> None:
        """Begin to change a draft."""
        self.row = row
        self.draft.load(rubric)
        self._build()
        self._on_changed()
        self.keeper.follow(f"assessment/rubric/{row.id}")
        self._allow()

    def focus_first(self) -> None:
        """Give the keys to the first cell."""
        if self._grids:
            self._grids[0][1].setFocus()

    def _add_table(self, level: Level) -> None:
        tables = self.draft.rubric.tables
        self.draft.insert("tables", len(tables), Table(level, ()))
        if self.sections is not None:
            self.sections.choose(f"tables/{len(tables)}")

    def _on_changed(self) -> None:
        if self.row is not None and self._words() != self._tables:
            self._build()
        found = [each for each in self.draft.problems if each.is_error]
        odd = [each for each in self.draft.problems if not each.is_error]
        first = (found or odd)[0] if found or odd else None
        self.faults.setVisible(first is not None)
        if first is not None:
            count = f"还有 {len(found)} 处要改" if found else f"有 {len(odd)} 处请再核对"
            self.fault.setText(f"{count}：{first.text}{first.remedy}")
            theme.state(self.fault, "bad" if found else "warn")

    def _allow(self) -> None:
        self.keep.setEnabled(self.draft.dirty)
        self.stop.setText("放弃修改" if self.draft.dirty else "改完了")

    def _tell(self, grid: RubricGrid) -> None:
        """Say what is wrong with the current cell, or what it is for."""
        index, records = grid.currentIndex(), grid.records
        problem, place = records.problem(index), records.place(index)
        text = place[1].hint if place is not None else ""
        self.hint.setText(f"{problem.text}{problem.remedy}" if problem is not None else text)

    def go_to_fault(self) -> None:
        """Go to the next place that must be changed, after the last the first again."""
        faults = sorted(self.draft.problems, key=lambda each: not each.is_error)
        places = list(dict.fromkeys(each.field for each in faults))
        if not places or self.sections is None:
            return
        last = places.index(self._at) if self._at in places else -1
        path = self._at = places[(last + 1) % len(places)]
        page = next((each for each in self._paths() if f"{path}/".startswith(f"{each}/")), "")
        top = path.split("/")[0]
        self.sections.choose(page or (top if top in ("grades", "warnings") else "rules"))
        for items in self._items:
            if items.seek(path):
                return
        for _root, grid in self._grids:
            if grid.seek(path):
                return

    # --- saving -------------------------------------------------------------------------------

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Keep the draft in the book; it may still have faults, but nothing that cannot be read."""
        row, draft, desk = self.row, self.draft, self.context.desk
        if row is None or not draft.dirty:
            return
        if draft.wrong:
            self.context.messages.tell("有的格子里写的看不懂，请先改好，再保存。")
            self.go_to_fault()
            return
        rubric = replace(draft.rubric, name=draft.rubric.name or row.name)
        values: dict[str, Value] = {
            "name": rubric.name,
            "since": row.since,
            "source": rubric.source,
            "decided_on": row.decided_on,
            "decided_by": row.decided_by,
            "remark": row.remark,
        }

        def work() -> None:
            read(write(rubric))  # what could not be read again is refused before it is written
            assessment.save(desk, row.id, rubric, values)

        def done(_none: object) -> None:
            done_with_undo(self.context, self, "已保存草稿。")
            draft.saved()
            self._allow()
            if then is not None:
                then()
            self.kept.emit()

        self.context.jobs.write(self, work, done, "保存考核方案")

    def give_up(self) -> None:
        """Go back to what was saved, and leave."""
        if self.row is not None:
            self.draft.load(self.draft.first)
            self.left.emit()

    def forget(self) -> None:
        """Give up a draft that is no longer there."""
        self.row = None
        self.draft.load(self.draft.first)

    def leave(self, then: Callable[[], None]) -> None:
        """Do `then` once nothing typed would be lost."""
        if not self.draft.dirty:
            then()
            return
        answer = self.context.messages.leave("考核方案草稿")
        if answer is Leave.SAVE:
            self.save(then)
        elif answer is Leave.DISCARD:
            self.draft.load(self.draft.first)
            then()
