"""What the records of meetings say of a month: what was held, missed, unwritten, unsolved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from djdesk.models.meetings import Meeting, Problem
from djdesk.models.rules.meetings.checks import check
from djdesk.models.rules.meetings.checks.facts import working_days_later
from djdesk.models.rules.meetings.kinds import Kind
from djdesk.services.assessment.facts import Fact, Reading, Unit, say_day, source
from djdesk.services.meetings.figures import HELD
from djdesk.services.meetings.supervision import GridRow, make_grid

PERIODS = {"month": "本月", "quarter": "本季度", "half": "本半年", "year": "本年"}

MOST_SIGNS = 30
"""So much of a problem is said in a line."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """A meeting of the month that was held; `written_on` is when its record was first finished."""

    uid: str
    unit: Unit
    kind: Kind
    held_on: date
    state: str
    written_on: date | None
    title: str

    def unwritten(self, day: date) -> bool:
        """Whether its record was not finished by `day`; one under correction was."""
        if self.written_on is None:
            return self.state == "held"
        return self.written_on > day


def _sittings(reading: Reading) -> tuple[Sitting, ...]:
    return reading.once("sittings", lambda: tuple(_read_sittings(reading)))


def _read_sittings(reading: Reading) -> Iterator[Sitting]:
    rows = reading.session.execute(
        select(
            Meeting.uid,
            Meeting.organization_id,
            Meeting.kind,
            Meeting.held_on,
            Meeting.state,
            Meeting.written_on,
            Meeting.number,
        )
        .where(Meeting.held_on.between(reading.first, reading.until), Meeting.state.in_(HELD))
        .where(Meeting.organization_id.in_(list(reading.units)), Meeting.origin == "")
        .order_by(Meeting.held_on, Meeting.id)
    )
    for uid, unit_id, code, held_on, state, written_on, number in rows:
        kind = reading.catalogue.kind(code, held_on)
        title = reading.title(kind, number, unit_id)
        yield Sitting(uid, reading.units[unit_id], kind, held_on, state, written_on, title)


def held(reading: Reading) -> Iterator[Fact]:
    """Kinds with a period that were held in the month, each once a unit.

    For the branch a kind of the groups counts once all of them held it.
    """
    found: dict[str, dict[int, list[Sitting]]] = defaultdict(lambda: defaultdict(list))
    for each in _sittings(reading):
        if each.kind.period:
            found[each.kind.code][each.unit.id].append(each)
    for units in found.values():
        for key, rows in units.items():
            if key != reading.branch_id:
                yield _held(reading, reading.units[key], rows)
        mine = units.get(reading.branch_id)
        wanted = {group.id for group in reading.groups(reading.until)}
        if mine is not None:
            yield _held(reading, reading.branch, mine)
        elif wanted <= units.keys():
            yield _held(reading, reading.branch, [row for rows in units.values() for row in rows])


def _held(reading: Reading, unit: Unit, rows: list[Sitting]) -> Fact:
    records = source("meeting", *(row.uid for row in rows))
    text = f"{reading.first.month}月召开{rows[0].kind.name}"
    on = max(row.held_on for row in rows)
    return reading.of_unit(unit, on, records, text, alone=True)


def missing(reading: Reading) -> Iterator[Fact]:
    """Kinds whose period ended with the month and was not fulfilled, each once a unit.

    What groups missed is one fact of the branch too, with their names.
    """
    groups: dict[str, list[GridRow]] = defaultdict(list)
    for row in reading.once("grid", lambda: _grid(reading)):
        cells = [cell for cell in row.cells if cell.period.end == reading.last]
        if not any(cell.state == "overdue" for cell in cells):
            continue
        if row.unit_id == reading.branch_id:
            yield _missing(reading, reading.branch, row, "")
        else:
            groups[row.kind].append(row)
            yield _missing(reading, reading.units[row.unit_id], row, "")
    for rows in groups.values():
        yield _missing(reading, reading.branch, rows[0], "、".join(row.unit_name for row in rows))


def _grid(reading: Reading) -> tuple[GridRow, ...]:
    year = reading.first.year
    return make_grid(reading.session, reading.branch_id, year, reading.as_of).rows


def _missing(reading: Reading, unit: Unit, row: GridRow, who: str) -> Fact:
    when = PERIODS.get(row.period, "")
    text = f"{who}{when}没有按次数召开{row.kind_name}"
    return reading.of_unit(unit, reading.last, source("organization", unit.uid), text, alone=True)


def unwritten(reading: Reading) -> Iterator[Fact]:
    """Meetings whose record was not finished in the working days that the rule gives."""
    for each in _sittings(reading):
        rule = check("late", each.held_on)
        if rule is None:
            continue
        due = working_days_later(each.held_on, rule.number("days"))
        if each.unwritten(reading.as_of) and due < reading.as_of:
            text = f"{say_day(each.held_on)}{each.title}的记录到{say_day(due)}没有整理完成"
            yield reading.of_unit(each.unit, each.held_on, source("meeting", each.uid), text)


def problems(reading: Reading) -> Iterator[Fact]:
    """Lines of problem lists whose time ended in the month and that are still open."""
    rows = reading.session.execute(
        select(
            Problem.uid,
            Problem.member_id,
            Problem.problem,
            Problem.due_on,
            Problem.done_on,
            Meeting.organization_id,
        )
        .join(Meeting, Meeting.id == Problem.meeting_id)
        .where(Problem.due_on.between(reading.first, reading.until), Problem.origin == "")
        .where(Meeting.organization_id.in_(list(reading.units)), Meeting.state.in_(HELD))
        .order_by(Problem.due_on, Problem.id)
    )
    for uid, member_id, words, due, done_on, unit_id in rows:
        if due is None or due >= reading.as_of:
            continue
        if done_on is not None and done_on <= reading.as_of:
            continue
        text = f"问题“{words[:MOST_SIGNS]}”到{say_day(due)}没有整改"
        record = source("meeting_problem", uid)
        if member_id is None:
            yield reading.of_unit(reading.units[unit_id], due, record, text)
        elif (person := reading.people.get(member_id)) is not None:
            yield reading.of_member(person, due, record, text)
