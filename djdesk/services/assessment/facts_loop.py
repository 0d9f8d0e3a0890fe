"""What the loop of assessment itself says of a month: pairs, corrections, points handed in late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, or_, select

from djdesk.models.assessment import Contact, Correction, Opinion, Pairing
from djdesk.models.rules.assessment.limits import reporting_day
from djdesk.models.rules.days import add_months
from djdesk.models.rules.dues.months import last_day
from djdesk.services.assessment.contacts import begin_of, span_of
from djdesk.services.assessment.facts import Fact, Reading, say_day, source


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair of the branch with the days of its contacts from `since` on, as (day, uid)."""

    uid: str
    kind: str
    helper_id: int | None
    helper: str
    partner: str
    since: date
    ended_on: date | None
    contacts: tuple[tuple[date, str], ...]

    @property
    def words(self) -> str:
        """The pair in a sentence about who helps."""
        return f"{'' if self.kind == 'member' else self.helper}帮扶{self.partner}"


def pairs(reading: Reading) -> tuple[Pair, ...]:
    """The pairs that were there in the quarter of the month, with the contacts of that quarter."""
    return reading.once("pairs", lambda: tuple(_pairs(reading)))


def _pairs(reading: Reading) -> Iterator[Pair]:
    begin = begin_of(reading.first, span_of("branch"))
    rows = reading.session.execute(
        select(
            Pairing.id,
            Pairing.uid,
            Pairing.kind,
            Pairing.helper_id,
            Pairing.helper,
            Pairing.partner,
            Pairing.since,
            Pairing.ended_on,
        )
        .where(Pairing.organization_id.in_(list(reading.units)), Pairing.origin == "")
        .where(Pairing.since <= reading.last)
        .where(or_(Pairing.ended_on.is_(None), Pairing.ended_on >= begin))
        .order_by(Pairing.since, Pairing.id)
    ).all()
    met: dict[int, list[tuple[date, str]]] = defaultdict(list)
    for key, held_on, uid in reading.session.execute(
        select(Contact.pairing_id, Contact.held_on, Contact.uid)
        .join(Pairing, Pairing.id == Contact.pairing_id)
        .where(Pairing.organization_id.in_(list(reading.units)))
        .where(Contact.held_on.between(begin, reading.until))
        .order_by(Contact.held_on, Contact.id)
    ):
        met[key].append((held_on, uid))
    for row in rows:
        yield Pair(
            row.uid,
            row.kind,
            row.helper_id,
            row.helper,
            row.partner,
            row.since,
            row.ended_on,
            tuple(met.get(row.id, ())),
        )


def contact(reading: Reading) -> Iterator[Fact]:
    """Each pair that met in the month, once, for who helps (结对子: for the branch)."""
    for pair in pairs(reading):
        days = [(on, uid) for on, uid in pair.contacts if reading.holds(on)]
        if days:
            records = source("pairing_contact", *(uid for _, uid in days))
            on = days[0][0]
            text = f"{pair.words}，{say_day(on)}有帮扶记录"
            yield from _of(reading, pair, on, records, text)


def contact_missing(reading: Reading) -> Iterator[Fact]:
    """Each pair that did not meet in a month (of branches: a quarter) that ended with this one.

    A time in which the pair began or ended is not asked for (`contacts.contact_months`).
    """
    if not reading.over:
        return
    following = add_months(reading.first, 1)
    for pair in pairs(reading):
        length = span_of(pair.kind)
        begin = begin_of(reading.first, length)
        if add_months(begin, length) != following or pair.since > begin:
            continue
        ended = pair.ended_on is not None and pair.ended_on < following
        if not ended and not any(begin <= on < following for on, _uid in pair.contacts):
            when = "本季度" if pair.kind == "branch" else "本月"
            text = f"{pair.words}，{when}没有帮扶记录"
            yield from _of(reading, pair, reading.last, source("pairing", pair.uid), text)


def _of(reading: Reading, pair: Pair, on: date, records: str, text: str) -> Iterator[Fact]:
    if pair.kind == "branch":
        yield reading.of_unit(reading.branch, on, records, text)
    elif (person := reading.people.get(pair.helper_id or 0)) is not None:
        yield reading.of_member(person, on, records, text)


def correction_late(reading: Reading) -> Iterator[Fact]:
    """Corrections whose time ended in the month and that were not reported done in time."""
    rows = reading.session.execute(
        select(
            Correction.uid,
            Correction.level,
            Correction.organization_id,
            Correction.member_id,
            Correction.problem,
            Correction.due_on,
            Correction.done_on,
        )
        .where(Correction.organization_id.in_(list(reading.units)), Correction.origin == "")
        .where(Correction.due_on.between(reading.first, reading.until))
        .order_by(Correction.due_on, Correction.id)
    )
    for uid, level, unit_id, member_id, problem, due, done_on in rows:
        if due is None or due >= reading.as_of or (done_on is not None and done_on <= due):
            continue
        text = f"整改“{problem[:MOST_SIGNS]}”到{say_day(due)}没有完成"
        record = source("assessment_correction", uid)
        if level != "member":
            yield reading.of_unit(reading.units[unit_id], due, record, text)
        elif (person := reading.people.get(member_id or 0)) is not None:
            yield reading.of_member(person, due, record, text)


MOST_SIGNS = 30
"""So much of a problem is said in a line."""


def points_late(reading: Reading) -> Iterator[Fact]:
    """Groups that had given no opinion on their members' month by the day of the rule.

    Nothing is said before the first group of the branch has ever given one: then groups take no
    part in the branch's assessment.
    """
    deadline = add_months(reading.first, 1) + timedelta(days=reporting_day(reading.last) - 1)
    if reading.as_of <= deadline:
        return
    rows = reading.session.execute(
        select(Opinion.member_id, func.min(Opinion.given_at), Opinion.month)
        .where(Opinion.level == "member", Opinion.stage == "group", Opinion.origin == "")
        .where(Opinion.organization_id == reading.branch_id, Opinion.month <= reading.first)
        .group_by(Opinion.member_id, Opinion.month)
    ).all()
    if not rows:
        return
    given = {
        key
        for key, given_at, month in rows
        if month == reading.first and given_at.date() <= deadline
    }
    end = last_day(reading.first)
    for group in reading.groups(end):
        mine = {key for key, one in reading.people.items() if one.group_on(end) == group.id}
        if mine and not mine & given:
            text = f"{reading.first.month}月积分到{say_day(deadline)}没有报送"
            yield reading.of_unit(group, end, source("organization", group.uid), text)
