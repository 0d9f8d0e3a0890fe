"""What the registers of 收支上缴 share: a table of a year, its buttons, its first lesson."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from djdesk.services import dues
from djdesk.services.desk import Desk
from djdesk.services.fields import Field
from djdesk.services.listing import Kind
from djdesk.ui.kit import theme
from djdesk.ui.kit.listbox import EmptyState, Lesson
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.rows import Rows, RowText
from djdesk.ui.kit.undo import done_with_undo

Item = TypeVar("Item")
REASON = Field("reason", "原因", Kind.TEXT, required=True, lines=3)


class Register(QWidget, Generic[Item]):
    """A table of one kind of records; subclasses say what it reads and what its rows say."""

    name = ""
    columns: tuple[tuple[str, int], ...] = ()
    state_column: int | None = None
    numbers: tuple[int, ...] = ()
    lesson = Lesson("", "")

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        self.may = context.desk.may_write(dues.AREA)
        self.year = context.desk.today().year
        self.items: tuple[Item, ...] = ()
        self._asked = 0
        self._about: list[tuple[QPushButton, Callable[[Item], bool]]] = []
        look = theme.active()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(look.px(8))
        self._line = QHBoxLayout()
        self._line.addStretch(1)
        box.addLayout(self._line)
        self.stack = QStackedWidget(self)
        self.rows = Rows(
            self.name, self.columns, self, state_column=self.state_column, numbers=self.numbers
        )
        self.rows.chosen.connect(lambda _id: self._allow())
        self.rows.opened.connect(lambda _id: self.on_opened())
        self.stack.addWidget(self.rows)
        self.stack.addWidget(EmptyState(self.lesson, self))
        box.addWidget(self.stack, 1)
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        theme.role(self.said, "muted")
        box.addWidget(self.said)
        self.make_buttons()
        self._allow()

    # --- what a register says -----------------------------------------------------------------

    def fetch(self, desk: Desk, year: int) -> Sequence[Item]:
        """Read the records of a year."""
        raise NotImplementedError

    def row(self, item: Item) -> tuple[tuple[str, ...], str, bool]:
        """The texts of a record, its state, and whether it is past."""
        raise NotImplementedError

    def make_buttons(self) -> None:
        """Put the buttons in their line."""

    def summary(self) -> str:
        """What the records come to, or what is said of the chosen one."""
        return ""

    def on_opened(self) -> None:
        """Enter or a double click on a row."""

    # --- what it does -------------------------------------------------------------------------

    def button(
        self, word: str, then: Callable[[], object], *, primary: bool = False
    ) -> QPushButton:
        """A button for those who may write."""
        made = QPushButton(word, self)
        made.setAutoDefault(False)
        if primary:
            theme.role(made, "primary")
        made.clicked.connect(lambda _checked=False: then())
        self._line.insertWidget(self._line.count() - 1, made)
        made.setVisible(self.may)
        return made

    def button_of(
        self,
        word: str,
        then: Callable[[Item], object],
        fits: Callable[[Item], bool] = lambda _item: True,
        *,
        reads: bool = False,
    ) -> QPushButton:
        """A button for the chosen record, if it `fits`; one that `reads` is for everybody."""

        def work() -> None:
            item = self.current
            if item is not None and fits(item):
                then(item)

        made = self.button(word, work)
        made.setVisible(self.may or reads)
        self._about.append((made, fits))
        return made

    @property
    def current(self) -> Item | None:
        """The chosen record."""
        number = self.rows.current
        return self.items[number] if number is not None and number < len(self.items) else None

    def read(self, year: int | None = None) -> None:
        """Read a year (the one shown if none is named) anew."""
        self.year = self.year if year is None else year
        desk, wanted = self.context.desk, self.year
        self._asked += 1
        asked = self._asked
        self.context.jobs.read(
            self, lambda: tuple(self.fetch(desk, wanted)), lambda found: self._on_read(asked, found)
        )

    def _on_read(self, asked: int, found: tuple[Item, ...]) -> None:
        if asked != self._asked:
            return
        self.items = found
        shown = []
        for number, item in enumerate(found):
            texts, state, past = self.row(item)
            shown.append(RowText(number, texts, past, state))
        self.rows.show_rows(shown)
        self.stack.setCurrentIndex(0 if found else 1)
        self._allow()

    def _allow(self) -> None:
        item = self.current
        for button, fits in self._about:
            button.setEnabled(item is not None and fits(item))
        self.said.setText(self.summary())
        self.said.setVisible(bool(self.said.text()))

    def say(self, text: str) -> None:
        """Say that something was done, with 撤销."""
        done_with_undo(self.context, self, text)
