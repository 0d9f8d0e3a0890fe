"""Adding people to the roll of a meeting for chosen ones (指定人员参加的会议)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from djdesk.models.rules import names
from djdesk.services import meetings
from djdesk.services.meetings import Mark, Record
from djdesk.ui.kit import theme
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.undo import done_with_undo

ID = Qt.ItemDataRole.UserRole
Person = tuple[int, str, str]


class PeopleDialog(QDialog):
    """Those of the unit who are not on the roll yet, to be ticked; they are marked as present."""

    def __init__(
        self, context: Context, record: Record, people: Sequence[Person], owner: QWidget
    ) -> None:
        super().__init__(owner.window())
        self.context = context
        self._record = record
        self._owner = owner
        look = theme.active()
        self.setWindowTitle("添加参加人")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.resize(look.px(400), look.px(520))
        box = QVBoxLayout(self)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("姓名或拼音首字母")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._on_search)
        box.addWidget(self.search)
        self.list = QListWidget(self)
        self.list.setAccessibleName("党员")
        for member_id, name, group in people:
            item = QListWidgetItem(f"{name}　{group}" if group else name)
            item.setData(ID, member_id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.itemChanged.connect(lambda _item: self._allow())
        box.addWidget(self.list, 1)
        line = QHBoxLayout()
        line.addStretch(1)
        stop = QPushButton("取消", self)
        stop.setAutoDefault(False)
        stop.clicked.connect(self.reject)
        self.add = QPushButton("添加", self)
        theme.role(self.add, "primary")
        self.add.setAutoDefault(False)
        self.add.clicked.connect(lambda _checked=False: self._on_add())
        line.addWidget(stop)
        line.addWidget(self.add)
        box.addLayout(line)
        self._allow()

    def chosen(self) -> list[int]:
        """The members that are ticked."""
        items = (self.list.item(number) for number in range(self.list.count()))
        return [int(i.data(ID)) for i in items if i.checkState() == Qt.CheckState.Checked]

    def _allow(self) -> None:
        count = len(self.chosen())
        self.add.setEnabled(count > 0)
        self.add.setText(f"添加 {count} 人" if count else "添加")

    def _on_search(self, text: str) -> None:
        letters = text.strip().lower()
        for number in range(self.list.count()):
            item = self.list.item(number)
            name = item.text()
            fits = text.strip() in name or (
                letters.isascii() and names.initials(name).startswith(letters)
            )
            item.setHidden(not fits)

    def _on_add(self) -> None:
        desk, meeting_id = self.context.desk, self._record.id
        marks = {member_id: Mark("present") for member_id in self.chosen()}
        self.context.jobs.write(
            self,
            lambda: meetings.save_roll(desk, meeting_id, marks),
            lambda _none: self._on_added(len(marks)),
            "添加参加人",
        )

    def _on_added(self, count: int) -> None:
        self.accept()
        done_with_undo(self.context, self._owner, f"已添加 {count} 人。")


def ask_people(context: Context, owner: QWidget, record: Record) -> None:
    """Let the user tick who takes part."""
    desk, meeting_id = context.desk, record.id
    context.jobs.read(
        owner,
        lambda: meetings.candidates(desk, meeting_id),
        lambda people: PeopleDialog(context, record, people, owner).open(),
    )
