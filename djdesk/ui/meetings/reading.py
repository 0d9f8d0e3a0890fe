"""A record as plain text to be read: what it said before it was corrected (更正前)."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from djdesk.models.rules import codes
from djdesk.services import kinds
from djdesk.services.fields import Field
from djdesk.services.meetings import MEETING_FIELDS, PROBLEM_FIELDS, RESOLUTION_FIELDS, Part, Record
from djdesk.ui.kit import theme

LONG = ("study", "content", "dues_note")


def plain_text(record: Record) -> str:
    """Everything of a record in the order of its paper form."""
    return "\n".join(_lines(record))


def _lines(record: Record) -> Iterator[str]:
    fields = {field.key: field for field in MEETING_FIELDS}
    for key, field in fields.items():
        text = _shown(field, record.values.get(key))
        if text and key not in LONG:
            yield f"{field.title}：{text}"
    yield from _roll_lines(record)
    if record.agenda:
        yield "\n【议程】"
        yield from (f"{n}. {part.values.get('title')}" for n, part in enumerate(record.agenda, 1))
    for key in LONG:
        text = _shown(fields[key], record.values.get(key))
        if text:
            yield f"\n【{fields[key].title}】\n{text}"
    if record.speeches:
        yield "\n【发言】"
        for part in record.speeches:
            yield f"{part.values.get('speaker')}：{part.values.get('text')}"
    yield from _list("决议", record.resolutions, RESOLUTION_FIELDS)
    yield from _list("问题清单", record.problems, PROBLEM_FIELDS)


def _roll_lines(record: Record) -> Iterator[str]:
    roll = record.roll
    yield f"应到 {roll.should} 人，实到 {roll.present} 人"
    table = codes.table("attendance_status")
    away = [row for row in roll.rows if row.status and row.standing != "present"]
    for row in away:
        why = f"（{row.reason}）" if row.reason else ""
        yield f"　{row.name}　{table.name(row.status)}{why}"
    if roll.guests:
        yield "列席：" + "、".join(guest.name for guest in roll.guests)


def _list(title: str, parts: tuple[Part, ...], fields: tuple[Field, ...]) -> Iterator[str]:
    if parts:
        yield f"\n【{title}】"
    for number, part in enumerate(parts, 1):
        shown = [(f.title, _shown(f, part.values.get(f.key))) for f in fields]
        (_, first), *rest = [(title, text) for title, text in shown if text] or [("", "")]
        yield f"{number}. {first}"
        yield from (f"　{title}：{text}" for title, text in rest)


def _shown(field: Field, value: object) -> str:
    if value in (None, "", 0):
        return ""
    codes_of = "" if field.suggest else field.codes
    return kinds.show(field.kind, value, codes_of)  # type: ignore[arg-type]


class OldRecord(QDialog):
    """One earlier version of a record, read only."""

    def __init__(self, record: Record, why: str, owner: QWidget) -> None:
        super().__init__(owner.window())
        look = theme.active()
        self.setWindowTitle(f"{record.title}：第 {record.revision} 版（更正前）")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.resize(look.px(640), look.px(560))
        box = QVBoxLayout(self)
        reason = QLabel(why, self)
        reason.setWordWrap(True)
        theme.role(reason, "muted")
        box.addWidget(reason)
        self.text = QPlainTextEdit(plain_text(record), self)
        self.text.setReadOnly(True)
        self.text.setAccessibleName("更正前的记录")
        box.addWidget(self.text, 1)
        line = QHBoxLayout()
        line.addStretch(1)
        close = QPushButton("关闭", self)
        close.clicked.connect(self.accept)
        line.addWidget(close)
        box.addLayout(line)
