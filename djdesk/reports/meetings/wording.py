"""How papers say the facts of a meeting: when, who, how many, who was not there and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import groupby

from djdesk.models.rules import codes
from djdesk.reports.kit.content import record_mark
from djdesk.services import kinds, organization
from djdesk.services.desk import Desk
from djdesk.services.listing import Kind, Value
from djdesk.services.meetings import Record, Roll, RollRow

STATUSES, METHODS = "attendance_status", "vote_method"
NOT_HELD = ("planned", "notified", "cancelled")
WRITTEN = ("recorded", "reviewed")
NOBODY = "无"
PEN = "　　　　"
"""Room for a figure that is written by hand."""


def unit_name(desk: Desk, organization_id: int) -> str:
    """The full name of the unit; a group is named behind its branch."""
    found = organization.profile(desk, organization_id)
    name = str(found.values["name"])
    if found.kind != "group" or found.parent_id is None:
        return name
    return organization.name_of(desk, found.parent_id) + name


def mark(record: Record) -> str:
    """The mark of a record: its ledger number and which version of it is printed."""
    return record_mark(record.ledger_number, record.revision)


def held_on(values: Mapping[str, Value]) -> date | None:
    """The day of a record."""
    day = values.get("held_on")
    return day if isinstance(day, date) else None


def when(values: Mapping[str, Value]) -> str:
    """「2026年3月20日 14:30—16:00」, as much of it as is known."""
    day, times = kinds.show_day(held_on(values)), clock(values)
    return f"{day} {times}" if times else day


def clock(values: Mapping[str, Value]) -> str:
    """「14:30—16:00」, or only when it began."""
    start, end = (kinds.show(Kind.TIME, values.get(key)) for key in ("start_at", "end_at"))
    return f"{start}—{end}" if start and end else start


def text(values: Mapping[str, Value], key: str) -> str:
    """A text of the record without blanks around it; empty for none."""
    value = values.get(key)
    return "" if value is None else str(value).strip()


def is_held(record: Record) -> bool:
    """Whether the meeting took place, so that its counts mean something."""
    return record.state not in NOT_HELD


def counts(record: Record) -> dict[str, int | None]:
    """should, present, voters, voters_present as confirmed; what is not known yet is None."""
    roll, found = record.roll, dict[str, int | None]()
    counted = {
        "should": roll.should,
        "present": roll.present,
        "voters": roll.voters,
        "voters_present": roll.voters_present,
    }
    marked = is_held(record) and roll.unmarked < len(roll.rows)
    for key, number in counted.items():
        kept = record.values.get(key)
        if isinstance(kept, int) and is_held(record):
            found[key] = kept
        else:
            known = bool(roll.rows) and (marked or key in ("should", "voters"))
            found[key] = number if known else None
    return found


def heads(should: int | None, present: int | None) -> str:
    """「应到38人，实到35人」, with room to write where a figure is not known; empty for neither."""
    if should is None and present is None:
        return ""
    return f"应到{figure(should)}人，实到{figure(present)}人"


def figure(number: int | None) -> str:
    """A figure, or room to write one."""
    return PEN if number is None else str(number)


def absentees(roll: Roll) -> str:
    """Who did not come, by reason: 「病假：王某（住院，李某准假）；无故缺席：孙某」."""
    order = {entry.code: place for place, entry in enumerate(codes.table(STATUSES).entries)}
    gone = [row for row in roll.rows if row.standing in ("leave", "absent", "excused")]
    gone.sort(key=lambda row: order[row.status])
    told = []
    for status, rows in groupby(gone, key=lambda row: row.status):
        word = codes.table(STATUSES).name(status)
        told.append(f"{word}：{'、'.join(map(_excused, rows))}")
    unmarked = [row.name for row in roll.rows if not row.status]
    if unmarked and len(unmarked) < len(roll.rows):
        told.append(f"未登记：{'、'.join(unmarked)}")
    return "；".join(told)


def _excused(row: RollRow) -> str:
    approved = f"{row.approved_by}准假" if row.approved_by else ""
    why = "，".join(each for each in (row.reason, approved) if each)
    return f"{row.name}（{why}）" if why else row.name


def missed(record: Record) -> str:
    """The cell of absentees: names with reasons, 无, or nothing while nobody was marked."""
    if not is_held(record) or record.roll.unmarked == len(record.roll.rows):
        return ""
    return absentees(record.roll) or NOBODY


def present(roll: Roll) -> str:
    """The names of those who came."""
    return "、".join(row.name for row in roll.rows if row.standing == "present")


def guests(roll: Roll) -> str:
    """Who sat in: name, office and why."""
    return "、".join(_guest(row) for row in roll.guests)


def _guest(row: RollRow) -> str:
    more = "，".join(each for each in (row.post, row.reason) if each)
    return f"{row.name}（{more}）" if more else row.name


def agenda(record: Record) -> str:
    """The items: number, title, number of the paper studied, and what is said of them."""
    lines = []
    for number, part in enumerate(record.agenda, 1):
        title, document, detail = (text(part.values, k) for k in ("title", "document", "detail"))
        paper = f"（{document}）" if document else ""
        lines.append(f"{number}. {title}{paper}" + (f"：{detail}" if detail else ""))
    return "\n".join(lines)


def told(record: Record) -> str:
    """What was studied and said, as paragraphs."""
    study, body = text(record.values, "study"), text(record.values, "content")
    return "\n".join(each for each in (f"传达学习：{study}" if study else "", body) if each)


def speeches(record: Record) -> str:
    """Speaker by speaker, a paragraph each; different opinions stay side by side."""
    lines = []
    for part in record.speeches:
        lines.append(f"{text(part.values, 'speaker')}：{text(part.values, 'text')}")
    return "\n".join(lines)


def written_votes(values: Mapping[str, Value]) -> str:
    """Written opinions of a vote: 「赞成2、不赞成1」; empty where there was none."""
    given = ((values.get("written_yes"), "赞成"), (values.get("written_no"), "不赞成"))
    return "、".join(f"{word}{number}" for number, word in given if number)


def outcome(values: Mapping[str, Value]) -> str:
    """通过, 未通过, or nothing where nothing was decided."""
    passed = values.get("passed")
    return "" if passed is None else ("通过" if passed else "未通过")


def vote(values: Mapping[str, Value]) -> str:
    """The vote as a sentence of the minutes; empty where there was none."""
    method = text(values, "method")
    if not method:
        return ""
    said = [f"应到会有表决权党员{_count(values, 'should')}名，实到{_count(values, 'present')}名"]
    cast = "、".join(
        f"{word}{_count(values, key)}票"
        for key, word in (("yes", "赞成"), ("no", "不赞成"), ("abstain", "弃权"))
    )
    written = written_votes(values)
    written = f"，另有书面意见{written}" if written else ""
    said.append(f"经{codes.table(METHODS).name(method)}，{cast}{written}")
    if values.get("passed"):
        said.append("赞成人数超过应到会有表决权人数的半数，通过")
    elif outcome(values):
        said.append("未获通过")
    return "；".join(said) + "。"


def _count(values: Mapping[str, Value], key: str) -> str:
    number = values.get(key)
    return str(number) if isinstance(number, int) else PEN


def charge(values: Mapping[str, Value]) -> str:
    """Who carries a resolution out by when, as a sentence; empty for nobody."""
    who, due = text(values, "responsible"), values.get("due_on")
    until = f"{kinds.show_day(due)}前完成" if isinstance(due, date) else ""
    if not who:
        return f"{until}。" if until else ""
    return f"由{who}负责{'，' + until if until else ''}。"


def form(values: Mapping[str, Value]) -> str:
    """How it was held; a code of the table or words of the user's own."""
    return codes.table("meeting_form").name(text(values, "form"))
