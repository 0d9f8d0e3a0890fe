"""Invented tables, months of lines and whole rubrics, for what must hold for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from djdesk.models.rules.assessment import (
    LEVELS,
    STAGES,
    Change,
    Grade,
    Item,
    Line,
    Module,
    Rubric,
    Step,
    Table,
    Warn,
)
from djdesk.models.rules.assessment.parsing import MOST
from djdesk.models.rules.assessment.rubric import ITEM_KINDS, Veto

T = TypeVar("T")

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no failure."""

CODES = ("a", "b", "c", "d", "e", "f")
MODULES = ("m", "n")
POINTS = st.integers(-300, 300)


@dataclass(frozen=True)
class Month:
    """Lines of one subject with the table that scores them."""

    table: Table
    lines: tuple[Line, ...]
    changes: tuple[Change, ...]
    before: Mapping[str, int]


@st.composite
def _items(draw: st.DrawFn, code: str) -> Item:
    module = draw(st.sampled_from(("", *MODULES)))
    vetoes: tuple[Veto, ...] = ("", "", "", "total", "module") if module else ("", "", "", "total")
    veto = draw(st.sampled_from(vetoes))
    return Item(
        code,
        f"项目{code}",
        draw(st.sampled_from(("count", "graded", "hand"))),
        module=module,
        cap=draw(st.none() | st.integers(1, 250)),
        span=draw(st.sampled_from(("month", "year"))),
        take=draw(st.sampled_from(("sum", "highest"))),
        veto=veto,
        merit=not module and not veto and draw(st.booleans()),
    )


@st.composite
def _modules(draw: st.DrawFn, code: str) -> Module:
    full = draw(st.integers(0, 200))
    low = draw(st.none() | st.integers(-200, full))
    high = draw(st.none() | st.integers(full, 400))
    return Module(code, f"模块{code}", full, low, high)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A table in which every kind of bound can occur."""
    items = tuple(draw(_items(code)) for code in CODES)
    modules = tuple(draw(_modules(code)) for code in MODULES)
    base = draw(st.sampled_from((0, 600)))
    start = base + sum(each.full for each in modules)
    return Table(
        "member",
        items,
        modules,
        base=base,
        low=draw(st.none() | st.integers(-500, start)),
        high=draw(st.none() | st.integers(start, start + 500)),
        merit_cap=draw(st.none() | st.integers(0, 150)),
    )


@st.composite
def months(draw: st.DrawFn) -> Month:
    """A table with lines of one or several months, some taken back, and with opinions."""
    table = draw(tables())
    merit = {item.code for item in table.items if item.merit}
    lines: list[Line] = []
    for key in range(draw(st.integers(0, 25))):
        code = draw(st.sampled_from((*CODES, "gone")))
        points = draw(POINTS)
        month = draw(st.integers(1, 3))
        lines.append(Line(code, abs(points) if code in merit else points, "事由", key, month=month))
    for line in draw(st.lists(st.sampled_from(lines), unique=True)) if lines else ():
        lines.append(Line(line.item, -line.points, "撤销", len(lines), line.key, line.month))
    changes = draw(st.lists(POINTS, max_size=3))
    before = draw(st.dictionaries(st.sampled_from(CODES), POINTS))
    return Month(table, tuple(lines), tuple(Change(each, "意见") for each in changes), before)


NUMBER = st.integers(-MOST, MOST)
MAYBE = st.none() | NUMBER
TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn")), max_size=12)


def _few(rows: st.SearchStrategy[T]) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(rows, max_size=3).map(tuple)


_STEPS = st.builds(Step, code=TEXT, name=TEXT, points=NUMBER, at_least=NUMBER)
_ROWS = st.builds(
    Item,
    code=TEXT,
    title=TEXT,
    kind=st.sampled_from(ITEM_KINDS),
    points=NUMBER,
    module=TEXT,
    low=NUMBER,
    high=NUMBER,
    free=NUMBER,
    cap=MAYBE,
    span=st.sampled_from(("month", "year")),
    take=st.sampled_from(("sum", "highest")),
    steps=_few(_STEPS),
    feed=TEXT,
    veto=st.sampled_from(("", "module", "total")),
    document=st.booleans(),
    merit=st.booleans(),
    proposes=st.sampled_from(STAGES),
    confirms=st.sampled_from(STAGES),
    hint=TEXT,
    source=TEXT,
)
_PARTS = st.builds(Module, code=TEXT, title=TEXT, full=NUMBER, low=MAYBE, high=MAYBE)
_WORDS = _few(TEXT.filter(bool))
_TABLES = st.builds(
    Table,
    level=st.sampled_from(LEVELS),
    items=_few(_ROWS),
    modules=_few(_PARTS),
    classes=_WORDS,
    base=NUMBER,
    low=MAYBE,
    high=MAYBE,
    merit_cap=MAYBE,
)
_GRADES = st.builds(Grade, name=TEXT, at_least=NUMBER, share=MAYBE, tone=TEXT)
_RUNGS = st.builds(
    Warn,
    code=TEXT,
    name=TEXT,
    below=MAYBE,
    quarter_below=MAYBE,
    half_below=MAYBE,
    absences=MAYBE,
    missing=MAYBE,
    repeats=MAYBE,
    of=TEXT,
    within=NUMBER,
    step=TEXT,
    source=TEXT,
)


def rubrics() -> st.SearchStrategy[Rubric]:
    """Rubrics of every shape that can be read, sensible or not."""
    return st.builds(
        Rubric,
        code=TEXT,
        name=TEXT,
        cycle=st.sampled_from(("month", "year")),
        tables=_few(_TABLES),
        grades=st.dictionaries(st.sampled_from(LEVELS), _few(_GRADES)).map(
            lambda own: tuple(own.items())
        ),
        warnings=_few(_RUNGS),
        group_own=NUMBER,
        branch_own=NUMBER,
        join_by=NUMBER,
        notice=TEXT,
        notice_days=NUMBER,
        left_out=_WORDS,
        source=TEXT,
    )
