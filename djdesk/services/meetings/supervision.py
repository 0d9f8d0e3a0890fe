"""Supervision (督查): kinds × periods with done, due and overdue, for one year of one branch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from djdesk.models.meetings import Meeting
from djdesk.models.organization import Organization, Tenure
from djdesk.models.rules import codes
from djdesk.models.rules.meetings.kinds import Kind
from djdesk.models.rules.meetings.periods import Period, period_of, periods
from djdesk.models.rules.meetings.supervision import Cell, State, asked, cell
from djdesk.services.desk import Desk
from djdesk.services.meetings.figures import HELD
from djdesk.services.meetings.kinds import in_force

Time = tuple[date, date | None]
"""From a day until before another (None: still)."""

TITLES = {"done": "已完成", "due": "应开", "overdue": "逾期", "future": "未到", "free": "不要求"}
"""What a state is called in the legend of the grid."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """One kind in one period: the rule's answer, and the meetings behind it.

    `first` and `months` say where it stands among twelve columns (0: January). `planned_ids` are
    meetings of the period that have not been held yet.
    """

    period: Period
    state: State
    count: int
    needed: int
    title: str
    source: str
    first: int
    months: int
    meeting_ids: tuple[int, ...]
    planned_ids: tuple[int, ...]
    held_days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class GridRow:
    """One kind as one unit holds it; `unit_name` is empty for the branch whose grid it is."""

    kind: str
    kind_name: str
    unit_id: int
    unit_name: str
    period: str
    times: int
    source: str
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """How many cells of a grid are in each state; `rate` is done of those whose time has come."""

    done: int
    due: int
    overdue: int
    future: int

    @property
    def rate(self) -> int | None:
        """Per cent of periods over or fulfilled that were fulfilled, rounded down."""
        over = self.done + self.overdue
        return 100 * self.done // over if over else None


@dataclass(frozen=True, slots=True)
class Grid:
    """The supervision of a year as seen on `day`; `organization_id` is the branch.

    `begins` is the first day of the ledger: before it nothing is asked for.
    """

    year: int
    day: date
    organization_id: int
    begins: date | None
    rows: tuple[GridRow, ...]

    @property
    def totals(self) -> Totals:
        """All cells counted by state."""
        states = [each.state for row in self.rows for each in row.cells]
        return Totals(*(states.count(word) for word in ("done", "due", "overdue", "future")))


@dataclass(frozen=True, slots=True)
class QuarterRow:
    """One kind: meetings held in each quarter and in the year, against what the rule asks.

    `needed` by quarter is 0 where the rule counts half-years or years. For kinds that groups hold
    it is all groups together.
    """

    kind: str
    name: str
    counts: tuple[int, ...]
    needed: tuple[int, ...]
    in_year: int
    needed_in_year: int


@dataclass(frozen=True, slots=True)
class _Unit:
    """The branch or a group, and between which days it was there."""

    id: int
    name: str
    since: date | None
    until: date | None
    group: bool

    def stands(self, day: date) -> bool:
        """Whether it is there on `day`."""
        begun = self.since is None or self.since <= day
        return begun and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class _Held:
    """A meeting as the grid counts it: `day` lies in the year for which it counts."""

    id: int
    kind: str
    unit_id: int
    day: date
    held: bool


def grid(desk: Desk, year: int, organization_id: int | None = None) -> Grid:
    """Kinds × periods of a branch (default: the home one) in `year`, as of today.

    Kinds that ask for nothing and were not held are left out. A duty begins with the ledger, which
    is the branch's first meeting in this book (held or planned): a period that was (nearly) over by
    then is not asked for unless something was planned or held in it, nor is one without committee
    (M2) or of a group that was not there. An M6 that every group held counts for the branch.
    """
    with desk.store.read() as session:
        home = organization_id or desk.store.book.home_organization_id
        return make_grid(session, home, year, desk.today())


def make_grid(session: Session, organization_id: int, year: int, day: date) -> Grid:
    """As `grid`, in the session of the caller: five statements, whatever the year holds."""
    units = _units(session, organization_id)
    ids = [unit.id for unit in units]
    begins = session.scalar(
        select(func.min(Meeting.held_on)).where(
            Meeting.organization_id.in_(ids), Meeting.state != "cancelled"
        )
    )
    meetings = _meetings(session, ids, year)
    terms = _committees(session, organization_id)
    rows = []
    for kind in in_force(session, min(day, date(year, 12, 31)), since=date(year, 1, 1)):
        for unit in units:
            if unit.group is not (kind.attends == "group"):
                continue
            mine = _of(meetings, kind, unit, units, min(day, date(year, 12, 31)))
            if not kind.period and not mine:
                continue
            rows.append(_row(kind, unit, mine, year, day, begins, terms))
    return Grid(year, day, organization_id, begins, tuple(rows))


def by_kind_and_quarter(
    desk: Desk, year: int, organization_id: int | None = None
) -> tuple[QuarterRow, ...]:
    """Meetings held by kind and quarter against the rule, groups taken together."""
    found: dict[str, QuarterRow] = {}
    for row in grid(desk, year, organization_id).rows:
        counts, needed = [0] * 4, [0] * 4
        for each in row.cells:
            if each.months <= 3:
                needed[each.first // 3] += each.needed
        in_year = sum(each.count for each in row.cells)
        for each in row.cells:
            for quarter in range(4):
                counts[quarter] += sum(1 for on in each.held_days if (on.month - 1) // 3 == quarter)
        so_far = found.get(row.kind)
        wanted = sum(each.needed for each in row.cells)
        if so_far is not None:
            counts = [a + b for a, b in zip(so_far.counts, counts, strict=True)]
            needed = [a + b for a, b in zip(so_far.needed, needed, strict=True)]
            in_year, wanted = in_year + so_far.in_year, wanted + so_far.needed_in_year
        found[row.kind] = QuarterRow(
            row.kind, row.kind_name, tuple(counts), tuple(needed), in_year, wanted
        )
    return tuple(found.values())


def _row(
    kind: Kind,
    unit: _Unit,
    meetings: Sequence[_Held],
    year: int,
    day: date,
    begins: date | None,
    terms: Sequence[Time],
) -> GridRow:
    cells = []
    for period in periods(kind.period or "quarter", year):
        inside = [each for each in meetings if each.day in period]
        held = [each for each in inside if each.held]
        required = _required(kind, unit, period, begins, terms, used=bool(inside))
        found = cell(kind, period, [each.day for each in held], day, required=required)
        cells.append(_grid_cell(found, period, held, [one for one in inside if not one.held]))
    name = unit.name if unit.group else ""
    return GridRow(
        kind.code, kind.name, unit.id, name, kind.period, kind.times, kind.clause, tuple(cells)
    )


def _grid_cell(
    found: Cell, period: Period, held: Iterable[_Held], planned: Iterable[_Held]
) -> GridCell:
    first = period.start.month - 1
    return GridCell(
        period=period,
        state=found.state,
        count=found.count,
        needed=found.needed,
        title=found.title,
        source=found.source,
        first=first,
        months=period.end.month - first,
        meeting_ids=tuple(each.id for each in held),
        planned_ids=tuple(each.id for each in planned),
        held_days=tuple(each.day for each in held),
    )


def _required(
    kind: Kind,
    unit: _Unit,
    period: Period,
    begins: date | None,
    terms: Sequence[Time],
    *,
    used: bool,
) -> bool:
    """Whether the duty exists: the ledger has begun, the unit is there, M2 has its committee.

    `used` says that a meeting was held or planned in the period.
    """
    if begins is None or period.end < begins:
        return False
    if unit.until is not None and period.end >= unit.until:
        return False
    if kind.attends == "committee" and not used and not in_office(terms, period):
        return False
    return used or asked(period, max(begins, unit.since or begins), kind.months)


def in_office(terms: Iterable[Time], period: Period) -> bool:
    """Whether one of `terms` (from, until before) answers for the period and lasts beyond it."""
    return any(
        asked(period, since) and (until is None or until > period.end) for since, until in terms
    )


def joined(terms: Iterable[Time]) -> list[Time]:
    """Times that touch or overlap made one, in order."""
    found: list[Time] = []
    for since, until in sorted(terms, key=lambda each: each[0]):
        if found and (found[-1][1] is None or since <= found[-1][1]):
            last = None if until is None or found[-1][1] is None else max(until, found[-1][1])
            found[-1] = found[-1][0], last
        else:
            found.append((since, until))
    return found


def _of(
    meetings: Sequence[_Held], kind: Kind, unit: _Unit, units: Sequence[_Unit], day: date
) -> list[_Held]:
    """The meetings of `kind` that count for `unit` in the year of `day`, as of that day."""
    mine = [each for each in meetings if each.kind == kind.code and each.unit_id == unit.id]
    if unit.group or kind.attends == "group":
        return mine
    year = period_of("year", day)
    groups = {
        each.id for each in units if each.group and each.stands(day) and asked(year, each.since)
    }
    apart = [each for each in meetings if each.kind == kind.code and each.unit_id in groups]
    if apart and {each.unit_id for each in apart if each.held} == groups:
        mine.append(max(apart, key=lambda each: each.day))  # the last group made it whole
    return mine


def _units(session: Session, organization_id: int) -> list[_Unit]:
    """The branch and its groups, in their order."""
    rows = session.execute(
        select(
            Organization.id,
            Organization.name,
            Organization.founded_on,
            Organization.dissolved_on,
            Organization.kind == "group",
        )
        .where(
            or_(
                Organization.id == organization_id,
                (Organization.parent_id == organization_id) & (Organization.kind == "group"),
            )
        )
        .order_by(Organization.kind == "group", Organization.position, Organization.id)
    )
    return [_Unit(row[0], row[1], row[2], row[3], bool(row[4])) for row in rows]


def _meetings(session: Session, ids: Sequence[int], year: int) -> list[_Held]:
    """What was held or planned for `year`; 民主评议 of January counts for the year it is of."""
    rows = session.execute(
        select(
            Meeting.id,
            Meeting.kind,
            Meeting.organization_id,
            Meeting.held_on,
            Meeting.state.in_(HELD),
        )
        .where(Meeting.organization_id.in_(ids), Meeting.year == year)
        .where(Meeting.state != "cancelled")
        .order_by(Meeting.held_on, Meeting.id)
    )
    first, last = date(year, 1, 1), date(year, 12, 31)
    return [
        _Held(row[0], row[1], row[2], min(max(row[3], first), last), bool(row[4])) for row in rows
    ]


def _committees(session: Session, organization_id: int) -> list[Time]:
    """From when until when somebody held an office of the committee below the secretary's deputy.

    A branch with a secretary alone has no committee (支部条例第六章).
    """
    rows = session.execute(
        select(Tenure.since, Tenure.until).where(
            Tenure.organization_id == organization_id,
            Tenure.post.in_(codes.table("party_post").in_group("committee")),
        )
    )
    return joined((row[0], row[1]) for row in rows)
