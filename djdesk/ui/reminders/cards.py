"""The four figures at the head of the first pane: members, records, reports, backup."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from djdesk.models.rules import codes
from djdesk.services.reminders import Home, Reports, Target
from djdesk.ui.kit import theme
from djdesk.ui.kit.labels import ElidedLabel


@dataclass(frozen=True, slots=True)
class Figure:
    """What a card shows, and where a click on it leads; `state`: ok, warn, bad or nothing."""

    title: str
    value: str
    detail: str
    target: Target
    state: str = ""


def figures(home: Home) -> tuple[Figure, ...]:
    """The four figures of a book."""
    return _members(home), _records(home), _reports(home.reports, home.day), _backup(home)


def _members(home: Home) -> Figure:
    found = home.members
    # A word and its number stay on one line.
    parts = (("正式", found.full), ("预备", found.probationary), ("流动", found.mobile))
    detail = "·".join(f"{word}\u00a0{count}" for word, count in parts)
    return Figure("党员", str(found.total), detail, Target("roster", None, {"view": "all"}))


def _records(home: Home) -> Figure:
    found = home.members
    target = Target("roster", None, {"view": "incomplete"})
    if not found.total:
        return Figure("资料不全", "—", "花名册还是空的", target)
    if not found.incomplete:
        return Figure("资料不全", "0", "核心项都已填写", target, "ok")
    detail = "身份证号、学历、电话等有空项"
    return Figure("资料不全", str(found.incomplete), detail, target, "warn")


def _reports(found: Reports, day: date) -> Figure:
    target = Target("packages")
    if found.committee:
        if not found.branches:
            return Figure("本月上报", "—", "还没有下级支部", target)
        behind = found.branches - found.reported
        detail = f"{behind} 个支部本月未上报" if behind else "各支部都已上报"
        value = f"{found.reported} / {found.branches}"
        return Figure("本月上报", value, detail, target, "warn" if behind else "ok")
    if not found.superior:
        return Figure("上次上报", "—", "还没有加入上级党组织", target)
    last = found.last
    if last is None:
        return Figure("上次上报", "—", "还没有上报过", target)
    word = codes.table("package_status").name(last.status)
    state = {"accepted": "ok", "refused": "bad", "exported": "warn"}.get(last.status, "")
    detail = f"{_spoken(last.made_on, day)} · {word if last.status != 'exported' else '等回执'}"
    return Figure(
        "上次上报", f"第 {last.number:04d} 号", detail, Target("packages", last.id), state
    )


def _backup(home: Home) -> Figure:
    target, at = Target("books"), home.backed_up
    if at is None:
        return Figure("最近备份", "还没有", "请先备份一次", target, "bad")
    days = (home.day - at.date()).days
    value = {0: "今天", 1: "昨天"}.get(days, f"{days} 天前" if days > 0 else "今天")
    detail = f"{_spoken(at.date(), home.day)} {at:%H:%M} · 已核验"
    return Figure("最近备份", value, detail, target, "warn" if home.backup_is_old else "ok")


def _spoken(on: date, day: date) -> str:
    year = f"{on.year}年" if on.year != day.year else ""
    return f"{year}{on.month}月{on.day}日"


class FigureCard(QPushButton):
    """A figure as a card that is pressed like a button."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        theme.role(self, "figure")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._box = QVBoxLayout(self)
        self.title, self.value, self.detail = QLabel(self), ElidedLabel("", self), QLabel(self)
        theme.role(self.title, "muted")
        theme.role(self.value, "figure")
        theme.role(self.detail, "muted")
        self.detail.setWordWrap(True)
        self.detail.setAlignment(Qt.AlignmentFlag.AlignTop)
        for label in (self.title, self.value, self.detail):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            self._box.addWidget(label)
        self._box.addStretch(1)
        theme.active().changed.connect(self._apply_sizes)
        self._apply_sizes()

    def _apply_sizes(self) -> None:
        look = theme.active()
        side = look.px(16)
        self._box.setContentsMargins(side, look.px(12), side, look.px(12))
        self._box.setSpacing(look.px(2))
        self.updateGeometry()

    def show_figure(self, figure: Figure) -> None:
        """Show another figure."""
        self.title.setText(figure.title)
        self.value.setText(figure.value)
        theme.state(self.value, figure.state)
        self.detail.setText(figure.detail)
        self.setAccessibleName(f"{figure.title}：{figure.value}，{figure.detail}")

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._box.heightForWidth(width)

    def sizeHint(self) -> QSize:
        # A button measures its own word, not the layout inside it.
        return self._box.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._box.minimumSize()
