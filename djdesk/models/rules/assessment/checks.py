"""Whether a rubric can be used as it stands: every fault named by table and item, in Chinese.

What only looks odd is a warning. `Problem.field` is the path of the value, such as
`tables/0/items/3/cap`, so that an editor can mark it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from djdesk.errors import Problem, Severity
from djdesk.models.rules import codes
from djdesk.models.rules.assessment.feeding import FEEDS
from djdesk.models.rules.assessment.rubric import (
    ITEM_KINDS,
    LEVELS,
    STAGES,
    Grade,
    Item,
    Module,
    Rubric,
    Step,
    Table,
    Warn,
)
from djdesk.models.rules.assessment.scores import say

CLASSES = "assessment_class"
"""The code table of the classes members are scored by."""
EXEMPT = "exempt"
"""The class that is not scored; no table can be for it."""
LEFT_OUT = ("retired", "lost", "mobile", "probationary")
"""Whom a rubric may leave out: 离退休、失联、流动、预备."""
NOTICES = ("month", "quarter", "half", "year")
TONES = ("good", "plain", "warn", "bad")
_CODE = re.compile(r"[A-Za-z0-9_.+-]{1,12}")
_RUBRIC_CODE = re.compile(r"[A-Za-z0-9_-]{1,20}")
_LEAST_NOTICE = 3


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the rubric we are: its path for the editor, its name for the person."""

    path: str
    name: str
    problems: list[Problem]

    def inside(self, path: str, name: str) -> _Place:
        """A place below this one."""
        joined = f"{self.name}{name}" if self.name else name
        return _Place(f"{self.path}/{path}" if self.path else path, joined, self.problems)

    def wrong(self, key: str, text: str, remedy: str) -> None:
        """Note a fault that keeps the rubric from being used."""
        self._note(key, text, remedy, Severity.ERROR)

    def odd(self, key: str, text: str, remedy: str) -> None:
        """Note what is possible but looks like an oversight."""
        self._note(key, text, remedy, Severity.WARN)

    def _note(self, key: str, text: str, remedy: str, severity: Severity) -> None:
        path = f"{self.path}/{key}" if self.path else key
        self.problems.append(Problem(f"{self.name}{text}", remedy, path, severity))


def check_rubric(rubric: Rubric) -> tuple[Problem, ...]:
    """Everything that is wrong with `rubric`, in its order; without errors it can score."""
    place = _Place("", "", [])
    _check_head(rubric, place)
    _check_classes(rubric, place)
    for number, table in enumerate(rubric.tables):
        _check_table(table, place.inside(f"tables/{number}", _name_of(table)))
    _check_grades(rubric, place)
    _check_ladder(rubric.warnings, place)
    return tuple(place.problems)


def _name_of(table: Table) -> str:
    level = codes.table("assessment_level").name(table.level)
    classes = "、".join(codes.table(CLASSES).name(each) for each in table.classes)
    return f"{level}计分表{f'（{classes}）' if classes else ''}"


def _check_head(rubric: Rubric, place: _Place) -> None:
    if not _RUBRIC_CODE.fullmatch(rubric.code):
        place.wrong("code", "方案代号不合规定。", "请用 20 个以内的字母、数字或短横。")
    if not rubric.name.strip():
        place.wrong("name", "方案没有名称。", "请填写方案名称。")
    if rubric.cycle not in ("month", "year"):
        place.wrong("cycle", "方案的计分周期不明。", "请选择按月或按年计分。")
    for key, own in (("group_own", rubric.group_own), ("branch_own", rubric.branch_own)):
        if not 0 <= own <= 1000:
            place.wrong(key, "自身得分的权重应在 0 至 100% 之间。", "请核对权重。")
    if not 0 <= rubric.join_by <= 31:
        place.wrong("join_by", "月中加入的截止日应在 0 至 31 之间。", "不限制的填 0。")
    if rubric.notice not in NOTICES:
        place.wrong("notice", "公示周期不明。", "请选择每月、每季、每半年或每年。")
    if not 1 <= rubric.notice_days <= 60:
        place.wrong("notice_days", "公示天数应在 1 至 60 之间。", "一般不少于 3 天。")
    elif rubric.notice_days < _LEAST_NOTICE:
        place.odd("notice_days", "公示少于 3 天。", "一般公示 3 至 5 天。")
    for each in rubric.left_out:
        if each not in LEFT_OUT:
            place.wrong("left_out", f"不计分人员“{each}”不在可选范围内。", "请重新选择。")


