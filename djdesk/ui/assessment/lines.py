"""One line of points (登记一笔), its check, its reversal, and the files that prove it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from djdesk.errors import Problem
from djdesk.models.rules.assessment.rubric import Item
from djdesk.models.rules.dues import last_day
from djdesk.services import assessment, kinds
from djdesk.services.assessment import Board, BoardRow, Entry, LineRow
from djdesk.services.assessment.fields import LINE_FIELDS
from djdesk.services.fields import Field, field
from djdesk.services.listing import Kind, Value
from djdesk.ui.assessment.typing import Typed, say_points, say_rule, understand
from djdesk.ui.kit.ask import ask_form
from djdesk.ui.kit.editors import Choice
from djdesk.ui.kit.forms import Values
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.undo import done_with_undo

WHO = Field("row", "对象", Kind.TEXT, refers="row", required=True)
WHAT = Field("column", "项目", Kind.TEXT, refers="column", required=True)
VALUE = Field(
    "value", "次数或分数", Kind.TEXT, required=True, hint="按项目写次数、分数、档次或百分比"
)
PENDING = Field("pending", "审核", Kind.FLAG, hint="先作待审，审核后再计入")
REASON = Field("reason", "冲销原因", Kind.TEXT, required=True, lines=3)
WHY_NOT = Field("reason", "不通过的原因", Kind.TEXT, required=True, lines=3)


def ask_line(
    context: Context, owner: QWidget, board: Board, row: BoardRow | None, item: Item | None
) -> None:
    """Ask for one line with everything that can be said of it, and book it."""
    desk = context.desk
    rows = [each for each in board.rows if not each.excluded]
    items = items_of(board)
    people = [Choice(number, each.name, each.group) for number, each in enumerate(rows, 1)]
    offered = [Choice(number, each.title, say_rule(each)) for number, each in enumerate(items, 1)]

    def item_of(values: Mapping[str, Value]) -> Item | None:
        number = values.get("column")
        return items[number - 1] if isinstance(number, int) and number else None

    def check(values: Mapping[str, Value]) -> Sequence[Problem]:
        chosen, text = item_of(values), str(values.get("value") or "")
        if chosen is None or not text:
            return ()
        typed = understand(chosen, text)
        if typed.fault is not None:
            return [Problem(typed.fault.text, typed.fault.remedy, "value")]
        if typed.empty:
            return [Problem("这一笔没有分数。", say_rule(chosen) + "。", "value")]
        if chosen.document and not values.get("document"):
            return [Problem("这个项目必须有文号。", "请写有关机关决定的文号。", "document")]
        return ()

    def work(values: Values) -> int:
        number, chosen = values["row"], item_of(values)
        assert isinstance(number, int)
        assert chosen is not None
        typed = understand(chosen, str(values["value"]))
        entry = entry_of(board.month, rows[number - 1], chosen, typed, values)
        return assessment.book_line(desk, entry, pending=bool(values.get("pending")))

    place = next((n for n, each in enumerate(rows, 1) if row and each.subject == row.subject), None)
    column = next((n for n, each in enumerate(items, 1) if item and each.code == item.code), None)
    ask_form(
        context,
        owner,
        "登记一笔",
        (
            WHO,
            WHAT,
            VALUE,
            field(LINE_FIELDS, "happened_on"),
            field(LINE_FIELDS, "reason"),
            field(LINE_FIELDS, "document"),
            PENDING,
        ),
        work,
        lambda _id: done_with_undo(context, owner, "已登记一笔。"),
        word="登记",
        hint="登记以后不能改也不能删，登错了用冲销。",
        values={"row": place, "column": column, "happened_on": usual_day(desk.today(), board)},
        check=check,
        choices={"row": lambda: people, "column": lambda: offered},
    )


def items_of(board: Board) -> list[Item]:
    """The items of the matrix in their order."""
    tables = board.rubric.tables if board.rubric is not None else ()
    found: dict[str, Item] = {}
    for table in tables:
        if table.level == board.level:
            for item in table.items:
                found.setdefault(item.code, item)
    return list(found.values())


def entry_of(
    month: date, row: BoardRow, item: Item, typed: Typed, values: Mapping[str, Value]
) -> Entry:
    """What is booked for a subject."""
    on = values["happened_on"]
    assert isinstance(on, date)
    return Entry(
        level=row.subject.level,
        organization_id=row.subject.organization_id,
        member_id=row.subject.member_id,
        month=month,
        item=item.code,
        happened_on=on,
        quantity=typed.quantity,
        step=typed.step,
        points=typed.points,
        reason=str(values.get("reason") or ""),
        document=str(values.get("document") or ""),
    )


def usual_day(today: date, board: Board) -> date:
    """Today in the month at hand, else the last day of the board's month."""
    return min(max(today, board.month), last_day(board.month))


def ask_reverse(context: Context, owner: QWidget, line: LineRow) -> None:
    """Ask why a line is taken back; both stay in the ledger."""
    desk = context.desk
    ask_form(
        context,
        owner,
        f"冲销：{line.title} {say_points(line.points)} 分",
        (REASON,),
        lambda values: assessment.reverse_line(desk, line.id, reason=str(values["reason"])),
        lambda _id: done_with_undo(context, owner, "已冲销，原来的登记保留。"),
        word="冲销",
        hint=f"{kinds.show_date(line.happened_on)} {line.reason}。另记一笔相反的分数。",
    )


def accept_line(context: Context, owner: QWidget, line: LineRow) -> None:
    """Let a line count that waited for its check."""
    desk = context.desk
    context.jobs.write(
        owner,
        lambda: assessment.check_line(desk, line.id, True),
        lambda _none: done_with_undo(context, owner, "审核通过，已计入得分。"),
        "审核积分",
    )


def ask_refuse(context: Context, owner: QWidget, line: LineRow) -> None:
    """Ask why a line does not count."""
    desk = context.desk
    ask_form(
        context,
        owner,
        f"不通过：{line.title} {say_points(line.points)} 分",
        (WHY_NOT,),
        lambda values: assessment.check_line(desk, line.id, False, str(values["reason"])),
        lambda _none: done_with_undo(context, owner, "审核未通过，不计入得分，记录保留。"),
        word="不通过",
    )
