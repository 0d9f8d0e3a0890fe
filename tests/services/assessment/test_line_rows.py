"""Files stay with the line they prove."""

from __future__ import annotations

from dataclasses import replace

from djdesk.services import assessment
from djdesk.services.assessment.line_rows import evidence
from djdesk.services.desk import Desk
from tests.services.assessment.months import OCTOBER, entry, opened, subject
from tests.services.conftest import Branch


def test_the_files_of_a_line(desk: Desk, branch: Branch) -> None:
    opened(desk)
    proof = (("签到表.jpg", b"\xff\xd8 not really a picture"), ("说明.txt", b"a note"))
    key = assessment.book_line(
        desk, replace(entry(branch, "王强", "P", quantity=1), evidence=proof)
    )
    other = assessment.book_line(desk, entry(branch, "王强", "P", quantity=1))
    assert {file.title for file in evidence(desk, key)} == {"签到表.jpg", "说明.txt"}
    assert evidence(desk, other) == ()
    found = assessment.lines(desk, OCTOBER, subject(branch, "王强"))
    assert [line.files for line in found] == [2, 0]
