"""Packs the frozen folder into one file to carry: .zip for Windows, .tar.gz for Linux.

`python packaging/archive.py dist/djdesk`; writes the file and its SHA-256 sum beside the folder.
"""

from __future__ import annotations

import hashlib
import platform
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Libraries of Windows itself; a folder that brings its own breaks on the next update of Windows.
SYSTEM_LIBRARIES = {"icuuc.dll", "mscms.dll", "bcryptprimitives.dll"}
LINUX_EXTRAS = ROOT / "packaging" / "linux"


def version() -> str:
    """The version that djdesk/__init__.py states."""
    text = (ROOT / "djdesk" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"', text, flags=re.MULTILINE)
    if found is None:
        raise SystemExit("djdesk/__init__.py 中没有版本号 (no version found).")
    return found[1]


def foreign_files(folder: Path) -> list[Path]:
    """Files in the frozen folder that belong to Windows and must not travel."""
    return sorted(p for p in folder.rglob("*") if p.name.lower() in SYSTEM_LIBRARIES)


def pack(folder: Path) -> Path:
    """Write the archive of a frozen folder and its sum beside it; returns the archive.

    Raises SystemExit if the folder is not complete or holds libraries of Windows itself.
    """
    windows = (folder / "djdesk.exe").exists()
    if not windows and not (folder / "djdesk").exists():
        raise SystemExit(f"{folder} 不是冻结好的程序文件夹 (not a frozen folder).")
    foreign = foreign_files(folder)
    if foreign:
        raise SystemExit("不应包含 (must not travel): " + ", ".join(map(str, foreign)))
    if not windows:
        shutil.copytree(LINUX_EXTRAS, folder, dirs_exist_ok=True)
    system = "windows" if windows else "linux"
    machine = platform.machine().lower().replace("amd64", "x86_64")
    base = folder.parent / f"djdesk-{version()}-{system}-{machine}"
    kind = "zip" if windows else "gztar"
    archive = Path(shutil.make_archive(str(base), kind, folder.parent, folder.name))
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    sums = archive.with_name(archive.name + ".sha256")
    sums.write_text(f"{digest}  {archive.name}\n", encoding="ascii", newline="\n")
    return archive


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("用法 (usage): python packaging/archive.py dist/djdesk")
    print(pack(Path(sys.argv[1])))
