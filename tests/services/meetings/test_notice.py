"""The notice of a meeting."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.errors import Refused
from djdesk.services import meetings
from djdesk.services.desk import Desk
from djdesk.services.meetings import Part
from tests.services.conftest import Branch


def test_made_from_the_plan_and_kept_as_sent(desk: Desk, branch: Branch) -> None:
    meeting_id = meetings.plan_meeting(
        desk,
        {
            "kind": "M5",
            "held_on": date(2026, 12, 5),
            "start_at": 870,
            "place": "活动室",
            "topic": "学习新党章",
        },
    )
    agenda = [Part(None, {"title": "领学"}), Part(None, {"title": "讨论"})]
    meetings.save_record(desk, meeting_id, {}, agenda=agenda)
    text = meetings.notice_text(desk, meeting_id)
    for part in (
        "全体党员：",
        "2026年12月5日（星期六）14:30召开主题党日。",
        "地点：活动室",
        "主题：学习新党章",
        "1．领学；2．讨论；",
        "请假",
    ):
        assert part in text
    meetings.notify(desk, meeting_id, text=text + "\n请带党徽。", on=date(2026, 11, 19))
    record = meetings.record(desk, meeting_id)
    assert (record.state, record.values["notified_on"]) == ("notified", date(2026, 11, 19))
    assert meetings.notice_text(desk, meeting_id).endswith("请带党徽。")
    with pytest.raises(Refused, match="今天之后"):
        meetings.notify(desk, meeting_id, on=date(2026, 12, 1))


@pytest.mark.parametrize(
    ("kind", "group", "who"),
    [("M2", False, "支部委员："), ("M3", True, "本党小组全体党员："), ("M5", True, "本党小组")],
)
def test_speaks_to_those_who_should_come(
    desk: Desk, branch: Branch, kind: str, group: bool, who: str
) -> None:
    unit = branch.first if group else branch.home
    meeting_id = meetings.plan_meeting(
        desk, {"kind": kind, "held_on": date(2026, 12, 5), "organization_id": unit}
    )
    text = meetings.notice_text(desk, meeting_id)
    assert text.startswith(who)
    assert ("第一党小组定于" in text) is group


def test_notice_after_the_meeting_changes_no_state(desk: Desk, branch: Branch) -> None:
    meeting_id = meetings.new_record(desk, {"kind": "M1", "held_on": date(2026, 9, 10)})
    meetings.notify(desk, meeting_id, on=date(2026, 9, 7))
    assert meetings.record(desk, meeting_id).state == "held"


def test_a_notice_is_kept_before_it_goes_out(desk: Desk, branch: Branch) -> None:
    meeting_id = meetings.plan_meeting(desk, {"kind": "M1", "held_on": date(2026, 12, 5)})
    usual = meetings.notice_text(desk, meeting_id)
    meetings.keep_notice(desk, meeting_id, "  请带笔记本。\n")
    assert meetings.notice_text(desk, meeting_id) == "请带笔记本。"
    assert meetings.record(desk, meeting_id).state == "planned"
    meetings.keep_notice(desk, meeting_id, "")
    assert meetings.notice_text(desk, meeting_id) == usual
