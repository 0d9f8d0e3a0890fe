"""The status line tells the truth about backups and reports."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from djdesk.services import books
from djdesk.services.desk import Desk
from djdesk.ui.shell import facts as facts_module
from djdesk.ui.shell.facts import facts

NOW = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)


def test_a_new_book_has_neither(desk: Desk) -> None:
    backup, report = facts(desk)
    assert (backup.text, backup.state, backup.area) == ("还没有备份", "bad", "books")
    assert (report.text, report.area) == ("还没有上报过", "packages")


def test_a_backup_is_told_when_it_is_verified(desk: Desk) -> None:
    books.back_up(desk)
    backup = facts(desk)[0]
    assert backup.state == "ok"
    assert backup.text.startswith("已核验备份：今天 ")


@pytest.mark.parametrize(
    ("days", "word", "state"),
    [(0, "今天 16:02", "ok"), (1, "昨天 16:02", "ok"), (8, "11月12日 16:02", "warn")],
)
def test_its_age_in_words(days: int, word: str, state: str) -> None:
    made = NOW.replace(minute=2) - timedelta(days=days)
    fact = facts_module._backup(made, NOW)
    assert (fact.text, fact.state) == (f"已核验备份：{word}", state)


def test_a_committee_is_told_who_has_not_reported(committee_desk: Desk) -> None:
    branches = facts(committee_desk)[1]
    assert branches.area == "packages"
    assert branches.text == "还没有下级支部"
    assert facts_module._branches(True, 0).text == "各支部本月都已上报"
    assert facts_module._branches(True, 3).text == "本月还有 3 个支部未上报"
    assert facts_module._branches(True, 3).state == "warn"
