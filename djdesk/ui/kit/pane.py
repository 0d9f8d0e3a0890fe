"""What a pane is made from: its description, and the context it is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from PySide6.QtWidgets import QWidget

from djdesk.services.desk import Desk, Role
from djdesk.ui.kit.bus import Bus
from djdesk.ui.kit.jobs import Jobs
from djdesk.ui.kit.memory import Memory, Presentation
from djdesk.ui.kit.messages import Messages

GROUPS = (
    "工作台",
    "党组织与党员",
    "组织生活",
    "考核评议",
    "党费",
    "发展与转接",
    "学习教育",
    "任务与通知",
    "统计报表",
    "上报接收",
    "系统",
)


class Opener(Protocol):
    """Opens a record of another area by word and id; panes never import each other."""

    def __call__(self, area: str, record_id: int | None = None, **hints: object) -> None:
        """Show pane `area`, and in it the record `record_id` if given."""


@runtime_checkable
class Shows(Protocol):
    """A pane that can go to a record; `context.open` reaches it."""

    def show_record(self, record_id: int | None, **hints: object) -> None:
        """Show the record, or with None do what `hints` ask (e.g. `new=True`)."""


@runtime_checkable
class Leaves(Protocol):
    """A pane that may hold unsaved typing; asked before the window closes."""

    def leave(self, then: Callable[[], None]) -> None:
        """Do `then` once nothing would be lost (see `Form.leave`)."""


@dataclass(frozen=True)
class Context:
    """Everything a pane may use."""

    desk: Desk
    jobs: Jobs
    bus: Bus
    messages: Messages
    open: Opener
    memory: Memory = field(default_factory=Memory)
    presentation: Presentation = field(default_factory=Presentation)
    area: QWidget | None = None
    """Where panes are shown; a pane that is made in it need not be dressed twice."""
    sample: Callable[[], object] | None = None
    """Opens the sample book in the place of this one; None where it is open already."""


@dataclass(frozen=True)
class PaneSpec:
    """A pane as the shell lists it.

    `icon` names a picture of resources/icons. `watches` are the tables whose changes concern it.
    `words` are other words under which the search box finds it (e.g. 名册 换届). A pane is absent,
    not grey, for roles and kinds of book that are not named.
    """

    id: str
    title: str
    group: str
    icon: str
    make: Callable[[Context], QWidget]
    watches: frozenset[str] = frozenset()
    roles: frozenset[Role] = frozenset(Role)
    book_kinds: frozenset[str] = frozenset({"branch", "committee"})
    words: str = ""
