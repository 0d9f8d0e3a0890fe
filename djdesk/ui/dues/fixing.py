"""A standard being fixed (核定): the form, the items of the base, and the working as typed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from djdesk.errors import DeskError, Problem
from djdesk.models.rules import dues as rules
from djdesk.models.rules.dues import Item, tables
from djdesk.services import dues, kinds, settings
from djdesk.services.desk import Desk
from djdesk.services.dues import ItemValue, StandardRow
from djdesk.services.dues.fields import STANDARD_FIELDS
from djdesk.services.fields import Field
from djdesk.services.listing import Kind, Value
from djdesk.ui.dues.items import Items
from djdesk.ui.dues.working import Working
from djdesk.ui.kit import theme
from djdesk.ui.kit.editors import Editor, editor_for
from djdesk.ui.kit.forms import Form, Values
from djdesk.ui.kit.pane import Context

FREE = {"fen": "不填按规定计算", "base_fen": "有明细的填在下面，这里不用填"}
FIELDS = tuple(
    replace(each, required=each.required and each.key != "fen", hint=FREE.get(each.key, each.hint))
    for each in STANDARD_FIELDS
    if each.key not in ("working", "basis")
)
MONTHS = tuple(
    Field(f"month{n}", f"上季度第{n}个月", Kind.MONEY, hint="亏损写负数") for n in (1, 2, 3)
)
BUSINESS = "business"
TYPED_OVER = "支部核定"  # how the working says that the branch chose another amount
LATER = 150  # ms after the last key


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form: its values, the items, or the three months of a quarter."""

    values: Values
    items: tuple[ItemValue, ...]
    quarter: tuple[int, ...]


def work_out(desk: Desk, typed: Typed) -> rules.Quote:
    """What the rules give for it in this branch; `UserError` for what cannot be worked out."""
    since = typed.values.get("since")
    month = since if isinstance(since, date) else desk.today()
    return dues.work_out(
        typed.values,
        typed.items,
        quarter=typed.quarter,
        unit_fen=dues.unit_of(desk, month),
        farmer_fen=kinds.parse_money(settings.get(desk, settings.DUES_FARMER)),
    )


