"""Whether a page in the hand is still current: mark and check code against the book."""

from __future__ import annotations

from pathlib import Path

import pytest

from djdesk.errors import UserError
from djdesk.reports.catalogue import report
from djdesk.reports.kit.content import digest, short_digest
from djdesk.reports.kit.spec import Request
from djdesk.reports.meetings import pages, volume
from djdesk.reports.meetings.volume import Choice
from djdesk.services import meetings, printing
from djdesk.services.desk import Desk
from djdesk.services.printing import Printed
from tests.reports.meetings.sittings import Year
from tests.reports.papers import DAY

NUMBER = "2026-党员大会-01"


def code_of(desk: Desk, name: str, meeting: int, **options: str) -> str:
    request = Request(DAY, records=(meeting,), options=options)
    return short_digest(digest(report(name).content(desk, request)))


def state(desk: Desk, code: str, revision: int = 1, number: str = NUMBER) -> str:
    return pages.page_state(desk, number, revision, code).state


@pytest.mark.parametrize("name", [spec.id for spec in pages.MARKED])
def test_every_paper_of_a_record_is_known(desk: Desk, year: Year, name: str) -> None:
    found = pages.page_state(desk, NUMBER, 1, code_of(desk, name, year.full))
    assert (found.state, found.meeting_id) == ("current", year.full)
    assert found.report == report(name).title


def test_paper_printed_with_other_options_is_known(desk: Desk, year: Year) -> None:
    code = code_of(desk, "meeting-signin", year.full, marks="yes")
    assert state(desk, code) == "current"


def test_pages_of_a_volume_are_known(desk: Desk, year: Year, tmp_path: Path) -> None:
    for part in volume.write(desk, Choice(2026), tmp_path / "v.pdf").parts:
        assert state(desk, short_digest(part.digest), number=part.number) == "current"


def test_number_may_be_typed_as_it_looks(desk: Desk, year: Year) -> None:
    code = code_of(desk, "meeting-record", year.full).replace("-", " ").lower()
    assert state(desk, code, number=" 2026—党员大会—01 ") == "current"


def test_changed_record_makes_a_logged_page_older(desk: Desk, year: Year) -> None:
    request = Request(DAY, records=(year.full,))
    content = report("meeting-record").content(desk, request)
    full = digest(content)
    asked = {"records": list(request.records)}
    printing.log(desk, Printed("meeting-record", content.title, DAY, 2, full, request=asked))
    meetings.save_record(desk, year.full, {"place": "二楼会议室"})
    found = pages.page_state(desk, NUMBER, 1, short_digest(full))
    assert found.state == "older"
    assert "请换新页" in found.text


def test_corrected_record_makes_every_page_of_its_version_older(desk: Desk, year: Year) -> None:
    meetings.finish(desk, year.full)
    code = code_of(desk, "meeting-record", year.full)
    meetings.review(desk, year.full)
    assert state(desk, code) == "current"
    meetings.correct(desk, year.full, reason="地点写错")
    found = pages.page_state(desk, NUMBER, 1, code)
    assert (found.state, found.text) == (
        "older",
        "这页是第1版，账套里已更正为第2版，请换新页。",
    )
    again = code_of(desk, "meeting-record", year.full)
    assert state(desk, again, revision=2) == "current"


def test_what_the_book_does_not_know_is_unknown(desk: Desk, year: Year) -> None:
    assert state(desk, "0000-0000") == "unknown"
    assert state(desk, "0000-0000", number="2026-党课-07") == "unknown"
    assert state(desk, code_of(desk, "meeting-record", year.full), revision=5) == "unknown"


@pytest.mark.parametrize(("number", "code"), [("三月大会", "3F2A-91C0"), (NUMBER, "3F2A")])
def test_what_is_no_mark_is_refused(desk: Desk, year: Year, number: str, code: str) -> None:
    with pytest.raises(UserError):
        pages.page_state(desk, number, 1, code)


def test_page_of_a_talk_is_known_until_the_talk_is_changed(desk: Desk, year: Year) -> None:
    number = meetings.talk(desk, year.talk).ledger_number
    content = report("talk-record").content(desk, Request(DAY, records=(year.talk,)))
    assert number in content.mark
    code = short_digest(digest(content))
    assert state(desk, code, number=number) == "current"
    meetings.change_talk(desk, year.talk, {"opinions": "补记一条意见。"})
    assert state(desk, code, number=number) == "older"
    assert state(desk, code, 2, number) == "unknown"
    assert state(desk, code, number="2026-谈话-99") == "unknown"
