"""The pane 党组织: tree, profile, committee, terms."""

from djdesk.ui.kit.pane import PaneSpec
from djdesk.ui.organization.pane import OrganizationPane

__all__ = ["PANE", "OrganizationPane"]

PANE = PaneSpec(
    "organization",
    "党组织",
    "党组织与党员",
    "landmark",
    OrganizationPane,
    watches=frozenset({"organization", "term", "tenure", "standing", "member"}),
)
