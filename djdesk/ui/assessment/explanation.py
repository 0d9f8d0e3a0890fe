"""Beside the matrix: why a score is what it is, line by line, and what would change it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from djdesk.models.rules import codes
from djdesk.services import kinds
from djdesk.services.assessment import (
    Board,
    BoardRow,
    Difference,
    ExplainLine,
    Explanation,
    LineRow,
    OpinionRow,
)
from djdesk.ui.assessment.rows import WARNINGS, moved, tone
from djdesk.ui.assessment.typing import say_points
from djdesk.ui.kit import theme
from djdesk.ui.kit.cards import Card
from djdesk.ui.kit.flow import FlowLayout
from djdesk.ui.kit.rows import Rows, RowText
from djdesk.ui.kit.sections import Sections

WHY = (("项目", 112), ("说明", 0), ("分", 58))
LINES = (("日期", 84), ("项目", 0), ("分", 54), ("状态", 70))
OPINIONS = (("评价方", 62), ("签署人", 62), ("评分", 50), ("调整", 46), ("意见", 0))
LINE_STATES = {"valid": "ok", "pending": "warn", "refused": "bad", "reversed": "quiet"}


class ExplanationCard(Card):
    """`wanted(word)` when something is to be done: record, reverse, accept, refuse, files, opinion,
    class.
    """

    wanted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.explanation: Explanation | None = None
        self.lines: tuple[LineRow, ...] = ()
        self._may = False
        self._open = False
        self.name = QLabel(self)
        self.name.setWordWrap(True)
        theme.role(self.name, "heading")
        self.box.addWidget(self.name)
        self.box.addLayout(self._make_score())
        self.warned = QLabel(self)
        self.warned.setWordWrap(True)
        theme.role(self.warned, "muted")
        self.box.addWidget(self.warned)
        self.after = QLabel(self)
        self.after.setWordWrap(True)
        theme.state(self.after, "warn")
        self.box.addWidget(self.after)
        self.sections = Sections(self)
        self.sections.add("why", "得分说明", self._make_why())
        self.sections.add("lines", "登记明细", self._make_lines())
        self.sections.add("opinions", "评议意见", self._make_opinions())
        self.box.addWidget(self.sections, 1)
        self.show_nothing()

    # --- building -----------------------------------------------------------------------------

    def _make_score(self) -> QHBoxLayout:
        line = QHBoxLayout()
        self.score = QLabel(self)
        theme.role(self.score, "figure")
        self.grade, self.warning = QLabel(self), QLabel(self)
        for pill in (self.grade, self.warning):
            theme.role(pill, "pill")
        self.rank = QLabel(self)
        theme.role(self.rank, "muted")
        for widget in (self.score, self.grade, self.warning, self.rank):
            line.addWidget(widget)
        line.addStretch(1)
        return line

    def _button(self, word: str, key: str, flow: FlowLayout) -> QPushButton:
        button = QPushButton(word, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: self.wanted.emit(key))
        flow.addWidget(button)
        return button

    def _page(self, rows: Rows, detail: QLabel, flow: FlowLayout) -> QWidget:
        page = QWidget(self)
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        detail.setWordWrap(True)
        theme.role(detail, "muted")
        box.addWidget(rows, 1)
        box.addWidget(detail)
        box.addLayout(flow)
        return page

    def _make_why(self) -> QWidget:
        self.why = Rows("得分说明", WHY, self, numbers=(2,))
        self.why.chosen.connect(lambda _id: self._allow())
        self.why.opened.connect(lambda _id: self.wanted.emit("record"))
        self.why_detail = QLabel(self)
        flow = FlowLayout()
        self.record = self._button("查看记录", "record", flow)
        self.kind = self._button("积分类别…", "class", flow)
        return self._page(self.why, self.why_detail, flow)

    def _make_lines(self) -> QWidget:
        self.ledger = Rows("登记明细", LINES, self, state_column=3, numbers=(2,))
        self.ledger.chosen.connect(lambda _id: self._allow())
        self.ledger.opened.connect(lambda _id: self.wanted.emit("source"))
        self.ledger_detail = QLabel(self)
        flow = FlowLayout()
        self.accept = self._button("审核通过", "accept", flow)
        self.refuse = self._button("不通过…", "refuse", flow)
        self.reverse = self._button("冲销…", "reverse", flow)
        self.files = self._button("佐证…", "files", flow)
        self.source = self._button("查看记录", "source", flow)
        return self._page(self.ledger, self.ledger_detail, flow)

    def _make_opinions(self) -> QWidget:
        self.opinions = Rows("评议意见", OPINIONS, self, numbers=(2, 3))
        self.opinions.chosen.connect(lambda _id: self._allow())
        self.opinions.opened.connect(lambda _id: self.wanted.emit("opinion"))
        self.opinion_detail = QLabel(self)
        self._opinions: tuple[OpinionRow, ...] = ()
        flow = FlowLayout()
        self.give = self._button("填写意见…", "opinion", flow)
        return self._page(self.opinions, self.opinion_detail, flow)

    # --- what is shown ------------------------------------------------------------------------

    def allow(self, may: bool, *, open: bool) -> None:
        """Whether the user may write, and whether the month still takes something."""
        self._may, self._open = may, open
        self._allow()

    def show_nothing(self) -> None:
        """Nobody is chosen."""
        self.explanation = None
        self.lines, self._opinions = (), ()
        self.name.setText("在表里选一格，这里说明得分是怎么来的。")
        for widget in (self.score, self.grade, self.warning, self.rank, self.warned, self.after):
            widget.hide()
        self.why.show_rows(())
        self.ledger.show_rows(())
        self.opinions.show_rows(())
        self._allow()

    def show_row(self, board: Board, row: BoardRow) -> None:
        """Show whose score it is; the lines come when they are read."""
        group = f"　{row.group}" if row.group and row.member_id is not None else ""
        kind = codes.table("assessment_class").name(row.kind) if row.kind else ""
        plain = "" if row.kind == "ordinary" else f"　{kind}"
        self.name.setText(f"{row.name}{group}{plain}")
        self.score.setText("—" if row.score is None else kinds.show_score(row.score))
        self.score.show()
        word = "不计分" if row.excluded else row.grade
        self._pill(self.grade, word, tone(board, row) or "quiet")
        word = codes.table("assessment_warning").name(row.warning) if row.warning else ""
        self._pill(self.warning, word, WARNINGS.get(row.warning, "warn"))
        placed = row.rank is not None and not row.excluded
        self.rank.setText(f"第 {row.rank} 名{moved(row)}" if placed else row.excluded)
        self.rank.show()

    def show_warned(self, why: Sequence[str]) -> None:
        """Say why somebody stands on the warning that is shown; nothing for none."""
        self.warned.setText(f"{self.warning.text()}：{'；'.join(why)}。" if why else "")
        self.warned.setVisible(bool(why))

    @staticmethod
    def _pill(label: QLabel, word: str, state: str) -> None:
        label.setText(word)
        theme.state(label, state)
        label.setVisible(bool(word))

    def show_explanation(
        self,
        explanation: Explanation,
        lines: tuple[LineRow, ...],
        opinions: tuple[OpinionRow, ...],
    ) -> None:
        """Show the lines behind the score, the ledger's lines and the opinions."""
        self.explanation, self.lines, self._opinions = explanation, lines, opinions
        self.why.show_rows([why_row(n, line) for n, line in enumerate(explanation.lines)])
        self.ledger.show_rows([_line(line) for line in lines])
        waiting = sum(line.state == "pending" for line in lines)
        self.sections.set_title("lines", f"登记明细 {waiting} 待审" if waiting else "登记明细")
        self.opinions.show_rows([opinion_row(number, row) for number, row in enumerate(opinions)])
        given = sum(row.latest for row in opinions)
        self.sections.set_title("opinions", f"评议意见 {given}" if given else "评议意见")
        self._allow()

    def choose_item(self, item: str) -> None:
        """Choose the first line of an item, where the matrix has its keys; what waits goes first.

        The ledger's line stays chosen if it is of that item.
        """
        lines = self.explanation.lines if self.explanation is not None else ()
        number = next((n for n, line in enumerate(lines) if line.item == item), None)
        if number is not None:
            self.why.choose(number)
        else:
            self.why.clearSelection()
        if self.line is None or self.line.item != item:
            of_item = [line for line in self.lines if line.item == item]
            of_item.sort(key=lambda line: line.state != "pending")
            if of_item:
                self.ledger.choose(of_item[0].id)
            else:
                self.ledger.clearSelection()

    def show_difference(self, found: Difference | None) -> None:
        """Say what typing would change; nothing for None."""
        self.after.setVisible(found is not None)
        if found is not None:
            self.after.setText(say_difference(found))

    # --- the chosen ones ----------------------------------------------------------------------

    @property
    def why_line(self) -> ExplainLine | None:
        """The chosen line of the explanation."""
        number, found = self.why.current, self.explanation
        return found.lines[number] if found is not None and number is not None else None

    @property
    def line(self) -> LineRow | None:
        """The chosen line of the ledger."""
        return next((line for line in self.lines if line.id == self.ledger.current), None)

    @property
    def opinion(self) -> OpinionRow | None:
        """The chosen opinion."""
        number = self.opinions.current
        return self._opinions[number] if number is not None else None

    def _allow(self) -> None:
        why, line, opinion = self.why_line, self.line, self.opinion
        writes = self._may and self._open
        self.record.setEnabled(why is not None and why.link is not None)
        self.kind.setVisible(self._may)
        for button in (self.accept, self.refuse, self.reverse):
            button.setVisible(writes)
        self.give.setVisible(writes)
        pending = line is not None and line.state == "pending"
        self.accept.setEnabled(pending)
        self.refuse.setEnabled(pending)
        self.reverse.setEnabled(line is not None and line.state == "valid")
        self.files.setEnabled(line is not None)
        self.source.setEnabled(line is not None and bool(line.source_links))
        for label, text in (
            (self.why_detail, why_detail(why)),
            (self.ledger_detail, _line_detail(line)),
            (self.opinion_detail, opinion_detail(opinion)),
        ):
            label.setText(text)
            label.setVisible(bool(text))


