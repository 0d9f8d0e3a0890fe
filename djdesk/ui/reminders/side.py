"""The cards at the side of the first pane: political birthdays, and how reporting stands."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from djdesk.models.rules import codes
from djdesk.services.packages import spoken
from djdesk.services.reminders import Birthday, Home, Reports, Target
from djdesk.ui.kit import theme
from djdesk.ui.kit.page import Card

LONGEST = 8  # signs of a name on a line


class SideCard(Card):
    """A heading with a word beside it and lines below; `opened(target)` when one is pressed."""

    opened = Signal(object)

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        head = QHBoxLayout()
        self.title = QLabel(title, self)
        theme.role(self.title, "heading")
        self.beside = QLabel(self)
        theme.role(self.beside, "hint")
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.beside)
        self.box.addLayout(head)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.active().px(2))
        self.box.addLayout(self._lines)
        self.links: list[QPushButton] = []

    def clear(self) -> None:
        """Take all lines out."""
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.links = []

    def say(self, text: str, role: str = "", state: str = "") -> None:
        """Add a line that only tells."""
        label = QLabel(text, self)
        label.setWordWrap(True)
        theme.role(label, role)
        theme.state(label, state)
        self._lines.addWidget(label)

    def link(self, word: str, rest: str, target: Target) -> None:
        """Add a line whose first word opens something."""
        line = QWidget(self)
        box = QHBoxLayout(line)
        box.setContentsMargins(0, 0, 0, 0)
        button = QPushButton(word, line)
        theme.role(button, "link")
        button.setAutoDefault(False)
        button.setAccessibleName(f"{word} {rest}".strip())
        button.clicked.connect(lambda: self.opened.emit(target))
        label = QLabel(rest, line)
        label.setWordWrap(True)
        box.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        box.addWidget(label, 1)
        self._lines.addWidget(line)
        self.links.append(button)


class Birthdays(SideCard):
    """Whose political birthday comes next."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("政治生日", parent)

    def show_home(self, home: Home) -> None:
        """Show the birthdays of the next days."""
        self.clear()
        self.beside.setText(f"今天起 {home.birthday_days} 天内")
        for each in home.birthdays:
            name = each.name if len(each.name) <= LONGEST else f"{each.name[:LONGEST]}…"
            target = Target("roster", each.member_id)
            self.link(name, f"入党 {each.years} 周年 · {_when(each, home.day)}", target)
        more = home.birthday_count - len(home.birthdays)
        if more:
            self.say(f"另有 {more} 人", "muted")
        if not home.birthdays:
            self.say("这几天没有。", "muted")


def _when(birthday: Birthday, today: date) -> str:
    day = birthday.day
    if birthday.month_only:
        return f"{day.month}月（日不详）"
    return "今天" if day == today else f"{day.month}月{day.day}日"


class Reporting(SideCard):
    """How reporting stands: of a branch its committee and receipts, of a committee its branches."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("上报情况", parent)

    def show_home(self, home: Home) -> None:
        """Show the figures."""
        self.clear()
        if home.reports.committee:
            self._show_branches(home.reports)
        else:
            self._show_own(home.reports)

    def _show_own(self, found: Reports) -> None:
        packages = Target("packages")
        if not found.superior:
            self.say("还没有加入上级党组织，不能上报。", "muted")
            self.link("加入上级党组织", "", packages)
            return
        self.say(found.superior)
        last = found.last
        if last is None:
            self.say("还没有上报过。", "muted")
        else:
            word = codes.table("package_status").name(last.status)
            number = f"第 {last.number:04d} 号（{last.made_on.month}月{last.made_on.day}日导出）"
            answered = last.answered_on
            if last.status == "exported":
                self.say(f"{number}：等回执", "", "warn")
            else:
                on = f"，{answered.month}月{answered.day}日收到回执" if answered else ""
                bad = last.status == "refused"
                self.say(f"{number}：{word}{on}", "", "bad" if bad else "ok")
        if found.waiting > 1:
            self.say(f"共有 {found.waiting} 个包没有收到回执。", "muted")
        self.link("打开上报接收", "", packages)

    def _show_branches(self, found: Reports) -> None:
        if not found.branches:
            self.say("还没有下级支部；给支部生成邀请文件后就能上报到这里。", "muted")
        else:
            behind = found.branches - found.reported
            self.say(
                f"本月已上报 {found.reported} 个，未上报 {behind} 个",
                "",
                "warn" if behind else "ok",
            )
            if found.merged_at:
                self.say(f"最近接收：{spoken(found.merged_at)}", "muted")
        self.link("打开上报接收", "", Target("packages"))
