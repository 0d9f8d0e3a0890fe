"""Lists in general: ids, rows, conditions, order; shown on a small list of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import ColumnElement, Select, select

from djdesk.models.roster import Kin, Member
from djdesk.services import listing as lists
from djdesk.services.desk import Desk
from djdesk.services.listing import Column, Filter, Kind, Listing, MonthOnly, Query, Scope, Value

SCOPE = Scope(date(2026, 11, 20))


def _all(_scope: Scope) -> Select[int]:
    return select(Kin.id)


def _search(text: str) -> ColumnElement[bool]:
    return Kin.name.contains(text, autoescape=True)


def _flip(_scope: Scope, condition: Filter) -> ColumnElement[bool]:
    return Kin.name != str(condition.value)


KIN = Listing(
    name="kin",
    title="家庭成员",
    area="roster",
    columns=(
        Column("name", "姓名", Kind.PERSON, lambda _s: Kin.name),
        Column("relation", "称谓", Kind.TEXT, lambda _s: Kin.relation),
        Column("birth_on", "出生日期", Kind.DATE, lambda _s: Kin.birth_on),
        Column(
            "youth",
            "年龄",
            Kind.DATE,
            lambda _s: Kin.birth_on,
            sort=lambda _s: Kin.birth_on,
            reversed_sort=True,
        ),
        Column("phone", "电话", Kind.PHONE, lambda _s: Kin.phone, private=True),
    ),
    select=_all,
    row_id=Kin.id,
    search=_search,
    order=(("name", False),),
    tables=frozenset({"kin"}),
    month_only=Kin.workplace,
    extra_filters={"not_name": _flip},
)


@pytest.fixture
def family(desk: Desk) -> dict[str, int]:
    """Four family members of nobody in particular."""
    with desk.store.write("登记") as session:
        member = Member(name="张某", sex="1")
        session.add(member)
        session.flush()
        found = {}
        for name, relation, born, marks in (
            ("丙", "配偶", date(1980, 1, 1), ""),
            ("甲", "儿子", date(2005, 5, 1), "birth_on"),
            ("乙", "儿子", None, ""),
            ("甲", "女儿", date(2008, 8, 8), ""),
        ):
            row = Kin(
                member_id=member.id, name=name, relation=relation, birth_on=born, workplace=marks
            )
            session.add(row)
            session.flush()
            found[f"{name}{relation}"] = row.id
    return found


def shown(desk: Desk, *filters: Filter, text: str = "", **more: object) -> list[str]:
    query = Query(SCOPE, text, filters, **more)  # type: ignore[arg-type]
    rows = lists.table(desk, KIN, query, ["name", "relation"])
    assert lists.count(desk, KIN, query) == len(rows) == len(lists.ids(desk, KIN, query))
    return [f"{name}{relation}" for name, relation in rows]


def test_equal_rows_keep_the_order_of_their_keys(desk: Desk, family: dict[str, int]) -> None:
    order = [("丙配偶"), ("乙儿子"), ("甲儿子"), ("甲女儿")]
    assert shown(desk) == order
    assert list(lists.ids(desk, KIN, Query(SCOPE))) == [family[name] for name in order]
    assert list(lists.ids(desk, KIN, Query(SCOPE), limit=2)) == [family[n] for n in order[:2]]


def test_orders_up_and_down_and_the_other_way_round(desk: Desk, family: dict[str, int]) -> None:
    up = shown(desk, sort=(("birth_on", False),))
    assert up == ["乙儿子", "丙配偶", "甲儿子", "甲女儿"]
    assert shown(desk, sort=(("birth_on", True),)) == up[::-1]
    assert shown(desk, sort=(("youth", False),)) == up[::-1]
    assert shown(desk, sort=(("relation", True), ("name", True))) == [
        "丙配偶",
        "甲女儿",
        "甲儿子",
        "乙儿子",
    ]


@pytest.mark.parametrize(
    ("column", "op", "value", "found"),
    [
        ("relation", "eq", "儿子", ["乙儿子", "甲儿子"]),
        ("relation", "ne", "儿子", ["丙配偶", "甲女儿"]),
        ("relation", "in", ("配偶", "女儿"), ["丙配偶", "甲女儿"]),
        ("birth_on", "ne", date(1980, 1, 1), ["乙儿子", "甲儿子", "甲女儿"]),
        ("birth_on", "from", date(2005, 5, 1), ["甲儿子", "甲女儿"]),
        ("birth_on", "until", date(2005, 5, 1), ["丙配偶", "甲儿子"]),
        ("birth_on", "between", (date(2005, 1, 1), date(2005, 12, 31)), ["甲儿子"]),
        ("birth_on", "empty", None, ["乙儿子"]),
        ("birth_on", "filled", None, ["丙配偶", "甲儿子", "甲女儿"]),
        ("phone", "empty", None, ["丙配偶", "乙儿子", "甲儿子", "甲女儿"]),
        ("phone", "filled", None, []),
        ("relation", "contains", "儿", ["乙儿子", "甲儿子", "甲女儿"]),
        ("relation", "contains", "%", []),
        ("not_name", "eq", "甲", ["丙配偶", "乙儿子"]),
    ],
)
def test_conditions(
    desk: Desk,
    family: dict[str, int],
    column: str,
    op: str,
    value: Value | tuple[Value, ...],
    found: list[str],
) -> None:
    assert shown(desk, Filter(column, op, value)) == found


def test_conditions_and_search_add_up(desk: Desk, family: dict[str, int]) -> None:
    assert shown(desk, Filter("relation", "contains", "儿"), text="甲") == ["甲儿子", "甲女儿"]
    sons = Filter("relation", "eq", "儿子")
    assert shown(desk, sons, Filter("birth_on", "filled"), text="甲") == ["甲儿子"]
    assert shown(desk, text="甲 乙") == []


def test_unknown_columns_and_operations_are_mistakes(desk: Desk) -> None:
    with pytest.raises(KeyError):
        KIN.column("nothing")
    with pytest.raises(ValueError, match="like"):
        lists.count(desk, KIN, Query(SCOPE, filters=(Filter("name", "like", "x"),)))


def test_rows_by_key_in_no_order(desk: Desk, family: dict[str, int]) -> None:
    wanted = [family["甲女儿"], family["丙配偶"], 4711]
    found = lists.rows(desk, KIN, SCOPE, wanted, ["relation", "birth_on"])
    assert found == {
        family["甲女儿"]: ("女儿", date(2008, 8, 8)),
        family["丙配偶"]: ("配偶", date(1980, 1, 1)),
    }
    assert lists.rows(desk, KIN, SCOPE, [], ["name"]) == {}


def test_marked_dates_are_months(desk: Desk, family: dict[str, int]) -> None:
    key = family["甲儿子"]
    ((value,),) = lists.rows(desk, KIN, SCOPE, [key], ["birth_on"]).values()
    assert isinstance(value, MonthOnly)
    assert value == date(2005, 5, 1)
    (row,) = lists.table(
        desk, KIN, Query(SCOPE, filters=(Filter("relation", "eq", "配偶"),)), ["birth_on"]
    )
    assert not isinstance(row[0], MonthOnly)


def test_a_question_can_be_asked_of_another_day() -> None:
    query = Query(SCOPE, "张", (Filter("name", "filled"),))
    other = query.on(date(2020, 1, 1))
    assert (other.scope.day, other.text, other.filters) == (date(2020, 1, 1), "张", query.filters)


def test_an_empty_cell_is_one_of_the_values(desk: Desk, family: dict[str, int]) -> None:
    with desk.store.write("清空") as session:
        session.get_one(Kin, family[next(iter(family))]).relation = ""
    query = Query(SCOPE, filters=(Filter("relation", "in", (None,)),))
    assert lists.count(desk, KIN, query) == 1
    every = tuple(
        value for value, _count in lists.tally(desk, KIN, Query(SCOPE), "relation", limit=9).counts
    )
    assert None in every
    assert lists.count(desk, KIN, Query(SCOPE, filters=(Filter("relation", "in", every),))) == 4
    assert lists.count(desk, KIN, Query(SCOPE, filters=(Filter("relation", "any", every),))) == 4


def test_codes_joined_by_commas_are_counted_one_by_one(desk: Desk, family: dict[str, int]) -> None:
    listing = replace(KIN, columns=(replace(KIN.column("relation"), kind=Kind.CODE),))
    with desk.store.write("称谓") as session:
        for key, relation in zip(family.values(), ("1,2", "2", "12", ""), strict=True):
            session.get_one(Kin, key).relation = relation
    found = lists.tally(desk, listing, Query(SCOPE), "relation", limit=9)
    assert dict(found.counts) == {"1": 1, "2": 2, "12": 1, None: 1}
    assert found.joined
    for values, rows in ((("2",), 2), (("1", None), 2), (("12",), 1), ((), 0)):
        query = Query(SCOPE, filters=(Filter("relation", "any", values),))
        assert lists.count(desk, listing, query) == rows


def test_a_tally_says_when_there_are_more(desk: Desk, family: dict[str, int]) -> None:
    query = Query(SCOPE)
    assert lists.tally(desk, KIN, query, "name", limit=3).complete
    assert not lists.tally(desk, KIN, query, "name", limit=2).complete
    some = replace(query, filters=(Filter("name", "eq", "乙"),))
    assert sum(n for _v, n in lists.tally(desk, KIN, some, "name", limit=4).counts) == 1
