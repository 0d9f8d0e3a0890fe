"""The right side of 操作日志: one step in full, its records and fields before and after."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from djdesk.ui.audit.changes import SHOWN, Group, Line, Step
from djdesk.ui.kit import theme
from djdesk.ui.kit.page import Card, scrolled

NOTHING = "（空）"
_CELL = "padding: 2px 8px 2px 0;"


class StepCard(Card):
    """Shows a step; empty until `show_step`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.step: Step | None = None
        self.heading = QLabel(self)
        theme.role(self.heading, "heading")
        self.facts = QLabel(self)
        theme.role(self.facts, "muted")
        self.undone = QLabel("已撤销", self)
        theme.role(self.undone, "pill")
        theme.state(self.undone, "warn")
        self.changes = QLabel(self)
        self.changes.setTextFormat(Qt.TextFormat.RichText)
        self.changes.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.changes.setAccessibleName("改动的内容")
        for label in (self.heading, self.facts, self.changes):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.box.addWidget(self.heading)
        self.box.addWidget(self.facts)
        self.box.addWidget(self.undone, 0, Qt.AlignmentFlag.AlignLeft)
        self.box.addWidget(scrolled(self.changes), 1)
        theme.active().changed.connect(self._on_theme)
        self.show_step(None)

    def _on_theme(self) -> None:
        self.show_step(self.step)

    def show_step(self, step: Step | None) -> None:
        """Show a step, or what to do to see one."""
        self.step = step
        self.undone.setVisible(step is not None and step.undone)
        self.facts.setVisible(step is not None)
        if step is None:
            self.heading.setText("在左边选择一步，这里显示改动的内容。")
            self.changes.clear()
            return
        self.heading.setText(step.title)
        who = f"{step.user}（{step.role}）" if step.role else step.user
        lines = [" · ".join(word for word in (step.at, who, step.area_title) if word)]
        if step.reason:
            lines.append(f"原因：{step.reason}")
        self.facts.setText("\n".join(lines))
        self.changes.setText(_html(step))


def _html(step: Step) -> str:
    if not step.groups:
        return "<p>这一步没有改动记录，只记下做过这件事。</p>"
    parts = [_group(group) for group in step.groups]
    if step.cut:
        parts.append(f"<p>……这里只显示前 {SHOWN} 条记录，共 {step.rows} 条。</p>")
    return "".join(parts)


def _group(group: Group) -> str:
    muted = theme.active().tokens.muted
    head = (
        f"<p style='margin-top:8px; margin-bottom:2px;'><b>{escape(group.heading)}</b>"
        f" <span style='color:{muted};'>{group.op}</span></p>"
    )
    note = f"<p style='margin:0;'>{escape(group.note)}</p>" if group.note else ""
    rows = "".join(_line(line, group.op == "修改", muted) for line in group.lines)
    table = f"<table width='100%' cellspacing='0' cellpadding='0'>{rows}</table>" if rows else ""
    return head + note + table


def _line(line: Line, both: bool, muted: str) -> str:
    value = escape(line.after or line.before)
    if both:
        before, after = escape(line.before or NOTHING), escape(line.after or NOTHING)
        value = f"<span style='color:{muted};'>{before}</span> → {after}"
    return (
        f"<tr><td width='34%' style='color:{muted}; {_CELL}'>{escape(line.title)}</td>"
        f"<td style='{_CELL}'>{value}</td></tr>"
    )
