"""The pane 上报接收: a branch reports to its committee, a committee takes over and answers."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from djdesk.models.books import BookKind
from djdesk.ui.kit.pane import Context, PaneSpec
from djdesk.ui.packages.branch import BranchPane
from djdesk.ui.packages.committee import CommitteePane

__all__ = ["PANE", "BranchPane", "CommitteePane"]


def _make(context: Context) -> QWidget:
    committee = context.desk.store.book.kind is BookKind.COMMITTEE
    return CommitteePane(context) if committee else BranchPane(context)


PANE = PaneSpec(
    "packages",
    "上报接收",
    "上报接收",
    "usb",
    _make,
    watches=frozenset({"package_log", "superior", "subordinate", "invitation"}),
)
