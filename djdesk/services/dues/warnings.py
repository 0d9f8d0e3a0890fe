"""What deserves a look in dues now, each with what the rule says happens next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.models.dues import LargeGift, Payment, Publication
from djdesk.models.rules import dues as rules
from djdesk.models.rules.dues import tables
from djdesk.services.desk import Desk
from djdesk.services.dues import choices
from djdesk.services.dues.ledger import ledgers
from djdesk.services.dues.remittances import next_period
from djdesk.services.dues.watch import Watched, watched

SOON_MONTHS = 1
"""A reduction that ends within so many months is told."""


@dataclass(frozen=True, slots=True)
class DuesWarning:
    """One chip: `rule` of the sheet of due dates, its word, whom it concerns, what follows.

    `severity` is info, notice, warn or alarm. `lines` say it for each member in the order of
    `member_ids`. A member may be in several.
    """

    rule: str
    title: str
    severity: str
    member_ids: tuple[int, ...]
    lines: tuple[str, ...]
    next_step: str
    clause: str

    @property
    def count(self) -> int:
        """How many it concerns."""
        return len(self.lines)


def warnings(
    desk: Desk, day: date | None = None, organization_id: int | None = None
) -> tuple[DuesWarning, ...]:
    """Everything that deserves a look on `day` (default: today), the gravest first."""
    on = day or desk.today()
    with desk.store.read() as session:
        people = list(watched(ledgers(session, organization_id), on))
        found = [
            *_runs(people, on),
            *_members(people, on),
            *_reductions(people, on),
            *_large(session, on),
            *_house(session, on),
        ]
    weights = ("alarm", "warn", "notice", "info")
    return tuple(sorted(found, key=lambda each: weights.index(each.severity)))


def _runs(people: Sequence[Watched], day: date) -> Iterator[DuesWarning]:
    """R31 and R32: three, five, six months running, and what a meeting has to decide."""
    words = {
        rules.Stage.DECIDE: ("R32", "连续六个月以上未交", "alarm"),
        rules.Stage.NEAR: ("R32", "连续五个月未交", "alarm"),
        rules.Stage.CRITICISE: ("R31", "连续三个月未交", "warn"),
    }
    steps = [(each, rules.next_step(each.run, day)) for each in people]
    for stage, (rule, title, severity) in words.items():
        mine = [(each, step) for each, step in steps if step.stage is stage]
        if mine:
            yield DuesWarning(
                rule,
                title,
                severity,
                tuple(each.ledger.member_id for each, _ in mine),
                tuple(f"{each.ledger.name}{step.text}" for each, step in mine),
                _NEXT[stage],
                mine[0][1].clause,
            )


_NEXT = {
    rules.Stage.DECIDE: (
        "先查明有无正当理由；没有的，由支部大会讨论决定，报上级党组织批准。"
        "程序不会改变任何人的党籍。"
    ),
    rules.Stage.NEAR: "立即谈话催交；满六个月没有正当理由的，由支部大会讨论决定。",
    rules.Stage.CRITICISE: "批评教育，限期改正。",
}


def _members(people: Sequence[Watched], day: date) -> Iterator[DuesWarning]:
    month = rules.say_month(rules.month_of(day))
    late = day == rules.last_day(rules.month_of(day))
    yield from _listed(
        "R30",
        f"{month}未交",
        "warn" if late else "notice",
        people,
        lambda each: (
            f"{each.ledger.name}{month}还欠 {rules.yuan(each.lacking_now)} 元"
            if each.lacking_now
            else ""
        ),
        "按月交纳；登记交款，或提醒本人。",
        "中组发〔2008〕3号第十二条",
    )
    yield from _listed(
        "R33",
        "补交超过六个月",
        "warn",
        people,
        lambda each: (
            f"{each.ledger.name}有 {len(each.too_old)} 个月的欠交早于六个月"
            f"（{rules.say_month(each.too_old[0].month)}起）"
            if each.too_old
            else ""
        ),
        "补交一般不得超过六个月，请支部研究并写明原因。",
        "中组发〔2008〕3号第十二条",
    )
    yield from _listed(
        "R34",
        f"{day.year}年未核定",
        "warn",
        people,
        lambda each: f"{each.ledger.name}{day.year}年的党费还没有核定" if each.unfixed else "",
        "年初核定一次，年内一般不变动；可以用“明年标准”一次办理。",
        "组电明字〔2017〕5号",
    )
    yield from _listed(
        "R37",
        "超过上限",
        "warn",
        people,
        lambda each: (
            f"{each.ledger.name}月应交 {rules.yuan(each.above_cap)} 元"
            if each.above_cap is not None
            else ""
        ),
        "每月一般不超过 1000 元，多出的按自愿多交登记。",
        "组电明字〔2017〕5号",
    )
    yield from _listed(
        "R41",
        "类别待核",
        "notice",
        people,
        lambda each: f"{each.ledger.name}{found.reason}" if (found := each.change) else "",
        "核对类别，从变动的那个月起重新核定。",
        "中组发〔2008〕3号第五条、第六条、第十条",
    )


def _listed(
    rule: str,
    title: str,
    severity: str,
    people: Iterable[Watched],
    say: Callable[[Watched], str],
    next_step: str,
    clause: str,
) -> Iterator[DuesWarning]:
    said = [(each.ledger.member_id, text) for each in people if (text := say(each))]
    if said:
        keys, lines = tuple(key for key, _ in said), tuple(text for _, text in said)
        yield DuesWarning(rule, title, severity, keys, lines, next_step, clause)


def _reductions(people: Sequence[Watched], day: date) -> Iterator[DuesWarning]:
    def say(each: Watched) -> str:
        held = each.expiring
        if held is None or held.until is None:
            return ""
        left = rules.distance(day, held.until)
        if not -SOON_MONTHS <= left <= SOON_MONTHS:
            return ""
        verb = "到期" if left >= 0 else "已到期"
        return f"{each.ledger.name}的减免{rules.say_month(held.until)}{verb}"

    yield from _listed(
        "R40",
        "减免将到期",
        "notice",
        people,
        say,
        "仍有困难的重新办理审批，没有困难的恢复原标准。",
        "中组发〔2008〕3号第七条",
    )


def _large(session: Session, day: date) -> Iterator[DuesWarning]:
    """R36: large dues that were not reported yet."""
    gone = select(Payment.reverses_id).where(Payment.reverses_id.is_not(None))
    rows = session.scalars(
        select(LargeGift)
        .where(LargeGift.reported_on.is_(None), LargeGift.given_on <= day)
        .where(LargeGift.payment_id.not_in(gone), LargeGift.origin == "")
    ).all()
    if rows:
        yield DuesWarning(
            "R36",
            "大额党费待上报",
            "notice",
            tuple(row.member_id for row in rows),
            tuple(
                f"{row.given_on.year}年{row.given_on.month}月{row.given_on.day}日"
                f"大额党费 {rules.yuan(row.fen)} 元"
                for row in rows
            ),
            "全部上缴中央，附党员简要情况，由中央组织部出具收据。",
            "中组发〔2008〕3号第十一条",
        )


def _house(session: Session, day: date) -> Iterator[DuesWarning]:
    """R38 and R39: what the branch itself has to do."""
    period = next_period(session, day)
    if period is not None:
        due = rules.remittance_due(period, choices.remittance(session, day).days)
        late = due < day
        yield DuesWarning(
            "R38",
            "待上缴",
            "alarm" if late else "warn",
            (),
            (f"{period.title}的党费应在{due.year}年{due.month}月{due.day}日前上缴",),
            "核对实收后上缴，登记上级收据号。",
            "上缴周期和比例由上级党委规定",
        )
    year = unpublished(session, day)
    if year is not None:
        month, last = tables.day_in_year("publication").at(day)
        yield DuesWarning(
            "R39",
            "待公示",
            "warn" if day > date(day.year, month, last) else "notice",
            (),
            (f"{year}年党费收缴情况还没有公示",),
            "每年至少向党员公布一次，公示不写身份证号和电话。",
            "中组发〔2008〕3号（每年至少公布一次）",
        )


def unpublished(session: Session, day: date) -> int | None:
    """The year before `day`'s if money came in during it and it was not made public yet."""
    year = day.year - 1
    there = session.scalar(
        select(Payment.id)
        .where(Payment.paid_on >= date(year, 1, 1), Payment.paid_on <= date(year, 12, 31))
        .where(Payment.origin == "")
        .limit(1)
    )
    done = session.scalar(
        select(Publication.id)
        .where(Publication.year == year, Publication.quarter.in_((0, 4)), Publication.origin == "")
        .limit(1)
    )
    return year if there is not None and done is None else None
