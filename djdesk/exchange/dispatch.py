"""The dispatch (下发包): what the committee has written for one branch, carried down to it.

A dispatch holds everything of its kind that is for the branch, so each replaces the one before it;
the time of making tells the newer from the older. The branch's next report says which one it has,
and then the committee's log says 已接收.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from djdesk.errors import DeskError, Problem, Refused
from djdesk.exchange import delivery, down, identity, manifest, naming, package, rows, seal, taking
from djdesk.exchange.down import DOWN_SHAPES
from djdesk.exchange.faults import Fault, as_json, refuse
from djdesk.exchange.joining import own_keys, require_superior
from djdesk.exchange.manifest import Entry, Manifest, Party
from djdesk.exchange.report import HOME, part_name
from djdesk.exchange.rows import Part
from djdesk.services import packages, transport
from djdesk.services.desk import Desk
from djdesk.services.packages import Branch, Committee, Sending


@dataclass(frozen=True, slots=True)
class Dispatched:
    """A dispatch that lies on the stick; `count` are its rows."""

    branch_name: str
    path: Path
    number: int
    count: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What a dispatch brought the branch; `lines` are its news in words.

    `already` says that this very file was taken before, `strays` counts rows for records that this
    book does not have (any more). `refused` says what was wrong with the rows that were not taken.
    """

    number: int
    committee: str
    made_at: str
    new: int
    changed: int
    removed: int
    strays: int
    lines: tuple[str, ...]
    already: bool = False
    refused: tuple[Problem, ...] = ()


def pending(desk: Desk) -> tuple[Branch, ...]:
    """The branches for which something was written since their last dispatch, in tree order."""
    known = packages.branches(desk)
    with desk.store.read() as session:
        written = down.collect(session, known)
        return tuple(b for b in known if _is_news(session, b, written.of(b)))


def write_all(desk: Desk, folder: Path, *, again: bool = False) -> tuple[Dispatched, ...]:
    """Write a dispatch into `folder` for each branch that has news; with `again` for each that has
    anything at all (a stick was lost).

    One file a branch. `StorageFault` when one cannot be written: those before it stand.
    """
    desk.require("packages")
    if not folder.is_dir():
        raise delivery.no_folder(folder)
    keys, known = own_keys(desk), packages.branches(desk)
    with desk.store.read() as session:
        written = down.collect(session, known)
        homes = transport.uids_of(session, "organization", {b.organization_id for b in known})
        wanted = [
            (branch, parts)
            for branch in known
            if (parts := written.of(branch))
            and (any(parts.values()) if again else _is_news(session, branch, parts))
        ]
    return tuple(
        _write(desk, folder, branch, homes[branch.organization_id], parts, keys)
        for branch, parts in wanted
    )


def receive(desk: Desk, path: Path) -> Taken:
    """Take in the dispatch at `path`: what the committee wrote replaces what it wrote before.

    A dispatch that was taken before changes nothing, unless some of it was refused: then it is
    tried again. `Refused`: the codes of `exchange.seal`, unknown_sender (not signed by our
    committee), older, content.
    """
    desk.require("packages")
    data = delivery.take(path)
    keys = own_keys(desk)
    digest = seal.digest(data)
    with desk.store.write("接收下发包", area=transport.AREA) as session:
        committee = packages.find_superior(session)
        if committee is None:
            raise packages.not_joined()
        head, parts = _open(data, desk, keys, committee)
        last = packages.last_dispatch(session, "in", committee.book_uid)
        former = packages.find_package(session, "in", digest)
        again = last is not None and last.digest == digest and bool(last.reasons)
        if former is not None and not again:
            return Taken(head.number, committee.name, head.made_at, 0, 0, 0, 0, (), True)
        if last is not None and not again and not packages.is_later(head.made_at, last.made_at):
            raise refuse(
                "older",
                f"这是第 {head.number} 号下发包，本账套已接收更晚的第 {last.number} 号。",
                "不需要再接收；内容没有改变。",
            )
        home = (head.extra.get(HOME, ""), desk.store.book.home_organization_id)
        taken = taking.take(session, committee.book_uid, home, parts)
        counts = {"new": taken.new, "changed": taken.changed, "removed": taken.removed}
        sending = Sending(
            seal.DISPATCH,
            committee.book_uid,
            committee.name,
            head.number,
            head.period,
            digest,
            len(data),
            head.made_at,
            counts,
            file_name=path.name,
        )
        packages.note_incoming(session, desk, sending, "merged", as_json(taken.refused))
    return Taken(
        head.number,
        committee.name,
        head.made_at,
        taken.new,
        taken.changed,
        taken.removed,
        taken.strays,
        tuple(taken.lines),
        refused=tuple(taken.refused),
    )


