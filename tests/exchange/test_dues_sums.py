"""Sums of dues are added up on both sides of a package, and what differs is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from djdesk.errors import Severity
from djdesk.exchange import intake, merging, report
from djdesk.exchange.dues_sums import check_sums
from djdesk.exchange.report import collect
from djdesk.exchange.rows import Parts
from djdesk.models.dues import Payment, Receipt, Remittance, SealedPeriod
from djdesk.models.rules import dues as rules
from djdesk.services import books, dues, sample
from tests.exchange.branch import Pair

DAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def sample_parts(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    """What the sample branch would report: a year of dues with all that happens in one."""
    folder = tmp_path_factory.mktemp("sums") / "book"
    password = sample.make_branch(folder, today=lambda: DAY)
    book = books.open_book(folder, password, allow_removable=True)
    try:
        desk = books.desk_of(book, today=lambda: DAY)
        with desk.store.read() as session:
            return collect(session, desk)[0]
    finally:
        book.close()


def test_what_the_program_writes_adds_up(sample_parts: Parts) -> None:
    assert sample_parts["dues_sealed"]
    assert sample_parts["dues_remittance"]
    assert check_sums(sample_parts) == []


@pytest.mark.parametrize(
    ("table", "column", "told"),
    [
        ("dues_part", "fen", "明细合计"),
        ("dues_sealed", "paid", "按交纳登记合计"),
        ("dues_sealed", "due", "封存内容里的合计"),
        ("dues_sealed", "content", "封存内容里的合计"),
        ("dues_remittance", "kept", "合计不是实收"),
        ("dues_remittance", "up", "与收支账不同"),
        ("dues_receipt", "fen", "收据的金额"),
        ("dues_receipt", "number", "收据缺第"),
    ],
)
def test_a_fen_more_anywhere_is_told(
    sample_parts: Parts, table: str, column: str, told: str
) -> None:
    parts = {name: dict(part) for name, part in sample_parts.items()}
    uid, wires = next(iter(parts[table].items()))
    value = wires[column]
    spoilt = value + 1 if isinstance(value, int) else "?"
    if column == "number":
        spoilt = 9_999
    parts[table][uid] = {**wires, column: spoilt}
    found = check_sums(parts)
    assert any(told in problem.text for problem in found), found
    assert all(problem.severity is Severity.WARN for problem in found)


def test_both_sides_are_told_and_the_merge_goes_on(pair: Pair, stick: Path) -> None:
    clean = report.export(pair.branch, stick)
    assert clean.warnings == ()
    assert intake.check(pair.committee, clean.path).warnings == ()
    with pair.branch.store.write("改坏封存的数字") as session:
        session.query(SealedPeriod).one().paid = 1
    exported = report.export(pair.branch, stick)
    assert any("按交纳登记合计" in each.text for each in exported.warnings)
    own = intake.check(pair.branch, exported.path)
    assert own.own
    assert own.warnings == exported.warnings
    shown = merging.preview(pair.committee, exported.path)
    assert [each.text for each in shown.checked.warnings] == [
        each.text for each in exported.warnings
    ]
    assert merging.merge(pair.committee, exported.path, backup=False).outcome == "merged"


def test_a_committee_sees_the_dues_of_its_branch(pair: Pair) -> None:
    pair.carry()
    sealed = dues.sealed(pair.committee)
    assert [(row.first, row.due) for row in sealed] == [(date(2026, 1, 1), 9)]
    with pair.committee.store.read() as session:
        branch_id = session.query(SealedPeriod).one().organization_id
        assert session.query(Payment).count() == 2
        assert session.query(Receipt).count() == 1
        assert session.query(Remittance).one().organization_id == branch_id
    year = date(2026, 1, 1), date(2026, 12, 1)
    there = dues.grid(pair.committee, branch_id, *year)
    here = dues.grid(pair.branch, None, *year)
    assert there.totals == here.totals
    assert [row.name for row in there.rows] == [row.name for row in here.rows]
    assert there.rows[0].cells[rules.month_of(date(2026, 3, 1))].paid == 0
