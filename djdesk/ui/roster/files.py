"""The page of a member's attachments."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from djdesk.services.roster import AREA, Profile
from djdesk.ui.kit import files
from djdesk.ui.kit.pane import Context


class FilesPage(files.FilesPage):
    """Files kept with the member shown."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context, AREA, "member", parent)

    def show_profile(self, profile: Profile) -> None:
        """Show the attachments of a member."""
        self.show_files(profile.id, profile.files)
