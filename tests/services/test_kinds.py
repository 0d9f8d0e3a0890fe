"""How kinds of values look and how they are typed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from djdesk.errors import UserError
from djdesk.services import kinds
from djdesk.services.kinds import Parsed
from djdesk.services.listing import Kind, MonthOnly, Value

DAY = date(1985, 3, 12)


@pytest.mark.parametrize(
    "text",
    [
        "19850312",
        "1985.3.12",
        "1985.03.12",
        "1985-3-12",
        "1985/03/12",
        "1985年3月12日",
        "1985年3月12号",
        "1985 年 3 月 12 日",
        "１９８５．３．１２",
        "1985、3、12",
        "一九八五年三月十二日",
        "1985-03-12 00:00:00",
    ],
)
def test_dates_as_people_type_them(text: str) -> None:
    assert kinds.parse_date(text) == Parsed(DAY)


@pytest.mark.parametrize(
    "text", ["1985.3", "1985.03", "198503", "1985年3月", "1985-03", "1985.3.", "一九八五年三月"]
)
def test_months_without_a_day(text: str) -> None:
    assert kinds.parse_date(text) == Parsed(date(1985, 3, 1), True)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("85.3.12", "能看懂"),
        ("1985", "能看懂"),
        ("1985.13.1", "不存在"),
        ("2001.2.29", "不存在"),
        ("198513", "不存在"),
        ("三月", "能看懂"),
        ("1985.3.12（预备）", "能看懂"),
        ("1085.3.12", "不合情理"),
        ("99999999", "不存在"),
    ],
)
def test_dates_that_are_refused_say_why(text: str, word: str) -> None:
    with pytest.raises(UserError, match=word) as refused:
        kinds.parse_date(text)
    assert refused.value.remedy


@given(st.dates(min_value=date(1850, 1, 1), max_value=date(2200, 12, 31)), st.booleans())
def test_shown_dates_are_read_back(day: date, month_only: bool) -> None:
    day = day.replace(day=1) if month_only else day
    assert kinds.parse_date(kinds.show_date(day, month_only)) == Parsed(day, month_only)


@pytest.mark.parametrize(
    ("kind", "value", "codes", "text"),
    [
        (Kind.DATE, DAY, "", "1985.03.12"),
        (Kind.DATE, MonthOnly(1985, 3, 1), "", "1985.03"),
        (Kind.DATE, date(1985, 3, 1), "", "1985.03.01"),
        (Kind.MONTH, DAY, "", "1985.03"),
        (Kind.DATE, None, "", ""),
        (Kind.MONEY, 123456, "", "1,234.56"),
        (Kind.MONEY, -5, "", "-0.05"),
        (Kind.SCORE, 985, "", "98.5"),
        (Kind.SCORE, -5, "", "-0.5"),
        (Kind.COUNT, 0, "", "0"),
        (Kind.FLAG, True, "", "是"),
        (Kind.FLAG, 0, "", "否"),
        (Kind.FLAG, None, "", ""),
        (Kind.CODE, "21", "education", "大学本科毕业"),
        (Kind.CODE, "", "education", ""),
        (Kind.CODE, None, "education", ""),
        (Kind.STATE, "full", "person_class", "正式党员"),
        (Kind.TEXT, "某某厂", "", "某某厂"),
    ],
)
def test_shown_values(kind: Kind, value: Value, codes: str, text: str) -> None:
    assert kinds.show(kind, value, codes) == text


def test_a_marked_month_is_shown_without_day_whichever_was_shown_first() -> None:
    assert kinds.show(Kind.DATE, date(1990, 7, 1)) == "1990.07.01"
    assert kinds.show(Kind.DATE, MonthOnly(1990, 7, 1)) == "1990.07"
    assert kinds.show(Kind.DATE, date(1990, 7, 1), month_only=True) == "1990.07"
    assert kinds.show(Kind.DATE, date(1990, 7, 1)) == "1990.07.01"


def test_narrow_columns_take_the_short_word() -> None:
    assert kinds.shower(Kind.CODE, "education", short=True)("21", False) == "大学本科"


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("13800001234", "13800001234"),
        ("138 0000 1234", "13800001234"),
        ("138-0000-1234", "13800001234"),
        ("１３８００００１２３４", "13800001234"),
        ("13800001234.0", "13800001234"),
        ("+86 13800001234", "13800001234"),
        ("8613800001234", "13800001234"),
        ("010-12345678", "010-12345678"),
        ("(010)12345678", "010-12345678"),
        ("12345678", "12345678"),
        ("13800001234/13800001235", "13800001234、13800001235"),
        ("13800001234\n010-12345678", "13800001234、010-12345678"),
        ("", ""),
    ],
)
def test_telephones(text: str, phone: str) -> None:
    assert kinds.parse_phone(text) == phone


@pytest.mark.parametrize("text", ["1380000123", "138000012345", "张三", "12345"])
def test_what_is_no_telephone(text: str) -> None:
    with pytest.raises(UserError, match="不是电话号码"):
        kinds.parse_phone(text)


@pytest.mark.parametrize(
    ("kind", "text", "codes", "value"),
    [
        (Kind.MONEY, "1,234.5", "", 123450),
        (Kind.MONEY, "￥12", "", 1200),
        (Kind.MONEY, "-0.05元", "", -5),
        (Kind.MONEY, "", "", None),
        (Kind.SCORE, "98.5分", "", 985),
        (Kind.SCORE, "-3", "", -30),
        (Kind.COUNT, "1,200", "", 1200),
        (Kind.FLAG, "是", "", True),
        (Kind.FLAG, "×", "", False),
        (Kind.FLAG, "", "", None),
        (Kind.CODE, "本科", "education", "21"),
        (Kind.CODE, "无", "education", None),
        (Kind.PERSON, "张  三", "", "张三"),
        (Kind.ID_NUMBER, "99999919000101004x", "", "99999919000101004X"),
        (Kind.TEXT, " 某某  厂 ", "", "某某 厂"),
        (Kind.MONTH, "1985.3.12", "", DAY),
    ],
)
def test_typed_values(kind: Kind, text: str, codes: str, value: Value) -> None:
    assert kinds.parse(kind, text, codes).value == value


@pytest.mark.parametrize(
    ("kind", "text", "codes"),
    [
        (Kind.MONEY, "十二元", ""),
        (Kind.MONEY, "1.234", ""),
        (Kind.SCORE, "1.25", ""),
        (Kind.COUNT, "1.5", ""),
        (Kind.CODE, "幼儿园", "education"),
        (Kind.FLAG, "也许", ""),
    ],
)
def test_typed_values_that_are_refused(kind: Kind, text: str, codes: str) -> None:
    with pytest.raises(UserError) as refused:
        kinds.parse(kind, text, codes)
    assert text in refused.value.text
    assert refused.value.remedy


@given(st.integers(min_value=-(10**11), max_value=10**11))
def test_money_and_points_are_read_back(number: int) -> None:
    assert kinds.parse_money(kinds.show_money(number)) == number
    points = number % 10**9
    assert kinds.parse_score(kinds.show_score(points)) == points


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (Kind.ID_NUMBER, "999999199901011233", "999999**********33"),
        (Kind.PHONE, "13800001234", "138****1234"),
        (Kind.PHONE, "010-12345678", "010-****5678"),
        (Kind.PHONE, "13800001234、13800001235", "138****1234、138****1235"),
        (Kind.TEXT, "某某市某某路 1 号", "某某市***"),
        (Kind.TEXT, "某某", "某某"),
        (Kind.PHONE, None, ""),
    ],
)
def test_masks(kind: Kind, value: Value, text: str) -> None:
    assert kinds.mask(kind, value) == text


def test_every_kind_has_an_alignment_and_a_width() -> None:
    for kind in Kind:
        assert kinds.align(kind) in ("left", "center", "right")
        assert kinds.width(kind) > 0


@pytest.mark.parametrize("text", ["", "无", "／", " — ", "/"])
def test_words_for_nothing(text: str) -> None:
    assert kinds.is_blank(text)
    assert not kinds.is_blank("无锡")


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("14:30", 870),
        ("1430", 870),
        ("９：０５", 545),
        ("14点30分", 870),
        ("14时", 840),
        ("下午2点半", 870),
        ("晚上7:00", 1140),
        ("中午12点", 720),
        ("上午9点", 540),
        ("0:00", 0),
        ("", None),
    ],
)
def test_times_of_day(text: str, minutes: int | None) -> None:
    assert kinds.parse(Kind.TIME, text).value == minutes


def test_times_are_shown_as_people_write_them() -> None:
    assert kinds.show(Kind.TIME, 545) == "09:05"
    assert kinds.show(Kind.TIME, None) == ""


@pytest.mark.parametrize("text", ["25:00", "14:60", "半天", "2500", "上午"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="不是能看懂的时间"):
        kinds.parse(Kind.TIME, text)