def _check_classes(rubric: Rubric, place: _Place) -> None:
    """Which table holds for whom must be beyond doubt."""
    if not rubric.tables:
        place.wrong("tables", "方案里没有计分表。", "请至少为党员、党小组或党支部设一张。")
    known = {each.code for each in codes.table(CLASSES).entries} - {EXEMPT}
    taken: set[tuple[str, str]] = set()
    for number, table in enumerate(rubric.tables):
        here = place.inside(f"tables/{number}", _name_of(table))
        if table.level not in LEVELS:
            here.wrong("level", "的层级不明。", "请选择党员、党小组或党支部。")
        if table.classes and table.level != "member":
            here.wrong("classes", "不能分人员类别。", "只有党员计分表可以按类别分设。")
        for each in table.classes:
            if each not in known:
                here.wrong("classes", f"的类别“{each}”不存在或不计分。", "请重新选择类别。")
        for kind in table.classes or ("",):
            if (table.level, kind) in taken:
                text = "与另一张计分表适用于同样的人。"
                here.wrong("classes", text, "请合并，或分清各自适用的类别。")
            taken.add((table.level, kind))
    members = [each for each in rubric.tables if each.level == "member"]
    if members and all(each.classes for each in members):
        text = "没有其他类别党员的计分表，他们不计分。"
        place.odd("tables", text, "请设一张不限类别的党员计分表。")


def _check_table(table: Table, place: _Place) -> None:
    if not table.items:
        place.wrong("items", "没有项目。", "请至少设一个项目，或删去这张表。")
    start = table.base + sum(each.full for each in table.modules)
    _check_bounds(place, start, table.low, table.high, "起始分")
    if table.merit_cap is not None and table.merit_cap < 0:
        place.wrong("merit_cap", "的奖励上限不能是负数。", "不限的留空，不奖励的填 0。")
    for key, rows in (("modules", table.modules), ("items", table.items)):
        for code in _twice(each.code for each in rows):
            place.wrong(key, f"有两个代号同为“{code}”。", "请改成不同的代号。")
    for number, module in enumerate(table.modules):
        _check_module(module, table, place.inside(f"modules/{number}", f"，模块“{module.title}”"))
    modules = {each.code for each in table.modules}
    for number, item in enumerate(table.items):
        called = f"，项目“{item.title or item.code}”"
        _check_item(item, table, modules, place.inside(f"items/{number}", called))


def _check_bounds(place: _Place, start: int, low: int | None, high: int | None, what: str) -> None:
    if low is not None and high is not None and low > high:
        place.wrong("low", "的最低分高于最高分。", "请核对上下限。")
    elif low is not None and start < low:
        place.wrong("low", f"的{what} {say(start)} 低于最低分 {say(low)}。", "请核对。")
    elif high is not None and start > high:
        place.wrong("high", f"的{what} {say(start)} 高于最高分 {say(high)}。", "请核对。")


def _check_module(module: Module, table: Table, place: _Place) -> None:
    _check_names(place, module.code, module.title)
    _check_bounds(place, module.full, module.low, module.high, "起始分")
    if not any(each.module == module.code for each in table.items):
        place.odd("code", "里没有项目。", "请加项目，或删去模块。")


def _check_names(place: _Place, code: str, title: str) -> None:
    if not _CODE.fullmatch(code):
        remedy = "请用 12 个以内的字母、数字、加减号、点或下划线。"
        place.wrong("code", f"的代号“{code}”不合规定。", remedy)
    if not title.strip():
        place.wrong("title", "没有名称。", "请填写名称。")


