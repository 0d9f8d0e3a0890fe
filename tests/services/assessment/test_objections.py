"""Objections are raised while a month is posted, and answered with a day and a name."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.errors import Refused, UserError
from djdesk.services import assessment
from djdesk.services.assessment import objections
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from tests.conftest import TODAY
from tests.services.assessment.months import OCTOBER, confirmed, opened
from tests.services.conftest import Branch

RAISED: dict[str, Value] = {"raised_on": TODAY, "raised_by": "周敏", "text": "植树未计分"}


def posted(desk: Desk) -> None:
    opened(desk)
    confirmed(desk)
    assessment.publish_month(
        desk,
        OCTOBER,
        on=TODAY,
        until=date(2026, 11, 25),
        place="公开栏",
        telephone="13800000001",
    )


def test_an_objection_is_told_by_whom_about_whom(desk: Desk, branch: Branch) -> None:
    assert objections.objections(desk, OCTOBER) == ()
    posted(desk)
    key = assessment.raise_objection(desk, OCTOBER, RAISED, member_id=branch["郑华"])
    assessment.answer_objection(desk, key, answer="已核实", by="王强")
    (row,) = objections.objections(desk, OCTOBER)
    assert (row.name, row.raised_by, row.text) == ("郑华", "周敏", "植树未计分")
    assert (row.answer, row.answered_on, row.answered_by) == ("已核实", TODAY, "王强")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"raised_on": date(2026, 11, 19)}, "公示之前"),
        ({"raised_on": date(2026, 11, 21)}, "今天之后"),
        ({"raised_by": ""}, "请填写提出人"),
        ({"text": ""}, "请填写异议内容"),
    ],
)
def test_what_is_missing_is_refused(
    desk: Desk, branch: Branch, values: dict[str, Value], words: str
) -> None:
    posted(desk)
    with pytest.raises(Refused, match=words):
        assessment.raise_objection(desk, OCTOBER, RAISED | values)


def test_an_answer_says_something_and_comes_before_sealing(desk: Desk, branch: Branch) -> None:
    opened(desk)
    with pytest.raises(UserError, match="不在公示期"):
        assessment.raise_objection(desk, OCTOBER, RAISED)
    confirmed(desk)
    assessment.publish_month(
        desk, OCTOBER, on=TODAY, until=date(2026, 11, 25), place="栏", telephone="13800000001"
    )
    key = assessment.raise_objection(desk, OCTOBER, RAISED)
    with pytest.raises(Refused, match="没有填写核实情况"):
        assessment.answer_objection(desk, key, answer=" ")
    with pytest.raises(Refused, match="答复日期不对"):
        assessment.answer_objection(desk, key, answer="好", on=date(2026, 11, 1))
