"""Figures of assessment: trends, ranking, profiles, distribution, losses, and branches compared.

Confirmed months speak by what was stored, others by their lines as they are now. All points are
tenths; nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from sqlalchemy.orm import Session

from djdesk.models.rules.assessment import grading
from djdesk.models.rules.assessment.rubric import Grade, Level
from djdesk.models.rules.days import add_months
from djdesk.models.rules.dues.months import month_of, months
from djdesk.services.assessment import series
from djdesk.services.assessment.rows import Subject, home_of
from djdesk.services.assessment.series import Key, MonthMarks, Named
from djdesk.services.assessment.years import (
    Stretch,
    mean_of,
    months_of,
    scored_keys,
    shown_month,
    subject_of,
    word_of,
)
from djdesk.services.desk import Desk

# -- trend -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a chart: a point in tenths for each month, None where there is no score."""

    name: str
    points: tuple[int | None, ...]
    subject: Subject | None = None


@dataclass(frozen=True, slots=True)
class Trend:
    """Scores by month; `means` are of all subjects of the level, `states` of the months.

    `changed` are the months in which another rubric begins: scores before and after are made by
    other rules. `yearly` tells for each month that its scores are totals since January.
    """

    months: tuple[date, ...]
    states: tuple[str, ...]
    series: tuple[Series, ...]
    means: tuple[Series, ...]
    changed: tuple[date, ...] = ()
    yearly: tuple[bool, ...] = ()


def trend(desk: Desk, subjects: Sequence[Subject], first: date, last: date) -> Trend:
    """The scores of `subjects` from month `first` to `last`, with the mean of each level asked."""
    wanted = tuple(months(month_of(first), month_of(last)))
    found: dict[Key, Series] = {}
    means: list[Series] = []
    shown: tuple[MonthMarks, ...] = ()
    with desk.store.read() as session:
        for branch, level in _asked(session, desk, subjects):
            shown = series.marks(session, branch, level, wanted)
            names = series.named(session, branch, level, wanted[-1]) if wanted else {}
            for each in subjects:
                key = series.key_of(each)
                if each.level == level and key in names:
                    points = tuple(month.score(key) for month in shown)
                    found[key] = Series(names[key].name, points, each)
            if level != "branch":
                mean = tuple(mean_of(month.scores) for month in shown)
                means.append(Series(_MEANS[level], mean))
    ordered = (found.get(series.key_of(each)) for each in subjects)
    return Trend(
        wanted,
        tuple(month.state for month in shown),
        tuple(each for each in ordered if each is not None),
        tuple(means),
        _changed(shown),
        tuple(month.yearly for month in shown),
    )


_MEANS: Mapping[Level, str] = {"member": "党员平均", "group": "党小组平均"}


def _asked(session: Session, desk: Desk, subjects: Iterable[Subject]) -> list[tuple[int, Level]]:
    """The branches and levels that the subjects belong to, each once."""
    found: list[tuple[int, Level]] = []
    for each in subjects:
        branch = each.organization_id
        if each.level == "group":
            branch = series.branch_of(session, branch) or home_of(desk)
        if (branch, each.level) not in found:
            found.append((branch, each.level))
    return found


def _changed(shown: Sequence[MonthMarks]) -> tuple[date, ...]:
    """The months that begin another rubric than the month before them."""
    opened = [month for month in shown if month.rubric is not None]
    return tuple(now.month for before, now in pairwise(opened) if before.rubric != now.rubric)


# -- ranking --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RankRow:
    """A subject in a ranking: `change` is how many places it went up since the month before.

    `score_change` is in tenths; both are None where there was nothing to compare with. Of a year
    `counted` months made the score.
    """

    subject: Subject
    name: str
    group: str
    score: int | None
    rank: int | None
    grade: str
    warning: str
    last_score: int | None
    last_rank: int | None
    counted: int = 1

    @property
    def change(self) -> int | None:
        """Places gained (negative: lost) since the month before."""
        if self.rank is None or self.last_rank is None:
            return None
        return self.last_rank - self.rank

    @property
    def score_change(self) -> int | None:
        """Tenths gained since the month before."""
        if self.score is None or self.last_score is None:
            return None
        return self.score - self.last_score


@dataclass(frozen=True, slots=True)
class Ranking:
    """A ranking, the best first, those without a score last; `month` is its last month.

    `before` is the month it is compared with, None without one. `state` is the month's.
    """

    month: date
    before: date | None
    state: str
    rows: tuple[RankRow, ...]


def ranking(
    desk: Desk, span: int | date, level: Level, organization_id: int | None = None
) -> Ranking:
    """The ranking of a year (a number) or of a month (its first day), and what changed.

    Ties share a rank and the next is skipped. A year's is compared with itself a month earlier, a
    month with the last opened one before it; totals of another year or rubric are not. A month that
    is still running does not count in a year's means.
    """
    with desk.store.read() as session:
        branch = home_of(desk, organization_id)
        if isinstance(span, int):
            held = series.marks(session, branch, level, months_of(span), today=desk.today())
        else:
            month = month_of(span)
            held = series.marks(session, branch, level, (add_months(month, -1), month))
        names = series.named(session, branch, level, shown_month(desk, held))
    if isinstance(span, int):
        return _year_ranking(held, names)
    return _month_ranking(held[0], held[1], names)


