"""Tree left, the record of the chosen organization right."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from djdesk.models.store.store import Notice
from djdesk.services import organization
from djdesk.services.fields import Field
from djdesk.services.listing import Kind
from djdesk.services.organization import Node
from djdesk.services.organization.fields import DISSOLVE_FIELDS
from djdesk.ui.kit import theme
from djdesk.ui.kit.ask import ask_form
from djdesk.ui.kit.editors import Choice
from djdesk.ui.kit.forms import Values
from djdesk.ui.kit.page import Page
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.printing import open_preview
from djdesk.ui.kit.undo import done_with_undo
from djdesk.ui.organization.record import Record

ID = Qt.ItemDataRole.UserRole
KINDS = {"committee": "党委", "general": "党总支", "branch": "党支部", "group": "党小组"}
ICONS = {"committee": "landmark", "general": "building-2", "branch": "flag", "group": "users"}


class Tree(QTreeWidget):
    """The organizations with their head-counts; the columns follow the scale."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setHeaderLabels(["党组织", "党员", "正式"])
        self.setAccessibleName("党组织树")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setUniformRowHeights(True)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for column in (1, 2):
            self.headerItem().setTextAlignment(column, right)
        theme.active().changed.connect(self._apply_sizes)
        self._apply_sizes()

    def _apply_sizes(self) -> None:
        look = theme.active()
        self.setIndentation(look.px(18))
        self.header().setMinimumHeight(look.px(34))
        for column in (1, 2):
            self.setColumnWidth(column, look.px(64))

    def show_nodes(self, nodes: tuple[Node, ...], home: int) -> None:
        """Show the tree opened, keeping the chosen organization (at first: our own)."""
        kept = self.current_id()
        self.blockSignals(True)
        self.clear()
        look = theme.active()
        items: dict[int, QTreeWidgetItem] = {}
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for node in nodes:
            item = QTreeWidgetItem([node.label, str(node.members), str(node.full)])
            item.setData(0, ID, node.id)
            item.setToolTip(0, node.name)
            item.setIcon(0, look.icon(ICONS[node.kind], "muted"))
            item.setSizeHint(0, QSize(0, look.row_height))
            for column in (1, 2):
                item.setTextAlignment(column, right)
            if node.id == home:
                font = QFont(self.font())
                font.setBold(True)
                item.setFont(0, font)
            if node.dissolved_on is not None:
                item.setText(0, f"{node.label}（已撤销）")
                item.setForeground(0, look.colour("muted"))
            above = items.get(node.parent_id or 0)
            if above is None:
                self.addTopLevelItem(item)
            else:
                above.addChild(item)
            items[node.id] = item
        self.expandAll()
        self.blockSignals(False)
        wanted = items.get(kept or home) or items.get(home)
        if wanted is not None:
            self.setCurrentItem(wanted)

    def current_id(self) -> int | None:
        """The id of the chosen organization."""
        item = self.currentItem()
        return int(item.data(0, ID)) if item is not None else None

    def choose(self, organization_id: int) -> None:
        """Choose an organization by id, if it is shown."""
        for item in self.findItems("", Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive):
            if item.data(0, ID) == organization_id:
                self.setCurrentItem(item)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self.actions())
        menu.popup(event.globalPos())


