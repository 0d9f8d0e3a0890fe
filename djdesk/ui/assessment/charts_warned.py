"""Who is on a warning and why (预警), each with the way to a correction."""

from __future__ import annotations

from collections import Counter

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from djdesk.services import kinds
from djdesk.services.assessment import AREA, Subject, warnings
from djdesk.services.assessment.warnings import WarningRow
from djdesk.services.desk import Desk
from djdesk.ui.assessment.asked import Asked, Part, open_score, say_month
from djdesk.ui.kit import theme
from djdesk.ui.kit.chips import Chip, Chips
from djdesk.ui.kit.foot import Foot
from djdesk.ui.kit.listbox import EmptyState, Lesson
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.rows import Rows, RowText

COLUMNS = (("预警", 92), ("对象", 110), ("党小组", 110), ("原因", 0), ("整改", 72))
STATES = {"blue": "quiet", "yellow": "warn", "red": "bad"}
LESSON = Lesson(
    "这个月没有预警",
    "按考核方案的预警条件（如低于 60 分、连续无故缺席），谁上了预警、为什么，在这里列出。",
    icon="circle-check",
)


class WarnedPart(Part):
    """The warnings of the month, of all levels; below the chosen one with what comes next."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context, parent)
        self._found: tuple[WarningRow, ...] = ()
        branch = context.desk.store.book.kind.value == "branch"
        self._may = context.desk.may_write(AREA) and branch
        look = theme.active()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, look.px(4), 0, 0)
        box.setSpacing(look.px(8))
        self.chips = Chips(self)
        self.chips.changed.connect(self._show)
        box.addWidget(self.chips)
        self.rows = Rows("预警", COLUMNS, self, state_column=0)
        self.rows.chosen.connect(lambda _id: self._show_current())
        self.rows.opened.connect(lambda _id: self._on_correct())
        self._stack = QStackedWidget(self)
        self._stack.addWidget(EmptyState(LESSON, self))
        self._stack.addWidget(self.rows)
        box.addWidget(self._stack, 1)
        box.addWidget(self._make_foot())
        self.setFocusProxy(self.rows)

    def _make_foot(self) -> QWidget:
        self.foot = Foot(self)
        self.text, self.next = self.foot.add_words(), self.foot.add_words()
        self.source = self.foot.add_words("hint")
        self.why = self.foot.add_button("看得分说明", self._on_why, "arrow-right")
        self.correct = self.foot.add_button("开整改", self._on_correct)
        theme.role(self.correct, "primary")
        return self.foot

    # --- asking -------------------------------------------------------------------------------

    def load(self, asked: Asked) -> None:
        """Ask for the month, in a year for its last opened one."""
        desk = self.context.desk
        self.read(lambda: _find(desk, asked), self._on_found)

    def tell(self, asked: Asked) -> None:
        """Count who has no correction yet, seen or not."""
        desk = self.context.desk
        self.read(lambda: _find(desk, asked), lambda found: self.counted.emit(_open(found)))

    def _on_found(self, found: tuple[WarningRow, ...]) -> None:
        self._found = found
        numbers = Counter(each.code for each in found)
        titles = {each.code: each.title for each in found}
        chips = [Chip("all", "全部", len(found))]
        chips += [Chip(code, titles[code], numbers[code]) for code in titles]
        if _open(found) not in (0, len(found)):
            chips.append(Chip("open", "还没有开整改", _open(found)))
        self.chips.offer(chips)
        self.chips.setVisible(bool(found))
        self.counted.emit(_open(found))
        self._show()

    # --- showing ------------------------------------------------------------------------------

    def _show(self) -> None:
        view = self.chips.chosen
        self.rows.show_rows(
            [
                _row(number, each)
                for number, each in enumerate(self._found)
                if view in ("", "all", each.code) or (view == "open" and not each.correction_id)
            ]
        )
        self._stack.setCurrentIndex(1 if self._found else 0)
        self._show_current()

    def _chosen(self) -> WarningRow | None:
        number = self.rows.current
        return self._found[number] if number is not None else None

    def _show_current(self) -> None:
        chosen = self._chosen()
        self.foot.setVisible(chosen is not None)
        if chosen is None:
            return
        self.text.setText(chosen.words)
        due = f"，{kinds.show_date(chosen.due_on)}前" if chosen.due_on is not None else ""
        self.next.setText(
            f"下一步：{chosen.step}{due}。是否采取由支部决定。" if chosen.step else ""
        )
        source = chosen.source
        self.source.setText(f"依据：考核方案，{source}" if source else "依据：考核方案")
        for label in (self.next, self.source):
            label.setVisible(bool(label.text()))
        opened = chosen.correction_id is not None
        self.correct.setText("打开整改" if opened else "开整改")
        self.correct.setVisible(opened or self._may)

    # --- the ways on --------------------------------------------------------------------------

    def _on_correct(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        if chosen.correction_id is not None:
            self.context.open("improvement", chosen.correction_id, view="corrections")
        elif self._may:
            self.context.open(
                "improvement",
                None,
                do="correct",
                subject=_subject(chosen),
                problem=f"{say_month(chosen.month)}{chosen.title}：{'；'.join(chosen.why)}",
                month=chosen.month,
                warning=chosen.code,
                due_on=chosen.due_on,
            )

    def _on_why(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            open_score(self.context, _subject(chosen), chosen.month)


def _subject(row: WarningRow) -> Subject:
    return Subject(row.level, row.organization_id, row.member_id)


def _find(desk: Desk, asked: Asked) -> tuple[WarningRow, ...]:
    return warnings.warnings(desk, asked.month, organization_id=asked.organization_id)


def _open(found: tuple[WarningRow, ...]) -> int:
    """How many have no correction yet."""
    return sum(each.correction_id is None for each in found)


def _row(number: int, each: WarningRow) -> RowText:
    opened = "已开" if each.correction_id is not None else "未开"
    texts = (each.title, each.name, each.group, "；".join(each.why), opened)
    return RowText(number, texts, state=STATES.get(each.code, ""))
