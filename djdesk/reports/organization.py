"""党组织基本情况表 (profile, committee, groups) and 党组织名册 (the tree) as of a day."""

from __future__ import annotations

from collections.abc import Sequence

from djdesk.models.rules import codes
from djdesk.reports.kit.content import (
    PORTRAIT,
    Block,
    Content,
    Grid,
    Heading,
    Line,
    Signatures,
    Table,
    TableColumn,
)
from djdesk.reports.kit.labelled import Labelled, labelled
from djdesk.reports.kit.registers import BLANK_DAY, unit_id
from djdesk.reports.kit.spec import ReportSpec, Request
from djdesk.services import kinds, listing, organization
from djdesk.services.desk import Desk
from djdesk.services.listing import Kind, Row, Scope
from djdesk.services.organization import Node, Post
from djdesk.services.organization.fields import PROFILE_FIELDS
from djdesk.services.roster.lists import ROSTER

HEIGHT = 8.0
WIDE = frozenset({"name", "seal_name", "unit_name", "address", "remark"})
"""Fields that take a whole row of the form."""

POST_COLUMNS: tuple[TableColumn, ...] = (
    TableColumn("序号", 10, Kind.COUNT, "center"),
    TableColumn("党内职务", 26, Kind.CODE, "center"),
    TableColumn("姓名", 24, Kind.PERSON, "center"),
    TableColumn("性别", 12, Kind.CODE, "center"),
    TableColumn("出生年月", 20, Kind.MONTH),
    TableColumn("学历", 24, Kind.CODE, "center"),
    TableColumn("任职日期", 24, Kind.DATE),
    TableColumn("联系电话", 30, Kind.PHONE),
)
POST_KEYS = ("sex", "birth_on", "education", "phone")
GROUP_COLUMNS: tuple[TableColumn, ...] = (
    TableColumn("序号", 12, Kind.COUNT, "center"),
    TableColumn("党小组", 58),
    TableColumn("组长", 40, Kind.PERSON, "center"),
    TableColumn("党员数", 30, Kind.COUNT, "center"),
    TableColumn("其中正式党员", 30, Kind.COUNT, "center"),
)
TREE_COLUMNS: tuple[TableColumn, ...] = (
    TableColumn("序号", 12, Kind.COUNT, "center"),
    TableColumn("党组织名称", 72),
    TableColumn("类别", 20, Kind.CODE, "center"),
    TableColumn("书记（组长）", 26, Kind.PERSON, "center"),
    TableColumn("党员数", 20, Kind.COUNT, "center"),
    TableColumn("正式党员", 20, Kind.COUNT, "center"),
)
SIGNED = Signatures(("填表人：", "书记：", f"日期：{BLANK_DAY}", "（盖章）"))
HEADS = ("11", "31")
"""Posts that lead: 书记 of an organization, 组长 of a group (code table party_post)."""


def profile(desk: Desk, request: Request) -> Content:
    """The profile of an organization with its committee and groups as of the day."""
    key = unit_id(desk, request)
    nodes = organization.tree(desk, request.day)
    node = next((each for each in nodes if each.id == key), None)
    groups = [each for each in nodes if each.parent_id == key and each.kind == "group"]
    kind = codes.table("organization_kind").name(node.kind) if node else "党组织"
    blocks: list[Block] = [
        Heading(f"{kind}基本情况表"),
        Line(right=f"截至{kinds.show_day(request.day)}"),
        _profile_grid(desk, request, key, node),
        Heading("班子成员", 2),
        Table(POST_COLUMNS, _post_rows(desk, request, key), row_height=HEIGHT),
    ]
    if groups:
        rows = _node_rows(desk, request, groups, kinds_of=False)
        blocks += [Heading("党小组", 2), Table(GROUP_COLUMNS, rows, row_height=HEIGHT)]
    blocks.append(SIGNED)
    name = organization.name_of(desk, key)
    return Content(
        "", f"{kind}基本情况表", request.paper or PORTRAIT, tuple(blocks), request.day, name
    )


