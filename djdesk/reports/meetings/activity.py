"""党课、主题党日、集中学习 (F06): outline, discussion, dues, and photographs of 80 × 60 mm."""

from __future__ import annotations

from djdesk.reports.kit.content import Block, Content, Heading, Paper
from djdesk.reports.kit.labelled import Labelled, labelled
from djdesk.reports.kit.spec import Option, ReportSpec, Request
from djdesk.reports.meetings import wording
from djdesk.reports.meetings.evidence import photographs
from djdesk.reports.meetings.record import (
    PAPER,
    SIGNED,
    decisions,
    remark,
    ruled,
    to_write_on,
    top,
)
from djdesk.services import kinds, meetings
from djdesk.services.desk import Desk
from djdesk.services.listing import Kind
from djdesk.services.meetings import Record

FORM, TITLE = "F06", "党课、主题党日记录"

ACTIVITIES = frozenset({"M4", "M5", "M9"})
"""Kinds that F06 is for; the others are recorded on F03."""

PHOTOS = Option("photos", "照片", (("two", "两张"), ("all", "全部"), ("none", "不印")))


def usual(kind: str) -> str:
    """Which report records a meeting of this kind."""
    return "meeting-activity" if kind in ACTIVITIES else "meeting-record"


def meeting_activity(desk: Desk, request: Request) -> Content:
    """F06 of one lecture, theme day or study; boxes stay empty for photographs to be glued in."""
    record = meetings.record(desk, request.records[0])
    return content(desk, record, request.options.get("photos", PHOTOS.default), request.paper)


def content(desk: Desk, record: Record, photos: str, paper: Paper | None = None) -> Content:
    """As `meeting_activity`, of a record that was read already."""
    word = f"{record.kind_name}记录"
    blocks: list[Block] = [
        *top(desk, record, word),
        labelled(to_write_on(record, _head(record))),
        Heading("内容提纲", 2),
        ruled(record, wording.told(record)),
        Heading("讨论发言", 2),
        ruled(record, wording.speeches(record), blank=6),
        *(decisions(record) if record.resolutions else []),
        labelled(to_write_on(record, _foot(record))),
    ]
    if photos != "none":
        blocks += photographs(desk, record.evidence, least=2, most=2 if photos == "two" else None)
    blocks.append(SIGNED)
    return Content(
        FORM,
        f"{record.title}记录",
        paper or PAPER,
        tuple(blocks),
        wording.held_on(record.values),
        word,
        mark=wording.mark(record),
    )


def _head(record: Record) -> list[Labelled]:
    values, found = record.values, wording.counts(record)
    hours = kinds.show(Kind.SCORE, values.get("hours")) if values.get("hours") else ""
    return [
        Labelled("主题", wording.text(values, "topic"), wide=True, running=True),
        Labelled("名称", f"{record.year}年{record.title}", wide=True),
        Labelled("时间", wording.when(values)),
        Labelled("地点", wording.text(values, "place")),
        Labelled("主讲人", wording.text(values, "speaker")),
        Labelled("主持人", wording.text(values, "chair")),
        Labelled("记录人", wording.text(values, "recorder")),
        Labelled("形式", wording.form(values)),
        Labelled("到会人数", wording.heads(found["should"], found["present"])),
        Labelled("学时", hours),
        Labelled("缺席及原因", wording.missed(record), wide=True, height=11, running=True),
        Labelled("列席人员", wording.guests(record.roll), wide=True, running=True),
        Labelled("议程", wording.agenda(record), wide=True, height=12, running=True),
    ]


def _foot(record: Record) -> list[Labelled]:
    dues, said = wording.text(record.values, "dues_note"), remark(record)
    rows = [Labelled("党费收缴\n情况", dues, wide=True, height=12, running=True)]
    return [*rows, Labelled("备注", said, wide=True, running=True)] if said else rows


REPORTS: tuple[ReportSpec, ...] = (
    ReportSpec(
        "meeting-activity",
        FORM,
        TITLE,
        "meetings",
        PAPER,
        meeting_activity,
        (PHOTOS,),
        by_record="meetings",
    ),
)
