"""Settings kept inside the book, so that a restored book behaves as before."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from djdesk.models.base import Base, Keyed


class Setting(Keyed, Base):
    """One setting by name; `value` is JSON text. `services/settings.py` holds the typed list."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(String(60), unique=True)
    value: Mapped[str]
