"""Cells of a member roster understood column by column; every different value only once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from djdesk.errors import Severity, UserError
from djdesk.exchange.sheet.grid import Cell, shown
from djdesk.models.rules import codes, identity, names
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
PLAIN_NAME = re.compile(r"[一-鿿㐀-䶿]{2,4}")
MARKS = "*★☆△▲●○◆◇#※·.、，,' "
BRACKETS = re.compile(r"[(\[【〔<]([^)\]】〕>]*)[)\]】〕>]?")
LEFT = re.compile(r"转出|迁出|去世|死亡|已故|逝世|病故|除名|退党|开除|出党|脱党|取消预备")
NO_MEMBER = re.compile(
    r"群众|积极分子|发展对象|申请人|共青团员|团员|民主党派|无党派|民盟|民建|民进|九三|农工|致公|台盟|民革"
)
ODD_SIGN = re.compile(r"[0-9?？□�\ue000-\uf8ff]")
GROUP_NUMBER = re.compile(r"第?([一二三四五六七八九十\d]+)(?:党?小?组)?")


def understand(cells: Sequence[Cell], read: Callable[[Cell], Meaning]) -> Column:
    """Apply `read` to every different cell and lay the meanings out over the column."""
    known = {cell: read(cell) for cell in set(cells)}
    column = Column([known[cell].value for cell in cells])
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


def name_column(cells: Sequence[Cell]) -> Column:
    """Names; most are two to four Chinese characters and need no closer look."""
    plain = PLAIN_NAME.fullmatch
    column = Column([])
    for place, cell in enumerate(cells):
        if type(cell) is str and plain(cell):
            column.values.append(cell)
            continue
        meaning = name(cell)
        column.values.append(meaning.value)
        if meaning.say or meaning.hints:
            column.odd[place] = meaning
    return column


def name(cell: Cell) -> Meaning:
    """A personal name, freed of padding, marks and remarks in brackets."""
    if cell == "":
        return NOTHING
    word = halve(cell if isinstance(cell, str) else shown(cell))
    notes = [note for note in BRACKETS.findall(word) if note.strip()]
    cleaned = names.clean(BRACKETS.sub("", word).strip(MARKS))
    if not cleaned or kinds.is_blank(cleaned):
        return NOTHING
    if len(cleaned) > 50:
        return Meaning(None, Say("姓名超过 50 个字。", "请按身份证填写姓名。"))
    if ODD_SIGN.search(cleaned):
        return Meaning(
            cleaned,
            Say(
                "姓名里有数字、问号或显示不出来的字，可能是生僻字丢失了。",
                "请按身份证改正姓名；生僻字请用能打出该字的输入法录入。",
            ),
        )
    hints, unknown = [], []
    for note in notes:
        hint = _hint(note.strip())
        if hint:
            hints.append(hint)
        else:
            unknown.append(note.strip())
    say = None
    if unknown:
        say = Say(
            f"姓名后面的“{'、'.join(unknown)}”没有导入。",
            "需要保留的，请写在备注里。",
            Severity.WARN,
        )
    elif len(cleaned) == 1:
        say = Say("姓名只有一个字。", "请按身份证核对姓名。", Severity.WARN)
    return Meaning(cleaned, say, tuple(hints))


def _hint(note: str) -> tuple[str, str] | None:
    """What a remark in brackets behind a name says about another field."""
    if LEFT.search(note):
        return "left", note
    sexes = {"女": "2", "男": "1", "女同志": "2", "男同志": "1"}
    if note in sexes:
        return "sex", sexes[note]
    if "预备" in note:
        return "person_class", "probationary"
    if note in ("正式", "正式党员"):
        return "person_class", "full"
    if "流动" in note:
        return "mobile", note
    if "失联" in note:
        return "lost", note
    ethnic = codes.table("ethnic").find(note)
    return ("ethnic", ethnic) if ethnic and not note.isascii() else None


def id_column(cells: Sequence[Cell], today: date) -> Column:
    """Citizen numbers; good ones pass at once, damaged ones are told apart."""
    column = Column([])
    good = identity.valid
    latest = f"{today:%Y%m%d}"
    for place, cell in enumerate(cells):
        if type(cell) is str and len(cell) == 18 and good(cell) and cell[6:14] <= latest:
            column.values.append(cell)
            continue
        meaning = id_number(cell, today)
        column.values.append(meaning.value)
        if meaning.say:
            column.odd[place] = meaning
    _damaged_together(column)
    return column


def id_number(cell: Cell, today: date) -> Meaning:
    """A citizen number as the spreadsheet left it."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        digits = shown(cell)
        if len(digits) > 15:
            return Meaning(
                None,
                Say(
                    "身份证号被表格软件当作数字保存，只留下前 15 位，后几位已经丢失，无法还原。",
                    "请在原表中把该列设为“文本”格式，按身份证重新录入。",
                ),
            )
        word = digits
    else:
        word = shown(cell)
    if kinds.is_blank(word):
        return NOTHING
    reading = identity.read(word, today)
    if not reading.number:
        return NOTHING
    for problem in sorted(reading.problems, key=lambda each: not each.is_error):
        say = Say(problem.text, problem.remedy, problem.severity)
        return Meaning(None if problem.is_error else reading.number, say)
    return Meaning(reading.number)


