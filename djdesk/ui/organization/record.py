"""The record of one organization: profile, committee as of today, all posts ever held, terms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from djdesk.models.rules import codes
from djdesk.services import kinds, organization
from djdesk.services.desk import Desk
from djdesk.services.listing import Kind
from djdesk.services.organization import Post, Profile, TermRow
from djdesk.services.organization.fields import (
    END_FIELDS,
    GROUP_FIELDS,
    POST_FIELDS,
    PROFILE_FIELDS,
    TERM_FIELDS,
)
from djdesk.ui.kit import buttons, theme
from djdesk.ui.kit.ask import ask_form
from djdesk.ui.kit.editors import Choice
from djdesk.ui.kit.forms import Form, Values
from djdesk.ui.kit.page import Card
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.rows import Rows, RowText
from djdesk.ui.kit.sections import Sections
from djdesk.ui.kit.undo import done_with_undo


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything the record shows, read in one job."""

    profile: Profile
    posts: tuple[Post, ...]
    terms: tuple[TermRow, ...]
    today: date


def _read(desk: Desk, organization_id: int) -> Shown:
    return Shown(
        organization.profile(desk, organization_id),
        organization.posts(desk, organization_id),
        organization.terms(desk, organization_id),
        desk.today(),
    )


def _day(values: Values, key: str) -> date:
    value = values[key]
    if not isinstance(value, date):
        raise TypeError(f"{key} is not a date")
    return value


def _text(values: Values, key: str) -> str:
    return str(values.get(key) or "")


