"""装订成卷: the records of a year, quarter or kind as one PDF with cover, index and last sheet.

choice = Choice(2026, quarter=1)
binding = write(desk, choice, Path("卷.pdf"), progress=progress)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import partial
from itertools import accumulate
from pathlib import Path

from djdesk.errors import UserError
from djdesk.models.rules import codes
from djdesk.models.rules.meetings.periods import periods
from djdesk.reports.kit.content import (
    Block,
    Content,
    Heading,
    Paper,
    Paragraph,
    Signatures,
    Table,
    TableColumn,
)
from djdesk.reports.kit.registers import BLANK_DAY
from djdesk.reports.kit.volume import (
    Binding,
    Bound,
    Part,
    Volume,
    title_page,
)
from djdesk.reports.kit.volume_log import bind_and_log
from djdesk.reports.meetings import activity, evidence, record, registers, signin, talk, wording
from djdesk.services import kinds, listing, meetings, organization
from djdesk.services.desk import Desk
from djdesk.services.listing import Filter, Kind, Query, Scope, Value
from djdesk.services.meetings import MEETINGS, TALKS, Record
from djdesk.services.progress import SILENT, Progress

ID, TITLE = "meeting-volume", "组织生活记录"
PAPER = Paper(left=25, right=15)
INDEX, LAST_SHEET = "卷内文件目录", "备考表"
COLUMNS: tuple[TableColumn, ...] = (
    TableColumn("序号", 10, Kind.COUNT, "center"),
    TableColumn("编号", 45, Kind.TEXT, "center"),
    TableColumn("题名", 50),
    TableColumn("日期", 20, Kind.DATE),
    TableColumn("页号", 18, Kind.TEXT, "center"),
    TableColumn("附件", 27),
)
LACKING: tuple[TableColumn, ...] = (
    TableColumn("序号", 12, Kind.COUNT, "center"),
    TableColumn("台账编号", 42, Kind.TEXT, "center"),
    TableColumn("缺少的签名", 58),
    TableColumn("缺少的材料", 58),
)
BESIDE: tuple[TableColumn, ...] = (
    TableColumn("序号", 12, Kind.COUNT, "center"),
    TableColumn("台账编号", 42, Kind.TEXT, "center"),
    TableColumn("材料名称", 70),
    TableColumn("种类", 24, Kind.CODE, "center"),
    TableColumn("大小", 22, Kind.TEXT, "center"),
)
SIGNED = Signatures(("立卷人：", "检查人：", f"日期：{BLANK_DAY}"))


@dataclass(frozen=True, slots=True)
class Choice:
    """What is bound: a year, of it a `quarter` (1 to 4; 0: all) and some `kinds` (none: all).

    `talks` adds 谈心谈话, which are bound apart unless somebody asks for them; "talks" among the
    kinds does so alone. `records` are meetings chosen by hand instead, whatever their year.
    """

    year: int
    quarter: int = 0
    kinds: tuple[str, ...] = ()
    talks: bool = False
    records: tuple[int, ...] = ()
    organization_id: int | None = None


@dataclass(slots=True)
class _Findings:
    """What cover, index and last sheet tell, gathered while the parts are made.

    `items` is how many parts each meeting or talk has, in their order.
    """

    items: list[int] = field(default_factory=list)
    lacking: list[tuple[str, str, str]] = field(default_factory=list)
    beside: list[tuple[str, str, str, str]] = field(default_factory=list)


def volume(desk: Desk, choice: Choice) -> Volume:
    """The volume of what was chosen, its parts read from the book as they are bound.

    Meetings that were held stand in order of date, each with its problem list, its handwritten
    record, its sign-in sheet (the scanned one where there is one) and its photographs. `UserError`
    if there is nothing.
    """
    meeting_ids, talk_ids = _chosen(desk, choice)
    if not meeting_ids and not talk_ids:
        raise UserError("没有可以装订的会议记录。", "请换一个年度、季度或类别。")
    title, found = _title(desk, choice), _Findings()
    unit = organization.name_of(desk, choice.organization_id or organization.home_id(desk))
    return Volume(
        f"{choice.year}年{title}",
        _parts(desk, meeting_ids, talk_ids, found),
        cover=partial(_cover, found, _kinds(desk, choice), f"{choice.year}年{title}", unit),
        index=partial(_index, found),
        back=partial(_last_sheet, found),
        subject=unit,
    )


def write(
    desk: Desk,
    choice: Choice,
    path: Path,
    *,
    progress: Progress = SILENT,
) -> Binding:
    """Bind the volume into the file `path`, whole or not at all, and log it.

    Raises what `volume` and `bind_and_log` raise.
    """
    return bind_and_log(desk, ID, volume(desk, choice), asdict(choice), path, progress=progress)


# -- what is bound ---------------------------------------------------------------------------------


def _chosen(desk: Desk, choice: Choice) -> tuple[list[int], list[int]]:
    """The keys of the meetings and of the talks, in order of date."""
    scope = Scope(desk.today(), choice.organization_id or organization.home_id(desk))
    held = Filter("state", "in", registers.HELD)
    if choice.records:
        wanted = (held, Filter("id", "in", choice.records))
        return [*listing.ids(desk, MEETINGS, Query(scope, "", wanted, registers.IN_ORDER))], []
    span = _span(choice)
    inside = (Filter("held_on", "between", span),)
    filters = [held, Filter("year", "eq", choice.year), *(inside if choice.quarter else ())]
    some = tuple(code for code in choice.kinds if code != TALKS.name)
    if some:
        filters.append(Filter("kind_code", "in", some))
    found: list[int] = []
    if some or not choice.kinds:
        found += listing.ids(desk, MEETINGS, Query(scope, "", tuple(filters), registers.IN_ORDER))
    if not choice.talks and TALKS.name not in choice.kinds:
        return found, []
    talked = Query(scope, "", inside, (("held_on", False),))
    return found, [*listing.ids(desk, TALKS, talked)]


def _span(choice: Choice) -> tuple[date, date]:
    if not choice.quarter:
        return date(choice.year, 1, 1), date(choice.year, 12, 31)
    span = periods("quarter", choice.year)[choice.quarter - 1]
    return span.start, span.end


def _kinds(desk: Desk, choice: Choice) -> str:
    """The kinds in words, for the cover."""
    if choice.records or not choice.kinds:
        return TITLE
    words = {row.code: row.name for row in meetings.kinds(desk, ended=True)}
    words[TALKS.name] = TALKS.title
    return "、".join(words.get(code, code) for code in choice.kinds)


def _title(desk: Desk, choice: Choice) -> str:
    part = periods("quarter", choice.year)[choice.quarter - 1].title if choice.quarter else ""
    alone = len(choice.kinds) == 1 and not choice.records
    return f"{part}{_kinds(desk, choice)}记录" if alone else f"{part}{TITLE}"


# -- parts -----------------------------------------------------------------------------------------


def _parts(
    desk: Desk, meeting_ids: Sequence[int], talk_ids: Sequence[int], found: _Findings
) -> Iterator[Part]:
    """Part by part; a record is read when its turn comes and let go after its photographs."""
    missing = meetings.missing(desk, meeting_ids)
    for meeting_id in meeting_ids:
        held = meetings.record(desk, meeting_id)
        _look(held, missing.get(meeting_id, ()), found)
        parts = list(_of_meeting(desk, held))
        found.items.append(len(parts))
        yield from parts
    for talk_id in talk_ids:
        held_talk = meetings.talk(desk, talk_id)
        values = held_talk.values
        _look_at_talk(values, found)
        pair = f"{wording.text(values, 'talker')}与{wording.text(values, 'partner')}"
        make = partial(talk.content, desk, held_talk)
        found.items.append(1)
        yield Part(f"谈心谈话：{pair}", make, held_talk.ledger_number, wording.held_on(values))


def _of_meeting(desk: Desk, held: Record) -> Iterator[Part]:
    number, day = held.ledger_number, wording.held_on(held.values)
    topic = wording.text(held.values, "topic")
    title = f"{held.title}：{topic}" if topic else held.title
    if not held.own:  # a committee binds the records of several branches
        title = f"{held.unit_name}{title}"
    if held.kind in activity.ACTIVITIES:
        yield Part(title, partial(activity.content, desk, held, "none"), number, day)
    else:
        yield Part(title, partial(record.content, desk, held), number, day)
    if held.problems:
        make = partial(registers.problems, desk, held)
        yield Part(f"{held.title}问题清单", make, number, day, "问题清单")
    for purpose, word in evidence.SCANS.items():
        if evidence.pictures(held.evidence, purpose):
            make = partial(evidence.scan_sheet, desk, held, purpose)
            remark = codes.table("attachment_purpose").name(purpose)
            yield Part(f"{held.title}{word}", make, number, day, remark)
        elif purpose == evidence.SIGNIN:
            make = partial(signin.content, desk, held, marked=True)
            yield Part(f"{held.title}{signin.TITLE}", make, number, day, signin.TITLE)
    count = len(evidence.pictures(held.evidence, evidence.PHOTO))
    if count:
        make = partial(evidence.photo_sheet, desk, held)
        yield Part(f"{held.title}{evidence.PHOTOS_TITLE}", make, number, day, f"照片{count}张")


def _look(held: Record, missing: Sequence[str], found: _Findings) -> None:
    """Note what the record lacks and what of its evidence no page can show."""
    values, table = held.values, codes.table("attachment_purpose")
    unsigned = [
        word
        for key, word in (
            ("chair_signed", "主持人"),
            ("recorder_signed", "记录人"),
            ("reviewed_on", "支部书记审核"),
        )
        if not values.get(key)
    ]
    lacking = [table.name(purpose) for purpose in missing]
    if held.state not in wording.WRITTEN:
        lacking.insert(0, "记录未整理")
    if unsigned or lacking:
        found.lacking.append((held.ledger_number, "、".join(unsigned), "、".join(lacking)))
    for file in evidence.electronic(held.evidence):
        size = kinds.show_size(file.size)
        found.beside.append((held.ledger_number, file.title, table.name(file.purpose), size))


def _look_at_talk(values: Mapping[str, Value], found: _Findings) -> None:
    """Note who has not signed a talk; it has no ledger number, so its day says which it is."""
    parties = (("talker_signed", "talker"), ("partner_signed", "partner"))
    unsigned = [wording.text(values, who) for key, who in parties if not values.get(key)]
    if unsigned:
        day = kinds.show_date(wording.held_on(values))
        found.lacking.append((f"{day} {TALKS.title}", "、".join(unsigned), ""))


# -- cover, index, last sheet ----------------------------------------------------------------------


def _items(found: _Findings, parts: Sequence[Bound]) -> list[Sequence[Bound]]:
    """The parts of each meeting or talk together."""
    ends = list(accumulate(found.items))
    return [parts[end - count : end] for count, end in zip(found.items, ends, strict=True)]


def _cover(
    found: _Findings, words: str, title: str, unit: str, parts: Sequence[Bound], pages: int
) -> Content:
    """Title, unit, first and last day, and how many items and pages there are."""
    days = sorted(part.day for part in parts if part.day)
    span = f"{kinds.show_date(days[0])}—{kinds.show_date(days[-1])}" if days else ""
    facts = (("类别", words), ("起止日期", span), ("保管期限", ""))
    return title_page(title, unit, facts)([item[0] for item in _items(found, parts)], pages)


def _index(found: _Findings, parts: Sequence[Bound], _pages: int) -> Content:
    """卷内文件目录: a line for each meeting with its pages and what belongs to it."""
    rows = []
    for place, item in enumerate(_items(found, parts), 1):
        first, last = item[0], item[-1].last
        pages = str(last) if first.first == last else f"{first.first}—{last}"
        with_it = "、".join(part.remark for part in item if part.remark)
        day = kinds.show_date(first.day)
        rows.append([str(place), first.number, first.title, day, pages, with_it])
    blocks = (Heading(INDEX), Table(COLUMNS, rows, blank_to=15, keep_blank=True))
    return Content("", INDEX, PAPER, blocks)


def _last_sheet(found: _Findings, parts: Sequence[Bound], pages: int) -> Content:
    """备考表: what the volume holds, whose signatures and which material are missing."""
    count = len(_items(found, parts))
    said = f"本卷共{count}件，{pages}页。"
    if found.lacking:
        said += f"其中{len(found.lacking)}件缺少签名或材料，列在下面，补齐后在此注明。"
    else:
        said += "签名和材料齐全。"
    blocks: list[Block] = [Heading(LAST_SHEET), Paragraph(said)]
    if found.lacking:
        rows = [[str(n), *row] for n, row in enumerate(found.lacking, 1)]
        blocks += [Heading("缺少的签名和材料", 2), Table(LACKING, rows)]
    if found.beside:
        rows = [[str(n), *row] for n, row in enumerate(found.beside, 1)]
        blocks += [Heading("未装订的电子材料（存于账套）", 2), Table(BESIDE, rows)]
    return Content("", LAST_SHEET, PAPER, (*blocks, SIGNED))
