"""What the command line prints: plain JSON with the words that programs read."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select

from djdesk.errors import Refused
from djdesk.exchange import dispatch, intake, joining, merging, receipt, report, summary
from djdesk.models.meetings import Meeting, Review
from tests.conftest import BRANCH, COMMITTEE
from tests.exchange.branch import Pair


def plain(data: dict[str, summary.Json]) -> dict[str, summary.Json]:
    """`data` there and back through JSON: nothing in it may be lost or refuse."""
    back = json.loads(json.dumps(data, ensure_ascii=False))
    assert back == data
    return data


def test_the_whole_way(pair: Pair) -> None:
    invited = joining.invite(pair.committee, pair.stick, branch_name=BRANCH)
    assert plain(summary.of_invited(invited))["branch"] == BRANCH
    done = plain(summary.of_joined(joining.join(pair.branch, invited.path)))
    assert (done["committee"], done["fingerprint"]) == (COMMITTEE, invited.fingerprint)
    exported = report.export(pair.branch, pair.stick)
    out = plain(summary.of_exported(exported))
    assert (out["number"], out["sha256"], out["files"]) == (1, exported.digest, 2)
    looked = plain(summary.of_header(exported.path, intake.look(exported.path)))
    assert (looked["kind"], looked["intact"]) == ("report", True)
    checked = plain(summary.of_checked(intake.check(pair.committee, exported.path)))
    assert (checked["status"], checked["newcomer"], checked["faults"]) == ("good", True, [])
    own = plain(summary.of_checked(intake.check(pair.branch, exported.path)))
    assert own["status"] == "own"
    merged = merging.merge(pair.committee, exported.path, receipt_to=pair.stick, backup=False)
    first = plain(summary.of_merged(merged))
    assert (first["status"], first["number"]) == ("merged", 1)
    assert first["receipt"] == str(merged.receipt)
    again = plain(summary.of_merged(pair.merge(exported.path)))
    assert (again["status"], again["counts"], again["at"]) == (
        "already",
        {"new": 0, "changed": 0, "same": 0, "removed": 0, "conflict": 0},
        first["at"],
    )
    assert merged.receipt is not None
    got = plain(summary.of_received(receipt.receive(pair.branch, merged.receipt)))
    assert (got["status"], got["title"], got["already"]) == ("accepted", "已接收", False)
    seen = plain(summary.of_checked(intake.check(pair.committee, exported.path)))
    assert seen["status"] == "already"


def test_faults_carry_code_text_and_remedy(pair: Pair) -> None:
    path = pair.export()
    path.write_bytes(path.read_bytes()[:-1])
    done = plain(summary.of_checked(intake.check(pair.committee, path)))
    assert done["status"] == "refused"
    faults = done["faults"]
    assert isinstance(faults, list)
    (fault,) = faults
    assert isinstance(fault, dict)
    assert fault["code"] == "damaged"
    assert fault["severity"] == "error"
    assert fault["text"]
    assert fault["remedy"]
    with pytest.raises(Refused):
        pair.merge(path)


def test_what_goes_down_is_told_on_both_sides(pair: Pair) -> None:
    pair.carry()
    with pair.committee.store.write("审查会议记录") as session:
        meeting = session.scalars(select(Meeting)).one()
        session.add(Review(meeting_id=meeting.id, reviewed_on=date(2026, 11, 20), result="passed"))
    (done,) = dispatch.write_all(pair.committee, pair.stick)
    told = plain(summary.of_dispatched(done))
    assert (told["number"], told["count"], told["file"]) == (1, 1, str(done.path))
    taken = plain(summary.of_taken(dispatch.receive(pair.branch, done.path)))
    assert (taken["new"], taken["already"], taken["kind"]) == (1, False, "dispatch")
