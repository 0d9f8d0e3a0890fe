"""The plan of a merge: what would be new, changed, gone or in conflict, before anything is written.

Each branch owns its rows, so a package is not negotiated with: it replaces what the committee has
of that branch. What the plan adds is that the committee sees it first, field by field, and that a
row somebody changed here by hand in the meantime is shown as a conflict and not lost unseen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy.orm import Session

from djdesk.exchange.faults import Fault
from djdesk.exchange.rows import Part, Parts, Words
from djdesk.exchange.words import is_silent
from djdesk.services import transport
from djdesk.services.packages import spoken
from djdesk.services.shapes import Shape, Wires
from djdesk.services.transport import Changes, Snapshot, Touch


class Action(StrEnum):
    """What happens to a row; a conflict is a row that was also changed here by hand."""

    NEW = "new"
    CHANGED = "changed"
    REMOVED = "removed"
    CONFLICT = "conflict"

    @property
    def word(self) -> str:
        """The action in Chinese."""
        return {"new": "新增", "changed": "变更", "removed": "删除", "conflict": "冲突"}[self.value]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field as people read it: its title, what the committee has, what the package brings."""

    key: str
    title: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Item:
    """One row of the plan. `touch` says who changed it here; then `action` is conflict.

    `row_id` is 0 for a new row; `values` are the columns to write (all of a new row). A conflict
    without `values` is a row the package does not have any more: it is kept unless it is dropped
    on purpose. `depends` are the uids a row that would go points to.
    """

    table: str
    area: str
    uid: str
    row_id: int
    action: Action
    label: str
    fields: tuple[FieldChange, ...]
    values: Wires
    touch: Touch | None = None
    depends: tuple[str, ...] = ()

    @property
    def is_removal(self) -> bool:
        """Whether taking the package's side means that the row goes."""
        return bool(self.row_id) and not self.values


@dataclass(frozen=True, slots=True)
class MergePlan:
    """Everything a package would do; immutable, shown and printed before it is applied."""

    items: tuple[Item, ...]
    same: int
    known: Mapping[str, Mapping[str, int]]

    @property
    def counts(self) -> dict[str, int]:
        """Rows by action: new, changed, same, removed, conflict."""
        counts = {"new": 0, "changed": 0, "same": self.same, "removed": 0, "conflict": 0}
        for item in self.items:
            counts[item.action.value] += 1
        return counts

    @property
    def is_empty(self) -> bool:
        """Whether the book already has everything."""
        return not self.items

    def table(self) -> Iterator[tuple[str, str, str, str, str, str]]:
        """The plan for screen and paper: area, action, record, field, in this book, in the package.

        One line a field; new and removed rows take one line, and so do rows of which only what says
        nothing to people has changed.
        """
        for item in self.items:
            start = (item.area, item.action.word, item.label)
            if item.is_removal or not item.fields:
                yield (*start, "", "", _remark(item))
            for change in item.fields if not item.is_removal else ():
                yield (*start, change.title, change.old, change.new)


TABLE_TITLES = ("台账", "变动", "记录", "栏目", "本账套现有", "上报包内容")
"""The heads of `MergePlan.table`."""


def draw_up(
    session: Session,
    shapes: Sequence[Shape],
    parts: Parts,
    origins: Sequence[str],
    home: tuple[str, int],
) -> MergePlan:
    """Compare `parts` with the rows of `origins` (the branch's books) in this book.

    `home` is the branch's own organization: its uid in the package, its local key here.
    """
    here = transport.snapshot(session, shapes, origins, home)
    words_here: dict[str, Part] = {
        table: {uid: row.values for uid, row in rows.items()} for table, rows in here.items()
    }
    words = Words(shapes, parts, words_here)
    items: list[Item] = []
    same = 0
    for shape in shapes:
        if shape.table not in parts:
            continue  # an area that the sender's older program does not know
        found = list(_compare(shape, parts[shape.table], here, words, home[0]))
        changed = [item.row_id for item in found if item.row_id]
        touched = transport.touches(session, shape.table, changed)
        items += [_marked(item, touched) for item in found]
        same += len(parts[shape.table]) - sum(not i.is_removal for i in found)
    known = {table: {u: row.id for u, row in rows.items()} for table, rows in here.items()}
    return MergePlan(tuple(items), same, known)


