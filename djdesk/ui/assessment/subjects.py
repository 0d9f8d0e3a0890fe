"""Whom an assessment can speak of: the branch, its groups, its members, as choices of a form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from djdesk.services import organization
from djdesk.services.assessment.rows import Subject
from djdesk.services.desk import Desk
from djdesk.services.fields import Field
from djdesk.services.listing import Kind, Value
from djdesk.ui.kit.editors import Choice

SUBJECT = Field("subject", "对象", Kind.TEXT, refers="subject", required=True)


@dataclass(frozen=True, slots=True)
class Named:
    """A subject with its name; `place` is the group of a member, or what else it is."""

    subject: Subject
    name: str
    place: str = ""


def read_subjects(desk: Desk) -> tuple[Named, ...]:
    """Everybody who belongs to the branch today, by pinyin, then the groups, then the branch."""
    home = organization.home_id(desk)
    people = organization.candidates(desk, home)
    groups = organization.groups(desk, home)
    return (
        *(Named(Subject("member", home, key), name, place) for key, name, place in people),
        *(Named(Subject("group", key), name, "党小组") for key, name in groups),
        Named(Subject("branch", home), organization.name_of(desk, home), "党支部"),
    )


class SubjectChoices:
    """The choices of a field that names a subject; one who has left stays chosen where stored."""

    def __init__(self, known: Callable[[], Sequence[Named]]) -> None:
        self._known = known
        self._kept: Named | None = None

    def keep(self, kept: Named | None) -> None:
        """Offer this one too, whether or not it is among those of today."""
        self._kept = kept

    def _all(self) -> list[Named]:
        found = list(self._known())
        kept = self._kept
        if kept is not None and all(each.subject != kept.subject for each in found):
            found.append(kept)
        return found

    def choices(self) -> list[Choice]:
        """What the editor offers."""
        return [Choice(n, each.name, each.place) for n, each in enumerate(self._all(), start=1)]

    def number(self, subject: Subject) -> int | None:
        """The value of the field for a subject."""
        places = (n for n, each in enumerate(self._all(), start=1) if each.subject == subject)
        return next(places, None)

    def named(self, value: Value) -> Named | None:
        """Whom a value of the field means."""
        found = self._all()
        known = isinstance(value, int) and 1 <= value <= len(found)
        return found[value - 1] if known and isinstance(value, int) else None

    def subject(self, value: Value) -> Subject:
        """The subject a value means; only asked of a form that was found right."""
        named = self.named(value)
        assert named is not None
        return named.subject


def subject_field(title: str) -> Field:
    """The field under the word of a form."""
    return replace(SUBJECT, title=title)
