"""A table with what stands round it: the empty state that teaches, count and sums."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from djdesk.models.store.store import Notice
from djdesk.services.listing import Query
from djdesk.ui.kit import theme
from djdesk.ui.kit.buttons import action, button_for
from djdesk.ui.kit.chips import Chips
from djdesk.ui.kit.columnfilter import ColumnFilters
from djdesk.ui.kit.labels import ElidedLabel
from djdesk.ui.kit.listmodel import ListModel
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.tables import ListView


@dataclass(frozen=True, slots=True)
class Lesson:
    """What an empty list says: what belongs here, and the actions that begin it (first primary).

    A lesson with actions also offers 看样例, the sample book, where another book is open.
    """

    title: str
    text: str
    actions: tuple[QAction, ...] = ()
    icon: str = "inbox"


class EmptyState(QWidget):
    """A pane or list with nothing in it explains what belongs there and how to begin."""

    def __init__(self, lesson: Lesson, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = theme.active()
        box = QVBoxLayout(self)
        box.setSpacing(look.px(8))
        box.addStretch(2)
        picture = QLabel(self)
        picture.setPixmap(look.pixmap(lesson.icon, 40, "muted"))
        title = QLabel(lesson.title, self)
        theme.role(title, "heading")
        text = QLabel(lesson.text, self)
        theme.role(text, "muted")
        text.setWordWrap(True)
        self._text = text
        for label in (picture, title, text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            box.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        self._line = QHBoxLayout()
        self._line.addStretch(1)
        self._buttons = [
            button_for(action, self, primary=number == 0)
            for number, action in enumerate(lesson.actions)
        ]
        for button in self._buttons:
            self._line.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        self._line.addStretch(1)
        box.addSpacing(look.px(8))
        box.addLayout(self._line)
        box.addStretch(3)

    def minimumSizeHint(self) -> QSize:
        # The text takes what width there is; it must not widen the list it stands in for.
        return QSize(theme.active().px(200), theme.active().px(160))

    def resizeEvent(self, event: QResizeEvent) -> None:
        look = theme.active()
        width = max(look.px(160), min(look.px(420), self.width() - look.px(32)))
        self._text.setFixedWidth(width)
        self._text.setMinimumHeight(self._text.heightForWidth(width))
        # side by side where there is room for their words, else one below the other
        wanted = sum(button.sizeHint().width() + look.px(16) for button in self._buttons)
        narrow = wanted > self.width()
        way = QBoxLayout.Direction
        self._line.setDirection(way.TopToBottom if narrow else way.LeftToRight)
        super().resizeEvent(event)


def with_sample(context: Context, lesson: Lesson, owner: QWidget) -> Lesson:
    """The lesson with 看样例 after its own actions; as it is without any, or in the sample book."""
    show = context.sample
    if show is None or not lesson.actions:
        return lesson
    sample = action(owner, "看样例", "book-open", tip="打开虚构的样例账套，看看这里会是什么样子")
    sample.triggered.connect(lambda _checked=False: show())
    return replace(lesson, actions=(*lesson.actions, sample))


class ListBox(QWidget):
    """A `ListView` with empty state and footer; asks anew when the book changes, once it is seen.

    `summary` gives the line under the table for a question (「共 43 人 · 男 29 女 14」); it
    runs off the window's thread. Without it the line says the count.

    Every column can be filtered from its head. The conditions stand as chips above the table, or
    among `chips` if the pane shows some and asks for their `filters()` when they change.
    """

    def __init__(
        self,
        context: Context,
        model: ListModel,
        *,
        lesson: Lesson | None = None,
        summary: Callable[[Query], str] | None = None,
        chips: Chips | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self.model = model
        self.view = ListView(model, context.memory, self)
        self.setFocusProxy(self.view)
        self._summary = summary
        self._stale = True
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.active().px(4))
        self.filters = ColumnFilters(context, model, self.view, chips or self._own_chips(box))
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.view)
        nothing = Lesson("没有符合条件的记录", "换一个条件，或清空搜索框再看。", icon="search")
        self._nothing = EmptyState(nothing, self)
        self._empty = (
            EmptyState(with_sample(context, lesson, self), self) if lesson else self._nothing
        )
        self._stack.addWidget(self._nothing)
        if self._empty is not self._nothing:
            self._stack.addWidget(self._empty)
        box.addWidget(self._stack, 1)
        box.addLayout(self._make_footer())
        model.arrived.connect(self._on_arrived)
        self.view.selection_counted.connect(self._on_selection)
        context.bus.changed.connect(self._on_notice)

    def _own_chips(self, box: QVBoxLayout) -> Chips:
        made = Chips(self)
        made.hide()
        made.changed.connect(self._on_own_chips)
        box.addWidget(made)
        return made

    def _on_own_chips(self) -> None:
        own = self.filters.chips.own()
        self.filters.chips.setVisible(bool(own))
        self.model.set_column_filters(own)

    def _make_footer(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setContentsMargins(theme.active().px(4), 0, theme.active().px(4), 0)
        self.sums = ElidedLabel("", self, Qt.TextElideMode.ElideRight)
        self.chosen = QLabel(self)
        for label in (self.sums, self.chosen):
            theme.role(label, "muted")
            label.setMinimumHeight(theme.active().px(24))
        line.addWidget(self.sums, 1)
        line.addWidget(self.chosen)
        return line

    def offer(self, actions: Iterable[QAction]) -> None:
        """What a right click on rows offers."""
        self.view.offer(actions)

    def refresh(self) -> None:
        """Ask the same question again now if seen, else when seen next."""
        if self.isVisible():
            self._stale = False
            self.model.ask()
        else:
            self._stale = True

    def ask_ahead(self) -> None:
        """Ask before it is seen, by a pane that is being made to be shown: the book answers while
        the rest of the pane is made.
        """
        self._stale = False
        self.model.ask(ahead=True)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.model.ask()
        else:
            self.model.hurry()

    def _on_notice(self, notice: Notice) -> None:
        if notice.tables & self.model.listing.tables:
            self.refresh()

    def _on_arrived(self) -> None:
        count = len(self.model.ids())
        query = self.model.query
        if count:
            self._stack.setCurrentWidget(self.view)
        elif query.text or query.filters:
            self._stack.setCurrentWidget(self._nothing)
        else:
            self._stack.setCurrentWidget(self._empty)
        if self._summary is None or not count:
            self.sums.setText(f"共 {count} {self.model.listing.noun}")
            return
        summary = self._summary
        self._context.jobs.read(
            self, lambda: summary(query), lambda text: self._show_sums(query, text)
        )

    def _show_sums(self, query: Query, text: str) -> None:
        """The sums of the rows shown; those of an earlier question come too late."""
        if query == self.model.query and len(self.model.ids()):
            self.sums.setText(text)

    def _on_selection(self, count: int) -> None:
        self.chosen.setText(f"已选 {count} {self.model.listing.noun}" if count else "")
