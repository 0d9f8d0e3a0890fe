"""The record of one member: the form, checked and saved, and the other pages behind words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from djdesk.errors import Problem
from djdesk.models.rules import codes, identity
from djdesk.services import kinds, organization, roster
from djdesk.services.listing import Value
from djdesk.services.roster import FIELDS, MEMBER_FIELDS, Opening, Profile
from djdesk.ui.kit import theme
from djdesk.ui.kit.actions import ActionPage
from djdesk.ui.kit.drafts import DraftKeeper
from djdesk.ui.kit.editors import Choice
from djdesk.ui.kit.forms import Form, Values
from djdesk.ui.kit.labels import ElidedLabel
from djdesk.ui.kit.page import Card
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.rows import Rows, RowText
from djdesk.ui.kit.sections import Sections
from djdesk.ui.kit.undo import done_with_undo
from djdesk.ui.roster.events import Events
from djdesk.ui.roster.files import FilesPage
from djdesk.ui.roster.head import Head
from djdesk.ui.roster.portrait import shrunk
from djdesk.ui.roster.records import RecordsPage
from djdesk.ui.roster.standing import StandingPage

NEW_DRAFT = "roster/new"  # the draft of a member who is being entered
FIXED_KEYS = ("branch_id", "group_id", "person_class", "work_post", "since")
RECORD_PAGES = {"reward": "奖惩", "kin": "家庭", "hardship": "困难", "absence": "流动"}
LOW = 520  # px at 100 %: a lower record gives its height to the form
WIDE = 420  # px at 100 %: room for the buttons beside the name


class Record(QWidget):
    """The right side of the roster: empty, a member as of a day, or a new member's form.

    `enrolled(id)` after a new member was saved; `closed` when a new one was given up.
    """

    enrolled = Signal(int)
    closed = Signal()

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        self.profile: Profile | None = None
        self.events = Events(context, self)
        self._may = context.desk.may_write(roster.AREA)
        self._fixed = True
        self._explains = False
        self._new_branch = 0  # where the new member belongs, whose groups are offered
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.card = Card(self)
        outer.addWidget(self.card)
        self.nobody = QLabel("在名单里选中一名党员，\n这里显示他的资料。", self)
        self.nobody.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.role(self.nobody, "muted")
        outer.addWidget(self.nobody, 1)
        self.head = Head(self.card)
        self.head.portrait.wanted.connect(self._on_photo_wanted)
        self.head.portrait.dropped.connect(self._set_photo)
        self.card.box.addWidget(self.head)
        self.sections = Sections(self.card)
        self.card.box.addWidget(self.sections, 1)
        self._make_form()
        self._make_pages()
        self.foot = self._make_foot()
        self.card.box.addWidget(self.foot)
        theme.active().changed.connect(self._fit)
        self.show_nobody()

    # --- building -----------------------------------------------------------------------------

    def _make_form(self) -> None:
        context = self.context
        self.form = Form(
            MEMBER_FIELDS, context.messages, check=self._check, presentation=context.presentation
        )
        self.form.submitted.connect(self._on_save)
        self.form.edited.connect(lambda: self._on_edited(self.form))
        self.keeper = DraftKeeper(context, self.form, self)
        self.sections.add("profile", "基本", self._form_page(self.form, self.keeper))
        self.new_form = Form(
            FIELDS,
            context.messages,
            check=self._check_new,
            choices={"branch_id": self._branches, "group_id": self._groups},
            presentation=context.presentation,
        )
        self.new_form.submitted.connect(self._on_enrol)
        self.new_form.edited.connect(self._on_new_edited)
        self.new_keeper = DraftKeeper(context, self.new_form, self)
        self.sections.add("new", "新党员", self._form_page(self.new_form, self.new_keeper))

    def _form_page(self, form: Form, keeper: DraftKeeper) -> QWidget:
        page = QWidget(self)
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(keeper.offer)
        box.addWidget(form, 1)
        return page

    def _make_pages(self) -> None:
        self.standings = StandingPage(self.context, self.events, self)
        self.sections.add("standing", "党籍", self.standings)
        tenure_rows = Rows("任职", (("职务", 84), ("组织", 0), ("任职", 92), ("免职", 92)), self)
        self.tenures = ActionPage(tenure_rows, (), self)
        self.sections.add("tenure", "职务", self.tenures)
        self.pages: dict[str, RecordsPage] = {}
        for key, word in RECORD_PAGES.items():
            self.pages[key] = RecordsPage(self.context, key, self)
            self.sections.add(key, word, self.pages[key])
        self.files = FilesPage(self.context, self)
        self.sections.add("files", "附件", self.files)
        self.timeline = Rows("经历", (("日期", 92), ("事项", 150), ("说明", 0)), self)
        self.sections.add("timeline", "经历", ActionPage(self.timeline, (), self))

    def _make_foot(self) -> QWidget:
        foot = QWidget(self.card)
        line = QHBoxLayout(foot)
        line.setContentsMargins(0, 0, 0, 0)
        self.note = ElidedLabel("", foot, Qt.TextElideMode.ElideRight)
        theme.role(self.note, "muted")
        line.addWidget(self.note, 1)
        self.cancel = QPushButton("取消", foot)
        self.cancel.clicked.connect(self._on_cancel)
        self.history = QPushButton("修改记录", foot)
        self.save = QPushButton("保存", foot)
        theme.role(self.save, "primary")
        self.save.clicked.connect(lambda: self._form().submit())
        for button in (self.history, self.cancel, self.save):
            button.setAutoDefault(False)
            line.addWidget(button)
        for form in (self.form, self.new_form):
            form.dirty_changed.connect(lambda _dirty: self._allow())
        self.sections.chosen.connect(lambda _key: self._allow())
        return foot

    def _fit(self) -> None:
        """A low record shows its head in two lines, a wide one with the buttons beside the name."""
        look = theme.active()
        low = self.height() < look.px(LOW)
        beside = low and self.width() >= look.px(WIDE)
        if not beside and self.card.box.indexOf(self.foot) < 0:
            self.card.box.addWidget(self.foot)
        self.head.set_low(low, self.foot if beside else None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    # --- showing ------------------------------------------------------------------------------

    @property
    def dirty(self) -> bool:
        """Whether something is typed that is not saved."""
        return self._form().dirty

    def _form(self) -> Form:
        return self.new_form if self.is_new else self.form

    @property
    def is_new(self) -> bool:
        """Whether the form of a new member is shown."""
        return self.sections.current == "new"

    def show_nobody(self) -> None:
        """Nothing is chosen."""
        self.profile = None
        self._show_card(False)

    def explain(self, wanted: bool) -> None:
        """Whether to say what belongs here while nobody is chosen; an empty list says it all."""
        self._explains = wanted
        self.nobody.setVisible(wanted and self.card.isHidden())

    def _show_card(self, shown: bool) -> None:
        self.card.setVisible(shown)
        self.nobody.setVisible(self._explains and not shown)

    def show_profile(self, profile: Profile, *, fixed: bool) -> None:
        """Show a member; `fixed` for a past day or a reader."""
        same = self.profile is not None and self.profile.id == profile.id and not self.is_new
        typed = same and self.form.dirty and not fixed
        self.profile = profile
        fixed = fixed or not self._may or profile.received
        self._fixed = fixed
        if not typed:
            self.form.load(profile.values, profile.month_only)
            _show_reason(self.form)
            self.form.set_read_only(fixed)
            if not fixed:
                self.keeper.follow(f"roster/member/{profile.uid}")
        self.sections.set_shown("new", False)
        for key in ("profile", "standing", "tenure", *self.pages, "files", "timeline"):
            self.sections.set_shown(key, True)
        if self.sections.current == "new":
            self.sections.choose("profile")
        self._show_head(profile)
        self._show_rows(profile)
        for page in (self.standings, *self.pages.values(), self.files):
            page.set_fixed(fixed)
        self._show_card(True)
        self._allow()

    def show_new(self, branch_id: int) -> None:
        """Show the empty form of a new member of `branch_id`."""
        self.profile = None
        self._fixed = False
        self.sections.set_shown("new", True)
        self.sections.choose("new")
        for key in ("profile", "standing", "tenure", *self.pages, "files", "timeline"):
            self.sections.set_shown(key, False)
        self.head.show_new()
        self._new_branch = branch_id
        self.new_form.load({"branch_id": branch_id, "person_class": "full"})
        _show_reason(self.new_form)
        self.new_keeper.follow(NEW_DRAFT)
        self._show_card(True)
        self._allow()
        self.new_form.editor("id_number").inner.setFocus()

    def _show_head(self, profile: Profile) -> None:
        self.head.show_profile(profile)
        portrait = self.head.portrait
        portrait.set_editable(not self._fixed)
        if profile.photo:
            desk, digest = self.context.desk, profile.photo
            self.context.jobs.read(self, lambda: roster.photo(desk, digest), portrait.show_picture)
        else:
            portrait.show_picture(b"")
        source = "由支部上报，只能查看" if profile.received else ""
        past = profile.day != self.context.desk.today()
        self.note.setText(f"截至 {kinds.show_day(profile.day)}，只能查看" if past else source)

    def _show_rows(self, profile: Profile) -> None:
        self.standings.show_profile(profile)
        posts = codes.table("party_post")
        self.tenures.rows.show_rows(
            [
                RowText(
                    row.id,
                    (
                        posts.name(row.post),
                        row.organization,
                        kinds.show_date(row.since),
                        kinds.show_date(row.until),
                    ),
                    past=row.until is not None,
                )
                for row in profile.tenures
            ]
        )
        for key, page in self.pages.items():
            records = {
                "reward": profile.rewards,
                "kin": profile.kin,
                "hardship": profile.hardships,
                "absence": profile.absences,
            }[key]
            page.show_profile(profile, records)
            self._count(key, len(records))
        self.files.show_profile(profile)
        self._count("files", len(profile.files))
        self.timeline.show_rows(
            [
                RowText(number, (kinds.show_date(event.on), event.title, event.detail))
                for number, event in enumerate(roster.timeline(profile))
            ]
        )

    def _count(self, key: str, number: int) -> None:
        word = RECORD_PAGES.get(key, "附件")
        self.sections.set_title(key, f"{word} {number}" if number else word)

    def _allow(self) -> None:
        """What can be done now, by what is shown."""
        profile = self.profile
        form_shown = self.sections.current in ("profile", "new")
        editable = self._may and not self._fixed
        self.save.setVisible(editable and form_shown)
        self.save.setEnabled(self._form().dirty)
        self.cancel.setVisible(editable and form_shown and (self.is_new or self._form().dirty))
        self.history.setVisible(profile is not None and form_shown)
        shown = (self.save, self.cancel, self.history)
        told = bool(self.note.text()) or any(not button.isHidden() for button in shown)
        self.foot.setVisible(told)

    # --- checking and saving ------------------------------------------------------------------

    def _check(self, values: Mapping[str, Value]) -> list[Problem]:
        if self.profile is None:
            return []
        standing = {key: self.profile.values.get(key) for key in FIXED_KEYS}
        return roster.check(
            self.context.desk, {**standing, **values}, self.form.month_only(), self.profile.id
        )

    def _check_new(self, values: Mapping[str, Value]) -> list[Problem]:
        return roster.check(self.context.desk, values, self.new_form.month_only())

    def _on_edited(self, form: Form) -> None:
        self._follow_number(form)
        _show_reason(form)

    def _follow_number(self, form: Form) -> None:
        """Birth and sex follow from a whole identity number while they are empty."""
        entries = form.entries()
        number = entries["id_number"].value
        if not isinstance(number, str) or not identity.valid(number):
            return
        if entries["birth_on"].value is None and entries["birth_on"].problem is None:
            form.set_value("birth_on", identity.birth(number))
        if not entries["sex"].value and entries["sex"].problem is None:
            form.set_value("sex", identity.sex(number))

    def _on_new_edited(self) -> None:
        branch = self.new_form.entries()["branch_id"].value
        self._new_branch = branch if isinstance(branch, int) else 0
        self._on_edited(self.new_form)

    def _on_save(self, values: Values) -> None:
        profile = self.profile
        if profile is None:
            return
        desk, months = self.context.desk, self.form.month_only()

        def saved(_version: int) -> None:
            done_with_undo(self.context, self, f"已保存“{values['name']}”的资料。")
            self.form.saved()

        self.context.jobs.write(
            self,
            lambda: roster.update_member(desk, profile.id, values, months, version=profile.version),
            saved,
            "保存党员资料",
            refused=self.form.refused,
        )

    def _on_enrol(self, values: Values) -> None:
        desk, months = self.context.desk, self.new_form.month_only()
        person = {f.key: values.get(f.key) for f in MEMBER_FIELDS}
        since = values.get("since")
        group = values.get("group_id")
        opening = Opening(
            branch_id=int(str(values["branch_id"])),
            person_class=str(values["person_class"]),
            group_id=group if isinstance(group, int) else None,
            work_post=str(values.get("work_post") or ""),
            since=since if not isinstance(since, str | int) else None,
        )

        def saved(member_id: int) -> None:
            # before anything else is written: the draft that is now forgotten is a step too
            done_with_undo(self.context, self, f"已录入“{values['name']}”。")
            self.new_form.saved()
            self.enrolled.emit(member_id)

        self.context.jobs.write(
            self,
            lambda: roster.enrol(desk, person, opening, months),
            saved,
            "录入新党员",
            refused=self.new_form.refused,
        )

    def _on_cancel(self) -> None:
        if self.is_new:
            self.new_form.leave("新党员", self.closed.emit)
        else:
            self.form.reset()

    def _branches(self) -> list[Choice]:
        nodes = organization.tree(self.context.desk)
        return [Choice(n.id, n.name) for n in nodes if n.kind == "branch" and not n.received]

    def _groups(self) -> list[Choice]:
        return self.events.groups(self._new_branch) if self._new_branch else []

    # --- photograph ---------------------------------------------------------------------------

    def _on_photo_wanted(self) -> None:
        files = self.context.messages.open_files("选择照片", "照片 (*.jpg *.jpeg *.png *.bmp)")
        if files:
            self._set_photo(files[0])

    def _set_photo(self, path: Path) -> None:
        if self.profile is None:
            return
        desk, member_id = self.context.desk, self.profile.id
        self.context.jobs.write(
            self,
            lambda: roster.set_photo(desk, member_id, shrunk(path)),
            lambda _none: done_with_undo(self.context, self, "已更换照片。"),
            "更换照片",
        )


def _show_reason(form: Form) -> None:
    """Why there is no identity number is asked only of those who have none."""
    texts = form.texts()
    needless = bool(texts["id_number"]) and not texts["id_missing_reason"]
    form.show_field("id_missing_reason", not needless)
