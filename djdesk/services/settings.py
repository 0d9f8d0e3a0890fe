"""The settings of a book, listed once with type, default and title; kept inside the book."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Generic, TypeVar, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.errors import Problem, Refused, UserError
from djdesk.models.rules import codes
from djdesk.models.rules.meetings.fixed_day import FixedDay
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


SECOND_BACKUP_FOLDER = Setting("backup.second_folder", "第二份备份的位置", "")
DAILY_BACKUP = Setting("backup.daily", "每天首次打开时备份", True)
LOCK_AFTER_MINUTES = Setting("window.lock_after", "闲置几分钟后锁定", 10, _minutes)


def _fixed_day(value: str) -> str:
    if value:
        try:
            FixedDay(value)
        except UserError as error:
            return error.remedy
    return ""


def _lecture_period(value: str) -> str:
    return "" if value in ("", "每季度", "每半年") else "请填写“每季度”或“每半年”，不填按每季度。"


FIXED_DAY = Setting("meetings.fixed_day", "主题党日固定日", "", _fixed_day)
LECTURE_PERIOD = Setting("meetings.lecture_period", "党课频次", "", _lecture_period)
STRICT_QUORUM = Setting("meetings.strict_quorum", "表决须到会超过半数", False)


def _rounding(value: str) -> str:
    return "" if value in ("", "分", "角", "元") else "请填写“分”、“角”或“元”，不填按分。"


def _rhythm(value: str) -> str:
    known = not value or codes.table("dues_rhythm").find(value) is not None
    return "" if known else "请填写“按月”、“按季度”、“按半年”或“按年”，不填按季度。"


def _share(value: str) -> str:
    if not value or (re.fullmatch(r"\d{1,3}(\.\d{1,2})?", value) and Fraction(value) <= 100):
        return ""
    return "请填写0到100之间的数，最多两位小数，不填按100（全部上缴）。"


def _days(value: int) -> str:
    return "" if -1 <= value <= 180 else "请填写0到180之间的天数（-1表示按规定的默认天数）。"


def _farmer(value: str) -> str:
    if not value or (
        re.fullmatch(r"[01](\.\d{1,2})?", value) and Fraction(1, 5) <= Fraction(value) <= 1
    ):
        return ""
    return "请填写0.20到1.00之间的元数，不填按0.20元。"


DUES_ROUNDING = Setting("dues.rounding", "党费取整到", "", _rounding)
DUES_RHYTHM = Setting("dues.rhythm", "党费上缴周期", "", _rhythm)
DUES_SHARE = Setting("dues.share", "党费上缴比例（%）", "", _share)
DUES_DAYS = Setting("dues.days", "党费上缴期限（期满后天数）", -1, _days)
DUES_FARMER = Setting("dues.farmer", "农民党员月交（元）", "", _farmer)
DUES_COLLECTOR = Setting("dues.collector", "党费收款人", "")

AnySetting = Setting[str] | Setting[int] | Setting[bool]
Chosen = str | int | bool

ALL: tuple[AnySetting, ...] = (
    SECOND_BACKUP_FOLDER,
    DAILY_BACKUP,
    LOCK_AFTER_MINUTES,
    FIXED_DAY,
    LECTURE_PERIOD,
    STRICT_QUORUM,
    DUES_ROUNDING,
    DUES_RHYTHM,
    DUES_SHARE,
    DUES_DAYS,
    DUES_FARMER,
    DUES_COLLECTOR,
)


def get(desk: Desk, setting: Setting[T]) -> T:
    """The value chosen in this book, or the default."""
    with desk.store.read() as session:
        return read(session, setting)


def read(session: Session, setting: Setting[T]) -> T:
    """As `get`, inside a session of the caller."""
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


def choose(session: Session, setting: Setting[T], value: T) -> None:
    """Choose a value as part of a step of the caller, who has asked for the permission."""
    _keep(session, setting.name, json.dumps(value, ensure_ascii=False))


def chosen(desk: Desk) -> dict[str, Chosen]:
    """The values in force of all settings, by name."""
    with desk.store.read() as session:
        rows = {row.name: row.value for row in session.scalars(select(Row))}
    found: dict[str, Chosen] = {}
    for setting in ALL:
        value = json.loads(rows[setting.name]) if setting.name in rows else None
        found[setting.name] = value if type(value) is type(setting.default) else setting.default
    return found


def problems(values: Mapping[str, object]) -> tuple[Problem, ...]:
    """What cannot be chosen among `values` (by name), each problem at the name of its setting."""
    found = []
    for setting in ALL:
        value = values.get(setting.name, setting.default)
        if type(value) is not type(setting.default):
            found.append(Problem(f"{setting.title}没有填写。", "请补充。", setting.name))
            continue
        fault = cast("Callable[[object], str]", setting.check)(value) if setting.check else ""
        if fault:
            found.append(Problem(fault, field=setting.name))
    return tuple(found)


def put_chosen(desk: Desk, values: Mapping[str, object]) -> None:
    """Choose those of `values` (by name) that differ from the ones in force, one step each.

    `Refused` at its name for a value that cannot be taken, or a folder that is not there.
    """
    desk.require("settings")
    found = [*problems(values), *_missing_folder(values)]
    if found:
        raise Refused(found)
    now = chosen(desk)
    for setting in ALL:
        value = values.get(setting.name, now[setting.name])
        if value != now[setting.name]:
            with desk.store.write(f"设置：{setting.title}", area="settings") as session:
                _keep(session, setting.name, json.dumps(value, ensure_ascii=False))


def _missing_folder(values: Mapping[str, object]) -> Iterator[Problem]:
    folder = values.get(SECOND_BACKUP_FOLDER.name)
    if folder and not Path(str(folder)).is_dir():
        yield Problem(
            f"找不到文件夹“{folder}”。",
            "请插好 U 盘，或改为别的文件夹；不需要时留空。",
            SECOND_BACKUP_FOLDER.name,
        )


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
