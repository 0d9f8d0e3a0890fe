"""One field of many members changed at once (批量修改), as one step that can be undone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.errors import Refused
from djdesk.models.roster import Member
from djdesk.services.desk import Desk
from djdesk.services.fields import Field
from djdesk.services.listing import Value
from djdesk.services.roster import movements
from djdesk.services.roster.fields import FIELDS, MEMBER_KEYS
from djdesk.services.roster.members import AREA, change_member

# What belongs to one person alone is never set for many.
_PERSONAL = frozenset(
    {"id_number", "id_missing_reason", "name", "former_name", "birth_on", "file_birth_on", "phone"}
)
_NOT_DATED_HERE = frozenset({"branch_id", "person_class", "since"})

BATCH_FIELDS: tuple[Field, ...] = tuple(
    field for field in FIELDS if field.key not in _PERSONAL | _NOT_DATED_HERE
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many members were changed, and who could not be, with the reason."""

    changed: int
    refused: tuple[tuple[int, str, str], ...] = ()  # (id, name, why)


def change_many(
    desk: Desk, member_ids: Sequence[int], key: str, value: Value, *, on: date | None = None
) -> Outcome:
    """Set the field `key` (of `BATCH_FIELDS`) of many members to `value`, all in one step.

    Group and post are dated and change from `on` (default: today). Members whose record would then
    be refused stay as they are and are named in the outcome.
    """
    desk.require(AREA)
    field = next((each for each in BATCH_FIELDS if each.key == key), None)
    if field is None:
        raise ValueError(f"{key} is not a field for many")
    day = on or desk.today()
    if key == "group_id":
        group = value if isinstance(value, int) else None
        return Outcome(movements.change_group(desk, member_ids, group, day))
    if key == "work_post":
        return Outcome(movements.change_work_post(desk, member_ids, str(value or ""), day))
    changed, refused = 0, []
    with desk.store.write(f"批量修改{field.title}", area=AREA) as session:
        for member in _members(session, member_ids):
            if member.origin or key not in MEMBER_KEYS or getattr(member, key) == value:
                continue
            try:
                change_member(session, desk.today(), member, {key: value})
            except Refused as refusal:
                session.expire(member)
                refused.append((member.id, member.name, refusal.text))
                continue
            changed += 1
    return Outcome(changed, tuple(refused))


def _members(session: Session, ids: Sequence[int]) -> Iterator[Member]:
    for start in range(0, len(ids), 500):
        part = list(ids[start : start + 500])
        yield from session.scalars(select(Member).where(Member.id.in_(part)))
