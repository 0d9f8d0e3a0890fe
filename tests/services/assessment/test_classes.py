"""Classes are dated, touch without overlapping, and leave confirmed months alone."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.errors import Refused
from djdesk.services import assessment
from djdesk.services.assessment import classes
from djdesk.services.desk import Desk
from tests.services.assessment.months import OCTOBER, SEPTEMBER, confirmed, opened
from tests.services.conftest import Branch

NOVEMBER = date(2026, 11, 1)


def give(desk: Desk, member: int, since: date, kind: str, **values: date) -> int:
    return assessment.set_class(desk, member, {"since": since, "kind": kind, **values})


def test_a_new_class_ends_the_one_before(desk: Desk, branch: Branch) -> None:
    who = branch["王强"]
    give(desk, who, date(2026, 3, 15), "backbone")
    give(desk, who, OCTOBER, "special")
    new, old = classes.classes(desk, who)
    assert (old.since, old.until, old.kind) == (date(2026, 3, 1), SEPTEMBER, "backbone")
    assert (new.since, new.until, new.kind) == (OCTOBER, None, "special")
    give(desk, who, OCTOBER, "exempt")
    assert [row.kind for row in classes.classes(desk, who)] == ["exempt", "backbone"]
    give(desk, who, OCTOBER, "exempt", until=date(2026, 12, 20))
    assert classes.classes(desk, who)[0].until == date(2026, 12, 1)


def test_what_does_not_fit_is_refused(desk: Desk, branch: Branch) -> None:
    who = branch["王强"]
    with pytest.raises(Refused, match="积分类别"):
        give(desk, who, OCTOBER, "")
    with pytest.raises(Refused, match="不在代码表里"):
        give(desk, who, OCTOBER, "other")
    with pytest.raises(Refused, match="截止月份在起始月份之前"):
        give(desk, who, OCTOBER, "special", until=SEPTEMBER)
    give(desk, who, NOVEMBER, "special")
    with pytest.raises(Refused, match="11月起已经设定"):
        give(desk, who, OCTOBER, "exempt")


def test_confirmed_months_keep_their_classes(desk: Desk, branch: Branch) -> None:
    opened(desk)
    confirmed(desk)
    with pytest.raises(Refused, match="2026年10月的考核已经审定"):
        give(desk, branch["王强"], OCTOBER, "exempt")
