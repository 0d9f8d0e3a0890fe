"""What a branch sealed and reported of its dues reads the same in the committee's book."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select

from djdesk.errors import UserError
from djdesk.models.dues import SealedPeriod
from djdesk.models.roster import Member
from djdesk.models.rules.dues import Period
from djdesk.reports.dues import reported
from djdesk.services import dues
from djdesk.services.desk import Desk
from djdesk.services.dues import GridRow, SealedFigures
from djdesk.services.listing import Value
from tests.exchange.branch import NAMES, Pair, add_member, home_of

JAN, MARCH, TENTH = date(2026, 1, 1), date(2026, 3, 1), date(2026, 2, 10)
SEALED = '{"format":2,"grid":{"months":["2026-01-01","2026-02-01","2026-03-01"],"rows":'
SOMEBODY = '"name":"某","group":"","cells":[]'


def taken(desk: Desk) -> int:
    """A quarter in which two of three people paid, sealed; the key of the sealed period."""
    people = [add_member(desk, name, n) for n, name in enumerate(NAMES[:3])]
    form: dict[str, Value] = {"since": JAN, "code": "wage", "decided_on": JAN}
    for n, key in enumerate(people, 1):
        dues.fix_standard(desk, key, form | {"base_fen": 450_000 + n * 10_000})
    for n, key in enumerate(people[:2], 1):
        dues.pay(desk, key, fen=4_500 + n * 100, paid_on=TENTH)
    return dues.seal(desk, JAN, MARCH, on=date(2026, 4, 3))


@pytest.fixture
def sealed(bare_pair: Pair) -> int:
    """The key of a sealed quarter in the branch; keys of people differ in the two books."""
    for n, name in enumerate(("冯某", "陈某"), 70):
        add_member(bare_pair.committee, name, n)
    return taken(bare_pair.branch)


def there(desk: Desk) -> int:
    """The key of the one sealed period of a book."""
    with desk.store.read() as session:
        return session.scalars(select(SealedPeriod.id)).one()


def named(desk: Desk, figures: SealedFigures) -> list[tuple[str, str, object]]:
    """Each row with the name that its key has in the book; its own name and its sums."""
    with desk.store.read() as session:
        names = {row.id: row.name for row in session.scalars(select(Member))}
    return [(names[row.member_id], row.name, row.sums) for row in figures.grid.rows]


def test_the_committee_reads_a_sealed_period_as_it_was(bare_pair: Pair, sealed: int) -> None:
    here = dues.sealed_figures(bare_pair.branch, sealed)
    bare_pair.carry()
    found = dues.sealed_figures(bare_pair.committee, there(bare_pair.committee))
    rows = named(bare_pair.committee, found)
    assert rows == named(bare_pair.branch, here)
    assert {own for own, _name, _sums in rows} == set(NAMES[:3])
    assert all(own == name for own, name, _sums in rows)
    assert (found.book, found.grid.totals) == (here.book, here.grid.totals)
    # the keys of the branch mean others here
    assert {r.member_id for r in found.grid.rows} != {r.member_id for r in here.grid.rows}


def test_the_committees_paper_of_chosen_people_names_those(bare_pair: Pair, sealed: int) -> None:
    bare_pair.carry()
    desk = bare_pair.committee
    with desk.store.read() as session:
        wanted = session.scalars(select(Member.id).where(Member.name == NAMES[1])).one()
        unit = session.scalars(select(SealedPeriod.organization_id)).one()
    assert unit != home_of(desk)
    found = reported.figures(desk, unit, Period(JAN, MARCH))
    assert found is not None
    (row,) = (row for row in found[0] if row.member_id == wanted)
    assert (row.name, row.paid) == (NAMES[1], 4_700)


def of_format_1(desk: Desk, rows: tuple[GridRow, ...]) -> None:
    """Put the kept text as it was written before members were named by uid."""
    keys = {row.name: row.member_id for row in rows}
    with desk.store.write("旧程序写的") as session:
        row = session.scalars(select(SealedPeriod)).one()
        kept = json.loads(row.content)
        kept["format"] = 1
        for each in kept["grid"]["rows"]:
            each["member"] = keys[each["name"]]
        row.content = json.dumps(kept, ensure_ascii=False)


def test_a_text_that_names_members_by_keys_names_nobody_elsewhere(
    bare_pair: Pair, sealed: int
) -> None:
    before = dues.sealed_figures(bare_pair.branch, sealed)
    of_format_1(bare_pair.branch, before.grid.rows)
    assert dues.sealed_figures(bare_pair.branch, sealed) == before
    bare_pair.carry()
    found = dues.sealed_figures(bare_pair.committee, there(bare_pair.committee))
    assert [row.member_id for row in found.grid.rows] == [-1, -2, -3]
    assert [row.name for row in found.grid.rows] == [row.name for row in before.grid.rows]
    assert found.grid.totals == before.grid.totals


def test_who_is_not_in_this_book_is_still_shown(bare_pair: Pair, sealed: int) -> None:
    before = dues.sealed_figures(bare_pair.branch, sealed)
    with bare_pair.branch.store.write("别的账套") as session:
        row = session.scalars(select(SealedPeriod)).one()
        for uid in session.scalars(select(Member.uid)):
            row.content = row.content.replace(uid, uid[::-1])
    rows = dues.sealed_figures(bare_pair.branch, sealed).grid.rows
    assert sorted(row.member_id for row in rows) == [-3, -2, -1]
    assert [row.name for row in rows] == [row.name for row in before.grid.rows]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("{", "读不出来"),
        ("[]", "读不出来"),
        ("{}", "读不出来"),
        ('{"format":"2"}', "读不出来"),
        ('{"format":3}', "更新的程序"),
        ('{"format":2,"grid":{}}', "读不出来"),
        ('{"format":1,"grid":{"rows":[{"member":"甲"}]}}', "读不出来"),
        (SEALED + "[7]}}", "读不出来"),
        (SEALED + '[{"member":"u",' + SOMEBODY + "}]}}", "读不出来"),
        ("[" * 9999, "读不出来"),
    ],
)
def test_a_text_that_is_none_is_told_in_words(
    bare_pair: Pair, sealed: int, content: str, why: str
) -> None:
    with bare_pair.branch.store.write("改坏") as session:
        session.scalars(select(SealedPeriod)).one().content = content
    bare_pair.carry()
    with pytest.raises(UserError, match=why):
        dues.sealed_figures(bare_pair.committee, there(bare_pair.committee))


def test_months_of_another_period_are_no_content(bare_pair: Pair, sealed: int) -> None:
    with bare_pair.branch.store.write("改坏") as session:
        session.scalars(select(SealedPeriod)).one().last = date(2026, 2, 1)
    with pytest.raises(UserError, match="读不出来"):
        dues.sealed_figures(bare_pair.branch, sealed)
