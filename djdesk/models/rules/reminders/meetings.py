"""Reminders about meetings and organisation life: R01 to R15 of the sheet of due dates."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from djdesk.models.rules import codes
from djdesk.models.rules.days import add_months
from djdesk.models.rules.meetings.checks import check, working_days_later
from djdesk.models.rules.meetings.fixed_day import FixedDay
from djdesk.models.rules.meetings.kinds import GROUP_KINDS, Kind
from djdesk.models.rules.meetings.periods import Period, period_of
from djdesk.models.rules.meetings.supervision import asked
from djdesk.models.rules.reminders.table import (
    NAMED,
    About,
    Reminder,
    Words,
    remind,
    said,
    schedule,
)

FREQUENCY = {
    "M1": "R01",
    "M2": "R02",
    "M3": "R03",
    "M4": "R04",
    "M5": "R05",
    "M6": "R06",
    "M7": "R07",
}
"""The rule that speaks for each kind that is asked for in a period."""


def frequency(
    about: About,
    kind: Kind,
    held: Iterable[date],
    day: date,
    *,
    fixed_day: FixedDay | None = None,
    since: date | None = None,
    there: Callable[[Period], bool] | None = None,
) -> list[Reminder]:
    """R01 to R07: a kind that was held too seldom in the running period or the one before.

    `about` is the branch, for M3 one group; `held` are the days on which it was held, `since` the
    day from which this book answers for it (`supervision.asked`), `there` says whether the duty
    existed in a period (M2 has its committee; None: it did). The caller leaves out what is no duty
    at all (M3 without groups). `fixed_day` is that of the theme day (M5). Kinds without a rule here
    are silent.
    """
    rule_id = FREQUENCY.get(kind.code)
    if rule_id is None or not kind.period:
        return []
    days = tuple(held)
    running = period_of(kind.period, day)
    before = period_of(kind.period, running.start - timedelta(days=1))
    first = max(since or date.min, kind.since or date.min)
    found = []
    for period in (before, running):
        count = sum(1 for each in days if each in period)
        existed = asked(period, first, kind.months) and (there is None or there(period))
        if count < kind.times and existed:
            words = _too_seldom(about, kind, period, count, day)
            if kind.code == "M5":
                found.append(_theme_day(about, period, day, words, fixed_day))
            else:
                found.append(remind(rule_id, about, period.end, day, words))
    return [each for each in found if each is not None]


def _too_seldom(about: About, kind: Kind, period: Period, count: int, day: date) -> Words:
    over = period.end < day
    year = f"{period.start.year}年"
    when = period.title if period.title == year else f"{year}{period.title}"
    if period.start.year == day.year:
        when = "今年" if period.title == year else period.title
    group = kind.code in GROUP_KINDS
    who = about.name if group else ""
    verb = "开展" if kind.code in ("M5", "M7") else "召开" if kind.code != "M4" else "上"
    if count:
        text = f"{who}{when}{kind.name}应开 {kind.times} 次，只开了 {count} 次"
    else:
        text = f"{who}{when}{'' if over else '还'}没有{verb}{kind.name}"
    unit = "个党小组" if group else "个支部"
    return Words(text, f"{{n}} {unit}{when}没有{verb}{kind.name}", "登记")


def _theme_day(
    about: About, period: Period, day: date, words: Words, fixed_day: FixedDay | None
) -> Reminder | None:
    """R05 speaks for the fixed day until it has passed, then for the end of the month."""
    fixed = fixed_day.on(period.start.year, period.start.month) if fixed_day is not None else None
    if fixed is not None and day <= fixed:
        text = f"主题党日固定在{said(fixed, day)}，还没有登记"
        return remind("R05", about, fixed, day, replace(words, text=text))
    rule = schedule("R05_end", day)
    if rule is None:
        return None
    if fixed is None and (period.end - day).days > rule.number("lead"):
        return None
    found = remind("R05_end", about, period.end, day, words)
    return replace(found, rule_id="R05") if found is not None else None


def talks(about: About, missing: Sequence[str], day: date) -> Reminder | None:
    """R08: pairs who have not talked this year, as words such as 张三与李四; None if all have."""
    if not missing:
        return None
    listed = "、".join(missing[:NAMED]) + ("等" if len(missing) > NAMED else "")
    text = f"今年还有 {len(missing)} 对没有谈心谈话：{listed}"
    words = Words(text, "{n} 个支部今年的谈心谈话没有谈完", "查看")
    return remind("R08", about, date(day.year, 12, 31), day, words)


def lecture(
    about: About, secretary: str, last_on: date | None, day: date, *, since: date | None = None
) -> Reminder | None:
    """R09: the secretary has given no lecture (党课) this year; `last_on` is the last one.

    `since` is when the secretary took office: who came in the last quarter is not asked.
    """
    if last_on is not None and last_on.year >= day.year:
        return None
    if since is not None and since >= date(day.year, 10, 1):
        return None
    words = Words(f"书记{secretary}今年还没有讲党课", "{n} 个支部的书记今年还没有讲党课", "登记")
    return remind("R09", about, date(day.year, 12, 31), day, words)


def unwritten(about: About, held_on: date, day: date) -> Reminder | None:
    """R10: a meeting (its name is `about.name`) of `held_on` whose record is not finished."""
    late = check("late", day)
    if late is None:
        return None
    due = working_days_later(held_on, late.number("days"))
    verb = "应在" if due >= day else "应已在"
    text = f"{about.name}的记录{verb}{said(due, day)}前整理完成"
    return remind("R10", about, due, day, Words(text, "{n} 次会议的记录没有整理完成", "整理"))


def follow_up(about: About, text: str, due: date, day: date) -> Reminder | None:
    """R11: an open resolution or problem `text` that somebody (`about.name`) owes by `due`."""
    short = text if len(text) <= 24 else f"{text[:23]}…"
    who = f"{about.name}负责的" if about.name else ""
    verb = "应在" if due >= day else "应已在"
    words = Words(f"{who}“{short}”{verb}{said(due, day)}前落实", "{n} 项决议和整改事项到期", "登记")
    return remind("R11", about, due, day, words)


# --- members -----------------------------------------------------------------------------------


def absent_since(history: Iterable[tuple[date, str]], *, times: int = 2) -> date | None:
    """When a member was absent without leave for the `times`-th time in a row, up to the last.

    `history` are day and status (code of `attendance_status`) of the meetings the member should
    have come to, in any order. None if the last ones were not all missed without leave. Meetings
    for which the member was excused do not count; somebody not marked breaks the row.
    """
    rows = sorted(row for row in history if row[1] not in ("excused", "guest"))
    row_of: list[date] = []
    for held_on, status in reversed(rows):
        if status != "absent":
            break
        row_of.append(held_on)
    return row_of[-times] if len(row_of) >= times else None


def last_present(history: Iterable[tuple[date, str]]) -> date | None:
    """The last meeting at which a member was present, late counting as present."""
    group = codes.table("attendance_status").group
    return max((held_on for held_on, status in history if group(status) == "present"), default=None)


def absent_twice(
    about: About, second_on: date, day: date, *, talked_on: date | None = None
) -> Reminder | None:
    """R12: absent twice in a row without leave, the second time on `second_on`; then comes a talk.

    Silent once there was a talk (`talked_on`) since.
    """
    rule = schedule("R12", day)
    if rule is None or (talked_on is not None and talked_on >= second_on):
        return None
    due = second_on + timedelta(days=rule.number("days"))
    text = f"{about.name}连续两次无故缺席组织生活（{said(second_on, day)}），应谈话了解"
    words = Words(text, "{n} 名党员连续两次无故缺席组织生活", "登记谈话")
    return remind("R12", about, due, day, words)


def not_taking_part(about: About, since: date, day: date) -> Reminder | None:
    """R13: a member last took part in organisation life on `since`; six months lead to a decision.

    Where a member has never been seen, `since` is the day from which the roll answers for them:
    the later of entering the branch and the first meeting in the book.
    """
    rule = schedule("R13", day)
    if rule is None:
        return None
    months = rule.number("months")
    due = add_months(since, months)
    verb = "已满" if due < day else "满"
    text = f"{about.name}没有参加组织生活，{said(due, day)}{verb} {months} 个月"
    words = Words(text, f"{{n}} 名党员没有参加组织生活{verb} {months} 个月", "查看")
    return remind("R13", about, due, day, words)


def attendance(
    about: About, present: int, should: int, quarter: Period, day: date
) -> Reminder | None:
    """R15: a member came to less than the share of the rule of `should` meetings of a quarter."""
    rule = schedule("R15", day)
    if rule is None or should < rule.number("least"):
        return None
    if present * 100 >= should * rule.number("percent"):
        return None
    year = f"{quarter.start.year}年" if quarter.start.year != day.year else ""
    rate = present * 100 // should
    text = f"{about.name}{year}{quarter.title}到会 {present}/{should} 次（{rate}%）"
    together = f"{{n}} 名党员{year}{quarter.title}到会率不足 {rule.number('percent')}%"
    return remind("R15", about, quarter.end, day, Words(text, together, "查看"))


# --- the plan ------------------------------------------------------------------------------------


def plan_filed(
    about: About, filed: Collection[tuple[int, int]], day: date, *, since: date | None = None
) -> Reminder | None:
    """R14: the plan of the running quarter is not filed; `filed` are (year, quarter) pairs.

    Quarter 0 is the plan of the whole year and does for all four. A quarter that had begun by
    `since` (the book's first day) is not asked for.
    """
    rule = schedule("R14", day)
    quarter = period_of("quarter", day)
    number = (day.month + 2) // 3
    if rule is None or (day.year, number) in filed or (day.year, 0) in filed:
        return None
    if since is not None and since > quarter.start:
        return None
    due = quarter.start.replace(day=rule.number("day"))
    words = Words(f"{quarter.title}计划还没有报备", "{n} 个支部的季度计划没有报备", "报备")
    return remind("R14", about, due, day, words)
