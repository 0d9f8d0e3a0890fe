"""Rubrics: examples adopted, copies changed, put in force from a month that nobody has opened."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from djdesk.errors import Refused, UserError
from djdesk.models.assessment import Rubric as Row
from djdesk.models.packages import Superior
from djdesk.models.rules.assessment import parsing
from djdesk.services import assessment
from djdesk.services.assessment import rubrics
from djdesk.services.desk import Desk
from tests.services.assessment.months import OCTOBER, RUBRIC, SEPTEMBER
from tests.services.conftest import Branch

NOVEMBER = date(2026, 11, 1)
COMMITTEE = "01900000-0000-7000-8000-000000000001"


def received(desk: Desk, content: str) -> int:
    """A rubric that came from the committee."""
    with desk.store.write("接收方案", area="assessment") as session:
        session.add(
            Superior(
                book_uid=COMMITTEE,
                name="中共某某厂委员会",
                sign_key="",
                age_key="",
                invitation_uid="",
                secret="",
                joined_at="2026-01-05T09:00:00+08:00",
            )
        )
        row = Row(
            origin=COMMITTEE,
            code="district",
            name="上级办法",
            state="effective",
            since=date(2026, 1, 1),
            content=content,
        )
        session.add(row)
        session.flush()
        return row.id


def test_every_example_can_be_adopted(desk: Desk, branch: Branch) -> None:
    for number, each in enumerate(assessment.ready(), 1):
        key = assessment.adopt(desk, each.code, since=date(2026, number, 1))
        sheet = assessment.rubric(desk, key)
        assert (sheet.rubric, sheet.problems) == (each.rubric, ())
        assert sheet.row.state == "effective"
        assert sheet.row.source
    found = assessment.in_force(desk, date(2026, 2, 5))
    assert found is not None
    assert found.row.code == assessment.ready()[1].code
    assert assessment.in_force(desk, date(2025, 12, 1)) is None
    with pytest.raises(UserError, match="没有这个示范方案"):
        assessment.adopt(desk, "none", since=OCTOBER)


def test_a_draft_is_changed_and_put_in_force(desk: Desk, branch: Branch) -> None:
    first = assessment.adopt(desk, "monthly_hundred", since=date(2026, 1, 1))
    assessment.open_month(desk, SEPTEMBER)
    draft = assessment.copy(desk, first)
    sheet = assessment.rubric(desk, draft)
    assert (sheet.row.state, sheet.row.revision) == ("draft", 2)
    assert sheet.rubric is not None
    assessment.save(
        desk, draft, replace(sheet.rubric, notice_days=7), {"name": "月度百分制（修订）"}
    )
    with pytest.raises(Refused, match="2026年9月已经按原来的方案开账"):
        assessment.enact(desk, draft, since=SEPTEMBER)
    assessment.enact(desk, draft, since=OCTOBER, decided_on=date(2026, 9, 28), decided_by="支委会")
    now = {row.id: row for row in rubrics.rubrics(desk)}
    assert now[draft].in_force_now
    assert not now[first].in_force_now
    assert (now[first].months, now[draft].name) == (1, "月度百分制（修订）")
    with pytest.raises(UserError, match="已经施行"):
        assessment.save(desk, draft, sheet.rubric, {})
    september = assessment.in_force(desk, SEPTEMBER)
    assert september is not None
    assert september.row.id == first


def test_a_draft_with_faults_is_kept_but_never_in_force(desk: Desk, branch: Branch) -> None:
    draft = assessment.add_example(desk, "monthly_hundred", since=OCTOBER)
    sheet = assessment.rubric(desk, draft)
    assert sheet.rubric is not None
    assessment.save(desk, draft, replace(sheet.rubric, tables=()), {})
    assert assessment.rubric(desk, draft).problems
    with pytest.raises(Refused):
        assessment.enact(desk, draft, since=OCTOBER)
    assessment.withdraw(desk, draft)
    assert rubrics.rubrics(desk) == ()


def test_a_retired_rubric_opens_no_more_months(desk: Desk, branch: Branch) -> None:
    key = assessment.adopt(desk, "monthly_hundred", since=date(2026, 1, 1))
    assessment.open_month(desk, OCTOBER)
    assessment.retire(desk, key)
    with pytest.raises(Refused, match="没有施行的考核方案"):
        assessment.open_month(desk, NOVEMBER)
    assert assessment.month(desk, OCTOBER).rubric_id == key
    with pytest.raises(UserError, match="只有草稿"):
        assessment.withdraw(desk, key)


def test_the_superiors_rubric_counts_once_it_is_put_in_force(desk: Desk, branch: Branch) -> None:
    theirs = received(desk, parsing.write(RUBRIC))
    assert assessment.in_force(desk, OCTOBER) is None
    (row,) = rubrics.rubrics(desk)
    assert (row.origin_is_superior, row.state, row.adopted) == (True, "draft", False)
    with pytest.raises(UserError, match="别的账套"):
        assessment.save(desk, theirs, RUBRIC, {})
    own = assessment.enact(desk, theirs, since=OCTOBER)
    assert own != theirs
    found = assessment.in_force(desk, OCTOBER)
    assert found is not None
    assert (found.row.id, found.rubric) == (own, RUBRIC)
    assert {row.id: row.adopted for row in rubrics.rubrics(desk)} == {theirs: True, own: False}


def test_bad_content_of_the_superior_is_told_and_refused(desk: Desk, branch: Branch) -> None:
    theirs = received(desk, '{"code": 5}')
    sheet = assessment.rubric(desk, theirs)
    assert sheet.rubric is None
    assert sheet.problems
    with pytest.raises(Refused):
        assessment.enact(desk, theirs, since=OCTOBER)


def test_of_two_rubrics_from_the_same_month_the_later_decision_counts(
    desk: Desk, branch: Branch
) -> None:
    first = rubrics.adopt(desk, "three_levels", since=OCTOBER)
    second = rubrics.copy(desk, first)
    rubrics.enact(desk, second, since=OCTOBER)  # a second revision
    other = next(each.code for each in rubrics.ready() if each.code != "three_levels")
    third = rubrics.adopt(desk, other, since=OCTOBER)
    found = rubrics.in_force(desk, OCTOBER)
    assert found is not None
    assert found.row.id == third
    assert {row.state for row in rubrics.rubrics(desk) if row.id != third} == {"retired"}
