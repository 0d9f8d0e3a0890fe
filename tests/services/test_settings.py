"""Settings of a book: defaults, checks, rights, and what the window remembers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from djdesk.errors import Refused, UserError
from djdesk.models.settings import Setting as Row
from djdesk.services import settings
from djdesk.services.desk import Desk, Role
from tests.models.store.people import last_step


def test_defaults_then_choices_in_their_own_type(desk: Desk) -> None:
    assert settings.get(desk, settings.LOCK_AFTER_MINUTES) == 10
    settings.put(desk, settings.LOCK_AFTER_MINUTES, 30)
    settings.put(desk, settings.DAILY_BACKUP, False)
    settings.put(desk, settings.SECOND_BACKUP_FOLDER, "E:\\备份")
    assert settings.get(desk, settings.LOCK_AFTER_MINUTES) == 30
    assert settings.get(desk, settings.DAILY_BACKUP) is False
    assert settings.get(desk, settings.SECOND_BACKUP_FOLDER) == "E:\\备份"


def test_values_are_checked(desk: Desk) -> None:
    with pytest.raises(UserError, match="0到240"):
        settings.put(desk, settings.LOCK_AFTER_MINUTES, 999)
    assert settings.get(desk, settings.LOCK_AFTER_MINUTES) == 10


def test_a_value_of_another_type_counts_as_none(desk: Desk) -> None:
    with desk.store.write("另一个版本的程序") as session:
        session.add(Row(name=settings.LOCK_AFTER_MINUTES.name, value='"soon"'))
    assert settings.get(desk, settings.LOCK_AFTER_MINUTES) == 10


def test_viewers_choose_nothing(desk: Desk) -> None:
    with pytest.raises(UserError):
        settings.put(replace(desk, role=Role.VIEWER), settings.DAILY_BACKUP, False)
    with pytest.raises(UserError):
        settings.put_chosen(replace(desk, role=Role.VIEWER), {})


def test_many_are_chosen_at_once_and_only_what_differs_makes_a_step(
    desk: Desk, tmp_path: Path
) -> None:
    values: dict[str, object] = dict(settings.chosen(desk))
    assert values == {each.name: each.default for each in settings.ALL}
    before = last_step(desk.store)
    settings.put_chosen(desk, values)
    assert last_step(desk.store) == before
    values[settings.SECOND_BACKUP_FOLDER.name] = str(tmp_path)
    values[settings.LOCK_AFTER_MINUTES.name] = 30
    settings.put_chosen(desk, values)
    assert last_step(desk.store) == before + 2
    assert settings.chosen(desk) == values


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        (settings.LOCK_AFTER_MINUTES, 241),
        (settings.LOCK_AFTER_MINUTES, None),
        (settings.SECOND_BACKUP_FOLDER, "/nowhere/at/all"),
    ],
)
def test_what_cannot_be_taken_is_told_at_its_name_and_nothing_is_kept(
    desk: Desk, setting: settings.AnySetting, value: object
) -> None:
    values: dict[str, object] = {settings.DAILY_BACKUP.name: False, setting.name: value}
    with pytest.raises(Refused) as refused:
        settings.put_chosen(desk, values)
    assert [problem.field for problem in refused.value.problems] == [setting.name]
    assert settings.get(desk, settings.DAILY_BACKUP) is True


def test_names_and_titles_are_unique() -> None:
    assert len({setting.name for setting in settings.ALL}) == len(settings.ALL)
    assert len({setting.title for setting in settings.ALL}) == len(settings.ALL)


def test_what_the_window_remembers_makes_no_step(desk: Desk) -> None:
    before = last_step(desk.store)
    settings.remember(desk, "columns/roster", "name sex")
    settings.remember(desk, "columns/roster", "name")
    assert settings.recall(desk, "columns/roster") == "name"
    assert settings.recall(desk, "columns/dues") == ""
    assert last_step(desk.store) == before
    settings.remember(replace(desk, read_only=True), "columns/roster", "")
    assert settings.recall(desk, "columns/roster") == "name"
