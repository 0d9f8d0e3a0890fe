"""The first start: branch or committee, name, password, how to begin; then there is a book."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from djdesk.errors import DeskError, UserError
from djdesk.models.store import keys
from djdesk.services.books import BookKind, OpenBook, create_book, open_book
from djdesk.ui.kit import recovery_sheet, theme
from djdesk.ui.kit.buttons import pressed_by_enter, set_icon
from djdesk.ui.kit.dialogs import Steps
from djdesk.ui.kit.folders import proposed_folder
from djdesk.ui.kit.jobs import Jobs
from djdesk.ui.kit.memory import Memory
from djdesk.ui.kit.page import Card
from djdesk.ui.shell.entrance import Entrance
from djdesk.ui.shell.login import remember_book


class Begin(StrEnum):
    """What the window shows first after the book was made."""

    IMPORT = "import"
    EMPTY = "empty"
    SAMPLE = "sample"


@dataclass(frozen=True, slots=True)
class Made:
    """A new book, open, its recovery code, and how the user wants to begin."""

    book: OpenBook
    code: str
    begin: Begin


class Wizard(Entrance):
    """Emits `made(Made)` when the book stands, `given_up` when the user goes back to the login."""

    made = Signal(object)
    given_up = Signal()
    wants_sample = Signal()

    def __init__(
        self,
        memory: Memory,
        on_crash: Callable[[BaseException, str], None],
        jobs: Jobs | None = None,
    ) -> None:
        super().__init__("新建账套 — 党建工作台", memory, on_crash, jobs)
        look = theme.active()
        self._made: Made | None = None
        self._code = ""
        self._folder: Path | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(look.px(32), look.px(24), look.px(32), look.px(24))
        outer.setSpacing(look.px(16))
        title = QLabel("新建账套", self)
        theme.role(title, "title")
        outer.addWidget(title)
        self.steps = Steps(
            (
                ("类型", self._kind_page()),
                ("名称", self._name_page()),
                ("密码", self._password_page()),
                ("恢复码", self._code_page()),
                ("开始", self._begin_page()),
            ),
            finish=self._on_finish,
            finish_word="进入工作台",
            on_enter=self._on_enter,
            parent=self,
        )
        self.steps.proceed = self._may_go_on
        back = QPushButton("取消", self)
        back.clicked.connect(self.given_up)
        self._back = back
        self.steps.left.addWidget(back)
        self.sample = QPushButton("先看样例", self)
        self.sample.setToolTip("打开虚构的样例账套看一看，不影响以后新建自己的账套")
        set_icon(self.sample, "book-open")
        self.sample.clicked.connect(self.wants_sample)
        self.steps.left.addWidget(self.sample)
        outer.addWidget(self.steps, 1)
        self._on_enter(0)
        self.resize(look.px(640), look.px(520))

    # --- the pages ----------------------------------------------------------------------------

    def _page(self, question: str, hint: str) -> Card:
        card = Card(self)
        label = QLabel(question, card)
        theme.role(label, "heading")
        card.box.addWidget(label)
        note = QLabel(hint, card)
        note.setWordWrap(True)
        theme.role(note, "muted")
        card.box.addWidget(note)
        return card

    def _radios(self, card: Card, words: dict[str, tuple[str, str]]) -> QButtonGroup:
        group = QButtonGroup(card)
        for number, (value, (word, hint)) in enumerate(words.items()):
            button = QRadioButton(word, card)
            button.setProperty("value", value)
            button.setChecked(number == 0)
            group.addButton(button, number)
            card.box.addWidget(button)
            note = QLabel(hint, card)
            note.setWordWrap(True)
            note.setContentsMargins(theme.active().px(24), 0, 0, theme.active().px(8))
            theme.role(note, "hint")
            card.box.addWidget(note)
        card.box.addStretch(1)
        return group

    def _kind_page(self) -> QWidget:
        card = self._page("这是谁的账套？", "一个账套只记一个党组织的台账，以后不能更改类型。")
        self.kinds = self._radios(
            card,
            {
                BookKind.BRANCH.value: (
                    "党支部",
                    "支部自己的花名册、会议、党费等台账，向上级报送。",
                ),
                BookKind.COMMITTEE.value: (
                    "上级党组织（党委、党总支）",
                    "接收并汇总各支部的报送，也管理本级的资料。",
                ),
            },
        )
        return card

    def _name_page(self) -> QWidget:
        card = self._page("党组织全称", "写公章上的全称，打印的表册都用这个名称。")
        self.name = QLineEdit(card)
        self.name.setPlaceholderText("如：中共某某厂机修车间支部委员会")
        self.name.setAccessibleName("党组织全称")
        self.name.textChanged.connect(self._on_name)
        card.box.addWidget(self.name)
        label = QLabel("账套存放在", card)
        theme.role(label, "muted")
        card.box.addWidget(label)
        self.place = QLineEdit(card)
        self.place.setAccessibleName("账套存放的文件夹")
        self._place_typed = False
        self.place.textEdited.connect(self._on_place_edited)
        other = QPushButton("更改…", card)
        other.clicked.connect(self._on_other_place)
        line = QHBoxLayout()
        line.addWidget(self.place, 1)
        line.addWidget(other)
        card.box.addLayout(line)
        card.box.addStretch(1)
        return card

    def _password_page(self) -> QWidget:
        card = self._page(
            "您的姓名和密码",
            "您将作为书记使用本账套，以后可以添加其他用户。内容全部加密，密码至少 8 个字符。",
        )
        self.user = QLineEdit(card)
        self.user.setPlaceholderText("姓名")
        self.password = QLineEdit(card)
        self.password.setPlaceholderText("密码")
        self.again = QLineEdit(card)
        self.again.setPlaceholderText("再输一遍密码")
        for line in (self.user, self.password, self.again):
            line.setAccessibleName(line.placeholderText())
            line.textChanged.connect(self._check)
            card.box.addWidget(line)
        for line in (self.password, self.again):
            line.setEchoMode(QLineEdit.EchoMode.Password)
        self.fault = QLabel(card)
        theme.role(self.fault, "fault")
        self.fault.setWordWrap(True)
        card.box.addWidget(self.fault)
        card.box.addStretch(1)
        return card

    def _code_page(self) -> QWidget:
        card = self._page(
            "恢复码",
            "忘记密码时只有它能打开账套，程序里没有别的办法。请打印出来密封保管，不要拍照。",
        )
        self.sheet = recovery_sheet.CodePanel(card)
        self.sheet.kept.connect(lambda _on: self._check())
        card.box.addWidget(self.sheet)
        card.box.addStretch(1)
        return card

    def _begin_page(self) -> QWidget:
        card = self._page("从哪里开始？", "以后随时可以改用别的办法录入。")
        self.beginnings = self._radios(
            card,
            {
                Begin.IMPORT.value: (
                    "导入现有的花名册",
                    "支持 Excel、WPS 的 xlsx、xls 以及 ods、csv，导入前先预览。",
                ),
                Begin.EMPTY.value: ("从空白开始", "先补全党组织资料，再逐个录入党员。"),
                Begin.SAMPLE.value: (
                    "先看样例",
                    "样例是另一个账套，里面的人都是虚构的；您的账套已经建好，随时可以打开。",
                ),
            },
        )
        return card

    # --- walking through ----------------------------------------------------------------------

    def _on_enter(self, place: int) -> None:
        if not hasattr(self, "steps"):
            return
        # Once the book stands, its first three answers are given.
        self.steps.back.setVisible(0 < place < 3 or place == 4)
        self._back.setVisible(place < 3)
        self.sample.setVisible(place == 0)
        first: tuple[QWidget | None, ...] = (
            self.kinds.checkedButton(),
            self.name,
            self.user,
            self.sheet.print_button,
            self.beginnings.checkedButton(),
        )
        chosen = first[place]
        if chosen is not None:
            chosen.setFocus(Qt.FocusReason.TabFocusReason)
        self._check()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the focused button; elsewhere it goes on, by fields and then by pages."""
        if pressed_by_enter(self, event):
            return
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif self.steps.next.isEnabled():
            self.steps.next.click()
        elif isinstance(self.focusWidget(), QLineEdit):
            self.focusNextChild()

    def _check(self) -> None:
        complete = True
        match self.steps.place:
            case 1:
                complete = bool(self.name.text().strip() and self.place.text().strip())
            case 2:
                complete = self._password_is_good()
            case 3:
                complete = self.sheet.keeping.isChecked()
        self.steps.allow_next(complete)

    def _password_is_good(self) -> bool:
        self.fault.clear()
        typed = self.password.text()
        if typed:
            try:
                keys.check_password(typed)
            except UserError as error:
                self.fault.setText(str(error))
                return False
        if self.again.text() and self.again.text() != typed:
            self.fault.setText("两次输入的密码不一样。")
            return False
        return bool(typed and self.again.text() and self.user.text().strip())

    def _may_go_on(self, place: int) -> bool:
        """The book is made when the third question is answered; the pages then go on."""
        if place != 2 or self._made is not None:
            return True
        self._make()
        return False

    def _make(self) -> None:
        kind = BookKind(_chosen(self.kinds))
        folder = Path(self.place.text().strip())
        name, user, password = self.name.text(), self.user.text(), self.password.text()

        def make() -> tuple[OpenBook, str]:
            code = create_book(folder, kind=kind, name=name, user_name=user, password=password)
            return open_book(folder, password), code

        self.steps.allow_next(False)
        self.steps.next.setText("正在建立…")
        self.jobs.write(self, make, self._on_made, "新建账套", refused=self._on_refused)

    def _on_made(self, answer: tuple[OpenBook, str]) -> None:
        book, self._code = answer
        self._made = Made(book, self._code, Begin.EMPTY)
        # Now, not at the end: whoever closes the window here must find the book again.
        remember_book(self._memory, book.folder, book.name)
        self.password.clear()
        self.again.clear()
        today = QDate.currentDate().toString("yyyy年M月d日")
        document = recovery_sheet.sheet(book.name, str(book.folder), self._code, today)
        self.sheet.show_code(self._code, document)
        self.steps.go(3)

    def _on_refused(self, error: DeskError) -> None:
        self.steps.next.setText("下一步")
        self._check()
        self.messages.problem(error)

    def _on_finish(self) -> None:
        if self._made is not None:
            begin = Begin(_chosen(self.beginnings))
            made, self._made = self._made, None
            self.made.emit(Made(made.book, made.code, begin))

    def _on_name(self, name: str) -> None:
        if not self._place_typed:
            self.place.setText(str(proposed_folder(name)))
        self._check()

    def _on_place_edited(self, _text: str) -> None:
        self._place_typed = True
        self._check()

    def _on_other_place(self) -> None:
        folder = self.messages.folder("账套存放在哪个文件夹里")
        if folder is not None:
            self._place_typed = True
            self.place.setText(str(folder / proposed_folder(self.name.text()).name))

    def closeEvent(self, event: QCloseEvent) -> None:
        """A book that was made but not entered is closed with the window."""
        self.shut()
        super().closeEvent(event)

    def shut(self) -> None:
        """Stop the threads, close a book that was made but not entered."""
        super().shut()
        if self._made is not None:
            self._made.book.close()
            self._made = None


def _chosen(group: QButtonGroup) -> str:
    return next(str(b.property("value")) for b in group.buttons() if b.isChecked())
