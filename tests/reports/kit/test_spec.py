"""Options of reports: read by value or word, refused by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from djdesk.errors import UserError
from djdesk.reports.kit.content import Content, Paper
from djdesk.reports.kit.spec import Option, ReportSpec, Request
from djdesk.services.desk import Desk

ORDER = Option("order", "排列顺序", (("office", "职务"), ("pinyin", "拼音")))


def make(_desk: Desk, request: Request) -> Content:
    assert request.paper is not None
    return Content("", request.options["order"], request.paper, ())


SPEC = ReportSpec("test", "", "试验", "roster", Paper(left=11), make, (ORDER,))
DAY = date(2026, 11, 20)


def test_options_have_defaults_and_are_read_by_value_or_word(desk: Desk) -> None:
    assert SPEC.content(desk, Request(DAY)).title == "office"
    assert SPEC.content(desk, Request(DAY, options={"order": "拼音"})).title == "pinyin"
    assert SPEC.content(desk, Request(DAY, options={"order": "office"})).title == "office"


def test_what_is_unknown_is_refused_with_what_is_possible(desk: Desk) -> None:
    with pytest.raises(UserError, match="没有选项“colour”"):
        SPEC.content(desk, Request(DAY, options={"colour": "red"}))
    with pytest.raises(UserError, match="可以是：office（职务）、pinyin（拼音）"):
        SPEC.content(desk, Request(DAY, options={"order": "size"}))


def test_paper_of_the_request_replaces_that_of_the_report(desk: Desk) -> None:
    assert SPEC.content(desk, Request(DAY)).paper == Paper(left=11)
    assert SPEC.content(desk, Request(DAY, paper=Paper(left=30))).paper == Paper(left=30)
    with pytest.raises(UserError, match="页边距"):
        SPEC.content(desk, Request(DAY, paper=Paper(left=90, right=90)))


def test_report_of_one_record_wants_exactly_one(desk: Desk) -> None:
    spec = ReportSpec(
        "one", "", "会议记录", "meetings", Paper(), make, (ORDER,), by_record="meetings"
    )
    assert spec.content(desk, Request(DAY, records=(7,))).title == "office"
    for records in ((), (7, 8)):
        with pytest.raises(UserError, match="“会议记录”一次打印一份"):
            spec.content(desk, Request(DAY, records=records))


def test_reports_of_many_records_take_any_number(desk: Desk) -> None:
    def counted(_desk: Desk, request: Request) -> Content:
        assert request.paper is not None
        return Content("", f"{len(request.records)}", request.paper, ())

    one = ReportSpec("slips", "", "收据", "dues", Paper(), counted, by_record="receipts")
    with pytest.raises(UserError, match="一次打印一份"):
        one.content(desk, Request(DAY, records=(1, 2)))
    many = replace(one, many=True)
    titles = [many.content(desk, Request(DAY, records=ids)).title for ids in ((), (1,), (1, 2))]
    assert titles == ["0", "1", "2"]
