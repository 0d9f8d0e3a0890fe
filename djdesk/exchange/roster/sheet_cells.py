"""Cells of a member roster understood column by column; every different value only once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from djdesk.errors import Severity, UserError
from djdesk.exchange.roster import sheet_units as units
from djdesk.exchange.sheet.grid import DITTO, Cell, shown, spelt_out
from djdesk.models.rules import codes
from djdesk.models.rules.roster import read_education
from djdesk.models.rules.text import halve, tidy
from djdesk.services import kinds


@dataclass(frozen=True, slots=True)
class Say:
    """What is to be said about a cell."""

    reason: str
    remedy: str = ""
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a cell means: the value to store (None: nothing), and what is to be said about it.

    `hints` are values for other fields that the cell told by the way: 张三（预备） is a name that
    tells the person class.
    """

    value: str | None = None
    say: Say | None = None
    hints: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Column:
    """A column understood: one value for each cell, and places at which there is more to say."""

    values: list[str | None]
    odd: dict[int, Meaning] = field(default_factory=dict)


NOTHING = Meaning()
EMPTY_WORDS = frozenset({"nan", "none", "null", "#n/a", "#value!", "#ref!", "#name?", "#div/0!"})
BRACKETS = re.compile(r"[(\[【〔<]([^)\]】〕>]*)[)\]】〕>]?")
BAND = re.compile(r"(?:及|或)?其?以[上下](?:学历)?$")
STUDYING = re.compile(r"在读|就读|未毕业|在校")
LEFT = re.compile(
    r"(?<![未拟待])(?:转出|迁出|去世|死亡|已故|逝世|病故|除名|退党|开除|出党|脱党|取消预备)"
)
AT_WORK = frozenset({"在职", "在岗", "在编", "在校", "健在", "有效", "启用"})
OWN = re.compile(r"\((?:本人|手机|电话|移动|联通|电信|微信同号|同微信)\)$")
FLOATED = re.compile(r"1\.\d{1,10}[eE]\+?10")
AREA = re.compile(r"(?<!\d)(0\d{2,3})\s+(\d{7,8})(?!\d)")
NO_MEMBER = re.compile(
    r"群众|积极分子|发展对象|申请人|共青团员|团员|民主党派|无党派|民盟|民建|民进|九三|农工|致公|台盟|民革"
)


def understand(cells: Sequence[Cell], read: Callable[[Cell], Meaning]) -> Column:
    """Apply `read` to every different cell and lay the meanings out over the column."""
    different = set(cells)
    if not different.isdisjoint(DITTO):
        cells = spelt_out(cells)
        different = set(cells)
    known = {cell: read(cell) for cell in different}
    values = {cell: meaning.value for cell, meaning in known.items()}
    column = Column(list(map(values.__getitem__, cells)))
    odd = {cell for cell, meaning in known.items() if meaning.say or meaning.hints}
    if odd:
        column.odd = {place: known[cell] for place, cell in enumerate(cells) if cell in odd}
    return column


def text(cell: Cell) -> Meaning:
    """Plain text; 无, ／ and — mean that there is nothing."""
    if cell == "":
        return NOTHING
    word = tidy(cell if isinstance(cell, str) else shown(cell)).lstrip("'")
    if not word or kinds.is_blank(word) or word.lower() in EMPTY_WORDS:
        return NOTHING
    return Meaning(word)


def code(cell: Cell, table: str, *, severity: Severity = Severity.ERROR) -> Meaning:
    """A word of a code table; one that is not in it is an error or only a warning."""
    word = text(cell).value
    if word is None:
        return NOTHING
    found = codes.table(table)
    value = found.find(word) or found.find(BRACKETS.sub("", halve(word)))
    if value is None and word.isdigit():
        value = found.find(word.zfill(2))  # a spreadsheet makes 1 of the code 01
    if value is not None:
        return Meaning(value)
    some = "、".join(entry.short for entry in found.offered[:6])
    left_out = "" if severity is Severity.ERROR else "，这一格没有导入"
    return Meaning(
        None,
        Say(
            f"{found.title}里没有“{word}”{left_out}。",
            f"请改为代码表里的说法，如：{some}等。",
            severity,
        ),
    )


def sex(cell: Cell) -> Meaning:
    """Male or female; the codes for unknown count as nothing."""
    meaning = code(cell, "sex")
    if meaning.value in ("1", "2") or meaning.say is None:
        return meaning if meaning.value in ("1", "2", None) else NOTHING
    letter = shown(cell).strip().lower()
    known = {"m": "1", "male": "1", "f": "2", "female": "2", "男生": "1", "女生": "2"}
    if letter in known:
        return Meaning(known[letter])
    return Meaning(None, Say(f"看不懂性别“{shown(cell).strip()}”。", "请填写男或女。"))


