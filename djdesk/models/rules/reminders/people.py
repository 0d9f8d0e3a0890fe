"""Reminders about members: probation, absence, loss of contact, discipline, 光荣在党50年."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache

from djdesk.models.rules.dated import Dated, load, whole
from djdesk.models.rules.days import add_months, full_years
from djdesk.models.rules.reminders.table import (
    NAMED,
    About,
    Reminder,
    Target,
    Words,
    remind,
    said,
    schedule,
    state,
)
from djdesk.models.rules.roster import honour_on, joining_on

Absences = Mapping[str, int]

CORRECTION, PROBATION = "限期改正", "留党察看"

# Words in the name of a discipline, the weightier first, and its period in roster.toml.
_PERIODS = (
    ("撤销党内职务", "removal_from_post"),
    ("严重警告", "serious_warning"),
    ("警告", "warning"),
)


@cache
def _lost() -> Dated[tuple[int, int]]:
    def make(row: Mapping[str, object]) -> tuple[int, int]:
        return whole(row, "lost_months"), whole(row, "removal_years")

    return load("roster", "lost_contact", make)


@cache
def _periods() -> Dated[Mapping[str, object]]:
    return load("roster", "discipline_period", lambda row: row)


def probation(
    about: About, joined_on: date, day: date, *, month_only: bool = False
) -> Reminder | None:
    """R64: somebody on probation since `joined_on` is due for full membership.

    None where the rules of the time of joining knew no fixed probation. `month_only` says that
    only the month of joining is known: the first of it is taken, and no day is told.
    """
    era = joining_on(joined_on)
    if era is None or not era.months:
        return None
    due = add_months(joined_on, era.months)
    when = said(due, day, month_only=month_only)
    if due < day:
        text = f"预备党员{about.name}的预备期已于{when}届满，还没有登记转正"
        together = "{n} 名预备党员预备期已满，还没有登记转正"
    else:
        text = f"预备党员{about.name}的预备期{when}届满，应讨论转正"
        together = "{n} 名预备党员的预备期将满，应讨论转正"
    return remind("R64", about, due, day, Words(text, together, "登记转正"))


def away(about: About, since: date, day: date) -> Reminder | None:
    """R82: a member entered as mobile since `since` will have been away for six months."""
    rule = schedule("R82", day)
    if rule is None:
        return None
    due = add_months(since, rule.number("months"))
    verb = "已满" if due < day else "满"
    words = Words(
        f"{about.name}外出流动{said(due, day)}{verb}六个月，请核对是否转移组织关系",
        "{n} 名党员外出流动满六个月，请核对是否转移组织关系",
        "查看",
    )
    return remind("R82", about, due, day, words)


def lost(about: About, since: date, day: date) -> Reminder | None:
    """R84: a member last heard of on `since` counts as lost after the months of the rule."""
    rule = _lost().rule_at(day)
    if rule is None:
        return None
    months = rule.value[0]
    due = add_months(since, months)
    verb = "已满" if due < day else "满"
    words = Words(
        f"{about.name}失去联系{said(due, day)}{verb} {months} 个月",
        f"{{n}} 名党员失去联系{verb} {months} 个月",
        "查看",
    )
    return remind("R84", about, due, day, words)


def stopped(about: About, since: date, day: date) -> Reminder | None:
    """R85: membership was suspended for loss of contact on `since`; two years later comes 除名."""
    rule = _lost().rule_at(day)
    if rule is None:
        return None
    years = rule.value[1]
    due = add_months(since, 12 * years)
    verb = "已满" if due < day else "满"
    words = Words(
        f"{about.name}因失联停止党籍{said(due, day)}{verb} {years} 年",
        f"{{n}} 人因失联停止党籍{verb} {years} 年",
        "查看",
    )
    return remind("R85", about, due, day, words)


def discipline(
    about: About, title: str, given_on: date, until: date | None, day: date
) -> Reminder | None:
    """R88, R89, R90: the period of a discipline or correction `title` given on `given_on` ends.

    Without a recorded end (`until`) the period is that of the rule of the day it was given; None
    for what has no period (开除党籍, words of one's own).
    """
    rule_id = "R88" if CORRECTION in title else "R90" if PROBATION in title else "R89"
    due = until or _period_end(rule_id, title, given_on, day)
    if due is None:
        return None
    what = {"R88": "限期改正期", "R89": f"“{title}”处分影响期", "R90": "留党察看期"}[rule_id]
    verb = "已于" if due < day else ""
    words = Words(
        f"{about.name}的{what}{verb}{said(due, day)}届满",
        "{n} 人的处分影响期届满" if rule_id == "R89" else f"{{n}} 人的{what}届满",
        "查看",
    )
    return remind(rule_id, about, due, day, words)


def _period_end(rule_id: str, title: str, given_on: date, day: date) -> date | None:
    if rule_id == "R88":
        rule = schedule("R88", day)
        return add_months(given_on, rule.number("months")) if rule is not None else None
    periods = _periods()
    values = periods.at(max(given_on, periods.rules[0].start))
    if rule_id == "R90":
        return add_months(given_on, whole(values, "probation_max"))
    key = next((key for word, key in _PERIODS if word in title), None)
    return add_months(given_on, whole(values, key)) if key is not None else None


def honours(people: Iterable[tuple[About, date | None, date | None]], day: date) -> Reminder | None:
    """R117: who of `people` (with days of joining and full membership) first has 50 years of party
    age on the coming 1 July; one reminder for the list of the year.
    """
    rule = schedule("R117", day)
    if rule is None:
        return None
    found = []
    for about, joined, full in people:
        honour = honour_on(joined, full)
        if honour is not None and honour.year == day.year:
            found.append(about)
    if not found:
        return None
    names = tuple(about.name for about in found)
    ids = tuple(about.target.record_id for about in found if about.target.record_id is not None)
    title = f"“光荣在党50年”（{day.year}年）"
    listed = "、".join(names[:NAMED]) + (f"等 {len(names)} 名党员" if len(names) > NAMED else "")
    about = About(f"honour-{day.year}", "", Target("roster", None, {"ids": ids, "title": title}))
    due = date(day.year, rule.number("month"), rule.number("day"))
    text = f"{listed}今年“七一”符合“光荣在党50年”，请核对名单"
    return remind("R117", about, due, day, Words(text, "", "名单"))


def honours_asked(day: date) -> bool:
    """R117: whether the list of the year is spoken of on `day` at all."""
    rule = schedule("R117", day)
    if rule is None:
        return False
    due = date(day.year, rule.number("month"), rule.number("day"))
    return rule.severity_at((due - day).days) is not None


def unexplained(about: About, names: tuple[str, ...], count: int, day: date) -> Reminder | None:
    """R92: `count` members stand in the book since this year without a movement that says how."""
    if not count:
        return None
    listed = "、".join(names[:NAMED]) + (f"等 {count} 人" if count > NAMED else "")
    text = f"{day.year}年人数对不上：{listed}的增加没有登记变动方式"
    return state("R92", about, day, Words(text, "", "核对"))


def numbers(about: About, missing: int, contradicting: int, day: date) -> Reminder | None:
    """R94: how many members lack an ID number without a reason, or whose birth or sex differs."""
    parts = [f"{missing} 名党员没有身份证号"] if missing else []
    if contradicting:
        parts.append(f"{contradicting} 名党员的出生日期或性别与身份证号不一致")
    if not parts:
        return None
    return state("R94", about, day, Words("，".join(parts), "", "名单"))


def political_birthday(joined_on: date, day: date) -> tuple[date, int]:
    """R116: the next political birthday from `day` on and the completed years since joining.

    29 February falls on 1 March of a common year, as all spans of years do here.
    """
    for year in (day.year, day.year + 1):
        try:
            due = joined_on.replace(year=year)
        except ValueError:
            due = date(year, 3, 1)
        if due >= day:
            return due, full_years(joined_on, due)
    raise AssertionError("a day of the next year lies ahead")


def birthday_days(day: date) -> int:
    """R116: how many days ahead political birthdays are shown; 0 before the rule."""
    rule = schedule("R116", day)
    return rule.number("days") if rule is not None else 0
