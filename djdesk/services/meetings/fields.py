"""The fields of meetings, their parts and of talks, in the order of the paper forms F03 to F26."""

from __future__ import annotations

from djdesk.services.fields import Field
from djdesk.services.listing import Kind

PLAN_FIELDS: tuple[Field, ...] = (
    Field("kind", "类别", Kind.CODE, "meeting_kind", required=True),
    Field("organization_id", "召开单位", Kind.TEXT, refers="organization", required=True),
    Field("held_on", "日期", Kind.DATE, required=True),
    Field("start_at", "开始时间", Kind.TIME, hint="如 14:30、1430、下午2点半"),
    Field("place", "地点", Kind.TEXT, hint="写具体的会议室"),
    Field("topic", "主题", Kind.TEXT),
)

MEETING_FIELDS: tuple[Field, ...] = (
    Field("topic", "主题", Kind.TEXT, section="会议"),
    Field("held_on", "日期", Kind.DATE, section="会议", required=True),
    Field("start_at", "开始时间", Kind.TIME, section="会议", required=True),
    Field("end_at", "结束时间", Kind.TIME, section="会议", required=True),
    Field("place", "地点", Kind.TEXT, section="会议", required=True, hint="写具体的会议室"),
    Field("form", "形式", Kind.TEXT, "meeting_form", section="会议", suggest=True),
    Field("chair", "主持人", Kind.PERSON, section="会议", required=True),
    Field("recorder", "记录人", Kind.PERSON, section="会议", required=True),
    Field("speaker", "主讲人", Kind.PERSON, section="会议"),
    Field("hours", "学时", Kind.SCORE, section="会议", hint="计入集中学习的学时，如 2 或 1.5"),
    Field("study", "传达学习内容", Kind.TEXT, section="内容", lines=3, hint="篇目和文号"),
    Field("content", "会议内容", Kind.TEXT, section="内容", lines=12),
    Field("dues_note", "党费收缴情况", Kind.TEXT, section="内容", lines=2),
    Field("remark", "备注", Kind.TEXT, section="内容", lines=2),
)

AGENDA_FIELDS: tuple[Field, ...] = (
    Field("title", "议题", Kind.TEXT, required=True),
    Field("document", "文号", Kind.TEXT),
    Field("detail", "说明", Kind.TEXT, lines=3),
)

SPEECH_FIELDS: tuple[Field, ...] = (
    Field("speaker", "发言人", Kind.PERSON, required=True),
    Field("text", "发言要点", Kind.TEXT, lines=4),
)

RESOLUTION_FIELDS: tuple[Field, ...] = (
    Field("text", "决议事项", Kind.TEXT, required=True, lines=3),
    Field("method", "表决方式", Kind.CODE, "vote_method"),
    Field("quorum", "计票规则", Kind.CODE, "quorum_rule"),
    Field("should", "应到会有表决权人数", Kind.COUNT),
    Field("present", "实到会有表决权人数", Kind.COUNT),
    Field("yes", "赞成", Kind.COUNT),
    Field("no", "不赞成", Kind.COUNT),
    Field("abstain", "弃权", Kind.COUNT),
    Field("written_yes", "书面赞成", Kind.COUNT),
    Field("written_no", "书面不赞成", Kind.COUNT),
    Field("passed", "是否通过", Kind.FLAG),
    Field("basis", "计票依据", Kind.TEXT, lines=3),
    Field("responsible", "责任人", Kind.PERSON),
    Field("due_on", "完成时限", Kind.DATE),
    Field("done_on", "完成日期", Kind.DATE),
    Field("done_note", "完成情况", Kind.TEXT, lines=2),
)

ATTENDANCE_FIELDS: tuple[Field, ...] = (
    Field("name", "姓名", Kind.PERSON, required=True),
    Field("post", "职务", Kind.TEXT),
    Field("status", "到会情况", Kind.CODE, "attendance_status", required=True),
    Field("voter", "有表决权", Kind.FLAG),
    Field("arrived_at", "签到时间", Kind.TIME),
    Field("reason", "原因", Kind.TEXT),
    Field("approved_by", "准假人", Kind.PERSON),
    Field("makeup_on", "补课日期", Kind.DATE),
    Field("makeup_way", "补课方式", Kind.TEXT, "makeup_way", suggest=True),
    Field("makeup_hours", "补课学时", Kind.SCORE),
)

PROBLEM_FIELDS: tuple[Field, ...] = (
    Field("category", "类别", Kind.TEXT, "problem_category", suggest=True),
    Field("problem", "问题", Kind.TEXT, required=True, lines=3),
    Field("measure", "整改措施", Kind.TEXT, lines=3),
    Field("responsible", "责任人", Kind.PERSON),
    Field("due_on", "时限", Kind.DATE),
    Field("done_on", "完成日期", Kind.DATE),
    Field("done_note", "完成情况", Kind.TEXT, lines=2),
)

TALK_FIELDS: tuple[Field, ...] = (
    Field("talker", "谈话人", Kind.PERSON, required=True),
    Field("partner", "谈话对象", Kind.PERSON, required=True),
    Field("held_on", "日期", Kind.DATE, required=True),
    Field("start_at", "时间", Kind.TIME),
    Field("place", "地点", Kind.TEXT),
    Field("occasion", "谈话缘由", Kind.CODE, "talk_occasion"),
    Field("topic", "主题", Kind.TEXT),
    Field("content", "内容", Kind.TEXT, lines=6),
    Field("opinions", "意见建议", Kind.TEXT, lines=3),
    Field("handling", "处理", Kind.TEXT, lines=3),
    Field("talker_signed", "谈话人已签字", Kind.FLAG),
    Field("partner_signed", "谈话对象已签字", Kind.FLAG),
)

REVIEW_FIELDS: tuple[Field, ...] = (
    Field("result", "审查结果", Kind.CODE, "review_result", required=True),
    Field("reasons", "退回原因", Kind.TEXT, lines=3),
    Field("reviewer", "审查人", Kind.PERSON),
    Field("reviewed_on", "审查日期", Kind.DATE, required=True),
)

REVISION_FIELDS: tuple[Field, ...] = (
    Field("replaced_on", "更正日期", Kind.DATE, required=True),
    Field("replaced_by", "更正人", Kind.PERSON),
    Field("reason", "更正原因", Kind.TEXT, required=True, lines=2),
)

PLAN_FILING_FIELDS: tuple[Field, ...] = (
    Field("filed_on", "报备日期", Kind.DATE, required=True),
    Field("filed_by", "经办人", Kind.PERSON),
    Field("remark", "备注", Kind.TEXT),
)

OWN_KIND_FIELDS: tuple[Field, ...] = (
    Field("name", "名称", Kind.TEXT, required=True),
    Field("attends", "参加范围", Kind.CODE, "meeting_attends", required=True),
    Field("period", "频次", Kind.CODE, "meeting_period"),
    Field("times", "每期次数", Kind.COUNT),
    Field("votes", "有表决事项", Kind.FLAG),
    Field("makeup", "缺席须补课", Kind.FLAG),
    Field("ledger", "台账号简称", Kind.TEXT, hint="不填则用名称"),
    Field("basis", "依据", Kind.TEXT, hint="文件名称和文号"),
    Field("agenda", "议程模板", Kind.TEXT, lines=5, hint="每行一项"),
    Field("since", "启用日期", Kind.DATE, required=True),
    Field("until", "停用日期", Kind.DATE),
)
