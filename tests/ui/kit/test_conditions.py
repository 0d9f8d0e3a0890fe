"""Conditions on columns: what a kind allows, how bounds are typed, and the words of the chips."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from djdesk.errors import UserError
from djdesk.services import books, dues, kinds, meetings, roster, sample
from djdesk.services import listing as lists
from djdesk.services.audit import AUDIT
from djdesk.services.desk import Desk
from djdesk.services.dues.lists import PAYMENTS, RECEIPTS, STANDARDS
from djdesk.services.listing import Column, Filter, Kind, Listing, Query, Scope, Value
from djdesk.services.meetings.lists import DEBTS, FOLLOW_UPS, MEETINGS, TALKS
from djdesk.services.packages.lists import BRANCHES, PACKAGES
from djdesk.services.printing import PRINTINGS
from djdesk.services.roster import FORMER, ROSTER
from djdesk.ui.kit import conditions

DAY = date(2026, 11, 20)
LISTINGS = (
    *(ROSTER, FORMER, MEETINGS, FOLLOW_UPS, DEBTS, TALKS, STANDARDS, PAYMENTS, RECEIPTS),
    *(PACKAGES, BRANCHES, PRINTINGS, AUDIT),
)
JOINED = ROSTER.column("joined_on")
AGE = ROSTER.column("age")


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2015", date(2015, 1, 1), date(2015, 12, 31)),
        ("２０１５年", date(2015, 1, 1), date(2015, 12, 31)),
        ("2016.2", date(2016, 2, 1), date(2016, 2, 29)),
        ("20150312", date(2015, 3, 12), date(2015, 3, 12)),
        ("  ", None, None),
    ],
)
def test_a_year_or_month_means_all_of_it(typed: str, first: date | None, last: date | None) -> None:
    assert conditions.bound(JOINED, typed) == first
    assert conditions.bound(JOINED, typed, last=True) == last


@pytest.mark.parametrize(
    ("low", "high", "op", "value", "title"),
    [
        ("18", "35", "between", (18, 35), "年龄：18–35"),
        ("60", "", "from", 60, "年龄：60 起"),
        ("", "0", "until", 0, "年龄：至 0"),
    ],
)
def test_open_and_closed_spans(
    low: str, high: str, op: str, value: Value | tuple[Value, ...], title: str
) -> None:
    assert conditions.between(AGE, low, high) == [Filter("age", op, value, title)]


def test_a_span_is_read_back_as_it_was_set() -> None:
    for low, high in (("18", "35"), ("60", ""), ("", "30")):
        found = conditions.span(conditions.between(AGE, low, high))
        assert found == (int(low) if low else None, int(high) if high else None)
    assert conditions.between(AGE, "", " ") == []


@pytest.mark.parametrize(("low", "high"), [("35", "18"), ("很多", ""), ("", "3.5")])
def test_what_is_no_span_is_refused(low: str, high: str) -> None:
    with pytest.raises(UserError):
        conditions.between(AGE, low, high)


def test_days_the_wrong_way_round_are_refused() -> None:
    assert conditions.between(JOINED, "2015", "2015")[0].op == "between"
    with pytest.raises(UserError):
        conditions.between(JOINED, "2016", "2015")


def test_money_is_typed_in_yuan() -> None:
    column = Column("paid", "金额", Kind.MONEY, ROSTER.column("age").expr)
    made = conditions.between(column, "5", "12.5")
    assert made == [Filter("paid", "between", (500, 1250), "金额：5.00–12.50")]


def test_private_numbers_are_never_listed() -> None:
    for key in ("id_number", "phone", "address"):
        assert not conditions.has_values(ROSTER.column(key))
        assert conditions.has_text(ROSTER.column(key))
    assert conditions.has_values(ROSTER.column("sex"))
    assert conditions.has_values(ROSTER.column("group"))


def test_every_kind_has_its_own_way() -> None:
    for kind in Kind:
        column = Column("x", "某项", kind, ROSTER.column("age").expr)
        ways = (
            conditions.has_values(column),
            conditions.has_text(column),
            conditions.has_span(column),
        )
        assert any(ways)
        assert not (ways[0] and ways[2])


def test_chips_stay_short() -> None:
    column = ROSTER.column("ethnic")
    assert conditions.one_of(column, ["01", None]).title == "民族：汉、（空）"
    assert conditions.one_of(column, ["01", "02", "03", "04"]).title.endswith(" 等 4 项")
    long = conditions.part(ROSTER.column("workplace"), "某某" * 30)
    assert len(long.title) < 30
    assert long.value == "某某" * 30


@pytest.fixture(scope="module")
def sample_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The sample branch as its secretary sees it."""
    folder = tmp_path_factory.mktemp("sample") / "book"
    password = sample.make_branch(folder, today=lambda: DAY)
    book = books.open_book(folder, password, allow_removable=True)
    yield books.desk_of(book, today=lambda: DAY)
    book.close()


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda listing: str(listing.name))
def test_every_column_of_every_list_counts_what_its_filters_find(
    sample_desk: Desk, listing: Listing
) -> None:
    everything = Query(Scope(DAY))
    total = lists.count(sample_desk, listing, everything)

    def rows(*filters: Filter) -> int:
        return lists.count(sample_desk, listing, replace(everything, filters=filters))

    for column in listing.columns:
        if column.internal:
            continue
        found = lists.tally(sample_desk, listing, everything, column.key, limit=500)
        some = rows(conditions.filled(column, "filled"))
        assert some + rows(conditions.filled(column, "empty")) == total, column.key
        if conditions.has_values(column):
            for value, count in found.counts[:8]:
                wanted = conditions.one_of(column, [value], joined=found.joined)
                assert rows(wanted) == count, (column.key, value)
        if conditions.has_text(column):
            assert rows(conditions.part(column, "没有哪里有这句话")) == 0
        known = [value for value, _count in found.counts if value is not None]
        if conditions.has_span(column) and known and found.complete:
            least = kinds.show(column.kind, min(known, key=_number))
            assert rows(*conditions.between(column, least, "")) == some, column.key


def _number(value: Value) -> int:
    assert isinstance(value, date | int)
    return value.toordinal() if isinstance(value, date) else value


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda listing: str(listing.name))
def test_keys_and_places_are_offered_by_no_chooser(listing: Listing) -> None:
    area = {"roster": roster.ORDER_KEYS, "meetings": meetings.ORDER_KEYS, "dues": dues.ORDER_KEYS}
    for column in listing.columns:
        wanted = column.key.endswith("_id") or column.key in area.get(listing.area, ())
        assert column.internal >= wanted, column.key
