"""The scaffold of a pane: title, toolbar, chips, table left and record right, footer."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from djdesk.models.store.store import Notice
from djdesk.ui.kit import buttons, theme
from djdesk.ui.kit.bus import Bus
from djdesk.ui.kit.cards import Card, card, scrolled
from djdesk.ui.kit.chips import Chips
from djdesk.ui.kit.labels import ElidedLabel
from djdesk.ui.kit.memory import Memory

__all__ = ["Card", "Page", "card", "scrolled"]

NARROW = 720  # px at 100 %; a narrower pane shows list and record in turn


class SearchLine(QLineEdit):
    """The search box of a pane; Down, Enter and Escape emit `left`: the list has the keys again."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives up the search as well."""
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
        keys = (Qt.Key.Key_Escape, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() in keys:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class _Rule(NamedTuple):
    """When a record stands beside a wide table; `room` in px at 100 %."""

    room: int
    offered: Callable[[], bool]
    fits: Callable[[], bool]


class Page(QWidget):
    """A pane's scaffold; `memory` under `name` keeps the splitter.

    Above: title, sub-title, search box (hidden until `with_search`), the buttons in the order they
    were added and 更多. Then the chips, then master and detail beside each other; a pane too narrow
    for both shows them in turn, if it said so by `take_turns`.
    """

    def __init__(
        self, title: str, name: str, memory: Memory, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        look = theme.active()
        self._name = name
        self._memory = memory
        self._actions: list[QAction] = []
        self._bar: list[tuple[QAction, QWidget]] = []
        self._detail_width = 0  # px at 100 %, until the person has chosen one
        self._master: QWidget | None = None
        self._detail: QWidget | None = None
        self._offered = True  # whether there is a record to show beside what is shown
        self._turns = False  # whether this pane can show list and record in turn
        self._turned = False  # whether the record is wanted in the place of the list
        self._wide = False  # whether it is wanted there though there is room for both
        self._rule: _Rule | None = None  # when the record stands beside a wide table
        self._wished: bool | None = None  # whether the person wants it there
        self._news_of: frozenset[str] = frozenset()  # of which the news are followed
        self._read_news: Callable[[], object] | None = None
        self._unread = False  # whether they changed while nobody saw the pane
        self._chips_wanted = False
        self._search_wanted = False
        theme.role(self, "chrome")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        box = QVBoxLayout(self)
        box.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._box = box
        box.addLayout(self._make_head(title))
        self.chips = Chips(self)
        self.chips.hide()
        box.addWidget(self.chips)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.splitterMoved.connect(self._on_moved)
        box.addWidget(self.splitter, 1)
        look.changed.connect(self._apply_sizes)
        self._apply_sizes()

    def _make_head(self, title: str) -> QHBoxLayout:
        line = QHBoxLayout()
        self.back = buttons.action(self, "返回名单", "arrow-left", shortcut="Esc")
        self.back.triggered.connect(lambda _checked=False: self.show_detail(False))
        self.addAction(self.back)
        self.back.setVisible(False)
        self._back_button = buttons.button_for(self.back, self)
        self._back_button.hide()
        line.addWidget(self._back_button)
        self.title = QLabel(title, self)
        theme.role(self.title, "title")
        self.subtitle = ElidedLabel("", self, Qt.TextElideMode.ElideRight)
        self.subtitle.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        theme.role(self.subtitle, "muted")
        self.search = SearchLine(self)
        self.search.setClearButtonEnabled(True)
        self.search.hide()
        self._more = QMenu(self)
        self._more_button = buttons.menu_button("更多", "ellipsis", self._more, self)
        self._more_button.hide()
        line.addWidget(self.title)
        line.addWidget(self.subtitle, 1)
        line.addWidget(self.search, 2)
        line.addWidget(self._more_button)
        self._head = line
        return line

    def _apply_sizes(self) -> None:
        look = theme.active()
        self._box.setContentsMargins(look.px(20), look.px(16), look.px(20), look.px(8))
        self._box.setSpacing(look.px(12))
        self._head.setSpacing(look.px(8))
        self.splitter.setHandleWidth(look.px(8))
        self.search.setMinimumWidth(look.px(130))
        self.search.setMaximumWidth(look.px(220))
        self._arrange()

    # --- toolbar ------------------------------------------------------------------------------

    def add_action(
        self,
        text: str,
        icon: str,
        then: Callable[[], object],
        *,
        primary: bool = False,
        shortcut: str = "",
        tip: str = "",
    ) -> QAction:
        """Add a button to the toolbar; returns its action (enable, hide, put into lessons)."""
        made = buttons.action(self, text, icon, shortcut=shortcut, tip=tip)
        made.triggered.connect(lambda _checked=False: then())
        self.addAction(made)
        self._actions.append(made)
        button = buttons.button_for(made, self, primary=primary)
        made.visibleChanged.connect(self._fit)
        made.changed.connect(self._on_action_changed)
        self._head.insertWidget(self._head.count() - 1, button)
        self._bar.append((made, button))
        return made

    def add_more(
        self, text: str, icon: str, then: Callable[[], object], *, shortcut: str = ""
    ) -> QAction:
        """Add an entry to 更多; returns its action."""
        made = buttons.action(self, text, icon, shortcut=shortcut)
        made.triggered.connect(lambda _checked=False: then())
        self.addAction(made)
        self._actions.append(made)
        self._more.addAction(made)
        self._more_button.show()
        return made

    def add_more_separator(self) -> None:
        """A line between entries of 更多."""
        self._more.addSeparator()

    def offered(self) -> list[QAction]:
        """All actions of the toolbar and of 更多, for the context menu of the table."""
        return list(self._actions)

    def with_search(self, hint: str, then: Callable[[str], None]) -> QLineEdit:
        """Show the search box of this pane (Ctrl+F); `then` hears every change of its text."""
        self.search.setPlaceholderText(hint)
        self.search.setAccessibleName(hint)
        self.search.addAction(
            theme.active().icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition
        )
        self.search.textChanged.connect(then)
        self._search_wanted = True
        self._arrange()
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self._go_to_search)
        self.search.left.connect(self.setFocus)
        return self.search

    def _go_to_search(self) -> None:
        self.show_detail(False)
        self.search.setFocus()

    def show_chips(self, wanted: bool) -> None:
        """Whether the chips belong to what is shown."""
        self._chips_wanted = wanted
        self._arrange()

    # --- news ---------------------------------------------------------------------------------

    def follow(self, bus: Bus, tables: frozenset[str], read: Callable[[], object]) -> None:
        """Call `read` when one of these tables changed, once the pane is seen."""
        self._news_of, self._read_news = tables, read
        bus.changed.connect(self._on_news)

    def _on_news(self, notice: Notice) -> None:
        if notice.tables & self._news_of:
            self._unread = True
            self._catch_up()

    def _catch_up(self) -> None:
        if self._unread and self._read_news is not None and self.isVisible():
            self._unread = False
            self._read_news()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._catch_up()

    # --- content ------------------------------------------------------------------------------

    def put_above(self, widget: QWidget) -> None:
        """Put what is said of all that is shown between the chips and the content."""
        self._box.insertWidget(self._box.indexOf(self.splitter), widget)

    def set_master(self, widget: QWidget) -> None:
        """The left, or only, part of the pane."""
        self._master = widget
        self.splitter.insertWidget(0, widget)
        self.setFocusProxy(widget)
        self.splitter.setStretchFactor(0, 3)

    def set_detail(self, widget: QWidget, width: int = 400) -> None:
        """The right part: the record of the chosen row; `width` px at 100 % when first seen.

        A window too narrow for that gives the record at most half of its width.
        """
        self._detail = widget
        self.splitter.addWidget(widget)
        self.splitter.setStretchFactor(1, 0)
        kept = self._memory.blob(f"splitters/{self._name}")
        if kept.isEmpty() or not self.splitter.restoreState(kept):
            self._detail_width = width

    def take_turns(self, word: str, *views: QAbstractItemView) -> None:
        """Without room for both, the record takes the place of the list; `word` leads back.

        A click on a row of `views` or Enter there shows the record, Escape the list again.
        """
        self._turns = True
        self.back.setText(word)
        self.back.setToolTip(f"{word}（Esc）")
        for view in views:
            view.clicked.connect(self._on_row_clicked)
            view.activated.connect(lambda _index: self.show_detail())
        self._arrange()

    @property
    def narrow(self) -> bool:
        """Whether list and record are shown in turn now."""
        return self._turns and (self._wide or self.width() < theme.active().px(NARROW))

    def open_wide(self) -> None:
        """Give the record the whole pane, as a narrow one does, until `show_detail(False)`."""
        if self._turns and not self.narrow:
            self._wide = True
            self._turned = False
        self.show_detail()

    def show_detail(self, shown: bool = True) -> None:
        """Turn to the record, or back to the list; seen in a narrow pane only."""
        if self._turned == shown:
            return
        was_narrow = self.narrow
        self._turned = shown
        self._wide = self._wide and shown
        self._arrange()
        if was_narrow and not self.narrow and self.isVisible():
            self.setFocus()
        if self.narrow and self.isVisible():
            (self._back_button if shown else self).setFocus()

    def offer_detail(self, offered: bool) -> None:
        """Whether there is a record beside what is shown (none beside charts)."""
        self._offered = offered
        if not offered:
            self._turned = False
        if self._detail is not None and not self._turns:
            self._detail.setVisible(offered)
        self._arrange()

    def detail_beside(
        self, room: int, offered: Callable[[], bool], fits: Callable[[], bool] = lambda: True
    ) -> None:
        """Show the record beside a wide table while it is `offered`: from `room` px at 100 % on,
        where it `fits`, else as the person said by `toggle_detail`.
        """
        self._rule = _Rule(room, offered, fits)
        self.fit_detail()

    def toggle_detail(self) -> None:
        """Turn to the record or back; with room for both, show it beside the table or do not."""
        if self.narrow:
            self.show_detail(not self.back.isVisible())
        elif self._detail is not None:
            self._wished = self._detail.isHidden()
            self.fit_detail()

    def fit_detail(self) -> None:
        """Ask the rule of `detail_beside` anew: what it follows from has changed."""
        if self._rule is not None:
            room = self.width() >= theme.active().px(self._rule.room) and self._rule.fits()
            wanted = room if self._wished is None else self._wished
            self.offer_detail((wanted or self.narrow) and self._rule.offered())

    def _arrange(self) -> None:
        """Show what there is room for: list and record, or one of them."""
        turned = self.narrow and self._turned and self._offered
        if self._turns and self._master is not None and self._detail is not None:
            self._master.setVisible(not turned)
            self._detail.setVisible(turned or (self._offered and not self.narrow))
        self.back.setVisible(turned)  # Escape is nobody else's key meanwhile
        self._back_button.setVisible(turned)
        self.chips.setVisible(self._chips_wanted and not turned)
        self.search.setVisible(self._search_wanted and not turned)
        self.subtitle.setVisible(not turned)
        self._fit()

    def _on_row_clicked(self, _index: QModelIndex) -> None:
        """A plain click means the record; with Ctrl or Shift held rows are being chosen."""
        if QApplication.keyboardModifiers() == Qt.KeyboardModifier.NoModifier:
            self.show_detail()

    def minimumSizeHint(self) -> QSize:
        # Not what the buttons want: those without room move into 更多.
        return QSize(theme.active().px(360), theme.active().px(240))

    def _on_action_changed(self) -> None:
        """A button whose word has changed wants another width."""
        if any(b.sizeHint().width() != b.width() for _a, b in self._bar if not b.isHidden()):
            self._fit()

    def _fit(self) -> None:
        """Give every button its full width; those without room move into 更多, the last first."""
        look = theme.active()
        shown = [(a, b) for a, b in self._bar if a.isVisible()]
        gap = look.px(8)
        room = self.width() - look.px(40) - self.title.sizeHint().width() - gap
        self._back_button.setFixedWidth(self._back_button.sizeHint().width())
        if not self._back_button.isHidden():
            room -= self._back_button.sizeHint().width() + gap
        if not self.search.isHidden():
            room -= self.search.minimumWidth() + gap
        widths = [button.sizeHint().width() + gap for _action, button in shown]
        more = self._more_button.sizeHint().width() + gap
        room -= more if not self._more.isEmpty() else 0
        kept = len(shown)
        while kept > 1 and sum(widths[:kept]) > room:
            if kept == len(shown) and self._more.isEmpty():
                room -= more
            kept -= 1
        moved = [action for action, _button in shown[kept:]]
        for number, (action, button) in enumerate(shown):
            button.setFixedWidth(button.sizeHint().width())
            button.setVisible(number < kept)
            if number < kept:
                self._more.removeAction(action)
        for action, button in self._bar:
            if not action.isVisible():
                button.hide()
        entries = self._more.actions()
        for action in moved:
            if action in entries:
                continue
            if entries:
                self._more.insertAction(entries[0], action)
            else:
                self._more.addAction(action)
        self._more_button.setVisible(not self._more.isEmpty())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        if self._detail_width and not self.narrow:
            total = self.splitter.width()
            detail = min(theme.active().px(self._detail_width), total // 2)
            self.splitter.setSizes([total - detail, detail])
        self.fit_detail()

    def _on_moved(self) -> None:
        self._detail_width = 0

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self.splitter.count() > 1 and not self._detail_width and not self.narrow:
            self._memory.keep(f"splitters/{self._name}", self.splitter.saveState())
