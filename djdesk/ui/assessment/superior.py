"""The committee's answer to a branch's month (上级评): the branch's own papers, and the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from djdesk.errors import DeskError, Problem
from djdesk.models.rules import codes
from djdesk.services import kinds
from djdesk.services.assessment import AREA, BranchMonth, OpinionRow, Subject, board, sending
from djdesk.services.assessment import opinions as given
from djdesk.services.assessment.fields import OPINION_FIELDS
from djdesk.services.assessment.keeping import Kept
from djdesk.services.assessment.sending import Answered, Reported
from djdesk.services.desk import Desk
from djdesk.services.fields import field
from djdesk.services.listing import Value
from djdesk.ui.assessment.asked import say_month
from djdesk.ui.assessment.explanation import OPINIONS, opinion_detail, opinion_row
from djdesk.ui.assessment.superior_papers import Explained, People
from djdesk.ui.assessment.typing import say_points
from djdesk.ui.kit import theme
from djdesk.ui.kit.cards import Card
from djdesk.ui.kit.drafts import DraftKeeper
from djdesk.ui.kit.forms import Form, Values
from djdesk.ui.kit.labels import ElidedLabel
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.rows import Rows
from djdesk.ui.kit.sections import Sections
from djdesk.ui.kit.undo import done_with_undo

FIELDS = tuple(
    field(OPINION_FIELDS, key) for key in ("points", "change", "reason", "opinion", "given_by")
)
TALL = 620  # px at 100 % from which the form has room below the papers
AGREED = "同意支部审定的结果。"


@dataclass(frozen=True, slots=True)
class Papers:
    """What a branch confirmed of a month, and all opinions on it; `last` is ours, if any."""

    kept: Kept
    opinions: tuple[OpinionRow, ...]
    last: Answered | None


def read_papers(desk: Desk, organization_id: int, month: date) -> Papers:
    """The papers of a branch's confirmed month; UserError for content that cannot be read."""
    return Papers(
        board.confirmed(desk, month, organization_id=organization_id),
        given.opinions(desk, month, Subject("branch", organization_id)),
        sending.answered(desk, month, organization_id),
    )


def agree(desk: Desk, organization_id: int, month: date) -> int:
    """Answer a month without any change."""
    return sending.review_month(desk, organization_id, month, opinion=AGREED)


