"""The files that prove a line of points (佐证)."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from djdesk.services.assessment import AREA, LineRow
from djdesk.services.assessment.line_rows import OWNER, evidence
from djdesk.ui.kit.dialogs import begin_wide
from djdesk.ui.kit.files import FilesPage
from djdesk.ui.kit.pane import Context


class LineFiles(QDialog):
    """The attachments of a line; those of a confirmed month are only looked at."""

    def __init__(self, context: Context, owner: QWidget, line: LineRow, *, fixed: bool) -> None:
        super().__init__(owner.window())
        self.context = context
        self._line_id = line.id
        box: QVBoxLayout = begin_wide(self, f"佐证：{line.name} {line.title}", 620, 420)
        self.page = FilesPage(context, AREA, OWNER, self)
        self.page.set_fixed(fixed)
        box.addWidget(self.page)
        context.bus.changed.connect(self._read)
        self._read()

    def _read(self, _notice: object = None) -> None:
        desk, line_id = self.context.desk, self._line_id
        self.context.jobs.read(
            self,
            lambda: evidence(desk, line_id),
            lambda found: self.page.show_files(line_id, found),
        )


def open_files(context: Context, owner: QWidget, line: LineRow, *, fixed: bool) -> None:
    """Show the files of a line over the window."""
    LineFiles(context, owner, line, fixed=fixed).open()
