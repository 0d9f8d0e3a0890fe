"""The notice of a meeting: its text, and when it went out."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from djdesk.errors import Problem, Refused
from djdesk.models.meetings import AgendaItem, Meeting
from djdesk.models.organization import Organization
from djdesk.models.rules.meetings.kinds import Kind as MeetingKind
from djdesk.services.desk import Desk
from djdesk.services.kinds import show_day, show_time
from djdesk.services.meetings.kinds import kind_of
from djdesk.services.meetings.rows import AREA, PLANNED, editable, found


def notice_text(desk: Desk, meeting_id: int) -> str:
    """The text of the notice: what stands kept, else one made from the plan."""
    with desk.store.read() as session:
        row = found(session, meeting_id)
        if row.notice:
            return row.notice
        kind = kind_of(session, row.kind, row.held_on, row.origin)
        unit = session.get_one(Organization, row.organization_id)
        agenda = session.scalars(
            select(AgendaItem.title)
            .where(AgendaItem.meeting_id == row.id)
            .order_by(AgendaItem.position, AgendaItem.id)
        )
        return _notice(row, kind, unit, list(agenda))


_INVITED = {
    "all": "全体党员",
    "committee": "支部委员",
    "group": "本党小组全体党员",
    "chosen": "有关党员",
}


def _notice(row: Meeting, kind: MeetingKind, unit: Organization, agenda: list[str]) -> str:
    who = _INVITED[kind.attends]
    if unit.kind == "group":
        who = _INVITED["group"]
    weekday = "一二三四五六日"[row.held_on.weekday()]
    when = f"{show_day(row.held_on)}（星期{weekday}）"
    if row.start_at is not None:
        when += show_time(row.start_at)
    lines = [f"{who}：", f"    {unit.short_name or unit.name}定于{when}召开{kind.name}。"]
    if row.place:
        lines.append(f"    地点：{row.place}")
    if row.topic:
        lines.append(f"    主题：{row.topic}")
    if agenda:
        lines.append("    议程：" + "".join(f"{n}．{text}；" for n, text in enumerate(agenda, 1)))
    lines.append("    请按时参加；不能到会的，请事先向会议召集人请假并说明原因。")
    return "\n".join(lines)


def keep_notice(desk: Desk, meeting_id: int, text: str) -> None:
    """Keep the text of the notice without marking it as sent: it is printed before it goes out.

    An empty text lets the notice be made from the plan again.
    """
    desk.require(AREA)
    with desk.store.write("修改会议通知", area=AREA) as session:
        editable(session, meeting_id).notice = text.strip()


def notify(desk: Desk, meeting_id: int, *, text: str = "", on: date | None = None) -> None:
    """Record that the notice went out on `on` (default: today), with its text."""
    desk.require(AREA)
    day = on or desk.today()
    words = text.strip() or notice_text(desk, meeting_id)
    with desk.store.write("登记会议通知", area=AREA) as session:
        row = editable(session, meeting_id)
        if day > desk.today():
            raise Refused([Problem("通知日期在今天之后。", "请核对日期。", "notified_on")])
        row.notified_on, row.notice = day, words
        if row.state in PLANNED:
            row.state = "notified"
