"""The roster's part of a package in the words of its forms."""

from __future__ import annotations

from djdesk.exchange.roster.package import MEMBER, SHAPES, STANDING
from djdesk.services.roster.fields import MEMBER_FIELDS


def test_titles_are_those_of_the_collection_form() -> None:
    titles = {carry.name: carry.title for carry in MEMBER.columns}
    assert all(titles[field.key] == field.title for field in MEMBER_FIELDS)


def test_sub_records_belong_to_a_member() -> None:
    assert [shape.table for shape in SHAPES if shape.of == "member"] == [
        "standing",
        "absence",
        "reward",
        "hardship",
        "kin",
    ]


def test_dated_rows_run_forward() -> None:
    assert STANDING.ascending == (("since", "until"),)
