"""Panes are shown by role and kind of book, in the order of the groups."""

from __future__ import annotations

from djdesk.services.desk import Role
from djdesk.ui.kit.pane import GROUPS
from djdesk.ui.shell.areas import PANES, panes_for


def test_groups_come_in_their_order() -> None:
    for kind in ("branch", "committee"):
        groups = [pane.group for pane in panes_for(Role.SECRETARY, kind)]
        assert groups == sorted(groups, key=GROUPS.index)
        assert groups


def test_what_a_role_may_not_see_is_absent() -> None:
    for role in Role:
        for kind in ("branch", "committee"):
            shown = panes_for(role, kind)
            assert {p.id for p in shown} == {
                p.id for p in PANES if role in p.roles and kind in p.book_kinds
            }


def test_every_pane_belongs_to_a_known_group() -> None:
    assert {pane.group for pane in PANES} <= set(GROUPS)
