"""The list of corrections (整改清单): a row a correction, for the pane, the search and papers."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, case, extract, func, or_, select

from djdesk.models.archive import Attachment
from djdesk.models.assessment import Correction
from djdesk.models.roster import Member
from djdesk.services.assessment import register as base
from djdesk.services.assessment.corrections import OWNER, WORD
from djdesk.services.assessment.rows import AREA
from djdesk.services.desk import Desk
from djdesk.services.listing import Column, Kind, Listing, Scope, by_id, contains, of
from djdesk.services.roster import Chip


def _state(scope: Scope) -> ColumnElement[str]:
    """As `corrections.state_of`, as an expression."""
    return case(
        (Correction.recheck == "passed", "closed"),
        (Correction.done_on.is_not(None), "done"),
        (Correction.due_on < scope.day, "overdue"),
        (Correction.recheck == "failed", "failed"),
        else_="open",
    )


def _corrections(scope: Scope) -> Select[int]:
    return select(Correction.id).where(
        *base.here(scope, Correction.organization_id, Correction.member_id)
    )


def _number(_scope: Scope) -> ColumnElement[str]:
    return base.number_expression(extract("year", Correction.opened_on), WORD, Correction.number)


def _evidence(_scope: Scope) -> ColumnElement[int]:
    files = select(func.count()).where(
        Attachment.owner == OWNER, Attachment.owner_id == Correction.id
    )
    return func.nullif(files.correlate(Correction).scalar_subquery(), 0)


def _search(word: str) -> ColumnElement[bool]:
    texts = (
        Correction.problem,
        Correction.measure,
        Correction.responsible,
        Correction.done_note,
        Correction.recheck_note,
        Correction.remark,
    )
    people = select(Member.id).where(
        or_(contains(word, Member.name), Member.name_initials.startswith(word.lower()))
    )
    whose = Correction.member_id.in_(people)
    return or_(contains(word, *texts), whose, base.subject_name(Correction).icontains(word))


CORRECTIONS = Listing(
    name="assessment_corrections",
    title="整改清单",
    area=AREA,
    columns=(
        Column("number", "编号", Kind.TEXT, _number, width=13),
        Column("name", "整改对象", Kind.PERSON, of(base.subject_name(Correction)), width=12),
        Column("state", "状态", Kind.STATE, _state, codes="assessment_correction_state", width=10),
        Column("problem", "存在问题", Kind.TEXT, of(Correction.problem), width=30),
        Column("due_on", "整改时限", Kind.DATE, of(Correction.due_on)),
        Column("responsible", "责任人", Kind.PERSON, of(Correction.responsible)),
        Column(
            "warning",
            "预警",
            Kind.STATE,
            of(Correction.warning),
            codes="assessment_warning",
            width=8,
        ),
        Column("month", "考核月份", Kind.MONTH, of(Correction.month)),
        Column("level", "层级", Kind.CODE, of(Correction.level), codes="assessment_level", width=7),
        Column(
            "group",
            "党小组",
            Kind.TEXT,
            lambda scope: base.subject_group(Correction, scope.day),
            width=12,
            shown=False,
        ),
        Column("measure", "整改措施", Kind.TEXT, of(Correction.measure), width=30),
        Column("opened_on", "提出日期", Kind.DATE, of(Correction.opened_on), shown=False),
        Column("done_on", "完成日期", Kind.DATE, of(Correction.done_on)),
        Column("done_note", "完成情况", Kind.TEXT, of(Correction.done_note), width=24),
        Column(
            "recheck",
            "复核结果",
            Kind.CODE,
            of(Correction.recheck),
            codes="assessment_recheck",
            width=9,
        ),
        Column("rechecked_on", "复核日期", Kind.DATE, of(Correction.rechecked_on), shown=False),
        Column("rechecked_by", "复核人", Kind.PERSON, of(Correction.rechecked_by), shown=False),
        Column("evidence", "佐证", Kind.COUNT, _evidence, width=5),
        Column(
            "unit",
            "党组织",
            Kind.TEXT,
            of(base.branch_name(Correction.organization_id)),
            width=18,
            shown=False,
        ),
        Column("remark", "备注", Kind.TEXT, of(Correction.remark), width=16, shown=False),
        base.hidden("member_id", "党员号", Kind.COUNT, Correction.member_id),
        base.hidden("unit_id", "党组织号", Kind.COUNT, Correction.organization_id),
        base.hidden("talk_id", "谈话号", Kind.COUNT, Correction.talk_id),
        base.hidden("year", "年度", Kind.COUNT, extract("year", Correction.opened_on)),
        base.hidden("own", "本账套", Kind.FLAG, Correction.origin == ""),
    ),
    select=_corrections,
    row_id=Correction.id,
    search=_search,
    order=(("recheck", False), ("due_on", False)),
    tables=frozenset({"assessment_correction", "member", "organization", "attachment", "standing"}),
    noun="条",
    extra_filters={"id": by_id(Correction.id)},
)


def correction_chips(desk: Desk, scope: Scope) -> tuple[Chip, ...]:
    """The chips above the list: 全部, then a chip for each state and each warning there is."""
    state = ("state", _state(scope), "assessment_correction_state")
    warning = ("warning", Correction.warning, "assessment_warning")
    return base.chips(desk, _corrections(scope), state, warning)
