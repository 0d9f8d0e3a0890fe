"""The fields of the form are the columns of the member, each once."""

from __future__ import annotations

from djdesk.models.roster import Absence, Hardship, Kin, Member, Reward, Standing
from djdesk.models.rules import codes
from djdesk.services.listing import Kind
from djdesk.services.roster import FIELDS, MEMBER_FIELDS, RECORD_KINDS, STANDING_FIELDS
from djdesk.services.roster.fields import DATE_KEYS

KEPT_OTHERWISE = {
    "id",
    "uid",
    "origin",
    "version",
    "photo",
    "month_only",
    "name_pinyin",
    "name_initials",
    "name_strokes",
    "withdrawn_on",
    "withdrawn_reason",
}


def test_every_column_of_a_member_has_its_field() -> None:
    columns = {column.key for column in Member.__table__.columns}
    assert {field.key for field in MEMBER_FIELDS} == columns - KEPT_OTHERWISE


def test_fields_are_named_once_and_have_their_code_tables() -> None:
    sub = [field for kind in RECORD_KINDS.values() for field in kind.fields]
    for group in (FIELDS, *(kind.fields for kind in RECORD_KINDS.values())):
        keys = [field.key for field in group]
        assert len(set(keys)) == len(keys)
    for field in (*FIELDS, *sub):
        assert field.title
        if field.codes:
            assert codes.table(field.codes).offered
        if field.kind is Kind.CODE:
            assert field.codes


def test_the_form_holds_both_parts_in_sections() -> None:
    assert {f.key for f in FIELDS} == {f.key for f in (*MEMBER_FIELDS, *STANDING_FIELDS)}
    sections = [field.section for field in FIELDS]
    assert sections == sorted(sections, key=list(dict.fromkeys(sections)).index)
    assert FIELDS[0].key == "id_number"


def test_dates_are_those_the_month_mark_may_name() -> None:
    dates = {c.key for c in Member.__table__.columns if c.key.endswith("_on")}
    assert dates - {"withdrawn_on"} == DATE_KEYS


def test_sub_records_have_all_their_columns() -> None:
    for kind, entity in (
        ("absence", Absence),
        ("reward", Reward),
        ("hardship", Hardship),
        ("kin", Kin),
    ):
        columns = {c.key for c in entity.__table__.columns} - {"id", "uid", "origin", "member_id"}
        assert {field.key for field in RECORD_KINDS[kind].fields} == columns
    standing = {c.key for c in Standing.__table__.columns}
    assert {field.key for field in STANDING_FIELDS} <= standing
