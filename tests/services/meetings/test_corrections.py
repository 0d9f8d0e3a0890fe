"""Correcting a locked record: the old text stays readable word for word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from djdesk.errors import Refused, UserError
from djdesk.services import archive, audit, meetings
from djdesk.services.desk import Desk
from djdesk.services.meetings import Guest, Mark, Part
from tests.conftest import TODAY, USER
from tests.services.conftest import Branch
from tests.services.meetings.test_life import steps, whole


@pytest.fixture
def locked(desk: Desk, branch: Branch) -> int:
    """A locked record with something in every list."""
    meeting_id = whole(desk, branch)
    meetings.save_roll(desk, meeting_id, {}, [Guest("冯工", "工程师", "讲解")])
    meetings.save_record(
        desk,
        meeting_id,
        {"study": "学习文件〔2026〕3号"},
        speeches=[Part(None, {"speaker": "吴亮", "text": "建议先试行。"})],
        resolutions=[
            Part(
                None,
                {
                    "text": "同意修订制度",
                    "method": "hands",
                    "yes": 6,
                    "no": 0,
                    "abstain": 0,
                    "responsible": "王强",
                    "due_on": date(2026, 12, 1),
                },
            )
        ],
        problems=[Part(None, {"problem": "走访少"}, branch["王强"])],
    )
    archive.attach(desk, "meetings", "meeting", meeting_id, "签到表.txt", b"x", purpose="signin")
    meetings.finish(desk, meeting_id)
    meetings.signed(desk, meeting_id, chair=True, recorder=True)
    meetings.review(desk, meeting_id, on=date(2026, 9, 15))
    return meeting_id


def stripped(parts: tuple[Part, ...]) -> list[Part]:
    """Lines without their keys, which an old text does not need."""
    return [replace(part, id=None) for part in parts]


def test_old_text_stays_word_for_word(desk: Desk, branch: Branch, locked: int) -> None:
    before = meetings.record(desk, locked)
    with pytest.raises(Refused, match="原因"):
        meetings.correct(desk, locked, reason=" ")
    meetings.correct(desk, locked, reason="实到人数写错")
    now = meetings.record(desk, locked)
    assert (now.state, now.locked, now.revision, now.number) == ("held", False, 2, before.number)
    assert now.values["reviewed_on"] is None
    assert now.values["chair_signed"] is False
    entry = now.revisions[0]
    assert (entry.revision, entry.reason) == (1, "实到人数写错")
    assert (entry.replaced_on, entry.replaced_by) == (TODAY, USER)
    meetings.save_record(desk, locked, {"content": "全改了"}, agenda=[], speeches=[], problems=[])
    meetings.save_roll(desk, locked, {branch["吴亮"]: Mark("present")}, [])
    old = meetings.old_record(desk, locked, 1)
    assert old.locked
    assert dict(old.values) == dict(before.values)
    for word in ("agenda", "speeches", "resolutions", "problems"):
        assert stripped(getattr(old, word)) == stripped(getattr(before, word)), word
    assert old.roll == replace(
        before.roll,
        rows=tuple(replace(row, attendance_id=None) for row in before.roll.rows),
        guests=tuple(replace(row, attendance_id=None) for row in before.roll.guests),
        expected=(),
        differs=(),
    )
    assert [replace(file, id=0) for file in before.evidence] == list(old.evidence)
    assert (old.title, old.ledger_number) == (before.title, before.ledger_number)
    with pytest.raises(UserError, match="没有保存第2版"):
        meetings.old_record(desk, locked, 2)


def test_corrected_record_goes_the_whole_way_again(desk: Desk, branch: Branch, locked: int) -> None:
    written_on = meetings.record(desk, locked).values["written_on"]
    meetings.correct(desk, locked, reason="漏写一项")
    with pytest.raises(UserError, match="还没有锁定"):
        meetings.correct(desk, locked, reason="再改")
    # a record that was locked once is never taken out
    with pytest.raises(UserError, match="不能删除"):
        meetings.take_out(desk, locked)
    later = replace(desk, today=lambda: date(2026, 12, 20))
    meetings.save_record(later, locked, {"topic": "讨论下半年工作和制度"})
    meetings.finish(later, locked)
    # no late write-up because of a correction
    assert meetings.record(desk, locked).values["written_on"] == written_on
    meetings.review(later, locked)
    meetings.correct(later, locked, reason="又一处")
    assert [row.revision for row in meetings.record(desk, locked).revisions] == [1, 2]
    assert meetings.old_record(desk, locked, 2).values["topic"] == "讨论下半年工作和制度"


def test_paper_answer_of_the_superior(desk: Desk, branch: Branch, locked: int) -> None:
    day = date(2026, 9, 20)
    answer: dict[str, object] = {"result": "returned", "reviewer": "高科长", "reviewed_on": day}
    with pytest.raises(Refused, match="退回的原因"):
        meetings.enter_review(desk, locked, answer)  # type: ignore[arg-type]
    for on, told in ((None, "填写审查日期"), (date(2026, 9, 1), "会议之后")):
        with pytest.raises(Refused, match=told):
            meetings.enter_review(desk, locked, {"result": "passed", "reviewed_on": on})
    with pytest.raises(Refused, match="选择审查结果"):
        meetings.enter_review(desk, locked, {"result": "fine", "reviewed_on": day})
    answer["reasons"] = "缺签到表"
    meetings.enter_review(desk, locked, answer)  # type: ignore[arg-type]
    shown = meetings.record(desk, locked).reviews[0]
    assert (shown.result, shown.reasons, shown.revision) == ("returned", "缺签到表", 1)
    assert not shown.received
    audit.undo_step(desk, steps(desk))
    assert meetings.record(desk, locked).reviews == ()
    unfinished = meetings.new_record(desk, {"kind": "M5", "held_on": day})
    with pytest.raises(Refused, match="还没有整理完成"):
        meetings.enter_review(desk, unfinished, {"result": "passed", "reviewed_on": day})
