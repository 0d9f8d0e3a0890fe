"""Everything about one member as of a day, for the record pane and the collection form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.errors import UserError
from djdesk.models.organization import Organization, Tenure
from djdesk.models.roster import Member, Standing
from djdesk.models.rules import codes
from djdesk.models.rules import roster as rules
from djdesk.models.rules.days import age_on
from djdesk.services import archive
from djdesk.services.archive import AttachedFile
from djdesk.services.desk import Desk
from djdesk.services.kinds import show_date
from djdesk.services.listing import Scope, Value
from djdesk.services.roster import expressions, records, standings
from djdesk.services.roster.fields import MEMBER_KEYS
from djdesk.services.roster.members import AREA, facts, own
from djdesk.services.roster.records import RECORD_KINDS, SubRecord

PHOTO_LIMIT = 2 * 1024 * 1024
_PHOTO_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


@dataclass(frozen=True, slots=True)
class StandingRow:
    """One stretch of membership with the movement that opened it; names instead of keys."""

    id: int
    since: date
    until: date | None
    state: str
    person_class: str
    branch_id: int
    branch: str
    group_id: int | None
    group: str
    work_post: str
    way: str
    whole: bool
    counterpart: str
    reason: str
    basis: str


@dataclass(frozen=True, slots=True)
class TenureRow:
    """A post held: `until` is the first day on which it is no longer held."""

    id: int
    organization: str
    post: str
    duty: str
    since: date
    until: date | None
    reason: str
    basis: str


@dataclass(frozen=True, slots=True)
class Profile:
    """One member as of `day`.

    `values` are the fields of `FIELDS` by key (those of the standing of `day`; empty when there is
    none), `month_only` names the dates without a day. `condition` is a code of the table of that
    name, `conversion_due` when a probation is over. `left` is the standing that ended the
    membership, if it has ended by `day`. `received` members belong to a branch that reported them.
    """

    id: int
    uid: str
    version: int
    day: date
    values: Mapping[str, Value]
    month_only: frozenset[str]
    age: int | None
    party_since: date | None
    party_age: int | None
    honour_on: date | None
    condition: str
    conversion_due: date | None
    state: str
    posts: str
    branch: str
    group: str
    left: StandingRow | None
    withdrawn_on: date | None
    withdrawn_reason: str
    received: bool
    missing: tuple[str, ...]
    photo: str
    standings: tuple[StandingRow, ...]
    tenures: tuple[TenureRow, ...]
    absences: tuple[SubRecord, ...]
    rewards: tuple[SubRecord, ...]
    hardships: tuple[SubRecord, ...]
    kin: tuple[SubRecord, ...]
    files: tuple[AttachedFile, ...]


def profile(desk: Desk, member_id: int, day: date | None = None) -> Profile:
    """Everything about a member as of `day` (default: today); `UserError` if there is none."""
    with desk.store.read() as session:
        return _profile(session, member_id, day or desk.today())


def profiles(desk: Desk, member_ids: Sequence[int], day: date) -> Iterator[Profile]:
    """The same for many members in the given order, from one state of the book."""
    with desk.store.read() as session:
        for member_id in member_ids:
            yield _profile(session, member_id, day)


def _profile(session: Session, member_id: int, day: date) -> Profile:
    member = session.get(Member, member_id)
    if member is None:
        raise UserError("找不到这名党员。", "记录可能已被撤销操作移除，请刷新后重试。")
    rows = standings.history(session, member_id)
    shown = _standing_rows(session, rows)
    here = standings.standing_at(rows, day)
    now = next((row for row in shown if here is not None and row.id == here.id), None)
    tenures = _tenures(session, member_id)
    values = _values(member, rows, here, day)
    since = rules.party_since(member.joined_on, member.full_on)
    sub = {kind: records.records(session, kind, member_id) for kind in RECORD_KINDS}
    return Profile(
        id=member.id,
        uid=member.uid,
        version=member.version,
        day=day,
        values=values,
        month_only=frozenset(member.month_only.split()),
        age=None if member.birth_on is None else age_on(member.birth_on, day),
        party_since=since,
        party_age=rules.party_age(member.joined_on, member.full_on, day),
        honour_on=rules.honour_on(member.joined_on, member.full_on),
        condition=_condition(session, member_id, day),
        conversion_due=_conversion_due(values),
        state=now.state if now is not None else "",
        posts=_posts(tenures, day),
        branch=now.branch if now is not None else "",
        group=now.group if now is not None else "",
        left=now if now is not None and now.state != standings.IN else None,
        withdrawn_on=member.withdrawn_on,
        withdrawn_reason=member.withdrawn_reason,
        received=bool(member.origin),
        missing=rules.missing(facts(values)),
        photo=member.photo,
        standings=shown,
        tenures=tenures,
        absences=sub["absence"],
        rewards=sub["reward"],
        hardships=sub["hardship"],
        kin=sub["kin"],
        files=archive.attachments(session, "member", member_id),
    )


def _condition(session: Session, member_id: int, day: date) -> str:
    """The word of the list's column 状态 for one member; empty for none or one who left."""
    found = session.scalar(
        expressions.belonging(Scope(day), "in", known=True)
        .with_only_columns(expressions.condition(day))
        .where(Member.id == member_id)
    )
    return found or ""


def _conversion_due(values: Mapping[str, Value]) -> date | None:
    joined = values.get("joined_on")
    if values.get("person_class") != "probationary" or not isinstance(joined, date):
        return None
    return rules.conversion_due(joined)


