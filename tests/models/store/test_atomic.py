"""Replacing files: whatever fails, the old content stays and nothing is left over."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import BinaryIO

import pytest

from djdesk.errors import StorageFault
from djdesk.models.store import atomic
from djdesk.models.store.atomic import replace_file, replacing, sweep_parts


def test_new_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "名册.pdf"
    replace_file(path, b"one")

    def write(file: BinaryIO) -> None:
        file.write(b"t")
        file.write(b"wo")

    replace_file(path, write)
    assert path.read_bytes() == b"two"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("call", ["fsync", "replace", "write"])
def test_a_failing_call_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = tmp_path / "名册.pdf"
    replace_file(path, b"old")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def write(file: BinaryIO) -> None:
        file.write(b"half")
        if call == "write":
            full()

    if call != "write":
        monkeypatch.setattr(os, call, full)
    with pytest.raises(StorageFault) as caught:
        replace_file(path, write)
    monkeypatch.undo()
    assert caught.value.kind == "full"
    assert str(tmp_path) in caught.value.text
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_error_of_the_writer_itself_is_not_hidden(tmp_path: Path) -> None:
    path = tmp_path / "名册.pdf"
    with pytest.raises(ZeroDivisionError), replacing(path) as part:
        part.write_bytes(b"half")
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageFault) as caught:
        replace_file(tmp_path / "没有" / "x.pdf", b"x")
    assert caught.value.kind == "missing"


def test_forgotten_parts_are_swept(tmp_path: Path) -> None:
    (tmp_path / f"x.pdf.123{atomic.PART}").write_bytes(b"half")
    (tmp_path / "x.pdf").write_bytes(b"whole")
    assert sweep_parts(tmp_path) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["x.pdf"]
