"""What a pane is made from: its description, and the context it is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

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


@dataclass(frozen=True)
class PaneSpec:
    """A pane as the shell lists it; `watches` are the tables whose changes concern it."""

    id: str
    title: str
    group: str
    icon: str
    make: Callable[[Context], QWidget]
    watches: frozenset[str] = frozenset()
    roles: frozenset[Role] = frozenset(Role)
    book_kinds: frozenset[str] = frozenset({"branch", "committee"})
