"""Descriptions of what travels follow the columns of the book."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from djdesk.services.fields import Field
from djdesk.services.listing import Kind
from djdesk.services.shapes import (
    Carry,
    ColumnType,
    Reference,
    Shape,
    carried,
    column_type,
    from_wire,
)


def test_types_are_read_from_the_book() -> None:
    assert column_type("member", "name") == ColumnType("text", False, 50)
    assert column_type("member", "id_number") == ColumnType("text", True, 18)
    assert column_type("member", "birth_on") == ColumnType("date", True)
    assert column_type("standing", "since") == ColumnType("date", False)
    assert column_type("standing", "whole") == ColumnType("flag", False)
    assert column_type("hardship", "aid_fen") == ColumnType("int", False)
    assert column_type("attachment", "added_at") == ColumnType("time", False)
    with pytest.raises(KeyError):
        column_type("member", "salary")


def test_values_become_what_the_column_wants() -> None:
    assert from_wire(ColumnType("date", True), "2026-11-20") == date(2026, 11, 20)
    moment = datetime.fromisoformat("2026-11-20T09:30:00")
    assert from_wire(ColumnType("time", True), "2026-11-20T09:30:00") == moment
    assert from_wire(ColumnType("text", True), "2026-11-20") == "2026-11-20"
    assert from_wire(ColumnType("int", True), 5) == 5
    assert from_wire(ColumnType("date", True), None) is None
    with pytest.raises(ValueError, match="day"):
        from_wire(ColumnType("date", True), "2026-02-30")


def test_fields_of_a_form_become_columns_without_references() -> None:
    fields = (
        Field("sex", "性别", Kind.CODE, "sex"),
        Field("member_id", "党员", Kind.PERSON, refers="roster"),
    )
    assert carried(fields, sex=("1", "2")) == (Carry("sex", "性别", Kind.CODE, "sex", ("1", "2")),)


def test_keys_of_a_travelling_row() -> None:
    shape = Shape(
        "attachment",
        "附件",
        (Carry("title", "名称"),),
        (Reference("parent_id", "上级", "attachment"),),
        owner=("owner", "owner_id"),
    )
    assert shape.keys == ("title", "parent", "owner", "owner_id")
    assert shape.self_key == "parent"
