"""What a branch is told of its superior's opinion on a month that was confirmed before it came."""

from __future__ import annotations

from datetime import date

from djdesk.services import kinds
from djdesk.services.assessment.sending import Answered
from djdesk.ui.assessment.typing import say_points

LOOK = "查看评议"


def say_answered(found: Answered | None, month: date) -> str:
    """The opinion, and whether the score counts it; nothing where it does already."""
    if found is None or found.counted:
        return ""
    given = found.opinion
    told = [f"评分 {kinds.show_score(given.points)}"] if given.points is not None else []
    if given.change:
        told.append(f"调整 {say_points(given.change)} 分（{given.reason}）")
    elif given.opinion:
        told.append(given.opinion.rstrip("。"))
    return f"上级评：{'，'.join(told)}。{_effect(found, month)}"


def _effect(found: Answered, month: date) -> str:
    if not found.opinion.change:
        return "评分和意见只作对照，不改得分。"
    if not found.own_table:
        return "考核方案没有党支部一级的计分表，调整不影响得分。"
    if found.cumulative and month.month < 12:
        return "审定以后才送达，本月得分不改，从以后审定的月份起计入全年累计。"
    return "审定以后才送达，没有计入得分；要计入的，重新开账，再审定、公示、上报。"
