"""Writing to sticks that are full, gone, locked or faulty: whole or not at all."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from djdesk.errors import Refused, StorageFault
from djdesk.exchange import delivery, seal
from djdesk.exchange.faults import codes

DATA = bytes(range(256)) * 64


class Breaking(io.FileIO):
    """A file on a device that breaks after some bytes, as a stick that is pulled out."""

    def __init__(self, path: Path, after: int, code: int) -> None:
        super().__init__(path, "wb")
        self.left = after
        self.code = code

    def write(self, data: bytes, /) -> int:  # type: ignore[override]
        if len(data) > self.left:
            super().write(bytes(data)[: self.left])
            raise OSError(self.code, os.strerror(self.code))
        self.left -= len(data)
        return super().write(data)


@pytest.fixture
def breaking(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, int], None]:
    """Let every file opened for writing break after n bytes with an error code."""
    real = Path.open

    def break_after(after: int, code: int) -> None:
        def opened(path: Path, mode: str = "r", *args: int) -> BinaryIO:
            if "w" in mode:
                return Breaking(path, after, code)
            return real(path, mode, *args)  # type: ignore[call-overload,no-any-return]

        monkeypatch.setattr(Path, "open", opened)

    return break_after


def test_written_and_read_back(tmp_path: Path) -> None:
    path = delivery.put(tmp_path, "机修车间支部-2026-11-第0001号.djx", DATA)
    assert path.name == "机修车间支部-2026-11-第0001号.djx"
    assert delivery.take(path) == DATA
    assert list(tmp_path.iterdir()) == [path]


def test_no_file_on_the_stick_is_overwritten(tmp_path: Path) -> None:
    first = delivery.put(tmp_path, "包.djx", b"first")
    second = delivery.put(tmp_path, "包.djx", b"second")
    assert (first.read_bytes(), second.read_bytes()) == (b"first", b"second")


def test_a_named_file_is_replaced(tmp_path: Path) -> None:
    out = tmp_path / "邀请.djinvite"
    out.write_bytes(b"old")
    assert delivery.put_at(out, "unused", b"new") == out
    assert out.read_bytes() == b"new"


@pytest.mark.parametrize("after", [0, 1, 4096, len(DATA) - 1])
@pytest.mark.parametrize(
    ("code", "kind"), [(errno.ENOSPC, "full"), (errno.EIO, "unknown"), (errno.EROFS, "read_only")]
)
def test_device_that_breaks_leaves_nothing_new_and_nothing_lost(
    tmp_path: Path, breaking: Callable[[int, int], None], after: int, code: int, kind: str
) -> None:
    old = tmp_path / "包.djx"
    old.write_bytes(b"the package of last month")
    breaking(after, code)
    with pytest.raises(StorageFault) as fault:
        delivery.put(tmp_path, "包.djx", DATA)
    assert fault.value.kind == kind
    with pytest.raises(StorageFault):
        delivery.put_at(old, "包.djx", DATA)
    assert [p.name for p in tmp_path.iterdir()] == ["包.djx"]
    assert old.read_bytes() == b"the package of last month"


def test_stick_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StorageFault, match="U盘"):
        delivery.put(tmp_path / "E", "包.djx", DATA)
    with pytest.raises(StorageFault) as fault:
        delivery.take(tmp_path / "包.djx")
    assert fault.value.kind == "missing"


def test_stick_that_gives_back_something_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "_read", lambda path: path.read_bytes()[:-1] + b"?")
    with pytest.raises(StorageFault, match="不一致") as fault:
        delivery.put(tmp_path, "包.djx", DATA)
    assert fault.value.kind == "damaged"
    assert list(tmp_path.iterdir()) == []


def test_file_far_too_big_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "包.djx"
    with path.open("wb") as file:
        file.truncate(seal.MAX_FILE + 1)
    with pytest.raises(Refused) as refused:
        delivery.take(path)
    assert codes(refused.value.problems) == ("too_big",)


def test_note_opens_in_the_oldest_notepad(tmp_path: Path) -> None:
    note = delivery.put_note(tmp_path / "包.djx", "第一行\n第二行\n")
    assert note.name == "包-说明.txt"
    assert note.read_bytes() == "\ufeff第一行\r\n第二行\r\n".encode()
