"""What the ledgers give reason to look at: late months, runs, old arrears, classes out of date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from djdesk.models.rules import dues as rules
from djdesk.models.rules.dues import tables
from djdesk.services.dues.ledger import MemberLedger
from djdesk.services.dues.proposals import payer_of


@dataclass(frozen=True, slots=True)
class Watched:
    """One present member who is asked for dues, with the months up to the one of `day`."""

    ledger: MemberLedger
    months: tuple[rules.MonthState, ...]
    day: date

    @property
    def lacking_now(self) -> int:
        """What is owed for the month of the day."""
        return self.ledger.state(rules.month_of(self.day)).lacking

    @property
    def run(self) -> rules.Run | None:
        """The longest run of months for which nothing was paid."""
        return rules.unpaid_run(self.months, self.day)

    @property
    def overdue(self) -> tuple[rules.MonthState, ...]:
        """The months in arrears, the oldest first."""
        return rules.overdue(self.months, self.day)

    @property
    def too_old(self) -> tuple[rules.MonthState, ...]:
        """The months in arrears that are older than dues are generally paid back (R33)."""
        return tuple(each for each in self.overdue if rules.too_old(each.month, self.day))

    @property
    def unfixed(self) -> bool:
        """Whether nothing was fixed for this year (R34)."""
        fixed = self.ledger.fixed_in(rules.month_of(self.day))
        return fixed is None or fixed.rule.since.year < self.day.year

    @property
    def change(self) -> rules.Change | None:
        """Whether the class seems out of date (R35, R41)."""
        return rules.class_change(self.payer, self.day)

    @property
    def payer(self) -> rules.Payer:
        """The member as the rules about changed classes ask."""
        return payer_of(self.ledger)

    @property
    def above_cap(self) -> int | None:
        """The monthly amount where it is above the cap (R37)."""
        fixed, limit = (
            self.ledger.fixed_in(rules.month_of(self.day)),
            tables.cap().rule_at(self.day),
        )
        if fixed is None or limit is None or fixed.rule.fen <= limit.value:
            return None
        return fixed.rule.fen

    @property
    def expiring(self) -> rules.Reduction | None:
        """The reduction that holds now or ended last, and has an end (R40)."""
        held = [each for each in self.ledger.reductions if each.until and each.since <= self.day]
        return max(held, key=lambda each: each.until or date.min, default=None)


def watched(ledgers: Iterable[MemberLedger], day: date) -> Iterator[Watched]:
    """The present members of this book who are asked for dues on `day`."""
    month = rules.month_of(day)
    for ledger in ledgers:
        if ledger.own and ledger.present and ledger.covers(month):
            yield Watched(ledger, ledger.ledger(month), day)
