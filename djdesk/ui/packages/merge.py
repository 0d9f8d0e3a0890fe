"""Packages checked and laid open before anything is written: new, changed, gone, doubtful."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from djdesk.errors import Problem
from djdesk.exchange import merging
from djdesk.exchange.faults import codes as fault_codes
from djdesk.exchange.merging import Choices, Merged, Preview
from djdesk.exchange.plan import TABLE_TITLES, Action
from djdesk.services.fields import Field
from djdesk.services.listing import Kind
from djdesk.services.packages import spoken
from djdesk.services.progress import Progress
from djdesk.ui.kit import theme
from djdesk.ui.kit.ask import ask_form
from djdesk.ui.kit.forms import Values
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.printing import open_preview
from djdesk.ui.kit.rows import Rows, RowText
from djdesk.ui.packages.entry import COUNT_WORDS, counted

if TYPE_CHECKING:
    from djdesk.reports.packages import MergeSheet

SHOWN = 5000  # lines of a plan; a first report of a large branch has more
WARNED = 5  # warnings above the plan; the rest is counted
PLAN_WIDTHS = (72, 56, 180, 96, 140, 0)


@dataclass
class Parcel:
    """One package in the dialog and how far it has come."""

    path: Path
    preview: Preview
    done: str = ""

    @property
    def title(self) -> str:
        """The branch and number, or the file name when it could not be opened."""
        head = self.preview.checked.manifest
        return f"{head.sender.name} 第 {head.number:04d} 号" if head else self.path.name

    @property
    def word(self) -> str:
        """What can be said of it in a word."""
        checked = self.preview.checked
        if self.done:
            return self.done
        if checked.already is not None:
            return "已合并过"
        if checked.own:
            return "本单位导出"
        if self.preview.plan is None:
            return "不能合并"
        return "没有变动" if self.preview.plan.is_empty else "可以合并"

    @property
    def ready(self) -> bool:
        """Whether it can be merged now."""
        plan = self.preview.plan
        return not self.done and plan is not None and self.preview.checked.already is None


class MergeDialog(QDialog):
    """Packages left, the chosen one's faults and plan right; merging writes the receipts.

    Receipts go beside the packages, on the stick that brought them.
    """

    def __init__(self, context: Context, files: Sequence[Path], parent: QWidget) -> None:
        super().__init__(parent.window())
        self.context = context
        self.parcels: list[Parcel] = []
        look = theme.active()
        self.setWindowTitle("接收上报包")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        screen = self.screen().availableGeometry()
        self.resize(
            min(look.px(1080), round(screen.width() * 0.94)),
            min(look.px(680), round(screen.height() * 0.9)),
        )
        box = QVBoxLayout(self)
        side = look.px(16)
        box.setContentsMargins(side, side, side, side)
        box.setSpacing(look.px(8))
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.list = Rows("上报包", [("上报包", 0), ("情况", 80)], self)
        splitter.addWidget(self.list)
        splitter.addWidget(self._make_right())
        splitter.setSizes([look.px(320), look.px(740)])
        box.addWidget(splitter, 1)
        box.addLayout(self._make_foot())
        self.list.chosen.connect(lambda _id: self._show())
        self._check(list(files))

    def _make_right(self) -> QWidget:
        right = QWidget(self)
        box = QVBoxLayout(right)
        box.setContentsMargins(theme.active().px(8), 0, 0, 0)
        self.heading = QLabel(right)
        self.heading.setWordWrap(True)
        theme.role(self.heading, "heading")
        self.counts = QLabel(right)
        theme.role(self.counts, "muted")
        self.faults = QLabel(right)
        self.faults.setWordWrap(True)
        self.faults.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        theme.role(self.faults, "fault")
        columns = list(zip(TABLE_TITLES, PLAN_WIDTHS, strict=True))
        self.plan = Rows("合并内容", columns, right)
        for widget in (self.heading, self.counts, self.faults):
            box.addWidget(widget)
        box.addWidget(self.plan, 1)
        self.verified = QCheckBox("第一次接收：指纹已与支部核对一致", right)
        self.fork = QCheckBox("已与支部核实，以此包为准（账套出现分叉）", right)
        self.fork.toggled.connect(self._on_fork)
        self.theirs = QCheckBox("冲突的记录以支部上报的为准（不勾则保留本账套的）", right)
        for check in (self.verified, self.fork, self.theirs):
            box.addWidget(check)
        return right

    def _make_foot(self) -> QHBoxLayout:
        line = QHBoxLayout()
        self.note = QLabel("回执写在上报包旁边，请一并交还支部。", self)
        theme.role(self.note, "muted")
        line.addWidget(self.note, 1)
        self.print_button = QPushButton("打印清单…", self)
        self.print_button.clicked.connect(self._on_print)
        self.refuse = QPushButton("退回…", self)
        self.refuse.clicked.connect(self._on_refuse)
        self.one = QPushButton("合并这一个", self)
        self.one.clicked.connect(self._on_one)
        self.all = QPushButton("全部合并", self)
        theme.role(self.all, "primary")
        self.all.clicked.connect(self._on_all)
        close = QPushButton("关闭", self)
        close.clicked.connect(self.reject)
        for button in (self.print_button, self.refuse, self.one, self.all, close):
            button.setAutoDefault(False)
            line.addWidget(button)
        return line

    # --- checking -----------------------------------------------------------------------------

    def _check(self, files: list[Path]) -> None:
        desk = self.context.desk

        def work(progress: Progress) -> list[Parcel]:
            parcels = []
            for number, path in enumerate(files):
                progress.step(number, len(files), path.name)
                parcels.append(Parcel(path, merging.preview(desk, path)))
            return parcels

        self._say("正在核对……")
        self.context.jobs.long(self, work, self._on_checked, "核对上报包")

    def _say(self, text: str) -> None:
        self.heading.setText(text)
        for button in (self.print_button, self.refuse, self.one, self.all):
            button.setEnabled(False)

    def _on_checked(self, parcels: list[Parcel]) -> None:
        self.parcels = parcels
        self._show_list()
        self.list.choose(0)
        self._show()

    def _show_list(self) -> None:
        self.list.show_rows(
            [RowText(n, (p.title, p.word), past=bool(p.done)) for n, p in enumerate(self.parcels)]
        )

    def _current(self) -> Parcel | None:
        number = self.list.current
        return self.parcels[number] if number is not None and self.parcels else None

    def _show(self) -> None:
        parcel = self._current()
        if parcel is None:
            self._say("请选择一个上报包。")
            return
        checked, plan = parcel.preview.checked, parcel.preview.plan
        self.heading.setText(f"{parcel.title}　{parcel.word}")
        counts = plan.counts if plan is not None else {}
        self.counts.setText(counted(counts))
        told = (_sentences(checked.faults), _warned(checked.warnings))
        self.faults.setText("\n".join(filter(None, told)))
        self.faults.setToolTip(_sentences(checked.warnings) if _is_long(checked.warnings) else "")
        theme.state(self.faults, "" if checked.faults else "warn")
        self.faults.setVisible(bool(checked.faults or checked.warnings))
        lines = list(plan.table()) if plan is not None else []
        shown = [RowText(n, line) for n, line in enumerate(lines[:SHOWN])]
        if len(lines) > SHOWN:
            rest = f"还有 {len(lines) - SHOWN} 行没有列出"
            shown.append(RowText(SHOWN, ("", "", rest, "", "", ""), past=True))
        self.plan.show_rows(shown)
        forked = "fork" in fault_codes(checked.faults)
        self.fork.setVisible(forked or self.fork.isChecked())
        self.verified.setVisible(checked.newcomer and parcel.ready)
        if checked.newcomer:
            self.verified.setText(f"第一次接收，指纹 {checked.fingerprint} 已与支部核对一致")
        self.theirs.setVisible(counts.get("conflict", 0) > 0)
        self.print_button.setEnabled(plan is not None and not plan.is_empty)
        self.one.setEnabled(parcel.ready)
        self.all.setEnabled(any(p.ready for p in self.parcels))
        self.refuse.setEnabled(not parcel.done and checked.branch is not None)

    def _on_print(self) -> None:
        """The plan on paper, for signature before anything is written."""
        parcel = self._current()
        if parcel is None:
            return
        sheet = sheet_of(parcel.preview, theirs=self.theirs.isChecked())
        if sheet is None:
            return
        from djdesk.reports.kit.spec import Request
        from djdesk.reports.packages import merge_report

        open_preview(self.context, self, (merge_report(sheet),), Request(self.context.desk.today()))

    def _on_fork(self, accepted: bool) -> None:
        parcel = self._current()
        if parcel is None or parcel.done:
            return
        desk, path = self.context.desk, parcel.path

        def again(preview: Preview) -> None:
            parcel.preview = preview
            self._show_list()
            self._show()

        self.context.jobs.read(
            self, lambda: merging.preview(desk, path, accept_fork=accepted), again
        )

    # --- merging ------------------------------------------------------------------------------

    def _choices(self, parcel: Parcel) -> Choices:
        plan = parcel.preview.plan
        conflicts = {i.uid for i in plan.items if i.action is Action.CONFLICT} if plan else set()
        theirs = self.theirs.isChecked()
        return Choices(
            keep=frozenset() if theirs else frozenset(conflicts),
            drop=frozenset(conflicts) if theirs else frozenset(),
            accept_fork=self.fork.isChecked(),
            verified=self.verified.isChecked(),
        )

    def _on_one(self) -> None:
        parcel = self._current()
        if parcel is not None and parcel.ready:
            self._merge([parcel])

    def _on_all(self) -> None:
        self._merge([parcel for parcel in self.parcels if parcel.ready])

    def _merge(self, parcels: list[Parcel]) -> None:
        desk = self.context.desk
        jobs = [(p, self._choices(p) if p is self._current() else Choices()) for p in parcels]

        def work(progress: Progress) -> list[tuple[Parcel, Merged]]:
            results = []
            for number, (parcel, choices) in enumerate(jobs):
                progress.step(number, len(jobs), parcel.title)
                # One backup before the first is enough: each merge is a step that can be undone.
                # What was shown is held against the book again, unless others go before it.
                merged = merging.merge(
                    desk,
                    parcel.path,
                    choices=choices,
                    expected=parcel.preview.plan if len(jobs) == 1 else None,
                    receipt_to=parcel.path.parent,
                    backup=number == 0,
                )
                results.append((parcel, merged))
            return results

        self.context.jobs.long(self, work, self._on_merged, "合并上报包", writes=True)

    def _on_merged(self, results: list[tuple[Parcel, Merged]]) -> None:
        problems: list[Problem] = []
        for parcel, merged in results:
            parcel.done = "已合并" if merged.outcome == "merged" else "以前已合并"
            if merged.receipt_fault is not None:
                fault = merged.receipt_fault
                problems.append(
                    Problem(f"{parcel.title}的回执没有写成：{fault.text}", fault.remedy)
                )
        self._show_list()
        self._show()
        if problems:
            self.context.messages.problems("已经合并，但有回执没有写成", problems)
        else:
            self.context.messages.done(f"已合并 {len(results)} 个上报包，回执已写好。")

    def _on_refuse(self) -> None:
        parcel = self._current()
        if parcel is None:
            return
        desk = self.context.desk
        faulty = bool(parcel.preview.checked.faults)

        def done(_answer: object) -> None:
            parcel.done = "已退回"
            self._show_list()
            self._show()
            self.context.messages.done("已退回，回执写在上报包旁边。")

        ask_form(
            self.context,
            self,
            "退回上报包",
            [Field("reason", "退回原因", Kind.TEXT, required=not faulty, lines=3)],
            lambda values: merging.refuse_package(
                desk, parcel.path, reason=_text(values), receipt_to=parcel.path.parent
            ),
            done,
            word="退回",
            hint="支部会在回执里看到原因；本账套的资料不变。",
        )


def sheet_of(preview: Preview, *, theirs: bool) -> MergeSheet | None:
    """What the plan of a package says on paper; None when there is no plan.

    `theirs` says that rows changed on both sides are taken from the branch.
    """
    from djdesk.reports.packages import MergeSheet

    head, plan = preview.checked.manifest, preview.plan
    if head is None or plan is None:
        return None
    conflicts = ""
    if plan.counts["conflict"]:
        side = "以支部上报的为准" if theirs else "保留本账套的内容"
        conflicts = f"两边都改过的记录（冲突）{side}。"
    return MergeSheet(
        head.sender.name,
        head.number,
        head.period,
        spoken(head.made_at),
        preview.checked.opened.digest,
        TABLE_TITLES,
        list(plan.table()),
        {COUNT_WORDS[key]: n for key, n in plan.counts.items() if key in COUNT_WORDS},
        conflicts,
        [warning.text for warning in preview.checked.warnings],
    )


def _text(values: Values) -> str:
    return str(values.get("reason") or "")


def _is_long(warnings: Sequence[Problem]) -> bool:
    return len(warnings) > WARNED


def _warned(warnings: Sequence[Problem]) -> str:
    """The first warnings, each remedy once, so that the plan below keeps its room.

    The list that is printed has them all, and so has the tip.
    """
    lines = [f"· {warning.text}" for warning in warnings[:WARNED]]
    if _is_long(warnings):
        lines.append(f"……还有 {len(warnings) - WARNED} 条")
    return "\n".join([*lines, *dict.fromkeys(w.remedy for w in warnings if w.remedy)])


def _sentences(problems: Sequence[Problem]) -> str:
    return "\n".join(f"· {p.text}{p.remedy}" for p in problems)
