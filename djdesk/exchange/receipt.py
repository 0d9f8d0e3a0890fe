"""The receipt (回执): the committee's signed answer to one package, carried back to the branch."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from djdesk.errors import UserError
from djdesk.exchange import delivery, manifest, naming, package, seal
from djdesk.exchange.faults import refuse
from djdesk.exchange.identity import Keys
from djdesk.exchange.joining import known_keys, own_keys, require_superior
from djdesk.exchange.manifest import Manifest, Party
from djdesk.services import packages
from djdesk.services.desk import Desk
from djdesk.services.packages import Branch, Committee, Entry

ACCEPTED, REFUSED, SUPERSEDED = "accepted", "refused", "superseded"
OUTCOMES = {ACCEPTED: "已接收", REFUSED: "被退回", SUPERSEDED: "已被后来的包取代"}

_CONTENT = "data/receipt.json"
_OF_STATUS = {"merged": ACCEPTED, "refused": REFUSED, "superseded": SUPERSEDED}


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt says of package `number` with file `digest`.

    `reasons` are problems (code, text, remedy, where), `missing` attachments to be sent again,
    `last_number` the newest package the committee has of this branch.
    """

    digest: str
    number: int
    outcome: str
    reasons: tuple[Mapping[str, str], ...]
    counts: Mapping[str, int]
    last_number: int
    missing: tuple[str, ...]

    def to_json(self) -> bytes:
        """The receipt as UTF-8 JSON."""
        content = {
            "digest": self.digest,
            "number": self.number,
            "outcome": self.outcome,
            "reasons": list(self.reasons),
            "counts": dict(self.counts),
            "last_number": self.last_number,
            "missing": list(self.missing),
        }
        return json.dumps(content, ensure_ascii=False, indent=1).encode()


@dataclass(frozen=True, slots=True)
class Received:
    """The outcome of reading a receipt at the branch; `already` when it was known."""

    entry_id: int
    number: int
    period: str
    outcome: str
    reasons: tuple[Mapping[str, str], ...]
    counts: Mapping[str, int]
    committee: str
    answered_at: str
    already: bool


def write(
    desk: Desk, entry: Entry, branch: Branch, out: Path, *, missing: Collection[str] = ()
) -> Path:
    """Write the receipt for a received package to `out` (a folder or a file); returns its path.

    May be written as often as wanted, for instance when the stick was full. UserError for a package
    that was sent and not received, `StorageFault` when it cannot be written.
    """
    outcome = _OF_STATUS.get(entry.status)
    if outcome is None or entry.direction != "in":
        raise UserError("这个包还没有处理，不能写回执。", "请先合并或退回，再写回执。")
    book = desk.store.book
    answer = Receipt(
        entry.digest,
        entry.number,
        outcome,
        entry.reasons,
        entry.counts,
        max(branch.last_number, entry.number if outcome == ACCEPTED else 0),
        tuple(sorted(missing)),
    )
    with desk.store.read() as session:
        keys = known_keys(session)
    if keys is None:
        raise UserError("本账套还没有密钥，不能写回执。", "请先给支部生成邀请文件。")
    head = Manifest(
        kind=seal.RECEIPT,
        sender=Party(book.uid, book.name),
        addressee=Party(branch.book_uid, branch.name),
        # the time of the decision, not of the writing: a copy says the same as the first
        made_at=entry.logged_at,
        number=entry.number,
        period=entry.period,
    )
    data = seal.seal(
        package.pack({manifest.NAME: head.to_json(), _CONTENT: answer.to_json()}),
        kind=seal.RECEIPT,
        keys=keys,
        sender=book.uid,
        to=branch.book_uid,
        readers=[branch.age_key],
    )
    name = naming.receipt_name(branch.short_name, entry.period, entry.number, entry.digest)
    # the same receipt once more, or a later answer to the same package, takes the place of the old
    return delivery.put_at(out / name if out.is_dir() else out, name, data)


def receive(desk: Desk, path: Path) -> Received:
    """Take in the receipt at `path`: the package it answers turns to 已接收, 被退回 or 已被取代.

    A receipt that is known changes nothing. `Refused`: the codes of `exchange.seal`, unknown_sender
    (signed by somebody else than our committee), receipt (for a package we did not send, or older
    than the answer we have).
    """
    desk.require("packages")
    data = delivery.take(path)
    keys = own_keys(desk)
    with desk.store.write("登记回执", area="packages") as session:
        committee = packages.find_superior(session)
        if committee is None:
            raise packages.not_joined()
        head, answer = _open(data, desk, keys, committee)
        entry = packages.find_package(session, "out", answer.digest)
        if entry is None or entry.number != answer.number:
            raise refuse(
                "receipt",
                f"回执答复的第 {answer.number} 号上报包不是由本账套导出的。",
                "请核对是不是别的支部的回执，或本账套曾恢复过旧备份。",
            )
        known = entry.answered_at == head.made_at and entry.status == answer.outcome
        if not known:
            if _later(entry.answered_at, head.made_at):
                raise refuse(
                    "receipt",
                    f"第 {entry.number} 号上报包已有更晚的回执，这个回执已经过时。",
                    "不需要再登记；内容没有改变。",
                )
            packages.note_receipt(
                session,
                desk,
                entry.id,
                status=answer.outcome,
                answered_at=head.made_at,
                digest=seal.digest(data),
                reasons=answer.reasons,
                missing=answer.missing,
            )
            packages.raise_floor(session, committee.book_uid, answer.last_number)
    return Received(
        entry.id,
        entry.number,
        entry.period,
        answer.outcome,
        answer.reasons,
        answer.counts,
        committee.name,
        head.made_at,
        known,
    )


def _open(data: bytes, desk: Desk, keys: Keys, committee: Committee) -> tuple[Manifest, Receipt]:
    letter = seal.unseal(data, kind=seal.RECEIPT, keys=keys, uid=desk.store.book.uid)
    members = package.unpack(letter.content)
    if set(members) != {manifest.NAME, _CONTENT}:
        raise _unreadable()
    head = manifest.read(members[manifest.NAME])
    require_superior(letter, head, committee, desk, seal.RECEIPT)
    return head, _read(members[_CONTENT])


def _later(known: str, given: str) -> bool:
    try:
        return bool(known) and datetime.fromisoformat(known) > datetime.fromisoformat(given)
    except (ValueError, TypeError) as error:
        raise _unreadable() from error


def _read(content: bytes) -> Receipt:
    """The receipt in `content`; every field is seen to be of its kind before it counts."""
    try:
        raw = json.loads(content)
        numbers = (raw["number"], raw["last_number"], *raw["counts"].values())
        texts = (raw["digest"], raw["outcome"], *raw["missing"])
        if raw["outcome"] not in OUTCOMES or not all(type(n) is int for n in numbers):
            raise _unreadable()
        if not all(isinstance(text, str) for text in texts):
            raise _unreadable()
        reasons = tuple(
            {str(k)[:20]: str(v)[:2000] for k, v in reason.items()} for reason in raw["reasons"]
        )
        return Receipt(
            raw["digest"],
            raw["number"],
            raw["outcome"],
            reasons,
            {str(k): v for k, v in raw["counts"].items()},
            raw["last_number"],
            tuple(raw["missing"]),
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise _unreadable() from error


def _unreadable() -> Exception:
    return refuse("content", "回执的内容不完整。", "请上级党组织重新写一份回执。")
