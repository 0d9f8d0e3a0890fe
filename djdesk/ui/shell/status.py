"""The line at the foot of the window: book, user, running work with 停止, backup, last report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QProgressBar,
    QPushButton,
    QWidget,
)

from djdesk.ui.kit import theme
from djdesk.ui.kit.jobs import Jobs, Running
from djdesk.ui.kit.labels import ElidedLabel

GAP = 24  # px at 100 % between two things told
REFRESH = 5 * 60 * 1000  # ms between two looks at the facts


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the status line tells; a click opens `area`. `state`: ok, warn, bad or nothing."""

    text: str
    state: str = ""
    area: str = ""


class StatusLine(QFrame):
    """Shows `book` and `user`, what runs, and the facts that `facts()` finds off this thread.

    Without room for all, book and user give way (both stand above as well), then the facts without
    a state, then the others, the last first; what is cut is told whole in its tip.
    """

    def __init__(
        self,
        book: str,
        user: str,
        jobs: Jobs,
        facts: Callable[[], Sequence[Fact]],
        open_area: Callable[[str], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        theme.role(self, "status")
        self._jobs = jobs
        self._facts = facts
        self._open_area = open_area
        self._line = QHBoxLayout(self)
        self._line.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._book = ElidedLabel(book, self)
        self._user = ElidedLabel(user, self)
        for label in (self._book, self._user):
            theme.role(label, "hint")
            self._line.addWidget(label)
        self._said = ElidedLabel("", self)
        theme.role(self._said, "hint")
        self._said.hide()
        self._line.addWidget(self._said)
        self._work = _Work(self)
        self._line.addWidget(self._work)
        self._line.addStretch(1)
        self._links: list[_Link] = []
        jobs.changed.connect(self._on_jobs)
        self._clock = QTimer(self)
        self._clock.setInterval(REFRESH)
        self._clock.timeout.connect(self.refresh)
        self._clock.start()
        theme.active().changed.connect(self._apply_sizes)
        self._apply_sizes()

    def _apply_sizes(self) -> None:
        look = theme.active()
        self._line.setContentsMargins(look.px(20), 0, look.px(20), 0)
        self._line.setSpacing(look.px(GAP))
        self.setFixedHeight(look.px(30))
        self._fit()

    def say(self, text: str) -> None:
        """Tell what the window itself is doing, until something else is said."""
        self._said.setText(text)
        self._said.setVisible(bool(text))
        self._fit()

    def refresh(self) -> None:
        """Look at the facts again."""
        self._jobs.read(self, self._facts, self._show_facts)

    def _show_facts(self, facts: Sequence[Fact]) -> None:
        for link in self._links:
            self._line.removeWidget(link)
            link.deleteLater()
        self._links = []
        for fact in facts:
            link = _Link(fact, self)
            link.clicked.connect(lambda _checked, area=fact.area: self._open_area(area))
            self._line.addWidget(link)
            link.show()
            self._links.append(link)
        self._fit()

    def _on_jobs(self) -> None:
        running = self._jobs.running()
        self._work.show_running(running[0] if running else None, len(running))
        self._fit()

    def _fit(self) -> None:
        """Share the width out: the most important first."""
        look = theme.active()
        room = self.width() - look.px(40)
        for busy in (self._said, self._work):
            room -= 0 if busy.isHidden() else busy.sizeHint().width() + look.px(GAP)
        for link in sorted(self._links, key=lambda link: not link.fact.state):
            room -= link.fit(room) + look.px(GAP)
        for label in (self._user, self._book):
            least = label.fontMetrics().horizontalAdvance("某某支部…委员会")
            width = min(label.sizeHint().width(), room)
            label.setVisible(width >= min(least, label.sizeHint().width()))
            if not label.isHidden():
                label.setMaximumWidth(width)
                room -= width + look.px(GAP)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())


class _Link(QPushButton):
    """A fact; cut with … where there is no room, and then told whole in its tip."""

    def __init__(self, fact: Fact, parent: QWidget) -> None:
        super().__init__(fact.text, parent)
        self.fact = fact
        theme.role(self, "fact")
        theme.state(self, fact.state)
        self.setEnabled(bool(fact.area))
        self.setAccessibleName(fact.text)

    def fit(self, room: int) -> int:
        """Take up to `room` pixels and return how many were taken."""
        self.ensurePolished()
        self.setText(self.fact.text)
        wanted = self.sizeHint().width()
        width = max(min(wanted, room), self.fontMetrics().horizontalAdvance("汉…"))
        if width < wanted:
            side = wanted - self.fontMetrics().horizontalAdvance(self.fact.text)
            elide = Qt.TextElideMode.ElideRight
            self.setText(self.fontMetrics().elidedText(self.fact.text, elide, width - side))
        self.setToolTip(self.fact.text if width < wanted else "")
        self.setFixedWidth(width)
        return width


class _Work(QWidget):
    """The oldest running work: what, how far, how long still, and 停止."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._stop: Callable[[], None] | None = None
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        self.text = QLabel(self)
        theme.role(self.text, "hint")
        self.bar = QProgressBar(self)
        self.bar.setFixedWidth(theme.active().px(140))
        self.bar.setAccessibleName("进度")
        self.button = QPushButton("停止", self)
        theme.role(self.button, "small")
        self.button.clicked.connect(self._on_stop)
        for widget in (self.text, self.bar, self.button):
            line.addWidget(widget)
        self.hide()

    def show_running(self, work: Running | None, count: int) -> None:
        """Show a piece of work, or nothing."""
        self.setVisible(work is not None)
        if work is None:
            return
        more = f"（另有 {count - 1} 项）" if count > 1 else ""
        self.text.setText(f"{work.text or work.title}{_time_left(work.left)}{more}")
        self.bar.setRange(0, work.total)
        self.bar.setValue(work.done)
        self.button.setVisible(work.can_stop)
        self._stop = work.stop

    def _on_stop(self) -> None:
        if self._stop is not None:
            self._stop()


def _time_left(seconds: float) -> str:
    if seconds < 0:
        return ""
    if seconds < 60:
        return f"，还需约 {max(1, round(seconds))} 秒"
    return f"，还需约 {round(seconds / 60)} 分钟"
