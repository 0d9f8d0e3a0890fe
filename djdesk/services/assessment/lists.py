"""The list of the points ledger: a row a line, for the pane, the search and the workbook."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from djdesk.models.assessment import PointLine
from djdesk.models.organization import Organization
from djdesk.models.roster import Member, Standing
from djdesk.services.listing import Column, Kind, Listing, Scope, by_id, contains, of
from djdesk.services.roster import expressions as x

_BACK = aliased(PointLine, name="back")
_UNIT = aliased(Organization, name="unit")


def _state() -> ColumnElement[str]:
    gone = exists().where(_BACK.reverses_id == PointLine.id)
    return case((gone, "reversed"), else_=PointLine.state)


def _select(scope: Scope) -> Select[int]:
    statement = (
        select(PointLine.id)
        .outerjoin(Member, Member.id == PointLine.member_id)
        .join(_UNIT, _UNIT.id == PointLine.organization_id)
    )
    if scope.organization_id is None:
        return statement
    here = (
        select(Standing.id)
        .where(Standing.member_id == PointLine.member_id, x.within(scope.organization_id))
        .exists()
    )
    return statement.where(or_(here, PointLine.organization_id == scope.organization_id))


def _search(word: str) -> ColumnElement[bool]:
    found = contains(word, Member.name, _UNIT.name, PointLine.reason, PointLine.document)
    letters = word.lower()
    if letters.isascii() and letters.isalpha():
        return or_(found, Member.name_initials.startswith(letters, autoescape=True))
    return or_(found, PointLine.item == word)


LINES = Listing(
    name="assessment_lines",
    title="积分登记",
    area="assessment",
    columns=(
        Column("month", "月份", Kind.MONTH, of(PointLine.month)),
        Column("happened_on", "日期", Kind.DATE, of(PointLine.happened_on)),
        Column("level", "层级", Kind.CODE, of(PointLine.level), codes="assessment_level", width=8),
        Column(
            "name",
            "考核对象",
            Kind.PERSON,
            lambda _s: func.coalesce(Member.name, _UNIT.name),
            sort=lambda _s: func.coalesce(Member.name_pinyin, _UNIT.name),
        ),
        Column("item", "项目", Kind.TEXT, of(PointLine.item), width=8),
        Column("quantity", "数量", Kind.COUNT, of(PointLine.quantity), shown=False),
        Column("points", "加减分", Kind.SCORE, of(PointLine.points)),
        Column("reason", "事由", Kind.TEXT, of(PointLine.reason), width=24),
        Column(
            "feed", "归集来源", Kind.CODE, of(PointLine.feed), codes="assessment_feed", width=10
        ),
        Column("document", "文号", Kind.TEXT, of(PointLine.document), width=14, shown=False),
        Column(
            "state", "状态", Kind.STATE, lambda _s: _state(), codes="assessment_line_state", width=8
        ),
        Column("entered_by", "登记人", Kind.PERSON, of(PointLine.entered_by)),
        Column("entered_on", "登记日期", Kind.DATE, of(PointLine.entered_on), shown=False),
        Column("checked_by", "审核人", Kind.PERSON, of(PointLine.checked_by), shown=False),
        Column("checked_on", "审核日期", Kind.DATE, of(PointLine.checked_on), shown=False),
        Column(
            "reversal",
            "冲销",
            Kind.FLAG,
            lambda _s: PointLine.reverses_id.is_not(None),
            shown=False,
        ),
        Column(
            "member_id", "党员号", Kind.COUNT, of(PointLine.member_id), shown=False, internal=True
        ),
        Column(
            "organization_id",
            "组织号",
            Kind.COUNT,
            of(PointLine.organization_id),
            shown=False,
            internal=True,
        ),
    ),
    select=_select,
    row_id=PointLine.id,
    search=_search,
    order=(("month", True), ("happened_on", True), ("name", False)),
    tables=frozenset({"assessment_line", "member", "organization"}),
    noun="条",
    extra_filters={"id": by_id(PointLine.id)},
)
