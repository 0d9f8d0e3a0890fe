"""Rows of a package as lines of JSON: written, read back with every fault, shown to people."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from djdesk.errors import Severity
from djdesk.exchange.faults import Fault
from djdesk.services import kinds
from djdesk.services.shapes import (
    WHOLE,
    Carry,
    ColumnType,
    Shape,
    Wire,
    Wires,
    column_type,
    from_wire,
    readable,
)

Part = dict[str, Wires]
"""The rows of one table by uid."""

Parts = Mapping[str, Part]
"""Table name → rows."""

MAX_FAULTS = 200
"""Faults listed of one package; a package with more is wrong altogether."""

_UID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_UNSTORABLE = re.compile(r"[\0\ud800-\udfff]")
_CONTROL = re.compile(r"[\0-\x1f\x7f]")
_LARGEST = 2**53
_LONGEST = 500_000
"""Characters of a text: minutes are pages long."""

_LONGEST_WHOLE = 32_000_000
"""Characters of a record kept whole: a month of a thousand people with each line explained."""


def write_part(part: Part) -> bytes:
    """The rows as UTF-8 JSON lines, in their order."""
    lines = (
        json.dumps({"uid": uid, **wires}, ensure_ascii=False, separators=(",", ":"))
        for uid, wires in part.items()
    )
    return "".join(f"{line}\n" for line in lines).encode()


def read_part(shape: Shape, content: bytes, *, complete: bool) -> tuple[Part, list[Fault]]:
    """The rows of one table and every fault found in them, with its line.

    `complete` demands every column; without it (a package of an older program) columns may be
    missing and are then left as they are.
    """
    part: Part = {}
    faults: list[Fault] = []
    types = {c.name: column_type(shape.table, c.name) for c in shape.columns}
    nullable = _nullable_keys(shape)
    for number, line in enumerate(content.split(b"\n")[:-1], 1):
        where = f"{shape.title}第 {number} 条"
        row = _object(line)
        uid = row.pop("uid", None) if row is not None else None
        if row is None or not isinstance(uid, str) or not _UID.fullmatch(uid) or uid in part:
            faults.append(_fault("记录读不出来，或编号重复。", where))
            continue
        faults += _check_keys(shape, row, where, complete=complete)
        for carry in shape.columns:
            if carry.name in row:
                why = _check(carry, types[carry.name], row[carry.name])
                if why:
                    faults.append(_fault(f"“{carry.title}”{why}。", where, row[carry.name]))
        for key, title in nullable.items():
            if key in row and not isinstance(row[key], str) and row[key] is not None:
                faults.append(_fault(f"“{title}”不是编号。", where))
        faults += _check_periods(shape, row, where)
        part[uid] = row  # type: ignore[assignment]  # every value was seen to be a Wire above
        if len(faults) >= MAX_FAULTS:
            break
    if content and not content.endswith(b"\n"):
        faults.append(_fault("最后一条记录不完整。", shape.title))
    return part, faults


def check_references(shapes: Sequence[Shape], parts: Parts, home_uid: str) -> list[Fault]:
    """Every reference leads to a row of the package, and every organization hangs under home."""
    faults: list[Fault] = []
    tables = {shape.table for shape in shapes}
    if home_uid not in parts.get("organization", {}):
        faults.append(_fault("包里没有上报支部本身的资料。", "党组织"))
    for shape in shapes:
        required = {r.key: not _nullable(shape, r.column) for r in shape.references}
        for number, (uid, wires) in enumerate(parts.get(shape.table, {}).items(), 1):
            where = f"{shape.title}第 {number} 条"
            for reference in shape.references:
                target = wires.get(reference.key)
                if target is None and required[reference.key]:
                    faults.append(_fault(f"没有“{reference.title}”。", where))
                elif target is not None and target not in parts.get(reference.table, {}):
                    faults.append(_fault(f"“{reference.title}”不在本包内。", where))
            if shape.owner:
                table, target = wires[shape.owner[0]], wires[shape.owner[1]]
                if table not in tables or target not in parts.get(str(table), {}):
                    faults.append(_fault("所属的记录不在本包内。", where))
            if shape.rooted and uid != home_uid and not _hangs(shape, parts, uid, home_uid):
                faults.append(_fault("不在上报支部之下。", where))
            if len(faults) >= MAX_FAULTS:
                return faults
    return faults


def below(shape: Shape, part: Part, home_uid: str) -> Part:
    """The rows of a tree that hang under `home_uid`, itself included and without its parent."""
    parts = {shape.table: part}
    kept = {
        uid: wires
        for uid, wires in part.items()
        if uid == home_uid or _hangs(shape, parts, uid, home_uid)
    }
    if home_uid in kept:
        kept[home_uid] = {**kept[home_uid], shape.self_key: None}
    return kept


def file_digests(shapes: Iterable[Shape], parts: Parts) -> dict[str, str]:
    """The files the rows name: digest → where it is first named."""
    found: dict[str, str] = {}
    for shape in shapes:
        names = [c.name for c in shape.columns if c.file]
        for wires in parts.get(shape.table, {}).values() if names else ():
            for name in names:
                digest = wires.get(name)
                if isinstance(digest, str) and digest:
                    found.setdefault(digest, shape.title)
    return found


class Words:
    """Names and values of travelling rows as people read them; rows are looked up in `layers`."""

    def __init__(self, shapes: Sequence[Shape], *layers: Parts) -> None:
        self._shapes = {shape.table: shape for shape in shapes}
        self._layers = layers

    def label(self, table: str, uid: str) -> str:
        """What a person calls the row: 张三 · 奖惩 · 优秀共产党员; empty for other tables' rows."""
        shape = self._shapes.get(table)
        if shape is None:
            return ""
        wires = next((p[table][uid] for p in self._layers if uid in p.get(table, {})), {})
        columns = {c.name: c for c in shape.columns}
        own = " ".join(w for n in shape.label if (w := self.value(columns[n], wires.get(n))))
        before = [self._target(shape, wires, key) for key in (shape.of, shape.about)]
        if not any(before) and shape.of:
            before = [self._target(shape, wires, shape.instead)]
        if shape.owner and isinstance(owner := wires.get(shape.owner[1]), str):
            before = [self.label(str(wires[shape.owner[0]]), owner)]
        return " · ".join(each for each in (*before, own) if each)

    def _target(self, shape: Shape, wires: Wires, key: str) -> str:
        reference = next((r for r in shape.references if r.key == key), None)
        target = wires.get(key) if reference else None
        return self.label(reference.table, target) if reference and isinstance(target, str) else ""

    def value(self, carry: Carry, value: Wire) -> str:
        """A value in the words of the form; empty for none."""
        if value is None or value == "":
            return ""
        if carry.file:
            return "（文件）"
        if carry.whole:
            return WHOLE
        return kinds.show(carry.kind, readable(carry.name, carry.kind, value), carry.codes)

    def field(self, table: str, key: str, value: Wire) -> tuple[str, str]:
        """The title of a column or reference, and its value in words."""
        shape = self._shapes[table]
        for carry in shape.columns:
            if carry.name == key:
                return carry.title, self.value(carry, value)
        for reference in shape.references:
            if reference.key == key:
                shown = self.label(reference.table, value) if isinstance(value, str) else ""
                return reference.title, shown
        return "所属记录", "" if value is None else str(value)


