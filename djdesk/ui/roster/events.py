"""What happens to members, as short dialogs: group, post, full membership, leaving, coming back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from djdesk.services import organization, roster
from djdesk.services.fields import Field
from djdesk.services.listing import Kind
from djdesk.services.roster import FIELDS, STANDING_FIELDS, Paper, Profile
from djdesk.ui.kit.ask import ask_form
from djdesk.ui.kit.editors import Choice
from djdesk.ui.kit.forms import Values
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.undo import done_with_undo

ON = Field("on", "日期", Kind.DATE, required=True, hint="以会议或批准的日期为准")
REASON = Field("reason", "原因", Kind.TEXT, lines=2)
BASIS = Field("basis", "批复文号", Kind.TEXT)
WAY_OUT = Field("way", "离开方式", Kind.CODE, "way_out", required=True)
COUNTERPART = Field("counterpart", "转往（转自）组织", Kind.TEXT, hint="转出、转入时填写全称")
GROUP = next(field for field in STANDING_FIELDS if field.key == "group_id")
WORK_POST = next(field for field in STANDING_FIELDS if field.key == "work_post")
WITHDRAW = Field(
    "withdrawn_reason", "撤销原因", Kind.TEXT, required=True, hint="如：重复录入、录错支部"
)


def _paper(values: Values) -> Paper:
    return Paper(
        reason=str(values.get("reason") or ""),
        basis=str(values.get("basis") or ""),
        counterpart=str(values.get("counterpart") or ""),
    )


def _day(values: Values) -> date:
    value = values["on"]
    if not isinstance(value, date):
        raise TypeError("the day is a required field")
    return value


def _key(value: object) -> int | None:
    return value if isinstance(value, int) else None


class Events:
    """Opens the dialogs over `owner`; every one ends in a note with 撤销."""

    def __init__(self, context: Context, owner: QWidget) -> None:
        self._context = context
        self._owner = owner

    def _ask(
        self,
        title: str,
        fields: Sequence[Field],
        work: Callable[[Values], object],
        said: str,
        *,
        word: str = "登记",
        hint: str = "",
        choices: Sequence[Choice] = (),
    ) -> None:
        today = self._context.desk.today()
        ask_form(
            self._context,
            self._owner,
            title,
            fields,
            work,
            lambda _answer: done_with_undo(self._context, self._owner, said),
            word=word,
            hint=hint,
            values={"on": today} if any(f.key == "on" for f in fields) else {},
            choices={"group_id": lambda: choices},
        )

    def groups(self, branch_id: int) -> list[Choice]:
        """The groups of a branch to choose from."""
        return [Choice(k, n) for k, n in organization.groups(self._context.desk, branch_id)]

    def group(self, member_ids: Sequence[int], branch_id: int, name: str) -> None:
        """调整党小组 of one or many."""
        desk = self._context.desk
        self._ask(
            f"{name}：调整党小组",
            (GROUP, ON, REASON),
            lambda v: roster.change_group(
                desk, member_ids, _key(v.get("group_id")), _day(v), _paper(v)
            ),
            "已调整党小组。",
            hint="党小组留空表示不编入党小组。",
            choices=self.groups(branch_id),
        )

    def work_post(self, member_ids: Sequence[int], name: str) -> None:
        """工作岗位变动 of one or many."""
        desk = self._context.desk
        self._ask(
            f"{name}：工作岗位变动",
            (WORK_POST, ON, REASON),
            lambda v: roster.change_work_post(
                desk, member_ids, str(v.get("work_post") or ""), _day(v), _paper(v)
            ),
            "已登记工作岗位变动。",
        )

    def convert(self, profile: Profile) -> None:
        """预备党员转正."""
        desk = self._context.desk
        self._ask(
            f"{profile.values['name']}：转为正式党员",
            (ON, BASIS, REASON),
            lambda v: roster.convert(desk, profile.id, _day(v), _paper(v)),
            "已登记转正。",
            hint="日期填支部大会通过、预备期满转正之日；由支部大会讨论、上级批准，这里只作登记。",
        )

    def leave(self, profile: Profile) -> None:
        """Departure by one of the ways out."""
        desk = self._context.desk
        self._ask(
            f"{profile.values['name']}：登记离开",
            (WAY_OUT, ON, COUNTERPART, BASIS, REASON),
            lambda v: roster.leave(desk, profile.id, str(v["way"]), _day(v), _paper(v)),
            "已登记离开；资料仍保留在“离开人员”里。",
            hint="只登记已经由会议决定、上级批准的事项；从这一天起不再计入花名册。",
        )

    def come_back(self, profile: Profile) -> None:
        """恢复党籍, or 转入 of somebody who had been transferred out."""
        desk = self._context.desk
        moved = profile.left is not None and profile.left.way == "B7"
        name = profile.values["name"]
        if moved:
            self._ask(
                f"{name}：转回本支部",
                (ON, COUNTERPART, GROUP, BASIS, REASON),
                lambda v: roster.return_in(
                    desk, profile.id, _day(v), _paper(v), group_id=_key(v.get("group_id"))
                ),
                "已登记转入。",
                choices=self.groups(profile.left.branch_id if profile.left else 0),
            )
        else:
            self._ask(
                f"{name}：恢复党籍",
                (ON, BASIS, REASON),
                lambda v: roster.restore(desk, profile.id, _day(v), _paper(v)),
                "已登记恢复党籍。",
            )

    def correct(self, profile: Profile) -> None:
        """Put right what was entered wrongly about the standing; it is no movement."""
        desk = self._context.desk
        fields = [f for f in FIELDS if f.key in ("group_id", "person_class", "work_post", "since")]
        branch = profile.values.get("branch_id")
        ask_form(
            self._context,
            self._owner,
            f"{profile.values['name']}：更正录入",
            fields,
            lambda v: roster.correct_standing(desk, profile.id, v, on=profile.day),
            lambda _none: done_with_undo(self._context, self._owner, "已更正。"),
            hint="只用于改正录错的内容；实际发生的变动请用“调整党小组”“转正”等办理。",
            values={field.key: profile.values.get(field.key) for field in fields},
            choices={"group_id": lambda: self.groups(int(str(branch or 0)))},
        )

    def withdraw(self, profile: Profile) -> None:
        """Take a wrong entry back."""
        desk = self._context.desk
        self._ask(
            f"{profile.values['name']}：撤销录入",
            (WITHDRAW,),
            lambda v: roster.withdraw(desk, profile.id, str(v["withdrawn_reason"])),
            "已撤销录入。",
            word="撤销录入",
            hint="只用于录错的人；已经离开的党员请用“登记离开”。撤销后不再出现，需要时可以恢复。",
        )
