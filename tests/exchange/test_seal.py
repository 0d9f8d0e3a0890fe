"""The envelope: nothing altered, cut, exchanged or newer passes, and each is told by its name."""

from __future__ import annotations

import random

import pytest

from djdesk.errors import Refused
from djdesk.exchange import identity, seal
from djdesk.exchange.faults import codes

SENDER, READER, OTHER = (f"01a1fa44-6e66-756c-8b65-41444112774{n}" for n in range(3))
SENDER_KEYS, READER_KEYS, OTHER_KEYS = (identity.generate() for _ in range(3))
CONTENT = "花名册".encode() * 300


def sealed(kind: str = seal.REPORT, to: str = READER, content: bytes = CONTENT) -> bytes:
    readers = [READER_KEYS.public.age, SENDER_KEYS.public.age]
    return seal.seal(content, kind=kind, keys=SENDER_KEYS, sender=SENDER, to=to, readers=readers)


def opened(data: bytes, kind: str = seal.REPORT) -> seal.Letter:
    return seal.unseal(data, kind=kind, keys=READER_KEYS, uid=READER)


def fault_of(data: bytes, keys: identity.Keys = READER_KEYS, uid: str = READER) -> str:
    with pytest.raises(Refused) as refused:
        seal.unseal(data, kind=seal.REPORT, keys=keys, uid=uid)
    problem = refused.value.problems[0]
    assert problem.text.endswith("。")
    assert problem.remedy.endswith("。")
    return codes(refused.value.problems)[0]


def test_reader_and_sender_can_open() -> None:
    data = sealed()
    letter = opened(data)
    assert letter.content == CONTENT
    assert letter.sign_key == SENDER_KEYS.public.sign
    assert seal.unseal(data, kind=seal.REPORT, keys=SENDER_KEYS, uid=SENDER).content == CONTENT


def test_header_names_kind_and_books_by_hints_only() -> None:
    header = seal.read_header(sealed())
    assert (header.format, header.kind, header.title) == (1, "report", "上报包")
    assert (header.to, header.sender) == (seal.hint(READER), seal.hint(SENDER))
    assert READER.encode() not in sealed()


def test_content_is_not_in_clear() -> None:
    assert "花名册".encode() not in sealed()


def test_100_flipped_bytes_are_noticed() -> None:
    data = sealed()
    chance = random.Random(20261120)
    line = data.index(b"\n") + 1
    places = {*range(0, line, 4), *chance.sample(range(line, len(data)), 100)}
    seen = set()
    for place in sorted(places):
        bad = bytearray(data)
        bad[place] ^= 1 << chance.randrange(8)
        seen.add(fault_of(bytes(bad)))
    assert "damaged" in seen
    assert seen <= {"damaged", "foreign_file", "newer"}


def test_every_truncation_is_noticed() -> None:
    data = sealed(content=b"short")
    for length in range(len(data)):
        assert fault_of(data[:length]) in ("damaged", "foreign_file", "empty")


def test_longer_file_is_noticed() -> None:
    assert fault_of(sealed() + b"\0") == "damaged"


@pytest.mark.parametrize("data", [b"", b"\0" * 4096])
def test_empty_file_of_a_stick_pulled_out(data: bytes) -> None:
    assert fault_of(data) == "empty"


def test_other_files_are_told_apart() -> None:
    assert fault_of(b"PK\x03\x04 some workbook") == "foreign_file"


def test_newer_format_is_refused_whatever_follows() -> None:
    data = sealed().replace(b"djdesk 1 ", b"djdesk 2 ", 1)
    with pytest.raises(Refused, match="更新版本"):
        opened(data)
    assert fault_of(b"djdesk 17 anything at all may stand here\n...") == "newer"


def test_unknown_kind_comes_from_a_newer_program() -> None:
    assert fault_of(sealed(kind="rules")) == "newer"


def test_wrong_kind_is_named() -> None:
    data = sealed(kind=seal.RECEIPT)
    with pytest.raises(Refused, match="这是回执，不是上报包"):
        opened(data)


def test_wrong_addressee() -> None:
    data = sealed(to=OTHER)
    with pytest.raises(Refused, match="不是发给本单位的"):
        opened(data)


def test_our_name_but_other_keys() -> None:
    # a committee that lost its book and began a new one under the same name
    assert fault_of(sealed(), keys=OTHER_KEYS) == "not_addressed"


def test_content_cannot_be_put_into_another_envelope() -> None:
    # somebody who may read decrypts a receipt and passes its signed content off as a report
    receipt = sealed(kind=seal.RECEIPT)
    header = seal.read_header(receipt)
    inner = READER_KEYS.decrypt(receipt[header.length :])
    start = receipt[: header.length].decode().rpartition(" sha256=")[0]
    start = start.replace(" receipt ", " report ")
    body = identity.encrypt(inner, [READER_KEYS.public.age])
    check = seal.digest(start.encode() + body)
    assert fault_of(f"{start} sha256={check}\n".encode() + body) == "signature"


def test_forged_signature() -> None:
    inner = bytes.fromhex(SENDER_KEYS.public.sign) + b"\1" * 64 + CONTENT
    start = f"djdesk 1 report to={seal.hint(READER)} from={seal.hint(SENDER)}"
    for forged in (inner, inner[:50], b""):
        body = identity.encrypt(forged, [READER_KEYS.public.age])
        check = seal.digest(start.encode() + body)
        assert fault_of(f"{start} sha256={check}\n".encode() + body) == "signature"


def test_invitation_is_signed_and_open() -> None:
    data = seal.seal(
        b"welcome", kind=seal.INVITE, keys=SENDER_KEYS, sender=SENDER, to="", readers=[]
    )
    assert seal.unseal(data, kind=seal.INVITE, keys=None, uid="").content == b"welcome"
    changed = data.replace(b"welcome", b"Welcome")
    with pytest.raises(Refused) as refused:
        seal.unseal(changed, kind=seal.INVITE, keys=None, uid="")
    assert codes(refused.value.problems) == ("damaged",)
