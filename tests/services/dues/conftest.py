"""Standards of dues for the tests of dues."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from djdesk.services import dues
from djdesk.services.desk import Desk
from djdesk.services.listing import Value

Fix = Callable[..., int]


@pytest.fixture
def fix(desk: Desk) -> Fix:
    """Fix a standard: `fix(member_id, base=4500_00)`, from January of the year unless said."""

    def enter(
        member_id: int,
        *,
        base: int | None = 450_000,
        since: date = date(2026, 1, 1),
        code: str = "wage",
        **values: Value,
    ) -> int:
        form: dict[str, Value] = {
            "since": since,
            "code": code,
            "base_fen": base,
            "decided_on": date(2026, 1, 8),
            "reason": "年初核定",
        }
        return dues.fix_standard(desk, member_id, form | values)

    return enter
