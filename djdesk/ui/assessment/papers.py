"""The ways from the assessment to paper: forms, the workbook of the matrix, the bound volume."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QWidget

from djdesk.models.rules.dues import last_day, say_month
from djdesk.services.assessment import AREA
from djdesk.services.fields import Field
from djdesk.services.listing import Kind
from djdesk.services.progress import Progress
from djdesk.ui.kit.ask import ask_form
from djdesk.ui.kit.folders import open_folder
from djdesk.ui.kit.forms import Values
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.printing import open_preview

WORKBOOK, PDF = "工作簿 (*.xlsx)", "PDF 文件 (*.pdf)"
VOLUME_FIELDS = (
    Field("year", "年度", Kind.COUNT, required=True),
    Field("members", "个人得分说明", Kind.FLAG, hint="一并装订每人各月的得分说明（页数多）"),
)


def print_month(context: Context, owner: QWidget, month: date) -> None:
    """Preview the papers of the assessment as of the last day of a month."""
    from djdesk.reports import catalogue
    from djdesk.reports.kit.spec import Request

    day = min(last_day(month), context.desk.today())
    offered = [spec for spec in catalogue.of_area(AREA) if not spec.by_record or spec.many]
    if not offered:
        context.messages.tell("还没有可以打印的考核表。")
        return
    open_preview(context, owner, offered, Request(day))


def export_matrix(context: Context, owner: QWidget, month: date) -> None:
    """导出积分表: the matrix of a month with its sums; members, groups and branch are sheets."""
    path = context.messages.save_file("导出积分表", f"{say_month(month)}积分表.xlsx", WORKBOOK)
    if path is None:
        return
    desk = context.desk

    def work(progress: Progress) -> None:
        from djdesk.reports.assessment import matrix

        matrix.write_matrix(desk, month, path, progress=progress)

    context.jobs.long(
        owner, work, lambda _none: _tell(context, path, f"已导出：{path.name}"), "导出积分表"
    )


def ask_volume(context: Context, owner: QWidget) -> None:
    """装订成卷: ask which year is bound, then where the one PDF goes."""
    today = context.desk.today()
    ask_form(
        context,
        owner,
        "装订成卷",
        VOLUME_FIELDS,
        lambda values: values,
        lambda values: _bind(context, owner, values),
        word="选择位置",
        hint="封面、卷内目录、考核方案、全年积分台账、各月汇总表和公示榜、整改、结对、奖惩"
        "连续编页，最后一页列出缺少的签名和材料，合成一个 PDF。",
        values={"year": today.year - (today.month < 3), "members": False},
    )


def _bind(context: Context, owner: QWidget, values: Values) -> None:
    year, members = int(str(values["year"])), bool(values.get("members"))
    path = context.messages.save_file("装订成卷", f"{year}年积分考核.pdf", PDF)
    if path is None:
        return
    desk = context.desk

    def work(progress: Progress) -> int:
        from djdesk.reports.assessment import volume

        return volume.write(desk, volume.Choice(year, members), path, progress=progress).pages

    # among the writing jobs, because what was bound is entered in the print log
    context.jobs.long(
        owner,
        work,
        lambda pages: _tell(context, path, f"已装订 {pages} 页：{path.name}"),
        "装订成卷",
        writes=True,
    )


def _tell(context: Context, path: Path, text: str) -> None:
    context.messages.tell(text, "打开文件夹", lambda: open_folder(path.parent))
