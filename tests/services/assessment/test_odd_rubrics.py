"""Rubrics with every bound at its edge, filled at random: a score stays the sum of its lines."""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest

from djdesk.errors import DeskError, Severity
from djdesk.models.rules.assessment import checks
from djdesk.models.rules.assessment.rubric import LEVELS, Item, Level, Module, Rubric, Step, Table
from djdesk.services import assessment
from djdesk.services.assessment import Entry, Subject, board
from djdesk.services.assessment.matrix import BoardRow
from djdesk.services.desk import Desk
from tests.services.assessment.books import put_rubric
from tests.services.assessment.months import OCTOBER, SEPTEMBER, confirmed
from tests.services.conftest import Branch

MONTHS = (date(2026, 8, 1), SEPTEMBER, OCTOBER)


def _item(chance: random.Random, number: int, modules: list[str]) -> Item:
    kind = chance.choice(["count", "count", "ratio", "flag", "graded", "hand"])
    merit = chance.random() < 0.2
    module = "" if merit else chance.choice(["", *modules])
    sign = 1 if merit or chance.random() < 0.5 else -1
    values: dict[str, object] = {"merit": merit, "module": module}
    if kind == "hand":
        values |= {"low": 0 if merit else -50, "high": 50}
    elif kind in ("graded", "ratio"):
        signs = [1] if merit else [1, -1]
        values["steps"] = tuple(
            Step(f"s{n}", f"第{n}档", chance.choice(signs) * chance.choice([0, 10, 50]), n * 300)
            for n in range(3)
        )
    else:
        values["points"] = sign * chance.choice([1, 5, 10, 35])
    if kind == "count" and chance.random() < 0.3:
        values["free"] = chance.choice([1, 2, 3])
    if chance.random() < 0.4:
        values["cap"] = chance.choice([1, 15, 60])
    if chance.random() < 0.3:
        values["take"] = "highest"
    if chance.random() < 0.4:
        values["span"] = "year"
    if kind == "flag" and not merit and chance.random() < 0.3:
        values |= {"veto": "module" if module else "total", "document": True}
    return Item(f"I{number}", f"项目{number}", kind, **values)  # type: ignore[arg-type]


def _table(chance: random.Random, level: Level) -> Table:
    modules = tuple(
        Module(
            f"m{number}",
            f"模块{number}",
            chance.choice([0, 100, 200]),
            chance.choice([None, 0]),
            chance.choice([None, 200]),
        )
        for number in range(chance.choice([0, 1, 2]))
    )
    names = [module.code for module in modules]
    items = tuple(_item(chance, number, names) for number in range(chance.randint(1, 7)))
    return Table(
        level,
        items,
        modules,
        base=chance.choice([0, 600, 1000]),
        low=chance.choice([None, 0]),
        high=chance.choice([None, 3000]),
        merit_cap=chance.choice([None, 0, 50]),
    )


def _rubric(chance: random.Random) -> Rubric:
    levels = [level for level in LEVELS if level == "member" or chance.random() < 0.7]
    return Rubric(
        "odd",
        "奇特方案",
        chance.choice(["month", "month", "year"]),
        tuple(_table(chance, level) for level in levels),
        group_own=chance.choice([0, 333, 600, 1000]),
        branch_own=chance.choice([0, 1, 500, 1000]),
    )


