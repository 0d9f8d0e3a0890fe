"""Reminders about the book itself: monthly reports, receipts, branches behind, backups."""

from __future__ import annotations

from datetime import date, timedelta

from djdesk.models.rules.days import add_months
from djdesk.models.rules.reminders.table import (
    About,
    Reminder,
    Severity,
    Words,
    remind,
    said,
    schedule,
    state,
)


def report_due(day: date) -> tuple[date, str] | None:
    """R93: until when the report of the month before `day` is due, and that month as YYYY-MM."""
    rule = schedule("R93", day)
    if rule is None:
        return None
    month = add_months(day.replace(day=1), -1)
    return day.replace(day=rule.number("day")), f"{month:%Y-%m}"


def monthly_report(about: About, last_period: str, joined_on: date, day: date) -> Reminder | None:
    """R93 of a branch that reports to a committee since `joined_on`.

    `last_period` is the newest month reported (YYYY-MM), empty if none was; a month that was over
    before the branch joined is not asked for.
    """
    asked = report_due(day)
    if asked is None or last_period >= asked[1] or f"{joined_on:%Y-%m}" > asked[1]:
        return None
    due, period = asked
    words = Words(f"{int(period[5:])}月的情况还没有上报", "", "上报")
    return remind("R93", about, due, day, words)


def branches_behind(about: About, names: tuple[str, ...], day: date) -> Reminder | None:
    """R93 of a committee: the branches that have not reported the month before."""
    asked = report_due(day)
    if asked is None or not names:
        return None
    due, period = asked
    listed = "、".join(names[:3]) + ("等" if len(names) > 3 else "")
    words = Words(f"{len(names)} 个支部没有上报{int(period[5:])}月的情况：{listed}", "", "查看")
    return remind("R93", about, due, day, words)


def not_joined(about: About, count: int, day: date) -> Reminder | None:
    """P2: how many branches of the committee have not joined yet and so cannot report."""
    if not count:
        return None
    words = Words(f"{count} 个下级支部还没有加入，不能上报", "", "邀请支部")
    return state("P2", about, day, words)


def receipt(about: About, number: int, exported_on: date, day: date) -> Reminder | None:
    """P1: package `number` left on `exported_on` and its receipt has not come home."""
    rule = schedule("P1", day)
    if rule is None:
        return None
    due = exported_on + timedelta(days=rule.number("days"))
    words = Words(
        f"第 {number:04d} 号上报包{said(exported_on, day)}导出，还没有收到回执",
        "{n} 个上报包没有收到回执",
        "接收回执",
    )
    return remind("P1", about, due, day, words)


def refused(about: About, number: int, day: date) -> Reminder | None:
    """P3: the newest package was refused by the committee."""
    words = Words(f"第 {number:04d} 号上报包被上级退回，需要改正后重新上报", "", "看原因")
    return state("P3", about, day, words)


def backup(about: About, last: date | None, day: date) -> Reminder | None:
    """R125: the newest verified backup is of `last`, None if there is none at all."""
    rule = schedule("R125", day)
    if rule is None:
        return None
    if last is None:
        return state("R125", about, day, Words("账套还没有备份过", "", "备份"), Severity.ALARM)
    due = last + timedelta(days=rule.number("days"))
    words = Words(f"账套上次备份是{said(last, day)}", "", "备份")
    return remind("R125", about, due, day, words)


def backup_days(day: date) -> int:
    """R125: after how many days a backup is old; 0 before the rule."""
    rule = schedule("R125", day)
    return rule.number("days") if rule is not None else 0
