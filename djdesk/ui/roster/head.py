"""The head of a member's record: photograph, name, a few facts, and what matters most."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from djdesk.models.rules import codes
from djdesk.services import kinds
from djdesk.services.roster import FIELDS, Profile
from djdesk.ui.kit import theme
from djdesk.ui.roster.portrait import Portrait

STATES = {
    "lost": "bad",
    "overdue": "bad",
    "due": "warn",
    "mobile": "warn",
    "incomplete": "warn",
}
SMALL = 48  # px at 100 %: the height of the photograph where every line counts


class Head(QWidget):
    """Two looks: at ease, and `low` where the height is needed for the form below."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._low = False
        self._condition = ""
        self.portrait = Portrait(self)
        self.name = QLabel(self)
        self.name.setWordWrap(True)  # a long name must not push the list aside
        theme.role(self.name, "title")
        self.facts = QLabel(self)
        self.facts.setWordWrap(True)
        theme.role(self.facts, "muted")
        self.pill = QLabel(self)
        theme.role(self.pill, "pill")
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._words = QVBoxLayout()
        self._top = QHBoxLayout()
        self._top.addWidget(self.name, 1)
        self._below = QHBoxLayout()
        self._below.addWidget(self.facts, 1)
        self._words.addLayout(self._top)
        self._words.addLayout(self._below)
        self._words.addWidget(self.pill, 0, Qt.AlignmentFlag.AlignLeft)
        self._line.addWidget(self.portrait, 0, Qt.AlignmentFlag.AlignTop)
        self._line.addLayout(self._words, 1)
        theme.active().changed.connect(self._apply_sizes)
        self._apply_sizes()

    def _apply_sizes(self) -> None:
        look = theme.active()
        self._line.setSpacing(look.px(12))
        self._words.setSpacing(look.px(2 if self._low else 4))
        self._below.setSpacing(look.px(8))

    def set_low(self, low: bool, buttons: QWidget | None = None) -> None:
        """Choose the look; a low head has room for `buttons` at its right if it is wide."""
        if buttons is not None and self._top.indexOf(buttons) < 0:
            self._top.addWidget(buttons)
        if low == self._low:
            return
        self._low = low
        self.portrait.set_height(SMALL if low else None)
        theme.role(self.name, "heading" if low else "title")
        if low:
            self._below.insertWidget(0, self.pill, 0, Qt.AlignmentFlag.AlignTop)
        else:
            self._words.addWidget(self.pill, 0, Qt.AlignmentFlag.AlignLeft)
        self._apply_sizes()
        self._show_condition()

    def show_new(self) -> None:
        """The head of somebody who is being entered."""
        self.name.setText("新党员")
        self.facts.setText("先填身份证号，出生日期和性别由它带出；按 Enter 到下一栏。")
        self._set_condition("", "")
        self.portrait.show_picture(b"")
        self.portrait.set_editable(False)

    def show_profile(self, profile: Profile) -> None:
        """The words of a member; the photograph is read by the owner."""
        self.name.setText(str(profile.values["name"]))
        self.facts.setText(" · ".join(word for word in _facts(profile) if word))
        self._set_condition(*_condition(profile))

    def _set_condition(self, word: str, state: str) -> None:
        self._condition = word
        self.pill.setVisible(bool(word))
        theme.state(self.pill, state)
        self._show_condition()

    def _show_condition(self) -> None:
        """Beside the facts the pill leaves them half of the line."""
        room = self.width() // 2 if self._low else self.width() - self.portrait.width()
        room -= theme.active().px(40)
        elide = Qt.TextElideMode.ElideRight
        shown = self.pill.fontMetrics().elidedText(self._condition, elide, max(room, 1))
        self.pill.setText(shown)
        self.pill.setToolTip(self._condition if shown != self._condition else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_condition()


def _facts(profile: Profile) -> list[str]:
    table = codes.table
    words = [table("person_class").name(str(profile.values.get("person_class") or ""))]
    words += [profile.group or profile.branch]
    if profile.posts:
        words.append(table("party_post").name(profile.posts))
    if profile.age is not None:
        words.append(f"{profile.age} 岁")
    if profile.party_age is not None:
        words.append(f"党龄 {profile.party_age} 年")
    return words


def _condition(profile: Profile) -> tuple[str, str]:
    """The one word that matters most, and its colour."""
    if profile.withdrawn_on is not None:
        return f"已撤销录入：{profile.withdrawn_reason}", "bad"
    if profile.left is not None:
        way = codes.table("way").name(profile.left.way)
        return f"{kinds.show_date(profile.left.since)} {way}", "bad"
    if profile.condition in ("lost", "overdue", "due", "mobile"):
        word = codes.table("condition").short(profile.condition)
        due = profile.conversion_due
        if profile.condition in ("overdue", "due") and due is not None:
            word = f"{word}：{kinds.show_day(due)}"
        return word, STATES[profile.condition]
    if profile.missing:
        titles = [f.title for f in FIELDS if f.key in profile.missing]
        return f"缺：{'、'.join(titles[:4])}{'等' if len(titles) > 4 else ''}", "warn"
    if profile.honour_on is not None and profile.honour_on <= profile.day:
        return "光荣在党50年", "gold"
    return "", ""
