"""Key slots: one random database key, wrapped once for every user and once for the paper code.

As disk encryption does it: passwords are changed and users are added or removed without touching
the database. One Argon2id derivation with the book's salt serves all slots, so that logging in asks
for a password only; names and roles stand encrypted under the database key.

The honest limit: whoever could once open the book may have kept a copy of the key file, and with
the old password that copy goes on opening the book. Removing a user locks this file only; a person
who must never see the book again needs a new book (copy under a new key).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyrage
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from djdesk.errors import StorageFault, UserError
from djdesk.models.store import recovery
from djdesk.models.store.atomic import replace_file
from djdesk.models.store.faults import fault, from_os

KEYS_FILE = "keys.json"
COPY_ENDING = ".bak"
FORMAT = 1
SHORTEST_PASSWORD = 8
# a key file asking for more than this is not ours (memory in KiB: 1 GiB)
_MOST_MEMORY, _MOST_ITERATIONS = 1 << 20, 64


class WrongPassword(UserError):
    """No slot opens with what was typed; the files themselves are sound."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one try of a password costs (Argon2id, RFC 9106); memory in KiB."""

    iterations: int
    memory: int
    lanes: int


# RFC 9106, section 4, second recommended option: 64 MiB, three passes, four lanes
STANDARD = Cost(iterations=3, memory=65536, lanes=4)


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the book: slot id, name, role word (`services.desk.Role`)."""

    slot: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Slot:
    """One wrapped copy of the database key; `kind` is user, recovery or superior."""

    id: str
    kind: str
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Keys:
    """The content of the key file; immutable, every change makes a new one to be written."""

    book: str
    cost: Cost
    salt: bytes
    slots: tuple[Slot, ...]
    people: bytes

    # -- opening ---------------------------------------------------------------------------------

    def unlock(self, secret: str) -> tuple[bytes, str]:
        """The database key and the id of the slot that `secret` opens.

        `secret` is a password, the recovery code, or the superior's age identity. Raises
        `WrongPassword`; takes one key derivation, two when `secret` is a recovery code.
        """
        if secret.startswith("AGE-SECRET-KEY-"):
            return self._unlock_superior(secret)
        code = recovery.parse(secret)
        tries = [(code, "recovery")] if code else []
        tries.append((clean(secret), "user"))
        for text, kind in tries:
            root = self._derive(text)
            for slot in self.slots:
                if slot.kind == kind:
                    key = _open(root, slot, self.book)
                    if key is not None:
                        return key, slot.id
        if recovery.looks_like(secret):
            raise WrongPassword("恢复码不正确。", "请对照纸上的恢复码逐组核对后重新输入。")
        raise WrongPassword(
            "密码不正确。", "请检查大小写和输入法后重试；忘记密码时可以输入恢复码。"
        )

    def _unlock_superior(self, identity: str) -> tuple[bytes, str]:
        try:
            mine = pyrage.x25519.Identity.from_str(identity)
        except pyrage.IdentityError as error:
            raise WrongPassword("上级密钥的格式不正确。", "请选择正确的密钥文件。") from error
        for slot in self.slots:
            if slot.kind == "superior":
                try:
                    return bytes(pyrage.decrypt(slot.sealed, [mine])), slot.id
                except pyrage.DecryptError:
                    continue
        raise WrongPassword("上级密钥打不开这个账套。", "请确认账套登记的上级和密钥是否一致。")

    def accounts(self, key: bytes) -> tuple[Account, ...]:
        """All users in the order in which they were added."""
        try:
            nonce, sealed = self.people[:12], self.people[12:]
            plain = ChaCha20Poly1305(_subkey(key, "people")).decrypt(nonce, sealed, self._bound())
        except InvalidTag as error:
            raise StorageFault(
                "钥匙文件中的用户名单已损坏。", "请用最近一次备份恢复账套。", kind="damaged"
            ) from error
        return tuple(Account(*item) for item in json.loads(plain))

    def kind_of(self, slot_id: str) -> str:
        """The kind of the slot `slot_id`: user, recovery or superior."""
        return next(slot.kind for slot in self.slots if slot.id == slot_id)

    # -- changing --------------------------------------------------------------------------------

    def with_user(self, key: bytes, name: str, role: str, password: str) -> Keys:
        """These keys with one more user; `UserError` if name or password cannot be taken."""
        people = self.accounts(key)
        name = check_name(name)
        if any(person.name == name for person in people):
            raise UserError(f"已有名为“{name}”的用户。", "请换一个用户名，如加上职务。")
        slot = self._user_slot(key, password)
        return self._with_people(key, (*people, Account(slot.id, name, role)), (*self.slots, slot))

    def with_password(self, key: bytes, slot_id: str, password: str) -> Keys:
        """These keys with a new password for one user; the slot keeps its id."""
        slot = self._user_slot(key, password, slot_id)
        return replace(self, slots=tuple(slot if old.id == slot_id else old for old in self.slots))

    def with_role(self, key: bytes, slot_id: str, role: str) -> Keys:
        """These keys with another role for one user."""
        people = tuple(
            replace(person, role=role) if person.slot == slot_id else person
            for person in self.accounts(key)
        )
        return self._with_people(key, people, self.slots)

    def without_user(self, key: bytes, slot_id: str) -> Keys:
        """These keys without one user."""
        people = tuple(person for person in self.accounts(key) if person.slot != slot_id)
        return self._with_people(key, people, tuple(s for s in self.slots if s.id != slot_id))

    def with_recovery(self, key: bytes) -> tuple[Keys, str]:
        """These keys with a new recovery code, the old one void; and the code, for printing."""
        code = recovery.generate()
        parsed = recovery.parse(code)
        slot = _seal(self._derive(parsed), key, os.urandom(8).hex(), "recovery", self.book)
        rest = tuple(old for old in self.slots if old.kind != "recovery")
        return replace(self, slots=(*rest, slot)), code

    def with_superior(self, key: bytes, recipient: str) -> Keys:
        """These keys with a slot for the superior's age public key (one at a time)."""
        try:
            theirs = pyrage.x25519.Recipient.from_str(recipient)
        except pyrage.RecipientError as error:
            raise UserError("上级公钥的格式不正确。", "请向上级重新索取公钥。") from error
        slot = Slot(os.urandom(8).hex(), "superior", pyrage.encrypt(key, [theirs]))
        rest = tuple(old for old in self.slots if old.kind != "superior")
        return replace(self, slots=(*rest, slot))

    # -- inside ----------------------------------------------------------------------------------

    def _derive(self, text: str) -> bytes:
        cost = self.cost
        return Argon2id(
            salt=self.salt,
            length=32,
            iterations=cost.iterations,
            lanes=cost.lanes,
            memory_cost=cost.memory,
        ).derive(text.encode("utf-8"))

    def _user_slot(self, key: bytes, password: str, slot_id: str = "") -> Slot:
        check_password(password)
        root = self._derive(clean(password))
        for old in self.slots:
            if old.kind == "user" and _open(root, old, self.book) is not None:
                # login asks for a password only, so two users cannot share one
                raise UserError("这个密码不能使用。", "请换一个与原来和他人都不同的密码。")
        return _seal(root, key, slot_id or os.urandom(8).hex(), "user", self.book)

    def _with_people(self, key: bytes, people: Sequence[Account], slots: tuple[Slot, ...]) -> Keys:
        plain = json.dumps([[p.slot, p.name, p.role] for p in people], ensure_ascii=False)
        nonce = os.urandom(12)
        sealed = ChaCha20Poly1305(_subkey(key, "people")).encrypt(
            nonce, plain.encode("utf-8"), self._bound()
        )
        return replace(self, slots=slots, people=nonce + sealed)

    def _bound(self) -> bytes:
        return f"djdesk people {self.book}".encode()


