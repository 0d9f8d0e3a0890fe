"""The lists of the roster: members on a day (ROSTER) and those who left or stopped (FORMER)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy import ColumnElement, Select, or_

from djdesk.models.roster import Member, Standing
from djdesk.models.rules import names
from djdesk.models.rules.text import compact
from djdesk.services.listing import (
    Column,
    Expr,
    Expression,
    Filter,
    Kind,
    Listing,
    Scope,
    by_id,
    of,
)
from djdesk.services.roster import expressions as x
from djdesk.services.roster.fields import MEMBER_FIELDS

TABLES = frozenset({"member", "standing", "tenure", "absence", "organization"})


def _member(key: str, **more: object) -> Column:
    """The column of a field that stands in the member's own row, titled as in the form."""
    field = next(each for each in MEMBER_FIELDS if each.key == key)
    options: dict[str, object] = {"codes": field.codes if not field.suggest else ""}
    options |= {"private": field.private} | more
    expr = of(getattr(Member, key))
    return Column(key, field.title, field.kind, expr, **options)  # type: ignore[arg-type]


def _of_day(make: Callable[[date], Expression]) -> Expr:
    return lambda scope: make(scope.day)


def _columns() -> tuple[Column, ...]:
    """All columns in the order of the standard roster (roster.md §7), the usual ones shown."""
    hidden = {"shown": False}
    return (
        _member("name", sort=of(Member.name_pinyin), width=9),
        _member("sex", width=4),
        _member("ethnic", width=8),
        _member("native_place", width=14, **hidden),
        _member("birth_on"),
        Column(
            "age",
            "年龄",
            Kind.COUNT,
            _of_day(x.age),
            sort=of(Member.birth_on),
            reversed_sort=True,
            width=5,
        ),
        _member("education", width=10),
        _member("degree", width=10, **hidden),
        _member("work_start_on", **hidden),
        _member("joined_on"),
        _member("full_on"),
        Column(
            "party_age",
            "党龄",
            Kind.COUNT,
            _of_day(x.party_age),
            sort=lambda _scope: x.party_since(),
            reversed_sort=True,
            width=5,
        ),
        _member("id_number"),
        Column(
            "branch", "所在党支部", Kind.TEXT, lambda _s: x.branch_name(), width=20, shown=False
        ),
        Column("group", "所在党小组", Kind.TEXT, lambda _s: x.group_name(), width=12),
        _member("workplace", width=22),
        _member("job_title", width=12, **hidden),
        Column(
            "party_post",
            "党内职务",
            Kind.CODE,
            _of_day(x.posts),
            codes="party_post",
            sort=_of_day(x.office),
            width=10,
        ),
        _member("phone"),
        _member("address", width=24, **hidden),
        Column(
            "person_class",
            "人员类别",
            Kind.STATE,
            _of_day(x.person_class),
            codes="person_class",
            width=9,
        ),
        Column("condition", "状态", Kind.STATE, _of_day(x.condition), codes="condition", width=10),
        *_hidden_columns(),
        _member("remark", width=24, **hidden),
        *_order_columns(),
    )


def _hidden_columns() -> tuple[Column, ...]:
    hidden = {"shown": False}
    return (
        Column(
            "work_post",
            "工作岗位",
            Kind.CODE,
            of(Standing.work_post),
            codes="work_post",
            width=14,
            shown=False,
        ),
        Column(
            "mobile",
            "流动党员",
            Kind.FLAG,
            lambda scope: x.absent("mobile", scope.day),
            shown=False,
            width=6,
        ),
        Column("destination", "外出流向", Kind.TEXT, _of_day(x.destination), shown=False),
        Column(
            "lost",
            "失联党员",
            Kind.FLAG,
            lambda scope: x.absent("lost", scope.day),
            shown=False,
            width=6,
        ),
        Column("since", "本段起始日期", Kind.DATE, of(Standing.since), shown=False),
        *(
            _member(key, **hidden)
            for key in (
                "former_name",
                "file_birth_on",
                "household",
                "marital",
                "health",
                "joined_branch",
                "sponsors",
                "education_mode",
                "school",
                "major",
                "tech_title",
                "id_missing_reason",
            )
        ),
    )


