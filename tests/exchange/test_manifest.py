"""The manifest comes back as it was written, and nothing malformed gets through."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from djdesk.errors import Refused
from djdesk.exchange import identity, manifest
from djdesk.exchange.faults import codes
from djdesk.exchange.manifest import Entry, Join, Manifest, Party

UID = "01a1fa44-6e66-756c-8b65-414441127743"
FULL = Manifest(
    kind="report",
    sender=Party(UID, "机修车间支部", identity.generate().public),
    addressee=Party(UID[:-1] + "4", "厂党委"),
    made_at="2026-11-20T09:00:00+08:00",
    number=7,
    period="2026-11",
    ancestors=((6, "ab" * 32), (5, "cd" * 32)),
    join=Join(UID, "ef" * 32),
    entries=(Entry("data/member.jsonl", 12, "01" * 32, 43, 1), Entry("files/x", 3, "02" * 32)),
    omitted=("03" * 32,),
    extra={"home": UID},
)


def test_there_and_back() -> None:
    assert manifest.read(FULL.to_json()) == FULL
    assert FULL.previous == "ab" * 32


def test_first_package_has_no_previous() -> None:
    first = Manifest("report", FULL.sender, FULL.addressee, FULL.made_at)
    assert first.previous == ""
    assert manifest.read(first.to_json()) == first


Spoil = Callable[[dict[str, object]], object]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: raw.pop("sender"),
        lambda raw: raw.pop("entries"),
        lambda raw: raw.update(number=-1),
        lambda raw: raw.update(number=True),
        lambda raw: raw.update(number=1.5),
        lambda raw: raw.update(number="7"),
        lambda raw: raw.update(number=2**60),
        lambda raw: raw.update(period="2026-13"),
        lambda raw: raw.update(period="今年"),
        lambda raw: raw.update(kind=["report"]),
        lambda raw: raw.update(made_at=""),
        lambda raw: raw.update(made_at="昨天"),
        lambda raw: raw.update(made_at="2026-11-20"),
        lambda raw: raw.update(made_at="2026-11-20T09:00:00"),
        lambda raw: raw.update(made_at="2026-13-20T09:00:00+08:00"),
        lambda raw: raw.update(sender=[]),
        lambda raw: raw["sender"].update(uid="someone"),
        lambda raw: raw["sender"].update(name="名" * 201),
        lambda raw: raw["sender"]["keys"].update(sign="00"),
        lambda raw: raw["sender"]["keys"].update(age="age1"),
        lambda raw: raw.update(ancestors=[[1]]),
        lambda raw: raw.update(ancestors=[["1", "ab" * 32]]),
        lambda raw: raw.update(ancestors=[[1, "AB" * 32]]),
        lambda raw: raw.update(ancestors=[[1, "ab" * 32]] * 65),
        lambda raw: raw.update(join={"invitation": UID}),
        lambda raw: raw.update(omitted=["x"]),
        lambda raw: raw["entries"][0].update(sha256="x"),
        lambda raw: raw["entries"][0].update(size=None),
    ],
)
def test_malformed_manifests_are_refused(spoil: Spoil) -> None:
    raw = json.loads(FULL.to_json())
    spoil(raw)
    with pytest.raises(Refused) as refused:
        manifest.read(json.dumps(raw).encode())
    assert codes(refused.value.problems) == ("content",)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff\xfe", b"[" * 100_000])
def test_no_manifest_at_all(content: bytes) -> None:
    with pytest.raises(Refused):
        manifest.read(content)


def test_unknown_fields_of_a_later_program_are_passed_over() -> None:
    raw = json.loads(FULL.to_json()) | {"weather": "晴"}
    assert manifest.read(json.dumps(raw).encode()) == FULL
