"""A branch of 43 people in three groups: that of the meetings."""

from __future__ import annotations

from tests.ui.meetings.conftest import Branch, book_folder, branch, peopled

__all__ = ["Branch", "book_folder", "branch", "peopled"]
