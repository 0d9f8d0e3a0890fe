"""The pane 操作日志: every step, who did it, what changed by field; undo and verification."""

from djdesk.ui.audit.pane import AuditPane
from djdesk.ui.kit.pane import PaneSpec

__all__ = ["PANE", "AuditPane"]

PANE = PaneSpec(
    "audit", "操作日志", "系统", "history", AuditPane, words="痕迹 撤销 恢复 谁改的 核对日志"
)
