"""The log of packages (上报接收登记): what was sent and what came of it, what was received."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from djdesk.models.packages import PackageLog
from djdesk.services.desk import Desk
from djdesk.services.packages.clock import now_text

DISPATCH = "dispatch"
"""The kind of what a committee sends down to a branch."""

Reasons = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log; see `models.packages.PackageLog` for the words.

    `reasons` are problems as a receipt carries them (code, text, remedy, where).
    """

    id: int
    direction: str
    kind: str
    partner_uid: str
    partner_name: str
    organization_id: int | None
    number: int
    period: str
    digest: str
    size: int
    file_name: str
    made_at: str
    logged_at: str
    logged_by: str
    status: str
    counts: Mapping[str, int]
    reasons: tuple[Mapping[str, str], ...]
    receipt_digest: str
    answered_at: str
    content: str


@dataclass(frozen=True, slots=True)
class Sending:
    """A package about to be written down: its place in the chain and its size in bytes."""

    kind: str
    partner_uid: str
    partner_name: str
    number: int
    period: str
    digest: str
    size: int
    made_at: str
    counts: Mapping[str, int]
    organization_id: int | None = None
    file_name: str = ""


def add_outgoing(
    session: Session, desk: Desk, sent: Sending, files: Collection[str], *, content: str = ""
) -> int:
    """Write a package down before its file is written; a crash then only skips a number.

    `content` is the digest of what is inside, before sealing.
    """
    row = _row(desk, "out", sent, "writing")
    row.content = content
    row.files = " ".join(sorted(files))
    session.add(row)
    session.flush()
    return row.id


def mark_exported(session: Session, entry_id: int, file_name: str) -> None:
    """The file was written and read back."""
    row = session.get_one(PackageLog, entry_id)
    row.status, row.file_name = "exported", file_name


def drop_outgoing(session: Session, entry_id: int) -> None:
    """The file could not be written: its number is free again."""
    session.delete(session.get_one(PackageLog, entry_id))


def ancestors(session: Session, partner_uid: str, limit: int) -> tuple[tuple[int, str], ...]:
    """Number and digest of the last packages sent to a committee, newest first."""
    query = (
        select(PackageLog.number, PackageLog.digest)
        .where(PackageLog.direction == "out", PackageLog.partner_uid == partner_uid)
        .order_by(PackageLog.number.desc(), PackageLog.id.desc())
        .limit(limit)
    )
    return tuple((number, digest) for number, digest in session.execute(query))


def confirmed_files(session: Session, partner_uid: str) -> frozenset[str]:
    """The attachments that accepted packages have brought to a committee."""
    query = select(PackageLog.files).where(
        PackageLog.direction == "out",
        PackageLog.partner_uid == partner_uid,
        PackageLog.status == "accepted",
    )
    return frozenset(digest for files in session.scalars(query) for digest in files.split())


def find_package(session: Session, direction: str, digest: str) -> Entry | None:
    """The package whose file has `digest`, sent (out) or received (in) by this book."""
    row = _find(session, direction, digest)
    return _entry(row) if row else None


def last_dispatch(session: Session, direction: str, partner_uid: str) -> Entry | None:
    """The newest dispatch sent to a branch (out) or taken from the committee (in)."""
    row = session.scalars(
        select(PackageLog)
        .where(PackageLog.kind == DISPATCH, PackageLog.direction == direction)
        .where(PackageLog.partner_uid == partner_uid, PackageLog.status != "writing")
        .order_by(PackageLog.id.desc())
        .limit(1)
    ).one_or_none()
    return _entry(row) if row else None


def next_dispatch(session: Session, partner_uid: str) -> int:
    """The running number of the next dispatch for a branch."""
    last = session.scalar(
        select(func.max(PackageLog.number)).where(
            PackageLog.kind == DISPATCH,
            PackageLog.direction == "out",
            PackageLog.partner_uid == partner_uid,
        )
    )
    return (last or 0) + 1


