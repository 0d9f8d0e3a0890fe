"""The branch's side: everything this book owns, sealed for the committee and put on a stick."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session

from djdesk.errors import DeskError, Problem, Refused
from djdesk.exchange import delivery, identity, manifest, naming, package, rows, seal
from djdesk.exchange.areas import SHAPES
from djdesk.exchange.dues_sums import check_sums
from djdesk.exchange.joining import own_keys
from djdesk.exchange.manifest import Entry, Join, Manifest, Party
from djdesk.exchange.rows import Part
from djdesk.services import packages, transport
from djdesk.services.desk import Desk
from djdesk.services.packages import Committee, Sending
from djdesk.services.progress import SILENT, Progress

HOME = "home"
"""The name under which a manifest tells the uid of the sender's own organization."""

ARRIVED = "dispatch"
"""The name under which a manifest tells the digest of the last dispatch the branch has taken."""

REFUSED = "refused"
"""The name under which a manifest tells in words what of that dispatch the branch did not take."""

_TOLD = 400
"""Characters of it: what else a manifest tells is not longer either."""

FILES_ROOM = 256 * 1024 * 1024
"""Bytes of attachments in one package: it is made and read in memory, and sticks are slow."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A package that lies on the stick: its file, the page beside it, and what is inside.

    `counts` are rows by table, `size` bytes, `files` attachments inside; `left` attachments found
    no room and come with the next package. `warnings` say which sums of dues do not add up.
    """

    entry_id: int
    path: Path
    note: Path
    number: int
    period: str
    digest: str
    size: int
    counts: Mapping[str, int]
    files: int
    left: int = 0
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sealed:
    entry_id: int
    name: str
    data: bytes
    sent: Sending
    committee: Committee
    files: int
    left: int
    warnings: tuple[Problem, ...]


def export(
    desk: Desk, folder: Path, *, all_files: bool = False, progress: Progress = SILENT
) -> Exported:
    """Write the next package for the committee into `folder`, with a page of plain text beside it.

    Attachments the committee has confirmed are left out unless `all_files`. UserError before
    joining, `Refused` when rows would not be accepted, `StorageFault` when the file cannot be
    written: then its number is free again and the stick is as it was.
    """
    desk.require("packages")
    if not folder.is_dir():
        raise delivery.no_folder(folder)
    sealed = _seal(desk, all_files=all_files, progress=progress)
    path = None
    try:
        progress.step(3, 4, "写入并核对")
        path = delivery.put(folder, sealed.name, sealed.data)
        note = _put_note(desk, path, sealed)
    except DeskError:
        if path is not None:
            delivery.remove(path)
        with desk.store.remember() as session:
            packages.drop_outgoing(session, sealed.entry_id)
        raise
    with desk.store.remember() as session:
        packages.mark_exported(session, sealed.entry_id, path.name)
    # noted, but not a step that could be taken back: the package has left the house
    desk.store.note(f"导出上报包第{sealed.sent.number}号", area="packages")
    progress.step(4, 4, "完成")
    sent = sealed.sent
    return Exported(
        sealed.entry_id,
        path,
        note,
        sent.number,
        sent.period,
        sent.digest,
        sent.size,
        sent.counts,
        sealed.files,
        sealed.left,
        sealed.warnings,
    )


def collect(session: Session, desk: Desk) -> tuple[dict[str, Part], str]:
    """All rows this book owns and reports, by table, and the uid of the home organization.

    Organizations outside the home's own tree stay here, and so do attachments of records that do
    not travel.
    """
    home_id = desk.store.book.home_organization_id
    here = transport.snapshot(session, SHAPES, ("",))
    parts = {
        table: {uid: row.values for uid, row in stored.items()} for table, stored in here.items()
    }
    home_uid = next(uid for uid, row in here["organization"].items() if row.id == home_id)
    for shape in SHAPES:
        if shape.rooted:
            parts[shape.table] = rows.below(shape, parts[shape.table], home_uid)
        if shape.owner:
            table, key = shape.owner
            parts[shape.table] = {
                uid: wires
                for uid, wires in parts[shape.table].items()
                if wires[key] in parts.get(str(wires[table]), {})
            }
    return parts, home_uid


def _seal(desk: Desk, *, all_files: bool, progress: Progress) -> _Sealed:
    keys = own_keys(desk)
    with desk.store.remember() as session:
        committee = packages.find_superior(session)
        if committee is None:
            raise packages.not_joined()
        progress.step(0, 4, "整理台账")
        parts, home_uid = collect(session, desk)
        contents = {shape.table: rows.write_part(parts[shape.table]) for shape in SHAPES}
        _check(contents, home_uid)
        progress.step(1, 4, "整理附件")
        have = frozenset() if all_files else packages.confirmed_files(session, committee.book_uid)
        wanted = rows.file_digests(SHAPES, parts)
        files = _attached(desk, sorted(set(wanted) - have))
        head = _manifest(session, desk, committee, keys, home_uid)
        entries = _entries(contents, parts, files)
        head = replace(head, entries=entries, omitted=tuple(sorted(set(wanted) & have)))
        progress.step(2, 4, "加密签名")
        data = _envelope(head, contents, files, keys, committee)
        sent = Sending(
            seal.REPORT,
            committee.book_uid,
            committee.name,
            head.number,
            head.period,
            seal.digest(data),
            len(data),
            head.made_at,
            {shape.table: len(parts[shape.table]) for shape in SHAPES},
        )
        entry_id = packages.add_outgoing(session, desk, sent, files)
        name = naming.package_name(_short_name(parts, home_uid), head.period, head.number)
    left = len(set(wanted) - have) - len(files)
    told = tuple(check_sums(parts))
    return _Sealed(entry_id, name, data, sent, committee, len(files), left, told)


