"""The kinds of meetings in force: those of the rules and those the branch added for itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from djdesk.errors import Problem, Refused, UserError
from djdesk.models.meetings import Meeting, OwnKind
from djdesk.models.rules import codes
from djdesk.models.rules.meetings import kinds as rules
from djdesk.services import settings
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from djdesk.services.meetings.fields import OWN_KIND_FIELDS

LECTURE = "M4"

_KEYS = tuple(field.key for field in OWN_KIND_FIELDS)


@dataclass(frozen=True, slots=True)
class KindRow:
    """One kind as the window lists it; `id` is that of the branch's own row, None for the rules'.

    At least `times` meetings are asked for in each `period` (month, quarter, half, year, or empty:
    on demand); `source` is the clause it rests on.
    """

    code: str
    name: str
    short: str
    attends: str
    period: str
    times: int
    own: bool
    source: str
    id: int | None = None
    votes: bool = False
    makeup: bool = False
    ledger: str = ""
    agenda: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None


def kinds(desk: Desk, day: date | None = None, *, ended: bool = False) -> tuple[KindRow, ...]:
    """The kinds in force on `day` (default: today), those of the rules first.

    `ended` also lists own kinds that are no longer (or not yet) in use.
    """
    on = day or desk.today()
    with desk.store.read() as session:
        ruled = [_row(known) for known in rulings(session, on)]
        own_rows = session.scalars(
            select(OwnKind).where(OwnKind.origin == "").order_by(OwnKind.id)
        ).all()
        added = [
            replace(_row(_kind(row)), id=row.id, until=row.until)
            for row in own_rows
            if ended or _in_force(row, on)
        ]
        return (*ruled, *added)


def rulings(session: Session, day: date) -> tuple[rules.Kind, ...]:
    """The kinds of the rules on `day`, with the period of lectures that the superior set."""
    return tuple(_as_set(session, kind) for kind in rules.kinds(day))


def in_force(session: Session, day: date, *, since: date | None = None) -> tuple[rules.Kind, ...]:
    """All kinds of this book on `day`: those of the rules, then its own.

    With `since` also its own kinds that were in use at any time from then to `day`.
    """
    rows = session.scalars(select(OwnKind).where(OwnKind.origin == "").order_by(OwnKind.id))
    first = min(since or day, day)
    used = (row for row in rows if row.since <= day and (row.until is None or row.until > first))
    return (*rulings(session, day), *map(_kind, used))


def kind_of(session: Session, code: str, day: date, origin: str = "") -> rules.Kind:
    """The kind `code` as ruled on `day`, own kinds of the book `origin` included.

    `UserError` for one that nobody knows.
    """
    if code in codes.table(rules.KINDS).by_code:
        return _as_set(session, rules.kind(code, day))
    row = session.scalar(select(OwnKind).where(OwnKind.code == code, OwnKind.origin == origin))
    if row is None:
        raise UserError(f"没有“{code}”这个会议类别。", "请从列表中选择类别。")
    return _kind(row)


def _as_set(session: Session, kind: rules.Kind) -> rules.Kind:
    if kind.code != LECTURE:
        return kind
    word = settings.read(session, settings.LECTURE_PERIOD)
    period = codes.table("meeting_period").find(word) or ""
    return rules.with_period(kind, period) if period in kind.choices else kind


def _kind(row: OwnKind) -> rules.Kind:
    """The branch's own kind with what only its row says."""
    known = rules.own({key: getattr(row, key) for key in (*_KEYS, "code")})
    voters = ("committee" if row.attends == "committee" else "all") if row.votes else ""
    source = row.basis or known.source
    return replace(
        known,
        voters=voters,
        makeup=row.makeup,
        ledger=row.ledger or row.name,
        source=source,
        clause=source,
    )


def _row(kind: rules.Kind) -> KindRow:
    return KindRow(
        code=kind.code,
        name=kind.name,
        short=kind.short,
        attends=kind.attends,
        period=kind.period,
        times=kind.times,
        own=kind.own,
        source=kind.source,
        votes=bool(kind.voters),
        makeup=kind.makeup,
        ledger=kind.ledger,
        agenda=kind.agenda,
        since=kind.since,
    )


def _in_force(row: OwnKind, day: date) -> bool:
    return row.since <= day and (row.until is None or row.until > day)


