"""What a branch reports of its roster: members, where they belonged, and their sub-records."""

from __future__ import annotations

from djdesk.services.listing import Kind
from djdesk.services.roster.fields import (
    ABSENCE_FIELDS,
    HARDSHIP_FIELDS,
    KIN_FIELDS,
    MEMBER_FIELDS,
    REWARD_FIELDS,
    STANDING_FIELDS,
)
from djdesk.services.shapes import Carry, Reference, Shape, carried

_MEMBER = Reference("member_id", "党员", "member")

MEMBER = Shape(
    "member",
    "党员",
    columns=(
        *carried(MEMBER_FIELDS, sex=("1", "2")),
        # the keys that lists are ordered by travel too: a branch may have corrected them by hand
        Carry("name_pinyin", "姓名拼音"),
        Carry("name_initials", "拼音首字母"),
        Carry("name_strokes", "姓名笔画"),
        Carry("photo", "照片", file=True),
        Carry("month_only", "只知年月的日期"),
        Carry("withdrawn_on", "撤销录入日期", Kind.DATE),
        Carry("withdrawn_reason", "撤销录入原因"),
    ),
    label=("name",),
    unique=("id_number",),
)

STANDING = Shape(
    "standing",
    "党籍",
    columns=(
        *carried(STANDING_FIELDS, person_class=("full", "probationary")),
        Carry("until", "结束日期", Kind.DATE),
        Carry("state", "党籍状态", Kind.CODE, "state", ("in", "suspended", "left")),
        Carry("way", "变动方式", Kind.CODE, "way"),
        Carry("whole", "整建制", Kind.FLAG),
        Carry("counterpart", "来源或去向"),
        Carry("reason", "原因"),
        Carry("basis", "依据文号"),
    ),
    references=(
        _MEMBER,
        Reference("branch_id", "所在党支部", "organization"),
        Reference("group_id", "所在党小组", "organization"),
    ),
    label=("since",),
    of="member",
    ascending=(("since", "until"),),
)

ABSENCE = Shape(
    "absence",
    "流动与失联",
    columns=carried(ABSENCE_FIELDS, kind=("mobile", "lost")),
    references=(_MEMBER,),
    label=("kind", "since"),
    of="member",
)

REWARD = Shape(
    "reward",
    "奖惩",
    columns=carried(REWARD_FIELDS, kind=("reward", "discipline")),
    references=(_MEMBER,),
    label=("title",),
    of="member",
)

HARDSHIP = Shape(
    "hardship",
    "困难情况",
    columns=carried(HARDSHIP_FIELDS),
    references=(_MEMBER,),
    label=("kind", "since"),
    of="member",
)

KIN = Shape(
    "kin",
    "家庭成员",
    columns=carried(KIN_FIELDS),
    references=(_MEMBER,),
    label=("relation", "name"),
    of="member",
)

SHAPES = (MEMBER, STANDING, ABSENCE, REWARD, HARDSHIP, KIN)