def _values(
    member: Member, rows: Sequence[Standing], here: Standing | None, day: date
) -> dict[str, Value]:
    values: dict[str, Value] = {key: getattr(member, key) for key in MEMBER_KEYS}
    values["since"] = rows[0].since if rows else None
    for key in ("branch_id", "group_id", "person_class", "work_post"):
        values[key] = getattr(here, key) if here is not None else None
    if member.full_on is not None and member.full_on > day and here is not None:
        values["person_class"] = "probationary"
    return values


def _standing_rows(session: Session, rows: Sequence[Standing]) -> tuple[StandingRow, ...]:
    keys = {row.branch_id for row in rows} | {row.group_id for row in rows if row.group_id}
    names: dict[int, str] = {
        row[0]: row[1]
        for row in session.execute(
            select(Organization.id, Organization.name).where(Organization.id.in_(keys))
        )
    }
    return tuple(
        StandingRow(
            id=row.id,
            since=row.since,
            until=row.until,
            state=row.state,
            person_class=row.person_class,
            branch_id=row.branch_id,
            branch=names.get(row.branch_id, ""),
            group_id=row.group_id,
            group=names.get(row.group_id or 0, ""),
            work_post=row.work_post,
            way=row.way,
            whole=row.whole,
            counterpart=row.counterpart,
            reason=row.reason,
            basis=row.basis,
        )
        for row in rows
    )


def _tenures(session: Session, member_id: int) -> tuple[TenureRow, ...]:
    rows = session.execute(
        select(Tenure, Organization.name)
        .join(Organization, Organization.id == Tenure.organization_id)
        .where(Tenure.member_id == member_id)
        .order_by(Tenure.since.desc(), Tenure.id.desc())
    )
    return tuple(
        TenureRow(
            id=row.id,
            organization=name,
            post=row.post,
            duty=row.duty,
            since=row.since,
            until=row.until,
            reason=row.reason,
            basis=row.basis,
        )
        for row, name in rows
    )


def _posts(tenures: Sequence[TenureRow], day: date) -> str:
    held = sorted(
        row.post for row in tenures if row.since <= day and (row.until is None or row.until > day)
    )
    return ",".join(held)


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a member's history: the day, what happened, and the particulars."""

    on: date
    title: str
    detail: str = ""


def timeline(profile: Profile) -> tuple[Event, ...]:
    """What happened to a member, the newest first (经历)."""
    found = [*_standing_events(profile)]
    posts, rewards = codes.table("party_post"), codes.table("reward_kind")
    absences = codes.table("absence_kind")
    for row in profile.tenures:
        found.append(Event(row.since, f"任{posts.name(row.post)}", row.organization))
        if row.until is not None:
            found.append(Event(row.until, f"不再担任{posts.name(row.post)}", row.organization))
    for record in profile.rewards:
        values = record.values
        on = values["given_on"]
        if isinstance(on, date):
            kind = rewards.name(str(values["kind"]))
            found.append(Event(on, f"{kind}：{values['title']}", str(values["given_by"])))
    for record in profile.absences:
        word = absences.name(str(record.values["kind"]))
        begin, end = record.values["since"], record.values["until"]
        if isinstance(begin, date):
            found.append(Event(begin, word, str(record.values["destination"])))
        if isinstance(end, date):
            found.append(Event(end, f"{word}结束"))
    if profile.withdrawn_on is not None:
        found.append(Event(profile.withdrawn_on, "撤销录入", profile.withdrawn_reason))
    return tuple(sorted(found, key=lambda event: event.on, reverse=True))


def _standing_events(profile: Profile) -> Iterator[Event]:
    ways, months = codes.table("way"), profile.month_only
    joined, full = profile.values.get("joined_on"), profile.values.get("full_on")
    if isinstance(joined, date):
        detail = str(profile.values.get("joined_branch") or "")
        yield Event(joined, "加入中国共产党", detail)
    converted = any(row.way == "C1" for row in profile.standings)
    if isinstance(full, date) and not converted:
        text = show_date(full, "full_on" in months)
        yield Event(full, "转为正式党员", "" if "full_on" not in months else text)
    for row in profile.standings:
        if not row.way:
            if row.since != joined:
                yield Event(row.since, "进入本支部", row.branch)
            continue
        if row.way == "A1":
            continue
        detail = "；".join(part for part in (_particular(row), row.reason, row.basis) if part)
        yield Event(row.since, ways.name(row.way), detail)


def _particular(row: StandingRow) -> str:
    if row.way == "G":
        return row.group or "不编入党小组"
    if row.way == "P":
        return codes.table("work_post").name(row.work_post)
    return row.counterpart or (row.branch if row.way in ("A2", "A3", "T") else "")


def set_photo(desk: Desk, member_id: int, content: bytes) -> None:
    """Keep a photograph (JPEG or PNG, already made small) with a member; empty takes it out."""
    desk.require(AREA)
    if content and not content.startswith(_PHOTO_STARTS):
        raise UserError("照片只能是 JPG 或 PNG 图片。", "请另存为 JPG 后再选择。")
    if len(content) > PHOTO_LIMIT:
        raise UserError("照片超过 2 MB。", "请缩小后再选择，一寸照片几百 KB 已经足够。")
    digest = desk.store.files.put(content) if content else ""
    with desk.store.write("更换照片" if content else "删除照片", area=AREA) as session:
        own(session, member_id).photo = digest


def photo(desk: Desk, digest: str) -> bytes:
    """The photograph with `digest` (`Profile.photo`); `StorageFault` if missing or damaged."""
    return desk.store.files.get(digest)
