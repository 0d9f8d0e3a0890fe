"""The ways from meetings to paper: the forms of one record, ledgers of a year, the bound volume."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from djdesk.services.fields import Field
from djdesk.services.listing import Kind, Scope
from djdesk.services.meetings import AREA, Record
from djdesk.services.progress import Progress
from djdesk.ui.kit.ask import ask_form
from djdesk.ui.kit.editors import Choice
from djdesk.ui.kit.folders import open_folder
from djdesk.ui.kit.forms import Values
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.printing import open_preview

LIST = "meetings"  # the list whose rows reports of one record are of
NOTICE = "meeting-notice"
COMING = ("planned", "notified")
PDF = "PDF 文件 (*.pdf)"
PARTS = ("全年", "第一季度", "第二季度", "第三季度", "第四季度")
VOLUME_FIELDS = (
    Field("year", "年度", Kind.COUNT, required=True),
    Field("quarter", "范围", Kind.TEXT, refers="quarter", required=True),
    Field("talks", "谈心谈话", Kind.FLAG, hint="一并装订谈心谈话记录"),
)


def print_meetings(
    context: Context, owner: QWidget, scope: Scope, record: Record | None, *, first: str = ""
) -> None:
    """Preview the papers of a record, its usual one (or `first`) on top; without one the ledgers.

    A meeting that is to come has its notice on top.
    """
    from djdesk.reports import catalogue, meetings
    from djdesk.reports.kit.spec import Request

    offered = [
        spec
        for spec in catalogue.of_area(AREA)
        if not spec.by_record or (spec.by_record == LIST and record is not None)
    ]
    wanted = first
    if record is not None and not wanted:
        wanted = NOTICE if record.state in COMING else meetings.usual(record.kind)
    offered.sort(key=lambda s: (s.id != wanted, record is not None and not s.by_record, s.blank))
    request = Request(
        scope.day, scope.organization_id, records=(record.id,) if record is not None else ()
    )
    open_preview(context, owner, offered, request)


def ask_volume(context: Context, owner: QWidget, organization_id: int | None) -> None:
    """装订成卷: ask what is bound, then where the one PDF goes."""
    today = context.desk.today()
    ask_form(
        context,
        owner,
        "装订成卷",
        VOLUME_FIELDS,
        lambda values: values,
        lambda values: _bind(context, owner, values, organization_id),
        word="选择位置",
        hint="封面、卷内目录、各次会议的记录、签到表和照片按日期连续编页，"
        "最后一页列出缺少的签名和材料，合成一个 PDF。",
        values={"year": today.year - (today.month < 3), "quarter": 1, "talks": False},
        choices={"quarter": lambda: [Choice(n, word) for n, word in enumerate(PARTS, start=1)]},
    )


def _bind(context: Context, owner: QWidget, values: Values, organization_id: int | None) -> None:
    year, quarter = int(str(values["year"])), int(str(values["quarter"])) - 1
    words = PARTS[quarter] if quarter else ""
    path = context.messages.save_file("装订成卷", f"{year}年{words}组织生活记录.pdf", PDF)
    if path is None:
        return
    desk, talks = context.desk, bool(values.get("talks"))

    def work(progress: Progress) -> int:
        from djdesk.reports.meetings import volume

        choice = volume.Choice(year, quarter, talks=talks, organization_id=organization_id)
        return volume.write(desk, choice, path, progress=progress).pages

    # among the writing jobs, because what was bound is entered in the print log
    context.jobs.long(
        owner, work, lambda pages: _tell(context, path, pages), "装订成卷", writes=True
    )


def _tell(context: Context, path: Path, pages: int) -> None:
    text = f"已装订 {pages} 页：{path.name}"
    context.messages.tell(text, "打开文件夹", lambda: open_folder(path.parent))
