"""Size of a branch and length of a term."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.models.rules.organization import check_branch, check_term, term_end, term_years

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("full", "members", "committee", "words"),
    [
        (3, 4, 0, []),
        (2, 4, 0, ["不足 3 人"]),
        (6, 6, 0, []),
        (7, 7, 0, ["支部委员会成员登记了 0 人"]),
        (7, 7, 2, ["支部委员会成员登记了 2 人"]),
        (7, 7, 3, []),
        (50, 50, 7, []),
        (50, 51, 7, ["超过 50 人"]),
        (50, 50, 8, ["超过 7 人"]),
        (2, 60, 9, ["不足 3 人", "超过 50 人", "超过 7 人"]),
    ],
)
def test_sizes(full: int, members: int, committee: int, words: list[str]) -> None:
    found = check_branch(full, members, committee, DAY)
    assert len(found) == len(words)
    for problem, word in zip(found, words, strict=True):
        assert word in problem.text
        assert "支部条例" in problem.remedy
        assert not problem.is_error


def test_before_the_rule_nothing_is_said() -> None:
    assert check_branch(1, 200, 0, date(2018, 10, 27)) == []


def test_terms_by_category_and_time() -> None:
    assert term_years("01", date(2020, 5, 1)) == 3
    assert term_years("07", date(2020, 5, 1)) == 5
    assert term_years("07", date(2017, 5, 1)) == 3
    assert term_years("01", date(1980, 5, 1)) == 3
    assert term_end("06", date(2021, 3, 31)) == date(2026, 3, 31)


def test_a_term_reminds_six_months_before_its_end() -> None:
    assert check_term(None, DAY) == []
    assert check_term(date(2027, 5, 21), DAY) == []
    assert "将于 2027.05.20" in check_term(date(2027, 5, 20), DAY)[0].text
    assert "将于 2026.11.21" in check_term(date(2026, 11, 21), DAY)[0].text
    assert "已于 2026.11.20" in check_term(DAY, DAY)[0].text
