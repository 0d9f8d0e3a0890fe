"""Fixed disk, stick and share are told apart by what the system says about them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from djdesk.models.store import book as book_module
from djdesk.models.store import location
from djdesk.models.store.book import open_book
from djdesk.models.store.location import UnsuitedPlace, linux_reason, mounts
from tests.conftest import PASSWORD

TABLE = r"""22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 8:17 / /media/li/U\040盘 rw,nosuid shared:2 - vfat /dev/sdb1 rw
31 22 8:33 / /mnt/disk rw - ext4 /dev/sdc1 rw
32 22 0:50 / /mnt/share rw - cifs //server/share rw
33 22 0:51 / /mnt/ssh rw - fuse.sshfs li@server:/ rw
34 32 8:1 /x /mnt/share/local rw - ext4 /dev/sda1 rw
"""


@pytest.fixture
def blocks(tmp_path: Path) -> Path:
    """A folder like /sys/dev/block: a fixed disk, a stick, and a disk in a USB case."""
    devices = {
        "8:1": ("devices/pci0/ata1/block/sda", "sda1", "0"),
        "8:17": ("devices/pci0/other/block/sdb", "sdb1", "1"),
        "8:33": ("devices/pci0/usb2/2-1/block/sdc", "sdc1", "0"),
    }
    links = tmp_path / "block"
    links.mkdir()
    for number, (disk, partition, removable) in devices.items():
        folder = tmp_path / disk / partition
        folder.mkdir(parents=True)
        (folder.parent / "removable").write_text(f"{removable}\n")
        (links / number).symlink_to(folder)
    return links


@pytest.mark.skipif(sys.platform == "win32", reason="paths and mounts of Linux")
@pytest.mark.parametrize(
    ("folder", "reason"),
    [
        ("/home/li/book", ""),
        ("/media/li/U 盘/book", "removable"),
        ("/media/li/U", ""),
        ("/mnt/disk/book", "removable"),
        ("/mnt/share/book", "network"),
        ("/mnt/share/local/book", ""),
        ("/mnt/ssh", "network"),
    ],
)
def test_reason(folder: str, reason: str, blocks: Path) -> None:
    assert linux_reason(Path(folder), mounts(TABLE), blocks) == reason


def test_this_machine_may_keep_books_in_its_temporary_folder(tmp_path: Path) -> None:
    assert location.reason_against(tmp_path) == ""


def test_a_book_on_a_stick_is_refused_but_can_be_read(
    book_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def on_a_stick(folder: Path) -> None:
        raise UnsuitedPlace(folder, "removable")

    monkeypatch.setattr(book_module, "refuse_unsuited", on_a_stick)
    with pytest.raises(UnsuitedPlace, match="U盘") as caught:
        open_book(book_folder, PASSWORD)
    assert "复制到本机" in caught.value.remedy
    open_book(book_folder, PASSWORD, allow_removable=True).close()
