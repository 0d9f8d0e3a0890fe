"""A year of assessment for the sample branch: eleven months sealed or posted, the last one open.

One member is on the yellow list twice running, is talked to, helped and comes back; one month was
opened again; one objection was raised and answered; one correction is overdue.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from djdesk.models.assessment import Opinion
from djdesk.models.rules.days import add_months
from djdesk.models.rules.dues.months import month_of, months
from djdesk.models.store.bulk import add_many
from djdesk.services import assessment, organization
from djdesk.services.assessment import board, objections
from djdesk.services.assessment.matrix import BoardRow
from djdesk.services.assessment.rows import AREA, Subject
from djdesk.services.desk import Desk
from djdesk.services.listing import Value

SECRETARY = "王艳"

WARNED, HELPER = "黄志明", "朱杰"
"""Who is on the yellow list in two months running, and who helps."""

YELLOW_MONTHS = (8, 7)
"""How many months ago the two yellow months lie."""

PRAISED = "马文斌"

MONTHS = 11
"""How many months before this one are assessed."""

OBJECTING = "许鹏飞"
RETIRED_CLASS, MOBILE_CLASS, EXEMPT = "曾庆林", "彭小丽", "沈堃"
REOPENED_MONTHS = 6
"""How many months ago the month lies that was opened again."""

_RUBRIC = "three_levels"
_PLACE, _TELEPHONE = "厂区党务公开栏", "0000-1234567"
_LEADERS = ("朱杰", "单国栋", "陈涛")

_SERVICE = ("厂区义务植树", "社区环境清理", "“学雷锋”便民维修", "义务献血", "帮扶慰问困难职工")
_MISSING_PAGES = (4, 6, 10)
_PRAISE = (
    ("unit", "厂部简报表扬抢修工作"),
    ("group", "集团内刊报道技术革新"),
    ("unit", "安全月活动受到表扬"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the sample takes place: the desk, the branch, its groups and people by name."""

    desk: Desk
    home: int
    groups: tuple[int, ...]
    people: Mapping[str, int]

    def on(self, day: date, user: str = SECRETARY) -> Desk:
        """The desk as it stood on `day`."""
        return replace(self.desk, today=lambda: day, user=user)

    def member(self, name: str) -> Subject:
        """A member by name."""
        return Subject("member", self.home, self.people[name])


def place_of(desk: Desk, people: Mapping[str, int]) -> Place:
    """The sample branch, with its members' keys by name."""
    home = organization.home_id(desk)
    groups = tuple(key for key, _ in organization.groups(desk, home))
    return Place(desk, home, groups, people)


def fill_assessment(desk: Desk, people: Mapping[str, int]) -> None:
    """Enter a year of assessment into the sample book through the usual use cases."""
    place, this = place_of(desk, people), month_of(desk.today())
    first = add_months(this, -MONTHS)
    assessment.adopt(place.on(first), _RUBRIC, since=first)
    _classify(place, first)
    chance = random.Random(23)
    for month in months(first, add_months(this, -1)):
        _month(place, month, chance)
    _begin(place, this, chance)


def _classify(place: Place, first: date) -> None:
    for name, kind, reason, until in (
        (RETIRED_CLASS, "special", "年过七十，经支委会研究按特殊党员计分", None),
        (MOBILE_CLASS, "mobile", "长期驻外地项目部", None),
        (EXEMPT, "exempt", "住院治疗，经支委会研究不计分", add_months(first, 2)),
    ):
        values = {"since": first, "until": until, "kind": kind, "reason": reason}
        values |= {"decided_on": first, "document": "支委会会议记录"}
        assessment.set_class(place.on(first), place.people[name], values)


# --- a month --------------------------------------------------------------------------------------


