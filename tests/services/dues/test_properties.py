"""Whatever is done in whatever order: no fen is lost or made, and all sums agree."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from djdesk.errors import Refused, UserError
from djdesk.models.dues import Payment, PaymentPart
from djdesk.models.rules import dues as rules
from djdesk.models.rules import identity
from djdesk.models.rules.days import add_months
from djdesk.models.store.book import open_book
from djdesk.services import audit, dues, organization, roster
from djdesk.services.desk import Desk, Role
from djdesk.services.dues import DuesWarning, SealedFigures
from tests.conftest import PASSWORD, USER
from tests.models.store.people import last_step

TODAY = date(2026, 12, 31)
JAN, DEC = date(2026, 1, 1), date(2026, 12, 1)
MONTHS = tuple(rules.months(JAN, DEC))
BASES = (2_345_67, 3_000_01, 8_333_00, 63_000_00)

whole_months = st.sampled_from(MONTHS)
days = st.dates(JAN, TODAY)
money = st.one_of(st.integers(1, 30_000), st.sampled_from([1, 4_500, 99_999, 100_000, 250_000]))


@dataclass
class Expected:
    """What should be in hand, told by the operations alone."""

    fen: int = 0
    out: int = 0
    counted: dict[int, int] = field(default_factory=dict)


class Branch(RuleBasedStateMachine):
    """Three members, of whom money is taken, reversed, undone; periods are handed over and sealed.

    What the program refuses must leave everything as it was.
    """

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.book = open_book(Path(shutil.copytree(self.template, self.folder / "book")), PASSWORD)
        self.desk = Desk(self.book.store, USER, Role.SECRETARY, lambda: TODAY)
        self.members: list[int] = []
        self.expected = Expected()
        self.sealed: dict[int, SealedFigures] = {}
        self.last: tuple[int, str, int] | None = None

    def teardown(self) -> None:
        self.book.close()
        shutil.rmtree(self.folder)

    @initialize()
    def begin(self) -> None:
        home = organization.home_id(self.desk)
        for place, base in enumerate(BASES[:3]):
            digits = f"99999919850506{place * 2 + 1:03d}"
            key = roster.enrol(
                self.desk,
                {
                    "name": "张王李"[place] + "某",
                    "sex": "1",
                    "id_number": digits + identity.check_sign(digits),
                    "birth_on": date(1985, 5, 6),
                    "joined_on": date(2012, 7, 1),
                    "full_on": date(2013, 7, 1),
                },
                roster.Opening(home, "full", None, "W1", since=date(2020, 1, 1)),
            )
            self.members.append(key)
            self._fix(key, JAN, base)

    def _fix(self, key: int, since: date, base: int) -> None:
        dues.fix_standard(
            self.desk,
            key,
            {
                "since": since,
                "code": "wage",
                "base_fen": base,
                "decided_on": JAN,
                "reason": "核定",
            },
        )

    # -- operations ----------------------------------------------------------------------------

    @rule(
        place=st.integers(0, 2),
        fen=money,
        on=days,
        months=st.one_of(st.none(), st.lists(whole_months, max_size=4)),
        rest=st.sampled_from(["ask", "voluntary", "ahead"]),
        receipt=st.booleans(),
    )
    def pay(
        self,
        place: int,
        fen: int,
        on: date,
        months: list[date] | None,
        rest: str,
        receipt: bool,
    ) -> None:
        key = self.members[place]
        try:
            paid = dues.pay(
                self.desk, key, fen=fen, paid_on=on, months=months, rest=rest, receipt=receipt
            )
        except Refused:
            return
        assert paid.fen == fen
        self.expected.fen += fen
        self.expected.counted[paid.payment_id] = fen

    @rule(month=whole_months, on=days)
    def pay_all(self, month: date, on: date) -> None:
        try:
            done = dues.pay_due(self.desk, month, self.members, on)
        except Refused:
            return
        for paid in done:
            self.expected.fen += paid.fen
            self.expected.counted[paid.payment_id] = paid.fen

    @precondition(lambda self: self.expected.counted)
    @rule(pick=st.integers(0, 50), on=days)
    def reverse(self, pick: int, on: date) -> None:
        keys = sorted(self.expected.counted)
        key = keys[pick % len(keys)]
        try:
            dues.reverse(self.desk, key, reason="冲销", on=on)
        except Refused:
            return
        self.expected.fen -= self.expected.counted.pop(key)

    @precondition(lambda self: self.expected.counted)
    @rule(pick=st.integers(0, 50), on=days)
    def reversal_restores_exactly(self, pick: int, on: date) -> None:
        before = dues.grid(self.desk, None, JAN, DEC)
        try:
            paid = dues.pay(self.desk, self.members[pick % 3], fen=777, paid_on=on, rest="ahead")
            dues.reverse(self.desk, paid.payment_id, reason="冲销", on=on)
        except Refused:
            return
        assert dues.grid(self.desk, None, JAN, DEC) == before

    @rule(place=st.integers(0, 2), since=whole_months, base=st.sampled_from(BASES))
    def fix(self, place: int, since: date, base: int) -> None:
        try:
            self._fix(self.members[place], since, base)
        except Refused:
            return

    @rule(place=st.integers(0, 2), since=whole_months, to_fen=st.integers(0, 1_000))
    def reduce(self, place: int, since: date, to_fen: int) -> None:
        try:
            dues.reduce(
                self.desk,
                self.members[place],
                {
                    "since": since,
                    "until": add_months(since, 2),
                    "to_fen": to_fen,
                    "reason": "困难",
                    "branch_on": JAN,
                    "superior_on": JAN,
                },
            )
        except Refused:
            return

    @rule(quarter=st.integers(0, 3), on=days)
    def hand_over(self, quarter: int, on: date) -> None:
        period = rules.periods(2026, "quarter")[quarter]
        try:
            draft = dues.propose_remittance(self.desk, period)
            assert draft.up + draft.kept == draft.collected
            dues.hand_over(self.desk, draft, handed_on=on)
        except UserError:
            return
        except Refused:
            return
        self.expected.out += draft.up

    @rule(length=st.integers(1, 3))
    def seal(self, length: int) -> None:
        last = dues.last_sealed(self.desk)
        first = JAN if last is None else add_months(last, 1)
        try:
            key = dues.seal(self.desk, first, add_months(first, length - 1))
        except Refused:
            return
        self.sealed[key] = dues.sealed_figures(self.desk, key)

    @rule()
    def undo_and_redo(self) -> None:
        before = dues.grid(self.desk, None, JAN, DEC), dues.book(self.desk, 2026)
        step = last_step(self.desk.store)
        try:
            audit.undo_step(self.desk, step)
        except (Refused, UserError):
            pass
        else:
            audit.undo_step(self.desk, last_step(self.desk.store))
        assert (dues.grid(self.desk, None, JAN, DEC), dues.book(self.desk, 2026)) == before

    # -- what always holds ---------------------------------------------------------------------

    @invariant()
    def money_is_what_the_operations_say(self) -> None:
        if not self.members:
            return
        book = dues.book(self.desk, 2026)
        assert book.closing == self.expected.fen - self.expected.out
        assert book.opening + book.income - book.outgo == book.closing

    @invariant()
    def sums_by_member_month_and_ledger_agree(self) -> None:
        if not self.members:
            return
        # money may have gone ahead of the year
        grid = dues.grid(self.desk, None, JAN, date(2027, 12, 1), day=TODAY)
        by_row = sum((row.sums for row in grid.rows), dues.Sums())
        assert by_row == grid.totals
        months = sum((each.sums for each in grid.by_month), dues.Sums())
        totals = grid.totals
        assert (months.due, months.paid, months.lacking, months.over, months.coming) == (
            totals.due,
            totals.paid,
            totals.lacking,
            totals.over,
            totals.coming,
        )
        assert totals.due + totals.over == totals.paid + totals.lacking + totals.coming
        assert totals.paid + totals.given == grid.received == self.expected.fen
        for row in grid.rows:
            assert row.sums.due == sum(cell.due for cell in row.cells.values())
            assert row.sums.paid == sum(cell.paid for cell in row.cells.values())
            member = dues.member_months(self.desk, row.member_id)
            assert member.sums.paid == row.paid
        kinds = dues.by_kind(self.desk, 2026)
        assert sum(each.fen for each in kinds) == self.expected.fen

    @invariant()
    def every_payment_is_the_sum_of_its_parts(self) -> None:
        with self.desk.store.read() as session:
            sums: Counter[int] = Counter()
            for part in session.scalars(select(PaymentPart)):
                sums[part.payment_id] += part.fen
            for payment in session.scalars(select(Payment)):
                assert sums[payment.id] == payment.fen

    @invariant()
    def sealed_figures_never_change(self) -> None:
        for key, figures in self.sealed.items():
            assert dues.sealed_figures(self.desk, key) == figures
            months = figures.grid.months
            now = dues.grid(self.desk, None, months[0], months[-1], day=figures.grid.day)
            assert now.totals.due == figures.row.due
            assert now.received == figures.row.paid
            book = dues.book_of(self.desk, months[0], months[-1])
            assert (book.opening, book.closing) == (figures.book.opening, figures.book.closing)

    @invariant()
    def receipts_have_no_gap(self) -> None:
        for year in (2026, 2027):
            numbers = [row.number_text for row in dues.receipts(self.desk, year=year)]
            assert numbers == [f"{year}-{n:04d}" for n in range(1, len(numbers) + 1)]

    @invariant()
    def warnings_can_be_told(self) -> None:
        found = dues.warnings(self.desk) if self.members else ()
        assert all(isinstance(each, DuesWarning) and each.lines for each in found)


def test_no_order_of_operations_loses_or_makes_a_fen(
    branch_template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Branch, "template", branch_template, raising=False)
    machine = Branch.TestCase
    machine.settings = settings(
        max_examples=12,
        stateful_step_count=14,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    machine().runTest()
