"""The matrix, its explanation and what would change: the same numbers in few statements."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from sqlalchemy import event

from djdesk.models.rules.assessment.rubric import LEVELS
from djdesk.services import assessment
from djdesk.services.assessment import Subject, board
from djdesk.services.assessment.cells import CellTarget, set_cells
from djdesk.services.desk import Desk
from tests.services.assessment.months import (
    GRADES,
    OCTOBER,
    RUBRIC,
    SEPTEMBER,
    confirmed,
    entry,
    opened,
    score,
    subject,
)
from tests.services.conftest import Branch, Enrol


def explained(desk: Desk, level: str, unit: int, member: int | None = None) -> int | None:
    """The score that the explanation's lines make."""
    found = assessment.explain(desk, OCTOBER, level, unit, member)  # type: ignore[arg-type]
    assert found.score is None or sum(line.points for line in found.lines) == found.score
    return found.score


def test_the_matrix_shows_what_was_booked_and_what_it_makes(desk: Desk, branch: Branch) -> None:
    opened(desk)
    assessment.book_line(desk, entry(branch, "王强", "P", quantity=5))
    assessment.book_line(desk, entry(branch, "王强", "A", quantity=4))
    assessment.book_line(desk, entry(branch, "王强", "P"), pending=True)
    found = board.board(desk, OCTOBER, "member")
    assert [column.item for column in found.columns] == ["P", "A", "L", "H", "R", "F", "Q", "V"]
    assert (found.state, found.columns[1].module_title) == ("open", "组织生活")
    row = found.row(subject(branch, "王强"))
    cell = row.cells["P"]
    assert (cell.points, cell.quantity, cell.count, cell.pending, cell.fed) == (100, 5, 1, 1, 0)
    # 5 × 2 bounded to 6; the module does not fall below 10
    assert (row.base, row.plus, row.minus, row.score, row.grade) == (800, 60, 100, 760, "合格")
    assert [each.name for each in found.rows][:4] == ["王强", "李静", "吴亮", "钱进"]
    assert {each.rank for each in found.rows} == {1, 8}


def test_scores_roll_up(desk: Desk, branch: Branch) -> None:
    opened(desk)
    assessment.book_line(desk, entry(branch, "王强", "A"))
    group = {"level": "group", "organization_id": branch.first, "member_id": None}
    assessment.book_line(desk, entry(branch, "王强", "G", **group))
    (first, second) = board.board(desk, OCTOBER, "group").rows
    # 0.6 × 90 + 0.4 × 79.25 and 0.6 × 100 + 0.4 × 80
    assert (first.own, first.score, second.score) == (900, 857, 920)
    (whole,) = board.board(desk, OCTOBER, "branch").rows
    # 0.5 × 100 + 0.5 × mean(85.7, 92.0)
    assert (whole.own, whole.score) == (1000, 944)
    assert explained(desk, "group", branch.first) == 857
    assert explained(desk, "branch", branch.home) == 944


def test_a_branch_without_groups_takes_the_mean_of_its_members(desk: Desk, enrol: Enrol) -> None:
    opened(desk)
    enrol("张建")
    (whole,) = board.board(desk, OCTOBER, "branch").rows
    assert whole.score == 900
    assert board.board(desk, OCTOBER, "group").rows == ()


def test_every_line_leads_to_its_score(desk: Desk, branch: Branch) -> None:
    opened(desk)
    for item, values in (
        ("P", {"quantity": 9}),
        ("A", {"quantity": 9}),
        ("R", {"step": "u"}),
        ("R", {"step": "c"}),
        ("H", {"points": 90}),
    ):
        assessment.book_line(desk, entry(branch, "王强", item, **values))
    assessment.give(
        desk, subject(branch, "王强"), OCTOBER, "group", change=-15, reason="临时任务未完成"
    )
    found = assessment.explain(desk, OCTOBER, "member", branch.home, branch["王强"])
    assert sum(line.points for line in found.lines) == found.score == 845
    kinds = [line.kind for line in found.lines]
    assert {"base", "line", "cap", "floor", "highest", "merit", "change"} <= set(kinds)
    (change,) = [line for line in found.lines if line.kind == "change"]
    assert (change.text, change.by) == ("小组评调整：临时任务未完成", "李静")


def test_what_would_change_writes_nothing(desk: Desk, branch: Branch) -> None:
    opened(desk)
    found = assessment.what_if(desk, OCTOBER, subject(branch, "王强"), {"A": -120})
    assert (found.before.score, found.before.rank, found.before.grade) == (800, 1, GRADES[1].name)
    # the module ends at 10
    assert (found.after.score, found.after.rank) == (700, 8)
    assert score(desk, branch, "王强") == 800
    assert assessment.lines(desk, OCTOBER) == ()


def test_what_would_change_by_several_items_is_what_booking_them_changes(
    desk: Desk, branch: Branch
) -> None:
    opened(desk)
    who = subject(branch, "王强")
    assessment.book_line(desk, entry(branch, "王强", "R", step="c"))
    before = score(desk, branch, "王强")
    # R is rated anew, the lower step in the place of the higher one
    found = assessment.what_if(desk, OCTOBER, who, {"H": 30, "A": -30, "R": 20 - 50})
    assert found.before.score == before
    cells = [
        CellTarget(who, "H", points=30),
        CellTarget(who, "A", quantity=1),
        CellTarget(who, "R", step="u"),
    ]
    set_cells(desk, OCTOBER, cells, on=date(2026, 10, 20), reason="核对")
    assert found.after.score == score(desk, branch, "王强") != before


