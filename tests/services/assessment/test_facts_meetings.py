"""What feeds read from records: what was held, missed, not written, and not put right."""

from __future__ import annotations

from datetime import date

from djdesk.models.meetings import Problem
from djdesk.services import organization
from djdesk.services.desk import Desk
from tests.services.assessment.books import names, read
from tests.services.conftest import Branch, branch, enrol
from tests.services.meetings.people import put_meeting

__all__ = ["branch", "enrol"]  # fixtures


def test_what_is_held_and_missing(desk: Desk, branch: Branch) -> None:
    put_meeting(desk, "M9", date(2026, 1, 8))
    put_meeting(desk, "M5", date(2026, 11, 5))
    put_meeting(desk, "M3", date(2026, 11, 6), unit=branch.first)
    put_meeting(desk, "M2", date(2026, 11, 6))
    held = read(desk, "meeting_held", "branch")
    assert sorted(each.text for each in held) == ["11月召开主题党日", "11月召开支部委员会会议"]
    missing = read(desk, "meeting_missing", "branch")
    assert [each.text for each in missing] == ["第二党小组本月没有按次数召开党小组会"]
    (second,) = read(desk, "meeting_missing", "group")
    assert second.organization_id == branch.second
    assert read(desk, "meeting_missing", "group", as_of=date(2026, 11, 30)) == ()
    put_meeting(desk, "M3", date(2026, 11, 9), unit=branch.second)
    assert read(desk, "meeting_missing", "branch") == ()
    assert "11月召开党小组会" in {each.text for each in read(desk, "meeting_held", "branch")}


def test_a_quarter_is_missed_in_its_last_month(desk: Desk, branch: Branch) -> None:
    put_meeting(desk, "M9", date(2026, 1, 8))
    for month, day in ((8, date(2026, 9, 1)), (9, date(2026, 10, 1))):
        found = read(desk, "meeting_missing", "branch", month=date(2026, month, 1), as_of=day)
        quarter = [each for each in found if "本季度" in each.text]
        assert bool(quarter) is (month == 9)


def test_a_record_that_was_not_written(desk: Desk, branch: Branch) -> None:
    put_meeting(desk, "M3", date(2026, 11, 5), unit=branch.first, state="held")
    put_meeting(desk, "M5", date(2026, 11, 6), written_on=date(2026, 11, 9))
    put_meeting(desk, "M9", date(2026, 11, 6), state="held", written_on=date(2026, 11, 9))
    # Thursday the 5th and three working days: Tuesday the 10th
    assert read(desk, "record_missing", "group", as_of=date(2026, 11, 10)) == ()
    (found,) = read(desk, "record_missing", "group", as_of=date(2026, 11, 11))
    assert found.organization_id == branch.first
    (above,) = read(desk, "record_missing", "branch", as_of=date(2026, 11, 11))
    assert above.text.startswith("第一党小组11月5日")


def test_problems_still_open_after_their_day(desk: Desk, branch: Branch) -> None:
    key = put_meeting(desk, "M6", date(2026, 10, 8))
    with desk.store.write("问题清单", area="meetings") as session:
        for place, (member, due, done) in enumerate(
            (
                (branch["吴亮"], date(2026, 11, 10), None),
                (branch["郑华"], date(2026, 11, 10), date(2026, 11, 12)),
                (None, date(2026, 11, 12), None),
                (branch["孙立"], date(2026, 12, 20), None),
            )
        ):
            session.add(
                Problem(
                    meeting_id=key,
                    position=place,
                    problem="学习不够系统",
                    member_id=member,
                    due_on=due,
                    done_on=done,
                )
            )
    (own,) = read(desk, "problem_open", as_of=date(2026, 11, 20))
    assert (own.name, own.text) == ("吴亮", "问题“学习不够系统”到11月10日没有整改")
    assert len(read(desk, "problem_open", "branch", as_of=date(2026, 11, 20))) == 2
    # as of a day before it was put right it was still open
    assert names(read(desk, "problem_open", as_of=date(2026, 11, 11))) == ["吴亮", "郑华"]


def test_a_leader_change_and_a_dissolved_group_do_no_harm(desk: Desk, branch: Branch) -> None:
    put_meeting(desk, "M9", date(2026, 1, 8))
    third = organization.found(desk, parent_id=branch.home, kind="group", name="第三党小组")
    organization.dissolve(desk, third, on=date(2026, 11, 10), reason="合并")
    missing = read(desk, "meeting_missing", "group")
    assert third not in {each.organization_id for each in missing}