def taken(session: Session, shapes: Sequence[Shape], parts: Parts, plan: MergePlan) -> list[Fault]:
    """Faults for rows of the package that are here already and belong to another book."""
    faults = []
    for shape in shapes:
        new = set(parts.get(shape.table, {})) - set(plan.known.get(shape.table, {}))
        for uid in transport.existing(session, shape.table, new):
            faults.append(
                Fault(
                    f"{shape.title}“{_label(plan, shape, uid)}”在本账套中属于另一个单位。",
                    "请核对两个支部是否用了同一份账套的拷贝，再由真正的所属支部上报。",
                    code="taken",
                    where=shape.title,
                )
            )
    return faults


def changes(plan: MergePlan, keep: Collection[str], drop: Collection[str]) -> dict[str, Changes]:
    """What to write: the plan without the rows (uids) to `keep` as they are here.

    Rows that were changed here and are gone from the package stay, unless they are in `drop`.
    What a kept row depends on stays too.
    """
    kept = _kept(plan, keep, drop)
    result: dict[str, Changes] = {}
    for item in plan.items:
        wanted = result.setdefault(item.table, Changes())
        if item.action is Action.NEW:
            wanted.added.append((item.uid, item.values))
        elif item.uid in kept:
            continue
        elif item.is_removal:
            wanted.removed.append(item.row_id)
        else:
            wanted.changed.append((item.row_id, item.values))
    return result


def kept_rows(plan: MergePlan, keep: Collection[str], drop: Collection[str]) -> int:
    """How many rows stay as they are although the package says otherwise."""
    done = sum(
        len(c.added) + len(c.changed) + len(c.removed) for c in changes(plan, keep, drop).values()
    )
    return len(plan.items) - done


def _kept(plan: MergePlan, keep: Collection[str], drop: Collection[str]) -> set[str]:
    going = {item.uid: item for item in plan.items if item.is_removal}
    waiting = [
        *keep,
        *(u for u, i in going.items() if i.action is Action.CONFLICT and u not in drop),
    ]
    kept: set[str] = set()
    while waiting:
        uid = waiting.pop()
        if uid not in kept:
            kept.add(uid)
            waiting += [u for u in going[uid].depends if u in going] if uid in going else []
    return kept


def _compare(
    shape: Shape, part: Part, here: Snapshot, words: Words, home_uid: str
) -> Iterator[Item]:
    rows = here[shape.table]
    for uid, wires in part.items():
        stored = rows.get(uid)
        if stored is None:
            label = words.label(shape.table, uid)
            yield Item(shape.table, shape.title, uid, 0, Action.NEW, label, (), wires)
            continue
        new = {k: v for k, v in wires.items() if stored.values[k] != v}
        if uid == home_uid and shape.home:
            # the committee keeps this row: the branch fills in its profile, and blanks wipe nothing
            new = {k: v for k, v in new.items() if k in shape.home and v not in (None, "")}
        if new:
            fields = tuple(
                _field(shape, words, k, stored.values[k], v)
                for k, v in new.items()
                if not is_silent(shape.table, k)
            )
            label = words.label(shape.table, uid)
            if shape.owner and not new.keys().isdisjoint(shape.owner):
                new |= {k: wires[k] for k in shape.owner}
            yield Item(shape.table, shape.title, uid, stored.id, Action.CHANGED, label, fields, new)
    for uid, stored in rows.items():
        if uid not in part and uid != home_uid:
            yield Item(
                shape.table,
                shape.title,
                uid,
                stored.id,
                Action.REMOVED,
                words.label(shape.table, uid),
                (),
                {},
                depends=_targets(shape, stored.values),
            )


def _field(shape: Shape, words: Words, key: str, old: object, new: object) -> FieldChange:
    title, shown = words.field(shape.table, key, old if isinstance(old, str | int) else None)
    _, wanted = words.field(shape.table, key, new if isinstance(new, str | int) else None)
    return FieldChange(key, title, shown, wanted)


def _marked(item: Item, touched: Mapping[int, Touch]) -> Item:
    touch = touched.get(item.row_id)
    if touch is None or not item.row_id:
        return item
    return replace(item, action=Action.CONFLICT, touch=touch)


def _targets(shape: Shape, wires: Wires) -> tuple[str, ...]:
    keys = [r.key for r in shape.references] + ([shape.owner[1]] if shape.owner else [])
    return tuple(target for key in keys if isinstance(target := wires[key], str))


def _remark(item: Item) -> str:
    if item.touch:
        return f"支部已没有这条记录；{spoken(item.touch.at)}由{item.touch.user}在本账套改过"
    if item.is_removal:
        return "支部已没有这条记录"
    return "" if item.action is Action.NEW else "次序等内部编排"


def _label(plan: MergePlan, shape: Shape, uid: str) -> str:
    return next((i.label for i in plan.items if i.uid == uid and i.table == shape.table), uid)
