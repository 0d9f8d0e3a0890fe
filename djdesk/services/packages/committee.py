"""The branch's side: the committee it reports to (上级党组织), and its running numbers."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from djdesk.errors import UserError
from djdesk.models.organization import Organization
from djdesk.models.packages import PackageLog, Superior
from djdesk.services.desk import Desk
from djdesk.services.packages.clock import now_text


@dataclass(frozen=True, slots=True)
class Committee:
    """The committee a branch reports to, as its invitation introduced it.

    `branch_name` is what the committee calls this branch; `verified_at` is empty until somebody
    compared the fingerprint. `secret` proves the invitation and is shown to nobody.
    """

    id: int
    book_uid: str
    name: str
    sign_key: str
    age_key: str
    branch_name: str
    branch_code: str
    invitation_uid: str
    secret: str
    joined_at: str
    joined_by: str
    verified_at: str
    verified_by: str
    number_floor: int


@dataclass(frozen=True, slots=True)
class Introduction:
    """What an invitation says: who invites, with which keys, whom, and the one-time secret."""

    book_uid: str
    name: str
    sign_key: str
    age_key: str
    branch_name: str
    branch_code: str
    invitation_uid: str
    secret: str


def superior(desk: Desk) -> Committee | None:
    """The committee this book reports to; None before joining."""
    with desk.store.read() as session:
        return find_superior(session)


def find_superior(session: Session) -> Committee | None:
    """As `superior`, inside a transaction."""
    row = session.scalars(select(Superior).where(Superior.left_at == "")).one_or_none()
    if row is None:
        return None
    return Committee(
        row.id,
        row.book_uid,
        row.name,
        row.sign_key,
        row.age_key,
        row.branch_name,
        row.branch_code,
        row.invitation_uid,
        row.secret,
        row.joined_at,
        row.joined_by,
        row.verified_at,
        row.verified_by,
        row.number_floor,
    )


def set_superior(session: Session, desk: Desk, given: Introduction) -> None:
    """Make the committee of `given` the present one; another one that was present is left.

    The number floor stays when the same committee invites again. The committee's code for the
    branch becomes the code of the home organization.
    """
    at = now_text()
    floor = 0
    for row in session.scalars(select(Superior).where(Superior.left_at == "")):
        row.left_at = at
        if row.book_uid == given.book_uid:
            floor = row.number_floor
    session.add(
        Superior(
            book_uid=given.book_uid,
            name=given.name,
            sign_key=given.sign_key,
            age_key=given.age_key,
            branch_name=given.branch_name,
            branch_code=given.branch_code,
            invitation_uid=given.invitation_uid,
            secret=given.secret,
            joined_at=at,
            joined_by=desk.user,
            number_floor=floor,
        )
    )
    home = session.get(Organization, desk.store.book.home_organization_id)
    if home is not None and given.branch_code:
        home.code = given.branch_code
    session.flush()


def confirm_superior(desk: Desk) -> None:
    """Note that the committee's fingerprint was compared and is right.

    UserError without a committee or without the permission.
    """
    desk.require("packages")
    with desk.store.write("核对上级党组织的指纹", area="packages") as session:
        row = session.scalars(select(Superior).where(Superior.left_at == "")).one_or_none()
        if row is None:
            raise not_joined()
        row.verified_at, row.verified_by = now_text(), desk.user


def raise_floor(session: Session, book_uid: str, number: int) -> None:
    """The committee `book_uid` has package `number` already: go on after it."""
    query = select(Superior).where(Superior.left_at == "", Superior.book_uid == book_uid)
    for row in session.scalars(query):
        row.number_floor = max(row.number_floor, number)


def next_number(session: Session, committee: Committee) -> int:
    """The running number of the next package for `committee`."""
    last = session.scalar(
        select(func.max(PackageLog.number)).where(
            PackageLog.direction == "out", PackageLog.partner_uid == committee.book_uid
        )
    )
    return max(last or 0, committee.number_floor) + 1


def not_joined() -> UserError:
    """The refusal for a branch that has no committee yet."""
    return UserError(
        "还没有加入上级党组织，不能上报。",
        "请先向上级党组织要一个邀请文件（.djinvite），在“上报接收”里打开它。",
    )
