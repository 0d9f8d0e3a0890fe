"""What is kept of a month when it is confirmed: every figure and its explanation, as JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from djdesk.errors import UserError
from djdesk.models.assessment import MonthBook
from djdesk.models.rules.assessment.rubric import LEVELS, Level, Rubric
from djdesk.services.assessment.explaining import ExplainLine, Explanation
from djdesk.services.assessment.matrix import Board, BoardRow, columns
from djdesk.services.assessment.opinions import OpinionRow
from djdesk.services.assessment.rows import Subject
from djdesk.services.assessment.sums import CellSum

FORMAT = 1
"""The version of the JSON that is kept; every version stays readable."""

_ROW = (
    "name", "group_id", "group", "kind", "base", "plus", "minus", "change", "own", "score",
    "rank", "last_score", "last_rank", "grade", "warning", "excluded",
)  # fmt: skip
_OPINION = ("stage", "points", "change", "opinion", "reason", "given_by", "latest")


@dataclass(frozen=True, slots=True)
class Kept:
    """A whole month: the matrix of each level, why each score is what it is, all opinions.

    `digest` is that of the kept text, empty for a month that is not confirmed.
    """

    boards: Mapping[Level, Board]
    explanations: Mapping[Subject, Explanation]
    opinions: Mapping[Subject, tuple[OpinionRow, ...]]
    digest: str = ""


def results(kept: Kept, month_id: int) -> list[dict[str, object]]:
    """The rows of results: of everybody who has a score."""
    return [
        {
            "month_id": month_id,
            "level": row.level,
            "organization_id": row.organization_id,
            "member_id": row.member_id,
            "kind": row.kind,
            "base": row.base,
            "plus": row.plus,
            "minus": row.minus,
            "change": row.change,
            "own": row.own if row.own is not None else row.score,
            "score": row.score,
            "rank": row.rank,
            "grade": row.grade,
            "warning": row.warning,
            "basis": _basis(kept.explanations[row.subject]),
        }
        for board in kept.boards.values()
        for row in board.rows
        if row.score is not None
    ]


def _basis(found: Explanation) -> str:
    """The working as text, a line each."""
    return "\n".join(
        [f"{line.text or line.title}：{line.points / 10:+.1f}" for line in found.lines]
        + [f"合计：{(found.score or 0) / 10:.1f}"]
    )


def to_json(kept: Kept) -> str:
    """A month as JSON."""
    found = {
        "format": FORMAT,
        "levels": {
            level: [
                {
                    "unit": row.organization_id,
                    "member": row.member_id,
                    **{name: getattr(row, name) for name in _ROW},
                    "cells": {
                        item: [c.points, c.quantity, c.count, c.pending, c.fed]
                        for item, c in row.cells.items()
                    },
                    "lines": [_line_out(e) for e in kept.explanations[row.subject].lines],
                    "basis": kept.explanations[row.subject].basis,
                    "opinions": [
                        {
                            **{name: getattr(each, name) for name in _OPINION},
                            "at": each.given_at.isoformat(),
                        }
                        for each in kept.opinions.get(row.subject, ())
                    ],
                }
                for row in board.rows
            ]
            for level, board in kept.boards.items()
        },
    }
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def _line_out(line: ExplainLine) -> list[object]:
    on = line.on.isoformat() if line.on else None
    return [
        line.kind, line.points, line.text, line.item, line.title, line.module, on, line.by,
        line.line_id,
    ]  # fmt: skip


def from_json(content: str, book: MonthBook, rubric: Rubric) -> Kept:
    """The month that `to_json` wrote; `UserError` for content that a later program wrote."""
    found: dict[str, Any] = json.loads(content)
    if found.get("format") != FORMAT:
        raise UserError("这个月的考核由更新的程序审定，不能显示。", "请升级本程序后再看。")
    boards: dict[Level, Board] = {}
    explanations: dict[Subject, Explanation] = {}
    opinions: dict[Subject, tuple[OpinionRow, ...]] = {}
    for level in LEVELS:
        made = []
        for each in found["levels"].get(level, ()):
            row = _row_in(level, each)
            made.append(row)
            explanations[row.subject] = _explanation_in(row, book.month, each)
            opinions[row.subject] = tuple(_opinion_in(one) for one in each["opinions"])
        boards[level] = Board(
            book.month,
            level,
            book.state,
            book.rubric_id,
            rubric,
            columns(rubric, level),
            tuple(made),
            rubric.cycle == "year",
            book.revision,
        )
    digest = hashlib.sha256(content.encode()).hexdigest()
    return Kept(boards, explanations, opinions, digest)


def _row_in(level: Level, found: Mapping[str, Any]) -> BoardRow:
    return BoardRow(
        level=level,
        organization_id=found["unit"],
        member_id=found["member"],
        cells={item: CellSum(*sums) for item, sums in found["cells"].items()},
        **{name: found[name] for name in _ROW},
    )


def _explanation_in(row: BoardRow, month: date, found: Mapping[str, Any]) -> Explanation:
    lines = tuple(
        ExplainLine(
            item,
            title,
            text,
            points,
            kind,
            date.fromisoformat(on) if on else None,
            by,
            None,
            line_id,
            module,
        )
        for kind, points, text, item, title, module, on, by, line_id in found["lines"]
    )
    return Explanation(
        row.subject,
        row.name,
        month,
        lines,
        row.score,
        row.rank,
        row.grade,
        row.warning,
        found["basis"],
        row.excluded,
    )


def _opinion_in(found: Mapping[str, Any]) -> OpinionRow:
    return OpinionRow(
        id=0,
        given_at=datetime.fromisoformat(found["at"]),
        **{name: found[name] for name in _OPINION},
    )