def note_arrived(
    session: Session, partner_uid: str, digest: str, at: str, refused: str = ""
) -> None:
    """The branch says that it has the dispatch with `digest`; it and those before have arrived.

    `refused` says in words what of it the branch did not take; empty when it took all.
    What it had before and does not have now (it restored a backup) is to be sent again: the entry
    forgets what it held, so that it no longer equals what the branch should have.
    """
    row = _find(session, "out", digest) if digest else None
    newest = row.id if row is not None else 0
    if row is not None and (refused or row.reasons):
        told = [{"text": refused}] if refused else []
        row.reasons = json.dumps(told, ensure_ascii=False)
    sent = select(PackageLog).where(
        PackageLog.kind == DISPATCH,
        PackageLog.direction == "out",
        PackageLog.partner_uid == partner_uid,
        PackageLog.status.in_(("exported", "accepted")),
    )
    for each in session.scalars(sent):
        if each.id > newest and each.status == "accepted":
            each.status, each.answered_at, each.content = "exported", "", ""
        elif each.id <= newest and each.status == "exported":
            each.status, each.answered_at = "accepted", at


def is_later(at: str, than: str) -> bool:
    """Whether one time of the log lies after another; texts with offsets (ISO 8601)."""
    return datetime.fromisoformat(at) > datetime.fromisoformat(than)


def entry(desk: Desk, entry_id: int) -> Entry:
    """The line `entry_id` of the log; `NoResultFound` when there is none."""
    with desk.store.read() as session:
        return _entry(session.get_one(PackageLog, entry_id))


def note_incoming(
    session: Session, desk: Desk, received: Sending, status: str, reasons: Reasons = ()
) -> Entry:
    """Write a received package down, or its new fate when it was refused before."""
    row = _find(session, "in", received.digest)
    if row is None:
        row = _row(desk, "in", received, status)
        session.add(row)
    row.status, row.logged_at, row.logged_by = status, now_text(), desk.user
    row.counts = json.dumps(dict(received.counts))
    row.reasons = json.dumps([dict(r) for r in reasons], ensure_ascii=False)
    session.flush()
    return _entry(row)


def note_receipt(
    session: Session,
    desk: Desk,
    entry_id: int,
    *,
    status: str,
    answered_at: str,
    digest: str,
    reasons: Reasons,
    missing: Collection[str],
) -> None:
    """The committee answered package `entry_id`; `missing` attachments have to be sent again."""
    row = session.get_one(PackageLog, entry_id)
    row.status, row.answered_at, row.receipt_digest = status, answered_at, digest
    row.reasons = json.dumps([dict(r) for r in reasons], ensure_ascii=False)
    row.received_at, row.received_by = now_text(), desk.user
    if missing:
        query = select(PackageLog).where(
            PackageLog.direction == "out", PackageLog.partner_uid == row.partner_uid
        )
        for other in session.scalars(query):
            other.files = " ".join(d for d in other.files.split() if d not in missing)
    session.flush()


def _row(desk: Desk, direction: str, sent: Sending, status: str) -> PackageLog:
    return PackageLog(
        direction=direction,
        kind=sent.kind,
        partner_uid=sent.partner_uid,
        partner_name=sent.partner_name,
        organization_id=sent.organization_id,
        number=sent.number,
        period=sent.period,
        digest=sent.digest,
        size=sent.size,
        file_name=sent.file_name,
        made_at=sent.made_at,
        logged_at=now_text(),
        logged_by=desk.user,
        status=status,
        counts=json.dumps(dict(sent.counts)),
    )


def _find(session: Session, direction: str, digest: str) -> PackageLog | None:
    query = select(PackageLog).where(PackageLog.direction == direction, PackageLog.digest == digest)
    return session.scalars(query).one_or_none()


def _entry(row: PackageLog) -> Entry:
    return Entry(
        id=row.id,
        direction=row.direction,
        kind=row.kind,
        partner_uid=row.partner_uid,
        partner_name=row.partner_name,
        organization_id=row.organization_id,
        number=row.number,
        period=row.period,
        digest=row.digest,
        size=row.size,
        file_name=row.file_name,
        made_at=row.made_at,
        logged_at=row.logged_at,
        logged_by=row.logged_by,
        status=row.status,
        counts=json.loads(row.counts or "{}"),
        reasons=tuple(json.loads(row.reasons or "[]")),
        receipt_digest=row.receipt_digest,
        answered_at=row.answered_at,
        content=row.content,
    )
