"""A confirmed month prints as it was confirmed, another one as the book has it now."""

from __future__ import annotations

from djdesk.reports.assessment import months
from djdesk.reports.kit.content import short_digest
from djdesk.reports.kit.spec import Request
from djdesk.services import assessment
from djdesk.services.assessment import Subject
from djdesk.services.desk import Desk
from djdesk.services.roster.members import update_member
from tests.reports.assessment.reading import IN_AUGUST, IN_JULY, IN_JUNE, of, row
from tests.reports.assessment.scores import JULY, Scores
from tests.reports.branch import MINORITY
from tests.reports.papers import DAY, RARE, printed, texts


def test_confirmed_months_carry_revision_and_digest(desk: Desk, scored: Scores) -> None:
    kept = assessment.confirmed(desk, JULY)
    code = short_digest(kept.digest)
    july = of(desk, "assessment-summary")
    assert july.mark == f"台账编号 2026-考核-07　第2版　审定内容 {code}"
    assert f"审定内容{code}" in texts(printed(july).data)[0]
    assert of(desk, "assessment-summary", IN_JUNE).mark.startswith("台账编号 2026-考核-06　第1版")


def test_unconfirmed_months_say_so(desk: Desk, scored: Scores) -> None:
    for name in ("summary", "public", "member", "matrix"):
        content = of(desk, f"assessment-{name}", IN_AUGUST)
        assert "未审定" in texts(printed(content).data)[0]
        assert content.mark == "台账编号 2026-考核-08　第1版"
    assert "未审定" not in texts(printed(of(desk, "assessment-summary")).data)[0]


def test_a_month_without_a_book_has_no_mark(desk: Desk, scored: Scores) -> None:
    month = months.read(desk, Request(DAY))
    assert (month.mark, month.note, month.row.state) == ("", "未审定", "none")


def test_what_happens_later_changes_no_confirmed_paper(desk: Desk, scored: Scores) -> None:
    before = [list(each) for each in of(desk, "assessment-summary", IN_JUNE).blocks[2].rows]  # type: ignore[union-attr]
    update_member(desk, scored.people["王某"], {"name": "王改名"})
    after = of(desk, "assessment-summary", IN_JUNE)
    assert [list(each) for each in after.blocks[2].rows] == before  # type: ignore[union-attr]
    assert row(of(desk, "assessment-summary", IN_AUGUST), "王改名")


def test_order_of_the_board_and_gains_with_changes(desk: Desk, scored: Scores) -> None:
    month = months.read(desk, Request(IN_JULY))
    ranked = months.scored(month.rows("member"))
    assert [each.rank for each in ranked] == [1, 2, 3, 4]
    assert [each.name for each in ranked] == [RARE, "王某", "赵某", MINORITY]
    last = ranked[-1]
    plus, minus = months.gains(last)
    assert (plus, minus, last.change) == (0, 50, -20)
    assert last.base + plus - minus == last.own == 550


def test_opinions_that_were_replaced_are_left_out(desk: Desk, scored: Scores) -> None:
    month = months.read(desk, Request(IN_JULY))
    subject = Subject("member", scored.home, scored.people[RARE])
    assert [each.stage for each in month.opinions[subject]] == ["self", "group"]
    assert all(each.latest for rows in month.opinions.values() for each in rows)


def test_explanations_add_up_whether_kept_or_live(desk: Desk, scored: Scores) -> None:
    for day in (IN_JUNE, IN_JULY, IN_AUGUST):
        month = months.read(desk, Request(day))
        for level in ("member", "group", "branch"):
            for each in month.rows(level):
                found = month.explain(each.subject)
                assert sum(line.points for line in found.lines) == each.score == found.score
