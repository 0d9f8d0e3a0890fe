"""A disk that is full, for tests: a small one that can be filled, or a limit on every file."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


class SmallDisk:
    """A disk of its own that can be filled to the last byte."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    @contextmanager
    def leaving(self, free: int) -> Iterator[None]:
        """Full but for about `free` bytes while the block runs."""
        with self._ballast.open("wb", buffering=0) as file:
            block = 1 << 20
            while block:
                try:
                    if file.write(bytes(block)) < block:
                        block >>= 1
                except OSError:
                    block >>= 1
            file.truncate(max(0, file.tell() - free))
        try:
            yield
        finally:
            self._ballast.unlink()


@contextmanager
def mounted(folder: Path) -> Iterator[SmallDisk]:
    """A file system of 16 MiB in memory at `folder`; mounting one takes the rights of root."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=16m", "djdesk-test", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        done = False
    if not done:
        pytest.skip("no right to mount a small disk; the limit on file sizes is tested instead")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    """No file of this process may grow beyond `size` bytes: a disk that is full, without rights."""
    resource = pytest.importorskip("resource", reason="POSIX only")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