def add_kind(desk: Desk, values: Mapping[str, Value]) -> int:
    """Add a kind of the branch's own; returns its key. `Refused` with field problems."""
    desk.require("meetings")
    with desk.store.write(f"新增会议类别：{values.get('name') or ''}", area="meetings") as session:
        record = _completed(values) | {"until": values.get("until") or None}
        record["since"] = record.get("since") or desk.today()
        _refuse(session, record, None)
        row = OwnKind(code=_next_code(session), **record)
        session.add(row)
        session.flush()
        return row.id


def change_kind(desk: Desk, kind_id: int, values: Mapping[str, Value]) -> None:
    """Correct a kind of the branch's own; meetings held keep their numbers."""
    desk.require("meetings")
    with desk.store.write("修改会议类别", area="meetings") as session:
        row = _own_row(session, kind_id)
        record = {key: getattr(row, key) for key in _KEYS} | _completed(values)
        _refuse(session, record, row.id)
        for key, value in record.items():
            setattr(row, key, value)


def end_kind(desk: Desk, kind_id: int, *, on: date) -> None:
    """Stop using a kind from `on`; what was held stays as it is."""
    desk.require("meetings")
    with desk.store.write("停用会议类别", area="meetings") as session:
        row = _own_row(session, kind_id)
        if on < row.since:
            raise Refused([Problem("停用日期早于启用日期。", "请核对日期。", "until")])
        later = session.scalar(
            select(func.count()).where(
                Meeting.kind == row.code,
                Meeting.origin == "",
                Meeting.held_on >= on,
                Meeting.state != "cancelled",
            )
        )
        if later:
            raise UserError(
                f"停用日期之后还有{later}次这类会议。", "请先取消这些会议，或改晚停用日期。"
            )
        row.until = on


def _own_row(session: Session, kind_id: int) -> OwnKind:
    row = session.get(OwnKind, kind_id)
    if row is None:
        raise UserError("找不到这个会议类别。", "它可能已被撤销，请刷新后重试。")
    if row.origin:
        raise UserError("这个会议类别由支部上报，不能在这里修改。", "请通知支部改正后重新上报。")
    return row


def _next_code(session: Session) -> str:
    """B1, B2 …: never that of a kind that was there before, even if it was taken out."""
    used = session.scalars(
        select(OwnKind.code)
        .where(OwnKind.origin == "")
        .union(select(Meeting.kind).where(Meeting.origin == "", Meeting.kind.startswith("B")))
    )
    highest = max((int(code[1:]) for code in used if code[1:].isdigit()), default=0)
    return f"B{highest + 1}"


def _completed(values: Mapping[str, Value]) -> dict[str, Value]:
    """`values` with blanks as the columns want them; ValueError for unknown keys."""
    unknown = set(values) - set(_KEYS)
    if unknown:
        raise ValueError(f"not fields of a kind: {sorted(unknown)}")
    record: dict[str, Value] = {}
    for key, value in values.items():
        if key in ("since", "until"):
            record[key] = value or None
        elif key in ("votes", "makeup"):
            record[key] = bool(value)
        elif key == "times":
            record[key] = value if isinstance(value, int) and value else 1
        else:
            record[key] = str(value or "").strip()
    return record


def check_kind(values: Mapping[str, Value]) -> list[Problem]:
    """What is wrong with an own kind as typed; the form calls it while typing."""
    found: list[Problem] = []
    for field in OWN_KIND_FIELDS:
        value = values.get(field.key)
        if field.required and not value:
            found.append(Problem(f"请填写{field.title}。", field=field.key))
        elif field.codes and value and str(value) not in codes.table(field.codes).by_code:
            found.append(Problem(f"{field.title}不在代码表里。", "请从列表中选择。", field.key))
    since, until = values.get("since"), values.get("until")
    if isinstance(since, date) and isinstance(until, date) and until < since:
        found.append(Problem("停用日期早于启用日期。", "请核对日期。", "until"))
    times = values.get("times")
    if isinstance(times, int) and not 0 <= times <= 31:
        found.append(Problem("每期次数不合情理。", "请填写 1 到 31。", "times"))
    return found


def _refuse(session: Session, values: Mapping[str, Value], kind_id: int | None) -> None:
    found = check_kind(values)
    name = str(values.get("name") or "")
    same = session.scalar(
        select(OwnKind.id).where(
            OwnKind.name == name,
            OwnKind.origin == "",
            OwnKind.id != (kind_id or 0),
            or_(OwnKind.until.is_(None), OwnKind.until > values["since"]),
        )
    )
    if name and (same is not None or codes.table(rules.KINDS).find(name) is not None):
        found.append(Problem(f"已经有“{name}”这个类别。", "请换一个名称。", "name"))
    if found:
        raise Refused(found)
