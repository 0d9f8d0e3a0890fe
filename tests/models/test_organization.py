"""What the database itself refuses about organizations."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from djdesk.errors import DeskError
from djdesk.models.organization import Organization, Tenure, Term
from djdesk.models.store.store import Store

DAY = date(2020, 1, 1)


def fails(store: Store, row: object) -> None:
    with pytest.raises((DeskError, IntegrityError)), store.write("试") as session:
        session.add(row)


def test_kinds_are_four(store: Store) -> None:
    fails(store, Organization(kind="party", name="中共某某"))


def test_nothing_hangs_in_the_air(store: Store) -> None:
    fails(store, Organization(kind="group", name="第一党小组", parent_id=4711))
    fails(store, Term(organization_id=4711, number=1, since=DAY, planned_until=DAY))
    fails(store, Tenure(organization_id=4711, post="11", since=DAY))


def test_terms_and_posts_belong_to_their_organization() -> None:
    assert (Term.__owner__, Tenure.__owner__) == ("organization_id", "organization_id")
