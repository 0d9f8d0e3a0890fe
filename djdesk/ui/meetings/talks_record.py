"""The record of one heart-to-heart talk (F25): typed in the order of the form, kept as a draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QWidget

from djdesk.errors import Problem
from djdesk.services import kinds, meetings
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from djdesk.services.meetings import TALK_FIELDS, TalkRow
from djdesk.ui.kit.editors import Choice
from djdesk.ui.kit.entry import EntryKind, EntryView
from djdesk.ui.kit.forms import Values
from djdesk.ui.kit.pane import Context

NEW_DRAFT = "meetings/talk/new"
WHO = ("talker", "partner")


class TalkView(EntryView[TalkRow]):
    """One talk, or a new one; a pair that still should talk names both."""

    def __init__(
        self, context: Context, people: Callable[[], Sequence[Choice]], parent: QWidget
    ) -> None:
        kind = EntryKind(
            meetings.AREA,
            "谈话记录",
            TALK_FIELDS,
            "meetings/talk",
            "在列表里选中一次谈话，\n这里显示它的记录。",
            people=WHO,
            choices=dict.fromkeys(WHO, people),
        )
        super().__init__(context, kind, parent)

    def begin(self, given: Mapping[str, Value] | None = None) -> None:
        """Begin a new talk of today; `given` may name the two and why they talk."""
        super().begin({"held_on": self.context.desk.today(), **(given or {})})

    def _words(self, record: TalkRow | None) -> str:
        if record is None:
            return "新的谈话"
        values = record.values
        day = kinds.show_date(values.get("held_on"))
        return f"{values['talker']}与{values['partner']}　{day}"

    def _check(self, values: Mapping[str, Value]) -> list[Problem]:
        return meetings.check_talk(values, self.context.desk.today())

    def _add(self, desk: Desk, values: Values) -> int:
        return meetings.add_talk(desk, values)

    def _change(self, desk: Desk, record_id: int, values: Values) -> None:
        meetings.change_talk(desk, record_id, values)

    def _remove(self, desk: Desk, record_id: int) -> None:
        meetings.remove_talk(desk, record_id)
