"""The pane 谈心谈话: the talks of a branch, and who still should talk to whom in the year."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from djdesk.models.store.store import Notice
from djdesk.services import kinds, meetings, organization
from djdesk.services.listing import Filter, Query, Scope, Value
from djdesk.services.meetings import TALKS, Pair
from djdesk.ui.kit import buttons, theme
from djdesk.ui.kit.chips import Chip, Chips
from djdesk.ui.kit.editors import Choice
from djdesk.ui.kit.labels import label_for
from djdesk.ui.kit.listbox import EmptyState, Lesson, ListBox
from djdesk.ui.kit.listed import Listed
from djdesk.ui.kit.listmodel import ListModel
from djdesk.ui.kit.page import Page
from djdesk.ui.kit.pane import Context, PaneSpec
from djdesk.ui.kit.print_log import open_print_log
from djdesk.ui.kit.printing import open_preview
from djdesk.ui.kit.rows import Rows, RowText
from djdesk.ui.kit.sections import Sections
from djdesk.ui.kit.spins import year_box
from djdesk.ui.meetings.talks_record import TalkView

RELATIONS = {"committee": "支部委员之间", "member": "支部委员和党员之间"}
PAIR_COLUMNS = (("状态", 84), ("谈话人", 100), ("谈话对象", 100), ("关系", 0), ("日期", 92))
GIVEN = ("talker", "talker_id", "partner", "partner_id", "topic")  # what others know already
LIST = "talks"  # the list whose rows reports of one talk are of
WATCHED = TALKS.tables | {"member", "standing", "tenure"}


class TalksPane(Page):
    """The pane; `show_record(id)` opens a talk, `new=True` begins one with what is GIVEN,
    `view="pairs"` shows who still should talk.
    """

    def __init__(self, context: Context) -> None:
        super().__init__("谈心谈话", "talks", context.memory)
        self.context = context
        desk = context.desk
        self._home = organization.home_id(desk)
        self.list: ListBox
        self.model: ListModel
        self._people: tuple[Choice, ...] = ()
        self._pairs: tuple[Pair, ...] = ()
        branch = desk.store.book.kind.value == "branch"
        self._may = desk.may_write(meetings.AREA) and branch
        self.new = self.add_action("新建", "plus", self._on_new, primary=True, shortcut="Ctrl+N")
        self.new.setVisible(self._may)
        self.print = self.add_action("打印", "printer", self._on_print, shortcut="Ctrl+P")
        self.columns = self.add_more("选择显示的栏目…", "columns-3", self._on_columns)
        self.print_log = self.add_more(
            "打印记录…", "history", lambda: open_print_log(self.context, self)
        )
        self.sections = Sections(self)
        self.sections.add("talks", "谈话记录", self._make_list())
        self.sections.add("pairs", "还没谈的", self._make_pairs())
        self.sections.set_shown("pairs", branch)
        self.sections.chosen.connect(self._on_section)
        self.set_master(self.sections)
        self.view = TalkView(context, lambda: self._people, self)
        self.listed = Listed(context, self.list, self.view, meetings.talk, self._widen)
        self.listed.gone.connect(lambda: self.show_detail(False))
        self.view.entered.connect(self._on_entered)
        self.view.given_up.connect(self._on_given_up)
        self.set_detail(self.view, 460)
        self.take_turns("返回列表", self.list.view)
        self.with_search("谈话人、谈话对象、主题", self.model.set_text)
        context.bus.changed.connect(self._on_changed)
        self._refresh()

    # --- building -----------------------------------------------------------------------------

    def _make_list(self) -> QWidget:
        context = self.context
        today = context.desk.today()
        page = QWidget(self)
        box = QVBoxLayout(page)
        box.setContentsMargins(0, theme.active().px(4), 0, 0)
        self.views = Chips(page)
        whole = (date(today.year, 1, 1), date(today.year, 12, 31))
        unsigned = Filter("signed", "eq", False, "未签字")
        self.views.offer(
            (
                Chip("all", "全部"),
                Chip("year", "本年", None, (Filter("held_on", "between", whole, "本年"),)),
                Chip("unsigned", "未签字", None, (unsigned,)),
            )
        )
        self.views.changed.connect(lambda: self.model.set_filters(self.views.filters()))
        box.addWidget(self.views)
        self.model = ListModel(
            context.desk,
            context.jobs,
            TALKS,
            Query(Scope(today)),
            presentation=context.presentation,
        )
        lesson = Lesson(
            "还没有谈心谈话记录",
            "支部委员之间、支部委员和党员之间每年至少谈一次。在“还没谈的”里选一对，一步登记。"
            if self._may
            else "支部上报以后，谈心谈话记录出现在这里。",
            (self.new,) if self._may else (),
            icon="heart-handshake",
        )
        self.list = ListBox(context, self.model, lesson=lesson)
        self.list.offer(self.offered())
        self.list.view.typed.connect(self._on_typed)
        box.addWidget(self.list, 1)
        page.setFocusProxy(self.list)
        return page

    def _make_pairs(self) -> QWidget:
        look = theme.active()
        page = QWidget(self)
        box = QVBoxLayout(page)
        box.setContentsMargins(0, look.px(4), 0, 0)
        line = QHBoxLayout()
        this = self.context.desk.today().year
        self.year = year_box(page, this - 20, this, this)
        word = label_for("年度", self.year, page)
        self.pair_count = QLabel(page)
        theme.role(self.pair_count, "muted")
        self.enter = buttons.action(page, "登记这次谈话", "plus")
        self.enter.triggered.connect(lambda _checked=False: self._on_enter())
        self.enter.setVisible(self._may)
        button = buttons.button_for(self.enter, page)
        button.setVisible(self._may)
        line.addWidget(word)
        line.addWidget(self.year)
        line.addWidget(self.pair_count, 1)
        line.addWidget(button)
        box.addLayout(line)
        self.pairs = Rows("还没谈的", PAIR_COLUMNS, page, state_column=0)
        self.pairs.opened.connect(lambda _id: self._on_pair_opened())
        self.pairs.chosen.connect(lambda _id: self._allow())
        if self._may:
            self.pairs.offered = [self.enter]
        lesson = Lesson(
            "没有应谈的人",
            "花名册里有了党员、党组织里登记了支部委员以后，这里列出谁和谁这一年还没有谈。",
            icon="users",
        )
        self._pair_stack = QStackedWidget(page)
        self._pair_stack.addWidget(self.pairs)
        self._pair_stack.addWidget(EmptyState(lesson, page))
        box.addWidget(self._pair_stack, 1)
        self.year.valueChanged.connect(lambda _year: self._refresh())
        page.setFocusProxy(self.pairs)
        return page

    # --- what others open ---------------------------------------------------------------------

    def show_record(self, record_id: int | None, **hints: object) -> None:
        """Show a talk, or do what the hints ask (see the class)."""
        if record_id is not None:
            self.sections.choose("talks")
            self.view.leave(lambda: self.listed.open(record_id))
            self.show_detail()
        elif hints.get("new"):
            found = ((key, hints.get(key)) for key in GIVEN)
            given = {key: value for key, value in found if isinstance(value, str | int)}
            self.view.leave(lambda: self._begin(dict(given)))
        elif hints.get("view") == "pairs":
            self.sections.choose("pairs")
            self.pairs.setFocus()

    def leave(self, then: Callable[[], None]) -> None:
        """Do `then` once nothing typed would be lost."""
        self.view.leave(then)

    def _widen(self) -> None:
        self.search.clear()
        self.views.clear()

    # --- asking -------------------------------------------------------------------------------

    def _refresh(self) -> None:
        desk, home, year = self.context.desk, self._home, self.year.value()
        self.context.jobs.read(
            self,
            lambda: (organization.candidates(desk, home), meetings.pairs(desk, year)),
            lambda found: self._on_found(year, *found),
        )

    def _on_found(
        self, year: int, people: Sequence[tuple[int, str, str]], pairs: tuple[Pair, ...]
    ) -> None:
        if year != self.year.value():
            return
        self._people = tuple(Choice(*each) for each in people)
        self._pairs = pairs
        missing = sum(pair.done_on is None for pair in pairs)
        self.sections.set_title("pairs", f"还没谈的 {missing}" if missing else "还没谈的")
        self.pair_count.setText(f"应谈 {len(pairs)} 对，已谈 {len(pairs) - missing} 对")
        self.pairs.show_rows([_pair_row(n, pair) for n, pair in enumerate(pairs)])
        self._pair_stack.setCurrentIndex(0 if pairs else 1)
        self._allow()

    def _on_changed(self, notice: Notice) -> None:
        if notice.tables & WATCHED:
            self._refresh()
        if "talk" in notice.tables:
            self.listed.read_again()

    def _on_typed(self, text: str) -> None:
        self.search.setFocus()
        self.search.insert(text)

    def _on_section(self, key: str) -> None:
        (self.list if key == "talks" else self.pairs).setFocus()

    def _on_columns(self) -> None:
        self.list.view.choose_columns()

    # --- entering -----------------------------------------------------------------------------

    def _on_new(self) -> None:
        self.view.leave(lambda: self._begin({}))

    def _begin(self, given: dict[str, Value]) -> None:
        self.show_detail()
        self.listed.begin(given)

    def _on_entered(self, talk_id: int) -> None:
        if self.sections.current == "pairs":
            self.listed.read(talk_id)
            self.show_detail(False)
            self.pairs.setFocus()
        else:
            self.listed.open(talk_id)

    def _on_given_up(self) -> None:
        self.show_detail(False)
        self._on_section(self.sections.current)

    def _chosen_pair(self) -> Pair | None:
        number = self.pairs.current
        return self._pairs[number] if number is not None else None

    def _allow(self) -> None:
        pair = self._chosen_pair()
        self.enter.setEnabled(pair is not None and pair.done_on is None)

    def _on_pair_opened(self) -> None:
        pair = self._chosen_pair()
        if pair is not None and pair.talk_id is not None:
            talk_id = pair.talk_id
            self.view.leave(lambda: self.listed.open(talk_id))
            self.show_detail()
        elif pair is not None and self._may:
            self._on_enter()

    def _on_enter(self) -> None:
        """One click from the pair to the form: both names are there already."""
        pair = self._chosen_pair()
        if pair is None:
            return
        given: dict[str, Value] = {"partner": pair.partner, "partner_id": pair.partner_id}
        if pair.talker_id is not None:
            given |= {"talker": pair.talker, "talker_id": pair.talker_id}
        self.view.leave(lambda: self._begin(given))

    # --- paper --------------------------------------------------------------------------------

    def _on_print(self) -> None:
        self.view.leave(self._print)

    def _print(self) -> None:
        from djdesk.reports import catalogue
        from djdesk.reports.kit.spec import Request

        shown = self.view.record
        records = (shown.id,) if shown is not None else ()
        offered = [
            spec
            for spec in catalogue.of_area(meetings.AREA)
            if spec.id.startswith("talk-record") and (records or not spec.by_record)
        ]
        open_preview(
            self.context, self, offered, Request(self.context.desk.today(), None, records=records)
        )


def _pair_row(number: int, pair: Pair) -> RowText:
    done = pair.done_on is not None
    return RowText(
        number,
        (
            "已谈" if done else "还没谈",
            pair.talker or "支部委员",
            pair.partner,
            RELATIONS[pair.relation],
            kinds.show_date(pair.done_on),
        ),
        past=done,
        state="ok" if done else "warn",
    )


PANE = PaneSpec(
    "talks",
    "谈心谈话",
    "组织生活",
    "heart-handshake",
    TalksPane,
    watches=WATCHED,
    words="谈话 谈心 一对一",
)
"""What the shell lists."""