def why_row(number: int, line: ExplainLine) -> RowText:
    """A line of an explanation as a row of `WHY`."""
    points = kinds.show_score(line.points) if line.kind == "base" else say_points(line.points)
    return RowText(number, (line.title or line.text, line.text, points), not line.points)


def opinion_row(number: int, row: OpinionRow) -> RowText:
    """An opinion as a row of `OPINIONS`; one that no longer counts is muted."""
    texts = (
        codes.table("assessment_stage").name(row.stage),
        row.given_by,
        kinds.show_score(row.points) if row.points is not None else "",
        say_points(row.change) if row.change else "",
        row.opinion,
    )
    return RowText(number, texts, past=not row.latest)


def why_detail(line: ExplainLine | None) -> str:
    """A line of an explanation whole: what, when, by whom, the record behind."""
    if line is None:
        return ""
    on = kinds.show_date(line.on) if line.on is not None else ""
    words = line.link.words if line.link is not None else ""
    return "　".join(text for text in (line.title, line.text, on, line.by, words) if text)


def _line(line: LineRow) -> RowText:
    word = codes.table("assessment_line_state").name(line.state)
    return RowText(
        line.id,
        (kinds.show_date(line.happened_on), line.title, say_points(line.points), word),
        past=line.state in ("reversed", "refused"),
        state=LINE_STATES.get(line.state, "quiet"),
    )


