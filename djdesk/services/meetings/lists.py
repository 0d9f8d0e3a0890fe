"""The lists of meetings: records, what is to be carried out, make-up debts, talks."""

from __future__ import annotations

from datetime import date

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)

from djdesk.models.meetings import Attendance, Meeting, Resolution, Talk
from djdesk.models.meetings import Problem as ProblemLine
from djdesk.models.roster import Member, Standing
from djdesk.models.rules import codes, names
from djdesk.services.desk import Desk
from djdesk.services.listing import (
    Column,
    Expression,
    Kind,
    Listing,
    Scope,
    by_id,
    contains,
    of,
)
from djdesk.services.meetings import expressions as e
from djdesk.services.roster.expressions import standing_on

TABLES = frozenset(
    {"meeting", "meeting_kind", "meeting_review", "attendance", "attachment", "organization"}
)


def _hidden(key: str, title: str, kind: Kind, attribute: Expression) -> Column:
    """A column that nobody looks at: lists are ordered and filtered by it."""
    return Column(key, title, kind, of(attribute), shown=False, internal=True)


def _scoped(statement: Select[int], scope: Scope) -> Select[int]:
    if scope.organization_id is None:
        return statement
    return statement.where(e.below(scope.organization_id, Meeting.organization_id))


# -- meetings --------------------------------------------------------------------------------------


def _meetings(scope: Scope) -> Select[int]:
    return _scoped(select(Meeting.id), scope)


def _search_meeting(word: str) -> ColumnElement[bool]:
    columns = (
        Meeting.topic,
        Meeting.place,
        Meeting.chair,
        Meeting.recorder,
        Meeting.speaker,
        Meeting.study,
        Meeting.content,
        e.kind_word(),
    )
    found = [contains(word, *columns)]
    if "-" in word:  # only a ledger number is written like this; putting it together takes a while
        found.append(e.ledger_number(date.max).icontains(word, autoescape=True))
    return or_(*found)


def _ledger(scope: Scope) -> ColumnElement[str]:
    return e.ledger_number(scope.day)


MEETINGS = Listing(
    name="meetings",
    title="会议记录",
    area="meetings",
    columns=(
        Column("held_on", "日期", Kind.DATE, of(Meeting.held_on)),
        Column(
            "kind",
            "类别",
            Kind.TEXT,
            lambda _s: e.kind_word(),
            sort=lambda _s: e.kind_place(),
            width=14,
        ),
        Column("topic", "主题", Kind.TEXT, of(Meeting.topic), width=28),
        Column("state", "进度", Kind.STATE, of(Meeting.state), codes="meeting_state", width=8),
        Column("unit", "召开单位", Kind.TEXT, lambda _s: e.unit_name(), width=14),
        Column("ledger_number", "台账号", Kind.TEXT, _ledger, width=20),
        Column("start_at", "开始时间", Kind.TIME, of(Meeting.start_at)),
        Column("place", "地点", Kind.TEXT, of(Meeting.place), width=14),
        Column("chair", "主持人", Kind.PERSON, of(Meeting.chair)),
        Column("recorder", "记录人", Kind.PERSON, of(Meeting.recorder), shown=False),
        Column("should", "应到", Kind.COUNT, of(Meeting.should), width=5),
        Column("present", "实到", Kind.COUNT, of(Meeting.present), width=5),
        Column("rate", "到会率%", Kind.COUNT, lambda _s: e.rate(), width=8),
        Column(
            "review",
            "备案审查",
            Kind.STATE,
            lambda _s: e.review_result(),
            codes="review_result",
            width=9,
        ),
        Column("evidence", "材料", Kind.COUNT, lambda _s: e.evidence_count(), width=5),
        Column("hours", "学时", Kind.SCORE, lambda _s: func.nullif(Meeting.hours, 0), shown=False),
        Column("written_on", "整理日期", Kind.DATE, of(Meeting.written_on), shown=False),
        Column("reviewed_on", "审核日期", Kind.DATE, of(Meeting.reviewed_on), shown=False),
        Column("revision", "版次", Kind.COUNT, of(Meeting.revision), shown=False),
        Column("branch", "党支部", Kind.TEXT, lambda _s: e.branch_name(), width=20, shown=False),
        _hidden("kind_code", "类别代号", Kind.TEXT, Meeting.kind),
        _hidden("unit_id", "召开单位号", Kind.COUNT, Meeting.organization_id),
        _hidden("year", "年度", Kind.COUNT, Meeting.year),
        _hidden("number", "次数", Kind.COUNT, Meeting.number),
        _hidden("sitting", "同场会议", Kind.TEXT, Meeting.sitting),
        _hidden("origin", "上报支部", Kind.TEXT, Meeting.origin),
    ),
    select=_meetings,
    row_id=Meeting.id,
    search=_search_meeting,
    order=(("held_on", True), ("start_at", True)),
    tables=TABLES,
    noun="次",
    extra_filters={"id": by_id(Meeting.id)},
)

