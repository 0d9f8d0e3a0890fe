"""The fields of assessment in the order of the paper forms F10 to F12 and of assessment.md."""

from __future__ import annotations

from djdesk.services.fields import Field
from djdesk.services.listing import Kind

RUBRIC_FIELDS: tuple[Field, ...] = (
    Field("name", "方案名称", Kind.TEXT, required=True),
    Field("since", "施行月份", Kind.MONTH, required=True, hint="从这个月起按本方案计分"),
    Field("source", "依据", Kind.TEXT, lines=2, hint="上级文件或支部党员大会决议"),
    Field("decided_on", "通过日期", Kind.DATE),
    Field("decided_by", "通过会议", Kind.TEXT),
    Field("remark", "备注", Kind.TEXT, lines=2),
)

CLASS_FIELDS: tuple[Field, ...] = (
    Field("since", "起始月份", Kind.MONTH, required=True),
    Field("until", "截止月份", Kind.MONTH, hint="含这个月；空着表示一直"),
    Field("kind", "积分类别", Kind.CODE, "assessment_class", required=True),
    Field("reason", "原因", Kind.TEXT, lines=2),
    Field("decided_on", "支部研究日期", Kind.DATE),
    Field("document", "依据", Kind.TEXT),
)

LINE_FIELDS: tuple[Field, ...] = (
    Field("happened_on", "日期", Kind.DATE, required=True),
    Field("item", "项目", Kind.TEXT, required=True),
    Field("quantity", "数量", Kind.COUNT),
    Field("points", "加减分", Kind.SCORE, required=True),
    Field("reason", "事由", Kind.TEXT, required=True, lines=2),
    Field("document", "文号", Kind.TEXT, hint="一票否决、处分类必须填写决定的文号"),
    Field("state", "状态", Kind.STATE, "assessment_line_state"),
    Field("entered_by", "登记人", Kind.PERSON),
    Field("entered_on", "登记日期", Kind.DATE),
    Field("checked_by", "审核人", Kind.PERSON),
    Field("checked_on", "审核日期", Kind.DATE),
)

OPINION_FIELDS: tuple[Field, ...] = (
    Field("points", "评分", Kind.SCORE),
    Field("change", "调整", Kind.SCORE),
    Field("opinion", "意见", Kind.TEXT, lines=3),
    Field("reason", "调整理由", Kind.TEXT, lines=2),
    Field("given_by", "签署人", Kind.PERSON),
)

MONTH_FIELDS: tuple[Field, ...] = (
    Field("month", "月份", Kind.MONTH, required=True),
    Field("state", "状态", Kind.STATE, "assessment_month_state"),
    Field("scored_on", "计分日期", Kind.DATE),
    Field("scored_by", "计分人", Kind.PERSON),
    Field("confirmed_on", "审定日期", Kind.DATE),
    Field("confirmed_by", "审定人", Kind.PERSON),
    Field("published_on", "公示开始", Kind.DATE),
    Field("published_until", "公示截止", Kind.DATE),
    Field("place", "公示地点", Kind.TEXT),
    Field("telephone", "异议电话", Kind.PHONE),
    Field("sealed_on", "封存日期", Kind.DATE),
    Field("sealed_by", "封存人", Kind.PERSON),
    Field("remark", "备注", Kind.TEXT, lines=2),
)

RESULT_FIELDS: tuple[Field, ...] = (
    Field("kind", "积分类别", Kind.CODE, "assessment_class"),
    Field("base", "基础分", Kind.SCORE),
    Field("plus", "加分", Kind.SCORE),
    Field("minus", "扣分", Kind.SCORE),
    Field("change", "调整", Kind.SCORE),
    Field("own", "自身得分", Kind.SCORE),
    Field("score", "得分", Kind.SCORE),
    Field("rank", "名次", Kind.COUNT),
    Field("grade", "等次", Kind.TEXT),
    Field("warning", "预警", Kind.CODE, "assessment_warning"),
    Field("basis", "计算过程", Kind.TEXT, lines=6),
)

