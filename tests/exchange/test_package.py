"""The zip inside: names that climb out, repeated names, links and bombs are stopped."""

from __future__ import annotations

import io
import stat
import sys
import zipfile

import pytest

from djdesk.errors import Refused
from djdesk.exchange.faults import codes
from djdesk.exchange.package import LIMITS, Limits, pack, unpack, unsafe

MEMBERS = {
    "manifest.json": b"{}",
    "data/member.jsonl": "张三\n".encode() * 1000,
    "files/" + "ab" * 32: bytes(range(256)),
}


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def fault_of(data: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(Refused) as refused:
        unpack(data, limits)
    return codes(refused.value.problems)[0]


def test_what_goes_in_comes_out() -> None:
    assert unpack(pack(MEMBERS)) == MEMBERS


def test_same_content_same_bytes() -> None:
    assert pack(MEMBERS) == pack(MEMBERS)


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "data/../../evil",
        "/etc/passwd",
        "C:/evil",
        "C:evil",
        "c:\\foo",
        "\\\\host\\share",
        "data\\member.jsonl",
        "./data",
        "data//member",
        "data/",
        "con",
        "data/NUL.jsonl",
        "aux.txt",
        "com1",
        "LPT9.txt",
        "com²",
        "data/name.",
        "data/name ",
        " data/name",
        "a\x00b",
        "a\nb",
        "a*b",
        "a?b",
        'a"b',
        "a<b",
        "a|b",
        "a:stream",
        "",
        "x" * 300,
    ],
)
def test_unsafe_names(name: str) -> None:
    assert unsafe(name)
    written_as_it_is = "\\" not in name or sys.platform != "win32"  # there zipfile writes a slash
    if name and "\x00" not in name and written_as_it_is:
        assert fault_of(zipped((name, b"x"))) == "unsafe"
    with pytest.raises(ValueError, match="unsafe"):
        pack({name: b"x"})


def test_name_with_a_zero_byte_is_not_cut_short() -> None:
    data = zipped(("data/nameXevil", b"x")).replace(b"nameXevil", b"name\x00evil")
    assert fault_of(data) == "unsafe"


@pytest.mark.parametrize("name", ["data/member.jsonl", "说明/机修车间.txt", "console", "files/a.b"])
def test_good_names(name: str) -> None:
    assert unsafe(name) == ""
    assert unpack(zipped((name, b"x"))) == {name: b"x"}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("second", ["data/a", "DATA/A", "data/A"])
def test_names_that_mean_one_file(second: str) -> None:
    assert fault_of(zipped(("data/a", b"1"), (second, b"2"))) == "unsafe"


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFDIR, stat.S_IFIFO, stat.S_IFCHR])
def test_links_and_devices(kind: int) -> None:
    info = zipfile.ZipInfo("data/link")
    info.external_attr = (kind | 0o777) << 16
    assert fault_of(zipped((info, b"/etc/passwd"))) == "unsafe"


def test_encrypted_member() -> None:
    data = bytearray(zipped(("data/a", b"x" * 50)))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert fault_of(bytes(data)) == "unsafe"


def test_too_many_members() -> None:
    data = zipped(*((f"data/{n}", b"") for n in range(11)))
    assert fault_of(data, Limits(members=10)) == "too_big"


def test_bomb_by_size() -> None:
    data = zipped(("data/a", b"\0" * 3_000_000))
    assert fault_of(data, Limits(total=2_000_000)) == "too_big"
    assert fault_of(data, Limits(member=2_000_000)) == "too_big"


def test_bomb_by_ratio() -> None:
    data = zipped(("data/a", b"\0" * 3_000_000))
    assert fault_of(data, Limits(ratio_from=1_000_000)) == "too_big"


def test_bomb_spread_over_members() -> None:
    data = zipped(*((f"data/{n}", b"\0" * 500_000) for n in range(6)))
    assert fault_of(data, Limits(total=2_000_000)) == "too_big"


def test_bomb_whose_directory_lies_about_its_size() -> None:
    content = b"\0" * 3_000_000
    size = len(content).to_bytes(4, "little")
    data = zipped(("data/a", content))
    assert data.count(size) == 2
    assert fault_of(data.replace(size, b"\x10\0\0\0"), Limits(total=2_000_000)) in (
        "too_big",
        "damaged",
    )


@pytest.mark.parametrize("cut", [1, 10, 30, 60])
def test_cut_zip(cut: int) -> None:
    assert fault_of(pack(MEMBERS)[:-cut]) == "damaged"


def test_wrong_checksum() -> None:
    data = bytearray(pack({"files/a": b"stored as it is"}))
    data[data.index(b"stored")] ^= 1
    assert fault_of(bytes(data)) == "damaged"


def test_what_could_not_be_read_back_is_not_written() -> None:
    with pytest.raises(Refused) as refused:
        pack({"files/a": b"12345"}, Limits(total=4))
    assert codes(refused.value.problems) == ("too_big",)
