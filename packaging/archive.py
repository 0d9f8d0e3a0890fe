"""Packs the frozen folder into one file to carry: .zip for Windows, .tar.gz for Linux.

`python packaging/archive.py dist/djdesk` writes the file and its SHA-256 sum beside the folder, and
for Windows the installer as well where `makensis` (NSIS) is at hand.
"""

from __future__ import annotations

import hashlib
import platform
import re
import shutil
import subprocess
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
    write_sum(archive)
    return archive


def write_sum(file: Path) -> None:
    """Write `<file>.sha256` in the form that `sha256sum --check` reads."""
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    sums = file.with_name(file.name + ".sha256")
    sums.write_text(f"{digest}  {file.name}\n", encoding="ascii", newline="\n")


def make_installer(folder: Path) -> Path | None:
    """Compile the Windows installer beside a frozen folder; None where NSIS is not installed.

    Raises SystemExit if NSIS fails.
    """
    makensis = shutil.which("makensis")
    if makensis is None:
        return None
    setup = folder.resolve().parent / f"djdesk-{version()}-setup.exe"
    defines = [f"-DVERSION={version()}", f"-DFOLDER={folder.resolve()}", f"-DSETUP={setup}"]
    if sys.platform == "linux":  # the program has 64 bits; so may its installer
        defines.append("-DTARGET=amd64-unicode")
    script = ROOT / "packaging" / "windows" / "djdesk.nsi"
    if subprocess.call([makensis, "-V2", *defines, str(script)]) != 0:
        raise SystemExit("安装程序没有做成，原因见上 (makensis failed).")
    write_sum(setup)
    return setup


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("用法 (usage): python packaging/archive.py dist/djdesk")
    frozen = Path(sys.argv[1])
    print(pack(frozen))
    if (frozen / "djdesk.exe").exists():
        print(make_installer(frozen) or "未找到 makensis，没有制作安装程序 (no installer made).")
