"""Organisation life on paper: records, sign-in, minutes, talks, ledgers, plans, bound volumes."""

from djdesk.reports.meetings import activity, blanks, minutes, record, registers, signin, talk
from djdesk.reports.meetings.activity import usual

REPORTS = (
    *record.REPORTS,
    *signin.REPORTS,
    *activity.REPORTS,
    *minutes.REPORTS,
    *talk.REPORTS,
    *registers.REPORTS,
    *blanks.REPORTS,
)

__all__ = ["REPORTS", "usual"]