def _check_item(item: Item, table: Table, modules: set[str], place: _Place) -> None:
    _check_names(place, item.code, item.title)
    if item.module and item.module not in modules:
        place.wrong("module", f"所属的模块“{item.module}”不存在。", "请选择表中的模块。")
    if item.cap is not None and item.cap <= 0:
        place.wrong("cap", "的封顶应是大于 0 的数。", "扣分项也填正数；不封顶的留空。")
    if item.span not in ("month", "year") or item.take not in ("sum", "highest"):
        place.wrong("span", "的封顶周期或计法不明。", "请重新选择。")
    if item.proposes not in STAGES or item.confirms not in STAGES:
        place.wrong("proposes", "由谁申报、由谁审定不明。", "请重新选择。")
    _check_value(item, place)
    if item.feed:
        _check_feed(item, table, place)
    if item.veto:
        _check_veto(item, place)
    if item.merit:
        _check_merit(item, place)


def _check_value(item: Item, place: _Place) -> None:
    """The numbers that the item's kind needs."""
    if item.kind not in ITEM_KINDS:
        place.wrong("kind", "的计分方式不明。", "请选择计次、比率、是否、分档或酌情。")
    if item.free < 0 or (item.free and item.kind != "count"):
        place.wrong("free", "的免计次数不能用。", "只有计次的项目可以免计前几次，不免的填 0。")
    if item.kind == "count" and not item.points:
        place.wrong("points", "没有每次的分值。", "加分填正数，扣分填负数。")
    if item.kind == "flag" and not item.points and not item.veto:
        place.wrong("points", "没有分值。", "加分填正数，扣分填负数。")
    if item.kind == "hand" and item.low >= item.high:
        place.wrong("low", "的酌情范围下限应低于上限。", "如扣 2 至 5 分：下限 -5.0，上限 -2.0。")
    if item.kind in ("graded", "ratio"):
        _check_steps(item.steps, item.kind == "ratio", place)
    elif item.steps:
        place.wrong("steps", "不需要档次。", "只有分档和比率的项目有档次。")


def _check_steps(steps: Sequence[Step], bands: bool, place: _Place) -> None:
    if not steps:
        place.wrong("steps", "没有档次。", "请至少设一档。")
    for code in _twice(each.code for each in steps):
        place.wrong("steps", f"有两档代号同为“{code}”。", "请改成不同的代号。")
    for number, step in enumerate(steps):
        _check_names(place.inside(f"steps/{number}", f"，档次“{step.name}”"), step.code, step.name)
    if not bands or not steps:
        return
    lines = [each.at_least for each in steps]
    if any(not 0 <= each <= 1000 for each in lines):
        place.wrong("steps", "的比率界限应在 0 至 100% 之间。", "请核对各档的界限。")
    elif list(_twice(lines)):
        place.wrong("steps", "有两档的界限相同。", "请核对各档的界限。")
    elif 0 not in lines:
        place.wrong("steps", "缺少从 0 开始的一档。", "请补上最低一档。")


def _check_feed(item: Item, table: Table, place: _Place) -> None:
    feed = FEEDS.get(item.feed)
    name = codes.table("assessment_feed").name(item.feed)
    if feed is None:
        place.wrong("feed", f"的归集来源“{item.feed}”不存在。", "请重新选择，或改为手工登记。")
        return
    if table.level not in feed.levels:
        place.wrong("feed", f"不能从“{name}”归集：它不是这一层级的记录。", "请重新选择来源。")
    elif not feed.fits(item):
        place.wrong("feed", f"的计分方式与归集来源“{name}”不符。", "请改计分方式或来源。")
    if item.document:
        place.wrong("feed", "须凭文号登记，不能自动归集。", "请去掉归集来源。")


def _check_veto(item: Item, place: _Place) -> None:
    if item.veto not in ("module", "total"):
        place.wrong("veto", "的否决范围不明。", "请选择本模块或总分。")
    if not item.document:
        text, remedy = "是一票否决，必须凭文号登记。", "请设为须填文号。"
        place.wrong("document", text, remedy)
    if item.kind != "flag":
        place.wrong("kind", "是一票否决，只能是“是否”一类。", "请把扣分另列一个项目。")
    if item.feed and not item.document:
        place.wrong("feed", "是一票否决，不能自动归集。", "请去掉归集来源。")
    if item.veto == "module" and not item.module:
        place.wrong("module", "否决本模块，却不属于模块。", "请选择模块，或改为否决总分。")


