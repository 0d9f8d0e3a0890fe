"""Approval of a reduction and application for money: filled from the book, room for wet ink."""

from __future__ import annotations

from datetime import date

from djdesk.reports.catalogue import report
from djdesk.reports.dues import forms
from djdesk.reports.kit.content import Content
from djdesk.reports.kit.spec import Request
from djdesk.services import dues
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from tests.reports import snapshots
from tests.reports.branch import MINORITY
from tests.reports.dues.takings import JAN, Taken
from tests.reports.papers import DAY, printed, texts


def of(desk: Desk, name: str, record: int) -> Content:
    return report(name).content(desk, Request(DAY, records=(record,)))


def test_reduction_says_before_and_after(desk: Desk, taken: Taken) -> None:
    content = of(desk, "dues-reduction", taken.reduction)
    snapshots.check("dues-reduction", content)
    (text,) = texts(printed(content).data)
    assert content.title == f"党费减免审批表（{MINORITY}）"
    for said in ("142.50", "5.00", "2026年10月起，至2026年12月", "某厂党〔2026〕31号"):
        assert said in text
    assert text.count("签名（盖章）") == 2


def test_the_retired_need_no_superior(desk: Desk, taken: Taken) -> None:
    member = taken.people["王某"]
    retired: dict[str, Value] = {"since": date(2026, 9, 1), "code": "pension", "base_fen": 325_680}
    dues.fix_standard(desk, member, {**retired, "decided_on": DAY, "reason": "退休"})
    reduced: dict[str, Value] = {
        "since": date(2026, 10, 1),
        "to_fen": 100,
        "reason": "患病",
        "branch_on": DAY,
    }
    key = dues.reduce(desk, member, {**reduced, "until": date(2026, 12, 1)})
    (text,) = texts(printed(of(desk, "dues-reduction", key)).data)
    assert forms.ALONE in text
    assert "16.28" in text


def test_use_with_its_account(desk: Desk, taken: Taken) -> None:
    content = of(desk, "dues-use", taken.use)
    snapshots.check("dues-use", content)
    (text,) = texts(printed(content).data)
    assert "（2）订阅或购买" in text
    assert "实际支出1,186.50元。比预算少13.50元。" in text


def test_an_application_that_is_not_decided_leaves_room_to_sign(desk: Desk, taken: Taken) -> None:
    key = dues.apply_use(
        desk,
        {"use": "hardship", "purpose": "慰问困难党员", "budget": 50_000, "applied_on": JAN},
    )
    (text,) = texts(printed(of(desk, "dues-use", key)).data)
    assert text.count("签名（盖章）：年月日") == 3
    assert "（4）补助生活困难的党员" in text
