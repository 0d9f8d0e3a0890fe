"""What a branch reports of its meetings, and the committee's reviews of them."""

from __future__ import annotations

from djdesk.services.listing import Kind
from djdesk.services.meetings import fields as forms
from djdesk.services.shapes import Carry, Reference, Shape, carried

_MEETING = Reference("meeting_id", "会议", "meeting")
_MEMBER = Reference("member_id", "党员", "member")
_RESPONSIBLE = Reference("responsible_id", "责任人", "member", "responsible_member")
_UNIT = Reference("organization_id", "召开单位", "organization")
_STATES = ("planned", "notified", "held", "recorded", "reviewed", "cancelled")
_POSITION = Carry("position", "次序", Kind.COUNT)

OWN_KIND = Shape(
    "meeting_kind",
    "自设会议类别",
    columns=(Carry("code", "代号"), *carried(forms.OWN_KIND_FIELDS)),
    label=("name",),
)

MEETING = Shape(
    "meeting",
    "会议",
    columns=(
        Carry("kind", "类别", Kind.CODE, "meeting_kind"),
        Carry("state", "进度", Kind.STATE, "meeting_state", _STATES),
        Carry("sitting", "同场会议"),
        Carry("year", "年度", Kind.COUNT),
        Carry("number", "次数", Kind.COUNT),
        *carried(forms.MEETING_FIELDS),
        Carry("notified_on", "通知日期", Kind.DATE),
        Carry("notice", "通知内容"),
        Carry("should", "应到", Kind.COUNT),
        Carry("present", "实到", Kind.COUNT),
        Carry("voters", "应到会有表决权人数", Kind.COUNT),
        Carry("voters_present", "实到会有表决权人数", Kind.COUNT),
        Carry("written_on", "整理日期", Kind.DATE),
        Carry("chair_signed", "主持人已签字", Kind.FLAG),
        Carry("recorder_signed", "记录人已签字", Kind.FLAG),
        Carry("reviewed_on", "审核日期", Kind.DATE),
        Carry("reviewed_by", "审核人", Kind.PERSON),
        Carry("revision", "版次", Kind.COUNT),
        Carry("cancel_reason", "取消原因"),
    ),
    references=(
        _UNIT,
        Reference("chair_id", "主持人", "member", "chair_member"),
        Reference("recorder_id", "记录人", "member", "recorder_member"),
        Reference("speaker_id", "主讲人", "member", "speaker_member"),
    ),
    label=("kind", "held_on"),
)

AGENDA_ITEM = Shape(
    "agenda_item",
    "议题",
    columns=(_POSITION, *carried(forms.AGENDA_FIELDS)),
    references=(_MEETING,),
    label=("title",),
    of="meeting",
)

SPEECH = Shape(
    "speech",
    "发言",
    columns=(_POSITION, *carried(forms.SPEECH_FIELDS)),
    references=(_MEETING, _MEMBER),
    label=("speaker",),
    of="meeting",
)

RESOLUTION = Shape(
    "resolution",
    "决议",
    columns=(
        _POSITION,
        *carried(forms.RESOLUTION_FIELDS, method=("", "hands", "secret", "roll")),
    ),
    references=(_MEETING, _RESPONSIBLE),
    label=("text",),
    of="meeting",
)

ATTENDANCE = Shape(
    "attendance",
    "签到",
    columns=(_POSITION, *carried(forms.ATTENDANCE_FIELDS)),
    references=(_MEETING, _MEMBER),
    label=("name",),
    of="meeting",
)

REVISION = Shape(
    "meeting_revision",
    "更正前的记录",
    columns=(
        Carry("revision", "版次", Kind.COUNT),
        *carried(forms.REVISION_FIELDS),
        Carry("content", "更正前内容", whole=True),
    ),
    references=(_MEETING,),
    label=("revision",),
    of="meeting",
)

REVIEW = Shape(
    "meeting_review",
    "备案审查",
    columns=(
        Carry("revision", "版次", Kind.COUNT),
        *carried(forms.REVIEW_FIELDS, result=("passed", "returned")),
    ),
    references=(_MEETING,),
    label=("result",),
    of="meeting",
)

PLAN = Shape(
    "meeting_plan",
    "计划报备",
    columns=(
        Carry("year", "年度", Kind.COUNT),
        Carry("quarter", "季度", Kind.COUNT),
        *carried(forms.PLAN_FILING_FIELDS),
    ),
    references=(_UNIT,),
    label=("year", "quarter"),
)

PROBLEM = Shape(
    "meeting_problem",
    "问题清单",
    columns=(_POSITION, *carried(forms.PROBLEM_FIELDS)),
    references=(_MEETING, _MEMBER, _RESPONSIBLE),
    label=("problem",),
    of="meeting",
)

TALK = Shape(
    "talk",
    "谈心谈话",
    columns=(
        Carry("number", "编号", Kind.COUNT),
        Carry("revision", "版次", Kind.COUNT),
        *carried(forms.TALK_FIELDS),
    ),
    references=(
        _UNIT,
        Reference("talker_id", "谈话人", "member", "talker_member"),
        Reference("partner_id", "谈话对象", "member", "partner_member"),
    ),
    label=("talker", "partner", "held_on"),
)

SHAPES = (
    OWN_KIND,
    MEETING,
    AGENDA_ITEM,
    SPEECH,
    RESOLUTION,
    ATTENDANCE,
    REVISION,
    REVIEW,
    PLAN,
    PROBLEM,
    TALK,
)
