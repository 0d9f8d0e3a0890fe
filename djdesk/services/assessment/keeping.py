"""What is kept of a month when it is confirmed: every figure and its explanation, as JSON.

The text travels to the committee, whose rows have other keys: it names people, groups and lines by
their uids, and the branch itself by nothing, since a committee keeps it under a uid of its own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from djdesk.errors import UserError
from djdesk.models.assessment import MonthBook
from djdesk.models.rules.assessment.rubric import LEVELS, STAGES, Level, Rubric
from djdesk.services import transport
from djdesk.services.assessment.explaining import ExplainLine, Explanation
from djdesk.services.assessment.matrix import Board, BoardRow, columns
from djdesk.services.assessment.opinions import OpinionRow
from djdesk.services.assessment.rows import Subject
from djdesk.services.assessment.sums import CellSum

FORMAT = 1
"""The version of the JSON that is kept; every version stays readable."""

_ROW = (
    "name", "kind", "base", "plus", "minus", "change", "own", "score",
    "rank", "last_score", "last_rank", "grade", "warning", "excluded",
)  # fmt: skip
_OPINION = ("stage", "points", "change", "opinion", "reason", "given_by", "latest")

_TEXTS = frozenset({"name", "kind", "grade", "warning", "excluded"})
_NUMBERS = frozenset({"base", "plus", "minus", "change"})
"""Columns of `_ROW` that are texts, and numbers that are never missing; the rest may be."""

_LARGEST = 10**9
"""No sum of points comes near it; a greater number is none."""


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


class _Keys:
    """Turns keys of rows into uids and back; a row this book does not have is a negative key."""

    def __init__(self, branch_id: int) -> None:
        self.branch_id = branch_id
        self.units: dict[int, str] = {}
        self.members: dict[int, str] = {}
        self.lines: dict[int, str] = {}

    @classmethod
    def of(cls, session: Session, branch_id: int, kept: Kept) -> _Keys:
        """The uids of all rows that `kept` names."""
        board_rows = [row for board in kept.boards.values() for row in board.rows]
        lines = [line for each in kept.explanations.values() for line in each.lines]
        units = {row.organization_id for row in board_rows} | {row.group_id for row in board_rows}
        keys = cls(branch_id)
        keys.units = transport.uids_of(session, "organization", _known(units))
        keys.members = transport.uids_of(session, "member", _known(r.member_id for r in board_rows))
        keys.lines = transport.uids_of(session, "assessment_line", _known(e.line_id for e in lines))
        return keys

    def unit(self, key: int | None) -> str | None:
        """The uid of a group; empty for the branch itself."""
        return "" if key == self.branch_id else self.units[key] if key is not None else None


class _Ids:
    """The keys in this book of what a kept text names."""

    def __init__(self, session: Session, branch_id: int, found: Mapping[str, Any]) -> None:
        self._ids: dict[str, dict[str, int]] = {}
        each = [row for rows in found["levels"].values() for row in rows]
        named = {
            "organization": {row["unit"] for row in each} | {row["group"] for row in each},
            "member": {row["member"] for row in each},
            "assessment_line": {line[-1] for row in each for line in row["lines"]},
        }
        for table, uids in named.items():
            wanted = {str(uid) for uid in uids if uid}
            self._ids[table] = transport.keys_of(session, table, wanted)
        self._ids["organization"][""] = branch_id

    def of(self, table: str, uid: str | None) -> int | None:
        """The key of a row, None for no row."""
        return None if uid is None else self._ids[table][uid]

    def unit(self, uid: str) -> int:
        """The key of a group, or of the branch itself."""
        return self._ids["organization"][uid]


def _known(keys: Iterable[int | None]) -> set[int]:
    return {key for key in keys if key is not None}


def to_json(session: Session, book: MonthBook, kept: Kept) -> str:
    """A month as JSON."""
    keys = _Keys.of(session, book.organization_id, kept)
    found = {
        "format": FORMAT,
        "levels": {
            level: [
                {
                    "unit": keys.unit(row.organization_id),
                    "member": None if row.member_id is None else keys.members[row.member_id],
                    "group": keys.unit(row.group_id),
                    "group_name": row.group,
                    **{name: getattr(row, name) for name in _ROW},
                    "cells": {
                        item: [c.points, c.quantity, c.count, c.pending, c.fed]
                        for item, c in row.cells.items()
                    },
                    "lines": [_line_out(e, keys) for e in kept.explanations[row.subject].lines],
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


def _line_out(line: ExplainLine, keys: _Keys) -> list[object]:
    on = line.on.isoformat() if line.on else None
    return [
        line.kind, line.points, line.text, line.item, line.title, line.module, on, line.by,
        None if line.line_id is None else keys.lines[line.line_id],
    ]  # fmt: skip


def from_json(session: Session, book: MonthBook, rubric: Rubric) -> Kept:
    """The month that `to_json` wrote into `book`.

    `UserError` for content that a later program wrote, and for what is no content at all: a
    branch's comes by package, and nothing in it is believed.
    """
    try:
        found: dict[str, Any] = json.loads(book.content)
        if found["format"] > FORMAT:
            raise UserError("这个月的考核由更新的程序审定，不能显示。", "请升级本程序后再看。")
        return _read(found, _Ids(session, book.organization_id, found), book, rubric)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise UserError("这个月审定的内容读不出来。", "请由支部重新开账、审定后再上报。") from error


def _read(found: Mapping[str, Any], ids: _Ids, book: MonthBook, rubric: Rubric) -> Kept:
    boards: dict[Level, Board] = {}
    explanations: dict[Subject, Explanation] = {}
    opinions: dict[Subject, tuple[OpinionRow, ...]] = {}
    for level in LEVELS:
        made = []
        for each in found["levels"].get(level, ()):
            _check(each)
            row = _row_in(level, each, ids)
            made.append(row)
            explanations[row.subject] = _explanation_in(row, book.month, each, ids)
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
    digest = hashlib.sha256(book.content.encode()).hexdigest()
    return Kept(boards, explanations, opinions, digest)


def _check(found: Mapping[str, Any]) -> None:
    """Raise TypeError where a value of a row is not of its kind: panes and papers rely on it."""
    for name in _ROW:
        if name in _TEXTS:
            _text(found[name])
        elif name in _NUMBERS or found[name] is not None:
            _number(found[name])
    for text in (found["unit"], found["group_name"], found["basis"]):
        _text(text)
    for sums in found["cells"].values():
        for each in sums:
            _number(each)
    for kind, points, text, item, title, module, _on, by, _line in found["lines"]:
        _number(points)
        for each in (kind, text, item, title, module, by):
            _text(each)
    for one in found["opinions"]:
        _number(one["change"])
        if one["points"] is not None:
            _number(one["points"])
        if one["stage"] not in STAGES:
            raise TypeError("no stage")
        for name in ("opinion", "reason", "given_by"):
            _text(one[name])


def _text(value: object) -> None:
    if not isinstance(value, str):
        raise TypeError("no text")


def _number(value: object) -> None:
    if not isinstance(value, int) or abs(value) > _LARGEST:
        raise TypeError("no number")


def _row_in(level: Level, found: Mapping[str, Any], ids: _Ids) -> BoardRow:
    return BoardRow(
        level=level,
        organization_id=ids.unit(found["unit"]),
        member_id=ids.of("member", found["member"]),
        group_id=ids.of("organization", found["group"]),
        group=found["group_name"],
        cells={item: CellSum(*sums) for item, sums in found["cells"].items()},
        **{name: found[name] for name in _ROW},
    )


def _explanation_in(row: BoardRow, month: date, found: Mapping[str, Any], ids: _Ids) -> Explanation:
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
            ids.of("assessment_line", line),
            module,
        )
        for kind, points, text, item, title, module, on, by, line in found["lines"]
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
