"""The sign-in window (扫码签到): a reader types a code and Enter; name and count stand large."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from djdesk.errors import DeskError
from djdesk.services import kinds, meetings
from djdesk.services.meetings import Record, RollRow
from djdesk.ui.kit import theme
from djdesk.ui.kit.pane import Context


class SignInWindow(QDialog):
    """Takes codes until it is closed; each one is saved at once, so that nothing is lost."""

    def __init__(self, context: Context, record: Record, owner: QWidget) -> None:
        super().__init__(owner.window())
        self.context = context
        self._record = record
        self._present = record.roll.present
        look = theme.active()
        self.setWindowTitle(f"扫码签到：{record.title}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.resize(look.px(760), look.px(520))
        box = QVBoxLayout(self)
        box.setContentsMargins(look.px(32), look.px(24), look.px(32), look.px(24))
        box.setSpacing(look.px(12))
        head = QLabel(record.title, self)
        theme.role(head, "title")
        head.setWordWrap(True)
        self.name = QLabel("请扫码", self)
        theme.role(self.name, "banner")
        self.said = QLabel("把党员码对准扫码枪，听到响声即可。", self)
        theme.role(self.said, "title")
        self.said.setWordWrap(True)
        self.count = QLabel(self)
        theme.role(self.count, "figure")
        for label in (head, self.name, self.said, self.count):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box.addWidget(head)
        box.addStretch(1)
        box.addWidget(self.name)
        box.addWidget(self.said)
        box.addStretch(1)
        box.addWidget(self.count)
        line = QHBoxLayout()
        self.code = QLineEdit(self)
        self.code.setAccessibleName("党员码或身份证号")
        self.code.setPlaceholderText("党员码或身份证号，扫码枪会自动填写")
        self.code.returnPressed.connect(self._on_code)
        line.addWidget(self.code, 1)
        close = QPushButton("结束签到", self)
        close.setAutoDefault(False)
        close.clicked.connect(self.accept)
        line.addWidget(close)
        box.addLayout(line)
        self._show_count()
        self.code.setFocus()

    def _on_code(self) -> None:
        """Enter, by the reader or by hand: the next code may come while this one is saved."""
        code = self.code.text().strip()
        self.code.clear()
        if not code:
            return
        now = datetime.now()  # noqa: DTZ005 - the clock on the wall
        at = now.hour * 60 + now.minute
        desk, meeting_id = self.context.desk, self._record.id
        self.context.jobs.write(
            self,
            lambda: meetings.sign_in(desk, meeting_id, code, at),
            lambda row: self._on_signed(row, at),
            "扫码签到",
            refused=self._on_refused,
        )

    def _on_signed(self, row: RollRow, at: int) -> None:
        self.name.setText(row.name)
        theme.state(self.name, "ok")
        late = "（迟到）" if row.status == "late" else ""
        self.said.setText(f"{kinds.show_time(at)} 已签到{late}")
        self._recount()

    def _on_refused(self, error: DeskError) -> None:
        self.name.setText("没有签上")
        theme.state(self.name, "bad")
        self.said.setText(f"{error.text}{error.remedy}")
        self.code.setFocus()

    def _recount(self) -> None:
        desk, meeting_id = self.context.desk, self._record.id
        self.context.jobs.read(self, lambda: meetings.roll(desk, meeting_id), self._on_roll)

    def _on_roll(self, roll: meetings.Roll) -> None:
        self._present = roll.present
        self._show_count(roll.should)

    def _show_count(self, should: int | None = None) -> None:
        wanted = self._record.roll.should if should is None else should
        self.count.setText(f"已到 {self._present} 人 / 应到 {wanted} 人")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter belongs to the reader; Escape ends.
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
