"""One field of many members."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from djdesk.services import roster
from djdesk.services.desk import Desk

Enrol = Callable[..., int]
TODAY = date(2026, 11, 20)


def test_many_are_changed_in_one_step(desk: Desk, enrol: Enrol) -> None:
    keys = [enrol(f"张{n}") for n in "甲乙丙"]
    titles: list[str] = []
    desk.store.listen(lambda notice: titles.append(notice.title))
    assert roster.change_many(desk, keys, "ethnic", "02") == roster.Outcome(3)
    assert titles == ["批量修改民族"]
    assert {roster.profile(desk, key).values["ethnic"] for key in keys} == {"02"}
    assert roster.change_many(desk, keys, "ethnic", "02").changed == 0


def test_who_cannot_be_changed_is_named_and_stays(desk: Desk, enrol: Enrol) -> None:
    keys = [enrol("张甲"), enrol("张乙", full_on=date(2012, 7, 1))]
    found = roster.change_many(desk, keys, "joined_on", date(2011, 1, 1))
    assert found.changed == 1
    assert [(key, name) for key, name, _ in found.refused] == [(keys[0], "张甲")]
    assert "不满一年" in found.refused[0][2]
    assert roster.profile(desk, keys[0]).values["joined_on"] == date(2010, 7, 1)
    assert roster.profile(desk, keys[1]).values["joined_on"] == date(2011, 1, 1)


def test_group_and_post_are_dated(desk: Desk, enrol: Enrol, groups: tuple[int, int]) -> None:
    keys = [enrol("张甲"), enrol("张乙")]
    assert roster.change_many(desk, keys, "group_id", groups[0]).changed == 2
    assert roster.change_many(desk, keys, "work_post", "W82", on=date(2026, 1, 1)).changed == 2
    shown = roster.profile(desk, keys[0], date(2026, 1, 1))
    assert (shown.group, shown.values["work_post"]) == ("", "W82")
    assert roster.profile(desk, keys[0], TODAY).group == "第一党小组"


@pytest.mark.parametrize("key", ["name", "id_number", "phone", "person_class", "branch_id", "x"])
def test_what_belongs_to_one_person_is_not_set_for_many(desk: Desk, key: str) -> None:
    with pytest.raises(ValueError, match=key):
        roster.change_many(desk, [], key, "")


def test_more_than_a_page_of_members(desk: Desk, enrol: Enrol) -> None:
    enrol()
    assert roster.change_many(desk, list(range(1, 1200)), "marital", "20").changed == 1