def _attached(desk: Desk, digests: Sequence[str]) -> dict[str, bytes]:
    """The attachments that fit into one package, each whole; the others wait for the next one."""
    files: dict[str, bytes] = {}
    room = FILES_ROOM
    for digest in digests:
        path = desk.store.files.path_of(digest)
        size = path.stat().st_size if path.exists() else 0  # a lost one is named by what follows
        if size <= room or not files:
            files[digest] = desk.store.files.get(digest)
            room -= size
    return files


def _check(contents: Mapping[str, bytes], home_uid: str) -> None:
    """Refuse to send what the committee's program would refuse to take."""
    faults = []
    parts = {}
    for shape in SHAPES:
        parts[shape.table], found = rows.read_part(shape, contents[shape.table], complete=True)
        faults += found
    faults = faults or rows.check_references(SHAPES, parts, home_uid)
    if faults:
        raise Refused(
            faults,
            f"有 {len(faults)} 条记录还不能上报：{faults[0].where}{faults[0].text}",
            "请改正后再导出。",
        )


def _manifest(
    session: Session, desk: Desk, committee: Committee, keys: identity.Keys, home_uid: str
) -> Manifest:
    book, day = desk.store.book, desk.today()
    proof = identity.join_proof(committee.secret, committee.book_uid, book.uid, keys.public)
    return Manifest(
        kind=seal.REPORT,
        sender=Party(book.uid, book.name, keys.public),
        addressee=Party(committee.book_uid, committee.name),
        made_at=packages.now_text(),
        number=packages.next_number(session, committee),
        period=f"{day.year:04d}-{day.month:02d}",
        ancestors=packages.ancestors(session, committee.book_uid, manifest.ANCESTORS),
        # always sent: the committee may have lost the first package, or restored an older book
        join=Join(committee.invitation_uid, proof),
        extra={HOME: home_uid, **_arrived(session, committee)},
    )


def _arrived(session: Session, committee: Committee) -> dict[str, str]:
    last = packages.last_dispatch(session, "in", committee.book_uid)
    if last is None:
        return {}
    reasons = "".join(str(reason.get("text", "")) for reason in last.reasons)
    return {ARRIVED: last.digest, **({REFUSED: reasons[:_TOLD]} if reasons else {})}


def _entries(
    contents: Mapping[str, bytes], parts: Mapping[str, Part], files: Mapping[str, bytes]
) -> tuple[Entry, ...]:
    tables = (
        Entry(
            part_name(shape.table),
            len(contents[shape.table]),
            seal.digest(contents[shape.table]),
            len(parts[shape.table]),
            shape.version,
        )
        for shape in SHAPES
    )
    attached = (Entry(f"files/{digest}", len(content), digest) for digest, content in files.items())
    return (*tables, *attached)


def part_name(table: str) -> str:
    """The member of the zip that holds the rows of `table`."""
    return f"data/{table}.jsonl"


def _envelope(
    head: Manifest,
    contents: Mapping[str, bytes],
    files: Mapping[str, bytes],
    keys: identity.Keys,
    committee: Committee,
) -> bytes:
    members = {
        manifest.NAME: head.to_json(),
        **{part_name(table): content for table, content in contents.items()},
        **{f"files/{digest}": content for digest, content in files.items()},
    }
    return seal.seal(
        package.pack(members),
        kind=seal.REPORT,
        keys=keys,
        sender=head.sender.uid,
        to=committee.book_uid,
        # to ourselves too, so that a branch can read again what it once reported
        readers=[committee.age_key, keys.public.age],
    )


def _short_name(parts: Mapping[str, Part], home_uid: str) -> str:
    home = parts["organization"][home_uid]
    return str(home["short_name"] or home["name"])


def _put_note(desk: Desk, path: Path, sealed: _Sealed) -> Path:
    sent = sealed.sent
    text = (
        f"这个文件夹里的“{path.name}”是党建工作台的上报包。\n\n"
        f"上报单位：{desk.store.book.name}\n"
        f"接收单位：{sealed.committee.name}\n"
        f"编　　号：第{sent.number:04d}号（{sent.period}）\n"
        f"导出时间：{packages.spoken(sent.made_at)}\n"
        f"大　　小：{sent.size:,} 字节\n"
        f"校验码　：{sent.digest}\n\n"
        "内容已加密并签名，只有接收单位的账套能打开；本页不含个人信息。\n"
        "请接收单位在“上报接收”里打开上报包，核对后合并，并把回执（.djr）交还上报单位。\n"
        "请不要改动上报包的内容。拾到U盘的，请交还上述单位。\n"
    )
    return delivery.put_note(path, text)
