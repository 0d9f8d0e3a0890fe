"""Texts at hand: the template, earlier records, copied paragraphs."""

from __future__ import annotations

from datetime import date

from djdesk.services import meetings
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from tests.services.conftest import Branch

LONG = (
    "会议认为，车间今年完成了三条生产线的检修任务，党员突击队连续奋战二十天，"
    "比原定工期提前五天，但备件管理仍有漏洞，夜班巡检记录不完整。"
)
OTHER = "下一步由材料组清点库存备件，每周五核对一次台账，季度末向支部报告清点结果和短缺品种。"


def held(desk: Desk, day: date, content: str, kind: str = "M1", **more: Value) -> int:
    """A meeting with a text."""
    values: dict[str, Value] = {"kind": kind, "held_on": day}
    meeting_id = meetings.new_record(desk, values | more)
    meetings.save_record(desk, meeting_id, {"content": content})
    return meeting_id


def test_template(desk: Desk) -> None:
    assert "交纳党费" in meetings.template(desk, "M5")


def test_last_years_record_comes_first(desk: Desk, branch: Branch) -> None:
    spring = held(desk, date(2025, 3, 10), "去年春天")
    autumn = held(desk, date(2025, 9, 12), "去年秋天")
    summer = held(desk, date(2026, 6, 10), "今年夏天")
    held(desk, date(2025, 9, 12), "别的类别", "M5")
    held(desk, date(2026, 10, 10), "以后的")
    now = meetings.new_record(desk, {"kind": "M1", "held_on": date(2026, 9, 10)})
    found = meetings.earlier_texts(desk, now)
    assert [text.meeting_id for text in found] == [autumn, spring, summer]
    assert (found[0].ledger_number, found[0].content) == ("2025-党员大会-02", "去年秋天")


def test_copied_paragraph_is_named(desk: Desk, branch: Branch) -> None:
    held(desk, date(2026, 3, 10), f"{LONG}\n{OTHER}", "M5")
    now = meetings.new_record(desk, {"kind": "M1", "held_on": date(2026, 9, 10)})
    fresh = "全新的内容，与以前任何一次记录都不相同，讨论了新的事情。"
    assert meetings.alike(desk, now, fresh) == ()
    found = meetings.alike(desk, now, f"开头一段是新写的。\n{LONG}")
    assert [(each.paragraph, each.key, each.share) for each in found] == [
        (LONG, "2026-主题党日-01", 100)
    ]
    # later records are no model, and the record itself is not compared with itself
    held(desk, date(2026, 10, 10), "以后的会议谈到：" + OTHER[::-1])
    meetings.save_record(desk, now, {"content": OTHER[::-1]})
    assert meetings.alike(desk, now, OTHER[::-1]) == ()


def test_records_of_one_sitting_are_no_copies(desk: Desk, branch: Branch) -> None:
    first = held(desk, date(2026, 9, 10), LONG)
    second = meetings.also_as(desk, first, "M5")
    assert meetings.alike(desk, second, LONG) == ()
    third = meetings.new_record(desk, {"kind": "M5", "held_on": date(2026, 10, 10)})
    assert len(meetings.alike(desk, third, LONG)) == 1
