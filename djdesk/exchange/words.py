"""What tables and columns of the book are called by people, for the history and for counts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from djdesk.exchange.areas import SHAPES
from djdesk.services import kinds, settings
from djdesk.services.listing import Kind, Listing
from djdesk.services.packages.lists import PACKAGES
from djdesk.services.printing import PRINTINGS
from djdesk.services.shapes import WHOLE, Carry, Shape, readable


@dataclass(frozen=True, slots=True)
class Word:
    """A column by the word of its form; `table` is the table a reference points to, or empty."""

    title: str
    kind: Kind = Kind.TEXT
    codes: str = ""
    private: bool = False
    file: bool = False
    table: str = ""
    whole: bool = False


def _of_shape(shape: Shape) -> dict[str, Word]:
    words = {column.name: _of_carry(column) for column in shape.columns}
    references = {r.column: Word(r.title, table=r.table) for r in shape.references}
    return words | references


def _of_carry(column: Carry) -> Word:
    return Word(
        column.title,
        column.kind,
        column.codes,
        column.private,
        column.file,
        whole=column.whole,
    )


def _of_listing(listing: Listing, **columns: str) -> dict[str, Word]:
    """Columns of a table under the words of a listing; `columns` gives the listing's keys."""
    found = {name: listing.column(key) for name, key in columns.items()}
    return {name: Word(each.title, each.kind, each.codes) for name, each in found.items()}


# What keeps the book going and says nothing to people: keys of rows, orders, secrets, digests.
SILENT = frozenset(
    {"id", "uid", "origin", "version", "name_pinyin", "name_initials", "name_strokes", "month_only"}
    | {"position", "media_type", "digest", "owner", "owner_id", "sign_key", "age_key", "secret"}
    | {"sign_secret", "age_secret", "book_uid", "former_uids", "partner_uid", "invitation_uid"}
    | {"used_by_uid", "receipt_digest", "files_identity", "home_organization_id", "last_digest"}
    | {"number_floor", "counts", "reasons", "files", "request", "report"}
    | {"package_log.content", "setting.name", "attachment.original", "meeting.sitting"}
    | {"assessment_rubric.based_on", "assessment_line.source"}
)
"""Columns that are shown nowhere, of every table or of one (`table.column`)."""

_OTHERS: dict[str, tuple[str, dict[str, Word]]] = {
    "book": (
        "账套",
        {
            "name": Word("名称"),
            "kind": Word("种类", Kind.CODE, "organization_kind"),
            "created_at": Word("建立时间"),
        },
    ),
    "setting": ("设置", {"value": Word("设为")}),
    "superior": (
        "上级党组织",
        {
            "name": Word("名称"),
            "branch_name": Word("上级登记的支部名称"),
            "branch_code": Word("上级登记的支部代码"),
            "joined_at": Word("加入时间"),
            "joined_by": Word("加入经办人", Kind.PERSON),
            "verified_at": Word("核对指纹时间"),
            "verified_by": Word("核对人", Kind.PERSON),
            "left_at": Word("脱离时间"),
        },
    ),
    "subordinate": (
        "上报支部",
        {
            "organization_id": Word("党组织", table="organization"),
            "name": Word("名称"),
            "bound_at": Word("首次上报时间"),
            "verified_at": Word("核对指纹时间"),
            "verified_by": Word("核对人", Kind.PERSON),
            "last_number": Word("最近一号", Kind.COUNT),
            "last_period": Word("最近月份"),
            "last_merged_at": Word("最近合并时间"),
        },
    ),
    "invitation": (
        "邀请",
        {
            "organization_id": Word("党组织", table="organization"),
            "issued_at": Word("邀请时间"),
            "issued_by": Word("经办人", Kind.PERSON),
            "state": Word("邀请状态", Kind.STATE, "invitation_state"),
            "used_at": Word("使用时间"),
        },
    ),
    "package_log": (
        PACKAGES.title,
        _of_listing(
            PACKAGES,
            direction="direction",
            kind="kind",
            number="number",
            period="period",
            partner_name="partner",
            status="status",
            logged_by="logged_by",
            received_by="received_by",
            size="size",
            file_name="file_name",
        )
        | {
            "organization_id": Word("党组织", table="organization"),
            "made_at": Word("导出时间"),
            "logged_at": Word("登记时间"),
            "answered_at": Word("上级接收时间"),
            "received_at": Word("回执时间"),
        },
    ),
    "print_job": (
        PRINTINGS.title,
        _of_listing(
            PRINTINGS,
            **{key: key for key in ("at", "user", "way", "title", "day")},
            **{key: key for key in ("pages", "copies", "copy")},
        ),
    ),
    "seal_keys": ("上报密钥", {}),
    "draft": ("草稿", {}),
    "audit_step": ("操作日志（步）", {}),
}

TABLES: dict[str, str] = {
    **{shape.table: shape.title for shape in SHAPES},
    **{table: title for table, (title, _columns) in _OTHERS.items()},
}
"""What the rows of each table are called."""

_COLUMNS: dict[str, dict[str, Word]] = {
    **{shape.table: _of_shape(shape) for shape in SHAPES},
    **{table: columns for table, (_title, columns) in _OTHERS.items()},
}


def table_title(table: str) -> str:
    """What the rows of `table` are called; a table no longer in use has only a general word."""
    return TABLES.get(table, "其他记录")


def is_silent(table: str, column: str) -> bool:
    """Whether a column of a table says nothing to people."""
    return column in SILENT or f"{table}.{column}" in SILENT


def word_of(table: str, column: str) -> Word | None:
    """How people call a column of a table; None for one that says nothing to them."""
    if is_silent(table, column):
        return None
    return _COLUMNS.get(table, {}).get(column)


def row_label(table: str, label: str) -> str:
    """What a person calls a row whose name is `label`: a setting is known by its title."""
    if table != "setting":
        return label
    return next((each.title for each in settings.ALL if each.name == label), "设置")


def shown(
    table: str,
    column: str,
    value: object,
    names: Mapping[tuple[str, int], str] = MappingProxyType({}),
    *,
    month_only: bool = False,
    masked: bool = False,
) -> str:
    """A value of the history (JSON) as people read it; empty for a column without a word.

    `names` gives what the rows are called that references point to, by table and id.
    """
    word = word_of(table, column)
    if word is None or value in (None, ""):
        return ""
    if word.table:
        return names.get((word.table, int(str(value))), "") if isinstance(value, int) else ""
    if word.file:
        return "（文件）"
    if word.whole:
        return WHOLE
    if table == "setting" and column == "value":
        return _shown_setting(str(value))
    wire = value if isinstance(value, str | int | bool) else str(value)
    plain = readable(column, word.kind, wire)
    if masked and word.private:
        return kinds.mask(word.kind, plain)
    return kinds.show(word.kind, plain, word.codes, month_only=month_only)


def _shown_setting(text: str) -> str:
    value = json.loads(text)
    return kinds.show(Kind.FLAG, value) if isinstance(value, bool) else str(value)