def _month_ranking(before: MonthMarks, now: MonthMarks, names: Mapping[Key, Named]) -> Ranking:
    former = before if now.follows(before) else MonthMarks(before.month)
    rows = []
    keys = series.in_order(now.marks, names)
    ranks = _ranks(now.score(key) for key in keys)
    last = {key: former.score(key) for key in series.in_order(former.marks, names)}
    last_ranks = dict(zip(last, _ranks(last.values()), strict=True))
    for key, rank in zip(keys, ranks, strict=True):
        mark, named = now.marks[key], names.get(key)
        rows.append(
            RankRow(
                named.subject if named is not None else subject_of(key),
                named.name if named is not None else "",
                named.group if named is not None else "",
                mark.score,
                rank,
                mark.grade,
                mark.warning,
                last.get(key),
                last_ranks.get(key),
            )
        )
    compared = before.month if former.rubric is not None else None
    return Ranking(now.month, compared, now.state, _sorted(rows))


def _year_ranking(held: Sequence[MonthMarks], names: Mapping[Key, Named]) -> Ranking:
    whole = Stretch(held)
    last = whole.last
    if last is None:
        return Ranking(held[-1].month, None, series.UNOPENED, ())
    shown = [month for month in held if month.rubric is not None and month.month <= last.month]
    earlier = Stretch(shown[:-1])
    keys = series.in_order(scored_keys(shown), names)
    spans = [whole.of(key) for key in keys]
    former = [earlier.of(key)[0] for key in keys]
    ranks = _ranks(points for points, _counted in spans)
    last_ranks = _ranks(former)
    grades = whole.grades(subject_of(keys[0]).level) if keys else ()
    rows = []
    for place, key in enumerate(keys):
        named, mark = names.get(key), last.marks.get(key)
        points, counted = spans[place]
        rows.append(
            RankRow(
                named.subject if named is not None else subject_of(key),
                named.name if named is not None else "",
                named.group if named is not None else "",
                points,
                ranks[place],
                word_of(points, grades),
                mark.warning if mark is not None else "",
                former[place],
                last_ranks[place],
                counted,
            )
        )
    compared = shown[-2].month if len(shown) > 1 else None
    return Ranking(last.month, compared, last.state, _sorted(rows))


def _ranks(points: Iterable[int | None]) -> tuple[int | None, ...]:
    return grading.ranks(list(points))


def _sorted(rows: Iterable[RankRow]) -> tuple[RankRow, ...]:
    """By rank; rows that share one stay in the order of paper lists."""
    return tuple(sorted(rows, key=lambda row: (row.rank is None, row.rank or 0)))


# -- distribution ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Band:
    """A grade and who has it: from `at_least` tenths on (None: below all others).

    `tone` is the grade's (good, plain, warn, bad); `share` permille of those scored.
    """

    title: str
    tone: str
    at_least: int | None
    count: int
    share: int
    subjects: tuple[Subject, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Distribution:
    """How the scores of a month spread over the grades, the best first; scores in tenths."""

    month: date
    state: str
    bands: tuple[Band, ...]
    scored: int
    unscored: int
    mean: int | None
    median: int | None
    best: int | None
    lowest: int | None


_WIDE = 100
"""Tenths of a band where the rubric has no grades."""


def distribution(
    desk: Desk, month: date, level: Level, organization_id: int | None = None
) -> Distribution:
    """How many reached which grade in `month`; bands of ten points where there are no grades."""
    month = month_of(month)
    with desk.store.read() as session:
        branch = home_of(desk, organization_id)
        (held,) = series.marks(session, branch, level, (month,))
        names = series.named(session, branch, level, month)
    keys = series.in_order(held.marks, names)
    scored = [(key, each) for key in keys if (each := held.score(key)) is not None]
    grades = held.rubric.grades_of(level) if held.rubric is not None else ()
    points = sorted(each for _key, each in scored)
    lines = _lines_of(grades, points)
    bands = []
    for place, (title, tone, at_least) in enumerate(lines):
        above = lines[place - 1][2] if place else None
        inside = [
            key
            for key, each in scored
            if (at_least is None or each >= at_least) and (above is None or each < above)
        ]
        if inside or at_least is not None:
            who = tuple(names[key].name if key in names else "" for key in inside)
            share = (len(inside) * 2000 + len(scored)) // (2 * len(scored)) if scored else 0
            subjects = tuple(subject_of(key) for key in inside)
            bands.append(Band(title, tone, at_least, len(inside), share, subjects, who))
    middle = mean_of((points[(len(points) - 1) // 2], points[len(points) // 2])) if points else None
    return Distribution(
        month,
        held.state,
        tuple(bands),
        len(scored),
        len(keys) - len(scored),
        mean_of(points),
        middle,
        points[-1] if points else None,
        points[0] if points else None,
    )


def _lines_of(grades: Sequence[Grade], points: Sequence[int]) -> list[tuple[str, str, int | None]]:
    """The bands, the best first, with what lies below the last line."""
    if grades:
        ordered = sorted(grades, key=lambda each: -each.at_least)
        found: list[tuple[str, str, int | None]] = [
            (each.name, each.tone, each.at_least) for each in ordered
        ]
        return [*found, ("不到最低等次", "bad", None)]
    if not points:
        return []
    low, high = points[0] // _WIDE, points[-1] // _WIDE
    return [
        (f"{place * 10}—{place * 10 + 9.9:.1f} 分", "plain", place * _WIDE)
        for place in range(high, low - 1, -1)
    ]
