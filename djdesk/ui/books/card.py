"""The right side of 账套与备份: the facts of the book, and its settings as a small form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from djdesk.services import kinds, settings
from djdesk.services.books import BookKind, Facts
from djdesk.services.fields import Field
from djdesk.services.listing import Kind, Value
from djdesk.services.settings import AnySetting
from djdesk.ui.kit import theme
from djdesk.ui.kit.forms import Form, Values
from djdesk.ui.kit.page import Card, scrolled
from djdesk.ui.kit.pane import Context

KIND_TITLES = {BookKind.BRANCH: "党支部账套", BookKind.COMMITTEE: "上级党组织账套"}
OLD = 7  # days after which a backup is told as old


def age(at: datetime | None, now: datetime) -> tuple[str, str]:
    """When a backup was made and how long ago, and its state: ok, warn or bad."""
    if at is None:
        return "还没有", "bad"
    days = (now.date() - at.date()).days
    ago = {0: "今天", 1: "昨天"}.get(days, f"{days} 天前")
    return f"{at:%Y-%m-%d %H:%M}（{ago}）", "ok" if days < OLD else "warn"


def setting_fields() -> tuple[Field, ...]:
    """The settings of a book as fields of a form, in the order of their list."""
    return tuple(_field(setting) for setting in settings.ALL)


def _field(setting: AnySetting) -> Field:
    if isinstance(setting.default, bool):
        return Field(setting.name, setting.title, Kind.FLAG)
    if isinstance(setting.default, int):
        return Field(setting.name, setting.title, Kind.COUNT, required=True)
    return Field(setting.name, setting.title, Kind.TEXT)


class BookCard(Card):
    """Shows `Facts` and the last check; holds the form of the settings."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._shown: tuple[Facts, int, str] | None = None
        inside = QWidget(self)
        box = QVBoxLayout(inside)
        box.setContentsMargins(0, 0, theme.active().px(8), 0)
        box.setSpacing(theme.active().px(8))
        self.name = QLabel(self)
        theme.role(self.name, "heading")
        self.facts = QLabel(self)
        self.facts.setTextFormat(Qt.TextFormat.RichText)
        self.facts.setAccessibleName("账套概况")
        for label in (self.name, self.facts):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            box.addWidget(label)
        heading = QLabel("本账套的设置", self)
        theme.role(heading, "heading")
        heading.setContentsMargins(0, theme.active().px(8), 0, 0)
        box.addWidget(heading)
        self.form = Form(setting_fields(), context.messages, check=settings.problems)
        may = context.desk.may_write("settings")
        self.form.set_read_only(not may)
        box.addWidget(self.form)
        box.addLayout(self._make_foot(may))
        box.addStretch(1)
        self.box.addWidget(scrolled(inside), 1)
        self.form.submitted.connect(self._on_submitted)
        theme.active().changed.connect(self._on_theme)
        self._on_theme()

    def _on_theme(self) -> None:
        # the card scrolls as a whole, the form in it never
        self.form.setMinimumHeight(self.form.natural_height())
        if self._shown is not None:
            self.show_facts(*self._shown)

    def _make_foot(self, may: bool) -> QHBoxLayout:
        line = QHBoxLayout()
        line.addStretch(1)
        self.save = QPushButton("保存设置", self)
        self.save.setAutoDefault(False)
        theme.role(self.save, "primary")
        self.save.clicked.connect(self.form.submit)
        self.save.setEnabled(False)
        self.save.setVisible(may)
        self.form.dirty_changed.connect(self.save.setEnabled)
        line.addWidget(self.save)
        return line

    def show_facts(self, facts: Facts, users: int, checked: str) -> None:
        """Show what the book is; `checked` tells of the last check, empty if there was none."""
        self._shown = facts, users, checked
        now = self._context.desk.store.now()
        size, backups = kinds.show_size(facts.size), kinds.show_size(facts.backups_size)
        self.name.setText(facts.name)
        lines = [
            ("种类", KIND_TITLES[facts.kind], ""),
            ("位置", str(facts.folder), ""),
            ("大小", f"{size}，备份另有 {backups}", ""),
            ("用户", f"{users} 人", ""),
            ("核验的备份", *age(facts.verified, now)),
            ("第二份备份", *_second(facts, now)),
        ]
        if checked:
            lines.append(("最近检查", checked, ""))
        rows = "".join(_row(*line) for line in lines)
        self.facts.setText(f"<table width='100%' cellspacing='0'>{rows}</table>")

    def show_settings(self, values: Mapping[str, Value]) -> None:
        """Show the settings in force, unless somebody is changing them."""
        if not self.form.dirty:
            self.form.load(values)

    def _on_submitted(self, values: Values) -> None:
        desk = self._context.desk

        def finish(_none: None) -> None:
            self.form.saved()
            self._context.messages.done("设置已保存。")

        self._context.jobs.write(
            self,
            lambda: settings.put_chosen(desk, _typed(values)),
            finish,
            "保存设置",
            refused=self.form.refused,
        )


def _row(title: str, text: str, state: str) -> str:
    tokens = theme.active().tokens
    colour = {"warn": tokens.warn_text, "bad": tokens.bad_text}.get(state, tokens.text)
    cell = "padding: 3px 8px 3px 0;"
    return (
        f"<tr><td width='28%' style='color:{tokens.muted}; {cell}'>{escape(title)}</td>"
        f"<td style='color:{colour}; {cell}'>{escape(text)}</td></tr>"
    )


def _typed(values: Values) -> dict[str, Value]:
    """The form's values with an empty text where nothing was typed."""
    return {key: "" if value is None else value for key, value in values.items()}


def _second(facts: Facts, now: datetime) -> tuple[str, str]:
    if not facts.second_folder:
        return "没有设置：建议设到 U 盘，电脑坏了也不丢", "warn"
    if facts.second_fault:
        return facts.second_fault, "warn"
    if facts.second is None:
        return f"“{facts.second_folder}”里还没有，下次备份时写入", "warn"
    text, state = age(facts.second, now)
    return f"{text}　{facts.second_folder}", state
