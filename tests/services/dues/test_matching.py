"""Lists matched with members: nobody is guessed, nothing counts before it was chosen."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.errors import Refused, UserError
from djdesk.models.roster import Member
from djdesk.services import dues
from djdesk.services.desk import Desk
from djdesk.services.dues import Listed, Match
from tests.services.conftest import Enrol
from tests.services.dues.conftest import Fix

JAN = date(2026, 1, 1)
ON = date(2026, 1, 20)


def test_only_what_is_beyond_doubt_is_chosen(desk: Desk, enrol: Enrol, fix: Fix) -> None:
    keys = {name: enrol(name) for name in ("张建", "李强", "王敏", "赵新", "钱进")}
    first, second = enrol("王伟"), enrol("王伟")
    for key in (*keys.values(), first, second):
        fix(key)
    dues.pay_due(desk, JAN, [keys["赵新"]], date(2026, 1, 5))
    listed = [
        Listed(2, "张建", 4_500),
        Listed(3, " 李 强", 5_000),
        Listed(4, "王敏", None),
        Listed(5, "赵新", 4_500),
        Listed(6, "王伟", 4_500),
        Listed(7, "孙立", 4_500),
        Listed(8, "钱进", 4_500),
        Listed(9, "钱进", 4_500),
    ]
    plan = dues.match_list(desk, listed, JAN)
    assert [line.match for line in plan.lines] == [
        Match.SURE,
        Match.DIFFERS,
        Match.UNREADABLE,
        Match.DONE,
        Match.SEVERAL,
        Match.UNKNOWN,
        Match.TWICE,
        Match.TWICE,
    ]
    assert plan.sure == (2,)
    assert plan.missing == ((first, "王伟", 4_500), (second, "王伟", 4_500))
    plan = dues.assigned(plan, 6, second, desk)
    assert plan.sure == (2, 6)
    done = dues.apply_match(desk, plan, paid_on=ON)
    assert [each.member_id for each in done] == [keys["张建"], second]
    with pytest.raises(UserError, match="不能计入"):
        dues.apply_match(desk, plan, paid_on=ON, rows=[7])
    with pytest.raises(UserError, match="又有变动"):
        dues.apply_match(desk, plan, paid_on=ON)
    with pytest.raises(Refused, match="多出"):
        dues.apply_match(desk, plan, paid_on=ON, rows=[3])
    (paid,) = dues.apply_match(desk, plan, paid_on=ON, rows=[3], rest="voluntary")
    assert paid.rest == 500


def test_a_number_tells_two_of_one_name_apart(desk: Desk, enrol: Enrol, fix: Fix) -> None:
    first, second = enrol("王伟"), enrol("王伟")
    fix(first)
    fix(second)
    with desk.store.read() as session:
        cards = {key: session.get_one(Member, key).id_number or "" for key in (first, second)}
    listed = [
        Listed(1, "王伟", 4_500, "*" * 14 + cards[second][-4:]),
        Listed(2, "李强", 4_500, cards[first]),
    ]
    plan = dues.match_list(desk, listed, JAN)
    assert (plan.lines[0].member_id, plan.lines[0].match) == (second, Match.SURE)
    # the number is that of another name: that is for a person to decide
    assert (plan.lines[1].member_id, plan.lines[1].match) == (first, Match.DIFFERS)


def test_figures_for_the_charts(desk: Desk, enrol: Enrol, fix: Fix) -> None:
    payer, debtor, new = enrol("张建"), enrol("李强"), enrol("王敏")
    fix(payer)
    fix(debtor, code="pension", base=300_000)
    dues.pay(desk, payer, fen=51_000, paid_on=date(2026, 11, 5), rest="voluntary")
    rates = dues.rates(desk, 2026)
    assert (rates[0].due, rates[0].paid, rates[0].percent) == (6_000, 4_500, 75)
    assert (rates[11].percent, rates[0].payers, rates[0].paid_by) == (None, 2, 1)
    late = {each.title: each for each in dues.arrears(desk) if each.count}
    assert [(each.count, each.fen, each.member_ids) for each in late.values()] == [
        (1, 15_000, (debtor,))
    ]
    classes = [(each.title, each.count, each.fen) for each in dues.by_class(desk)]
    assert classes == [("工资", 1, 4_500), ("离退休", 1, 1_500), ("未核定", 1, 0)]
    assert new in dues.by_class(desk)[-1].member_ids
    kinds = {each.key: each.fen for each in dues.by_kind(desk, 2026)}
    assert kinds == {"regular": 4_500, "back": 45_000, "voluntary": 1_500}
