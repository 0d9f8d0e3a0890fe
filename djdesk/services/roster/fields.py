"""The fields of a member's record in the order of the collection form (党员信息采集表)."""

from __future__ import annotations

from djdesk.services.fields import Field
from djdesk.services.listing import Kind

PERSON, PARTY, STUDY, WORK, OTHER = "基本信息", "党籍信息", "学历学位", "工作与联系", "其他"

# Kept in the member's own row; roster.md §1. Those of `STANDING_FIELDS` are dated.
MEMBER_FIELDS: tuple[Field, ...] = (
    Field(
        "id_number",
        "身份证号",
        Kind.ID_NUMBER,
        section=PERSON,
        private=True,
        hint="18 位；出生日期和性别由它带出",
    ),
    Field("id_missing_reason", "无身份证号原因", Kind.TEXT, section=PERSON),
    Field("name", "姓名", Kind.PERSON, section=PERSON, required=True, hint="与身份证一致"),
    Field("former_name", "曾用名", Kind.PERSON, section=PERSON),
    Field("sex", "性别", Kind.CODE, "sex", PERSON, required=True),
    Field("ethnic", "民族", Kind.CODE, "ethnic", PERSON),
    Field("birth_on", "出生日期", Kind.DATE, section=PERSON, hint="如 1985.3.12 或 19850312"),
    Field(
        "file_birth_on",
        "档案出生日期",
        Kind.DATE,
        section=PERSON,
        hint="干部人事档案记载不同时填写",
    ),
    Field("native_place", "籍贯", Kind.TEXT, section=PERSON, hint="祖父出生地，写到县"),
    Field("household", "户籍所在地", Kind.TEXT, section=PERSON, private=True),
    Field("marital", "婚姻状况", Kind.CODE, "marital", PERSON),
    Field("health", "健康状况", Kind.TEXT, "health", PERSON, suggest=True),
    Field(
        "joined_on",
        "入党时间",
        Kind.DATE,
        section=PARTY,
        hint="支部大会通过其为预备党员之日，不是转正之日",
    ),
    Field("full_on", "转正时间", Kind.DATE, section=PARTY),
    Field("joined_branch", "入党时所在支部", Kind.TEXT, section=PARTY),
    Field("sponsors", "入党介绍人", Kind.TEXT, section=PARTY, hint="两人，用顿号隔开"),
    Field("education", "学历", Kind.CODE, "education", STUDY),
    Field("education_mode", "教育类别", Kind.CODE, "education_mode", STUDY),
    Field("degree", "学位", Kind.CODE, "degree", STUDY),
    Field("school", "毕业院校", Kind.TEXT, section=STUDY),
    Field("major", "专业", Kind.TEXT, section=STUDY),
    Field("work_start_on", "参加工作时间", Kind.DATE, section=WORK),
    Field("workplace", "工作单位及职务", Kind.TEXT, section=WORK),
    Field("job_title", "行政职务", Kind.TEXT, section=WORK),
    Field("tech_title", "专业技术职务", Kind.TEXT, section=WORK),
    Field("phone", "联系电话", Kind.PHONE, section=WORK, private=True),
    Field("address", "家庭住址", Kind.TEXT, section=WORK, private=True, hint="写到村、社区门牌"),
    Field("remark", "备注", Kind.TEXT, section=OTHER, lines=3),
)

STANDING_FIELDS: tuple[Field, ...] = (
    Field(
        "branch_id", "所在党支部", Kind.COUNT, section=PARTY, required=True, refers="organization"
    ),
    Field("group_id", "所在党小组", Kind.COUNT, section=PARTY, refers="group"),
    Field("person_class", "人员类别", Kind.CODE, "person_class", PARTY, required=True),
    Field("work_post", "工作岗位", Kind.CODE, "work_post", WORK),
    Field("since", "进入本支部日期", Kind.DATE, section=PARTY),
)


def _merged() -> tuple[Field, ...]:
    """Member and standing fields together, those of a section side by side."""
    sections = (PERSON, PARTY, STUDY, WORK, OTHER)
    return tuple(
        each
        for section in sections
        for each in (*_first(section), *MEMBER_FIELDS)
        if each.section == section
    )


def _first(section: str) -> tuple[Field, ...]:
    return tuple(each for each in STANDING_FIELDS if each.section == section)


FIELDS: tuple[Field, ...] = _merged()

MEMBER_KEYS = frozenset(each.key for each in MEMBER_FIELDS)
STANDING_KEYS = frozenset(each.key for each in STANDING_FIELDS)
DATE_KEYS = frozenset(each.key for each in MEMBER_FIELDS if each.kind is Kind.DATE)

# Sub-records, each in the order of its form.
ABSENCE_FIELDS: tuple[Field, ...] = (
    Field("kind", "类别", Kind.CODE, "absence_kind", required=True),
    Field(
        "since",
        "起始日期",
        Kind.DATE,
        required=True,
        hint="失联：最后一次参加组织生活或交纳党费之日",
    ),
    Field("until", "结束日期", Kind.DATE, hint="返回或取得联系之日；尚未结束留空"),
    Field("destination", "外出流向", Kind.TEXT),
    Field("reason", "原因", Kind.TEXT),
)
REWARD_FIELDS: tuple[Field, ...] = (
    Field("kind", "类别", Kind.CODE, "reward_kind", required=True),
    Field("title", "名称", Kind.TEXT, "discipline", required=True, suggest=True),
    Field("given_on", "批准日期", Kind.DATE, required=True),
    Field("until", "期满日期", Kind.DATE, hint="处分影响期满之日"),
    Field("given_by", "批准机关", Kind.TEXT),
    Field("document", "文号", Kind.TEXT),
    Field("reason", "原因", Kind.TEXT, lines=2),
)
HARDSHIP_FIELDS: tuple[Field, ...] = (
    Field("kind", "困难类型", Kind.TEXT, "hardship_kind", required=True, suggest=True),
    Field("since", "起始日期", Kind.DATE, required=True),
    Field("until", "结束日期", Kind.DATE),
    Field("detail", "困难情况", Kind.TEXT, lines=3),
    Field("aid_fen", "帮扶金额", Kind.MONEY),
)
KIN_FIELDS: tuple[Field, ...] = (
    Field("relation", "称谓", Kind.TEXT, "relation", required=True, suggest=True),
    Field("name", "姓名", Kind.PERSON, required=True),
    Field("birth_on", "出生日期", Kind.DATE),
    Field("political", "政治面貌", Kind.CODE, "political"),
    Field("workplace", "工作单位及职务", Kind.TEXT),
    Field("phone", "联系电话", Kind.PHONE, private=True),
)
