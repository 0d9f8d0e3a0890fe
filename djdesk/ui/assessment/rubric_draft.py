"""A rubric while it is being changed: values by path, what cannot be read yet, steps back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from PySide6.QtCore import QObject, Signal

from djdesk.errors import Problem, Refused
from djdesk.models.rules.assessment import check_rubric
from djdesk.models.rules.assessment.parsing import Row, read, write
from djdesk.models.rules.assessment.rubric import LEVELS, Rubric

MOST_STEPS = 200


@dataclass(frozen=True, slots=True)
class Wrong:
    """What was typed into a cell and cannot be read, with the problem that says why."""

    text: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class _State:
    rubric: Rubric
    wrong: Mapping[str, Wrong]


class Draft(QObject):
    """The rubric that is being changed; paths are those of `check_rubric`: `tables/0/items/3/cap`.

    `changed` after every change; `edited` and `dirty_changed(bool)` as forms have them, so that a
    draft of it is kept.
    """

    changed = Signal()
    edited = Signal()
    dirty_changed = Signal(bool)

    def __init__(self, parent: QObject, rubric: Rubric) -> None:
        super().__init__(parent)
        self._now = self._saved = _State(rubric, {})
        self._back: list[_State] = []
        self._forth: list[_State] = []
        self._was_dirty = False
        self.problems: tuple[Problem, ...] = ()
        self._judge()

    @property
    def rubric(self) -> Rubric:
        """The rubric as it stands."""
        return self._now.rubric

    @property
    def first(self) -> Rubric:
        """The rubric as it was last saved."""
        return self._saved.rubric

    @property
    def wrong(self) -> Mapping[str, Wrong]:
        """By path what was typed and cannot be read."""
        return self._now.wrong

    def load(self, rubric: Rubric) -> None:
        """Show another rubric, or the same as it was saved."""
        self._now = self._saved = _State(rubric, {})
        self._back, self._forth = [], []
        self._told()

    # --- values -------------------------------------------------------------------------------

    def row(self, path: str) -> Row:
        """The part at `path`; empty: the rubric itself."""
        return cast("Row", value_at(self.rubric, path))

    def rows(self, path: str) -> tuple[Row, ...]:
        """The list at `path`."""
        return cast("tuple[Row, ...]", value_at(self.rubric, path))

    def change(self, path: str, values: Mapping[str, object]) -> None:
        """Give attributes of the part at `path` other values."""
        part: Any = self.row(path)
        gone = {_join(path, key) for key in values}
        wrong = {place: each for place, each in self.wrong.items() if place not in gone}
        self._set(_State(put(self.rubric, path, replace(part, **values)), wrong))

    def refuse(self, path: str, text: str, problem: Problem) -> None:
        """Keep what was typed at `path` and cannot be read."""
        self._set(_State(self.rubric, {**self.wrong, path: Wrong(text, problem)}))

    def insert(self, path: str, place: int, row: Row) -> None:
        """Put a row into the list at `path` before number `place`."""
        rows = self.rows(path)
        moved = {number: number + (number >= place) for number in range(len(rows))}
        self._set_rows(path, (*rows[:place], row, *rows[place:]), moved)

    def remove(self, path: str, place: int) -> None:
        """Take row `place` out of the list at `path`."""
        rows = self.rows(path)
        moved = {n: n - (n > place) for n in range(len(rows)) if n != place}
        self._set_rows(path, (*rows[:place], *rows[place + 1 :]), moved)

    def move(self, path: str, place: int, by: int) -> None:
        """Exchange row `place` with the one `by` places further; nothing at the ends."""
        rows, other = list(self.rows(path)), place + by
        if 0 <= other < len(rows):
            rows[place], rows[other] = rows[other], rows[place]
            moved = {n: n for n in range(len(rows))} | {place: other, other: place}
            self._set_rows(path, tuple(rows), moved)

    def _set_rows(self, path: str, rows: tuple[Row, ...], moved: Mapping[int, int]) -> None:
        wrong: dict[str, Wrong] = {}
        for place, each in self.wrong.items():
            if not place.startswith(f"{path}/"):
                wrong[place] = each
                continue
            number, _, rest = place.removeprefix(f"{path}/").partition("/")
            if int(number) in moved:
                wrong[f"{path}/{moved[int(number)]}/{rest}"] = each
        self._set(_State(put(self.rubric, path, rows), wrong))

    # --- steps --------------------------------------------------------------------------------

    def undo(self) -> bool:
        """Go a step back; False at the beginning."""
        return self._step(self._back, self._forth)

    def redo(self) -> bool:
        """Go a step forth again; False at the end."""
        return self._step(self._forth, self._back)

    def _step(self, source: list[_State], target: list[_State]) -> bool:
        if not source:
            return False
        target.append(self._now)
        self._now = source.pop()
        self._told()
        return True

    def _set(self, state: _State) -> None:
        if state == self._now:
            return
        self._back = [*self._back[-MOST_STEPS:], self._now]
        self._forth = []
        self._now = state
        self._told()

    def _told(self) -> None:
        self._judge()
        self.changed.emit()
        self.edited.emit()
        if self.dirty != self._was_dirty:
            self._was_dirty = self.dirty
            self.dirty_changed.emit(self.dirty)

    # --- faults -------------------------------------------------------------------------------

    def _judge(self) -> None:
        typed = [replace(each.problem, field=path) for path, each in self.wrong.items()]
        self.problems = (*typed, *check_rubric(self.rubric))

    def fault(self, path: str) -> Problem | None:
        """The worst of what is wrong at `path`, not below it."""
        found = [each for each in self.problems if each.field == path]
        return next((each for each in found if each.is_error), found[0] if found else None)

    def fault_below(self, path: str) -> Problem | None:
        """The first of what is wrong with the part at `path`."""
        inside = f"{path}/"
        return next((each for each in self.problems if each.field.startswith(inside)), None)

    # --- as forms have them -------------------------------------------------------------------

    @property
    def dirty(self) -> bool:
        """Whether there is something unsaved."""
        return self._now != self._saved

    def saved(self) -> None:
        """What stands there was saved."""
        self._saved = self._now
        if self._was_dirty != self.dirty:
            self._was_dirty = self.dirty
            self.dirty_changed.emit(self.dirty)

    def texts(self) -> dict[str, str]:
        """What stands there, to be kept as a draft."""
        wrong = {
            path: [each.text, each.problem.text, each.problem.remedy]
            for path, each in self.wrong.items()
        }
        return {"rubric": write(self.rubric), "wrong": json.dumps(wrong, ensure_ascii=False)}

    def put_back(self, texts: Mapping[str, str]) -> None:
        """Bring back what was kept; it counts as typed."""
        try:
            rubric = read(texts.get("rubric", ""))
        except Refused:
            return  # kept by another version of the program
        wrong = {
            path: Wrong(text, Problem(why, remedy))
            for path, (text, why, remedy) in json.loads(texts.get("wrong") or "{}").items()
        }
        self._set(_State(rubric, wrong))


def _join(path: str, key: str) -> str:
    return f"{path}/{key}" if path else key


def value_at(rubric: Rubric, path: str) -> object:
    """The value at `path` of a rubric; grades lie at `grades/<level>`."""
    node: object = rubric
    for key in filter(None, path.split("/")):
        if isinstance(node, tuple):
            node = node[int(key)] if key.isdigit() else _of_level(node, key)
        else:
            node = getattr(node, key)
    return node


def _of_level(pairs: tuple[Any, ...], level: str) -> tuple[object, ...]:
    return next((rows for each, rows in pairs if each == level), ())


def put(rubric: Rubric, path: str, value: object) -> Rubric:
    """The rubric with `value` at `path`."""
    return cast("Rubric", _put(rubric, list(filter(None, path.split("/"))), value))


def _put(node: object, keys: list[str], value: object) -> object:
    if not keys:
        return value
    key, rest = keys[0], keys[1:]
    if not isinstance(node, tuple):
        part: Any = node
        return replace(part, **{key: _put(getattr(node, key), rest, value)})
    if key.isdigit():
        place = int(key)
        return (*node[:place], _put(node[place], rest, value), *node[place + 1 :])
    by_level = {**dict(node), key: _put(_of_level(node, key), rest, value)}
    return tuple((level, by_level[level]) for level in LEVELS if by_level.get(level))
