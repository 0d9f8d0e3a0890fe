"""What the left side of the pane shows in turn: the members, those who left, the charts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget, QWidget

from djdesk.services import roster
from djdesk.services.listing import Query, Scope, Value
from djdesk.services.roster import FORMER, ORDERS, ROSTER
from djdesk.ui.kit.chips import Chips
from djdesk.ui.kit.listbox import Lesson, ListBox
from djdesk.ui.kit.listmodel import ListModel
from djdesk.ui.kit.pane import Context
from djdesk.ui.roster.charts import Charts

STATES: dict[str, dict[Value, str]] = {
    "person_class": {"probationary": "warn"},
    "condition": {
        "lost": "bad",
        "overdue": "bad",
        "due": "warn",
        "mobile": "warn",
        "incomplete": "warn",
    },
}


def kept_order(context: Context) -> str:
    """The key in `ORDERS` last chosen on this computer, else the usual one of the book."""
    kept = context.memory.text("roster/order")
    return kept if kept in ORDERS else roster.usual_order(context.desk)


class Views(QStackedWidget):
    """The list of members is made at once, the other two when first looked at.

    `made(box)` tells of a list that was made later; `wanted(filter)` and `people(title, ids)` come
    from the charts.
    """

    made = Signal(object)
    wanted = Signal(object)
    people = Signal(str, tuple)

    def __init__(
        self,
        context: Context,
        scope: Scope,
        begin: Sequence[QAction],
        chips: Chips,
        parent: QWidget,
    ) -> None:
        """`begin` are the actions that an empty roster offers; `chips` hold its conditions."""
        super().__init__(parent)
        self._context = context
        self._former: ListBox | None = None
        self._charts: Charts | None = None
        self.model = ListModel(
            context.desk,
            context.jobs,
            ROSTER,
            Query(scope, sort=ORDERS[kept_order(context)][1]),
            presentation=context.presentation,
            states=STATES,
        )
        lesson = Lesson(
            "花名册还是空的",
            "把现有的花名册表格直接导入，或者逐人录入。各种格式的表格都可以：程序会自己找表头，"
            "先给您看结果，确认后才写入。",
            tuple(begin),
            icon="users",
        )
        self.members = ListBox(
            context, self.model, lesson=lesson, summary=self._summary, chips=chips, parent=self
        )
        self.members.ask_ahead()
        self.addWidget(self.members)
        self.setFocusProxy(self.members)

    def _summary(self, query: Query) -> str:
        return roster.summary(self._context.desk, query).text

    @property
    def former(self) -> ListBox:
        """Those who left; made when first looked at, because the first page waits for this pane."""
        if self._former is None:
            context, query = self._context, self.model.query
            model = ListModel(
                context.desk,
                context.jobs,
                FORMER,
                Query(query.scope, text=query.text),
                presentation=context.presentation,
            )
            lesson = Lesson("没有离开的人员", "转出、去世、停止党籍的人登记后保留在这里。")
            self._former = ListBox(context, model, lesson=lesson, parent=self)
            self.addWidget(self._former)
            self.made.emit(self._former)
        return self._former

    @property
    def charts(self) -> Charts:
        """The roster as pictures; made when first looked at."""
        if self._charts is None:
            self._charts = Charts(self._context, self)
            self._charts.wanted.connect(self.wanted)
            self._charts.people.connect(self.people)
            self.addWidget(self._charts)
        return self._charts

    @property
    def charted(self) -> bool:
        """Whether the charts are shown."""
        return self._charts is not None and self.currentWidget() is self._charts

    def listed(self) -> ListBox:
        """The list that is shown, that of the members behind the charts."""
        former = self._former
        return former if former is not None and self.currentWidget() is former else self.members

    def show_view(self, *, former: bool, charts: bool) -> None:
        """Show the charts, those who left, or the members."""
        page: QWidget = self.charts if charts else self.former if former else self.members
        self.setCurrentWidget(page)
        self.setFocusProxy(page)
        self.ask_charts()

    def ask_charts(self) -> None:
        """Draw the members that are listed, if charts are shown."""
        if self.charted:
            self.charts.ask(self.model.query)

    def set_scope(self, scope: Scope) -> None:
        """Ask all of them about another day or organization."""
        self.model.set_scope(scope)
        if self._former is not None:
            self._former.model.set_scope(scope)

    def set_text(self, text: str) -> None:
        """Search in both lists."""
        self.model.set_text(text)
        if self._former is not None:
            self._former.model.set_text(text)
