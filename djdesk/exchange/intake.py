"""The committee's side, steps one and two: open a package and list everything that is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.orm import Session

from djdesk.errors import Problem, Refused, Severity
from djdesk.exchange import delivery, identity, manifest, naming, package, rows, seal
from djdesk.exchange.areas import SHAPES
from djdesk.exchange.dues_sums import check_sums
from djdesk.exchange.faults import Fault, refuse
from djdesk.exchange.identity import PublicKeys
from djdesk.exchange.joining import branch_fingerprint, known_keys
from djdesk.exchange.manifest import Manifest
from djdesk.exchange.report import HOME, REFUSED, part_name
from djdesk.exchange.rows import Part
from djdesk.services import packages
from djdesk.services.desk import Desk
from djdesk.services.packages import Branch, Entry, Sending


@dataclass(frozen=True, slots=True)
class Opened:
    """A package as far as it can be judged without the book's rows.

    `manifest` is None when it could not be opened at all; `faults` say why. `home_uid` names the
    sender's own organization among its rows.
    """

    file_name: str
    digest: str = ""
    size: int = 0
    faults: tuple[Problem, ...] = ()
    manifest: Manifest | None = None
    home_uid: str = ""
    parts: Mapping[str, Part] = field(default_factory=dict, repr=False)
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Checked:
    """A package held against this book, and everything that was found.

    `branch` is who sent it, if known; `newcomer` says that its book is not bound yet and
    `fingerprint` is to be compared. `already` is the line of the log when this very package was
    taken over before, `own` that it is ours.
    """

    opened: Opened
    faults: tuple[Problem, ...]
    warnings: tuple[Problem, ...] = ()
    branch: Branch | None = None
    newcomer: bool = False
    fingerprint: str = ""
    already: Entry | None = None
    own: bool = False

    @property
    def manifest(self) -> Manifest | None:
        """What the package says about itself; None when it could not be opened."""
        return self.opened.manifest

    @property
    def is_good(self) -> bool:
        """Whether the package may be merged, or was merged before."""
        return not self.faults and not self.own

    @property
    def counts(self) -> dict[str, int]:
        """Rows in the package by table."""
        return {table: len(part) for table, part in self.opened.parts.items()}

    def sending(self, counts: Mapping[str, int]) -> Sending:
        """The package as a line of the log; ValueError when it came from nobody known."""
        if self.manifest is None or self.branch is None:
            raise ValueError("a package from nobody is not logged")
        head, opened = self.manifest, self.opened
        return Sending(
            seal.REPORT,
            head.sender.uid,
            self.branch.organization_name,
            head.number,
            head.period,
            opened.digest,
            opened.size,
            head.made_at,
            counts,
            self.branch.organization_id,
            opened.file_name,
        )


def check(desk: Desk, path: Path) -> Checked:
    """Open the package at `path` and list all its faults; nothing is written.

    Raises `StorageFault` only, when the file cannot be read. A branch may check its own packages.
    """
    opened = open_package(desk, path)
    with desk.store.read() as session:
        return examine(session, desk, opened)


def open_package(desk: Desk, path: Path) -> Opened:
    """Step one: the package at `path`, decrypted, verified and parsed; faults are inside.

    Raises `StorageFault` only, when the file cannot be read.
    """
    with desk.store.read() as session:
        keys = known_keys(session)
    try:
        data = delivery.take(path)
    except Refused as error:
        return Opened(path.name, faults=error.problems)
    digest = seal.digest(data)
    try:
        head, members = _open(desk.store.book.uid, keys, data)
    except Refused as error:
        return Opened(path.name, digest, len(data), error.problems)
    parts, faults = _content(head, members)
    home_uid = head.extra.get(HOME, "")
    if not faults:
        faults = rows.check_references(SHAPES, parts, home_uid)
    files = {n.removeprefix("files/"): c for n, c in members.items() if n.startswith("files/")}
    return Opened(path.name, digest, len(data), tuple(faults), head, home_uid, parts, files)


def examine(session: Session, desk: Desk, opened: Opened) -> Checked:
    """Step two: who sent the package, and whether it is the next one from there."""
    head = opened.manifest
    if head is None or head.sender.uid == desk.store.book.uid:
        warnings = tuple(check_sums(opened.parts))
        return Checked(opened, opened.faults, warnings, own=head is not None)
    branch, newcomer, faults = _sender(session, desk, head)
    already = packages.find_package(session, "in", opened.digest)
    if already is not None and already.status != "merged":
        already = None
    if branch is not None and not already:
        faults += _place(branch, head)
    return Checked(
        opened,
        (*faults, *opened.faults),
        tuple(_warnings(desk, branch, opened, head)),
        branch,
        newcomer,
        branch_fingerprint(branch) if branch else _fingerprint(head),
        already,
    )


def look(path: Path) -> seal.Header:
    """What kind of file `path` is and whether it is whole; needs no book and no key.

    `Refused` with the codes of `seal.read_header`, `StorageFault` when it cannot be read.
    """
    return seal.read_header(delivery.take(path))


def waiting(desk: Desk, folder: Path) -> list[tuple[Path, str]]:
    """Files in `folder` (a stick) that are for this book, with their kind, by name.

    Only the first line is read: fast enough to be asked whenever a stick is put in. Invitations are
    for anybody. Raises `StorageFault` when the folder cannot be read.
    """
    hint = seal.hint(desk.store.book.uid)
    found = []
    for path, head in delivery.first_lines(folder, naming.ENDINGS):
        header = seal.peek(head)
        if header is not None and header.to in (hint, "-"):
            found.append((path, header.kind))
    return sorted(found)


def _open(uid: str, keys: identity.Keys | None, data: bytes) -> tuple[Manifest, dict[str, bytes]]:
    if keys is None:
        if seal.read_header(data).kind == seal.REPORT:
            raise refuse(
                "not_addressed",
                "这个上报包不是发给本单位的：本账套还没有邀请过下级支部。",
                "请先给支部生成邀请文件，支部加入后再导出。",
            )
        keys = identity.generate()  # only to have the kind of the file refused in its own words
    letter = seal.unseal(data, kind=seal.REPORT, keys=keys, uid=uid)
    members = package.unpack(letter.content)
    head = manifest.read(members.get(manifest.NAME, b""))
    if head.format > seal.FORMAT:
        raise refuse(
            "newer",
            "这个上报包由更新版本的党建工作台导出。",
            "请先升级本机的程序再打开；账套没有改变。",
        )
    sender = head.sender
    if head.kind != seal.REPORT or seal.hint(sender.uid) != letter.header.sender or not sender.keys:
        raise refuse("content", "包内的清单与信封不一致。", "请支部重新导出。")
    if sender.keys.sign != letter.sign_key:
        raise refuse("signature", "上报包的签名不是发送单位的。", "请与支部当面核实。")
    if uid not in (head.addressee.uid, sender.uid):
        raise refuse(
            "not_addressed",
            f"这个上报包是发给“{head.addressee.name}”的，不是发给本单位的。",
            "请核对支部上报的对象；发错的，请支部重新导出。",
        )
    return head, members


def _content(head: Manifest, members: Mapping[str, bytes]) -> tuple[dict[str, Part], list[Fault]]:
    """The rows, after every member was found to be exactly what the manifest says."""
    faults = _members(head, members)
    versions = {e.name: e for e in head.entries}
    known = {part_name(shape.table): shape for shape in SHAPES}
    for name, entry in versions.items():
        if name.startswith("files/"):
            continue
        if name not in known or entry.version > known[name].version:
            faults.append(
                Fault(
                    f"包里有本程序还不认识的台账（{name}）。",
                    "请先升级本机的程序再打开；账套没有改变。",
                    code="newer",
                    where=name,
                )
            )
    parts: dict[str, Part] = {}
    if faults:
        return parts, faults
    for name, shape in known.items():
        # an older program may not know an area yet; its rows here are then left alone
        if name not in members:
            continue
        complete = versions[name].version == shape.version
        parts[shape.table], found = rows.read_part(shape, members[name], complete=complete)
        faults += found
        if not found and len(parts[shape.table]) != versions[name].count:
            faults.append(_damaged(f"{shape.title}的条数与清单不符"))
    return parts, faults


def _members(head: Manifest, members: Mapping[str, bytes]) -> list[Fault]:
    named = {entry.name for entry in head.entries}
    faults = [
        _damaged(f"“{name}”不在清单里") for name in members if name not in named | {manifest.NAME}
    ]
    for entry in head.entries:
        content = members.get(entry.name)
        if content is None:
            faults.append(_damaged(f"缺少“{entry.name}”"))
        elif len(content) != entry.size or seal.digest(content) != entry.sha256:
            faults.append(_damaged(f"“{entry.name}”与清单不符"))
        elif entry.name.startswith("files/") and entry.name != f"files/{entry.sha256}":
            faults.append(_damaged(f"“{entry.name}”与内容不符"))
    return faults


def _sender(
    session: Session, desk: Desk, head: Manifest
) -> tuple[Branch | None, bool, list[Fault]]:
    """Who sent the package: a branch that is bound, or one that proves its invitation."""
    keys = head.sender.keys
    branch = packages.find_branch(session, head.sender.uid)
    if branch is not None and keys == PublicKeys(branch.sign_key, branch.age_key):
        return branch, False, []
    former = packages.replaced_branch(session, head.sender.uid)
    if former is not None:
        text = f"“{former.organization_name}”已改用新的账套上报，这个包出自它的旧账套。"
        return None, False, [_stranger(text, "请支部从新账套导出；两份账套不要同时使用。")]
    invited = packages.find_invitation(session, head.join.invitation) if head.join else None
    if keys is None or head.join is None or invited is None:
        text = f"不认识发送单位“{head.sender.name}”：它没有用本单位的邀请文件加入过。"
        return None, False, [_stranger(text, "请先给这个支部生成邀请文件，由它加入后再导出。")]
    proof = identity.join_proof(invited.secret, desk.store.book.uid, head.sender.uid, keys)
    if not identity.same(proof, head.join.proof):
        text = f"发送单位“{head.sender.name}”的加入凭证不对，可能是冒用的。"
        return None, False, [_stranger(text, "请与支部当面核实，必要时重新给它邀请文件。")]
    if invited.state == "superseded":
        text = f"给“{invited.branch_name}”的这个邀请文件已被后来的一个取代。"
        return None, False, [_invitation(text)]
    if invited.state == "used" and invited.used_by_uid != head.sender.uid:
        text = f"给“{invited.branch_name}”的邀请文件已被另一个账套使用。"
        return None, False, [_invitation(text)]
    branch = packages.newcomer(
        session,
        invited,
        book_uid=head.sender.uid,
        name=head.sender.name,
        sign_key=keys.sign,
        age_key=keys.age,
    )
    return branch, True, []


def _place(branch: Branch, head: Manifest) -> list[Fault]:
    """Whether the package follows those already taken over from this book."""
    last, digest = branch.last_number, branch.last_digest
    if not last:
        return []
    if head.number == last:
        return [_fork(branch, f"第 {head.number} 号上报包已接收过另一份，内容与这一份不同")]
    if head.number < last:
        return [
            Fault(
                f"这是第 {head.number} 号上报包，本单位已接收到第 {last} 号，不能用旧的覆盖新的。",
                "请支部导出新的上报包；本账套没有改变。",
                code="older",
            )
        ]
    known = dict(head.ancestors)
    if known.get(last) == digest or (known and last < min(known) and last not in known):
        return []
    return [_fork(branch, f"第 {head.number} 号上报包不是从已接收的第 {last} 号接着做的")]


def _fork(branch: Branch, what: str) -> Fault:
    return Fault(
        f"“{branch.organization_name}”的账套出现分叉：{what}。",
        "可能是支部恢复过备份，或同时在用两份账套。请与支部核实以哪一份为准；"
        "确认以这个包为准的，选择“以此包为准”再合并。",
        code="fork",
    )


def _warnings(
    desk: Desk, branch: Branch | None, opened: Opened, head: Manifest
) -> Iterator[Problem]:
    if branch is not None and not naming.alike(branch.organization_name, head.sender.name):
        yield Problem(
            f"支部自称“{head.sender.name}”，本单位登记的是“{branch.organization_name}”。",
            "名称以本单位登记的为准；请通知支部改正，或核对是否拿错了邀请文件。",
            severity=Severity.WARN,
        )
    if refused := head.extra.get(REFUSED, ""):
        yield Problem(
            f"支部没有接收下发包里的部分内容：{refused}",
            "请改正后重新下发；其余内容支部已经接收。",
            severity=Severity.WARN,
        )
    wanted = set(rows.file_digests(SHAPES, opened.parts)) - set(opened.files)
    missing = [d for d in wanted if not desk.store.files.path_of(d).exists()]
    if missing:
        yield Problem(
            f"有 {len(missing)} 个附件的内容不在包里，本账套里也没有。",
            "回执会通知支部在下一个包里补报这些附件。",
            severity=Severity.WARN,
        )
    yield from check_sums(opened.parts)


def _fingerprint(head: Manifest) -> str:
    return identity.fingerprint(head.sender.uid, head.sender.keys) if head.sender.keys else ""


def _stranger(text: str, remedy: str) -> Fault:
    return Fault(text, remedy, code="unknown_sender")


def _invitation(text: str) -> Fault:
    return Fault(text, "请与支部核对指纹；确需重新加入的，请给它新的邀请文件。", code="invitation")


def _damaged(what: str) -> Fault:
    return Fault(f"包内{what}。", "请支部重新导出；账套没有改变。", code="damaged")