def _month(place: Place, month: date, chance: random.Random) -> None:
    """A month from its opening as far as it has come by today."""
    today = place.desk.today()
    after = add_months(month, 1)
    scored, settled = after.replace(day=3), after.replace(day=4)
    ago = _ago(month, today)
    assessment.open_month(place.on(min(after.replace(day=2), today)), month)
    rows = _scored(place, month)
    _book(place, month, rows, chance)
    if today < scored:
        return
    assessment.score_month(place.on(scored, "李静"), month)
    _opine(place, month, scored)
    if today < settled:
        return
    assessment.confirm_month(place.on(settled), month, on=settled)
    posted = settled + timedelta(days=1)
    if today < posted:
        return
    if ago == 1:
        posted = max(posted, today - timedelta(days=2))
        _post(place, month, posted)
        if posted < today:
            _object(place, month, posted + timedelta(days=1))
        return
    _post(place, month, posted)
    assessment.seal_month(place.on(posted + timedelta(days=6)), month)
    if ago == REOPENED_MONTHS:
        _again(place, month, posted + timedelta(days=8))


def _ago(month: date, today: date) -> int:
    return (today.year - month.year) * 12 + today.month - month.month


def _post(place: Place, month: date, posted: date) -> None:
    assessment.publish_month(
        place.on(posted),
        month,
        on=posted,
        until=posted + timedelta(days=4),
        place=_PLACE,
        telephone=_TELEPHONE,
    )


def _again(place: Place, month: date, day: date) -> None:
    """Opened again since a volunteer's day had been left out; confirmed, posted and sealed anew."""
    desk = place.on(day)
    assessment.reopen_month(desk, month, reason=f"漏记{PRAISED}参加义务献血一次，经核实补记")
    assessment.book_line(
        desk,
        _line(place.member(PRAISED), month, "C3-6+", 12, "义务献血（补记，有献血证）", quantity=1),
    )
    assessment.score_month(desk, month)
    assessment.confirm_month(desk, month, on=day)
    _post(place, month, day)
    assessment.seal_month(place.on(day + timedelta(days=6)), month)


def _object(place: Place, month: date, day: date) -> None:
    values: dict[str, Value] = {
        "raised_on": day,
        "raised_by": OBJECTING,
        "text": "上月参加社区环境清理一次，榜上志愿服务没有加分，请核实。",
    }
    objections.raise_objection(place.on(day), month, values, member_id=place.people[OBJECTING])


def _scored(place: Place, month: date) -> tuple[BoardRow, ...]:
    rows = board.board(place.desk, month, "member").rows
    return tuple(row for row in rows if not row.excluded)


def _book(place: Place, month: date, rows: Sequence[BoardRow], chance: random.Random) -> None:
    """What people did in the month, as the groups hand it in; on the last days of the month."""
    day = min(add_months(month, 1).replace(day=2), place.desk.today())
    ago = _ago(month, place.desk.today())
    entries = [*_by_people(place, month, rows, chance, ago), *_by_units(place, month, ago)]
    assessment.book_many(place.on(day, "李静"), entries)