class Record(QWidget):
    """The right side of the pane."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        self._shown: Shown | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        frame = Card(self)
        outer.addWidget(frame)
        box = frame.box
        self.name = QLabel(frame)
        self.name.setWordWrap(True)
        theme.role(self.name, "heading")
        self.facts = QLabel(frame)
        self.facts.setWordWrap(True)
        theme.role(self.facts, "muted")
        box.addWidget(self.name)
        box.addWidget(self.facts)
        self.sections = Sections(frame)
        box.addWidget(self.sections, 1)
        self.form = Form(PROFILE_FIELDS, context.messages, presentation=context.presentation)
        self.group_form = Form(GROUP_FIELDS, context.messages)
        self.sections.add("profile", "基本情况", self._form_page(self.form))
        self.sections.add("group", "基本情况", self._form_page(self.group_form))
        self.sections.add("posts", "班子", self._posts_page())
        self.sections.add("terms", "届次", self._terms_page())
        self.sections.add("past", "历任", self._past_page())

    # --- pages --------------------------------------------------------------------------------

    def _form_page(self, form: Form) -> QWidget:
        page = QWidget(self)
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(form, 1)
        line = QHBoxLayout()
        line.addStretch(1)
        save = QPushButton("保存", page)
        save.setAutoDefault(False)
        theme.role(save, "primary")
        save.clicked.connect(form.submit)
        save.setEnabled(False)
        form.dirty_changed.connect(save.setEnabled)
        line.addWidget(save)
        box.addLayout(line)
        form.submitted.connect(lambda values: self._on_save(form, values))
        may = self.context.desk.may_write("organization")
        save.setVisible(may)
        return page

    def _rows_page(self, rows: Rows, actions: list[QAction]) -> QWidget:
        page = QWidget(self)
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        line = QHBoxLayout()
        for number, action in enumerate(actions):
            page.addAction(action)
            line.addWidget(buttons.button_for(action, page, primary=number == 0))
        line.addStretch(1)
        if self.context.desk.may_write("organization"):
            box.addLayout(line)
            rows.offered = actions
        box.addWidget(rows, 1)
        return page

    def _action(self, text: str, icon: str, then: object) -> QAction:
        made = buttons.action(self, text, icon)
        made.triggered.connect(then)
        return made

    def _posts_page(self) -> QWidget:
        self.posts = Rows(
            "班子成员",
            [("党内职务", 96), ("姓名", 88), ("分工", 0), ("任职日期", 104), ("批复文号", 120)],
            self,
        )
        self.hold = self._action("登记任职", "user-plus", self._on_hold)
        self.end = self._action("登记免职", "user-minus", self._on_end)
        self.posts.chosen.connect(lambda chosen: self.end.setEnabled(chosen is not None))
        return self._rows_page(self.posts, [self.hold, self.end])

    def _terms_page(self) -> QWidget:
        self.terms = Rows(
            "届次",
            [
                ("届次", 72),
                ("起始日期", 104),
                ("届满日期", 104),
                ("结束日期", 104),
                ("批复文号", 0),
            ],
            self,
        )
        self.begin = self._action("登记新一届", "plus", self._on_term)
        return self._rows_page(self.terms, [self.begin])

    def _past_page(self) -> QWidget:
        self.past = Rows(
            "历任",
            [("党内职务", 96), ("姓名", 88), ("任职日期", 104), ("免职日期", 104), ("说明", 0)],
            self,
        )
        return self._rows_page(self.past, [])

    # --- showing ------------------------------------------------------------------------------

    def show_organization(self, organization_id: int) -> None:
        """Show another organization; a changed form asks once."""
        current = self._form() if self._shown is not None else None
        same = self._shown is not None and self._shown.profile.id == organization_id
        if current is not None and current.dirty and not same:
            current.leave("党组织资料", lambda: self._read(organization_id))
        else:
            self._read(organization_id)

    def _read(self, organization_id: int) -> None:
        desk = self.context.desk
        self.context.jobs.read(self, lambda: _read(desk, organization_id), self._on_read)

    def _form(self) -> Form:
        group = self._shown is not None and self._shown.profile.kind == "group"
        return self.group_form if group else self.form

    def _on_read(self, shown: Shown) -> None:
        same = self._shown is not None and self._shown.profile.id == shown.profile.id
        typed = same and self._form().dirty
        self._shown = shown
        profile = shown.profile
        group = profile.kind == "group"
        self.name.setText(str(profile.values["name"]))
        self.facts.setText(self._facts(shown))
        for key, visible in (("profile", not group), ("group", group), ("terms", not group)):
            self.sections.set_shown(key, visible)
        if self.sections.current not in ("posts", "terms", "past"):
            self.sections.choose("group" if group else "profile")
        fixed = profile.received or not self.context.desk.may_write("organization")
        if not typed:
            self._form().load(profile.values)
            self._form().set_read_only(fixed)
        for action in (self.hold, self.begin):
            action.setEnabled(not fixed and profile.dissolved_on is None)
        self._show_rows(shown)

    def _show_rows(self, shown: Shown) -> None:
        table = codes.table("party_post")
        now = [p for p in shown.posts if p.until is None or p.until > shown.today]
        now.sort(key=lambda p: p.post)
        self.posts.show_rows(
            [
                RowText(
                    p.id,
                    (table.name(p.post), p.person, p.duty, kinds.show_date(p.since), p.basis),
                )
                for p in now
            ]
        )
        self.end.setEnabled(self.posts.current is not None)
        self.past.show_rows(
            [
                RowText(
                    p.id,
                    (
                        table.name(p.post),
                        p.person,
                        kinds.show_date(p.since),
                        kinds.show_date(p.until),
                        p.reason,
                    ),
                    past=p.until is not None and p.until <= shown.today,
                )
                for p in shown.posts
            ]
        )
        self.terms.show_rows(
            [
                RowText(
                    t.id,
                    (
                        f"第{t.number}届",
                        kinds.show_date(t.since),
                        kinds.show_date(t.planned_until),
                        kinds.show_date(t.until),
                        t.basis,
                    ),
                    past=t.until is not None,
                )
                for t in shown.terms
            ]
        )
        self.sections.set_title("posts", f"班子 {len(now)}" if now else "班子")

    def _facts(self, shown: Shown) -> str:
        profile = shown.profile
        words = [codes.table("organization_kind").name(profile.kind)]
        running = next((t for t in shown.terms if t.until is None), None)
        if running is not None:
            until = kinds.show_date(running.planned_until)
            words.append(f"第{running.number}届（{kinds.show_date(running.since)}—{until}）")
        secretary = next(
            (p for p in shown.posts if p.post == "11" and (not p.until or p.until > shown.today)),
            None,
        )
        if secretary is not None:
            words.append(f"书记 {secretary.person}")
        if profile.dissolved_on is not None:
            words.append(f"{kinds.show_date(profile.dissolved_on)} 已撤销")
        if profile.received:
            words.append("由下级上报，只能查看")
        return " · ".join(words)

    # --- saving -------------------------------------------------------------------------------

    def _on_save(self, form: Form, values: Values) -> None:
        if self._shown is None:
            return
        desk, key = self.context.desk, self._shown.profile.id
        texts = {k: v if isinstance(v, date) else _plain(form, k, v) for k, v in values.items()}

        def done(_none: None) -> None:
            done_with_undo(self.context, self, "已保存。")
            form.saved()

        self.context.jobs.write(
            self,
            lambda: organization.change(desk, key, **texts),
            done,
            "保存党组织资料",
            refused=form.refused,
        )

    def _members(self) -> list[Choice]:
        if self._shown is None:
            return []
        rows = organization.candidates(self.context.desk, self._shown.profile.id)
        return [Choice(key, name, hint) for key, name, hint in rows]

    def _on_hold(self) -> None:
        if self._shown is None:
            return
        desk, shown = self.context.desk, self._shown
        term = next((t for t in shown.terms if t.until is None), None)

        def work(values: Values) -> int:
            return organization.hold_post(
                desk,
                shown.profile.id,
                post=_text(values, "post"),
                since=_day(values, "since"),
                member_id=int(str(values["member_id"])),
                duty=_text(values, "duty"),
                basis=_text(values, "basis"),
                reason=_text(values, "reason"),
                term_id=term.id if term else None,
            )

        ask_form(
            self.context,
            self,
            "登记任职",
            POST_FIELDS,
            work,
            lambda _key: done_with_undo(self.context, self, "已登记任职。"),
            word="登记",
            values={"since": term.since if term else desk.today()},
            choices={"member_id": self._members},
        )

    def _on_end(self) -> None:
        chosen = self.posts.current
        if chosen is None:
            return
        desk = self.context.desk
        ask_form(
            self.context,
            self,
            "登记免职",
            END_FIELDS,
            lambda values: organization.end_post(
                desk, chosen, until=_day(values, "until"), reason=_text(values, "reason")
            ),
            lambda _none: done_with_undo(self.context, self, "已登记免职，记录在“历任”里。"),
            word="登记",
            values={"until": desk.today()},
        )

    def _on_term(self) -> None:
        if self._shown is None:
            return
        desk, shown = self.context.desk, self._shown
        last = shown.terms[0] if shown.terms else None
        ask_form(
            self.context,
            self,
            "登记新一届",
            TERM_FIELDS,
            lambda values: organization.open_term(
                desk,
                shown.profile.id,
                number=int(str(values["number"])),
                since=_day(values, "since"),
                planned_until=_day(values, "planned_until"),
                basis=_text(values, "basis"),
                reason=_text(values, "reason"),
            ),
            lambda _key: done_with_undo(self.context, self, "已登记。请接着登记新一届的任职。"),
            word="登记",
            hint="上一届在新一届起始之日结束；各项职务请在“班子”里登记。",
            values={"number": last.number + 1 if last else 1},
        )


def _plain(form: Form, key: str, value: object) -> str | None:
    """An emptied date stays empty; every other emptied field is an empty text."""
    field = next(f for f in form.fields if f.key == key)
    if value is None:
        return None if field.kind is Kind.DATE else ""
    return str(value)
