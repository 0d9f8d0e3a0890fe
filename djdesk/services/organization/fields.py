"""The fields of an organization's record, terms and posts, in the order of the paper forms."""

from __future__ import annotations

from djdesk.services.fields import Field
from djdesk.services.listing import Kind

PROFILE_FIELDS: tuple[Field, ...] = (
    Field(
        "name", "党组织名称", Kind.TEXT, section="基本情况", required=True, hint="与印章一致的全称"
    ),
    Field("short_name", "简称", Kind.TEXT, section="基本情况", hint="用于窄栏和文件名"),
    Field("code", "党组织代码", Kind.TEXT, section="基本情况", hint="由上级党组织编发"),
    Field("seal_name", "印章名称", Kind.TEXT, section="基本情况"),
    Field("category", "组织类别", Kind.CODE, "organization_category", section="基本情况"),
    Field("founding", "建立党组织情况", Kind.CODE, "founding", section="基本情况"),
    Field("founded_on", "成立日期", Kind.DATE, section="基本情况"),
    Field("unit_name", "单位名称", Kind.TEXT, section="所在单位"),
    Field("unit_nature", "单位性质类别", Kind.CODE, "unit_nature", section="所在单位"),
    Field("unit_situation", "所在单位情况", Kind.CODE, "unit_situation", section="所在单位"),
    Field("credit_code", "统一社会信用代码", Kind.TEXT, section="所在单位"),
    Field("contact_name", "联系人", Kind.PERSON, section="联系方式"),
    Field("contact_phone", "联系电话", Kind.PHONE, section="联系方式", private=True),
    Field("address", "通讯地址", Kind.TEXT, section="联系方式"),
    Field("remark", "备注", Kind.TEXT, section="联系方式", lines=3),
)

GROUP_FIELDS: tuple[Field, ...] = (
    Field("name", "党小组名称", Kind.TEXT, required=True, hint="如：第一党小组"),
    Field("short_name", "简称", Kind.TEXT),
    Field("founded_on", "设立日期", Kind.DATE),
    Field("remark", "备注", Kind.TEXT, lines=3),
)

TERM_FIELDS: tuple[Field, ...] = (
    Field("number", "届次", Kind.COUNT, required=True),
    Field("since", "起始日期", Kind.DATE, required=True, hint="上级批复的日期"),
    Field("planned_until", "届满日期", Kind.DATE, required=True),
    Field("basis", "批复文号", Kind.TEXT),
    Field("reason", "说明", Kind.TEXT, lines=2),
)

POST_FIELDS: tuple[Field, ...] = (
    Field("post", "党内职务", Kind.CODE, "party_post", required=True),
    Field("member_id", "任职人员", Kind.PERSON, refers="roster", required=True),
    Field("duty", "分工", Kind.TEXT),
    Field("since", "任职日期", Kind.DATE, required=True),
    Field("basis", "批复文号", Kind.TEXT),
    Field("reason", "说明", Kind.TEXT, lines=2),
)

END_FIELDS: tuple[Field, ...] = (
    Field("until", "免职日期", Kind.DATE, required=True, hint="从这一天起不再担任"),
    Field("reason", "免职原因", Kind.TEXT, required=True, hint="如：届满、调离、辞职"),
)

DISSOLVE_FIELDS: tuple[Field, ...] = (
    Field("on", "撤销日期", Kind.DATE, required=True),
    Field("dissolved_reason", "撤销原因", Kind.TEXT, required=True, hint="写明批复文号"),
)
