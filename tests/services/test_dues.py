"""What holds for all dues together: nobody but those who may writes, every step can be undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from djdesk.errors import UserError
from djdesk.services import audit, dues
from djdesk.services.desk import Desk, Role
from tests.models.store.people import last_step
from tests.services.conftest import Enrol, enrol
from tests.services.dues.conftest import Fix, fix

__all__ = ["enrol", "fix"]  # fixtures

JAN, DEC = date(2026, 1, 1), date(2026, 12, 1)


def test_who_only_looks_writes_nothing(desk: Desk, enrol: Enrol, fix: Fix) -> None:
    member = enrol("张建")
    fix(member)
    viewer = replace(desk, role=Role.VIEWER)
    for verb in (
        lambda: dues.pay(viewer, member, fen=4_500, paid_on=date(2026, 2, 1)),
        lambda: dues.pay_due(viewer, JAN, [member], date(2026, 2, 1)),
        lambda: dues.reverse(viewer, 1, reason="记错"),
        lambda: dues.issue(viewer, 1),
    ):
        with pytest.raises(UserError, match="没有修改这项台账的权限"):
            verb()


def test_a_payment_can_be_undone_and_done_again(desk: Desk, enrol: Enrol, fix: Fix) -> None:
    member = enrol("张建")
    fix(member)
    before = dues.grid(desk, None, JAN, DEC)
    dues.pay(desk, member, fen=9_000, paid_on=date(2026, 2, 1))
    after = dues.grid(desk, None, JAN, DEC)
    step = last_step(desk.store)
    audit.undo_step(desk, step)
    assert dues.grid(desk, None, JAN, DEC) == before
    audit.undo_step(desk, step + 1)
    assert dues.grid(desk, None, JAN, DEC) == after
