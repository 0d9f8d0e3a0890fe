"""Whether a pair helped: the partner's months before and since, and whether its aim is reached.

The program shows both and ends nothing: only people end a pair.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from djdesk.errors import UserError
from djdesk.models.assessment import Pairing
from djdesk.models.organization import Organization
from djdesk.models.rules import assessment as rules
from djdesk.models.rules import codes
from djdesk.models.rules.assessment import PairingRule, say
from djdesk.models.rules.days import add_months
from djdesk.models.rules.dues.months import month_of, months, say_month
from djdesk.services.assessment import series
from djdesk.services.assessment.rows import FIXED, Subject
from djdesk.services.assessment.years import Stretch, mean_of
from djdesk.services.desk import Desk

BEFORE, DURING, AFTER = "before", "during", "after"
"""Phases: 结对前, 结对期间, 结束后."""

LOOKED_BACK = 6
"""How many months before a pair began, and after it ended, are set beside it."""

_LISTED = frozenset({"yellow", "red"})


@dataclass(frozen=True, slots=True)
class EffectMonth:
    """A month of the partner in tenths beside the mean of its level; `phase` as above.

    In a year's cycle both are what the month gave, not the total. One that is still `running` is
    shown and belongs in no mean.
    """

    month: date
    phase: str
    points: int | None
    mean: int | None
    running: bool = False


@dataclass(frozen=True, slots=True)
class Effect:
    """The partner's months around a pair and their means in tenths; `text` says it in words.

    Without a `partner` nobody of this book is assessed, and there is nothing to show.
    """

    pairing_id: int
    partner: Subject | None
    months: tuple[EffectMonth, ...]
    before: int | None
    during: int | None
    after: int | None
    text: str


@dataclass(frozen=True, slots=True)
class QuarterMean:
    """A quarter since the pair began; `points` in tenths, None where it was not scored."""

    year: int
    quarter: int
    points: int | None


@dataclass(frozen=True, slots=True)
class EndCondition:
    """Whether what was agreed as the end has come; None: the program cannot tell.

    `code` is one of `pairing_condition`, empty where nothing was agreed.
    """

    code: str
    title: str
    met: bool | None
    text: str
    quarters: tuple[QuarterMean, ...] = ()


# -- effect ----------------------------------------------------------------------------------------


def effect(desk: Desk, pairing_id: int) -> Effect:
    """How the partner's months went before the pair, while it works, and after it."""
    with desk.store.read() as session:
        row = _pairing(session, pairing_id)
        partner = _partner(session, row)
        if partner is None:
            text = "结对对象不在本账套的考核范围内，成效请看帮扶记录。"
            return Effect(row.id, None, (), None, None, None, text)
        begun, today = month_of(row.since), month_of(desk.today())
        last = today if row.ended_on is None else month_of(row.ended_on)
        first = add_months(begun, -LOOKED_BACK - 1)
        wanted = tuple(months(first, min(today, add_months(last, LOOKED_BACK))))
        held = series.marks(
            session, partner.organization_id, partner.level, wanted, today=desk.today()
        )
    key = series.key_of(partner)
    found = []
    for former, now in pairwise(held):
        phase = BEFORE if now.month < begun else DURING if now.month <= last else AFTER
        others = [series.gain(former, now, each) for each in now.marks]
        mean = mean_of(others) if partner.level == "member" else None
        points = series.gain(former, now, key)
        found.append(EffectMonth(now.month, phase, points, mean, now.running))
    while found and found[0].phase == BEFORE and found[0].points is None:
        del found[0]
    means = {phase: _phase_mean(found, phase) for phase in (BEFORE, DURING, AFTER)}
    return Effect(
        pairing_id,
        partner,
        tuple(found),
        means[BEFORE],
        means[DURING],
        means[AFTER],
        _said(found),
    )


def _phase_mean(found: Iterable[EffectMonth], phase: str) -> int | None:
    return mean_of(each.points for each in found if each.phase == phase and not each.running)


_PHASES = ((BEFORE, "结对前"), (DURING, "结对期间"), (AFTER, "结束后"))


def _said(found: Sequence[EffectMonth]) -> str:
    """The means of the phases in words, and the difference."""
    parts, means = [], {}
    for phase, words in _PHASES:
        of_phase = (each for each in found if each.phase == phase and not each.running)
        scored = [each for each in of_phase if each.points is not None]
        if scored:
            means[phase] = _phase_mean(scored, phase) or 0
            parts.append(f"{words} {len(scored)} 个月平均 {say(means[phase])} 分")
    if BEFORE in means and DURING in means:
        change = means[DURING] - means[BEFORE]
        word = "提高" if change > 0 else "降低"
        parts.append(f"{word} {say(abs(change))} 分" if change else "没有变化")
    elif DURING in means:
        parts.append("结对前没有得分可比")
    return "，".join(parts) + "。" if parts else "这几个月还没有得分。"