# Keys of columns of all lists that are for ordering and filtering only; choosers and exports leave
# them out.
ORDER_KEYS = frozenset(
    {"kind_code", "unit_id", "year", "number", "sitting", "origin", "own"}
    | {"meeting_id", "member_id", "talker_id", "partner_id"}
)


# -- follow-ups ------------------------------------------------------------------------------------

# what was voted down leaves nothing to carry out
_DECIDED = select(
    (Resolution.id * 2).label("id"),
    literal("resolution", String).label("what"),
    Resolution.meeting_id,
    Resolution.text.label("text"),
    Resolution.responsible,
    Resolution.due_on,
    Resolution.done_on,
    Resolution.done_note,
).where(
    or_(
        Resolution.responsible != "",
        Resolution.due_on.is_not(None),
        Resolution.done_on.is_not(None),
    ),
    or_(Resolution.passed.is_(None), Resolution.passed.is_(True)),
)
_CRITICIZED = select(
    (ProblemLine.id * 2 + 1).label("id"),
    literal("problem", String).label("what"),
    ProblemLine.meeting_id,
    ProblemLine.problem.label("text"),
    ProblemLine.responsible,
    ProblemLine.due_on,
    ProblemLine.done_on,
    ProblemLine.done_note,
)
_ITEM = union_all(_DECIDED, _CRITICIZED).subquery("follow_up")


def follow_up_item(row_id: int) -> tuple[str, int]:
    """What a row of FOLLOW_UPS is: resolution or problem, and its key in that table."""
    return ("problem" if row_id % 2 else "resolution"), row_id // 2


def follow_up_id(what: str, item_id: int) -> int:
    """The row of FOLLOW_UPS of a resolution or problem."""
    return item_id * 2 + (what == "problem")


def _follow_ups(scope: Scope) -> Select[int]:
    joined = select(_ITEM.c.id).select_from(_ITEM).join(Meeting, Meeting.id == _ITEM.c.meeting_id)
    return _scoped(joined, scope)


def _item_state(day: date) -> ColumnElement[str]:
    return case((_ITEM.c.done_on <= day, "done"), (_ITEM.c.due_on < day, "overdue"), else_="open")


def _search_item(word: str) -> ColumnElement[bool]:
    return contains(word, _ITEM.c.text, _ITEM.c.responsible, _ITEM.c.done_note, Meeting.topic)


FOLLOW_UPS = Listing(
    name="follow_ups",
    title="落实事项",
    area="meetings",
    columns=(
        Column("what", "类别", Kind.CODE, of(_ITEM.c.what), codes="follow_up", width=6),
        Column("text", "事项", Kind.TEXT, of(_ITEM.c.text), width=36),
        Column("responsible", "责任人", Kind.PERSON, of(_ITEM.c.responsible)),
        Column("due_on", "完成时限", Kind.DATE, of(_ITEM.c.due_on)),
        Column(
            "state",
            "落实情况",
            Kind.STATE,
            lambda scope: _item_state(scope.day),
            codes="follow_up_state",
            width=9,
        ),
        Column("done_on", "完成日期", Kind.DATE, of(_ITEM.c.done_on)),
        Column("done_note", "完成情况", Kind.TEXT, of(_ITEM.c.done_note), width=20),
        Column("ledger_number", "台账号", Kind.TEXT, _ledger, width=20),
        Column("held_on", "会议日期", Kind.DATE, of(Meeting.held_on)),
        Column("unit", "召开单位", Kind.TEXT, lambda _s: e.unit_name(), width=14, shown=False),
        _hidden("meeting_id", "会议号", Kind.COUNT, Meeting.id),
        _hidden("year", "年度", Kind.COUNT, Meeting.year),
    ),
    select=_follow_ups,
    row_id=_ITEM.c.id,
    search=_search_item,
    order=(("done_on", False), ("due_on", False)),
    tables=frozenset({"meeting", "resolution", "meeting_problem", "organization"}),
    noun="项",
    extra_filters={"id": by_id(_ITEM.c.id)},
)


# -- make-up debts ---------------------------------------------------------------------------------


def _debts(scope: Scope) -> Select[int]:
    """Absences that ask for 补课 and have none yet, of members who are still here."""
    here = select(Standing.id).where(
        Standing.member_id == Attendance.member_id,
        Standing.state == "in",
        standing_on(scope.day),
    )
    statement = (
        select(Attendance.id)
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .join(Member, and_(Member.id == Attendance.member_id, Member.withdrawn_on.is_(None)))
        .where(
            Attendance.status.in_(e.statuses("leave", "absent")),
            Attendance.makeup_on.is_(None),
            Meeting.state.in_(("held", "recorded", "reviewed")),
            Meeting.held_on <= scope.day,
            e.asks_for_makeup(scope.day),
            here.exists(),
        )
    )
    return _scoped(statement, scope)


def _status_word() -> ColumnElement[str]:
    """The whole word of an attendance; a list would show the short one of a code."""
    entries = codes.table("attendance_status").entries
    named = {entry.code: entry.name for entry in entries}
    return case(named, value=Attendance.status, else_=Attendance.status)


