"""What a branch reports of its dues; the committee adds up what it receives and compares."""

from __future__ import annotations

from djdesk.services.dues import fields as forms
from djdesk.services.listing import Kind
from djdesk.services.shapes import Carry, Reference, Shape, carried

_MEMBER = Reference("member_id", "党员", "member")
_UNIT = Reference("organization_id", "党支部", "organization")
_PAYMENT = Reference("payment_id", "交纳", "dues_payment")
_ENTRY = Reference("entry_id", "收支账", "dues_entry")

STANDARD = Shape(
    "dues_standard",
    "党费核定",
    columns=(
        *carried(forms.STANDARD_FIELDS, mode=("annual", "month")),
        Carry("divisor", "基数除以", Kind.COUNT),
        Carry("rate_bp", "比例（万分之）", Kind.COUNT),
        Carry("unit_fen", "取整到（分）", Kind.COUNT),
    ),
    references=(_MEMBER,),
    label=("since",),
    of="member",
    unique=("since",),
)

BASE_ITEM = Shape(
    "dues_item",
    "基数项目",
    columns=(
        Carry("position", "次序", Kind.COUNT),
        Carry("sign", "增减", Kind.COUNT),
        *carried(forms.ITEM_FIELDS),
    ),
    references=(Reference("standard_id", "党费核定", "dues_standard"),),
    label=("name",),
    of="standard",
)

REDUCTION = Shape(
    "dues_reduction",
    "党费减免",
    columns=carried(forms.REDUCTION_FIELDS),
    references=(_MEMBER,),
    label=("since",),
    of="member",
    ascending=(("since", "until"),),
)

ACCOUNT = Shape(
    "dues_account",
    "起止月份",
    columns=carried(forms.ACCOUNT_FIELDS),
    references=(_MEMBER,),
    label=("paid_to",),
    of="member",
)

EXCUSE = Shape(
    "dues_excuse",
    "有正当理由未交",
    columns=carried(forms.EXCUSE_FIELDS),
    references=(_MEMBER,),
    label=("since",),
    of="member",
    ascending=(("since", "until"),),
)

PAYMENT = Shape(
    "dues_payment",
    "党费交纳",
    columns=(*carried(forms.PAYMENT_FIELDS), Carry("reason", "冲销原因")),
    references=(_MEMBER, Reference("reverses_id", "冲销的记录", "dues_payment")),
    label=("paid_on",),
    of="member",
)

PAYMENT_PART = Shape(
    "dues_part",
    "交纳明细",
    columns=(
        Carry("kind", "事由", Kind.CODE, "dues_kind"),
        Carry("month", "月份", Kind.MONTH),
        Carry("fen", "金额", Kind.MONEY),
    ),
    references=(_PAYMENT, _MEMBER),
    label=("month",),
    of="member",
)

RECEIPT = Shape(
    "dues_receipt",
    "党费收据",
    columns=(
        Carry("year", "年度", Kind.COUNT),
        Carry("number", "编号", Kind.COUNT),
        *carried(forms.RECEIPT_FIELDS),
        Carry("void_on", "作废日期", Kind.DATE),
        Carry("void_reason", "作废原因"),
    ),
    references=(_PAYMENT,),
    label=("year", "number"),
)

LARGE = Shape(
    "dues_large",
    "大额党费",
    columns=carried(forms.LARGE_FIELDS),
    references=(_MEMBER, _PAYMENT),
    label=("given_on",),
    of="member",
)

ENTRY = Shape(
    "dues_entry",
    "党费收支账",
    columns=carried(forms.ENTRY_FIELDS),
    references=(_UNIT, Reference("reverses_id", "冲销的记录", "dues_entry")),
    label=("booked_on", "summary"),
)

REMITTANCE = Shape(
    "dues_remittance",
    "党费上缴",
    columns=carried(forms.REMITTANCE_FIELDS),
    references=(_UNIT, _ENTRY),
    label=("first", "last"),
)

USE = Shape(
    "dues_spending",
    "党费使用",
    columns=carried(forms.USE_FIELDS),
    references=(_UNIT, _ENTRY),
    label=("purpose",),
)

SEALED = Shape(
    "dues_sealed",
    "党费封存",
    columns=(*carried(forms.SEALED_FIELDS), Carry("content", "封存内容", whole=True)),
    references=(_UNIT,),
    label=("first", "last"),
)

PUBLICATION = Shape(
    "dues_publication",
    "党费公示",
    columns=carried(forms.PUBLICATION_FIELDS),
    references=(_UNIT,),
    label=("year",),
)

SHAPES = (
    STANDARD,
    BASE_ITEM,
    REDUCTION,
    ACCOUNT,
    EXCUSE,
    PAYMENT,
    PAYMENT_PART,
    RECEIPT,
    LARGE,
    ENTRY,
    REMITTANCE,
    USE,
    SEALED,
    PUBLICATION,
)
