"""What a branch reports of its organizations: itself, its groups, its terms and posts."""

from __future__ import annotations

from djdesk.services.listing import Kind
from djdesk.services.organization.fields import (
    DISSOLVE_FIELDS,
    END_FIELDS,
    POST_FIELDS,
    PROFILE_FIELDS,
    TERM_FIELDS,
)
from djdesk.services.shapes import Carry, Reference, Shape, carried

ORGANIZATION = Shape(
    "organization",
    "党组织",
    columns=(
        *carried(PROFILE_FIELDS),
        Carry(
            "kind",
            "党组织种类",
            Kind.CODE,
            "organization_kind",
            ("committee", "general", "branch", "group"),
        ),
        Carry("position", "顺序", Kind.COUNT),
        Carry("dissolved_on", DISSOLVE_FIELDS[0].title, Kind.DATE),
        *carried(DISSOLVE_FIELDS[1:]),
    ),
    references=(Reference("parent_id", "上一级组织", "organization"),),
    label=("name",),
    # name, code and place in the tree are given by the committee, not by the branch
    home=frozenset(f.key for f in PROFILE_FIELDS) - {"name", "code"},
    rooted=True,
)

TERM = Shape(
    "term",
    "届次",
    columns=(*carried(TERM_FIELDS), Carry("until", "结束日期", Kind.DATE)),
    references=(Reference("organization_id", "党组织", "organization"),),
    label=("number",),
    of="organization",
)

TENURE = Shape(
    "tenure",
    "任职",
    columns=(
        *carried(POST_FIELDS),
        Carry("person_name", "任职人员（不在册）", Kind.PERSON),
        *carried(END_FIELDS[:1]),
    ),
    references=(
        Reference("organization_id", "党组织", "organization"),
        Reference("term_id", "届次", "term"),
        Reference("member_id", "任职人员", "member"),
    ),
    label=("person_name", "post"),
    of="member",
)

SHAPES = (ORGANIZATION, TERM, TENURE)
