"""The lists of dues: standards (a row a member), payments, receipts."""

from __future__ import annotations

from datetime import date

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from djdesk.models import dues as entities
from djdesk.models.dues import Payment, PaymentPart, Receipt
from djdesk.models.roster import Member, Standing
from djdesk.models.rules.dues import tables
from djdesk.models.rules.dues.months import month_of
from djdesk.services.listing import (
    Column,
    Expr,
    Expression,
    Kind,
    Listing,
    Scope,
    by_id,
    contains,
    of,
)
from djdesk.services.roster import expressions as x

TABLES = frozenset(
    {"member", "standing", "organization", "dues_standard", "dues_reduction", "dues_account"}
)


def _search_name(word: str) -> ColumnElement[bool]:
    letters = "".join(sign for sign in word if sign.isascii() and sign.isalpha()).lower()
    found = [Member.name.contains(word, autoescape=True)]
    if letters and letters == word.lower():
        found.append(Member.name_initials.startswith(letters, autoescape=True))
    return or_(*found)


# -- standards -------------------------------------------------------------------------------------


def _in_force(column: Expression, month: date) -> ScalarSelect[object]:
    """A column of the standard that holds in `month`."""
    standard = entities.Standard
    return (
        select(column)
        .where(standard.member_id == Member.id, standard.since <= month)
        .order_by(standard.since.desc())
        .limit(1)
        .correlate(Member)
        .scalar_subquery()
    )


def _standard(name: str) -> Expr:
    attribute = getattr(entities.Standard, name)
    return lambda scope: _in_force(attribute, month_of(scope.day))


