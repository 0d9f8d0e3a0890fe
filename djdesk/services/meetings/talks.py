"""Heart-to-heart talks (谈心谈话, F25): entered, changed, and who should still talk to whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from djdesk.errors import Problem, Refused, UserError
from djdesk.models.assessment import Correction
from djdesk.models.meetings import Talk
from djdesk.models.organization import Tenure
from djdesk.models.roster import Member
from djdesk.models.rules import codes, names
from djdesk.models.rules.meetings import numbers
from djdesk.services.desk import Desk
from djdesk.services.listing import Kind, Scope, Value
from djdesk.services.meetings.fields import TALK_FIELDS
from djdesk.services.meetings.rows import AREA
from djdesk.services.roster import expressions as x

AMONG, WITH_MEMBER = "committee", "member"
"""Relations: 支部委员之间, 支部委员和党员之间."""

_REFERENCES = ("talker_id", "partner_id")
_SIGNED = frozenset({"talker_signed", "partner_signed"})
_KEYS = {field.key: field for field in TALK_FIELDS}


@dataclass(frozen=True, slots=True)
class TalkRow:
    """One talk: `values` by the keys of its form, with the keys of the two where they are known."""

    id: int
    values: Mapping[str, Value]
    talker_id: int | None
    partner_id: int | None
    own: bool
    ledger_number: str = ""
    revision: int = 1


@dataclass(frozen=True, slots=True)
class Pair:
    """Two who should talk to each other in the year, and when they did.

    `relation` is committee (each two of them) or member: each member with one of the committee;
    then the talker is empty until somebody of the committee has done it.
    """

    talker_id: int | None
    talker: str
    partner_id: int
    partner: str
    relation: str
    done_on: date | None
    talk_id: int | None


def check_talk(values: Mapping[str, Value], today: date) -> list[Problem]:
    """What is wrong with a talk as typed; the form asks while typing."""
    found = [
        Problem(f"请填写{field.title}。", field=field.key)
        for field in TALK_FIELDS
        if field.required and not values.get(field.key)
    ]
    on, talker, partner = (values.get(key) for key in ("held_on", "talker", "partner"))
    if isinstance(on, date) and on > today:
        found.append(Problem("谈话日期在今天之后。", "请核对日期。", "held_on", value=f"{on}"))
    ids = [values.get(key) for key in _REFERENCES]
    same_name = talker and names.clean(str(talker)) == names.clean(str(partner or ""))
    if (None not in ids and ids[0] == ids[1]) or (same_name and None in ids):
        found.append(Problem("谈话人和谈话对象是同一个人。", "请核对。", "partner"))
    for field in TALK_FIELDS:
        value = values.get(field.key)
        if field.kind is Kind.CODE and value and str(value) not in codes.table(field.codes).by_code:
            found.append(Problem(f"{field.title}不在代码表里。", "请从列表中选择。", field.key))
    return found


def add_talk(desk: Desk, values: Mapping[str, Value]) -> int:
    """Enter a talk; returns its key. `values` by the keys of `TALK_FIELDS`.

    `talker_id` and `partner_id` may say who is meant; without them a name that one member alone
    had on that day is enough. Refused with field problems.
    """
    desk.require(AREA)
    record = _completed(values)
    _refuse(check_talk(record, desk.today()))
    title = f"登记谈心谈话：{record['talker']}与{record['partner']}"
    with desk.store.write(title, area=AREA) as session:
        row = Talk(organization_id=desk.store.book.home_organization_id, **_linked(session, record))
        row.number = _next_number(session, row.held_on.year)
        session.add(row)
        session.flush()
        return row.id


def change_talk(desk: Desk, talk_id: int, values: Mapping[str, Value]) -> None:
    """Correct a talk; keys that are left out stay as they are.

    What is said counts as another version, which its paper shows; that it was signed does not.
    """
    desk.require(AREA)
    with desk.store.write("修改谈心谈话", area=AREA) as session:
        row = _own(session, talk_id)
        before = {key: getattr(row, key) for key in (*_KEYS, *_REFERENCES)}
        changed = _completed(values)
        for who in ("talker", "partner"):
            # another name means another person, unless the caller says who
            if who in changed and changed[who] != before[who] and f"{who}_id" not in changed:
                before[f"{who}_id"] = None
        record = before | changed
        _refuse(check_talk(record, desk.today()))
        year, linked = row.held_on.year, _linked(session, record)
        if any(getattr(row, key) != value for key, value in linked.items() if key not in _SIGNED):
            row.revision += 1
        number = row.number
        on = linked["held_on"]
        if isinstance(on, date) and on.year != year:
            number = _next_number(session, on.year)
        for key, value in linked.items():
            setattr(row, key, value)
        row.number = number


def _next_number(session: Session, year: int) -> int:
    """The running number of the next talk of this book in `year`."""
    last = session.scalar(
        select(func.max(Talk.number)).where(
            Talk.origin == "", Talk.held_on.between(date(year, 1, 1), date(year, 12, 31))
        )
    )
    return (last or 0) + 1


def remove_talk(desk: Desk, talk_id: int) -> None:
    """Take a wrongly entered talk out; undo brings it back. One that a correction names stays."""
    desk.require(AREA)
    with desk.store.write("删除谈心谈话", area=AREA) as session:
        row = _own(session, talk_id)
        named = select(Correction.problem).where(Correction.talk_id == row.id).limit(1)
        if (problem := session.scalar(named)) is not None:
            raise UserError(f"整改“{problem}”写着这次谈话，不能删除。", "请先在那条整改里改掉。")
        session.delete(row)


def talk(desk: Desk, talk_id: int) -> TalkRow:
    """One talk; UserError if it is gone."""
    with desk.store.read() as session:
        row = _found(session, talk_id)
        values = {key: getattr(row, key) for key in _KEYS}
        number = numbers.talk_number(row.held_on.year, row.number)
        own = not row.origin
        return TalkRow(row.id, values, row.talker_id, row.partner_id, own, number, row.revision)


def numbered_talks(desk: Desk, year: int, number: int) -> tuple[int, ...]:
    """The talks with this number of the year; several in a committee's book."""
    with desk.store.read() as session:
        rows = session.scalars(
            select(Talk.id)
            .where(Talk.number == number)
            .where(Talk.held_on.between(date(year, 1, 1), date(year, 12, 31)))
            .order_by(Talk.id)
        )
        return tuple(rows)


