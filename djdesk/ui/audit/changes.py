"""One step of the history in words: the records it touched, and each field before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from djdesk.exchange import words
from djdesk.services import audit, kinds, listing
from djdesk.services.audit import AUDIT, Changed
from djdesk.services.desk import Desk
from djdesk.services.listing import Kind, Scope

OPS = {"add": "新增", "change": "修改", "remove": "删除"}
SHOWN = 500  # records of one step that are shown with their fields
NAMED = 40  # rows of an import that are shown by name
_FACTS = ("at", "user", "role", "area", "title", "reason", "rows", "undone")

Names = Mapping[tuple[str, int], str]


@dataclass(frozen=True, slots=True)
class Line:
    """One field: its word, and its value before and after, empty where there was none."""

    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Group:
    """One record, or a run of records brought in together; `note` names the records of a run."""

    heading: str
    op: str
    lines: tuple[Line, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A step as it is shown; `area` is the code, `many` whether it wrote runs of records."""

    id: int
    at: str
    user: str
    role: str
    area: str
    area_title: str
    title: str
    reason: str
    rows: int
    undone: bool
    many: bool
    groups: tuple[Group, ...]
    cut: bool


def read_step(desk: Desk, step_id: int, *, masked: bool) -> Step | None:
    """A step with its changes; None when there is none of that number."""
    found = listing.rows(desk, AUDIT, Scope(desk.today()), [step_id], _FACTS)
    if step_id not in found:
        return None
    facts = dict(zip(_FACTS, found[step_id], strict=True))
    texts = {
        key: kinds.show(AUDIT.column(key).kind, value, AUDIT.column(key).codes)
        for key, value in facts.items()
    }
    changes = audit.changes_of(desk, step_id, limit=SHOWN + 1)
    names = audit.labels(desk, _referred(changes))
    return Step(
        step_id,
        texts["at"],
        texts["user"],
        texts["role"],
        str(facts["area"] or ""),
        texts["area"],
        texts["title"],
        texts["reason"],
        int(facts["rows"] or 0) if isinstance(facts["rows"], int) else 0,
        bool(facts["undone"]),
        any(change.many > 1 for change in changes),
        tuple(_group(change, names, masked) for change in changes[:SHOWN]),
        len(changes) > SHOWN,
    )


def _referred(changes: Iterable[Changed]) -> dict[str, set[int]]:
    """The rows that must be called by name: those pointed to, and the first ones of each run."""
    wanted: dict[str, set[int]] = {}
    for change in changes:
        if change.many > 1:
            some = range(change.row_id, change.row_id + min(change.many, NAMED))
            wanted.setdefault(change.table, set()).update(some)
        for column, pair in change.columns.items():
            word = words.word_of(change.table, column)
            if word is not None and word.table:
                ids = {value for value in pair if isinstance(value, int)}
                wanted.setdefault(word.table, set()).update(ids)
    return wanted


def _group(change: Changed, names: Names, masked: bool) -> Group:
    title = words.table_title(change.table)
    if change.many > 1:
        some = range(change.row_id, change.row_id + min(change.many, NAMED))
        known = [names[change.table, n] for n in some if (change.table, n) in names]
        told = "、".join(dict.fromkeys(known))
        note = f"{told}……" if told and change.many > NAMED else told
        return Group(f"{title} {change.many} 条", OPS[change.op], (), note)
    label = words.row_label(change.table, change.label)
    return Group(f"{title} {label}".strip(), OPS[change.op], tuple(_lines(change, names, masked)))


def _lines(change: Changed, names: Names, masked: bool) -> Iterable[Line]:
    marks = change.columns.get("month_only", ("", ""))
    for column, pair in change.columns.items():
        word = words.word_of(change.table, column)
        if word is None:
            continue
        before, after = (
            words.shown(
                change.table,
                column,
                value,
                names,
                month_only=column in str(mark or "").split(),
                masked=masked,
            )
            for value, mark in zip(pair, marks, strict=True)
        )
        if word.file and before and after:
            after = "（换了文件）"
        if change.op != "change" and word.kind is Kind.FLAG and True not in pair:
            continue  # what a new record is not
        told = word.table and change.label in (before, after) and not (before and after)
        if (before or after) and not told:  # the heading names whom a record belongs to
            yield Line(word.title, before, after)
