"""The pane 用户: who may open the book and as what, passwords, the recovery sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from PySide6.QtWidgets import QLabel

from djdesk.errors import Problem
from djdesk.services import accounts, kinds
from djdesk.services.accounts import User
from djdesk.services.desk import Role
from djdesk.services.fields import Field
from djdesk.services.listing import Kind, Value
from djdesk.ui.kit import recovery_sheet, theme
from djdesk.ui.kit.ask import ask_form
from djdesk.ui.kit.forms import Values
from djdesk.ui.kit.page import Card, Page
from djdesk.ui.kit.pane import Context, PaneSpec
from djdesk.ui.kit.rows import Rows, RowText

NAME = Field("name", "姓名", Kind.PERSON, required=True, hint="写真实姓名，操作日志里会用到")
ROLE = Field("role", "角色", Kind.CODE, "role", required=True)
OLD = Field("old", "现在的密码", Kind.TEXT, required=True, secret=True)
NEW = Field("new", "新密码", Kind.TEXT, required=True, secret=True, hint="至少 8 位")
AGAIN = Field("again", "再输一遍", Kind.TEXT, required=True, secret=True)

MAY = {
    Role.SECRETARY: "全部功能，并管理用户",
    Role.ORGANIZER: "录入和修改各项台账、导入、上报、恢复备份",
    Role.COMMITTEE: "查看全部；花名册、党组织和上报只看不改，其他台账可以录入",
    Role.VIEWER: "只能查看和打印",
}

ROLES = "\n".join(f"{role.title}：{may}。" for role, may in MAY.items())


def check_new_password(values: Mapping[str, Value]) -> Iterable[Problem]:
    """What is wrong with a new password, typed twice."""
    new, again = values.get("new"), values.get("again")
    if new:
        yield from accounts.password_problems(str(new), "new")
    if new and again and new != again:
        yield Problem("两次输入的新密码不一样。", "请重新输入。", "again")


class AccountsPane(Page):
    """The users of the book; only a secretary changes them, everybody their own password."""

    def __init__(self, context: Context) -> None:
        super().__init__("用户", "accounts", context.memory)
        self.context = context
        self._users: dict[int, User] = {}
        self._numbers: dict[str, int] = {}  # a user keeps the number of his row, whoever goes
        manage = context.desk.may_write("accounts")
        self.add = self.add_action("添加用户", "user-plus", self._on_add, primary=True)
        self.own = self.add_action("修改我的密码", "key-round", self._on_own)
        self.role_action = self.add_more("修改角色…", "user-check", self._on_role)
        self.reset = self.add_more("重设密码…", "lock-open", self._on_reset)
        self.remove = self.add_more("删除用户", "user-x", self._on_remove)
        self.add_more_separator()
        self.code = self.add_more("重新生成恢复码…", "scroll-text", self._on_code)
        for action in (self.add, self.role_action, self.reset, self.remove, self.code):
            action.setVisible(manage)
        self.own.setEnabled(not context.desk.read_only)
        self.rows = Rows("用户", (("姓名", 120), ("角色", 100), ("可以做什么", 0)), self)
        self.rows.offered = self.offered()
        self.rows.chosen.connect(lambda _id: self._allow())
        self.set_master(self.rows)
        self.set_detail(self._make_note(), 260)
        self.refresh()

    def _make_note(self) -> Card:
        card = Card(self)
        heading = QLabel("密码和恢复码", card)
        theme.role(heading, "heading")
        text = QLabel(
            "每个人用自己的密码打开账套，操作日志里记下是谁做的。不要共用密码。\n\n"
            "忘记密码时，书记可以为他重设；大家都忘记时，用建账套时打印的恢复码打开。\n\n"
            "人员变动后请及时删除用户。被删除的人如果留有以前的账套副本，仍能用旧密码打开那份副本，"
            "所以备份 U 盘要妥善保管。",
            card,
        )
        text.setWordWrap(True)
        theme.role(text, "muted")
        card.box.addWidget(heading)
        card.box.addWidget(text)
        card.box.addStretch(1)
        return card

    def refresh(self) -> None:
        """Read the users again."""
        desk = self.context.desk
        self.context.jobs.read(self, lambda: accounts.users(desk), self._on_users)

    def _on_users(self, users: tuple[User, ...]) -> None:
        self._users = {self._numbers.setdefault(u.id, len(self._numbers)): u for u in users}
        self.rows.show_rows(
            [
                RowText(
                    number,
                    (f"{u.name}（我）" if u.mine else u.name, u.role.title, MAY[u.role]),
                )
                for number, u in self._users.items()
            ]
        )
        by_code = not any(user.mine for user in users)
        self.own.setVisible(not by_code)
        told = "现在是用恢复码打开的，请选中自己的名字，在“更多”里重设密码" if by_code else ""
        self.subtitle.setText(told or f"共 {len(users)} 人")
        self._allow()

    def _chosen(self) -> User | None:
        number = self.rows.current
        return self._users.get(number) if number is not None else None

    def _allow(self) -> None:
        user = self._chosen()
        for action in (self.role_action, self.reset):
            action.setEnabled(user is not None)
        self.remove.setEnabled(user is not None and not user.mine)

    def _done(self, text: str) -> None:
        # users stand in the key file, not in the book: no notice tells that they changed
        self.refresh()
        self.context.messages.done(text)

    # --- what can be done ---------------------------------------------------------------------

    def _ask(
        self,
        title: str,
        fields: Sequence[Field],
        work: Callable[[Values], object],
        said: str,
        *,
        word: str,
        hint: str = "",
        values: Mapping[str, Value] | None = None,
    ) -> None:
        """A dialog that ends in a note; a new password in it is checked while it is typed."""
        ask_form(
            self.context,
            self,
            title,
            fields,
            work,
            lambda _answer: self._done(said),
            word=word,
            hint=hint,
            values=values,
            check=check_new_password,
        )

    def _on_add(self) -> None:
        desk = self.context.desk
        self._ask(
            "添加用户",
            (NAME, ROLE, NEW, AGAIN),
            lambda values: accounts.add_user(
                desk,
                name=str(values["name"]),
                role=Role(str(values["role"])),
                password=str(values["new"]),
            ),
            "已添加用户，请他第一次登录后自己修改密码。",
            word="添加",
            hint=ROLES,
            values={"role": Role.COMMITTEE.value},
        )

    def _on_own(self) -> None:
        desk = self.context.desk
        self._ask(
            "修改我的密码",
            (OLD, NEW, AGAIN),
            lambda values: accounts.change_own_password(
                desk, old=str(values["old"]), new=str(values["new"])
            ),
            "密码已修改，下次打开账套用新密码。",
            word="修改",
        )

    def _on_role(self) -> None:
        user = self._chosen()
        if user is None:
            return
        desk = self.context.desk
        self._ask(
            f"{user.name}：修改角色",
            (ROLE,),
            lambda values: accounts.change_role(desk, user.id, Role(str(values["role"]))),
            "角色已修改，他下次登录时生效。",
            word="修改",
            hint=ROLES,
            values={"role": user.role.value},
        )

    def _on_reset(self) -> None:
        user = self._chosen()
        if user is None:
            return
        desk = self.context.desk
        self._ask(
            f"{user.name}：重设密码",
            (NEW, AGAIN),
            lambda values: accounts.set_password(desk, user.id, str(values["new"])),
            "密码已重设，请当面告诉本人。",
            word="重设密码",
        )

    def _on_remove(self) -> None:
        user = self._chosen()
        if user is None:
            return
        sure = self.context.messages.ask(
            f"删除用户“{user.name}”？",
            "删除后他不能再打开这个账套；他做过的记录都保留。需要时可以重新添加。",
            "删除用户",
        )
        if sure:
            desk = self.context.desk
            self.context.jobs.write(
                self,
                lambda: accounts.remove_user(desk, user.id),
                lambda _none: self._done(f"已删除用户“{user.name}”。"),
                "删除用户",
            )

    def _on_code(self) -> None:
        sure = self.context.messages.ask(
            "重新生成恢复码？",
            "原来打印的恢复码马上作废，新的恢复码只显示这一次，请准备好打印机。",
            "重新生成",
        )
        if sure:
            desk = self.context.desk
            self.context.jobs.write(
                self,
                lambda: accounts.new_recovery_code(desk),
                self._show_code,
                "重新生成恢复码",
            )

    def _show_code(self, code: str) -> None:
        desk = self.context.desk
        document = recovery_sheet.sheet(
            desk.store.book.name, str(desk.store.folder), code, kinds.show_day(desk.today())
        )
        recovery_sheet.CodeDialog(code, document, self.window()).open()


PANE = PaneSpec(
    "accounts",
    "用户",
    "系统",
    "user-check",
    AccountsPane,
    words="账号 权限 角色 密码 恢复码",
)
