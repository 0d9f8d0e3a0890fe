"""What the search box finds in a book: people by name, pinyin, ID tail or telephone, and papers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from djdesk.models.rules import names
from djdesk.reports import catalogue
from djdesk.reports.kit.spec import ReportSpec
from djdesk.services import kinds, listing
from djdesk.services.desk import Desk
from djdesk.services.roster import ROSTER
from djdesk.ui.shell.search import Finder, Hit

MOST = 7  # people listed; the roster pane shows all of them
_KEYS = ("name", "person_class", "group")


def finders(desk: Desk, open_area: Callable[..., None]) -> tuple[Finder, ...]:
    """The finders of a book; each is called off the window's thread with what was typed."""
    return (
        lambda text: _people(desk, text, open_area),
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