def pairs(desk: Desk, year: int, organization_id: int | None = None) -> tuple[Pair, ...]:
    """Who should have talked to whom in `year` (支部工作条例第十九条; R08), those open first.

    As of the last day of the year, or today in the running one.
    """
    with desk.store.read() as session:
        home = organization_id or desk.store.book.home_organization_id
        return find_pairs(session, home, year, min(desk.today(), date(year, 12, 31)))


def find_pairs(session: Session, organization_id: int, year: int, day: date) -> tuple[Pair, ...]:
    """As `pairs`, in the session of the caller."""
    rows = session.execute(
        x.belonging(Scope(day, organization_id), "in")
        .with_only_columns(Member.id, Member.name)
        .order_by(Member.name_strokes, Member.id)
    )
    people = {row[0]: row[1] for row in rows}
    committee = [key for key in _committee(session, organization_id, day) if key in people]
    done = _done(session, organization_id, year, day)
    found = []
    for one, other in combinations(committee, 2):
        on, key = done.get(frozenset((one, other)), (None, None))
        found.append(Pair(one, people[one], other, people[other], AMONG, on, key))
    for member, name in people.items():
        if member in committee:
            continue
        talks = [
            (*done[both], one) for one in committee if (both := frozenset((one, member))) in done
        ]
        if talks:
            on, key, one = min(talks)
            found.append(Pair(one, people[one], member, name, WITH_MEMBER, on, key))
        elif committee:
            found.append(Pair(None, "", member, name, WITH_MEMBER, None, None))
    return tuple(sorted(found, key=lambda pair: pair.done_on is not None))


def _committee(session: Session, organization_id: int, day: date) -> list[int]:
    """The members of the committee on `day`, in the order of offices."""
    table = codes.table("party_post")
    held = (*table.in_group("office"), *table.in_group("committee"))
    rows = session.execute(
        select(Tenure.member_id)
        .where(Tenure.organization_id == organization_id, Tenure.post.in_(held))
        .where(Tenure.since <= day, or_(Tenure.until.is_(None), Tenure.until > day))
        .group_by(Tenure.member_id)
        .order_by(func.min(Tenure.post), func.min(Tenure.id))
    )
    return [row[0] for row in rows if row[0] is not None]


def _done(
    session: Session, organization_id: int, year: int, day: date
) -> dict[frozenset[int], tuple[date, int]]:
    """The first talk of each two of the year, whoever began it: its day and key."""
    rows = session.execute(
        select(Talk.talker_id, Talk.partner_id, Talk.held_on, Talk.id)
        .where(Talk.organization_id == organization_id)
        .where(Talk.held_on >= date(year, 1, 1), Talk.held_on <= day)
        .order_by(Talk.held_on, Talk.id)
    )
    found: dict[frozenset[int], tuple[date, int]] = {}
    for talker, partner, on, key in rows:
        if talker is not None and partner is not None:
            found.setdefault(frozenset((talker, partner)), (on, key))
    return found


def _completed(values: Mapping[str, Value]) -> dict[str, Value]:
    """`values` with blanks as the columns want them; unknown keys raise ValueError."""
    unknown = set(values) - set(_KEYS) - set(_REFERENCES)
    if unknown:
        raise ValueError(f"not fields of a talk: {sorted(unknown)}")
    result: dict[str, Value] = {}
    for key, value in values.items():
        field = _KEYS.get(key)
        if field is None or field.kind in (Kind.DATE, Kind.TIME):
            result[key] = value if value != "" else None
        elif field.kind is Kind.FLAG:
            result[key] = bool(value)
        elif field.kind is Kind.PERSON:
            result[key] = names.clean(str(value or ""))
        else:
            result[key] = str(value or "").strip()
    return result


def _linked(session: Session, record: dict[str, Value]) -> dict[str, Value]:
    """`record` with the keys of the two, where the name belongs to one member of that day."""
    on = record["held_on"]
    if isinstance(on, date):
        for who in ("talker", "partner"):
            if record.get(f"{who}_id") is None:
                same = session.scalars(
                    x.belonging(Scope(on), "in", known=True).where(Member.name == record[who])
                ).all()
                record[f"{who}_id"] = same[0] if len(same) == 1 else None
    return record


def _found(session: Session, talk_id: int) -> Talk:
    row = session.get(Talk, talk_id)
    if row is None:
        raise UserError("找不到这次谈话。", "它可能已被撤销，请刷新后重试。")
    return row


def _own(session: Session, talk_id: int) -> Talk:
    row = _found(session, talk_id)
    if row.origin:
        raise UserError("这次谈话由支部上报，不能在这里修改。", "请通知支部改正后重新上报。")
    return row


def _refuse(problems: list[Problem]) -> None:
    if any(problem.is_error for problem in problems):
        raise Refused(problems)
