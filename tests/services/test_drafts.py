"""Drafts come back as they were typed, per user and form, and leave no trace in the history."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import func, select

from djdesk.models.audit import AuditStep
from djdesk.services.desk import Desk
from djdesk.services.drafts import drafts, drop_draft, find_draft, keep_draft

FORM = "roster/member/12"


def test_a_draft_is_found_as_it_was_last_typed(desk: Desk) -> None:
    assert find_draft(desk, FORM) is None
    keep_draft(desk, FORM, {"name": "陈", "remark": "第一行\n第二行"})
    keep_draft(desk, FORM, {"name": "陈堃", "remark": ""})
    kept = find_draft(desk, FORM)
    assert kept is not None
    assert kept.texts == {"name": "陈堃", "remark": ""}
    assert [each.form for each in drafts(desk)] == [FORM]


def test_a_dropped_draft_is_gone_and_dropping_twice_is_harmless(desk: Desk) -> None:
    keep_draft(desk, FORM, {"name": "陈"})
    drop_draft(desk, FORM)
    drop_draft(desk, FORM)
    assert find_draft(desk, FORM) is None


def test_another_user_does_not_see_it(desk: Desk) -> None:
    keep_draft(desk, FORM, {"name": "陈"})
    other = replace(desk, user="王芳")
    assert find_draft(other, FORM) is None
    keep_draft(other, FORM, {"name": "王"})
    mine = find_draft(desk, FORM)
    assert mine is not None
    assert mine.texts == {"name": "陈"}


def test_drafts_make_no_steps(desk: Desk) -> None:
    with desk.store.read() as session:
        before = session.scalar(select(func.count()).select_from(AuditStep))
    keep_draft(desk, FORM, {"name": "陈"})
    drop_draft(desk, FORM)
    with desk.store.read() as session:
        assert session.scalar(select(func.count()).select_from(AuditStep)) == before


def test_a_read_only_desk_keeps_nothing(desk: Desk) -> None:
    fixed = replace(desk, read_only=True)
    keep_draft(fixed, FORM, {"name": "陈"})
    assert find_draft(desk, FORM) is None
    keep_draft(desk, FORM, {"name": "陈"})
    drop_draft(fixed, FORM)
    assert find_draft(desk, FORM) is not None