def _order_columns() -> tuple[Column, ...]:
    """Columns that nobody looks at: lists are ordered and filtered by them."""
    return (
        _internal("strokes", "姓氏笔画", Kind.TEXT, of(Member.name_strokes)),
        _internal("group_place", "党小组序", Kind.COUNT, lambda _s: x.group_place()),
        _internal("group_id", "党小组号", Kind.COUNT, of(Standing.group_id)),
        _internal("branch_id", "党支部号", Kind.COUNT, of(Standing.branch_id)),
        _internal("honour", "光荣在党50年", Kind.FLAG, _of_day(x.honour_due)),
        _internal("overdue", "预备期满", Kind.FLAG, _of_day(x.probation_ends_until)),
        _internal("incomplete", "资料不全", Kind.FLAG, lambda _s: x.incomplete()),
    )


def _internal(key: str, title: str, kind: Kind, expr: Expr) -> Column:
    return Column(key, title, kind, expr, shown=False, internal=True)


# Keys of columns that are for ordering and filtering only; choosers and exports leave them out.
ORDER_KEYS = frozenset(column.key for column in _order_columns())

# Ways to order the list, by the words of the chooser (roster.md §7, elections.md §5).
ORDERS: dict[str, tuple[str, tuple[tuple[str, bool], ...]]] = {
    "pinyin": ("姓名拼音", (("name", False),)),
    "strokes": ("姓氏笔画", (("strokes", False),)),
    "office": (
        "职务、党小组、姓氏笔画",
        (("party_post", False), ("group_place", False), ("strokes", False)),
    ),
    "joined": ("入党时间", (("joined_on", False),)),
}


def search(text: str) -> ColumnElement[bool]:
    """What the search box finds: name, former name, pinyin, initials, ID tail, telephone."""
    word = compact(text)
    found: list[ColumnElement[bool]] = [
        Member.name.contains(word, autoescape=True),
        Member.former_name.contains(word, autoescape=True),
    ]
    letters = names.search_word(word)
    if letters and letters == word.lower():
        found.append(Member.name_initials.startswith(letters, autoescape=True))
        found.append(Member.name_initials.contains(f" {letters}", autoescape=True))
    digits = word.upper()
    if digits.removesuffix("X").isdigit():
        found.append(Member.id_number.endswith(digits, autoescape=True))
        found.append(Member.phone.contains(digits, autoescape=True))
        if len(digits) > 5:
            found.append(Member.id_number.startswith(digits, autoescape=True))
    return or_(*found)


def _filled_group(_scope: Scope, condition: Filter) -> ColumnElement[bool]:
    """Filter by group id; `empty` finds those without a group."""
    column = Standing.group_id
    return column.is_(None) if condition.op == "empty" else column == condition.value


def _roster(scope: Scope) -> Select[int]:
    return x.belonging(scope, "in")


def _roster_rows(scope: Scope) -> Select[int]:
    return x.belonging(scope, "in", known=True)


def _former_rows(scope: Scope) -> Select[int]:
    return x.belonging(scope, "suspended", "left", known=True)


def _former(scope: Scope) -> Select[int]:
    return x.belonging(scope, "suspended", "left")


_FILTERS = {
    "id": by_id(Member.id),
    "age": x.age_filter,
    "party_age": x.party_age_filter,
    "group_id": _filled_group,
}

ROSTER = Listing(
    name="roster",
    title="党员花名册",
    area="roster",
    columns=_columns(),
    select=_roster,
    row_id=Member.id,
    search=search,
    order=(("name", False),),
    tables=TABLES,
    noun="人",
    month_only=Member.month_only,
    lookup=_roster_rows,
    extra_filters=_FILTERS,
)

FORMER = Listing(
    name="former",
    title="离开和停止党籍人员",
    area="roster",
    columns=(
        *(
            column
            for column in ROSTER.columns
            if column.key
            in ("name", "sex", "ethnic", "birth_on", "joined_on", "full_on", "id_number")
        ),
        Column("state", "党籍状态", Kind.STATE, of(Standing.state), codes="state", width=10),
        Column("way", "变动方式", Kind.CODE, of(Standing.way), codes="way", width=16),
        Column("since", "变动日期", Kind.DATE, of(Standing.since)),
        Column("counterpart", "去向", Kind.TEXT, of(Standing.counterpart), width=24),
        Column("reason", "原因", Kind.TEXT, of(Standing.reason), width=20),
        Column("basis", "依据文号", Kind.TEXT, of(Standing.basis), width=16),
        Column(
            "branch", "原所在党支部", Kind.TEXT, lambda _s: x.branch_name(), width=20, shown=False
        ),
    ),
    select=_former,
    row_id=Member.id,
    search=search,
    order=(("since", True), ("name", False)),
    tables=TABLES,
    noun="人",
    month_only=Member.month_only,
    lookup=_former_rows,
)
