"""What the status line tells about a book: the last verified backup, reports, receipts."""

from __future__ import annotations

from datetime import datetime

from djdesk.models.books import BookKind
from djdesk.services import books, kinds, listing
from djdesk.services.desk import Desk
from djdesk.services.packages import lists
from djdesk.ui.shell.status import Fact

OLD = 7  # days without a verified backup after which the status line warns


def facts(desk: Desk) -> tuple[Fact, ...]:
    """The facts of the book behind `desk`; each leads to its pane."""
    found = [_backup(books.last_verified(desk.store.folder), desk.store.now())]
    if desk.store.book.kind is BookKind.COMMITTEE:
        query = listing.Query(listing.Scope(desk.today()))
        there = bool(listing.ids(desk, lists.BRANCHES, query, limit=1))
        found.append(_branches(there, lists.behind_count(desk)))
    else:
        found.append(_report(desk))
    return tuple(found)


def _backup(at: datetime | None, now: datetime) -> Fact:
    if at is None:
        return Fact("还没有备份", "bad", "books")
    days = (now.date() - at.date()).days
    day = {0: "今天", 1: "昨天"}.get(days, f"{at.month}月{at.day}日")
    return Fact(f"已核验备份：{day} {at:%H:%M}", "ok" if days < OLD else "warn", "books")


def _report(desk: Desk) -> Fact:
    query = listing.Query(
        listing.Scope(desk.today()),
        filters=(listing.Filter("direction", "eq", "out"),),
    )
    last = listing.ids(desk, lists.PACKAGES, query, limit=1)
    if not last:
        return Fact("还没有上报过", "", "packages")
    keys = ("number", "status")
    number, status = listing.rows(desk, lists.PACKAGES, query.scope, last, keys)[last[0]]
    word = _status_word(str(status))
    state = "warn" if lists.waiting_receipts(desk) else ""
    return Fact(f"上次上报：第{number:04d}号 · {word}", state, "packages")


def _status_word(status: str) -> str:
    column = lists.PACKAGES.column("status")
    return kinds.show(column.kind, status, column.codes)


def _branches(there: bool, behind: int) -> Fact:
    if not there:
        return Fact("还没有下级支部", "", "packages")
    if behind:
        return Fact(f"本月还有 {behind} 个支部未上报", "warn", "packages")
    return Fact("各支部本月都已上报", "ok", "packages")