def _pairing(session: Session, pairing_id: int) -> Pairing:
    row = session.get(Pairing, pairing_id)
    if row is None:
        raise UserError("找不到这一对。", "它可能已被撤销，请刷新后重试。")
    return row


def _partner(session: Session, row: Pairing) -> Subject | None:
    """Whom the pair helps, if this book assesses it: a member, or a branch of that name."""
    if row.kind == "member":
        if row.partner_id is None:
            return None
        return Subject("member", row.organization_id, row.partner_id)
    unit = Organization
    same = session.scalars(
        select(unit.id)
        .where(unit.kind == "branch")
        .where(or_(unit.name == row.partner, unit.short_name == row.partner))
    ).all()
    return Subject("branch", same[0]) if len(same) == 1 else None


# -- the end ---------------------------------------------------------------------------------------


def end_condition(desk: Desk, pairing_id: int) -> EndCondition:
    """Whether the agreed end of a pair has come; the pair goes on until somebody ends it."""
    today = desk.today()
    rule = rules.pairing().rule_at(today) or rules.pairing().rules[0]
    with desk.store.read() as session:
        row = _pairing(session, pairing_id)
        code = row.condition
        if not code:
            return EndCondition("", "", None, "没有约定结束条件，由支部研究决定。")
        title = codes.table("pairing_condition").name(code)
        day = min(today, row.ended_on or today)
        if code == "year":
            return _by_time(title, row.since, day, rule.value)
        if code == "agreed":
            return EndCondition(code, title, None, "由双方商定，程序不作判断。")
        partner = _partner(session, row)
        if partner is None:
            text = "结对对象不在本账套的考核范围内，由支部研究决定。"
            return EndCondition(code, title, None, text)
        if code == "off_list":
            return _off_list(session, title, partner, row.since, day)
        return _by_quarters(session, title, partner, row.since, day, rule.value)


_DECIDES = "是否结束由支部研究决定。"


def _by_time(title: str, since: date, day: date, rule: PairingRule) -> EndCondition:
    due = add_months(since, rule.months)
    if day >= due:
        text = f"已满足：到{_day(due)}满 {rule.months} 个月。{_DECIDES}"
    else:
        text = f"尚未满足：到{_day(due)}才满 {rule.months} 个月。"
    return EndCondition("year", title, day >= due, text)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _off_list(
    session: Session, title: str, partner: Subject, since: date, day: date
) -> EndCondition:
    """Whether the last confirmed month since the pair began has the partner on no list."""
    wanted = tuple(months(month_of(since), month_of(day)))
    held = series.marks(session, partner.organization_id, partner.level, wanted)
    key = series.key_of(partner)
    last = next(
        (each for each in reversed(held) if each.state in FIXED and key in each.marks), None
    )
    if last is None:
        text = "尚未满足：结对以来还没有审定的月份。"
        return EndCondition("off_list", title, False, text)
    word = last.marks[key].warning
    if word in _LISTED:
        named = codes.table("assessment_warning").name(word)
        text = f"尚未满足：{say_month(last.month)}仍在{named}名单上。"
        return EndCondition("off_list", title, False, text)
    text = f"已满足：{say_month(last.month)}已不在黄牌、红牌名单上。{_DECIDES}"
    return EndCondition("off_list", title, True, text)


def _by_quarters(
    session: Session, title: str, partner: Subject, since: date, day: date, rule: PairingRule
) -> EndCondition:
    """Whether the last confirmed whole quarters of the pair reach the aim."""
    begun = month_of(since) if since.day == 1 else add_months(month_of(since), 1)
    first = add_months(begun, -(begun.month - 1) % 3)
    held = series.marks(
        session, partner.organization_id, partner.level, tuple(months(first, month_of(day)))
    )
    key = series.key_of(partner)
    found = []
    for place in range(0, len(held) - 2, 3):
        quarter = held[place : place + 3]
        if all(each.state in FIXED for each in quarter):
            start = quarter[0].month
            points = Stretch(quarter).of(key)[0]
            found.append(QuarterMean(start.year, (start.month + 2) // 3, points))
    met = rules.aim_reached([each.points for each in found], rule)
    return EndCondition("quarters", title, met, _quarters_said(found, met, rule), tuple(found))


def _quarters_said(found: Sequence[QuarterMean], met: bool, rule: PairingRule) -> str:
    aim = f"连续 {rule.quarters} 个季度达到 {say(rule.at_least)} 分"
    told = "、".join(_quarter(each) for each in found[-rule.quarters :])
    if met:
        return f"已满足：{told}，{aim}。{_DECIDES}"
    if not told:
        return f"尚未满足：要{aim}，结对以来还没有整季度审定。"
    return f"尚未满足：要{aim}，现在是{told}。"


def _quarter(each: QuarterMean) -> str:
    said = "没有得分" if each.points is None else f" {say(each.points)} 分"
    return f"{each.year}年第{'一二三四'[each.quarter - 1]}季度{said}"
