"""The page of a record's attachments: dropped in, looked at inside the program."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from djdesk.services import archive, kinds
from djdesk.services.archive import AttachedFile
from djdesk.services.desk import Desk
from djdesk.services.fields import Field
from djdesk.services.listing import Kind
from djdesk.services.progress import Progress
from djdesk.ui.kit import buttons
from djdesk.ui.kit.actions import ActionPage
from djdesk.ui.kit.ask import ask_form
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.rows import Rows, RowText
from djdesk.ui.kit.undo import done_with_undo
from djdesk.ui.kit.viewer import is_picture, read_file, save_copy, show_picture

RENAME = (
    Field("title", "名称", Kind.TEXT, required=True),
    Field("remark", "说明", Kind.TEXT, lines=2),
)


class FilesPage(ActionPage):
    """Files kept with the record shown, a row of table `owner`; `area` is asked for permission."""

    def __init__(self, context: Context, area: str, owner: str, parent: QWidget) -> None:
        self.context = context
        self._area, self._owner = area, owner
        rows = Rows("附件", (("名称", 0), ("大小", 76), ("添加日期", 92)), parent)
        self.add = buttons.action(parent, "添加", "paperclip")
        self.view = buttons.action(parent, "查看", "eye")
        self.save = buttons.action(parent, "另存为", "download")
        self.rename = buttons.action(parent, "改名", "pencil")
        self.remove = buttons.action(parent, "删除", "trash-2")
        actions = (self.add, self.view, self.save, self.rename, self.remove)
        super().__init__(rows, actions, parent)
        self._owner_id = 0
        self._files: dict[int, AttachedFile] = {}
        self._fixed = False
        self.add.triggered.connect(self._on_add)
        self.view.triggered.connect(self._on_view)
        self.save.triggered.connect(self._on_save)
        self.rename.triggered.connect(self._on_rename)
        self.remove.triggered.connect(self._on_remove)
        rows.opened.connect(lambda _id: self.view.trigger())
        rows.chosen.connect(lambda _id: self._on_chosen())
        self.setAcceptDrops(True)
        self._on_chosen()

    def show_files(self, owner_id: int, files: Sequence[AttachedFile]) -> None:
        """Show the attachments of a record."""
        self._owner_id = owner_id
        self._files = {file.id: file for file in files}
        self.rows.show_rows(
            [
                RowText(
                    file.id,
                    (
                        file.title,
                        kinds.show_size(file.size),
                        kinds.show_date(file.added_at.date()),
                    ),
                )
                for file in files
            ]
        )
        self._on_chosen()

    def set_fixed(self, fixed: bool) -> None:
        """Show without letting anything be added or removed."""
        super().set_fixed(fixed)
        self._fixed = fixed

    def _chosen(self) -> AttachedFile | None:
        return self._files.get(self.rows.current or 0)

    def _on_chosen(self) -> None:
        file = self._chosen()
        for action in (self.save, self.rename, self.remove):
            action.setEnabled(file is not None)
        self.view.setEnabled(is_picture(file))

    # --- adding -------------------------------------------------------------------------------

    def _on_add(self) -> None:
        self.take(self.context.messages.open_files("选择附件", "所有文件 (*)", many=True))

    def take(self, paths: list[Path]) -> None:
        """Keep files with the record shown."""
        if not paths:
            return
        desk, owner_id = self.context.desk, self._owner_id

        def work(progress: Progress) -> list[int]:
            made = []
            for number, path in enumerate(paths):
                progress.step(number, len(paths), path.name)
                made.append(self._keep(desk, owner_id, path.name, read_file(path)))
            return made

        self.context.jobs.long(self, work, self._on_added, "添加附件", writes=True)

    def _keep(self, desk: Desk, owner_id: int, name: str, content: bytes) -> int:
        """Keep one file; returns its key."""
        return archive.attach(desk, self._area, self._owner, owner_id, name, content)

    def _on_added(self, made: list[int]) -> None:
        """Each file is a step of its own; 撤销 takes away all that came together."""
        desk = self.context.desk

        def take_away() -> None:
            for file_id in made:
                archive.detach(desk, self._area, file_id)

        def undo() -> None:
            self.context.jobs.write(
                self,
                take_away,
                lambda _none: self.context.messages.done("已撤销，附件没有保留。"),
                "撤销",
            )

        text = f"已添加 {len(made)} 个附件，加密保存在账套里。"
        self.context.messages.done(text, undo)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if not self._fixed and self._owner_id and event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.take([Path(u.toLocalFile()) for u in event.mimeData().urls() if u.isLocalFile()])

    # --- looking and saving -------------------------------------------------------------------

    def _on_view(self) -> None:
        desk = self.context.desk
        show_picture(self.context, self, self._chosen(), lambda key: archive.content(desk, key))

    def _on_save(self) -> None:
        file = self._chosen()
        if file is not None:
            save_copy(self.context, self, file)

    def _on_rename(self) -> None:
        file = self._chosen()
        if file is None:
            return
        desk = self.context.desk
        ask_form(
            self.context,
            self,
            "附件名称",
            RENAME,
            lambda values: archive.rename(
                desk, self._area, file.id, str(values["title"]), str(values.get("remark") or "")
            ),
            lambda _none: done_with_undo(self.context, self, "已改名。"),
            values={"title": file.title, "remark": file.remark},
        )

    def _on_remove(self) -> None:
        file = self._chosen()
        if file is None:
            return
        desk = self.context.desk
        self.context.jobs.write(
            self,
            lambda: archive.detach(desk, self._area, file.id),
            lambda _none: done_with_undo(self.context, self, "已删除 1 个附件。"),
            "删除附件",
        )
