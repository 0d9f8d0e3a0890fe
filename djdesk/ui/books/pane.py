"""The list of backups left, the book right, and everything that keeps it safe."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from djdesk.errors import Problem, Severity
from djdesk.exchange.naming import plain
from djdesk.models.store.store import Notice
from djdesk.services import accounts, books, kinds, settings
from djdesk.services.books import BackedUp, Backup, Checked, Facts, Rehearsal, Restored
from djdesk.services.desk import Desk
from djdesk.services.fields import Field
from djdesk.services.listing import Kind, Value
from djdesk.ui.books.card import BookCard
from djdesk.ui.books.rehearsal import RehearsalDialog
from djdesk.ui.kit.ask import ask_form
from djdesk.ui.kit.folders import free_folder, open_folder, proposed_folder
from djdesk.ui.kit.forms import Values
from djdesk.ui.kit.page import Page
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.restoring import KINDS, RestoreDialog, Task
from djdesk.ui.kit.rows import Rows, RowText

PASSWORD = Field("password", "做备份时的密码", Kind.TEXT, required=True, secret=True)


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything the pane shows, read in one job."""

    facts: Facts
    users: int
    backups: tuple[Backup, ...]
    settings: Mapping[str, Value]


def _read(desk: Desk) -> Shown:
    return Shown(
        books.facts(desk),
        len(accounts.users(desk)),
        books.list_backups(desk.store.folder),
        settings.chosen(desk),
    )


