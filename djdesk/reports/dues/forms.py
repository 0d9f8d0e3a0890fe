"""Forms of one case: 党费减免审批表 and 党费使用申请表 (dues.md §6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from djdesk.models.rules import codes
from djdesk.reports.dues import wording
from djdesk.reports.kit.content import Block, Content, Heading, Line, Paper
from djdesk.reports.kit.labelled import Labelled, labelled
from djdesk.reports.kit.registers import BLANK_DAY, unit_name
from djdesk.reports.kit.spec import ReportSpec, Request
from djdesk.services import dues, listing
from djdesk.services.desk import Desk
from djdesk.services.dues import StandardRow
from djdesk.services.listing import Scope, Value
from djdesk.services.roster.lists import ROSTER

REDUCTION, USE = "党费减免审批表", "党费使用申请表"
PAPER = Paper(left=25, right=15)
PENSION = "pension"
ALONE = "离退休党员由支部研究决定"
"""For them no approval of the superior is asked (通知2017)."""

INK = f"\n\n{'　' * 8}签名（盖章）：　　　　　　{{day}}"
"""Signature and day below an opinion; they stand at the foot of its cell."""

FIVE = "□ 培训党员　□ 报刊资料设备　□ 表彰先进　□ 补助困难党员　□ 补助受灾党员、修缮设施"

Values = Mapping[str, Value]


def dues_reduction(desk: Desk, request: Request) -> Content:
    """The approval of one reduction: what was due, what it is reduced to, why and until when."""
    found = dues.reduction(desk, request.records[0])
    values = found.values
    known = dues.standards(desk, found.member_id)
    since = values["since"]
    held = next((each for each in known if isinstance(since, date) and each.since <= since), None)
    keys = ("name", "branch", "group")
    shown = listing.rows(desk, ROSTER, Scope(request.day), (found.member_id,), keys)
    name, branch, group = (str(each or "") for each in shown.get(found.member_id, ("", "", "")))
    unit = branch or unit_name(desk, request)
    blocks = reduction_form(values, unit, name, group, held)
    paper = request.paper or PAPER
    title = f"{REDUCTION}（{name}）"
    return Content("", title, paper, blocks, request.day, REDUCTION)


def reduction_form(
    values: Values,
    unit: str = "",
    name: str = "",
    group: str = "",
    held: StandardRow | None = None,
    *,
    blank: bool = False,
) -> tuple[Block, ...]:
    """The form with what is known; `blank` leaves its cells free to write in."""

    def cell(label: str, text: str, *, wide: bool = False, height: float = 10) -> Labelled:
        return Labelled(label, text, wide, height, blank)

    def case(label: str, text: str, on: Value, height: float, *, signed: bool = True) -> Labelled:
        return _case(label, text, on, height, blank=blank, signed=signed)

    until = values.get("until")
    term = "" if blank else f"{wording.month(values.get('since'))}起"
    term += f"，至{wording.month(until)}" if isinstance(until, date) else ""
    to_fen = values.get("to_fen")
    superior = _text(values, "superior_opinion")
    alone = held is not None and held.code == PENSION and not superior
    entries = [
        cell("姓名", name),
        cell("党小组", group),
        cell("类别", wording.class_word(held.code) if held else ""),
        cell("计算基数", wording.base(held.base_fen, held.divisor) if held else ""),
        cell("原应交\n（元/月）", wording.money(held.fen) if held else ""),
        cell("减免后\n（元/月）", wording.money(to_fen) if isinstance(to_fen, int) else ""),
        cell("期限", term, wide=True),
        case("减免原因", _text(values, "reason"), None, 50, signed=False),
        case("支部意见", _text(values, "branch_opinion"), values.get("branch_on"), 50),
        case("上级党组织\n意见", ALONE if alone else superior, values.get("superior_on"), 50),
        cell("批复文号", _text(values, "document"), wide=True),
    ]
    return (
        Heading(REDUCTION),
        Line(left=f"党支部：{unit}", right=wording.UNIT),
        labelled(entries),
    )


def _case(
    label: str, text: str, on: Value, height: float, *, blank: bool, signed: bool
) -> Labelled:
    """An opinion in full size with room for the signature and the day below it."""
    day = f"{on.year}年{on.month}月{on.day}日" if isinstance(on, date) else BLANK_DAY
    lines = [f"　　{line.strip()}" for line in text.split("\n") if line.strip()]
    said = "\n".join(lines) + (INK.format(day=day) if signed else "")
    valign = "bottom" if signed else "top" if said else "middle"
    return Labelled(label, said, True, height, blank, "left" if said else "", valign, bool(said))


def _text(values: Values, key: str) -> str:
    value = values.get(key)
    return "" if value is None else str(value).strip()


def dues_use(desk: Desk, request: Request) -> Content:
    """The application for money: which of the five uses, the budget, who agreed, the account."""
    found = dues.use(desk, request.records[0])
    blocks = use_form(found.values, unit_name(desk, request))
    applied = found.values["applied_on"]
    day = applied if isinstance(applied, date) else request.day
    return Content("", USE, request.paper or PAPER, blocks, day, USE)


def use_form(values: Values, unit: str = "", *, blank: bool = False) -> tuple[Block, ...]:
    """The form with what is known; `blank` leaves its cells free to write in."""

    def case(label: str, text: str, on: Value, height: float, *, signed: bool = True) -> Labelled:
        return _case(label, text, on, height, blank=blank, signed=signed)

    use = _text(values, "use")
    word = f"（{_place(use)}）{codes.table('dues_use').name(use)}" if use else ""
    budget, settled = values.get("budget"), values.get("settled")
    account = ""
    if isinstance(settled, int):
        account = f"实际支出 {wording.money(settled)} 元。"
        if isinstance(budget, int) and settled != budget:
            more = settled > budget
            account += f"比预算{'多' if more else '少'} {wording.money(abs(settled - budget))} 元。"
    entries = [
        Labelled("申请单位", unit, True, 10, blank),
        Labelled("用途", FIVE if blank else word, True, 14, blank, "left", running=True),
        Labelled(
            "申请日期", "" if blank else wording.day(values.get("applied_on")), False, 10, blank
        ),
        Labelled(
            "预算（元）", wording.money(budget) if isinstance(budget, int) else "", False, 10, blank
        ),
        case("具体事项", _text(values, "purpose"), None, 42, signed=False),
        case("支部意见", _text(values, "branch_opinion"), values.get("decided_on"), 42),
        case("党委意见", _text(values, "superior_opinion"), values.get("approved_on"), 42),
        case("决算", account, values.get("settled_on"), 34),
        Labelled("备注", _text(values, "remark"), True, 12, blank),
    ]
    return (Heading(USE), Line(left=f"党支部：{unit}", right=wording.UNIT), labelled(entries))


def _place(use: str) -> int:
    """Which of the five uses it is, as 规定2008 art.17 counts them."""
    return [entry.code for entry in codes.table("dues_use").entries].index(use) + 1


REPORTS: tuple[ReportSpec, ...] = (
    ReportSpec(
        "dues-reduction", "", REDUCTION, "dues", PAPER, dues_reduction, by_record="dues_reductions"
    ),
    ReportSpec("dues-use", "", USE, "dues", PAPER, dues_use, by_record="dues_uses"),
)
