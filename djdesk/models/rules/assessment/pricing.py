"""What one line of an item is worth when it is booked, and what is wrong with an entry."""

from __future__ import annotations

from djdesk.errors import Problem, Refused
from djdesk.models.rules.assessment.rubric import Item, Step
from djdesk.models.rules.assessment.scores import say

MOST = 9_999
"""The greatest quantity of one line; more is a slip of the keyboard."""


def price(
    item: Item,
    *,
    quantity: int | None = None,
    step: str = "",
    points: int | None = None,
    before: int = 0,
) -> int:
    """What one line of `item` gives, in signed tenths, before caps.

    `quantity` is the count (nothing: 1) or the permille of a ratio, `step` the code of a graded
    item's step, `points` the tenths of a hand item. `before` is the quantity that the item's span
    already holds: the first `free` of a span cost nothing. Raises Refused for an entry that does
    not fit the kind.
    """
    problems = _check_value(item, quantity, step, points)
    if problems:
        raise Refused(problems)
    if item.kind == "count":
        count = 1 if quantity is None else quantity
        return (max(0, before + count - item.free) - max(0, before - item.free)) * item.points
    if item.kind == "flag":
        return item.points
    if item.kind == "hand":
        return points or 0
    chosen = band(item, quantity or 0) if item.kind == "ratio" else _step(item, step)
    return chosen.points if chosen else 0


def band(item: Item, permille: int) -> Step | None:
    """The band of a ratio item for `permille`: the highest it reaches; None below the lowest."""
    reached = [each for each in item.steps if each.at_least <= permille]
    return max(reached, key=lambda each: each.at_least, default=None)


def check_entry(
    item: Item,
    *,
    quantity: int | None = None,
    step: str = "",
    points: int | None = None,
    reason: str = "",
    document: str = "",
) -> list[Problem]:
    """What is wrong with a line that a person enters for `item`.

    Every entry by hand needs a reason (assessment.md §1: every row has its proof), a veto and
    whatever the rubric says the number of the deciding body's paper.
    """
    problems = _check_value(item, quantity, step, points)
    if not reason.strip():
        text = f"“{item.title}”没有填写事由。"
        problems.append(Problem(text, "请写明因何事加分或扣分。", "reason"))
    if item.document and not document.strip():
        text = f"“{item.title}”没有填写文号。"
        remedy = "本项须依据有权机关的决定，请填写决定的文号。"
        problems.append(Problem(text, remedy, "document"))
    return problems


def _check_value(item: Item, quantity: int | None, step: str, points: int | None) -> list[Problem]:
    if item.kind == "count" and quantity is not None and not 1 <= quantity <= MOST:
        return [_problem(item, f"的数量应在 1 至 {MOST} 之间。", "请填写整数。", "quantity")]
    if item.kind == "ratio" and (quantity is None or not 0 <= quantity <= 1000):
        return [_problem(item, "没有比率，或比率不在 0 至 100% 之间。", "请核对。", "quantity")]
    if item.kind == "graded" and _step(item, step) is None:
        names = "、".join(each.name for each in item.steps)
        return [_problem(item, "没有选定档次。", f"可选的档次：{names}。", "step")]
    if item.kind == "hand" and (points is None or not item.low <= points <= item.high):
        text = f"的分值应在 {say(item.low)} 至 {say(item.high)} 之间。"
        return [_problem(item, text, "请按标准酌情打分。", "points")]
    return []


def _step(item: Item, code: str) -> Step | None:
    return next((each for each in item.steps if code and each.code == code), None)


def _problem(item: Item, text: str, remedy: str, field: str) -> Problem:
    return Problem(f"“{item.title}”{text}", remedy, field)