class OrganizationPane(Page):
    """The pane; `show_record(id)` is how others open an organization."""

    def __init__(self, context: Context) -> None:
        super().__init__("党组织", "organization", context.memory)
        self.context = context
        self._nodes: dict[int, Node] = {}
        self._wanted = 0  # what another pane asked for before the tree was read
        may = context.desk.may_write("organization")
        self.new = self.add_action(
            "新建下级", "plus", self._on_new, primary=True, shortcut="Ctrl+N", tip="新建下级组织"
        )
        self.roster = self.add_action("查看花名册", "users", self._on_roster)
        self.print = self.add_action("打印", "printer", self._on_print, shortcut="Ctrl+P")
        self.up = self.add_more("上移", "arrow-up", lambda: self._shift(-1), shortcut="Alt+Up")
        self.down = self.add_more("下移", "arrow-down", lambda: self._shift(1), shortcut="Alt+Down")
        self.place = self.add_more("调整上级组织…", "git-branch", self._on_place)
        self.dissolve = self.add_more("撤销组织…", "circle-x", self._on_dissolve)
        self.revive = self.add_more("恢复组织", "rotate-ccw", self._on_revive)
        self.add_more_separator()
        self.past = self.add_more("显示已撤销的组织", "history", self.refresh)
        self.past.setCheckable(True)
        for action in (self.new, self.up, self.down, self.place, self.dissolve, self.revive):
            action.setVisible(may)
        self.tree = Tree(self)
        self.tree.addActions(self.offered())
        self.set_master(self.tree)
        self.record = Record(context, self)
        self.set_detail(self.record, 560)
        self.take_turns("返回党组织", self.tree)
        self.tree.currentItemChanged.connect(lambda *_: self._on_chosen())
        context.bus.changed.connect(self._on_changed)
        theme.active().changed.connect(self.refresh)
        self.refresh()

    def _on_changed(self, notice: Notice) -> None:
        if notice.tables & {"organization", "term", "tenure", "standing", "member"}:
            self.refresh()

    def refresh(self) -> None:
        """Read the tree again."""
        desk, dissolved = self.context.desk, self.past.isChecked()
        self.context.jobs.read(
            self, lambda: organization.tree(desk, dissolved=dissolved), self._on_tree
        )

    def show_record(self, record_id: int | None, **hints: object) -> None:
        """Choose an organization in the tree; `section` names the page: posts, terms, past."""
        if record_id is None:
            return
        if "section" in hints:
            self.record.sections.choose(str(hints["section"]))
        self._wanted = record_id
        self._choose_wanted()
        self.show_detail()

    def _choose_wanted(self) -> None:
        """Choose what another pane asked for, once the tree knows it."""
        if self._wanted in self._nodes:
            self.tree.choose(self._wanted)
            self._wanted = 0

    def _on_tree(self, nodes: tuple[Node, ...]) -> None:
        self._nodes = {node.id: node for node in nodes}
        home = organization.home_id(self.context.desk)
        members = self._nodes[home].members if home in self._nodes else 0
        kinds = [node.kind for node in nodes if node.dissolved_on is None]
        words = [f"{KINDS[k]} {kinds.count(k)} 个" for k in KINDS if kinds.count(k)]
        self.subtitle.setText(" · ".join([*words, f"党员 {members} 名"]))
        self.tree.show_nodes(nodes, home)
        self._on_chosen()
        self._choose_wanted()

    def _chosen(self) -> Node | None:
        return self._nodes.get(self.tree.current_id() or 0)

    def _on_chosen(self) -> None:
        node = self._chosen()
        if node is None:
            return
        own = not node.received
        alive = node.dissolved_on is None
        home = node.id == organization.home_id(self.context.desk)
        self.new.setEnabled(own and alive and bool(organization.CHILD_KINDS[node.kind]))
        siblings = self._siblings(node)
        self.up.setEnabled(own and siblings[:1] != [node.id])
        self.down.setEnabled(own and siblings[-1:] != [node.id])
        self.place.setEnabled(own and alive and not home)
        self.dissolve.setEnabled(own and alive and not home)
        self.revive.setEnabled(own and not alive)
        self.record.show_organization(node.id)

    def _siblings(self, node: Node) -> list[int]:
        return [n.id for n in self._nodes.values() if n.parent_id == node.parent_id]

    # --- what can be done ---------------------------------------------------------------------

    def _on_new(self) -> None:
        node = self._chosen()
        if node is None:
            return
        kinds = organization.CHILD_KINDS[node.kind]
        desk = self.context.desk

        def work(values: Values) -> int:
            kind = kinds[int(str(values.get("kind") or 0))]
            return organization.found(
                desk,
                parent_id=node.id,
                kind=kind,
                name=str(values["name"]),
                short_name=str(values.get("short_name") or ""),
            )

        fields = [
            Field(
                "name", "名称", Kind.TEXT, required=True, hint="与印章一致；党小组写“第一党小组”"
            ),
            Field("short_name", "简称", Kind.TEXT, hint="用于窄栏和文件名，可不填"),
        ]
        if len(kinds) > 1:
            fields.insert(0, Field("kind", "类别", Kind.TEXT, refers="kind", required=True))
        ask_form(
            self.context,
            self,
            f"在“{node.label}”下新建",
            fields,
            work,
            self._on_made,
            word="新建",
            choices={"kind": lambda: [Choice(n, KINDS[k]) for n, k in enumerate(kinds)]},
            values={"kind": 0} if len(kinds) > 1 else {},
        )

    def _on_made(self, organization_id: int) -> None:
        self.tree.choose(organization_id)
        done_with_undo(self.context, self, "已新建。")

    def _on_roster(self) -> None:
        node = self._chosen()
        if node is not None:
            self.context.open("roster", organization_id=node.id)

    def _on_print(self) -> None:
        node = self._chosen()
        if node is None:
            return
        from djdesk.reports import catalogue
        from djdesk.reports.kit.spec import Request

        open_preview(
            self.context,
            self,
            catalogue.of_area("organization"),
            Request(self.context.desk.today(), node.id),
        )

    def _shift(self, by: int) -> None:
        node = self._chosen()
        if node is None:
            return
        place = self._siblings(node).index(node.id) + by
        desk = self.context.desk
        self.context.jobs.write(
            self,
            lambda: organization.move(desk, node.id, parent_id=node.parent_id, position=place),
            lambda _none: None,
            "调整顺序",
        )

    def _on_place(self) -> None:
        node = self._chosen()
        if node is None:
            return
        desk = self.context.desk
        above = [
            Choice(n.id, n.name, KINDS[n.kind])
            for n in self._nodes.values()
            if node.kind in organization.CHILD_KINDS[n.kind] and n.id != node.id and not n.received
        ]
        ask_form(
            self.context,
            self,
            "调整上级组织",
            [Field("parent_id", "上级组织", Kind.TEXT, refers="organization", required=True)],
            lambda values: organization.move(
                desk, node.id, parent_id=int(str(values["parent_id"])), position=9999
            ),
            lambda _none: done_with_undo(self.context, self, "已调整上级组织。"),
            choices={"parent_id": lambda: above},
            values={"parent_id": node.parent_id},
        )

    def _on_dissolve(self) -> None:
        node = self._chosen()
        if node is None:
            return
        desk = self.context.desk

        def work(values: Values) -> None:
            on = values["on"]
            organization.dissolve(
                desk,
                node.id,
                on=on if not isinstance(on, str | int) and on else desk.today(),
                reason=str(values["dissolved_reason"]),
            )

        ask_form(
            self.context,
            self,
            f"撤销“{node.label}”",
            DISSOLVE_FIELDS,
            work,
            lambda _none: done_with_undo(self.context, self, "已登记撤销；以往的资料都保留。"),
            word="登记撤销",
            hint="撤销后不再出现在名单里，以往日期的花名册不受影响。",
            values={"on": desk.today()},
        )

    def _on_revive(self) -> None:
        node = self._chosen()
        if node is None:
            return
        desk = self.context.desk
        self.context.jobs.write(
            self,
            lambda: organization.revive(desk, node.id),
            lambda _none: done_with_undo(self.context, self, "已恢复。"),
            "恢复组织",
        )
