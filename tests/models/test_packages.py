"""Constraints that keep the exchange consistent whatever the program does."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from djdesk.models.base import Base
from djdesk.models.packages import Invitation, PackageLog, SealKeys, Subordinate
from djdesk.models.store.store import Store


def log(**values: object) -> PackageLog:
    usual: dict[str, object] = {
        "direction": "out",
        "kind": "report",
        "partner_uid": "u",
        "number": 1,
        "digest": "d",
        "made_at": "",
        "logged_at": "",
        "status": "exported",
    }
    return PackageLog(**{**usual, **values})


def branch(store: Store, uid: str) -> Subordinate:
    return Subordinate(
        organization_id=store.book.home_organization_id,
        book_uid=uid,
        name="",
        sign_key="",
        age_key="",
        bound_at="",
    )


def refused(store: Store, *rows: Base) -> None:
    with pytest.raises(IntegrityError), store.write("试写") as session:
        session.add_all(rows)


def test_one_pair_of_keys(store: Store) -> None:
    refused(store, SealKeys(id=2, sign_secret="", age_secret=""))


def test_package_is_logged_once_in_each_direction(store: Store) -> None:
    with store.write("两个方向") as session:
        session.add_all([log(), log(direction="in", status="merged")])
    refused(store, log(number=2))


@pytest.mark.parametrize("values", [{"direction": "up"}, {"status": "lost"}])
def test_words_of_the_log(store: Store, values: dict[str, object]) -> None:
    refused(store, log(**values))


def test_one_book_an_organization(store: Store) -> None:
    refused(store, branch(store, "a"), branch(store, "b"))


def test_states_of_an_invitation(store: Store) -> None:
    home = store.book.home_organization_id
    refused(store, Invitation(uid="u", organization_id=home, secret="", issued_at="", state="?"))
