"""Empty forms of the assessment have room to write in every cell and no stroke."""

from __future__ import annotations

import pytest

from djdesk.reports.assessment import blanks
from djdesk.reports.catalogue import report
from djdesk.reports.kit.spec import Request
from djdesk.services.desk import Desk
from tests.reports import snapshots
from tests.reports.papers import DAY, printed, texts


@pytest.mark.parametrize("name", [spec.id for spec in blanks.REPORTS])
def test_blank_form(desk: Desk, name: str) -> None:
    content = report(name).content(desk, Request(DAY))
    snapshots.check(name, content)
    rendering = printed(content)
    assert rendering.pages == 1
    assert "／" not in "".join(texts(rendering.data))
    assert content.day is None
