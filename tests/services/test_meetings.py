"""The area as a whole: every verb asks for permission before it does anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from djdesk.errors import UserError
from djdesk.services import meetings
from djdesk.services.desk import Desk, Role

DAY = date(2026, 9, 10)

VERBS: dict[str, Callable[[Desk], object]] = {
    "add_kind": lambda desk: meetings.add_kind(desk, {}),
    "change_kind": lambda desk: meetings.change_kind(desk, 1, {}),
    "end_kind": lambda desk: meetings.end_kind(desk, 1, on=DAY),
    "plan_meeting": lambda desk: meetings.plan_meeting(desk, {}),
    "apply_plan": lambda desk: meetings.apply_plan(desk, []),
    "file_plan": lambda desk: meetings.file_plan(desk, 2026, 1, DAY),
    "notify": lambda desk: meetings.notify(desk, 1),
    "begin": lambda desk: meetings.begin(desk, 1),
    "new_record": lambda desk: meetings.new_record(desk, {}),
    "save_record": lambda desk: meetings.save_record(desk, 1, {}),
    "save_roll": lambda desk: meetings.save_roll(desk, 1, {}),
    "refresh_roll": lambda desk: meetings.refresh_roll(desk, 1),
    "sign_in": lambda desk: meetings.sign_in(desk, 1, "DJ", 0),
    "make_up": lambda desk: meetings.make_up(desk, 1, on=DAY),
    "finish": lambda desk: meetings.finish(desk, 1),
    "signed": lambda desk: meetings.signed(desk, 1, chair=True),
    "review": lambda desk: meetings.review(desk, 1),
    "correct": lambda desk: meetings.correct(desk, 1, reason="写错"),
    "enter_review": lambda desk: meetings.enter_review(desk, 1, {}),
    "cancel": lambda desk: meetings.cancel(desk, 1, reason="改期"),
    "take_out": lambda desk: meetings.take_out(desk, 1),
    "also_as": lambda desk: meetings.also_as(desk, 1, "M5"),
    "renumber": lambda desk: meetings.renumber(desk, 1),
}


@pytest.mark.parametrize("verb", VERBS)
def test_verb_asks_for_permission_first(desk: Desk, verb: str) -> None:
    with pytest.raises(UserError, match="没有修改这项台账的权限"):
        VERBS[verb](replace(desk, role=Role.VIEWER))
    with pytest.raises(UserError, match="只读"):
        VERBS[verb](replace(desk, read_only=True))
