"""What the search box finds in a book: people by name, pinyin or number; meetings; papers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from djdesk.models.rules import names
from djdesk.reports import catalogue
from djdesk.reports.kit.spec import ReportSpec
from djdesk.services import kinds, listing
from djdesk.services.desk import Desk
from djdesk.services.meetings import MEETINGS, with_initials
from djdesk.services.roster import ROSTER
from djdesk.ui.shell.search import Finder, Hit

MOST = 7  # people listed; the roster pane shows all of them
MOST_MEETINGS = 4
_KEYS = ("name", "person_class", "group")
_MEETING_KEYS = ("held_on", "kind", "topic", "state", "unit")


def finders(desk: Desk, open_area: Callable[..., None]) -> tuple[Finder, ...]:
    """The finders of a book; each is called off the window's thread with what was typed."""
    return (
        lambda text: _people(desk, text, open_area),
        lambda text: _meetings(desk, text, open_area),
        lambda text: _papers(text, open_area),
    )


def _people(desk: Desk, text: str, open_area: Callable[..., None]) -> Sequence[Hit]:
    query = listing.Query(listing.Scope(desk.today()), text=text)
    found = listing.ids(desk, ROSTER, query, limit=MOST)
    rows = listing.rows(desk, ROSTER, query.scope, found, _KEYS)
    columns = [ROSTER.column(key) for key in _KEYS]
    hits = []
    for member_id in found:
        name, *rest = (
            kinds.show(column.kind, value, column.codes)
            for column, value in zip(columns, rows[member_id], strict=True)
        )
        hint = " · ".join(word for word in rest if word)
        hits.append(Hit(name, hint, "user", _opener(open_area, "roster", member_id)))
    return hits


def _meetings(desk: Desk, text: str, open_area: Callable[..., None]) -> Sequence[Hit]:
    """Meetings by kind, topic, place, people, text or ledger number, the latest first.

    After them those whose topic has these pinyin initials.
    """
    query = listing.Query(listing.Scope(desk.today()), text=text)
    found = list(listing.ids(desk, MEETINGS, query, limit=MOST_MEETINGS))
    if len(found) < MOST_MEETINGS:
        spelled = with_initials(desk, text, limit=MOST_MEETINGS)
        found = [*found, *(key for key in spelled if key not in found)][:MOST_MEETINGS]
    rows = listing.rows(desk, MEETINGS, query.scope, found, _MEETING_KEYS)
    columns = [MEETINGS.column(key) for key in _MEETING_KEYS]
    hits = []
    for meeting_id in found:
        day, kind, topic, *rest = (
            kinds.show(column.kind, value, column.codes)
            for column, value in zip(columns, rows[meeting_id], strict=True)
        )
        title = f"{day} {kind}：{topic}" if topic else f"{day} {kind}"
        hint = " · ".join(word for word in rest if word)
        hits.append(Hit(title, hint, "notebook-pen", _opener(open_area, "meetings", meeting_id)))
    return hits


def _papers(text: str, open_area: Callable[..., None]) -> Sequence[Hit]:
    plain = text.casefold()
    return [
        Hit(spec.title, f"表册 {spec.form}", "printer", _printer(open_area, spec.area, spec.id))
        for spec in catalogue.REPORTS
        # those of one record are printed where the record is
        if (not spec.by_record or spec.many) and _called(spec, plain)
    ]


def _called(spec: ReportSpec, plain: str) -> bool:
    return (
        plain in spec.title.casefold()
        or plain == spec.form.casefold()
        or (plain.isascii() and plain in names.initials(spec.title))
    )


def _opener(open_area: Callable[..., None], area: str, record_id: int) -> Callable[[], None]:
    return lambda: open_area(area, record_id)


def _printer(open_area: Callable[..., None], area: str, report: str) -> Callable[[], None]:
    return lambda: open_area(area, report=report)