def _damaged_together(column: Column) -> None:
    """One number in eleven passes the check by chance after its last three signs were lost."""
    ending = [place for place, number in enumerate(column.values) if number]
    lost = [place for place in ending if str(column.values[place]).endswith("000")]
    broken = sum(
        1 for meaning in column.odd.values() if meaning.say and "000" in meaning.say.reason
    )
    if not lost or (len(lost) + broken) < 3 or len(lost) < len(ending):
        return
    for place in lost:
        column.values[place] = None
        column.odd[place] = Meaning(
            None,
            Say(
                "整列身份证号末三位都是 000，是表格软件按数字保存时丢失的，无法还原。",
                "请在原表中把该列设为“文本”格式，按身份证重新录入。",
            ),
        )


def code(cell: Cell, table: str, *, severity: Severity = Severity.ERROR) -> Meaning:
    """A word of a code table; one that is not in it is an error or only a warning."""
    word = text(cell).value
    if word is None:
        return NOTHING
    found = codes.table(table)
    value = found.find(word) or found.find(BRACKETS.sub("", halve(word)))
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
    reading = read_education(halve(word).replace("及", "/").replace("和", "/").replace("或", "/"))
    if reading is None or not (reading.code or reading.degree or reading.mode):
        return Meaning(
            None,
            Say(
                f"学历里没有“{word}”。",
                "请改为博士研究生、硕士研究生、大学本科、大学专科、中专、高中、初中、小学等。",
            ),
        )
    told = (("degree", reading.degree), ("education_mode", reading.mode))
    return Meaning(reading.code or None, None, tuple(pair for pair in told if pair[1]))


def phone(cell: Cell) -> Meaning:
    """Telephone numbers; what is none is kept as written, with a warning."""
    word = text(cell).value
    if word is None:
        return NOTHING
    if len(word) == 11 and word[0] == "1" and word.isdigit() and word[1] > "2":
        return Meaning(word)
    try:
        return Meaning(
            kinds.parse_phone(re.sub(r"(?<=\d{7})[\s或和]+(?=\d{7})", "、", word)) or None
        )
    except UserError as error:
        return Meaning(word, Say(error.text, error.remedy, Severity.WARN))


def person_class(cell: Cell, title: str) -> Meaning:
    """Full or probationary; what is no member at all is refused."""
    word = text(cell).value
    if word is None:
        return NOTHING
    if title.startswith("是否"):
        yes = kinds.parse_flag(word) if codes.table("flag").find(word) else None
        if yes is not None:
            probationary = yes == ("预备" in title)
            return Meaning("probationary" if probationary else "full")
    if LEFT.search(word):
        return Meaning(None, None, (("left", word),))
    if "预备" in word:
        return Meaning("probationary")
    if NO_MEMBER.search(word):
        return Meaning(
            None, Say(f"“{word}”不是党员。", "花名册只登记正式党员和预备党员，请从表中移走。")
        )
    if "正式" in word or codes.table("person_class").find(word) == "full" or "党员" in word:
        hints = (("mobile", word),) if "流动" in word else ()
        return Meaning("full" if "流动" not in word else None, None, hints)
    if "停止" in word:
        return Meaning(None, None, (("state", "suspended"),))
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
    for part in re.split(r"[、,，/;；\s兼及和]+", BRACKETS.sub("", halve(word))):
        post = _post(part)
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


def group_key(word: str) -> str:
    """What groups are compared by: 第一党小组, 一组 and 1组 are the same."""
    match = GROUP_NUMBER.fullmatch(tidy(halve(word)).replace(" ", ""))
    if match is None:
        return re.sub(r"党?小组$|组$", "", tidy(halve(word)).replace(" ", ""))
    return str(_number(match[1]))


def _number(digits: str) -> int:
    if digits.isdigit():
        return int(digits)
    tens, _, ones = digits.rpartition("十")
    value = "一二三四五六七八九".find(ones) + 1 if ones else 0
    return (
        ("一二三四五六七八九".find(tens) + 1 if tens else 1) * 10 + value
        if "十" in digits
        else value
    )


def group(cell: Cell) -> Meaning:
    """The name of a group; 1 and 一组 become 第一党小组."""
    word = text(cell).value
    if word is None:
        return NOTHING
    return Meaning(group_name(word))


def group_name(word: str) -> str:
    """The full name of a numbered group, any other name as it is."""
    bare = tidy(halve(BRACKETS.sub("", word))).replace(" ", "")
    match = GROUP_NUMBER.fullmatch(bare)
    if match is None:
        return bare
    number = _number(match[1])
    numerals = "零一二三四五六七八九十"
    if 0 < number <= 10:
        return f"第{numerals[number]}党小组"
    if 10 < number < 20:
        return f"第十{numerals[number - 10]}党小组"
    return f"第{number}党小组"


def branch_key(word: str) -> str:
    """What branches are compared by: without 中共, 委员会, 党 and signs."""
    short = re.sub(r"[^\w]", "", halve(word))
    short = re.sub(r"^中国共产党|^中共", "", short)
    short = re.sub(r"(?:党支部|支部)(?:委员会)?$", "支部", short)
    short = re.sub(r"(?:党总支|总支)(?:部)?(?:委员会)?$", "总支", short)
    return re.sub(r"(?:党委|党的委员会|委员会)$", "党委", short)


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
