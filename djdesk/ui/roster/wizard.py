"""Importing a spreadsheet: columns checked, everything previewed, then written or left alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from djdesk.errors import DeskError
from djdesk.exchange.roster import sheet
from djdesk.exchange.roster.sheet import Corrections, Fault, Opened, Options, Plan, Result, Status
from djdesk.services import books
from djdesk.services.desk import Desk
from djdesk.services.progress import Progress
from djdesk.ui.kit import theme
from djdesk.ui.kit.chips import Chip, Chips
from djdesk.ui.kit.dialogs import Steps
from djdesk.ui.kit.messages import sentences
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.rows import Rows, RowText
from djdesk.ui.roster.mapping import ColumnMap

SHEETS = "花名册表格 (*.xlsx *.xls *.xlsm *.ods *.csv *.et)"
WORKBOOK = "工作簿 (*.xlsx)"
SHOWN = 3000  # lines of the preview
VIEWS: dict[str, tuple[Status, ...]] = {
    "all": (),
    "new": (Status.NEW,),
    "changed": (Status.CHANGED,),
    "same": (Status.SAME,),
    "doubtful": (Status.DOUBTFUL,),
    "rejected": (Status.REJECTED,),
}


@dataclass(frozen=True, slots=True)
class Ready:
    """A file as far as it was looked at: its tables, and what importing it would do."""

    opened: Opened
    plan: Plan


def _prepare(
    desk: Desk, opened: Opened, corrections: Corrections, options: Options, progress: Progress
) -> Ready:
    mapped = sheet.remap(opened, corrections) if corrections else opened
    checked = sheet.check_roster(mapped, desk.today(), progress)
    return Ready(mapped, sheet.plan_roster(desk, checked, options))


class ImportWizard(QDialog):
    """The wizard; `written` after an import."""

    written = Signal()

    def __init__(self, context: Context, path: Path, parent: QWidget) -> None:
        super().__init__(parent.window())
        self.context = context
        self._path = path
        self._owner = parent
        self._opened: Opened | None = None
        self._texts: dict[int, str] = {}
        self._plan: Plan | None = None
        self._corrections: Corrections = {}
        look = theme.active()
        self.setWindowTitle(f"导入花名册：{path.name}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        screen = self.screen().availableGeometry()
        self.resize(
            min(look.px(960), round(screen.width() * 0.94)),
            min(look.px(660), round(screen.height() * 0.9)),
        )
        box = QVBoxLayout(self)
        side = look.px(16)
        box.setContentsMargins(side, side, side, side)
        self.map = ColumnMap(self)
        self.steps = Steps(
            [("核对栏目", self.map), ("预览结果", self._make_preview())],
            finish=self._on_finish,
            finish_word="导入",
            on_enter=self._on_enter,
        )
        cancel = QPushButton("取消", self)
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.faults_button = QPushButton("导出有错的行…", self)
        self.faults_button.setAutoDefault(False)
        self.faults_button.clicked.connect(self._on_faults)
        self.faults_button.hide()
        self.steps.left.addWidget(cancel)
        self.steps.left.addWidget(self.faults_button)
        box.addWidget(self.steps)
        self._read()

    def _make_preview(self) -> QWidget:
        page = QWidget(self)
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        self.said = QLabel(page)
        self.said.setWordWrap(True)
        theme.role(self.said, "heading")
        box.addWidget(self.said)
        self.views = Chips(page)
        self.views.changed.connect(self._show_rows)
        box.addWidget(self.views)
        self.rows = Rows(
            "预览",
            (("工作表", 88), ("行", 44), ("姓名", 112), ("情况", 56), ("变动或问题", 0)),
            page,
        )
        box.addWidget(self.rows, 1)
        self.detail = QLabel(page)
        self.detail.setWordWrap(True)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        theme.role(self.detail, "muted")
        box.addWidget(self.detail)
        self.rows.chosen.connect(self._on_row)
        line = QHBoxLayout()
        self.only_good = QCheckBox("只导入没有问题的行", page)
        self.only_good.toggled.connect(lambda _on: self._allow())
        self.dates = QCheckBox("允许修改已登记的入党、转正时间", page)
        self.dates.toggled.connect(lambda _on: self._plan_again())
        line.addWidget(self.only_good)
        line.addWidget(self.dates)
        line.addStretch(1)
        box.addLayout(line)
        return page

    # --- reading and planning -----------------------------------------------------------------

    def _read(self) -> None:
        desk, path = self.context.desk, self._path

        def work() -> tuple[Opened, Corrections]:
            kept = sheet.remembered(desk)
            return sheet.open_roster(path, kept), kept

        self.steps.allow_next(False)
        self.map.said.setText("正在读取……")
        self.context.jobs.read(self, work, self._on_opened, refused=self._on_unreadable)

    def _on_unreadable(self, error: DeskError) -> None:
        text, remedy = sentences(error)
        self.map.said.setText(f"{text}\n{remedy}")
        theme.state(self.map.said, "bad")

    def _on_opened(self, found: tuple[Opened, Corrections]) -> None:
        self._opened, self._corrections = found
        self.map.show_opened(self._opened)
        self.steps.allow_next(True)

    def _on_enter(self, place: int) -> None:
        if place == 1:
            self._plan_again()
        elif self._opened is not None:
            self.faults_button.hide()
            self.steps.allow_next(True)

    def _plan_again(self) -> None:
        opened = self._opened
        if opened is None:
            return
        desk = self.context.desk
        by_hand = {header.signature: keys for header, keys in self.map.corrected()}
        corrections = {**self._corrections, **by_hand}
        options = Options(party_dates=self.dates.isChecked())
        self._plan = None
        self.said.setText("正在检查……")
        self.steps.allow_next(False)
        self.context.jobs.long(
            self,
            lambda progress: _prepare(desk, opened, corrections, options, progress),
            self._on_planned,
            "检查表格",
            refused=lambda error: self.said.setText("".join(sentences(error))),
        )

    def _on_planned(self, ready: Ready) -> None:
        plan = ready.plan
        self._plan = plan
        words = [f"共 {plan.count()} 行"]
        chips = [Chip("all", "全部", plan.count())]
        for key, statuses in VIEWS.items():
            for status in statuses:
                count = plan.count(status)
                if count:
                    words.append(f"{sheet.STATUS_TITLES[status]} {count}")
                    chips.append(Chip(key, sheet.STATUS_TITLES[status], count))
        if plan.warnings:
            chips.append(Chip("warnings", "提醒", len(plan.warnings)))
        units = "、".join(f"“{unit.name}”" for unit in plan.new_units)
        new = f"；将新建{units}" if units else ""
        self.said.setText(f"{'，'.join(words)}{new}。现在还没有写入。")
        self.views.offer(chips)
        self.only_good.setVisible(bool(plan.errors))
        self.faults_button.setVisible(bool(plan.errors))
        self._show_rows()
        self._allow()
        self.rows.setFocus()  # the button that was pressed was out of use meanwhile

    def _show_rows(self) -> None:
        plan = self._plan
        if plan is None:
            return
        view = self.views.chosen
        if view == "warnings":
            shown = [_fault_row(n, f) for n, f in enumerate(plan.warnings[:SHOWN])]
        else:
            shown = []
            for number, row in enumerate(plan.rows(*VIEWS.get(view, ()))):
                if number == SHOWN:
                    break
                what = "；".join(
                    [f"{c.title}：{c.old or '（空）'} → {c.new}" for c in row.changes]
                    + [f"{f.column}“{f.value}”{f.reason}{f.remedy}" for f in row.faults]
                )
                word = sheet.STATUS_TITLES[row.status]
                texts = (row.sheet, str(row.row), row.name, word, what)
                shown.append(RowText(number, texts, past=row.status is Status.SAME))
        self._texts = {row.id: row.texts[-1] for row in shown}
        self.rows.show_rows(shown)
        self.detail.setText("")

    def _on_row(self, number: object) -> None:
        self.detail.setText(self._texts.get(number, "") if isinstance(number, int) else "")

    def _allow(self) -> None:
        plan = self._plan
        if plan is None:
            return
        writes = plan.count(Status.NEW, Status.CHANGED)
        self.steps.allow_next(writes > 0 and (not plan.errors or self.only_good.isChecked()))

    # --- writing ------------------------------------------------------------------------------

    def _on_finish(self) -> None:
        plan = self._plan
        if plan is None:
            return
        desk, only_good = self.context.desk, self.only_good.isChecked()
        corrected = self.map.corrected()

        def work(progress: Progress) -> Result:
            for header, keys in corrected:
                sheet.remember(desk, header, keys)
            progress.step(0, 0, "备份")
            books.backup_before(desk, "import")
            return sheet.apply_plan(desk, plan, only_good=only_good, progress=progress)

        self.steps.allow_next(False)
        self.context.jobs.long(
            self, work, self._on_written, "导入花名册", writes=True, refused=self._on_refused
        )

    def _on_refused(self, error: DeskError) -> None:
        self._allow()
        self.context.messages.problem(error)

    def _on_written(self, result: Result) -> None:
        self.accept()
        self.written.emit()
        context, owner, step = self.context, self._owner, result.step
        text = f"已导入：新增 {result.new} 人，修改 {result.changed} 人。"

        def take_back() -> None:
            context.jobs.write(
                owner,
                lambda: sheet.take_back(context.desk, step),
                lambda undone: context.messages.done(
                    f"已撤回整批导入；{len(undone.touched)} 条后来改过的记录保留。"
                    if undone.touched
                    else "已撤回整批导入。"
                ),
                "撤回导入",
            )

        context.messages.done(text, take_back if step else None)

    def _on_faults(self) -> None:
        plan = self._plan
        if plan is None:
            return
        name = f"{self._path.stem}-需改正.xlsx"
        path = self.context.messages.save_file("导出有错的行", name, WORKBOOK)
        if path is None:
            return
        self.context.jobs.read(
            self,
            lambda: sheet.write_faulty_rows(plan, path),
            lambda count: self.context.messages.done(
                f"已导出 {count} 行：“{path.name}”，改正后可以直接再导入。"
            ),
        )


def _fault_row(number: int, fault: Fault) -> RowText:
    said = f"{fault.column}“{fault.value}”" if fault.value else fault.column
    row = str(fault.row) if fault.row else ""
    return RowText(number, (fault.sheet, row, "", "提醒", f"{said}{fault.reason}{fault.remedy}"))
