"""Why a score is what it is: every line, cap, floor, veto, change and the roll-up, in order.

The sum of the lines is the score, always.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.models.assessment import Opinion, PointLine
from djdesk.models.rules import codes
from djdesk.models.rules.assessment import scoring
from djdesk.models.rules.assessment.rubric import Item, Rubric, Table
from djdesk.services.assessment import sums
from djdesk.services.assessment.rows import Subject
from djdesk.services.assessment.scores import Counted, Scored
from djdesk.services.assessment.sources import SourceLink, links
from djdesk.services.assessment.sums import Key


@dataclass(frozen=True, slots=True)
class ExplainLine:
    """One line of an explanation, `points` tenths; all of them together are the score.

    `kind` is base, line, cap, floor, highest, merit, veto, change or rollup. `on` and `by` say when
    it happened and who entered it, `link` leads to the record behind it, `line_id` to the line.
    """

    item: str
    title: str
    text: str
    points: int
    kind: str
    on: date | None = None
    by: str = ""
    link: SourceLink | None = None
    line_id: int | None = None
    module: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a subject has its score in a month; `basis` names the rubric and the working of roll-up.

    `score` is None for who is not scored; `excluded` says why.
    """

    subject: Subject
    name: str
    month: date
    lines: tuple[ExplainLine, ...]
    score: int | None
    rank: int | None
    grade: str
    warning: str
    basis: str
    excluded: str = ""


def explained(
    session: Session,
    counted: Counted,
    month: date,
    scored: Sequence[Scored],
    units: Iterable[int],
    warned: Mapping[Key, str],
    *,
    brief: bool = False,
) -> tuple[Explanation, ...]:
    """The explanations of `scored`, computed from their lines.

    `brief` says what earlier months gave in one line an item: their own explanations are kept.
    """
    rubric = counted.rubric
    keys = {each.key for each in scored}
    one = next(iter(keys)) if len(keys) == 1 else None
    lines = _lines(session, counted.first, month, units, one)
    changes = _changes(session, counted.first, month, units)
    before = sums.earlier_sums(session, units, rubric, month)
    wanted = [row.source for key in keys for row in lines.get(key, ())]
    behind = links(session, wanted)
    return tuple(
        _explain(
            rubric,
            month,
            each,
            lines.get(each.key, []),
            changes.get(each.key, []),
            before.get(each.key),
            behind,
            warned.get(each.key, ""),
            brief,
        )
        for each in scored
    )


def _explain(
    rubric: Rubric,
    month: date,
    row: Scored,
    lines: Sequence[PointLine],
    changes: Sequence[Opinion],
    before: dict[str, int] | None,
    behind: dict[str, tuple[SourceLink, ...]],
    warning: str,
    brief: bool,
) -> Explanation:
    table = rubric.table(row.level, row.kind)
    made: list[ExplainLine] = []
    if table is not None and row.own is not None:
        made = _own(table, month, lines, changes, before, behind, brief)
    if row.score is not None:
        rest = row.score - sum(line.points for line in made)
        if row.rollup or rest:
            made.append(ExplainLine("", "逐级汇总", row.rollup, rest, "rollup"))
    basis = f"{rubric.name}" + (f"；{row.rollup}" if row.rollup else "")
    return Explanation(
        Subject(row.level, row.organization_id, row.member_id),
        row.name,
        month,
        tuple(made),
        row.score,
        row.rank,
        row.grade,
        warning,
        basis,
        row.excluded,
    )


