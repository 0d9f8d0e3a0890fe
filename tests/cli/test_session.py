"""Where a command takes the password from, and what it may write to."""

from __future__ import annotations

import getpass
import io
import sys
from argparse import Namespace
from pathlib import Path

import pytest

from djdesk.cli.session import existing_file, new_file, opened, password_of
from djdesk.errors import StorageFault, UserError
from djdesk.models.store.backup import list_backups
from djdesk.services import books, settings
from djdesk.services.desk import Desk


class Keyboard(io.StringIO):
    """A terminal at which somebody sits."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    "content", ["密码一二三\n", "密码一二三", "\ufeff密码一二三\r\n第二行\r\n"]
)
def test_the_password_is_the_first_line(tmp_path: Path, content: str) -> None:
    path = tmp_path / "p.txt"
    path.write_bytes(content.encode())
    assert password_of(Namespace(password_file=path)) == "密码一二三"


def test_the_password_may_come_down_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(" 有 空格 \n"))
    assert password_of(Namespace(password_file=Path("-"))) == " 有 空格 "


def test_the_password_is_typed_twice_when_it_is_new(monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter(["密码甲", "密码甲", "密码甲", "密码乙", "密码丙"])
    monkeypatch.setattr(sys, "stdin", Keyboard())
    monkeypatch.setattr(getpass, "getpass", lambda _prompt: next(typed))
    nothing = Namespace(password_file=None)
    assert password_of(nothing, again=True) == "密码甲"
    with pytest.raises(UserError, match="不一样"):
        password_of(nothing, again=True)
    assert password_of(nothing) == "密码丙"


def test_places_for_results(tmp_path: Path) -> None:
    good = tmp_path / "r.PDF"
    assert new_file(good, ".pdf", ".xlsx") == good
    for wrong, said in (
        (tmp_path / "r.doc", "扩展名"),
        (tmp_path / "no" / "r.pdf", "不存在"),
    ):
        with pytest.raises(UserError, match=said):
            new_file(wrong, ".pdf", ".xlsx")
    with pytest.raises(UserError, match="是一个文件夹"):
        new_file(tmp_path)
    with pytest.raises(UserError, match="不存在"):
        existing_file(good)
    good.touch()
    assert existing_file(good) == good


def test_what_a_command_changed_is_backed_up_before_the_book_is_closed(
    book_folder: Path, password_file: Path
) -> None:
    args = Namespace(book=book_folder, password_file=password_file)
    with opened(args, write=True) as (_book, desk):
        settings.put(desk, settings.DAILY_BACKUP, False)
    made = list_backups(book_folder)
    assert len(made) == 1
    with opened(args, write=False):
        pass
    with opened(args, write=True):
        pass
    assert list_backups(book_folder) == made


def test_change_stands_when_the_backup_fails_and_this_is_said(
    book_folder: Path, password_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    args = Namespace(book=book_folder, password_file=password_file)

    def full(_desk: Desk, _why: str) -> None:
        raise StorageFault("磁盘已满。", "请清理磁盘。", kind="full")

    monkeypatch.setattr(books, "back_up", full)
    with (
        pytest.raises(StorageFault, match="改动已保存在账套里，但备份没有做成：磁盘已满") as caught,
        opened(args, write=True) as (_book, desk),
    ):
        settings.put(desk, settings.DAILY_BACKUP, False)
    assert (caught.value.kind, caught.value.remedy) == ("full", "请清理磁盘。")
    with opened(args, write=False) as (_book, desk):
        assert settings.get(desk, settings.DAILY_BACKUP) is False


def test_command_that_fails_says_its_own_reason(book_folder: Path, password_file: Path) -> None:
    args = Namespace(book=book_folder, password_file=password_file)
    with pytest.raises(UserError, match="没有这个人"), opened(args, write=True):
        raise UserError("没有这个人。", "请核对姓名。")
    with opened(args, write=True):
        pass  # the lock was given back
