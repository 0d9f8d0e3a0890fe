"""Wrong entries of membership put right: its facts, its first day, a movement taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from djdesk.errors import Problem, Refused, UserError
from djdesk.models.roster import Standing
from djdesk.models.rules import codes
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from djdesk.services.roster import standings
from djdesk.services.roster.members import AREA, own

CORRECTABLE = ("branch_id", "group_id", "person_class", "work_post")


def correct_standing(
    desk: Desk, member_id: int, values: Mapping[str, Value], *, on: date | None = None
) -> None:
    """Put right what was entered wrongly about the standing of `on` (default: today).

    Keys are those of `STANDING_FIELDS`; `since` is the first day in this branch. It is no movement:
    stretches before and after that say the same wrong thing are put right along with it.
    """
    desk.require(AREA)
    day = on or desk.today()
    unknown = set(values) - {*CORRECTABLE, "since"}
    if unknown:
        raise ValueError(f"not facts of a standing: {sorted(unknown)}")
    with desk.store.write("更正党籍记录", area=AREA) as session:
        own(session, member_id)
        since = values.get("since")
        if isinstance(since, date):
            if since > desk.today():
                raise Refused([Problem("进入本支部日期在今天之后。", "请核对日期。", "since")])
            standings.change_opening(session, member_id, since)
        change = _change(values)
        if change:
            standings.correct(session, member_id, day, change)
            for row in standings.history(session, member_id):
                _refuse(standings.check_place(session, row.branch_id, row.group_id))


def _change(values: Mapping[str, Value]) -> dict[str, str | int | None]:
    """The facts among `values` as the columns want them; `Refused` for unknown codes."""
    change: dict[str, str | int | None] = {}
    for key in ("branch_id", "group_id"):
        if key in values:
            value = values[key]
            change[key] = value if isinstance(value, int) else None
    for key in ("person_class", "work_post"):
        if key in values:
            code = str(values[key] or "")
            blank = not code and key == "work_post"
            if not blank and code not in codes.table(key).by_code:
                raise Refused([Problem("不在代码表里。", "请从列表中选择。", key, value=code)])
            change[key] = code
    return change


def take_back(desk: Desk, standing_id: int) -> None:
    """Take a movement back that never happened: the stretch before it goes on instead.

    What the movement changed is changed back in later stretches too, up to the next movement that
    changed the same thing. The opening of a membership cannot be taken back, only withdrawn.
    """
    desk.require(AREA)
    with desk.store.write("撤销变动记录", area=AREA) as session:
        row = session.get(Standing, standing_id)
        if row is None:
            raise UserError("找不到这条变动记录。", "它可能已被撤销，请刷新后重试。")
        member = own(session, row.member_id)
        _join(session, row)
        if row.way == "C1":
            member.full_on = None
        session.delete(row)


def _join(session: Session, row: Standing) -> None:
    rows = standings.history(session, row.member_id)
    place = rows.index(row)
    if place == 0:
        raise UserError(
            "这是此人在本支部的第一条记录，不能单独撤销。",
            "整条录入有误的，请用“撤销录入”；日期填错的，请更正进入本支部日期。",
        )
    before = rows[place - 1]
    for key in standings.FACTS:
        if row.way in standings.SETTERS[key]:
            standings.carry(rows[place + 1 :], key, getattr(before, key))
    before.until = row.until
    session.flush()


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise Refused(problems)
