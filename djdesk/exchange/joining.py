"""Joining a committee, once: an invitation carried to the branch, and a fingerprint read aloud.

What could go wrong, and what holds against it:
- The invitation is copied on its way: its secret is good for one book; the right branch's package
  is then refused as "used by another book", and the fingerprints differ.
- The invitation is forged: the fingerprint shown at joining is not the committee's.
- It goes to the wrong branch: the names differ, which is shown on both sides.
- It is used twice by the same book: nothing changes. A newer one for the same branch replaces it.
- The branch begins a new book: a new invitation binds that one in place of the old.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from djdesk.errors import Problem, Refused, Severity, UserError
from djdesk.exchange import delivery, identity, manifest, naming, package, seal
from djdesk.exchange.faults import refuse
from djdesk.exchange.identity import Keys, PublicKeys
from djdesk.exchange.manifest import Manifest, Party
from djdesk.models.books import BookKind
from djdesk.services import packages
from djdesk.services.desk import Desk
from djdesk.services.packages import Committee, Introduction

_CONTENT = "data/invite.json"


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation that was written: the file, whom it is for, and the digits to compare."""

    path: Path
    branch_name: str
    branch_code: str
    organization_id: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that was read and is whole; who signed it is told by the fingerprint only."""

    committee: Party
    branch_name: str
    branch_code: str
    uid: str
    secret: str
    made_at: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Joined:
    """The outcome of joining: both fingerprints to read aloud, and what looked odd."""

    committee_name: str
    branch_name: str
    fingerprint: str
    own_fingerprint: str
    already: bool
    warnings: tuple[Problem, ...]


def own_keys(desk: Desk) -> Keys:
    """The keys of this book, made at the first call; not to be called inside a transaction.

    They are no step of the history: taking a step back must never change who the book is.
    """
    with desk.store.read() as session:
        keys = known_keys(session)
    if keys is None:
        keys = identity.generate()
        with desk.store.remember() as session:
            packages.store_keys(session, keys.sign_secret, keys.age_secret)
    return keys


def require_superior(
    letter: seal.Letter, head: Manifest, committee: Committee, desk: Desk, kind: str
) -> None:
    """Refuse what is not signed by our committee (unknown_sender) or not for us (not_addressed)."""
    title = seal.TITLES[kind]
    if letter.sign_key != committee.sign_key or head.sender.uid != committee.book_uid:
        raise refuse(
            "unknown_sender",
            f"这个{title}不是“{committee.name}”签发的。",
            f"请核对{title}的来源；上级党组织换过账套的，请先用它的新邀请文件重新加入。",
        )
    if head.kind != kind or head.addressee.uid != desk.store.book.uid:
        raise refuse("not_addressed", f"这个{title}不是给本支部的。", "请把它交给对应的支部。")


def known_keys(session: Session) -> Keys | None:
    """The keys of this book, None when it never needed any."""
    stored = packages.stored_keys(session)
    return Keys(*stored) if stored else None


def own_fingerprint(desk: Desk) -> str:
    """The digits that others compare before they trust this book; keys are made if need be.

    Empty in a book that has no keys and may not be written.
    """
    if desk.may_write("packages"):
        return identity.fingerprint(desk.store.book.uid, own_keys(desk).public)
    with desk.store.read() as session:
        keys = known_keys(session)
    return identity.fingerprint(desk.store.book.uid, keys.public) if keys else ""


def superior_fingerprint(committee: Committee) -> str:
    """The digits of the committee's book, as the branch compares them."""
    return identity.fingerprint(
        committee.book_uid, PublicKeys(committee.sign_key, committee.age_key)
    )


def branch_fingerprint(branch: packages.Branch) -> str:
    """The digits of a branch's book, as the committee compares them."""
    return identity.fingerprint(branch.book_uid, PublicKeys(branch.sign_key, branch.age_key))


