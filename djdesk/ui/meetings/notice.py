"""The notice of a meeting (会议通知): changed, copied, printed, marked as sent."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from djdesk.errors import DeskError
from djdesk.services import meetings
from djdesk.services.listing import Scope
from djdesk.services.meetings import (
    Record,
)
from djdesk.ui.kit import buttons, theme
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.undo import done_with_undo
from djdesk.ui.meetings import papers


class NoticeDialog(QDialog):
    """The text of the notice: changed, copied, printed, and marked as sent."""

    def __init__(
        self, context: Context, record: Record, text: str, owner: QWidget, may: bool
    ) -> None:
        super().__init__(owner.window())
        self.context = context
        self._record = record
        self._owner = owner
        look = theme.active()
        self.setWindowTitle(f"会议通知：{record.title}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.resize(look.px(560), look.px(420))
        box = QVBoxLayout(self)
        box.setContentsMargins(look.px(20), look.px(16), look.px(20), look.px(16))
        hint = QLabel("改好后复制到群里，或者打印张贴；发出后点“已发通知”。", self)
        hint.setWordWrap(True)
        theme.role(hint, "muted")
        box.addWidget(hint)
        self.text = QPlainTextEdit(text, self)
        self.text.setAccessibleName("通知内容")
        self.text.setTabChangesFocus(True)
        box.addWidget(self.text, 1)
        line = QHBoxLayout()
        self.copy = self._button("复制", "copy", self._on_copy)
        self.print = self._button("打印", "printer", self._on_print)
        self.print.setVisible(may)
        line.addWidget(self.copy)
        line.addWidget(self.print)
        line.addStretch(1)
        close = self._button("关闭", "", self.reject)
        self.sent = self._button("已发通知", "", self._on_sent)
        theme.role(self.sent, "primary")
        self.sent.setVisible(may)
        line.addWidget(close)
        line.addWidget(self.sent)
        box.addLayout(line)
        self.text.setFocus()

    def _button(self, word: str, icon: str, then: Callable[[], object]) -> QPushButton:
        button = QPushButton(word, self)
        button.setAutoDefault(False)
        if icon:
            buttons.set_icon(button, icon)
        button.clicked.connect(lambda _checked=False: then())
        return button

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.copy.setText("已复制")

    def _on_print(self) -> None:
        """Print what stands here: it is kept first, and not yet marked as sent."""
        context, record, text = self.context, self._record, self.text.toPlainText()
        desk = context.desk
        context.jobs.write(
            self,
            lambda: meetings.keep_notice(desk, record.id, text),
            lambda _none: papers.print_meetings(
                context, self, Scope(desk.today()), record, first=papers.NOTICE
            ),
            "修改会议通知",
        )

    def _on_sent(self) -> None:
        desk, meeting_id, text = self.context.desk, self._record.id, self.text.toPlainText()
        self.sent.setEnabled(False)
        self.context.jobs.write(
            self,
            lambda: meetings.notify(desk, meeting_id, text=text, on=desk.today()),
            lambda _none: self._on_noted(),
            "登记会议通知",
            refused=self._on_refused,
        )

    def _on_noted(self) -> None:
        self.accept()
        done_with_undo(self.context, self._owner, "已登记：通知已发出。")

    def _on_refused(self, error: DeskError) -> None:
        self.sent.setEnabled(True)
        self.context.messages.problem(error)


def show_notice(context: Context, owner: QWidget, record: Record, *, may: bool) -> None:
    """Open the notice of a meeting."""
    desk, meeting_id = context.desk, record.id
    context.jobs.read(
        owner,
        lambda: meetings.notice_text(desk, meeting_id),
        lambda text: NoticeDialog(context, record, text, owner, may).open(),
    )
