"""The list of shortcuts (Shift+F1), collected from the actions themselves so that it stays true."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

import djdesk
from djdesk.ui.kit import theme

EVERYWHERE = (
    ("Ctrl+K", "搜索党员、表册、功能"),
    ("Ctrl+PageDown / Ctrl+PageUp", "下一个 / 上一个功能"),
    ("Ctrl+Shift+P", "投影模式：遮住隐私"),
    ("F1", "使用说明，翻到正在用的功能"),
    ("Shift+F1", "快捷键一览"),
)
TABLES = (
    ("↑ ↓ PageUp PageDown Home End", "移动；按住 Shift 连续选择"),
    ("Ctrl+A", "全选"),
    ("Ctrl+C", "复制为单元格，可直接粘贴到表格"),
    ("Enter", "打开"),
    ("Alt+↓", "按这一栏筛选（也可右击栏目名）"),
    ("Ctrl+F", "在本页查找"),
    ("直接打字", "在本页查找"),
)
FORMS = (
    ("Enter", "到下一项；在最后一项保存"),
    ("Tab / Shift+Tab", "下一项 / 上一项"),
    ("Ctrl+S", "保存"),
    ("Ctrl+Enter", "在短对话框里保存，多行文字里也行"),
    ("↓ 或 F4", "列出可选的内容；日期打开日历"),
)


class ShortcutList(QDialog):
    """Shortcuts of the pane in use, then those that hold everywhere."""

    def __init__(self, pane: QWidget | None, parent: QWidget) -> None:
        super().__init__(parent)
        look = theme.active()
        self.setWindowTitle("快捷键")
        box = QVBoxLayout(self)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        inside = QWidget(area)
        theme.role(inside, "clear")
        self._grid = QGridLayout(inside)
        self._grid.setHorizontalSpacing(look.px(24))
        self._row = 0
        if pane is not None:
            own = [(a.shortcut().toString(), a.text()) for a in pane.actions() if _has_keys(a)]
            self._add("本页", tuple(own))
        self._add("全部功能", EVERYWHERE)
        self._add("表格", TABLES)
        self._add("表单", FORMS)
        self._grid.setRowStretch(self._row, 1)
        area.setWidget(inside)
        box.addWidget(area)
        about = QLabel(f"党建工作台 {djdesk.__version__}", self)
        theme.role(about, "hint")
        box.addWidget(about)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        box.addWidget(buttons)
        self.resize(look.px(520), look.px(560))

    def _add(self, title: str, keys: tuple[tuple[str, str], ...]) -> None:
        if not keys:
            return
        heading = QLabel(title, self)
        theme.role(heading, "heading")
        self._grid.addWidget(heading, self._row, 0, 1, 2)
        self._row += 1
        for key, what in keys:
            left, right = QLabel(key, self), QLabel(what, self)
            theme.role(left, "muted")
            self._grid.addWidget(left, self._row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(right, self._row, 1)
            self._row += 1


def _has_keys(action: QAction) -> bool:
    return not action.shortcut().isEmpty()
