"""A few synthetic people for the tests of the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from djdesk.models.audit import AuditStep
from djdesk.models.roster import Member, Standing
from djdesk.models.store.book import open_book
from djdesk.models.store.bulk import add_many
from djdesk.models.store.store import Store
from tests.conftest import PASSWORD

NAMES = ("张小明", "王芳", "欧阳建国", "李建军", "赵敏")


def enter(session: Session, name: str, *, phone: str = "13800000000") -> int:
    """One member with an opening standing; returns the member's key."""
    member = Member(name=name, sex="1", phone=phone, birth_on=date(1985, 3, 1))
    session.add(member)
    session.flush()
    session.add(
        Standing(member_id=member.id, since=date(2010, 7, 1), person_class="full", branch_id=1)
    )
    return member.id


def bring_in(store: Store, names: Sequence[str] = NAMES, title: str = "导入花名册") -> range:
    """Members with standings in one fast transaction, as an import does it."""
    with store.write(title) as session:
        ids = add_many(session, Member, [{"name": name, "sex": "2"} for name in names])
        rows = [
            {"member_id": i, "since": date(2015, 7, 1), "person_class": "full", "branch_id": 1}
            for i in ids
        ]
        add_many(session, Standing, rows)
    return ids


def names(store: Store) -> list[str]:
    """The names of all members by key."""
    with store.read() as session:
        return list(session.execute(select(Member.name).order_by(Member.id)).scalars())


def last_step(store: Store) -> int:
    """The number of the newest step."""
    with store.read() as session:
        return session.execute(select(func.max(AuditStep.id))).scalar() or 0


def set_phone(store: Store, member_id: int, phone: str) -> None:
    """Change one telephone number, a step of its own."""
    with store.write("修改电话") as session:
        session.get_one(Member, member_id).phone = phone


def names_in(folder: Path) -> list[str]:
    """The names of all members of the closed book in `folder`."""
    book = open_book(folder, PASSWORD)
    try:
        return names(book.store)
    finally:
        book.close()
