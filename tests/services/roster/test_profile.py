"""Everything about one member as of a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from djdesk.errors import UserError
from djdesk.services import archive, organization, roster
from djdesk.services.desk import Desk
from djdesk.services.listing import Value

Enrol = Callable[..., int]
TODAY = date(2026, 11, 20)
JPEG = b"\xff\xd8\xff\xe0 a small picture"


def test_values_are_those_of_the_day(desk: Desk, enrol: Enrol, groups: tuple[int, int]) -> None:
    key = enrol(since=date(2010, 7, 1), group_id=groups[0])
    roster.change_group(desk, [key], groups[1], date(2020, 1, 1))
    then, now = roster.profile(desk, key, date(2011, 1, 1)), roster.profile(desk, key)
    assert (then.group, now.group) == ("第一党小组", "第二党小组")
    assert (then.values["person_class"], now.values["person_class"]) == ("probationary", "full")
    assert (then.age, now.age) == (30, 46)
    assert (then.party_age, now.party_age) == (None, 15)
    assert now.values["since"] == date(2010, 7, 1)
    before = roster.profile(desk, key, date(2010, 6, 30))
    assert (before.state, before.branch, before.values["branch_id"]) == ("", "", None)
    assert set(now.values) == {field.key for field in roster.FIELDS}


def test_many_profiles_come_in_the_given_order(desk: Desk, enrol: Enrol) -> None:
    keys = [enrol("甲"), enrol("乙"), enrol("丙")][::-1]
    assert [found.id for found in roster.profiles(desk, keys, TODAY)] == keys


def test_posts_of_the_day_in_their_order(desk: Desk, enrol: Enrol) -> None:
    key, home = enrol(), organization.home_id(desk)
    organization.hold_post(desk, home, post="31", since=date(2020, 1, 1), member_id=key)
    organization.hold_post(desk, home, post="21", since=date(2022, 1, 1), member_id=key)
    assert roster.profile(desk, key).posts == "21,31"
    assert roster.profile(desk, key, date(2021, 1, 1)).posts == "31"


def test_the_life_of_a_member_newest_first(
    desk: Desk, enrol: Enrol, groups: tuple[int, int]
) -> None:
    key = enrol(person_class="probationary", joined_on=date(2020, 6, 1), way="A1")
    roster.convert(desk, key, date(2021, 6, 1))
    roster.change_group(desk, [key], groups[0], date(2022, 1, 1))
    values: dict[str, Value] = {
        "kind": "reward",
        "title": "优秀共产党员",
        "given_on": date(2023, 7, 1),
    }
    roster.add_record(desk, "reward", key, values)
    roster.add_record(
        desk,
        "absence",
        key,
        {
            "kind": "mobile",
            "since": date(2024, 1, 1),
            "until": date(2024, 9, 1),
            "destination": "某市",
        },
    )
    home = organization.home_id(desk)
    post = organization.hold_post(desk, home, post="29", since=date(2025, 1, 1), member_id=key)
    organization.end_post(desk, post, until=date(2025, 6, 1), reason="辞去")
    roster.leave(desk, key, "B7", date(2026, 1, 1), roster.Paper(counterpart="中共某某支部"))
    told = [(event.on.year, event.title) for event in roster.timeline(roster.profile(desk, key))]
    assert told == [
        (2026, "转出组织关系"),
        (2025, "不再担任委员"),
        (2025, "任委员"),
        (2024, "流动党员结束"),
        (2024, "流动党员"),
        (2023, "奖励：优秀共产党员"),
        (2022, "调整党小组"),
        (2021, "预备党员转正"),
        (2020, "加入中国共产党"),
    ]


def test_photograph_kept_changed_and_taken_out(desk: Desk, enrol: Enrol) -> None:
    key = enrol()
    roster.set_photo(desk, key, JPEG)
    digest = roster.profile(desk, key).photo
    assert roster.photo(desk, digest) == JPEG
    roster.set_photo(desk, key, b"")
    assert roster.profile(desk, key).photo == ""
    with pytest.raises(UserError, match="JPG"):
        roster.set_photo(desk, key, b"GIF89a")
    with pytest.raises(UserError, match="2 MB"):
        roster.set_photo(desk, key, JPEG + bytes(2 * 1024 * 1024))


def test_files_are_told_with_the_member(desk: Desk, enrol: Enrol) -> None:
    key = enrol()
    archive.attach(desk, "roster", "member", key, "入党志愿书.pdf", b"%PDF-1.4")
    assert [file.title for file in roster.profile(desk, key).files] == ["入党志愿书.pdf"]


def test_nobody(desk: Desk) -> None:
    with pytest.raises(UserError, match="找不到"):
        roster.profile(desk, 4711)


def test_a_probation_is_shown_with_the_day_on_which_it_is_over(desk: Desk, enrol: Enrol) -> None:
    due = enrol("甲", joined_on=date(2025, 11, 25), full_on=None, person_class="probationary")
    found = roster.profile(desk, due)
    assert (found.condition, found.conversion_due) == ("due", date(2026, 11, 25))
    later = roster.profile(desk, due, date(2026, 11, 26))
    assert later.condition == "overdue"
    full = roster.profile(desk, enrol("乙"))
    assert full.conversion_due is None
