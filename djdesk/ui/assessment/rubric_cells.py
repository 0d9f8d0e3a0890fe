"""What can be typed into the cells of a rubric: how it is shown, read, or chosen from a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from djdesk.errors import UserError
from djdesk.models.rules import codes
from djdesk.models.rules.assessment import FEEDS, LEFT_OUT
from djdesk.models.rules.assessment.parsing import MOST
from djdesk.models.rules.assessment.rubric import Item, Rubric
from djdesk.models.rules.text import compact
from djdesk.services import kinds
from djdesk.ui.assessment.rubric_draft import value_at
from djdesk.ui.assessment.rubric_words import LEFT_OUT_WORDS, LEVEL_WORDS

LONG, SHORT, CODE = 300, 60, 12  # characters a rubric keeps of a text, a name, a code
Choices = Sequence[tuple[object, str]]
Read = Callable[[str], object]
Fits = Callable[[Any], bool]

KINDS: Choices = (
    ("count", "计次"),
    ("flag", "是否"),
    ("graded", "分档"),
    ("ratio", "比率"),
    ("hand", "酌情"),
)
STAGES: Choices = (("self", "本人"), ("group", "党小组"), ("branch", "支部"), ("superior", "上级"))
SPANS: Choices = (("month", "每月"), ("year", "每年"))
TAKES: Choices = (("sum", "累计"), ("highest", "只计最高一项"))
VETOES: Choices = (("", "不是"), ("module", "本模块记 0 分"), ("total", "总分记 0 分"))
YES_NO: Choices = ((False, "否"), (True, "是"))
CYCLES: Choices = (("month", "按月计分"), ("year", "按年累计"))
NOTICES: Choices = (("month", "每月"), ("quarter", "每季度"), ("half", "每半年"), ("year", "每年"))
TONES: Choices = (("good", "好"), ("plain", "一般"), ("warn", "提醒"), ("bad", "差"))
LEVEL_CHOICES: Choices = tuple(LEVEL_WORDS.items())


def _always(_part: object) -> bool:
    return True


def _nothing(_part: object) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A column of rows, or a line of a sheet: attribute `key`, shown as text, read from text.

    `choices(rubric, path)` is a closed list for the part at `path`. `fits(part)` says whether the
    attribute has a meaning for the part; where not, the cell only says `otherwise`.
    `width` px at 100 %, 0: takes the rest.
    """

    key: str
    title: str
    width: int
    show: Callable[[Any], str] = str
    read: Read = str
    choices: Callable[[Rubric, str], Choices] | None = None
    fits: Fits = _always
    hint: str = ""
    right: bool = False
    otherwise: Callable[[Any], str] = _nothing

    def text(self, rubric: Rubric, path: str) -> str:
        """What the cell says of the part at `path`."""
        part = value_at(rubric, path)
        if not self.fits(part):
            return self.otherwise(part)
        value = getattr(part, self.key)
        words = dict(self.choices(rubric, path)) if self.choices is not None else {}
        return words.get(value) or self.show(value)


def along(part: object, key: str, value: object) -> dict[str, object]:
    """What `part` is given when `key` becomes `value`: what has lost its meaning goes with it."""
    given = {key: value}
    if key == "kind" and isinstance(part, Item):
        if value not in ("graded", "ratio"):
            given["steps"] = ()
        if value != "count":
            given["free"] = 0
    return given


def chosen(
    key: str, title: str, width: int, choices: Choices, *, hint: str = "", fits: Fits = _always
) -> Cell:
    """A cell with a closed list that is always the same."""
    words = dict(choices)
    return Cell(
        key,
        title,
        width,
        show=lambda value: words.get(value, str(value)),
        choices=lambda _rubric, _path: choices,
        hint=hint,
        fits=fits,
    )


def text(
    key: str, title: str, width: int, most: int = SHORT, *, hint: str = "", fits: Fits = _always
) -> Cell:
    """A cell with words, at most as many as a rubric keeps."""

    def read(typed: str) -> str:
        words = " ".join(typed.split())
        if len(words) > most:
            raise UserError(f"“{title}”超过 {most} 个字。", "请写得短一些。")
        return words

    return Cell(key, title, width, read=read, hint=hint, fits=fits)


