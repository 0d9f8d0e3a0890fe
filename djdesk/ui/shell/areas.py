"""Every pane of the program, in the order of daily life: a plain tuple for reader and freezer."""

from __future__ import annotations

from djdesk.ui.accounts import PANE as ACCOUNTS
from djdesk.ui.assessment.analysis import PANE as ANALYSIS
from djdesk.ui.assessment.improvement import PANE as IMPROVEMENT
from djdesk.ui.assessment.pane import PANE as ASSESSMENT
from djdesk.ui.assessment.rubrics import PANE as RUBRICS
from djdesk.ui.audit import PANE as AUDIT
from djdesk.ui.books import PANE as BOOKS
from djdesk.ui.dues.collecting import PANE as DUES
from djdesk.ui.dues.money import PANE as DUES_MONEY
from djdesk.ui.dues.standards import PANE as DUES_STANDARDS
from djdesk.ui.kit.pane import GROUPS, PaneSpec
from djdesk.ui.meetings import PANE as MEETINGS
from djdesk.ui.meetings.supervision import PANE as SUPERVISION
from djdesk.ui.meetings.talks import PANE as TALKS
from djdesk.ui.organization import PANE as ORGANIZATION
from djdesk.ui.packages import PANE as PACKAGES
from djdesk.ui.reminders import PANE as REMINDERS
from djdesk.ui.roster import PANE as ROSTER
from djdesk.ui.shell.preferences import PANE as PREFERENCES

PANES: tuple[PaneSpec, ...] = (
    REMINDERS,
    ORGANIZATION,
    ROSTER,
    MEETINGS,
    TALKS,
    SUPERVISION,
    ASSESSMENT,
    ANALYSIS,
    IMPROVEMENT,
    RUBRICS,
    DUES,
    DUES_STANDARDS,
    DUES_MONEY,
    PACKAGES,
    ACCOUNTS,
    BOOKS,
    AUDIT,
    PREFERENCES,
)


def panes_for(role: object, book_kind: str) -> tuple[PaneSpec, ...]:
    """The panes a role sees in a kind of book, sorted by their group."""
    seen = [p for p in PANES if role in p.roles and book_kind in p.book_kinds]
    return tuple(sorted(seen, key=lambda pane: GROUPS.index(pane.group)))
