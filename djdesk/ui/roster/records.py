"""Pages of a member's sub-records: a short table and 新增, 修改, 删除 for each kind alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QWidget

from djdesk.errors import Problem
from djdesk.services import kinds, roster
from djdesk.services.listing import Kind, Value
from djdesk.services.roster import RECORD_KINDS, Profile, SubRecord
from djdesk.ui.kit import buttons
from djdesk.ui.kit.actions import ActionPage
from djdesk.ui.kit.ask import ask_form
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.rows import Rows, RowText
from djdesk.ui.kit.undo import done_with_undo

# The fields that are columns, with their widths in px at 100 % (0: the rest of the width).
COLUMNS: Mapping[str, tuple[tuple[str, int], ...]] = {
    "absence": (("kind", 84), ("since", 92), ("until", 92), ("destination", 0)),
    "reward": (("kind", 56), ("title", 0), ("given_on", 92), ("given_by", 100)),
    "hardship": (("kind", 92), ("since", 92), ("detail", 0), ("aid_fen", 84)),
    "kin": (("relation", 60), ("name", 80), ("workplace", 0), ("political", 84)),
}


class RecordsPage(ActionPage):
    """One kind of sub-record of the member shown."""

    def __init__(self, context: Context, kind: str, parent: QWidget) -> None:
        self.kind = RECORD_KINDS[kind]
        self.context = context
        self._fields = {field.key: field for field in self.kind.fields}
        titles = [(self._fields[key].title, width) for key, width in COLUMNS[kind]]
        rows = Rows(self.kind.title, titles, parent)
        self.add = buttons.action(parent, "新增", "plus")
        self.change = buttons.action(parent, "修改", "pencil")
        self.remove = buttons.action(parent, "删除", "trash-2")
        super().__init__(rows, (self.add, self.change, self.remove), parent)
        self._member_id = 0
        self._records: dict[int, SubRecord] = {}
        self.add.triggered.connect(self._on_add)
        self.change.triggered.connect(self._on_change)
        self.remove.triggered.connect(self._on_remove)
        rows.opened.connect(lambda _id: self.change.trigger())
        rows.chosen.connect(self._on_chosen)
        self._on_chosen(None)

    def show_profile(self, profile: Profile, records: Sequence[SubRecord]) -> None:
        """Show the sub-records of a member."""
        self._member_id = profile.id
        self._records = {record.id: record for record in records}
        self.rows.show_rows(
            [
                RowText(
                    record.id,
                    tuple(self._text(key, record.values[key]) for key, _ in COLUMNS[self.kind.key]),
                    past=bool(record.values.get("until")),
                )
                for record in records
            ]
        )
        self._on_chosen(self.rows.current)

    def _text(self, key: str, value: Value) -> str:
        field = self._fields[key]
        if field.kind is Kind.MONEY and not value:
            return ""
        codes = "" if field.suggest else field.codes
        return kinds.show(field.kind, value, codes)

    def _on_chosen(self, record_id: object) -> None:
        for action in (self.change, self.remove):
            action.setEnabled(record_id is not None)

    def _check(self, values: Mapping[str, Value]) -> list[Problem]:
        return roster.check_record(self.kind.key, values, self.context.desk.today())

    def _on_add(self) -> None:
        desk, key, member_id = self.context.desk, self.kind.key, self._member_id
        ask_form(
            self.context,
            self,
            f"登记{self.kind.title}",
            self.kind.fields,
            lambda values: roster.add_record(desk, key, member_id, values),
            lambda _id: done_with_undo(self.context, self, f"已登记{self.kind.title}。"),
            check=self._check,
        )

    def _on_change(self) -> None:
        record = self._records.get(self.rows.current or 0)
        if record is None:
            return
        desk, key = self.context.desk, self.kind.key
        ask_form(
            self.context,
            self,
            f"修改{self.kind.title}",
            self.kind.fields,
            lambda values: roster.change_record(desk, key, record.id, values),
            lambda _none: done_with_undo(self.context, self, "已修改。"),
            values=record.values,
            check=self._check,
        )

    def _on_remove(self) -> None:
        record = self._records.get(self.rows.current or 0)
        if record is None:
            return
        desk, key = self.context.desk, self.kind.key
        self.context.jobs.write(
            self,
            lambda: roster.remove_record(desk, key, record.id),
            lambda _none: done_with_undo(self.context, self, "已删除 1 条。"),
            "删除记录",
        )