def points(
    key: str, title: str, width: int, *, empty: bool = False, hint: str = "", fits: Fits = _always
) -> Cell:
    """A cell with points in tenths; `empty`: nothing may stand there and means no bound."""

    def read(typed: str) -> int | None:
        raw = compact(typed).replace("−", "-").replace("＋", "+").removeprefix("+")
        found = kinds.parse_score(raw)
        if found is not None and abs(found) > MOST:
            raise UserError("分数太大。", "请核对小数点。")
        return found if empty or found is not None else 0

    return Cell(key, title, width, show=say, read=read, right=True, hint=hint, fits=fits)


def say(tenths: int | None) -> str:
    """Points without a decimal that is zero; nothing for None."""
    return "" if tenths is None else kinds.show_score(tenths).removesuffix(".0")


def whole(
    key: str, title: str, width: int, *, empty: bool = False, hint: str = "", fits: Fits = _always
) -> Cell:
    """A cell with a whole number."""

    def read(typed: str) -> int | None:
        found = kinds.parse_count(typed)
        if found is not None and not 0 <= found <= MOST:
            raise UserError(f"“{title}”应是不大的整数。", "请核对。")
        return found if empty or found is not None else 0

    return Cell(
        key,
        title,
        width,
        show=lambda value: "" if value is None else str(value),
        read=read,
        right=True,
        hint=hint,
        fits=fits,
    )


def percent(
    key: str, title: str, width: int, *, empty: bool = False, hint: str = "", fits: Fits = _always
) -> Cell:
    """A cell with a share, kept in permille."""

    def read(typed: str) -> int | None:
        raw = compact(typed).removesuffix("%").removesuffix("％")
        try:
            found = kinds.parse_score(raw)
        except UserError:
            raise UserError(f"“{typed}”不是百分比。", "请写成 60 或 62.5。") from None
        if found is not None and not 0 <= found <= 1000:
            raise UserError("百分比应在 0 至 100 之间。", "请核对。")
        return found if empty or found is not None else 0

    return Cell(
        key,
        title,
        width,
        show=lambda value: "" if value is None else f"{say(value)}%",
        read=read,
        right=True,
        hint=hint,
        fits=fits,
    )


def several(
    key: str, title: str, words: Mapping[str, str], *, hint: str = "", fits: Fits = _always
) -> Cell:
    """A line with some of a closed list, typed as words with 、 between them."""

    def read(typed: str) -> tuple[str, ...]:
        parts = typed.replace("，", "、").replace(",", "、").split("、")
        found = []
        for part in filter(None, map(compact, parts)):
            fitting = [code for code, word in words.items() if word.startswith(part)]
            if len(fitting) != 1:
                offered = "、".join(words.values())
                raise UserError(f"没有“{part}”这一项。", f"可以写：{offered}。")
            found.append(fitting[0])
        return tuple(dict.fromkeys(found))

    return Cell(
        key,
        title,
        0,
        show=lambda value: "、".join(words.get(each, each) for each in value),
        read=read,
        hint=hint,
        fits=fits,
    )


def _modules(rubric: Rubric, path: str) -> Choices:
    table = value_at(rubric, path.split("/items/")[0])
    return (("", "（不属于模块）"), *((m.code, m.title) for m in getattr(table, "modules", ())))


def _feeds(rubric: Rubric, path: str) -> Choices:
    level = getattr(value_at(rubric, path.split("/items/")[0]), "level", "member")
    item = value_at(rubric, path)
    name = codes.table("assessment_feed").name
    return (
        ("", "手工登记"),
        *(
            (code, name(code))
            for code, each in FEEDS.items()
            if level in each.levels and isinstance(item, Item) and each.fits(item)
        ),
    )


def _lighter(rubric: Rubric, path: str) -> Choices:
    number = int(path.rsplit("/", 1)[1])
    return (("", "（不用）"), *((each.code, each.name) for each in rubric.warnings[:number]))


def _kind_is(*allowed: str) -> Callable[[Any], bool]:
    return lambda item: item.kind in allowed


def _worth(item: Item) -> str:
    """What an item of several values gives, in short; its values stand beside the table."""
    if item.kind == "hand":
        return f"{say(item.low)}～{say(item.high)}"
    return f"{len(item.steps)} 档"


def feed_word(code: str) -> str:
    """The word of a feed."""
    return codes.table("assessment_feed").name(code) if code else "手工登记"


WARNING_CODES: Choices = tuple(
    (each.code, each.name) for each in codes.table("assessment_warning").entries
)
CLASS_WORDS = {
    each.code: each.name
    for each in codes.table("assessment_class").entries
    if each.code != "exempt"
}

