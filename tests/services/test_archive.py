"""Files kept with records."""

from __future__ import annotations

from pathlib import Path

import pytest

from djdesk.errors import UserError
from djdesk.models.archive import Attachment
from djdesk.services import archive
from djdesk.services.desk import Desk, Role


def listed(desk: Desk, owner_id: int = 1) -> list[str]:
    with desk.store.read() as session:
        return [file.title for file in archive.attachments(session, "member", owner_id)]


def test_kept_read_renamed_and_taken_out(desk: Desk) -> None:
    key = archive.attach(desk, "roster", "member", 1, "/home/某/志愿书.PDF", b"%PDF-1.4 content")
    assert listed(desk) == ["志愿书.PDF"]
    assert listed(desk, 2) == []
    assert archive.content(desk, key) == b"%PDF-1.4 content"
    with desk.store.read() as session:
        (file,) = archive.attachments(session, "member", 1)
    assert (file.media_type, file.size) == ("application/pdf", 16)
    archive.rename(desk, "roster", key, " 入党志愿书 ", "原件在档案室")
    assert listed(desk) == ["入党志愿书"]
    archive.detach(desk, "roster", key)
    assert listed(desk) == []
    with pytest.raises(UserError, match="找不到"):
        archive.content(desk, key)


def test_the_same_content_lies_once_and_never_in_clear(desk: Desk) -> None:
    secret = "某某同志的思想汇报".encode()
    for number in (1, 2):
        archive.attach(desk, "roster", "member", number, f"{number}.txt", secret)
    folder = desk.store.files.folder
    files = [path for path in Path(folder).rglob("*") if path.is_file()]
    assert len(files) == 1
    assert secret not in files[0].read_bytes()


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("", b"x", "没有名称"),
        ("空.txt", b"", "空文件"),
        ("大.pdf", bytes(archive.LIMIT + 1), "超过 50 MB"),
    ],
)
def test_what_is_not_kept(desk: Desk, name: str, content: bytes, word: str) -> None:
    with pytest.raises(UserError, match=word):
        archive.attach(desk, "roster", "member", 1, name, content)
    assert listed(desk) == []


def test_viewers_read_but_do_not_add(desk: Desk) -> None:
    key = archive.attach(desk, "roster", "member", 1, "甲.txt", b"x")
    viewer = Desk(desk.store, "看", Role.VIEWER, desk.today)
    assert archive.content(viewer, key) == b"x"
    with pytest.raises(UserError, match="权限"):
        archive.attach(viewer, "roster", "member", 1, "乙.txt", b"x")
    with pytest.raises(UserError, match="权限"):
        archive.detach(viewer, "roster", key)


def test_received_files_stay_as_they_are(desk: Desk) -> None:
    key = archive.attach(desk, "roster", "member", 1, "甲.txt", b"x")
    with desk.store.write("接收") as session:
        row = session.get(Attachment, key)
        assert row is not None
        row.origin = "another book"
    with pytest.raises(UserError, match="支部上报"):
        archive.detach(desk, "roster", key)
