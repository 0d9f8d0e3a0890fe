"""One line of the log in full: what was sent or received, what came of it and why."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from djdesk.models.rules import codes
from djdesk.models.store.store import Notice
from djdesk.services import kinds, packages
from djdesk.services.listing import Value
from djdesk.services.packages import Entry
from djdesk.ui.kit import theme
from djdesk.ui.kit.page import Card
from djdesk.ui.kit.pane import Context

STATES: dict[Value, str] = {
    "exported": "warn",
    "accepted": "ok",
    "merged": "ok",
    "refused": "bad",
    "superseded": "",
}
COUNT_WORDS = {
    "new": "新增",
    "changed": "变更",
    "same": "相同",
    "removed": "删除",
    "conflict": "冲突",
    "kept": "保留本地",
}


def counted(counts: dict[str, int]) -> str:
    """Counts of a plan in words: 新增 3 · 变更 2."""
    return " · ".join(f"{word} {counts[key]}" for key, word in COUNT_WORDS.items() if key in counts)


class EntryCard(Card):
    """Shows one entry; empty until `show_entry`."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.heading = QLabel(self)
        self.heading.setWordWrap(True)
        theme.role(self.heading, "heading")
        self.state = QLabel(self)
        theme.role(self.state, "pill")
        self._facts = QWidget(self)
        self._lines = QFormLayout(self._facts)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self.reasons = QLabel(self)
        self.reasons.setWordWrap(True)
        self.reasons.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.box.addWidget(self.heading)
        self.box.addWidget(self.state, 0, Qt.AlignmentFlag.AlignLeft)
        self.box.addWidget(self._facts)
        self.box.addWidget(self.reasons)
        self.box.addStretch(1)
        self._shown: int | None = None
        context.bus.changed.connect(self._on_changed)
        self.show_entry(None)

    def _on_changed(self, notice: Notice) -> None:
        """A receipt that comes in changes the entry that is being looked at."""
        if self._shown is not None and "package_log" in notice.tables:
            self.show_id(self._shown)

    def show_id(self, entry_id: int | None) -> None:
        """Read an entry of the log and show it."""
        self._shown = entry_id
        if entry_id is None:
            self.show_entry(None)
            return
        desk = self._context.desk
        self._context.jobs.read(self, lambda: packages.entry(desk, entry_id), self.show_entry)

    def show_entry(self, entry: Entry | None) -> None:
        """Show an entry, or what to do to see one."""
        while self._lines.rowCount():
            self._lines.removeRow(0)
        self.state.setVisible(entry is not None)
        self.reasons.setVisible(entry is not None and bool(entry.reasons))
        if entry is None:
            self.heading.setText("在左边选择一条记录，这里显示详情。")
            return
        self.heading.setText(f"{entry.partner_name}　第 {entry.number:04d} 号")
        self.state.setText(codes.table("package_status").name(entry.status))
        theme.state(self.state, STATES.get(entry.status, ""))
        for title, text in (
            ("所属月份", entry.period),
            ("导出时间", packages.spoken(entry.made_at)),
            ("登记", f"{packages.spoken(entry.logged_at)}　{entry.logged_by}"),
            ("回执时间", packages.spoken(entry.answered_at) if entry.answered_at else ""),
            ("大小", kinds.show_size(entry.size)),
            ("文件名", entry.file_name),
            ("变动", counted(dict(entry.counts))),
            ("校验码", entry.digest[:16]),
        ):
            if text:
                value = QLabel(text)
                value.setWordWrap(True)
                value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                label = QLabel(title)
                theme.role(label, "muted")
                self._lines.addRow(label, value)
        lines = [f"· {r.get('text', '')}{r.get('remedy', '')}" for r in entry.reasons]
        self.reasons.setText("\n".join(["说明：", *lines]))
