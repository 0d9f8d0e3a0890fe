"""Reminders about the assessment: R110, R111, R112, R115, R119 of the sheet of due dates.

They tell what is due and what a score gives reason to; none of them decides anything about anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from djdesk.models.rules.days import add_months
from djdesk.models.rules.meetings.periods import Period, period_of
from djdesk.models.rules.reminders.table import (
    About,
    Reminder,
    Words,
    remind,
    said,
    schedule,
    state,
)

RED = "red"
"""The code (`assessment_warning`) of the gravest rung."""

_NOT_YET = {"none": "还没有开账", "open": "还没有计分"}
"""What is said of a month by its state (`assessment_month_state`)."""


def _when(month: date, day: date) -> str:
    return said(month, day, month_only=True)


def month_asked(day: date) -> date:
    """The month whose points are to be booked by now: the one before that of `day`."""
    return add_months(day.replace(day=1), -1)


def unbooked(about: About, state_code: str, day: date) -> Reminder | None:
    """R110: the points of the month before are not booked; `state_code` is how far it has come."""
    rule = schedule("R110", day)
    if rule is None or state_code not in _NOT_YET:
        return None
    month = month_asked(day)
    due = day.replace(day=rule.number("day"))
    verb = "应已在" if due < day else "应在"
    text = f"{_when(month, day)}的积分{_NOT_YET[state_code]}，{verb}{said(due, day)}前登记"
    return remind("R110", about, due, day, Words(text, "{n} 个月的积分没有登记", "登记"))


def period_asked(rhythm: str, day: date) -> Period:
    """The period (month, quarter, half, year) before that of `day`, whose results are to be
    posted."""
    return period_of(rhythm, period_of(rhythm, day).start - timedelta(days=1))


def unposted(about: About, rhythm: str, day: date) -> Reminder | None:
    """R111: the results of the period before, which the rubric posts by `rhythm`, were not."""
    rule = schedule("R111", day)
    if rule is None:
        return None
    period = period_asked(rhythm, day)
    due = period.end + timedelta(days=rule.number("days"))
    year = f"{period.start.year}年"
    title = period.title if period.title == year else f"{year}{period.title}"
    verb = "应已在" if due < day else "应在"
    text = f"{title}的积分还没有公示，{verb}{said(due, day)}前公示"
    return remind("R111", about, due, day, Words(text, "{n} 期积分没有公示", "公示"))


def warned(
    about: About, code: str, title: str, why: Sequence[str], due: date | None, day: date
) -> Reminder | None:
    """R112: a subject stands on the rung `code` (its word is `title`), for the reasons `why`.

    `due` is until when the rubric wants the next step, None where it sets no day. The gravest rung
    is an alarm: what follows is for the committee to consider, the program decides nothing.
    """
    text = f"{about.name}为{title}：{'；'.join(why)}"
    rule_id = "R112_red" if code == RED else "R112"
    words = Words(text, f"{{n}} 个对象为{title}", "查看" if code == RED else "登记")
    found = (
        state(rule_id, about, day, words)
        if due is None or code == RED
        else remind(rule_id, about, due, day, words)
    )
    return replace(found, rule_id="R112") if found is not None else None


def contact_missing(about: About, period: Period, day: date) -> Reminder | None:
    """R115: a pair (its name is `about.name`) had no contact in `period`."""
    when = said(period.start, day, month_only=True)
    if period.key != period_of("month", period.start).key:
        year = f"{period.start.year}年" if period.start.year != day.year else ""
        when = f"{year}{period.title}"
    verb = "还没有" if day <= period.end else "没有"
    words = Words(f"{about.name}{when}{verb}帮扶记录", f"{{n}} 对结对{when}{verb}帮扶记录", "登记")
    return remind("R115", about, period.end, day, words)


def uncorrected(about: About, problem: str, due: date, day: date) -> Reminder | None:
    """R119: a correction (of whom: `about.name`) is to be done, or to be re-checked, by `due`."""
    verb = "应已在" if due < day else "应在"
    text = f"{about.name}的整改“{problem}”{verb}{said(due, day)}前销号"
    return remind("R119", about, due, day, Words(text, "{n} 项整改没有销号", "查看"))