def invite(
    desk: Desk,
    out: Path,
    *,
    branch_name: str = "",
    code: str = "",
    organization_id: int | None = None,
) -> Invited:
    """Write an invitation for a branch to `out` (a file, or a folder to put it into).

    The branch is `organization_id`, or the one called `branch_name`, which is founded under the
    home organization when it is not there. UserError in a branch's book, `StorageFault` when the
    file cannot be written; then nothing has changed.
    """
    desk.require("packages")
    book = desk.store.book
    if book.kind is not BookKind.COMMITTEE:
        raise UserError(
            "支部账套不能邀请下级。", "邀请文件由上级党组织的账套生成，交支部“加入上级党组织”。"
        )
    keys = own_keys(desk)
    with desk.store.write("生成邀请文件", area="packages") as session:
        invited = packages.add_invitation(
            session, desk, branch_name=branch_name, code=code, organization_id=organization_id
        )
        content = {
            "uid": invited.uid,
            "secret": invited.secret,
            "branch_name": invited.branch_name,
            "branch_code": invited.branch_code,
        }
        head = Manifest(
            kind=seal.INVITE,
            sender=Party(book.uid, book.name, keys.public),
            addressee=Party("", invited.branch_name),
            made_at=packages.now_text(),
        )
        members = {
            manifest.NAME: head.to_json(),
            _CONTENT: json.dumps(content, ensure_ascii=False).encode(),
        }
        data = seal.seal(
            package.pack(members), kind=seal.INVITE, keys=keys, sender=book.uid, to="", readers=[]
        )
        # inside the transaction: an invitation nobody has must not stand in the book
        path = delivery.put_at(out, naming.invite_name(invited.branch_name), data)
    return Invited(
        path,
        invited.branch_name,
        invited.branch_code,
        invited.organization_id,
        identity.fingerprint(book.uid, keys.public),
    )


def read_invitation(path: Path) -> Invitation:
    """The invitation at `path`, signature checked; `Refused` with the codes of `exchange.seal`."""
    letter = seal.unseal(delivery.take(path), kind=seal.INVITE, keys=None, uid="")
    members = package.unpack(letter.content)
    if set(members) != {manifest.NAME, _CONTENT}:
        raise _unreadable()
    head = manifest.read(members[manifest.NAME])
    keys = head.sender.keys
    if keys is None or keys.sign != letter.sign_key or head.kind != seal.INVITE:
        raise _unreadable()
    content = _content(members[_CONTENT])
    return Invitation(
        committee=head.sender,
        branch_name=content["branch_name"],
        branch_code=content["branch_code"],
        uid=content["uid"],
        secret=content["secret"],
        made_at=head.made_at,
        fingerprint=identity.fingerprint(head.sender.uid, keys),
    )


def join(desk: Desk, path: Path, *, replace: bool = False) -> Joined:
    """Join the committee whose invitation lies at `path`.

    `replace` leaves the committee this book reports to now for another one. UserError in a
    committee's book, for one's own invitation, and for another committee without `replace`.
    """
    desk.require("packages")
    invitation = read_invitation(path)
    book = desk.store.book
    if book.kind is not BookKind.BRANCH or invitation.committee.uid == book.uid:
        raise UserError(
            "这个账套不是支部账套，不能用邀请文件加入上级。", "请在支部的电脑上打开这个邀请文件。"
        )
    keys = own_keys(desk)
    with desk.store.write(
        f"加入上级党组织：{invitation.committee.name}", area="packages"
    ) as session:
        now = packages.find_superior(session)
        already = now is not None and now.invitation_uid == invitation.uid
        if now is not None and now.book_uid != invitation.committee.uid and not replace:
            raise UserError(
                f"本账套已加入“{now.name}”，这个邀请文件来自“{invitation.committee.name}”。",
                "组织关系确实变动的，请选择“改为向新的上级党组织上报”。",
            )
        if not already:
            packages.set_superior(session, desk, _introduction(invitation))
    return Joined(
        invitation.committee.name,
        invitation.branch_name,
        invitation.fingerprint,
        identity.fingerprint(book.uid, keys.public),
        already,
        _odd_names(invitation.branch_name, book.name),
    )


def _introduction(invitation: Invitation) -> Introduction:
    keys = invitation.committee.keys
    if keys is None:
        raise _unreadable()
    return Introduction(
        invitation.committee.uid,
        invitation.committee.name,
        keys.sign,
        keys.age,
        invitation.branch_name,
        invitation.branch_code,
        invitation.uid,
        invitation.secret,
    )


def _odd_names(invited: str, own: str) -> tuple[Problem, ...]:
    if naming.alike(invited, own):
        return ()
    return (
        Problem(
            f"邀请文件是给“{invited}”的，本账套是“{own}”。",
            "请确认没有拿错邀请文件；名称写法不同、确是同一支部的，可以继续。",
            severity=Severity.WARN,
        ),
    )


def _content(data: bytes) -> Mapping[str, str]:
    try:
        raw = json.loads(data)
        content = {key: raw[key] for key in ("uid", "secret", "branch_name", "branch_code")}
        if not all(isinstance(value, str) and len(value) <= 200 for value in content.values()):
            raise _unreadable()
        if len(bytes.fromhex(content["secret"])) != 32:
            raise _unreadable()
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise _unreadable() from error
    return content


def _unreadable() -> Refused:
    return refuse("content", "邀请文件的内容不完整。", "请上级党组织重新生成一个邀请文件。")
