"""What a person types into a cell of the matrix: counts, points, steps, shares; or why not."""

from __future__ import annotations

import re
from dataclasses import dataclass

from djdesk.errors import DeskError, Problem, UserError
from djdesk.models.rules import names
from djdesk.models.rules.assessment.pricing import price
from djdesk.models.rules.assessment.rubric import Item, Step
from djdesk.models.rules.text import compact, fold
from djdesk.services import kinds

YES = frozenset({"1", "是", "有", "√", "✓", "✔", "对", "y", "yes"})
COUNTERS = "次个条篇人天项月"
NO = frozenset({"0", "否", "无", "×", "✗", "n", "no", "—", "/"})
_DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_NUMERAL = re.compile(
    r"([零〇一二两三四五六七八九]?)(百)?([零〇一二两三四五六七八九]?)(十)?([零〇一二两三四五六七八九]?)"
)
_NUMBER = re.compile(r"([+-]?)(\d+(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands typed in a cell: the whole of its item in the month, not what is added to it.

    `quantity` is the count or the permille of a ratio, `step` the code of a graded step, `points`
    the tenths of a hand item; all empty: the cell is to be empty. `worth` is what it gives before
    caps, in tenths. With a `fault` nothing of it can be booked.
    """

    text: str
    quantity: int | None = None
    step: str = ""
    points: int | None = None
    worth: int = 0
    fault: Problem | None = None

    @property
    def empty(self) -> bool:
        """Whether the cell is to be empty."""
        return self.quantity is None and not self.step and self.points is None


def understand(item: Item, text: str) -> Typed:
    """What `text` says for `item`; full-width signs and Chinese numerals are understood.

    A sign in front says points where the item counts: 「-6」 of an item of -3 each is twice.
    """
    raw = compact(text).replace("−", "-").replace("负", "-").replace("—", "-").replace("正", "+")
    if raw in ("", "-"):
        return Typed(text)
    try:
        match item.kind:
            case "flag":
                found = _flag(item, text, raw)
            case "graded":
                found = Typed(text, step=_step(item, text, raw).code)
            case "ratio":
                found = Typed(text, quantity=_share(item, raw))
            case "count":
                found = _count(item, text, raw)
            case "hand":
                points = _points(item, raw)
                found = Typed(text, points=points) if points else Typed(text)
    except UserError as error:
        return Typed(text, fault=Problem(error.text, error.remedy))
    return _priced(item, found)


def _priced(item: Item, typed: Typed) -> Typed:
    if typed.empty:
        return typed
    try:
        worth = price(item, quantity=typed.quantity, step=typed.step, points=typed.points)
    except DeskError as error:
        return Typed(typed.text, fault=Problem(error.text, error.remedy))
    return Typed(typed.text, typed.quantity, typed.step, typed.points, worth)


def _flag(item: Item, text: str, raw: str) -> Typed:
    word = raw.lower()
    if word in YES or _tenths(raw) == item.points:
        return Typed(text, quantity=1)
    if word in NO:
        return Typed(text)
    raise UserError(f"“{item.title}”只分是和否。", "是写 1，否写 0 或删去。")


def _step(item: Item, text: str, raw: str) -> Step:
    """A step by its name, the beginning of it, its initials, its place, or its points."""
    word = fold(text)
    for each in item.steps:
        if word in (fold(each.name), each.code.casefold()):
            return each
    begun = [each for each in item.steps if fold(each.name).startswith(word)]
    letters = [each for each in item.steps if names.initials(each.name).startswith(raw.lower())]
    for found in (begun, letters):
        if len(found) == 1:
            return found[0]
    if raw.isascii() and raw.isdigit() and 1 <= int(raw) <= len(item.steps):
        return item.steps[int(raw) - 1]
    tenths = _tenths(raw)
    worth = [each for each in item.steps if each.points == tenths]
    if tenths is not None and worth:
        return worth[0]
    offered = "、".join(f"{number} {each.name}" for number, each in enumerate(item.steps, 1))
    raise UserError(f"“{item.title}”里没有“{text.strip()}”这一档。", f"可以写：{offered}。")


def _share(item: Item, raw: str) -> int:
    tenths = _tenths(raw.removesuffix("%"))
    if tenths is None or not 0 <= tenths <= 1000:
        raise UserError(f"“{item.title}”要写百分比。", "如 92 或 92.5，最多 100。")
    return tenths  # tenths of a per cent are permille


def _count(item: Item, text: str, raw: str) -> Typed:
    signed = raw[0] in "+-"
    number = raw[:-1] if raw[-1] in COUNTERS else raw
    tenths = _tenths(number)
    if tenths is None:
        raise UserError(f"“{text.strip()}”不是次数。", f"“{item.title}”请写次数，如 2。")
    if signed or raw.endswith("分"):
        if item.points < 0 < tenths and not signed:
            tenths = -tenths
        count, rest = divmod(tenths, item.points) if item.points else (0, 1)
        if rest or count < 0:
            each = kinds.show_score(item.points)
            raise UserError(
                f"“{item.title}”每次 {each} 分，{number} 分不是整数次。", "请直接写次数，如 2。"
            )
        return Typed(text, quantity=count) if count else Typed(text)
    if tenths % 10:
        raise UserError(f"“{item.title}”的次数不能有小数。", "请写整数，如 2。")
    return Typed(text, quantity=tenths // 10) if tenths else Typed(text)


def _points(item: Item, raw: str) -> int:
    tenths = _tenths(raw.removesuffix("分"))
    if tenths is None:
        raise UserError(f"“{raw}”不是分数。", "请写成 5 或 5.5，最多一位小数。")
    if item.high <= 0 < tenths and raw[0] != "+":
        return -tenths  # in a column of deductions nobody writes the sign
    return tenths


def _tenths(raw: str) -> int | None:
    """A number in tenths; None for what is none, or has more than one decimal."""
    match = _NUMBER.fullmatch(_western(raw).removesuffix("分"))
    if match is None:
        return None
    sign, digits = match.groups()
    whole, _, decimals = digits.partition(".")
    if len(decimals) > 1 and decimals.strip("0")[1:]:
        return None
    tenths = int(whole) * 10 + int((decimals or "0")[0])
    return -tenths if sign == "-" else tenths


def _western(raw: str) -> str:
    """Chinese numerals below a thousand as digits: 三, 十二, 一百零五, 三点五, 两分半."""
    if raw.isascii():
        return raw
    sign, rest = (raw[0], raw[1:]) if raw[0] in "+-" else ("", raw)
    half = rest.endswith("半") and len(rest) > 1
    whole, _, part = rest.removesuffix("半").removesuffix("分").partition("点")
    number = _numeral(whole)
    if number is None or (part and len(part) != 1) or (part and part not in _DIGITS):
        return raw
    tail = ".5" if half else f".{_DIGITS[part]}" if part else ""
    return f"{sign}{number}{tail}"


def _numeral(text: str) -> str | None:
    if text.isascii() and text.isdigit():
        return text
    match = _NUMERAL.fullmatch(text)
    if not text or match is None:
        return None
    first, hundred, second, ten, last = match.groups()
    if hundred:
        high, tens, ones = first or "一", second, last
        tens = tens if ten or not tens or tens in "零〇" else ""
        if second and not ten and second not in "零〇":
            return None
        number = _DIGITS[high] * 100
        number += (_DIGITS[tens] if tens else 1) * 10 if ten else 0
        return str(number + (_DIGITS[ones] if ones else 0))
    if ten:
        high = first or second
        return str((_DIGITS[high] if high else 1) * 10 + (_DIGITS[last] if last else 0))
    return str(_DIGITS[text]) if len(text) == 1 else None


def say_points(tenths: int) -> str:
    """Points as cells say them: +6, -3.5, 0."""
    text = kinds.show_score(abs(tenths)).removesuffix(".0")
    return f"{'-' if tenths < 0 else '+' if tenths else ''}{text}"


def say_typed(item: Item, typed: Typed) -> str:
    """What a cell says of what is typed into it: 3次 +6, 县级 +5, 92% -2, +2.5, 空."""
    if typed.fault is not None:
        return typed.text
    if typed.empty:
        return "清零"
    worth = say_points(typed.worth)
    match item.kind:
        case "count":
            return f"{typed.quantity}次 {worth}"
        case "graded":
            name = next((s.name for s in item.steps if s.code == typed.step), typed.step)
            return f"{name} {worth}"
        case "ratio":
            share = kinds.show_score(typed.quantity or 0).removesuffix(".0")
            return f"{share}% {worth}"
        case "flag":
            return f"是 {worth}"
    return worth


def say_rule(item: Item) -> str:
    """What to type for an item, in a sentence for under the matrix."""
    points = say_points(item.points)
    cap = ""
    if item.cap is not None:
        span = "一年" if item.span == "year" else "当月"
        cap = f"，{span}最多 {kinds.show_score(abs(item.cap)).removesuffix('.0')} 分"
    match item.kind:
        case "count":
            free = f"，前 {item.free} 次不计" if item.free else ""
            rule = f"写次数，每次 {points} 分{free}"
        case "flag":
            rule = f"是写 1（{points} 分），否写 0"
        case "graded":
            steps = "、".join(
                f"{number} {each.name}（{say_points(each.points)}）"
                for number, each in enumerate(item.steps, 1)
            )
            rule = f"写档次的编号或名称：{steps}"
        case "ratio":
            rule = "写百分比，如 92"
        case "hand":
            low, high = say_points(item.low), say_points(item.high)
            rule = f"写分数，{low} 到 {high} 分"
    only = "，只计最高一项" if item.take == "highest" else ""
    paper = "，必须有文号" if item.document else ""
    return f"{item.title}：{rule}{cap}{only}{paper}"
