"""The panes of organisation life (组织生活): 三会一课 with its records; others stand beside it."""

from djdesk.services.meetings import MEETINGS
from djdesk.ui.kit.pane import PaneSpec
from djdesk.ui.meetings.pane import MeetingsPane

__all__ = ["PANE", "MeetingsPane"]

PANE = PaneSpec(
    "meetings",
    "三会一课",
    "组织生活",
    "notebook-pen",
    MeetingsPane,
    watches=MEETINGS.tables,
    words="会议 党员大会 支委会 党小组会 党课 主题党日 组织生活会 签到 记录 表决",
)