def education(cell: Cell) -> Meaning:
    """Education, its mode and perhaps a degree in one cell."""
    word = text(cell).value
    if word is None:
        return NOTHING
    exact = BAND.sub("", halve(word))
    if exact != halve(word):
        meaning = education(exact)
        if meaning.value is None:
            return meaning
        say = Say(
            f"“{word}”不是学历，按“{codes.table('education').short(meaning.value)}”导入。",
            "请核对，改为本人的学历。",
            Severity.WARN,
        )
        return Meaning(meaning.value, say, meaning.hints)
    if STUDYING.search(word):
        return Meaning(
            None,
            Say(
                f"“{word}”还没有毕业，学历只登记已取得的，这一格没有导入。",
                "请填写已经毕业的最高学历；正在读书的情况可写在备注里。",
                Severity.WARN,
            ),
        )
    plain = halve(word).replace("及", "/").replace("和", "/").replace("或", "/")
    reading = read_education(plain) or read_education(plain.replace(" ", ""))
    if reading is None or not (reading.code or reading.degree or reading.mode):
        return Meaning(
            None,
            Say(
                f"学历里没有“{word}”。",
                "请改为博士研究生、硕士研究生、大学本科、大学专科、中专、高中、初中、小学等。",
            ),
        )
    told = (("degree", reading.degree), ("education_mode", reading.mode))
    hints = tuple(pair for pair in told if pair[1])
    if reading.code:
        return Meaning(reading.code, None, hints)
    say = Say(
        f"“{word}”没有说明学历，学历一项没有导入。",
        "请补写学历，如大学本科、大学专科。",
        Severity.WARN,
    )
    return Meaning(None, say, hints)


def phone(cell: Cell) -> Meaning:
    """Telephone numbers; what is none is kept as written, with a warning."""
    word = text(cell).value
    if word is None:
        return NOTHING
    if len(word) == 11 and word[0] == "1" and word.isdigit() and word[1] > "2":
        return Meaning(word)
    plain = OWN.sub("", halve(word)).strip()
    if FLOATED.fullmatch(plain):
        plain = shown(float(plain))
    plain = re.sub(r"(?<=\d{7})[\s或和]+(?=\d{7})", "、", plain)
    try:
        return Meaning(kinds.parse_phone(AREA.sub(r"\1-\2", plain)) or None)
    except UserError as error:
        return Meaning(word, Say(error.text, error.remedy, Severity.WARN))


def person_class(cell: Cell, title: str) -> Meaning:
    """Full or probationary; what is no member at all is refused."""
    word = text(cell).value
    if word is None:
        return NOTHING
    if title.startswith(("是否党员", "是否中共党员")):
        told = codes.table("flag").find(word)
        if told == "1":
            return NOTHING
        word = "群众" if told == "0" else word
    elif title.startswith("是否"):
        yes = kinds.parse_flag(word) if codes.table("flag").find(word) else None
        if yes is not None:
            probationary = yes == ("预备" in title)
            return Meaning("probationary" if probationary else "full")
    if LEFT.search(word):
        return Meaning(None, None, (("left", word),))
    if "预备" in word or word == "预":
        return Meaning("probationary")
    if NO_MEMBER.search(word):
        return Meaning(
            None, Say(f"“{word}”不是党员。", "花名册只登记正式党员和预备党员，请从表中移走。")
        )
    if (
        "正式" in word
        or word == "正"
        or codes.table("person_class").find(word) == "full"
        or "党员" in word
    ):
        hints = (("mobile", word),) if "流动" in word else ()
        return Meaning("full" if "流动" not in word else None, None, hints)
    if "停止" in word:
        return Meaning(None, None, (("state", "suspended"),))
    post = codes.table("work_post").find(word)
    if post is not None:
        return Meaning(None, None, (("work_post", post),))
    if codes.table("state").find(word) == "in" or word in AT_WORK:
        return NOTHING
    return Meaning(
        None,
        Say(f"人员类别里没有“{word}”，没有采用。", "请填写正式党员或预备党员。", Severity.WARN),
    )


