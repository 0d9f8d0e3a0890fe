"""The lists of the roster: columns, order, search, filters, any past day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from djdesk.services import kinds, organization, roster
from djdesk.services import listing as lists
from djdesk.services.desk import Desk
from djdesk.services.listing import Filter, Kind, Listing, MonthOnly, Query, Scope, Value
from djdesk.services.roster.fields import MEMBER_FIELDS

Enrol = Callable[..., int]
TODAY = date(2026, 11, 20)


def names(desk: Desk, query: Query, listing: Listing = roster.ROSTER) -> list[str]:
    return [str(row[0]) for row in lists.table(desk, listing, query, ["name"])]


def asked(
    text: str = "",
    *filters: Filter,
    sort: tuple[tuple[str, bool], ...] = (),
    day: date = TODAY,
    organization_id: int | None = None,
) -> Query:
    return Query(Scope(day, organization_id), text, filters, sort)


@pytest.mark.parametrize("listing", [roster.ROSTER, roster.FORMER], ids=lambda each: each.name)
def test_every_column_can_be_read_ordered_and_filtered(
    desk: Desk, enrol: Enrol, listing: Listing
) -> None:
    enrol("张甲")
    roster.leave(desk, enrol("张乙"), "B6", date(2026, 3, 1))
    keys = [column.key for column in listing.columns]
    assert len(set(keys)) == len(keys)
    (row,) = lists.table(desk, listing, asked(), keys)
    for column, value in zip(listing.columns, row, strict=True):
        assert isinstance(kinds.show(column.kind, value, column.codes), str)
        for query in (
            asked(sort=((column.key, False),)),
            asked(sort=((column.key, True),)),
            asked("", Filter(column.key, "filled")),
            asked("", Filter(column.key, "empty")),
        ):
            if column.key == "group_id" and query.filters:
                continue
            assert len(names(desk, query, listing)) <= 1
        filled = names(desk, asked("", Filter(column.key, "filled")), listing)
        empty = names(desk, asked("", Filter(column.key, "empty")), listing)
        if column.key != "group_id":
            assert len(filled) + len(empty) == 1


def test_titles_are_those_of_the_form() -> None:
    titles = {field.key: field.title for field in MEMBER_FIELDS}
    for column in roster.ROSTER.columns:
        if column.key in titles:
            assert column.title == titles[column.key]
    private = {column.key for column in roster.ROSTER.columns if column.private}
    assert private == {"id_number", "phone", "address", "household"}
    shown = [column.title for column in roster.ROSTER.columns if column.shown]
    assert shown[:3] == ["姓名", "性别", "民族"]


def test_the_roster_of_any_day(desk: Desk, enrol: Enrol) -> None:
    enrol("张甲", since=date(2010, 7, 1))
    left = enrol("张乙", since=date(2012, 1, 1))
    enrol("张丙", since=date(2020, 5, 1))
    roster.leave(desk, left, "B6", date(2018, 6, 1))
    assert names(desk, asked(day=date(2010, 6, 30))) == []
    assert names(desk, asked(day=date(2010, 7, 1))) == ["张甲"]
    assert sorted(names(desk, asked(day=date(2018, 5, 31)))) == ["张乙", "张甲"]
    assert names(desk, asked(day=date(2018, 6, 1))) == ["张甲"]
    assert sorted(names(desk, asked())) == ["张丙", "张甲"]
    assert names(desk, asked(day=date(2018, 6, 1)), roster.FORMER) == ["张乙"]


def test_before_full_membership_the_class_is_probationary(desk: Desk, enrol: Enrol) -> None:
    enrol(since=date(2010, 7, 1), joined_on=date(2010, 7, 1), full_on=date(2011, 7, 1))
    full = Filter("person_class", "eq", "full")
    assert names(desk, asked("", full, day=date(2011, 6, 30))) == []
    assert names(desk, asked("", full, day=date(2011, 7, 1))) == ["张某"]


def test_months_without_day_are_told_in_the_row(desk: Desk, enrol: Enrol) -> None:
    key = enrol(work_start_on=date(2000, 9, 1))
    roster.update_member(desk, key, {}, {"work_start_on"})
    found = lists.rows(desk, roster.ROSTER, Scope(TODAY), [key], ["joined_on", "work_start_on"])
    joined, started = found[key]
    assert isinstance(started, MonthOnly)
    assert not isinstance(joined, MonthOnly)
    assert kinds.show(Kind.DATE, started) == "2000.09"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("张", ["张国强", "张三"]),
        ("国强", ["张国强"]),
        ("zs", ["张三"]),
        ("zhang", ["张国强", "张三"]),
        ("ZhangSan", ["张三"]),
        ("oyx", ["欧阳修"]),
        ("曾用", ["王五"]),
        ("5678", ["王五"]),
        ("13800005678", ["王五"]),
        ("z 强", ["张国强"]),
        ("没有", []),
        ("%", []),
        ("_", []),
    ],
)
def test_the_search_box(desk: Desk, enrol: Enrol, text: str, found: list[str]) -> None:
    enrol("张三")
    enrol("张国强")
    enrol("欧阳修")
    enrol("王五", former_name="曾用", phone="13800005678")
    assert sorted(names(desk, asked(text))) == sorted(found)


def test_the_tail_of_a_number_finds_its_owner(desk: Desk, enrol: Enrol) -> None:
    key = enrol("张三")
    enrol("李四", born=date(1970, 1, 1))
    number = str(roster.profile(desk, key).values["id_number"])
    assert names(desk, asked(number[-4:].lower())) == ["张三"]
    assert names(desk, asked(number)) == ["张三"]


def test_orders(desk: Desk, enrol: Enrol, groups: tuple[int, int]) -> None:
    home = organization.home_id(desk)
    enrol("魏一", group_id=groups[0], joined_on=date(2001, 1, 1))
    enrol("丁二", group_id=groups[1], joined_on=date(2003, 1, 1))
    enrol("安三", group_id=groups[0], joined_on=date(2002, 1, 1))
    secretary = enrol("周四", group_id=groups[1], joined_on=date(2004, 1, 1))
    member = enrol("王五", group_id=groups[1], joined_on=date(2005, 1, 1))
    for post, who in (("29", member), ("11", secretary), ("31", secretary)):
        organization.hold_post(desk, home, post=post, since=date(2024, 1, 1), member_id=who)

    def order(key: str) -> str:
        return "".join(n[0] for n in names(desk, asked(sort=roster.ORDERS[key][1])))

    assert order("pinyin") == "安丁王魏周"
    assert order("strokes") == "丁王安周魏"
    assert order("office") == "周王安魏丁"
    assert order("joined") == "魏安丁周王"
    posts = lists.table(desk, roster.ROSTER, asked("周"), ["party_post"])
    assert kinds.show(Kind.CODE, posts[0][0], "party_post") == "书记、党小组组长"
    past = lists.table(desk, roster.ROSTER, asked("周", day=date(2023, 12, 31)), ["party_post"])
    assert past == [(None,)]


def test_age_and_party_age_are_ordered_by_what_they_show(desk: Desk, enrol: Enrol) -> None:
    enrol("老", born=date(1950, 1, 1), joined_on=date(1975, 7, 1), full_on=None)
    enrol("少", born=date(2000, 1, 1), joined_on=date(2022, 7, 1), full_on=date(2023, 7, 1))
    enrol("中", born=date(1980, 1, 1), joined_on=date(2000, 7, 1), full_on=date(2001, 7, 1))
    rows = lists.table(
        desk, roster.ROSTER, asked(sort=(("age", False),)), ["name", "age", "party_age"]
    )
    assert rows == [("少", 26, 3), ("中", 46, 25), ("老", 76, 51)]
    assert names(desk, asked(sort=(("age", True),))) == ["老", "中", "少"]
    assert names(desk, asked(sort=(("party_age", False),))) == ["少", "中", "老"]
    assert names(desk, asked("", Filter("honour", "eq", True))) == ["老"]


@pytest.mark.parametrize(
    ("op", "value", "found"),
    [
        ("eq", 46, ["中"]),
        ("between", (26, 46), ["中", "少"]),
        ("from", 46, ["中", "老"]),
        ("until", 45, ["少"]),
        ("filled", None, ["中", "少", "老"]),
        ("empty", None, ["无"]),
    ],
)
def test_filters_on_age(
    desk: Desk, enrol: Enrol, op: str, value: int | tuple[int, int] | None, found: list[str]
) -> None:
    enrol("老", born=date(1950, 1, 1))
    enrol("少", born=date(2000, 1, 1))
    enrol("中", born=date(1980, 11, 20))
    enrol("无", id_number=None, birth_on=None, id_missing_reason="证件遗失")
    assert sorted(names(desk, asked("", Filter("age", op, value)))) == sorted(found)


def test_one_organization_of_many(committee_desk: Desk) -> None:
    desk = committee_desk
    home = organization.home_id(desk)
    opened = {}
    for n in "甲乙":
        branch = organization.found(desk, parent_id=home, kind="branch", name=f"中共{n}支部")
        group = organization.found(desk, parent_id=branch, kind="group", name="第一党小组")
        for number, place in (("一", None), ("二", group)):
            values: dict[str, Value] = {
                "name": f"{n}{number}",
                "sex": "1",
                "joined_on": date(2010, 7, 1),
            }
            roster.enrol(desk, values, roster.Opening(branch, "full", place))
        opened[n] = (branch, group)
    assert len(names(desk, asked(organization_id=home))) == 4
    assert sorted(names(desk, asked(organization_id=opened["甲"][0]))) == ["甲一", "甲二"]
    assert names(desk, asked(organization_id=opened["甲"][1])) == ["甲二"]
    assert names(desk, asked("", Filter("group_id", "empty"), organization_id=opened["乙"][0])) == [
        "乙一"
    ]


@pytest.mark.parametrize("key", ["name", "strokes", "birth_on", "age", "joined_on"])
def test_common_orders_are_walked_along_an_index(desk: Desk, key: str) -> None:
    """The first page of 100,000 stands at once only if nothing has to be sorted for it."""
    statement = lists._ordered(roster.ROSTER, asked(sort=((key, False),)))
    with desk.store.read() as session:
        connection = session.connection()
        sql = statement.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
        plan = [str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")]
    assert plan[0].startswith("SEARCH member USING COVERING INDEX ix_member_withdrawn_on_")
    assert plan[1].startswith("SEARCH standing USING COVERING INDEX")
    assert "USE TEMP B-TREE FOR ORDER BY" not in plan
