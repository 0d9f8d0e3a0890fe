"""What supervision is asked about, and a part of its pane that answers once it is seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from djdesk.services.listing import Scope
from djdesk.ui.kit import asked
from djdesk.ui.kit.pane import Context


@dataclass(frozen=True, slots=True)
class Asked:
    """The branch and the year looked at, as seen on `day`."""

    organization_id: int
    year: int
    day: date

    @property
    def scope(self) -> Scope:
        """The branch as lists are asked."""
        return Scope(self.day, self.organization_id)


class Part(asked.Part[Asked]):
    """A section of the pane of supervision."""


def open_meetings(context: Context, ids: tuple[int, ...], title: str) -> None:
    """Show one record, or the list of several under `title`."""
    if len(ids) == 1:
        context.open("meetings", ids[0])
    elif ids:
        context.open("meetings", None, ids=ids, title=title)
