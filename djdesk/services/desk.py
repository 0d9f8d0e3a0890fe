"""The desk: everything a use case needs, passed as its first argument."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from djdesk.errors import UserError
from djdesk.models.store.store import Store


class Role(StrEnum):
    """What a user of the book may do; the words are those of the branch committee."""

    SECRETARY = "secretary"
    ORGANIZER = "organizer"
    COMMITTEE = "committee"
    VIEWER = "viewer"

    @property
    def title(self) -> str:  # type: ignore[override]  # nobody wants str.title here
        """The role in Chinese."""
        return ROLE_TITLES[self]


ROLE_TITLES = {
    Role.SECRETARY: "书记",
    Role.ORGANIZER: "组织委员",
    Role.COMMITTEE: "委员",
    Role.VIEWER: "查看",
}

# Which roles may change an area; areas that are not named follow the first row.
MAY_WRITE: dict[str, frozenset[Role]] = {
    "": frozenset({Role.SECRETARY, Role.ORGANIZER, Role.COMMITTEE}),
    "roster": frozenset({Role.SECRETARY, Role.ORGANIZER}),
    "organization": frozenset({Role.SECRETARY, Role.ORGANIZER}),
    "meetings": frozenset({Role.SECRETARY, Role.ORGANIZER, Role.COMMITTEE}),
    "dues": frozenset({Role.SECRETARY, Role.ORGANIZER, Role.COMMITTEE}),
    "assessment": frozenset({Role.SECRETARY, Role.ORGANIZER, Role.COMMITTEE}),
    "packages": frozenset({Role.SECRETARY, Role.ORGANIZER}),
    "accounts": frozenset({Role.SECRETARY}),
    "settings": frozenset({Role.SECRETARY, Role.ORGANIZER}),
    "books": frozenset({Role.SECRETARY, Role.ORGANIZER}),
}


@dataclass(frozen=True, slots=True)
class Desk:
    """An open book, its user and today's date; immutable and passed by hand, never global."""

    store: Store
    user: str = ""
    role: Role = Role.SECRETARY
    today: Callable[[], date] = field(default=date.today)
    read_only: bool = False

    def may_write(self, area: str) -> bool:
        """Whether this user may change records of `area`."""
        return not self.read_only and self.role in MAY_WRITE.get(area, MAY_WRITE[""])

    def require(self, area: str) -> None:
        """Raise `UserError` unless this user may change records of `area`."""
        if self.read_only:
            raise UserError("账套是以只读方式打开的，不能修改。", "请关闭另一个窗口后重新打开。")
        if not self.may_write(area):
            raise UserError(
                f"“{self.role.title}”没有修改这项台账的权限。", "请由书记或组织委员登录后办理。"
            )
