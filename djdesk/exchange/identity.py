"""The keys of a book: one to sign with (Ed25519), one to be written to (age), one fingerprint."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass

import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_AGE_KEY = re.compile(r"age1[02-9ac-hj-np-z]{58}")
_SIGN_KEY = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """What others may know: `sign` is 64 hex digits, `age` an age recipient."""

    sign: str
    age: str

    def __post_init__(self) -> None:
        """Refuse what cannot be a key, with ValueError, before anything is trusted to it."""
        if not _SIGN_KEY.fullmatch(self.sign) or not _AGE_KEY.fullmatch(self.age):
            raise ValueError("not a public key")
        try:
            pyrage.x25519.Recipient.from_str(self.age)
        except pyrage.RecipientError as error:
            raise ValueError("not an age recipient") from error


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """The secret keys of a book; they stay inside the encrypted database."""

    sign_secret: str
    age_secret: str

    @property
    def public(self) -> PublicKeys:
        """The public halves."""
        sign = self._signer().public_key().public_bytes_raw().hex()
        return PublicKeys(sign, str(pyrage.x25519.Identity.from_str(self.age_secret).to_public()))

    def sign(self, message: bytes) -> bytes:
        """The 64-byte Ed25519 signature of `message`."""
        return self._signer().sign(message)

    def decrypt(self, data: bytes) -> bytes:
        """The plaintext of an age file written to these keys; `pyrage.DecryptError` otherwise."""
        return bytes(pyrage.decrypt(data, [pyrage.x25519.Identity.from_str(self.age_secret)]))

    def _signer(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self.sign_secret))


def generate() -> Keys:
    """New keys from the system's random source."""
    return Keys(
        Ed25519PrivateKey.generate().private_bytes_raw().hex(),
        str(pyrage.x25519.Identity.generate()),
    )


def encrypt(data: bytes, recipients: list[str]) -> bytes:
    """`data` as an age file that each of `recipients` can open."""
    return bytes(pyrage.encrypt(data, [pyrage.x25519.Recipient.from_str(r) for r in recipients]))


def verifies(sign_key: str, signature: bytes, message: bytes) -> bool:
    """Whether `signature` of `message` was made with the secret half of `sign_key` (hex)."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(sign_key)).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(book_uid: str, keys: PublicKeys) -> str:
    """Eight groups of four digits, to be read aloud: `0412 7730 …` (106 bits).

    Both sides see the same digits for the same book; digits and not letters, because they are read
    over the telephone by people of every dialect.
    """
    text = f"djdesk fingerprint 1\n{book_uid}\n{keys.sign}\n{keys.age}"
    number = int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")
    digits = f"{number % 10**32:032d}"
    return " ".join(digits[at : at + 4] for at in range(0, 32, 4))


def join_proof(secret: str, committee_uid: str, book_uid: str, keys: PublicKeys) -> str:
    """HMAC-SHA256 (hex) under an invitation's secret: these keys are those of the invited book."""
    text = f"djdesk join 1\n{committee_uid}\n{book_uid}\n{keys.sign}\n{keys.age}"
    return hmac.new(bytes.fromhex(secret), text.encode(), hashlib.sha256).hexdigest()


def same(left: str, right: str) -> bool:
    """Whether two secrets are equal, in constant time."""
    return hmac.compare_digest(left.encode(), right.encode())