def _own(
    table: Table,
    month: date,
    lines: Sequence[PointLine],
    changes: Sequence[Opinion],
    before: dict[str, int] | None,
    behind: dict[str, tuple[SourceLink, ...]],
    brief: bool,
) -> list[ExplainLine]:
    by_id = {row.id: row for row in lines}
    opinions = {row.id: row for row in changes}
    items = {item.code: item for item in table.items}
    found = scoring.score(
        table,
        [*_scored_lines(lines, items, month, brief)],
        changes=[
            scoring.Change(row.change, _change_text(row), ("opinion", row.id)) for row in changes
        ],
        before=before,
    )
    modules = {module.code: module.title for module in table.modules}
    made = []
    for each in found.lines:
        line = by_id.get(each.key) if isinstance(each.key, int) else None
        opinion = opinions.get(each.key[1]) if isinstance(each.key, tuple) else None
        item = items.get(each.item)
        title = item.title if item is not None else modules.get(each.module, "")
        link = next(iter(behind.get(line.source, ())), None) if line is not None else None
        made.append(
            ExplainLine(
                each.item,
                title,
                each.text,
                each.points,
                each.kind,
                line.happened_on if line else opinion.given_at.date() if opinion else None,
                line.entered_by if line else opinion.given_by if opinion else "",
                link,
                line.id if line else None,
                each.module,
            )
        )
    return made


def _scored_lines(
    lines: Sequence[PointLine], items: Mapping[str, Item], month: date, brief: bool
) -> Iterator[scoring.Line]:
    """The lines as the rules take them; with `brief` those of earlier months together."""
    together: dict[tuple[str, int], int] = {}
    for row in lines:
        item = items.get(row.item)
        best = item is not None and (item.take == "highest" or item.veto)
        if brief and row.month < month and not best:
            place = row.item, row.month.month if item is not None and item.span == "month" else 0
            together[place] = together.get(place, 0) + row.points
            continue
        yield scoring.Line(
            row.item, row.points, _text(row, item), row.id, row.reverses_id, row.month.month
        )
    for (code, at), points in together.items():
        title = items[code].title if code in items else code
        said = f"{at}月" if at else "以前各月"
        yield scoring.Line(code, points, f"{said}累计：{title}", month=at)


def _text(row: PointLine, item: Item | None) -> str:
    """What a line says: its reason, else what it was collected from, else the item."""
    title = item.title if item is not None else row.item
    words = row.reason or codes.table("assessment_feed").name(row.feed) or title
    if row.reverses_id is not None:
        words = f"冲销：{words}"
    if item is not None and row.step:
        step = next((each.name for each in item.steps if each.code == row.step), "")
        words = f"{words}（{step}）" if step else words
    return f"{words}（{row.document}）" if row.document else words


def _change_text(row: Opinion) -> str:
    stage = codes.table("assessment_stage").name(row.stage)
    return f"{stage}调整：{row.reason}"


def _lines(
    session: Session, first: date, month: date, units: Iterable[int], one: Key | None
) -> dict[Key, list[PointLine]]:
    line = PointLine
    statement = (
        select(line)
        .where(line.month >= first, line.month <= month)
        .where(line.state == "valid", line.organization_id.in_(list(units)))
        .order_by(line.happened_on, line.id)
    )
    if one is not None:
        statement = statement.where(line.level == one[0], line.organization_id == one[1])
        if one[2] is not None:
            statement = statement.where(line.member_id == one[2])
    found: dict[Key, list[PointLine]] = {}
    for row in session.scalars(statement):
        found.setdefault((row.level, row.organization_id, row.member_id), []).append(row)
    return found


def _changes(
    session: Session, first: date, month: date, units: Iterable[int]
) -> dict[Key, list[Opinion]]:
    """The last opinion of every stage and month that changes a score, in order."""
    row = Opinion
    latest: dict[tuple[object, ...], Opinion] = {}
    for each in session.scalars(
        select(row)
        .where(row.month >= first, row.month <= month)
        .where(row.organization_id.in_(list(units)))
        .order_by(row.given_at, row.id)
    ):
        place = each.level, each.organization_id, each.member_id, each.month, each.stage
        latest[place] = each
    found: dict[Key, list[Opinion]] = {}
    for each in sorted(latest.values(), key=lambda each: (each.month, each.given_at, each.id)):
        if each.change:
            key = each.level, each.organization_id, each.member_id
            found.setdefault(key, []).append(each)
    return found
