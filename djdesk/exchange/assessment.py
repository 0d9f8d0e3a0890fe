"""What a branch reports of its assessment, and what its committee sends down: rubrics, opinions."""

from __future__ import annotations

from djdesk.services.assessment import fields as forms
from djdesk.services.listing import Kind
from djdesk.services.shapes import Carry, Reference, Shape, carried

LEVELS = ("member", "group", "branch")
_LEVEL = Carry("level", "层级", Kind.CODE, "assessment_level", LEVELS)
_MONTH = Carry("month", "月份", Kind.MONTH)
_MEMBER = Reference("member_id", "党员", "member")
_UNIT = Reference("organization_id", "党组织", "organization")
_RUBRIC = Reference("rubric_id", "考核方案", "assessment_rubric")
_BOOK = Reference("month_id", "考核月份", "assessment_month")
_RESPONSIBLE = Reference("responsible_id", "责任人（党员）", "member", "responsible_member")

RUBRIC = Shape(
    "assessment_rubric",
    "考核方案",
    columns=(
        Carry("code", "方案代号"),
        Carry("revision", "版次", Kind.COUNT),
        *carried(forms.RUBRIC_FIELDS),
        Carry(
            "state",
            "状态",
            Kind.STATE,
            "assessment_rubric_state",
            ("draft", "effective", "retired"),
        ),
        Carry("content", "方案内容", whole=True),
        Carry("based_on", "复制自"),
        Carry("sent_on", "下发日期", Kind.DATE),
    ),
    label=("name", "revision"),
)

CLASS = Shape(
    "assessment_class",
    "积分类别",
    columns=carried(forms.CLASS_FIELDS),
    references=(_MEMBER,),
    label=("since",),
    of="member",
    ascending=(("since", "until"),),
    unique=("since",),
)

LINE = Shape(
    "assessment_line",
    "积分登记",
    columns=(
        _LEVEL,
        _MONTH,
        *carried(forms.LINE_FIELDS, state=("pending", "valid", "refused")),
        Carry("step", "档次"),
        Carry("feed", "归集来源", Kind.CODE, "assessment_feed"),
        Carry("source", "依据记录"),
    ),
    references=(_UNIT, _MEMBER, _RUBRIC, Reference("reverses_id", "冲销的记录", "assessment_line")),
    label=("month", "item", "reason", "points"),
    of="member",
    instead="organization",
)

OPINION = Shape(
    "assessment_opinion",
    "考核意见",
    columns=(
        _LEVEL,
        _MONTH,
        Carry(
            "stage",
            "评价方",
            Kind.CODE,
            "assessment_stage",
            ("self", "group", "branch", "superior"),
        ),
        *carried(forms.OPINION_FIELDS),
        Carry("given_at", "签署时间"),
    ),
    references=(_UNIT, _MEMBER),
    label=("month", "stage"),
    of="member",
    instead="organization",
)

MONTH = Shape(
    "assessment_month",
    "考核月份",
    columns=(
        *carried(forms.MONTH_FIELDS, state=("open", "scored", "confirmed", "published", "sealed")),
        Carry("revision", "版次", Kind.COUNT),
        Carry("content", "审定内容", whole=True),
    ),
    references=(_UNIT, _RUBRIC, Reference("meeting_id", "审定会议", "meeting")),
    label=("month",),
    of="organization",
    ascending=(("published_on", "published_until"),),
)

RESULT = Shape(
    "assessment_result",
    "考核得分",
    columns=(_LEVEL, *carried(forms.RESULT_FIELDS)),
    references=(_BOOK, _UNIT, _MEMBER),
    label=("level", "score", "grade"),
    of="month",
    about="member",
)

REOPENING = Shape(
    "assessment_reopening",
    "重新开账",
    columns=(
        Carry("revision", "版次", Kind.COUNT),
        *carried(forms.REOPENING_FIELDS),
        Carry("content", "原审定内容", whole=True),
    ),
    references=(_BOOK,),
    label=("reopened_on",),
    of="month",
)

OBJECTION = Shape(
    "assessment_objection",
    "公示异议",
    columns=carried(forms.OBJECTION_FIELDS),
    references=(_BOOK, _MEMBER),
    label=("raised_on", "raised_by"),
    of="month",
)

CORRECTION = Shape(
    "assessment_correction",
    "整改",
    columns=(
        Carry("number", "编号", Kind.COUNT),
        _LEVEL,
        Carry("month", "月份", Kind.MONTH),
        Carry("warning", "预警", Kind.CODE, "assessment_warning"),
        *carried(forms.CORRECTION_FIELDS, recheck=("", "passed", "failed")),
    ),
    references=(_UNIT, _MEMBER, _RESPONSIBLE, Reference("talk_id", "谈话", "talk")),
    label=("opened_on", "problem"),
    of="member",
    instead="organization",
)

PAIRING = Shape(
    "pairing",
    "结对帮扶",
    columns=(
        Carry("number", "编号", Kind.COUNT),
        *carried(forms.PAIRING_FIELDS, kind=("branch", "member")),
    ),
    references=(
        _UNIT,
        Reference("helper_id", "帮扶党员", "member", "helper_member"),
        Reference("partner_id", "结对党员", "member", "partner_member"),
        Reference("correction_id", "整改", "assessment_correction"),
    ),
    label=("helper", "partner"),
    ascending=(("since", "ended_on"),),
)

CONTACT = Shape(
    "pairing_contact",
    "帮扶记录",
    columns=carried(forms.CONTACT_FIELDS),
    references=(Reference("pairing_id", "结对帮扶", "pairing"),),
    label=("held_on",),
    of="pairing",
)

SETTLEMENT = Shape(
    "assessment_settlement",
    "奖惩兑现",
    columns=(
        Carry("number", "编号", Kind.COUNT),
        _LEVEL,
        *carried(forms.SETTLEMENT_FIELDS, kind=("reward", "penalty")),
    ),
    references=(_UNIT, _MEMBER),
    label=("year", "title"),
    of="member",
    instead="organization",
)

SHAPES = (
    RUBRIC,
    CLASS,
    LINE,
    OPINION,
    MONTH,
    RESULT,
    REOPENING,
    OBJECTION,
    CORRECTION,
    PAIRING,
    CONTACT,
    SETTLEMENT,
)
