"""Carrying out what was decided (落实): closing and reopening resolutions and problem items."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

from sqlalchemy.orm import Session

from djdesk.errors import Problem, Refused, UserError
from djdesk.models import meetings as entities
from djdesk.services.desk import Desk
from djdesk.services.meetings.rows import AREA

Item = entities.Resolution | entities.Problem

_ITEMS: dict[str, tuple[type[Item], str]] = {
    "resolution": (entities.Resolution, "决议"),
    "problem": (entities.Problem, "问题"),
}


def check_done(held_on: date, on: date | None, today: date) -> list[Problem]:
    """What is wrong with the day on which something was carried out; the form asks while typing."""
    if on is None:
        return [Problem("请填写完成日期。", field="done_on")]
    if on > today:
        return [Problem("完成日期在今天之后。", "请核对日期。", "done_on", value=f"{on}")]
    if on < held_on:
        return [Problem("完成日期早于会议日期。", "请核对日期。", "done_on", value=f"{on}")]
    return []


def done(desk: Desk, what: str, item_id: int, *, on: date, note: str = "") -> None:
    """Close an open item: `what` is resolution or problem; a locked record takes this too.

    Refused for a day before the meeting or in the future.
    """
    done_many(desk, ((what, item_id),), on=on, note=note)


def done_many(desk: Desk, items: Sequence[tuple[str, int]], *, on: date, note: str = "") -> int:
    """As `done`, for several items in one step; returns how many."""
    desk.require(AREA)
    what = _ITEMS[items[0][0]][1] if len(items) == 1 else f"{len(items)} 项"
    with desk.store.write(f"{what}落实完成", area=AREA) as session:
        for kind, item_id in items:
            row, meeting = _item(session, kind, item_id)
            problems = check_done(meeting.held_on, on, desk.today())
            if problems:
                raise Refused(problems)
            row.done_on, row.done_note = on, note.strip()
    return len(items)


def reopen(desk: Desk, what: str, item_id: int, *, reason: str = "") -> None:
    """Open a closed item again; the note of its closing stays in the history."""
    desk.require(AREA)
    title = f"{_ITEMS[what][1]}重新办理"
    with desk.store.write(title, reason=reason.strip(), area=AREA) as session:
        row, _ = _item(session, what, item_id)
        row.done_on, row.done_note = None, ""


def _item(session: Session, what: str, item_id: int) -> tuple[Item, entities.Meeting]:
    row = cast("Item | None", session.get(_ITEMS[what][0], item_id))
    meeting = session.get(entities.Meeting, row.meeting_id) if row is not None else None
    if row is None or meeting is None:
        raise UserError("找不到这一项。", "它可能已被撤销，请刷新后重试。")
    if row.origin:
        raise UserError("这次会议由支部上报，不能在这里修改。", "请通知支部改正后重新上报。")
    return row, meeting
