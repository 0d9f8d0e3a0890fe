"""The inside of an envelope: a zip that is written plainly and read with suspicion."""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from djdesk.exchange.faults import refuse

_STAMP = (1980, 1, 1, 0, 0, 0)  # the same content gives the same bytes, and no clock leaks
_CHUNK = 1024 * 1024
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$", "clock$"}
    | {f"{port}{n}" for port in ("com", "lpt") for n in (*range(10), "¹", "²", "³")}
)
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]')


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a package may hold, in pieces and bytes; `ratio` counts from `ratio_from` on."""

    members: int = 20_000
    member: int = 256 * 1024 * 1024
    total: int = 512 * 1024 * 1024
    ratio: int = 200
    ratio_from: int = 16 * 1024 * 1024


LIMITS = Limits()


def pack(members: Mapping[str, bytes], limits: Limits = LIMITS) -> bytes:
    """A zip of `members` (name → content), in their order.

    Raises `Refused` (too_big) when the result could not be read back, ValueError for unsafe names.
    """
    total = sum(len(content) for content in members.values())
    if len(members) > limits.members or total > limits.total:
        raise refuse(
            "too_big",
            f"要导出的内容太大（{len(members)} 个部分，共 {total // 2**20} MB）。",
            "请先导出不带附件的包，或把扫描件压缩后再导出。",
        )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            if unsafe(name):
                raise ValueError(f"unsafe member name {name!r}")
            # attachments are mostly pictures and PDF files, which do not shrink
            packed = zipfile.ZIP_STORED if name.startswith("files/") else zipfile.ZIP_DEFLATED
            info = zipfile.ZipInfo(name, _STAMP)
            info.external_attr = 0o600 << 16
            archive.writestr(info, content, packed, 6)
    return out.getvalue()


def unpack(data: bytes, limits: Limits = LIMITS) -> dict[str, bytes]:
    """All members of the zip `data`, counted while they are read.

    Raises `Refused`: damaged (not a whole zip), unsafe (a name that could leave its folder or
    means a device, twice the same name, a link, an encrypted member), too_big.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if len(infos) > limits.members:
                raise _too_big(f"含有 {len(infos)} 个部分")
            _check_names(infos)
            return _read_all(archive, infos, len(data), limits)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError) as error:
        raise refuse(
            "damaged", "包内的压缩内容已损坏，读不出来。", "请对方重新导出；账套没有改变。"
        ) from error


def unsafe(name: str) -> str:
    """Why a member must not be called `name` (Chinese); empty when it may.

    Only plain relative names with `/` are good, on every system: none that climbs (`..`), starts
    at a root or a drive, holds a character FAT forbids, ends in a dot or blank, or is a device.
    """
    if not name or len(name) > 200:
        return "名称为空或过长"
    if name.startswith("/") or _FORBIDDEN.search(name):
        return "含有绝对路径、盘符或非法字符"
    for step in name.split("/"):
        if step in ("", ".", ".."):
            return "含有上级目录"
        if step != step.strip(" ") or step.endswith("."):
            return "以空格或句点开头或结尾"
        if step.split(".")[0].rstrip(" ").casefold() in _DEVICES:
            return "是系统保留的设备名"
    return ""


def _check_names(infos: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for info in infos:
        name = info.orig_filename  # as written in the file; `filename` is already made harmless
        why = unsafe(name)
        kind = stat.S_IFMT(info.external_attr >> 16)
        if not why and kind not in (0, stat.S_IFREG):
            why = "是链接或特殊文件"
        if not why and info.flag_bits & 0x1:
            why = "另外加了密"
        if not why and name.casefold() in seen:
            why = "名称重复"
        if why:
            raise refuse(
                "unsafe",
                f"包内有不安全的文件名“{name[:60]!s}”（{why}），已拒绝打开。",
                "这不是本程序导出的内容，请不要使用，并与发送单位核实。",
            )
        seen.add(name.casefold())


def _read_all(
    archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], packed: int, limits: Limits
) -> dict[str, bytes]:
    members: dict[str, bytes] = {}
    total = 0
    for info in infos:
        pieces = []
        size = 0
        with archive.open(info) as member:
            # the sizes in the directory may lie: count what really comes out
            while piece := member.read(_CHUNK):
                size += len(piece)
                if size > limits.member or total + size > limits.total:
                    raise _too_big(f"展开后超过 {limits.total // 2**20} MB")
                if total + size > max(limits.ratio_from, packed * limits.ratio):
                    raise _too_big("压缩比高得不正常")
                pieces.append(piece)
        total += size
        members[info.orig_filename] = b"".join(pieces)
    return members


def _too_big(why: str) -> Exception:
    return refuse(
        "too_big",
        f"包的内容大得不正常（{why}），已停止读取。",
        "请不要使用这个文件，并与发送单位核实；账套没有改变。",
    )
