"""The lists of the area: the log of packages, and at the committee who has reported and who not."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Integer, Select, case, cast, func, literal, or_, select

from djdesk.models.organization import Organization
from djdesk.models.packages import Invitation, PackageLog, Subordinate
from djdesk.services.desk import Desk
from djdesk.services.listing import Column, Expression, Kind, Listing, Scope, of

JOINED, WAITING, APART = "joined", "waiting", "apart"
REPORTED, BEHIND, NEVER = "reported", "behind", "never"


def _log(_scope: Scope) -> Select[int]:
    return select(PackageLog.id).where(PackageLog.status != "writing")


def _search_log(text: str) -> ColumnElement[bool]:
    return or_(
        PackageLog.partner_name.contains(text, autoescape=True),
        PackageLog.period.contains(text, autoescape=True),
        PackageLog.file_name.contains(text, autoescape=True),
        PackageLog.digest.startswith(text.lower(), autoescape=True),
    )


def _day(column: Expression) -> Expression:
    """The day of a time text as lists show days; the record tells the time."""
    return func.nullif(func.replace(func.substr(column, 1, 10), "-", "."), "")


PACKAGES = Listing(
    name="packages",
    title="上报接收登记",
    area="packages",
    columns=(
        Column(
            "direction",
            "收发",
            Kind.CODE,
            of(PackageLog.direction),
            "package_direction",
            width=6,
        ),
        Column("kind", "种类", Kind.CODE, of(PackageLog.kind), "package_kind", width=8),
        Column("number", "编号", Kind.COUNT, of(PackageLog.number), width=6),
        Column("period", "所属月份", Kind.TEXT, of(PackageLog.period), width=9),
        Column(
            "partner",
            "对方单位",
            Kind.TEXT,
            of(PackageLog.partner_name),
            width=26,
        ),
        Column(
            "status",
            "状态",
            Kind.STATE,
            of(PackageLog.status),
            "package_status",
            width=10,
        ),
        Column("made_on", "导出日期", Kind.TEXT, of(_day(PackageLog.made_at))),
        Column("logged_on", "登记日期", Kind.TEXT, of(_day(PackageLog.logged_at))),
        Column("logged_by", "经办人", Kind.PERSON, of(PackageLog.logged_by)),
        Column(
            "received_on",
            "回执日期",
            Kind.TEXT,
            of(_day(PackageLog.received_at)),
        ),
        Column("received_by", "回执登记人", Kind.PERSON, of(PackageLog.received_by)),
        Column("size", "大小（字节）", Kind.COUNT, of(PackageLog.size)),
        Column("file_name", "文件名", Kind.TEXT, of(PackageLog.file_name), width=36),
        Column("digest", "校验码", Kind.TEXT, of(PackageLog.digest), shown=False),
    ),
    select=_log,
    row_id=PackageLog.id,
    search=_search_log,
    order=(("made_on", True), ("number", True)),
    tables=frozenset({"package_log"}),
    noun="个",
)


def _branches(_scope: Scope) -> Select[int]:
    return (
        select(Organization.id)
        .outerjoin(Subordinate, Subordinate.organization_id == Organization.id)
        .where(
            Organization.origin == "",
            Organization.parent_id.is_not(None),
            Organization.kind.in_(("branch", "general", "committee")),
            Organization.dissolved_on.is_(None),
        )
    )


def _joining(_scope: Scope) -> Expression:
    waiting = (
        select(Invitation.id)
        .where(Invitation.organization_id == Organization.id, Invitation.state == "open")
        .exists()
    )
    return case(
        (Subordinate.id.is_not(None), literal(JOINED)),
        (waiting, literal(WAITING)),
        else_=literal(APART),
    )


def _verified(_scope: Scope) -> Expression:
    checked = case((Subordinate.verified_at != "", literal(1)), else_=literal(0))
    return case((Subordinate.id.is_(None), None), else_=checked)


def months_behind(scope: Scope) -> Expression:
    """Whole months from the month last reported to the month of the day; none: never reported."""
    year = cast(func.substr(Subordinate.last_period, 1, 4), Integer)
    month = cast(func.substr(Subordinate.last_period, 6, 2), Integer)
    behind = scope.day.year * 12 + scope.day.month - (year * 12 + month)
    return case((Subordinate.last_period != "", behind), else_=None)


def _reporting(scope: Scope) -> Expression:
    return case(
        (months_behind(scope).is_(None), literal(NEVER)),
        (months_behind(scope) > 0, literal(BEHIND)),
        else_=literal(REPORTED),
    )


BRANCHES = Listing(
    name="branches",
    title="下级支部上报情况",
    area="packages",
    columns=(
        Column("name", "党组织", Kind.TEXT, of(Organization.name), width=30),
        Column("code", "代码", Kind.TEXT, of(Organization.code), width=10),
        Column("joining", "加入情况", Kind.STATE, _joining, "package_joining", width=10),
        Column("verified", "指纹已核对", Kind.FLAG, _verified),
        Column("reporting", "本月上报", Kind.STATE, _reporting, "package_reporting", width=10),
        Column("behind", "欠报月数", Kind.COUNT, months_behind),
        Column(
            "last_number",
            "最近编号",
            Kind.COUNT,
            lambda _s: func.nullif(Subordinate.last_number, 0),
        ),
        Column("last_period", "最近月份", Kind.TEXT, of(Subordinate.last_period)),
        Column(
            "last_merged_on",
            "最近接收",
            Kind.TEXT,
            of(_day(Subordinate.last_merged_at)),
        ),
    ),
    select=_branches,
    row_id=Organization.id,
    search=lambda text: or_(
        Organization.name.contains(text, autoescape=True),
        Organization.code.startswith(text, autoescape=True),
    ),
    order=(("name", False),),
    tables=frozenset({"organization", "subordinate", "invitation"}),
    noun="个",
)


def waiting_receipts(desk: Desk) -> int:
    """How many packages were sent whose receipt has not come home."""
    query = select(func.count()).select_from(PackageLog)
    with desk.store.read() as session:
        return int(
            session.scalar(
                query.where(
                    PackageLog.direction == "out",
                    PackageLog.kind != "dispatch",
                    PackageLog.status == "exported",
                )
            )
            or 0
        )


def behind_count(desk: Desk) -> int:
    """How many branches have not reported in the month of today (committee's book)."""
    scope = Scope(desk.today())
    query = _branches(scope).with_only_columns(func.count(Organization.id))
    with desk.store.read() as session:
        late = or_(months_behind(scope).is_(None), months_behind(scope) > 0)
        return int(session.scalar(query.where(late)) or 0)
