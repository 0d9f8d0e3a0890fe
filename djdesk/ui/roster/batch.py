"""One field of the chosen members changed at once: which field, which value, how many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtWidgets import QWidget

from djdesk.errors import Problem, Severity
from djdesk.services import organization, roster
from djdesk.services.fields import Field
from djdesk.services.listing import Kind, Value
from djdesk.services.roster import BATCH_FIELDS, Outcome
from djdesk.ui.kit.ask import ask_form
from djdesk.ui.kit.editors import Choice
from djdesk.ui.kit.forms import Values
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.undo import done_with_undo

CLEAR = Field("clear_column", "清空", Kind.FLAG, hint="把已选党员的这一栏清空")
WHICH = Field("field", "要修改的栏目", Kind.TEXT, refers="field", required=True)


def ask_batch(context: Context, owner: QWidget, member_ids: Sequence[int]) -> None:
    """Ask which field of the chosen members gets which value, and change it in one step."""
    if not member_ids:
        context.messages.tell(
            "请先在名单里选择要修改的党员（按住 Ctrl 或 Shift 多选，Ctrl+A 全选）。"
        )
        return

    def ask_value(number: int) -> None:
        _ask_value(context, owner, member_ids, BATCH_FIELDS[number])

    ask_form(
        context,
        owner,
        "批量修改",
        [WHICH],
        lambda values: int(str(values["field"])),
        ask_value,
        word="下一步",
        hint=f"将修改已选的 {len(member_ids)} 人，可以撤销。",
        choices={"field": lambda: [Choice(n, f.title) for n, f in enumerate(BATCH_FIELDS)]},
    )


def _ask_value(context: Context, owner: QWidget, member_ids: Sequence[int], field: Field) -> None:
    desk = context.desk

    def check(values: Mapping[str, Value]) -> Iterator[Problem]:
        # Enter pressed once too often must not empty a column of many people
        if values.get(field.key) in (None, "") and not values.get(CLEAR.key):
            remedy = "请填写新的内容，或者勾选“清空”。"
            yield Problem(f"{field.title}没有填写。", remedy, field.key)

    def work(values: Values) -> Outcome:
        value = None if values.get(CLEAR.key) else values.get(field.key)
        return roster.change_many(desk, member_ids, field.key, value)

    def done(outcome: Outcome) -> None:
        done_with_undo(context, owner, f"已修改 {outcome.changed} 人的{field.title}。")
        if outcome.refused:
            problems = [
                Problem(f"{name}：{why}", severity=Severity.WARN)
                for _id, name, why in outcome.refused
            ]
            context.messages.problems(f"有 {len(problems)} 人没有修改", problems)

    def groups() -> list[Choice]:
        home = organization.home_id(desk)
        return [Choice(key, name) for key, name in organization.groups(desk, home)]

    ask_form(
        context,
        owner,
        f"批量修改：{field.title}",
        [field, CLEAR],
        work,
        done,
        word=f"修改 {len(member_ids)} 人",
        check=check,
        choices={field.key: groups} if field.refers else {},
    )
