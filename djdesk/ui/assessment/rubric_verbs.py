"""What is done with a rubric: taken over, put in force, taken out of it, sent down, printed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from djdesk.models.rules.assessment.rubric import Rubric
from djdesk.models.rules.days import add_months
from djdesk.services import assessment
from djdesk.services.assessment import sending
from djdesk.services.assessment.fields import RUBRIC_FIELDS
from djdesk.services.desk import Desk
from djdesk.services.fields import field
from djdesk.services.listing import Value
from djdesk.ui.assessment.rubric_changes import differences
from djdesk.ui.assessment.rubric_reading import Reading
from djdesk.ui.assessment.rubric_words import Chosen
from djdesk.ui.kit import theme
from djdesk.ui.kit.ask import ask_form
from djdesk.ui.kit.dialogs import FormDialog
from djdesk.ui.kit.forms import Values
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.printing import open_preview
from djdesk.ui.kit.rows import RowText
from djdesk.ui.kit.undo import done_with_undo

LIST = "rubrics"  # the list whose rows the paper is of
ENACT_FIELDS = tuple(field(RUBRIC_FIELDS, key) for key in ("since", "decided_on", "decided_by"))
CHANGES = (("在哪里", 108), ("内容", 190), ("现在", 0), ("改为", 230))
WIDTH, HEIGHT = 860, 620  # px at 100 % of a dialog that shows what changes
Then = Callable[[int], None]


def first_month(desk: Desk) -> date:
    """The month from which a rubric is proposed to count: this one, or the first not opened."""
    today = desk.today()
    rows = assessment.months(desk, today.year)
    opened = [row.month for row in rows if row.state != assessment.NOT_OPENED]
    return max([today.replace(day=1), *(add_months(month, 1) for month in opened)])


def ask_enact(
    context: Context,
    owner: QWidget,
    chosen: Chosen,
    rubric: Rubric,
    now: Rubric | None,
    then: Then,
    *,
    since: date,
) -> FormDialog:
    """Ask from which month a rubric is to count, beside what it changes of the one in force."""
    desk = context.desk
    ready, row = chosen.ready, chosen.row
    word = "施行" if chosen.is_draft else "采用"

    def work(values: Values) -> int:
        month = _month(values.get("since"), since)
        if ready is not None:
            return assessment.adopt(desk, ready.code, since=month)
        assert row is not None
        day = values.get("decided_on")
        return assessment.enact(
            desk,
            row.id,
            since=month,
            decided_on=day if isinstance(day, date) else None,
            decided_by=str(values.get("decided_by") or ""),
        )

    def done(rubric_id: int) -> None:
        done_with_undo(context, owner, f"已{word}“{chosen.name}”。已经开账的月份仍按原来的方案。")
        then(rubric_id)

    values: dict[str, Value] = {"since": since}
    dialog = ask_form(
        context,
        owner,
        f"{word}：{chosen.name}",
        ENACT_FIELDS if ready is None else ENACT_FIELDS[:1],
        work,
        done,
        word=word,
        hint="从哪个月起按这个方案计分？只能从还没有开账的月份起；已经开账的月份不变。",
        values=values,
    )
    _show_changes(dialog, rubric, now)
    return dialog


def _month(value: Value, usual: date) -> date:
    return value if isinstance(value, date) else usual


def _show_changes(dialog: FormDialog, rubric: Rubric, now: Rubric | None) -> None:
    """Put what changes below the form of a dialog."""
    box = dialog.layout()
    if not isinstance(box, QVBoxLayout):
        return
    look = theme.active()
    found = differences(now, rubric) if now is not None else ()
    text = "现在没有施行中的方案。" if now is None else "与施行中的方案相同。"
    if found:
        text = f"与施行中的方案相比，有 {len(found)} 处变化："
    title = QLabel(text, dialog)
    theme.role(title, "heading")
    box.insertWidget(box.count() - 1, title)
    if not found:
        return
    table = Reading("与施行中的方案相比的变化", CHANGES, dialog)
    table.show_rows(
        [
            RowText(n, (each.part, each.what, each.was, each.becomes))
            for n, each in enumerate(found, start=1)
        ]
    )
    box.insertWidget(box.count() - 1, table, 3)
    dialog.form.setMaximumHeight(dialog.form.natural_height() + look.px(48))  # and a fault
    screen = dialog.screen().availableGeometry()
    dialog.resize(
        min(look.px(WIDTH), round(screen.width() * 0.94)),
        min(look.px(HEIGHT), round(screen.height() * 0.9)),
    )


def copy(context: Context, owner: QWidget, chosen: Chosen, then: Then) -> None:
    """Make a draft of a rubric that can be changed."""
    desk = context.desk
    ready, row = chosen.ready, chosen.row

    def work() -> int:
        if ready is not None:
            return assessment.add_example(desk, ready.code, since=first_month(desk))
        assert row is not None
        return assessment.copy(desk, row.id)

    def done(rubric_id: int) -> None:
        done_with_undo(context, owner, "已复制为草稿。改好后点“施行…”，才按它计分。")
        then(rubric_id)

    context.jobs.write(owner, work, done, "复制考核方案")


def retire(context: Context, owner: QWidget, chosen: Chosen) -> None:
    """Take a rubric out of force."""
    desk, row = context.desk, chosen.row
    if row is not None:
        context.jobs.write(
            owner,
            lambda: assessment.retire(desk, row.id),
            lambda _none: done_with_undo(
                context, owner, f"已停用“{row.name}”。已经开账的月份仍按它计分。"
            ),
            "停用考核方案",
        )


def withdraw(context: Context, owner: QWidget, chosen: Chosen) -> None:
    """Throw a draft away; undo brings it back."""
    desk, row = context.desk, chosen.row
    if row is not None:
        context.jobs.write(
            owner,
            lambda: assessment.withdraw(desk, row.id),
            lambda _none: done_with_undo(context, owner, f"已删除草稿“{row.name}”。"),
            "删除考核方案草稿",
        )


def send(context: Context, owner: QWidget, chosen: Chosen) -> None:
    """Mark a rubric to go down with the next dispatch, or no longer."""
    desk, row = context.desk, chosen.row
    if row is None:
        return
    if row.sent_on is not None:
        context.jobs.write(
            owner,
            lambda: sending.recall_rubric(desk, row.id),
            lambda _none: done_with_undo(context, owner, "不再下发。已经采用它的支部不受影响。"),
            "撤回下发的考核方案",
        )
        return

    def done(_none: object) -> None:
        text = f"“{row.name}”已列入下发内容，下次写下发包时带给各支部。"
        context.messages.tell(text, "去写下发包", lambda: context.open("packages"))

    context.jobs.write(owner, lambda: sending.send_rubric(desk, row.id), done, "下发考核方案")


def print_rubric(context: Context, owner: QWidget, chosen: Chosen) -> None:
    """Preview the rubric as paper."""
    from djdesk.reports import catalogue
    from djdesk.reports.kit.spec import Request

    row = chosen.row
    if row is None:
        context.messages.tell("随程序提供的方案，先“采用”或“复制修改”，再打印。")
        return
    offered = [spec for spec in catalogue.of_area(assessment.AREA) if spec.by_record == LIST]
    open_preview(context, owner, offered, Request(context.desk.today(), records=(row.id,)))