class SuperiorView(QWidget):
    """The chosen branch: why its score is what it is, its people, opinions, and the form below.

    `answered` when an opinion was written. A form that is left half-filled is kept as a draft and
    offered when its branch is chosen again.
    """

    answered = Signal()

    def __init__(self, context: Context, chart: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        self._may = context.desk.may_write(AREA)
        self._row: BranchMonth | None = None
        self._month: date | None = None
        self._drafted: tuple[int, date] | None = None  # whose form is shown
        self._opinions: tuple[OpinionRow, ...] = ()
        self._roomy: bool | None = None
        self._read = False  # whether there are papers to show
        look = theme.active()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(look.px(8))
        card = Card(self)
        self._make_head(card)
        self.sections = Sections(card)
        self.why = Explained("得分说明", self)
        self.people = People(self)
        self.sections.add("why", "得分说明", self.why)
        self.sections.add("people", "小组和党员", self.people)
        self.sections.add("opinions", "评议意见", self._make_opinions())
        self._slot = QWidget(self)
        slot = QVBoxLayout(self._slot)
        slot.setContentsMargins(0, 0, 0, 0)
        self.sections.add("form", "上级评", self._slot)
        self.sections.add("chart", "得分图", chart)
        card.box.addWidget(self.sections, 1)
        self._box.addWidget(card, 5)
        self._below = Card(self)
        self._box.addWidget(self._below, 4)
        self.answer = self._make_answer()
        self._arrange()
        self.show_nothing()

    # --- building -----------------------------------------------------------------------------

    def _make_head(self, card: Card) -> None:
        line = QHBoxLayout()
        self.name = ElidedLabel("", card, Qt.TextElideMode.ElideRight)
        theme.role(self.name, "heading")
        self.score = QLabel(card)
        theme.role(self.score, "heading")
        line.addWidget(self.name, 1)
        line.addWidget(self.score)
        card.box.addLayout(line)
        self.said = QLabel(card)
        self.said.setWordWrap(True)
        theme.role(self.said, "muted")
        card.box.addWidget(self.said)

    def _make_opinions(self) -> QWidget:
        page = QWidget(self)
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        self.opinions = Rows("评议意见", OPINIONS, page, numbers=(2, 3))
        self.opinions.chosen.connect(lambda _id: self._show_opinion())
        self.opinion_detail = QLabel(page)
        self.opinion_detail.setWordWrap(True)
        theme.role(self.opinion_detail, "muted")
        box.addWidget(self.opinions, 1)
        box.addWidget(self.opinion_detail)
        return page

    def _make_answer(self) -> QWidget:
        answer = QWidget(self)
        box = QVBoxLayout(answer)
        box.setContentsMargins(0, 0, 0, 0)
        self.note = QLabel(answer)
        self.note.setWordWrap(True)
        theme.role(self.note, "hint")
        self.form = Form(
            FIELDS, self.context.messages, check=_check, presentation=self.context.presentation
        )
        self.keeper = DraftKeeper(self.context, self.form, self)
        self.keep = QPushButton("登记评议", answer)
        self.keep.setToolTip("登记评议（Ctrl+S），接着看下一个待评的支部")
        theme.role(self.keep, "primary")
        self.keep.clicked.connect(lambda _checked=False: self.form.submit())
        self.drop = QPushButton("不写了", answer)
        self.drop.clicked.connect(lambda _checked=False: self.form.reset())
        line = QHBoxLayout()
        line.addWidget(self.note, 1)
        for button in (self.drop, self.keep):
            button.setAutoDefault(False)
            line.addWidget(button)
        box.addLayout(line)
        box.addWidget(self.keeper.offer)
        box.addWidget(self.form, 1)
        self.form.submitted.connect(self._on_submitted)
        self.form.dirty_changed.connect(self.drop.setVisible)
        self.drop.hide()
        return answer

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Without room below the papers the form stands among them."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        roomy = self.height() >= theme.active().px(TALL)
        if roomy != self._roomy:
            self._roomy = roomy
            slot = self._slot.layout()
            assert slot is not None
            if roomy:
                self._below.box.addWidget(self.answer)
            else:
                slot.addWidget(self.answer)
            self._allow()

    def _allow(self) -> None:
        shown = self._may and self._drafted is not None
        self.sections.set_shown("form", shown and not self._roomy)
        self._below.setVisible(shown and bool(self._roomy))

    # --- showing ------------------------------------------------------------------------------

    def show_nothing(self) -> None:
        """No branch is chosen."""
        self._row, self._month = None, None
        self.name.setText("")
        self.score.setText("")
        self.said.setText("在表里选一个支部，这里是它审定的结果和各级意见。")
        self._put_away()
        self._show_papers(None)

    def show_branch(self, row: BranchMonth, reported: Reported | None, month: date) -> None:
        """Show a branch's month; without `reported` there is nothing to answer yet."""
        self._row, self._month = row, month
        self.name.setText(row.name)
        self.score.setText("" if row.score is None else kinds.show_score(row.score))
        self.said.setText(_head(row, month))
        desk, unit = self.context.desk, row.organization_id
        if reported is None:
            self._put_away()
        else:
            self._begin(unit, month)
        if row.behind:
            self._show_papers(None)
            return
        self._allow()
        self.context.jobs.read(
            self,
            lambda: read_papers(desk, unit, month),
            lambda papers: self._on_papers(unit, month, reported, papers),
            refused=lambda error: self._on_unreadable(unit, month, error),
        )

    def _shows(self, unit: int, month: date) -> bool:
        return self._row is not None and (self._row.organization_id, self._month) == (unit, month)

    def _on_papers(self, unit: int, month: date, reported: Reported | None, papers: Papers) -> None:
        if self._shows(unit, month):
            self._show_papers(papers)
            if reported is not None:
                self.note.setText(say_effect(papers, reported))

    def _on_unreadable(self, unit: int, month: date, error: DeskError) -> None:
        if self._row is not None and self._shows(unit, month):
            self._show_papers(None)
            self.said.setText(f"{_head(self._row, month)}\n{error}")

    def _show_papers(self, papers: Papers | None) -> None:
        fresh = papers is not None and not self._read
        self._read = papers is not None
        self._opinions = papers.opinions if papers is not None else ()
        self.why.tell(
            None
            if papers is None or self._row is None
            else papers.kept.explanations.get(Subject("branch", self._row.organization_id))
        )
        self.people.tell(papers.kept if papers is not None else None)
        self.opinions.show_rows([opinion_row(n, each) for n, each in enumerate(self._opinions)])
        count = len(self._opinions)
        self.sections.set_title("opinions", f"评议意见 {count}" if count else "评议意见")
        for key in ("why", "people", "opinions"):
            self.sections.set_shown(key, papers is not None)
        if papers is None:
            self.note.setText("")
            self.sections.choose("chart")
        elif fresh:
            self.sections.choose("why")
        self._show_opinion()
        self._allow()

    def _show_opinion(self) -> None:
        number = self.opinions.current
        text = opinion_detail(self._opinions[number] if number is not None else None)
        self.opinion_detail.setText(text)
        self.opinion_detail.setVisible(bool(text))

    # --- the form -----------------------------------------------------------------------------

    def _begin(self, unit: int, month: date) -> None:
        """An empty form for a branch; what is being typed for the same one stays."""
        if self._drafted == (unit, month):
            return
        self._put_away()
        self._drafted = unit, month
        self.keeper.follow(f"{AREA}/superior/{unit}/{month.isoformat()}")

    def _put_away(self) -> None:
        """Keep what is half-filled: it is offered again with its branch."""
        if self._drafted is not None and self.form.dirty:
            self.keeper.keep_now()
            self.context.messages.done("填了一半的评议已存为草稿，选回那个支部可以接着填。")
        self._drafted = None
        self.keeper.follow("")  # before the form is emptied, or the draft would be forgotten
        self._load()

    def _load(self) -> None:
        self.form.load({"given_by": self.context.desk.user})

    def write(self) -> None:
        """Put the keys into the form, if the branch can be answered."""
        if not self._may or self._drafted is None:
            return
        if not self._roomy:
            self.sections.choose("form")
        self.form.editor("points").inner.setFocus()

    def _on_submitted(self, values: Values) -> None:
        row, desk = self._row, self.context.desk
        if row is None or self._drafted is None:
            return
        unit, month = self._drafted
        self.context.jobs.write(
            self,
            lambda: sending.review_month(
                desk,
                unit,
                month,
                points=_tenths(values, "points"),
                change=_tenths(values, "change") or 0,
                opinion=_text(values, "opinion"),
                reason=_text(values, "reason"),
                by=_text(values, "given_by"),
            ),
            lambda _id: self._on_given(row.name),
            "上级评",
            refused=self.form.refused,
        )

    def _on_given(self, name: str) -> None:
        done_with_undo(self.context, self, f"已评议{name}，意见随下一个下发包送到支部。")
        self.form.saved()
        self._load()
        self.answered.emit()

    def leave(self, then: Callable[[], None]) -> None:
        """Do `then` once nothing typed would be lost."""
        self.form.leave("上级评", then)


def say_effect(papers: Papers, reported: Reported) -> str:
    """What an opinion does to the branch's score, and whether the last one has done it."""
    rubric, last = papers.kept.boards["branch"].rubric, papers.last
    if rubric is None or rubric.table("branch") is None:
        return "评分只作对照。支部的方案没有党支部一级的计分表，“调整”不会改变得分。"
    share = f"按 {rubric.branch_own / 10:g}% " if rubric.branch_own < 1000 else ""
    when = "计入以后审定的月份" if rubric.cycle == "year" else "要支部重新开账、再审定才算"
    rule = f"“调整”{share}计入支部得分，{when}；评分只作对照。"
    if last is not None and last.opinion.change:
        done = "支部已经计入得分" if last.counted else "支部报来的得分还没有计入"
        return f"上次调整 {say_points(last.opinion.change)} 分：{done}。{rule}"
    return ("支部在上次评议以后重新审定过。" if reported.again else "") + rule


def _head(row: BranchMonth, month: date) -> str:
    state = codes.table("assessment_month_state").name(row.state)
    if row.behind:
        known = "" if row.state == "none" else f"最近一次上报时{state}，"
        return f"{say_month(month)}：{known}还没有上报审定的结果，不能评议。"
    on = kinds.show_date(row.confirmed_on) if row.confirmed_on else ""
    told = [f"{say_month(month)}{state}", f"{on} 审定" if on else "", row.grade, row.rubric]
    if row.members and row.mean is not None:
        told.append(f"党员 {row.members} 人，平均 {kinds.show_score(row.mean)}")
    return " · ".join(each for each in told if each)


def _check(values: Mapping[str, Value]) -> Sequence[Problem]:
    return sending.check_review(
        _tenths(values, "points"),
        _tenths(values, "change") or 0,
        _text(values, "opinion"),
        _text(values, "reason"),
    )


def _tenths(values: Mapping[str, Value], key: str) -> int | None:
    found = values.get(key)
    return found if isinstance(found, int) else None


def _text(values: Mapping[str, Value], key: str) -> str:
    return str(values.get(key) or "")
