"""The pane 党员花名册: the list of any day, each member's record, movements, import, charts."""

from djdesk.services.roster import ROSTER
from djdesk.ui.kit.pane import PaneSpec
from djdesk.ui.roster.pane import RosterPane

__all__ = ["PANE", "RosterPane"]

PANE = PaneSpec("roster", "党员花名册", "党组织与党员", "users", RosterPane, watches=ROSTER.tables)
