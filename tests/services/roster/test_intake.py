"""Many members at once: entering them, who is there already, and settling groups and work."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.models.roster import Standing
from djdesk.services.desk import Desk
from djdesk.services.organization.tree import add_organization
from djdesk.services.roster import intake

TODAY = date(2026, 11, 20)
JOINED = date(2010, 7, 1)


def enrol(session: Session, desk: Desk) -> range:
    home = desk.store.book.home_organization_id
    members: intake.Columns = {
        "name": ["张小明", "李红"],
        "sex": ["1", "2"],
        "joined_on": [JOINED, JOINED],
    }
    openings: intake.Columns = {
        "since": [JOINED] * 2,
        "state": ["in"] * 2,
        "person_class": ["full", "probationary"],
        "branch_id": [home] * 2,
    }
    return intake.enrol_many(session, members, openings)


def test_members_and_their_openings_go_in_together(desk: Desk) -> None:
    with desk.store.write("导入") as session:
        ids = enrol(session, desk)
    with desk.store.read() as session:
        people = intake.people(session)
        places = intake.presents(session, ids, TODAY)
    assert [(person.id, person.name, person.received) for person in people] == [
        (ids[0], "张小明", False),
        (ids[1], "李红", False),
    ]
    assert [places[key].place.person_class for key in ids] == ["full", "probationary"]


def test_columns_of_unequal_length_are_refused(desk: Desk) -> None:
    home = desk.store.book.home_organization_id
    with pytest.raises(ValueError, match="zip"), desk.store.write("导入") as session:
        intake.enrol_many(
            session,
            {"name": ["张小明", "李红"], "sex": ["1"]},
            {"since": [JOINED], "person_class": ["full"], "branch_id": [home]},
        )


def test_records_posts_and_absences_of_those_asked_for(desk: Desk) -> None:
    home = desk.store.book.home_organization_id
    with desk.store.write("导入") as session:
        first, second = enrol(session, desk)
        intake.add_posts(
            session,
            [{"organization_id": home, "member_id": first, "post": "11", "since": JOINED}],
        )
        intake.add_absences(
            session,
            [{"member_id": second, "kind": "mobile", "since": JOINED, "destination": "上海"}],
        )
        intake.change_records(session, [{"id": second, "phone": "13800000001"}])
    with desk.store.read() as session:
        assert intake.records(session, [second])[second]["phone"] == "13800000001"
        found = intake.presents(session, [first, second], TODAY)
        assert found[first].posts == {"11"}
        assert dict(found[second].absences) == {"mobile": "上海"}


def test_a_first_group_is_filled_in_and_another_is_a_movement(desk: Desk) -> None:
    home = desk.store.book.home_organization_id
    with desk.store.write("导入") as session:
        member = enrol(session, desk)[0]
        one, two = (
            add_organization(session, parent_id=home, kind="group", name=name)
            for name in ("第一党小组", "第二党小组")
        )
        intake.settle(session, member, TODAY, {"group_id": one, "work_post": "W1"})
        intake.settle(session, member, TODAY, {"group_id": two})
        rows = session.execute(
            select(Standing.since, Standing.way, Standing.group_id, Standing.work_post)
            .where(Standing.member_id == member)
            .order_by(Standing.id)
        ).all()
    assert [tuple(row) for row in rows] == [(JOINED, "", one, "W1"), (TODAY, "G", two, "W1")]


def test_the_last_step_grows_with_every_change(desk: Desk) -> None:
    with desk.store.read() as session:
        before = intake.last_step(session)
    with desk.store.write("导入") as session:
        enrol(session, desk)
    with desk.store.read() as session:
        assert intake.last_step(session) == before + 1
        assert [unit.kind for unit in intake.units(session)] == ["branch"]
