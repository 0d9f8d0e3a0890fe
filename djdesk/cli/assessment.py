"""`djdesk assessment …`: scores, ranking and explanation of a branch, and collecting; in tenths."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence

from djdesk.cli.arguments import Commands, Parser, month, with_book, with_json, year
from djdesk.cli.output import DONE, Json, Output
from djdesk.cli.session import opened
from djdesk.errors import UserError
from djdesk.models.rules import codes
from djdesk.models.rules.assessment import say, signed
from djdesk.models.rules.assessment.rubric import LEVELS
from djdesk.models.rules.dues.months import say_month
from djdesk.services import assessment
from djdesk.services.assessment import board, collecting
from djdesk.services.assessment.matrix import Board, BoardRow
from djdesk.services.assessment.plans import CollectLine

_LEVELS = codes.table("assessment_level")
_STATES = codes.table("assessment_month_state")
_WARNINGS = codes.table("assessment_warning")


def add(commands: Commands) -> None:
    """Add the commands of this area."""
    area = Commands(commands.add("assessment", "考核：得分、排名、说明、归集"), "action")
    parser = area.add("score", "列出一个月的得分、名次、等次和预警")
    _add_month(parser)
    _add_level(parser)
    with_json(with_book(parser)).set_defaults(run=score, doing="列出考核得分", parser=parser)

    parser = area.add("ranking", "列出一年或一个月的排名，以及比上月的变化")
    span = parser.add_mutually_exclusive_group(required=True)
    span.add_argument("--year", type=year, metavar="年度", help="全年，如 2026")
    span.add_argument("--month", type=month, metavar="年-月", help="一个月，如 2026-03")
    _add_level(parser)
    with_json(with_book(parser)).set_defaults(run=ranking, doing="列出考核排名", parser=parser)

    parser = area.add("explain", "说明一个得分是怎样得来的，每一分都有依据")
    _add_month(parser)
    _add_level(parser)
    parser.add_argument("--name", metavar="名称", help="姓名或党小组名称；党支部不用写")
    with_json(with_book(parser)).set_defaults(run=explain, doing="说明考核得分", parser=parser)

    parser = area.add("collect", "从会议、党费等台账归集一个月的积分")
    _add_month(parser)
    parser.add_argument("--dry-run", action="store_true", help="只列出会怎样归集，不写入账套")
    with_json(with_book(parser)).set_defaults(run=collect, doing="归集积分", parser=parser)


def _add_month(parser: Parser) -> None:
    parser.add_argument("--month", type=month, required=True, metavar="年-月", help="如 2026-03")


def _add_level(parser: Parser) -> None:
    listed = "，".join(f"{level} {_LEVELS.name(level)}" for level in LEVELS)
    parser.add_argument("--level", choices=LEVELS, default="member", help=f"{listed}（不写为党员）")


def _points(tenths: int | None) -> str:
    return "没有得分" if tenths is None else f"{say(tenths)} 分"


def score(args: Namespace, out: Output) -> int:
    """Tell the scores of a month in the order of paper lists."""
    with opened(args, write=False) as (_book, desk):
        found = board.board(desk, args.month, args.level)
        rows = [_row(each) for each in _opened(found).rows]
        for each in found.rows:
            out.say(_said(each))
    out.say(f"{say_month(args.month)}{_STATES.name(found.state)}，共 {len(rows)} 个。")
    out.result(
        {
            "month": f"{args.month:%Y-%m}",
            "level": args.level,
            "state": found.state,
            "rubric": found.rubric.name if found.rubric is not None else None,
            "rows": rows,
        }
    )
    return DONE


def _opened(found: Board) -> Board:
    """The board; UserError for a month that was not opened: nothing is said of nothing."""
    if found.state == assessment.NOT_OPENED:
        raise UserError(f"{say_month(found.month)}还没有开账。", "请先在积分考核里点“开账”。")
    return found


def _said(row: BoardRow) -> str:
    if row.score is None:
        return f"{row.name}：{row.excluded or '没有得分'}"
    parts = [_points(row.score), f"第 {row.rank} 名", row.grade]
    parts.append(_WARNINGS.name(row.warning) if row.warning else "")
    return f"{row.name}：{'，'.join(part for part in parts if part)}"


def _row(row: BoardRow) -> Json:
    return {
        "organization": row.organization_id,
        "member": row.member_id,
        "name": row.name,
        "group": row.group,
        "base_tenths": row.base,
        "plus_tenths": row.plus,
        "minus_tenths": row.minus,
        "change_tenths": row.change,
        "score_tenths": row.score,
        "rank": row.rank,
        "grade": row.grade,
        "warning": row.warning,
        "excluded": row.excluded,
    }


def ranking(args: Namespace, out: Output) -> int:
    """Tell a ranking, the best first, with the places gained since the month before."""
    with opened(args, write=False) as (_book, desk):
        found = assessment.ranking(desk, args.year or args.month, args.level)
    for row in found.rows:
        moved = row.change
        change = "" if not moved else f"，{'上升' if moved > 0 else '下降'} {abs(moved)} 名"
        place = f"第 {row.rank} 名" if row.rank is not None else "不排名"
        out.say(f"{place} {row.name}：{_points(row.score)}{change}")
    if not found.rows:
        out.say("还没有得分。")
    rows: list[Json] = [
        {
            "organization": row.subject.organization_id,
            "member": row.subject.member_id,
            "name": row.name,
            "group": row.group,
            "score_tenths": row.score,
            "rank": row.rank,
            "change": row.change,
            "last_score_tenths": row.last_score,
            "last_rank": row.last_rank,
            "months": row.counted,
            "grade": row.grade,
            "warning": row.warning,
        }
        for row in found.rows
    ]
    out.result(
        {
            "month": f"{found.month:%Y-%m}",
            "before": f"{found.before:%Y-%m}" if found.before is not None else None,
            "level": args.level,
            "state": found.state,
            "rows": rows,
        }
    )
    return DONE


def explain(args: Namespace, out: Output) -> int:
    """Tell line by line why a subject has its score; the lines add up to it."""
    with opened(args, write=False) as (_book, desk):
        row = _meant(args, _opened(board.board(desk, args.month, args.level)).rows)
        found = board.explain(desk, args.month, args.level, row.organization_id, row.member_id)
    for each in found.lines:
        on = f"（{each.on}）" if each.on is not None else ""
        out.say(f"{signed(each.points)}　{each.text or each.title}{on}")
    if found.score is None:
        out.say(f"{found.name}：{found.excluded}")
    else:
        out.say(f"合计：{_points(found.score)}")
    if found.basis:
        out.say(found.basis)
    lines: list[Json] = [
        {
            "kind": each.kind,
            "item": each.item,
            "title": each.title,
            "text": each.text,
            "tenths": each.points,
            "on": f"{each.on}" if each.on is not None else None,
            "by": each.by,
        }
        for each in found.lines
    ]
    out.result(
        {
            "name": found.name,
            "month": f"{found.month:%Y-%m}",
            "score_tenths": found.score,
            "rank": found.rank,
            "grade": found.grade,
            "warning": found.warning,
            "excluded": found.excluded,
            "basis": found.basis,
            "lines": lines,
        }
    )
    return DONE


def _meant(args: Namespace, rows: Sequence[BoardRow]) -> BoardRow:
    """The row that was asked for by name; UserError where it is none or several."""
    if args.name is None:
        if len(rows) == 1:
            return rows[0]
        args.parser.error("还缺少：--name")
    found = [row for row in rows if row.name == args.name]
    if not found:
        # a number is the key that the other commands tell
        found = [row for row in rows if args.name == f"{row.member_id or row.organization_id}"]
    if len(found) == 1:
        return found[0]
    level = _LEVELS.name(args.level)
    if not found:
        raise UserError(
            f"{say_month(args.month)}的考核里没有{level}“{args.name}”。", "请核对名称。"
        )
    listed = "，".join(f"{row.member_id or row.organization_id}（{row.group}）" for row in found)
    raise UserError(f"{level}“{args.name}”有 {len(found)} 个。", f"请改写编号：{listed}。")


def collect(args: Namespace, out: Output) -> int:
    """Bring the lines of a month up to date with the ledgers, or tell what that would do."""
    with opened(args, write=not args.dry_run) as (_book, desk):
        plan = collecting.plan_collect(desk, args.month)
        booked = 0 if args.dry_run else collecting.collect(desk, args.month)
    for each in plan.lines:
        out.say(each.words)
    out.say(plan.words)
    out.result(
        {
            "month": f"{plan.month:%Y-%m}",
            "closed": plan.closed,
            "booked": booked,
            "lines": [_change(each) for each in plan.lines],
        }
    )
    return DONE


def _change(line: CollectLine) -> Json:
    return {
        "change": line.change,
        "level": line.level,
        "organization": line.organization_id,
        "member": line.member_id,
        "name": line.name,
        "item": line.item,
        "title": line.title,
        "feed": line.feed,
        "on": f"{line.happened_on}",
        "tenths": line.points,
        "was_tenths": line.was,
        "text": line.text,
    }