def _base(scope: Scope) -> Expression:
    standard = entities.Standard
    return _in_force(standard.base_fen // standard.divisor, month_of(scope.day))


def _reduced(scope: Scope) -> Expression:
    row, month = entities.Reduction, month_of(scope.day)
    return (
        select(func.min(row.to_fen))
        .where(row.member_id == Member.id, row.since <= month)
        .where(or_(row.until.is_(None), row.until >= month))
        .correlate(Member)
        .scalar_subquery()
    )


def _to_pay(scope: Scope) -> Expression:
    fixed, reduced = _standard("fen")(scope), _reduced(scope)
    return case((reduced < fixed, reduced), else_=fixed)


def _rate(scope: Scope) -> Expression:
    """The rate as text: 1.5%, 定额."""
    rate = _standard("rate_bp")(scope)
    known = {
        50: "0.5%",
        100: "1%",
        150: "1.5%",
        200: "2%",
        300: "3%",
    }
    fixed = _standard("code")(scope)
    return case(
        (fixed.is_(None), ""),
        (rate.is_(None), "定额"),
        else_=case(known, value=rate, else_=""),
    )


def _class_of_post(day: date) -> ColumnElement[str | None]:
    rule = tables.classes_for_posts().rule_at(day)
    known = rule.value if rule is not None else {}
    posts = sorted(known, key=len, reverse=True)
    whens = [(Standing.work_post.startswith(post), literal(known[post])) for post in posts]
    return case(*whens, else_=null()) if whens else literal(None)


_BY_POST = ("wage", "business", "pension", "farmer", "migrant", "student", "unemployed")
"""Classes that a work post can tell; of the others it says nothing."""


def _state(scope: Scope) -> Expression:
    """未核定, 类别待核 (a newer work post means another class), 已核定."""
    code, since = _standard("code")(scope), _standard("since")(scope)
    expected = _class_of_post(scope.day)
    post = aliased(Standing)
    other_before = exists().where(
        post.member_id == Member.id,
        post.work_post != Standing.work_post,
        post.since < Standing.since,
    )
    # a post of the first day of a month is no older than a standard that begins with it
    newer = and_(other_before, Standing.since >= since)
    return case(
        (code.is_(None), "unfixed"),
        (and_(code.in_(_BY_POST), expected.is_not(None), expected != code, newer), "check"),
        else_="fixed",
    )


STANDARDS = Listing(
    name="dues_standards",
    title="党费核定",
    area="dues",
    columns=(
        Column("name", "姓名", Kind.PERSON, of(Member.name), sort=of(Member.name_pinyin)),
        Column("group", "党小组", Kind.TEXT, lambda _s: x.group_name(), width=12),
        Column("code", "类别", Kind.CODE, _standard("code"), codes="dues_class", width=10),
        Column("base_fen", "计算基数", Kind.MONEY, _base),
        Column("rate", "比例", Kind.TEXT, _rate, width=6),
        Column("fen", "核定月交", Kind.MONEY, _standard("fen")),
        Column("reduced", "减免后", Kind.MONEY, _reduced),
        Column("to_pay", "月应交", Kind.MONEY, _to_pay),
        Column("since", "起始月份", Kind.MONTH, _standard("since")),
        Column("state", "核定情况", Kind.STATE, _state, codes="dues_standard_state", width=9),
        Column("decided_on", "核定日期", Kind.DATE, _standard("decided_on"), shown=False),
        Column("decided_by", "核定人", Kind.PERSON, _standard("decided_by"), shown=False),
        Column("mode", "核定方式", Kind.CODE, _standard("mode"), codes="dues_mode", shown=False),
        Column(
            "work_post",
            "工作岗位",
            Kind.CODE,
            of(Standing.work_post),
            codes="work_post",
            shown=False,
        ),
        Column(
            "group_place",
            "党小组次序",
            Kind.COUNT,
            lambda _s: x.group_place(),
            shown=False,
            internal=True,
        ),
        Column(
            "strokes", "姓氏笔画", Kind.TEXT, of(Member.name_strokes), shown=False, internal=True
        ),
    ),
    select=lambda scope: x.belonging(scope, "in"),
    row_id=Member.id,
    search=_search_name,
    order=(("group_place", False), ("strokes", False)),
    tables=TABLES,
    noun="人",
    lookup=lambda scope: x.belonging(scope, "in", known=True),
    extra_filters={"id": by_id(Member.id)},
)

ORDER_KEYS = frozenset({"group_place", "strokes", "member_id"})
"""Keys of columns that are for ordering and filtering only."""


# -- payments --------------------------------------------------------------------------------------


def _kinds() -> ScalarSelect[str]:
    """The codes of why it was paid, joined by commas."""
    inner = (
        select(PaymentPart.kind)
        .where(PaymentPart.payment_id == Payment.id)
        .group_by(PaymentPart.kind)
        .order_by(func.min(PaymentPart.id))
        .correlate(Payment)
        .subquery()
    )
    return select(func.aggregate_strings(inner.c.kind, ",")).scalar_subquery()


def _month(pick: Expression) -> ScalarSelect[object]:
    return (
        select(pick)
        .where(PaymentPart.payment_id == Payment.id)
        .correlate(Payment)
        .scalar_subquery()
    )


def _receipt_number() -> ScalarSelect[str]:
    return (
        select(_number())
        .where(Receipt.payment_id == Payment.id, Receipt.void_on.is_(None))
        .correlate(Payment)
        .limit(1)
        .scalar_subquery()
    )


def _number() -> ColumnElement[str]:
    """The number of a receipt as `receipts.number_text`."""
    zeros = case(
        (Receipt.number < 10, "-000"),
        (Receipt.number < 100, "-00"),
        (Receipt.number < 1000, "-0"),
        else_="-",
    )
    return literal("").concat(Receipt.year).concat(zeros).concat(Receipt.number)


_BACK = aliased(Payment, name="reversal")


def _payment_state() -> ColumnElement[str]:
    back = exists().where(_BACK.reverses_id == Payment.id)
    return case((Payment.reverses_id.is_not(None), "reversal"), (back, "reversed"), else_="counted")


def _payments(scope: Scope) -> Select[int]:
    statement = select(Payment.id).join(Member, Member.id == Payment.member_id)
    if scope.organization_id is None:
        return statement
    here = (
        select(Standing.id)
        .where(Standing.member_id == Payment.member_id, x.within(scope.organization_id))
        .exists()
    )
    return statement.where(here)


def _search_payment(word: str) -> ColumnElement[bool]:
    columns = (Payment.voucher, Payment.collector, Payment.payer_name, Payment.remark)
    return or_(_search_name(word), contains(word, *columns))


PAYMENTS = Listing(
    name="dues_payments",
    title="党费交纳",
    area="dues",
    columns=(
        Column("paid_on", "交纳日期", Kind.DATE, of(Payment.paid_on)),
        Column("name", "姓名", Kind.PERSON, of(Member.name), sort=of(Member.name_pinyin)),
        Column("fen", "金额", Kind.MONEY, of(Payment.fen)),
        Column("kinds", "事由", Kind.CODE, lambda _s: _kinds(), codes="dues_kind", width=10),
        Column(
            "from_month", "起", Kind.MONTH, lambda _s: _month(func.min(PaymentPart.month)), width=8
        ),
        Column(
            "to_month", "止", Kind.MONTH, lambda _s: _month(func.max(PaymentPart.month)), width=8
        ),
        Column("way", "交款方式", Kind.CODE, of(Payment.way), codes="dues_way", width=8),
        Column("payer", "交款人", Kind.CODE, of(Payment.payer), codes="dues_payer", width=8),
        Column("payer_name", "代交人姓名", Kind.PERSON, of(Payment.payer_name), shown=False),
        Column("collector", "收款人", Kind.PERSON, of(Payment.collector)),
        Column("receipt", "收据号", Kind.TEXT, lambda _s: _receipt_number(), width=10),
        Column(
            "state",
            "状态",
            Kind.STATE,
            lambda _s: _payment_state(),
            codes="dues_payment_state",
            width=7,
        ),
        Column("reason", "冲销原因", Kind.TEXT, of(Payment.reason), width=16, shown=False),
        Column("voucher", "凭证号", Kind.TEXT, of(Payment.voucher), width=10, shown=False),
        Column("remark", "备注", Kind.TEXT, of(Payment.remark), width=16, shown=False),
        Column(
            "member_id", "党员号", Kind.COUNT, of(Payment.member_id), shown=False, internal=True
        ),
    ),
    select=_payments,
    row_id=Payment.id,
    search=_search_payment,
    order=(("paid_on", True), ("name", False)),
    tables=frozenset({"dues_payment", "dues_part", "dues_receipt", "member"}),
    noun="笔",
    extra_filters={"id": by_id(Payment.id)},
)


# -- receipts --------------------------------------------------------------------------------------


def _receipts(scope: Scope) -> Select[int]:
    statement = select(Receipt.id)
    if scope.organization_id is None:
        return statement
    return (
        statement.join(Payment, Payment.id == Receipt.payment_id)
        .join(Standing, Standing.member_id == Payment.member_id)
        .where(x.within(scope.organization_id))
        .distinct()
    )


def _search_receipt(word: str) -> ColumnElement[bool]:
    return contains(word, Receipt.payer, Receipt.months, Receipt.issued_by, _number())


RECEIPTS = Listing(
    name="dues_receipts",
    title="党费收据",
    area="dues",
    columns=(
        Column("number", "编号", Kind.TEXT, lambda _s: _number(), width=10),
        Column("issued_on", "开具日期", Kind.DATE, of(Receipt.issued_on)),
        Column("payer", "交款人", Kind.PERSON, of(Receipt.payer)),
        Column("months", "交款月份", Kind.TEXT, of(Receipt.months), width=16),
        Column("reason", "事由", Kind.TEXT, of(Receipt.reason), width=12),
        Column("fen", "金额", Kind.MONEY, of(Receipt.fen)),
        Column("way", "交款方式", Kind.CODE, of(Receipt.way), codes="dues_way", width=8),
        Column("issued_by", "收款人", Kind.PERSON, of(Receipt.issued_by)),
        Column("void", "作废", Kind.FLAG, lambda _s: Receipt.void_on.is_not(None), width=6),
        Column("void_on", "作废日期", Kind.DATE, of(Receipt.void_on), shown=False),
        Column("void_reason", "作废原因", Kind.TEXT, of(Receipt.void_reason), width=16),
        Column("year", "年度", Kind.COUNT, of(Receipt.year), shown=False),
        Column(
            "payment_id", "交款号", Kind.COUNT, of(Receipt.payment_id), shown=False, internal=True
        ),
    ),
    select=_receipts,
    row_id=Receipt.id,
    search=_search_receipt,
    order=(("number", True),),
    tables=frozenset({"dues_receipt", "dues_payment"}),
    noun="张",
    extra_filters={"id": by_id(Receipt.id)},
)
