"""Branches side by side in the committee's book: ranks, changes, and who has not reported."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import event

from djdesk.models.assessment import MonthBook, Rubric
from djdesk.models.roster import Member, Standing
from djdesk.models.rules.assessment import parsing
from djdesk.services import organization
from djdesk.services.assessment import compare
from djdesk.services.desk import Desk
from tests.services.assessment.books import on, put_rubric
from tests.services.assessment.years import HUNDRED, Stored, put_results, put_unit

OCT, NOV = date(2026, 10, 1), date(2026, 11, 1)
BOOK = "0198c0de-0000-7000-8000-00000000abcd"
"""The book of a branch that reports."""


def put_book(desk: Desk, rubric_id: int, branch: int, month: date, state: str, score: int) -> int:
    with desk.store.write("支部上报", area="assessment") as session:
        row = MonthBook(
            organization_id=branch,
            month=month,
            state=state,
            rubric_id=rubric_id,
            confirmed_on=date(2026, 11, 5),
        )
        session.add(row)
        session.flush()
        key = row.id
    put_unit(desk, key, "branch", branch, Stored(score, "优秀" if score >= 900 else ""))
    return key


def branches(desk: Desk, *names: str) -> list[int]:
    home = organization.home_id(desk)
    return [organization.found(desk, parent_id=home, kind="branch", name=name) for name in names]


def test_branches_are_ranked_and_those_behind_named(committee_desk: Desk) -> None:
    desk = committee_desk
    one, two, three, four = branches(desk, "一支部", "二支部", "三支部", "四支部")
    rubric = put_rubric(desk, HUNDRED)
    for key, score in ((one, 868), (two, 912), (three, 850)):
        put_book(desk, rubric, key, OCT, "sealed", score)
    put_book(desk, rubric, one, NOV, "confirmed", 930)
    put_book(desk, rubric, two, NOV, "published", 900)
    put_book(desk, rubric, three, NOV, "scored", 999)  # not confirmed: it does not count
    found = compare(desk, date(2026, 11, 18))
    assert [(row.name, row.score, row.rank, row.change, row.behind) for row in found] == [
        ("一支部", 930, 1, 1, False),
        ("二支部", 900, 2, -1, False),
        ("三支部", None, None, None, True),
        ("四支部", None, None, None, True),
    ]
    assert [row.state for row in found] == ["confirmed", "published", "scored", "none"]
    assert (found[0].last_score, found[0].last_rank, found[0].grade) == (868, 2, "优秀")
    assert found[0].rubric == "支部积分办法"
    assert [row.organization_id for row in found] == [one, two, three, four]


def test_members_of_a_branch_are_told_by_number_mean_and_warnings(
    committee_desk: Desk,
) -> None:
    (one,) = branches(committee_desk, "一支部")
    people = [enrol_in(committee_desk, one, name) for name in ("甲某", "乙某", "丙某")]
    rubric = put_rubric(committee_desk, HUNDRED)
    book = put_book(committee_desk, rubric, one, NOV, "sealed", 900)
    scores = (Stored(900), Stored(551, warning="yellow"), Stored(700, warning="blue"))
    put_results(committee_desk, book, "member", one, dict(zip(people, scores, strict=True)))
    (row,) = compare(committee_desk, NOV)
    assert (row.members, row.mean, row.warned) == (3, 717, 1)  # 2151 / 3


def enrol_in(desk: Desk, branch: int, name: str) -> int:
    with desk.store.write("登记党员") as session:
        member = Member(name=name, sex="1")
        session.add(member)
        session.flush()
        session.add(Standing(member_id=member.id, since=OCT, person_class="full", branch_id=branch))
        return member.id


def test_branches_of_the_month_and_below_only(committee_desk: Desk) -> None:
    desk = committee_desk
    home = organization.home_id(desk)
    general = organization.found(desk, parent_id=home, kind="general", name="某总支")
    inside = organization.found(desk, parent_id=general, kind="branch", name="五支部")
    (one,) = branches(desk, "一支部")
    organization.found(desk, parent_id=one, kind="group", name="第一党小组")
    assert [row.organization_id for row in compare(desk, NOV, general)] == [inside]
    assert {row.name for row in compare(desk, NOV)} == {"一支部", "五支部"}
    assert compare(on(desk, date(2027, 1, 1)), NOV) == compare(desk, NOV)


def test_many_branches_ask_no_more_statements(committee_desk: Desk) -> None:
    desk = committee_desk
    rubric = put_rubric(desk, HUNDRED)
    for key in branches(desk, *(f"第{number}支部" for number in range(12))):
        put_book(desk, rubric, key, NOV, "sealed", 900)
    said: list[str] = []
    with desk.store.read() as session:
        engine = session.connection().engine
    event.listen(engine, "before_cursor_execute", lambda *a: said.append(a[2]))
    assert [row.rank for row in compare(desk, NOV)] == [1] * 12
    assert len([text for text in said if "SELECT" in text]) <= 7


def test_a_rubric_taken_from_ours_is_told_from_a_changed_one(committee_desk: Desk) -> None:
    desk = committee_desk
    ours = put_rubric(desk, HUNDRED)
    with desk.store.read() as session:
        sent = session.get_one(Rubric, ours)
        uid, content = sent.uid, sent.content
    other = parsing.write(replace(HUNDRED, notice_days=9))
    # the last one says it is based on a row that is none of ours
    taken = (
        (uid, content, "ours"),
        (uid, other, "changed"),
        ("", content, ""),
        (BOOK, content, ""),
    )
    units = branches(desk, "一支部", "二支部", "三支部", "四支部")
    for unit, (based_on, text, _word) in zip(units, taken, strict=True):
        with desk.store.write("支部上报", area="assessment") as session:
            row = Rubric(
                origin=BOOK,
                code="own",
                revision=unit,
                name="支部积分办法",
                since=NOV,
                content=text,
                based_on=based_on,
            )
            session.add(row)
            session.flush()
            key = row.id
        put_book(desk, key, unit, NOV, "sealed", 900)
    found = {row.organization_id: row.rubric_is for row in compare(desk, NOV)}
    assert [found[unit] for unit in units] == [word for _, _, word in taken]
    # a book's own revisions of its own rubric are nothing that came down
    with desk.store.write("新版次", area="assessment") as session:
        next_one = Rubric(
            code="own", revision=99, name="支部积分办法", since=OCT, content=content, based_on=uid
        )
        session.add(next_one)
        session.flush()
        key = next_one.id
    put_book(desk, key, units[0], OCT, "sealed", 900)
    assert {row.rubric_is for row in compare(desk, OCT)} == {""}
