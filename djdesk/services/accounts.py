"""The users of a book: add, change, remove, passwords and the recovery code."""

from __future__ import annotations

from dataclasses import dataclass

from djdesk.errors import Problem, UserError
from djdesk.models.store import keys as key_file
from djdesk.models.store.keys import Account, WrongPassword
from djdesk.services.desk import Desk, Role


@dataclass(frozen=True, slots=True)
class User:
    """A user of the book; `id` names the key slot, `mine` marks who is logged in."""

    id: str
    name: str
    role: Role
    mine: bool


def password_problems(password: str, field: str = "") -> tuple[Problem, ...]:
    """Why `password` cannot be a new password, at the form field `field`; empty if it can."""
    try:
        key_file.check_password(password)
    except UserError as error:
        return (Problem(error.text, error.remedy, field),)
    return ()


def users(desk: Desk) -> tuple[User, ...]:
    """All users in the order in which they were added."""
    ring = desk.store.keyring
    return tuple(
        User(account.slot, account.name, Role(account.role), account.slot == ring.slot)
        for account in ring.accounts()
    )


def add_user(desk: Desk, *, name: str, role: Role, password: str) -> str:
    """Add a user; returns the id. `UserError` for a name or password that cannot be taken."""
    desk.require("accounts")
    ring = desk.store.keyring
    ring.replace(lambda keys: keys.with_user(ring.key, name, role.value, password))
    added = ring.accounts()[-1]
    desk.store.note(f"添加用户：{added.name}（{role.title}）", area="accounts")
    return added.slot


def change_own_password(desk: Desk, *, old: str, new: str) -> None:
    """Change the password of who is logged in; `WrongPassword` unless `old` is theirs."""
    if desk.read_only:
        raise UserError("账套是以只读方式打开的，不能修改密码。", "请重新打开账套后再改。")
    ring = desk.store.keyring
    account = _account(desk, ring.slot)
    _key, slot = ring.keys().unlock(old)
    if slot != account.slot:
        raise WrongPassword("原密码不正确。", "请输入您自己现在使用的密码。")
    ring.replace(lambda keys: keys.with_password(ring.key, account.slot, new))
    desk.store.note(f"修改密码：{account.name}", area="accounts")


def confirm_self(desk: Desk, password: str) -> None:
    """Raise `WrongPassword` unless `password` is theirs who is logged in, or the recovery code."""
    ring = desk.store.keyring
    keys = ring.keys()
    _key, slot = keys.unlock(password)
    if slot != ring.slot and keys.kind_of(slot) == "user":
        raise WrongPassword(
            "这是另一位用户的密码。", f"请由“{desk.user}”本人解锁，别人使用时请换用户登录。"
        )


def set_password(desk: Desk, user_id: str, new: str) -> None:
    """Give a user a new password (the secretary does it, or whoever holds the recovery code)."""
    desk.require("accounts")
    ring = desk.store.keyring
    account = _account(desk, user_id)
    ring.replace(lambda keys: keys.with_password(ring.key, user_id, new))
    desk.store.note(f"重设密码：{account.name}", area="accounts")


def change_role(desk: Desk, user_id: str, role: Role) -> None:
    """Give a user another role; the last secretary keeps theirs."""
    desk.require("accounts")
    account = _account(desk, user_id)
    if role is not Role.SECRETARY:
        _keep_a_secretary(desk, user_id)
    ring = desk.store.keyring
    ring.replace(lambda keys: keys.with_role(ring.key, user_id, role.value))
    desk.store.note(
        f"修改用户角色：{account.name}（{Role(account.role).title}改为{role.title}）",
        area="accounts",
    )


def remove_user(desk: Desk, user_id: str) -> None:
    """Remove a user; never the last secretary and never oneself.

    What the user wrote stays, under their name. See `models.store.keys` for what removal cannot do:
    a copy of the book made before still opens with the old password.
    """
    desk.require("accounts")
    account = _account(desk, user_id)
    if user_id == desk.store.keyring.slot:
        raise UserError("不能删除自己。", "请由另一位书记登录后删除。")
    _keep_a_secretary(desk, user_id)
    ring = desk.store.keyring
    ring.replace(lambda keys: keys.without_user(ring.key, user_id))
    desk.store.note(f"删除用户：{account.name}", area="accounts")


def new_recovery_code(desk: Desk) -> str:
    """A new recovery code for printing; the old one is void from now on."""
    desk.require("accounts")
    ring = desk.store.keyring
    keys, code = ring.keys().with_recovery(ring.key)
    key_file.save(ring.folder, keys)
    desk.store.note("重新生成恢复码", area="accounts")
    return code


def trust_superior(desk: Desk, recipient: str) -> None:
    """Let the superior committee open this book with its own key (age public key `recipient`)."""
    desk.require("accounts")
    ring = desk.store.keyring
    ring.replace(lambda keys: keys.with_superior(ring.key, recipient))
    desk.store.note("登记上级党组织的应急密钥", area="accounts")


def _account(desk: Desk, user_id: str) -> Account:
    for account in desk.store.keyring.accounts():
        if account.slot == user_id:
            return account
    raise UserError("没有这个用户。", "请刷新用户列表后再试。")


def _keep_a_secretary(desk: Desk, user_id: str) -> None:
    others = [user for user in users(desk) if user.id != user_id]
    if not any(user.role is Role.SECRETARY for user in others):
        raise UserError("至少要保留一位书记。", "请先添加另一位书记，或把别人改为书记。")