def test_a_month_that_was_not_opened_shows_its_people(desk: Desk, branch: Branch) -> None:
    assert board.board(desk, OCTOBER, "member").state == "none"
    opened(desk, ())
    found = board.board(desk, OCTOBER, "member")
    assert (found.state, len(found.rows), len(found.columns)) == ("none", 8, 8)


def test_the_last_month_stands_beside(desk: Desk, branch: Branch) -> None:
    opened(desk, (SEPTEMBER, OCTOBER))
    assessment.book_line(desk, entry(branch, "王强", "A", month=SEPTEMBER, happened_on=SEPTEMBER))
    row = board.board(desk, OCTOBER, "member").row(subject(branch, "王强"))
    assert (row.last_score, row.last_rank, row.score) == (770, 8, 800)
    confirmed(desk, SEPTEMBER)
    row = board.board(desk, OCTOBER, "member").row(subject(branch, "王强"))
    assert (row.last_score, row.last_rank) == (770, 8)


def test_rows_are_made_when_they_are_looked_at_and_stay_the_same(
    desk: Desk, branch: Branch
) -> None:
    opened(desk)
    rows = board.board(desk, OCTOBER, "member").rows
    assert rows[0] is rows[0]
    assert rows[-1] == tuple(rows)[7]
    assert rows[1:3] == (rows[1], rows[2])
    assert rows == tuple(board.board(desk, OCTOBER, "member").rows)


def test_a_change_of_the_rubric_leaves_former_months_alone(desk: Desk, branch: Branch) -> None:
    opened(desk, (SEPTEMBER,))
    for name in ("王强", "周敏"):
        assessment.book_line(desk, entry(branch, name, "A", month=SEPTEMBER, happened_on=SEPTEMBER))
    before = [row.score for row in board.board(desk, SEPTEMBER, "member").rows]
    harder = replace(RUBRIC.tables[0], base=500)
    draft = assessment.copy(desk, 1)
    sheet = assessment.rubric(desk, draft)
    assert sheet.rubric is not None
    assessment.save(desk, draft, replace(sheet.rubric, tables=(harder, *RUBRIC.tables[1:])), {})
    assessment.enact(desk, draft, since=OCTOBER)
    assessment.open_month(desk, OCTOBER)
    assert [row.score for row in board.board(desk, SEPTEMBER, "member").rows] == before
    assert score(desk, branch, "王强") == 700


def test_who_leaves_or_is_exempt_has_no_score(desk: Desk, branch: Branch, enrol: Enrol) -> None:
    opened(desk, (), replace(RUBRIC, join_by=15, left_out=("probationary",)))
    enrol("新来", since=date(2026, 10, 20), way="A2")
    enrol("早来", since=date(2026, 10, 10), way="A2")
    assessment.set_class(
        desk, branch["周敏"], {"since": OCTOBER, "kind": "exempt", "reason": "长期病假"}
    )
    assessment.open_month(desk, OCTOBER)
    found = {row.name: row for row in board.board(desk, OCTOBER, "member").rows}
    assert found["新来"].excluded == "本月15日以后转入，不计分"
    assert found["早来"].score == 800
    assert found["周敏"].excluded == "积分类别为不计分"
    assert "预备" in found["赵新"].excluded
    assert found["周敏"].rank is None
    assert explained(desk, "member", branch.home, branch["周敏"]) is None


def test_the_matrix_asks_a_handful_of_statements(desk: Desk, branch: Branch, enrol: Enrol) -> None:
    opened(desk)

    def asked() -> int:
        said: list[str] = []

        def note(*values: object) -> None:
            said.append(str(values[2]))

        engine = desk.store.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            tuple(board.board(desk, OCTOBER, "member").rows)
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return sum(text.lstrip().startswith(("SELECT", "WITH")) for text in said)

    few = asked()
    for number in range(30):
        enrol(f"张{number}", born=date(1980, 1, 1 + number % 28))
        assessment.book_line(
            desk, entry(branch, "王强", "P", happened_on=date(2026, 10, 1 + number % 28))
        )
    assert asked() == few <= 14


def test_facts_are_asked_for_when_wanted(desk: Desk, branch: Branch) -> None:
    opened(desk)
    assert board.board(desk, OCTOBER, "member").stale is None
    assert board.board(desk, OCTOBER, "member", facts=True).stale == board.stale(desk, OCTOBER) == 0


def test_the_levels_agree_with_their_explanations(desk: Desk, branch: Branch) -> None:
    opened(desk)
    assessment.book_line(desk, entry(branch, "王强", "A"))
    check: Callable[[Subject], int | None] = lambda each: explained(  # noqa: E731
        desk, each.level, each.organization_id, each.member_id
    )
    for level in LEVELS:
        for row in board.board(desk, OCTOBER, level).rows:
            assert check(row.subject) == row.score
