"""One cell of the supervision grid: whether a kind was held often enough in a period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

from djdesk.models.rules.dated import Dated, load
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


@cache
def _beginning() -> Dated[tuple[int, int]]:
    def make(row: Mapping[str, object]) -> tuple[int, int]:
        within = row["within"]
        if not isinstance(within, list) or len(within) != 2:
            raise ValueError("within must be [parts, of]")
        return int(within[0]), int(within[1])

    return load("meetings", "beginning", make)


def asked(period: Period, since: date | None, months: tuple[int, ...] = ()) -> bool:
    """Whether who began on `since` (None: long ago) answers for `period`, or from the next one on.

    A book opened in the last days of a quarter is not to be told that the quarter was missed.
    `months` are those in which a yearly kind is usually held: only they count then.
    """
    if since is None:
        return True
    start = _usual_start(period, months)
    parts, of = _beginning().at(max(period.start, _beginning().rules[0].start))
    return since <= start + timedelta(days=(period.end - start).days * parts // of)


def _usual_start(period: Period, months: tuple[int, ...]) -> date:
    if months and period.start.month == 1 and period.end.month == 12:
        return date(period.start.year, min(months), 1)
    return period.start


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
    return "future" if _usual_start(period, kind.months) > day else "due"


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
