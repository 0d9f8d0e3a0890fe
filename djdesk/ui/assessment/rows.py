"""What the columns at the left of the matrix say of a row: name, score, rank, grade, warning."""

from __future__ import annotations

from djdesk.models.rules import codes
from djdesk.services import kinds
from djdesk.services.assessment import Board, BoardRow
from djdesk.ui.kit.frozen import Frozen

FROZEN = (
    Frozen("name", "姓名", 76, most=132),
    Frozen("group", "党小组", 64, most=96),
    Frozen("score", "得分", 62, right=True),
    Frozen("rank", "名次", 62, right=True),
    Frozen("grade", "等次", 86, most=104),
)
WARNINGS = {"blue": "quiet", "yellow": "warn", "red": "bad"}
TONES = {"good": "ok", "warn": "warn", "bad": "bad"}


def row_text(row: BoardRow, key: str) -> str:
    """What a column says of a row."""
    match key:
        case "name":
            return row.name
        case "group":
            return row.group
        case "score":
            return "—" if row.score is None else kinds.show_score(row.score)
        case "rank":
            return "" if row.rank is None or row.excluded else f"{row.rank}{moved(row)}"
        case "grade":
            if row.excluded:
                return "不计分"
            warned = codes.table("assessment_warning").short(row.warning) if row.warning else ""
            return warned or row.grade
    return ""


def moved(row: BoardRow) -> str:
    """How the rank moved since last month: ↑3, ↓2, nothing where it did not or is not known."""
    if row.rank is None or row.last_rank is None or row.rank == row.last_rank:
        return ""
    return (
        f" ↑{row.last_rank - row.rank}"
        if row.rank < row.last_rank
        else (f" ↓{row.rank - row.last_rank}")
    )


def tone(board: Board | None, row: BoardRow) -> str:
    """The colour of a row's grade."""
    grades = board.rubric.grades_of(row.level) if board is not None and board.rubric else ()
    found = next((each.tone for each in grades if each.name == row.grade), "")
    return TONES.get(found, "")


def row_state(board: Board | None, row: BoardRow, key: str) -> str:
    """The colour of the frame of a column's word."""
    if key != "grade":
        return ""
    if row.excluded:
        return "quiet"
    if row.warning:
        return WARNINGS.get(row.warning, "warn")
    return tone(board, row)


def row_tip(row: BoardRow) -> str:
    """All of it in a few lines."""
    if row.excluded:
        return f"{row.name}　{row.group}\n本月不计分：{row.excluded}"
    show = kinds.show_score
    kind = codes.table("assessment_class").name(row.kind) if row.kind else ""
    last = f"\n上月 {show(row.last_score)} 分" if row.last_score is not None else ""
    change = f" 调整 {show(row.change)}" if row.change else ""
    return (
        f"{row.name}　{row.group}　{kind}\n"
        f"得分 {show(row.score or 0)}：基础 {show(row.base)} 加 {show(row.plus)}"
        f" 减 {show(row.minus)}{change}{last}"
    )
