"""The sample's loop: a pair that helped, a closed and an overdue correction, rewards with sums."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from djdesk.services import assessment, books, sample
from djdesk.services.listing import Query, Scope, ids
from djdesk.services.sample.assessment import HELPER, WARNED

DAY = date(2026, 11, 20)
QUERY = Query(Scope(DAY))


def test_what_followed_from_the_months(tmp_path: Path) -> None:
    password = sample.make_branch(tmp_path / "book", today=lambda: DAY)
    book = books.open_book(tmp_path / "book", password, allow_removable=True)
    try:
        desk = books.desk_of(book, today=lambda: DAY)
        sheets = [
            assessment.correction(desk, key) for key in ids(desk, assessment.CORRECTIONS, QUERY)
        ]
        assert sorted(sheet.state for sheet in sheets) == ["closed", "open", "overdue"]
        (answered,) = (sheet for sheet in sheets if sheet.warning)
        assert answered.name == WARNED
        pairs = [assessment.pairing(desk, key) for key in ids(desk, assessment.PAIRINGS, QUERY)]
        assert {pair.values["kind"] for pair in pairs} == {"member", "branch"}
        assert sum(pair.values["ended_on"] is not None for pair in pairs) == 1
        (helped,) = (pair for pair in pairs if pair.values["partner"] == WARNED)
        assert helped.values["helper"] == HELPER
        assert len(helped.contacts) >= 6
        effect = assessment.effect(desk, helped.id)
        assert effect.before is not None
        assert effect.during is not None
        assert effect.before < 700 < effect.during
        sums = assessment.settlement_sums(desk, QUERY)
        assert (sums.rewards, sums.reward_fen) == (3, 90_000)
        assert (sums.penalties, sums.penalty_fen) == (1, 5_000)
    finally:
        book.close()
