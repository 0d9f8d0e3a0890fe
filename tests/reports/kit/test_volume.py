"""Volumes: continuous numbers, an index that tells the truth, bookmarks, and little memory."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdf
import pytest
from PIL import Image
from pypdf.generic import Destination

from djdesk.errors import Cancelled, StorageFault, UserError
from djdesk.reports.kit.content import Content, Feet, Paper, Paragraph, Picture, digest, record_mark
from djdesk.reports.kit.fonts import bundled
from djdesk.reports.kit.volume import (
    Binding,
    Part,
    Volume,
    bind,
    index_of,
    title_page,
    write_volume,
)
from tests.full_disk import no_file_beyond
from tests.reports.papers import DAY, UNKNOWN, people, register, texts

COVER = title_page("三会一课记录", "中共某某厂机修车间支部委员会", (("年度", "2026"),))


def letter(number: int, times: int) -> Content:
    """An official paper of some pages."""
    text = Paragraph(f"第{number}号通知，各党小组照此办理。" * times)
    paper = Paper(left=28, right=26, top=37, bottom=35)
    return Content("", f"通知{number}", paper, (text,), DAY, feet=Feet.OFFICIAL)


def year() -> Volume:
    """A landscape register of 4 pages, an official paper of 2, a register of 1."""
    parts = (
        Part("党员花名册", lambda: register(people(60)), "HM-2026-001", DAY),
        Part("通知", lambda: letter(7, 110), "TZ-2026-007", date(2026, 3, 5), "复印件"),
        Part(
            "补充名册",
            lambda: replace(register(people(3)), mark=record_mark("HM-2026-002", 2)),
        ),
    )
    return Volume("三会一课记录", parts, cover=COVER, index=index_of())


def bound(volume: Volume) -> tuple[Binding, bytes]:
    out = io.BytesIO()
    return bind(volume, out, faces=bundled()), out.getvalue()


def test_pages_are_numbered_through_the_whole_volume() -> None:
    binding, data = bound(year())
    found = texts(data)
    assert binding.pages == 7
    assert len(found) == 9  # cover and index stand before page 1
    for number, text in enumerate(found[2:], 1):
        assert f"第{number}页共7页" in text
    assert "第1页" not in found[0]
    assert "目录第1页共1页" in found[1]
    assert "—1—" in found[6]  # an official paper keeps the numbers it was issued with
    assert "—2—" in found[7]
    assert "台账编号HM-2026-002第2版" in found[8]


def test_index_and_cover_name_the_pages_known_after_layout() -> None:
    binding, data = bound(year())
    cover, index = texts(data)[:2]
    assert [(part.first, part.last) for part in binding.parts] == [(1, 4), (5, 6), (7, 7)]
    assert "1HM-2026-001党员花名册2026.11.201—4" in index
    assert "2TZ-2026-007通知2026.03.055—6复印件" in index
    assert "补充名册7" in index
    assert "3件" in cover
    assert "7页" in cover
    assert "中共某某厂机修车间支部委员会" in cover


def test_bookmarks_lead_to_the_first_page_of_each_part() -> None:
    _binding, data = bound(year())
    reader = pypdf.PdfReader(io.BytesIO(data))
    found = [
        (item.title, reader.get_destination_page_number(item))
        for item in reader.outline
        if isinstance(item, Destination)
    ]
    assert found == [("党员花名册", 2), ("通知", 6), ("补充名册", 8)]
    sides = [tuple(round(float(side)) for side in page.mediabox[2:]) for page in reader.pages]
    assert sides == [(595, 842)] * 2 + [(842, 595)] * 4 + [(595, 842)] * 2 + [(842, 595)]


def test_every_part_keeps_its_own_digest() -> None:
    binding, data = bound(year())
    assert binding.parts[0].digest == digest(register(people(60)))
    shown = f"{binding.parts[0].digest[:4]}-{binding.parts[0].digest[4:8]}".upper()
    assert f"校验码{shown}" in texts(data)[2]


def test_missing_character_is_named_with_its_page_in_the_volume() -> None:
    rare = Content("", "", Paper(), (Paragraph(f"王{UNKNOWN}"),))
    parts = [*year().parts, Part("名单", lambda: rare), Part("尾", lambda: register(people(1)))]
    binding, _data = bound(replace(year(), parts=parts))
    assert [(each.char, each.page) for each in binding.preflight.missing] == [(UNKNOWN, 8)]


def test_last_sheet_stands_behind_the_numbered_pages() -> None:
    def back(parts: object, pages: int) -> Content:
        return Content("", "备考表", Paper(), (Paragraph(f"本卷共{pages}页"),))

    _binding, data = bound(replace(year(), back=back))
    assert "本卷共7页" in texts(data)[-1]
    assert "第1页" not in texts(data)[-1]


def test_volume_without_parts_is_refused_and_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有可以装订的内容"):
        write_volume(Volume("空", ()), tmp_path / "卷.pdf", faces=bundled())
    assert list(tmp_path.iterdir()) == []


def test_part_that_fails_and_stopping_leave_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "卷.pdf"
    write_volume(year(), path, faces=bundled())
    before = path.read_bytes()

    def broken() -> Content:
        raise UserError("缺少附件。", "请补上附件。")

    parts = [*year().parts, Part("坏", broken)]
    with pytest.raises(UserError, match="缺少附件"):
        write_volume(replace(year(), parts=parts), path, faces=bundled())

    class Stop:
        def step(self, done: int, total: int, text: str = "") -> None:
            if done == 2:
                raise Cancelled

    with pytest.raises(Cancelled):
        write_volume(year(), path, faces=bundled(), progress=Stop())
    with no_file_beyond(4096), pytest.raises(StorageFault):
        write_volume(year(), path, faces=bundled())
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def photograph(number: int) -> bytes:
    """A photograph of about 1 MB, each another one."""
    out = io.BytesIO()
    Image.effect_noise((1200, 900), 60 + number).convert("RGB").save(out, "JPEG", quality=92)
    return out.getvalue()


def pictured(number: int) -> Content:
    blocks = (Paragraph("活动照片"), Picture(photograph(number), 80, 60, f"照片{number}"))
    return Content("F06", f"党课{number}", Paper(), blocks, DAY)


def test_photographs_are_written_and_forgotten(tmp_path: Path) -> None:

    def parts(count: int) -> Iterator[Part]:
        for number in range(count):
            yield Part(f"党课{number}", lambda number=number: pictured(number))  # type: ignore[misc]

    def peak(count: int) -> int:
        tracemalloc.start()
        try:
            write_volume(Volume("照片", parts(count)), tmp_path / "卷.pdf", faces=bundled())
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(1)  # faces are parsed once a process
    few, many = peak(3), peak(15)
    size = (tmp_path / "卷.pdf").stat().st_size
    assert size > 15 * 100_000
    assert many - few < size / 4
    assert len(pypdf.PdfReader(tmp_path / "卷.pdf").pages) == 15
