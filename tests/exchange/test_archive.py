"""Attachments travel with the record they belong to, and their content once."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from djdesk.exchange import intake, receipt
from djdesk.models.archive import Attachment
from djdesk.models.roster import Member
from tests.exchange.branch import PHOTO, SCAN, Pair


def test_files_arrive_and_belong_to_the_same_person(pair: Pair) -> None:
    pair.carry()
    with pair.committee.store.read() as session:
        row = session.scalars(select(Attachment)).one()
        owner = session.get_one(Member, row.owner_id)
        assert (row.owner, owner.name, row.title) == ("member", "欧阳建国", "证书.pdf")
        photo = session.scalars(select(Member.photo).where(Member.photo != "")).one()
        digest = row.digest
    assert pair.committee.store.files.get(digest) == SCAN
    assert pair.committee.store.files.get(photo) == PHOTO


def test_confirmed_files_are_not_sent_twice(pair: Pair) -> None:
    first = pair.export()
    assert len(intake.check(pair.committee, first).opened.files) == 2
    # not confirmed yet: sent again
    assert len(intake.check(pair.committee, pair.export()).opened.files) == 2
    answer = pair.merge(pair.packages[-1], receipt_to=pair.stick).receipt
    assert answer is not None
    receipt.receive(pair.branch, answer)
    third = pair.export()
    checked = intake.check(pair.committee, third)
    assert (len(checked.opened.files), checked.faults, checked.warnings) == (0, (), ())
    assert checked.manifest is not None
    assert len(checked.manifest.omitted) == 2
    assert len(intake.check(pair.committee, pair.export(all_files=True)).opened.files) == 2


def test_file_the_committee_lost_is_asked_for_again(pair: Pair) -> None:
    answer = pair.merge(pair.export(), receipt_to=pair.stick).receipt
    assert answer is not None
    receipt.receive(pair.branch, answer)
    _lose_all(pair.committee.store.files.folder)
    path = pair.export()
    checked = intake.check(pair.committee, path)
    assert checked.faults == ()
    assert "2 个附件" in checked.warnings[0].text
    answer = pair.merge(path, receipt_to=pair.stick).receipt
    assert answer is not None
    receipt.receive(pair.branch, answer)
    assert len(intake.check(pair.committee, pair.export()).opened.files) == 2


def _lose_all(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            path.unlink()
