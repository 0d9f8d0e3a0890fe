"""The committee's side: the branches that report to it, and the invitations it gave them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.errors import UserError
from djdesk.models.base import new_uid
from djdesk.models.organization import Organization
from djdesk.models.packages import Invitation, Subordinate
from djdesk.services.desk import Desk
from djdesk.services.packages.clock import now_text


@dataclass(frozen=True, slots=True)
class Branch:
    """The book of a branch as this committee knows it; keys and uid are those of its book.

    `id` is 0 for a newcomer that is not bound yet.
    """

    id: int
    organization_id: int
    organization_name: str
    short_name: str
    book_uid: str
    former_uids: tuple[str, ...]
    name: str
    sign_key: str
    age_key: str
    verified_at: str = ""
    last_number: int = 0
    last_digest: str = ""
    last_period: str = ""
    last_merged_at: str = ""

    @property
    def origins(self) -> tuple[str, ...]:
        """The uids whose rows this branch replaces: of its book, and of the books before it."""
        return (self.book_uid, *self.former_uids)


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation as the committee kept it; `state` is open, used or superseded."""

    uid: str
    organization_id: int
    branch_name: str
    branch_code: str
    secret: str
    state: str
    used_by_uid: str


def branches(desk: Desk) -> tuple[Branch, ...]:
    """All branches whose book is bound, in the order of the tree."""
    query = (
        select(Subordinate, Organization)
        .join(Organization, Organization.id == Subordinate.organization_id)
        .order_by(Organization.position, Organization.id)
    )
    with desk.store.read() as session:
        return tuple(_branch(row[0], row[1]) for row in session.execute(query))


def find_branch(session: Session, book_uid: str) -> Branch | None:
    """The branch whose present book is `book_uid`."""
    query = (
        select(Subordinate, Organization)
        .join(Organization, Organization.id == Subordinate.organization_id)
        .where(Subordinate.book_uid == book_uid)
    )
    row = session.execute(query).one_or_none()
    return _branch(row[0], row[1]) if row else None


def replaced_branch(session: Session, book_uid: str) -> Branch | None:
    """The branch that used the book `book_uid` once and has another one now."""
    query = (
        select(Subordinate, Organization)
        .join(Organization, Organization.id == Subordinate.organization_id)
        .where(Subordinate.former_uids.contains(book_uid, autoescape=True))
    )
    row = session.execute(query).first()
    return _branch(row[0], row[1]) if row and book_uid else None


def confirm_branch(desk: Desk, organization_id: int) -> None:
    """Note that the fingerprint of this branch's book was compared and is right.

    UserError when its book is not bound yet, or without the permission.
    """
    desk.require("packages")
    with desk.store.write("核对支部的指纹", area="packages") as session:
        row = session.scalars(
            select(Subordinate).where(Subordinate.organization_id == organization_id)
        ).one_or_none()
        if row is None:
            raise UserError("这个支部还没有上报过。", "收到它的第一个上报包后再核对指纹。")
        row.verified_at, row.verified_by = now_text(), desk.user


def add_invitation(
    session: Session, desk: Desk, *, branch_name: str, code: str, organization_id: int | None
) -> Invited:
    """A new invitation for a branch; those it was given before and did not use are superseded.

    Without `organization_id` the branch of that name under the home organization is taken, or made.
    UserError for an empty or unknown organization.
    """
    organization = _organization(session, desk, branch_name.strip(), organization_id)
    if code.strip():
        organization.code = code.strip()
    query = select(Invitation).where(
        Invitation.organization_id == organization.id, Invitation.state == "open"
    )
    for former in session.scalars(query):
        former.state = "superseded"
    row = Invitation(
        uid=new_uid(),
        organization_id=organization.id,
        secret=secrets.token_hex(32),
        issued_at=now_text(),
        issued_by=desk.user,
    )
    session.add(row)
    session.flush()
    return _invited(row, organization)


def find_invitation(session: Session, uid: str) -> Invited | None:
    """The invitation `uid`, in whatever state."""
    query = (
        select(Invitation, Organization)
        .join(Organization, Organization.id == Invitation.organization_id)
        .where(Invitation.uid == uid)
    )
    row = session.execute(query).one_or_none()
    return _invited(row[0], row[1]) if row else None


