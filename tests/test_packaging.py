"""packaging/: the archive is whole and clean, the Linux installer comes and goes."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

import djdesk

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def archive() -> ModuleType:
    """packaging/archive.py, which is a script and no package."""
    spec = importlib.util.spec_from_file_location(
        "archive_under_test", ROOT / "packaging" / "archive.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def frozen(folder: Path, ending: str = "") -> Path:
    """A folder shaped like a frozen one, with a program that says its name."""
    brand = folder / "_internal" / "resources" / "brand"
    brand.mkdir(parents=True)
    (brand / "djdesk.png").write_bytes((ROOT / "resources/brand/djdesk.png").read_bytes())
    for name in ("djdesk", "djdesk-cli"):
        program = folder / f"{name}{ending}"
        program.write_text(f"#!/bin/sh\necho {name}\n", encoding="ascii")
        program.chmod(0o755)
    return folder


def test_version_is_that_of_the_program(archive: ModuleType) -> None:
    assert archive.version() == djdesk.__version__


def test_a_windows_folder_becomes_a_zip_with_its_sum(archive: ModuleType, tmp_path: Path) -> None:
    made = archive.pack(frozen(tmp_path / "djdesk", ".exe"))
    assert made.name.startswith(f"djdesk-{djdesk.__version__}-windows-")
    with zipfile.ZipFile(made) as packed:
        assert {"djdesk/djdesk.exe", "djdesk/djdesk-cli.exe"} <= set(packed.namelist())
    sums = made.with_name(made.name + ".sha256").read_text(encoding="ascii")
    assert sums == f"{hashlib.sha256(made.read_bytes()).hexdigest()}  {made.name}\n"


@pytest.mark.skipif(sys.platform == "win32", reason="a folder is packed where it is frozen")
def test_a_linux_folder_becomes_a_tarball_with_its_installer(
    archive: ModuleType, tmp_path: Path
) -> None:
    with tarfile.open(archive.pack(frozen(tmp_path / "djdesk"))) as packed:
        members = {member.name: member for member in packed}
    assert {"djdesk/install.sh", "djdesk/djdesk.desktop"} <= set(members)
    assert members["djdesk/djdesk"].mode & 0o111


@pytest.mark.parametrize("name", ["icuuc.dll", "MSCMS.dll", "bcryptprimitives.dll"])
def test_a_library_of_windows_itself_is_refused(
    archive: ModuleType, tmp_path: Path, name: str
) -> None:
    folder = frozen(tmp_path / "djdesk", ".exe")
    (folder / "_internal" / name).write_bytes(b"MZ")
    with pytest.raises(SystemExit, match=name):
        archive.pack(folder)
    assert list(tmp_path.glob("*.zip")) == []


def test_a_folder_without_a_program_is_refused(archive: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="not a frozen folder"):
        archive.pack(tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="a shell script for Linux")
def test_the_linux_installer_comes_and_goes(archive: ModuleType, tmp_path: Path) -> None:
    folder = frozen(tmp_path / "djdesk 1")  # with a space, as download folders have
    archive.pack(folder)
    home = tmp_path / "home"
    book = home / ".local" / "share" / "djdesk" / "book.db"
    book.parent.mkdir(parents=True)
    book.write_bytes(b"book")
    env = {k: v for k, v in os.environ.items() if k != "XDG_DATA_HOME"} | {"HOME": str(home)}

    def install(*words: str) -> None:
        subprocess.run(["sh", folder / "install.sh", *words], env=env, check=True)

    install()
    install()  # an upgrade is an installation over the older one
    shortcut = home / ".local" / "bin" / "djdesk-cli"
    assert subprocess.check_output([shortcut], text=True) == "djdesk-cli\n"
    entry = (home / ".local/share/applications/djdesk.desktop").read_text(encoding="utf-8")
    program = next(line for line in entry.splitlines() if line.startswith("Exec="))
    assert Path(program.removeprefix("Exec=").strip('"')).is_file()
    install("--remove")
    assert [p for p in home.rglob("*") if p.is_file() or p.is_symlink()] == [book]
