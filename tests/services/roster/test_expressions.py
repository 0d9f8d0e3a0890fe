"""The database says the same as the rules: ages, party age, honours, completeness, condition."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from djdesk.models.rules import roster as rules
from djdesk.models.rules.days import age_on
from djdesk.services import listing as lists
from djdesk.services import roster
from djdesk.services.desk import Desk
from djdesk.services.listing import Filter, Query, Scope

Enrol = Callable[..., int]
TODAY = date(2026, 11, 20)


def read(desk: Desk, day: date, *keys: str) -> lists.Row:
    (row,) = lists.table(desk, roster.ROSTER, Query(Scope(day)), keys)
    return row


@pytest.mark.parametrize("born", [date(1952, 2, 29), date(1985, 11, 20), date(1985, 11, 21)])
def test_age_is_that_of_the_rules(desk: Desk, enrol: Enrol, born: date) -> None:
    enrol(born=born, id_number=None, id_missing_reason="证件遗失")
    for year in range(2015, 2027):
        for day in (date(year, 2, 28), date(year, 3, 1), date(year, 11, 20), date(year, 11, 21)):
            assert read(desk, day, "age") == (age_on(born, day),)


@pytest.mark.parametrize(
    ("joined", "full"),
    [
        (date(1922, 5, 1), None),
        (date(1924, 3, 1), date(1924, 9, 1)),
        (date(1927, 6, 1), None),
        (date(1927, 6, 1), date(1927, 9, 1)),
        (date(1938, 10, 1), date(1939, 4, 1)),
        (date(1945, 4, 22), None),
        (date(1945, 4, 23), date(1946, 4, 23)),
        (date(1960, 7, 2), date(1961, 7, 2)),
        (date(1969, 3, 31), None),
        (date(1969, 4, 1), date(1970, 4, 1)),
        (date(1977, 8, 11), None),
        (date(1977, 8, 12), date(1978, 8, 12)),
        (date(2000, 7, 1), None),
        (date(2000, 7, 1), date(2001, 7, 1)),
        (None, None),
    ],
)
def test_party_age_and_honour_are_those_of_the_rules(
    desk: Desk, enrol: Enrol, joined: date | None, full: date | None
) -> None:
    enrol(
        born=date(1900, 1, 1),
        id_number=None,
        id_missing_reason="证件遗失",
        joined_on=joined,
        full_on=full,
        since=date(2000, 1, 1),
    )
    due = rules.honour_on(joined, full)
    for day in (date(2021, 6, 30), date(2021, 7, 1), date(2026, 7, 2), date(2028, 8, 12)):
        shown = read(desk, day, "party_age", "honour")
        assert shown[0] == rules.party_age(joined, full, day)
        if day >= date(2021, 7, 1):
            assert bool(shown[1]) is (due is not None and due <= day)


@pytest.mark.parametrize("key", ["ethnic", "education", "phone", "address"])
def test_a_missing_item_makes_the_record_incomplete(desk: Desk, enrol: Enrol, key: str) -> None:
    person = enrol()
    assert read(desk, TODAY, "condition", "incomplete") == (None, False)
    roster.update_member(desk, person, {key: ""})
    assert roster.profile(desk, person).missing == (key,)
    assert read(desk, TODAY, "condition", "incomplete") == ("incomplete", True)


def test_incomplete_is_what_the_rules_call_missing(desk: Desk, enrol: Enrol) -> None:
    people = [
        enrol("甲", work_post=""),
        enrol("乙", birth_on=None, id_number=None, id_missing_reason="证件遗失"),
        enrol("丙", id_number=None),
        enrol("丁", full_on=None),
        enrol("戊", joined_on=None, full_on=None),
        enrol("己", joined_on=date(1970, 7, 1), full_on=None, born=date(1950, 1, 1)),
        enrol("庚", person_class="probationary", joined_on=date(2026, 5, 1)),
    ]
    wanted = {key for key in people if roster.profile(desk, key).missing}
    query = Query(Scope(TODAY), filters=(Filter("incomplete", "eq", True),))
    assert set(lists.ids(desk, roster.ROSTER, query)) == wanted
    assert len(wanted) == 5


def test_the_weightiest_condition_is_shown(desk: Desk, enrol: Enrol) -> None:
    joined = TODAY - timedelta(days=330)
    key = enrol(person_class="probationary", joined_on=joined, phone="")
    assert read(desk, TODAY, "condition") == ("due",)
    assert read(desk, TODAY - timedelta(days=60), "condition") == ("incomplete",)
    assert read(desk, TODAY + timedelta(days=36), "condition") == ("overdue",)
    roster.add_record(desk, "absence", key, {"kind": "mobile", "since": date(2026, 10, 1)})
    assert read(desk, TODAY, "condition", "mobile", "lost") == ("due", True, False)
    roster.add_record(desk, "absence", key, {"kind": "lost", "since": date(2026, 11, 1)})
    assert read(desk, TODAY, "condition", "lost") == ("lost", True)
    assert read(desk, date(2026, 10, 31), "lost") == (False,)
