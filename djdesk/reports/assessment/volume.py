"""积分考核卷: the assessment of a year as one PDF with cover, index and last sheet (装订成卷).

binding = write(desk, Choice(2026), Path("卷.pdf"), progress=progress)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from pathlib import Path

from djdesk.errors import UserError
from djdesk.models.rules.dues import last_day
from djdesk.reports.assessment import (
    corrections,
    explanation,
    pairings,
    publication,
    rubrics,
    settlements,
    summary,
    wording,
    year,
)
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
from djdesk.reports.kit.spec import ReportSpec, Request
from djdesk.reports.kit.volume import (
    Binding,
    Bound,
    Part,
    Volume,
    index_of,
    title_page,
)
from djdesk.reports.kit.volume_log import bind_and_log
from djdesk.services import assessment, listing, organization
from djdesk.services.assessment import FIXED, MonthRow
from djdesk.services.assessment.corrections import correction
from djdesk.services.assessment.corrections_list import CORRECTIONS
from djdesk.services.assessment.pairings import PAIRINGS, pairing
from djdesk.services.desk import Desk
from djdesk.services.listing import Filter, Kind, Listing, Query, Scope, Value
from djdesk.services.progress import SILENT, Progress

ID, TITLE = "assessment-volume", "积分考核"
PAPER = Paper(left=25, right=15)
LAST_SHEET = "备考表"
LACKING: tuple[TableColumn, ...] = (
    TableColumn("序号", 12, Kind.COUNT, "center"),
    TableColumn("件", 62),
    TableColumn("还缺什么", 96),
)
SIGNED = Signatures(("立卷人：", "检查人：", f"日期：{BLANK_DAY}"))
SEALED = "sealed"


@dataclass(frozen=True, slots=True)
class Choice:
    """What is bound: a year; `members` adds everybody's explanation of every month."""

    year: int
    members: bool = False
    organization_id: int | None = None


def volume(desk: Desk, choice: Choice) -> Volume:
    """The volume of a year, its parts read from the book as they are bound.

    First the rubrics that counted, then the year's ledger, month by month summary and board, at
    last corrections, pairs and what was settled. `UserError` if no month was opened.
    """
    opened = _opened(desk, choice)
    if not opened:
        raise UserError(f"{choice.year}年没有开账的考核月份。", "请换一个年度。")
    unit = organization.name_of(desk, choice.organization_id or organization.home_id(desk))
    title = f"{choice.year}年{TITLE}"
    months = f"{opened[0].month.month}—{opened[-1].month.month}月"
    facts = (("年度", str(choice.year)), ("考核月份", months), ("保管期限", ""))
    return Volume(
        title,
        _parts(desk, choice, opened),
        cover=title_page(title, unit, facts, PAPER),
        index=index_of(paper=PAPER),
        back=partial(_last_sheet, _lacking(desk, choice, opened)),
        subject=unit,
    )


def write(desk: Desk, choice: Choice, path: Path, *, progress: Progress = SILENT) -> Binding:
    """Bind the volume into the file `path`, whole or not at all, and log it.

    Raises what `volume` and `bind_and_log` raise.
    """
    return bind_and_log(desk, ID, volume(desk, choice), asdict(choice), path, progress=progress)


# -- what is bound ---------------------------------------------------------------------------------


def _opened(desk: Desk, choice: Choice) -> list[MonthRow]:
    rows = assessment.months(desk, choice.year, organization_id=choice.organization_id)
    return [row for row in rows if row.id is not None]


def _parts(desk: Desk, choice: Choice, opened: Sequence[MonthRow]) -> Iterator[Part]:
    """Part by part; a paper is made when its turn comes."""
    end = date(choice.year, 12, 31)
    used = dict.fromkeys(row.rubric_id for row in opened if row.rubric_id is not None)
    for key in used:
        found = assessment.rubric(desk, key)
        if found.rubric is not None:
            make = _made(desk, choice, rubrics.REPORTS[0], end, records=(key,))
            yield Part(found.row.name, make, "", found.row.since, "方案")
    yield _register(desk, choice, year.REPORTS[0], end, f"{choice.year}年党员{year.TITLE}")
    for row in opened:
        yield from _of_month(desk, choice, row)
    yield from _cases(desk, choice)
    yield _register(desk, choice, settlements.REPORTS[0], end, settlements.TITLE)


