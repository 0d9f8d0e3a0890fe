"""Makes the plan of an import: matches rows, compares them, and sums up what would happen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from djdesk.errors import Severity
from djdesk.exchange.roster.sheet_cells import Say
from djdesk.exchange.roster.sheet_compare import Comparer
from djdesk.exchange.roster.sheet_faults import Fault
from djdesk.exchange.roster.sheet_match import Finder
from djdesk.exchange.roster.sheet_people import People
from djdesk.exchange.roster.sheet_places import NewUnit, Places
from djdesk.exchange.roster.sheet_plan import NEW_PERSON, Here, Options, Plan, Status, Update
from djdesk.services.desk import Desk
from djdesk.services.roster import intake


@dataclass(frozen=True, slots=True)
class Checked:
    """Tables that were understood and checked: the input of a plan.

    `repeated` names rows that only repeat an earlier one; `notices` speak of the whole file.
    """

    file_name: str
    tables: tuple[People, ...]
    repeated: Mapping[Here, Here]
    notices: tuple[Fault, ...]


def make_plan(desk: Desk, checked: Checked, options: Options) -> Plan:
    """The plan of importing `checked` into the book of `desk`; nothing is written."""
    for people in checked.tables:
        people.reset()
    today, card = desk.today(), desk.store.book
    with desk.store.read() as session:
        step = intake.last_step(session)
        places = Places(intake.units(session), card.home_organization_id, card.kind)
        settled = [places.settle(people) for people in checked.tables]
        finder = Finder(intake.people(session))
        work = _Matching(checked, options, finder)
        if not finder.empty:
            work.match()
        matched = set(work.members.values())
        records = intake.records(session, matched)
        presents = intake.presents(session, matched, today)
    _reject_repeats_of_rejected(checked)
    updates = _updates(checked, options, places, settled, work, records, presents)
    statuses = tuple(
        _statuses(people, checked.repeated, updates, work) for people in checked.tables
    )
    branches = tuple(pair[0] for pair in settled)
    groups = tuple(pair[1] for pair in settled)
    wanted = _wanted(statuses, branches, groups, updates)
    units = places.used(wanted)
    faults = (*checked.notices, *_founded(checked, branches, units, places), *_sorted(checked))
    return Plan(
        file_name=checked.file_name,
        today=today,
        step=step,
        tables=checked.tables,
        statuses=statuses,
        updates=updates,
        branches=branches,
        groups=groups,
        new_units=units,
        faults=faults,
    )


def _reject_repeats_of_rejected(checked: Checked) -> None:
    """A row that only repeats another cannot stand for it when that one is not taken over."""
    for here, first in checked.repeated.items():
        people = checked.tables[here[0]]
        if here[1] not in people.rejected and first[1] in checked.tables[first[0]].rejected:
            row = checked.tables[first[0]].row(first[1])
            people.say(
                here[1], "name", Say(f"与第{row}行相同，该行有错。", "请改正那一行，删去这一行。")
            )


class _Matching:
    """Which member each row speaks of, and which rows wait for a decision."""

    def __init__(self, checked: Checked, options: Options, finder: Finder) -> None:
        self.checked = checked
        self.options = options
        self.finder = finder
        self.members: dict[Here, int] = {}
        self.doubtful: set[Here] = set()
        self._taken: dict[int, Here] = {}

    def match(self) -> None:
        """Go through all rows that are good so far."""
        for people in self.checked.tables:
            names = people.column("name")
            for place in range(people.count):
                here = (people.number, place)
                if place in people.rejected or here in self.checked.repeated or not names[place]:
                    continue
                self._match_row(people, place, here)

    def _match_row(self, people: People, place: int, here: Here) -> None:
        decision = self.options.decisions.get((people.table.grid.name, people.row(place)))
        found = self.finder.find(people, place)
        if found.warning is not None:
            people.say(place, "name", found.warning)
        member = found.member_id
        if found.doubt is not None:
            if decision is None:
                people.say(place, "name", found.doubt)
                self.doubtful.add(here)
                return
            member = decision if decision != NEW_PERSON else None
        if member is None:
            return
        first = self._taken.setdefault(member, here)
        if first != here:
            row = self.checked.tables[first[0]].row(first[1])
            people.say(
                place,
                "name",
                Say(
                    f"与第{row}行对应账套中的同一人“{self.finder.by_id[member].name}”。",
                    "请核对两行，只保留正确的一行。",
                ),
            )
            return
        self.members[here] = member


def _updates(
    checked: Checked,
    options: Options,
    places: Places,
    settled: Sequence[tuple[Sequence[int], Sequence[int | None]]],
    work: _Matching,
    records: Mapping[int, Mapping[str, object]],
    presents: Mapping[int, intake.Present],
) -> dict[Here, Update]:
    comparers = [Comparer(people, places, options) for people in checked.tables]
    updates: dict[Here, Update] = {}
    for here, member in work.members.items():
        number, place = here
        people, present = checked.tables[number], presents[member]
        if place in people.rejected:
            continue
        branch, group = settled[number][0][place], settled[number][1][place]
        if branch and branch != present.place.branch_id:
            _say_other_branch(people, place, places, present.place.branch_id)
            group = None
        update = comparers[number].update(place, member, records[member], present, group)
        if place not in people.rejected:
            updates[here] = update
    return updates


def _say_other_branch(people: People, place: int, places: Places, now: int) -> None:
    people.warn(
        place,
        "branch",
        f"账套中此人在“{places.name(now)}”，没有改动。",
        "组织关系有变动的，请在花名册里办理转接。",
    )


def _statuses(
    people: People,
    repeated: Mapping[Here, Here],
    updates: Mapping[Here, Update],
    work: _Matching,
) -> list[Status]:
    statuses = [Status.NEW] * people.count
    number = people.number
    for at, place in (*repeated, *work.members):
        if at == number:
            statuses[place] = Status.SAME
    for (at, place), update in updates.items():
        if at == number and update.changes:
            statuses[place] = Status.CHANGED
    for place in people.rejected:
        statuses[place] = Status.REJECTED
    for at, place in work.doubtful:
        if at == number:
            statuses[place] = Status.DOUBTFUL
    return statuses


def _wanted(
    statuses: Sequence[Sequence[Status]],
    branches: Sequence[Sequence[int]],
    groups: Sequence[Sequence[int | None]],
    updates: Mapping[Here, Update],
) -> set[int | None]:
    """The organizations that rows which are taken over belong to."""
    pairs = {
        (branch, group)
        for columns in zip(statuses, branches, groups, strict=True)
        for status, branch, group in zip(*columns, strict=True)
        if status is Status.NEW
    }
    wanted = {unit for pair in pairs for unit in pair}
    for update in updates.values():
        group_id = update.place.get("group_id")
        if isinstance(group_id, int):
            wanted.add(group_id)
    return wanted


def _founded(
    checked: Checked, branches: Sequence[Sequence[int]], units: Sequence[NewUnit], places: Places
) -> list[Fault]:
    """A warning for each branch that the import will found, at the first row that names it."""
    notices = []
    for unit in units:
        if unit.kind != "branch":
            continue
        for people, column in zip(checked.tables, branches, strict=True):
            if unit.key in column:
                place = column.index(unit.key)
                told = people.column("branch")[place] is not None and people.has("branch")
                notices.append(
                    Fault(
                        people.table.grid.name,
                        people.row(place) if told else 0,
                        people.title("branch"),
                        unit.name,
                        f"账套里没有“{unit.name}”，将在“{places.name(unit.parent)}”下新建。",
                        "名称写法不同而实为同一支部的，请先改成一致再导入。",
                        Severity.WARN,
                        "branch",
                    )
                )
                break
    return notices


def _sorted(checked: Checked) -> list[Fault]:
    """What was said of rows, in the order in which one reads the file; each notice once."""
    order: dict[tuple[int, str], int] = {}
    for people in checked.tables:
        for column in people.table.header.columns:
            order.setdefault((people.number, column.title), column.index)
    faults = [
        fault
        for people in checked.tables
        for fault in sorted(
            people.faults,
            key=lambda each: (each.row, order.get((each.table, each.column), 999)),
        )
    ]
    # tables side by side share their header row, and say the same of it
    return list({_told(fault): fault for fault in reversed(faults)}.values())[::-1]


def _told(fault: Fault) -> tuple[object, ...]:
    where = (fault.table, fault.person) if fault.person >= 0 else ()
    return (fault.sheet, fault.row, fault.column, fault.reason, where)
