"""The dialog that gets a book back from a backup: which backup, where to, and the password of then.

The login uses it when a book will not open, the pane of books for a look at an older state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from djdesk.errors import DeskError
from djdesk.services import books, kinds
from djdesk.services.books import Backup, Restored, UnsuitedPlace
from djdesk.ui.kit import theme
from djdesk.ui.kit.jobs import Jobs, Ticket
from djdesk.ui.kit.labels import label_for
from djdesk.ui.kit.messages import Messages

KINDS = "账套备份 (*.djbak)"


def backup_title(backup: Backup) -> str:
    """A backup in a list of choices: when, why, how large."""
    size = kinds.show_size(backup.size)
    return f"{backup.made_at:%Y-%m-%d %H:%M}　{backup.why_title}　{size}"


@dataclass(frozen=True, slots=True)
class Task:
    """What may be restored: the backups at hand, and the folder proposed for the book.

    `replaces` says that the book which is in that folder is set aside.
    """

    backups: Sequence[Backup]
    folder: Path
    replaces: bool = False
    hint: str = ""


class RestoreDialog(QDialog):
    """Emits `restored(Restored)` when the book stands in its folder, and closes."""

    restored = Signal(object)

    def __init__(self, task: Task, jobs: Jobs, messages: Messages, parent: QWidget) -> None:
        super().__init__(parent)
        self._task = task
        self._jobs = jobs
        self._messages = messages
        self._ticket: Ticket[Restored] | None = None
        self._running = False
        look = theme.active()
        self.setWindowTitle("从备份恢复")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box = QVBoxLayout(self)
        box.setContentsMargins(look.px(20), look.px(16), look.px(20), look.px(16))
        box.setSpacing(look.px(12))
        if task.hint:
            hint = QLabel(task.hint, self)
            hint.setWordWrap(True)
            theme.role(hint, "muted")
            box.addWidget(hint)
        box.addLayout(self._make_fields())
        self.consequence = QLabel(self)
        self.consequence.setWordWrap(True)
        theme.role(self.consequence, "hint")
        box.addWidget(self.consequence)
        self.fault = QLabel(self)
        self.fault.setWordWrap(True)
        theme.role(self.fault, "fault")
        box.addWidget(self.fault)
        self.bar = QProgressBar(self)
        self.bar.setAccessibleName("进度")
        self.bar.hide()
        box.addWidget(self.bar)
        box.addStretch(1)
        box.addLayout(self._make_foot())
        jobs.changed.connect(self._on_jobs)
        self.resize(look.px(560), look.px(320))
        self._on_place()
        self.password.setFocus()

    def _make_fields(self) -> QGridLayout:
        look = theme.active()
        grid = QGridLayout()
        grid.setHorizontalSpacing(look.px(8))
        grid.setVerticalSpacing(look.px(8))
        grid.setColumnStretch(1, 1)
        self.backups = QComboBox(self)
        self.backups.setMinimumContentsLength(16)
        for backup in self._task.backups:
            self.backups.addItem(backup_title(backup), str(backup.path))
        self.other = QPushButton("其他文件…", self)
        self.other.clicked.connect(self._on_other)
        self.place = QLineEdit(str(self._task.folder), self)
        self.place.setCursorPosition(0)
        self.place.textChanged.connect(lambda _text: self._on_place())
        self.elsewhere = QPushButton("更改…", self)
        self.elsewhere.clicked.connect(self._on_elsewhere)
        self.password = QLineEdit(self)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setPlaceholderText("做备份时使用的密码，或当时的恢复码")
        self.password.textChanged.connect(lambda _text: self._allow())
        self.password.returnPressed.connect(self.submit)
        rows: tuple[tuple[str, QWidget, QPushButton | None], ...] = (
            ("备份", self.backups, self.other),
            ("恢复到", self.place, self.elsewhere),
            ("密码", self.password, None),
        )
        for row, (word, editor, button) in enumerate(rows):
            label = label_for(word, editor, self)
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(editor, row, 1, 1, 1 if button else 2)
            if button is not None:
                button.setAutoDefault(False)
                grid.addWidget(button, row, 2)
        return grid

    def _make_foot(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.addStretch(1)
        self.stop = QPushButton("取消", self)
        self.stop.setAutoDefault(False)
        self.stop.clicked.connect(self.reject)
        self.go = QPushButton("恢复", self)
        self.go.setAutoDefault(False)
        theme.role(self.go, "primary")
        self.go.clicked.connect(self.submit)
        line.addWidget(self.stop)
        line.addWidget(self.go)
        return line

    # --- the three answers --------------------------------------------------------------------

    def choose(self, backup: Path) -> None:
        """Choose a backup; one that is not in the list is added to it."""
        place = self.backups.findData(str(backup))
        if place < 0:
            self.backups.addItem(backup.name, str(backup))
            place = self.backups.count() - 1
        self.backups.setCurrentIndex(place)
        self._allow()

    def _on_other(self) -> None:
        for path in self._messages.open_files("选择备份文件", KINDS):
            self.choose(path)

    def _on_elsewhere(self) -> None:
        folder = self._messages.folder("恢复到哪个文件夹里")
        if folder is not None:
            self.place.setText(str(folder / self._task.folder.name))

    def _on_place(self) -> None:
        folder = Path(self.place.text().strip())
        if self._task.replaces and folder == self._task.folder:
            text = "这个文件夹里现在的账套不会删除，改名为“……-恢复前-日期时间”保留在旁边。"
        elif folder.is_dir() and next(folder.glob("*"), None) is not None:
            text = "这个文件夹不是空的：里面现有的内容会改名保留在旁边。"
        else:
            text = "恢复成一个新的文件夹，原来的账套不变。"
        self.consequence.setText(text)
        self._allow()

    def _allow(self) -> None:
        ready = self.backups.currentIndex() >= 0 and bool(self.place.text().strip())
        self.go.setEnabled(ready and bool(self.password.text()) and not self._running)

    # --- doing it -----------------------------------------------------------------------------

    def submit(self) -> None:
        """Restore; what is wrong is told in the dialog, which stays open."""
        if not self.go.isEnabled():
            return
        backup = Path(str(self.backups.currentData()))
        folder, password = Path(self.place.text().strip()), self.password.text()
        if not folder.is_absolute():
            self.fault.setText("请填写完整的文件夹路径，或按“更改…”选择。")
            return
        reason = books.reason_against(folder)
        if reason:
            self.fault.setText(str(UnsuitedPlace(folder, reason)))
            return
        self.fault.clear()
        self._wait(True)
        ticket = self._jobs.long(
            self,
            lambda progress: books.restore_backup(backup, folder, password, progress.step),
            self._on_restored,
            "恢复备份",
            writes=True,
            refused=self._on_refused,
        )
        self._ticket = ticket if self._running else None  # in tests it is done already

    def reject(self) -> None:
        """取消 and Escape stop a running restore, and close the dialog otherwise."""
        if self._ticket is not None:
            self._ticket.progress.stop()
        else:
            super().reject()

    def _wait(self, waiting: bool) -> None:
        for editor in (self.backups, self.other, self.place, self.elsewhere, self.password):
            editor.setEnabled(not waiting)
        self.bar.setRange(0, 0)
        self.bar.setVisible(waiting)
        self._running = waiting
        self.stop.setText("停止" if waiting else "取消")
        if not waiting:
            self._ticket = None
        self.go.setEnabled(not waiting)

    def _on_jobs(self) -> None:
        if self._ticket is None:
            return
        done, total, text = self._ticket.progress.now()
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.consequence.setText(f"{text}…" if text else "")

    def _on_restored(self, done: Restored) -> None:
        self._wait(False)
        self.restored.emit(done)
        self.accept()

    def _on_refused(self, error: DeskError) -> None:
        self._wait(False)
        self._on_place()
        self.fault.setText(str(error))
        self.password.setFocus()
        self.password.selectAll()
