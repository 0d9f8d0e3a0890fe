"""The committee's side: invite branches, see who is behind, take packages over and answer."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from djdesk.errors import UserError
from djdesk.exchange import dispatch, joining, merging
from djdesk.exchange.dispatch import Dispatched
from djdesk.exchange.joining import Invited
from djdesk.services import organization, packages
from djdesk.services.fields import Field
from djdesk.services.listing import Filter, Kind, Value
from djdesk.services.packages import Branch
from djdesk.services.packages.lists import BEHIND, BRANCHES, JOINED, NEVER, PACKAGES, REPORTED
from djdesk.ui.kit.ask import ask_form
from djdesk.ui.kit.chips import Chip, Chips
from djdesk.ui.kit.editors import Choice
from djdesk.ui.kit.forms import Values
from djdesk.ui.kit.listbox import Lesson, ListBox
from djdesk.ui.kit.listmodel import ListModel
from djdesk.ui.kit.page import Page
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.sections import Sections
from djdesk.ui.packages.entry import STATES, EntryCard
from djdesk.ui.packages.fingerprint import FingerprintDialog
from djdesk.ui.packages.merge import MergeDialog

BRANCH_STATES: dict[str, dict[Value, str]] = {
    "joining": {"joined": "ok", "waiting": "warn", "apart": ""},
    "reporting": {"reported": "ok", "behind": "bad", "never": "bad"},
}
CHIPS = (
    Chip("all", "全部"),
    Chip("late", "未上报", None, (Filter("reporting", "in", (BEHIND, NEVER)),)),
    Chip("done", "已上报", None, (Filter("reporting", "eq", REPORTED),)),
    Chip("apart", "未加入", None, (Filter("joining", "ne", JOINED),)),
)
INVITE_FIELDS = (
    Field(
        "organization_id",
        "已有的支部",
        Kind.TEXT,
        refers="organization",
        hint="组织树里已有的，从这里选；没有的填下面一栏",
    ),
    Field("branch_name", "新支部全称", Kind.TEXT, hint="与印章一致"),
    Field("code", "党组织代码", Kind.TEXT, hint="可不填"),
)


class CommitteePane(Page):
    """Branches and the log of what they sent."""

    def __init__(self, context: Context) -> None:
        super().__init__("上报接收", "packages-committee", context.memory)
        self.context = context
        desk = context.desk
        self.merge = self.add_action(
            "接收上报包", "package-open", self._on_merge, primary=True, shortcut="Ctrl+O"
        )
        self.invite = self.add_action("邀请支部", "send", self._on_invite)
        self.send = self.add_action("写下发包", "file-down", self._on_send)
        self.fingerprint = self.add_more("核对指纹…", "fingerprint", self._on_fingerprint)
        self.answer = self.add_more("再写一份回执…", "file-down", self._on_answer)
        for action in (self.merge, self.invite, self.send, self.fingerprint, self.answer):
            action.setEnabled(desk.may_write("packages"))
        branch_model = ListModel(desk, context.jobs, BRANCHES, states=BRANCH_STATES)
        self.branches = ListBox(
            context,
            branch_model,
            lesson=Lesson(
                "还没有下级支部",
                "给每个支部生成一个邀请文件，支部在自己的电脑上打开它，以后就能上报到这里。",
                (self.invite,),
                icon="network",
            ),
        )
        self.log = ListBox(
            context,
            ListModel(desk, context.jobs, PACKAGES, states={"status": STATES}),
            lesson=Lesson(
                "还没有收到上报包",
                "插上支部送来的 U 盘，点“接收上报包”，也可以把文件拖到这里。",
                (self.merge,),
                icon="package",
            ),
        )
        for box in (self.branches, self.log):
            box.offer(self.offered())
        self.sections = Sections(self)
        self.views = Chips(self)
        self.views.offer(CHIPS)
        self.views.changed.connect(lambda: branch_model.set_filters(self.views.filters()))
        filtered = QWidget(self)
        column = QVBoxLayout(filtered)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.views)
        column.addWidget(self.branches, 1)
        self.sections.add("branches", "下级支部", filtered)
        self.sections.add("log", "接收登记", self.log)
        self.set_master(self.sections)
        self.card = EntryCard(context)
        self.set_detail(self.card, 360)
        self.take_turns("返回登记", self.log.view)
        self.offer_detail(False)
        self.sections.chosen.connect(lambda key: self.offer_detail(key == "log"))
        self.log.view.current_changed.connect(self.card.show_id)
        self.with_search("搜索支部、月份", self._on_search)
        self.setAcceptDrops(True)

    def show_record(self, record_id: int | None, **hints: object) -> None:
        """Show one line of the log; `do="send"` writes the dispatches that wait."""
        if record_id is None:
            if hints.get("do") == "send" and self.send.isEnabled():
                self._on_send()
            return
        self.sections.choose("log")
        self.card.show_id(record_id)
        self.show_detail()

    def _on_search(self, text: str) -> None:
        self.branches.model.set_text(text)
        self.log.model.set_text(text)

    # --- taking over --------------------------------------------------------------------------

    def _on_merge(self) -> None:
        files = self.context.messages.open_files("选择上报包", "上报包 (*.djx)", many=True)
        self.take(files)

    def take(self, files: list[Path]) -> None:
        """Check the packages and show what each would change; nothing is written yet."""
        if files:
            MergeDialog(self.context, files, self).open()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.merge.isEnabled() and _packages(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.take(_packages(event))

    # --- sending down -------------------------------------------------------------------------

    def _on_send(self) -> None:
        desk = self.context.desk
        self.context.jobs.read(self, lambda: dispatch.pending(desk), self._on_pending)

    def _on_pending(self, waiting: tuple[Branch, ...]) -> None:
        if not waiting:
            self.context.messages.tell(
                "没有新的内容要下发；审查记录、评议考核或下发方案以后，再来这里写下发包。"
            )
            return
        folder = self.context.messages.folder(
            f"选择下发包存放的文件夹（U 盘），共 {len(waiting)} 个支部"
        )
        if folder is None:
            return
        desk = self.context.desk
        self.context.jobs.write(
            self, lambda: dispatch.write_all(desk, folder), self._on_sent, "写下发包"
        )

    def _on_sent(self, done: tuple[Dispatched, ...]) -> None:
        names = "、".join(each.branch_name for each in done[:3])
        more = f"等 {len(done)} 个支部" if len(done) > 3 else ""
        self.context.messages.tell(f"已给{names}{more}写好下发包，核对无误，可以安全拔出 U 盘。")

    # --- inviting -----------------------------------------------------------------------------

    def _on_invite(self) -> None:
        desk = self.context.desk
        home = organization.home_id(desk)
        known = [
            Choice(node.id, node.name)
            for node in organization.tree(desk)
            if node.kind in ("branch", "general") and node.id != home and not node.received
        ]
        folder = self.context.messages.folder("选择邀请文件存放的文件夹（U 盘）")
        if folder is None:
            return

        def work(values: Values) -> Invited:
            chosen = values.get("organization_id")
            name = str(values.get("branch_name") or "")
            if chosen is None and not name.strip():
                raise UserError("没有写明邀请哪个支部。", "请选择已有的支部，或填写新支部的全称。")
            return joining.invite(
                desk,
                folder,
                branch_name=name,
                code=str(values.get("code") or ""),
                organization_id=int(str(chosen)) if chosen is not None else None,
            )

        current = self.branches.view.current_id()
        chosen = current if any(c.id == current for c in known) else None
        ask_form(
            self.context,
            self,
            "邀请支部",
            INVITE_FIELDS,
            work,
            self._on_invited,
            word="生成邀请文件",
            hint="邀请文件只给这一个支部用，内含一次性凭证，请当面交给支部。",
            choices={"organization_id": lambda: known},
            values={"organization_id": chosen},
        )

    def _on_invited(self, invited: Invited) -> None:
        FingerprintDialog(
            "邀请支部",
            f"给“{invited.branch_name}”的邀请文件已写入“{invited.path}”，请当面交给支部。"
            "支部打开它时会看到一串数字，要与下面的一致；"
            "关闭后可以在“更多”里的“核对指纹”再看到它。",
            "本单位的指纹（支部加入时核对）",
            invited.fingerprint,
            self.window(),
        ).open()

    # --- fingerprints and receipts ------------------------------------------------------------

    def _on_fingerprint(self) -> None:
        desk = self.context.desk
        current = self.branches.view.current_id()
        self.context.jobs.read(
            self,
            lambda: next(
                (b for b in packages.branches(desk) if b.organization_id == current), None
            ),
            self._ask_fingerprint,
        )

    def _ask_fingerprint(self, branch: Branch | None) -> None:
        desk = self.context.desk
        if branch is None:
            FingerprintDialog(
                "核对指纹",
                "支部加入时核对的是本单位的指纹。要核对支部的指纹，请先在“下级支部”里选中一个"
                "已加入的支部。",
                "本单位的指纹（念给支部听）",
                joining.own_fingerprint(desk),
                self.window(),
            ).open()
            return

        def work(values: Values) -> None:
            if values.get("verified"):
                packages.confirm_branch(desk, branch.organization_id)

        ask_form(
            self.context,
            self,
            "核对指纹",
            [Field("verified", "指纹与支部一致，已核对", Kind.FLAG)],
            work,
            hint=f"支部：{branch.organization_name}\n指纹：{joining.branch_fingerprint(branch)}\n\n"
            f"本单位指纹（念给支部听）：\n{joining.own_fingerprint(desk)}",
            values={"verified": bool(branch.verified_at)},
        )

    def _on_answer(self) -> None:
        current = self.log.view.current_id()
        if current is None:
            self.context.messages.tell("请先在“接收登记”里选择一条记录。")
            return
        folder = self.context.messages.folder("选择回执存放的文件夹（U 盘）")
        if folder is None:
            return
        desk = self.context.desk
        self.context.jobs.write(
            self,
            lambda: merging.write_receipt(desk, current, folder),
            lambda path: self.context.messages.tell(f"回执已写入“{path}”。"),
            "写回执",
        )


def _packages(event: QDropEvent) -> list[Path]:
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return [path for path in paths if path.suffix.lower() == ".djx"]
