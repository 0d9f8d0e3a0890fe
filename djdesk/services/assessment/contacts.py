"""Contacts of a pair (帮扶记录, 联合活动): at least one a month, with what it solved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.errors import Problem, UserError
from djdesk.models.assessment import Contact, Pairing
from djdesk.models.rules.days import add_months
from djdesk.models.rules.dues.months import month_of
from djdesk.services.assessment import register as base
from djdesk.services.assessment.fields import CONTACT_FIELDS
from djdesk.services.assessment.rows import AREA, own_row
from djdesk.services.desk import Desk
from djdesk.services.dues.rows import Values, completed, held, put, refuse


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One contact; `form` is a code of `pairing_form`, `solved` the practical problem solved."""

    id: int
    held_on: date
    form: str
    place: str
    content: str
    solved: str
    result: str
    recorded_by: str
    own: bool = True


@dataclass(frozen=True, slots=True)
class ContactMonth:
    """A month of a pair and how many contacts it had; `over`: it has passed, so none is a gap.

    Of branches it is a quarter, called by its first month: they meet once in each.
    """

    month: date
    contacts: int
    over: bool

    @property
    def missing(self) -> bool:
        """Whether it passed without a contact (R115)."""
        return self.over and not self.contacts


def contacts(desk: Desk, pairing_id: int) -> tuple[ContactRow, ...]:
    """The contacts of a pair, the newest first."""
    with desk.store.read() as session:
        return contact_rows(session, pairing_id)


def contact_rows(session: Session, pairing_id: int) -> tuple[ContactRow, ...]:
    """As `contacts`, in the session of the caller."""
    found = session.scalars(
        select(Contact)
        .where(Contact.pairing_id == pairing_id)
        .order_by(Contact.held_on.desc(), Contact.id.desc())
    )
    return tuple(
        ContactRow(
            row.id,
            row.held_on,
            row.form,
            row.place,
            row.content,
            row.solved,
            row.result,
            row.recorded_by,
            not row.origin,
        )
        for row in found
    )


def contact_months(desk: Desk, pairing_id: int) -> tuple[ContactMonth, ...]:
    """The months of a pair from its first to today's or its last, with their contacts.

    A pair of branches is told by quarters. The first counts only if the pair began with it: nobody
    met before they were paired; nor does the one in which it ended.
    """
    today = desk.today()
    with desk.store.read() as session:
        row = session.get(Pairing, pairing_id)
        if row is None:
            raise UserError("找不到这一对。", "它可能已被撤销，请刷新后重试。")
        days = [contact.held_on for contact in contact_rows(session, pairing_id)]
        since, last = row.since, min(today, row.ended_on or today)
        length = span_of(row.kind)
    found = []
    month = begin_of(since, length)
    while month <= last:
        following = add_months(month, length)
        number = sum(month <= day < following for day in days)
        found.append(ContactMonth(month, number, since <= month and following <= last))
        month = following
    return tuple(found)


def span_of(kind: str) -> int:
    """How many months may pass between contacts: one, three for branches (assessment.md §4)."""
    return 3 if kind == "branch" else 1


def begin_of(day: date, length: int) -> date:
    """The first month of the month or quarter in which `day` lies."""
    return add_months(month_of(day), -((day.month - 1) % length))


def add_contact(desk: Desk, pairing_id: int, values: Values) -> int:
    """Record a contact; returns its key. `values` by the keys of `CONTACT_FIELDS`.

    Refused with field problems, and for a day outside the pair's.
    """
    desk.require(AREA)
    given = completed(CONTACT_FIELDS, values)
    with desk.store.write("登记帮扶记录", area=AREA) as session:
        pairing = own_row(session, Pairing, pairing_id)
        refuse(_check(pairing, given, desk.today()))
        row = Contact(pairing_id=pairing_id)
        put(row, given)
        session.add(row)
        session.flush()
        return row.id


def save_contact(desk: Desk, contact_id: int, values: Values) -> None:
    """Correct a contact; keys that are left out stay as they are."""
    desk.require(AREA)
    given = completed(CONTACT_FIELDS, values)
    with desk.store.write("修改帮扶记录", area=AREA) as session:
        row = own_row(session, Contact, contact_id)
        pairing = session.get_one(Pairing, row.pairing_id)
        refuse(_check(pairing, held(row, CONTACT_FIELDS) | given, desk.today()))
        put(row, given)


def remove_contact(desk: Desk, contact_id: int) -> None:
    """Take a wrongly entered contact out; undo brings it back."""
    desk.require(AREA)
    with desk.store.write("删除帮扶记录", area=AREA) as session:
        session.delete(own_row(session, Contact, contact_id))


def check_contact(
    values: Values, today: date, *, since: date | None = None, ended_on: date | None = None
) -> list[Problem]:
    """What is wrong with a contact as typed; the form asks while typing."""
    found = base.check_entry(CONTACT_FIELDS, values, today)
    on = values.get("held_on")
    if not isinstance(on, date):
        return found
    if since is not None and on < since:
        text = "联系日期早于结对日期。"
        found.append(Problem(text, "请核对日期，或把结对日期改早。", "held_on", value=f"{on}"))
    if ended_on is not None and on > ended_on:
        text = "联系日期晚于结束日期。"
        found.append(Problem(text, "请核对日期。", "held_on", value=f"{on}"))
    return found


def _check(pairing: Pairing, values: Values, today: date) -> list[Problem]:
    return check_contact(values, today, since=pairing.since, ended_on=pairing.ended_on)
