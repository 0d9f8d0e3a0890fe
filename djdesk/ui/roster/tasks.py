"""What the toolbar does with the list as a whole: files, paper, many members, another day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from djdesk.services import organization
from djdesk.services.fields import Field
from djdesk.services.listing import Kind, Scope
from djdesk.ui.kit.ask import ask_form
from djdesk.ui.kit.pane import Context
from djdesk.ui.roster import papers
from djdesk.ui.roster.batch import ask_batch
from djdesk.ui.roster.record import Record
from djdesk.ui.roster.views import Views

AS_OF = Field("day", "截至日期", Kind.DATE, required=True, hint="如 20251231")


class Tasks:
    """The tasks of one pane; `record` gives its right side when it is needed."""

    def __init__(
        self, context: Context, owner: QWidget, views: Views, record: Callable[[], Record]
    ) -> None:
        self._context = context
        self._owner = owner
        self._views = views
        self._record = record

    @property
    def _scope(self) -> Scope:
        return self._views.model.query.scope

    @property
    def _branch(self) -> int:
        return self._scope.organization_id or organization.home_id(self._context.desk)

    def load(self) -> None:
        """Ask for a spreadsheet and import it."""
        from djdesk.ui.roster.wizard import SHEETS

        self.take(self._context.messages.open_files("选择花名册表格", SHEETS))

    def take(self, files: list[Path]) -> None:
        """Begin the import of a spreadsheet."""
        if files:
            # loaded when wanted: what reads spreadsheets would hold up every start
            from djdesk.ui.roster.wizard import ImportWizard

            wizard = ImportWizard(self._context, files[0], self._owner)
            wizard.written.connect(self._views.members.refresh)
            wizard.open()

    def export(self) -> None:
        """Write the list on the screen to a workbook."""
        box = self._views.listed()
        papers.export_list(self._context, self._owner, box.model, box.view.shown_columns())

    def export_standard(self) -> None:
        """Write the standard roster of the day shown."""
        papers.export_standard(self._context, self._owner, self._scope)

    def print(self) -> None:
        """Preview the papers of the chosen members, or of all."""
        chosen = self._views.members.view.selected_ids()
        papers.print_roster(self._context, self._owner, self._scope, chosen)

    def batch(self) -> None:
        """Change one field of the chosen members."""
        ask_batch(self._context, self._owner, self._views.members.view.selected_ids())

    def group(self) -> None:
        """Move the chosen members to another group."""
        ids = self._views.members.view.selected_ids()
        if not ids:
            self._context.messages.tell("请先在名单里选择要调整的党员（按住 Ctrl 或 Shift 多选）。")
            return
        self._record().events.group(ids, self._branch, f"已选 {len(ids)} 人")

    def withdraw(self) -> None:
        """Withdraw the member shown, who was entered by mistake."""
        profile = self._record().profile
        if profile is None:
            self._context.messages.tell("请先在名单里选择录错的人。")
            return
        self._record().events.withdraw(profile)

    def begin_new(self) -> None:
        """Put an empty form for a new member of the branch in the place of the record."""
        self._record().show_new(self._branch)

    def ask_day(self, then: Callable[[date | None], None]) -> None:
        """Ask for the day as of which the roster is shown."""
        year = self._context.desk.today().year
        ask_form(
            self._context,
            self._owner,
            "查看某一天的花名册",
            [AS_OF],
            lambda values: values["day"],
            lambda day: then(day if isinstance(day, date) else None),
            word="查看",
            hint="按登记的变动还原那一天的名单和类别；年报请填上一年的 12 月 31 日。",
            values={"day": date(year - 1, 12, 31)},
        )


def sheets_in(event: QDropEvent) -> list[Path]:
    """The spreadsheets among files that are dragged over or dropped on the pane."""
    endings = (".xlsx", ".xls", ".xlsm", ".ods", ".csv", ".et")
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return [path for path in paths if path.suffix.lower() in endings]
