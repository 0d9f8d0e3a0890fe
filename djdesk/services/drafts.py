"""Drafts of half-filled forms: kept in the encrypted book every few seconds while typing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select

from djdesk.models.drafts import Draft
from djdesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as found: the form it belongs to, the texts by field key, and when it was kept."""

    form: str
    texts: Mapping[str, str]
    saved_at: datetime


def keep_draft(desk: Desk, form: str, texts: Mapping[str, str]) -> None:
    """Keep what stands in a form, instead of what was kept before.

    Makes no step in the history. A book opened for reading only keeps nothing. Raises
    `StorageFault`.
    """
    if desk.read_only:
        return
    content = json.dumps(dict(texts), ensure_ascii=False)
    now = datetime.now().astimezone().replace(tzinfo=None)
    with desk.store.remember() as session:
        draft = session.scalar(_draft(desk, form))
        if draft is None:
            session.add(Draft(user=desk.user, form=form, content=content, saved_at=now))
        else:
            draft.content, draft.saved_at = content, now


def find_draft(desk: Desk, form: str) -> Kept | None:
    """What this user left half-filled in a form, None if nothing."""
    with desk.store.read() as session:
        draft = session.scalar(_draft(desk, form))
        return None if draft is None else _kept(draft)


def drafts(desk: Desk) -> tuple[Kept, ...]:
    """All forms this user left half-filled, the newest first."""
    wanted = select(Draft).where(Draft.user == desk.user).order_by(Draft.saved_at.desc(), Draft.id)
    with desk.store.read() as session:
        return tuple(_kept(draft) for draft in session.scalars(wanted))


def drop_draft(desk: Desk, form: str) -> None:
    """Forget a draft: the form was saved or given up. Nothing happens if there is none."""
    if desk.read_only:
        return
    with desk.store.remember() as session:
        draft = session.scalar(_draft(desk, form))
        if draft is not None:
            session.delete(draft)


def _draft(desk: Desk, form: str) -> Select[Draft]:
    return select(Draft).where(Draft.user == desk.user, Draft.form == form)


def _kept(draft: Draft) -> Kept:
    return Kept(draft.form, json.loads(draft.content), draft.saved_at)