REOPENING_FIELDS: tuple[Field, ...] = (
    Field("was", "原状态", Kind.STATE, "assessment_month_state"),
    Field("reason", "重新开账原因", Kind.TEXT, required=True, lines=2),
    Field("reopened_on", "日期", Kind.DATE, required=True),
    Field("reopened_by", "经办人", Kind.PERSON),
)

OBJECTION_FIELDS: tuple[Field, ...] = (
    Field("raised_on", "提出日期", Kind.DATE, required=True),
    Field("raised_by", "提出人", Kind.PERSON, required=True),
    Field("text", "异议内容", Kind.TEXT, required=True, lines=3),
    Field("answer", "核实与答复", Kind.TEXT, lines=3),
    Field("answered_on", "答复日期", Kind.DATE),
    Field("answered_by", "答复人", Kind.PERSON),
)

CORRECTION_FIELDS: tuple[Field, ...] = (
    Field("opened_on", "提出日期", Kind.DATE, required=True),
    Field("problem", "存在问题", Kind.TEXT, required=True, lines=3),
    Field("measure", "整改措施", Kind.TEXT, lines=3),
    Field("responsible", "责任人", Kind.PERSON),
    Field("due_on", "整改时限", Kind.DATE),
    Field("done_on", "完成日期", Kind.DATE),
    Field("done_note", "完成情况", Kind.TEXT, lines=3),
    Field("recheck", "复核结果", Kind.CODE, "assessment_recheck"),
    Field("rechecked_on", "复核日期", Kind.DATE),
    Field("rechecked_by", "复核人", Kind.PERSON),
    Field("recheck_note", "复核意见", Kind.TEXT, lines=2),
    Field("remark", "备注", Kind.TEXT),
)

PAIRING_FIELDS: tuple[Field, ...] = (
    Field("kind", "结对类型", Kind.CODE, "pairing_kind", required=True),
    Field("helper", "帮扶方", Kind.TEXT, required=True),
    Field("partner", "结对对象", Kind.TEXT, required=True),
    Field("partner_kind", "对象类型", Kind.CODE, "pairing_partner"),
    Field("reason", "结对原因", Kind.TEXT, lines=2),
    Field("plan", "帮扶计划", Kind.TEXT, lines=4),
    Field("condition", "结束条件", Kind.CODE, "pairing_condition"),
    Field("goal", "帮扶目标", Kind.TEXT, lines=2),
    Field("since", "结对日期", Kind.DATE, required=True),
    Field("until", "计划结束", Kind.DATE),
    Field("ended_on", "结束日期", Kind.DATE),
    Field("end_reason", "结束原因", Kind.TEXT, lines=2),
    Field("result", "帮扶成效", Kind.TEXT, lines=3),
    Field("remark", "备注", Kind.TEXT),
)

CONTACT_FIELDS: tuple[Field, ...] = (
    Field("held_on", "日期", Kind.DATE, required=True),
    Field("form", "方式", Kind.CODE, "pairing_form"),
    Field("place", "地点", Kind.TEXT),
    Field("content", "帮扶内容", Kind.TEXT, required=True, lines=3),
    Field("solved", "解决的实际问题", Kind.TEXT, lines=2),
    Field("result", "效果", Kind.TEXT, lines=2),
    Field("recorded_by", "记录人", Kind.PERSON),
)

SETTLEMENT_FIELDS: tuple[Field, ...] = (
    Field("year", "年度", Kind.COUNT, required=True),
    Field("period", "考核周期", Kind.TEXT, hint="如：第三季度、全年"),
    Field("kind", "类型", Kind.CODE, "settlement_kind", required=True),
    Field("title", "奖惩事项", Kind.TEXT, required=True),
    Field("reason", "依据", Kind.TEXT, lines=2),
    Field("fen", "金额", Kind.MONEY),
    Field("decided_on", "支部研究日期", Kind.DATE),
    Field("approved_by", "批准人", Kind.PERSON),
    Field("approved_on", "批准日期", Kind.DATE),
    Field("document", "文号", Kind.TEXT),
    Field("settled_on", "兑现日期", Kind.DATE),
    Field("received_by", "领取人", Kind.PERSON),
    Field("remark", "备注", Kind.TEXT),
)
