"""What of a month is shown: the views behind the chips, the search, and the order of the rows."""

from __future__ import annotations

from djdesk.models.rules import names
from djdesk.services.assessment import Board, BoardRow
from djdesk.ui.kit.chips import Chip

WARNED, PENDING, LEFT_OUT = "warned", "pending", "left_out"


def chips(board: Board) -> list[Chip]:
    """A chip for everybody, for every group, and for what asks for attention, with counts."""
    found = [Chip("all", "全部", len(board.rows))]
    if board.level == "member":
        groups = dict.fromkeys(row.group for row in board.rows if row.group)
        for group in groups:
            count = sum(row.group == group for row in board.rows)
            found.append(Chip(f"group/{group}", group, count))
    for key, title in ((WARNED, "有预警"), (PENDING, "有待审"), (LEFT_OUT, "不计分")):
        count = sum(_fits(row, key) for row in board.rows)
        if count:
            found.append(Chip(key, title, count))
    return found


def shown(board: Board, view: str, text: str, sort: str) -> tuple[BoardRow, ...]:
    """The rows left by a chip and the search, in the order wanted."""
    rows = [row for row in board.rows if _fits(row, view) and _holds(row, text)]
    if sort in ("score", "rank", "grade"):
        rows.sort(key=lambda row: (row.score is None, -(row.score or 0)))
    elif sort == "name":
        rows.sort(key=lambda row: names.initials(row.name))
    return tuple(rows)


def _fits(row: BoardRow, view: str) -> bool:
    if view == WARNED:
        return bool(row.warning)
    if view == PENDING:
        return any(cell.pending for cell in row.cells.values())
    if view == LEFT_OUT:
        return bool(row.excluded)
    if view.startswith("group/"):
        return row.group == view.removeprefix("group/")
    return True


def _holds(row: BoardRow, text: str) -> bool:
    letters = text.lower()
    return (
        not text
        or text in row.name
        or text in row.group
        or (letters.isascii() and names.initials(row.name).startswith(letters))
    )
