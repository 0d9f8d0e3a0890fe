"""Messages in a real window: a note at the foot, problems at the head, questions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from djdesk.errors import DeskError, Problem, Refused
from djdesk.ui.kit import theme
from djdesk.ui.kit.memory import Memory
from djdesk.ui.kit.messages import Leave, sentences

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox

# Notes, boxes and file dialogs are made and loaded when there is something to say: the login, which
# must stand at once, mostly has nothing to say.

SHOWN_FOR = 8000  # ms a passing note stays; as long as the mouse is on it, it stays longer
MOST_PROBLEMS = 8  # lines in the panel; the rest is counted


class WindowMessages(QObject):
    """`Messages` over `area`, the part of the window that shows panes."""

    def __init__(
        self,
        area: QWidget,
        memory: Memory,
        on_crash: Callable[[BaseException, str], None],
    ) -> None:
        super().__init__(area)
        self._area = area
        self._memory = memory
        self._on_crash = on_crash
        self._refused = False  # whether the panel tells of something refused

    @cached_property
    def note(self) -> Note:
        """The passing note at the foot."""
        return Note(self._area)

    @cached_property
    def panel(self) -> ProblemPanel:
        """The problem at the head."""
        return ProblemPanel(self._area)

    def done(self, text: str, undo: Callable[[], None] | None = None) -> None:
        """Say in passing that something was done, with 撤销 beside it if there is a way back.

        A refusal shown above goes: what it asked for has been put right, or given up.
        """
        if self._refused:
            self._refused = False
            self.panel.hide()
        self.note.say(text, "撤销" if undo else "", undo)

    def tell(self, text: str, action: str = "", then: Callable[[], None] | None = None) -> None:
        """Say something in passing."""
        self.note.say(text, action, then)

    def problem(self, error: DeskError) -> None:
        """Show what is wrong and what to do until it is closed, a refusal until something is done.

        Other failures, such as a disk that is full, are not put right by what is done next.
        """
        self._refused = isinstance(error, Refused)
        self.panel.say(*sentences(error))

    def problems(self, title: str, problems: Sequence[Problem]) -> None:
        """Show a list of problems until it is closed."""
        self._refused = False
        lines = [f"· {p.text}{p.remedy}" for p in problems[:MOST_PROBLEMS]]
        if len(problems) > MOST_PROBLEMS:
            lines.append(f"……还有 {len(problems) - MOST_PROBLEMS} 条")
        warn = not any(p.is_error for p in problems)
        self.panel.say(title, "\n".join(lines), warn=warn)

    def ask(self, question: str, consequence: str, yes: str) -> bool:
        """Ask before what cannot be undone; the safe answer has the focus."""
        from PySide6.QtWidgets import QMessageBox

        box = self._box(question, consequence)
        go = box.addButton(yes, QMessageBox.ButtonRole.DestructiveRole)
        stay = box.addButton("取消", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.exec()
        chosen = box.clickedButton()
        box.deleteLater()
        return chosen is go

    def leave(self, what: str) -> Leave:
        """Ask once what to do with unsaved changes."""
        from PySide6.QtWidgets import QMessageBox

        box = self._box(f"{what}有改动还没有保存。", "要先保存吗？")
        save = box.addButton("保存", QMessageBox.ButtonRole.AcceptRole)
        drop = box.addButton("不保存", QMessageBox.ButtonRole.DestructiveRole)
        stay = box.addButton("留在这里", QMessageBox.ButtonRole.RejectRole)
        theme.role(save, "primary")
        box.setDefaultButton(save)
        box.setEscapeButton(stay)
        box.exec()
        chosen = box.clickedButton()
        box.deleteLater()
        if chosen is save:
            return Leave.SAVE
        return Leave.DISCARD if chosen is drop else Leave.STAY

    def open_files(self, title: str, kinds: str, *, many: bool = False) -> list[Path]:
        """Let the person choose files to read, beginning where the last ones were."""
        from PySide6.QtWidgets import QFileDialog

        window, folder = self._area.window(), str(self._begin("open"))
        if many:
            names, _ = QFileDialog.getOpenFileNames(window, title, folder, kinds)
        else:
            name, _ = QFileDialog.getOpenFileName(window, title, folder, kinds)
            names = [name] if name else []
        if names:
            self._memory.keep("folders/open", str(Path(names[0]).parent))
        return [Path(name) for name in names]

    def save_file(self, title: str, suggested: str, kinds: str) -> Path | None:
        """Let the person choose where to write; Qt asks before an existing file is replaced."""
        from PySide6.QtWidgets import QFileDialog

        start = str(self._begin("save") / suggested)
        name, _ = QFileDialog.getSaveFileName(self._area.window(), title, start, kinds)
        if not name:
            return None
        path = Path(name)
        wanted = Path(suggested).suffix
        if wanted and not path.suffix:
            path = path.with_name(path.name + wanted)
        self._memory.keep("folders/save", str(path.parent))
        return path

    def folder(self, title: str) -> Path | None:
        """Let the person choose a folder."""
        from PySide6.QtWidgets import QFileDialog

        start = str(self._begin("folder"))
        name = QFileDialog.getExistingDirectory(self._area.window(), title, start)
        if not name:
            return None
        self._memory.keep("folders/folder", name)
        return Path(name)

    def _begin(self, way: str) -> Path:
        """The folder last used for `way`, else the documents: never where the program happens."""
        from djdesk.ui.kit.folders import documents

        kept = self._memory.text(f"folders/{way}")
        return Path(kept) if kept and Path(kept).is_dir() else documents()

    def crashed(self, error: BaseException, doing: str) -> None:
        """A mistake of ours."""
        self._on_crash(error, doing)

    def _box(self, question: str, consequence: str) -> QMessageBox:
        from PySide6.QtWidgets import QMessageBox

        box = QMessageBox(self._area.window())
        box.setWindowTitle("党建工作台")
        box.setText(question)
        box.setInformativeText(consequence)
        box.setIconPixmap(theme.active().pixmap("circle-help", 32, "warn"))
        return box


class _Floating(QFrame):
    """Lies over the area, keeps its place when the area changes size."""

    def __init__(self, area: QWidget, role: str) -> None:
        super().__init__(area)
        theme.role(self, role)
        self._area = area
        area.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self._area or not self.isVisible():
            return False
        if event.type() == QEvent.Type.Resize:
            self._place()
        # a key that nothing inside the area wanted comes by here
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() != Qt.Key.Key_Escape:
            return False
        self.hide()
        return True

    def _place(self) -> None:
        raise NotImplementedError

    def _cross(self) -> QToolButton:
        look = theme.active()
        button = QToolButton(self)
        button.setAccessibleName("关闭")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip("关闭（Esc）")
        button.setIconSize(QSize(look.px(16), look.px(16)))
        button.clicked.connect(self.hide)
        return button


class Note(_Floating):
    """A passing note with one action."""

    def __init__(self, area: QWidget) -> None:
        super().__init__(area, "notice")
        self._then: Callable[[], None] | None = None
        self._line = line = QHBoxLayout(self)
        self.label = QLabel(self)
        self.button = QPushButton(self)
        self.button.clicked.connect(self._on_clicked)
        # Reached by Tab, never by itself: Enter in a form must not undo.
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._close = self._cross()
        line.addWidget(self.label)
        line.addWidget(self.button)
        line.addWidget(self._close)
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.timeout.connect(self._on_time)

    def say(self, text: str, action: str, then: Callable[[], None] | None) -> None:
        """Show a text, replacing the last one."""
        look = theme.active()
        self._then = then
        self.label.setText(text)
        self.button.setText(action)
        self.button.setVisible(bool(action))
        self._close.setIcon(look.icon("x", "on_tip"))
        self._line.setContentsMargins(look.px(16), look.px(8), look.px(8), look.px(8))
        self.setAccessibleName(text)
        self._place()
        self.show()
        self.raise_()
        self._clock.start(SHOWN_FOR)

    def _place(self) -> None:
        look = theme.active()
        room = self._area.width() - look.px(40)
        self.label.setWordWrap(False)
        self.setMinimumSize(0, 0)
        self.adjustSize()
        if self.width() > room:  # a folder's path is easily wider than the window
            self.label.setWordWrap(True)
            self.setMinimumWidth(room)
            self.resize(room, self._line.totalHeightForWidth(room))
        x = (self._area.width() - self.width()) // 2
        self.move(max(x, 0), self._area.height() - self.height() - look.px(48))

    def _on_clicked(self) -> None:
        then, self._then = self._then, None
        self.hide()
        if then is not None:
            then()

    def _on_time(self) -> None:
        if self.underMouse() or self.button.hasFocus():
            self._clock.start(SHOWN_FOR)
        else:
            self.hide()


class ProblemPanel(_Floating):
    """What is wrong and what to do, at the head of the area until it is closed."""

    def __init__(self, area: QWidget) -> None:
        super().__init__(area, "problem")
        self._line = line = QHBoxLayout(self)
        self._icon = QLabel(self)
        words = QVBoxLayout()
        self.text = QLabel(self)
        theme.role(self.text, "heading")
        self.remedy = QLabel(self)
        for label in (self.text, self.remedy):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            words.addWidget(label)
        self._close = self._cross()
        line.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        line.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)

    def say(self, text: str, remedy: str, *, warn: bool = False) -> None:
        """Show what is wrong and what to do."""
        look = theme.active()
        theme.state(self, "warn" if warn else "")
        name, token = ("triangle-alert", "warn") if warn else ("circle-alert", "bad")
        self._icon.setPixmap(look.pixmap(name, 20, token))
        self._line.setContentsMargins(look.px(16), look.px(12), look.px(8), look.px(12))
        self._line.setSpacing(look.px(12))
        self._close.setIcon(look.icon("x"))
        self.text.setText(text)
        self.remedy.setText(remedy)
        self.remedy.setVisible(bool(remedy))
        self.setAccessibleName(f"{text}{remedy}")
        self.show()
        self._place()
        self.raise_()

    def _place(self) -> None:
        gap = theme.active().px(20)
        width = min(self._area.width() - 2 * gap, theme.active().px(640))
        self.setFixedWidth(width)
        self.setFixedHeight(self._line.totalHeightForWidth(width))
        self.move((self._area.width() - width) // 2, gap)