def tree(desk: Desk, request: Request) -> Content:
    """All organizations of the book, each with its head and head-counts (党组织名册)."""
    nodes = organization.tree(desk, request.day)
    branches = sum(node.kind == "branch" for node in nodes)
    members = sum(node.members for node in nodes if node.parent_id is None)
    blocks: tuple[Block, ...] = (
        Heading("党组织名册"),
        Line(
            f"填报单位：{organization.name_of(desk, organization.home_id(desk))}",
            right=f"截至{kinds.show_day(request.day)}",
        ),
        Table(
            TREE_COLUMNS,
            _node_rows(desk, request, nodes, kinds_of=True),
            (f"合计：党支部 {branches} 个，党员 {members} 人。",),
        ),
        Signatures(("制表人：", "审核人：", f"日期：{BLANK_DAY}", "（盖章）")),
    )
    return Content("", "党组织名册", request.paper or PORTRAIT, blocks, request.day)


def _profile_grid(desk: Desk, request: Request, key: int, node: Node | None) -> Grid:
    """The fields in the order of the form, two to a row unless they need the width."""
    values = organization.profile(desk, key).values
    entries = [
        Labelled(
            field.title,
            kinds.show(field.kind, values.get(field.key), field.codes),
            wide=field.key in WIDE,
        )
        for field in PROFILE_FIELDS
        if field.key != "remark"
    ]
    term = next(
        (
            term
            for term in organization.terms(desk, key)
            if term.since <= request.day and (term.until is None or term.until > request.day)
        ),
        None,
    )
    span = f"{kinds.show_date(term.since)}—{kinds.show_date(term.planned_until)}" if term else ""
    entries += [
        Labelled("本届届次", f"第{term.number}届" if term else ""),
        Labelled("本届任期", span),
        Labelled("党员总数", f"{node.members}人" if node else ""),
        Labelled("其中正式党员", f"{node.full}人" if node else ""),
        Labelled("备注", str(values.get("remark") or ""), wide=True),
    ]
    return labelled(entries)


def _post_rows(desk: Desk, request: Request, key: int) -> list[list[str]]:
    posts = organization.posts(desk, key, request.day)
    people = _people(desk, request, posts)
    word = codes.table("party_post").name
    columns = [ROSTER.column(k) for k in POST_KEYS]
    shows = [
        kinds.shower(Kind.MONTH if c.kind is Kind.DATE else c.kind, c.codes, short=True)
        for c in columns
    ]
    rows = []
    for number, post in enumerate(posts, 1):
        values = people.get(post.member_id or 0, (None,) * len(POST_KEYS))
        sex, born, education, phone = (
            show(value, False) for show, value in zip(shows, values, strict=True)
        )
        since = kinds.show_date(post.since)
        name = word(post.post)
        rows.append([str(number), name, post.person, sex, born, education, since, phone])
    return rows


def _people(desk: Desk, request: Request, posts: Sequence[Post]) -> dict[int, Row]:
    wanted = [post.member_id for post in posts if post.member_id is not None]
    return listing.rows(desk, ROSTER, Scope(request.day), wanted, POST_KEYS)


def _node_rows(
    desk: Desk, request: Request, nodes: Sequence[Node], *, kinds_of: bool
) -> list[list[str]]:
    """One row an organization; names are indented by their depth in the whole tree."""
    word = codes.table("organization_kind").name
    rows = []
    for number, node in enumerate(nodes, 1):
        held = organization.posts(desk, node.id, request.day)
        head = "、".join(post.person for post in held if post.post in HEADS)
        name = "　" * node.depth + node.name if kinds_of else node.name
        middle = [word(node.kind)] if kinds_of else []
        rows.append([str(number), name, *middle, head, str(node.members), str(node.full)])
    return rows


REPORTS: tuple[ReportSpec, ...] = (
    ReportSpec("organization", "", "党组织基本情况表", "organization", PORTRAIT, profile),
    ReportSpec("organization-tree", "", "党组织名册", "organization", PORTRAIT, tree),
)
