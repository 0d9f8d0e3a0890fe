"""What of the collection is shown: the views behind the chips, the search, and what they sum to."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from djdesk.models.rules import names
from djdesk.services import kinds
from djdesk.services.dues import DuesWarning
from djdesk.services.dues.collection import CellState, CollectionGrid, GridRow, Sums
from djdesk.services.listing import Filter
from djdesk.ui.kit.chips import Chip

VIEWS = {"all": "全部", "unpaid": "本月未交", "owing": "有欠交", "unfixed": "未核定"}


def chips(found: CollectionGrid, warnings: Iterable[tuple[str, DuesWarning]]) -> list[Chip]:
    """A chip for every view with how many it shows, and one for every warning by its key."""
    views = [Chip(key, title, len(those(found, key))) for key, title in VIEWS.items()]
    return views + [Chip(key, each.title, each.count) for key, each in warnings]


def shown(
    found: CollectionGrid,
    view: str,
    warning: DuesWarning | None,
    conditions: Collection[Filter],
    text: str,
) -> tuple[GridRow, ...]:
    """The rows left by the chip (a view or a warning), other conditions and the search."""
    wanted = those(found, view)
    if warning is not None and warning.member_ids:
        wanted &= frozenset(warning.member_ids)
    for condition in conditions:  # the people behind a bar
        if isinstance(condition.value, tuple):
            wanted &= frozenset(condition.value)
    return tuple(row for row in found.rows if row.member_id in wanted and fits(row, text))


def summed(count: int, sums: Sums) -> str:
    """What the rows shown come to, in a line."""
    show = kinds.show_money
    given = f" · 自愿和大额 {show(sums.given)}" if sums.given else ""
    coming = f" · 未到 {show(sums.coming)}" if sums.coming else ""
    return (
        f"{count} 人 · 应交 {show(sums.due)} · 实交 {show(sums.paid)}"
        f" · 欠交 {show(sums.lacking)}{coming}{given}"
    )


def those(found: CollectionGrid, view: str) -> frozenset[int]:
    """The members that a chip shows."""
    month = found.day.replace(day=1)
    open_states = (CellState.UNPAID, CellState.PART)
    if view == "unpaid":
        wanted = [r for r in found.rows if month in r.cells and r.cells[month].state in open_states]
    elif view == "owing":
        wanted = [r for r in found.rows if r.lacking]
    elif view == "unfixed":
        cells = {r.member_id: [c.state for c in r.cells.values()] for r in found.rows}
        wanted = [r for r in found.rows if CellState.UNFIXED in cells[r.member_id]]
    else:
        wanted = list(found.rows)
    return frozenset(row.member_id for row in wanted)


def fits(row: GridRow, text: str) -> bool:
    """Whether a name, its pinyin initials or the group hold what was typed."""
    letters = text.lower()
    return (
        not text
        or text in row.name
        or text in row.group
        or (letters.isascii() and names.initials(row.name).startswith(letters))
    )
