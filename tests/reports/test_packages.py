"""合并清单: every line of the plan, the package it belongs to, and places to sign."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from djdesk.reports.kit.spec import Request
from djdesk.reports.packages import MergeSheet, merge_report
from djdesk.services.desk import Desk
from tests.reports.papers import printed, texts

SHEET = MergeSheet(
    "中共某某厂机修车间支部委员会",
    7,
    "2026-11",
    "2026年11月20日 09:05",
    "3f2a91c0" + "0" * 56,
    ("台账", "变动", "记录", "栏目", "本账套现有", "上报包内容"),
    [
        ("党员", "新增", "王某", "", "", ""),
        ("党员", "变更", "李某", "联系电话", "13800000001", "13800000002"),
        ("党员", "冲突", "赵某", "学历", "大学", "研究生"),
    ],
    {"新增": 1, "变更": 1, "冲突": 1},
    "冲突的记录保留本账套的内容。",
)


def test_every_line_and_the_places_to_sign_are_printed(desk: Desk) -> None:
    content = merge_report(SHEET).content(desk, Request(date(2026, 11, 20)))
    (text,) = texts(printed(content).data)
    for said in (
        "中共某某厂机修车间支部委员会",
        "第0007号",
        "3F2A-91C0",
        "新增1，变更1，冲突1",
        "13800000001",
        "13800000002",
        "研究生",
        "冲突的记录保留本账套的内容。",
        "支部核对人：",
        "接收人：",
        desk.store.book.name,
    ):
        assert said in text, said


def test_each_page_of_a_long_plan_names_the_package(desk: Desk) -> None:
    rows = [("党员", "新增", f"王某{n}", "", "", "") for n in range(200)]
    content = merge_report(replace(SHEET, rows=rows)).content(desk, Request(date(2026, 11, 20)))
    pages = texts(printed(content).data)
    assert len(pages) > 5
    assert all("上报包第0007号包校验码3F2A-91C0" in page for page in pages)
    assert "接收人" in pages[-1]
    assert "王某199" in "".join(pages)


def test_text_of_the_plan_decides_the_digest(desk: Desk) -> None:
    day = Request(date(2026, 11, 20))
    one = printed(merge_report(SHEET).content(desk, day)).digest
    other = printed(merge_report(replace(SHEET, conflicts="")).content(desk, day)).digest
    assert one != other
