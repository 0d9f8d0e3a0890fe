"""Every module with entities, so that importing this one makes the metadata complete.

A new area adds its module here; the tests compare this metadata with what the upgrades build.
"""

from __future__ import annotations

from djdesk.models import (
    archive,
    assessment,
    audit,
    books,
    drafts,
    dues,
    meetings,
    organization,
    packages,
    printing,
    roster,
    settings,
)
from djdesk.models.base import Base

MODULES = (
    books,
    settings,
    audit,
    organization,
    roster,
    archive,
    packages,
    drafts,
    printing,
    meetings,
    dues,
    assessment,
)

metadata = Base.metadata