class StandardForm(QWidget):
    """`submitted(Typed)` on Ctrl+S; for drafts it speaks like a `Form`."""

    submitted = Signal(object)
    edited = Signal()
    dirty_changed = Signal(bool)

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        self.member_id: int | None = None
        self.standard_id: int | None = None
        self._stored = ""
        self._dirty = False
        self._loading = True
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        self.form = Form(FIELDS, context.messages, check=self._check)
        inside = self.form.widget()
        if inside is not None:
            inside.installEventFilter(self)
        box.addWidget(self.form)
        self.what = QLabel("收入和扣除明细", self)
        theme.role(self.what, "heading")
        box.addWidget(self.what)
        self.incomes = Items("收入", self)
        self.deductions = Items("扣除", self)
        box.addWidget(self.incomes)
        box.addWidget(self.deductions)
        self.quarter = QWidget(self)
        self.months: list[Editor] = []
        self._make_quarter()
        box.addWidget(self.quarter)
        self.working = Working(self)
        box.addWidget(self.working)
        box.addStretch(1)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(LATER)
        self._later.timeout.connect(self.work_out_now)
        self.form.edited.connect(self._on_edited)
        self.form.submitted.connect(lambda _values: self.submitted.emit(self.typed()))
        for part in (self.incomes, self.deductions):
            part.edited.connect(self._on_edited)
        self.form.setMinimumHeight(self.form.natural_height())

    def _make_quarter(self) -> None:
        line = QVBoxLayout(self.quarter)
        line.setContentsMargins(0, 0, 0, 0)
        for each in MONTHS:
            label = QLabel(each.title, self.quarter)
            theme.role(label, "muted")
            editor = editor_for(each, self.quarter)
            label.setBuddy(editor.inner)
            editor.edited.connect(self._on_edited)
            line.addWidget(label)
            line.addWidget(editor)
            self.months.append(editor)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # the page scrolls, never the form inside it; a fault that appears makes it higher
        if event.type() == QEvent.Type.LayoutRequest:
            self.form.setMinimumHeight(self.form.natural_height())
        return super().eventFilter(watched, event)

    # --- what is shown ------------------------------------------------------------------------

    def load(self, member_id: int, row: StandardRow | None, values: Mapping[str, Value]) -> None:
        """Show a stored standard to be corrected, or (None) a new one that begins as `values`."""
        self._loading = True
        self.member_id, self.standard_id = member_id, row.id if row is not None else None
        shown = dict(_values(row)) if row is not None else dict(values)
        items = row.items if row is not None else ()
        quarterly = row is not None and row.code == BUSINESS and len(items) == len(MONTHS)
        if items:
            shown["base_fen"] = None
        self.form.load(shown)
        usual = () if items or row is not None else self._usual()
        listed = () if quarterly else items
        self.incomes.load([Item(i.name, i.fen) for i in listed if i.sign > 0], usual)
        self.deductions.load([Item(i.name, i.fen) for i in listed if i.sign < 0])
        for number, editor in enumerate(self.months):
            each = items[number] if quarterly else None
            editor.show_value(each.fen * each.sign if each is not None else None)
        self._loading = False
        self._stored = self._text()
        self._set_dirty()
        self._arrange()
        self.work_out_now()

    def _usual(self) -> tuple[str, ...]:
        """The names of incomes that the form asks for, of enterprises where nothing is known."""
        rule = tables.base_items("enterprise").rule_at(self.context.desk.today())
        return rule.value if rule is not None else ()

    def set_read_only(self, fixed: bool) -> None:
        """Show without letting anything be changed."""
        self.form.set_read_only(fixed)
        self.incomes.set_read_only(fixed)
        self.deductions.set_read_only(fixed)
        for editor in self.months:
            editor.set_read_only(fixed)

    def _arrange(self) -> None:
        """Show what the class asks for: items, three months, or neither for fixed amounts."""
        code, since = self._known("code"), self._known("since")
        fixed = False
        if isinstance(code, str) and code and isinstance(since, date):
            rule = tables.class_rules(code).rule_at(since)
            fixed = rule is not None and rule.value.fixed
        quarterly = code == BUSINESS
        self.form.show_field("base_fen", not fixed)
        self.what.setVisible(not fixed)
        self.what.setText("上季度三个月的纯收入" if quarterly else "收入和扣除明细")
        self.quarter.setVisible(quarterly)
        for part in (self.incomes, self.deductions):
            part.setVisible(not fixed and not quarterly)

    def _known(self, key: str) -> Value:
        entry = self.form.editor(key).entry()
        return entry.value if entry.problem is None else None

    # --- what is typed ------------------------------------------------------------------------

    def typed(self) -> Typed:
        """What stands there, as far as it can be understood."""
        values = self.form.values()
        if values.get("fen") is None:
            values.pop("fen", None)
        if self._known("code") == BUSINESS:
            months = [editor.entry().value for editor in self.months]
            full = tuple(fen for fen in months if isinstance(fen, int))
            return Typed(values, (), full if len(full) == len(MONTHS) else ())
        if self.incomes.isHidden():
            return Typed(values, (), ())
        items = [ItemValue(each.name, each.fen) for each in self.incomes.items()]
        items += [ItemValue(each.name, each.fen, -1) for each in self.deductions.items()]
        return Typed(values, tuple(items), ())

    def _check(self, values: Mapping[str, Value]) -> Sequence[Problem]:
        found = [*self.incomes.problems(), *self.deductions.problems()]
        if self.member_id is None:
            return found
        typed = self.typed()
        given = {key: value for key, value in values.items() if key != "fen" or value is not None}
        return [
            *found,
            *dues.check_standard(
                self.context.desk,
                self.member_id,
                given,
                typed.items,
                quarter=typed.quarter,
                standard_id=self.standard_id,
            ),
        ]

    def submit(self) -> None:
        """Ask to save, or show all faults."""
        self.form.submit()

    def _on_edited(self) -> None:
        if self._loading:
            return
        self._arrange()
        self._later.start()
        self._set_dirty()
        self.edited.emit()

    def work_out_now(self) -> None:
        """Work the amount out for what stands there."""
        self._later.stop()
        typed, desk = self.typed(), self.context.desk
        if not typed.values.get("code"):
            self.working.say("填好类别和基数，这里列出计算过程。")
            return
        self.context.jobs.read(
            self,
            lambda: work_out(desk, typed),
            self.working.show_quote,
            refused=self.working.refuse,
        )

    # --- like a form --------------------------------------------------------------------------

    @property
    def dirty(self) -> bool:
        """Whether something was typed that is not saved."""
        return self._dirty

    def texts(self) -> dict[str, str]:
        """What stands in form and items."""
        kept = {
            "incomes": [(i.name, i.fen) for i in self.incomes.items()],
            "deductions": [(i.name, i.fen) for i in self.deductions.items()],
            "months": [editor.text() for editor in self.months],
        }
        return {**self.form.texts(), "items": json.dumps(kept, ensure_ascii=False)}

    def put_back(self, texts: Mapping[str, str]) -> None:
        """Bring back a draft."""
        kept = json.loads(texts.get("items") or "{}")
        self.incomes.load([Item(name, fen) for name, fen in kept.get("incomes", ())])
        self.deductions.load([Item(name, fen) for name, fen in kept.get("deductions", ())])
        for editor, text in zip(self.months, kept.get("months", ()), strict=False):
            editor.set_text(text)
        self.form.put_back({key: text for key, text in texts.items() if key != "items"})
        self._on_edited()

    def saved(self) -> None:
        """What stands there is stored."""
        self.form.saved()
        self._stored = self._text()
        self._set_dirty()

    def refused(self, error: DeskError) -> None:
        """Saving failed: say it at the fields."""
        self.form.refused(error)

    def _text(self) -> str:
        return json.dumps(self.texts(), ensure_ascii=False)

    def _set_dirty(self) -> None:
        dirty = self._text() != self._stored
        if dirty != self._dirty:
            self._dirty = dirty
            self.dirty_changed.emit(dirty)


def _values(row: StandardRow) -> dict[str, Value]:
    """A stored standard as values of the form; an amount that follows from the rules stays out."""
    typed_over = any(line.startswith(TYPED_OVER) for line in row.working)
    whole = row.base_fen is not None and row.divisor == 1
    return {
        "since": row.since,
        "code": row.code,
        "base_fen": row.base_fen if whole else None,
        "fen": row.fen if typed_over or row.rate_bp is None else None,
        "mode": row.mode,
        "decided_on": row.decided_on,
        "decided_by": row.decided_by,
        "reason": row.reason,
    }
