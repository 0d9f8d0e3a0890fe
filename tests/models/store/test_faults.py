"""Errors of disk and database become plain sentences that name the place."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from djdesk.errors import StorageFault
from djdesk.models.store.faults import fault, from_database, from_os, mapped


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (errno.ENOSPC, "full"),
        (errno.EDQUOT, "full"),
        (errno.EFBIG, "full"),
        (errno.EROFS, "read_only"),
        (errno.EACCES, "read_only"),
        (errno.EBUSY, "locked"),
        (errno.ENOENT, "missing"),
        (errno.EIO, "unknown"),
    ],
)
def test_errors_of_the_system(tmp_path: Path, code: int, kind: str) -> None:
    found = from_os(OSError(code, "x"), tmp_path / "名册.pdf")
    assert found.kind == kind
    assert str(tmp_path) in found.text
    assert found.remedy


@pytest.mark.parametrize(
    ("windows", "kind"), [(112, "full"), (39, "full"), (32, "locked"), (33, "locked")]
)
def test_errors_of_windows(tmp_path: Path, windows: int, kind: str) -> None:
    error = OSError(errno.EACCES, "x")
    error.winerror = windows  # type: ignore[attr-defined,unused-ignore]
    assert from_os(error, tmp_path / "名册.pdf").kind == kind


def test_a_denied_replacement_of_a_writable_file_means_that_it_is_open(tmp_path: Path) -> None:
    path = tmp_path / "名册.pdf"
    path.write_bytes(b"x")
    error = PermissionError(errno.EACCES, "x")
    error.winerror = 5  # type: ignore[attr-defined,unused-ignore]
    assert from_os(error, path).kind == "locked"
    assert from_os(error, tmp_path / "other.pdf").kind == "read_only"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("database or disk is full", "full"),
        ("attempt to write a readonly database", "read_only"),
        ("database disk image is malformed", "damaged"),
        ("file is not a database", "damaged"),
        ("disk I/O error", "unknown"),
        ("database is locked", "locked"),
        ("unable to open database file", "read_only"),
    ],
)
def test_errors_of_the_database(tmp_path: Path, text: str, kind: str) -> None:
    path = tmp_path / "book.db"
    path.write_bytes(b"x")
    with pytest.raises(StorageFault) as caught, mapped(path):
        raise driver.OperationalError(text)
    assert caught.value.kind == kind
    assert str(tmp_path) in caught.value.text


def test_a_database_that_is_gone_is_missing_whatever_the_driver_says(tmp_path: Path) -> None:
    for text in ("disk I/O error", "unable to open database file", "file is not a database"):
        found = from_database(driver.OperationalError(text), tmp_path / "book.db")
        assert found is not None
        assert found.kind == "missing"


def test_our_own_mistakes_are_not_called_faults_of_the_disk(tmp_path: Path) -> None:
    with pytest.raises(driver.OperationalError), mapped(tmp_path / "book.db"):
        raise driver.OperationalError("no such table: membre")


def test_every_kind_says_what_to_do(tmp_path: Path) -> None:
    for kind in ("full", "locked", "read_only", "damaged", "missing", "unknown"):
        found = fault(kind, tmp_path / "book.db")
        assert found.text.endswith("。")
        assert found.remedy.startswith("请")
