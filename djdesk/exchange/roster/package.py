"""What a branch reports of its roster: members, where they belonged, and their sub-records."""

from __future__ import annotations

from djdesk.services.listing import Kind
from djdesk.services.shapes import Carry, Reference, Shape

_MEMBER = Reference("member_id", "党员", "member")

MEMBER = Shape(
    "member",
    "党员",
    columns=(
        Carry("name", "姓名", Kind.PERSON),
        Carry("former_name", "曾用名"),
        Carry("name_pinyin", "姓名拼音"),
        Carry("name_initials", "拼音首字母"),
        Carry("name_strokes", "姓名笔画"),
        Carry("sex", "性别", Kind.CODE, "sex", ("1", "2")),
        Carry("id_number", "公民身份号码", Kind.ID_NUMBER),
        Carry("id_missing_reason", "无身份号码原因"),
        Carry("ethnic", "民族", Kind.CODE, "ethnic"),
        Carry("birth_on", "出生日期", Kind.DATE),
        Carry("file_birth_on", "档案出生日期", Kind.DATE),
        Carry("native_place", "籍贯"),
        Carry("household", "户籍所在地"),
        Carry("education", "学历", Kind.CODE, "education"),
        Carry("education_mode", "教育类别", Kind.CODE, "education_mode"),
        Carry("degree", "学位", Kind.CODE, "degree"),
        Carry("school", "毕业院校"),
        Carry("major", "专业"),
        Carry("marital", "婚姻状况", Kind.CODE, "marital"),
        Carry("joined_on", "入党时间", Kind.DATE),
        Carry("full_on", "转正时间", Kind.DATE),
        Carry("joined_branch", "入党时所在支部"),
        Carry("sponsors", "入党介绍人"),
        Carry("work_start_on", "参加工作时间", Kind.DATE),
        Carry("workplace", "工作单位及职务"),
        Carry("job_title", "行政职务"),
        Carry("tech_title", "专业技术职务"),
        Carry("phone", "联系电话", Kind.PHONE),
        Carry("address", "家庭住址"),
        Carry("health", "健康状况", Kind.CODE, "health"),
        Carry("photo", "照片", file=True),
        Carry("remark", "备注"),
        Carry("month_only", "只知年月的日期"),
        Carry("withdrawn_on", "撤销录入日期", Kind.DATE),
        Carry("withdrawn_reason", "撤销录入原因"),
    ),
    label=("name",),
    unique=("id_number",),
)

STANDING = Shape(
    "standing",
    "党籍与所在支部",
    columns=(
        Carry("since", "起始日期", Kind.DATE),
        Carry("until", "结束日期", Kind.DATE),
        Carry("state", "党籍状态", Kind.CODE, "state", ("in", "suspended", "left")),
        Carry("person_class", "人员类别", Kind.CODE, "person_class", ("full", "probationary")),
        Carry("work_post", "工作岗位", Kind.CODE, "work_post"),
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
    columns=(
        Carry("kind", "类别", Kind.CODE, "absence_kind", ("mobile", "lost")),
        Carry("since", "起始日期", Kind.DATE),
        Carry("until", "结束日期", Kind.DATE),
        Carry("destination", "外出流向"),
        Carry("reason", "原因"),
    ),
    references=(_MEMBER,),
    label=("kind", "since"),
    of="member",
)

REWARD = Shape(
    "reward",
    "奖惩",
    columns=(
        Carry("kind", "类别", Kind.CODE, "reward_kind", ("reward", "discipline")),
        Carry("title", "名称"),
        Carry("given_on", "批准日期", Kind.DATE),
        Carry("until", "期满日期", Kind.DATE),
        Carry("given_by", "批准机关"),
        Carry("document", "文号"),
        Carry("reason", "原因"),
    ),
    references=(_MEMBER,),
    label=("title",),
    of="member",
)

HARDSHIP = Shape(
    "hardship",
    "困难情况",
    columns=(
        Carry("kind", "困难类型", Kind.CODE, "hardship_kind"),
        Carry("since", "起始日期", Kind.DATE),
        Carry("until", "结束日期", Kind.DATE),
        Carry("detail", "困难情况"),
        Carry("aid_fen", "帮扶金额", Kind.MONEY),
    ),
    references=(_MEMBER,),
    label=("kind", "since"),
    of="member",
)

KIN = Shape(
    "kin",
    "家庭成员",
    columns=(
        Carry("relation", "称谓"),
        Carry("name", "姓名", Kind.PERSON),
        Carry("birth_on", "出生日期", Kind.DATE),
        Carry("political", "政治面貌", Kind.CODE, "political"),
        Carry("workplace", "工作单位及职务"),
        Carry("phone", "联系电话", Kind.PHONE),
    ),
    references=(_MEMBER,),
    label=("relation", "name"),
    of="member",
)

SHAPES = (MEMBER, STANDING, ABSENCE, REWARD, HARDSHIP, KIN)
