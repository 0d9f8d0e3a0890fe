"""Which backups stay: calendars made by hand, a year of days, wrong clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from djdesk.models.store.thinning import Keep, surplus


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


def kept(times: list[datetime], now: datetime, keep: Keep) -> list[str]:
    gone = set(surplus(times, now, keep))
    return [f"{time:%m-%d %H:%M}" for i, time in enumerate(times) if i not in gone]


def test_a_calendar_made_by_hand() -> None:
    times = [
        at("2026-09-30 09:00"),
        at("2026-10-05 09:00"),
        at("2026-10-30 09:00"),
        at("2026-11-09 09:00"),  # Monday
        at("2026-11-13 09:00"),
        at("2026-11-18 09:00"),
        at("2026-11-19 09:00"),
        at("2026-11-19 17:00"),
        at("2026-11-20 09:00"),
        at("2026-11-20 16:00"),
    ]
    keep = Keep(last=2, daily=2, weekly=2, monthly=3)
    assert kept(times, at("2026-11-20 16:01"), keep) == [
        "09-30 09:00",  # month
        "10-30 09:00",  # month
        "11-13 09:00",  # week before
        "11-19 17:00",  # day before
        "11-20 09:00",  # last two
        "11-20 16:00",
    ]


def test_a_year_of_daily_backups() -> None:
    start = at("2025-11-21 17:00")
    times: list[datetime] = []
    for day in range(365):
        now = start + timedelta(days=day)
        times.append(now)
        for position in reversed(surplus(times, now)):
            del times[position]
    assert times[-1] == at("2026-11-20 17:00")
    days = {time.date() for time in times}
    assert {(times[-1] - timedelta(days=n)).date() for n in range(7)} <= days
    assert len({time.isocalendar()[:2] for time in times}) >= 4
    assert len({(time.year, time.month) for time in times}) == 12
    assert len(times) <= 7 + 4 + 12


def test_a_holiday_loses_nothing() -> None:
    times = [at(f"2026-07-{day:02d} 17:00") for day in range(1, 8)]
    assert surplus(times, at("2026-11-20 08:00"), Keep(last=1, daily=7, weekly=0, monthly=0)) == []


def test_two_in_one_second() -> None:
    times = [at("2026-11-20 16:00")] * 3
    assert surplus(times, at("2026-11-20 16:00"), Keep(1, 1, 1, 1)) == [0, 1]


def test_a_clock_set_back_never_costs_the_newest() -> None:
    times = [at("2026-11-18 09:00"), at("2026-11-19 09:00"), at("2026-01-01 09:00")]
    # made last, though the clock says January: stays, and so do those that look later than now
    assert surplus(times, at("2026-01-01 09:00"), Keep(1, 1, 1, 1)) == []
    # the clock is right again
    times.append(at("2026-11-20 09:00"))
    assert surplus(times, at("2026-11-20 09:00"), Keep(1, 1, 1, 1)) == [0, 1, 2]


def test_one_from_the_far_future_takes_nobodys_place() -> None:
    times = [at("2099-01-01 00:00"), at("2026-11-19 09:00"), at("2026-11-20 09:00")]
    assert surplus(times, at("2026-11-20 09:00"), Keep(last=1, daily=2, weekly=1, monthly=1)) == []


def test_nothing_to_thin() -> None:
    assert surplus([], at("2026-11-20 09:00")) == []
