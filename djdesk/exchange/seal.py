"""The envelope of everything that travels: one clear line, then a signed and encrypted content.

    djdesk 1 report to=<16 hex> from=<16 hex> sha256=<64 hex>\\n
    age( Ed25519 public key (32) + signature (64) + content )

The line holds no name; `to` and `from` are shortened hashes of the books' uids, so that a stick
can be sorted without opening anything. `sha256` covers the line before it and all that follows:
damage is told apart from a wrong addressee, and without any key. An invitation is signed but not
encrypted, because the branch has no key known to the committee yet.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

import pyrage

from djdesk.exchange import identity
from djdesk.exchange.faults import refuse

FORMAT = 1
"""The format this program writes; it reads this one and older ones."""

REPORT, RECEIPT, INVITE, DISPATCH = "report", "receipt", "invite", "dispatch"
TITLES = {REPORT: "上报包", RECEIPT: "回执", INVITE: "邀请文件", DISPATCH: "下发包"}

MAX_FILE = 512 * 1024 * 1024
"""Largest file that is read, in bytes; the content is held in memory."""

FIRST_LINE = 512
"""Bytes in which the clear line ends."""

_MAGIC = b"djdesk "
_LINE = re.compile(
    r"djdesk (?P<format>[1-9]\d{0,5}) (?P<kind>[a-z]{1,20}) "
    r"to=(?P<to>[0-9a-f]{16}|-) from=(?P<sender>[0-9a-f]{16}) sha256=(?P<digest>[0-9a-f]{64})"
)


@dataclass(frozen=True, slots=True)
class Header:
    """The clear line of an envelope."""

    format: int
    kind: str
    to: str
    sender: str
    digest: str
    length: int

    @property
    def title(self) -> str:
        """What the file is, in Chinese."""
        return TITLES[self.kind]


@dataclass(frozen=True, slots=True)
class Letter:
    """An opened envelope: its line, who signed it, and the content the signature holds for."""

    header: Header
    sign_key: str
    content: bytes


def hint(book_uid: str) -> str:
    """The 16 hex digits by which a book finds what is addressed to it."""
    return hashlib.sha256(f"djdesk book {book_uid}".encode()).hexdigest()[:16]


def digest(data: bytes) -> str:
    """SHA-256 of a whole file, 64 hex digits; names a package in logs, receipts and chains."""
    return hashlib.sha256(data).hexdigest()


def seal(
    content: bytes, *, kind: str, keys: identity.Keys, sender: str, to: str, readers: list[str]
) -> bytes:
    """The envelope around `content`.

    `sender` and `to` are the uids of the books (`to` empty: anybody), `readers` the age recipients
    who may open it (none: signed only).
    """
    start = f"djdesk {FORMAT} {kind} to={hint(to) if to else '-'} from={hint(sender)}"
    inner = bytes.fromhex(keys.public.sign) + keys.sign(_signed(start, content)) + content
    body = identity.encrypt(inner, readers) if readers else inner
    check = hashlib.sha256(start.encode() + body).hexdigest()
    return f"{start} sha256={check}\n".encode() + body


def read_header(data: bytes) -> Header:
    """The clear line of `data`, after the whole file has been found undamaged; needs no key.

    Raises `Refused` with code empty, foreign_file, newer or damaged.
    """
    if not data.strip(b"\0"):
        raise refuse(
            "empty",
            "文件是空的，可能在拷贝时拔出了U盘。",
            "请回到导出的电脑上重新拷贝一次，提示完成后再拔出。",
        )
    line, mark, body = data[:FIRST_LINE].partition(b"\n")
    if not data.startswith(_MAGIC):
        raise refuse(
            "foreign_file",
            "这不是党建工作台的上报包、回执、下发包或邀请文件。",
            "请选择扩展名为 .djx、.djr、.djd 或 .djinvite 的文件。",
        )
    _refuse_newer(line)
    match = _LINE.fullmatch(line.decode("ascii", "replace"))
    if not mark or match is None:
        raise _damaged()
    body = data[len(line) + 1 :]
    start = line[: line.rindex(b" sha256=")]
    if hashlib.sha256(start + body).hexdigest() != match["digest"]:
        raise _damaged()
    if match["kind"] not in TITLES:
        raise _newer(f"文件种类“{match['kind']}”")
    return _header(match, len(line) + 1)


def peek(start: bytes) -> Header | None:
    """The clear line at the `start` of a file, unchecked; None when it is none of ours.

    For sorting what lies on a stick. A file of a newer format is none of ours until it is opened.
    """
    line, mark, _ = start[:FIRST_LINE].partition(b"\n")
    match = _LINE.fullmatch(line.decode("ascii", "replace"))
    return _header(match, len(line) + 1) if mark and match and match["kind"] in TITLES else None


def unseal(data: bytes, *, kind: str, keys: identity.Keys | None, uid: str) -> Letter:
    """Open `data`, which must be a `kind` addressed to the book `uid` or sent by it.

    `keys` may be None only for an invitation. Raises `Refused` with the codes of `read_header`, or
    wrong_kind, not_addressed, signature.
    """
    header = read_header(data)
    if header.kind != kind:
        raise refuse(
            "wrong_kind",
            f"这是{header.title}，不是{TITLES[kind]}。",
            f"请选择{TITLES[kind]}，或到对应的功能里打开这个文件。",
        )
    inner = data[header.length :]
    if keys is not None:
        inner = _decrypt(inner, header, keys, uid)
    sign_key, signature, content = inner[:32].hex(), inner[32:96], inner[96:]
    start = data[: header.length].decode().rpartition(" sha256=")[0]
    if len(inner) < 96 or not identity.verifies(sign_key, signature, _signed(start, content)):
        raise refuse(
            "signature",
            f"{header.title}的签名不对，内容可能被改动过。",
            "请不要使用这个文件，与发送单位当面核实后重新导出。",
        )
    return Letter(header, sign_key, content)


def _header(match: re.Match[str], length: int) -> Header:
    kind, to, sender, digest = match["kind"], match["to"], match["sender"], match["digest"]
    return Header(int(match["format"]), kind, to, sender, digest, length)


def _signed(start: str, content: bytes) -> bytes:
    # the line is signed too, so that a content cannot be put into another envelope
    return b"djdesk seal\n" + start.encode() + b"\n" + hashlib.sha256(content).digest()


def _decrypt(body: bytes, header: Header, keys: identity.Keys, uid: str) -> bytes:
    if hint(uid) not in (header.to, header.sender):
        raise refuse(
            "not_addressed",
            f"这个{header.title}不是发给本单位的。",
            "请核对发送单位上报的对象；发错的，请对方重新导出。",
        )
    try:
        return keys.decrypt(body)
    except pyrage.DecryptError as error:
        # undamaged and addressed to us, yet not written to our keys: the sender knows old keys
        raise refuse(
            "not_addressed",
            f"这个{header.title}是用另一把密钥加密的，本账套打不开。",
            "如果本单位换过账套，请重新给对方邀请文件，由对方重新加入后再导出。",
        ) from error


def _refuse_newer(line: bytes) -> None:
    match = re.match(rb"djdesk (\d{1,6}) ", line)
    if match and int(match[1]) > FORMAT:
        raise _newer(f"文件格式 {int(match[1])}，本程序只认识到格式 {FORMAT}")


def _newer(what: str) -> Exception:
    return refuse(
        "newer",
        f"这个文件由更新版本的党建工作台导出（{what}）。",
        "请先升级本机的程序再打开；文件和账套都没有改变。",
    )


def _damaged() -> Exception:
    return refuse(
        "damaged",
        "文件已损坏或不完整，可能在拷贝时拔出了U盘，或内容被改动过。",
        "请回到导出的电脑上重新拷贝或重新导出；账套没有改变。",
    )