class BooksPane(Page):
    """Backups, checks, restoring and copying; nothing here ever overwrites the open book."""

    def __init__(self, context: Context) -> None:
        super().__init__("账套与备份", "books", context.memory)
        self.context = context
        self._backups: dict[int, Backup] = {}
        self._numbers: dict[Path, int] = {}  # a backup keeps the number of its row, whichever goes
        self._checked = ""
        self._make_actions()
        self.rows = Rows("备份", (("时间", 132), ("时机", 100), ("大小", 72), ("文件", 0)), self)
        self.rows.offered = self.offered()
        self.rows.chosen.connect(lambda _id: self._allow())
        self.rows.opened.connect(lambda _id: self.rehearse.trigger())
        self.set_master(self.rows)
        self.card = BookCard(context, self)
        self.set_detail(self.card, 380)
        context.bus.changed.connect(self._on_changed)
        self.refresh()

    def _make_actions(self) -> None:
        add, more = self.add_action, self.add_more
        self.now = add("立即备份", "archive", self._on_now, primary=True)
        self.away = add("另存备份到 U 盘", "usb", self._on_away)
        self.check = add("检查账套", "shield-check", self._on_check)
        self.rehearse = add(
            "演练恢复", "eye", self._on_rehearse, tip="打开选中的备份看一看，不影响现在的账套"
        )
        self.second = more("设置第二备份文件夹…", "hard-drive", self._on_second)
        self.copy = more("复制账套到…", "copy", self._on_copy)
        self.add_more_separator()
        self.restore = more("恢复选中的备份…", "archive-restore", self._on_restore)
        self.restore_file = more("从备份文件恢复…", "folder-open", self._on_restore_file)
        self.folder = more("打开备份所在的文件夹", "folder", self._on_folder)
        desk = self.context.desk
        for action in (self.now, self.away):
            action.setEnabled(not desk.read_only)
        self.second.setVisible(desk.may_write("settings"))

    def leave(self, then: Callable[[], None]) -> None:
        """Do `then` once changed settings are saved or given up."""
        self.card.form.leave("账套的设置", then)

    # --- what is shown ------------------------------------------------------------------------

    def _on_changed(self, notice: Notice) -> None:
        if "setting" in notice.tables:
            self.refresh()

    def refresh(self) -> None:
        """Look at the book and its backups again."""
        desk = self.context.desk
        self.context.jobs.read(self, lambda: _read(desk), self._on_read)

    def _on_read(self, shown: Shown) -> None:
        self._backups = {
            self._numbers.setdefault(backup.path, len(self._numbers)): backup
            for backup in shown.backups
        }
        self.rows.show_rows(
            [
                RowText(
                    number,
                    (
                        f"{backup.made_at:%Y-%m-%d %H:%M}",
                        backup.why_title,
                        kinds.show_size(backup.size),
                        backup.path.name,
                    ),
                )
                for number, backup in self._backups.items()
            ]
        )
        count = len(shown.backups)
        self.subtitle.setText(f"{count} 份已核验的备份" if count else "还没有备份，请先备份一次")
        self.card.show_facts(shown.facts, shown.users, self._checked)
        self.card.show_settings(shown.settings)
        self._allow()

    def _chosen(self) -> Backup | None:
        return self._backups.get(self.rows.current) if self.rows.current is not None else None

    def _allow(self) -> None:
        chosen = self._chosen() is not None
        self.rehearse.setEnabled(chosen)
        self.restore.setEnabled(chosen)

    # --- backups ------------------------------------------------------------------------------

    def _on_now(self) -> None:
        desk = self.context.desk
        self.context.jobs.long(
            self,
            lambda progress: books.back_up(desk, progress=progress),
            self._on_backed_up,
            "备份账套",
            writes=True,
        )

    def _on_backed_up(self, done: BackedUp) -> None:
        self._backed_up()
        if done.warning:
            problem = Problem(done.warning, severity=Severity.WARN)
            self.context.messages.problems("备份已完成并核验。", [problem])
        else:
            second = "，第二份也已写好" if done.second else ""
            self.context.messages.done(f"备份已完成并核验{second}。")

    def _backed_up(self) -> None:
        self.refresh()
        self.context.bus.look_again()  # the status line tells the age of the last backup

    def _on_away(self) -> None:
        desk = self.context.desk
        name = f"{plain(desk.store.book.name)}-备份-{desk.store.now():%Y%m%d}.djbak"
        path = self.context.messages.save_file("另存备份", name, KINDS)
        if path is None:
            return
        self.context.jobs.long(
            self,
            lambda progress: books.save_backup_as(desk, path, progress),
            self._on_saved,
            "另存备份",
            writes=True,
        )

    def _on_saved(self, path: Path) -> None:
        self._backed_up()
        self.context.messages.tell(
            f"备份已写到“{path}”并读回核对，可以安全拔出 U 盘。",
            "打开文件夹",
            lambda: open_folder(path.parent),
        )

    def _on_second(self) -> None:
        folder = self.context.messages.folder("第二份备份存放在哪个文件夹（建议 U 盘）")
        if folder is None:
            return
        desk = self.context.desk
        self.context.jobs.write(
            self,
            lambda: settings.put(desk, settings.SECOND_BACKUP_FOLDER, str(folder)),
            lambda _none: self.context.messages.tell(
                "以后每次备份都在那里再写一份。", "现在备份一次", self.now.trigger
            ),
            "设置第二备份文件夹",
        )

    def _on_folder(self) -> None:
        backup = self._chosen() or next(iter(self._backups.values()), None)
        open_folder(backup.path.parent if backup else self.context.desk.store.folder)

    # --- looking it over ----------------------------------------------------------------------

    def _on_check(self) -> None:
        desk = self.context.desk
        self.context.jobs.long(
            self, lambda progress: books.check_open(desk, progress), self._on_checked, "检查账套"
        )

    def _on_checked(self, found: Checked) -> None:
        at = f"{self.context.desk.store.now():%Y-%m-%d %H:%M}"
        if found.findings:
            count = len(found.findings)
            self._checked = f"{at} 发现 {count} 个问题"
            problems = [Problem(each.text, each.remedy) for each in found.findings]
            self.context.messages.problems(f"检查账套：发现 {count} 个问题。", problems)
        else:
            counts = found.counts
            looked = (
                f"党员 {counts.get('member', 0)} 人、附件 {counts.get('attachment', 0)} 个、"
                f"操作日志 {counts.get('audit_step', 0)} 步"
            )
            self._checked = f"{at} 没有发现问题（{looked}）"
            self.context.messages.done(f"检查完毕，没有发现问题：{looked}。")
        self.refresh()

    def _on_rehearse(self) -> None:
        backup, desk = self._chosen(), self.context.desk
        if backup is None:
            return

        def begin(values: Values) -> None:
            self._rehearse(desk, backup, str(values["password"]))

        ask_form(
            self.context,
            self,
            "演练恢复",
            (PASSWORD,),
            lambda values: values,
            begin,
            word="开始演练",
            hint="把这份备份恢复到一个临时的私密文件夹，打开看一看能不能用，比较以后马上删除。"
            "现在的账套不受影响。建议每季度演练一次。",
        )

    def _rehearse(self, desk: Desk, backup: Backup, password: str) -> None:
        self.context.jobs.long(
            self,
            lambda progress: books.rehearse(desk, backup.path, password, progress),
            lambda found: self._on_rehearsed(backup, found),
            "演练恢复",
        )

    def _on_rehearsed(self, backup: Backup, found: Rehearsal) -> None:
        RehearsalDialog(backup, found, self.window()).open()

    # --- a second book ------------------------------------------------------------------------

    def _on_restore(self) -> None:
        backup = self._chosen()
        if backup is not None:
            self._restore(backup.path)

    def _on_restore_file(self) -> None:
        for path in self.context.messages.open_files("选择备份文件", KINDS):
            self._restore(path)

    def _restore(self, backup: Path) -> None:
        desk = self.context.desk
        task = Task(
            tuple(self._backups.values()),
            proposed_folder(f"{desk.store.book.name}-恢复-{desk.store.now():%Y%m%d}"),
            hint="恢复成另一个账套，现在打开的账套不会改动。",
        )
        dialog = RestoreDialog(task, self.context.jobs, self.context.messages, self.window())
        dialog.choose(backup)
        dialog.restored.connect(self._on_restored)
        dialog.open()

    def _on_restored(self, done: Restored) -> None:
        text = (
            "请点右上角用户名下的“换用户或账套”，再“打开其他文件夹中的账套…”选择它。"
            "确认以后只用其中一个继续录入：两个账套各记各的，合不到一起。"
        )
        self.context.messages.problems(
            f"已恢复到“{done.folder}”。", [Problem(text, severity=Severity.WARN)]
        )

    def _on_copy(self) -> None:
        desk = self.context.desk
        base = self.context.messages.folder("把账套复制到哪个文件夹里")
        if base is None:
            return
        folder = free_folder(base, f"{desk.store.book.name}-副本-{desk.store.now():%Y%m%d}")
        self.context.jobs.long(
            self,
            lambda progress: books.copy_open(desk, folder, progress),
            lambda _none: self._on_copied(folder),
            "复制账套",
            writes=True,
        )

    def _on_copied(self, folder: Path) -> None:
        self.context.messages.tell(
            f"账套已完整复制到“{folder}”。两份各记各的，请只在一份里继续录入。",
            "打开文件夹",
            lambda: open_folder(folder),
        )
