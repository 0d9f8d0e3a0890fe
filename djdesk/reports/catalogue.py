"""All reports of the program: a plain tuple, seen by the reader and by the freezer."""

from __future__ import annotations

from djdesk.errors import UserError
from djdesk.reports import assessment, dues, meetings, organization, roster
from djdesk.reports.kit.spec import ReportSpec

REPORTS: tuple[ReportSpec, ...] = (
    *roster.REPORTS,
    *organization.REPORTS,
    *meetings.REPORTS,
    *dues.REPORTS,
    *assessment.REPORTS,
)


def report(name: str) -> ReportSpec:
    """The report called `name` (id or Chinese title); `UserError` naming those there are."""
    for spec in REPORTS:
        if name in (spec.id, spec.title):
            return spec
    known = "、".join(f"{spec.id}（{spec.title}）" for spec in REPORTS)
    raise UserError(f"没有名为“{name}”的报表。", f"可用的报表：{known}。")


def of_area(area: str) -> tuple[ReportSpec, ...]:
    """The reports that a pane of `area` offers, in their order."""
    return tuple(spec for spec in REPORTS if spec.area == area)