def new_keys(
    book: str, *, name: str, role: str, password: str, cost: Cost
) -> tuple[Keys, bytes, str]:
    """Keys for a new book with its first user: the keys, the database key, the recovery code."""
    key = os.urandom(32)
    empty = Keys(book, cost, os.urandom(16), (), b"")
    keys = empty._with_people(key, (), ()).with_user(key, name, role, password)
    keys, code = keys.with_recovery(key)
    return keys, key, code


def clean(password: str) -> str:
    """The password as it is derived: full-width and half-width signs count as the same (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def check_password(password: str) -> None:
    """`UserError` unless `password` can be used: at least 8 characters, not all the same."""
    text = clean(password)
    if len(text) < SHORTEST_PASSWORD:
        raise UserError(f"密码太短，至少要{SHORTEST_PASSWORD}个字符。", "请换一个长一些的密码。")
    if len(set(text)) < 3 or text in "01234567890123456789" or text in "98765432109876543210":
        raise UserError("密码过于简单。", "请不要用连续或重复的数字，可以用几个词连成一句。")
    if recovery.parse(password):
        raise UserError("恢复码不能当作密码。", "请另设一个密码。")


def check_name(name: str) -> str:
    """The trimmed user name; `UserError` if it is empty or too long."""
    name = name.strip()
    if not name:
        raise UserError("用户名不能为空。", "请填写姓名。")
    if len(name) > 50:
        raise UserError("用户名太长，最多50个字。", "请缩短用户名。")
    return name


def _subkey(key: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=f"djdesk {purpose}".encode()).derive(key)


def derive_key(key: bytes, purpose: str) -> bytes:
    """A 32-byte key for another `purpose`, derived from the database key (HKDF-SHA256)."""
    return _subkey(key, purpose)


def _seal(root: bytes, key: bytes, slot_id: str, kind: str, book: str) -> Slot:
    nonce = os.urandom(12)
    cipher = ChaCha20Poly1305(_subkey(root, f"slot {slot_id}"))
    return Slot(slot_id, kind, nonce + cipher.encrypt(nonce, key, f"{book} {kind}".encode()))


def _open(root: bytes, slot: Slot, book: str) -> bytes | None:
    cipher = ChaCha20Poly1305(_subkey(root, f"slot {slot.id}"))
    try:
        return cipher.decrypt(slot.sealed[:12], slot.sealed[12:], f"{book} {slot.kind}".encode())
    except InvalidTag:
        return None


# -- the file --------------------------------------------------------------------------------------


def dump(keys: Keys) -> bytes:
    """The key file as bytes: JSON with a checksum, so that damage is not taken for a wrong word."""
    body = {
        "format": FORMAT,
        "book": keys.book,
        "argon2id": {
            "iterations": keys.cost.iterations,
            "memory": keys.cost.memory,
            "lanes": keys.cost.lanes,
            "salt": keys.salt.hex(),
        },
        "slots": [
            {"id": s.id, "kind": s.kind, "sealed": base64.b64encode(s.sealed).decode()}
            for s in keys.slots
        ],
        "people": base64.b64encode(keys.people).decode(),
    }
    text = json.dumps(body, indent=1)
    checksum = hashlib.sha256(text.encode()).hexdigest()
    return f"{checksum}\n{text}\n".encode()


def parse(content: bytes) -> Keys | None:
    """The keys in `content`, None if it is damaged; `UserError` for a format newer than ours."""
    checksum, _, rest = content.partition(b"\n")
    if not rest.endswith(b"\n"):
        return None
    text = rest[:-1]
    if not hmac.compare_digest(checksum, hashlib.sha256(text).hexdigest().encode()):
        return None
    body = json.loads(text)
    if body["format"] > FORMAT:
        raise UserError(
            f"钥匙文件的格式（{body['format']}）比本程序认识的（{FORMAT}）新。",
            "请安装新版本的程序后再打开。",
        )
    kdf = body["argon2id"]
    cost = Cost(kdf["iterations"], kdf["memory"], kdf["lanes"])
    if cost.memory > _MOST_MEMORY or cost.iterations > _MOST_ITERATIONS:
        return None
    slots = tuple(
        Slot(item["id"], item["kind"], base64.b64decode(item["sealed"])) for item in body["slots"]
    )
    salt, people = bytes.fromhex(kdf["salt"]), base64.b64decode(body["people"])
    return Keys(body["book"], cost, salt, slots, people)


def save(folder: Path, keys: Keys) -> None:
    """Write both copies of the key file; at every moment one of them is whole."""
    content = dump(keys)
    replace_file(folder / KEYS_FILE, content)
    replace_file(folder / (KEYS_FILE + COPY_ENDING), content)


def load(folder: Path, *, heal: bool = True, note: Callable[[str], None] | None = None) -> Keys:
    """The keys of the book in `folder`; a damaged or missing copy is healed from the other one.

    `note` is told in Chinese what was found wrong. Raises `StorageFault` (missing, damaged).
    """
    found: list[tuple[Path, Keys | None]] = []
    absent = 0
    for path in (folder / KEYS_FILE, folder / (KEYS_FILE + COPY_ENDING)):
        try:
            found.append((path, parse(path.read_bytes())))
        except FileNotFoundError:
            absent += 1
            found.append((path, None))
        except OSError as error:
            raise from_os(error, path) from error
    keys = next((keys for _, keys in found if keys is not None), None)
    if keys is None:
        raise fault("missing" if absent == 2 else "damaged", folder / KEYS_FILE)
    for path, copy in found:
        if copy is None or copy != keys:
            if note:
                note(f"钥匙文件“{path.name}”缺失、损坏或不是最新。")
            if heal:
                replace_file(path, dump(keys))
    return keys


@dataclass(slots=True)
class KeyRing:
    """The keys of an open book: what users and backups of this book need of its key file."""

    folder: Path
    key: bytes = field(repr=False)
    slot: str

    def keys(self) -> Keys:
        """The present content of the key file."""
        return load(self.folder)

    def accounts(self) -> tuple[Account, ...]:
        """All users of the book."""
        return self.keys().accounts(self.key)

    def replace(self, change: Callable[[Keys], Keys]) -> None:
        """Write the keys that `change` makes of the present ones, durable when this returns."""
        save(self.folder, change(self.keys()))
