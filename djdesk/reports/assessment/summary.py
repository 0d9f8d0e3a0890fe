"""三级考核汇总表 (F12): members by group, groups and the branch, with every level's opinions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from djdesk.models.rules.assessment.rubric import Stage
from djdesk.models.rules.dues import last_day
from djdesk.reports.assessment import layouts, months, wording
from djdesk.reports.assessment.months import Month
from djdesk.reports.assessment.wording import TO_WRITE, points, signed
from djdesk.reports.kit.content import (
    Block,
    Content,
    Heading,
    Line,
    Paragraph,
    Table,
)
from djdesk.reports.kit.registers import BLANK_ROWS, unit_id, unit_name
from djdesk.reports.kit.spec import ReportSpec, Request
from djdesk.services import listing
from djdesk.services.assessment import BoardRow
from djdesk.services.assessment.opinions import OpinionRow
from djdesk.services.assessment.pairings import PAIRINGS
from djdesk.services.assessment.people import ORDINARY
from djdesk.services.assessment.rows import Subject
from djdesk.services.desk import Desk
from djdesk.services.listing import Filter, Query, Scope

FORM, TITLE = "F12", "三级考核汇总表"
NUMERALS = "一二三四五六七八九十"
COLUMNS: tuple[Stage, ...] = ("self", "group", "branch")
"""The stages that have a column; the superior's opinion stands among the remarks."""

Opinions = Mapping[Subject, Sequence[OpinionRow]]


def assessment_summary(desk: Desk, request: Request) -> Content:
    """F12 of the month of the day: each group above its members, the branch last."""
    month = months.read(desk, request)
    ordered = list(in_order(month))
    helpers = _helpers(desk, request, month)
    numbers, warned = _numbers(ordered), months.warned(desk, request, month)
    rows = [
        _line(
            number,
            row,
            month.opinions.get(row.subject, ()),
            warned.get(row.subject, ""),
            helpers.get(row.member_id or 0, ""),
        )
        for number, row in zip(numbers, ordered, strict=True)
    ]
    told = [text for row in ordered for text in _told(row, month.opinions.get(row.subject, ()))]
    title = f"{month.title}{TITLE}"
    blocks: list[Block] = [
        Heading(title),
        Line(f"填报单位：{unit_name(desk, request)}", month.note, wording.UNIT),
        Table(
            layouts.SUMMARY,
            rows,
            (_said(month),),
            row_height=9,
            blank_to=0 if told else BLANK_ROWS - 2,
        ),
    ]
    if told:
        blocks.append(Heading("意见和调整", 2))
        blocks += [Paragraph(text, 0, 10.5) for text in told]
    blocks.append(layouts.ASSESSED)
    paper = request.paper or wording.WIDE
    return Content(FORM, title, paper, tuple(blocks), request.day, TITLE, mark=month.mark)


def in_order(month: Month) -> Iterator[BoardRow]:
    """Each group with its members below it, members without a group, the branch."""
    members = month.rows("member")
    groups = month.rows("group")
    known = {group.organization_id for group in groups}
    for group in groups:
        yield group
        yield from (row for row in members if row.group_id == group.organization_id)
    yield from (row for row in members if row.group_id not in known)
    yield from month.rows("branch")


def _numbers(ordered: Sequence[BoardRow]) -> Iterator[str]:
    """Members are counted 1, 2, 3, groups 一、二、三; the branch has no number."""
    members = groups = 0
    for row in ordered:
        if row.level == "member":
            members += 1
            yield str(members)
        elif row.level == "group":
            groups += 1
            yield NUMERALS[groups - 1] if groups <= len(NUMERALS) else str(groups)
        else:
            yield TO_WRITE


def _line(
    number: str, row: BoardRow, opinions: Sequence[OpinionRow], warning: str, helper: str
) -> list[str]:
    given = {each.stage: _given(each) for each in opinions}
    plus, minus = months.gains(row)
    figures = [plus, minus] if row.own is not None else [None, None]
    score = points(row.score) if row.score is not None else "不计分"
    return [
        number,
        row.name,
        *(given.get(stage, "") for stage in COLUMNS),
        *map(points, figures),
        score,
        str(row.rank or ""),
        row.grade,
        wording.word(wording.WARNINGS, warning),
        helper,
        TO_WRITE,
        _remark(row, given.get("superior", "")),
    ]


def _given(opinion: OpinionRow) -> str:
    """What a level gave: its points or change, and who signed."""
    if opinion.points is not None:
        said = points(opinion.points)
    else:
        said = signed(opinion.change) if opinion.change else "见意见"
    return "\n".join(each for each in (said, opinion.given_by) if each)


def _remark(row: BoardRow, superior: str) -> str:
    said = [row.excluded] if row.excluded else []
    if row.level == "member" and row.kind not in ("", ORDINARY):
        said.append(wording.word(wording.CLASSES, row.kind))
    if row.own is not None and row.own != row.score:
        said.append(f"本级{points(row.own)}")
    if superior:
        said.append(f"上级评{superior}".replace("\n", " "))
    return "\n".join(dict.fromkeys(said))


def _told(row: BoardRow, opinions: Sequence[OpinionRow]) -> Iterator[str]:
    """The words of the opinions and why points were changed, one a line."""
    for each in opinions:
        said = [each.opinion.rstrip("。")] if each.opinion else []
        if each.change:
            said.append(f"调整 {signed(each.change)} 分，理由：{each.reason.rstrip('。')}")
        if said:
            stage = wording.word(wording.STAGES, each.stage)
            by = f"（{each.given_by}，{wording.day(each.given_at.date())}）"
            yield f"{row.name}　{stage}{by}：{'；'.join(said)}。"


def _said(month: Month) -> str:
    """How many there are of each, and the mean of the members."""
    members = [row for row in month.rows("member") if row.score is not None]
    said = [f"参加考核党员 {len(members)} 人", f"党小组 {len(month.rows('group'))} 个"]
    counted: dict[str, int] = {}
    for row in members:
        counted[row.grade] = counted.get(row.grade, 0) + 1
    said += [
        f"{grade.name} {counted[grade.name]} 人"
        for grade in month.grades("member")
        if counted.get(grade.name)
    ]
    left_out = len(month.rows("member")) - len(members)
    if left_out:
        said.append(f"不计分 {left_out} 人")
    return "，".join(said) + "。"


def _helpers(desk: Desk, request: Request, month: Month) -> dict[int, str]:
    """Who helps whom in the month: names of helpers by the key of the partner."""
    end = last_day(month.month)
    query = Query(Scope(end, unit_id(desk, request)), filters=(Filter("since", "until", end),))
    rows = listing.table(desk, PAIRINGS, query, ("partner_id", "helper", "ended_on"))
    found: dict[int, list[str]] = {}
    for partner, helper, ended in rows:
        if isinstance(partner, int) and (ended is None or ended >= month.month):  # type: ignore[operator]
            found.setdefault(partner, []).append(str(helper))
    return {partner: "、".join(names) for partner, names in found.items()}


REPORTS: tuple[ReportSpec, ...] = (
    ReportSpec("assessment-summary", FORM, TITLE, wording.AREA, wording.WIDE, assessment_summary),
)