def state(cell: Cell, title: str) -> Meaning:
    """Whether the member is in, suspended, or gone."""
    word = text(cell).value
    if word is None:
        return NOTHING
    if title.startswith("是否"):
        return Meaning("suspended" if "停" in title and word == "是" else "in")
    if LEFT.search(word):
        return Meaning(None, None, (("left", word),))
    if "停止" in word:
        return Meaning("suspended")
    if "失联" in word or "失去联系" in word:
        return Meaning("in", None, (("lost", word),))
    if "流动" in word:
        return Meaning("in", None, (("mobile", word),))
    if codes.table("condition").find(word) == "incomplete":
        return NOTHING
    found = codes.table("state").find(word)
    if found in ("in", "suspended"):
        return Meaning(found)
    if "预备" in word or "正式" in word:
        return Meaning(
            "in", None, (("person_class", "probationary" if "预备" in word else "full"),)
        )
    post = codes.table("work_post").find(word)
    if post is not None:
        return Meaning("in", None, (("work_post", post),))
    if word in AT_WORK or word.startswith(("已转入", "转入", "未转出")):
        return Meaning("in")
    return Meaning(
        "in", Say(f"党籍状态里没有“{word}”，按正常处理。", "请填写正常或停止党籍。", Severity.WARN)
    )


def flag(cell: Cell) -> Meaning:
    """Yes, no, or where to: 上海 in the column 是否流动 means yes."""
    if isinstance(cell, bool):
        return Meaning("1" if cell else "0")
    word = "" if cell == "" else tidy(shown(cell))
    if not word or word in ("/", "／", "—", "-", "--", "——"):
        return NOTHING
    found = codes.table("flag").find(word)
    if found is not None:
        return Meaning(found)
    if word.startswith(("非", "不", "未", "没", "正常")):
        return Meaning("0")
    if re.fullmatch(r"(?:是|属|外出)?(?:流动|失联)(?:党员)?", word):
        return Meaning("1")
    return Meaning("1", None, (("place", word),))


def absence(cell: Cell) -> Meaning:
    """The column 流动/失联情况: which of the two, and where to."""
    word = text(cell).value
    if word is None or word.startswith(("非", "不", "未", "没", "否", "正常")):
        return NOTHING
    kind = "lost" if "失联" in word or "失去联系" in word else "mobile"
    place = re.sub(
        r"[()：:、,，]|流动(?:党员)?|失联(?:党员)?|失去联系|是|外出", "", halve(word)
    ).strip()
    return Meaning(None, None, ((kind, place or "1"),))


def posts(cell: Cell) -> Meaning:
    """Posts in the Party, several joined by commas; ordinary members hold none."""
    word = text(cell).value
    if word is None or word in ("党员", "普通党员", "群众", "正式党员", "预备党员", "否"):
        return NOTHING
    table = codes.table("party_post")
    whole = table.find(word)
    if whole is not None:
        return Meaning(whole)
    found, unknown = [], []
    parts = re.split(r"[、,，/;；\s兼及和]+", BRACKETS.sub("", halve(word)))
    for part in parts:
        # 组织、宣传委员: the word behind stands for both
        post = _post(part) or (_post(part + "委员") if parts[-1].endswith("委员") else None)
        if post:
            found.append(post)
        elif part:
            unknown.append(part)
    say = None
    if unknown:
        say = Say(
            f"党内职务里没有“{'、'.join(unknown)}”，没有导入。",
            "请改为书记、副书记、组织委员、党小组组长等，或在党组织资料里登记任职。",
            Severity.WARN,
        )
    return Meaning(",".join(dict.fromkeys(found)) or None, say)


def _post(word: str) -> str | None:
    table = codes.table("party_post")
    if (found := table.find(word)) is not None:
        return found
    # 机修车间党支部书记, 第一党小组组长: the unit stands before the post
    for length in range(min(len(word) - 1, 7), 1, -1):
        if (found := table.find(word[-length:])) is not None:
            return found
    return None


def group(cell: Cell) -> Meaning:
    """The name of a group; 1 and 一组 become 第一党小组."""
    word = text(cell).value
    if word is None:
        return NOTHING
    return Meaning(units.group_name(word))


WARN_CODE = partial(code, severity=Severity.WARN)


def work_post(cell: Cell) -> Meaning:
    """The class of work; an occupation in free words is kept as the job title."""
    meaning = code(cell, "work_post", severity=Severity.WARN)
    if meaning.say is None:
        return meaning
    word = text(cell).value or ""
    return Meaning(
        None,
        Say(
            f"工作岗位里没有“{word}”这一类，已作为职务导入。",
            "需要统计的，请改为工人、农牧渔民、专业技术人员、管理人员、学生、离退休人员等。",
            Severity.WARN,
        ),
        (("job_title", word),),
    )
