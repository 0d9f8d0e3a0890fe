"""From a warning to its correction: proposed words, no second one, states and pairs beside it."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.errors import UserError
from djdesk.models.rules.assessment.rubric import Warn
from djdesk.services import assessment
from djdesk.services.assessment import Subject, remedies
from djdesk.services.assessment.remedies import open_from_warning, proposed, warned
from djdesk.services.desk import Desk
from tests.services.assessment.books import (
    NOVEMBER,
    item,
    on,
    put_line,
    put_month,
    put_rubric,
    rubric_of,
)
from tests.services.conftest import Branch

YELLOW = Warn("yellow", "黄牌", below=600, within=7, step="书记谈话，结对帮扶")


@pytest.fixture
def low(desk: Desk, branch: Branch) -> int:
    """November with 吴亮 at 100 - 45 = 55 and 郑华 at 59.9 points; the key of 吴亮."""
    rubric = put_rubric(desk, rubric_of({"member": (item("X", "", -1),)}, (YELLOW,)))
    put_month(desk, rubric)
    put_line(desk, branch["吴亮"], "X", -450)
    put_line(desk, branch["郑华"], "X", -401)
    return branch["吴亮"]


def test_a_warning_proposes_and_opens_its_correction(desk: Desk, low: int) -> None:
    row = warned(desk, date(2026, 11, 17))[0]
    assert (row.subject.member_id, row.correction_state, row.pairing_id) == (low, "", None)
    assert proposed(desk, row.warning) == {
        "opened_on": date(2026, 11, 20),
        "problem": "2026年11月黄牌：本月 55.0 分，低于 60.0 分。",
        "measure": "书记谈话，结对帮扶。",
        "responsible": "吴亮",
        "due_on": date(2026, 12, 31),
    }
    key = open_from_warning(desk, row.warning, {"due_on": date(2026, 12, 20)})
    sheet = assessment.correction(desk, key)
    assert (sheet.subject, sheet.month, sheet.warning) == (row.subject, NOVEMBER, "yellow")
    assert (sheet.responsible_id, sheet.values["due_on"]) == (low, date(2026, 12, 20))
    with pytest.raises(UserError, match="吴亮2026年11月的黄牌已经开了整改"):
        open_from_warning(desk, row.warning)


def test_what_was_begun_stands_beside_the_warning(desk: Desk, branch: Branch, low: int) -> None:
    key = open_from_warning(desk, warned(desk, NOVEMBER)[0].warning)
    pair = assessment.pair(
        desk,
        {"kind": "member", "helper": "李静", "partner": "吴亮", "since": NOVEMBER},
        correction_id=key,
    )
    told = [
        (row.warning.name, row.correction_state, row.pairing_id) for row in warned(desk, NOVEMBER)
    ]
    assert told == [("吴亮", "open", pair), ("郑华", "", None)]
    assert warned(on(desk, date(2027, 1, 1)), NOVEMBER)[0].correction_state == "overdue"
    assessment.end_pairing(desk, pair, on=date(2026, 11, 20), reason="双方商定")
    assert warned(desk, NOVEMBER)[0].pairing_id is None


def test_a_late_warning_is_given_until_the_end_of_this_month(desk: Desk, low: int) -> None:
    row = warned(desk, NOVEMBER)[0].warning
    assert proposed(on(desk, date(2027, 2, 3)), row)["due_on"] == date(2027, 2, 28)


def test_a_month_that_was_not_opened_warns_nobody(desk: Desk, branch: Branch) -> None:
    assert warned(desk, date(2026, 5, 1)) == ()
    assert remedies.subject_of(
        assessment.warnings.WarningRow(
            "group", branch.first, None, "", "", NOVEMBER, "blue", "", (), "", None, ""
        )
    ) == Subject("group", branch.first)
