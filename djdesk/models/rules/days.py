"""Ages and spans between days, counted the same way everywhere."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import lru_cache


@lru_cache(maxsize=32768)
def add_months(day: date, months: int) -> date:
    """The same day `months` later (or earlier); the last of a shorter month if there is none."""
    place = day.year * 12 + day.month - 1 + months
    year, month = divmod(place, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def full_years(start: date, day: date) -> int:
    """Completed years from `start` to `day`, negative before.

    Somebody born on 29 February completes a year on 1 March of a common year (roster.md §6).
    """
    return day.year - start.year - ((day.month, day.day) < (start.month, start.day))


def age_on(birth: date, day: date) -> int:
    """Age in completed years (周岁) on `day`."""
    return full_years(birth, day)


def born_until(age: int, day: date) -> date:
    """The last birth date of those who are at least `age` years old on `day`."""
    try:
        return date(day.year - age, day.month, day.day)
    except ValueError:
        # On 29 February the youngest of that age were born by 28 February of a common year.
        return date(day.year - age, 2, 28)
