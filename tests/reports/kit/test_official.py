"""Official papers as a whole: what stands where, and what a workbook makes of them."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from djdesk.reports.kit import xlsx
from djdesk.reports.kit.content import Imprint, PageBreak
from djdesk.reports.kit.fonts import bundled
from djdesk.reports.kit.layout import compose
from djdesk.reports.kit.official import OFFICIAL, Letter, document_number, numeral, official
from djdesk.reports.kit.officialstrips import ImprintStrip, OfficialSignatureStrip
from djdesk.reports.kit.setting import Setting
from djdesk.reports.kit.sheet import MM
from tests.reports.papers import printed, texts

DAY = date(2026, 3, 6)
UNIT = "中共某某厂机修车间支部委员会"


def request(paragraphs: int = 4) -> Letter:
    return Letter(
        f"{UNIT}关于接收李某同志为预备党员的请示",
        "\n".join(
            [
                "一、基本情况",
                *["李某，男，现任技术员，表现较好。" * 3] * paragraphs,
                "妥否，请批示。",
            ]
        ),
        to="中共某某厂委员会：",
        attachments=("入党志愿书", "会议决议。"),
        unit=UNIT,
        day=DAY,
    )


def test_everything_stands_in_its_order() -> None:
    number = document_number("某机党支", 2026, 3)
    assert number == "某机党支〔2026〕3号"
    content = official(request(), number=number, imprint=Imprint("各党小组。", UNIT, DAY))
    whole = "".join(texts(printed(content).data))
    order = [
        number,
        "关于接收李某同志",
        "中共某某厂委员会：",
        "一、基本情况",
        "妥否，请批示。",
        "附件：1.入党志愿书",
        "2.会议决议",
        UNIT + "2026年3月6日",
        "抄送：各党小组。",
        "2026年3月6日印发",
    ]
    places = [
        whole.index(text, 0) if place < 8 else whole.rindex(text)
        for place, text in enumerate(order)
    ]
    assert places == sorted(places)
    assert "会议决议。" not in whole


@pytest.mark.parametrize("paragraphs", range(2, 24))
def test_signature_has_company_and_no_page_is_left_empty(paragraphs: int) -> None:
    content = official(request(paragraphs), imprint=Imprint("各党小组。", UNIT, DAY))
    pages = compose(content, Setting(bundled()))
    for page in pages:
        strips = [part.strip for part in page.parts]
        assert strips
        if any(isinstance(strip, OfficialSignatureStrip) for strip in strips):
            assert sum(part.end - part.start for part in page.parts[:-1]) >= 2
    rows = sum(len(part.strip.heights) for part in pages[0].parts)
    assert len(pages) == 1 or rows >= 12
    (imprint,) = [p for p in pages[-1].parts if isinstance(p.strip, ImprintStrip)]
    assert imprint.top == pytest.approx(sum(imprint.strip.heights))


def test_margins_are_those_of_the_standard() -> None:
    assert (*OFFICIAL.room, OFFICIAL.top, OFFICIAL.left) == (156, 225, 37, 28)
    assert OFFICIAL.room[1] * MM == pytest.approx(637.8, abs=0.1)


def test_one_attachment_has_no_number() -> None:
    letter = Letter("通知", "正文", attachments=("名单",))
    whole = "".join(texts(printed(official(letter)).data))
    assert "附件：名单" in whole
    assert not any(isinstance(block, PageBreak) for block in official(letter).blocks)


def test_workbook_holds_the_words() -> None:
    letter = Letter("会议\n纪要", "一、学习", facts=(("出席", "王某"),), unit=UNIT, day=DAY)
    data = xlsx.render(official(letter, imprint=Imprint("各党小组。", UNIT, DAY)))
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    found = [str(cell.value).strip() for row in sheet.iter_rows() for cell in row if cell.value]
    assert found == [
        "会议纪要",
        "出席：王某",
        "一、学习",
        UNIT,
        "2026年3月6日",
        "抄送：各党小组。",
        UNIT,
        "2026年3月6日印发",
    ]


def test_numbers_of_headings_in_chinese() -> None:
    wanted = {1: "一", 9: "九", 10: "十", 11: "十一", 20: "二十", 21: "二十一", 99: "九十九"}
    assert {number: numeral(number) for number in wanted} == wanted
    for number in (0, 100):
        with pytest.raises(ValueError, match="no number of a heading"):
            numeral(number)
