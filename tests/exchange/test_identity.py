"""Keys, signatures, fingerprints and the proof of an invitation."""

from __future__ import annotations

import re
from dataclasses import replace

import pyrage
import pytest

from djdesk.exchange import identity
from djdesk.exchange.identity import Keys, PublicKeys

# made once by the program; fixed, so that a changed derivation is noticed
KNOWN = Keys(
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    "AGE-SECRET-KEY-1QRHKDMXS06QEERR7L4PZRX3QCPRXC62HZPPKE79KY540JV54907QDZMVW2",
)
UID = "01a1fa44-6e66-756c-8b65-414441127743"


def test_public_half_of_known_keys() -> None:
    # the first test vector of RFC 8032 §7.1
    assert KNOWN.public.sign == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert KNOWN.public.age == "age1wf29vnttwh3hmcqz20khqv3v6vr9ptddn6d7qdak62zdruuhxpgsn0eyt2"


def test_fingerprint_is_eight_groups_of_four_digits_and_stays() -> None:
    digits = identity.fingerprint(UID, KNOWN.public)
    assert re.fullmatch(r"\d{4}( \d{4}){7}", digits)
    assert digits == "7716 5477 8314 0659 7237 2186 9453 3228"


def test_fingerprint_tells_books_and_both_keys_apart() -> None:
    other = identity.generate().public
    digits = {
        identity.fingerprint(UID, KNOWN.public),
        identity.fingerprint(UID[:-1] + "4", KNOWN.public),
        identity.fingerprint(UID, replace(KNOWN.public, sign=other.sign)),
        identity.fingerprint(UID, replace(KNOWN.public, age=other.age)),
    }
    assert len(digits) == 4


def test_signature_holds_for_the_message_and_the_key_only() -> None:
    signature = KNOWN.sign(b"report")
    assert identity.verifies(KNOWN.public.sign, signature, b"report")
    assert not identity.verifies(KNOWN.public.sign, signature, b"reporT")
    assert not identity.verifies(identity.generate().public.sign, signature, b"report")
    assert not identity.verifies(KNOWN.public.sign, signature[:-1], b"report")
    assert not identity.verifies("zz", signature, b"report")


def test_only_the_readers_can_decrypt() -> None:
    other, stranger = identity.generate(), identity.generate()
    data = identity.encrypt(b"rows", [KNOWN.public.age, other.public.age])
    assert KNOWN.decrypt(data) == other.decrypt(data) == b"rows"
    with pytest.raises(pyrage.DecryptError):
        stranger.decrypt(data)


def test_proof_depends_on_everything() -> None:
    other = identity.generate().public
    proofs = {
        identity.join_proof("ab" * 32, "c", "b", KNOWN.public),
        identity.join_proof("ac" * 32, "c", "b", KNOWN.public),
        identity.join_proof("ab" * 32, "d", "b", KNOWN.public),
        identity.join_proof("ab" * 32, "c", "a", KNOWN.public),
        identity.join_proof("ab" * 32, "c", "b", other),
    }
    assert len(proofs) == 5


@pytest.mark.parametrize(
    ("sign", "age"),
    [
        ("", KNOWN.public.age),
        (KNOWN.public.sign.upper(), KNOWN.public.age),
        (KNOWN.public.sign, ""),
        (KNOWN.public.sign, KNOWN.public.age[:-1]),
        (KNOWN.public.sign, KNOWN.public.age[:-1] + "q"),
        (KNOWN.public.sign, KNOWN.age_secret),
    ],
)
def test_what_is_no_key_is_refused(sign: str, age: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        PublicKeys(sign, age)


def test_secrets_do_not_show_in_a_repr() -> None:
    assert KNOWN.sign_secret not in repr(KNOWN)
    assert KNOWN.age_secret not in repr(KNOWN)
