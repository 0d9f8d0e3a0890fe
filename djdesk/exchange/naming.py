"""Names of the files on a stick: telling to people, allowed on every file system."""

from __future__ import annotations

import re
from pathlib import Path

from djdesk.exchange.package import unsafe

PACKAGE, RECEIPT, INVITE, DISPATCH = ENDINGS = (".djx", ".djr", ".djinvite", ".djd")

_LONGEST = 40
"""Characters of an organization's name in a file name: 120 bytes, room for the rest in 255."""


def package_name(branch: str, period: str, number: int) -> str:
    """The file name of package `number` of a month: 机修车间支部-2026-11-第0007号.djx."""
    return f"{plain(branch)}-{period}-第{number:04d}号{PACKAGE}"


def receipt_name(branch: str, period: str, number: int, digest: str) -> str:
    """The file name of the receipt for package `number`.

    Four digits of the package's digest tell apart the receipts of branches that are called alike.
    """
    return f"{plain(branch)}-{period}-第{number:04d}号-回执-{digest[:4]}{RECEIPT}"


def dispatch_name(branch: str, period: str, number: int) -> str:
    """The file name of dispatch `number` for a branch: 机修车间支部-2026-11-下发第0003号.djd."""
    return f"{plain(branch)}-{period}-下发第{number:04d}号{DISPATCH}"


def invite_name(branch: str) -> str:
    """The file name of an invitation."""
    return f"{plain(branch)}-邀请{INVITE}"


def plain(name: str) -> str:
    """`name` without what FAT, NTFS or a shell would stumble over; never empty, never a device."""
    text = re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*\s]+', "_", name.strip())
    text = text[:_LONGEST].strip("._ ")
    return text if text and not unsafe(text) else f"支部_{text}".rstrip("_")


def alike(left: str, right: str) -> bool:
    """Whether two names may mean the same branch: one is in the other, set phrases apart.

    机修车间支部 is 中共某某厂机修车间支部委员会; 铸造车间支部 is not.
    """
    left, right = _core(left), _core(right)
    return left in right or right in left


def _core(name: str) -> str:
    text = "".join(name.split()).removeprefix("中国共产党").removeprefix("中共")
    return text.removesuffix("委员会") or name


def free_path(folder: Path, name: str) -> Path:
    """A path in `folder` that is not taken: `name`, or `name (2)`, `name (3)` …

    A file already on the stick is never overwritten: it may be the only copy of another package.
    """
    path = folder / name
    stem, ending = path.stem, path.suffix
    count = 2
    while path.exists():
        path = folder / f"{stem} ({count}){ending}"
        count += 1
    return path
