"""The page 党籍 of a record: the dated rows of where a member belongs, and the movements."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from djdesk.models.rules import codes
from djdesk.services import kinds, roster
from djdesk.services.roster import Profile, StandingRow
from djdesk.ui.kit import buttons
from djdesk.ui.kit.actions import ActionPage
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.rows import Rows, RowText
from djdesk.ui.kit.undo import done_with_undo
from djdesk.ui.roster.events import Events

COLUMNS = (("起始", 92), ("变动", 96), ("内容", 0))


class StandingPage(ActionPage):
    """What can be registered follows from the member shown."""

    def __init__(self, context: Context, events: Events, parent: QWidget) -> None:
        self.context = context
        self.events = events
        self._profile: Profile | None = None
        self.group = buttons.action(parent, "调整党小组", "users")
        self.convert = buttons.action(parent, "转正", "user-check")
        self.work_post = buttons.action(parent, "岗位变动", "id-card")
        self.leave = buttons.action(parent, "登记离开", "log-out")
        self.back = buttons.action(parent, "恢复、转回", "log-in")
        self.correct = buttons.action(parent, "更正", "pencil")
        self.take_back = buttons.action(parent, "撤回这条变动", "undo-2")
        doing = (
            (self.group, self._on_group),
            (self.convert, events.convert),
            (self.work_post, self._on_work_post),
            (self.leave, events.leave),
            (self.back, events.come_back),
            (self.correct, events.correct),
        )
        actions = (*(action for action, _then in doing), self.take_back)
        super().__init__(Rows("党籍变动", COLUMNS, parent), actions, parent)
        for action, then in doing:
            action.triggered.connect(partial(self._do, then))
        self.take_back.triggered.connect(self._on_take_back)
        self.rows.chosen.connect(lambda _id: self._allow())
        self._allow()

    def show_profile(self, profile: Profile) -> None:
        """Show the standings of a member, the last one first."""
        self._profile = profile
        self.rows.show_rows(
            [
                RowText(
                    row.id,
                    (kinds.show_date(row.since), _way(row), _particulars(row)),
                    past=row.until is not None,
                )
                for row in reversed(profile.standings)
            ]
        )
        self._allow()

    def _allow(self) -> None:
        profile = self._profile
        here = profile is not None and profile.left is None and profile.withdrawn_on is None
        full = profile is not None and profile.values.get("person_class") == "full"
        for action in (self.group, self.work_post, self.leave, self.correct):
            action.setVisible(here)
        self.convert.setVisible(here and not full)
        self.back.setVisible(profile is not None and profile.left is not None)
        self.take_back.setVisible(self.rows.current is not None)

    def _do(self, then: Callable[[Profile], None], _checked: bool = False) -> None:
        if self._profile is not None:
            then(self._profile)

    def _on_group(self, profile: Profile) -> None:
        branch = profile.values.get("branch_id")
        self.events.group([profile.id], int(str(branch)), str(profile.values["name"]))

    def _on_work_post(self, profile: Profile) -> None:
        self.events.work_post([profile.id], str(profile.values["name"]))

    def _on_take_back(self) -> None:
        chosen = self.rows.current
        if chosen is None:
            return
        desk = self.context.desk
        self.context.jobs.write(
            self,
            lambda: roster.take_back(desk, chosen),
            lambda _none: done_with_undo(self.context, self, "已撤回这条变动。"),
            "撤回变动",
        )


def _way(row: StandingRow) -> str:
    if not row.way:
        return "进入本支部"
    return codes.table("way").short(row.way)


def _particulars(row: StandingRow) -> str:
    classes = codes.table("person_class").name(row.person_class)
    place = row.group or row.branch
    words = [classes if row.state == "in" else "", place if row.state == "in" else row.counterpart]
    return " · ".join(word for word in (*words, row.reason, row.basis) if word)
