"""Making and opening books."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from djdesk.errors import StorageFault, UserError
from djdesk.models.books import BookKind
from djdesk.models.organization import Organization
from djdesk.models.store.book import create_book, open_book
from djdesk.models.store.keys import WrongPassword
from djdesk.services.desk import Desk
from tests.conftest import BRANCH, CHEAP, PASSWORD, USER


def test_the_home_organization_is_the_book(desk: Desk) -> None:
    with desk.store.read() as session:
        home = session.execute(select(Organization)).scalar_one()
        assert home.id == desk.store.book.home_organization_id
        assert home.uid == desk.store.book.uid
        assert home.name == desk.store.book.name == BRANCH


def test_wrong_password_and_missing_file_are_told_apart(book_folder: Path) -> None:
    with pytest.raises(WrongPassword, match="密码不正确"):
        open_book(book_folder, "不是这个密码啊")
    (book_folder / "book.db").unlink()
    with pytest.raises(StorageFault) as caught:
        open_book(book_folder, PASSWORD)
    assert caught.value.kind == "missing"


def test_recovery_code_opens(tmp_path: Path) -> None:
    code = create_book(
        tmp_path / "b",
        kind=BookKind.BRANCH,
        name=BRANCH,
        user_name=USER,
        role="secretary",
        password=PASSWORD,
        cost=CHEAP,
    )
    opened = open_book(tmp_path / "b", code.lower().replace("-", " "))
    assert opened.kind is BookKind.BRANCH
    opened.close()


def test_folder_in_use_is_refused_and_untouched(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("x")
    with pytest.raises(UserError, match="不是空的"):
        create_book(
            tmp_path,
            kind=BookKind.BRANCH,
            name=BRANCH,
            user_name=USER,
            role="secretary",
            password=PASSWORD,
            cost=CHEAP,
        )
    assert [p.name for p in tmp_path.iterdir()] == ["x.txt"]
