"""The record of a meeting (F03 会议记录), and what it shares with that of an activity (F06)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from djdesk.models.rules import codes
from djdesk.reports.kit.content import (
    Block,
    Content,
    Heading,
    Line,
    Paper,
    Paragraph,
    Ruled,
    Signatures,
    Table,
    TableColumn,
)
from djdesk.reports.kit.labelled import Labelled, labelled
from djdesk.reports.kit.registers import BLANK_DAY
from djdesk.reports.kit.spec import ReportSpec, Request
from djdesk.reports.meetings import wording
from djdesk.services import kinds, meetings
from djdesk.services.desk import Desk
from djdesk.services.listing import Kind, Value
from djdesk.services.meetings import Record

FORM, TITLE = "F03", "会议记录"
PAPER = Paper(left=25, right=15)
"""170 mm wide with room at the binding edge (forms.md §1)."""

LINES = 22
"""Writing lines a page (forms.md, F03)."""

VOTES: tuple[TableColumn, ...] = (
    TableColumn("序号", 10, Kind.COUNT, "center"),
    TableColumn("事项", 58),
    TableColumn("表决\n方式", 15, Kind.CODE, "center"),
    TableColumn("应到/\n实到", 17, Kind.CODE, "center"),
    TableColumn("赞成", 12, Kind.COUNT, "center"),
    TableColumn("反对", 12, Kind.COUNT, "center"),
    TableColumn("弃权", 12, Kind.COUNT, "center"),
    TableColumn("书面", 18, Kind.TEXT, "center"),
    TableColumn("结果", 16, Kind.STATE, "center"),
)
DUTIES: tuple[TableColumn, ...] = (
    TableColumn("序号", 10, Kind.COUNT, "center"),
    TableColumn("落实事项", 98),
    TableColumn("责任人", 32, Kind.PERSON, "center"),
    TableColumn("完成时限", 30, Kind.DATE),
)
SIGNED = Signatures(("主持人签名：", "记录人签名：", "审核（支部书记）：", f"日期：{BLANK_DAY}"))


def meeting_record(desk: Desk, request: Request) -> Content:
    """F03 of one meeting; what is not written yet leaves lines to write on."""
    return content(desk, meetings.record(desk, request.records[0]), request.paper)


def content(desk: Desk, record: Record, paper: Paper | None = None) -> Content:
    """As `meeting_record`, of a record that was read already."""
    blocks: list[Block] = [
        *top(desk, record, TITLE),
        labelled(to_write_on(record, _head(record))),
        Heading("会议内容", 2),
        ruled(record, wording.told(record)),
    ]
    if record.speeches:
        blocks += [Heading("发言要点", 2), ruled(record, wording.speeches(record))]
    blocks += decisions(record)
    said = remark(record)
    if said:
        blocks.append(Paragraph(f"备注：{said}", 0, 10.5))
    blocks.append(SIGNED)
    return Content(
        FORM,
        f"{record.title}记录",
        paper or PAPER,
        tuple(blocks),
        wording.held_on(record.values),
        TITLE,
        mark=wording.mark(record),
    )


def top(desk: Desk, record: Record, word: str) -> list[Block]:
    """The title with the name of the unit, the ledger number below it."""
    unit = wording.unit_name(desk, record.unit_id)
    number = record.ledger_number or "　" * 8
    return [Heading(f"{unit}{word}"), Line(right=f"台账编号：{number}")]


def _head(record: Record) -> list[Labelled]:
    values, found = record.values, wording.counts(record)
    topic = wording.text(values, "topic")
    return [
        Labelled("会议名称", f"{record.year}年{record.title}", wide=True),
        Labelled("类别", record.kind_name),
        Labelled("形式", wording.form(values)),
        Labelled("时间", wording.when(values)),
        Labelled("地点", wording.text(values, "place")),
        Labelled("主持人", wording.text(values, "chair")),
        Labelled("记录人", wording.text(values, "recorder")),
        Labelled("到会人数", wording.heads(found["should"], found["present"])),
        Labelled("有表决权", wording.heads(found["voters"], found["voters_present"])),
        Labelled("缺席及原因", wording.missed(record), wide=True, height=11, running=True),
        Labelled("列席人员", wording.guests(record.roll), wide=True, running=True),
        *([Labelled("主题", topic, wide=True, running=True)] if topic else []),
        Labelled("议题", wording.agenda(record), wide=True, height=16, running=True),
    ]


def to_write_on(record: Record, entries: Iterable[Labelled]) -> list[Labelled]:
    """The entries; before the record is finished the empty ones stay free for the pen."""
    free = record.state not in wording.WRITTEN
    return [replace(entry, keep_blank=free) for entry in entries]


def remark(record: Record) -> str:
    """What else is to be said: the remark, and which other records the same sitting has."""
    said = [wording.text(record.values, "remark")]
    if record.sitting:
        mates = "、".join(mate.kind_name for mate in record.sitting)
        said.append(f"本场另记为：{mates}。")
    return "\n".join(each for each in said if each)


def ruled(record: Record, text: str, blank: int = LINES) -> Ruled:
    """The text on lines; lines to write on before the record is finished, a stroke after."""
    if text:
        return Ruled(text, LINES)
    if record.state in wording.WRITTEN:
        return Ruled("／", LINES)
    return Ruled("", LINES, blank)


def decisions(record: Record) -> list[Block]:
    """Resolutions with their votes and how these were counted, then who carries out what."""
    votes = [_vote(n, part.values) for n, part in enumerate(record.resolutions, 1)]
    due = [part.values for part in record.resolutions if _is_charged(part.values)]
    duties = [_duty(n, values) for n, values in enumerate(due, 1)]
    counted = [
        Paragraph(f"第{number}项计票：{basis}", 0, 10.5)
        for number, part in enumerate(record.resolutions, 1)
        if (basis := wording.text(part.values, "basis").replace("\n", ""))
    ]
    open_still = record.state not in wording.WRITTEN
    return [
        Heading("决议与表决", 2),
        _table(VOTES, votes, open_still=open_still),
        *counted,
        Heading("落实责任", 2),
        _table(DUTIES, duties, open_still=open_still and not votes),
    ]


def _table(
    columns: tuple[TableColumn, ...], rows: Sequence[Sequence[str]], *, open_still: bool
) -> Table:
    """The rows; without any a row of strokes, or a few empty ones to write in."""
    if rows:
        return Table(columns, rows)
    if open_still:
        return Table(columns, (), blank_to=2, keep_blank=True)
    return Table(columns, (("",) * len(columns),))


def _vote(number: int, values: Mapping[str, Value]) -> list[str]:
    method = wording.text(values, "method")
    should, attended = (_figure(values, key) for key in ("should", "present"))
    cast = [_figure(values, key) if method else "" for key in ("yes", "no", "abstain")]
    return [
        str(number),
        wording.text(values, "text"),
        codes.table(wording.METHODS).short(method),
        f"{should}/{attended}" if method and should else "",
        *cast,
        wording.written_votes(values),
        wording.outcome(values),
    ]


def _figure(values: Mapping[str, Value], key: str) -> str:
    return kinds.show(Kind.COUNT, values.get(key))


def _is_charged(values: Mapping[str, Value]) -> bool:
    return bool(wording.text(values, "responsible") or values.get("due_on"))


def _duty(number: int, values: Mapping[str, Value]) -> list[str]:
    return [
        str(number),
        wording.text(values, "text"),
        wording.text(values, "responsible"),
        kinds.show(Kind.DATE, values.get("due_on")),
    ]


REPORTS: tuple[ReportSpec, ...] = (
    ReportSpec(
        "meeting-record", FORM, TITLE, "meetings", PAPER, meeting_record, by_record="meetings"
    ),
)
