"""Users of a book: rights, passwords, the last secretary, and what the history says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyrage
import pytest
from sqlalchemy import select

from djdesk.errors import UserError
from djdesk.models.audit import AuditStep
from djdesk.models.store.book import open_book
from djdesk.models.store.keys import WrongPassword
from djdesk.services import accounts
from djdesk.services.books import desk_of
from djdesk.services.desk import Desk, Role
from tests.conftest import PASSWORD, USER

SECOND = "另一个很好的密码"
THIRD = "第三个很好的密码"


def reopened(folder: Path, password: str) -> tuple[str, Role]:
    book = open_book(folder, password, read_only=True)
    try:
        return book.user, desk_of(book).role
    finally:
        book.close()


def last_title(desk: Desk) -> str:
    with desk.store.read() as session:
        return (
            session.execute(select(AuditStep.title).order_by(AuditStep.id.desc())).scalars().first()
            or ""
        )


def test_an_added_user_logs_in_with_their_role(desk: Desk) -> None:
    added = accounts.add_user(desk, name="王芳", role=Role.ORGANIZER, password=SECOND)
    assert reopened(desk.store.folder, SECOND) == ("王芳", Role.ORGANIZER)
    assert [(u.name, u.role, u.mine) for u in accounts.users(desk)] == [
        (USER, Role.SECRETARY, True),
        ("王芳", Role.ORGANIZER, False),
    ]
    assert last_title(desk) == "添加用户：王芳（组织委员）"
    accounts.change_role(desk, added, Role.VIEWER)
    assert last_title(desk) == "修改用户角色：王芳（组织委员改为查看）"
    assert reopened(desk.store.folder, SECOND) == ("王芳", Role.VIEWER)
    accounts.set_password(desk, added, THIRD)
    assert reopened(desk.store.folder, THIRD) == ("王芳", Role.VIEWER)
    accounts.remove_user(desk, added)
    with pytest.raises(WrongPassword):
        reopened(desk.store.folder, THIRD)


@pytest.mark.parametrize("role", [Role.ORGANIZER, Role.COMMITTEE, Role.VIEWER])
def test_only_the_secretary_manages_users(desk: Desk, role: Role) -> None:
    other = replace(desk, role=role)
    mine = accounts.users(desk)[0].id
    for deed in (
        lambda: accounts.add_user(other, name="王芳", role=role, password=SECOND),
        lambda: accounts.set_password(other, mine, SECOND),
        lambda: accounts.change_role(other, mine, role),
        lambda: accounts.remove_user(other, mine),
        lambda: accounts.new_recovery_code(other),
    ):
        with pytest.raises(UserError, match="没有修改"):
            deed()
    assert reopened(desk.store.folder, PASSWORD) == (USER, Role.SECRETARY)


def test_the_last_secretary_stays(desk: Desk) -> None:
    mine = accounts.users(desk)[0].id
    accounts.add_user(desk, name="王芳", role=Role.ORGANIZER, password=SECOND)
    with pytest.raises(UserError, match="一位书记"):
        accounts.change_role(desk, mine, Role.VIEWER)
    with pytest.raises(UserError, match="不能删除自己"):
        accounts.remove_user(desk, mine)
    with pytest.raises(UserError, match="没有这个用户"):
        accounts.remove_user(desk, "nobody")
    assert len(accounts.users(desk)) == 2


def test_everybody_changes_their_own_password(desk: Desk) -> None:
    accounts.add_user(desk, name="王芳", role=Role.VIEWER, password=SECOND)
    with pytest.raises(WrongPassword):
        accounts.change_own_password(desk, old=SECOND, new=THIRD)
    accounts.change_own_password(desk, old=PASSWORD, new=THIRD)
    assert reopened(desk.store.folder, THIRD) == (USER, Role.SECRETARY)
    with pytest.raises(WrongPassword):
        reopened(desk.store.folder, PASSWORD)
    with pytest.raises(UserError, match="不能使用"):
        accounts.change_own_password(desk, old=THIRD, new=SECOND)


def test_a_new_code_opens_and_gives_new_passwords(desk: Desk, tmp_path: Path) -> None:
    code = accounts.new_recovery_code(desk)
    accounts.trust_superior(desk, str(pyrage.x25519.Identity.generate().to_public()))
    desk.store.close()
    book = open_book(desk.store.folder, code, read_only=True)
    by_code = replace(desk_of(book), read_only=False)
    assert book.by_code
    accounts_before = accounts.users(by_code)
    assert [u.mine for u in accounts_before] == [False]
    book.close()


def test_only_the_password_of_who_is_logged_in_confirms(desk: Desk) -> None:
    accounts.add_user(desk, name="张小明", role=Role.COMMITTEE, password=SECOND)
    accounts.confirm_self(desk, PASSWORD)
    accounts.confirm_self(desk, accounts.new_recovery_code(desk))
    with pytest.raises(WrongPassword, match="另一位用户"):
        accounts.confirm_self(desk, SECOND)
    with pytest.raises(WrongPassword, match="不正确"):
        accounts.confirm_self(desk, THIRD)
