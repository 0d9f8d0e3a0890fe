"""The settings of a book, listed once with type, default and title; kept inside the book."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.errors import UserError
from djdesk.models.settings import Setting as Row
from djdesk.services.desk import Desk

T = TypeVar("T", str, int, bool)


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """One setting: its name in the book, its Chinese title, its value where nobody chose one.

    `check` returns a Chinese sentence when a value cannot be taken, else an empty text.
    """

    name: str
    title: str
    default: T
    check: Callable[[T], str] | None = None


def _minutes(value: int) -> str:
    return "" if 0 <= value <= 240 else "请填写0到240之间的分钟数（0表示不锁定）。"


SECOND_BACKUP_FOLDER = Setting("backup.second_folder", "第二份备份存放的文件夹", "")
DAILY_BACKUP = Setting("backup.daily", "每天第一次打开时备份", True)
LOCK_AFTER_MINUTES = Setting("window.lock_after", "无操作多少分钟后锁定窗口", 10, _minutes)

ALL: tuple[Setting[str] | Setting[int] | Setting[bool], ...] = (
    SECOND_BACKUP_FOLDER,
    DAILY_BACKUP,
    LOCK_AFTER_MINUTES,
)


def get(desk: Desk, setting: Setting[T]) -> T:
    """The value chosen in this book, or the default."""
    with desk.store.read() as session:
        row = _row(session, setting.name)
        value = None if row is None else json.loads(row.value)
    # a value of another type was written by another program version: the default is safe
    return value if type(value) is type(setting.default) else setting.default


def put(desk: Desk, setting: Setting[T], value: T) -> None:
    """Choose a value; a named step in the history. `UserError` if it cannot be taken."""
    desk.require("settings")
    fault = setting.check(value) if setting.check else ""
    if fault:
        raise UserError(f"“{setting.title}”不能这样设置。", fault)
    with desk.store.write(f"设置：{setting.title}", area="settings") as session:
        _keep(session, setting.name, json.dumps(value, ensure_ascii=False))


def recall(desk: Desk, name: str) -> str:
    """What the window remembered in this book under `name`, empty if nothing."""
    with desk.store.read() as session:
        row = _row(session, f"window/{name}")
        return "" if row is None else row.value


def remember(desk: Desk, name: str, text: str) -> None:
    """Remember `text` under `name` for the window; no step in the history, no right needed."""
    if not desk.read_only:
        with desk.store.remember() as session:
            _keep(session, f"window/{name}", text)


def _row(session: Session, name: str) -> Row | None:
    return session.execute(select(Row).where(Row.name == name)).scalar_one_or_none()


def _keep(session: Session, name: str, value: str) -> None:
    row = _row(session, name)
    if row is None:
        session.add(Row(name=name, value=value))
    else:
        row.value = value
