"""How far a month has come (开账 → 计分 → 审定 → 公示 → 封存), and the dialogs of each step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from djdesk.errors import Problem
from djdesk.models.rules.dues import say_month
from djdesk.services import assessment, kinds, listing
from djdesk.services.assessment import Board, MonthRow, collecting
from djdesk.services.assessment.fields import MONTH_FIELDS, REOPENING_FIELDS
from djdesk.services.desk import Desk
from djdesk.services.fields import Field, field
from djdesk.services.listing import Kind, Query, Scope, Value
from djdesk.services.meetings import MEETINGS
from djdesk.ui.kit import theme
from djdesk.ui.kit.ask import ask_form
from djdesk.ui.kit.editors import Choice
from djdesk.ui.kit.forms import Values
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.undo import done_with_undo

STATES = ("open", "scored", "confirmed", "published", "sealed")
WORDS = {
    "open": "开账",
    "scored": "计分",
    "confirmed": "审定",
    "published": "公示",
    "sealed": "封存",
}
ON = Field("on", "审定日期", Kind.DATE, required=True)
MEETING = Field("meeting_id", "审定会议", Kind.TEXT, refers="meeting", hint="支委会或党员大会")
REMARK = Field("remark", "备注", Kind.TEXT, lines=2)
FROM = Field("on", "公示开始", Kind.DATE, required=True)
UNTIL = Field("until", "公示截止", Kind.DATE, required=True)
PLACE = Field("place", "公示地点", Kind.TEXT, required=True)
SEALED = Field("on", "封存日期", Kind.DATE, required=True)
TELEPHONE = Field("telephone", field(MONTH_FIELDS, "telephone").title, Kind.PHONE, required=True)
SHOWN = 40  # meetings offered
USUAL_PLACE = "支部党务公开栏"


def next_step(state: str) -> str:
    """The state that comes next; empty after the last."""
    if state == assessment.NOT_OPENED:
        return STATES[0]
    place = STATES.index(state) + 1
    return STATES[place] if place < len(STATES) else ""


class StepsBar(QWidget):
    """The steps of a month as words in a line: those done with their day, the next one marked.

    Without room for all of them it shows the last one done and the next one.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.active().px(4))
        self._state = assessment.NOT_OPENED
        self.pills: dict[str, QLabel] = {}
        for key, word in WORDS.items():
            pill = QLabel(word, self)
            theme.role(pill, "pill")
            line.addWidget(pill)
            self.pills[key] = pill
        line.addStretch(1)

    def show_month(self, row: MonthRow) -> None:
        """Show how far the month is."""
        self._state = row.state
        coming = next_step(row.state)
        done = STATES.index(row.state) if row.state in STATES else -1
        for number, (key, pill) in enumerate(self.pills.items()):
            day = _day(row, key) if number <= done else None
            dated = f" {day.month}.{day.day}" if day is not None else ""
            mark = "✓ " if number <= done else ""
            pill.setText(f"{mark}{WORDS[key]}{dated}")
            theme.state(pill, "ok" if number <= done else "warn" if key == coming else "quiet")
            pill.setToolTip(_tip(row, key) if number <= done else "")
        self._fit()

    def _fit(self) -> None:
        gap = theme.active().px(4)
        widths = {key: pill.sizeHint().width() + gap for key, pill in self.pills.items()}
        shown = list(STATES)
        if sum(widths.values()) > self.width():
            shown = [key for key in (self._state, next_step(self._state)) if key in widths]
            while shown and sum(widths[key] for key in shown) > self.width():
                shown.pop()
        for key, pill in self.pills.items():
            pill.setVisible(key in shown)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, next(iter(self.pills.values())).sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def _day(row: MonthRow, key: str) -> date | None:
    return {
        "scored": row.scored_on,
        "confirmed": row.confirmed_on,
        "published": row.published_on,
        "sealed": row.sealed_on,
    }.get(key)


def _tip(row: MonthRow, key: str) -> str:
    show = kinds.show_date
    match key:
        case "scored":
            return f"{show(row.scored_on)} {row.scored_by} 计分"
        case "confirmed":
            return f"{show(row.confirmed_on)} {row.confirmed_by} 审定，第 {row.revision} 版"
        case "published":
            return f"{show(row.published_on)} 至 {show(row.published_until)} 公示，{row.place}"
        case "sealed":
            return f"{show(row.sealed_on)} {row.sealed_by} 封存"
    return ""


# --- the dialogs ----------------------------------------------------------------------------------


def open_month(context: Context, owner: QWidget, month: date) -> None:
    """Open the month; what the other ledgers hold is collected with it."""
    desk = context.desk
    context.jobs.write(
        owner,
        lambda: assessment.open_month(desk, month),
        lambda _id: done_with_undo(
            context, owner, f"{say_month(month)}已开账，各台账里已有的记录已经归集。"
        ),
        "开账",
    )


def collect(context: Context, owner: QWidget, month: date) -> None:
    """Collect what the other ledgers hold by now."""
    desk = context.desk

    def told(count: int) -> None:
        if count:
            done_with_undo(context, owner, f"已归集，新记或更正 {count} 笔。")
        else:
            context.messages.tell("已经是最新，没有新的记录要归集。")

    context.jobs.write(owner, lambda: collecting.collect(desk, month), told, "归集")


