"""A rubric from data and back: every value checked for type and size, unknown ones refused.

Rubrics come in packages and from an editor: nothing in them is believed. What a rubric means is
judged in `checks.py`; here a value is of its type and within its size, or it is refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields
from typing import TypeVar, cast, get_args
from unicodedata import category

from djdesk.errors import Problem, Refused
from djdesk.models.rules.assessment.rubric import (
    ITEM_KINDS,
    LEVELS,
    STAGES,
    Cycle,
    Grade,
    Item,
    Level,
    Module,
    Rubric,
    Span,
    Step,
    Table,
    Take,
    Veto,
    Warn,
)

LONGEST = 400_000
"""Characters of a rubric as text; the shipped ones have less than a tenth of it."""
MOST = 99_999
"""The greatest number in a rubric, be it tenths, permille or days."""
MOST_ROWS = 200
"""The most items of a table; of all else a rubric needs far fewer."""
_FEW = 30
_TEXT = 300
_SHORT = 60
_CODE = 12
_SHOWN_PROBLEMS = 20
_UNSHOWN = ("Cc", "Cs", "Cn")

T = TypeVar("T")


def parse(data: Mapping[str, object]) -> Rubric:
    """The rubric that `data` (as of TOML or JSON) describes, exactly as `dump` writes it.

    Points are tenths, shares permille. Raises Refused with a problem for every value that is of
    the wrong type, too large, unknown or missing; never anything else.
    """
    problems: list[Problem] = []
    rubric = _rubric(_Reader(data, "方案", problems))
    if problems:
        raise Refused(problems[:_SHOWN_PROBLEMS])
    return rubric


def read(text: str) -> Rubric:
    """The rubric in the JSON `text` that `write` made; Refused for anything that is none."""
    if len(text) > LONGEST:
        raise Refused([Problem("考核方案的内容过大，不是正常的方案。", "请向发来方案的一方核实。")])
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise Refused([Problem("考核方案的内容已损坏，无法读取。", "请重新取得这份方案。")])
    return parse(data)


def write(rubric: Rubric) -> str:
    """`rubric` as JSON text; the same rubric gives the same text."""
    return json.dumps(dump(rubric), ensure_ascii=False, separators=(",", ":"))


def dump(rubric: Rubric) -> dict[str, object]:
    """`rubric` as data for JSON: dicts, lists, texts, whole numbers; what is default is left out.

    `parse(dump(rubric)) == rubric`.
    """
    data = _plain(rubric)
    if rubric.grades:
        data["grades"] = {level: [_plain(each) for each in own] for level, own in rubric.grades}
    return data


Row = Rubric | Table | Module | Item | Step | Grade | Warn


def _plain(row: Row) -> dict[str, object]:
    data: dict[str, object] = {}
    for field in fields(row):
        value: object = getattr(row, field.name)
        if field.name == "grades" or (field.default is not MISSING and value == field.default):
            continue
        if isinstance(value, tuple):
            data[field.name] = [_plain(each) if isinstance(each, Row) else each for each in value]
        else:
            data[field.name] = value
    return data


class _Reader:
    """One table of the data: hands out its values once, notes what is wrong with them."""

    def __init__(self, data: object, where: str, problems: list[Problem]) -> None:
        self.where = where
        self._problems = problems
        self._data: dict[object, object] = {}
        if isinstance(data, Mapping):
            self._data = dict(data) if len(data) <= MOST_ROWS else {}
        if not isinstance(data, Mapping) or len(data) > MOST_ROWS:
            self.wrong("", "不是方案应有的内容。")

    def wrong(self, key: str, text: str) -> None:
        """Note that the value of `key` cannot be used."""
        named = f"的“{key}”" if key else ""
        remedy = "请修改方案，或向发来方案的一方核实。"
        self._problems.append(Problem(f"{self.where}{named}{text}", remedy, key))

    def text(self, key: str, most: int = _TEXT, default: str | None = "") -> str:
        """The text `key`, `default` where it is missing; without one it must be there."""
        value = self._data.pop(key, default)
        if not isinstance(value, str):
            self.wrong(key, "应为文字。")
        elif len(value) > most:
            self.wrong(key, f"超过 {most} 个字。")
        elif any(category(sign) in _UNSHOWN and sign != "\n" for sign in value):
            self.wrong(key, "含有不能显示的字符。")
        else:
            return value
        return ""

    def maybe(self, key: str, default: int | None = None) -> int | None:
        """The whole number `key`, None where it says so, `default` where it is missing."""
        value = self._data.pop(key, default)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool):
            self.wrong(key, "应为整数（分值以 0.1 分为单位）。")
        elif abs(value) > MOST:
            self.wrong(key, f"超过 {MOST}。")
        else:
            return value
        return None

    def whole(self, key: str, default: int = 0) -> int:
        """The whole number `key`, `default` where it is missing."""
        value = self.maybe(key, default)
        return default if value is None else value

    def yes(self, key: str) -> bool:
        """The yes or no of `key`; missing is no."""
        value = self._data.pop(key, False)
        if not isinstance(value, bool):
            self.wrong(key, "应为是或否。")
        return value is True

    def choice(self, key: str, choices: Sequence[T], default: T | None = None) -> T:
        """One of `choices`; without a default it must be there."""
        value = self._data.pop(key, default)
        for each in choices:
            if isinstance(value, str) and each == value:
                return each
        self.wrong(key, f"应为{'、'.join(str(each) or '（空）' for each in choices)}之一。")
        return choices[0]

    def words(self, key: str) -> tuple[str, ...]:
        """The list of short texts `key`."""
        found: list[str] = []
        for value in self._list(key, _FEW):
            if isinstance(value, str) and 0 < len(value) <= _SHORT:
                found.append(value)
            else:
                self.wrong(key, "应为一列简短的文字。")
        return tuple(found)

    def rows(self, key: str, named: str, make: Callable[[_Reader], T]) -> tuple[T, ...]:
        """The tables listed under `key`, each made by `make` and called by its name or place."""
        rows = self._list(key, MOST_ROWS if key == "items" else _FEW)
        return tuple(
            make(_Reader(row, f"{self.where}，{named}{_called(row, place)}", self._problems))
            for place, row in enumerate(rows, 1)
        )

    def inner(self, key: str) -> Mapping[object, object]:
        """The table `key` as it is; empty where it is missing."""
        value = self._data.pop(key, None)
        if isinstance(value, Mapping):
            return value
        if value is not None:
            self.wrong(key, "不是方案应有的内容。")
        return {}

    def child(self, data: object, where: str) -> _Reader:
        """A reader of `data` that belongs to this one."""
        return _Reader(data, f"{self.where}，{where}", self._problems)

    def close(self) -> None:
        """Note what was not asked for: a newer program may have written it."""
        for key in list(self._data)[:_FEW]:
            self.wrong(str(key)[:_SHORT], "是本程序不认识的内容，可能出自更新的版本。")

    def _list(self, key: str, most: int) -> Sequence[object]:
        value = self._data.pop(key, None)
        if value is None:
            return ()
        if not isinstance(value, list | tuple):
            self.wrong(key, "应为列表。")
        elif len(value) > most:
            self.wrong(key, f"超过 {most} 行。")
        else:
            return value
        return ()


def _called(row: object, place: int) -> str:
    """How a row is named in a problem: its title, name or code, or its place."""
    if isinstance(row, Mapping):
        for key in ("title", "name", "code", "level"):
            value = row.get(key)
            if isinstance(value, str) and value:
                return f"“{value[:_SHORT]}”"
    return f"第 {place} 行"


def _rubric(reader: _Reader) -> Rubric:
    rubric = Rubric(
        code=reader.text("code", 20, None),
        name=reader.text("name", _SHORT, None),
        cycle=reader.choice("cycle", cast(tuple[Cycle, ...], get_args(Cycle))),
        tables=reader.rows("tables", "计分表", _table),
        grades=_grades(reader),
        warnings=reader.rows("warnings", "预警", _warn),
        group_own=reader.whole("group_own", 1000),
        branch_own=reader.whole("branch_own", 1000),
        join_by=reader.whole("join_by"),
        notice=reader.text("notice", _CODE, "month"),
        notice_days=reader.whole("notice_days", 3),
        left_out=reader.words("left_out"),
        source=reader.text("source"),
    )
    reader.close()
    return rubric


def _grades(reader: _Reader) -> tuple[tuple[Level, tuple[Grade, ...]], ...]:
    given = reader.inner("grades")
    if len(given) > len(LEVELS):
        reader.wrong("grades", "的层级过多。")
        return ()
    found: list[tuple[Level, tuple[Grade, ...]]] = []
    levels = reader.child(given, "等次")
    for name in given:
        level = next((each for each in LEVELS if each == name), None)
        if level is not None:
            found.append((level, levels.rows(level, "等次", _grade)))
    levels.close()
    return tuple(found)


def _grade(reader: _Reader) -> Grade:
    grade = Grade(
        name=reader.text("name", _SHORT, None),
        at_least=reader.whole("at_least"),
        share=reader.maybe("share"),
        tone=reader.text("tone", _CODE, "plain"),
    )
    reader.close()
    return grade


def _table(reader: _Reader) -> Table:
    table = Table(
        level=reader.choice("level", LEVELS),
        items=reader.rows("items", "项目", _item),
        modules=reader.rows("modules", "模块", _module),
        classes=reader.words("classes"),
        base=reader.whole("base"),
        low=reader.maybe("low", 0),
        high=reader.maybe("high"),
        merit_cap=reader.maybe("merit_cap"),
    )
    reader.close()
    return table


def _module(reader: _Reader) -> Module:
    module = Module(
        code=reader.text("code", _CODE, None),
        title=reader.text("title", _SHORT, None),
        full=reader.whole("full"),
        low=reader.maybe("low"),
        high=reader.maybe("high"),
    )
    reader.close()
    return module


def _item(reader: _Reader) -> Item:
    item = Item(
        code=reader.text("code", _CODE, None),
        title=reader.text("title", _SHORT, None),
        kind=reader.choice("kind", ITEM_KINDS),
        points=reader.whole("points"),
        module=reader.text("module", _CODE),
        low=reader.whole("low"),
        high=reader.whole("high"),
        free=reader.whole("free"),
        cap=reader.maybe("cap"),
        span=reader.choice("span", cast(tuple[Span, ...], get_args(Span)), "month"),
        take=reader.choice("take", cast(tuple[Take, ...], get_args(Take)), "sum"),
        steps=reader.rows("steps", "档次", _step),
        feed=reader.text("feed", 20),
        veto=reader.choice("veto", cast(tuple[Veto, ...], get_args(Veto)), ""),
        document=reader.yes("document"),
        merit=reader.yes("merit"),
        proposes=reader.choice("proposes", STAGES, "branch"),
        confirms=reader.choice("confirms", STAGES, "branch"),
        hint=reader.text("hint"),
        source=reader.text("source"),
    )
    reader.close()
    return item


def _step(reader: _Reader) -> Step:
    step = Step(
        code=reader.text("code", _CODE, None),
        name=reader.text("name", _SHORT, None),
        points=reader.whole("points"),
        at_least=reader.whole("at_least"),
    )
    reader.close()
    return step


def _warn(reader: _Reader) -> Warn:
    warn = Warn(
        code=reader.text("code", _CODE, None),
        name=reader.text("name", _SHORT, None),
        below=reader.maybe("below"),
        quarter_below=reader.maybe("quarter_below"),
        half_below=reader.maybe("half_below"),
        absences=reader.maybe("absences"),
        missing=reader.maybe("missing"),
        repeats=reader.maybe("repeats"),
        of=reader.text("of", _CODE),
        within=reader.whole("within"),
        step=reader.text("step"),
        source=reader.text("source"),
    )
    reader.close()
    return warn
