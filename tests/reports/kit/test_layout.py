"""Pages: every row once and in order, nothing too tall, signatures and headings in company."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from djdesk.reports.kit.content import (
    Block,
    Content,
    Heading,
    PageBreak,
    Paper,
    Paragraph,
    Signatures,
    Table,
)
from djdesk.reports.kit.fonts import bundled
from djdesk.reports.kit.layout import Page, compose, split
from djdesk.reports.kit.setting import Setting
from djdesk.reports.kit.sheet import MM
from djdesk.reports.kit.strips import HeadingStrip, SignatureStrip
from djdesk.reports.kit.tables import TableStrip
from tests.reports.papers import COLUMNS, people, register

FULL, HEAD = 100.0, 10.0


@given(
    heights=st.lists(st.floats(5, 40), max_size=60),
    first=st.floats(0, FULL),
    tail=st.sampled_from([0.0, 15.0, 25.0, 45.0]),
)
def test_rows_are_split_fairly(heights: list[float], first: float, tail: float) -> None:
    runs = split(heights, head=HEAD, first=first, full=FULL, tail=tail)
    kept = [run for run in runs if run is not None]
    assert all(run is not None for run in runs[1:])
    assert kept[0][0] == 0
    assert kept[-1][1] == len(heights)
    assert all(one[1] == two[0] for one, two in pairwise(kept))
    for place, run in enumerate(runs):
        if run is not None:
            room = (first if place == 0 else FULL) - HEAD
            assert sum(heights[run[0] : run[1]]) <= room + 0.1 or run[1] - run[0] == 1
    begin, end = kept[-1]
    room = (first if len(runs) == 1 else FULL) - HEAD
    # 10 + 2 × 40 + tail may be more than a page: then as few rows as fit go with the signature
    if tail and sum(heights[begin:end]) + tail <= room + 0.1 and len(heights) >= 2:
        least = 2 if sum(heights[-2:]) + tail <= FULL - HEAD else 1
        assert end - begin >= least
    elif tail and heights:
        assert heights[-1] + tail > FULL - HEAD - 0.1 or end - begin == 1


def pages(*blocks: Block, paper: Paper | None = None) -> list[Page]:
    content = Content("F01", "测试", paper or Paper(), blocks)
    return compose(content, Setting(bundled()))


@pytest.mark.parametrize("count", range(1, 60))
def test_signature_is_never_alone(count: int) -> None:
    found = compose(register(people(count)), Setting(bundled()))
    last = found[-1].parts
    assert isinstance(last[-1].strip, SignatureStrip)
    table = last[-2]
    assert isinstance(table.strip, TableStrip)
    assert table.end - table.start >= min(2, count)
    rows = [part for page in found for part in page.parts if isinstance(part.strip, TableStrip)]
    assert [part.start for part in rows[1:]] == [part.end for part in rows[:-1]]
    assert rows[-1].end == count


def test_signature_takes_lines_of_text_along() -> None:
    for count in range(15, 40):
        text = Paragraph("会议内容。" * 6 * count)
        found = pages(Heading("会议记录"), text, Signatures(("主持人：", "记录人：")))
        last = found[-1].parts
        assert len(last) >= 2, count
        assert last[-2].end - last[-2].start >= 2, count


def test_blank_rows_fill_the_last_page_and_no_other() -> None:
    short = compose(register(people(3), blank_to=12), Setting(bundled()))
    assert len(short) == 1
    assert [part.blanks for part in short[0].parts if isinstance(part.strip, TableStrip)] == [9]
    crowded = compose(register(people(3), blank_to=500), Setting(bundled()))
    assert len(crowded) == 1


def test_table_without_rows_shows_an_empty_one() -> None:
    found = compose(register([]), Setting(bundled()))
    assert [part.blanks for part in found[0].parts if isinstance(part.strip, TableStrip)] == [1]


def test_heading_is_not_left_behind() -> None:
    for count in range(1, 45):
        table = Table(COLUMNS, people(count))
        second = Table(COLUMNS, people(3))
        signed = Signatures(("填表人：",))
        for page in pages(Heading("一"), table, Heading("二", 2), second, signed):
            assert not isinstance(page.parts[-1].strip, HeadingStrip), count


def test_giant_row_below_a_heading_leaves_no_empty_page() -> None:
    row = ["1", "王某甲", "", "很长的说明，" * 900]
    found = pages(Heading("一"), Table(COLUMNS, [row]))
    assert all(page.parts for page in found)
    assert any(isinstance(part.strip, TableStrip) for part in found[0].parts)
    for part in (part for page in found for part in page.parts):
        assert sum(part.strip.heights[part.start : part.end]) <= Paper().room[1] * MM


def test_forms_of_several_people_are_numbered_each() -> None:
    one = Table(COLUMNS, people(40))
    found = pages(one, PageBreak(restart=True), one, PageBreak(), Paragraph("完"))
    assert [(page.number, page.count) for page in found] == [(1, 2), (2, 2), (1, 3), (2, 3), (3, 3)]