ITEMS = (
    text("title", "项目", 0),
    chosen("kind", "计分方式", 72, KINDS, hint="计次：每次几分；是否：有就记；分档、比率：选一档"),
    replace(
        points("points", "分值", 64, fits=_kind_is("count", "flag"), hint="扣分填负数，如 -2"),
        otherwise=_worth,
    ),
    points("cap", "封顶", 56, empty=True, hint="填正数，扣分项也是；不封顶的留空"),
    Cell("feed", "分从哪里来", 92, show=feed_word, choices=_feeds),
    chosen("proposes", "提出", 64, STAGES),
    chosen("confirms", "认定", 64, STAGES),
)
ITEM_SHEET = (
    text("code", "代号", 0, CODE, hint="字母、数字，同一张表里不能相同"),
    Cell("module", "模块", 0, choices=_modules, hint="不属于模块的计入总分"),
    points("low", "最低给分", 0, fits=_kind_is("hand"), hint="如扣 2 至 5 分：最低 -5，最高 -2"),
    points("high", "最高给分", 0, fits=_kind_is("hand")),
    whole("free", "前几次不计", 0, fits=_kind_is("count"), hint="如一年三次以内不扣，填 3"),
    chosen("span", "封顶按", 0, SPANS),
    chosen("take", "多次时", 0, TAKES),
    chosen("merit", "奖励加分", 0, YES_NO, hint="计入本表的奖励上限"),
    chosen("document", "须有文号", 0, YES_NO),
    chosen("veto", "一票否决", 0, VETOES, hint="只能凭有权机关的决定和文号登记"),
    text("hint", "说明", 0, LONG),
    text("source", "依据", 0, LONG),
)
GRADED = (text("name", "档次", 0), points("points", "分值", 60), text("code", "代号", 64, CODE))
BANDS = (
    text("name", "档次", 0),
    percent("at_least", "从", 60, hint="比率达到多少算这一档；最低一档填 0"),
    points("points", "分值", 60),
    text("code", "代号", 64, CODE),
)
MODULES = (
    text("title", "模块", 0),
    points("full", "满分", 64),
    points("low", "最低", 64, empty=True, hint="扣完为止填 0；不限的留空"),
    points("high", "最高", 64, empty=True),
    text("code", "代号", 72, CODE),
)
TABLE_SHEET = (
    chosen("level", "考核谁", 0, LEVEL_CHOICES),
    several("classes", "人员类别", CLASS_WORDS, hint="空着是所有没有另列的党员；用顿号分开"),
    points("base", "基础分", 0),
    points("low", "总分不低于", 0, empty=True),
    points("high", "总分不高于", 0, empty=True, hint="不封顶的留空"),
    points("merit_cap", "奖励加分最多", 0, empty=True, hint="不限的留空，不奖励的填 0"),
)
GRADES = (
    text("name", "等次", 0),
    points("at_least", "多少分以上", 96),
    percent("share", "名额最多", 96, empty=True, hint="占总数的百分比，不限的留空"),
    chosen("tone", "颜色", 72, TONES),
)
WARNINGS = (
    chosen("code", "级别", 84, WARNING_CODES),
    text("name", "名称", 84),
    points("below", "当月低于", 72, empty=True),
    points("quarter_below", "季度低于", 72, empty=True),
    points("half_below", "半年低于", 72, empty=True),
    whole("absences", "连续缺席", 72, empty=True, hint="连续几次无故缺席"),
    whole("missing", "应做未做", 72, empty=True, hint="当月几项应做未做"),
    whole("repeats", "连续几次", 72, empty=True, hint="连续几个月（季度）到了下面选的级别"),
    Cell("of", "什么级别", 84, choices=_lighter),
    whole("within", "几天内", 60),
    text("step", "接着做什么", 0, LONG),
)
RUBRIC_SHEET = (
    text("name", "方案名称", 0),
    chosen("cycle", "计分周期", 0, CYCLES),
    percent("group_own", "党小组自身得分占", 0, hint="其余是组内党员的平均分"),
    percent("branch_own", "党支部自身得分占", 0, hint="其余是各党小组的平均分"),
    whole("join_by", "月中转入截止日", 0, hint="这一天以后转入的当月不计分；都计分的填 0"),
    chosen("notice", "多久公示一次", 0, NOTICES),
    whole("notice_days", "公示不少于几天", 0),
    several(
        "left_out",
        "不参加考核",
        {code: LEFT_OUT_WORDS[code] for code in LEFT_OUT},
        hint="用顿号分开",
    ),
    text("source", "依据", 0, LONG, hint="上级文件或支部党员大会决议"),
)
