"""Next year's standards (核定下一年): proposed for all, corrected by row, fixed in one step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from djdesk.errors import DeskError
from djdesk.exchange.dues_sheet import Found
from djdesk.services import dues, kinds
from djdesk.services.dues import Match, ProposalRow
from djdesk.services.dues.fields import STANDARD_FIELDS
from djdesk.services.fields import field
from djdesk.services.listing import Kind
from djdesk.ui.dues.matching import import_list, paste_list
from djdesk.ui.dues.sifting import SiftingDialog
from djdesk.ui.kit import theme
from djdesk.ui.kit.chips import Chip
from djdesk.ui.kit.editors import Editor, editor_for
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.rows import Rows, RowText
from djdesk.ui.kit.undo import done_with_undo

COLUMNS = (
    ("姓名", 84), ("原类别", 68), ("原月交", 76), ("类别", 68), ("基数", 88), ("月应交", 76),
    ("情况", 84), ("变动或要问的", 0),
)  # fmt: skip
STATE = 6
VIEWS = {
    "all": "全部",
    "changed": "类别变动",
    "asked": "请核对",
    "base": "缺基数",
    "ready": "可以核定",
    "settled": "已核定",
}


def state_of(row: ProposalRow) -> tuple[str, str]:
    """How far a row is, and its state."""
    if row.settled:
        return "已核定", "quiet"
    if row.fen is None:
        return ("缺基数", "bad") if row.code else ("缺类别", "bad")
    if row.changed_class:
        return "类别变动", "warn"
    if row.needs_base or not row.sure:
        return "请核对", "warn"
    return "可以核定", "ok"


def shown_in(row: ProposalRow, view: str) -> bool:
    """Whether a chip shows a row."""
    match view:
        case "changed":
            return row.changed_class
        case "asked":
            return not row.settled and bool(row.needs_base or not row.sure)
        case "base":
            return not row.settled and row.fen is None
        case "ready":
            return row.ready
        case "settled":
            return row.settled
    return True


class ProposalDialog(SiftingDialog):
    """The proposals of a year; class and base of the chosen row are typed below the table."""

    def __init__(
        self, context: Context, year: int, owner: QWidget, then: Callable[[], None]
    ) -> None:
        super().__init__(context, owner, f"核定{year}年党费")
        self.year = year
        self._then = then
        self.found: dict[int, ProposalRow] = {}
        self.views.changed.connect(self._show_rows)
        self.rows = Rows("核定建议", COLUMNS, self, state_column=STATE, numbers=(2, 4, 5))
        self.rows.chosen.connect(lambda _id: self._show_row())
        self.rows.opened.connect(lambda _id: self._go_to_base())
        self.working = QLabel(self)
        theme.role(self.working, "muted")
        self.lay_out(self.rows, self._make_line(), self.working, self._make_foot())
        self._read()

    def _make_line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        self.who = QLabel(self)
        line.addWidget(self.who)
        self.editors: dict[str, Editor] = {}
        for key in ("code", "base_fen"):
            each = field(STANDARD_FIELDS, key)
            label = QLabel(each.title, self)
            editor = editor_for(each, self)
            label.setBuddy(editor.inner)
            editor.done.connect(self._on_typed)
            line.addWidget(label)
            line.addWidget(editor, 1)
            self.editors[key] = editor
        self.use = self.button("改好，下一个", self._on_typed)
        line.addWidget(self.use)
        return line

    def _make_foot(self) -> QHBoxLayout:
        self.apply = self.button("核定", self._on_apply, primary=True)
        ways = (("导入工资表…", import_list), ("粘贴工资表", paste_list))
        left = [
            self.button(word, partial(read, self.context, self, self._on_wages))
            for word, read in ways
        ]
        return self.foot(left, self.apply)

    # --- what is proposed ---------------------------------------------------------------------

    def _read(self) -> None:
        desk, year = self.context.desk, self.year
        self.said.setText("正在计算……")
        self.context.jobs.read(self, lambda: dues.proposals(desk, year), self._on_read)

    def _on_read(self, found: tuple[ProposalRow, ...]) -> None:
        self.found = {row.member_id: row for row in found}
        self._offer()
        self._show_rows()
        self.rows.setFocus()

    def _offer(self) -> None:
        rows = self.found.values()
        counts = {key: sum(shown_in(row, key) for row in rows) for key in VIEWS}
        self.views.offer(
            [Chip(k, title, counts[k]) for k, title in VIEWS.items() if counts[k] or k == "all"]
        )
        changed = f"类别变动的 {counts['changed']} 人请逐个核对；" if counts["changed"] else ""
        lacking = f"还有 {counts['base']} 人缺基数，这次先不核定。" if counts["base"] else ""
        self.said.setText(
            f"按{self.year - 1}年的标准推算{self.year}年每人每月应交多少。"
            f"{changed}基数有变的，选中后在下面改。{lacking}"
        )
        self.apply.setText(f"核定 {counts['ready']} 人")
        self.apply.setEnabled(counts["ready"] > 0)

    def _show_rows(self) -> None:
        view = self.views.chosen or "all"
        self.rows.show_rows([_row(row) for row in self.found.values() if shown_in(row, view)])
        self._show_row()

    def _chosen(self) -> ProposalRow | None:
        key = self.rows.current
        return self.found.get(key) if key is not None else None

    def _show_row(self) -> None:
        row = self._chosen()
        open_row = row is not None and not row.settled
        self.who.setText(row.name if row is not None else "")
        self.editors["code"].show_value(row.code if row is not None else None)
        self.editors["base_fen"].show_value(row.base_fen if row is not None else None)
        for editor in self.editors.values():
            editor.set_read_only(not open_row)
            editor.mark("")
        self.use.setEnabled(open_row)
        quote = row.quote if row is not None else None
        self.working.setText("；".join(quote.working[:-1]) if quote is not None else "")

    def _go_to_base(self) -> None:
        self.editors["base_fen"].inner.setFocus()

    def _on_typed(self) -> None:
        """Work the chosen row out with what was typed, and go to the next one shown."""
        row, desk = self._chosen(), self.context.desk
        if row is None or row.settled:
            return
        entries = {key: editor.entry() for key, editor in self.editors.items()}
        for key, entry in entries.items():
            self.editors[key].mark("bad" if entry.problem is not None else "")
            if entry.problem is not None:
                self.working.setText(f"{entry.problem.text}{entry.problem.remedy}")
                self.editors[key].inner.setFocus()
                return
        code, base = entries["code"].value, entries["base_fen"].value
        self.context.jobs.read(
            self,
            lambda: dues.revised(
                desk,
                row,
                code=str(code or ""),
                base_fen=base if isinstance(base, int) else None,
            ),
            self._on_revised,
        )

    def _on_revised(self, row: ProposalRow) -> None:
        shown = [each.member_id for each in self.found.values()]
        view = self.views.chosen or "all"
        listed = [key for key in shown if shown_in(self.found[key], view)]
        place = listed.index(row.member_id) if row.member_id in listed else -1
        following = listed[place + 1] if 0 <= place < len(listed) - 1 else row.member_id
        self.found[row.member_id] = row
        self._offer()
        self._show_rows()
        self.rows.choose(following)
        self._go_to_base()

    def _on_wages(self, found: Found) -> None:
        """Take the amounts of a list as bases of those whom it names without doubt."""
        desk, rows, january = self.context.desk, tuple(self.found.values()), date(self.year, 1, 1)

        def work() -> tuple[tuple[ProposalRow, ...], int]:
            plan = dues.match_list(desk, found.lines, january)
            bases = {
                line.member_id: line.listed.fen
                for line in plan.lines
                if line.member_id is not None and line.listed.fen and line.match is not Match.TWICE
            }
            return dues.of_bases(desk, rows, bases), len(plan.lines) - len(bases)

        self.context.jobs.read(self, work, lambda got: self._take_wages(*got))

    def _take_wages(self, rows: tuple[ProposalRow, ...], left: int) -> None:
        taken = sum(self.found[row.member_id].base_fen != row.base_fen for row in rows)
        self.found = {row.member_id: row for row in rows}
        self._offer()
        self._show_rows()
        lost = f"，{left} 行没有对上，请逐个填写" if left else ""
        self.said.setText(f"已按工资表改了 {taken} 人的基数{lost}。{self.said.text()}")

    # --- fixing -------------------------------------------------------------------------------

    def _on_apply(self) -> None:
        ready = [row for row in self.found.values() if row.ready]
        desk = self.context.desk
        self.apply.setEnabled(False)
        self.context.jobs.write(
            self,
            lambda: dues.apply_proposals(
                desk, ready, decided_on=desk.today(), decided_by=desk.user
            ),
            self._on_applied,
            f"核定{self.year}年党费",
            refused=self._on_refused,
        )

    def _on_refused(self, error: DeskError) -> None:
        self._offer()
        self.context.messages.problem(error)

    def _on_applied(self, count: int) -> None:
        self.accept()
        done_with_undo(self.context, self._owner, f"已核定{self.year}年党费 {count} 人。")
        self._then()


def next_year(today: date) -> int:
    """For which year one would propose standards on a day: from October on the next one."""
    return today.year + 1 if today.month >= 10 else today.year


def _asked(row: ProposalRow) -> str:
    if row.settled or not row.needs_base:
        return ""
    return "没有基数，请填写。" if row.fen is None else "基数是上一段时间的收入，请填新的。"


def _row(row: ProposalRow) -> RowText:
    word = kinds.shower(Kind.CODE, "dues_class", short=True)
    show = kinds.shower(Kind.MONEY)
    state, colour = state_of(row)
    texts = (
        row.name,
        word(row.former_code, False),
        show(row.former_fen, False),
        word(row.code, False),
        show(row.base_fen, False),
        show(row.fen, False),
        state,
        row.change or _asked(row),
    )
    return RowText(row.member_id, texts, past=row.settled, state=colour)
