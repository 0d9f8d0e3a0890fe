"""Ledger numbers are made, read back from a page, and stand in titles."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.models.rules.meetings.kinds import kind, own
from djdesk.models.rules.meetings.numbers import Numbered, ledger_number, read_number, title

DAY = date(2026, 11, 20)


def test_ledger_number() -> None:
    assert ledger_number(kind("M1", DAY), 2026, 3) == "2026-党员大会-03"
    assert ledger_number(kind("M3", DAY), 2026, 11, "一组") == "2026-一组-小组会-11"
    assert ledger_number(kind("M5", DAY), 2026, 112) == "2026-主题党日-112"
    assert ledger_number(kind("M5", DAY), 2026, 0) == ""


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2026-党员大会-03", Numbered(2026, "", "党员大会", 3)),
        (" ２０２６－一组－小组会－11 ", Numbered(2026, "一组", "小组会", 11)),
        ("2026—党员大会—03", Numbered(2026, "", "党员大会", 3)),
        ("2026-主题党日-112", Numbered(2026, "", "主题党日", 112)),
        ("党员大会-03", None),
        ("2026-党员大会", None),
        ("", None),
    ],
)
def test_a_number_is_read_back(typed: str, read: Numbered | None) -> None:
    assert read_number(typed) == read


def test_signs_in_names_do_not_confuse_the_number() -> None:
    strange = own({"code": "Z1", "name": "党-团联席会"})
    assert read_number(ledger_number(strange, 2026, 4, "机-1组")) == Numbered(
        2026, "机1组", "党团联席会", 4
    )


def test_title() -> None:
    assert title(kind("M1", DAY), 3) == "第3次支部党员大会"
    assert title(kind("M3", DAY), 2, "第一党小组") == "第一党小组第2次党小组会"
    assert title(kind("M5", DAY), 0) == "主题党日"
