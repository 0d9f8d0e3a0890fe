"""考核方案 on paper: the whole rubric in words and tables, to be read on the wall."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from djdesk.errors import UserError
from djdesk.models.rules.assessment.rubric import (
    Grade,
    Item,
    Level,
    Module,
    Rubric,
    Table,
    Warn,
)
from djdesk.reports.assessment import wording
from djdesk.reports.assessment.wording import plain
from djdesk.reports.kit import content as kit
from djdesk.reports.kit.content import (
    Block,
    Content,
    Heading,
    Line,
    Paragraph,
    Signatures,
    TableColumn,
    record_mark,
)
from djdesk.reports.kit.registers import unit_name
from djdesk.reports.kit.spec import ReportSpec, Request
from djdesk.services.assessment import rubrics
from djdesk.services.assessment.rubrics import RubricRow
from djdesk.services.desk import Desk
from djdesk.services.listing import Kind

TITLE = "考核方案"
LIST = "rubrics"
"""The list whose rows this paper is of."""

COLUMNS: tuple[TableColumn, ...] = (
    TableColumn("序号", 10, Kind.COUNT, "center"),
    TableColumn("项目", 62),
    TableColumn("计分标准", 52),
    TableColumn("限额", 24, Kind.CODE, "center"),
    TableColumn("提出/认定", 22, Kind.CODE, "center"),
)
"""170 mm; in a table with modules the module is a line of its own above its items."""

GRADES: tuple[TableColumn, ...] = (
    TableColumn("层级", 34, Kind.CODE, "center"),
    TableColumn("等次", 40, Kind.CODE, "center"),
    TableColumn("得分", 48, Kind.TEXT, "center"),
    TableColumn("名额", 48, Kind.TEXT, "center"),
)
WARNINGS: tuple[TableColumn, ...] = (
    TableColumn("预警", 30, Kind.CODE, "center"),
    TableColumn("条件", 80),
    TableColumn("下一步", 60),
)
SIGNED = Signatures(("支部书记：", "（支部章）"))
WHO = {"self": "本人", "group": "党小组", "branch": "支部", "superior": "上级"}
NOTICES = {"month": "每月", "quarter": "每季度", "half": "每半年", "year": "每年"}
NUMERALS = "一二三四五六七八九十"


def assessment_rubric(desk: Desk, request: Request) -> Content:
    """The rubric of a row; `UserError` where its content cannot be read."""
    sheet = rubrics.rubric(desk, request.records[0])
    if sheet.rubric is None:
        raise UserError("这个方案的内容读不出来。", "请用新版程序打开，或请上级重新下发。")
    row = sheet.row
    blocks = (
        Heading(row.name),
        Line(unit_name(desk, request), right=f"施行：{wording.say_month(row.since)}起"),
        *said(sheet.rubric, row.name),
        *_decided(row),
        SIGNED,
    )
    mark = f"{TITLE}　{record_mark('', row.revision)}"
    paper = request.paper or wording.UPRIGHT
    return Content("", row.name, paper, blocks, row.since, TITLE, mark=mark)


def _decided(row: RubricRow) -> list[Block]:
    """Where it comes from and who passed it when."""
    lines = [f"依据：{row.source}"] if row.source else []
    if row.decided_on or row.decided_by:
        by = row.decided_by or "党员大会"
        lines.append(f"本方案由{by}于{wording.in_words(row.decided_on)}通过。")
    else:
        lines.append(f"本方案由{wording.PEN * 2}于{wording.in_words(None)}通过。")
    return [Paragraph(line, 0, 10.5) for line in lines]


def said(rubric: Rubric, title: str = "") -> list[Block]:
    """The rubric as blocks: how it counts, its tables, grades, warnings, publication."""
    sections: list[tuple[str, list[Block]]] = [("计分办法", _counting(rubric))]
    sections += [(table_title(each), _table(each)) for each in rubric.tables]
    if rubric.grades:
        sections.append(("等次", [_grades(rubric)]))
    if rubric.warnings:
        sections.append(("预警", [_warnings(rubric)]))
    sections.append(("公示和使用", [Paragraph(publication(rubric), 2, 10.5)]))
    blocks: list[Block] = []
    for number, (heading, parts) in enumerate(sections):
        blocks += [Heading(f"{_numeral(number)}、{heading}", 2), *parts]
    return blocks


def _numeral(number: int) -> str:
    return NUMERALS[number] if number < len(NUMERALS) else f"十{NUMERALS[number - 10]}"


def _counting(rubric: Rubric) -> list[Block]:
    return [Paragraph(line, 2, 10.5) for line in counting(rubric)]


def counting(rubric: Rubric) -> list[str]:
    """How a rubric counts, a sentence each: its cycle, the roll-up, who comes in a month."""
    if rubric.cycle == "year":
        lines = ["按年累计：从1月1日起以基础分起算，按月登记，年末评定，下一年重新起算。"]
    else:
        lines = ["按月计分：每月单独计分；季度、半年和全年得分取各月得分的平均，不计分的月份除外。"]
    if rubric.table("group") is not None:
        lines.append(_rolled("党小组", rubric.group_own, "组内党员"))
    if rubric.table("branch") is not None:
        lines.append(_rolled("党支部", rubric.branch_own, "各党小组"))
    if rubric.join_by:
        lines.append(f"当月{rubric.join_by}日以后转入的党员，从下一个月起计分。")
    lines.append(
        "计分精确到0.1分；登记的每一分都写明项目和依据，记错的用冲销更正，不删除、不涂改。"
    )
    return lines


def _rolled(unit: str, own: int, parts: str) -> str:
    if own >= 1000:
        return f"{unit}得分只按{unit}计分表计算。"
    rest = 1000 - own
    return f"{unit}得分=本级计分×{percent(own)}+{parts}平均得分×{percent(rest)}，四舍五入到0.1分。"


def percent(permille: int) -> str:
    """Permille as a per cent: 600 → 60%, 125 → 12.5%."""
    return f"{plain(permille)}%"


def table_title(table: Table) -> str:
    """The title of a table: of which level, for members of which classes."""
    level = wording.word(wording.LEVELS, table.level)
    classes = "、".join(wording.word(wording.CLASSES, each) for each in table.classes)
    return f"{level}计分表" + (f"（{classes}）" if classes else "")


def _table(table: Table) -> list[Block]:
    return [Paragraph(bounds(table), 2, 10.5), kit.Table(COLUMNS, _items(table))]


def bounds(table: Table) -> str:
    """Where a table begins and between what it ends, in a sentence."""
    said = [f"基础分{plain(table.base)}分"] if table.base else []
    full = sum(each.full for each in table.modules)
    if full:
        said.append(f"各部分满分合计{plain(full)}分")
    if table.low is not None:
        said.append(f"总分不低于{plain(table.low)}分")
    said.append(f"不高于{plain(table.high)}分" if table.high is not None else "总分不封顶")
    if table.merit_cap is not None:
        said.append(f"奖励加分合计不超过{plain(table.merit_cap)}分")
    return "，".join(said) + "。"


def _items(table: Table) -> list[list[str]]:
    """A line an item, numbered; each module is a line of its own above its items."""
    rows: list[list[str]] = []
    numbers = count(1)
    named = {module.code for module in table.modules}
    free = wording.TO_WRITE
    for module in table.modules:
        rows.append(_part(module.title, module_bounds(module)))
        rows += [_item(next(numbers), each) for each in table.items if each.module == module.code]
    loose = [each for each in table.items if each.module not in named]
    if named and loose:
        rows.append(_part("其他加减分", free))
    return rows + [_item(next(numbers), each) for each in loose]


def _part(title: str, bounds: str) -> list[str]:
    free = wording.TO_WRITE
    return [free, f"【{title}】", bounds, free, free]


def module_bounds(module: Module) -> str:
    """Where a module begins and between what it ends, in words."""
    said = [f"满分{plain(module.full)}分"] if module.full else []
    if module.low is not None and module.full:
        said.append("扣完为止" if module.low == 0 else f"不低于{plain(module.low)}分")
    if module.high is not None and module.high != module.full:
        said.append(f"不高于{plain(module.high)}分")
    return "，".join(said) or wording.TO_WRITE


def _item(number: int, item: Item) -> list[str]:
    title = item.title + (f"（{item.hint}）" if item.hint else "")
    return [str(number), title, standard(item), limit(item), who(item)]


def standard(item: Item) -> str:
    """How an item is counted, in words."""
    match item.kind:
        case "count":
            text = f"每次{gain(item.points)}"
            if item.free:
                span = "每年" if item.span == "year" else "每月"
                text = f"{span}超过{item.free}次的，{text}"
        case "flag":
            text = gain(item.points)
        case "graded":
            text = "；".join(f"{step.name}{gain(step.points)}" for step in item.steps)
        case "ratio":
            steps = sorted(item.steps, key=lambda step: -step.at_least)
            text = "；".join(f"{s.name}{gain(s.points)}" for s in steps)
        case "hand":
            text = _between(item.low, item.high)
    emptied = {"total": "一票否决，总分记0分", "module": "本部分记0分"}.get(item.veto, "")
    text = emptied if item.kind == "flag" and not item.points else text
    if emptied and text != emptied:
        text = f"{text}；{emptied}"
    return text + ("（凭决定文号）" if item.document else "")


def gain(tenths: int) -> str:
    """What an entry gives, in words: 加1分, 扣0.5分, 不加不扣."""
    if not tenths:
        return "不加不扣"
    return f"{'加' if tenths > 0 else '扣'}{plain(abs(tenths))}分"


def _between(low: int, high: int) -> str:
    """The points that may be given by hand: 扣2～5分, 加1～3分, or from 扣2分 to 加3分."""
    if low < 0 < high:
        return f"扣{plain(-low)}分至加{plain(high)}分"
    word = "扣" if low < 0 else "加"
    least, most = sorted((abs(low), abs(high)))
    return f"{word}{plain(least)}～{plain(most)}分" if least else f"{word}分不超过{plain(most)}分"


def limit(item: Item) -> str:
    """The bound of an item, in words; nothing without one."""
    said = []
    if item.take == "highest":
        said.append("只计最高一项")
    if item.cap is not None:
        said.append(f"{'每年' if item.span == 'year' else '每月'}{plain(item.cap)}分")
    if item.merit:
        said.append("计入奖励")
    return "，".join(said)


def who(item: Item) -> str:
    """Who proposes and who confirms an entry."""
    one, other = WHO[item.proposes], WHO[item.confirms]
    return one if one == other else f"{one}/{other}"


def _grades(rubric: Rubric) -> kit.Table:
    """The grades; levels with the same ones share their lines."""
    sets: dict[tuple[Grade, ...], list[Level]] = {}
    for level, grades in rubric.grades:
        ordered = tuple(sorted(grades, key=lambda each: -each.at_least))
        sets.setdefault(ordered, []).append(level)
    rows = []
    for ordered, levels in sets.items():
        whose = "、".join(wording.word(wording.LEVELS, level) for level in levels)
        rows += [[whose, *row] for row in grade_lines(ordered)]
    return kit.Table(GRADES, rows)


def grade_lines(grades: Sequence[Grade]) -> list[list[str]]:
    """Name, reach and share of grades that are sorted from the best on."""
    rows: list[list[str]] = []
    above: int | None = None
    for grade in grades:
        if above is None:
            reached = f"{plain(grade.at_least)}分以上"
        elif grade.at_least <= 0:
            reached = f"不足{plain(above)}分"
        else:
            reached = f"{plain(grade.at_least)}～{plain(above - 1)}分"
        share = "不限" if grade.share is None else f"不超过{percent(grade.share)}"
        rows.append([grade.name, reached, share])
        above = grade.at_least
    return rows


def _warnings(rubric: Rubric) -> kit.Table:
    names = {warn.code: warn.name for warn in rubric.warnings}
    rows = [[warn.name, conditions(warn, names), next_step(warn)] for warn in rubric.warnings]
    return kit.Table(WARNINGS, rows)


def conditions(warn: Warn, names: dict[str, str]) -> str:
    """When a warning holds, in words; any of the conditions is enough."""
    said = []
    if warn.below is not None:
        said.append(f"当月得分低于{plain(warn.below)}分")
    if warn.quarter_below is not None:
        said.append(f"季度得分低于{plain(warn.quarter_below)}分")
    if warn.half_below is not None:
        said.append(f"半年得分低于{plain(warn.half_below)}分")
    if warn.absences is not None:
        said.append(f"连续{warn.absences}次无故缺席")
    if warn.missing is not None:
        said.append(f"当月有{warn.missing}项应做未做")
    if warn.repeats is not None:
        said.append(f"连续{warn.repeats}个月{names.get(warn.of, warn.of)}")
    return "；或".join(said)


def next_step(warn: Warn) -> str:
    """What follows from a warning, and within how many days."""
    within = f"{warn.within}日内" if warn.within else ""
    return f"{within}{warn.step}"


def publication(rubric: Rubric) -> str:
    """How often and how long results are posted, and what they are for."""
    often = NOTICES.get(rubric.notice, "")
    return (
        f"{often}公示一次，公示不少于{rubric.notice_days}日；公示期内可以提出异议，由支部核实答复。"
        f"{wording.REFERENCE}"
    )


REPORTS: tuple[ReportSpec, ...] = (
    ReportSpec(
        "assessment-rubric",
        "",
        TITLE,
        wording.AREA,
        wording.UPRIGHT,
        assessment_rubric,
        by_record=LIST,
    ),
)
