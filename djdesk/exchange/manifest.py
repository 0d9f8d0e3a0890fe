"""The manifest of a package: who wrote it to whom, its place in the chain, and what is inside."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from djdesk import __version__
from djdesk.exchange import seal
from djdesk.exchange.faults import refuse
from djdesk.exchange.identity import PublicKeys

NAME = "manifest.json"
ANCESTORS = 64
"""How many earlier packages a manifest names, so that gaps in delivery do not hide a fork."""

_UID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Party:
    """A book that sends or receives: its uid, the organization's name, and its keys if given."""

    uid: str
    name: str
    keys: PublicKeys | None = None


@dataclass(frozen=True, slots=True)
class Join:
    """The proof that a sender's keys are those of the branch an invitation was given to."""

    invitation: str
    proof: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One member of the zip: its size in bytes and SHA-256; `count` of rows, `version` of a part.

    For attachments `count` is 1 and `version` 0.
    """

    name: str
    size: int
    sha256: str
    count: int = 1
    version: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything a package says about itself.

    `number` runs from 1 for each committee (for a receipt: the number it answers), `period` is a
    month (`2026-11`), `made_at` a time with its offset (ISO 8601). `ancestors` are number and file
    digest of earlier packages, newest first. `omitted` are digests of attachments that the
    committee already confirmed having.
    """

    kind: str
    sender: Party
    addressee: Party
    made_at: str
    number: int = 0
    period: str = ""
    ancestors: tuple[tuple[int, str], ...] = ()
    join: Join | None = None
    entries: tuple[Entry, ...] = ()
    omitted: tuple[str, ...] = ()
    program: str = __version__
    format: int = seal.FORMAT
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def previous(self) -> str:
        """The digest of the package before this one; empty for the first."""
        return self.ancestors[0][1] if self.ancestors else ""

    def to_json(self) -> bytes:
        """The manifest as UTF-8 JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()


def read(content: bytes) -> Manifest:
    """The manifest in `content`; `Refused` with code content when anything in it is not as agreed.

    Nothing of it is trusted before every field has been seen to be of its kind.
    """
    try:
        return _manifest(_object(json.loads(content)))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise refuse(
            "content", "包内的清单不完整或写得不对。", "请对方用最新的程序重新导出。"
        ) from error


def _manifest(raw: Mapping[str, object]) -> Manifest:
    join = raw.get("join")
    return Manifest(
        kind=_text(raw, "kind", 20),
        sender=_party(_object(raw["sender"])),
        addressee=_party(_object(raw["addressee"])),
        made_at=_moment(raw, "made_at"),
        number=_count(raw, "number"),
        period=_matching(raw, "period", re.compile(r"(\d{4}-(0[1-9]|1[0-2]))?")),
        ancestors=tuple(_ancestor(item) for item in _list(raw, "ancestors", ANCESTORS)),
        join=None if join is None else _join(_object(join)),
        entries=tuple(_entry(_object(item)) for item in _list(raw, "entries", 30_000)),
        omitted=tuple(_checked(item, _DIGEST) for item in _list(raw, "omitted", 1_000_000)),
        program=_text(raw, "program", 40),
        format=_count(raw, "format"),
        extra={str(k)[:40]: str(v)[:400] for k, v in _object(raw.get("extra", {})).items()},
    )


def _party(raw: Mapping[str, object]) -> Party:
    keys = raw.get("keys")
    return Party(
        _matching(raw, "uid", re.compile(f"({_UID.pattern})?")),
        _text(raw, "name", 200),
        None if keys is None else _keys(_object(keys)),
    )


def _keys(raw: Mapping[str, object]) -> PublicKeys:
    return PublicKeys(_text(raw, "sign", 64), _text(raw, "age", 80))


def _join(raw: Mapping[str, object]) -> Join:
    return Join(_matching(raw, "invitation", _UID), _matching(raw, "proof", _DIGEST))


def _entry(raw: Mapping[str, object]) -> Entry:
    return Entry(
        _text(raw, "name", 200),
        _count(raw, "size"),
        _matching(raw, "sha256", _DIGEST),
        _count(raw, "count"),
        _count(raw, "version"),
    )


def _ancestor(raw: object) -> tuple[int, str]:
    if not isinstance(raw, list) or len(raw) != 2 or not _is_count(raw[0]):
        raise ValueError("not an ancestor")
    return int(raw[0]), _checked(raw[1], _DIGEST)


def _object(raw: object) -> Mapping[str, object]:
    if not isinstance(raw, dict):
        raise TypeError("not an object")
    return raw


def _list(raw: Mapping[str, object], key: str, limit: int) -> Sequence[object]:
    value = raw[key]
    if not isinstance(value, list) or len(value) > limit:
        raise TypeError(f"{key} is not a list of at most {limit}")
    return value


def _text(raw: Mapping[str, object], key: str, limit: int) -> str:
    value = raw[key]
    if not isinstance(value, str) or len(value) > limit:
        raise TypeError(f"{key} is not a text of at most {limit}")
    return value


def _moment(raw: Mapping[str, object], key: str) -> str:
    """A time with its offset, so that any two can be compared."""
    value = _text(raw, key, 32)
    if datetime.fromisoformat(value).utcoffset() is None:
        raise ValueError(f"{key} has no offset")
    return value


def _matching(raw: Mapping[str, object], key: str, pattern: re.Pattern[str]) -> str:
    return _checked(raw[key], pattern)


def _checked(value: object, pattern: re.Pattern[str]) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError("not as agreed")
    return value


def _count(raw: Mapping[str, object], key: str) -> int:
    value = raw[key]
    if not _is_count(value):
        raise TypeError(f"{key} is not a count")
    assert isinstance(value, int)
    return value


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53
