"""What is kept of a confirmed month comes back as it was, and names rows by uid."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select

from djdesk.errors import UserError
from djdesk.models.assessment import MonthBook, PointLine, Rubric
from djdesk.models.roster import Member
from djdesk.services.assessment import board, book, keeping, ledger, opinions, rubrics
from djdesk.services.assessment.rows import Subject, rubric_of
from djdesk.services.desk import Desk
from tests.services.conftest import Enrol

OCTOBER = date(2026, 10, 1)


@pytest.fixture
def scored(autumn: Desk, enrol: Enrol) -> Desk:
    """October of two members, one of whom has a line and two opinions; not confirmed."""
    desk = autumn
    home = desk.store.book.home_organization_id
    first, _second = enrol("张某"), enrol("李某")
    rubrics.adopt(desk, "three_levels", since=OCTOBER)
    book.open_month(desk, OCTOBER)
    ledger.book_line(
        desk,
        ledger.Entry(
            "member", home, first, OCTOBER, "C3-6+", date(2026, 10, 9), quantity=1, reason="植树"
        ),
    )
    subject = Subject("member", home, first)
    opinions.give(desk, subject, OCTOBER, "self", points=700, opinion="尚可")
    opinions.give(desk, subject, OCTOBER, "branch", change=-5, reason="笔记不全")
    book.score_month(desk, OCTOBER)
    return desk


def test_a_month_comes_back_as_it_was(scored: Desk) -> None:
    with scored.store.read() as session:
        row = session.scalars(select(MonthBook)).one()
        live = board.made(session, scored, row)
    book.confirm_month(scored, OCTOBER, on=date(2026, 11, 2))
    kept = board.confirmed(scored, OCTOBER)
    for level, shown in live.boards.items():
        assert kept.boards[level].rows == shown.rows
        assert kept.boards[level].state == "confirmed"
    assert kept.explanations.keys() == live.explanations.keys()
    for subject, told in live.explanations.items():
        again = kept.explanations[subject]
        assert (again.score, again.basis) == (told.score, told.basis)
        assert [(e.points, e.text, e.line_id) for e in again.lines] == [
            (e.points, e.text, e.line_id) for e in told.lines
        ]
    given = {s: [(o.stage, o.points, o.change) for o in each] for s, each in kept.opinions.items()}
    assert [each for each in given.values() if each] == [[("self", 700, 0), ("branch", None, -5)]]
    assert len(kept.digest) == 64


def test_rows_are_named_by_uid_and_the_branch_by_nothing(scored: Desk) -> None:
    book.confirm_month(scored, OCTOBER, on=date(2026, 11, 2))
    with scored.store.read() as session:
        levels = json.loads(session.scalars(select(MonthBook.content)).one())["levels"]
        people = set(session.scalars(select(Member.uid)))
        (line,) = session.scalars(select(PointLine.uid).where(PointLine.item == "C3-6+"))
    assert {row["member"] for row in levels["member"]} == people
    assert {row["unit"] for rows in levels.values() for row in rows} == {""}
    named = [each[-1] for row in levels["member"] for each in row["lines"] if each[3] == "C3-6+"]
    assert named == [line]


def test_who_is_not_in_this_book_is_still_shown(scored: Desk) -> None:
    book.confirm_month(scored, OCTOBER, on=date(2026, 11, 2))
    with scored.store.write("别的账套") as session:
        row = session.scalars(select(MonthBook)).one()
        for uid in session.scalars(select(Member.uid)):
            row.content = row.content.replace(uid, uid[::-1])
    rows = board.confirmed(scored, OCTOBER).boards["member"].rows
    assert sorted(row.name for row in rows) == ["张某", "李某"]
    assert sorted(row.member_id or 0 for row in rows) == [-2, -1]


@pytest.mark.parametrize(
    "content",
    ["{", "[]", '{"format":2,"levels":{}}', '{"format":1}', '{"format":1,"levels":{"member":[1]}}'],
)
def test_what_is_no_content_is_told_in_words(scored: Desk, content: str) -> None:
    with scored.store.read() as session:
        rubric = rubric_of(session, session.scalars(select(Rubric.id)).one())
        row = session.scalars(select(MonthBook)).one()
        row.content = content
        with pytest.raises(UserError, match="审定"):
            keeping.from_json(session, row, rubric)
        session.expunge(row)


@pytest.mark.parametrize(
    "changed",
    [
        {"score": "99"},
        {"score": 10**400},
        {"rank": 1.5},
        {"base": None},
        {"name": 5},
        {"grade": 1},
        {"kind": None},
        {"unit": None},
        {"group": {"x": 1}},
        {"group_name": 7},
        {"member": ["x"]},
        {"basis": 3},
        {"cells": {"C3-1": ["x"]}},
        {"cells": {"C3-1": [1, 2, 3, 4, 5, 6]}},
        {"cells": []},
        {"lines": [[]]},
        {"lines": [["line", "x", "t", "", "", "", None, "", None]]},
        {"lines": [["line", 1, ["t"], "", "", "", None, "", None]]},
        {"lines": [["line", 1, "t", "", "", "", "0000-00-00", "", None]]},
        {"opinions": [{"stage": "self"}]},
    ],
)
def test_what_a_branch_reports_is_of_its_kind_or_told_in_words(
    scored: Desk, changed: dict[str, object]
) -> None:
    book.confirm_month(scored, OCTOBER, on=date(2026, 11, 2))
    with scored.store.read() as session:
        row = session.scalars(select(MonthBook)).one()
        rubric = rubric_of(session, row.rubric_id)
        kept = json.loads(row.content)
        kept["levels"]["member"][0] |= changed
        session.expunge(row)
        row.content = json.dumps(kept)
        with pytest.raises(UserError, match="读不出来"):
            keeping.from_json(session, row, rubric)
