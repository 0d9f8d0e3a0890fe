"""The branch's side: join once, report by a file on a stick, take in the receipt."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from djdesk.errors import Problem, Severity
from djdesk.exchange import dispatch, joining, naming, receipt, report
from djdesk.exchange.dispatch import Taken
from djdesk.exchange.joining import Invitation, Joined
from djdesk.exchange.receipt import Received
from djdesk.exchange.report import Exported
from djdesk.models.store.store import Notice
from djdesk.services import kinds, packages
from djdesk.services.fields import Field
from djdesk.services.listing import Kind
from djdesk.services.packages import Committee
from djdesk.services.packages.lists import PACKAGES
from djdesk.ui.kit.ask import ask_form
from djdesk.ui.kit.forms import Values
from djdesk.ui.kit.listbox import Lesson, ListBox
from djdesk.ui.kit.listmodel import ListModel
from djdesk.ui.kit.page import Page
from djdesk.ui.kit.pane import Context
from djdesk.ui.packages.entry import STATES, EntryCard
from djdesk.ui.packages.fingerprint import FingerprintDialog

VERIFIED = Field("verified", "指纹与上级一致，已核对", Kind.FLAG)


class BranchPane(Page):
    """The log of this branch's packages and the few things to do with them."""

    def __init__(self, context: Context) -> None:
        super().__init__("上报接收", "packages", context.memory)
        self.context = context
        self._superior: Committee | None = None
        self.export = self.add_action(
            "导出上报包", "upload", self._on_export, primary=True, shortcut="Ctrl+E"
        )
        self.receive = self.add_action("接收来件", "inbox", self._on_receive)
        self.join = self.add_action("加入上级党组织", "landmark", self._on_join)
        self.fingerprint = self.add_more("核对指纹…", "fingerprint", self._on_fingerprint)
        for action in (self.export, self.receive, self.join, self.fingerprint):
            action.setEnabled(context.desk.may_write("packages"))
        model = ListModel(context.desk, context.jobs, PACKAGES, states={"status": STATES})
        lesson = Lesson(
            "还没有上报过",
            "先用上级给的邀请文件加入上级党组织（只需一次），再把上报包导出到 U 盘送去；"
            "上级合并后会给一个回执文件，审查意见会装在下发包里，都在这里接收。",
            (self.join, self.export),
            icon="package",
        )
        self.list = ListBox(context, model, lesson=lesson)
        self.list.offer(self.offered())
        self.card = EntryCard(context)
        self.list.view.current_changed.connect(self.card.show_id)
        self.set_master(self.list)
        self.set_detail(self.card, 380)
        self.take_turns("返回登记", self.list.view)
        context.bus.changed.connect(self._on_changed)
        self._refresh()

    def show_record(self, record_id: int | None, **hints: object) -> None:
        """Show one line of the log, or begin with `do`: export, receive."""
        if record_id is not None:
            self.card.show_id(record_id)
            self.show_detail()
        begun = {"export": self.export, "receive": self.receive}.get(str(hints.get("do")))
        if begun is not None and begun.isEnabled():
            begun.trigger()

    def _on_changed(self, notice: Notice) -> None:
        if notice.tables & {"superior", "package_log"}:
            self._refresh()

    def _refresh(self) -> None:
        desk = self.context.desk
        self.context.jobs.read(self, lambda: packages.superior(desk), self._on_superior)

    def _on_superior(self, superior: Committee | None) -> None:
        self._superior = superior
        may = self.context.desk.may_write("packages")
        self.fingerprint.setEnabled(may and superior is not None)
        self.join.setVisible(superior is None)
        if superior is None:
            self.subtitle.setText("还没有加入上级党组织")
            return
        seen = "指纹已核对" if superior.verified_at else "指纹尚未核对"
        self.subtitle.setText(f"上级：{superior.name} · {seen}")

    # --- export -------------------------------------------------------------------------------

    def _on_export(self) -> None:
        if self._superior is None:
            self.context.messages.problem(packages.not_joined())
            return
        folder = self.context.messages.folder("选择 U 盘上的文件夹")
        if folder is None:
            return
        desk = self.context.desk
        self.context.jobs.long(
            self,
            lambda progress: report.export(desk, folder, progress=progress),
            self._on_exported,
            "导出上报包",
            writes=True,
        )

    def _on_exported(self, done: Exported) -> None:
        text = (
            f"第 {done.number:04d} 号上报包（{kinds.show_size(done.size)}）已写入"
            f"“{done.path.parent}”并核对无误，可以安全拔出 U 盘。"
        )
        if done.left:
            text += f"还有 {done.left} 个附件这次装不下，等上级的回执登记后再导出一次，就会补上。"
        self.context.messages.tell(text, "打开文件夹", lambda: _open_folder(done.path.parent))
        if done.warnings:
            # their remedy is the committee's: here the books themselves can be put right
            self.context.messages.problems(
                "上报包里的党费有合计不符，上级合并时也会看到。请核对改正后再导出一次：",
                [replace(warning, remedy="") for warning in done.warnings],
            )

    # --- receipt ------------------------------------------------------------------------------

    def _on_receive(self) -> None:
        files = self.context.messages.open_files(
            "选择上级给的回执或下发包", "上级来件 (*.djr *.djd)", many=True
        )
        for path in files:
            self.take(path)

    def take(self, path: Path) -> None:
        """Take in what came from the committee: a receipt or a dispatch, told by the ending."""
        if path.suffix.lower() == naming.DISPATCH:
            fetch = partial(dispatch.receive, self.context.desk, path)
            self.context.jobs.write(self, fetch, self._on_taken, "接收下发包")
        else:
            work = partial(receipt.receive, self.context.desk, path)
            self.context.jobs.write(self, work, self._on_received, "接收回执")

    def _on_taken(self, got: Taken) -> None:
        if got.already:
            self.context.messages.done(f"第 {got.number:04d} 号下发包以前收过，没有改变。")
            return
        text = f"已接收“{got.committee}”第 {got.number:04d} 号下发包"
        news = [Problem(line, severity=Severity.WARN) for line in got.lines]
        if got.strays:
            stray = f"有 {got.strays} 条是给本账套里已经没有的记录的，没有登记。"
            news.append(Problem(stray, severity=Severity.WARN))
        news += got.refused
        if news:
            self.context.messages.problems(f"{text}：", news)
        else:
            self.context.messages.done(f"{text}，没有新的内容。")

    def _on_received(self, got: Received) -> None:
        word = receipt.OUTCOMES[got.outcome]
        text = f"第 {got.number:04d} 号上报包：{word}（{got.committee}）。"
        if got.reasons:
            problems = [
                Problem(
                    str(reason.get("text", "")),
                    str(reason.get("remedy", "")),
                    severity=Severity.WARN,
                )
                for reason in got.reasons
            ]
            self.context.messages.problems(text, problems)
        else:
            self.context.messages.done(text if not got.already else f"{text}这份回执以前收过。")

    # --- joining ------------------------------------------------------------------------------

    def _on_join(self) -> None:
        files = self.context.messages.open_files("选择上级给的邀请文件", "邀请文件 (*.djinvite)")
        if files:
            path = files[0]
            self.context.jobs.read(
                self,
                lambda: joining.read_invitation(path),
                lambda invitation: self._ask_join(path, invitation),
            )

    def _ask_join(self, path: Path, invitation: Invitation) -> None:
        desk = self.context.desk
        hint = (
            f"上级党组织：{invitation.committee.name}\n"
            f"邀请的支部：{invitation.branch_name}\n\n"
            f"指纹：{invitation.fingerprint}\n\n"
            "请打电话或当面与上级逐组念一遍指纹，完全一致再打勾；暂时联系不上也可以先加入，以后再核对。"
        )

        def work(values: Values) -> Joined:
            joined = joining.join(desk, path, replace=self._superior is not None)
            if values.get("verified"):
                packages.confirm_superior(desk)
            return joined

        ask_form(
            self.context,
            self,
            "加入上级党组织",
            [VERIFIED],
            work,
            self._on_joined,
            word="加入",
            hint=hint,
        )

    def _on_joined(self, joined: Joined) -> None:
        FingerprintDialog(
            "加入上级党组织",
            f"已加入“{joined.committee_name}”。上级接收第一个上报包时，要核对本支部的指纹；"
            "关闭后可以在“更多”里的“核对指纹”再看到它。",
            "本支部的指纹（念给上级听）",
            joined.own_fingerprint,
            self.window(),
            [f"{problem.text}{problem.remedy}" for problem in joined.warnings],
        ).open()

    def _on_fingerprint(self) -> None:
        superior = self._superior
        if superior is None:
            return
        desk = self.context.desk
        hint = (
            f"上级党组织：{superior.name}\n指纹：{joining.superior_fingerprint(superior)}\n\n"
            f"本支部指纹（念给上级听）：\n{joining.own_fingerprint(desk)}\n\n"
            "请与上级逐组念一遍，完全一致再打勾保存。"
        )

        def work(values: Values) -> None:
            if values.get("verified"):
                packages.confirm_superior(desk)

        ask_form(
            self.context,
            self,
            "核对指纹",
            [VERIFIED],
            work,
            hint=hint,
            values={"verified": bool(superior.verified_at)},
        )


def _open_folder(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
