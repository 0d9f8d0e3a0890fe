"""F08: three a page, capitals, void ones kept; data alone on pre-printed paper."""

from __future__ import annotations

import io
from datetime import date

import pypdf
import pytest

from djdesk.models.rules.capitals import capitals
from djdesk.reports.catalogue import report
from djdesk.reports.dues import receipts
from djdesk.reports.kit.content import Content, Grid
from djdesk.reports.kit.fonts import bundled
from djdesk.reports.kit.pdf import render
from djdesk.reports.kit.spec import Request
from djdesk.services import dues
from djdesk.services.desk import Desk
from tests.reports import snapshots
from tests.reports.dues.takings import Taken
from tests.reports.kit.test_feet import placed
from tests.reports.papers import DAY, printed, texts


def of(desk: Desk, name: str, records: tuple[int, ...] = (), **options: str) -> Content:
    return report(name).content(desk, Request(DAY, records=records, options=options))


def test_widths_fill_the_paper() -> None:
    assert sum((*receipts.STUB, *receipts.SEAM, *receipts.SLIP_WIDTHS)) == 170
    assert sum(receipts.WHOLE) == 170


def test_three_a_page_with_stubs_and_void_ones(desk: Desk, taken: Taken) -> None:
    content = of(desk, "dues-receipts", period="year")
    snapshots.check("dues-receipts", content)
    pages = texts(printed(content).data)
    count = len(dues.receipts(desk, year=2026))
    assert (count, len(pages)) == (5, 2)
    assert [f"2026-000{number}" in pages[0] for number in range(1, 6)] == [True] * 3 + [False] * 2
    assert pages[1].count("【作废】") == 2  # stub and receipt
    assert "2026.05.08作废：冲销：收错了人" in pages[1]


def test_amount_is_printed_in_capitals(desk: Desk, taken: Taken) -> None:
    row = dues.receipt(desk, taken.valid)
    (text,) = texts(printed(of(desk, "dues-receipts", (taken.valid,))).data)
    assert row.fen == 9_000
    assert capitals(row.fen) == "玖拾元整"
    assert "玖拾元整" in text
    assert text.count("￥90.00") == 2
    assert "2026年2—3月" in text


def test_three_copies_add_one_for_the_accounts(desk: Desk, taken: Taken) -> None:
    content = of(desk, "dues-receipts", (taken.valid,), copies="three")
    assert len([block for block in content.blocks if isinstance(block, Grid)]) == 2
    assert "记账联" in texts(printed(content).data)[0]


def test_receipts_of_the_month_where_none_is_chosen(desk: Desk, taken: Taken) -> None:
    content = report("dues-receipts").content(desk, Request(date(2026, 1, 31)))
    assert len([block for block in content.blocks if isinstance(block, Grid)]) == 3
    nothing = of(desk, "dues-receipts")
    assert nothing.notes == ("这段时间没有开具收据。",)
    assert printed(nothing).pages == 1


def test_preprinted_paper_is_a_sheet_a_receipt(desk: Desk, taken: Taken) -> None:
    content = of(desk, "dues-receipts-preprinted", period="year")
    snapshots.check("dues-receipts-preprinted", content)
    pages = pypdf.PdfReader(io.BytesIO(printed(content).data)).pages
    assert len(pages) == 5
    box = pages[0].mediabox
    assert (float(box.width), float(box.height)) == pytest.approx((538.58, 269.29), abs=0.1)


def test_only_data_goes_onto_preprinted_paper_where_it_stands_anyway(
    desk: Desk, taken: Taken
) -> None:
    content = of(desk, "dues-receipts-preprinted", (taken.valid,))
    whole, data = render(content, faces=bundled()), render(content, faces=bundled(), data_only=True)
    (text,) = texts(data.data)
    for word in ("交款人", "编号", "收款单位", "大写", "第1页", "校验码"):
        assert word not in text
    for word in ("2026-0004", "王某", "玖拾元整", "￥90.00", "2026年3月12日"):
        assert word in text
    where = {word: (x, y) for word, x, y in placed(whole.data, 0)}
    for word, x, y in placed(data.data, 0):
        assert (x, y) == pytest.approx(where[word], abs=0.01)


def test_longest_amount_and_many_months_stay_on_the_slip(desk: Desk) -> None:
    most = 99_999_999_99
    slip = receipts.Slip(
        "2026-9999",
        "阿卜杜热合曼·买买提",
        "2025年7—12月、2026年1—3月、5月、7月、9月",
        "￥99,999,999.99",
        capitals(most),
        "银行转账",
        "补交、正常交纳、预交、自愿多交",
        "中共某某机械制造有限责任公司第三分公司机修车间支部委员会",
        "李静",
        "2026年12月31日",
        "2026.12.31作废：金额写错，另开第 2026-10000 号",
    )
    grids = [receipts.with_stub(slip)] * 3
    blocks = tuple(receipts.on_pages(grids))
    content = Content("F08", "党费收据", receipts.PAPER, blocks)
    assert printed(content).pages == 1
    sheet = Content("F08", "党费收据", receipts.SLIP, (receipts.placed(slip),))
    assert printed(sheet).pages == 1
