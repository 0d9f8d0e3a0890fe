"""会议纪要 (F05) and 会议通知 as official papers: GB/T 9704-2012."""

from __future__ import annotations

from djdesk.reports.kit.content import (
    Block,
    Content,
    Feet,
    OfficialSignature,
    OfficialText,
    OfficialTitle,
)
from djdesk.reports.kit.official import OFFICIAL, Letter, numeral, official
from djdesk.reports.kit.spec import ReportSpec, Request
from djdesk.reports.meetings import wording
from djdesk.services import kinds, meetings
from djdesk.services.desk import Desk
from djdesk.services.meetings import Part, Record

FORM, TITLE, NOTICE = "F05", "会议纪要", "会议通知"
MOST_NAMED = 60
"""People whose names the minutes list; a branch has up to 50 members (meetings.md §1)."""


def meeting_minutes(desk: Desk, request: Request) -> Content:
    """F05 of one meeting: who was there, then the resolutions numbered; the secretary issues it.

    Its number is given by the unit that issues it and is left to be written in.
    """
    record = meetings.record(desk, request.records[0])
    unit = wording.unit_name(desk, record.unit_id)
    title = f"{unit}\n{record.year}年{record.title}纪要"
    blocks: list[Block] = [
        OfficialText(f"　　　　〔{record.year}〕　　号", 0, align="center"),
        OfficialText(""),
        OfficialTitle(title),
        *(OfficialText(value, label=f"{label}：") for label, value in _facts(record)),
        OfficialText(""),
        *_body(record, unit),
        OfficialText(""),
        OfficialText("签发（支部书记）："),
        OfficialSignature(unit, wording.held_on(record.values)),
    ]
    return Content(
        FORM,
        f"{record.title}纪要",
        request.paper or OFFICIAL,
        tuple(blocks),
        wording.held_on(record.values),
        TITLE,
        mark=wording.mark(record),
        feet=Feet.OFFICIAL,
    )


def _facts(record: Record) -> list[tuple[str, str]]:
    """The labelled lines; those of which nothing is known are left out but for what is usual."""
    values = record.values
    facts = [
        ("时间", wording.when(values) or "／"),
        ("地点", wording.text(values, "place") or "／"),
        ("主持", wording.text(values, "chair") or "／"),
        ("出席", _present(record)),
        ("列席", wording.guests(record.roll)),
        ("缺席", wording.missed(record)),
        ("记录", wording.text(values, "recorder") or "／"),
    ]
    return [(label, text) for label, text in facts if text]


def _present(record: Record) -> str:
    """Names and number of those who came; of a large meeting the number alone."""
    found = wording.counts(record)
    came, number = wording.present(record.roll), found["present"]
    if not came or not number:
        return wording.heads(found["should"], number)
    if number > MOST_NAMED:
        return f"{wording.heads(found['should'], number)}（名单见签到表）"
    return f"{came}（共{number}人）"


def _body(record: Record, unit: str) -> list[Block]:
    """What was decided, point by point; of a meeting without resolutions what was said."""
    day = kinds.show_day(wording.held_on(record.values))
    if record.resolutions:
        points = [_point(n, part) for n, part in enumerate(record.resolutions, 1)]
        begin = f"{day}，{unit}召开{record.title}。现将议定事项纪要如下："
    else:
        points = [line.strip() for line in wording.told(record).split("\n") if line.strip()]
        begin = f"{day}，{unit}召开{record.title}。现将会议主要内容纪要如下："
    if not points:
        return [OfficialText("本次会议的内容和决议尚未整理。")]
    return [OfficialText(line) for line in (begin, *points)]


def _point(number: int, part: Part) -> str:
    """「一、同意……。应到会有表决权党员38名……。由张某负责。」"""
    text = wording.text(part.values, "text").replace("\n", "")
    stop = "" if text.endswith(("。", "！", "？", "；")) else "。"
    more = wording.vote(part.values) + wording.charge(part.values)
    return f"{numeral(number)}、{text}{stop}{more}"


def meeting_notice(desk: Desk, request: Request) -> Content:
    """The notice of a meeting as it stands in the book, or as made from the plan."""
    record = meetings.record(desk, request.records[0])
    unit = wording.unit_name(desk, record.unit_id)
    to, lines = "", [line.strip() for line in meetings.notice_text(desk, record.id).split("\n")]
    if len(lines) > 1 and lines[0].endswith(("：", ":")):
        to, lines = lines[0], lines[1:]
    day = record.values.get("notified_on")
    letter = Letter(
        f"关于召开{record.kind_name}的通知",
        "\n".join(line for line in lines if line),
        to=to,
        unit=unit,
        day=wording.held_on({"held_on": day}),
    )
    return official(letter, paper=request.paper or OFFICIAL)


REPORTS: tuple[ReportSpec, ...] = (
    ReportSpec(
        "meeting-minutes", FORM, TITLE, "meetings", OFFICIAL, meeting_minutes, by_record="meetings"
    ),
    ReportSpec(
        "meeting-notice", "", NOTICE, "meetings", OFFICIAL, meeting_notice, by_record="meetings"
    ),
)
