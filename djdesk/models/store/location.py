"""Where a folder lies: a live book is safe on a fixed disk only, not on a stick or a share."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from djdesk.errors import UserError

# Locks and write-ahead logs are not dependable on these (Linux names of file systems).
NETWORK_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "glusterfs", "davfs"}
    | {"vboxsf", "virtiofs", "prl_fs", "fuse.sshfs", "fuse.rclone", "fuse.gvfsd-fuse"}
    | {"fuse.davfs2", "fuse.glusterfs", "fuse.vmhgfs-fuse"}
)


class UnsuitedPlace(UserError):
    """The book lies where it cannot be kept open safely; `reason` is removable or network."""

    def __init__(self, folder: Path, reason: str) -> None:
        self.folder = folder
        self.reason = reason
        where = "U盘或移动硬盘" if reason == "removable" else "网络共享文件夹"
        super().__init__(
            f"账套“{folder}”在{where}上，直接使用容易损坏或丢失。",
            "请先复制到本机硬盘再打开；需要带走时用备份或上报包。",
        )


@dataclass(frozen=True, slots=True)
class Mount:
    """One line of the system's table of mounts."""

    device: str
    point: str
    kind: str


def refuse_unsuited(folder: Path) -> None:
    """Raise `UnsuitedPlace` if a live book must not lie in `folder`."""
    reason = reason_against(folder)
    if reason:
        raise UnsuitedPlace(folder, reason)


def mounts(text: str) -> list[Mount]:
    """The mounts in the text of /proc/self/mountinfo."""
    found = []
    for line in text.splitlines():
        left, _, right = line.partition(" - ")
        fields, kind = left.split(), right.split(" ", 1)[0]
        if len(fields) > 4:
            point = re.sub(r"\\(\d{3})", lambda m: chr(int(m[1], 8)), fields[4])
            found.append(Mount(fields[2], point, kind))
    return found


def linux_reason(folder: Path, table: list[Mount], blocks: Path) -> str:
    """The reason against `folder` by the table of mounts and the system's folder of devices."""
    mine = [m for m in table if folder.is_relative_to(m.point)]
    if not mine:
        return ""
    # of several at one point the last one is on top
    mount = max(enumerate(mine), key=lambda pair: (len(pair[1].point), pair[0]))[1]
    if mount.kind in NETWORK_SYSTEMS:
        return "network"
    device = Path(os.path.realpath(blocks / mount.device))
    for place in (device, device.parent):  # a partition's disk is the folder above it
        flag = place / "removable"
        if flag.is_file() and flag.read_text().strip() == "1":
            return "removable"
    return "removable" if re.search(r"/usb\d+/", str(device)) else ""


if sys.platform == "win32":
    import ctypes

    def reason_against(folder: Path) -> str:
        """Why a live book must not lie in `folder`: removable, network, or empty if it may."""
        resolved = os.path.realpath(folder)
        if resolved.startswith("\\\\"):
            return "network"
        # GetDriveType: 2 DRIVE_REMOVABLE, 4 DRIVE_REMOTE
        kind = ctypes.windll.kernel32.GetDriveTypeW(os.path.splitdrive(resolved)[0] + "\\")
        return {2: "removable", 4: "network"}.get(kind, "")

else:

    def reason_against(folder: Path) -> str:
        """Why a live book must not lie in `folder`: removable, network, or empty if it may."""
        try:
            text = Path("/proc/self/mountinfo").read_text("utf-8", errors="surrogateescape")
        except OSError:
            return ""  # a system that does not tell
        return linux_reason(Path(os.path.realpath(folder)), mounts(text), Path("/sys/dev/block"))
