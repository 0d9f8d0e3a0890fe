"""A month goes from open to sealed in order, and is opened again with a trace."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from djdesk.errors import Refused, UserError
from djdesk.models.assessment import Reopening, Result
from djdesk.models.roster import Member
from djdesk.models.rules.assessment.rubric import LEVELS, Item, Rubric, Table
from djdesk.services import assessment
from djdesk.services.assessment import board, objections
from djdesk.services.desk import Desk, Role
from djdesk.services.listing import Value
from tests.conftest import TODAY
from tests.services.assessment.books import on
from tests.services.assessment.months import (
    OCTOBER,
    SEPTEMBER,
    YEARLY,
    confirmed,
    entry,
    opened,
    score,
    subject,
)
from tests.services.conftest import Branch

UNTIL = date(2026, 11, 22)


def publish(desk: Desk, **values: object) -> None:
    given: dict[str, object] = {
        "on": TODAY,
        "until": UNTIL,
        "place": "党务公开栏",
        "telephone": "13800000001",
    }
    assessment.publish_month(desk, OCTOBER, **given | values)  # type: ignore[arg-type]


def test_a_month_goes_its_way(desk: Desk, branch: Branch) -> None:
    opened(desk)
    assert assessment.month(desk, OCTOBER).state == "open"
    assessment.book_line(desk, entry(branch, "王强", "A"))
    assessment.score_month(desk, OCTOBER)
    assert assessment.month(desk, OCTOBER).scored_by == "李静"
    assessment.confirm_month(desk, OCTOBER, remark="支委会研究")
    publish(desk)
    later = on(desk, date(2026, 11, 23))
    assessment.seal_month(later, OCTOBER)
    row = assessment.month(desk, OCTOBER)
    assert (row.state, row.sealed_on, row.lines) == ("sealed", date(2026, 11, 23), 1)
    assert [each.state for each in assessment.months(desk, 2026)][:9] == ["none"] * 9


def test_a_month_is_opened_once_by_a_rubric_in_force(desk: Desk, branch: Branch) -> None:
    with pytest.raises(Refused, match="没有施行的考核方案"):
        assessment.open_month(desk, OCTOBER)
    opened(desk)
    with pytest.raises(Refused, match="已经开账"):
        assessment.open_month(desk, OCTOBER)
    with pytest.raises(Refused, match="还没有到"):
        assessment.open_month(desk, date(2026, 12, 1))
    with pytest.raises(Refused, match="没有施行"):
        assessment.open_month(desk, date(2025, 12, 1))


def test_confirming_wants_everything_in_order(desk: Desk, branch: Branch) -> None:
    opened(desk, (SEPTEMBER, OCTOBER, date(2026, 11, 1)))
    with pytest.raises(Refused, match="还没有计分"):
        assessment.confirm_month(desk, SEPTEMBER)
    key = assessment.book_line(desk, entry(branch, "王强", "A"), pending=True)
    for month in (OCTOBER, date(2026, 11, 1)):
        assessment.score_month(desk, month)
    with pytest.raises(Refused) as caught:
        assessment.confirm_month(desk, OCTOBER)
    said = [each.text for each in caught.value.problems]
    assert said == ["还有 1 条积分待审。", "2026年9月还没有审定。"]
    assert [each.text for each in assessment.check_confirm(desk, OCTOBER)] == said
    with pytest.raises(Refused, match="还没有结束"):
        assessment.confirm_month(desk, date(2026, 11, 1))
    assessment.check_line(desk, key, True)
    confirmed(desk, SEPTEMBER)
    assessment.confirm_month(desk, OCTOBER)


def test_what_was_confirmed_stands_whatever_happens_to_the_roster(
    desk: Desk, branch: Branch
) -> None:
    opened(desk)
    assessment.book_line(desk, entry(branch, "王强", "A", document="考勤表"))
    live = {level: board.board(desk, OCTOBER, level) for level in LEVELS}
    why = assessment.explain(desk, OCTOBER, "member", branch.home, branch["王强"])
    confirmed(desk)
    with desk.store.write("改名") as session:
        session.get_one(Member, branch["王强"]).name = "王大强"
    for level, before in live.items():
        after = board.board(desk, OCTOBER, level)
        assert [replace(row, cells={}) for row in after.rows] == [
            replace(row, cells={}) for row in before.rows
        ]
        assert [dict(row.cells) for row in after.rows] == [dict(row.cells) for row in before.rows]
    kept = assessment.explain(desk, OCTOBER, "member", branch.home, branch["王强"])
    assert [(line.text, line.points) for line in kept.lines] == [
        (line.text, line.points) for line in why.lines
    ]
    assert assessment.confirmed(desk, OCTOBER).digest


def test_results_are_stored_for_everybody_with_a_score(desk: Desk, branch: Branch) -> None:
    opened(desk)
    assessment.book_line(desk, entry(branch, "王强", "A"))
    confirmed(desk)
    with desk.store.read() as session:
        found = {
            (row.level, row.member_id or row.organization_id): row
            for row in session.scalars(select(Result))
        }
        assert len(found) == 8 + 2 + 1
        row = found["member", branch["王强"]]
        assert (row.base, row.plus, row.minus, row.own, row.score, row.rank, row.grade) == (
            800, 0, 30, 770, 770, 8, "合格",
        )  # fmt: skip
        assert row.basis.splitlines()[-1] == "合计：77.0"
        # 0.6 × 100 + 0.4 × mean(80, 80, 80, 77)
        assert found["group", branch.first].score == 917


def test_posting_wants_days_place_and_telephone(desk: Desk, branch: Branch) -> None:
    opened(desk)
    with pytest.raises(UserError, match="不在“已审定”状态"):
        publish(desk)
    confirmed(desk)
    for values, words in (
        ({"until": date(2026, 11, 21)}, "不足 3 天"),
        ({"place": " "}, "公示地点"),
        ({"telephone": ""}, "异议电话"),
        ({"on": date(2026, 11, 19)}, "审定之前"),
        ({"on": date(2026, 11, 21), "until": date(2026, 11, 30)}, "今天之后"),
    ):
        with pytest.raises(Refused, match=words):
            publish(desk, **values)
    publish(desk)


def test_sealing_waits_for_the_notice_and_for_answers(desk: Desk, branch: Branch) -> None:
    opened(desk)
    confirmed(desk)
    publish(desk)
    raised = assessment.raise_objection(
        desk,
        OCTOBER,
        {"raised_on": TODAY, "raised_by": "周敏", "text": "植树未计分"},
        member_id=branch["周敏"],
    )
    with pytest.raises(Refused, match="公示还没有期满"):
        assessment.seal_month(desk, OCTOBER)
    later = on(desk, date(2026, 11, 23))
    with pytest.raises(Refused, match="1 条异议没有答复"):
        assessment.seal_month(later, OCTOBER)
    assert assessment.month(desk, OCTOBER).unanswered == 1
    assessment.answer_objection(later, raised, answer="已核实，当日请假。")
    assessment.seal_month(later, OCTOBER)
    (row,) = objections.objections(desk, OCTOBER)
    assert (row.name, row.answered_by) == ("周敏", "李静")
    with pytest.raises(UserError, match="不在公示期"):
        assessment.raise_objection(
            later, OCTOBER, {"raised_on": TODAY, "raised_by": "周敏", "text": "再提"}
        )


def test_opening_again_keeps_what_was_said(desk: Desk, branch: Branch) -> None:
    opened(desk)
    confirmed(desk)
    before = assessment.confirmed(desk, OCTOBER)
    with pytest.raises(Refused, match="重新开账的原因"):
        assessment.reopen_month(desk, OCTOBER, reason="")
    assessment.reopen_month(desk, OCTOBER, reason="漏记一次缺席")
    row = assessment.month(desk, OCTOBER)
    assert row.state == "scored"
    assert row.reopened.startswith("第 1 版审定以后，")
    assert row.reopened.endswith("重新开账：漏记一次缺席")
    with desk.store.read() as session:
        assert session.scalars(select(Result)).all() == []
        trace = session.scalars(select(Reopening)).one()
        assert (trace.was, trace.revision, trace.reason) == ("confirmed", 1, "漏记一次缺席")
        assert trace.content
    with pytest.raises(UserError, match="还没有审定"):
        assessment.confirmed(desk, OCTOBER)
    assessment.book_line(desk, entry(branch, "王强", "A"))
    assert score(desk, branch, "王强") == 770
    assessment.confirm_month(desk, OCTOBER)
    after = assessment.confirmed(desk, OCTOBER)
    assert after.digest != before.digest
    assert after.boards["member"].revision == 2


def test_a_sealed_month_is_opened_by_the_secretary_only(desk: Desk, branch: Branch) -> None:
    opened(desk)
    confirmed(desk)
    publish(desk)
    later = on(desk, date(2026, 11, 23))
    assessment.seal_month(later, OCTOBER)
    with pytest.raises(UserError, match="只有书记"):
        assessment.reopen_month(replace(later, role=Role.ORGANIZER), OCTOBER, reason="漏记")
    assessment.reopen_month(later, OCTOBER, reason="漏记")
    with desk.store.read() as session:
        assert session.scalars(select(Reopening.was)).one() == "sealed"


def test_where_scores_run_through_the_year_the_last_month_opens_first(
    desk: Desk, branch: Branch
) -> None:
    opened(desk, (SEPTEMBER, OCTOBER), YEARLY)
    confirmed(desk, SEPTEMBER)
    confirmed(desk, OCTOBER)
    with pytest.raises(Refused, match="逐月累计"):
        assessment.reopen_month(desk, SEPTEMBER, reason="漏记")
    assessment.reopen_month(desk, OCTOBER, reason="漏记")
    assessment.reopen_month(desk, SEPTEMBER, reason="漏记")


def test_a_year_runs_through_its_months(desk: Desk, branch: Branch) -> None:
    opened(desk, (SEPTEMBER, OCTOBER), YEARLY)
    for month in (SEPTEMBER, OCTOBER):
        assessment.book_line(desk, entry(branch, "王强", "A", month=month, happened_on=month))
    assert score(desk, branch, "王强", SEPTEMBER) == 770
    assert score(desk, branch, "王强") == 740
    row = board.board(desk, OCTOBER, "member").row(subject(branch, "王强"))
    assert (row.cells["A"].points, row.last_score) == (-30, 770)
    confirmed(desk, SEPTEMBER)
    confirmed(desk, OCTOBER)
    kept = assessment.explain(desk, OCTOBER, "member", branch.home, branch["王强"])
    assert "9月累计：缺席" in [line.text for line in kept.lines]
    assert sum(line.points for line in kept.lines) == kept.score == 740


@pytest.mark.parametrize("bound", [{"cap": 40}, {"take": "highest"}, {"free": 1}])
def test_where_a_bound_runs_through_the_year_the_last_month_opens_first(
    desk: Desk, branch: Branch, bound: dict[str, object]
) -> None:
    item = Item("Y", "全年", "count", points=20, span="year", **bound)  # type: ignore[arg-type]
    rubric = Rubric("own", "办法", "month", (Table("member", (item,), base=600),))
    opened(desk, (SEPTEMBER, OCTOBER), rubric)
    confirmed(desk, SEPTEMBER)
    confirmed(desk, OCTOBER)
    with pytest.raises(Refused, match="已经按这个月的结果审定"):
        assessment.reopen_month(desk, SEPTEMBER, reason="漏记")


def test_who_confirmed_and_of_whom_is_objected_must_be_there(desk: Desk, branch: Branch) -> None:
    opened(desk)
    assessment.score_month(desk, OCTOBER)
    with pytest.raises(Refused, match="找不到审定的会议"):
        assessment.confirm_month(desk, OCTOBER, meeting_id=12345)
    assert assessment.month(desk, OCTOBER).state == "scored"
    assessment.confirm_month(desk, OCTOBER)
    publish(desk)
    values: dict[str, Value] = {"raised_on": TODAY, "raised_by": "群众", "text": "漏记"}
    with pytest.raises(Refused, match="找不到这位党员"):
        objections.raise_objection(desk, OCTOBER, values, member_id=12345)


def test_a_confirming_that_breaks_off_leaves_nothing(
    desk: Desk, branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(desk)
    assessment.score_month(desk, OCTOBER)

    def broken(*_given: object) -> None:
        raise OSError("no power")

    with monkeypatch.context() as patch:
        patch.setattr("djdesk.services.assessment.book.add_many", broken)
        with pytest.raises(OSError, match="no power"):
            assessment.confirm_month(desk, OCTOBER)
    assert assessment.month(desk, OCTOBER).state == "scored"
    with desk.store.read() as session:
        assert session.scalars(select(Result)).all() == []
    assessment.confirm_month(desk, OCTOBER)
