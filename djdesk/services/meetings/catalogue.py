"""The kinds of many meetings at once: what the book adds and sets is read once, not per meeting."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from djdesk.errors import UserError
from djdesk.models.rules import codes
from djdesk.models.rules.meetings import kinds as rules
from djdesk.services.meetings.kinds import LECTURE, kind_of


class Catalogue:
    """Kinds by code and day, for one session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._ruled = codes.table(rules.KINDS).by_code
        self._lectures = ""
        self._own: dict[tuple[str, str], rules.Kind] = {}

    def kind(self, code: str, day: date, origin: str = "") -> rules.Kind:
        """The kind `code` as ruled on `day`; `origin` is the book whose own kind it may be.

        A kind that this book does not know (its row has not arrived) is known by its code alone
        and asks for nothing, so that a single row never hides all others.
        """
        if code not in self._ruled:
            place = (code, origin)
            if place not in self._own:
                self._own[place] = self._find(code, day, origin)
            return self._own[place]
        kind = rules.kind(code, day)
        if code != LECTURE or not kind.period:
            return kind
        if not self._lectures:
            self._lectures = kind_of(self._session, code, day).period
        return rules.with_period(kind, self._lectures)

    def _find(self, code: str, day: date, origin: str) -> rules.Kind:
        try:
            return kind_of(self._session, code, day, origin)
        except UserError:
            return rules.own({"code": code, "name": code})
