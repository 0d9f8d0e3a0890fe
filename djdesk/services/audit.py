"""The history as users see it: the list of steps, undo, and the versions of a record."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Select, func, select

from djdesk.errors import DeskError, UserError
from djdesk.models.audit import AuditChange, AuditStep
from djdesk.models.store import undo as store_undo
from djdesk.models.store import versions
from djdesk.models.store.history import broken_step, step_of
from djdesk.models.store.references import label_of, labels_of, unnamed
from djdesk.models.store.undo import Touched, Undone
from djdesk.models.store.versions import Version
from djdesk.services.assessment.rows import AREA as ASSESSMENT
from djdesk.services.assessment.undoing import KEPT
from djdesk.services.assessment.undoing import check_undo as check_undo_assessment
from djdesk.services.desk import Desk
from djdesk.services.dues.rows import AREA as DUES
from djdesk.services.dues.undoing import check_undo
from djdesk.services.listing import Column, Kind, Listing, Scope, contains
from djdesk.services.meetings.rows import AREA as MEETINGS
from djdesk.services.meetings.undoing import check_put_back
from djdesk.services.meetings.undoing import check_undo as check_undo_meetings
from djdesk.services.progress import SILENT, Progress

__all__ = [
    "AUDIT",
    "Touched",
    "Undone",
    "Verified",
    "Version",
    "changes_of",
    "labels",
    "put_back",
    "row_history",
    "undo_step",
    "undo_steps",
    "verify",
]


_NAMING = ("name", "person_name", "title")  # columns that name a row


def _select(_scope: Scope) -> Select[int]:
    return select(AuditStep.id)


def _search(word: str) -> ColumnElement[bool]:
    return contains(word, AuditStep.title, AuditStep.user, AuditStep.reason)


AUDIT = Listing(
    name="audit",
    title="操作日志",
    area="audit",
    columns=(
        Column("number", "步号", Kind.COUNT, lambda _: AuditStep.id, shown=False),
        # stored as local time with its offset; the first 19 signs are what the clock showed
        Column(
            "at",
            "时间",
            Kind.TEXT,
            lambda _: func.replace(func.substr(AuditStep.at, 1, 19), "T", " "),
            sort=lambda _: AuditStep.id,
            width=19,
        ),
        Column("day", "日期", Kind.TEXT, lambda _: func.substr(AuditStep.at, 1, 10), shown=False),
        Column("title", "事项", Kind.TEXT, lambda _: AuditStep.title, width=28),
        Column("user", "用户", Kind.PERSON, lambda _: AuditStep.user),
        Column("role", "角色", Kind.CODE, lambda _: AuditStep.role, codes="role", shown=False),
        Column("area", "台账", Kind.CODE, lambda _: AuditStep.area, codes="area"),
        Column("undone", "已撤销", Kind.FLAG, lambda _: store_undo.undone()),
        Column("reason", "原因", Kind.TEXT, lambda _: AuditStep.reason, width=20),
        Column("rows", "记录数", Kind.COUNT, lambda _: AuditStep.rows),
    ),
    select=_select,
    row_id=AuditStep.id,
    search=_search,
    order=(("number", True),),
    tables=frozenset({"audit_step"}),
    noun="步",
)


@dataclass(frozen=True, slots=True)
class Changed:
    """One row that a step touched: what it is called (empty: it has no name) and the columns with
    both values.

    For a run of rows `many` counts them and `columns` is empty. `op` is add, change or remove.
    """

    table: str
    row_id: int
    label: str
    op: str
    many: int
    columns: Mapping[str, tuple[object, object]]


def changes_of(desk: Desk, step_id: int, *, limit: int = 0) -> tuple[Changed, ...]:
    """What a step did, in its order; with `limit` only so many rows and runs of rows."""
    statement = select(AuditChange).where(AuditChange.step_id == step_id).order_by(AuditChange.id)
    with desk.store.read() as session:
        found = session.execute(statement.limit(limit) if limit else statement).scalars().all()
        changes = [_changed(change) for change in found]
        nameless: dict[str, set[int]] = {}
        for change in changes:
            if not change.label and change.many == 1:
                nameless.setdefault(change.table, set()).add(change.row_id)
    words = labels(desk, nameless)
    return tuple(
        replace(change, label=words.get((change.table, change.row_id), change.label))
        if change.row_id in nameless.get(change.table, ())
        else change
        for change in changes
    )


def _changed(change: AuditChange) -> Changed:
    """One line of the history; the values themselves name a row that is gone."""
    before = json.loads(change.before) if change.before else {}
    after = json.loads(change.after) if change.after else {}
    names = [values.get(word) for word in _NAMING for values in (after, before)]
    return Changed(
        change.table_name,
        change.row_id,
        next((str(name) for name in names if name), ""),
        change.op.removesuffix("_many"),
        change.last_id - change.row_id + 1,
        {name: (before.get(name), after.get(name)) for name in dict.fromkeys([*before, *after])},
    )


def labels(desk: Desk, wanted: Mapping[str, Collection[int]]) -> dict[tuple[str, int], str]:
    """What the rows `wanted` (ids by table) are called today, by table and id.

    Rows that are gone, or have no name, are absent.
    """
    with desk.store.read() as session:
        return {
            (table, row_id): label
            for table, ids in wanted.items()
            for row_id, label in labels_of(session, table, set(ids)).items()
            if label != unnamed(row_id)
        }


@dataclass(frozen=True, slots=True)
class Verified:
    """How many steps the history holds, and from which one on it is not what was written."""

    steps: int
    broken: int | None


def verify(desk: Desk, progress: Progress = SILENT) -> Verified:
    """Compute the chain of the whole history again and compare it with what stands there."""
    with desk.store.read() as session:
        steps = session.execute(select(func.count(AuditStep.id))).scalar_one()
        return Verified(
            steps,
            broken_step(session, lambda done: progress.step(done, steps, "正在核对操作日志")),
        )


def undo_step(
    desk: Desk, step_id: int, *, untouched_only: bool = False, reason: str = ""
) -> Undone:
    """Take a step back as a new step “撤销：…”; undoing that one brings it again.

    Rows changed since are in the way: `Refused` lists them. With `untouched_only` (taking an import
    back) they stay, with all that belongs to them, and the result lists them. Needs the right to
    change the area of the step. What is sealed in dues, the text of a locked record of a meeting,
    and what a confirmed month of the assessment rests on cannot be taken back.
    """
    with desk.store.read() as session:
        step = session.get(AuditStep, step_id)
        if step is None:
            raise UserError("操作日志里没有这一步。", "请刷新后再试。")
        area, rows = step.area, step.rows
    desk.require(area)
    if not rows:
        raise UserError("这一步没有改动记录，不能撤销。", "打印、导出和用户管理不能撤销。")
    if area == DUES:
        with desk.store.read() as session:
            check_undo(session, step_id)
    if area == MEETINGS:
        with desk.store.read() as session:
            check_undo_meetings(session, step_id)
    if area == ASSESSMENT:
        with desk.store.read() as session:
            check_undo_assessment(session, step_id)
    return store_undo.undo(desk.store, step_id, untouched_only=untouched_only, reason=reason)


def undo_steps(desk: Desk, step_ids: Collection[int]) -> int:
    """Take back what one click did in several steps, the newest first: all of it or nothing.

    Each is taken back by a step of its own. If one of them is refused, what was taken back before
    it is brought again, and the refusal of `undo_step` is raised. Returns the rows that changed.
    """
    taken: list[Undone] = []
    try:
        for step_id in sorted(step_ids, reverse=True):
            taken.append(undo_step(desk, step_id))
    except DeskError:
        for undone in reversed(taken):
            undo_step(desk, undone.step)
        raise
    return sum(undone.rows for undone in taken)


def row_history(
    desk: Desk, table: str, row_id: int, titles: Mapping[str, str] | None = None
) -> tuple[Version, ...]:
    """All versions of a record, the newest first, with before and after of each changed column.

    `titles` names the columns to show and their Chinese words, given by the area that knows them
    (its listing's columns, its form's fields); versions that changed none of them are left out.
    Without it the columns come under their own names.
    """
    with desk.store.read() as session:
        found = versions.versions_of(session, table, row_id)
    if titles is None:
        return found
    named = (_named(version, titles) for version in found)
    return tuple(version for version in named if version.changed or version.op != "change")


def _named(version: Version, titles: Mapping[str, str]) -> Version:
    return Version(
        version.step,
        version.at,
        version.user,
        version.role,
        version.title,
        version.reason,
        version.op,
        {titles[name]: pair for name, pair in version.changed.items() if name in titles},
    )


def put_back(
    desk: Desk,
    table: str,
    row_id: int,
    step_id: int,
    *,
    area: str,
    reason: str = "",
    check: Callable[[Mapping[str, object]], None] | None = None,
) -> int:
    """Give a record back the values it had after `step_id`, as a new step; returns its number.

    `check` gets the JSON values before they count and raises `Refused` if today's rules forbid
    them. Needs the right to change `area`; nothing of dues and no points are put back, what counted
    is reversed.
    """
    desk.require(area)
    if area == DUES:
        raise UserError("党费记录不能恢复旧版本。", "更正请用冲销，或在核定、减免里另行登记。")
    if area == ASSESSMENT and table in KEPT:
        raise UserError("考核记录不能恢复旧版本。", "更正请用冲销，或先重新开账。")
    with desk.store.read() as session:
        if area == MEETINGS:
            check_put_back(session, table, row_id)
        wanted = versions.values_after(session, table, row_id, step_id)
        label = label_of(session, table, row_id)
    if check is not None and wanted is not None:
        check(wanted)
    with desk.store.write(f"恢复旧版本：{label}", reason=reason, area=area) as session:
        versions.put_back(session, table, row_id, step_id)
        return step_of(session)
