"""The pane 工作台: what is due today, this week and overdue, and the figures that matter."""

from djdesk.ui.kit.pane import PaneSpec
from djdesk.ui.reminders.pane import RemindersPane

__all__ = ["PANE", "RemindersPane"]

PANE = PaneSpec(
    "reminders",
    "工作台",
    "工作台",
    "layout-dashboard",
    RemindersPane,
    words="提醒 预警 待办 首页 政治生日",
)
