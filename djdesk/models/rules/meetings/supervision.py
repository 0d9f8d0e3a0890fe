"""One cell of the supervision grid: whether a kind was held often enough in a period."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from djdesk.models.rules.meetings.kinds import Kind
from djdesk.models.rules.meetings.periods import MONTHS, Period

State = Literal["done", "due", "overdue", "future", "free"]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one kind came to in one period.

    `count` of `needed` meetings were held. `state`: done, due (the period runs), overdue (it is
    over), future (it has not begun, or the usual months of the kind have not), free (nothing is
    asked for). `title` says it in a sentence, `source` is the clause.
    """

    state: State
    count: int
    needed: int
    title: str
    source: str


def cell(
    kind: Kind, period: Period, held_days: Iterable[date], day: date, *, required: bool = True
) -> Cell:
    """The cell of `kind` in `period` as seen on `day`; `held_days` of others periods are left out.

    `required` is False where the duty does not exist: no committee (M2), no groups (M3), a branch
    or group that was not there. A period of another length than the kind's asks for nothing.
    """
    count = sum(1 for each in held_days if each in period)
    needed = _needed(kind, period) if required else 0
    state = _state(kind, period, count, needed, day)
    return Cell(state, count, needed, _title(kind, period, state, count, needed, day), kind.clause)


def _needed(kind: Kind, period: Period) -> int:
    if not kind.period or (kind.since is not None and period.end < kind.since):
        return 0
    if kind.until is not None and period.end >= kind.until:
        return 0
    months = (period.end.year - period.start.year) * 12 + period.end.month - period.start.month + 1
    return kind.times if months == MONTHS[kind.period] else 0


def _state(kind: Kind, period: Period, count: int, needed: int, day: date) -> State:
    if not needed:
        return "free"
    if count >= needed:
        return "done"
    if period.end < day:
        return "overdue"
    begins = period.start
    if kind.months and kind.period == "year":
        begins = date(period.start.year, min(kind.months), 1)
    return "future" if begins > day else "due"


def _title(kind: Kind, period: Period, state: State, count: int, needed: int, day: date) -> str:
    year = f"{period.start.year}年"
    when = year if period.title == year else f"{year}{period.title}"
    head = f"{when}{kind.name}"
    match state:
        case "free":
            return (
                f"{head}：没有次数要求，已开 {count} 次。" if count else f"{head}：没有次数要求。"
            )
        case "done":
            return f"{head}：应开 {needed} 次，已开 {count} 次。"
        case "overdue":
            return f"{head}：应开 {needed} 次，只开了 {count} 次，已经过期。"
        case "due":
            left = (period.end - day).days
            return f"{head}：应开 {needed} 次，已开 {count} 次，还有 {left} 天。"
        case _:
            return f"{head}：应开 {needed} 次，还没有到时间。"
