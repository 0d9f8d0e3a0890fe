"""One correction (整改): problem, measure, who, by when; done with evidence, re-checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from djdesk.errors import Problem
from djdesk.models.rules import codes
from djdesk.services import kinds, listing
from djdesk.services.archive import AttachedFile
from djdesk.services.assessment import corrections
from djdesk.services.assessment.corrections import CorrectionSheet
from djdesk.services.assessment.fields import CORRECTION_FIELDS
from djdesk.services.assessment.rows import AREA
from djdesk.services.desk import Desk
from djdesk.services.fields import Field, field
from djdesk.services.listing import Filter, Kind, Query, Scope, Value
from djdesk.services.meetings import TALKS
from djdesk.ui.assessment.buttonline import ButtonLine
from djdesk.ui.assessment.stateline import StateLine
from djdesk.ui.assessment.subjects import Named, SubjectChoices, subject_field
from djdesk.ui.kit.ask import ask_form
from djdesk.ui.kit.editors import Choice
from djdesk.ui.kit.entry import EntryKind, EntryView
from djdesk.ui.kit.files import FilesPage
from djdesk.ui.kit.forms import Values
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.undo import done_with_undo

# The beginning of a correction; what was done and re-checked has dialogs of its own.
_BEGINNING = ("opened_on", "problem", "measure", "responsible", "due_on", "remark")
FIELDS = (subject_field("整改对象"), *(field(CORRECTION_FIELDS, key) for key in _BEGINNING))
DONE_FIELDS = (
    replace(field(CORRECTION_FIELDS, "done_on"), required=True),
    replace(field(CORRECTION_FIELDS, "done_note"), required=True),
)
RECHECK_FIELDS = (
    replace(field(CORRECTION_FIELDS, "recheck"), required=True),
    replace(field(CORRECTION_FIELDS, "rechecked_on"), required=True),
    replace(field(CORRECTION_FIELDS, "rechecked_by"), required=True),
    field(CORRECTION_FIELDS, "recheck_note"),
    replace(field(CORRECTION_FIELDS, "due_on"), title="新的时限", hint="未到位的，重新定时限"),
)
TALK = Field("talk", "谈话记录", Kind.TEXT, refers="talk", required=True)
TALKS_OFFERED = 50
REASON = Field("reason", "重新整改原因", Kind.TEXT, required=True, lines=2)
STATES: Mapping[str, Mapping[Value, str]] = {
    "state": {"open": "quiet", "overdue": "bad", "failed": "bad", "done": "warn", "closed": "ok"},
    "warning": {"blue": "quiet", "yellow": "warn", "red": "bad"},
}


class EvidencePage(FilesPage):
    """The files that prove what was done; photographs are shrunk as those of meetings are."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context, AREA, corrections.OWNER, parent)

    def _keep(self, desk: Desk, owner_id: int, name: str, content: bytes) -> int:
        return corrections.add_correction_evidence(desk, owner_id, name, content)


