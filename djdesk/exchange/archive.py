"""What travels of the files kept with records: the row, and the file itself."""

from __future__ import annotations

from djdesk.services.listing import Kind
from djdesk.services.shapes import Carry, Shape

ATTACHMENT = Shape(
    "attachment",
    "附件",
    columns=(
        Carry("title", "附件名称"),
        Carry("media_type", "类型"),
        Carry("size", "大小（字节）", Kind.COUNT),
        Carry("digest", "内容", file=True),
        Carry("added_at", "存入时间"),
        Carry("remark", "备注"),
        Carry("purpose", "材料种类", Kind.CODE, "attachment_purpose"),
        Carry("thumb", "缩略图", file=True),
    ),
    label=("title",),
    owner=("owner", "owner_id"),
    version=2,
)

SHAPES = (ATTACHMENT,)
