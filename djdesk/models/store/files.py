"""The vault of attachments: each content once, encrypted, under a name that tells nothing."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Collection, Iterator
from pathlib import Path

import pyrage
from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.errors import StorageFault
from djdesk.models.audit import AuditChange
from djdesk.models.store.atomic import PART, replace_file
from djdesk.models.store.faults import from_os
from djdesk.models.store.packed import unpacked
from djdesk.models.store.rows import mapper_of, table_of

FILES = "files"
# the columns that hold the digest of a file in the vault
FILE_COLUMNS = (
    ("attachment", "digest"),
    ("attachment", "thumb"),
    ("attachment", "original"),
    ("member", "photo"),
)


class Vault:
    """Attachments by the SHA-256 of their content.

    The file name is an HMAC of that digest under a key of the book, so that nobody without the book
    can tell whether a known file is in it. The content is encrypted with age for the identity that
    stands in the encrypted database.
    """

    def __init__(self, folder: Path, name_key: bytes, identity: str) -> None:
        self.folder = folder
        self._name_key = name_key
        self._identity = pyrage.x25519.Identity.from_str(identity)

    def path_of(self, digest: str) -> Path:
        """Where the content with SHA-256 `digest` (64 hex digits) lies or would lie."""
        name = hmac.new(self._name_key, bytes.fromhex(digest), hashlib.sha256).hexdigest()
        return self.folder / name[:2] / name

    def put(self, content: bytes) -> str:
        """Keep `content`, durable when this returns; its SHA-256 as 64 hex digits.

        Putting the same content again writes nothing. Raises `StorageFault`.
        """
        digest = hashlib.sha256(content).hexdigest()
        path = self.path_of(digest)
        if not self._intact(digest):
            sealed = pyrage.encrypt(content, [self._identity.to_public()])
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise from_os(error, path) from error
            replace_file(path, sealed)
        return digest

    def get(self, digest: str) -> bytes:
        """The content with SHA-256 `digest`; `StorageFault` (missing, damaged) says which file."""
        path = self.path_of(digest)
        try:
            sealed = path.read_bytes()
        except FileNotFoundError as error:
            raise StorageFault(
                f"附件内容不在账套中（“{path.name[:12]}…”）。",
                "请从备份恢复，或重新添加这个附件。",
                kind="missing",
            ) from error
        except OSError as error:
            raise from_os(error, path) from error
        try:
            content = bytes(pyrage.decrypt(sealed, [self._identity]))
        except pyrage.DecryptError as error:
            raise _damaged(path) from error
        if hashlib.sha256(content).hexdigest() != digest:
            raise _damaged(path)
        return content

    def check(self, digests: Collection[str]) -> Iterator[tuple[str, StorageFault]]:
        """Those of `digests` whose content is missing or damaged, with what is wrong."""
        for digest in digests:
            try:
                self.get(digest)
            except StorageFault as fault:
                yield digest, fault

    def paths(self) -> list[Path]:
        """All finished files of the vault in a fixed order."""
        if not self.folder.is_dir():
            return []
        return sorted(
            path for path in self.folder.rglob("*") if path.is_file() and path.suffix != PART
        )

    def _intact(self, digest: str) -> bool:
        if not self.path_of(digest).exists():
            return False
        return not list(self.check([digest]))


def _damaged(path: Path) -> StorageFault:
    return StorageFault(
        f"附件内容已损坏（“{path.name[:12]}…”）。",
        "请从备份恢复，或重新添加这个附件。",
        kind="damaged",
    )


def digests_in_use(session: Session) -> set[str]:
    """Digests of all files that rows of today hold."""
    found: set[str] = set()
    for table_name, column in FILE_COLUMNS:
        table = table_of(mapper_of(table_name))
        found.update(
            session.execute(select(table.c[column]).where(table.c[column] != "")).scalars()
        )
    return found


def digests_in_history(session: Session) -> set[str]:
    """Digests that the history may bring back; backups and copies take these along too."""
    found: set[str] = set()
    for table_name, column in FILE_COLUMNS:
        changes = select(AuditChange).where(AuditChange.table_name == table_name)
        for change in session.execute(changes).scalars():
            states = [json.loads(text) for text in (change.before, change.after) if text]
            for state in [*states, *unpacked(change)]:
                if state.get(column):
                    found.add(str(state[column]))
    return found