class CorrectionView(EntryView[CorrectionSheet]):
    """One correction, or a new one; `pair_wanted(sheet)` when a helper is to be found for it."""

    pair_wanted = Signal(object)

    def __init__(
        self,
        context: Context,
        people: Callable[[], Sequence[Choice]],
        subjects: Callable[[], Sequence[Named]],
        parent: QWidget,
    ) -> None:
        self.whom = SubjectChoices(subjects)
        kind = EntryKind(
            AREA,
            "整改",
            FIELDS,
            "assessment/correction",
            "在列表里选中一条整改，\n这里显示问题、措施和复核。",
            people=("responsible",),
            choices={"responsible": people, "subject": self.whom.choices},
        )
        super().__init__(context, kind, parent)
        self.state = StateLine(self.card)
        self.top.addWidget(self.state)
        self.bottom.addWidget(self._make_steps())

    def _pages(self) -> Mapping[str, tuple[str, QWidget]]:
        self.files = EvidencePage(self.context, self)
        return {"files": ("佐证", self.files)}

    def _make_steps(self) -> ButtonLine:
        steps = ButtonLine(self.card)
        self.report = steps.add("报告完成…", "square-check", self._on_report)
        self.check = steps.add("复核…", "clipboard-check", self._on_check)
        self.again = steps.add("重新整改…", "rotate-ccw", self._on_again)
        self.pair = steps.add("结对帮扶…", "heart-handshake", self._on_pair)
        self.hold = steps.add("登记谈话…", "message-square", self._on_hold)
        self.link = steps.add("关联谈话…", "link", self._on_link)
        self.talk = steps.add("打开谈话", "message-square", self._on_talk)
        return steps

    # --- what it says -------------------------------------------------------------------------

    def _words(self, record: CorrectionSheet | None) -> str:
        return "新的整改" if record is None else f"{record.name}　{record.number}"

    def _shown(self, record: CorrectionSheet) -> Mapping[str, Value]:
        self.whom.keep(Named(record.subject, record.name))
        return {**record.values, "subject": self.whom.number(record.subject)}

    def _fixed(self, record: CorrectionSheet) -> bool:
        return not record.own or record.state == "closed"

    def _meant(self, record: CorrectionSheet) -> Mapping[str, int | None]:
        return {"responsible": record.responsible_id}

    def _check(self, values: Mapping[str, Value]) -> list[Problem]:
        return corrections.check_correction(values, self.context.desk.today())

    def begin(self, given: Mapping[str, Value] | None = None) -> None:
        """Begin a correction of today; `given` may come from a warning."""
        super().begin({"opened_on": self.context.desk.today(), **(given or {})})

    # --- showing ------------------------------------------------------------------------------

    def _follow(self, record: CorrectionSheet | None) -> None:
        self.form.show_field("subject", record is None)
        own = self._may and record is not None and record.own
        state = record.state if record is not None else ""
        self.report.setVisible(own and state in ("open", "overdue", "failed"))
        self.check.setVisible(own and state == "done")
        self.again.setVisible(own and state == "closed")
        self.pair.setVisible(own and state != "closed")
        self.talk.setVisible(record is not None and record.talk_id is not None)
        of_member = record is not None and record.subject.level == "member"
        for step in (self.hold, self.link):
            step.setVisible(own and of_member and state != "closed" and not self.talk.isVisible())
        if record is None:
            self.state.say("", "", _for_warning(self._silent))
            return
        word = codes.table("assessment_correction_state").name(state)
        self.state.say(word, STATES["state"][state], _story(record, self.context.desk.today()))
        self.sections.set_title("files", f"佐证 {record.evidence}" if record.evidence else "佐证")
        self.files.set_fixed(not own)
        desk, record_id = self.context.desk, record.id
        self.context.jobs.read(
            self,
            lambda: corrections.correction_evidence(desk, record_id),
            lambda found: self._show_files(record_id, found),
        )

    def _show_files(self, record_id: int, found: tuple[AttachedFile, ...]) -> None:
        if self.record is not None and self.record.id == record_id:
            self.files.show_files(record_id, found)

    # --- saving -------------------------------------------------------------------------------

    def _add(self, desk: Desk, values: Values) -> int:
        month, responsible_id = values.pop("month", None), values.pop("responsible_id", None)
        return corrections.open_correction(
            desk,
            self.whom.subject(values.pop("subject")),
            values,
            month=month if isinstance(month, date) else None,
            warning=str(values.pop("warning", "") or ""),
            responsible_id=responsible_id if isinstance(responsible_id, int) else None,
        )

    def _change(self, desk: Desk, record_id: int, values: Values) -> None:
        values.pop("subject", None)
        responsible_id = values.pop("responsible_id", None)
        corrections.save_correction(
            desk,
            record_id,
            values,
            responsible_id=responsible_id if isinstance(responsible_id, int) else None,
        )

    def _remove(self, desk: Desk, record_id: int) -> None:
        corrections.remove_correction(desk, record_id)

    # --- the steps ----------------------------------------------------------------------------

    def _on_report(self) -> None:
        self.leave(self._report)

    def _report(self) -> None:
        record, desk = self.record, self.context.desk
        if record is None:
            return

        def work(values: Values) -> None:
            corrections.report_done(
                desk, record.id, on=_day(values["done_on"]), note=str(values["done_note"])
            )

        ask_form(
            self.context,
            self,
            f"{record.name}：报告完成",
            DONE_FIELDS,
            work,
            lambda _none: done_with_undo(self.context, self, "已报告完成，等待复核。"),
            word="报告完成",
            hint="写明做了什么、效果怎样；照片和材料放到“佐证”里。",
            values={"done_on": desk.today(), "done_note": record.values.get("done_note")},
        )

    def _on_check(self) -> None:
        self.leave(self._recheck)

    def _recheck(self) -> None:
        record, desk = self.record, self.context.desk
        if record is None:
            return

        def work(values: Values) -> None:
            due_on = values.get("due_on")
            corrections.recheck(
                desk,
                record.id,
                values["recheck"] == "passed",
                on=_day(values["rechecked_on"]),
                by=str(values["rechecked_by"]),
                note=str(values.get("recheck_note") or ""),
                due_on=due_on if isinstance(due_on, date) else None,
            )

        ask_form(
            self.context,
            self,
            f"{record.name}：复核",
            RECHECK_FIELDS,
            work,
            lambda _none: done_with_undo(self.context, self, "已登记复核结果。"),
            word="复核",
            hint=f"报告的完成情况：{record.values.get('done_note') or ''}",
            values={"rechecked_on": desk.today(), "rechecked_by": desk.user},
        )

    def _on_again(self) -> None:
        record, desk = self.record, self.context.desk
        if record is not None:
            ask_form(
                self.context,
                self,
                f"{record.name}：重新整改",
                (REASON,),
                lambda values: corrections.reopen_correction(
                    desk, record.id, reason=str(values["reason"])
                ),
                lambda _none: done_with_undo(self.context, self, "已重新整改。"),
                word="重新整改",
                hint="已销号的整改重新打开，原来的复核结论留在复核意见里。",
            )

    def _on_pair(self) -> None:
        if self.record is not None:
            self.pair_wanted.emit(self.record)

    def _on_hold(self) -> None:
        """Enter the talk in its own ledger; it is linked when it is there."""
        record = self.record
        if record is not None:
            self.context.open(
                "talks",
                None,
                new=True,
                partner=record.name,
                partner_id=record.subject.member_id,
                topic="整改提醒谈话",
            )

    def _on_link(self) -> None:
        self.leave(self._ask_talks)

    def _ask_talks(self) -> None:
        record, desk = self.record, self.context.desk
        if record is not None and record.subject.member_id is not None:
            member_id = record.subject.member_id
            self.context.jobs.read(self, lambda: _talks(desk, member_id), self._ask_which)

    def _ask_which(self, found: list[Choice]) -> None:
        record, desk = self.record, self.context.desk
        if record is None:
            return
        if not found:
            self.context.messages.tell(f"还没有和{record.name}的谈话记录，请先登记谈话。")
            return
        ask_form(
            self.context,
            self,
            f"{record.name}：关联谈话",
            (TALK,),
            lambda values: corrections.save_correction(
                desk, record.id, {}, talk_id=int(str(values["talk"]))
            ),
            lambda _none: done_with_undo(self.context, self, "已关联谈话。"),
            word="关联",
            values={"talk": found[0].id},
            choices={"talk": lambda: found},
        )

    def _on_talk(self) -> None:
        if self.record is not None and self.record.talk_id is not None:
            self.context.open("talks", self.record.talk_id)


