"""What the committee writes for a branch goes down to it once, in order, and to it alone."""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from djdesk.errors import Refused
from djdesk.exchange import dispatch, intake, manifest, merging, package, seal
from djdesk.exchange.faults import codes
from djdesk.exchange.joining import own_keys
from djdesk.exchange.manifest import Manifest, Party
from djdesk.models.books import BookKind
from djdesk.models.meetings import Meeting, Review
from djdesk.services import packages
from djdesk.services.books import open_book
from djdesk.services.desk import Desk
from tests.conftest import PASSWORD
from tests.exchange.branch import NAMES, MakeBook, Pair, fill, joined


def reviewed(committee: Desk, result: str, reasons: str = "", *, of: str = "") -> None:
    """Let the committee answer the record of the branch whose book is `of` (default: any)."""
    with committee.store.write("审查会议记录") as session:
        query = select(Meeting).where(Meeting.origin == of) if of else select(Meeting)
        meeting = session.scalars(query).one()
        row = session.scalars(
            select(Review).where(Review.meeting_id == meeting.id, Review.origin == "")
        ).one_or_none()
        if row is None:
            row = Review(meeting_id=meeting.id, reviewed_on=date(2026, 11, 20), result=result)
            session.add(row)
        row.result, row.reasons, row.reviewer = result, reasons, "某干事"


def reviews(branch: Desk) -> list[tuple[str, str]]:
    """The committee's answers as the branch has them."""
    with branch.store.read() as session:
        rows = session.scalars(select(Review).where(Review.origin != "").order_by(Review.id))
        return [(row.result, row.reasons) for row in rows]


def written(pair: Pair) -> Path:
    """The dispatch for the branch."""
    (done,) = dispatch.write_all(pair.committee, pair.stick)
    return done.path


def fault_of(desk: Desk, path: Path) -> str:
    with pytest.raises(Refused) as refused:
        dispatch.receive(desk, path)
    return codes(refused.value.problems)[0]


def test_review_comes_home_and_is_acknowledged(pair: Pair) -> None:
    pair.carry()
    assert dispatch.pending(pair.committee) == ()
    reviewed(pair.committee, "returned", "缺签到表。")
    assert [b.book_uid for b in dispatch.pending(pair.committee)] == [pair.branch.store.book.uid]
    path = written(pair)
    assert path.suffix == ".djd"
    assert (path, seal.DISPATCH) in intake.waiting(pair.branch, pair.stick)
    got = dispatch.receive(pair.branch, path)
    assert (got.new, got.changed, got.removed, got.strays, got.already) == (1, 0, 0, 0, False)
    assert reviews(pair.branch) == [("returned", "缺签到表。")]
    (line,) = got.lines
    assert "支部党员大会" in line
    assert "缺签到表。" in line
    with pair.committee.store.read() as session:
        sent = packages.last_dispatch(session, "out", pair.branch.store.book.uid)
    assert sent is not None
    assert sent.status == "exported"
    pair.carry()
    assert packages.entry(pair.committee, sent.id).status == "accepted"


def test_second_reading_changes_nothing(pair: Pair) -> None:
    pair.carry()
    reviewed(pair.committee, "passed")
    path = written(pair)
    dispatch.receive(pair.branch, path)
    again = dispatch.receive(pair.branch, path)
    assert (again.already, again.new) == (True, 0)
    assert reviews(pair.branch) == [("passed", "")]


