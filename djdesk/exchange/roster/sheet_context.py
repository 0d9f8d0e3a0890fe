"""What stands around the rows: section lines, titles, and words written once for many rows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from djdesk.exchange.roster.sheet_people import People
from djdesk.exchange.roster.sheet_units import group_name
from djdesk.exchange.sheet.tables import Section

COUNTED = re.compile(r"[(（【\[].*$|共?\d+人.*$")
NUMBERED = re.compile(r"^[一二三四五六七八九十\d]+[、.．]")
CLASS = re.compile(r"(正式|预备)党员(?:名单|名册|花名册)?")
GROUP = re.compile(r"第?[一二三四五六七八九十\d]+(?:党?小)?组|[一-鿿]{1,12}党?小组")
GROUP_AT_END = re.compile(
    r"(?:^|支部|总支|党委|[:：])([第\d一二三四五六七八九十][^支部]*?组|[一-鿿]{1,12}党小组)$"
)
CLASS_NAMED = re.compile(r"(正式|预备)党员")
BRANCH = re.compile(
    r"(?:中国共产党|中共)?[一-鿿\dA-Za-z]{1,40}(?:党支部|支部|党总支|总支)(?:委员会)?"
)
LABEL = re.compile(
    r"^(?:填报单位|填表单位|报送单位|单位|单位名称|党支部|支部名称|党组织名称|党小组|小组|所在党小组|党小组名称)[:：]"
)
TITLE_END = re.compile(
    r"(?:全体)?(?:党员)?(?:基本)?(?:情况|信息)?(?:花名册|名册|登记表|一览表|名单|信息表|采集表|统计表|明细表|情况表)$"
)


def apply_context(people: People) -> None:
    """Give rows the group, branch and class that their section or their title names."""
    groups, branches, classes = (people.column(k) for k in ("group", "branch", "person_class"))
    _fill_down(people, "group")
    _fill_down(people, "branch")
    sections = sorted(people.table.sections, key=lambda section: section.start)
    lines = [section for section in sections if not section.caption]
    _apply_captions(people, [section for section in sections if section.caption], lines)
    for number, section in enumerate(lines):
        end = next((later.start for later in lines[number + 1 :]), people.count)
        ends = range(section.start, people.count)
        text = NUMBERED.sub("", COUNTED.sub("", section.text))
        if match := CLASS.fullmatch(text):
            code = "full" if match[1] == "正式" else "probationary"
            _put(classes, range(section.start, end), code)
        elif GROUP.fullmatch(text):
            _put(groups, ends, group_name(text), until=_next(lines[number + 1 :], people))
        elif (name := branch_named(text)) is not None:
            _put(branches, ends, name, until=_next_branch(lines[number + 1 :], people))


def _apply_captions(people: People, captions: Sequence[Section], lines: Sequence[Section]) -> None:
    """What the titles and the name of the sheet say of all rows before the first such line."""
    groups, classes = people.column("group"), people.column("person_class")
    if all(group is None for group in groups):
        texts = [section.text for section in reversed(captions)]
        found = (_group_named(text) for text in (*texts, people.table.grid.name))
        if (name := next(filter(None, found), None)) is not None:
            _put(groups, range(_next(lines, people)), group_name(name))
    kinds = {kind for section in captions for kind in CLASS_NAMED.findall(section.text)}
    if len(kinds) == 1:
        code = "full" if kinds == {"正式"} else "probationary"
        full = people.dates("full_on")
        for place in range(people.count):
            # a list of those whose probation ended names their class of before
            if classes[place] is None and (code == "full" or full[place] is None):
                classes[place] = code


def _group_named(text: str) -> str | None:
    """The group that a title or the name of a sheet speaks of."""
    bare = TITLE_END.sub("", LABEL.sub("", COUNTED.sub("", NUMBERED.sub("", text))).strip())
    match = GROUP_AT_END.search(bare)
    return match[1] if match else None


def caption_branch(people: People) -> tuple[str, int] | None:
    """The branch named by the title or the line 填报单位, with its row; None if there is none."""
    captions = [section for section in people.table.sections if section.caption]
    for labelled in (True, False):
        for section in captions:
            if bool(LABEL.match(section.text)) == labelled:
                name = branch_named(section.text)
                if name is not None:
                    return name, section.row + 1
    return None


def branch_named(text: str) -> str | None:
    """The branch a line names, without labels, head-counts and the words of a title."""
    text = TITLE_END.sub("", LABEL.sub("", COUNTED.sub("", text)).strip())
    match = BRANCH.match(text)
    if match is None or (
        len(match[0]) < 4 and not re.search(r"[一二三四五六七八九十\d]", match[0])
    ):
        return None
    return match[0]


def _put(values: list[str | None], places: range, value: str, *, until: int | None = None) -> None:
    for place in places:
        if until is not None and place >= until:
            return
        if values[place] is None:
            values[place] = value


def _next(later: Sequence[Section], people: People) -> int:
    """Where the next group or branch begins."""
    for section in later:
        text = NUMBERED.sub("", COUNTED.sub("", section.text))
        if GROUP.fullmatch(text) or (branch_named(text) and not CLASS.fullmatch(text)):
            return section.start
    return people.count


def _next_branch(later: Sequence[Section], people: People) -> int:
    for section in later:
        text = NUMBERED.sub("", COUNTED.sub("", section.text))
        if not GROUP.fullmatch(text) and branch_named(text):
            return section.start
    return people.count


def _fill_down(people: People, field: str) -> None:
    """A word written at the first row of each block only stands for the whole block.

    That is so if the first row has one, some rows have none, and no word comes twice.
    """
    if not people.has(field):
        return
    values = people.column(field)
    told = [value for value in values if value is not None]
    if len(told) < 2 or not values or values[0] is None or len(set(told)) != len(told):
        return
    if len(told) * 2 > len(values):
        return
    last: str | None = None
    first = values.index(None)
    for place, value in enumerate(values):
        last = value or last
        values[place] = last
    title = people.title(field)
    people.note(
        people.row(first),
        f"“{title}”只在每组第一行填写，空着的行按上一行导入。",
        "请核对；不属于该组的，请在表中写明。",
        column=title,
    )
