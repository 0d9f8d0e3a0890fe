"""Checking a package: every fault is listed in plain words, and nothing is written."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from djdesk.errors import StorageFault
from djdesk.exchange import identity, intake, joining, manifest, package, seal
from djdesk.exchange.faults import Fault, codes
from djdesk.exchange.intake import Checked
from djdesk.exchange.manifest import Entry, Manifest
from djdesk.models.books import BookKind
from djdesk.services import packages
from djdesk.services.desk import Role
from tests.exchange.branch import MakeBook, Pair, add_member, sent

Members = dict[str, bytes]


def checked(pair: Pair, path: Path) -> Checked:
    """Check a package; nobody may be told of a change meanwhile."""
    told: list[object] = []
    stop = pair.committee.store.listen(told.append)
    done = intake.check(pair.committee, path)
    stop()
    assert told == []
    for problem in (*done.faults, *done.warnings):
        assert problem.text.endswith("。")
        assert problem.remedy.endswith("。")
    return done


def resealed(
    pair: Pair,
    path: Path,
    spoil: Callable[[Members, Manifest], Manifest | None],
) -> Path:
    """A package whose branch signs whatever `spoil` makes of it: a faulty or hostile program."""
    branch = pair.branch
    with branch.store.read() as session:
        keys = joining.known_keys(session)
        superior = packages.find_superior(session)
    assert keys is not None
    assert superior is not None
    uid = branch.store.book.uid
    letter = seal.unseal(path.read_bytes(), kind=seal.REPORT, keys=keys, uid=uid)
    members = package.unpack(letter.content)
    head = manifest.read(members[manifest.NAME])
    head = spoil(members, head) or head
    members[manifest.NAME] = head.to_json()
    data = seal.seal(
        package.pack(members),
        kind=seal.REPORT,
        keys=keys,
        sender=uid,
        to=superior.book_uid,
        readers=[superior.age_key],
    )
    out = path.with_name("resealed.djx")
    out.write_bytes(data)
    return out


def with_rows(head: Manifest, members: Members, table: str, rows: list[object]) -> Manifest:
    """The manifest after the rows of `table` were replaced, with right digests."""
    name = f"data/{table}.jsonl"
    content = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode()
    members[name] = content
    entry = Entry(name, len(content), seal.digest(content), len(rows), 1)
    return replace(head, entries=tuple(entry if old.name == name else old for old in head.entries))


def test_good_package(pair: Pair) -> None:
    done = checked(pair, pair.export())
    assert done.is_good
    assert done.branch is not None
    assert done.branch.organization_name == pair.branch.store.book.name
    assert done.opened.parts == sent(pair.branch)
    assert done.counts["member"] == 8


def test_100_flipped_bytes_are_each_noticed(pair: Pair) -> None:
    path = pair.export()
    data = path.read_bytes()
    chance = random.Random(7)
    for place in chance.sample(range(len(data)), 100):
        bad = bytearray(data)
        bad[place] ^= 1 << chance.randrange(8)
        path.write_bytes(bad)
        done = checked(pair, path)
        assert codes(done.faults)[0] in ("damaged", "foreign_file", "newer")
        assert done.manifest is None


def test_cut_in_the_copying(pair: Pair) -> None:
    path = pair.export()
    data = path.read_bytes()
    for length in (0, 5, 50, 200, len(data) // 2, len(data) - 1):
        path.write_bytes(data[:length])
        assert codes(checked(pair, path).faults)[0] in ("damaged", "foreign_file", "empty")
        # what FAT leaves when a stick is pulled out: the right length, but zeros
        path.write_bytes(data[:length] + b"\0" * (len(data) - length))
        assert codes(checked(pair, path).faults)[0] in ("damaged", "foreign_file", "empty")


def test_look_needs_no_book(pair: Pair) -> None:
    header = intake.look(pair.export())
    assert (header.kind, header.format) == ("report", 1)
    assert header.to == seal.hint(pair.committee.store.book.uid)
    assert intake.look(next(pair.stick.glob("*.djinvite"))).kind == "invite"


def test_newer_program(pair: Pair) -> None:
    path = pair.export()
    path.write_bytes(path.read_bytes().replace(b"djdesk 1 ", b"djdesk 2 ", 1))
    done = checked(pair, path)
    assert codes(done.faults) == ("newer",)
    assert "先升级" in done.faults[0].remedy


def test_newer_manifest_area_and_part(pair: Pair) -> None:
    path = pair.export()
    newer = resealed(pair, path, lambda _m, head: replace(head, format=2))
    assert codes(checked(pair, newer).faults) == ("newer",)

    def new_area(members: Members, head: Manifest) -> Manifest:
        members["data/unheard_of.jsonl"] = b""
        entry = Entry("data/unheard_of.jsonl", 0, seal.digest(b""), 0, 1)
        return replace(head, entries=(*head.entries, entry))

    assert codes(checked(pair, resealed(pair, path, new_area)).faults) == ("newer",)

    def new_version(_members: Members, head: Manifest) -> Manifest:
        first, *rest = head.entries
        return replace(head, entries=(replace(first, version=2), *rest))

    assert codes(checked(pair, resealed(pair, path, new_version)).faults) == ("newer",)


def test_wrong_addressee(pair: Pair, make_book: MakeBook, tmp_path: Path) -> None:
    other = make_book("中共另一厂委员会", BookKind.COMMITTEE)
    path = pair.export()
    assert codes(intake.check(other, path).faults) == ("not_addressed",)
    joining.invite(other, tmp_path, branch_name="某支部")  # now it has keys of its own
    done = intake.check(other, path)
    assert codes(done.faults) == ("not_addressed",)
    assert "不是发给本单位的" in done.faults[0].text


def test_package_forwarded_to_another_committee(
    pair: Pair, make_book: MakeBook, tmp_path: Path
) -> None:
    """A committee that may read a package seals it anew for another one: the manifest tells."""
    other = make_book("中共另一厂委员会", BookKind.COMMITTEE)
    joining.invite(other, tmp_path, branch_name="某支部")
    with other.store.read() as session:
        theirs = joining.known_keys(session)
    assert theirs is not None
    path = pair.export()
    uid = pair.branch.store.book.uid
    with pair.branch.store.read() as session:
        mine = joining.known_keys(session)
    assert mine is not None
    letter = seal.unseal(path.read_bytes(), kind=seal.REPORT, keys=mine, uid=uid)
    data = seal.seal(
        letter.content,
        kind=seal.REPORT,
        keys=mine,
        sender=uid,
        to=other.store.book.uid,
        readers=[theirs.public.age],
    )
    path.write_bytes(data)
    done = intake.check(other, path)
    assert codes(done.faults) == ("not_addressed",)
    assert pair.committee.store.book.name in done.faults[0].text


def test_older_number(pair: Pair) -> None:
    first, second = pair.export(), pair.export()
    pair.merge(second)
    done = checked(pair, first)
    assert codes(done.faults) == ("older",)
    assert "第 1 号" in done.faults[0].text
    assert "第 2 号" in done.faults[0].text


def test_merged_before_is_no_fault(pair: Pair) -> None:
    first = pair.export()
    pair.merge(first)
    pair.carry()
    done = checked(pair, first)
    assert done.faults == ()
    assert done.already is not None
    assert done.already.logged_by == "李静"


def test_packages_that_got_lost_leave_no_gap_to_stumble_over(pair: Pair) -> None:
    pair.carry()
    pair.export()
    pair.export()
    assert checked(pair, pair.export()).faults == ()


def test_fork_by_the_same_number(pair: Pair) -> None:
    path = pair.export()
    other = resealed(
        pair, path, lambda _m, head: replace(head, made_at="2026-11-21T08:00:00+08:00")
    )
    pair.merge(path)
    done = checked(pair, other)
    assert codes(done.faults) == ("fork",)
    assert "另一份" in done.faults[0].text


def test_fork_by_another_past(pair: Pair) -> None:
    pair.carry()
    forked = resealed(
        pair, pair.export(), lambda _m, head: replace(head, ancestors=((1, "ab" * 32),))
    )
    assert codes(checked(pair, forked).faults) == ("fork",)
    empty = resealed(pair, pair.export(), lambda _m, head: replace(head, ancestors=()))
    assert codes(checked(pair, empty).faults) == ("fork",)


def test_very_long_gap_is_no_fork(pair: Pair) -> None:
    pair.carry()
    many = tuple((n, f"{n:064x}") for n in range(200, 200 - manifest.ANCESTORS, -1))
    late = resealed(pair, pair.export(), lambda _m, head: replace(head, number=201, ancestors=many))
    assert checked(pair, late).faults == ()


def test_member_of_the_zip_was_exchanged(pair: Pair) -> None:
    def swap(members: Members, _head: Manifest) -> None:
        members["data/kin.jsonl"] = members["data/kin.jsonl"].replace(b"138", b"139")

    done = checked(pair, resealed(pair, pair.export(), swap))
    assert codes(done.faults) == ("damaged",)
    assert "kin" in done.faults[0].text


def test_members_missing_and_too_many(pair: Pair) -> None:
    def spoil(members: Members, _head: Manifest) -> None:
        del members["data/kin.jsonl"]
        members["data/extra.txt"] = b"?"

    faults = checked(pair, resealed(pair, pair.export(), spoil)).faults
    assert codes(faults) == ("damaged", "damaged")


def test_attachment_under_a_wrong_name(pair: Pair) -> None:
    def spoil(members: Members, head: Manifest) -> Manifest:
        name = next(n for n in members if n.startswith("files/"))
        members["files/" + "00" * 32] = members.pop(name)
        entries = [
            replace(e, name="files/" + "00" * 32) if e.name == name else e for e in head.entries
        ]
        return replace(head, entries=tuple(entries))

    assert codes(checked(pair, resealed(pair, pair.export(), spoil)).faults) == ("damaged",)


def test_all_faults_of_all_rows_are_listed(pair: Pair) -> None:
    def spoil(members: Members, head: Manifest) -> Manifest:
        rows = [json.loads(line) for line in members["data/standing.jsonl"].splitlines()]
        rows[0]["state"] = "dead"
        rows[2]["since"] = None
        return with_rows(head, members, "standing", rows)

    faults = checked(pair, resealed(pair, pair.export(), spoil)).faults
    assert [(f.where, f.code) for f in faults if isinstance(f, Fault)] == [
        ("党籍第 1 条", "content"),
        ("党籍第 3 条", "content"),
    ]


def test_count_of_the_manifest_is_compared(pair: Pair) -> None:
    def spoil(_members: Members, head: Manifest) -> Manifest:
        first, *rest = head.entries
        return replace(head, entries=(replace(first, count=9), *rest))

    assert codes(checked(pair, resealed(pair, pair.export(), spoil)).faults) == ("damaged",)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda head, uid: replace(head, sender=replace(head.sender, keys=None)),
        lambda head, uid: replace(head, sender=replace(head.sender, uid=uid)),
        lambda head, uid: replace(head, kind="receipt"),
    ],
)
def test_manifest_must_fit_the_envelope(
    pair: Pair, spoil: Callable[[Manifest, str], Manifest]
) -> None:
    uid = pair.committee.store.book.uid
    path = resealed(pair, pair.export(), lambda _m, head: spoil(head, uid))
    assert codes(checked(pair, path).faults) == ("content",)


def test_manifest_claims_the_keys_of_another(pair: Pair) -> None:
    keys = identity.generate().public
    path = resealed(
        pair,
        pair.export(),
        lambda _m, head: replace(head, sender=replace(head.sender, keys=keys)),
    )
    assert codes(checked(pair, path).faults) == ("signature",)


def test_bomb_inside_a_signed_package(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    def spoil(members: Members, _head: Manifest) -> None:
        members["data/bomb.jsonl"] = b"\0" * 30_000_000

    path = resealed(pair, pair.export(), spoil)
    assert path.stat().st_size < 100_000
    assert codes(checked(pair, path).faults) == ("too_big",)


def test_name_that_climbs_out_of_a_signed_package(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "unsafe", lambda _name: "")
    path = resealed(pair, pair.export(), lambda m, _head: m.update({"../../evil": b"x"}))
    monkeypatch.undo()
    assert codes(checked(pair, path).faults) == ("unsafe",)


def test_file_renamed_and_copied_about(pair: Pair, tmp_path: Path) -> None:
    add_member(pair.branch, "周六", 66)
    path = pair.export()
    copy = tmp_path / "随便改的名字（最终版）.bak"
    shutil.copy(path, copy)
    assert checked(pair, copy).is_good


def test_viewer_may_check(pair: Pair) -> None:
    viewer = replace(pair.committee, role=Role.VIEWER)
    assert intake.check(viewer, pair.export()).is_good


def test_what_waits_on_a_stick(pair: Pair, make_book: MakeBook) -> None:
    other = make_book("中共另一厂委员会", BookKind.COMMITTEE)
    path = pair.export()
    answer = pair.merge(path, receipt_to=pair.stick).receipt
    assert answer is not None
    (pair.stick / "照片.jpg").write_bytes(b"\xff\xd8")
    (pair.stick / "坏了.djx").write_bytes(path.read_bytes()[:40])
    (pair.stick / "别家.DJX").write_bytes(b"something else")
    invitation = next(pair.stick.glob("*.djinvite"))
    assert intake.waiting(pair.committee, pair.stick) == [(path, "report"), (invitation, "invite")]
    assert intake.waiting(pair.branch, pair.stick) == [(answer, "receipt"), (invitation, "invite")]
    assert intake.waiting(other, pair.stick) == [(invitation, "invite")]
    with pytest.raises(StorageFault):
        intake.waiting(other, pair.stick / "没有")