def _by_people(
    place: Place, month: date, rows: Sequence[BoardRow], chance: random.Random, ago: int
) -> Iterator[assessment.Entry]:
    for row in rows:
        who = _subject(place, row)
        if who == place.member(WARNED) and ago in YELLOW_MONTHS:
            yield _line(who, month, "C3-3a", 20, "夜班巡检任务未完成", quantity=2)
            yield _line(who, month, "C3-2b", 22, "季度理论测试不及格", quantity=1)
            yield _line(who, month, "C3-2a", 24, "学习笔记缺页", quantity=12)
            continue
        if who == place.member(WARNED) and ago > YELLOW_MONTHS[0]:
            yield _line(who, month, "C3-3a", 20, "夜班巡检漏项", quantity=1)
            continue
        if chance.random() < 0.82:
            yield _line(who, month, "C3-2+", 25, "学习笔记检查合格", quantity=1)
        else:
            pages = chance.choice(_MISSING_PAGES)
            yield _line(who, month, "C3-2a", 25, f"学习笔记缺 {pages} 页", quantity=pages)
        if chance.random() < 0.9:
            yield _line(who, month, "C3-3+", 26, "完成月度岗位任务", quantity=1)
        elif chance.random() < 0.4:
            yield _line(who, month, "C3-3a", 26, "设备点检未按期完成", quantity=1)
        if chance.random() < 0.95:
            yield _line(who, month, "C3-4+", 26, "所在班组无违章", quantity=1)
        else:
            yield _line(who, month, "C3-4a", 19, "劳保用品佩戴不规范", step="light")
        if chance.random() < 0.3:
            yield _line(who, month, "C3-6+", 14, chance.choice(_SERVICE), quantity=1)
    if ago % 3 == 0:
        step, what = _PRAISE[ago // 3 % len(_PRAISE)]
        yield _line(place.member(PRAISED), month, "C3-7+", 18, what, step=step)


def _subject(place: Place, row: BoardRow) -> Subject:
    return Subject("member", place.home, row.member_id)


def _by_units(place: Place, month: date, ago: int) -> Iterator[assessment.Entry]:
    branch = Subject("branch", place.home)
    first, second = (Subject("group", key) for key in place.groups[:2])
    if ago in (3, 9):
        yield _line(second, month, "C2-4", 17, "班组发生违章作业一次", points=-20)
    if ago % 4 == 1:
        yield _line(first, month, "C2-7", 21, "提出夜班照明改造建议被采纳", step="adopted")
    if ago in (5, 10):
        yield _line(branch, month, "C1-6b", 16, "活动室资料摆放凌乱", quantity=1)
    if ago == 4:
        yield _line(branch, month, "C1+", 28, "厂党委通报表扬先进党支部", step="middle")


def _line(
    subject: Subject,
    month: date,
    item: str,
    day: int,
    text: str,
    *,
    quantity: int | None = None,
    step: str = "",
    points: int | None = None,
) -> assessment.Entry:
    return assessment.Entry(
        subject.level,
        subject.organization_id,
        subject.member_id,
        month,
        item,
        month.replace(day=day),
        quantity=quantity,
        step=step,
        points=points,
        reason=text,
    )


def _opine(place: Place, month: date, day: date) -> None:
    """What each level said, as it was said on `day`; the branch changed two scores with reasons."""
    ago = _ago(month, place.desk.today())
    leaders = dict(zip(place.groups, _LEADERS, strict=False))
    written: list[dict[str, object]] = []

    def say(subject: Subject, stage: str, by: str, hour: int, **what: object) -> None:
        usual = {"points": None, "change": 0, "opinion": "", "reason": ""}
        written.append(
            {
                "level": subject.level,
                "organization_id": subject.organization_id,
                "member_id": subject.member_id,
                "month": month,
                "stage": stage,
                "given_by": by,
                "given_at": datetime.combine(day, time(hour, 30)),
                **usual,
                **what,
            }
        )

    for row in _scored(place, month):
        subject, score = _subject(place, row), row.score or 0
        say(subject, "self", row.name, 9, points=min(score + 10 * (score % 3), 1000))
        say(subject, "group", leaders.get(row.group_id or 0, ""), 10, points=score)
        if row.name == PRAISED and ago == 4:
            reason = "带头完成停产检修，经支委会研究加 3 分"
            say(subject, "branch", SECRETARY, 15, change=30, reason=reason)
        elif row.name == WARNED and ago in YELLOW_MONTHS:
            say(subject, "branch", SECRETARY, 15, points=score, opinion="列入黄牌，安排谈话。")
        else:
            say(subject, "branch", SECRETARY, 15, points=score)
    for key, leader in leaders.items():
        say(Subject("group", key), "self", leader, 11, opinion="按时开会，组员积分已收齐。")
        say(Subject("group", key), "branch", SECRETARY, 16, opinion="同意。")
    say(Subject("branch", place.home), "self", SECRETARY, 17, opinion="按计划完成本月工作。")
    with place.desk.store.write("登记样例考核意见", area=AREA) as session:
        add_many(session, Opinion, written)


def _begin(place: Place, month: date, chance: random.Random) -> None:
    """This month is open; some lines that groups handed in wait for the branch."""
    today = place.desk.today()
    desk = place.on(today, "李静")
    assessment.open_month(desk, month)
    rows = _scored(place, month)
    done = [
        _line(_subject(place, row), month, "C3-6+", 1, chance.choice(_SERVICE), quantity=1)
        for row in rows[3:30:6]
    ]
    done = [replace(each, happened_on=today) for each in done]
    assessment.book_many(desk, done[:3])
    assessment.book_many(desk, done[3:], pending=True)
    wrong = _line(_subject(place, rows[1]), month, "C3-3a", 1, "登记时选错了人", quantity=1)
    key = assessment.book_line(desk, replace(wrong, happened_on=today))
    assessment.reverse_line(desk, key, reason="选错了人，冲回")
