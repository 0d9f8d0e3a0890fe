"""The tree of organizations as of a day: read it, found, change, move and dissolve its parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from djdesk.errors import Problem, Refused, UserError
from djdesk.models.books import Book
from djdesk.models.organization import Organization
from djdesk.models.roster import Member, Standing
from djdesk.models.rules import codes
from djdesk.services.desk import Desk

AREA = "organization"

# Which kinds may stand directly under which (支部条例: 党委、党总支、党支部、党小组).
CHILD_KINDS: Mapping[str, tuple[str, ...]] = {
    "committee": ("committee", "general", "branch"),
    "general": ("branch",),
    "branch": ("group",),
    "group": (),
}

PROFILE_KEYS = (
    "name",
    "short_name",
    "code",
    "seal_name",
    "category",
    "unit_name",
    "unit_nature",
    "unit_situation",
    "credit_code",
    "founding",
    "contact_name",
    "contact_phone",
    "address",
    "founded_on",
    "remark",
)


@dataclass(frozen=True, slots=True)
class Node:
    """One organization in the tree; `members` and `full` count its whole subtree as of the day."""

    id: int
    uid: str
    parent_id: int | None
    kind: str
    name: str
    short_name: str
    depth: int
    members: int
    full: int
    dissolved_on: date | None
    received: bool

    @property
    def label(self) -> str:
        """The short name where there is one: what fits a tree or a narrow column."""
        return self.short_name or self.name


@dataclass(frozen=True, slots=True)
class Profile:
    """The record of one organization (roster.md §1, organisation record)."""

    id: int
    uid: str
    parent_id: int | None
    kind: str
    values: Mapping[str, str | date | None]
    dissolved_on: date | None
    dissolved_reason: str
    received: bool


def home_id(desk: Desk) -> int:
    """Key of the organization whose book this is."""
    return desk.store.book.home_organization_id


def name_of(desk: Desk, organization_id: int) -> str:
    """The full name (党组织全称)."""
    with desk.store.read() as session:
        return _get(session, organization_id).name


def tree(desk: Desk, day: date | None = None, *, dissolved: bool = False) -> tuple[Node, ...]:
    """The whole tree in reading order, parents before children, with head-counts as of `day`.

    Organizations dissolved on or before `day` appear only if `dissolved` is set.
    """
    on = day or desk.today()
    with desk.store.read() as session:
        rows = session.scalars(select(Organization)).all()
        counts = _counts(session, on)
        return _walk(rows, counts, on, dissolved)


def groups(desk: Desk, branch_id: int) -> tuple[tuple[int, str], ...]:
    """The living groups of a branch as (id, name), in their order."""
    with desk.store.read() as session:
        found_rows = session.execute(
            select(Organization.id, Organization.name)
            .where(Organization.parent_id == branch_id, Organization.kind == "group")
            .where(Organization.dissolved_on.is_(None))
            .order_by(Organization.position, Organization.id)
        )
        return tuple((row[0], row[1]) for row in found_rows)


def descendants(session: Session, organization_id: int) -> frozenset[int]:
    """Keys of the organization itself and of everything under it."""
    children: dict[int | None, list[int]] = {}
    for key, parent in session.execute(select(Organization.id, Organization.parent_id)):
        children.setdefault(parent, []).append(key)
    found_keys: set[int] = set()
    waiting = [organization_id]
    while waiting:
        key = waiting.pop()
        if key not in found_keys:
            found_keys.add(key)
            waiting.extend(children.get(key, ()))
    return frozenset(found_keys)


def profile(desk: Desk, organization_id: int) -> Profile:
    """The record of one organization; `UserError` if there is none."""
    with desk.store.read() as session:
        row = _get(session, organization_id)
        return Profile(
            id=row.id,
            uid=row.uid,
            parent_id=row.parent_id,
            kind=row.kind,
            values={key: getattr(row, key) for key in PROFILE_KEYS},
            dissolved_on=row.dissolved_on,
            dissolved_reason=row.dissolved_reason,
            received=bool(row.origin),
        )


def found(
    desk: Desk, *, parent_id: int | None, kind: str, name: str, **values: str | date | None
) -> int:
    """Enter a new organization under `parent_id`; returns its key. Refused with field problems."""
    desk.require(AREA)
    with desk.store.write(f"新建{codes.table('organization_kind').name(kind)}：{name}") as session:
        return add_organization(session, parent_id=parent_id, kind=kind, name=name, **values)


def add_organization(
    session: Session,
    *,
    parent_id: int | None,
    kind: str,
    name: str,
    **values: str | date | None,
) -> int:
    """As `found`, inside a transaction of the caller."""
    _check_values(session, None, parent_id, {"name": name, **values})
    if parent_id is not None:
        parent = _get(session, parent_id)
        if kind not in CHILD_KINDS[parent.kind]:
            table = codes.table("organization_kind")
            raise UserError(
                f"{table.name(parent.kind)}下面不能设{table.name(kind)}。",
                "请先选择正确的上一级组织。",
            )
    last = session.scalar(
        select(func.max(Organization.position)).where(Organization.parent_id == parent_id)
    )
    row = Organization(
        parent_id=parent_id,
        kind=kind,
        name=name.strip(),
        position=0 if last is None else last + 1,
        **values,
    )
    session.add(row)
    session.flush()
    return row.id


def change(desk: Desk, organization_id: int, **values: str | date | None) -> None:
    """Change fields of the profile (`PROFILE_KEYS`). Refused with field problems.

    The book is called as the organization whose book it is.
    """
    desk.require(AREA)
    unknown = set(values) - set(PROFILE_KEYS)
    if unknown:
        raise ValueError(f"not in the profile: {sorted(unknown)}")
    with desk.store.write("修改党组织资料") as session:
        row = own(session, organization_id)
        _check_values(session, row.id, row.parent_id, values)
        for key, value in values.items():
            setattr(row, key, value.strip() if isinstance(value, str) else value)
        renamed = row.name if row.id == home_id(desk) and "name" in values else ""
        if renamed:
            session.scalars(select(Book)).one().name = renamed
    if renamed:
        desk.store.book = replace(desk.store.book, name=renamed)


def move(desk: Desk, organization_id: int, *, parent_id: int | None, position: int) -> None:
    """Put an organization under `parent_id` at `position` (0: first) among its new siblings."""
    desk.require(AREA)
    with desk.store.write("调整党组织位置") as session:
        row = own(session, organization_id)
        if parent_id is not None:
            parent = _get(session, parent_id)
            if row.kind not in CHILD_KINDS[parent.kind] or parent.id in descendants(
                session, row.id
            ):
                raise UserError("不能放在这个组织下面。", "请选择正确的上一级组织。")
        row.parent_id = parent_id
        siblings = list(
            session.scalars(
                select(Organization)
                .where(Organization.parent_id == parent_id, Organization.id != row.id)
                .order_by(Organization.position, Organization.id)
            )
        )
        siblings.insert(max(0, position), row)
        for place, sibling in enumerate(siblings):
            if sibling.position != place:
                sibling.position = place


def dissolve(desk: Desk, organization_id: int, *, on: date, reason: str) -> None:
    """Record that an organization was dissolved or merged (撤销、合并) on `on`; nothing is deleted.

    Raises `UserError` while members or living organizations still belong to it.
    """
    desk.require(AREA)
    with desk.store.write("撤销党组织", reason=reason) as session:
        row = own(session, organization_id)
        if row.id == desk.store.book.home_organization_id:
            raise UserError("账套所属的党组织不能撤销。", "如需停用，请做好备份后另建账套。")
        if not reason.strip():
            raise Refused([Problem("请填写撤销原因或批复文号。", field="dissolved_reason")])
        below = session.scalar(
            select(func.count()).where(
                Organization.parent_id == row.id, Organization.dissolved_on.is_(None)
            )
        )
        if below:
            raise UserError(f"下面还有{below}个党组织。", "请先撤销或移走它们。")
        people = session.scalar(
            select(func.count()).where(
                or_(Standing.branch_id == row.id, Standing.group_id == row.id),
                Standing.state == "in",
                Standing.until.is_(None),
            )
        )
        if people:
            raise UserError(f"还有{people}名党员属于这个组织。", "请先调整他们的支部或党小组。")
        row.dissolved_on, row.dissolved_reason = on, reason.strip()


def revive(desk: Desk, organization_id: int) -> None:
    """Take back a dissolution entered by mistake."""
    desk.require(AREA)
    with desk.store.write("恢复党组织") as session:
        row = own(session, organization_id)
        row.dissolved_on, row.dissolved_reason = None, ""


def _get(session: Session, organization_id: int) -> Organization:
    row = session.get(Organization, organization_id)
    if row is None:
        raise UserError("找不到这个党组织。", "它可能已被撤销操作移除，请刷新后重试。")
    return row


def own(session: Session, organization_id: int) -> Organization:
    """The row of an organization of this book; `UserError` for one that a branch reported."""
    row = _get(session, organization_id)
    if row.origin:
        raise UserError(
            "这个党组织的资料由下级上报，不能在这里修改。", "请通知下级改正后重新上报。"
        )
    return row


def _check_values(
    session: Session,
    organization_id: int | None,
    parent_id: int | None,
    values: Mapping[str, str | date | None],
) -> None:
    problems: list[Problem] = []
    if "name" in values:
        name = str(values["name"] or "").strip()
        if not name:
            problems.append(Problem("请填写党组织全称。", "与印章一致。", field="name"))
        elif session.scalar(
            select(func.count()).where(
                Organization.parent_id == parent_id,
                Organization.name == name,
                Organization.dissolved_on.is_(None),
                Organization.id != (organization_id or 0),
            )
        ):
            problems.append(
                Problem("同一级里已有同名的党组织。", "请核对名称。", field="name", value=name)
            )
    for key in ("category", "unit_nature", "unit_situation", "founding"):
        code = values.get(key)
        if code and str(code) not in codes.table(_CODES[key]).by_code:
            problems.append(
                Problem("不在代码表里。", "请从列表中选择。", field=key, value=str(code))
            )
    if problems:
        raise Refused(problems)


_CODES = {
    "category": "organization_category",
    "unit_nature": "unit_nature",
    "unit_situation": "unit_situation",
    "founding": "founding",
}


def _counts(session: Session, day: date) -> dict[int, tuple[int, int]]:
    """(members, full members) by the organization a member directly belongs to."""
    place = func.coalesce(Standing.group_id, Standing.branch_id)
    is_full = (Standing.person_class == "full") & or_(
        Member.full_on.is_(None), Member.full_on <= day
    )
    statement = (
        select(place, func.count(), func.count().filter(is_full))
        .join(Member, Member.id == Standing.member_id)
        .where(Member.withdrawn_on.is_(None), Standing.state == "in", Standing.since <= day)
        .where(or_(Standing.until.is_(None), Standing.until > day))
        .group_by(place)
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(statement)}


def _walk(
    rows: Sequence[Organization],
    counts: Mapping[int, tuple[int, int]],
    day: date,
    dissolved: bool,
) -> tuple[Node, ...]:
    children: dict[int | None, list[Organization]] = {}
    for row in rows:
        children.setdefault(row.parent_id, []).append(row)
    for siblings in children.values():
        siblings.sort(key=lambda row: (row.position, row.id))
    nodes: list[Node] = []

    def visit(siblings: Iterable[Organization], depth: int) -> tuple[int, int]:
        total = full = 0
        for row in siblings:
            place = len(nodes)
            own = counts.get(row.id, (0, 0))
            hidden = row.dissolved_on is not None and row.dissolved_on <= day and not dissolved
            if not hidden:
                nodes.append(_node(row, depth))
            below = visit(children.get(row.id, ()), depth + 1)
            members, whole = own[0] + below[0], own[1] + below[1]
            if not hidden:
                nodes[place] = _node(row, depth, members, whole)
            total, full = total + members, full + whole
        return total, full

    visit(children.get(None, ()), 0)
    return tuple(nodes)


def _node(row: Organization, depth: int, members: int = 0, full: int = 0) -> Node:
    return Node(
        id=row.id,
        uid=row.uid,
        parent_id=row.parent_id,
        kind=row.kind,
        name=row.name,
        short_name=row.short_name,
        depth=depth,
        members=members,
        full=full,
        dissolved_on=row.dissolved_on,
        received=bool(row.origin),
    )