def _object(line: bytes) -> dict[str, object] | None:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return row if isinstance(row, dict) else None


def _check_keys(
    shape: Shape, row: Mapping[str, object], where: str, *, complete: bool
) -> Iterator[Fault]:
    known = set(shape.keys)
    for key in row:
        if key not in known:
            yield _fault(f"有不认识的栏目“{key[:40]}”。", where)
    # where a row belongs is never optional, whatever the version
    required = {r.key for r in shape.references if not _nullable(shape, r.column)}
    needed = known if complete else required | set(shape.owner or ())
    for key in sorted(needed - set(row)):
        yield _fault(f"缺少栏目“{key}”。", where)


def _check(carry: Carry, kind: ColumnType, value: object) -> str:
    """Why `value` cannot stand in the column; empty when it can."""
    if value is None:
        return "" if kind.nullable else "不能为空"
    if kind.kind == "int":
        whole = isinstance(value, int) and not isinstance(value, bool)
        return "" if whole and abs(int(str(value))) < _LARGEST else "不是整数"
    if kind.kind == "flag":
        return "" if isinstance(value, bool) else "不是是或否"
    if not isinstance(value, str):
        return "不是文字"
    return _check_text(carry, kind, value)


def _check_text(carry: Carry, kind: ColumnType, value: str) -> str:
    if kind.kind in ("date", "time"):
        try:
            good = from_wire(kind, value)
        except ValueError:
            return "不是日期"
        # one spelling only, so that equal days are equal texts
        return "" if hasattr(good, "isoformat") and good.isoformat() == value else "不是日期"
    longest = _LONGEST_WHOLE if carry.whole else _LONGEST
    if _UNSTORABLE.search(value) or len(value) > (kind.length or longest):
        return "太长或含有非法字符"
    if kind.length and _CONTROL.search(value):
        # codes and names are one line; a list that joins codes by line ends relies on it
        return "含有换行或控制字符"
    if carry.allowed and value not in carry.allowed:
        return "不是认可的代码"
    if carry.file and value and not _DIGEST.fullmatch(value):
        return "不是文件摘要"
    return ""


def _check_periods(shape: Shape, row: Mapping[str, object], where: str) -> Iterator[Fault]:
    titles = {c.name: c.title for c in shape.columns}
    for first, second in shape.ascending:
        since, until = row.get(first), row.get(second)
        if isinstance(since, str) and isinstance(until, str) and until < since:
            yield _fault(f"“{titles[second]}”早于“{titles[first]}”。", where)


def _hangs(shape: Shape, parts: Parts, uid: str, home_uid: str) -> bool:
    seen = set()
    step: Wire = uid
    while isinstance(step, str) and step not in seen:
        if step == home_uid:
            return True
        seen.add(step)
        step = parts[shape.table].get(step, {}).get(shape.self_key)
    return False


def _nullable_keys(shape: Shape) -> dict[str, str]:
    owner = {} if not shape.owner else dict.fromkeys(shape.owner, "所属记录")
    return {**{r.key: r.title for r in shape.references}, **owner}


def _nullable(shape: Shape, column: str) -> bool:
    return column_type(shape.table, column).nullable


def _fault(text: str, where: str, value: object = "") -> Fault:
    shown = "" if value is None else str(value)[:60]
    return Fault(
        text,
        "请支部核对这条记录，改正后重新导出。",
        severity=Severity.ERROR,
        value=shown,
        code="content",
        where=where,
    )
