"""From a line of points back to the record behind it: which area shows it, and by which key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.models.store.references import labels_of
from djdesk.models.store.rows import mapper_of, table_of
from djdesk.services.listing import Value

_SHOWN_BY: Mapping[str, tuple[str, str]] = {
    "meeting": ("meetings", "id"),
    "attendance": ("meetings", "meeting_id"),
    "meeting_problem": ("meetings", "meeting_id"),
    "resolution": ("meetings", "meeting_id"),
    "member": ("roster", "id"),
    "dues_payment": ("dues", "member_id"),
    "dues_standard": ("dues_standards", "member_id"),
    "organization": ("organization", "id"),
    "term": ("organization", "organization_id"),
    "tenure": ("organization", "organization_id"),
    "assessment_correction": ("improvement", "id"),
    "pairing": ("improvement", "id"),
    "pairing_contact": ("improvement", "pairing_id"),
    "assessment_month": ("assessment", "month"),
}
"""By which pane a record is shown, and the column whose key (or month) opens it."""

_VIEWS: Mapping[str, str] = {
    "assessment_correction": "corrections",
    "pairing": "pairings",
    "pairing_contact": "pairings",
}
"""The part of a pane that shows the records of a table."""


@dataclass(frozen=True, slots=True)
class SourceLink:
    """A record behind a line: the pane `area` opens it by `id`; `words` say what it is.

    `hints` are told to a pane that shows records of several tables, or none by their key.
    """

    area: str
    id: int | None
    words: str
    hints: tuple[tuple[str, Value], ...] = ()


def links(session: Session, sources: Iterable[str]) -> dict[str, tuple[SourceLink, ...]]:
    """The records named by the `source` of lines (`table:uid`, several joined by blanks).

    Records that are gone, or of a table that no pane shows, are left out.
    """
    wanted: dict[str, set[str]] = {}
    texts = {source for source in sources if source}
    for text in texts:
        for part in text.split():
            table, _, uid = part.partition(":")
            if table in _SHOWN_BY:
                wanted.setdefault(table, set()).add(uid)
    found: dict[str, SourceLink] = {}
    for table, uids in wanted.items():
        area, column = _SHOWN_BY[table]
        rows = table_of(mapper_of(table))
        keys = session.execute(
            select(rows.c.uid, rows.c.id, rows.c[column]).where(rows.c.uid.in_(uids))
        ).all()
        words = labels_of(session, table, {row[1] for row in keys})
        for uid, row_id, key in keys:
            found[f"{table}:{uid}"] = _link(table, area, key, words.get(row_id, ""))
    return {
        text: tuple(dict.fromkeys(found[part] for part in text.split() if part in found))
        for text in texts
    }


def _link(table: str, area: str, key: Value, words: str) -> SourceLink:
    if isinstance(key, int):
        view = _VIEWS.get(table)
        return SourceLink(area, key, words, (("view", view),) if view else ())
    return SourceLink(area, None, words, (("month", key),))
