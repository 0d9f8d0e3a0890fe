"""Which backups may go: daily, weekly and monthly ones are kept, and always the last few."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Keep:
    """How many backups stay: the newest of each of so many days, weeks and months, and the last."""

    last: int = 5
    daily: int = 7
    weekly: int = 4
    monthly: int = 12


USUAL = Keep()


def surplus(times: Sequence[datetime], now: datetime, keep: Keep = USUAL) -> list[int]:
    """Positions in `times` (moments of making, in the order of making) that may go.

    Days without a backup do not count, so that a month of holiday loses nothing. A moment later
    than `now` comes from a clock that was wrong: such a backup stays and takes no other one's
    place; the backup made last stays whatever the clock said.
    """
    future = {i for i, at in enumerate(times) if at > now + timedelta(minutes=5)}
    usual = sorted((i for i in range(len(times)) if i not in future), key=lambda i: (times[i], i))
    usual.reverse()
    kept = future | set(usual[: keep.last])
    if times:
        kept.add(len(times) - 1)
    kept |= _newest_of_each(usual, times, keep.daily, lambda at: at.date())
    kept |= _newest_of_each(usual, times, keep.weekly, lambda at: at.isocalendar()[:2])
    kept |= _newest_of_each(usual, times, keep.monthly, lambda at: (at.year, at.month))
    return [i for i in range(len(times)) if i not in kept]


def _newest_of_each(
    newest_first: Sequence[int],
    times: Sequence[datetime],
    most: int,
    period: Callable[[datetime], Hashable],
) -> set[int]:
    found: dict[Hashable, int] = {}
    for position in newest_first:
        found.setdefault(period(times[position]), position)
        if len(found) > most:
            found.popitem()
            break
    return set(found.values())
