"""From a warning to its correction: who stands on a warning, and what was begun for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from djdesk.errors import UserError
from djdesk.models.assessment import Correction, Pairing
from djdesk.models.rules.days import add_months
from djdesk.models.rules.dues.months import last_day, month_of, say_month
from djdesk.services.assessment.corrections import open_correction, state_of
from djdesk.services.assessment.rows import Subject, home_of, month_row
from djdesk.services.assessment.warnings import WarningRow, warnings_of
from djdesk.services.desk import Desk
from djdesk.services.listing import Value


@dataclass(frozen=True, slots=True)
class Warned:
    """Who stands on a warning, why, and what was begun.

    `correction_state` is a code of `assessment_correction_state`, empty while none was opened for
    the warning; `pairing_id` is a pair that helps the member now.
    """

    warning: WarningRow
    correction_state: str
    pairing_id: int | None

    @property
    def subject(self) -> Subject:
        """Whom it is about."""
        return subject_of(self.warning)


def subject_of(warning: WarningRow) -> Subject:
    """Whom a warning is about."""
    return Subject(warning.level, warning.organization_id, warning.member_id)


def warned(desk: Desk, month: date, *, organization_id: int | None = None) -> tuple[Warned, ...]:
    """Who is on a warning in `month` and why, the gravest first, with what was begun for it."""
    today = desk.today()
    with desk.store.read() as session:
        book = month_row(session, home_of(desk, organization_id), month_of(month))
        if book is None:
            return ()
        found = warnings_of(session, book, today)
        states = _states(session, (each.correction_id for each in found), today)
        helped = _helped(session, (each.member_id for each in found), today)
    return tuple(
        Warned(each, states.get(each.correction_id or 0, ""), helped.get(each.member_id or 0))
        for each in found
    )


def _states(session: Session, keys: Iterable[int | None], day: date) -> Mapping[int, str]:
    row = Correction
    wanted = [key for key in keys if key is not None]
    rows = session.execute(
        select(row.id, row.due_on, row.done_on, row.recheck).where(row.id.in_(wanted))
    )
    return {each[0]: state_of(each[1], each[2], each[3], day) for each in rows}


def _helped(session: Session, members: Iterable[int | None], day: date) -> Mapping[int, int]:
    """The pair that helps each member on `day`."""
    row = Pairing
    wanted = [key for key in members if key is not None]
    rows = session.execute(
        select(row.partner_id, row.id)
        .where(row.partner_id.in_(wanted), row.since <= day)
        .where(or_(row.ended_on.is_(None), row.ended_on > day))
        .order_by(row.since)
    )
    return {partner: key for partner, key in rows if partner is not None}


def proposed(desk: Desk, warning: WarningRow) -> dict[str, Value]:
    """What the form of a correction begins with when it is opened for `warning`.

    The problem is the warning's own words; the measure is the step that the rubric names. A month
    is given, to the end of the one after the warning's or of today's.
    """
    today = desk.today()
    due = last_day(max(add_months(warning.month, 1), month_of(today)))
    return {
        "opened_on": today,
        "problem": f"{say_month(warning.month)}{warning.title}：{'；'.join(warning.why)}。",
        "measure": f"{warning.step}。" if warning.step else "",
        "responsible": warning.name if warning.level == "member" else "",
        "due_on": due,
    }


def open_from_warning(
    desk: Desk, warning: WarningRow, values: Mapping[str, Value] | None = None
) -> int:
    """Open the correction of a warning; returns its key. `values` over those proposed.

    UserError where one was opened for it already.
    """
    subject = subject_of(warning)
    with desk.store.read() as session:
        _refuse_second(session, warning)
    return open_correction(
        desk,
        subject,
        proposed(desk, warning) | dict(values or {}),
        month=warning.month,
        warning=warning.code,
        responsible_id=None if values and "responsible" in values else warning.member_id,
    )


def _refuse_second(session: Session, warning: WarningRow) -> None:
    row = Correction
    member = row.member_id
    whose = member.is_(None) if warning.member_id is None else member == warning.member_id
    wanted = (
        select(row.id)
        .where(row.level == warning.level, row.organization_id == warning.organization_id, whose)
        .where(row.month == warning.month, row.warning == warning.code)
    )
    if session.scalar(wanted.limit(1)) is not None:
        raise UserError(
            f"{warning.name}{say_month(warning.month)}的{warning.title}已经开了整改。",
            "请在整改清单里打开它。",
        )
