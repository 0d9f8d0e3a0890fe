"""Which rows hang on which."""

from __future__ import annotations

from datetime import UTC, date, datetime

from djdesk.models.archive import Attachment
from djdesk.models.organization import Tenure
from djdesk.models.roster import Kin, Standing
from djdesk.models.store.references import (
    keep_together,
    label_of,
    labels_of,
    referred_rows,
    unnamed,
)
from djdesk.models.store.store import Store
from tests.models.store.people import bring_in, enter


def test_rows_outside_that_refer_inside_are_found(store: Store) -> None:
    ids = bring_in(store, ["甲", "乙", "丙"])
    with store.write("登记") as session:
        session.add(Kin(member_id=ids[0], relation="父亲", name="某"))
        session.add(
            Attachment(
                owner="member",
                owner_id=ids[1],
                title="照片",
                digest="0" * 64,
                added_at=datetime(2026, 1, 1, tzinfo=UTC),
            )
        )
    with store.read() as session:
        standings = set(session.scalars(Standing.__table__.select().with_only_columns(Standing.id)))
        batch = {"member": set(ids), "standing": standings}
        assert set(referred_rows(session, batch, ())) == {("member", ids[0]), ("member", ids[1])}
        assert set(referred_rows(session, batch, {("kin", 1)})) == {("member", ids[1])}
        assert len(set(referred_rows(session, {"member": set(ids)}, ()))) == 3


def test_owners_and_sub_records_stay_together(store: Store) -> None:
    ids = bring_in(store, ["甲", "乙"])
    batch = {"member": set(ids), "standing": {1, 2}}
    with store.read() as session:
        kept = {"standing": {2}}
        keep_together(session, batch, kept)
        assert kept == {"standing": {2}, "member": {ids[1]}}
        kept = {"member": {ids[0]}}
        keep_together(session, batch, kept)
        assert kept == {"standing": {1}, "member": {ids[0]}}
        outside = {"member": {ids[0]}}
        keep_together(session, {}, outside)
        assert outside == {"member": {ids[0]}}


def test_rows_are_called_by_name_or_by_their_owner(store: Store) -> None:
    with store.write("登记党员") as session:
        member_id = enter(session, "张小明")
        session.flush()
        standing = Standing(
            member_id=member_id,
            since=date(2020, 1, 1),
            person_class="full",
            branch_id=1,
        )
        session.add(standing)
        session.flush()
        assert label_of(session, "member", member_id) == "张小明"
        assert label_of(session, "standing", standing.id) == "张小明"
        assert labels_of(session, "member", {member_id, 77}) == {
            member_id: "张小明",
            77: "第77号记录",
        }


def test_a_post_is_called_by_its_holder(store: Store) -> None:
    with store.write("登记任职") as session:
        member_id = enter(session, "张小明")
        own = Tenure(organization_id=1, member_id=member_id, post="11", since=date(2023, 5, 20))
        other = Tenure(organization_id=1, person_name="王芳", post="21", since=date(2023, 5, 20))
        session.add_all([own, other])
        session.flush()
        ids = {own.id, other.id, 999}
        assert labels_of(session, "tenure", ids) == {
            own.id: "张小明",
            other.id: "王芳",
            999: unnamed(999),
        }
