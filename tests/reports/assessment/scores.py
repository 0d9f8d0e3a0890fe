"""A branch and some months of its assessment: every awkward thing that a paper of points prints."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from djdesk.services import assessment, organization
from djdesk.services.assessment import Entry, Subject, corrections, pairings, settlements
from djdesk.services.assessment.contacts import add_contact
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from tests.reports.branch import MINORITY, fill
from tests.reports.papers import RARE

JUNE, JULY, AUGUST = (date(2026, month, 1) for month in (6, 7, 8))
LONG_REASON = (
    "在厂区防汛抢险中连续值守三十六小时，带头转移受困群众二十余人，受到街道和群众的一致好评，"
    "事迹在厂报刊登"
)


@dataclass(frozen=True, slots=True)
class Scores:
    """The keys of what was entered: people by name, units, and rows that papers are made of."""

    people: dict[str, int]
    home: int
    groups: dict[str, int]
    reversed: int
    correction: int
    open_correction: int
    pairing: int
    rubric: int


def enter(desk: Desk, *, rubric: str = "three_levels") -> Scores:
    """June sealed, July confirmed after it was reopened, August scored but not confirmed."""
    people = fill(desk)
    home = organization.home_id(desk)
    key = assessment.adopt(desk, rubric, since=JUNE)
    groups = {
        row.name: row.organization_id for row in assessment.board.board(desk, JUNE, "group").rows
    }
    book = _Book(desk, home, people)
    _june(desk, book, groups)
    gone = _july(desk, book, groups)
    assessment.open_month(desk, AUGUST)
    book.line(AUGUST, "王某", "C3-3+", 12, reason="完成检修任务")
    correction, open_one = _corrections(desk, book, groups)
    pairing = _pairing(desk, people)
    _settlements(desk, book, groups)
    return Scores(people, home, groups, gone, correction, open_one, pairing, key)


@dataclass(frozen=True, slots=True)
class _Book:
    desk: Desk
    home: int
    people: dict[str, int]

    def of(self, name: str) -> Subject:
        return Subject("member", self.home, self.people[name])

    def line(self, month: date, name: str, item: str, day: int, **more: object) -> int:
        on = month.replace(day=day)
        entry = Entry("member", self.home, self.people[name], month, item, on, **more)  # type: ignore[arg-type]
        return assessment.book_line(self.desk, entry)


def _june(desk: Desk, book: _Book, groups: dict[str, int]) -> None:
    assessment.open_month(desk, JUNE)
    for name in ("王某", RARE):
        for item in ("C3-1+", "C3-2+", "C3-3+", "C3-4+"):
            book.line(JUNE, name, item, 28, reason="支部认定")
    book.line(JUNE, MINORITY, "C3-1a", 10, quantity=2, reason="无故不参加组织生活")
    assessment.score_month(desk, JUNE)
    assessment.confirm_month(desk, JUNE, on=date(2026, 7, 2))
    first, last = date(2026, 7, 3), date(2026, 7, 9)
    assessment.publish_month(
        desk, JUNE, on=first, until=last, place="党务公开栏", telephone="0515-80000000"
    )
    assessment.seal_month(desk, JUNE, on=date(2026, 7, 12))


def _july(desk: Desk, book: _Book, groups: dict[str, int]) -> int:
    assessment.open_month(desk, JULY)
    for item in ("C3-1+", "C3-2+", "C3-3+", "C3-4+"):
        book.line(JULY, RARE, item, 28, reason="支部认定")
    book.line(JULY, RARE, "C3-6+", 5, quantity=5, reason="志愿服务")  # beyond the cap
    book.line(JULY, RARE, "C3-8+", 9, points=50, reason=LONG_REASON)
    book.line(JULY, MINORITY, "C3-3a", 15, quantity=1, reason="未完成检修任务")
    gone = book.line(JULY, "王某", "C3-2b", 18, quantity=1, reason="理论测试")
    assessment.reverse_line(desk, gone, reason="成绩登记有误")
    second = Subject("group", groups["第二党小组"])
    unit = Entry("group", second.organization_id, None, JULY, "C2-3", JULY.replace(day=30))
    assessment.book_line(desk, replace(unit, quantity=1, reason="积分晚报三天"))
    _opinions(desk, book, second)
    assessment.score_month(desk, JULY)
    assessment.confirm_month(desk, JULY, on=date(2026, 8, 3))
    assessment.reopen_month(desk, JULY, reason="漏记一次志愿服务")
    book.line(JULY, "王某", "C3-6+", 11, quantity=1, reason="植树")
    assessment.confirm_month(desk, JULY, on=date(2026, 8, 4))
    return gone


def _opinions(desk: Desk, book: _Book, group: Subject) -> None:
    rare, minority = book.of(RARE), book.of(MINORITY)
    assessment.give(desk, rare, JULY, "self", points=950, by=RARE)
    assessment.give(desk, rare, JULY, "group", points=930, opinion="表现突出", by="王某")
    assessment.give(
        desk, minority, JULY, "branch", change=-20, reason="两次提醒仍未补记笔记", by=RARE
    )
    assessment.give(desk, group, JULY, "branch", points=880, opinion="积分上报要及时", by=RARE)
    branch = Subject("branch", book.home)
    assessment.give(desk, branch, JULY, "self", points=900, by=RARE)


def _corrections(desk: Desk, book: _Book, groups: dict[str, int]) -> tuple[int, int]:
    done = corrections.open_correction(
        desk,
        book.of(MINORITY),
        {
            "opened_on": date(2026, 8, 5),
            "problem": "六、七月积分低于60分，参加组织生活不经常。",
            "measure": "书记谈话；每周参加一次小组学习，补记学习笔记。",
            "responsible": "王某",
            "due_on": date(2026, 9, 30),
        },
        month=JULY,
        warning="red",
    )
    corrections.report_done(
        desk, done, on=date(2026, 9, 20), note="参加小组学习6次，补记笔记24页。"
    )
    corrections.recheck(
        desk, done, True, on=date(2026, 9, 28), by=RARE, note="笔记齐全，到会正常。"
    )
    second = Subject("group", groups["第二党小组"])
    still = corrections.open_correction(
        desk, second, {"opened_on": date(2026, 10, 8), "problem": "积分上报不及时。"}
    )
    return done, still


def _pairing(desk: Desk, people: dict[str, int]) -> int:
    key = pairings.pair(
        desk,
        {
            "kind": "member",
            "partner_kind": "member",
            "since": date(2026, 7, 6),
            "until": date(2027, 7, 5),
            "condition": "quarters",
            "goal": "连续两个季度达到70分",
            "reason": "六月积分低于60分。",
            "plan": "每月谈心一次，一起参加学习，帮助解决工作中的困难。",
        },
        helper_id=people[RARE],
        partner_id=people[MINORITY],
    )
    for month, solved in ((7, ""), (8, "协调调整班次"), (9, "")):
        contact: dict[str, Value] = {
            "held_on": date(2026, month, 16),
            "form": "talk",
            "place": "车间会议室",
            "content": "谈心，了解工作和学习情况，一起学习党章第一章。",
            "solved": solved,
            "result": "有进步",
            "recorded_by": RARE,
        }
        add_contact(desk, key, contact)
    return key


def _settlements(desk: Desk, book: _Book, groups: dict[str, int]) -> None:
    paid = settlements.enter_settlement(
        desk,
        book.of(RARE),
        {
            "year": 2026,
            "period": "第三季度",
            "kind": "reward",
            "title": "季度积分第一名",
            "reason": "支部积分办法第九条",
            "fen": 20_000,
            "decided_on": date(2026, 10, 10),
            "approved_by": "孙某",
            "approved_on": date(2026, 10, 15),
            "document": "某厂党〔2026〕33号",
        },
    )
    settlements.settle(desk, paid, on=date(2026, 10, 20), received_by=RARE)
    first = Subject("group", groups["第一党小组"])
    settlements.enter_settlement(
        desk, first, {"year": 2026, "kind": "penalty", "title": "缺开小组会", "fen": 5_000}
    )
