"""Every table and column that travels is described, and nothing is forgotten."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import CheckConstraint

from djdesk.exchange.areas import AREAS, SHAPES, in_order
from djdesk.models.base import Base, Travelling
from djdesk.models.rules import codes
from djdesk.models.schema import metadata
from djdesk.models.store.files import FILE_COLUMNS
from djdesk.models.store.rows import table_of
from djdesk.services.shapes import Reference, Shape, column_type

LOCAL = {"id", "uid", "origin", "version", "original"}
"""Columns that mean something in one book only, or are written by the one who receives."""


def test_every_table_that_carries_a_uid_travels() -> None:
    mappers = [m for m in Base.registry.mappers if issubclass(m.class_, Travelling)]
    assert {shape.table for shape in SHAPES} == {table_of(mapper).name for mapper in mappers}


@pytest.mark.parametrize("shape", SHAPES, ids=lambda s: s.table)
def test_every_column_travels(shape: Shape) -> None:
    described = [c.name for c in shape.columns] + [r.column for r in shape.references]
    described += shape.owner or ()
    assert sorted(described) == sorted(set(metadata.tables[shape.table].c.keys()) - LOCAL)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda s: s.table)
def test_references_are_the_foreign_keys(shape: Shape) -> None:
    table = metadata.tables[shape.table]
    keys = {(fk.parent.name, fk.column.table.name) for fk in table.foreign_keys}
    assert {(r.column, r.table) for r in shape.references} == keys


@pytest.mark.parametrize("shape", SHAPES, ids=lambda s: s.table)
def test_what_the_database_checks_is_checked_before(shape: Shape) -> None:
    # else the merge would stop at the database, with words nobody understands
    columns = {c.name: c for c in shape.columns}
    for constraint in metadata.tables[shape.table].constraints:
        if isinstance(constraint, CheckConstraint):
            text = str(constraint.sqltext)
            listed = re.fullmatch(r"(\w+) in \((.*)\)", text)
            if listed:
                allowed = tuple(re.findall(r"'(\w*)'", listed[2]))
                assert set(columns[listed[1]].allowed) == set(allowed), text
            else:
                assert shape.ascending, text


@pytest.mark.parametrize("shape", SHAPES, ids=lambda s: s.table)
def test_descriptions_hold(shape: Shape) -> None:
    columns = {c.name: c for c in shape.columns}
    assert set(shape.label) <= set(columns)
    assert len(shape.keys) == len(set(shape.keys))
    assert shape.home <= set(columns)
    assert shape.of in ("", *(r.key for r in shape.references))
    assert shape.about in ("", *(r.key for r in shape.references))
    assert shape.instead in ("", *(r.key for r in shape.references))
    for name in shape.unique:
        held = column_type(shape.table, name)
        assert held.nullable or held.kind == "date"
    for carry in shape.columns:
        assert carry.title
        assert column_type(shape.table, carry.name)
        if carry.codes:
            assert codes.table(carry.codes).entries


def test_file_columns_are_those_the_vault_keeps() -> None:
    carried = {(s.table, c.name) for s in SHAPES for c in s.columns if c.file}
    assert carried == {(t, c) for t, c in FILE_COLUMNS if c not in LOCAL}


def test_rows_come_after_those_they_point_to() -> None:
    place = {shape.table: n for n, shape in enumerate(SHAPES)}
    for shape in SHAPES:
        for reference in shape.references:
            assert place[reference.table] <= place[shape.table]
    assert all(shape.owner is None for shape in SHAPES[:-1])


def test_circles_are_refused() -> None:
    ring = [
        Shape("a", "", (), (Reference("b_id", "", "b"),)),
        Shape("b", "", (), (Reference("a_id", "", "a"),)),
    ]
    with pytest.raises(ValueError, match="each other"):
        in_order(ring)


def test_areas_bear_the_words_of_the_house() -> None:
    assert [word for word, _ in AREAS] == [
        "organization",
        "roster",
        "meetings",
        "dues",
        "assessment",
        "archive",
    ]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.table)
def test_every_code_has_room_in_its_column(shape: Shape) -> None:
    """The book itself does not look at lengths, but the package does: a long code never arrives."""
    for column in shape.columns:
        room = column_type(shape.table, column.name).length
        words = [entry.code for entry in codes.table(column.codes).entries] if column.codes else []
        assert not [word for word in (*words, *column.allowed) if room and len(word) > room]
