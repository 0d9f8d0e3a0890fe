"""The page 签到: the grid with its keys in sight, reasons, guests, counts, and the code reader."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from djdesk.models.rules import codes
from djdesk.services.fields import Field
from djdesk.services.listing import Kind
from djdesk.services.meetings import Guest, Mark, Part, Record
from djdesk.ui.kit import buttons, theme
from djdesk.ui.kit.editors import Choice, Editor, editor_for
from djdesk.ui.kit.flow import FlowLayout
from djdesk.ui.kit.pane import Context
from djdesk.ui.meetings.grid import KEYS, RollGrid, Totals, group_of
from djdesk.ui.meetings.parts import Parts

GUEST_FIELDS = (
    Field("name", "姓名", Kind.PERSON, required=True),
    Field("post", "单位职务", Kind.TEXT),
    Field("reason", "列席事由", Kind.TEXT),
)
DETAIL_FIELDS = (
    Field("reason", "原因", Kind.TEXT, hint="如：住院治疗"),
    Field("approved_by", "准假人", Kind.PERSON),
    Field("arrived_at", "签到时间", Kind.TIME, hint="如 14:40"),
)


LOW = 460  # px at 100 %: a lower page gives its height to the grid
LONG, MIDDLE, SHORT = range(3)  # how much stands on the buttons of the keys
NARROW = 480  # px at 100 %: shorter words on the buttons


class Details(QWidget):
    """What is written of the current person: the reason, who allowed it, when they came.

    `changed` while typing; `finished` on Enter in the last line: the keys go back to the grid.
    """

    changed = Signal()
    finished = Signal()

    def __init__(self, choices: Callable[[], Sequence[Choice]], parent: QWidget) -> None:
        super().__init__(parent)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        self.who = QLabel(self)
        self.who.setMinimumWidth(theme.active().px(96))
        line.addWidget(self.who)
        self.editors: dict[str, Editor] = {}
        self._labels: dict[str, QLabel] = {}
        for field in DETAIL_FIELDS:
            names = choices if field.kind is Kind.PERSON else None
            editor = editor_for(field, self, names)
            label = QLabel(field.title, self)
            label.setBuddy(editor.inner)
            line.addWidget(label)
            line.addWidget(editor, 3 if field.key == "reason" else 1)
            editor.edited.connect(self.changed)
            self.editors[field.key] = editor
            self._labels[field.key] = label
        line.addStretch()
        self.editors["reason"].done.connect(self.editors["approved_by"].inner.setFocus)
        self.editors["approved_by"].done.connect(self.finished)
        self.editors["arrived_at"].done.connect(self.finished)

    def show_mark(self, name: str, mark: Mark | None, *, fixed: bool) -> None:
        """Show what is written of a person."""
        word = codes.table("attendance_status").name(mark.status) if mark is not None else "未标记"
        self.who.setText(f"{name} {word}" if name else "")
        group = group_of(mark.status) if mark is not None else ""
        values = {
            "reason": mark.reason if mark else "",
            "approved_by": mark.approved_by if mark else "",
            "arrived_at": mark.arrived_at if mark else None,
        }
        for key, editor in self.editors.items():
            if not editor.inner.hasFocus():
                editor.show_value(values[key])
            here = group == "present" if key == "arrived_at" else group not in ("present", "")
            # what cannot be said of this person leaves its room to what can
            for widget in (editor, self._labels[key]):
                widget.setVisible(here and not fixed)
        # the line keeps its height from person to person
        self.setMinimumHeight(max(e.sizeHint().height() for e in self.editors.values()))

    def values(self) -> tuple[str, str, int | None]:
        """Reason, who allowed it, minutes since midnight; what cannot be read counts as nothing."""
        found = {key: editor.entry().value for key, editor in self.editors.items()}
        arrived = found["arrived_at"]
        at = arrived if isinstance(arrived, int) else None
        return str(found["reason"] or ""), str(found["approved_by"] or ""), at

    def can_begin(self) -> bool:
        """Whether there is something to write of this person."""
        return any(not editor.isHidden() for editor in self.editors.values())

    def begin(self) -> None:
        """Put the keys where there is something to write of this person."""
        for key in ("reason", "arrived_at"):
            if not self.editors[key].isHidden():
                self.editors[key].inner.setFocus(Qt.FocusReason.TabFocusReason)
                return


class AttendancePage(QWidget):
    """The roll of the meeting shown; speaks like a form (`Typed`).

    `sign_in_wanted`, `refresh_wanted` and `add_wanted` are wishes to the record, which saves first.
    """

    edited = Signal()
    dirty_changed = Signal(bool)
    sign_in_wanted = Signal()
    refresh_wanted = Signal()
    add_wanted = Signal()

    def __init__(
        self, context: Context, choices: Callable[[], Sequence[Choice]], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.context = context
        self._meeting_id = 0
        self._stored = ""
        self._dirty = False
        self._loading = False
        self._describing = False
        look = theme.active()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(look.px(8))
        box.addLayout(self._make_bar())
        box.addWidget(self._make_difference())
        self.grid = RollGrid(self)
        box.addWidget(self.grid, 1)
        self.details = Details(choices, self)
        box.addWidget(self.details)
        self.legend = self._make_legend()
        box.addWidget(self.legend)
        self.guests = Parts(
            "列席人员",
            "列席人员",
            GUEST_FIELDS,
            context.messages,
            choices,
            in_line=True,
            hint="不是应到会的人记在这里，不计入人数",
            parent=self,
        )
        box.addWidget(self.guests)
        self.grid.marked.connect(self._changed)
        self.grid.searching.connect(self._show_letters)
        self.grid.reason_wanted.connect(self._begin_details)
        self.grid.selectionModel().currentRowChanged.connect(lambda *_: self._show_details())
        self.details.changed.connect(self._on_detail)
        self.details.finished.connect(self._on_described)
        self.guests.edited.connect(self._changed)
        self.setFocusProxy(self.grid)

    # --- building -----------------------------------------------------------------------------

    def _make_bar(self) -> QHBoxLayout:
        line = QHBoxLayout()
        self.totals = QLabel(self)
        theme.role(self.totals, "heading")
        self.voters = QLabel(self)
        theme.role(self.voters, "muted")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.totals)
        words.addWidget(self.voters)
        line.addLayout(words, 1)
        self.add = QPushButton("添加参加人…", self)
        self.add.setToolTip("这类会议由支部指定参加人")
        buttons.set_icon(self.add, "user-plus")
        self.add.clicked.connect(lambda _checked=False: self.add_wanted.emit())
        self.guest_list_shown = QPushButton("列席人员", self)
        self.guest_list_shown.setCheckable(True)
        self.guest_list_shown.toggled.connect(lambda _on: self._fit())
        self.scan = QPushButton("扫码签到", self)
        self.scan.setToolTip("用 USB 扫码枪逐人签到")
        buttons.set_icon(self.scan, "scan-barcode")
        self.scan.clicked.connect(lambda _checked=False: self.sign_in_wanted.emit())
        for button in (self.guest_list_shown, self.add, self.scan):
            button.setAutoDefault(False)
            line.addWidget(button)
        return line

    def _make_difference(self) -> QFrame:
        self.difference = QFrame(self)
        theme.role(self.difference, "problem")
        theme.state(self.difference, "warn")
        line = QHBoxLayout(self.difference)
        self.differs = QLabel(self.difference)
        self.differs.setWordWrap(True)
        line.addWidget(self.differs, 1)
        self.refresh = QPushButton("按当日花名册更新", self.difference)
        self.refresh.setAutoDefault(False)
        self.refresh.clicked.connect(lambda _checked=False: self.refresh_wanted.emit())
        line.addWidget(self.refresh)
        self.difference.hide()
        return self.difference

    def _make_legend(self) -> QWidget:
        """The keys on the screen; a click does what the key does."""
        bar = QWidget(self)
        flow = FlowLayout(bar, spacing=theme.active().px(4))
        table = codes.table("attendance_status")
        self.keys: dict[str, QPushButton] = {}
        self._short = False
        for key, status in KEYS.items():
            button = QPushButton(_key_word(key, table.name(status)), bar)
            theme.role(button, "tab")  # narrower than chips: nine of them stand in one line
            button.setToolTip(f"{table.name(status)}（{key}）")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _checked=False, s=status: self._on_key(s))
            flow.addWidget(button)
            self.keys[status] = button
        self.rest = QPushButton("A 其余到会", bar)
        self.rest.setToolTip("没有标记的人都记为到会（A）")
        theme.role(self.rest, "tab")
        self.rest.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rest.clicked.connect(lambda _checked=False: self._mark_rest())
        flow.addWidget(self.rest)
        self.hint = QLabel(bar)
        theme.role(self.hint, "hint")
        flow.addWidget(self.hint)
        self._show_letters("")
        return bar

    def _show_letters(self, letters: str) -> None:
        if letters:
            self.hint.setText(f"查找：{letters.upper()}")
        else:
            self.hint.setText("字母按拼音首字母找人 · 退格撤回 · Enter 写原因")
        self.hint.adjustSize()
        self.hint.setVisible(bool(letters) or not self._short)

    # --- room ---------------------------------------------------------------------------------

    def _fit(self) -> None:
        """A low page gives its height to the grid: short words on the keys, details when asked."""
        low = self.height() < theme.active().px(LOW)
        if low != self._short:
            self._short = low
            self._show_letters("")
        self._fit_keys(low)
        narrow = self.width() < theme.active().px(NARROW)
        self.scan.setText("扫码" if narrow else "扫码签到")
        self._show_guest_count(narrow)
        self.details.setVisible(not self.grid.fixed and (not low or self._describing))
        shown = self.guest_list_shown.isChecked()
        self.guests.setVisible(shown)

    def _fit_keys(self, low: bool) -> None:
        """The longest words with which all keys stand in one line; a low page has the shortest."""
        table = codes.table("attendance_status")
        gap = theme.active().px(4)
        for size in (SHORT,) if low else (LONG, MIDDLE, SHORT):
            for key, status in KEYS.items():
                word = table.short(status) if size == SHORT else table.name(status)
                self.keys[status].setText(_key_word(key, word, size))
            self.rest.setText("A 其余到会" if size == LONG else "A 其余")
            chips = (*self.keys.values(), self.rest)
            if sum(chip.sizeHint().width() + gap for chip in chips) - gap <= self.width():
                break

    def _show_guest_count(self, narrow: bool) -> None:
        word, count = "列席" if narrow else "列席人员", len(self.guests.cards)
        self.guest_list_shown.setText(f"{word} {count}" if count else word)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _begin_details(self) -> None:
        if not self.details.can_begin():
            return
        self._describing = True
        self._fit()
        self.details.begin()

    # --- the roll -----------------------------------------------------------------------------

    def load(self, record: Record, *, fixed: bool) -> None:
        """Show the roll of a record."""
        self._loading = True
        other, self._meeting_id = record.id != self._meeting_id, record.id
        roll = record.roll
        self.grid.fixed = fixed
        self.grid.show_roll(roll)
        if other:  # who was current belongs to the roll looked at before
            self.grid.go(0)
        guests = [
            Part(g.attendance_id, {"name": g.name, "post": g.post, "reason": g.reason}, g.member_id)
            for g in roll.guests
        ]
        self.guests.load(guests, fixed=fixed)
        if other:
            self.guest_list_shown.setChecked(bool(guests))
        self.guest_list_shown.setVisible(not fixed or bool(guests))
        for widget in (self.scan, self.legend):
            widget.setVisible(not fixed)
        self.add.setVisible(not fixed and not roll.expected)
        self._show_difference(record, fixed)
        self._fit()
        self._loading = False
        self._stored = self._text()
        self._set_dirty(False)
        self._show_totals()
        self._show_details()

    def _show_difference(self, record: Record, fixed: bool) -> None:
        """Where roll and roster differ; who is still to be marked stands in the grid already."""
        open_names = tuple(row.name for row in record.roll.rows if not row.status)
        marking = record.state == "held"
        told = [d for d in record.roll.differs if not (marking and d.startswith(open_names))]
        text = "".join(told[:3]) + (f"等 {len(told)} 处。" if len(told) > 3 else "")
        self.differs.setText(f"签到与当日花名册不一致：{text}")
        self.differs.setToolTip("\n".join(told))
        self.difference.setVisible(bool(told))
        self.refresh.setVisible(not fixed)

    def marks(self) -> dict[int, Mark]:
        """What is marked, by member; an empty status where a stored mark was taken away."""
        records = self.grid.records
        gone = {row.member_id for row in records.rows if row.status} - set(records.marks)
        return {**records.marks, **{key: Mark("") for key in gone if key is not None}}

    def guest_list(self) -> tuple[Guest, ...]:
        """Those who sit in, as typed."""
        return tuple(
            Guest(
                str(part.values.get("name") or ""),
                str(part.values.get("post") or ""),
                str(part.values.get("reason") or ""),
                part.member_id,
            )
            for part in self.guests.parts()
        )

    def _on_key(self, status: str) -> None:
        self.grid.mark(status)
        self.grid.setFocus()

    def _mark_rest(self) -> None:
        self.grid.mark_rest()
        self.grid.setFocus()

    def _on_detail(self) -> None:
        reason, approved_by, arrived_at = self.details.values()
        self.grid.describe(reason=reason, approved_by=approved_by, arrived_at=arrived_at)

    def _on_described(self) -> None:
        self._describing = False
        self._fit()
        self.grid.setFocus()
        self.grid.go(self.grid.row + 1)

    def _show_details(self) -> None:
        number, records = self.grid.row, self.grid.records
        if 0 <= number < len(records.rows):
            mark = records.mark_at(number)
            self.details.show_mark(records.rows[number].name, mark, fixed=self.grid.fixed)
        else:
            self.details.show_mark("", None, fixed=True)

    def _show_totals(self) -> None:
        now = self.grid.records.totals()
        # who is open stands below: the upper line must not get wider while people are marked
        self.totals.setText(told(replace(now, open=0)))
        voting = f"有表决权：应到 {now.voters} · 实到 {now.voters_present}" if now.voters else ""
        still = f"未标记 {now.open}" if now.open else ""
        self.voters.setText(" · ".join(word for word in (still, voting) if word))

    # --- like a form --------------------------------------------------------------------------

    @property
    def dirty(self) -> bool:
        """Whether something was marked or typed that is not saved."""
        return self._dirty

    def texts(self) -> dict[str, str]:
        """All marks and guests as texts, for a draft."""
        return {"marks": self._text(), "guests": self.guests.texts()["parts"]}

    def put_back(self, texts: Mapping[str, str]) -> None:
        """Bring back a draft."""
        kept = json.loads(texts.get("marks") or "[]")
        marks = {int(key): Mark(*values) for key, values in kept}
        known = {row.member_id for row in self.grid.records.rows}
        self.grid.records.set_marks({key: m for key, m in marks.items() if key in known})
        self.guests.put_back({"parts": texts.get("guests", "")})
        self._changed()
        self._show_details()

    def _text(self) -> str:
        marks = self.grid.records.marks
        return json.dumps(
            [
                (key, (m.status, m.reason, m.approved_by, m.arrived_at))
                for key, m in sorted(marks.items())
            ],
            ensure_ascii=False,
        )

    def _changed(self) -> None:
        if self._loading:
            return
        self._show_totals()
        self._show_details()
        self._set_dirty(self._text() != self._stored or self.guests.dirty)
        self.edited.emit()

    def _set_dirty(self, dirty: bool) -> None:
        if dirty != self._dirty:
            self._dirty = dirty
            self.dirty_changed.emit(dirty)


def _key_word(key: str, word: str, size: int = LONG) -> str:
    """What stands on the button of a key: 1/空格 到会, 6 外出; shorter 1 到会, 0 缺席."""
    shown = "1/空格" if key == "1" and size == LONG else key
    word = word.removesuffix("流动")
    return f"{shown} {word if size == LONG else word.removeprefix('无故')}"


def told(now: Totals) -> str:
    """The counts in a line: 应到 43 · 实到 39 · 请假 3 · 缺席 1 · 未标记 0."""
    words = [f"应到 {now.should}", f"实到 {now.present}", f"请假 {now.leave}", f"缺席 {now.absent}"]
    if now.open:
        words.append(f"未标记 {now.open}")
    return " · ".join(words)