def _check_merit(item: Item, place: _Place) -> None:
    if item.module:
        place.wrong("module", "是奖励项目，不能属于模块。", "奖励在总分上另加，请把模块留空。")
    if item.veto:
        place.wrong("veto", "是奖励项目，不能否决。", "请另列一个项目。")
    if min(_values(item), default=0) < 0:
        place.wrong("points", "是奖励项目，分值不能是负数。", "扣分请另列一个项目。")


def _values(item: Item) -> tuple[int, ...]:
    """The values one line of the item can have at its ends."""
    if item.kind == "hand":
        return (item.low, item.high)
    if item.kind in ("graded", "ratio"):
        return tuple(each.points for each in item.steps)
    return (item.points,)


def _check_grades(rubric: Rubric, place: _Place) -> None:
    levels = [level for level, _ in rubric.grades]
    for level in _twice(levels):
        place.wrong(f"grades/{level}", "同一层级有两组等次。", "请合并。")
    scored = {each.level for each in rubric.tables}
    for level in LEVELS:
        name = codes.table("assessment_level").name(level)
        here = place.inside(f"grades/{level}", f"{name}的等次")
        grades = rubric.grades_of(level)
        if grades:
            _check_lines(grades, here)
        elif level in scored:
            here.odd("", "没有设定。", "不设等次的，评价时只有分数。")


def _check_lines(grades: Sequence[Grade], place: _Place) -> None:
    for name in _twice(each.name for each in grades):
        place.wrong("name", f"有两个“{name}”。", "请改成不同的名称。")
    lines = [each.at_least for each in grades]
    if any(below >= above for above, below in pairwise(lines)):
        place.wrong("at_least", "分数线没有从高到低排列。", "请按从优到差的顺序，逐档降低。")
    for number, grade in enumerate(grades):
        here = place.inside(str(number), f"“{grade.name}”")
        if not grade.name.strip():
            here.wrong("name", "没有名称。", "请填写名称。")
        if grade.share is not None and not 0 < grade.share <= 1000:
            here.wrong("share", "的比例应在 0 至 100% 之间。", "不限比例的留空。")
        if grade.tone not in TONES:
            here.wrong("tone", "的颜色不明。", "请重新选择。")


def _check_ladder(rungs: Sequence[Warn], place: _Place) -> None:
    order = [each.code for each in codes.table("assessment_warning").entries]
    for code in _twice(each.code for each in rungs):
        place.wrong("warnings", f"有两级预警同为“{code}”。", "每一级只能设一次。")
    known = [order.index(each.code) for each in rungs if each.code in order]
    if known != sorted(known):
        place.wrong("warnings", "预警没有从轻到重排列。", "请按蓝、黄、红的顺序。")
    before: set[str] = set()
    for number, rung in enumerate(rungs):
        _check_rung(rung, before, order, place.inside(f"warnings/{number}", f"预警“{rung.name}”"))
        before.add(rung.code)


def _check_rung(rung: Warn, before: set[str], order: Iterable[str], place: _Place) -> None:
    if rung.code not in order:
        place.wrong("code", f"的级别“{rung.code}”不存在。", "请选择蓝色预警、黄牌或红牌。")
    if not rung.name.strip():
        place.wrong("name", "没有名称。", "请填写名称。")
    counted = ("absences", rung.absences), ("missing", rung.missing), ("repeats", rung.repeats)
    for key, value in counted:
        if value is not None and value < 1:
            place.wrong(key, "的次数应大于 0。", "不用这一条的留空。")
    if rung.within < 0:
        place.wrong("within", "的办理天数不能是负数。", "没有期限的填 0。")
    if rung.repeats and rung.of not in before:
        place.wrong("of", "重复的是哪一级不明。", "请选择排在前面的一级。")
    if rung.of and not rung.repeats:
        place.wrong("repeats", "没有填写重复几次。", "请填写次数，或去掉重复的级别。")
    lines = (rung.below, rung.quarter_below, rung.half_below)
    if all(each is None for each in (*lines, *(value for _, value in counted))):
        place.wrong("below", "没有任何条件。", "请至少填一个条件，或删去这一级。")


def _twice(values: Iterable[object]) -> list[object]:
    """The values that occur more than once, each once."""
    seen: set[object] = set()
    found: list[object] = []
    for each in values:
        if each in seen and each not in found:
            found.append(each)
        seen.add(each)
    return found
