"""Rows as plain values and back."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import inspect

from djdesk.models.archive import Attachment
from djdesk.models.base import Base
from djdesk.models.roster import Member
from djdesk.models.store.rows import (
    as_json,
    kept_columns,
    mapper_of,
    plain,
    read_rows,
    revive,
    table_of,
    version_column,
)
from djdesk.models.store.store import Store
from tests.models.store.people import bring_in


def test_every_kind_of_value_comes_back() -> None:
    member, attachment = (table_of(inspect(entity)).c for entity in (Member, Attachment))
    values = [
        (member.birth_on, date(1985, 3, 1)),
        (member.birth_on, None),
        (member.name, "1985-03-01"),
        (member.version, 7),
        (attachment.added_at, datetime.fromisoformat("2026-11-20T16:02:03.000004")),
    ]
    for column, value in values:
        assert revive(column, plain(value)) == value
        assert type(revive(column, plain(value))) is type(value)


def test_json_keeps_chinese_readable() -> None:
    assert as_json({"name": "张三", "since": date(2020, 1, 2), "until": None}) == (
        '{"name":"张三","since":"2020-01-02","until":null}'
    )


def test_key_and_version_are_not_kept() -> None:
    mapper = mapper_of("member")
    assert version_column(mapper) == "version"
    names = {name for _, name in kept_columns(mapper)}
    assert names == set(table_of(mapper).c.keys()) - {"id", "version"}


def test_every_table_is_found_by_its_name() -> None:
    for name in Base.metadata.tables:
        assert table_of(mapper_of(name)).name == name
    with pytest.raises(KeyError):
        mapper_of("nothing")


def test_more_rows_than_one_statement_takes(store: Store) -> None:
    ids = bring_in(store, [f"某{n}" for n in range(1203)])
    with store.read() as session:
        found = read_rows(session, mapper_of("member"), [*ids, 999_999])
    assert list(found) == list(ids)
    assert found[ids[-1]]["name"] == "某1202"
