"""The fields of dues in the order of the paper forms F07 to F09 and of dues.md §6."""

from __future__ import annotations

from djdesk.services.fields import Field
from djdesk.services.listing import Kind

STANDARD_FIELDS: tuple[Field, ...] = (
    Field("since", "起始月份", Kind.MONTH, required=True, hint="从这个月起按新标准交纳"),
    Field("code", "类别", Kind.CODE, "dues_class", required=True),
    Field("base_fen", "计算基数", Kind.MONEY, hint="每月固定的、经常性的收入，税后"),
    Field("fen", "月应交", Kind.MONEY, required=True),
    Field("mode", "核定方式", Kind.CODE, "dues_mode"),
    Field("decided_on", "核定日期", Kind.DATE),
    Field("decided_by", "核定人", Kind.PERSON),
    Field("reason", "变动原因", Kind.TEXT, lines=2),
    Field("working", "计算过程", Kind.TEXT, lines=6),
    Field("basis", "依据", Kind.TEXT, lines=2),
)

ITEM_FIELDS: tuple[Field, ...] = (
    Field("name", "项目", Kind.TEXT, "dues_item", required=True, suggest=True),
    Field("fen", "金额", Kind.MONEY, required=True),
)

REDUCTION_FIELDS: tuple[Field, ...] = (
    Field("since", "起始月份", Kind.MONTH, required=True),
    Field("until", "截止月份", Kind.MONTH, required=True, hint="含这个月"),
    Field("to_fen", "减免后月交", Kind.MONEY, required=True, hint="免交填 0"),
    Field("reason", "原因", Kind.TEXT, required=True, lines=3),
    Field("branch_opinion", "支部意见", Kind.TEXT, lines=2),
    Field("branch_on", "支部研究日期", Kind.DATE),
    Field("superior_opinion", "上级意见", Kind.TEXT, lines=2),
    Field("superior_on", "上级批准日期", Kind.DATE),
    Field("document", "批复文号", Kind.TEXT),
)

ACCOUNT_FIELDS: tuple[Field, ...] = (
    Field("paid_to", "介绍信党费交至", Kind.MONTH),
    Field("first", "本支部起交月份", Kind.MONTH),
    Field("last", "本支部止交月份", Kind.MONTH),
    Field("reason", "说明", Kind.TEXT, lines=2),
)

EXCUSE_FIELDS: tuple[Field, ...] = (
    Field("since", "起始月份", Kind.MONTH, required=True),
    Field("until", "截止月份", Kind.MONTH),
    Field("reason", "正当理由", Kind.TEXT, required=True, lines=2),
    Field("document", "依据", Kind.TEXT),
)

PAYMENT_FIELDS: tuple[Field, ...] = (
    Field("paid_on", "交纳日期", Kind.DATE, required=True),
    Field("fen", "金额", Kind.MONEY, required=True),
    Field("way", "交款方式", Kind.CODE, "dues_way"),
    Field("payer", "交款人", Kind.CODE, "dues_payer"),
    Field("payer_name", "代交人姓名", Kind.PERSON),
    Field("collector", "收款人", Kind.PERSON),
    Field("voucher", "凭证号", Kind.TEXT),
    Field("remark", "备注", Kind.TEXT, lines=2),
)

RECEIPT_FIELDS: tuple[Field, ...] = (
    Field("payer", "交款人", Kind.PERSON, required=True),
    Field("months", "交款月份", Kind.TEXT),
    Field("reason", "事由", Kind.TEXT),
    Field("fen", "金额", Kind.MONEY, required=True),
    Field("way", "交款方式", Kind.CODE, "dues_way"),
    Field("issued_on", "开具日期", Kind.DATE, required=True),
    Field("issued_by", "收款人", Kind.PERSON),
)

LARGE_FIELDS: tuple[Field, ...] = (
    Field("fen", "金额", Kind.MONEY, required=True),
    Field("given_on", "交纳日期", Kind.DATE, required=True),
    Field("brief", "简要情况", Kind.TEXT, lines=4),
    Field("reported_on", "上报日期", Kind.DATE),
    Field("receipt_number", "中组部收据号", Kind.TEXT),
)

ENTRY_FIELDS: tuple[Field, ...] = (
    Field("booked_on", "日期", Kind.DATE, required=True),
    Field("voucher", "凭证号", Kind.TEXT),
    Field("kind", "类别", Kind.CODE, "dues_entry", required=True),
    Field("summary", "摘要", Kind.TEXT, required=True),
    Field("income", "收入", Kind.MONEY),
    Field("outgo", "支出", Kind.MONEY),
    Field("handled_by", "经手人", Kind.PERSON),
    Field("remark", "备注", Kind.TEXT),
)

REMITTANCE_FIELDS: tuple[Field, ...] = (
    Field("first", "起始月份", Kind.MONTH, required=True),
    Field("last", "截止月份", Kind.MONTH, required=True),
    Field("members", "人数", Kind.COUNT),
    Field("due", "应交", Kind.MONEY),
    Field("collected", "实交", Kind.MONEY),
    Field("large", "其中大额党费", Kind.MONEY),
    Field("share_bp", "上缴比例（万分之）", Kind.COUNT),
    Field("up", "上缴", Kind.MONEY),
    Field("kept", "留存", Kind.MONEY),
    Field("handed_on", "上缴日期", Kind.DATE, required=True),
    Field("handed_by", "经手人", Kind.PERSON),
    Field("receipt_number", "上级收据号", Kind.TEXT),
    Field("remark", "备注", Kind.TEXT),
)

USE_FIELDS: tuple[Field, ...] = (
    Field("use", "用途", Kind.CODE, "dues_use", required=True),
    Field("purpose", "具体事项", Kind.TEXT, required=True, lines=2),
    Field("budget", "预算", Kind.MONEY, required=True),
    Field("applied_on", "申请日期", Kind.DATE, required=True),
    Field("branch_opinion", "支部意见", Kind.TEXT, lines=2),
    Field("decided_on", "支部研究日期", Kind.DATE),
    Field("superior_opinion", "党委意见", Kind.TEXT, lines=2),
    Field("approved_on", "批准日期", Kind.DATE),
    Field("settled", "决算", Kind.MONEY),
    Field("settled_on", "决算日期", Kind.DATE),
    Field("remark", "备注", Kind.TEXT),
)

SEALED_FIELDS: tuple[Field, ...] = (
    Field("first", "起始月份", Kind.MONTH, required=True),
    Field("last", "截止月份", Kind.MONTH, required=True),
    Field("sealed_on", "封存日期", Kind.DATE, required=True),
    Field("sealed_by", "封存人", Kind.PERSON),
    Field("due", "应交", Kind.MONEY),
    Field("paid", "实交", Kind.MONEY),
    Field("remark", "备注", Kind.TEXT),
)

PUBLICATION_FIELDS: tuple[Field, ...] = (
    Field("year", "年度", Kind.COUNT, required=True),
    Field("quarter", "季度", Kind.COUNT),
    Field("published_on", "公示日期", Kind.DATE, required=True),
    Field("removed_on", "撤下日期", Kind.DATE),
    Field("place", "公示地点", Kind.TEXT),
    Field("objections", "异议及处理", Kind.TEXT, lines=2),
    Field("remark", "备注", Kind.TEXT),
)