def _talks(desk: Desk, member_id: int) -> list[Choice]:
    """The talks with a member, the latest first."""
    scope = Scope(desk.today())
    query = Query(
        scope, filters=(Filter("partner_id", "eq", member_id),), sort=(("held_on", True),)
    )
    ids = list(listing.ids(desk, TALKS, query))[:TALKS_OFFERED]
    rows = listing.rows(desk, TALKS, scope, ids, ("held_on", "talker", "topic"))
    found = []
    for key in ids:
        on, talker, topic = rows[key]
        words = f"{kinds.show(Kind.DATE, on)} {talker}谈话"
        found.append(Choice(key, words, str(topic or "")))
    return found


def _day(value: Value) -> date:
    assert isinstance(value, date)
    return value


def _for_warning(given: Mapping[str, Value]) -> str:
    """What a new correction answers, if it answers a warning."""
    warning, month = given.get("warning"), given.get("month")
    if not warning:
        return ""
    word = codes.table("assessment_warning").name(str(warning))
    when = f"{month.year}年{month.month}月" if isinstance(month, date) else ""
    return f"针对{when}{word}。"


def _story(record: CorrectionSheet, today: date) -> str:
    """What happened so far, in the order it happened."""
    values = record.values
    due, done, note = (values.get(key) for key in ("due_on", "done_on", "recheck_note"))
    told = [_for_warning({"warning": record.warning, "month": record.month})]
    if record.state in ("open", "overdue", "failed") and isinstance(due, date):
        left = (due - today).days
        told.append(f"已逾期 {-left} 天。" if left < 0 else f"离整改时限还有 {left} 天。")
    if done:
        told.append(f"{kinds.show(Kind.DATE, done)}报告完成：{values.get('done_note') or ''}")
    if values.get("rechecked_on"):
        by = values.get("rechecked_by") or ""
        found = kinds.show(Kind.CODE, values.get("recheck"), "assessment_recheck")
        told.append(f"{kinds.show(Kind.DATE, values['rechecked_on'])} {by}复核：{found}")
    if note:
        told.append(str(note))
    return "\n".join(line for line in told if line)
