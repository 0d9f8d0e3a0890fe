"""The record of one meeting: its parts behind words, typed freely and saved as one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from djdesk.errors import DeskError, Problem, Refused
from djdesk.services import meetings
from djdesk.services.listing import Value
from djdesk.services.meetings import MEETING_FIELDS, Part, Record
from djdesk.ui.kit import theme
from djdesk.ui.kit.drafts import DraftKeeper
from djdesk.ui.kit.editors import Choice
from djdesk.ui.kit.forms import Form
from djdesk.ui.kit.labels import ElidedLabel
from djdesk.ui.kit.messages import Leave
from djdesk.ui.kit.page import Card
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.sections import Sections
from djdesk.ui.kit.undo import done_with_undo
from djdesk.ui.meetings import adding
from djdesk.ui.meetings.attendance import AttendancePage
from djdesk.ui.meetings.carrying import CarryingPage
from djdesk.ui.meetings.content import ContentPage
from djdesk.ui.meetings.evidence import EvidencePage
from djdesk.ui.meetings.head import Head
from djdesk.ui.meetings.life import Life
from djdesk.ui.meetings.parts import Parts
from djdesk.ui.meetings.problems import ProblemsPage
from djdesk.ui.meetings.review import ReviewPage
from djdesk.ui.meetings.signin import SignInWindow
from djdesk.ui.meetings.together import Together
from djdesk.ui.meetings.votes import VotesPage

AREA = "meetings"
TEXTS = ("study", "content")  # written on the page of the content
# What only a finished record must hold may stay empty while it is being written.
HEAD_FIELDS = tuple(
    replace(field, required=field.key == "held_on", section="")
    for field in MEETING_FIELDS
    if field.key not in TEXTS
)
WORDS = {
    "head": "会议情况",
    "roll": "签到",
    "content": "议程与内容",
    "votes": "决议与表决",
    "carrying": "落实",
    "problems": "问题清单",
    "evidence": "痕迹",
    "review": "审核与备案",
}
COMING = ("planned", "notified")
AFTER = ("roll", "votes", "carrying", "review")  # pages of a meeting that was held
WITH_PROBLEMS = ("M6", "M7")
# What is put right on the page of the review.
AFTERWARDS = ("", "written_on", "chair_signed", "recorder_signed", "reviewed_on")
# Fields of the head that not every kind has; where one holds something it is shown all the same.
ONLY_FOR = {"speaker": ("M4", "M5", "M9"), "hours": ("M3", "M4", "M5", "M9"), "dues_note": ("M5",)}


class RecordView(QWidget):
    """The record shown; empty until `show_record`.

    `opened(id)` asks to go to another record.
    """

    opened = Signal(int)

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        self.record: Record | None = None
        self._may_write = context.desk.may_write(AREA)
        self._saving: dict[str, str] | None = None  # what is on its way into the book
        self._landed = False  # whether it has arrived
        self._steps = 0  # of the history, made by the saving that is under way
        self._hidden: frozenset[str] = frozenset()
        self._wish = ""  # a section asked for before the step that brings it has arrived
        self._after: Callable[[], object] | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.card = Card(self)
        outer.addWidget(self.card)
        self.nothing = QLabel("在列表里选中一次会议，\n这里显示它的记录。", self)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.role(self.nothing, "muted")
        outer.addWidget(self.nothing, 1)
        self.head = Head(self.card)
        self.card.box.addWidget(self.head)
        self.hint = QLabel(self.card)
        self.hint.setWordWrap(True)
        theme.state(self.hint, "warn")
        self.card.box.addWidget(self.hint)
        self.life = Life(context, self, self, self.opened.emit)
        self.sections = Sections(self.card)
        self.typed = Together(self)
        self._make_pages()
        self.keeper = DraftKeeper(context, self.typed, self)
        self.card.box.addWidget(self.keeper.offer)
        self.card.box.addWidget(self.sections, 1)
        self.foot = self._make_foot()
        self.card.box.addWidget(self.foot)
        self.typed.dirty_changed.connect(lambda _dirty: self._allow())
        self.sections.chosen.connect(self._on_section)
        self.show_nothing()

    # --- building -----------------------------------------------------------------------------

    def _make_pages(self) -> None:
        context = self.context
        people = dict.fromkeys(("chair", "recorder", "speaker"), self._people)
        self.form = Form(HEAD_FIELDS, context.messages, check=self._check, choices=people)
        self.form.submitted.connect(lambda _values: self.save())
        self.roll = AttendancePage(context, self._people, self)
        self.roll.sign_in_wanted.connect(self._on_sign_in)
        self.roll.refresh_wanted.connect(self._on_refresh)
        self.roll.add_wanted.connect(self._on_add)
        self.content = ContentPage(context, self._people, self)
        self.votes = VotesPage(context, self._people, self)
        self.carrying = CarryingPage(context, self)
        self.problems = ProblemsPage(context, self._people, self)
        self.evidence = EvidencePage(context, self)
        self.review = ReviewPage(context, self)
        self.review.wanted.connect(self.go_to_field)
        self.review.findings_counted.connect(self._on_findings)
        pages: Mapping[str, QWidget] = {
            "head": self.form,
            "roll": self.roll,
            "content": self.content,
            "votes": self.votes,
            "carrying": self.carrying,
            "problems": self.problems,
            "evidence": self.evidence,
            "review": self.review,
        }
        for key, page in pages.items():
            self.sections.add(key, WORDS[key], page)
            if page is not self.form:  # which has its own Ctrl+S
                keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), page)
                keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                keys.activated.connect(self.save)
        self.typed.add("head", self.form)
        self.typed.add("roll", self.roll)
        self.typed.add("text", self.content)
        self.typed.add("votes", self.votes.resolutions)
        self.typed.add("problems", self.problems.problems)

    def _make_foot(self) -> QWidget:
        foot = QWidget(self.card)
        line = QHBoxLayout(foot)
        line.setContentsMargins(0, 0, 0, 0)
        self.note = ElidedLabel("", foot, Qt.TextElideMode.ElideRight)
        theme.role(self.note, "muted")
        line.addWidget(self.note, 1)
        self.drop = QPushButton("取消修改", foot)
        self.drop.clicked.connect(lambda _checked=False: self._reload())
        self.keep = QPushButton("保存", foot)
        self.keep.setToolTip("保存（Ctrl+S）")
        self.keep.clicked.connect(lambda _checked=False: self.save())
        for button in (self.drop, self.keep):
            button.setAutoDefault(False)
            line.addWidget(button)
        return foot

    # --- showing ------------------------------------------------------------------------------

    @property
    def dirty(self) -> bool:
        """Whether something is typed that is not saved."""
        return self.typed.dirty

    @property
    def fixed(self) -> bool:
        """Whether nothing can be typed: locked, cancelled, received, or not allowed."""
        record = self.record
        return (
            record is None
            or not self._may_write
            or not record.own
            or record.state in ("reviewed", "cancelled")
        )

    def show_nothing(self) -> None:
        """Nothing is chosen."""
        self.record = None
        self.card.hide()
        self.nothing.show()

    def explain(self, wanted: bool) -> None:
        """Whether to say what belongs here; an empty list says it all."""
        self.nothing.setVisible(wanted and self.record is None)

    def show_record(self, record: Record) -> None:
        """Show a record; what is being typed in it stays."""
        other = self.record is None or self.record.id != record.id
        if other:
            self._wish = ""
        before, self.record = self.record, record
        # While it is being saved the book changes step by step: what is typed stays on the screen,
        # and stays for good if more was typed meanwhile.
        saved = self._landed and self._saving == self.typed.texts()
        if self._landed or other:
            self._saving, self._landed = None, False
        if other or saved or not self.typed.dirty:
            self._load(record, other=other)
        self._show_around(record)
        if other or before is None or before.state != record.state:
            self._show_sections(record)
        self.nothing.hide()
        self.card.show()
        self._allow()

    def _load(self, record: Record, *, other: bool) -> None:
        fixed = self.fixed
        values = {f.key: record.values.get(f.key) for f in HEAD_FIELDS}
        # no hours yet stand in the book as 0: the field says nothing until something is known
        self.form.load({**values, "hours": values["hours"] or None})
        self.form.set_read_only(fixed)
        for key, kinds_with in ONLY_FOR.items():
            own_kind = not record.kind.startswith("M")
            self.form.show_field(
                key, record.kind in kinds_with or own_kind or bool(record.values.get(key))
            )
        self.roll.load(record, fixed=fixed)
        self.content.load(record, fixed=fixed)
        self.votes.load(record, fixed=fixed)
        self.problems.load(record, fixed=fixed)
        if other or self.keeper.offer.isHidden():
            self.keeper.follow("" if fixed else f"meetings/{record.uid}")

    def _show_around(self, record: Record) -> None:
        """What is never typed here: head, follow-up, evidence, review."""
        self.head.show_record(record)
        steps = self.life.steps(record, may=self._may_write)
        self.head.show_steps(steps.primary, steps.others, steps.more)
        returned = [
            row
            for row in record.reviews
            if row.result == "returned" and row.revision == record.revision
        ]
        told = [*record.hints, *(f"上级退回：{row.reasons}" for row in returned)]
        self.hint.setText("\n".join(told))
        self.hint.setVisible(bool(told))
        may = self._may_write and record.own
        self.carrying.load(record, may=may)
        self.evidence.load(record, may=may and record.state != "cancelled")
        self.review.load(record, may=self._may_write)
        counts = {
            "carrying": self.carrying.open_count,
            "votes": len(record.resolutions),
            "problems": len(record.problems),
            "evidence": len(record.evidence),
        }
        for key, number in counts.items():
            self.sections.set_title(key, f"{WORDS[key]} {number}" if number else WORDS[key])

    def _show_sections(self, record: Record) -> None:
        coming = record.state in COMING or (record.state == "cancelled" and not record.number)
        with_list = record.kind in WITH_PROBLEMS or bool(record.problems)
        hidden = set(AFTER) if coming else set()
        if coming or not with_list:
            hidden.add("problems")
        self._hidden = frozenset(hidden)
        for key in (*AFTER, "problems"):
            self.sections.set_shown(key, key not in hidden)
        wish, self._wish = self._wish, ""
        if wish and wish not in hidden:
            self.go_to(wish)

    def _on_findings(self, number: int) -> None:
        word = WORDS["review"]
        self.sections.set_title("review", f"{word} {number}" if number else word)

    def _allow(self) -> None:
        dirty = self.typed.dirty
        self.foot.setVisible(not self.fixed)
        self.keep.setEnabled(dirty)
        self.drop.setVisible(dirty)
        self.note.setText("正在填写，每几秒自动存一份草稿" if dirty else "")

    # --- going --------------------------------------------------------------------------------

    def go_to(self, section: str) -> None:
        """Show a section and give it the keys; one that does not concern this record stays away.

        A step answers before the record is read again: what it leads to is shown when it is there.
        """
        self._wish = section if section in self._hidden else ""
        self.sections.choose(section if section not in self._hidden else "head")
        self.focus_section()

    def focus_section(self) -> None:
        """Give the keys to the section shown."""
        pages: Mapping[str, QWidget] = {
            "head": self.form,
            "roll": self.roll,
            "content": self.content,
            "evidence": self.evidence.list if self.evidence.list.count() else self.evidence,
        }
        page = pages.get(self.sections.current)
        if page is not None:
            page.setFocus()

    def _on_section(self, key: str) -> None:
        """Votes are counted against the roll as it stands on the screen, saved or not."""
        if key in ("roll", "evidence"):
            self.focus_section()  # their keys work at once
        if key == "votes" and self.roll.dirty:
            now = self.roll.grid.records.totals()
            self.votes.expect(now.voters, now.voters_present)

    def go_to_field(self, key: str) -> None:
        """Show where a field stands; findings and refusals name it."""
        word = key.split(".")[0]
        section = {
            "roll": "roll",
            "should": "roll",
            "present": "roll",
            "guests": "roll",
            "agenda": "content",
            "speeches": "content",
            "study": "content",
            "content": "content",
            "resolutions": "votes",
            "problems": "problems",
            "evidence": "evidence",
            "follow_up": "carrying",
        }.get(word, "review" if word in AFTERWARDS else "head")
        self.go_to(section)
        if section == "head" and word in {field.key for field in HEAD_FIELDS}:
            self.form.editor(word).inner.setFocus()
            self.form.ensureWidgetVisible(self.form.editor(word))
        elif word == "study":
            self.content.study.setFocus()

    def show_refused(self, error: DeskError) -> None:
        """Go to the first thing that is missing and tell all of them."""
        self._after = None
        self._saving, self._landed = None, False
        if isinstance(error, Refused) and error.problems:
            self.go_to_field(error.problems[0].field)
        self.context.messages.problem(error)

    # --- saving -------------------------------------------------------------------------------

    def _check(self, values: Mapping[str, Value]) -> list[Problem]:
        found = meetings.check_record_values(values, self.context.desk.today())
        return [p for p in found if p.field not in TEXTS]

    def save(self) -> None:
        """Save everything that was typed, in one go."""
        self.save_then(lambda: None)

    def save_then(self, then: Callable[[], object]) -> None:
        """Save what was typed, if anything, and then go on."""
        record = self.record
        if record is None or self.fixed or not self.typed.dirty:
            then()
            return
        if not self._ready():
            return
        self._after = then
        self._saving = self.typed.texts()
        desk, meeting_id = self.context.desk, record.id
        values = {**self.form.values(), **self.content.values()}
        agenda, speeches = _changed(self.content.agenda), _changed(self.content.speeches)
        resolutions = _changed(self.votes.resolutions)
        problems = _changed(self.problems.problems)
        lists_changed = resolutions is not None or problems is not None
        written = self.form.dirty or self.content.dirty or lists_changed
        marks, guests = self.roll.marks(), self.roll.guest_list()
        marked = self.roll.dirty
        self._steps = written + marked

        def work() -> None:
            if marked:  # first, because votes are counted against it
                meetings.save_roll(desk, meeting_id, marks, guests)
            if written:
                meetings.save_record(
                    desk,
                    meeting_id,
                    values,
                    agenda=agenda,
                    speeches=speeches,
                    resolutions=resolutions,
                    problems=problems,
                )

        self.context.jobs.write(
            self, work, lambda _none: self._on_saved(), "保存会议记录", refused=self.show_refused
        )

    def _ready(self) -> bool:
        """Whether what stands there can be saved; else go to the first fault."""
        if any(problem.is_error for problem in self.form.problems()):
            self.go_to("head")
            self.form.submit()  # shows the faults at their fields
            return False
        for section, parts in (
            ("roll", self.roll.guests),
            ("content", self.content.agenda),
            ("content", self.content.speeches),
            ("votes", self.votes.resolutions),
            ("problems", self.problems.problems),
        ):
            if any(problem.is_error for problem in parts.problems()):
                self.go_to(section)
                return False
        return True

    def _on_saved(self) -> None:
        record = self.record
        if record is None:
            return
        if self._steps == 1:
            done_with_undo(self.context, self, "已保存。")
        else:  # roll and text are two steps; one 撤销 would take only one of them back
            self.context.messages.done("已保存。")
        self._landed = True
        desk, meeting_id = self.context.desk, record.id
        self.context.jobs.read(self, lambda: meetings.record(desk, meeting_id), self._on_read_again)

    def _on_read_again(self, record: Record) -> None:
        if self.record is not None and self.record.id == record.id:
            self.show_record(record)
        after, self._after = self._after, None
        if after is not None:
            after()

    def _reload(self) -> None:
        """Give up what was typed."""
        if self.record is not None:
            self._load(self.record, other=False)
            self._allow()

    def leave(self, then: Callable[[], None]) -> bool:
        """Do `then` once nothing would be lost; False if the person would rather stay."""
        if not self.typed.dirty:
            then()
            return True
        match self.context.messages.leave("会议记录"):
            case Leave.SAVE:
                self.save_then(then)
            case Leave.DISCARD:
                self._reload()
                then()
            case Leave.STAY:
                return False
        return True

    # --- the roll -----------------------------------------------------------------------------

    def _people(self) -> Sequence[Choice]:
        record = self.record
        rows = record.roll.rows if record is not None else ()
        return [Choice(r.member_id, r.name, r.post) for r in rows if r.member_id is not None]

    def _on_sign_in(self) -> None:
        self.save_then(self._open_sign_in)

    def _open_sign_in(self) -> None:
        if self.record is not None:
            window = SignInWindow(self.context, self.record, self)
            window.finished.connect(self._on_signed_in)
            window.open()

    def _on_signed_in(self) -> None:
        """Who came without a code is marked by key: the grid is where to go on."""
        self.roll.grid.setFocus()

    def _on_refresh(self) -> None:
        self.save_then(self._refresh_roll)

    def _refresh_roll(self) -> None:
        if self.record is None:
            return
        desk, meeting_id = self.context.desk, self.record.id
        self.context.jobs.write(
            self,
            lambda: meetings.refresh_roll(desk, meeting_id),
            lambda _none: self.context.messages.done("已按当日花名册更新签到名册。"),
            "更新签到名册",
        )

    def _on_add(self) -> None:
        record = self.record
        if record is not None:
            self.save_then(lambda: adding.ask_people(self.context, self, record))


def _changed(parts: Parts) -> tuple[Part, ...] | None:
    """The parts if anything was typed in them; None leaves those stored as they are."""
    return parts.parts() if parts.dirty else None
