"""Whether a page in the hand is still what the book says: by the mark at its foot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from djdesk.errors import UserError
from djdesk.models.rules.meetings.numbers import TALKS, read_number
from djdesk.reports.kit.content import digest
from djdesk.reports.kit.spec import ReportSpec, Request
from djdesk.reports.meetings import activity, evidence, minutes, record, registers, signin, talk
from djdesk.services import listing, meetings, printing
from djdesk.services.desk import Desk
from djdesk.services.listing import Filter, Query, Scope
from djdesk.services.meetings import MEETINGS, Record

CURRENT, OLDER, UNKNOWN = "current", "older", "unknown"

MARKED: tuple[ReportSpec, ...] = tuple(
    spec
    for spec in (
        *record.REPORTS,
        *activity.REPORTS,
        *signin.REPORTS,
        *minutes.REPORTS,
        *registers.REPORTS,
    )
    if spec.by_record == "meetings" and spec.id != "meeting-notice"
)
"""The reports whose pages carry the mark of a meeting."""


@dataclass(frozen=True, slots=True)
class PageState:
    """What is known of a page: current, older or unknown; `text` says it in a sentence.

    `meeting_id` is the record (meeting or talk) it is of, `report` the title of the paper; both
    may be unknown.
    """

    state: str
    text: str
    meeting_id: int | None = None
    report: str = ""


def numbered(desk: Desk, number: str) -> tuple[int, ...]:
    """The meetings with this ledger number, as typed from paper; several in a committee's book."""
    read = read_number(number)
    if read is None:
        raise UserError(f"“{number}”不是台账编号。", "台账编号印在每页页脚，如 2026-党员大会-03。")
    unit = f"{read.unit}-" if read.unit else ""
    written = f"{read.year}-{unit}{read.ledger}-{read.number:02d}"
    query = Query(Scope(desk.today()), filters=(Filter("ledger_number", "eq", written),))
    return tuple(listing.ids(desk, MEETINGS, query))


def page_state(desk: Desk, number: str, revision: int, code: str) -> PageState:
    """What the book says of a page with this ledger number, version and check code (校验码).

    The papers of the record are made anew and compared, in every way they may be printed; older
    ones are known from the print log. `UserError` for what is no ledger number or no check code.
    """
    signs = re.sub(r"[^0-9a-f]", "", code.lower())
    if len(signs) < printing.CODE_SIGNS:
        raise UserError(f"“{code}”不是校验码。", "校验码印在每页页脚，共 8 位，如 3F2A-91C0。")
    talks = _talks(desk, number)
    found = talks or numbered(desk, number)
    if not found:
        return PageState(UNKNOWN, f"账套里没有台账编号为“{number}”的记录。")
    of_one = _of_talk if talks else _of_meeting
    states = [of_one(desk, key, revision, signs) for key in found]
    order = (CURRENT, OLDER, UNKNOWN)
    return min(states, key=lambda each: order.index(each.state))


def _talks(desk: Desk, number: str) -> tuple[int, ...]:
    """The talks with this ledger number; none where it is not that of a talk."""
    read = read_number(number)
    if read is None or read.ledger != TALKS:
        return ()
    return meetings.numbered_talks(desk, read.year, read.number)


def _of_talk(desk: Desk, talk_id: int, revision: int, signs: str) -> PageState:
    held = meetings.talk(desk, talk_id)
    made = digest(talk.content(desk, held))
    same = talk.TITLE if made.startswith(signs) else None
    return _judged(desk, talk_id, held.revision, revision, signs, same)


def _of_meeting(desk: Desk, meeting_id: int, revision: int, signs: str) -> PageState:
    held = meetings.record(desk, meeting_id)
    same = next((title for title, full in _digests(desk, held) if full.startswith(signs)), None)
    return _judged(desk, meeting_id, held.revision, revision, signs, same)


def _judged(
    desk: Desk, meeting_id: int, now: int, revision: int, signs: str, same: str | None
) -> PageState:
    """What to say of a page of version `revision` of a record that is in its version `now`.

    `same` is the title of the paper that would bear the same check code today, if any.
    """
    if same is not None and revision == now:
        text = f"这页“{same}”与账套一致，是现行的第{now}版。"
        return PageState(CURRENT, text, meeting_id, same)
    if revision > now:
        text = f"账套里这份记录只到第{now}版，没有第{revision}版；请核对页脚。"
        return PageState(UNKNOWN, text, meeting_id)
    logged = _logged(desk, meeting_id, signs)
    title = same or (logged.title if logged else "")
    if revision < now:
        said = f"这页是第{revision}版，账套里已更正为第{now}版，请换新页。"
        return PageState(OLDER, said, meeting_id, title)
    if logged is not None:
        said = f"这页“{logged.title}”是{logged.at}打印的，之后记录又改过，请换新页。"
        return PageState(OLDER, said, meeting_id, title)
    text = "这页与账套里的记录不一致，打印登记里也没有它；请核对页脚的编号和校验码。"
    return PageState(UNKNOWN, text, meeting_id)


def _logged(desk: Desk, meeting_id: int, signs: str) -> printing.PrintRow | None:
    """The last printing of this very page, if it was one of this meeting."""
    for row in printing.by_code(desk, signs):
        records = row.request.get("records")
        if isinstance(records, list) and meeting_id in records:
            return row
    return None


def _digests(desk: Desk, record: Record) -> Iterator[tuple[str, str]]:
    """Every paper of the meeting in every way it may be printed: its title and digest."""
    for spec in MARKED:
        choices = [[(o.key, value) for value, _word in o.choices] for o in spec.options]
        for options in product(*choices):
            request = Request(desk.today(), records=(record.id,), options=dict(options))
            yield spec.title, digest(spec.content(desk, request))
    if evidence.pictures(record.evidence, evidence.PHOTO):
        yield evidence.PHOTOS_TITLE, digest(evidence.photo_sheet(desk, record))
    for purpose, title in evidence.SCANS.items():
        if evidence.pictures(record.evidence, purpose):
            yield title, digest(evidence.scan_sheet(desk, record, purpose))
