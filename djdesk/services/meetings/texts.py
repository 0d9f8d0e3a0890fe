"""Texts at hand while writing a record: the template, last year's record, copied paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Row, and_, or_, select
from sqlalchemy.orm import Session

from djdesk.models.meetings import Meeting
from djdesk.models.rules.days import add_months
from djdesk.models.rules.meetings import similarity
from djdesk.models.rules.meetings.similarity import Index, Likeness
from djdesk.services.desk import Desk
from djdesk.services.meetings import expressions as e
from djdesk.services.meetings.kinds import kind_of
from djdesk.services.meetings.rows import found, ledger_number_of

EARLIER = 24
"""How many earlier records are offered."""


@dataclass(frozen=True, slots=True)
class EarlierText:
    """What an earlier record of the same kind said."""

    meeting_id: int
    ledger_number: str
    held_on: date
    topic: str
    content: str


def template(desk: Desk, kind: str, day: date | None = None) -> tuple[str, ...]:
    """The items of the agenda that the kind usually has."""
    with desk.store.read() as session:
        return kind_of(session, kind, day or desk.today()).agenda


def earlier_texts(desk: Desk, meeting_id: int) -> tuple[EarlierText, ...]:
    """Earlier records of the same kind and unit: those nearest to a year ago first."""
    with desk.store.read() as session:
        row = found(session, meeting_id)
        rows = session.scalars(
            select(Meeting)
            .where(
                Meeting.kind == row.kind,
                Meeting.organization_id == row.organization_id,
                Meeting.origin == row.origin,
                Meeting.held_on <= row.held_on,
                Meeting.id != row.id,
                Meeting.content != "",
            )
            .order_by(Meeting.held_on.desc(), Meeting.id.desc())
            .limit(EARLIER)
        ).all()
        year_ago = add_months(row.held_on, -12)
        nearest = sorted(rows, key=lambda each: abs((each.held_on - year_ago).days))
        return tuple(
            EarlierText(
                each.id, ledger_number_of(session, each), each.held_on, each.topic, each.content
            )
            for each in nearest
        )


def alike(desk: Desk, meeting_id: int, text: str) -> tuple[Likeness[str], ...]:
    """Paragraphs of `text` that stand in an earlier record, with its ledger number as the key.

    For asking once; a pane that asks while somebody types keeps `likeness_index`.
    """
    return likeness_index(desk, meeting_id).alike(text)


def likeness_index(desk: Desk, meeting_id: int) -> Index[str]:
    """All earlier records of this book made ready for comparison (key: ledger number).

    Other records of the same sitting are left out: their text may well be the same.
    """
    with desk.store.read() as session:
        row = found(session, meeting_id)
        texts = [(key, f"{study}\n{said}") for key, study, said in _before(session, row)]
        day = row.held_on
    return Index(texts, day=day)


def _before(session: Session, row: Meeting) -> Sequence[Row[str, str, str]]:
    """Ledger number, study and content of the records before `row`; columns, for there are many."""
    earlier = or_(
        Meeting.held_on < row.held_on, and_(Meeting.held_on == row.held_on, Meeting.id < row.id)
    )
    columns = (e.ledger_number(row.held_on), Meeting.study, Meeting.content)
    statement = select(*columns).where(
        earlier, Meeting.origin == row.origin, or_(Meeting.content != "", Meeting.study != "")
    )
    if row.sitting:
        statement = statement.where(Meeting.sitting != row.sitting)
    return session.execute(statement.order_by(Meeting.held_on, Meeting.id)).all()


paragraphs = similarity.paragraphs