def test_later_dispatch_replaces_and_older_is_refused(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair.carry()
    reviewed(pair.committee, "returned", "缺签到表。")
    first = written(pair)
    dispatch.receive(pair.branch, first)
    assert dispatch.pending(pair.committee) == ()
    assert dispatch.write_all(pair.committee, pair.stick) == ()
    monkeypatch.setattr(packages, "now_text", lambda: "2099-01-01T08:00:00+08:00")
    reviewed(pair.committee, "passed", "已补齐。")
    got = dispatch.receive(pair.branch, written(pair))
    assert (got.number, got.new, got.changed) == (2, 0, 1)
    assert reviews(pair.branch) == [("passed", "已补齐。")]
    stale = pair.stick / "旧.djd"
    stale.write_bytes(first.read_bytes() if first.exists() else b"")
    # the very file is known; a copy written anew from an older state is refused by its time
    assert dispatch.receive(pair.branch, stale).already
    monkeypatch.setattr(packages, "now_text", lambda: "2098-01-01T08:00:00+08:00")
    (older,) = dispatch.write_all(pair.committee, pair.stick, again=True)
    assert fault_of(pair.branch, older.path) == "older"
    assert reviews(pair.branch) == [("passed", "已补齐。")]


def test_each_branch_gets_its_own_only(pair: Pair, make_book: MakeBook) -> None:
    other = joined(make_book("中共另一厂支部委员会"), pair.committee, pair.stick / "另一")
    fill(other.branch)
    pair.carry()
    other.carry()
    reviewed(pair.committee, "returned", "给另一厂。", of=other.branch.store.book.uid)
    (done,) = dispatch.write_all(pair.committee, pair.stick)
    assert done.branch_name == "中共另一厂支部委员会"
    assert fault_of(pair.branch, done.path) == "not_addressed"
    assert dispatch.receive(other.branch, done.path).new == 1
    assert reviews(pair.branch) == []


def test_stranger_and_altered_byte_are_refused(pair: Pair, make_book: MakeBook) -> None:
    pair.carry()
    reviewed(pair.committee, "passed")
    path = written(pair)
    content = bytearray(path.read_bytes())
    content[-5] ^= 1
    bad = pair.stick / "坏.djd"
    bad.write_bytes(content)
    assert fault_of(pair.branch, bad) == "damaged"
    # a committee that knows the branch's address but is not its own
    stranger = make_book("中共别的委员会", BookKind.COMMITTEE)
    keys, branch = own_keys(stranger), pair.branch.store.book
    head = Manifest(
        kind=seal.DISPATCH,
        sender=Party(stranger.store.book.uid, stranger.store.book.name),
        addressee=Party(branch.uid, branch.name),
        made_at=packages.now_text(),
    )
    forged = pair.stick / "冒名.djd"
    forged.write_bytes(
        seal.seal(
            package.pack({manifest.NAME: head.to_json()}),
            kind=seal.DISPATCH,
            keys=keys,
            sender=stranger.store.book.uid,
            to=branch.uid,
            readers=[own_keys(pair.branch).public.age],
        )
    )
    assert fault_of(pair.branch, forged) == "unknown_sender"
    assert reviews(pair.branch) == []


def test_a_report_is_no_dispatch(pair: Pair) -> None:
    assert fault_of(pair.branch, pair.export()) == "wrong_kind"


def test_rows_for_records_that_are_gone_are_told(pair: Pair) -> None:
    pair.carry()
    reviewed(pair.committee, "passed")
    path = written(pair)
    with pair.branch.store.write("删除会议") as session:
        meeting = session.scalars(select(Meeting)).one()
        for table in reversed(Meeting.metadata.sorted_tables):
            if "meeting_id" in table.c:
                rows = session.execute(select(table.c.id).where(table.c.meeting_id == meeting.id))
                entity = next(m.class_ for m in Meeting.registry.mappers if m.local_table is table)
                for (key,) in rows.all():
                    session.delete(session.get_one(entity, key))
        session.flush()
        session.delete(meeting)
    got = dispatch.receive(pair.branch, path)
    assert (got.new, got.strays) == (0, 1)
    # the committee gives its own answer up when the record it was about goes
    pair.carry()
    with pair.committee.store.read() as session:
        assert session.scalars(select(Meeting)).all() == []
        assert session.scalars(select(Review).where(Review.origin == "")).all() == []


def test_names_of_people_are_not_in_clear(pair: Pair) -> None:
    pair.carry()
    reviewed(pair.committee, "returned", f"{NAMES[0]}没有签字。")
    assert NAMES[0].encode() not in written(pair).read_bytes()


def test_a_branch_that_restored_a_backup_is_sent_the_answer_again(
    pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair.carry()
    reviewed(pair.committee, "returned", "缺签到表。")
    path = written(pair)
    old = tmp_path / "旧账套"
    shutil.copytree(pair.branch.store.files.folder.parent, old)
    (old / "book.lock").unlink(missing_ok=True)
    dispatch.receive(pair.branch, path)
    pair.carry()
    assert dispatch.pending(pair.committee) == ()
    with contextlib.closing(open_book(old, PASSWORD)) as book:
        restored = replace(pair.branch, store=book.store)
        assert reviews(restored) == []
        again = Pair(restored, pair.committee, pair.stick, pair.joined)
        monkeypatch.setattr(packages, "now_text", lambda: "2099-01-01T08:00:00+08:00")
        again.merge(again.export(), choices=merging.Choices(accept_fork=True))
        assert [b.book_uid for b in dispatch.pending(pair.committee)] == [book.store.book.uid]
        assert dispatch.receive(restored, written(again)).new == 1
        assert reviews(restored) == [("returned", "缺签到表。")]
    assert dispatch.pending(pair.committee) == ()
