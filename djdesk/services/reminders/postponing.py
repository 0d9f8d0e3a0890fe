"""Putting a reminder off with a reason, or for good; every such step stands in the history."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.errors import Problem, Refused, UserError
from djdesk.models.rules.reminders import Reminder
from djdesk.models.settings import Setting
from djdesk.services.desk import Desk
from djdesk.services.fields import Field
from djdesk.services.listing import Kind

AREA = "reminders"
_PREFIX = "reminder/"

UNTIL = Field("until", "暂缓到", Kind.DATE, required=True, hint="到这一天再提醒，如 20261231")
REASON = Field("reason", "原因", Kind.TEXT, required=True, lines=2)


@dataclass(frozen=True, slots=True)
class Postponed:
    """Until when a reminder keeps silent (None: for good), why, by whom and on which day."""

    until: date | None
    reason: str
    user: str
    on: date

    def holds_on(self, day: date) -> bool:
        """Whether it still keeps silent on `day`."""
        return self.until is None or day < self.until


def check(until: date | None, reason: str, today: date) -> list[Problem]:
    """What is wrong with a day and a reason as typed; the form asks while typing."""
    found = []
    if until is not None and until <= today:
        found.append(Problem("暂缓的日期应在今天之后。", "请核对日期。", "until"))
    if not reason.strip():
        found.append(Problem("请写明原因。", field="reason"))
    return found


def postpone(desk: Desk, reminder: Reminder, *, until: date | None, reason: str) -> None:
    """Keep `reminder` silent until `until`, or for good; one step that can be undone.

    Refused without a reason or with a day that is not in the future; UserError for a line that
    stands for many.
    """
    desk.require(AREA)
    if reminder.many:
        raise UserError("这一行合并了多件事，不能一起暂缓。", "请打开名单逐件办理。")
    problems = check(until, reason, desk.today())
    if problems:
        raise Refused(problems)
    kept = asdict(Postponed(until, reason.strip(), desk.user, desk.today()))
    text = json.dumps(kept, ensure_ascii=False, default=date.isoformat)
    word = "暂缓提醒" if until is not None else "不再提醒"
    with desk.store.write(f"{word}：{reminder.text}", area=AREA, reason=reason.strip()) as session:
        row = _row(session, reminder)
        if row is None:
            session.add(Setting(name=_PREFIX + reminder.key, value=text))
        else:
            row.value = text


def resume(desk: Desk, reminder: Reminder) -> None:
    """Let a reminder that was put off speak again; one step that can be undone."""
    desk.require(AREA)
    with desk.store.write(f"恢复提醒：{reminder.text}", area=AREA) as session:
        row = _row(session, reminder)
        if row is not None:
            session.delete(row)


def postponed(session: Session, day: date) -> dict[str, Postponed]:
    """The reminders that keep silent on `day`, by their key."""
    rows = session.execute(
        select(Setting.name, Setting.value).where(Setting.name.startswith(_PREFIX))
    )
    found = {}
    for name, text in rows:
        kept = json.loads(text)
        until = date.fromisoformat(kept["until"]) if kept["until"] else None
        put_off = Postponed(until, kept["reason"], kept["user"], date.fromisoformat(kept["on"]))
        if put_off.holds_on(day):
            found[name.removeprefix(_PREFIX)] = put_off
    return found


def _row(session: Session, reminder: Reminder) -> Setting | None:
    name = _PREFIX + reminder.key
    return session.scalars(select(Setting).where(Setting.name == name)).one_or_none()