def newcomer(
    session: Session, invited: Invited, *, book_uid: str, name: str, sign_key: str, age_key: str
) -> Branch:
    """What the branch of `invited` will be once bound to the book `book_uid`; writes nothing."""
    organization = session.get_one(Organization, invited.organization_id)
    row = session.scalars(
        select(Subordinate).where(Subordinate.organization_id == organization.id)
    ).one_or_none()
    former: tuple[str, ...] = ()
    if row is not None:
        former = tuple(dict.fromkeys((row.book_uid, *row.former_uids.split())))
    return Branch(
        id=row.id if row else 0,
        organization_id=organization.id,
        organization_name=organization.name,
        short_name=organization.short_name or organization.name,
        book_uid=book_uid,
        former_uids=tuple(uid for uid in former if uid != book_uid),
        name=name,
        sign_key=sign_key,
        age_key=age_key,
    )


def bind(session: Session, branch: Branch, invitation_uid: str, *, verified_by: str) -> Branch:
    """Write the newcomer `branch` down and use up its invitation.

    `verified_by` names who compared the fingerprint; empty when nobody has yet.
    """
    at = now_text()
    row = session.get(Subordinate, branch.id) if branch.id else None
    if row is None:
        row = Subordinate(organization_id=branch.organization_id)
        session.add(row)
    if row.book_uid != branch.book_uid:
        row.last_number, row.last_digest, row.last_period = 0, "", ""
    row.book_uid, row.former_uids = branch.book_uid, " ".join(branch.former_uids)
    row.name, row.sign_key, row.age_key = branch.name, branch.sign_key, branch.age_key
    row.bound_at = at
    row.verified_at, row.verified_by = (at, verified_by) if verified_by else ("", "")
    invitation = session.scalars(select(Invitation).where(Invitation.uid == invitation_uid)).one()
    invitation.state, invitation.used_at = "used", at
    invitation.used_by_uid = branch.book_uid
    session.flush()
    return replace(branch, id=row.id, verified_at=row.verified_at)


def note_merged(session: Session, branch: Branch, *, number: int, digest: str, period: str) -> None:
    """The package `number` is now the last one taken over from `branch`."""
    row = session.get_one(Subordinate, branch.id)
    row.last_number, row.last_digest, row.last_period = number, digest, period
    row.last_merged_at, row.name = now_text(), branch.name


def _organization(
    session: Session, desk: Desk, name: str, organization_id: int | None
) -> Organization:
    home_id = desk.store.book.home_organization_id
    if organization_id is not None:
        known = session.get(Organization, organization_id)
        if known is None or known.id == home_id:
            raise UserError("没有选中要邀请的下级党组织。", "请在组织树里选择一个下级支部。")
        return known
    if not name:
        raise UserError("没有写明要邀请哪个支部。", "请填写支部全称。")
    found = session.scalars(
        select(Organization).where(
            Organization.name == name,
            Organization.origin == "",
            Organization.dissolved_on.is_(None),
            Organization.id != home_id,
        )
    ).first()
    if found is not None:
        return found
    made = Organization(parent_id=home_id, kind="branch", name=name)
    session.add(made)
    session.flush()
    return made


def _branch(row: Subordinate, organization: Organization) -> Branch:
    return Branch(
        id=row.id,
        organization_id=row.organization_id,
        organization_name=organization.name,
        short_name=organization.short_name or organization.name,
        book_uid=row.book_uid,
        former_uids=tuple(row.former_uids.split()),
        name=row.name,
        sign_key=row.sign_key,
        age_key=row.age_key,
        verified_at=row.verified_at,
        last_number=row.last_number,
        last_digest=row.last_digest,
        last_period=row.last_period,
        last_merged_at=row.last_merged_at,
    )


def _invited(row: Invitation, organization: Organization) -> Invited:
    return Invited(
        uid=row.uid,
        organization_id=row.organization_id,
        branch_name=organization.name,
        branch_code=organization.code,
        secret=row.secret,
        state=row.state,
        used_by_uid=row.used_by_uid,
    )
