"""Who stands on a warning in a month (蓝、黄、红), why, and what the rubric says comes next.

The program tells and proposes: what follows is decided by people, and assessment alone never
suffices for a formal step (assessment.md §4).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from djdesk.models.assessment import Correction, MonthBook
from djdesk.models.meetings import Attendance, Meeting
from djdesk.models.rules.assessment.defaults import missing_feeds
from djdesk.models.rules.assessment.rubric import LEVELS, Level, Rubric
from djdesk.models.rules.assessment.warning import MonthFacts, Raised
from djdesk.models.rules.assessment.warning import warnings as ladder
from djdesk.models.rules.days import add_months
from djdesk.models.rules.dues.months import last_day, months
from djdesk.services.assessment import series
from djdesk.services.assessment.facts import Reading
from djdesk.services.assessment.feeds import FEEDS, native
from djdesk.services.assessment.rows import FIXED, home_of, month_row, rubric_of
from djdesk.services.assessment.series import Key, MonthMarks
from djdesk.services.desk import Desk
from djdesk.services.meetings.figures import HELD

MONTHS = 7
"""How many months up to the one asked for the conditions of the ladder look back."""

BEFORE = 6
"""A row of absences may have begun so many months before the first of them."""

SKIPPED = ("excused", "guest")
"""Who need not come neither breaks a row of absences nor adds to it (as R12)."""

ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class WarningRow:
    """One rung of the ladder that a subject reached in a month.

    `code` is one of `assessment_warning`, `title` the rubric's word for it, `why` every reason;
    `step` is what the rubric says comes next, by `due_on` (None: no day is set). `correction_id` is
    the correction that was opened for it. `source` is what the rung rests on.
    """

    level: Level
    organization_id: int
    member_id: int | None
    name: str
    group: str
    month: date
    code: str
    title: str
    why: tuple[str, ...]
    step: str
    due_on: date | None
    source: str
    correction_id: int | None = None

    @property
    def key(self) -> Key:
        """Whom it is about."""
        return self.level, self.organization_id, self.member_id

    @property
    def words(self) -> str:
        """The warning in a sentence: 吴亮：黄牌（本月 55.0 分，低于 60.0 分）."""
        return f"{self.name}：{self.title}（{'；'.join(self.why)}）"


def warnings(
    desk: Desk, month: date, *, organization_id: int | None = None
) -> tuple[WarningRow, ...]:
    """All warnings of a branch in `month`, the gravest first; none where it was not opened."""
    with desk.store.read() as session:
        book = month_row(session, home_of(desk, organization_id), month)
        return () if book is None else warnings_of(session, book, desk.today())


def warnings_of(session: Session, book: MonthBook, today: date) -> tuple[WarningRow, ...]:
    """As `warnings`, in the session of the caller, as seen on `today`."""
    rubric = rubric_of(session, book.rubric_id)
    if not rubric.warnings:
        return ()
    as_of, told_on = _as_of(book, today), _told_on(book, today)
    opened = _corrections(session, book)
    found: list[WarningRow] = []
    for level, reached in _reached(session, book, rubric, as_of).items():
        names = series.named(session, book.organization_id, level, book.month)
        for key in series.in_order(reached, names):
            known = names.get(key)
            for rung in reached[key]:
                within = rung.within
                found.append(
                    WarningRow(
                        level,
                        key[1],
                        key[2],
                        known.name if known is not None else "",
                        known.group if known is not None else "",
                        book.month,
                        rung.code,
                        rung.name,
                        rung.why,
                        rung.step,
                        told_on + timedelta(days=within) if within else None,
                        next((w.source for w in rubric.warnings if w.code == rung.code), ""),
                        opened.get((*key, rung.code)),
                    )
                )
    weight = {rung.code: place for place, rung in enumerate(rubric.warnings)}
    return tuple(sorted(found, key=lambda each: -weight[each.code]))


def codes(session: Session, book: MonthBook, today: date) -> dict[Key, str]:
    """The gravest warning of every subject that has one, as codes of `assessment_warning`.

    For a board that shows them and for a month that is confirmed.
    """
    rubric = rubric_of(session, book.rubric_id)
    if not rubric.warnings:
        return {}
    reached = _reached(session, book, rubric, _as_of(book, today))
    return {key: rungs[0].code for found in reached.values() for key, rungs in found.items()}


def _as_of(book: MonthBook, today: date) -> date:
    """The day as of which the ledgers are read: of a confirmed month that day, else today."""
    fixed = book.confirmed_on if book.state in FIXED else None
    return fixed or today


def _told_on(book: MonthBook, today: date) -> date:
    """The day from which the days for the next step run: that of the result, else today."""
    fixed = book.confirmed_on if book.state in FIXED else None
    return fixed or book.scored_on or min(today, last_day(book.month))


def _corrections(session: Session, book: MonthBook) -> dict[tuple[str, int, int | None, str], int]:
    """The corrections that were opened for the month's warnings."""
    row = Correction
    rows = session.execute(
        select(row.level, row.organization_id, row.member_id, row.warning, row.id)
        .where(row.month == book.month, row.warning != "")
        .order_by(row.id)
    )
    return {(each[0], each[1], each[2], each[3]): each[4] for each in rows}