def _line_detail(line: LineRow | None) -> str:
    if line is None:
        return ""
    feed = codes.table("assessment_feed").name(line.feed) if line.feed else ""
    fed = f"由{feed}自动归集" if feed else ""
    entered = f"登记 {line.entered_by} {kinds.show_date(line.entered_on)}"
    checked = (
        f"审核 {line.checked_by} {kinds.show_date(line.checked_on)}" if line.checked_on else ""
    )
    return "　".join(t for t in (line.reason, line.document, fed, entered, checked) if t)


def opinion_detail(row: OpinionRow | None) -> str:
    """An opinion whole: its words, its reason, whose it is and when it was given."""
    if row is None:
        return ""
    at = f"{row.given_by} {kinds.show_date(row.given_at.date())}"
    why = f"调整理由：{row.reason}" if row.reason else ""
    old = "" if row.latest else "（后来又改过，不计）"
    return "　".join(text for text in (row.opinion, why, at, old) if text)


def say_difference(found: Difference) -> str:
    """What would change: 登记后：得分 84.0 → 87.0，名次 12 → 9，等次不变."""
    before, after = found.before, found.after
    if before.score is None or after.score is None:
        return "登记后：不计分。"
    score = f"得分 {kinds.show_score(before.score)} → {kinds.show_score(after.score)}"
    if before.score == after.score:
        score = f"得分不变（{kinds.show_score(after.score)}，已到封顶或下限）"
    rank = f"名次 {before.rank} → {after.rank}" if before.rank != after.rank else "名次不变"
    grade = f"等次 {before.grade} → {after.grade}" if before.grade != after.grade else "等次不变"
    return f"登记后：{score}，{rank}，{grade}"
