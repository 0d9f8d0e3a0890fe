"""All reports: found by name, printable and exportable on any book, empty ones included."""

from __future__ import annotations

import io
import json

import openpyxl
import pytest

from djdesk.errors import UserError
from djdesk.reports.catalogue import REPORTS, of_area, report
from djdesk.reports.kit import xlsx
from djdesk.reports.kit.content import Paper
from djdesk.reports.kit.spec import ReportSpec, Request
from djdesk.services.desk import Desk
from tests.reports.branch import fill
from tests.reports.papers import DAY, printed


def test_names_are_unique_and_found() -> None:
    assert (
        len({spec.id for spec in REPORTS}) == len({spec.title for spec in REPORTS}) == len(REPORTS)
    )
    assert report("roster") is report("党员花名册")
    with pytest.raises(UserError, match="没有名为“dues”的报表"):
        report("dues")


def test_area_offers_its_own() -> None:
    assert {spec.id for spec in of_area("organization")} == {"organization", "organization-tree"}
    assert of_area("points") == ()


ALONE = tuple(spec for spec in REPORTS if not spec.by_record or spec.many)
"""Those that need no record to be chosen; the others are tested with theirs."""


@pytest.mark.parametrize("spec", ALONE, ids=lambda spec: spec.id)
def test_every_report_becomes_pdf_and_workbook(desk: Desk, spec: ReportSpec) -> None:
    fill(desk)
    content = spec.content(desk, Request(DAY))
    assert printed(content).pages >= 1
    assert openpyxl.load_workbook(io.BytesIO(xlsx.render(content))).worksheets
    assert Paper.from_json(json.loads(json.dumps(content.paper.to_json()))) == content.paper


@pytest.mark.parametrize(
    "spec", [spec for spec in ALONE if not spec.by_member], ids=lambda spec: spec.id
)
def test_empty_book_prints_too(desk: Desk, spec: ReportSpec) -> None:
    pages = printed(spec.content(desk, Request(DAY))).pages
    assert pages == 1 or spec.blank
