"""Opinions on a month (自评、小组评、支部评、上级评): on one subject, or the same on many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QWidget

from djdesk.errors import Problem
from djdesk.models.rules import codes
from djdesk.models.rules.assessment.rubric import Level, Stage
from djdesk.services import assessment
from djdesk.services.assessment import STAGES_OF, Board, BoardRow, OpinionEntry
from djdesk.services.assessment.fields import OPINION_FIELDS
from djdesk.services.fields import Field, field
from djdesk.services.listing import Kind, Value
from djdesk.ui.kit.ask import ask_form
from djdesk.ui.kit.editors import Choice
from djdesk.ui.kit.forms import Values
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.undo import done_with_undo

STAGE = Field("stage", "评价方", Kind.TEXT, refers="stage", required=True)
SCOPE = Field("all", "范围", Kind.FLAG, hint="已有意见的也重新填写")
AGREED = "同意。"


def _stages(level: Level) -> tuple[Stage, ...]:
    """Who may say something of a level in this book; the superior writes in its own."""
    return tuple(stage for stage in STAGES_OF[level] if stage != "superior")


def _offered(level: Level) -> list[Choice]:
    name = codes.table("assessment_stage").name
    return [Choice(number, name(stage)) for number, stage in enumerate(_stages(level), 1)]


def _stage_of(level: Level, chosen: Value) -> Stage:
    assert isinstance(chosen, int)
    return _stages(level)[chosen - 1]


def _check(values: Mapping[str, Value]) -> Sequence[Problem]:
    if values.get("change") and not values.get("reason"):
        return [Problem("调整分数没有写理由。", "请写明为什么调整。", "reason")]
    return ()


def ask_opinion(context: Context, owner: QWidget, board: Board, row: BoardRow) -> None:
    """Ask what one level says of a subject's month; a change of the score needs its reason."""
    desk, level = context.desk, row.subject.level

    def work(values: Values) -> int:
        points, change = values.get("points"), values.get("change")
        return assessment.give(
            desk,
            row.subject,
            board.month,
            _stage_of(level, values["stage"]),
            points=points if isinstance(points, int) else None,
            change=change if isinstance(change, int) else 0,
            opinion=str(values.get("opinion") or ""),
            reason=str(values.get("reason") or ""),
            by=str(values.get("given_by") or ""),
        )

    ask_form(
        context,
        owner,
        f"评议意见：{row.name}",
        (STAGE, *OPINION_FIELDS),
        work,
        lambda _id: done_with_undo(context, owner, f"已填写对{row.name}的意见。"),
        hint="评分只作对照；“调整”加减得分，必须写理由。各级意见并列保留，同一方以最后一次为准。",
        values={"given_by": desk.user},
        check=_check,
        choices={"stage": lambda: _offered(level)},
    )


def ask_opinions(context: Context, owner: QWidget, board: Board, rows: Sequence[BoardRow]) -> None:
    """Ask for one opinion that is the same of everybody shown; who has one already is left out."""
    desk, level = context.desk, board.level
    scored = [row for row in rows if not row.excluded]

    def work(values: Values) -> int:
        stage = _stage_of(level, values["stage"])
        given = {} if values.get("all") else assessment.all_opinions(desk, board.month)
        entries = [
            OpinionEntry(row.subject, opinion=str(values["opinion"]))
            for row in scored
            if not any(each.stage == stage for each in given.get(row.subject, ()))
        ]
        if not entries:
            return 0
        by = str(values.get("given_by") or "")
        return len(assessment.give_all(desk, board.month, stage, entries, by=by))

    def told(count: int) -> None:
        if count:
            done_with_undo(context, owner, f"已填写 {count} 条意见。")
        else:
            context.messages.tell("这一方的意见都已填写，没有新的。")

    opinion = field(OPINION_FIELDS, "opinion")
    ask_form(
        context,
        owner,
        f"评议：表中 {len(scored)} 个对象",
        (STAGE, opinion, field(OPINION_FIELDS, "given_by"), SCOPE),
        work,
        told,
        word="填写",
        hint="给表中各人填写同样的意见，不改分数；个别人要加减分的，在右边“评议意见”里单独填写。",
        values={"opinion": AGREED, "given_by": desk.user},
        check=lambda values: (
            [] if values.get("opinion") else [Problem("没有写意见。", "请写意见。", "opinion")]
        ),
        choices={"stage": lambda: _offered(level)},
    )
