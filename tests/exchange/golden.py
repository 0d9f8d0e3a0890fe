"""The stored package, receipt and invitation of a format, and the books that can read them.

`python -m tests.exchange.golden` writes those of the present format anew. Once a version is
released its files are never touched again: every later program must go on reading them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from djdesk.exchange import joining, merging, report
from djdesk.models.books import BookKind
from djdesk.models.organization import Organization
from djdesk.models.packages import Invitation, SealKeys
from djdesk.services import packages
from djdesk.services.books import create_book, open_book
from djdesk.services.desk import Desk, Role
from tests.conftest import BRANCH, CHEAP, COMMITTEE, PASSWORD, TODAY, USER
from tests.exchange.branch import fill

FOLDER = Path(__file__).parent.parent / "data" / "packages"


@dataclass(frozen=True)
class Golden:
    """The files of one format, and what the two books know."""

    package: Path
    receipt: Path
    invitation: Path
    known: dict[str, str]
    counts: dict[str, int]


def golden(number: int) -> Golden:
    """The stored files of format `number`."""
    folder = FOLDER / f"format-{number}"
    facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    return Golden(
        folder / "package.djx",
        folder / "receipt.djr",
        folder / "invitation.djinvite",
        facts["known"],
        facts["counts"],
    )


def as_committee(desk: Desk, known: dict[str, str]) -> Desk:
    """A committee's desk with the keys and the invitation of the stored one."""
    with desk.store.write("钥匙") as session:
        session.add(
            SealKeys(id=1, sign_secret=known["committee_sign"], age_secret=known["committee_age"])
        )
        branch = Organization(
            kind="branch", name=BRANCH, parent_id=desk.store.book.home_organization_id
        )
        session.add(branch)
        session.flush()
        session.add(
            Invitation(
                uid=known["invitation"],
                organization_id=branch.id,
                secret=known["secret"],
                issued_at="2026-11-20T08:00:00+08:00",
            )
        )
    return _with_uid(desk, known["committee_uid"])


def as_branch(desk: Desk, known: dict[str, str]) -> Desk:
    """A branch's desk with the keys of the stored one."""
    with desk.store.write("钥匙") as session:
        session.add(
            SealKeys(id=1, sign_secret=known["branch_sign"], age_secret=known["branch_age"])
        )
    return _with_uid(desk, known["branch_uid"])


def _with_uid(desk: Desk, uid: str) -> Desk:
    desk.store.book = replace(desk.store.book, uid=uid)
    return desk


def _write(folder: Path) -> None:
    with TemporaryDirectory() as scratch:
        books = []
        for name, kind in ((BRANCH, BookKind.BRANCH), (COMMITTEE, BookKind.COMMITTEE)):
            place = Path(scratch) / kind.value
            create_book(place, kind=kind, name=name, user_name=USER, password=PASSWORD, cost=CHEAP)
            books.append(open_book(place, PASSWORD))
        branch, committee = (
            Desk(book.store, USER, Role.SECRETARY, lambda: TODAY) for book in books
        )
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        joining.join(
            branch,
            joining.invite(
                committee, folder / "invitation.djinvite", branch_name=BRANCH, code="J07"
            ).path,
        )
        fill(branch)
        done = report.export(branch, folder)
        done.path.rename(folder / "package.djx")
        done.note.unlink()
        package = folder / "package.djx"
        merging.merge(committee, package, backup=False, receipt_to=folder / "receipt.djr")
        facts = {"known": _known(branch, committee), "counts": dict(done.counts)}
        text = json.dumps(facts, ensure_ascii=False, indent=1)
        (folder / "facts.json").write_text(f"{text}\n", encoding="utf-8")
        for book in books:
            book.close()


def _known(branch: Desk, committee: Desk) -> dict[str, str]:
    with branch.store.read() as session:
        ours = packages.stored_keys(session)
    with committee.store.read() as session:
        theirs = packages.stored_keys(session)
        invitation = session.scalars(select(Invitation)).one()
        known = {"invitation": invitation.uid, "secret": invitation.secret}
    assert ours is not None
    assert theirs is not None
    return known | {
        "committee_uid": committee.store.book.uid,
        "committee_sign": theirs[0],
        "committee_age": theirs[1],
        "branch_uid": branch.store.book.uid,
        "branch_sign": ours[0],
        "branch_age": ours[1],
    }


if __name__ == "__main__":
    _write(FOLDER / "format-1")
