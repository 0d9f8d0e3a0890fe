"""The page 痕迹: photographs, sign-in sheets, documents and videos, dropped in or pasted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QMimeData, QSize, Qt
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QIcon,
    QImage,
    QPixmap,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from djdesk.models.rules import codes
from djdesk.services import kinds, meetings
from djdesk.services.archive import AttachedFile
from djdesk.services.fields import Field
from djdesk.services.listing import Kind
from djdesk.services.meetings import Record
from djdesk.services.progress import Progress
from djdesk.ui.kit import buttons, theme
from djdesk.ui.kit.ask import ask_form
from djdesk.ui.kit.flow import FlowLayout
from djdesk.ui.kit.listbox import EmptyState, Lesson
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.undo import done_with_undo
from djdesk.ui.kit.viewer import is_picture, read_file, save_copy, show_picture

ID = Qt.ItemDataRole.UserRole
THUMB = 120  # px at 100 %
ICONS = {"video": "camera", "signin": "clipboard-list", "ballot": "vote", "handout": "book-open"}
DESCRIPTION = (
    Field("title", "名称", Kind.TEXT, required=True),
    Field("purpose", "材料种类", Kind.CODE, "attachment_purpose", required=True),
    Field("remark", "说明", Kind.TEXT, lines=2),
)
KNOWN = "*.jpg *.jpeg *.png *.webp *.pdf *.doc *.docx *.ofd *.mp4 *.mov *.avi"
FILES = f"照片和文件 ({KNOWN});;所有文件 (*)"


class EvidencePage(QWidget):
    """The files of the record shown; a locked record still takes what was signed and scanned."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        self._meeting_id = 0
        self._may = False
        self._locked = False
        self._files: dict[int, AttachedFile] = {}
        self._pictures: dict[str, QIcon] = {}  # of the meeting shown, by digest
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # for Ctrl+V where nothing is kept yet
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.active().px(8))
        box.addWidget(self._make_bar())
        self.missing = QLabel(self)
        self.missing.setWordWrap(True)
        theme.state(self.missing, "warn")
        box.addWidget(self.missing)
        self.list = QListWidget(self)
        self.list.setAccessibleName("痕迹")
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setWordWrap(True)
        self.list.setUniformItemSizes(True)
        self.list.currentItemChanged.connect(lambda *_: self._allow())
        self.list.itemActivated.connect(lambda _item: self._on_view())
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.list)
        lesson = Lesson(
            "还没有痕迹材料",
            "把照片、签到表扫描件、学习材料和短视频拖到这里，或者点“添加”。照片会自动缩小并加密保存。",
            icon="images",
        )
        self.stack.addWidget(EmptyState(lesson, self))
        box.addWidget(self.stack, 1)
        box.addLayout(self._make_foot())
        theme.active().changed.connect(self._apply_sizes)
        self._apply_sizes()
        self._allow()

    # --- building -----------------------------------------------------------------------------

    def _make_bar(self) -> QWidget:
        self.bar = QWidget(self)
        flow = FlowLayout(self.bar)
        self.add = self._action(flow, "添加", "image", self._on_add)
        self.paste = self._action(flow, "粘贴", "clipboard", self._on_paste, "Ctrl+V")
        self.view = self._action(flow, "查看", "eye", self._on_view)
        self.describe = self._action(flow, "名称和种类", "pencil", self._on_describe)
        self.save = self._action(flow, "另存为", "download", self._on_save)
        self.remove = self._action(flow, "删除", "trash-2", self._on_remove, "Del")
        return self.bar

    def _action(
        self, flow: FlowLayout, word: str, icon: str, then: Callable[[], object], shortcut: str = ""
    ) -> QAction:
        made = buttons.action(self, word, icon, shortcut=shortcut)
        made.triggered.connect(lambda _checked=False: then())
        self.addAction(made)
        flow.addWidget(buttons.button_for(made, self.bar))
        return made

    def _make_foot(self) -> QHBoxLayout:
        line = QHBoxLayout()
        self.amount = QLabel(self)
        theme.role(self.amount, "muted")
        line.addWidget(self.amount, 1)
        self.original = QCheckBox("同时保留原图（占用空间大，不随上报）", self)
        line.addWidget(self.original)
        return line

    def _apply_sizes(self) -> None:
        look = theme.active()
        self.list.setIconSize(QSize(look.px(THUMB), look.px(THUMB * 3 // 4)))
        self.list.setGridSize(QSize(look.px(THUMB + 24), look.px(THUMB * 3 // 4 + 64)))

    # --- showing ------------------------------------------------------------------------------

    def load(self, record: Record, *, may: bool) -> None:
        """Show the files of a record; `may`: files can be added."""
        if record.id != self._meeting_id:
            self._pictures.clear()
        self._meeting_id, self._may, self._locked = record.id, may, record.locked
        kept = self._chosen()
        self._files = {file.id: file for file in record.evidence}
        self.list.clear()
        for file in record.evidence:
            self._add_item(file)
            if kept is not None and file.id == kept.id:
                self.list.setCurrentRow(self.list.count() - 1)
        self.stack.setCurrentIndex(0 if record.evidence else 1)
        total = sum(file.size for file in record.evidence)
        count = len(record.evidence)
        self.amount.setText(f"{count} 个文件 · {kinds.show_size(total)}" if count else "")
        self.original.setVisible(may)
        desk, meeting_id = self.context.desk, record.id
        self.context.jobs.read(
            self,
            lambda: meetings.missing(desk, [meeting_id]).get(meeting_id, ()),
            lambda lacking: self._on_missing(meeting_id, lacking),
        )
        self._allow()

    def _on_missing(self, meeting_id: int, lacking: Sequence[str]) -> None:
        if meeting_id != self._meeting_id:
            return
        table = codes.table("attachment_purpose")
        words = "、".join(table.name(code) for code in lacking)
        self.missing.setText(f"还缺：{words}。")
        self.missing.setVisible(bool(lacking))

    def _add_item(self, file: AttachedFile) -> None:
        look = theme.active()
        purpose = codes.table("attachment_purpose").name(file.purpose or "other")
        item = QListWidgetItem(f"{file.title}\n{purpose} · {kinds.show_size(file.size)}")
        item.setData(ID, file.id)
        item.setToolTip("\n".join(word for word in (file.title, file.remark) if word))
        item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        item.setIcon(look.icon(ICONS.get(file.purpose, "file-text"), "muted"))
        self.list.addItem(item)
        if file.digest in self._pictures:
            item.setIcon(self._pictures[file.digest])
        elif is_picture(file):
            desk, file_id = self.context.desk, file.id
            self.context.jobs.read(
                self,
                lambda: meetings.thumbnail(desk, file_id),
                lambda content: self._on_thumbnail(file_id, file.digest, content),
            )

    def _on_thumbnail(self, file_id: int, digest: str, content: bytes) -> None:
        picture = QPixmap()
        if not content or not picture.loadFromData(QByteArray(content)):
            return
        self._pictures[digest] = QIcon(picture)
        for number in range(self.list.count()):
            item = self.list.item(number)
            if item.data(ID) == file_id:
                item.setIcon(self._pictures[digest])

    def _chosen(self) -> AttachedFile | None:
        item = self.list.currentItem()
        return self._files.get(int(item.data(ID))) if item is not None else None

    def _allow(self) -> None:
        file = self._chosen()
        for action in (self.add, self.paste, self.describe):
            action.setVisible(self._may)
        self.remove.setVisible(self._may and not self._locked)
        self.view.setEnabled(is_picture(file))
        for action in (self.describe, self.save, self.remove):
            action.setEnabled(file is not None)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown = (self.view, self.describe, self.save, self.remove, self.add, self.paste)
        menu.addActions([action for action in shown if action.isVisible()])
        menu.popup(event.globalPos())

    # --- taking in ----------------------------------------------------------------------------

    def _on_add(self) -> None:
        self.take(self.context.messages.open_files("选择照片、签到表和材料", FILES, many=True))

    def take(self, paths: Sequence[Path]) -> None:
        """Keep files with the meeting shown."""
        self._keep([(path.name, partial(read_file, path)) for path in paths])

    def _keep(self, wanted: Sequence[tuple[str, Callable[[], bytes]]]) -> None:
        if not wanted or not self._may:
            return
        desk, meeting_id = self.context.desk, self._meeting_id
        original = self.original.isChecked()

        def work(progress: Progress) -> int:
            for number, (name, content) in enumerate(wanted):
                progress.step(number, len(wanted), name)
                meetings.add_evidence(desk, meeting_id, name, content(), keep_original=original)
            return len(wanted)

        self.context.jobs.long(
            self,
            work,
            lambda count: self.context.messages.done(f"已添加 {count} 个文件，加密保存在账套里。"),
            "添加痕迹",
            writes=True,
        )

    def _on_paste(self) -> None:
        mime = QGuiApplication.clipboard().mimeData()
        files = _files(mime)
        if files:
            self.take(files)
        elif mime is not None and mime.hasImage():
            image = QGuiApplication.clipboard().image()
            self._keep([("粘贴的照片.png", lambda: _png(image))])
        else:
            self.context.messages.tell("剪贴板里没有图片或文件。")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._may and _files(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.take(_files(event.mimeData()))

    # --- looking, naming, taking out ----------------------------------------------------------

    def _on_view(self) -> None:
        desk = self.context.desk
        show_picture(
            self.context,
            self,
            self._chosen(),
            lambda key: meetings.picture(desk, key, original=True),
        )

    def _on_describe(self) -> None:
        file = self._chosen()
        if file is None:
            return
        desk = self.context.desk
        ask_form(
            self.context,
            self,
            "名称和种类",
            DESCRIPTION,
            lambda values: meetings.describe_evidence(
                desk,
                file.id,
                title=str(values["title"]),
                purpose=str(values["purpose"]),
                remark=str(values.get("remark") or ""),
            ),
            lambda _none: done_with_undo(self.context, self, "已修改。"),
            values={
                "title": file.title,
                "purpose": file.purpose or "other",
                "remark": file.remark,
            },
        )

    def _on_save(self) -> None:
        file = self._chosen()
        if file is not None:
            save_copy(self.context, self, file)

    def _on_remove(self) -> None:
        file = self._chosen()
        if file is None or not self._may or self._locked:
            return
        desk = self.context.desk
        self.context.jobs.write(
            self,
            lambda: meetings.remove_evidence(desk, file.id),
            lambda _none: done_with_undo(self.context, self, "已删除 1 个文件。"),
            "删除痕迹",
        )


def _files(mime: QMimeData | None) -> list[Path]:
    urls = mime.urls() if mime is not None else []
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes for the format
    return bytes(buffer.data().data())
