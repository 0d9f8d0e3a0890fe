"""Reminders about dues: R30 to R41 of the sheet of due dates. No step changes anybody's status."""

from __future__ import annotations

from datetime import date

from djdesk.models.rules import codes
from djdesk.models.rules import dues as rules
from djdesk.models.rules.dues import tables
from djdesk.models.rules.reminders.table import About, Reminder, Words, remind, said, state

BY_EVENT = ("pension", "student", "unemployed")
"""Classes that begin or end with an event of life (R41); other changes are those of work (R35)."""


def unpaid_month(about: About, month: date, lacking: int, day: date) -> Reminder | None:
    """R30: `lacking` fen are owed for `month`, due on its last day."""
    due = rules.last_day(month)
    verb = "已到期，还没有交" if due < day else "还没有交"
    text = f"{about.name}{month.month}月党费{verb}（{rules.yuan(lacking)} 元）"
    together = f"{{n}} 名党员{month.month}月党费{verb}"
    return remind("R30", about, due, day, Words(text, together, "登记"))


def unpaid_run(
    about: About, run: rules.Run, day: date, *, running: bool, lacking: int
) -> Reminder | None:
    """R31, R32: months running without any payment, three, five and six of them.

    `running` says that nothing was paid after them, so that the run still grows.
    """
    limits = tables.unpaid().rule_at(day)
    if limits is None or run.months < limits.value.criticise:
        return None
    step = rules.next_step(run, day)
    owed = f"，共欠 {rules.yuan(lacking)} 元"
    text = f"{about.name}{step.text.rstrip('。')}{owed}"
    if running or step.stage is rules.Stage.DECIDE:
        due = run.reaches(limits.value.decide)
        months = limits.value.decide
        verb = "已满" if due < day else "将满"
        together = f"{{n}} 名党员连续未交党费{verb} {months} 个月"
        found = remind("R32", about, due, day, Words(text, together, "登记"))
        if found is not None:
            return found
    together = f"{{n}} 名党员连续 {limits.value.criticise} 个月以上未交党费"
    due = run.reaches(limits.value.criticise)
    return remind("R31", about, due, day, Words(text, together, "登记"))


def too_old(about: About, months: int, first: date, day: date) -> Reminder | None:
    """R33: `months` months in arrears lie further back than dues are generally paid back."""
    text = f"{about.name}从{rules.say_month(first)}起有 {months} 个月欠交，补交已超过六个月"
    together = "{n} 名党员的欠交已超过六个月"
    return state("R33", about, day, Words(text, together, "补交"))


def unfixed(about: About, first: date, day: date) -> Reminder | None:
    """R34: the dues of this year are not fixed; `first` is the month from which they are owed."""
    rule = tables.day_in_year("fixing").rule_at(day)
    if rule is None:
        return None
    month, last = rule.value
    due = max(date(day.year, month, last), rules.last_day(first))
    words = Words(
        f"{about.name}{day.year}年的党费还没有核定",
        f"{{n}} 名党员{day.year}年的党费还没有核定",
        "核定",
    )
    return remind("R34", about, due, day, words)


def class_change(about: About, change: rules.Change, day: date) -> Reminder | None:
    """R35, R41: the class fixed for a member no longer seems to fit."""
    former = codes.table("dues_class").short(change.former)
    code = codes.table("dues_class").short(change.code)
    text = f"{about.name}{change.reason}，党费仍按“{former}”核定，请核对是否改为“{code}”"
    if not change.sure:
        return state("R41", about, day, Words(text, "{n} 名党员的党费类别待核对", "核定"))
    by_event = change.code in BY_EVENT or change.former in BY_EVENT
    words = Words(text, "{n} 名党员工作变动，党费还没有重新核定", "核定")
    return remind("R41" if by_event else "R35", about, change.since, day, words)


def large_gift(about: About, fen: int, given_on: date, day: date) -> Reminder | None:
    """R36: a 大额党费 that has not gone to the centre."""
    text = f"{about.name}{said(given_on, day)}交纳大额党费 {rules.yuan(fen)} 元，还没有上报"
    return remind("R36", about, given_on, day, Words(text, "{n} 笔大额党费还没有上报", "登记上报"))


def above_cap(about: About, fen: int, day: date) -> Reminder | None:
    """R37: more than the cap was fixed for a month."""
    text = f"{about.name}核定月交 {rules.yuan(fen)} 元，超过上限"
    return state("R37", about, day, Words(text, "{n} 名党员核定月交超过上限", "核定"))


def remittance(about: About, period: rules.Period, due: date, day: date) -> Reminder | None:
    """R38: the money of a period that is over has not been handed over."""
    verb = "应已在" if due < day else "应在"
    text = f"{period.title}党费{verb}{said(due, day)}前上缴"
    return remind("R38", about, due, day, Words(text, "{n} 期党费没有上缴", "上缴"))


def publication(about: About, year: int, day: date) -> Reminder | None:
    """R39: the dues of the year before were not made public."""
    rule = tables.day_in_year("publication").rule_at(day)
    if rule is None:
        return None
    due = date(day.year, *rule.value)
    text = f"{year}年党费收缴情况还没有公示"
    return remind("R39", about, due, day, Words(text, "", "登记公示"))


def reduction_ends(about: About, until: date, day: date) -> Reminder | None:
    """R40: an approved reduction ends with month `until`."""
    due = rules.last_day(until)
    verb = "已于" if due < day else ""
    text = f"{about.name}的党费减免{verb}{said(due, day)}到期"
    return remind("R40", about, due, day, Words(text, "{n} 名党员的党费减免到期", "查看"))
