"""What registers of every area say alike: who reports, for which part of a year, who signs."""

from __future__ import annotations

from djdesk.reports.kit.content import Signatures
from djdesk.reports.kit.spec import Option, Request
from djdesk.services import organization
from djdesk.services.desk import Desk

BLANK_ROWS = 15
"""Rows that a register has at least (forms.md §1)."""

BLANK_DAY = "　　　　年　　月　　日"
"""A day that is written by hand."""

SIGNED = Signatures(("制表人：", "审核人（支部书记）：", f"日期：{BLANK_DAY}", "（盖章）"))
"""Foot of the registers that a branch draws up and its secretary checks."""

PERIOD = Option(
    "period",
    "时间范围",
    (
        ("year", "全年"),
        ("1", "第一季度"),
        ("2", "第二季度"),
        ("3", "第三季度"),
        ("4", "第四季度"),
    ),
)
"""The year is that of the day the report speaks of."""


def quarter_asked(request: Request) -> int | None:
    """The quarter that was chosen, 1 to 4; None for the whole year."""
    word = request.options.get(PERIOD.key, PERIOD.default)
    return int(word) if word.isdigit() else None


def unit_id(desk: Desk, request: Request) -> int:
    """The organization that is asked for, else that of the book."""
    return request.organization_id or organization.home_id(desk)


def unit_name(desk: Desk, request: Request) -> str:
    """Its full name."""
    return organization.name_of(desk, unit_id(desk, request))
