"""The loop of the sample's assessment: corrections, pairs with their contacts, settlements.

A correction closed by a re-check, one overdue, one under way; a pair that helped, one that has
ended, a branch that helps another; rewards of a quarter, one not yet paid.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from djdesk.models.rules.days import add_months
from djdesk.models.rules.dues.months import last_day, month_of, months
from djdesk.services import assessment
from djdesk.services.assessment.rows import Subject
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from djdesk.services.sample.assessment import (
    HELPER,
    MONTHS,
    PRAISED,
    SECRETARY,
    WARNED,
    YELLOW_MONTHS,
    Place,
    place_of,
)


def fill_improvement(desk: Desk, people: Mapping[str, int]) -> None:
    """Enter what followed from the assessed months of the sample book."""
    place, this = place_of(desk, people), month_of(desk.today())
    _correct(place, this)
    _pair_up(place, this)
    _settle(place, this)


def _correct(place: Place, this: date) -> None:
    """A correction closed, one failed and set again, one under way, one overdue."""
    second = add_months(this, -YELLOW_MONTHS[1])
    opened = add_months(second, 1).replace(day=6)
    closed = assessment.open_correction(
        place.on(opened),
        place.member(WARNED),
        {
            "opened_on": opened,
            "problem": "连续两个月得分低于 60 分：任务未完成、测试不及格、笔记缺页。",
            "measure": "书记谈话；与朱杰结对；补学补测；每周检查一次学习笔记。",
            "responsible": HELPER,
            "due_on": opened + timedelta(days=60),
        },
        month=second,
        warning="red",
    )
    done = opened + timedelta(days=52)
    assessment.report_done(
        place.on(done), closed, on=done, note="补测合格，笔记补齐，任务按期完成。"
    )
    assessment.recheck(
        place.on(done + timedelta(days=5)),
        closed,
        True,
        on=done + timedelta(days=5),
        by=SECRETARY,
        note="连续两个月得分在 80 分以上。",
    )
    month = add_months(this, -3)
    opened = add_months(month, 1).replace(day=8)
    assessment.open_correction(
        place.on(opened),
        Subject("group", place.groups[1]),
        {
            "opened_on": opened,
            "problem": "班组发生违章作业，党员带头作用不明显。",
            "measure": "开展“身边无违章”活动，党员每人联系两名职工。",
            "responsible": "单国栋",
            "due_on": opened + timedelta(days=45),
        },
        month=month,
    )
    opened = add_months(this, -1).replace(day=10)
    assessment.open_correction(
        place.on(opened),
        Subject("branch", place.home),
        {
            "opened_on": opened,
            "problem": "活动室资料摆放凌乱，制度牌缺一块。",
            "measure": "重新整理资料柜，补做制度牌。",
            "responsible": "李静",
            "due_on": place.desk.today() + timedelta(days=12),
        },
    )


def _pair_up(place: Place, this: date) -> None:
    """A pair with monthly contacts, one that has ended, and a branch that helps another."""
    today = place.desk.today()
    since = add_months(this, 1 - YELLOW_MONTHS[1]).replace(day=6)
    key = assessment.pair(
        place.on(since),
        {
            "kind": "member",
            "helper": HELPER,
            "partner": WARNED,
            "partner_kind": "member",
            "reason": "连续两个月黄牌",
            "plan": "每月至少联系一次；一起学习；上岗带教。",
            "condition": "quarters",
            "goal": "连续两个季度得分在 70 分以上",
            "since": since,
            "until": add_months(since, 12),
        },
        helper_id=place.people[HELPER],
        partner_id=place.people[WARNED],
    )
    done = (
        ("talk", "谈思想、谈工作，帮助分析扣分原因", "帮助调整班次，保证学习时间"),
        ("study", "一起学习党章和条例，检查学习笔记", ""),
        ("help", "带教巡检路线，讲解点检标准", "解决点检漏项问题"),
    )
    for number, month in enumerate(months(month_of(since), add_months(this, -1))):
        day = month.replace(day=18)
        if day < since or day > today:
            continue
        form, content, solved = done[number % len(done)]
        assessment.add_contact(
            place.on(day),
            key,
            {
                "held_on": day,
                "form": form,
                "place": "车间党员活动室",
                "content": content,
                "solved": solved,
                "result": "得分回升" if number else "",
                "recorded_by": HELPER,
            },
        )
    begun, over = add_months(this, -MONTHS).replace(day=10), add_months(this, -2).replace(day=20)
    old = assessment.pair(
        place.on(begun),
        {
            "kind": "member",
            "helper": "丁建国",
            "partner": "何晓燕",
            "partner_kind": "activist",
            "reason": "培养入党积极分子",
            "plan": "传授技术，帮助端正入党动机。",
            "condition": "agreed",
            "since": begun,
        },
        helper_id=place.people["丁建国"],
    )
    for month in months(month_of(begun), month_of(over)):
        day = month.replace(day=15)
        values: dict[str, Value] = {
            "held_on": day,
            "form": "talk",
            "content": "谈学习和工作情况，听取思想汇报",
        }
        assessment.add_contact(place.on(day), old, values | {"recorded_by": "丁建国"})
    assessment.end_pairing(
        place.on(over), old, on=over, reason="已接收为预备党员", result="帮助对象成为预备党员"
    )
    day = add_months(this, -5).replace(day=12)
    twin = assessment.pair(
        place.on(day),
        {
            "kind": "branch",
            "helper": "中共某厂机加车间支部委员会",
            "partner": "中共某厂后勤服务支部委员会",
            "partner_kind": "branch",
            "reason": "帮助后勤支部规范组织生活",
            "plan": "每季度联合开展一次主题党日；互派联络员。",
            "condition": "year",
            "since": day,
            "until": add_months(day, 12),
        },
    )
    for ahead in (0, 3):
        held = add_months(day, ahead) + timedelta(days=6)
        visit: dict[str, Value] = {"held_on": held, "form": "activity", "place": "厂史馆"}
        visit |= {"content": "联合开展主题党日，交流支部工作法", "recorded_by": SECRETARY}
        assessment.add_contact(place.on(held), twin, visit)


def _settle(place: Place, this: date) -> None:
    """Rewards of a quarter with their approval, one not yet paid, and one deduction."""
    quarter = add_months(this, -(1 + (this.month - 1) % 3))
    decided = min(last_day(quarter) + timedelta(days=6), place.desk.today())
    year, period = quarter.year, f"第{'一二三四'[quarter.month // 3 - 1]}季度"
    for name, kind, title, fen, paid in (
        (PRAISED, "reward", "季度积分优秀奖励", 20_000, True),
        ("单国栋", "reward", "季度积分优秀奖励", 20_000, True),
        ("解志远", "reward", "技术革新奖励", 50_000, False),
        ("林浩", "penalty", "扣减季度活动奖励", 5_000, True),
    ):
        values: dict[str, Value] = {
            "year": year,
            "period": period,
            "kind": kind,
            "title": title,
            "reason": "支部积分奖惩办法",
            "fen": fen,
            "decided_on": decided,
            "approved_by": SECRETARY,
            "approved_on": decided,
            "settled_on": decided if paid else None,
            "received_by": name if paid else "",
        }
        assessment.enter_settlement(place.on(decided), place.member(name), values)
