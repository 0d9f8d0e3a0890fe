"""What the rolls of meetings say of a month: who came, who did not, and hours of study."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from djdesk.models.meetings import Attendance, Meeting
from djdesk.models.rules.assessment.limits import late_minutes, shortfall_months
from djdesk.models.rules.assessment.scores import say
from djdesk.models.rules.meetings.checks import check
from djdesk.models.rules.meetings.kinds import Kind
from djdesk.services.assessment.facts import Fact, Person, Reading, say_day, source
from djdesk.services.meetings.expressions import statuses
from djdesk.services.meetings.figures import HELD, coming, counted, study_of

STUDY = "training"
"""The conversion of hours by which a kind is told to be study rather than organisation life."""

ABSENT, PERSONAL, LATE, DUTY = "absent", "personal", "late", "duty"
"""Codes of `attendance_status`; who was sent elsewhere (公差) still counts as 全勤."""


@dataclass(frozen=True, slots=True)
class Came:
    """One member of the roll of a meeting that was held."""

    person: Person
    status: str
    arrived_at: int | None
    makeup_on: date | None
    meeting: str
    kind: Kind
    held_on: date
    start_at: int | None
    hours: int
    title: str

    @property
    def study(self) -> bool:
        """Whether it was a study meeting (集中学习) and no organisation life."""
        return self.kind.hours == STUDY

    @property
    def when(self) -> str:
        """The meeting in a sentence: 11月3日第2次支部党员大会."""
        return f"{say_day(self.held_on)}{self.title}"

    @property
    def record(self) -> str:
        """The record behind it, for a line of points."""
        return source("meeting", self.meeting)


def roll(reading: Reading, first: date | None = None) -> tuple[Came, ...]:
    """Everybody marked in the meetings from `first` (default: of the month) to its end.

    One statement; a sitting recorded as two kinds counts once, unless somebody is marked
    differently in the two (came to the one and not to the other); guests do not count at all.
    """
    begin = first or reading.first
    return reading.once(f"roll {begin}", lambda: tuple(_read_roll(reading, begin)))


def _read_roll(reading: Reading, begin: date) -> Iterator[Came]:
    rows = reading.session.execute(
        select(
            Attendance.member_id,
            Attendance.status,
            Attendance.arrived_at,
            Attendance.makeup_on,
            Meeting.uid,
            Meeting.organization_id,
            Meeting.kind,
            Meeting.held_on,
            Meeting.start_at,
            Meeting.hours,
            Meeting.number,
            Meeting.sitting,
        )
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .where(Meeting.held_on.between(begin, reading.until), Meeting.state.in_(HELD))
        .where(Meeting.organization_id.in_(list(reading.units)), Meeting.origin == "")
        .where(Attendance.member_id.is_not(None), Attendance.status != "guest")
        .order_by(Meeting.held_on, Meeting.id, Attendance.position, Attendance.id)
    )
    seen: set[tuple[int, str, str]] = set()
    for row in rows:
        person = reading.people.get(row.member_id)
        if person is None or (row.sitting and (person.id, row.sitting, row.status) in seen):
            continue
        if row.sitting:
            seen.add((person.id, row.sitting, row.status))
        kind = reading.catalogue.kind(row.kind, row.held_on)
        yield Came(
            person,
            row.status,
            row.arrived_at,
            row.makeup_on,
            row.uid,
            kind,
            row.held_on,
            row.start_at,
            row.hours,
            reading.title(kind, row.number, row.organization_id),
        )


def _each(reading: Reading, rows: Iterable[Came], words: str) -> Iterator[Fact]:
    for row in rows:
        text = words.format(when=row.when)
        yield reading.of_member(row.person, row.held_on, row.record, text)


# --- who came -----------------------------------------------------------------------------------


def present(reading: Reading) -> Iterator[Fact]:
    """Each meeting of organisation life that a member came to, late or not; study apart."""
    came = coming()
    rows = (row for row in roll(reading) if row.status in came and not row.study)
    return _each(reading, rows, "参加{when}")


def absent(reading: Reading) -> Iterator[Fact]:
    """Each meeting of organisation life missed without a reason."""
    rows = (row for row in roll(reading) if row.status == ABSENT and not row.study)
    return _each(reading, rows, "无故缺席{when}")


def study_absent(reading: Reading) -> Iterator[Fact]:
    """Each study meeting missed without a reason."""
    rows = (row for row in roll(reading) if row.status == ABSENT and row.study)
    return _each(reading, rows, "无故缺席{when}")


def private_leave(reading: Reading) -> Iterator[Fact]:
    """Each leave for a private matter; how many are free is the item's."""
    rows = (row for row in roll(reading) if row.status == PERSONAL)
    return _each(reading, rows, "{when}请事假")


