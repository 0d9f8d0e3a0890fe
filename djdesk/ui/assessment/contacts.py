"""The contacts of a pair (帮扶记录): which months have none, and what each contact brought."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtWidgets import QLabel, QWidget

from djdesk.errors import Problem
from djdesk.services import kinds
from djdesk.services.assessment import contacts
from djdesk.services.assessment.contacts import ContactMonth, ContactRow
from djdesk.services.assessment.fields import CONTACT_FIELDS
from djdesk.services.assessment.pairings import PairingSheet
from djdesk.services.listing import Kind, Value
from djdesk.ui.kit import buttons, theme
from djdesk.ui.kit.actions import ActionPage
from djdesk.ui.kit.ask import ask_form
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.rows import Rows, RowText
from djdesk.ui.kit.undo import done_with_undo

COLUMNS = (("日期", 92), ("方式", 76), ("帮扶内容", 0), ("解决的实际问题", 130))


class ContactsPage(ActionPage):
    """The contacts of the pair shown, the newest first; at least one a month is asked for."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        self.context = context
        self._pairing: PairingSheet | None = None
        self._locked = False
        rows = Rows("帮扶记录", COLUMNS, parent)
        self.add = buttons.action(parent, "登记帮扶…", "plus")
        self.change = buttons.action(parent, "修改…", "pencil")
        self.remove = buttons.action(parent, "删除记录", "trash-2")
        super().__init__(rows, (self.add, self.change, self.remove), parent)
        self.gaps = QLabel(self)
        self.gaps.setWordWrap(True)
        self.rows_box.insertWidget(1, self.gaps)
        self.add.triggered.connect(lambda _checked=False: self.ask_new())
        self.change.triggered.connect(lambda _checked=False: self._on_change())
        self.remove.triggered.connect(lambda _checked=False: self._on_remove())
        rows.opened.connect(lambda _id: self.change.trigger())
        rows.chosen.connect(lambda _id: self._allow())
        self._allow()

    # --- showing ------------------------------------------------------------------------------

    def show_pairing(self, pairing: PairingSheet, months: tuple[ContactMonth, ...]) -> None:
        """Show the contacts of a pair, and its months."""
        self._pairing = pairing
        self.rows.show_rows([_row(each) for each in pairing.contacts])
        state, text = said_of(months)
        theme.state(self.gaps, state)
        self.gaps.setText(text)
        self.gaps.setVisible(bool(text))
        self._allow()

    def set_fixed(self, fixed: bool) -> None:
        """Show without letting anything be changed."""
        super().set_fixed(fixed)
        self._locked = fixed

    def _chosen(self) -> ContactRow | None:
        found = self._pairing.contacts if self._pairing is not None else ()
        return next((each for each in found if each.id == self.rows.current), None)

    def _allow(self) -> None:
        chosen = self._chosen()
        for action in (self.change, self.remove):
            action.setEnabled(chosen is not None and chosen.own and not self._locked)

    # --- entering -----------------------------------------------------------------------------

    def _check(self, values: Mapping[str, Value]) -> list[Problem]:
        pairing = self._pairing
        since, ended = (
            pairing.values.get(key) if pairing is not None else None
            for key in ("since", "ended_on")
        )
        return contacts.check_contact(
            values,
            self.context.desk.today(),
            since=since if isinstance(since, date) else None,
            ended_on=ended if isinstance(ended, date) else None,
        )

    def ask_new(self) -> None:
        """Enter a contact of today."""
        pairing, desk = self._pairing, self.context.desk
        if pairing is not None:
            ask_form(
                self.context,
                self,
                f"{_names(pairing)}：登记帮扶",
                CONTACT_FIELDS,
                lambda values: contacts.add_contact(desk, pairing.id, values),
                lambda _id: done_with_undo(self.context, self, "已登记帮扶记录。"),
                word="登记帮扶",
                values={"held_on": desk.today(), "recorded_by": desk.user},
                check=self._check,
            )

    def _on_change(self) -> None:
        chosen, pairing, desk = self._chosen(), self._pairing, self.context.desk
        if chosen is None or pairing is None:
            return
        keys = ("held_on", "form", "place", "content", "solved", "result", "recorded_by")
        ask_form(
            self.context,
            self,
            f"{_names(pairing)}：修改帮扶记录",
            CONTACT_FIELDS,
            lambda values: contacts.save_contact(desk, chosen.id, values),
            lambda _none: done_with_undo(self.context, self, "已修改帮扶记录。"),
            values={key: getattr(chosen, key) for key in keys},
            check=self._check,
        )

    def _on_remove(self) -> None:
        chosen, desk = self._chosen(), self.context.desk
        if chosen is not None:
            self.context.jobs.write(
                self,
                lambda: contacts.remove_contact(desk, chosen.id),
                lambda _none: done_with_undo(self.context, self, "已删除 1 条帮扶记录。"),
                "删除帮扶记录",
            )


def said_of(months: tuple[ContactMonth, ...]) -> tuple[str, str]:
    """The state and the words for the months of a pair: those without a contact are named."""
    missing = [each.month for each in months if each.missing]
    if missing:
        words = "、".join(f"{month.year}年{month.month}月" for month in missing)
        return "bad", f"缺联系的月份：{words}。每月至少联系一次。"
    this = next((each for each in months if not each.over), None)
    if this is not None and not this.contacts and len(months) > 1:
        return "warn", f"{this.month.month}月还没有联系；以前各月都有。"
    return ("ok", "各月都有联系。") if any(each.over for each in months) else ("", "")


def _names(pairing: PairingSheet) -> str:
    return f"{pairing.values['helper']}帮扶{pairing.values['partner']}"


def _row(each: ContactRow) -> RowText:
    form = kinds.show(Kind.CODE, each.form, "pairing_form")
    return RowText(each.id, (kinds.show_date(each.held_on), form, each.content, each.solved))
