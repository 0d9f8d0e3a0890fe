"""Choosing a book and opening it with the password; nothing else is asked."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
)

from djdesk.errors import DeskError, StorageFault
from djdesk.services.progress import Progress
from djdesk.ui.kit import theme
from djdesk.ui.kit.buttons import pressed_by_enter, set_icon
from djdesk.ui.kit.cards import Card
from djdesk.ui.kit.jobs import Jobs
from djdesk.ui.kit.memory import Memory
from djdesk.ui.shell.entrance import Entrance
from djdesk.ui.shell.idle import Idle

if TYPE_CHECKING:
    from djdesk.services.books import Backup, OpenBook, Restored

# The database is loaded while the password is being typed, so that this window stands at once:
# nothing imported above knows SQLAlchemy.

DATABASE = "book.db"  # what makes a folder a book
KNOWN = 8  # books that are listed
_FOLDER = Qt.ItemDataRole.UserRole


def known_books(memory: Memory) -> list[tuple[Path, str]]:
    """(folder, name) of the books opened before on this computer, the last one first."""
    pairs = (line.partition("\t") for line in memory.texts("books/known"))
    return [(Path(folder), name) for folder, _, name in pairs]


def remember_book(memory: Memory, folder: Path, name: str) -> None:
    """Put a book at the head of the known ones; its name is that of an organization."""
    others = [(f, n) for f, n in known_books(memory) if f != folder]
    kept = [(folder, name), *others][:KNOWN]
    memory.keep("books/known", [f"{f}\t{n}" for f, n in kept])


def forget_book(memory: Memory, folder: Path) -> None:
    """Take a book off the list; the book itself is not touched."""
    left = [(f, n) for f, n in known_books(memory) if f != folder]
    memory.keep("books/known", [f"{f}\t{n}" for f, n in left])


class LoginWindow(Entrance):
    """Emits `opened(OpenBook)`, `wants_new` for a new book and `wants_sample` for the sample."""

    opened = Signal(object)
    wants_new = Signal()
    wants_sample = Signal()

    def __init__(
        self,
        memory: Memory,
        on_crash: Callable[[BaseException, str], None],
        jobs: Jobs | None = None,
    ) -> None:
        super().__init__("党建工作台", memory, on_crash, jobs)
        self.idle = Idle(self)
        look = theme.active()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(look.px(40), look.px(28), look.px(40), look.px(20))
        outer.setSpacing(look.px(16))
        brand = QLabel("党建工作台", self)
        theme.role(brand, "title")
        outer.addWidget(brand, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addWidget(self._make_card(), 1)
        outer.addLayout(self._make_foot())
        self.resize(look.px(520), look.px(520))
        self._fill()

    def _make_card(self) -> Card:
        card = Card(self)
        heading = QLabel("打开账套", card)
        theme.role(heading, "heading")
        card.box.addWidget(heading)
        self.books = QListWidget(card)
        self.books.setAccessibleName("账套")
        self.books.currentItemChanged.connect(lambda *_: self._on_chosen())
        self.books.itemActivated.connect(lambda _item: self._go_to_password())
        # the password is what comes next; typed into the list it would be lost
        self.books.itemClicked.connect(lambda _item: self._go_to_password())
        card.box.addWidget(self.books, 1)
        other = QPushButton("打开其他文件夹中的账套…", card)
        theme.role(other, "link")
        other.clicked.connect(self._on_other)
        card.box.addWidget(other, 0, Qt.AlignmentFlag.AlignLeft)
        self.password = QLineEdit(card)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setPlaceholderText("密码（忘记密码时填恢复码）")
        self.password.setAccessibleName("密码")
        self.password.returnPressed.connect(self._on_open)
        self.password.textEdited.connect(self.idle.hold)
        self.go = QPushButton("打开", card)
        theme.role(self.go, "primary")
        self.go.clicked.connect(self._on_open)
        line = QHBoxLayout()
        line.addWidget(self.password, 1)
        line.addWidget(self.go)
        card.box.addLayout(line)
        self.fault = QLabel(card)
        theme.role(self.fault, "fault")
        self.fault.setWordWrap(True)
        self.fault.hide()
        card.box.addWidget(self.fault)
        self.said = QLabel(card)
        theme.role(self.said, "hint")
        self.said.setWordWrap(True)
        self.said.hide()
        card.box.addWidget(self.said)
        self.read_only = self._way_out(card, "以只读方式打开", lambda: self._open(read_only=True))
        self.local = self._way_out(card, "复制到本机再打开…", self._on_copy)
        self.repair = self._way_out(card, "从备份恢复…", self._on_restore)
        return card

    def _way_out(self, card: Card, text: str, then: Callable[[], None]) -> QPushButton:
        """A button under the fault that is shown when it helps."""
        button = QPushButton(text, card)
        button.clicked.connect(lambda _checked=False: then())
        button.hide()
        card.box.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return button

    def _make_foot(self) -> QHBoxLayout:
        line = QHBoxLayout()
        for text, icon, then in (
            ("新建账套", "plus", self.wants_new.emit),
            ("看样例", "book-open", self.wants_sample.emit),
            ("从备份恢复…", "archive-restore", self._on_restore),
        ):
            button = QPushButton(text, self)
            set_icon(button, icon)
            button.clicked.connect(lambda _checked=False, then=then: then())
            line.addWidget(button)
        line.addStretch(1)
        return line

    def _fill(self) -> None:
        self.books.clear()
        for folder, name in known_books(self._memory):
            there = (folder / DATABASE).exists()
            item = QListWidgetItem(f"{name}\n{folder}{'' if there else '（现在找不到）'}")
            item.setIcon(theme.active().icon("book-marked", "accent_text" if there else "muted"))
            item.setData(_FOLDER, str(folder))
            item.setSizeHint(QSize(0, theme.active().px(48)))
            self.books.addItem(item)
        if self.books.count():
            self.books.setCurrentRow(0)
            self.password.setFocus()
        self._on_chosen()

    def folder(self) -> Path | None:
        """The folder of the chosen book."""
        item = self.books.currentItem()
        return Path(item.data(_FOLDER)) if item is not None else None

    def choose(self, folder: Path, name: str = "") -> None:
        """Put a book at the head of the list and choose it."""
        known = dict(known_books(self._memory))
        remember_book(self._memory, folder, name or known.get(folder) or folder.name)
        self._fill()

    def _on_chosen(self) -> None:
        chosen = self.folder() is not None
        self.password.setEnabled(chosen)
        self.go.setEnabled(chosen)
        self._say(None)

    def _go_to_password(self) -> None:
        self.password.setFocus()

    def _on_other(self) -> None:
        folder = self.messages.folder("选择账套所在的文件夹")
        if folder is None:
            return
        if not (folder / DATABASE).exists():
            self._say("这个文件夹里没有账套，请选择新建账套时用的文件夹。")
            return
        self.choose(folder)

    def _on_open(self) -> None:
        self._open(read_only=False)

    def _open(self, *, read_only: bool) -> None:
        folder, password = self.folder(), self.password.text()
        if folder is None:
            return
        if not password:
            self._say("请输入密码。")
            self.password.setFocus()
            return
        self._wait(True)

        def work() -> OpenBook:
            from djdesk.services.books import open_book

            return open_book(folder, password, read_only=read_only)

        self.jobs.write(
            self,
            work,
            self._on_opened,
            "打开账套",
            refused=self._on_refused,
        )

    def _on_opened(self, book: OpenBook) -> None:
        self._wait(False)
        self.password.clear()
        self._say(None)
        remember_book(self._memory, book.folder, book.name)
        self.opened.emit(book)

    def _on_refused(self, error: DeskError) -> None:
        from djdesk.services.books import BookInUse, UnsuitedPlace

        self._wait(False)
        self._say(str(error))
        self.read_only.setVisible(isinstance(error, BookInUse))
        self.local.setVisible(isinstance(error, UnsuitedPlace))
        lost = isinstance(error, StorageFault) and error.kind in ("damaged", "missing")
        self.repair.setVisible(lost)
        self.password.setFocus()
        self.password.selectAll()

    # --- other ways to a book -----------------------------------------------------------------

    def _on_copy(self) -> None:
        """Copy the chosen book from its stick or share into the user's documents and open it."""
        from djdesk.ui.kit.folders import proposed_folder

        folder, password = self.folder(), self.password.text()
        if folder is None:
            return
        target = proposed_folder(dict(known_books(self._memory)).get(folder, folder.name))
        sure = self.messages.ask(
            f"复制到“{target}”？",
            "以后在这台电脑上用复制出来的账套；原来的那份不改动，请妥善保管，不要再往里录入。",
            "复制并打开",
        )
        if not sure:
            return
        self._wait(True)

        def work(progress: Progress) -> OpenBook:
            from djdesk.services.books import copy_book, open_book

            copy_book(folder, target, password, progress.step)
            return open_book(target, password)

        def copied(book: OpenBook) -> None:
            forget_book(self._memory, folder)
            self._on_opened(book)

        self.jobs.long(self, work, copied, "复制账套", writes=True, refused=self._on_refused)

    def _on_restore(self) -> None:
        """Ask which backup and where to; the chosen book's own ones are offered first."""
        from djdesk.services.books import list_backups, reason_against

        folder = self.folder()

        def look() -> tuple[tuple[Backup, ...], bool]:
            if folder is None:
                return (), False
            return list_backups(folder), not reason_against(folder)

        self.jobs.read(self, look, lambda found: self._ask_restore(folder, *found))

    def _ask_restore(self, folder: Path | None, backups: Sequence[Backup], suited: bool) -> None:
        from djdesk.ui.kit.folders import proposed_folder
        from djdesk.ui.kit.restoring import RestoreDialog, Task

        name = dict(known_books(self._memory)).get(folder, "") if folder else ""
        place = folder if folder and suited else proposed_folder(name or "恢复的账套")
        hint = f"恢复“{name}”。也可以选择 U 盘等处的备份文件。" if name else "请选择备份文件。"
        task = Task(backups, place, replaces=place == folder, hint=hint)
        dialog = RestoreDialog(task, self.jobs, self.messages, self)
        dialog.restored.connect(self._on_restored)
        dialog.open()

    def _on_restored(self, done: Restored) -> None:
        self.choose(done.folder)
        text = "已恢复，请输入密码打开。"
        if done.set_aside is not None:
            text += f"原来的内容保留在“{done.set_aside.name}”。"
        self._tell(text)
        self.password.clear()
        self.password.setFocus()

    def _wait(self, waiting: bool) -> None:
        self.idle.stop()
        self.go.setEnabled(not waiting)
        self.go.setText("正在打开…" if waiting else "打开")
        self.password.setReadOnly(waiting)

    def _say(self, text: str | None) -> None:
        self.fault.setText(text or "")
        self.fault.setVisible(bool(text))
        for widget in (self.said, self.read_only, self.local, self.repair):
            widget.hide()

    def _tell(self, text: str) -> None:
        self._say(None)
        self.said.setText(text)
        self.said.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the focused button, in the list it goes to the password."""
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)

    def load(
        self,
        work: Callable[[], None],
        then: Callable[[Jobs, Memory], Generator[None]] | None = None,
    ) -> None:
        """Do `work` in another thread while the user thinks of the password, `then` small steps
        here while nobody types.
        """

        def begin() -> None:
            if then is not None and self.go.isEnabled():  # else a book is being opened already
                self.idle.begin(lambda: then(self.jobs, self._memory))

        self.jobs.read(self, work, lambda _none: begin())

    def shut(self) -> None:
        """Stop the threads; call when the window is no longer needed."""
        self.idle.stop()
        super().shut()
