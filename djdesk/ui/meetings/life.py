"""The steps in the life of the meeting shown, named by what comes next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from PySide6.QtWidgets import QWidget

from djdesk.errors import DeskError, Refused
from djdesk.services import meetings
from djdesk.services.fields import Field
from djdesk.services.listing import Kind
from djdesk.services.meetings import REVIEW_FIELDS, Record
from djdesk.ui.kit.ask import ask_form
from djdesk.ui.kit.editors import Choice
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.undo import done_with_undo
from djdesk.ui.meetings.head import Step
from djdesk.ui.meetings.notice import show_notice

T = TypeVar("T")

CANCEL_FIELDS = (Field("reason", "取消原因", Kind.TEXT, required=True, lines=2),)
CORRECT_FIELDS = (
    Field("reason", "更正原因", Kind.TEXT, required=True, lines=2, hint="如：实到人数写错"),
)
LOCK_FIELDS = (
    Field("by", "审核人", Kind.PERSON, hint="不填为当日的书记"),
    Field("on", "审核日期", Kind.DATE, required=True),
)


class Shown(Protocol):
    """The record that takes the steps: saves first, goes where something is missing."""

    def save_then(self, then: Callable[[], object]) -> None:
        """Save what was typed, then go on."""

    def show_refused(self, error: DeskError) -> None:
        """Go to the first thing that is missing and tell all of them."""

    def go_to(self, section: str) -> None:
        """Show a section of the record."""


@dataclass(frozen=True, slots=True)
class Steps:
    """What can be done now: the next step, others beside it, the rest."""

    primary: Step | None = None
    others: tuple[Step, ...] = ()
    more: tuple[Step, ...] = ()


class Life:
    """Makes the steps of a record and takes them; `opened(id)` leads to another record."""

    def __init__(
        self, context: Context, owner: QWidget, shown: Shown, opened: Callable[[int], None]
    ) -> None:
        self.context = context
        self._owner = owner
        self._shown = shown
        self._opened = opened

    def steps(self, record: Record, *, may: bool) -> Steps:
        """The steps of a record for this user."""
        if not may:
            return Steps()
        if not record.own:
            return self._of_committee(record)
        remove = Step("删除…", "trash-2", lambda: self._remove(record))
        notice = Step("通知", "megaphone", lambda: self._notice(record))
        begin = Step("开始签到", "user-check", lambda: self._begin(record))
        cancel = Step("取消会议…", "circle-x", lambda: self._cancel(record))
        second = Step("同场另记一类…", "copy", lambda: self._also_as(record))
        order = Step("按日期重排次数", "list-ordered", lambda: self._renumber(record))
        review = Step("登记上级审查…", "stamp", lambda: self._shown.go_to("review"))
        match record.state:
            case "planned":
                sending = replace(notice, word="发通知")
                return Steps(sending, (begin,), (cancel, remove))
            case "notified":
                return Steps(begin, (notice,), (cancel, remove))
            case "held":
                finish = Step("整理完成", "check", lambda: self._finish(record))
                return Steps(finish, (), (notice, second, order, remove))
            case "recorded":
                lock = Step("审核并锁定", "lock", lambda: self._lock(record))
                return Steps(lock, (), (second, order, review, remove))
            case "reviewed":
                correct = Step("更正…", "pencil", lambda: self._correct(record))
                return Steps(None, (correct,), (second, review))
        return Steps(None, (), (remove,))

    def _of_committee(self, record: Record) -> Steps:
        """A branch's record in the committee's book: it is reviewed, never changed."""
        if record.state not in ("recorded", "reviewed"):
            return Steps()
        answered = any(row.revision == record.revision for row in record.reviews)
        judge = Step(
            "修改审查意见…" if answered else "备案审查…", "stamp", lambda: self._judge(record)
        )
        return Steps(None, (judge,)) if answered else Steps(judge)

    # --- taking them --------------------------------------------------------------------------

    def _told(self, said: str) -> Callable[[object], None]:
        """What follows a step: that it was done is said, and can be undone."""
        return lambda _answer: done_with_undo(self.context, self._owner, said)

    def _write(self, work: Callable[[], T], said: str, then: Callable[[T], object]) -> None:
        def done(answer: T) -> None:
            done_with_undo(self.context, self._owner, said)
            then(answer)

        self.context.jobs.write(self._owner, work, done, said, refused=self._shown.show_refused)

    def _notice(self, record: Record) -> None:
        self._shown.save_then(lambda: show_notice(self.context, self._owner, record, may=True))

    def _begin(self, record: Record) -> None:
        desk = self.context.desk
        self._save_and(lambda: meetings.begin(desk, record.id), "会议开始，请逐人签到。", "roll")

    def _finish(self, record: Record) -> None:
        desk = self.context.desk
        said = "记录整理完成，等待审核。"
        self._save_and(lambda: meetings.finish(desk, record.id), said, "review")

    def _save_and(self, work: Callable[[], object], said: str, section: str) -> None:
        """Save what was typed, take a step, and go on in the section where it leads."""
        self._shown.save_then(
            lambda: self._write(work, said, lambda _answer: self._shown.go_to(section))
        )

    def _lock(self, record: Record) -> None:
        self._shown.save_then(lambda: self._ask_lock(record))

    def _ask_lock(self, record: Record) -> None:
        desk = self.context.desk
        ask_form(
            self.context,
            self._owner,
            "审核并锁定",
            LOCK_FIELDS,
            lambda values: meetings.review(
                desk,
                record.id,
                by=str(values.get("by") or ""),
                on=values["on"],  # type: ignore[arg-type]  # a date, as the field says
            ),
            self._told("已审核并锁定。"),
            word="审核并锁定",
            hint="锁定后不能直接修改；以后要改，用“更正”，原来的文字会保留。",
            values={"on": desk.today()},
        )

    def _correct(self, record: Record) -> None:
        desk = self.context.desk
        ask_form(
            self.context,
            self._owner,
            "更正记录",
            CORRECT_FIELDS,
            lambda values: meetings.correct(desk, record.id, reason=str(values["reason"])),
            self._told("可以更正了，改完请重新审核。"),
            word="开始更正",
            hint=f"现在的第 {record.revision} 版会原样保留，随时可以查看。",
        )

    def _cancel(self, record: Record) -> None:
        desk = self.context.desk
        ask_form(
            self.context,
            self._owner,
            "取消会议",
            CANCEL_FIELDS,
            lambda values: meetings.cancel(desk, record.id, reason=str(values["reason"])),
            self._told("会议已取消。"),
            word="取消会议",
        )

    def _remove(self, record: Record) -> None:
        desk = self.context.desk
        self._write(
            lambda: meetings.take_out(desk, record.id), "已删除 1 次会议。", lambda _none: None
        )

    def _renumber(self, record: Record) -> None:
        desk = self.context.desk
        self._write(
            lambda: meetings.renumber(desk, record.id), "已按日期重排次数。", lambda _count: None
        )

    def _also_as(self, record: Record) -> None:
        desk = self.context.desk
        self.context.jobs.read(
            self._owner, lambda: meetings.kinds(desk), lambda known: self._ask_kind(record, known)
        )

    def _ask_kind(self, record: Record, known: tuple[meetings.KindRow, ...]) -> None:
        desk = self.context.desk
        codes = dict(enumerate((row.code for row in known if row.code != record.kind), start=1))
        words = {row.code: row.name for row in known}

        def done(meeting_id: int) -> None:
            done_with_undo(self.context, self._owner, "已另建一份记录。")
            self._opened(meeting_id)

        ask_form(
            self.context,
            self._owner,
            "同场另记一类",
            (Field("kind", "另记为", Kind.TEXT, refers="kind", required=True),),
            lambda values: meetings.also_as(desk, record.id, codes[int(str(values["kind"]))]),
            done,
            word="另建记录",
            hint="时间、地点、签到和痕迹会带过去，内容要分别写；两类各计一次。",
            choices={"kind": lambda: [Choice(n, words[code]) for n, code in codes.items()]},
        )

    def _judge(self, record: Record) -> None:
        desk = self.context.desk
        ask_form(
            self.context,
            self._owner,
            "备案审查",
            REVIEW_FIELDS,
            lambda values: meetings.review_record(
                desk,
                record.id,
                result=str(values["result"]),
                reasons=str(values.get("reasons") or ""),
                reviewer=str(values.get("reviewer") or ""),
                on=values["reviewed_on"],  # type: ignore[arg-type]  # a date, as the field says
            ),
            self._told("已审查，随下一个下发包送达支部。"),
            word="保存",
            values={"result": "passed", "reviewed_on": desk.today(), "reviewer": desk.user},
        )


def places(error: DeskError) -> tuple[str, ...]:
    """The fields a refusal speaks of, as they stand in it."""
    return tuple(p.field for p in error.problems) if isinstance(error, Refused) else ()
