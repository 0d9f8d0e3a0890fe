"""The pane 账套与备份: what the book is, its backups, checking, restoring, copying, settings."""

from djdesk.ui.books.pane import BooksPane
from djdesk.ui.kit.pane import PaneSpec

__all__ = ["PANE", "BooksPane"]

PANE = PaneSpec(
    "books",
    "账套与备份",
    "系统",
    "database",
    BooksPane,
    words="备份 恢复 检查 复制 演练 U盘 设置",
)
