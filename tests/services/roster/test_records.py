"""Sub-records: absences, rewards, hardship, family."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from djdesk.errors import Refused, UserError
from djdesk.services import roster
from djdesk.services.desk import Desk
from djdesk.services.listing import Value

Enrol = Callable[..., int]
GOOD: dict[str, dict[str, Value]] = {
    "absence": {"kind": "mobile", "since": date(2026, 1, 5), "destination": "某市"},
    "reward": {"kind": "reward", "title": "优秀共产党员", "given_on": date(2024, 7, 1)},
    "hardship": {"kind": "重大疾病", "since": date(2025, 1, 1), "aid_fen": 100000},
    "kin": {"relation": "配偶", "name": "李  某", "political": "13"},
}


@pytest.mark.parametrize("kind", sorted(GOOD))
def test_entered_changed_and_taken_out(desk: Desk, enrol: Enrol, kind: str) -> None:
    key = enrol()
    record = roster.add_record(desk, kind, key, GOOD[kind])
    shown = getattr(
        roster.profile(desk, key),
        {"absence": "absences", "reward": "rewards", "hardship": "hardships", "kin": "kin"}[kind],
    )
    assert [each.id for each in shown] == [record]
    assert set(shown[0].values) == {f.key for f in roster.RECORD_KINDS[kind].fields}
    remark = {"kin": "workplace", "hardship": "detail"}.get(kind, "reason")
    roster.change_record(desk, kind, record, {remark: " 说明 "})
    found = roster.profile(desk, key)
    assert any(
        each.values.get(remark) == "说明"
        for each in (*found.absences, *found.rewards, *found.hardships, *found.kin)
    )
    roster.remove_record(desk, kind, record)
    gone = roster.profile(desk, key)
    assert (gone.absences, gone.rewards, gone.hardships, gone.kin) == ((), (), (), ())
    with pytest.raises(UserError, match="找不到"):
        roster.remove_record(desk, kind, record)


@pytest.mark.parametrize(
    ("kind", "changes", "field"),
    [
        ("absence", {"kind": ""}, "kind"),
        ("absence", {"kind": "away"}, "kind"),
        ("absence", {"since": None}, "since"),
        ("absence", {"since": date(2027, 1, 1)}, "since"),
        ("absence", {"until": date(2025, 12, 31)}, "until"),
        ("reward", {"title": ""}, "title"),
        ("reward", {"until": date(2024, 6, 30)}, "until"),
        ("hardship", {"aid_fen": -1}, "aid_fen"),
        ("kin", {"name": " "}, "name"),
        ("kin", {"political": "99"}, "political"),
    ],
)
def test_faults_are_told_at_their_field(
    desk: Desk, enrol: Enrol, kind: str, changes: dict[str, Value], field: str
) -> None:
    key = enrol()
    with pytest.raises(Refused) as refused:
        roster.add_record(desk, kind, key, GOOD[kind] | changes)
    assert [problem.field for problem in refused.value.problems] == [field]


def test_an_absence_of_one_kind_runs_once(desk: Desk, enrol: Enrol) -> None:
    key = enrol()
    first = roster.add_record(desk, "absence", key, GOOD["absence"])
    with pytest.raises(Refused, match="尚未结束"):
        roster.add_record(desk, "absence", key, GOOD["absence"])
    roster.add_record(desk, "absence", key, {"kind": "lost", "since": date(2026, 2, 1)})
    roster.change_record(desk, "absence", first, {"until": date(2026, 3, 1)})
    roster.add_record(desk, "absence", key, GOOD["absence"] | {"since": date(2026, 4, 1)})
    assert len(roster.profile(desk, key).absences) == 3


def test_only_fields_of_the_form_are_taken(desk: Desk, enrol: Enrol) -> None:
    with pytest.raises(ValueError, match="member_id"):
        roster.add_record(desk, "kin", enrol(), GOOD["kin"] | {"member_id": 1})
