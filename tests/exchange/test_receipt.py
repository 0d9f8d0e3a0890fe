"""Receipts come home once, to the right branch, and in the order of the answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from djdesk.errors import Refused, StorageFault, UserError
from djdesk.exchange import delivery, identity, intake, joining, merging, receipt, report
from djdesk.exchange.faults import codes
from djdesk.models.store.store import Notice, Store
from djdesk.services import packages
from djdesk.services.desk import Desk
from djdesk.services.packages import Entry
from tests.conftest import COMMITTEE
from tests.exchange.branch import MakeBook, Pair, add_member


def entry(desk: Desk, entry_id: int = 1) -> Entry:
    return packages.entry(desk, entry_id)


def answered(pair: Pair) -> Path:
    done = pair.merge(pair.export(), receipt_to=pair.stick)
    assert done.receipt is not None
    return done.receipt


def fault_of(desk: Desk, path: Path) -> str:
    with pytest.raises(Refused) as refused:
        receipt.receive(desk, path)
    return codes(refused.value.problems)[0]


def test_package_turns_to_accepted(pair: Pair) -> None:
    path = answered(pair)
    assert entry(pair.branch).status == "exported"
    got = receipt.receive(pair.branch, path)
    assert (got.number, got.outcome, got.committee, got.already) == (
        1,
        "accepted",
        COMMITTEE,
        False,
    )
    assert got.counts["new"] == pair.merge(pair.packages[0]).entry.counts["new"]
    assert entry(pair.branch).status == "accepted"
    assert packages.waiting_receipts(pair.branch) == 0


def test_second_reading_changes_nothing(pair: Pair) -> None:
    path = answered(pair)
    receipt.receive(pair.branch, path)
    before = entry(pair.branch)
    assert receipt.receive(pair.branch, path).already
    assert entry(pair.branch) == before


def test_refusal_with_reasons_then_acceptance(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    package = pair.export()
    _, refusal = merging.refuse_package(
        pair.committee, package, reason="缺少11月转入的同志。", receipt_to=pair.stick
    )
    assert refusal is not None
    got = receipt.receive(pair.branch, refusal)
    assert (got.outcome, got.reasons[0]["text"]) == ("refused", "缺少11月转入的同志。")
    assert entry(pair.branch).status == "refused"
    old = refusal.read_bytes()
    _later(monkeypatch)
    acceptance = pair.merge(package, receipt_to=pair.stick).receipt
    assert acceptance == refusal  # takes the place of the old one on the stick
    assert receipt.receive(pair.branch, acceptance).outcome == "accepted"
    stale = pair.stick / "旧回执.djr"
    stale.write_bytes(old)
    assert fault_of(pair.branch, stale) == "receipt"
    assert entry(pair.branch).status == "accepted"


def _later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the committee's clock stand a day further on."""
    monkeypatch.setattr(
        "djdesk.services.packages.log.now_text", lambda: "2099-01-01T08:00:00+08:00"
    )


def test_older_package_is_answered_as_superseded(pair: Pair) -> None:
    first, second = pair.export(), pair.export()
    pair.merge(second)
    _, answer = merging.refuse_package(pair.committee, first, receipt_to=pair.stick)
    assert answer is not None
    assert receipt.receive(pair.branch, answer).outcome == "superseded"
    assert entry(pair.branch).status == "superseded"


def test_receipt_of_another_branch(pair: Pair, make_book: MakeBook) -> None:
    second = make_book("中共某某厂铸造车间支部委员会")
    invited = joining.invite(pair.committee, pair.stick, branch_name=second.store.book.name)
    joining.join(second, invited.path)
    assert fault_of(second, answered(pair)) == "not_addressed"


def test_receipt_signed_by_somebody_else(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    # another book answers in the committee's name: it knows all names, but not the key
    package = pair.export()
    merged = pair.merge(package)
    forged = identity.generate()
    monkeypatch.setattr(receipt, "known_keys", lambda _session: forged)
    path = receipt.write(pair.committee, merged.entry, merged.branch, pair.stick)
    assert fault_of(pair.branch, path) == "unknown_sender"
    assert entry(pair.branch).status == "exported"


def test_receipt_for_a_package_of_another_copy_of_the_book(pair: Pair, book_folder: Path) -> None:
    path = answered(pair)
    with pair.branch.store.write("如同恢复了旧备份") as session:
        packages.drop_outgoing(session, 1)
    assert fault_of(pair.branch, path) == "receipt"


def test_altered_and_cut_receipts(pair: Pair) -> None:
    path = answered(pair)
    data = path.read_bytes()
    for place in range(0, len(data), max(1, len(data) // 100)):
        bad = bytearray(data)
        bad[place] ^= 1
        path.write_bytes(bad)
        assert fault_of(pair.branch, path) in ("damaged", "foreign_file", "newer")
    path.write_bytes(data[: len(data) // 2])
    assert fault_of(pair.branch, path) == "damaged"
    path.write_bytes(data)
    assert receipt.receive(pair.branch, path).outcome == "accepted"


def test_package_is_no_receipt_and_receipt_no_package(pair: Pair) -> None:
    path = answered(pair)
    assert fault_of(pair.branch, pair.packages[0]) == "wrong_kind"
    assert codes(intake.check(pair.committee, path).faults) == ("wrong_kind",)


def test_full_stick_costs_only_the_receipt(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> Path:
        raise StorageFault("磁盘已满。", "请换一个U盘。", kind="full")

    package = pair.export()
    with monkeypatch.context() as patch:
        patch.setattr(delivery, "put_at", fail)
        done = pair.merge(package, receipt_to=pair.stick)
    assert (done.outcome, done.receipt) == ("merged", None)
    assert done.receipt_fault is not None
    assert done.receipt_fault.kind == "full"
    path = merging.write_receipt(pair.committee, done.entry.id, pair.stick)
    assert receipt.receive(pair.branch, path).outcome == "accepted"


def test_sent_package_has_no_receipt_to_write(pair: Pair) -> None:
    done = report.export(pair.branch, pair.stick)
    with pytest.raises(UserError):
        merging.write_receipt(pair.branch, done.entry_id, pair.stick)


def test_restored_branch_goes_on_after_the_committees_number(pair: Pair) -> None:
    """The book of the branch is restored to before package 2 and must get back into step."""
    pair.carry()
    second = pair.export()
    pair.merge(second)
    with pair.branch.store.write("如同恢复了旧备份") as session:
        packages.drop_outgoing(session, 2)
    add_member(pair.branch, "周六", 66)
    again = pair.export()
    assert codes(intake.check(pair.committee, again).faults) == ("fork",)
    _, answer = merging.refuse_package(pair.committee, again, receipt_to=pair.stick)
    assert answer is not None
    assert receipt.receive(pair.branch, answer).outcome == "refused"
    add_member(pair.branch, "吴七", 67)
    third = pair.export()
    assert "第0003号" in third.name
    assert codes(intake.check(pair.committee, third).faults) == ("fork",)
    done = pair.merge(third, choices=merging.Choices(accept_fork=True, reason="支部恢复过备份"))
    assert done.outcome == "merged"
    assert codes(intake.check(pair.committee, pair.export()).faults) == ()


def test_store_is_not_written_by_a_refused_receipt(pair: Pair, store: Store) -> None:
    pair.export()
    told: list[Notice] = []
    stop = store.listen(told.append)
    assert fault_of(pair.branch, pair.packages[0]) == "wrong_kind"
    stop()
    assert told == []