def _search_debt(word: str) -> ColumnElement[bool]:
    return contains(word, Attendance.name, Member.name_initials, Meeting.topic, e.kind_word())


DEBTS = Listing(
    name="debts",
    title="待补课人员",
    area="meetings",
    columns=(
        Column("name", "姓名", Kind.PERSON, of(Member.name), sort=of(Member.name_pinyin)),
        Column("held_on", "缺席日期", Kind.DATE, of(Meeting.held_on)),
        Column("kind", "类别", Kind.TEXT, lambda _s: e.kind_word(), width=14),
        Column("topic", "主题", Kind.TEXT, of(Meeting.topic), width=28),
        Column("status", "缺席情况", Kind.TEXT, lambda _s: _status_word(), width=10),
        Column("reason", "原因", Kind.TEXT, of(Attendance.reason), width=20),
        Column("hours", "学时", Kind.SCORE, lambda _s: func.nullif(Meeting.hours, 0)),
        Column("ledger_number", "台账号", Kind.TEXT, _ledger, width=20),
        _hidden("member_id", "党员号", Kind.COUNT, Attendance.member_id),
        _hidden("meeting_id", "会议号", Kind.COUNT, Meeting.id),
        _hidden("kind_code", "类别代号", Kind.TEXT, Meeting.kind),
        _hidden("year", "年度", Kind.COUNT, Meeting.year),
        _hidden("own", "本账套", Kind.FLAG, Meeting.origin == ""),
    ),
    select=_debts,
    row_id=Attendance.id,
    search=_search_debt,
    order=(("held_on", False), ("name", False)),
    tables=frozenset({"meeting", "attendance", "meeting_kind", "member", "standing"}),
    noun="人次",
    extra_filters={"id": by_id(Attendance.id)},
)


# -- talks -----------------------------------------------------------------------------------------


def _talks(scope: Scope) -> Select[int]:
    statement = select(Talk.id)
    if scope.organization_id is None:
        return statement
    return statement.where(e.below(scope.organization_id, Talk.organization_id))


def _search_talk(word: str) -> ColumnElement[bool]:
    return contains(
        word, Talk.talker, Talk.partner, Talk.topic, Talk.content, Talk.opinions, Talk.handling
    )


TALKS = Listing(
    name="talks",
    title="谈心谈话",
    area="meetings",
    columns=(
        Column("held_on", "日期", Kind.DATE, of(Talk.held_on)),
        Column("start_at", "时间", Kind.TIME, of(Talk.start_at), shown=False),
        Column("talker", "谈话人", Kind.PERSON, of(Talk.talker)),
        Column("partner", "谈话对象", Kind.PERSON, of(Talk.partner)),
        Column("occasion", "谈话缘由", Kind.CODE, of(Talk.occasion), codes="talk_occasion"),
        Column("topic", "主题", Kind.TEXT, of(Talk.topic), width=24),
        Column("place", "地点", Kind.TEXT, of(Talk.place), width=14),
        Column("opinions", "意见建议", Kind.TEXT, of(Talk.opinions), width=24),
        Column("handling", "处理", Kind.TEXT, of(Talk.handling), width=20, shown=False),
        Column(
            "signed",
            "双方已签字",
            Kind.FLAG,
            lambda _s: and_(Talk.talker_signed, Talk.partner_signed),
            width=10,
        ),
        _hidden("talker_id", "谈话人号", Kind.COUNT, Talk.talker_id),
        _hidden("partner_id", "谈话对象号", Kind.COUNT, Talk.partner_id),
        _hidden("unit_id", "党组织号", Kind.COUNT, Talk.organization_id),
        _hidden("own", "本账套", Kind.FLAG, Talk.origin == ""),
    ),
    select=_talks,
    row_id=Talk.id,
    search=_search_talk,
    order=(("held_on", True),),
    tables=frozenset({"talk", "organization"}),
    noun="次",
    extra_filters={"id": by_id(Talk.id)},
)

FEWEST_INITIALS = 2  # one letter stands in nearly every topic


def with_initials(desk: Desk, letters: str, *, limit: int) -> tuple[int, ...]:
    """Meetings whose topic has these pinyin initials (xfyl: 消防演练), at most `limit`.

    The latest come first. Anything but Latin letters finds nothing.
    """
    wanted = letters.strip().lower()
    if len(wanted) < FEWEST_INITIALS or not (wanted.isascii() and wanted.isalpha()):
        return ()
    statement = (
        select(Meeting.id, Meeting.topic)
        .where(Meeting.topic != "")
        .order_by(Meeting.held_on.desc(), Meeting.id.desc())
    )
    found: list[int] = []
    with desk.store.read() as session:
        for meeting_id, topic in session.execute(statement):
            if wanted in names.initials(topic):
                found.append(meeting_id)
                if len(found) == limit:
                    break
    return tuple(found)