def _of_month(desk: Desk, choice: Choice, row: MonthRow) -> Iterator[Part]:
    """F12 and F11 of a month, and what everybody's score is made of."""
    number = f"{row.month.year}-考核-{row.month.month:02d}"
    said = wording.say_month(row.month)
    remark = "" if row.state in FIXED else wording.UNCONFIRMED
    papers = [(summary.REPORTS[0], summary.TITLE), (publication.REPORTS[0], publication.TITLE)]
    if choice.members:
        papers.append((explanation.REPORTS[0], explanation.TITLE))
    for spec, word in papers:
        make = _made(desk, choice, spec, last_day(row.month))
        yield Part(f"{said}{word}", make, number, row.confirmed_on, remark)


def _cases(desk: Desk, choice: Choice) -> Iterator[Part]:
    """The corrections that were opened in the year and the pairs that ran in it."""
    for key in _keys(desk, choice, CORRECTIONS, "opened_on"):
        sheet = correction(desk, key)
        make = partial(corrections.content, desk, sheet)
        title = f"{corrections.TITLE}：{sheet.name}"
        yield Part(title, make, sheet.number, _day(sheet.values, "opened_on"))
    for key in _keys(desk, choice, PAIRINGS, "since", "ended_on"):
        pair = pairing(desk, key)
        make = partial(pairings.content, desk, pair)
        title = f"{pairings.TITLE}：{pairings.named(pair)}"
        yield Part(title, make, pair.number, _day(pair.values, "since"))


def _day(values: Mapping[str, Value], key: str) -> date | None:
    day = values.get(key)
    return day if isinstance(day, date) else None


def _keys(desk: Desk, choice: Choice, of: Listing, first: str, last: str = "") -> tuple[int, ...]:
    """The rows that begin in the year; with `last` those that run in it."""
    start, end = date(choice.year, 1, 1), date(choice.year, 12, 31)
    unit = choice.organization_id or organization.home_id(desk)
    scope, sort = Scope(desk.today(), unit), ((first, False),)
    if not last:
        inside = (Filter(first, "between", (start, end)),)
        return tuple(listing.ids(desk, of, Query(scope, filters=inside, sort=sort)))
    begun = Filter(first, "until", end)
    going = (
        (begun, Filter(last, "empty")),
        (begun, Filter(last, "from", start)),
    )
    found = [listing.ids(desk, of, Query(scope, filters=each, sort=sort)) for each in going]
    return tuple(key for keys in found for key in keys)


def _register(desk: Desk, choice: Choice, spec: ReportSpec, day: date, title: str) -> Part:
    return Part(title, _made(desk, choice, spec, day), day=None)


def _made(
    desk: Desk, choice: Choice, spec: ReportSpec, day: date, *, records: tuple[int, ...] = ()
) -> partial[Content]:
    return partial(spec.content, desk, Request(day, choice.organization_id, records=records))


# -- the last sheet --------------------------------------------------------------------------------


def _lacking(desk: Desk, choice: Choice, opened: Sequence[MonthRow]) -> list[tuple[str, str]]:
    """What is not finished: months before they are sealed, corrections that are not struck off."""
    found = []
    for row in opened:
        if row.state != SEALED:
            word = wording.word("assessment_month_state", row.state)
            more = f"，{row.unanswered} 条异议没有答复" if row.unanswered else ""
            found.append((f"{wording.say_month(row.month)}考核", f"{word}，还没有封存{more}"))
    unit = choice.organization_id or organization.home_id(desk)
    inside = Filter("opened_on", "between", (date(choice.year, 1, 1), date(choice.year, 12, 31)))
    query = Query(Scope(desk.today(), unit), filters=(inside,), sort=(("opened_on", False),))
    keys = ("number", "name", "recheck")
    for number, name, recheck in listing.table(desk, CORRECTIONS, query, keys):
        if recheck != "passed":
            found.append((f"{number}　{name}", "整改没有销号"))
    return found


def _last_sheet(lacking: Sequence[tuple[str, str]], parts: Sequence[Bound], pages: int) -> Content:
    """备考表: how much the volume holds and what is not finished."""
    said = f"本卷共{len(parts)}件，{pages}页。"
    said += "以下各件没有办完，办完后在此注明。" if lacking else "各件都已办完。"
    blocks: list[Block] = [Heading(LAST_SHEET), Paragraph(said)]
    if lacking:
        rows = [[str(n), *row] for n, row in enumerate(lacking, 1)]
        blocks.append(Table(LACKING, rows))
    return Content("", LAST_SHEET, PAPER, (*blocks, SIGNED))