def _is_news(session: Session, branch: Branch, parts: Mapping[str, Part]) -> bool:
    """Whether `parts` are other than the last dispatch; nothing at all is news only after some."""
    last = packages.last_dispatch(session, "out", branch.book_uid)
    if last is None:
        return any(parts.values())
    return last.content != _digest(_contents(parts))


def _contents(parts: Mapping[str, Part]) -> dict[str, bytes]:
    return {part_name(table): rows.write_part(part) for table, part in parts.items()}


def _digest(contents: Mapping[str, bytes]) -> str:
    tally = hashlib.sha256()
    # a table that begins to go down some day is no news before it has rows
    for name in sorted(name for name, content in contents.items() if content):
        tally.update(f"{name} {len(contents[name])}\n".encode() + contents[name])
    return tally.hexdigest()


def _write(
    desk: Desk,
    folder: Path,
    branch: Branch,
    home_uid: str,
    parts: Mapping[str, Part],
    keys: identity.Keys,
) -> Dispatched:
    book, day = desk.store.book, desk.today()
    contents = _contents(parts)
    count = sum(len(part) for part in parts.values())
    with desk.store.remember() as session:
        number = packages.next_dispatch(session, branch.book_uid)
        head = Manifest(
            kind=seal.DISPATCH,
            sender=Party(book.uid, book.name),
            addressee=Party(branch.book_uid, branch.name),
            made_at=packages.now_text(),
            number=number,
            period=f"{day.year:04d}-{day.month:02d}",
            entries=tuple(
                Entry(
                    part_name(shape.table),
                    len(contents[part_name(shape.table)]),
                    seal.digest(contents[part_name(shape.table)]),
                    len(parts[shape.table]),
                    shape.version,
                )
                for shape in DOWN_SHAPES
            ),
            extra={HOME: home_uid},
        )
        data = seal.seal(
            package.pack({manifest.NAME: head.to_json(), **contents}),
            kind=seal.DISPATCH,
            keys=keys,
            sender=book.uid,
            to=branch.book_uid,
            readers=[branch.age_key, keys.public.age],
        )
        sent = Sending(
            seal.DISPATCH,
            branch.book_uid,
            branch.organization_name,
            number,
            head.period,
            seal.digest(data),
            len(data),
            head.made_at,
            {table: len(part) for table, part in parts.items()},
            branch.organization_id,
        )
        entry_id = packages.add_outgoing(session, desk, sent, (), content=_digest(contents))
    try:
        name = naming.dispatch_name(branch.short_name, head.period, number)
        path = delivery.put(folder, name, data)
    except DeskError:
        with desk.store.remember() as session:
            packages.drop_outgoing(session, entry_id)
        raise
    with desk.store.remember() as session:
        packages.mark_exported(session, entry_id, path.name)
    desk.store.note(f"写下发包第{number}号：{branch.organization_name}", area="packages")
    return Dispatched(branch.organization_name, path, number, count)


def _open(
    data: bytes, desk: Desk, keys: identity.Keys, committee: Committee
) -> tuple[Manifest, dict[str, Part]]:
    letter = seal.unseal(data, kind=seal.DISPATCH, keys=keys, uid=desk.store.book.uid)
    members = package.unpack(letter.content)
    head = manifest.read(members.pop(manifest.NAME, b""))
    require_superior(letter, head, committee, desk, seal.DISPATCH)
    entries = {entry.name: entry for entry in head.entries}
    if set(entries) != set(members):
        raise refuse("content", "下发包的内容与清单不符。", "请上级党组织重新写一份。")
    parts: dict[str, Part] = {}
    faults: list[Fault] = []
    for shape in DOWN_SHAPES:
        name = part_name(shape.table)
        entry = entries.pop(name, None)
        if entry is None:  # written by an older program, which did not know this yet
            continue
        if entry.version > shape.version:
            raise _newer()
        parts[shape.table], found = rows.read_part(
            shape, members[name], complete=entry.version == shape.version
        )
        faults += found
    if entries:
        raise _newer()
    if faults:
        raise Refused(faults)
    return head, parts


def _newer() -> Exception:
    return refuse(
        "newer",
        "这个下发包由更新版本的党建工作台写成。",
        "请先升级本机的程序再打开；账套没有改变。",
    )
