"""The ruler page: its cross stands where it says, and two numbers undo the shift."""

from __future__ import annotations

import io

import pypdf

from djdesk.reports.kit.content import Orientation, Paper
from djdesk.reports.kit.fonts import bundled
from djdesk.reports.kit.ruler import CROSS, ruler, shift
from djdesk.reports.kit.sheet import MM


def test_cross_stands_thirty_millimetres_from_both_edges() -> None:
    for paper in (Paper(), Paper(orientation=Orientation.LANDSCAPE), Paper("A5", offset_x=9)):
        data = ruler(paper, faces=bundled())
        page = pypdf.PdfReader(io.BytesIO(data)).pages[0]
        high = paper.extent[1] * MM
        code = page.get_contents()
        assert code is not None
        lines = code.get_data().decode("ascii").splitlines()
        across = next(line.split() for line in lines if line.endswith(" l"))
        assert abs(float(across[1]) - (high - CROSS * MM)) < 0.01
        assert any(line.startswith(f"{CROSS * MM:.2f} ") for line in lines)
        assert "应为30毫米" in "".join(page.extract_text().split())
        assert abs(float(page.mediabox.height) - high) < 0.01


def test_measured_numbers_become_the_shift_that_undoes_them() -> None:
    assert shift(30, 30) == (0, 0)
    assert shift(32.5, 28.8) == (-2.5, 1.2)