def _reached(
    session: Session, book: MonthBook, rubric: Rubric, as_of: date
) -> dict[Level, dict[Key, tuple[Raised, ...]]]:
    """The rungs that subjects reached, by level; of a month that was reported, as it was told."""
    if book.origin:
        return {level: _stored(session, book, rubric, level) for level in LEVELS}
    branch_id, last = book.organization_id, book.month
    listed = tuple(months(add_months(last, 1 - MONTHS), last))
    absences = _absences(session, branch_id, listed, as_of) if _asks_absences(rubric) else {}
    missing = _missing(session, book, rubric, listed, as_of)
    found: dict[Level, dict[Key, tuple[Raised, ...]]] = {}
    for level in LEVELS:
        marks = _comparable(series.marks(session, branch_id, level, listed, today=as_of), rubric)
        keys = {key for each in marks for key in each.marks}
        keys |= {key for _month, key in missing if key[0] == level}
        if level == "member":
            keys |= {(level, branch_id, member) for _month, member in absences}
        reached = {}
        for key in keys:
            history = [
                MonthFacts(
                    each.month,
                    each.score(key) if _has_result(each) else None,
                    absences.get((each.month, key[2] or 0), 0),
                    missing.get((each.month, key), 0),
                )
                for each in marks
            ]
            if _stands(marks[-1], key) and (rungs := ladder(rubric, history)):
                reached[key] = rungs
        found[level] = reached
    return found


def _stored(
    session: Session, book: MonthBook, rubric: Rubric, level: Level
) -> dict[Key, tuple[Raised, ...]]:
    """The warnings that a branch confirmed; its ledgers are not all here to say why."""
    (found,) = series.marks(session, book.organization_id, level, (book.month,))
    rungs = {rung.code: rung for rung in rubric.warnings}
    return {
        key: (Raised(rung.code, rung.name, ("支部审定的预警",), rung.within, rung.step),)
        for key, mark in found.marks.items()
        if (rung := rungs.get(mark.warning)) is not None
    }


def _stands(last: MonthMarks, key: Key) -> bool:
    """Whether the subject is assessed in the month at all: who left or is exempt is not warned."""
    mark = last.marks.get(key)
    return mark is not None and mark.score is not None


def _has_result(month: MonthMarks) -> bool:
    """Whether a score says something: in a month still running most points are yet to be booked."""
    return month.yearly or not month.running


def _comparable(found: Sequence[MonthMarks], rubric: Rubric) -> tuple[MonthMarks, ...]:
    """The months whose scores can stand beside the last one's: those of another cycle cannot."""
    return tuple(
        each if each.rubric is None or each.rubric.cycle == rubric.cycle else MonthMarks(each.month)
        for each in found
    )


def _asks_absences(rubric: Rubric) -> bool:
    return any(rung.absences is not None for rung in rubric.warnings)


def _absences(
    session: Session, branch_id: int, listed: Sequence[date], as_of: date
) -> dict[tuple[date, int], int]:
    """The longest row of absences without reason that ended in each month, by member.

    Two statements: only who was absent at all is looked at closely.
    """
    begin, end = add_months(listed[0], -BEFORE), min(last_day(listed[-1]), as_of)
    units = list(Reading(session, branch_id, listed[-1], as_of).units)
    held = (
        Meeting.held_on.between(begin, end),
        Meeting.state.in_(HELD),
        Meeting.organization_id.in_(units),
        Attendance.member_id.is_not(None),
    )
    who = (
        select(Attendance.member_id)
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .where(*held, Attendance.status == ABSENT)
        .group_by(Attendance.member_id)
        .having(func.count() > 1)
    )
    rows = session.execute(
        select(Attendance.member_id, Meeting.held_on, Attendance.status, Meeting.sitting)
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .where(*held, Attendance.status.not_in(SKIPPED), Attendance.member_id.in_(who))
        .order_by(Attendance.member_id, Meeting.held_on, Meeting.id)
    )
    found: dict[tuple[date, int], int] = {}
    runs: Counter[int] = Counter()
    seen: set[tuple[int, str]] = set()
    for member_id, held_on, status, sitting in rows:
        if member_id is None or (sitting and (member_id, sitting) in seen):
            continue
        seen.add((member_id, sitting))
        runs[member_id] = runs[member_id] + 1 if status == ABSENT else 0
        if runs[member_id]:
            place = held_on.replace(day=1), member_id
            found[place] = max(found.get(place, 0), runs[member_id])
    return found


def _missing(
    session: Session, book: MonthBook, rubric: Rubric, listed: Sequence[date], as_of: date
) -> Mapping[tuple[date, Key], int]:
    """How many things were missing, by month and subject: what only is one's own counts.

    Months before the last are looked at where a rung follows from a missing thing repeated.
    """
    counting = {rung.code for rung in rubric.warnings if rung.missing is not None}
    if not counting:
        return {}
    again = any(rung.repeats and rung.of in counting for rung in rubric.warnings)
    feeds = missing_feeds().at(max(listed[-1], missing_feeds().rules[0].start))
    found: dict[tuple[date, Key], int] = defaultdict(int)
    for month in listed if again else listed[-1:]:
        day = as_of if month == listed[-1] else min(as_of, add_months(last_day(month), 1))
        reading = Reading(session, book.organization_id, month, day)
        for feed in sorted(feeds & FEEDS.keys()):
            for fact in native(reading, feed):
                key = fact.level, fact.organization_id, fact.member_id
                found[month, key] += fact.quantity
    return found


def summary(found: Iterable[WarningRow]) -> dict[str, int]:
    """How many subjects stand on each code, by their gravest warning."""
    gravest: dict[Key, str] = {}
    for each in found:
        gravest.setdefault(each.key, each.code)
    return dict(Counter(gravest.values()))
