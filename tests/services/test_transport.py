"""Rows as dictionaries: read by owner, replaced for one owner, recorded in the history."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from djdesk.errors import Refused
from djdesk.exchange.areas import SHAPES
from djdesk.models.audit import AuditStep
from djdesk.models.organization import Organization
from djdesk.models.roster import Member, Standing
from djdesk.models.store.store import Store
from djdesk.services import transport
from djdesk.services.shapes import Wires
from djdesk.services.transport import Changes, Snapshot

BOOK = "01a1fa44-6e66-756c-8b65-414441127743"
UID = "01a1fa44-6e66-756c-8b65-{:012d}"


def member(name: str, **values: str | None) -> Wires:
    return {"name": name, "sex": "1", "birth_on": "1985-03-01", **values}


def standing(member_uid: str, branch_uid: str) -> Wires:
    return {
        "member": member_uid,
        "branch": branch_uid,
        "since": "2020-01-01",
        "person_class": "full",
    }


def read(store: Store, *origins: str) -> Snapshot:
    with store.read() as session:
        return transport.snapshot(session, SHAPES, origins)


def apply(store: Store, changes: dict[str, Changes]) -> None:
    here = read(store, BOOK)
    known = {table: {uid: row.id for uid, row in rows.items()} for table, rows in here.items()}
    with store.write("合并", area=transport.AREA) as session:
        transport.replace_rows(session, SHAPES, changes, origin=BOOK, known=known)


@pytest.fixture
def filled(store: Store) -> Store:
    """A store that has a branch, a group, and a member of another book."""
    group: Wires = {"kind": "group", "name": "一组", "parent": UID.format(1)}
    branch: Wires = {"kind": "branch", "name": "支部", "parent": None}
    apply(
        store,
        {
            # the group stands before its branch: a tree is added from the root
            "organization": Changes(added=[(UID.format(2), group), (UID.format(1), branch)]),
            "member": Changes(added=[(UID.format(3), member("张三", id_number="A"))]),
            "standing": Changes(added=[(UID.format(4), standing(UID.format(3), UID.format(1)))]),
        },
    )
    return store


def test_rows_are_read_as_they_travel(filled: Store) -> None:
    rows = read(filled, BOOK)
    assert rows["member"][UID.format(3)].values["birth_on"] == "1985-03-01"
    assert rows["standing"][UID.format(4)].values["member"] == UID.format(3)
    assert rows["standing"][UID.format(4)].values["group"] is None
    assert rows["organization"][UID.format(2)].values["parent"] == UID.format(1)
    assert rows["kin"] == {}


def test_only_the_rows_of_the_owner_are_read(filled: Store) -> None:
    rows = read(filled, "")
    assert UID.format(3) not in rows["member"]
    assert len(rows["organization"]) == 1  # the home organization


def test_home_is_read_under_the_uid_it_has_elsewhere(filled: Store) -> None:
    home_id = filled.book.home_organization_id
    with filled.write("安置") as session:
        session.scalars(select(Standing)).one().branch_id = home_id
    with filled.read() as session:
        rows = transport.snapshot(session, SHAPES, (BOOK,), (UID.format(9), home_id))
    assert rows["organization"][UID.format(9)].id == home_id
    assert rows["standing"][UID.format(4)].values["branch"] == UID.format(9)


def test_change_and_removal(filled: Store) -> None:
    rows = read(filled, BOOK)
    apply(
        filled,
        {
            "member": Changes(changed=[(rows["member"][UID.format(3)].id, {"name": "张叁"})]),
            "standing": Changes(removed=[rows["standing"][UID.format(4)].id]),
        },
    )
    rows = read(filled, BOOK)
    assert rows["member"][UID.format(3)].values["name"] == "张叁"
    assert rows["standing"] == {}


def test_number_may_go_from_one_row_to_another(filled: Store) -> None:
    changed = read(filled, BOOK)["member"][UID.format(3)].id
    apply(
        filled,
        {
            "member": Changes(
                added=[(UID.format(5), member("李四", id_number="A"))],
                changed=[(changed, {"id_number": "B"})],
            )
        },
    )
    rows = read(filled, BOOK)["member"]
    assert [row.values["id_number"] for row in rows.values()] == ["B", "A"]


def test_row_others_depend_on_is_not_removed(filled: Store) -> None:
    row_id = read(filled, BOOK)["member"][UID.format(3)].id
    with pytest.raises(Refused, match="引用"):
        apply(filled, {"member": Changes(removed=[row_id])})
    assert len(read(filled, BOOK)["member"]) == 1


def test_ring_of_organizations_is_refused(filled: Store) -> None:
    ring: list[tuple[str, Wires]] = [
        (UID.format(n), {"kind": "group", "name": "组", "parent": UID.format(13 - n)})
        for n in (6, 7)
    ]
    with pytest.raises(Refused, match="环"):
        apply(filled, {"organization": Changes(added=ring)})


def test_existing_uids_are_found_whoever_owns_them(filled: Store) -> None:
    wanted = {UID.format(n) for n in range(2000)}
    with filled.read() as session:
        assert transport.existing(session, "member", wanted) == {UID.format(3)}


def test_touches_tell_hands_from_packages(filled: Store) -> None:
    row_id = read(filled, BOOK)["member"][UID.format(3)].id

    def touched() -> dict[int, transport.Touch]:
        with filled.read() as session:
            return transport.touches(session, "member", [row_id])

    assert touched() == {}
    with filled.write("更正电话") as session:
        session.get_one(Member, row_id).phone = "13800000001"
    with filled.read() as session:
        at = session.scalars(select(AuditStep.at).order_by(AuditStep.id.desc())).first()
    assert touched() == {row_id: transport.Touch(at or "", "李静")}
    apply(filled, {"member": Changes(changed=[(row_id, {"phone": "13800000002"})])})
    assert touched() == {}


def test_rows_left_of_a_former_book_are_handed_over(filled: Store) -> None:
    later = BOOK[:-1] + "9"
    with filled.write("改用新账套") as session:
        transport.hand_over(session, SHAPES, (BOOK,), later)
    assert not any(read(filled, BOOK).values())
    assert set(read(filled, later)["member"]) == {UID.format(3)}


def test_files_named_by_an_owner(filled: Store) -> None:
    with filled.write("照片") as session:
        for row in session.scalars(select(Member)):
            row.photo = "ab" * 32
    with filled.read() as session:
        assert transport.files_of(session, SHAPES, (BOOK,)) == ["ab" * 32]
        assert transport.files_of(session, SHAPES, ("",)) == []


def test_dates_come_back_as_dates(filled: Store) -> None:
    with filled.read() as session:
        assert session.scalars(select(Member.birth_on)).one() == date(1985, 3, 1)
        group = select(Organization.origin).where(Organization.kind == "group")
        assert session.scalars(group).one() == BOOK
