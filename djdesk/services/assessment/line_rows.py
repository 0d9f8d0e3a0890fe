"""Lines of the points ledger as they are looked at: with names, titles, links and their files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from djdesk.errors import Refused
from djdesk.models.archive import Attachment
from djdesk.models.assessment import PointLine
from djdesk.models.organization import Organization
from djdesk.models.roster import Member
from djdesk.models.rules import codes
from djdesk.models.rules.assessment.rubric import Level
from djdesk.models.rules.dues.months import month_of
from djdesk.services import archive
from djdesk.services.archive import AttachedFile
from djdesk.services.assessment import rows
from djdesk.services.assessment.rows import Subject
from djdesk.services.assessment.sources import SourceLink, links
from djdesk.services.desk import Desk

OWNER = "assessment_line"
"""By which word the evidence of a line is kept."""


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of the ledger as it stands, points in tenths.

    `state` is a code of `assessment_line_state` (reversed: another line took it back).
    `reverses_id` says which line this one takes back. `feed` is a code of `assessment_feed`, empty
    when entered by hand; `source_links` lead to the records behind it.
    """

    id: int
    level: Level
    organization_id: int
    member_id: int | None
    name: str
    month: date
    happened_on: date
    item: str
    title: str
    quantity: int | None
    step: str
    points: int
    feed: str
    reason: str
    document: str
    state: str
    reverses_id: int | None
    entered_by: str
    entered_on: date
    checked_by: str
    checked_on: date | None
    source_links: tuple[SourceLink, ...]
    files: int


def lines(
    desk: Desk, month: date, subject: Subject | None = None, *, item: str = ""
) -> tuple[LineRow, ...]:
    """The lines of a month, of one subject or of one cell, in the order of their days."""
    row = PointLine
    statement = select(row).where(row.month == month_of(month))
    if subject is not None:
        statement = statement.where(rows.of_subject(row, subject))
    if item:
        statement = statement.where(row.item == item)
    with desk.store.read() as session:
        found = session.scalars(statement.order_by(row.happened_on, row.id)).all()
        return line_rows(session, found)


def evidence(desk: Desk, line_id: int) -> tuple[AttachedFile, ...]:
    """The files kept with a line (佐证), the latest first."""
    with desk.store.read() as session:
        return archive.attachments(session, OWNER, line_id)


def line_rows(session: Session, found: Iterable[PointLine]) -> tuple[LineRow, ...]:
    """The lines as values, with names, titles and links, in a handful of statements."""
    wanted = list(found)
    keys = [row.id for row in wanted]
    gone = _among(session, select(PointLine.reverses_id), PointLine.reverses_id, keys)
    files = Counter(
        _among(
            session,
            select(Attachment.owner_id).where(Attachment.owner == OWNER),
            Attachment.owner_id,
            keys,
        )
    )
    members = {row.member_id for row in wanted if row.member_id is not None}
    units = {row.organization_id for row in wanted if row.member_id is None}
    names: dict[tuple[bool, int], str] = {}
    for member_id, name in session.execute(
        select(Member.id, Member.name).where(Member.id.in_(members))
    ):
        names[True, member_id] = name
    for unit_id, name in session.execute(
        select(Organization.id, Organization.name).where(Organization.id.in_(units))
    ):
        names[False, unit_id] = name
    behind = links(session, (row.source for row in wanted))
    titles: dict[tuple[int, str, str], str] = {}
    for row in wanted:
        place = row.rubric_id, row.level, row.item
        if place not in titles:
            titles[place] = _title(session, row)
    taken = set(gone)
    return tuple(
        LineRow(
            row.id,
            rows.level_of(row.level),
            row.organization_id,
            row.member_id,
            names.get((row.member_id is not None, row.member_id or row.organization_id), ""),
            row.month,
            row.happened_on,
            row.item,
            titles[row.rubric_id, row.level, row.item],
            row.quantity,
            row.step,
            row.points,
            row.feed,
            row.reason or codes.table("assessment_feed").name(row.feed),
            row.document,
            "reversed" if row.id in taken else row.state,
            row.reverses_id,
            row.entered_by,
            row.entered_on,
            row.checked_by,
            row.checked_on,
            behind.get(row.source, ()),
            files[row.id],
        )
        for row in wanted
    )


def _among(
    session: Session,
    statement: Select[Any],
    column: InstrumentedAttribute[Any],
    keys: Sequence[int],
) -> list[int]:
    """The keys that `statement` gives for rows of `keys`, asked for in parts."""
    found: list[int] = []
    for start in range(0, len(keys), 500):
        found += session.scalars(statement.where(column.in_(keys[start : start + 500])))
    return found


def _title(session: Session, row: PointLine) -> str:
    """The title of a line's item in the rubric it was booked by."""
    try:
        rubric = rows.rubric_of(session, row.rubric_id)
    except Refused:
        return row.item
    for table, item in rubric.items():
        if table.level == row.level and item.code == row.item:
            return item.title
    return row.item
