"""What changes when one rubric takes the place of another, item by item, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from djdesk.models.rules.assessment.rubric import LEVELS, Item, Rubric, Table
from djdesk.ui.assessment.rubric_words import LEVEL_WORDS, item_texts, left_out, table_word

NOTHING = "（没有）"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that changes: in which part, what it is, how it was and how it will be."""

    part: str
    what: str
    was: str
    becomes: str


def differences(old: Rubric, new: Rubric) -> tuple[Difference, ...]:
    """What `new` changes of `old`: rules, tables and their items, grades, warnings."""
    found = list(_pairs("总则", _rules(old), _rules(new)))
    for word, was, becomes in _tables(old, new):
        found += _pairs(word, _items(was), _items(becomes))
    for level in LEVELS:
        word = f"{LEVEL_WORDS[level]}等次"
        was_lines = {row[0]: "，".join(row[1:]) for row in _grades(old, level)}
        lines = {row[0]: "，".join(row[1:]) for row in _grades(new, level)}
        found += _pairs(word, was_lines, lines)
    found += _pairs("预警", _warnings(old), _warnings(new))
    return tuple(found)


def _pairs(part: str, was: Mapping[str, str], becomes: Mapping[str, str]) -> Iterator[Difference]:
    """What is new or other, in the new order; then what falls away."""
    for what, text in becomes.items():
        if was.get(what) != text:
            yield Difference(part, what, was.get(what, NOTHING), text)
    for what, text in was.items():
        if what not in becomes:
            yield Difference(part, what, text, NOTHING)


def _rules(rubric: Rubric) -> dict[str, str]:
    from djdesk.reports.assessment import rubrics as paper

    said = {"计分周期": "按年累计" if rubric.cycle == "year" else "按月计分"}
    weights = (
        ("党小组汇总", "group", rubric.group_own),
        ("党支部汇总", "branch", rubric.branch_own),
    )
    for word, level, own in weights:
        if any(table.level == level for table in rubric.tables):
            said[word] = f"自身得分占 {paper.percent(own)}"
    said["公示"] = f"{paper.NOTICES.get(rubric.notice, '')}，不少于 {rubric.notice_days} 天"
    said["月中转入"] = f"{rubric.join_by} 日以后转入的不计分" if rubric.join_by else "都计分"
    said["不参加考核"] = "、".join(map(left_out, rubric.left_out)) or "没有"
    return said


def _tables(old: Rubric, new: Rubric) -> Iterator[tuple[str, Table | None, Table | None]]:
    """The tables that are for the same people, side by side."""
    was = {(table.level, table.classes): table for table in old.tables}
    becomes = {(table.level, table.classes): table for table in new.tables}
    for place in dict.fromkeys([*becomes, *was]):
        found = becomes.get(place) or was[place]
        yield table_word(found), was.get(place), becomes.get(place)


def _items(table: Table | None) -> dict[str, str]:
    """The parts of a table in words, by what they are called."""
    from djdesk.reports.assessment import rubrics as paper

    if table is None:
        return {}
    said = {"起止分": paper.bounds(table)}
    for module in table.modules:
        said[f"模块：{module.title}"] = paper.module_bounds(module).strip() or "不限"
    titles = {module.code: module.title for module in table.modules}
    for item in table.items:
        said[f"{item.code} {item.title}"] = _item(item, titles)
    return said


def _item(item: Item, titles: Mapping[str, str]) -> str:
    _title, standard, limit, who, feed, _source = item_texts(item)
    parts = [titles.get(item.module, ""), standard, limit, who, feed]
    return "；".join(part for part in parts if part)


def _grades(rubric: Rubric, level: str) -> Sequence[Sequence[str]]:
    from djdesk.reports.assessment import rubrics as paper

    grades = next((own for each, own in rubric.grades if each == level), ())
    return paper.grade_lines(sorted(grades, key=lambda each: -each.at_least))


def _warnings(rubric: Rubric) -> dict[str, str]:
    from djdesk.reports.assessment import rubrics as paper

    names = {warn.code: warn.name for warn in rubric.warnings}
    return {
        warn.name: f"{paper.conditions(warn, names)} → {paper.next_step(warn)}"
        for warn in rubric.warnings
    }