def _fill(
    desk: Desk,
    branch: Branch,
    rubric: Rubric,
    chance: random.Random,
    months: tuple[date, ...] = MONTHS,
) -> None:
    """Lines, reversals, checks and changes; none is left waiting."""
    subjects = [Subject("member", branch.home, branch[name]) for name in ("王强", "钱进", "周敏")]
    subjects += [Subject("group", branch.first), Subject("branch", branch.home)]
    lines = []
    for _ in range(40):
        who, month = chance.choice(subjects), chance.choice(months)
        table = rubric.table(who.level)
        if table is None:
            continue
        item = chance.choice(table.items)
        entry = Entry(
            who.level,
            who.organization_id,
            who.member_id,
            month,
            item.code,
            month.replace(day=5),
            quantity=chance.randint(0, 1000) if item.kind == "ratio" else chance.randint(1, 4),
            step=chance.choice(item.steps).code if item.kind == "graded" else "",
            points=chance.randint(item.low, item.high) if item.kind == "hand" else None,
            reason="测试",
            document="〔2026〕1号",
        )
        lines.append(assessment.book_line(desk, entry, pending=chance.random() < 0.15))
        if chance.random() < 0.2:
            with suppress(DeskError):  # taken back already, or waiting
                assessment.reverse_line(desk, chance.choice(lines), reason="记错")
        if chance.random() < 0.1:
            change = chance.randint(-300, 300)
            assessment.give(desk, who, month, "self", points=1, change=change, reason="研究")
    for line in lines:
        with suppress(DeskError):  # not waiting
            assessment.check_line(desk, line, chance.random() < 0.7, "不实")


def _check(row: BoardRow, told: assessment.Explanation) -> None:
    own = sum(line.points for line in told.lines if line.kind != "rollup")
    if row.own is not None:
        assert own == row.own == row.base + row.plus - row.minus + row.change
        assert min(row.plus, row.minus) >= 0
    assert told.score == row.score
    if row.score is not None:
        assert sum(line.points for line in told.lines) == row.score


@pytest.mark.parametrize("seed", range(12))
def test_a_score_is_the_sum_of_its_lines_by_any_rubric(
    desk: Desk, branch: Branch, seed: int
) -> None:
    chance = random.Random(seed)
    rubric = _rubric(chance)
    assert all(each.severity is not Severity.ERROR for each in checks.check_rubric(rubric))
    put_rubric(desk, rubric)
    for month in MONTHS:
        assessment.open_month(desk, month)
    _fill(desk, branch, rubric, chance)
    live = {}
    for month in MONTHS:
        for level in LEVELS:
            for row in board.board(desk, month, level).rows:
                unit, member = row.organization_id, row.member_id
                _check(row, assessment.explain(desk, month, level, unit, member))
                live[month, row.subject] = row.score
    for month in MONTHS:
        confirmed(desk, month)
        kept = board.whole(desk, month)
        for found in kept.boards.values():
            for row in found.rows:
                _check(row, kept.explanations[row.subject])
                assert row.score == live[month, row.subject]


def _scores(desk: Desk, months: tuple[date, ...]) -> dict[tuple[date, Subject], int | None]:
    return {
        (month, row.subject): row.score
        for month in months
        for level in LEVELS
        for row in board.board(desk, month, level).rows
    }


@pytest.mark.parametrize("seed", range(100, 112))
def test_a_rubric_affects_only_the_months_from_its_date(
    desk: Desk, branch: Branch, seed: int
) -> None:
    """Whatever another rubric says: former months keep their scores, later ones follow it alone."""
    chance = random.Random(seed)
    rubric, other = _rubric(chance), _rubric(chance)
    former, later = MONTHS[:2], MONTHS[2:]
    key = put_rubric(desk, rubric)
    for month in former:
        assessment.open_month(desk, month)
    _fill(desk, branch, rubric, chance, former)
    before = _scores(desk, former)
    if chance.random() < 0.5:
        confirmed(desk, former[0])
    draft = assessment.copy(desk, key)
    assessment.save(desk, draft, replace(other, code=rubric.code, cycle=rubric.cycle), {})
    assessment.enact(desk, draft, since=later[0])
    for month in later:
        assessment.open_month(desk, month)
    _fill(desk, branch, other, chance, later)
    assert _scores(desk, former) == before
    for month in later:
        for level in LEVELS:
            shown = board.board(desk, month, level)
            assert shown.rubric is not None
            table = other.table(level)
            assert [each.item for each in shown.columns] == [
                item.code for item in (table.items if table is not None else ())
            ]