def late(reading: Reading) -> Iterator[Fact]:
    """Each late coming by more than the minutes of the rule.

    Without a time of arrival (or of the beginning) the mark 迟到 alone decides.
    """
    limit, came = late_minutes(reading.last), coming()
    for row in roll(reading):
        if row.status not in came:
            continue
        text = f"{row.when}迟到"
        if row.arrived_at is not None and row.start_at is not None:
            minutes = row.arrived_at - row.start_at
            if minutes <= limit:
                continue
            text += f" {minutes} 分钟"
        elif row.status != LATE:
            continue
        yield reading.of_member(row.person, row.held_on, row.record, text)


def full_attendance(reading: Reading) -> Iterator[Fact]:
    """Who came to every meeting of a month that is complete, at least one; 公差 does no harm."""
    if not reading.complete:
        return
    mine: dict[int, list[Came]] = defaultdict(list)
    wanted, came = counted(), coming()
    for row in roll(reading):
        if row.status in wanted:
            mine[row.person.id].append(row)
    for rows in mine.values():
        there = [row for row in rows if row.status in came]
        if there and all(row.status in came or row.status == DUTY for row in rows):
            records = source("meeting", *(row.meeting for row in rows))
            text = f"{reading.first.month}月应参加 {len(rows)} 次，全勤"
            yield reading.of_member(rows[0].person, reading.last, records, text)


def makeup_open(reading: Reading) -> Iterator[Fact]:
    """Absences whose time for 补课 ran out in the month and that were not made up by `as_of`."""
    rule = check("makeup", reading.last)
    if rule is None:
        return
    days = timedelta(days=rule.number("days"))
    missed = statuses("leave", "absent")
    for row in roll(reading, reading.first - days):
        due = row.held_on + days
        made_up = row.makeup_on is not None and row.makeup_on <= reading.as_of
        if row.status not in missed or not row.kind.makeup or made_up:
            continue
        if reading.holds(due) and due < reading.as_of:
            text = f"{row.when}缺席，到{say_day(due)}没有补课"
            yield reading.of_member(row.person, due, row.record, text)


def attendance(reading: Reading) -> Iterator[Fact]:
    """The share of those who should have come and came in a complete month, of every level."""
    if not reading.complete:
        return
    sums: dict[tuple[str, int], list[Came]] = defaultdict(list)
    wanted = counted()
    for row in roll(reading):
        if row.status in wanted:
            sums["member", row.person.id].append(row)
            sums["branch", reading.branch_id].append(row)
            group = row.person.group_on(row.held_on)
            if group is not None:
                sums["group", group].append(row)
    for (level, key), rows in sums.items():
        yield _share(reading, level, key, rows)


def _share(reading: Reading, level: str, key: int, rows: list[Came]) -> Fact:
    came = coming()
    should, there = len(rows), sum(row.status in came for row in rows)
    permille = 1000 * there // should
    records = source("meeting", *(row.meeting for row in rows))
    month = f"{reading.first.month}月"
    text = f"{month}应到 {should} 人次，实到 {there} 人次，到会率 {say(permille)}%"
    if level == "member":
        return reading.of_member(
            rows[0].person, reading.last, records, text, permille=permille, alone=True
        )
    return reading.of_unit(
        reading.units[key], reading.last, records, text, permille=permille, alone=True
    )


# --- study hours --------------------------------------------------------------------------------


def hours(reading: Reading) -> Iterator[Fact]:
    """The whole study hours (学时) of a member's meetings in the month; parts of an hour are cut.

    What was made up later counts in the month in which that was done, by the year's figures only.
    """
    came = coming()
    mine: dict[int, list[Came]] = defaultdict(list)
    for row in roll(reading):
        if row.hours > 0 and row.status in came:
            mine[row.person.id].append(row)
    for rows in mine.values():
        tenths = sum(row.hours for row in rows)
        if tenths >= 10:
            records = source("meeting", *(row.meeting for row in rows))
            text = f"{reading.first.month}月学习 {say(tenths)} 学时"
            yield reading.of_member(
                rows[0].person,
                rows[-1].held_on,
                records,
                text,
                quantity=tenths // 10,
                alone=True,
            )


def hours_short(reading: Reading) -> Iterator[Fact]:
    """Who had fewer hours than the year asks for so far, in the months in which that is looked at.

    The target is pro rata of the month (R20), in December the year's.
    """
    if reading.first.month not in shortfall_months(reading.last) or not reading.complete:
        return
    rows = study_of(
        reading.session, reading.branch_id, reading.first.year, reading.last, so_far=True
    )
    for row in rows:
        person = reading.people.get(row.member_id)
        if person is None or row.hours >= row.target:
            continue
        text = f"到{reading.first.month}月 {say(row.hours)} 学时，应有 {say(row.target)} 学时"
        records = source("member", person.uid)
        yield reading.of_member(person, reading.last, records, text)
