"""Does what a plan says, in one transaction that can be taken back as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.orm import Session

from djdesk.errors import Refused, UserError
from djdesk.exchange.roster.sheet_bulk import uncollected
from djdesk.exchange.roster.sheet_check import month_only
from djdesk.exchange.roster.sheet_people import People
from djdesk.exchange.roster.sheet_plan import Here, Plan, Status, Update
from djdesk.models.rules import names
from djdesk.models.store.history import step_of
from djdesk.models.store.undo import Undone, undo
from djdesk.services.desk import Desk
from djdesk.services.organization.tree import add_organization
from djdesk.services.progress import SILENT, Progress
from djdesk.services.roster import intake
from djdesk.services.roster.fields import DATE_KEYS, MEMBER_KEYS
from djdesk.services.roster.intake import Columns

T = TypeVar("T")
AREA = "roster"
NAME_KEYS = ("name_pinyin", "name_initials", "name_strokes")
NULLABLE = DATE_KEYS | {"id_number"}
UNKNOWN_DAY = "花名册导入，起始日期不详"


@dataclass(frozen=True, slots=True)
class Result:
    """What was done: the step to take it back by (0: nothing was to be done), and how much."""

    step: int
    new: int
    changed: int
    members: range


@uncollected()
def apply_plan(
    desk: Desk, plan: Plan, *, only_good: bool = False, progress: Progress = SILENT
) -> Result:
    """Write what `plan` says; nothing at all if a row is faulty, unless `only_good`.

    Raises `Refused` with all faults, `UserError` when the book has changed since the plan was
    made, `Cancelled` from `progress`; in all of these nothing was written.
    """
    desk.require(AREA)
    if plan.errors and not only_good:
        rows = plan.count(Status.REJECTED, Status.DOUBTFUL)
        raise Refused(
            plan.problems(),
            f"有{rows}行没有通过检查，什么都没有导入。",
            "请改正后重新导入，或选择“只导入没有问题的行”。",
        )
    total = plan.count(Status.NEW, Status.CHANGED)
    if not total:
        return Result(0, 0, 0, range(0))
    with desk.store.write(f"导入花名册：{plan.file_name}", area=AREA) as session:
        if intake.last_step(session) != plan.step:
            raise UserError("预览之后账套有了改动。", "请重新打开文件预览一次，再导入。")
        writer = _Writer(session, plan, progress)
        members = writer.write()
        step = step_of(session)
        progress.step(total, total, "正在保存")
    return Result(step, plan.count(Status.NEW), plan.count(Status.CHANGED), members)


def take_back(desk: Desk, step: int) -> Undone:
    """Take a whole import back; people changed since are left as they are and listed."""
    desk.require(AREA)
    return undo(desk.store, step, untouched_only=True, reason="撤回整批导入")


class _Writer:
    """Writes a plan into one session."""

    def __init__(self, session: Session, plan: Plan, progress: Progress) -> None:
        self.session = session
        self.plan = plan
        self.progress = progress
        self.units: dict[int, int] = {}
        self.places = [
            [place for place, status in enumerate(statuses) if status is Status.NEW]
            for statuses in plan.statuses
        ]

    def write(self) -> range:
        """New organizations, new members with all that belongs to them, then the changes."""
        total = self.plan.count(Status.NEW, Status.CHANGED)
        for unit in self.plan.new_units:
            parent = self.units.get(unit.parent, unit.parent)
            self.units[unit.key] = add_organization(
                self.session, parent_id=parent, kind=unit.kind, name=unit.name
            )
        self.progress.step(0, total, "正在整理新党员")
        members: list[Columns] = []
        openings: list[Columns] = []
        for people, places in zip(self.plan.tables, self.places, strict=True):
            if places:
                members.append(_members(people, places))
                openings.append(self._openings(people, places))
        new = self.plan.count(Status.NEW)
        self.progress.step(0, total, f"正在写入{new}名新党员")
        ids = range(0)
        if new:
            ids = intake.enrol_many(self.session, _joined(members), _joined(openings))
        self._belongings(ids)
        self.progress.step(len(ids), total, "正在写入修改")
        self._changes(len(ids), total)
        return ids

    def _openings(self, people: People, places: Sequence[int]) -> Columns:
        branches = self.plan.branches[people.number]
        groups = self.plan.groups[people.number]
        joined, entered = people.dates("joined_on"), people.dates("entered_on")
        real, today = self.units, self.plan.today
        return {
            "since": [entered[place] or joined[place] or today for place in places],
            "state": _picked(people.column("state"), places, "in"),
            "person_class": _picked(people.column("person_class"), places, ""),
            "branch_id": [real.get(branches[place], branches[place]) for place in places],
            "group_id": [real.get(unit or 0, unit) for unit in _picked(groups, places, None)],
            "work_post": _picked(people.column("work_post"), places, ""),
        }

    def _belongings(self, ids: range) -> None:
        """Posts and absences of the new members."""
        fresh = iter(ids)
        for people, places in zip(self.plan.tables, self.places, strict=True):
            posts, mobile, lost = (people.column(k) for k in ("party_post", "mobile", "lost"))
            for place, member in zip(places, fresh, strict=False):
                if told := posts[place]:
                    self._posts(people, (people.number, place), member, told.split(","))
                if mobile[place] == "1":
                    self._absence(people, place, member, "mobile")
                if lost[place] == "1":
                    self._absence(people, place, member, "lost")

    def _posts(self, people: People, here: Here, member: int, posts: Sequence[str]) -> None:
        place = here[1]
        group = self.plan.groups[here[0]][place]
        branch = self.plan.branches[here[0]][place]
        told = people.dates("post_since")[place]
        intake.add_posts(
            self.session,
            [
                {
                    "organization_id": self.units.get(unit, unit),
                    "member_id": member,
                    "post": post,
                    "since": told or self.plan.today,
                    "reason": "" if told else UNKNOWN_DAY,
                }
                for post in posts
                for unit in (group if group is not None and post.startswith("3") else branch,)
            ],
        )

    def _absence(self, people: People, place: int, member: int, kind: str) -> None:
        told = people.dates(f"{kind}_since")[place]
        to = people.column("mobile_to")[place] if kind == "mobile" else None
        row = {
            "member_id": member,
            "kind": kind,
            "since": told or self.plan.today,
            "destination": to or "",
            "reason": "" if told else UNKNOWN_DAY,
        }
        intake.add_absences(self.session, [row])

    def _changes(self, done: int, total: int) -> None:
        changed = [(here, update) for here, update in self.plan.updates.items() if update.changes]
        records = [{"id": each.member_id, **each.values} for _, each in changed if each.values]
        if records:
            intake.change_records(self.session, records)
        for number, (here, update) in enumerate(changed):
            if number % 500 == 0:
                self.progress.step(done + number, total, "正在写入修改")
            self._change(here, update)

    def _change(self, here: Here, update: Update) -> None:
        people = self.plan.tables[here[0]]
        if update.place:
            place = {
                key: self.units.get(value, value) if isinstance(value, int) else value
                for key, value in update.place.items()
            }
            intake.settle(self.session, update.member_id, self.plan.today, place)
        if update.posts:
            self._posts(people, here, update.member_id, update.posts)
        for kind in update.absences:
            self._absence(people, here[1], update.member_id, kind)


def _members(people: People, places: Sequence[int]) -> Columns:
    """The columns of new members as the entity takes them."""
    columns: dict[str, Sequence[object]] = {}
    for key, values in people.values.items():
        if key in MEMBER_KEYS:
            columns[key] = _picked(values, places, None if key == "id_number" else "")
    for key, days in people.days.items():
        if key in DATE_KEYS:
            columns[key] = _picked(days, places, None)
    columns["month_only"] = _picked(month_only(people), places, "")
    known = {name: names.keys(str(name)) for name in set(columns["name"])}
    keyed = [known[name] for name in columns["name"]]
    for key, column in zip(NAME_KEYS, zip(*keyed, strict=True), strict=True):
        columns[key] = column
    return columns


def _joined(parts: Sequence[Columns]) -> Columns:
    """The columns of several tables one below the other."""
    if len(parts) == 1:
        return parts[0]
    keys = dict.fromkeys(key for part in parts for key in part)
    lengths = [len(next(iter(part.values()))) for part in parts]
    return {
        key: [
            value
            for part, length in zip(parts, lengths, strict=True)
            for value in part.get(key, [None if key in NULLABLE else ""] * length)
        ]
        for key in keys
    }


def _picked(values: Sequence[T | None], places: Sequence[int], empty: T | None) -> list[T | None]:
    """The values of `places`, nothing told as `empty`."""
    picked = values if len(places) == len(values) else [values[place] for place in places]
    return list(picked) if empty is None else [empty if v is None else v for v in picked]
