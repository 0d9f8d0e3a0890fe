"""The manual (F1), offline: the page of the pane in use beside the window, and all the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, Qt, QUrl
from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

import djdesk
from djdesk import resources
from djdesk.errors import UserError
from djdesk.ui.kit import theme
from djdesk.ui.kit.buttons import set_icon
from djdesk.ui.kit.pane import PaneSpec

WIDTH, HEIGHT = 720, 640  # px at 100 %
_ID = Qt.ItemDataRole.UserRole


def page_of(pane: str) -> Path:
    """Where the page of a pane lies (resources/manual/<pane>.md)."""
    return resources.path("manual", f"{pane}.md")


def text_of(pane: str) -> str:
    """The page of a pane as Markdown; `UserError` if it is not there."""
    try:
        return page_of(pane).read_text(encoding="utf-8")
    except OSError as error:
        raise UserError("找不到这一页的使用说明。", "程序文件可能不完整，请重新安装。") from error


class Manual(QDialog):
    """Stays beside the work while it is read; `show_page(id)` goes to the page of a pane."""

    def __init__(
        self, panes: Sequence[PaneSpec], show_shortcuts: Callable[[], object], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._home = parent
        self.setWindowTitle("使用说明")
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        self.pages = QListWidget(self)
        self.pages.setAccessibleName("使用说明的目录")
        for spec in panes:
            item = QListWidgetItem(theme.active().icon(spec.icon, "muted"), spec.title)
            item.setData(_ID, spec.id)
            self.pages.addItem(item)
        self.pages.currentItemChanged.connect(lambda *_: self._read())
        self.text = QTextBrowser(self)
        self.text.setAccessibleName("使用说明")
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._on_link)
        keys = QPushButton("快捷键一览", self)
        set_icon(keys, "keyboard")
        close = QPushButton("关闭", self)
        about = QLabel(f"党建工作台 {djdesk.__version__}", self)
        theme.role(about, "hint")
        for button, then in ((keys, show_shortcuts), (close, self.reject)):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, then=then: then())
        self.keys = keys
        across = QHBoxLayout()
        across.addWidget(self.pages)
        across.addWidget(self.text, 1)
        foot = QHBoxLayout()
        foot.addWidget(keys)
        foot.addWidget(about, 1)
        foot.addWidget(close)
        box = QVBoxLayout(self)
        box.addLayout(across, 1)
        box.addLayout(foot)
        theme.active().changed.connect(self._apply_sizes)
        self._apply_sizes()

    def _apply_sizes(self) -> None:
        look = theme.active()
        self.pages.setFixedWidth(look.px(150))
        room = self.screen().availableGeometry()
        width, height = look.px(WIDTH), look.px(HEIGHT)
        self.resize(min(width, room.width() * 9 // 10), min(height, room.height() * 9 // 10))
        self.move(self._beside(room))
        self._read()

    def _beside(self, room: QRect) -> QPoint:
        """At the right side of the window, where it hides the least of the list."""
        window = self._home.window().frameGeometry()
        x = min(window.right(), room.right()) - self.width()
        return QPoint(max(room.left(), x), max(room.top(), window.top() + theme.active().px(80)))

    def show_page(self, pane: str) -> None:
        """Go to the page of a pane; stays where it is if there is none in this book."""
        for row in range(self.pages.count()):
            if self.pages.item(row).data(_ID) == pane:
                self.pages.setCurrentRow(row)
        if self.pages.currentItem() is None:
            self.pages.setCurrentRow(0)

    @property
    def current(self) -> str:
        """The pane whose page is shown."""
        item = self.pages.currentItem()
        return str(item.data(_ID)) if item is not None else ""

    def _read(self) -> None:
        if not self.current:
            return
        look = theme.active()
        document = QTextDocument(self.text)
        document.setDefaultFont(self.text.font())
        document.setMarkdown(text_of(self.current))
        _loosen(document, look.px(6))
        self.text.setDocument(document)

    def _on_link(self, url: QUrl) -> None:
        """A link in a page leads to another page, nowhere else."""
        self.show_page(url.toString().removesuffix(".md"))


def _loosen(document: QTextDocument, gap: int) -> None:
    """Chinese text needs more room between its lines than the default."""
    block = document.begin()
    while block.isValid():
        cursor = QTextCursor(block)
        form = block.blockFormat()
        form.setLineHeight(135, 1)  # per cent of the line; 1 is QTextBlockFormat.ProportionalHeight
        form.setTopMargin(2 * gap if form.headingLevel() else gap / 2)
        form.setBottomMargin(gap / 2)
        cursor.setBlockFormat(form)
        block = block.next()
