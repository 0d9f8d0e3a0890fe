"""The ways from the roster to paper and workbooks, and the record's history."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from djdesk.services import audit, kinds, roster
from djdesk.services import listing as lists
from djdesk.services.audit import Version
from djdesk.services.listing import Scope
from djdesk.services.progress import Progress
from djdesk.services.roster import FIELDS, Profile
from djdesk.ui.kit import theme
from djdesk.ui.kit.folders import open_folder
from djdesk.ui.kit.listmodel import ListModel
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.printing import open_preview
from djdesk.ui.kit.rows import Rows, RowText
from djdesk.ui.kit.undo import done_with_undo

WORKBOOK = "工作簿 (*.xlsx)"
STEP = 2000  # rows read at once for an export


def print_roster(context: Context, owner: QWidget, scope: Scope, member_ids: Sequence[int]) -> None:
    """Preview the roster's reports as of the day shown, for the chosen members or for all."""
    from djdesk.reports import catalogue
    from djdesk.reports.kit.spec import Request

    request = Request(scope.day, scope.organization_id, tuple(member_ids))

    reports = catalogue.of_area(roster.AREA)
    if len(member_ids) == 1:
        # one chosen member: the form of one person stands first, with this person in it
        reports = tuple(sorted(reports, key=lambda spec: not spec.by_member))
    open_preview(context, owner, reports, request)


def export_list(context: Context, owner: QWidget, model: ListModel, keys: Sequence[str]) -> None:
    """Write the list as it is on the screen to a workbook."""
    listing, query = model.listing, model.query
    day = query.scope.day
    path = context.messages.save_file(
        "导出名单", f"{listing.title}（{day:%Y.%m.%d}）.xlsx", WORKBOOK
    )
    if path is None:
        return
    desk = context.desk
    columns = [listing.column(key) for key in keys]

    def work(progress: Progress) -> int:
        from djdesk.reports.kit import xlsx
        from djdesk.reports.roster import listed

        ids = lists.ids(desk, listing, query)
        found: list[lists.Row] = []
        for start in range(0, len(ids), STEP):
            progress.step(start, len(ids), "读取")
            part = ids[start : start + STEP]
            by_id = lists.rows(desk, listing, query.scope, part, keys)
            found.extend(by_id[key] for key in part if key in by_id)
        sheet = listed(columns, found, listing.title, [f"截至 {kinds.show_day(day)}"])
        xlsx.write_list(path, [sheet], progress=progress)
        return len(found)

    context.jobs.long(
        owner,
        work,
        lambda n: _tell_written(context, f"已导出 {n} 人：{path.name}", path),
        "导出名单",
    )


def export_standard(context: Context, owner: QWidget, scope: Scope) -> None:
    """Write the standard roster, which can be imported again unchanged."""
    path = context.messages.save_file(
        "导出标准花名册", f"党员花名册（{scope.day:%Y.%m.%d}）.xlsx", WORKBOOK
    )
    if path is None:
        return
    desk = context.desk

    def work(progress: Progress) -> None:
        from djdesk.reports.kit import xlsx
        from djdesk.reports.kit.spec import Request
        from djdesk.reports.roster import standard_workbook

        sheet = standard_workbook(desk, Request(scope.day, scope.organization_id))
        xlsx.write_list(path, [sheet], progress=progress)

    context.jobs.long(
        owner,
        work,
        lambda _none: _tell_written(context, f"已导出：{path.name}", path),
        "导出标准花名册",
    )


def _tell_written(context: Context, text: str, path: Path) -> None:
    context.messages.tell(text, "打开文件夹", lambda: open_folder(path.parent))


def show_history(context: Context, owner: QWidget, profile: Profile) -> None:
    """The versions of a member's record, each with what changed, and the way back to one."""
    desk = context.desk
    titles = {field.key: field.title for field in FIELDS}
    context.jobs.read(
        owner,
        lambda: audit.row_history(desk, "member", profile.id, titles),
        lambda versions: HistoryDialog(context, owner, profile, versions).open(),
    )


class HistoryDialog(QDialog):
    """修改记录: who changed what and when; 恢复此版本 puts the record back."""

    def __init__(
        self, context: Context, owner: QWidget, profile: Profile, versions: Sequence[Version]
    ) -> None:
        super().__init__(owner.window())
        self.context = context
        self._owner = owner
        self._profile = profile
        self._versions = {version.step: version for version in versions}
        look = theme.active()
        self.setWindowTitle(f"{profile.values['name']}：修改记录")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.resize(look.px(760), look.px(480))
        box = QVBoxLayout(self)
        side = look.px(16)
        box.setContentsMargins(side, side, side, side)
        columns = (("时间", 150), ("用户", 72), ("事项", 150), ("修改的内容", 0))
        self.rows = Rows("修改记录", columns, self)
        self.rows.show_rows(
            [
                RowText(v.step, (str(v.at)[:16].replace("T", " "), v.user, v.title, _changes(v)))
                for v in versions
            ]
        )
        box.addWidget(self.rows, 1)
        self.detail = QLabel(self)
        self.detail.setWordWrap(True)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        theme.role(self.detail, "muted")
        box.addWidget(self.detail)
        line = QHBoxLayout()
        line.addStretch(1)
        self.put_back = QPushButton("恢复此版本", self)
        self.put_back.clicked.connect(self._on_put_back)
        close = QPushButton("关闭", self)
        close.clicked.connect(self.reject)
        for button in (self.put_back, close):
            button.setAutoDefault(False)
            line.addWidget(button)
        box.addLayout(line)
        self._may = context.desk.may_write(roster.AREA) and not profile.received
        self.put_back.setVisible(self._may)
        self.rows.chosen.connect(self._on_chosen)
        self._on_chosen(None)

    def _on_chosen(self, step: object) -> None:
        version = self._versions.get(step) if isinstance(step, int) else None
        newest = max(self._versions, default=0)
        self.put_back.setEnabled(version is not None and version.step != newest)
        self.detail.setText(_changes(version) if version is not None else "选择一行查看全部内容。")

    def _on_put_back(self) -> None:
        step = self.rows.current
        if step is None:
            return
        desk, member_id = self.context.desk, self._profile.id

        def done(_step: int) -> None:
            self.accept()
            done_with_undo(self.context, self._owner, "已恢复到选定的版本。")

        self.context.jobs.write(
            self,
            lambda: audit.put_back(desk, "member", member_id, step, area=roster.AREA),
            done,
            "恢复旧版本",
        )


def _changes(version: Version) -> str:
    if version.op == "add":
        return "录入"
    return "；".join(
        f"{title}：{_word(before)} → {_word(after)}"
        for title, (before, after) in version.changed.items()
    )


def _word(value: object) -> str:
    return "（空）" if value in (None, "") else str(value)
