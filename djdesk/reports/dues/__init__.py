"""Dues on paper: standards, collection, receipts, cash book, money upward, forms, publication."""

from djdesk.reports.dues import blanks, cash, collection, forms, publication, receipts, standards

REPORTS = (
    *collection.REPORTS,
    *standards.REPORTS,
    *receipts.REPORTS,
    *cash.REPORTS,
    *publication.REPORTS,
    *forms.REPORTS,
    *blanks.REPORTS,
)

__all__ = ["REPORTS"]
