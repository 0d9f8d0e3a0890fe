"""F05 and the notice as official papers: numbered resolutions, who was there, who issues it."""

from __future__ import annotations

from datetime import date

from djdesk.reports.catalogue import report
from djdesk.reports.kit.content import Content, Feet, OfficialText
from djdesk.reports.kit.official import OFFICIAL
from djdesk.reports.kit.spec import Request
from djdesk.services import meetings
from djdesk.services.desk import Desk
from djdesk.services.meetings import Mark
from djdesk.services.sample.load import load_people
from tests.reports import snapshots
from tests.reports.meetings.sittings import Year
from tests.reports.papers import DAY, printed, texts


def of(desk: Desk, name: str, meeting: int) -> Content:
    return report(name).content(desk, Request(DAY, records=(meeting,)))


def test_minutes_on_the_grid_of_official_papers(desk: Desk, year: Year) -> None:
    content = of(desk, "meeting-minutes", year.full)
    snapshots.check("meeting-minutes", content)
    assert (content.paper, content.feet) == (OFFICIAL, Feet.OFFICIAL)
    pages = texts(printed(content).data)
    assert all("台账编号2026-党员大会-01第1版" in page for page in pages)
    assert "—1—" in pages[0]


def test_resolutions_are_numbered_with_vote_and_charge(desk: Desk, year: Year) -> None:
    blocks = of(desk, "meeting-minutes", year.full).blocks
    lines = [block.text for block in blocks if isinstance(block, OfficialText)]
    first = next(line for line in lines if line.startswith("一、"))
    assert first == (
        "一、同意确定钱某为入党积极分子。应到会有表决权党员3名，实到2名；"
        "经无记名投票，赞成2票、不赞成0票、弃权0票；赞成人数超过应到会有表决权人数的半数，通过。"
        "由阿依古丽·买买提负责，2026年4月30日前完成。"
    )
    assert any(line.startswith("二、每月5日为主题党日。") for line in lines)


def test_without_resolutions_the_minutes_tell_what_was_said(desk: Desk, year: Year) -> None:
    whole = "".join(texts(printed(of(desk, "meeting-minutes", year.theme)).data))
    assert "现将会议主要内容纪要如下" in whole
    assert "重温入党誓词" in whole
    bare = "".join(texts(printed(of(desk, "meeting-minutes", year.bare)).data))
    assert "尚未整理" in bare


def test_notice_is_what_stands_in_the_book(desk: Desk, year: Year) -> None:
    content = of(desk, "meeting-notice", year.planned)
    snapshots.check("meeting-notice", content)
    assert content.mark == ""
    meetings.notify(desk, year.planned, text="各党小组：\n改在二楼开会。")
    text = "".join(texts(printed(of(desk, "meeting-notice", year.planned)).data))
    assert "各党小组：改在二楼开会。" in text
    assert "2026年11月20日" in text


def test_names_of_a_large_meeting_stand_on_its_sign_in_sheet(desk: Desk, year: Year) -> None:
    load_people(desk, 70)
    meeting = meetings.new_record(desk, {"kind": "M1", "held_on": date(2026, 11, 12)})
    rows = meetings.roll(desk, meeting).rows
    meetings.save_roll(desk, meeting, {row.member_id or 0: Mark("present") for row in rows})
    whole = "".join(texts(printed(of(desk, "meeting-minutes", meeting)).data))
    assert f"应到{len(rows)}人，实到{len(rows)}人（名单见签到表）" in whole
