"""What goes down from a committee: tables, whose each row is, and what a branch checks first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from djdesk.errors import Problem, Refused
from djdesk.exchange import assessment, meetings
from djdesk.exchange.rows import Part, Words
from djdesk.models.rules.assessment import checks, parsing
from djdesk.services import transport
from djdesk.services.assessment.sending import check_review
from djdesk.services.packages import Branch
from djdesk.services.shapes import Shape, Wires
from djdesk.services.transport import Changes


def _always(_wires: Wires) -> bool:
    return True


def _nothing_wrong(_wires: Wires) -> Sequence[Problem]:
    return ()


@dataclass(frozen=True, slots=True)
class Down:
    """A table that goes down.

    `key` is the reference whose row says which branch a row is for; empty: all get it. `tell` is
    a row's news in words. No two rows have the same values in the columns of `distinct`. `goes`
    chooses the rows, here and again where they arrive: a branch takes nothing else. `check` is what
    the branch finds wrong with a row before it takes it.
    """

    shape: Shape
    key: str
    tell: Callable[[Words, str, Wires], str]
    distinct: tuple[str, ...] = ()
    goes: Callable[[Wires], bool] = _always
    check: Callable[[Wires], Sequence[Problem]] = _nothing_wrong

    @property
    def table(self) -> str:
        """The table's name."""
        return self.shape.table


def _tell_review(words: Words, uid: str, wires: Wires) -> str:
    label = words.label(meetings.REVIEW.table, uid)
    reasons = str(wires.get("reasons") or "")
    return f"{label}：{reasons}" if reasons else label


def _is_superiors(wires: Wires) -> bool:
    return wires["stage"] == "superior" and wires["level"] == "branch"


def _check_opinion(wires: Wires) -> Sequence[Problem]:
    points, change = wires["points"], wires["change"]
    return check_review(
        points if isinstance(points, int) else None,
        change if isinstance(change, int) else 0,
        str(wires["opinion"] or ""),
        str(wires["reason"] or ""),
    )


def _tell_opinion(words: Words, _uid: str, wires: Wires) -> str:
    told = [
        f"{title} {value}"
        for key in ("points", "change", "opinion", "reason")
        if (key != "change" or wires.get(key))
        for title, value in [words.field(assessment.OPINION.table, key, wires.get(key))]
        if value
    ]
    _, month = words.field(assessment.OPINION.table, "month", wires["month"])
    return "，".join([f"上级对本支部 {month} 考核的意见", *told])


def _is_sent(wires: Wires) -> bool:
    return wires["state"] == "effective" and wires["sent_on"] is not None


def _check_rubric(wires: Wires) -> Sequence[Problem]:
    try:
        rubric = parsing.read(str(wires["content"]))
    except Refused as refused:
        return refused.problems
    return [each for each in checks.check_rubric(rubric) if each.is_error]


def _tell_rubric(words: Words, _uid: str, wires: Wires) -> str:
    _, since = words.field(assessment.RUBRIC.table, "since", wires["since"])
    return (
        f"考核方案“{wires['name']}”第 {wires['revision']} 版，上级从 {since} 起施行，待本支部采用"
    )


DOWN: tuple[Down, ...] = (
    Down(meetings.REVIEW, "meeting", _tell_review),
    Down(
        assessment.RUBRIC,
        "",
        _tell_rubric,
        distinct=("code", "revision"),
        goes=_is_sent,
        check=_check_rubric,
    ),
    Down(
        assessment.OPINION,
        "organization",
        _tell_opinion,
        goes=_is_superiors,
        check=_check_opinion,
    ),
)

DOWN_SHAPES = tuple(down.shape for down in DOWN)


@dataclass(frozen=True, slots=True)
class Written:
    """The rows of this book that go down: for all branches, and by the uid of a branch's book."""

    common: Mapping[str, Part]
    own: Mapping[str, Mapping[str, Part]]

    def of(self, branch: Branch) -> dict[str, Part]:
        """What is for one branch, in all of its books: every table that goes down."""
        found: dict[str, Part] = {}
        for shape in DOWN_SHAPES:
            part = dict(self.common.get(shape.table, {}))
            for origin in branch.origins:
                part |= self.own.get(origin, {}).get(shape.table, {})
            found[shape.table] = part
        return found


def collect(session: Session, branches: Sequence[Branch]) -> Written:
    """The rows that go down, read once for all branches, however many there are."""
    here = transport.snapshot(session, DOWN_SHAPES, ("",))
    homes = {branch.organization_id: branch.book_uid for branch in branches}
    common: dict[str, Part] = {}
    own: dict[str, dict[str, Part]] = {}
    for down in DOWN:
        part = {u: row.values for u, row in here[down.table].items() if down.goes(row.values)}
        if not down.key:
            common[down.table] = part
            continue
        reference = next(r for r in down.shape.references if r.key == down.key)
        pointed = transport.owners(session, down.shape, reference)
        for uid, wires in part.items():
            row_id, origin = pointed[uid]
            # the organization a branch is kept under is the committee's own row
            if not origin and reference.table == "organization":
                origin = homes.get(row_id, "")
            if origin:
                own.setdefault(origin, {}).setdefault(down.table, {})[uid] = wires
    return Written(common, own)


def release(session: Session, changes: Mapping[str, Changes]) -> None:
    """Take out what this book wrote about rows that `changes` remove: it has no subject left."""
    for down in DOWN:
        for reference in down.shape.references:
            if reference.key == down.key:
                gone = changes.get(reference.table, Changes()).removed
                transport.remove_pointing(session, down.shape, reference.column, gone)
