"""One sitting of the collection: what was typed for members and months, entered at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from djdesk.errors import UserError
from djdesk.services.desk import Desk
from djdesk.services.dues.ledger import MemberLedger, ledger_of, ledgers
from djdesk.services.dues.paying import ASK, Paid, Taking, enter
from djdesk.services.dues.rows import AREA


@dataclass(frozen=True, slots=True)
class Sum:
    """`fen` of a member for one month; `rest` as in `pay` for what is above the due amount."""

    member_id: int
    month: date
    fen: int
    rest: str = ASK


def collect(
    desk: Desk, sums: Iterable[Sum], taking: Taking, *, receipt: bool = False
) -> tuple[Paid, ...]:
    """Enter everything that was taken in one sitting, in one step of the history.

    A member who pays all that is owed for several months makes one payment; amounts that are not
    what is owed stay with the month for which they were typed, one payment each. Everything is
    refused (`Refused`) if one payment is.
    """
    desk.require(AREA)
    wanted: dict[int, list[Sum]] = {}
    for each in sorted(sums, key=lambda each: each.month):
        wanted.setdefault(each.member_id, []).append(each)
    with desk.store.write("登记党费交纳", area=AREA) as session:
        found = {each.member_id: each for each in ledgers(session, member_ids=tuple(wanted))}
        paid: list[Paid] = []
        for member_id, own in wanted.items():
            ledger = found.get(member_id)
            if ledger is None:
                raise UserError("找不到这名党员。", "记录可能已被撤销操作移除，请刷新后重试。")
            for together in _together(ledger, own):
                fen, months = sum(each.fen for each in together), [e.month for e in together]
                rest = together[-1].rest
                now = ledger if together is own or not paid else ledger_of(session, member_id)
                paid.append(
                    enter(
                        session, desk, now or ledger, fen, taking,
                        months=months, rest=rest, receipt=receipt,
                    )
                )  # fmt: skip
        return tuple(paid)


def _together(ledger: MemberLedger, own: list[Sum]) -> list[list[Sum]]:
    """Which sums of a member are one payment: all of them if they are what is owed."""
    if all(each.fen == ledger.state(each.month).lacking for each in own):
        return [own]
    return [[each] for each in own]
