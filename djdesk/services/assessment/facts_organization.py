"""What the ledger of organizations says at the end of a month: terms overdue, seats vacant."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import or_, select

from djdesk.models.organization import Term
from djdesk.models.rules import organization as rules
from djdesk.services.assessment.facts import Fact, Reading, source
from djdesk.services.listing import Scope
from djdesk.services.organization.warnings import SECRETARY, seated
from djdesk.services.roster import expressions as x


def election_overdue(reading: Reading) -> Iterator[Fact]:
    """That the term of the committee was over on the last day of a complete month."""
    if not reading.complete:
        return
    term = reading.session.execute(
        select(Term.uid, Term.planned_until)
        .where(Term.organization_id == reading.branch_id, Term.since <= reading.last)
        .where(or_(Term.until.is_(None), Term.until > reading.last))
        .order_by(Term.since.desc(), Term.id.desc())
        .limit(1)
    ).first()
    if term is not None and term.planned_until <= reading.last:
        text = f"本届任期已于 {term.planned_until:%Y.%m.%d} 届满，还没有换届"
        yield reading.of_unit(reading.branch, reading.last, source("term", term.uid), text)


def committee_vacant(reading: Reading) -> Iterator[Fact]:
    """Seats that were vacant on the last day of a complete month: the secretary's, and those that
    the committee lacks where one is asked for (支部条例第八条)."""
    if not reading.complete:
        return
    day, branch = reading.last, reading.branch
    full = sum(
        1
        for (person_class,) in reading.session.execute(
            x.belonging(Scope(day, reading.branch_id), "in").with_only_columns(x.person_class(day))
        )
        if person_class == "full"
    )
    posts = seated(reading.session, branch.id, day)
    record = source("organization", branch.uid)
    if reading.people and SECRETARY not in posts.values():
        yield reading.of_unit(branch, day, record, "没有书记")
    size = rules.sizes().rule_at(day)
    if size is None or full < size.value.committee_from:
        return
    for _seat in range(size.value.committee_min - len(posts)):
        yield reading.of_unit(branch, day, record, "支部委员会缺委员 1 名")
