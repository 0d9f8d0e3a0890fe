"""The sample branch has a year of assessment in which there is something to find."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from djdesk.models.rules.days import add_months
from djdesk.services import assessment, books, sample
from djdesk.services.assessment import board, objections
from djdesk.services.sample import assessment as script
from djdesk.services.sample.assessment import MONTHS, PRAISED, WARNED, YELLOW_MONTHS


@pytest.mark.parametrize(
    ("day", "last_state"),
    [
        (date(2026, 11, 20), "published"),
        (date(2027, 1, 2), "open"),
        (date(2028, 2, 29), "published"),
    ],
)
def test_a_year_of_assessment_up_to_this_month(tmp_path: Path, day: date, last_state: str) -> None:
    password = sample.make_branch(tmp_path / "book", today=lambda: day)
    book = books.open_book(tmp_path / "book", password, allow_removable=True)
    try:
        desk = books.desk_of(book, today=lambda: day)
        this = day.replace(day=1)
        opened = [add_months(this, -ago) for ago in range(MONTHS, -1, -1)]
        rows = [assessment.month(desk, month) for month in opened]
        assert [row.state for row in rows] == ["sealed"] * (MONTHS - 1) + [last_state, "open"]
        assert rows[-1].pending > 0
        again = add_months(this, -script.REOPENED_MONTHS)
        assert [row.month for row in rows if row.revision > 1] == [again]
        assert assessment.month(desk, again).revision == 2
        for ago in YELLOW_MONTHS:
            shown = board.board(desk, add_months(this, -ago), "member").rows
            (warned,) = (row for row in shown if row.name == WARNED)
            assert warned.score is not None
            assert warned.score < 600
            assert warned.grade == "不合格"
        if last_state == "published":
            (raised,) = objections.objections(desk, opened[-2])
            assert raised.answered_on is None
        for month in (opened[0], again, opened[-1]):
            for row in board.board(desk, month, "member").rows:
                if row.score is None:
                    continue
                told = assessment.explain(desk, month, "member", row.organization_id, row.member_id)
                assert sum(line.points for line in told.lines) == told.score == row.score
    finally:
        book.close()


def test_names_of_the_sample_stand_in_its_roster(tmp_path: Path) -> None:
    day = date(2026, 11, 20)
    password = sample.make_branch(tmp_path / "book", today=lambda: day)
    book = books.open_book(tmp_path / "book", password, allow_removable=True)
    try:
        desk = books.desk_of(book, today=lambda: day)
        shown = board.board(desk, date(2026, 10, 1), "member").rows
        assert {WARNED, PRAISED, script.OBJECTING} <= {
            row.name for row in shown if not row.excluded
        }
        excluded = {row.name: row.excluded for row in shown if row.excluded}
        assert "离退休党员不计分" in excluded.values()
        assert script.RETIRED_CLASS not in excluded
    finally:
        book.close()
