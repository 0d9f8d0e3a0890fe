"""党员基本信息采集表 (F02): one person a page, filled in from the book or empty."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from djdesk.errors import StorageFault, UserError
from djdesk.models.rules import codes
from djdesk.reports.kit.content import (
    Block,
    Cell,
    Content,
    Grid,
    Heading,
    Line,
    PageBreak,
    Paper,
)
from djdesk.reports.kit.registers import BLANK_DAY
from djdesk.reports.kit.spec import Option, ReportSpec, Request
from djdesk.reports.roster.ledger import ORDER, members_asked
from djdesk.services import kinds
from djdesk.services.desk import Desk
from djdesk.services.listing import Kind, MonthOnly, Value
from djdesk.services.roster.fields import FIELDS
from djdesk.services.roster.profile import Profile, TenureRow, photo, profiles
from djdesk.services.roster.records import SubRecord

FORM, TITLE = "F02", "党员基本信息采集表"
PAPER = Paper(left=20, right=20, top=15, bottom=15)
WIDTHS = (28, 17, 20, 20, 28, 27, 30)
"""forms.md §2: label 28 + value 57, twice; the values are divided for family and photograph."""

HEIGHT = 7.5
TALL = 11.0
KIN_ROWS = 3
"""Family members that fit; further ones get rows of their own."""

PHOTO_ROWS = 5
SIGNED_ROWS = 3
"""Pledge, signatures and day at the foot of the form."""

PLEDGE = "本人承诺：以上所填内容真实、准确、完整，如有变化及时报告党组织。"
PEN_AND_DAY = "本人签字：　　　　　　　　　　　　　　　年　　　月　　　日"

PHOTO = Option("photo", "照片", (("yes", "印出"), ("no", "不印")))
EMPTY = Option("empty", "空项", (("slash", "印／"), ("blank", "留空")))

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheetlet:
    """What one form says: words by key of the field, family rows, photograph; empty for a blank."""

    words: Words
    kin: Sequence[tuple[str, str, str, str, str]] = ()
    photo: bytes | None = None
    keep_blank: bool = False
    unit: str = ""
    day: date | None = None


def member_forms(desk: Desk, request: Request) -> Content:
    """F02 of the people asked for, or of everybody, each on a page numbered for itself."""
    members = members_asked(desk, request)
    if not members:
        raise UserError("没有要打印的党员。", "请先选择党员，或换一个截至日期。")
    blocks: list[Block] = []
    names = []
    for each in profiles(desk, members, request.day):
        if blocks:
            blocks.append(PageBreak(restart=True))
        blocks += _blocks(_filled(desk, each, request))
        names.append(str(each.values["name"]))
    title = f"{TITLE}（{names[0]}）" if len(names) == 1 else f"{TITLE}（{len(names)}人）"
    paper = request.paper or PAPER
    return Content(FORM, title, paper, tuple(blocks), request.day, TITLE, notes=tuple(names))


def blank_form(_desk: Desk, request: Request) -> Content:
    """An empty F02 to be filled in by hand."""
    paper = request.paper or PAPER
    blocks = tuple(_blocks(Sheetlet({}, keep_blank=True)))
    return Content(FORM, TITLE, paper, blocks, footer=TITLE)


def _filled(desk: Desk, each: Profile, request: Request) -> Sheetlet:
    return Sheetlet(
        _words(each),
        [_kin(record) for record in each.kin],
        _photo(desk, each, request),
        request.options.get("empty") == "blank",
        each.branch,
        request.day,
    )


def _photo(desk: Desk, each: Profile, request: Request) -> bytes | None:
    if not each.photo or request.options.get("photo") == "no":
        return None
    try:
        return photo(desk, each.photo)
    except StorageFault:
        return b""  # said in the cell: one lost photograph must not keep the batch from printing


def _words(each: Profile) -> Words:
    """The words of all fields, dates with the day only where it is known."""
    words: dict[str, str] = {}
    for field in FIELDS:
        value = each.values.get(field.key)
        if field.key in each.month_only and isinstance(value, date):
            value = MonthOnly(value.year, value.month, 1)
        if not field.refers:
            words[field.key] = kinds.show(field.kind, value, "" if field.suggest else field.codes)
    mobile = _running(each.absences, "mobile", each.day)
    lost = _running(each.absences, "lost", each.day)
    held = [row for row in each.tenures if row.since <= each.day and not _ended(row, each.day)]
    return words | {
        "branch": each.branch,
        "group": each.group,
        "party_post": codes.table("party_post").name(each.posts),
        "post_since": "、".join(kinds.show_date(row.since) for row in held),
        "state": codes.table("state").name(each.state),
        "mobile": _ticked(mobile is not None),
        "destination": str(mobile.values["destination"]) if mobile else "",
        "lost": _ticked(lost is not None),
        "lost_since": _day(lost.values["since"]) if lost else "",
        "rewards": "；".join(_reward(record) for record in reversed(each.rewards)),
        "hardships": "；".join(_hardship(r) for r in each.hardships if not _over(r, each.day)),
    }


def _ended(row: TenureRow, day: date) -> bool:
    return row.until is not None and row.until <= day


def _over(record: SubRecord, day: date) -> bool:
    until, since = record.values.get("until"), record.values.get("since")
    return (isinstance(until, date) and until <= day) or (isinstance(since, date) and since > day)


def _running(absences: Iterable[SubRecord], kind: str, day: date) -> SubRecord | None:
    """The absence of this kind on `day`, if there is one."""
    return next((r for r in absences if r.values["kind"] == kind and not _over(r, day)), None)


def _ticked(yes: bool | None) -> str:
    return f"{'☑' if yes else '☐'}是　{'☑' if yes is False else '☐'}否"


def _day(value: Value) -> str:
    return kinds.show_date(value) if isinstance(value, date) else ""


def _reward(record: SubRecord) -> str:
    values = record.values
    given_by = f"（{values['given_by']}）" if values["given_by"] else ""
    return f"{_day(values['given_on'])}{values['title']}{given_by}"


def _hardship(record: SubRecord) -> str:
    detail = f"：{record.values['detail']}" if record.values["detail"] else ""
    return f"{record.values['kind']}{detail}"


def _kin(record: SubRecord) -> tuple[str, str, str, str, str]:
    values = record.values
    return (
        str(values["relation"]),
        str(values["name"]),
        _day(values["birth_on"]),
        kinds.show(Kind.CODE, values["political"], "political"),
        str(values["workplace"]),
    )


def _blocks(sheet: Sheetlet) -> list[Block]:
    unit = sheet.unit or ""
    day = kinds.show_day(sheet.day) if sheet.day else BLANK_DAY
    return [
        Heading(TITLE),
        Line(left=f"党支部：{unit}", right=f"截至{day}"),
        _grid(sheet),
    ]


def _grid(sheet: Sheetlet) -> Grid:
    rows: list[tuple[Cell, ...]] = []
    heights: list[float] = []

    def add(*cells: Cell, height: float = HEIGHT) -> None:
        rows.append(cells)
        heights.append(height)

    value = _values(sheet)
    _add_head(add, value, sheet)
    _add_party(add, value)
    _add_work(add, value)
    add(_label("奖惩情况"), value("rewards", 6), height=TALL)
    add(_label("困难情况"), value("hardships", 6))
    _add_kin(add, sheet)
    add(_label("备注"), value("remark", 6))
    pledge = Cell(f"{PLEDGE}\n\n{PEN_AND_DAY}", across=6)
    add(_label("本人承诺"), pledge, height=18)
    free = Cell(across=3, keep_blank=True)
    add(_label("支部书记签字"), free, _label("采集人"), Cell(across=2, keep_blank=True), height=9)
    dated = Cell("　　　　年　　　月　　　日", across=3, align="center")
    seal = Cell("（支部盖章）", across=3, align="center")
    add(_label("采集日期"), dated, seal, height=9)
    return Grid(WIDTHS, tuple(heights), tuple(rows), signed=SIGNED_ROWS)


Add = Callable[..., None]
Make = Callable[[str, int], Cell]


def _label(text: str, across: int = 1) -> Cell:
    return Cell(text, label=True, across=across)


def _values(sheet: Sheetlet) -> Make:
    """What makes the cell of a field: `value(key, across)`."""
    ticks = {"mobile", "lost"} if not sheet.words else set()

    def value(key: str, across: int) -> Cell:
        text = _ticked(None) if key in ticks else sheet.words.get(key, "")
        return Cell(text, across=across, keep_blank=sheet.keep_blank)

    return value


def _add_head(add: Add, value: Make, sheet: Sheetlet) -> None:
    """Five rows beside the photograph (30 × 40 mm), then schooling."""
    picture = Cell("照片\n（一寸）", down=PHOTO_ROWS, align="center", image=sheet.photo)
    tall = 40 / PHOTO_ROWS
    pairs = (
        (("姓名", "name"), ("性别", "sex")),
        (("曾用名", "former_name"), ("民族", "ethnic")),
        (("出生日期", "birth_on"), ("籍贯", "native_place")),
        (("公民身份号码", "id_number"), ("婚姻状况", "marital")),
        (("学历", "education"), ("学位", "degree")),
    )
    for number, ((first, one), (second, two)) in enumerate(pairs):
        cells = [_label(first), value(one, 3), _label(second), value(two, 1)]
        add(*cells, *([picture] if number == 0 else []), height=tall)
    _add_pairs(
        add,
        value,
        (("毕业院校", "school"), ("专业", "major")),
        (("教育类别", "education_mode"), ("健康状况", "health")),
    )


def _add_pairs(add: Add, value: Make, *pairs: tuple[tuple[str, str], tuple[str, str]]) -> None:
    for (first, one), (second, two) in pairs:
        add(_label(first), value(one, 3), _label(second), value(two, 2))


def _add_party(add: Add, value: Make) -> None:
    _add_pairs(add, value, (("人员类别", "person_class"), ("党籍状态", "state")))
    add(_label("所在党支部"), value("branch", 6))
    _add_pairs(
        add,
        value,
        (("所在党小组", "group"), ("进入本支部日期", "since")),
        (("加入党组织日期", "joined_on"), ("转为正式党员日期", "full_on")),
        (("入党介绍人", "sponsors"), ("入党时所在支部", "joined_branch")),
        (("党内职务", "party_post"), ("任职日期", "post_since")),
        (("是否流动党员", "mobile"), ("外出流向", "destination")),
        (("是否失联党员", "lost"), ("失去联系日期", "lost_since")),
    )


def _add_work(add: Add, value: Make) -> None:
    _add_pairs(add, value, (("参加工作日期", "work_start_on"), ("工作岗位", "work_post")))
    add(_label("工作单位及职务"), value("workplace", 6))
    _add_pairs(
        add,
        value,
        (("行政职务", "job_title"), ("专业技术职务", "tech_title")),
        (("联系电话", "phone"), ("户籍所在地", "household")),
    )
    add(_label("家庭住址"), value("address", 6))


def _add_kin(add: Add, sheet: Sheetlet) -> None:
    """Family members under a header of their own; the label spans them all."""
    count = max(KIN_ROWS, len(sheet.kin))
    titles = ("称谓", "姓名", "出生日期", "政治面貌", "工作单位及职务")
    across = (1, 1, 1, 1, 2)
    label = Cell("家庭主要\n成员", label=True, down=count + 1)
    add(label, *(_label(title, wide) for title, wide in zip(titles, across, strict=True)))
    for number in range(count):
        texts = sheet.kin[number] if number < len(sheet.kin) else ("",) * 5
        blank = sheet.keep_blank or number >= max(1, len(sheet.kin))
        add(
            *(
                Cell(text, across=wide, align="center", keep_blank=blank)
                for text, wide in zip(texts, across, strict=True)
            )
        )


REPORTS: tuple[ReportSpec, ...] = (
    ReportSpec(
        "member-form",
        FORM,
        TITLE,
        "roster",
        PAPER,
        member_forms,
        (ORDER, PHOTO, EMPTY),
        by_member=True,
    ),
    ReportSpec(
        "member-form-blank",
        FORM,
        f"{TITLE}（空白）",
        "roster",
        PAPER,
        blank_form,
        blank=True,
    ),
)