def score_month(context: Context, owner: QWidget, month: date) -> None:
    """Say that everything of the month is entered and was scored."""
    desk = context.desk
    context.jobs.write(
        owner,
        lambda: assessment.score_month(desk, month),
        lambda _none: done_with_undo(
            context, owner, f"{say_month(month)}已计分，请各级评议后审定；审定以前还可以改。"
        ),
        "计分",
    )


def ask_confirm(context: Context, owner: QWidget, board: Board) -> None:
    """Ask by which meeting and when the month was confirmed."""
    desk, month = context.desk, board.month
    offered = _meetings(desk)

    def check(values: Mapping[str, Value]) -> Sequence[Problem]:
        on = values.get("on")
        found = assessment.check_confirm(desk, month, on=on if isinstance(on, date) else None)
        return [each for each in found if each.field == "on"]

    def work(values: Values) -> None:
        on, meeting = values["on"], values.get("meeting_id")
        assert isinstance(on, date)
        assessment.confirm_month(
            desk,
            month,
            on=on,
            meeting_id=meeting if isinstance(meeting, int) else None,
            remark=str(values.get("remark") or ""),
        )

    ask_form(
        context,
        owner,
        f"审定{say_month(month)}的积分",
        (ON, MEETING, REMARK),
        work,
        lambda _none: done_with_undo(context, owner, f"{say_month(month)}已审定，得分已固定。"),
        word="审定",
        hint="审定后得分和说明固定下来，不能再登记；确需改动的写明原因重新开账，原来的结果保留。",
        values={"on": desk.today()},
        check=check,
        choices={"meeting_id": lambda: offered},
    )


def _meetings(desk: Desk) -> list[Choice]:
    """The latest meetings, for who confirmed the month."""
    scope = Scope(desk.today())
    keys = list(listing.ids(desk, MEETINGS, Query(scope)))[:SHOWN]
    rows = listing.rows(desk, MEETINGS, scope, keys, ("held_on", "kind", "topic"))
    found = []
    for key in keys:
        held_on, kind, topic = rows[key]
        day = kinds.show_date(held_on) if isinstance(held_on, date) else ""
        found.append(Choice(key, f"{day} {kind}", str(topic or "")))
    return found


def ask_publish(context: Context, owner: QWidget, board: Board) -> None:
    """Ask from when to when, where, and the telephone for objections."""
    desk, month = context.desk, board.month
    days = board.rubric.notice_days if board.rubric is not None else 3
    today = desk.today()

    def check(values: Mapping[str, Value]) -> Sequence[Problem]:
        first, last = values.get("on"), values.get("until")
        if isinstance(first, date) and isinstance(last, date) and (last - first).days + 1 < days:
            text = f"公示不足 {days} 天。"
            return [Problem(text, f"按方案公示期不少于 {days} 天，首尾两天都算。", "until")]
        return ()

    def work(values: Values) -> None:
        first, last = values["on"], values["until"]
        assert isinstance(first, date)
        assert isinstance(last, date)
        place, telephone = str(values["place"]), str(values["telephone"])
        assessment.publish_month(
            desk, month, on=first, until=last, place=place, telephone=telephone
        )

    ask_form(
        context,
        owner,
        f"公示{say_month(month)}的积分",
        (FROM, UNTIL, PLACE, TELEPHONE),
        work,
        lambda _none: done_with_undo(context, owner, "公示已登记。点“打印”打印公示榜。"),
        word="公示",
        hint=f"公示不少于 {days} 天，首尾两天都算。公示榜不印身份证号和电话。",
        values={"on": today, "until": today + timedelta(days=days - 1), "place": USUAL_PLACE},
        check=check,
    )


def ask_seal(context: Context, owner: QWidget, month: date) -> None:
    """Ask for the day of sealing; the service says what still stands in the way."""
    desk = context.desk

    def work(values: Values) -> None:
        on = values["on"]
        assert isinstance(on, date)
        assessment.seal_month(desk, month, on=on)

    ask_form(
        context,
        owner,
        f"封存{say_month(month)}",
        (SEALED,),
        work,
        lambda _none: context.messages.done(f"{say_month(month)}已封存。"),
        word="封存",
        hint="封存以后不能撤销；确需改动的，只有书记可以写明原因重新开账。",
        values={"on": desk.today()},
    )


def ask_reopen(context: Context, owner: QWidget, month: date) -> None:
    """Ask why a confirmed month is opened again."""
    desk = context.desk
    ask_form(
        context,
        owner,
        f"重新开账：{say_month(month)}",
        (field(REOPENING_FIELDS, "reason"),),
        lambda values: assessment.reopen_month(desk, month, reason=str(values["reason"])),
        lambda _none: context.messages.done("已重新开账，原来的结果作为旧版保留。"),
        word="重新开账",
        hint="审定过的结果整份留存，改好以后重新计分、审定、公示，版次加一。",
    )


DIALOGS: Mapping[str, Callable[[Context, QWidget, Board], None]] = {
    "open": lambda context, owner, board: open_month(context, owner, board.month),
    "scored": lambda context, owner, board: score_month(context, owner, board.month),
    "confirmed": ask_confirm,
    "published": ask_publish,
    "sealed": lambda context, owner, board: ask_seal(context, owner, board.month),
}
"""What leads to each state."""
