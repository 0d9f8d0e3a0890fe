"""What a rehearsal of restoring found: today and the backup side by side."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from djdesk.exchange.words import TABLES
from djdesk.services.books import Backup, Rehearsal
from djdesk.ui.kit import theme
from djdesk.ui.kit.restoring import backup_title
from djdesk.ui.kit.rows import Rows, RowText

UNSAID = frozenset({"book", "draft", "setting", "seal_keys"})
"""Tables whose counts tell nobody anything."""


def compared(found: Rehearsal) -> list[tuple[str, int, int]]:
    """(what, today, in the backup) of everything that has rows in one of them."""
    counts = {row.table: row for row in found.rows if row.now or row.then}
    lines = [("在册党员", found.members.now, found.members.then)]
    lines += [
        (title, counts[table].now, counts[table].then)
        for table, title in TABLES.items()
        if table in counts and table not in UNSAID
    ]
    return lines


def _differing(now: int, then: int) -> str:
    if now == then:
        return "一样"
    return f"备份少 {now - then}" if now > then else f"备份多 {then - now}"


class RehearsalDialog(QDialog):
    """Shows the comparison; nothing of it is kept."""

    def __init__(self, backup: Backup, found: Rehearsal, parent: QWidget) -> None:
        super().__init__(parent)
        look = theme.active()
        self.setWindowTitle("备份可以恢复")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box = QVBoxLayout(self)
        box.setContentsMargins(look.px(20), look.px(16), look.px(20), look.px(16))
        box.setSpacing(look.px(12))
        said = QLabel(
            f"这份备份能用您输入的密码打开，内容完好（{backup_title(backup)}）。"
            "演练时恢复出来的副本已经删除，现在的账套没有改动。",
            self,
        )
        said.setWordWrap(True)
        box.addWidget(said)
        lines = compared(found)
        columns = (("内容", 0), ("今天", 80), ("备份", 80), ("差别", 110))
        self.rows = Rows("今天和备份的比较", columns, self)
        self.rows.show_rows(
            [
                RowText(
                    number,
                    (word, str(now), str(then), _differing(now, then)),
                    past=now == then,
                )
                for number, (word, now, then) in enumerate(lines)
            ]
        )
        box.addWidget(self.rows, 1)
        self.steps = QLabel(
            f"今天最后一步：{found.last_now}\n备份里最后一步：{found.last_then}", self
        )
        self.steps.setWordWrap(True)
        theme.role(self.steps, "muted")
        box.addWidget(self.steps)
        foot = QHBoxLayout()
        foot.addStretch(1)
        close = QPushButton("关闭", self)
        theme.role(close, "primary")
        close.clicked.connect(self.accept)
        foot.addWidget(close)
        box.addLayout(foot)
        self.resize(look.px(520), look.px(200 + 30 * min(len(lines), 12)))
