"""Exporting: numbers, the chain, the page beside the file, and sticks that fail."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from djdesk.errors import Cancelled, Refused, StorageFault, UserError
from djdesk.exchange import delivery, intake, receipt, report
from djdesk.exchange.areas import SHAPES
from djdesk.models.organization import Organization
from djdesk.models.packages import PackageLog
from djdesk.models.roster import Member, Standing
from djdesk.services import packages, transport
from tests.exchange.branch import NAMES, Pair, id_number, sent


def log(pair: Pair) -> list[tuple[int, str]]:
    with pair.branch.store.read() as session:
        rows = session.scalars(select(PackageLog).order_by(PackageLog.id)).all()
        return [(row.number, row.status) for row in rows]


def test_numbers_run_and_each_names_the_one_before(pair: Pair) -> None:
    first = report.export(pair.branch, pair.stick)
    second = report.export(pair.branch, pair.stick)
    assert (first.number, second.number, second.period) == (1, 2, "2026-11")
    manifest = intake.check(pair.branch, second.path).manifest
    assert manifest is not None
    assert (manifest.previous, manifest.ancestors) == (first.digest, ((1, first.digest),))
    assert log(pair) == [(1, "exported"), (2, "exported")]
    assert packages.waiting_receipts(pair.branch) == 2


def test_branch_can_read_its_own_package_again(pair: Pair) -> None:
    checked = intake.check(pair.branch, pair.export())
    assert (checked.own, checked.faults) == (True, ())
    assert checked.opened.parts == sent(pair.branch)


def test_page_beside_the_file(pair: Pair) -> None:
    done = report.export(pair.branch, pair.stick)
    text = done.note.read_text("utf-8-sig")
    assert done.path.name in text
    assert done.digest in text
    assert "不含个人信息" in text


def test_no_name_number_or_phone_in_clear_on_the_stick(pair: Pair) -> None:
    answer = pair.merge(pair.export(), receipt_to=pair.stick)
    assert answer.receipt is not None
    planted = [*NAMES, *(id_number(n) for n in range(len(NAMES))), "1380000", "李静", "周联系"]
    files = list(pair.stick.iterdir())
    assert {path.suffix for path in files} == {".djinvite", ".djx", ".txt", ".djr"}
    for path in files:
        data = path.read_bytes()
        for word in planted:
            assert word not in path.name
            for encoding in ("utf-8", "utf-16-le", "gbk"):
                if encoding != "gbk" or word.isascii():
                    assert word.encode(encoding) not in data, (path.name, word)


def test_organizations_outside_our_tree_stay_here(pair: Pair) -> None:
    with pair.branch.store.write("登记上级") as session:
        session.add(Organization(kind="committee", name="中共某某厂委员会"))
    parts = sent(pair.branch)
    assert {row["name"] for row in parts["organization"].values()} == {
        pair.branch.store.book.name,
        "第一党小组",
    }


def test_rows_the_committee_would_refuse_are_not_sent(pair: Pair) -> None:
    with pair.branch.store.write("别的支部的人") as session:
        other = Organization(kind="branch", name="别的支部")
        session.add(other)
        session.flush()
        session.scalars(select(Standing)).first().branch_id = other.id  # type: ignore[union-attr]
    with pytest.raises(Refused, match="所在党支部"):
        report.export(pair.branch, pair.stick)
    assert log(pair) == []
    assert not list(pair.stick.glob("*.djx"))


@pytest.mark.parametrize("broken", ["put", "put_note"])
def test_stick_that_fails_costs_no_number(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    before = sorted(p.name for p in pair.stick.iterdir())

    def fail(*_: object) -> Path:
        raise StorageFault("磁盘已满。", "请换一个U盘。", kind="full")

    with monkeypatch.context() as patch:
        patch.setattr(delivery, broken, fail)
        with pytest.raises(StorageFault):
            report.export(pair.branch, pair.stick)
    assert sorted(p.name for p in pair.stick.iterdir()) == before
    assert log(pair) == []
    assert report.export(pair.branch, pair.stick).number == 1


@pytest.fixture
def small_stick(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 64 KiB; mounting one takes the rights of root."""
    folder = tmp_path / "小U盘"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "djdesk-test", str(folder)]
    mounted = shutil.which("mount") and subprocess.run(command, check=False).returncode == 0
    if not mounted:
        pytest.skip("no right to mount a small disk; a breaking device is tested in test_delivery")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_stick_that_is_really_full(pair: Pair, small_stick: Path) -> None:
    old = small_stick / "上个月的包.djx"
    old.write_bytes(b"x" * 60_000)
    with pytest.raises(StorageFault, match="磁盘已满") as fault:
        report.export(pair.branch, small_stick)
    assert str(small_stick) in str(fault.value)
    assert list(small_stick.iterdir()) == [old]
    assert old.read_bytes() == b"x" * 60_000
    assert log(pair) == []
    old.unlink()
    assert report.export(pair.branch, small_stick).number == 1


def test_crash_between_book_and_stick_only_skips_a_number(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> Path:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(delivery, "put", die)
        with pytest.raises(KeyboardInterrupt):
            report.export(pair.branch, pair.stick)
    assert log(pair) == [(1, "writing")]
    path = pair.export()
    assert "第0002号" in path.name
    assert pair.merge(path).outcome == "merged"


def test_stopping_leaves_everything_as_it_was(pair: Pair) -> None:
    class Stop:
        def __init__(self, at: int) -> None:
            self.at = at

        def step(self, done: int, total: int, text: str = "") -> None:
            if done == self.at:
                raise Cancelled

    for at in range(4):
        with pytest.raises(Cancelled):
            report.export(pair.branch, pair.stick, progress=Stop(at))
    assert log(pair) == []
    assert not list(pair.stick.glob("*.djx"))


def test_folder_that_is_not_there(pair: Pair) -> None:
    shutil.rmtree(pair.stick)
    with pytest.raises(StorageFault, match="U盘"):
        pair.export()
    assert log(pair) == []


def test_attachment_that_is_lost_is_named(pair: Pair) -> None:
    with pair.branch.store.write("照片") as session:
        session.scalars(select(Member)).first().photo = "ab" * 32  # type: ignore[union-attr]
    with pytest.raises(StorageFault, match="附件"):
        pair.export()


def test_committee_has_nobody_to_report_to(pair: Pair) -> None:
    with pytest.raises(UserError, match="还没有加入"):
        report.export(pair.committee, pair.stick)


def test_attachments_that_find_no_room_come_with_a_later_package(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "FILES_ROOM", 10)
    first = report.export(pair.branch, pair.stick)
    assert (first.files, first.left) == (1, 1)
    merged = pair.merge(first.path, receipt_to=pair.stick)
    assert merged.receipt is not None
    receipt.receive(pair.branch, merged.receipt)
    second = report.export(pair.branch, pair.stick)
    assert (second.files, second.left) == (1, 0)
    pair.merge(second.path)
    with pair.committee.store.read() as session:
        named = transport.files_of(session, SHAPES, (pair.branch.store.book.uid,))
    assert len(named) == 2
    assert all(pair.committee.store.files.get(digest) for digest in named)
