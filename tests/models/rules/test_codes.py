"""Code tables: complete, found by any spelling, never by guesswork."""

from __future__ import annotations

import pytest

from djdesk.models.rules import codes
from djdesk.models.rules.codes import CodeTable
from djdesk.resources import path

TABLES = sorted(file.stem for file in path("codes").glob("*.toml") if file.stem != "surnames")


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_sound(name: str) -> None:
    table = codes.table(name)
    assert table.id == name
    assert table.title
    assert len(table.by_code) == len(table.entries) > 0, "codes are unique"
    for entry in table.entries:
        assert entry.name
        assert entry.short
        # A code finds itself, so that what was exported comes back.
        assert table.find(entry.code) == entry.code
        assert table.find(entry.name) is not None


@pytest.mark.parametrize("name", TABLES)
def test_what_is_offered_is_found_by_its_name(name: str) -> None:
    table = codes.table(name)
    for entry in table.offered:
        assert table.find(entry.name) == entry.code
        assert table.find(f" {entry.name[0]} {entry.name[1:]}　") == entry.code


def test_ethnic_groups_are_the_56_of_the_standard_in_its_order() -> None:
    table = codes.table("ethnic")
    assert [entry.code for entry in table.offered] == [f"{n:02d}" for n in range(1, 57)]
    assert table.in_group("汉族") == ("01",)
    assert len(table.in_group("少数民族")) == 57  # 55 and the two that are not of the standard


def test_education_has_the_holes_of_the_2006_edition() -> None:
    known = codes.table("education").by_code
    assert not {"50", "72", "82"} & set(known)
    assert known["21"].name == "大学本科毕业"
    assert {c: known[c].group for c in ("10", "19", "28", "31", "43", "44", "63", "90")} == {
        "10": "研究生",
        "19": "研究生",
        "28": "大学本科",
        "31": "大学专科",
        "43": "中专",
        "44": "高中、中技",
        "63": "高中、中技",
        "90": "初中及以下",
    }


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("sex", "男 ", "1"),
        ("sex", "女性", "2"),
        ("ethnic", "汉", "01"),
        ("ethnic", "崩龙族", "46"),
        ("ethnic", "维族", "05"),
        ("ethnic", "90", "97"),
        ("ethnic", "58", "98"),
        ("ethnic", "1", None),
        ("ethnic", "mgz", "02"),
        ("ethnic", "HZ", None),  # 汉族, 回族 and others: no single one
        ("education", "本科", "21"),
        ("education", "大 专", "31"),
        ("education", "中专", "41"),
        ("education", "技校", "47"),
        ("education", "50", "47"),
        ("education", "幼儿园", None),
        ("degree", "工学学士", "408"),
        ("political", "群众", "13"),
        ("work_post", "退休", "W82"),
        ("work_post", "离退休人员", "W8"),
        ("person_class", "正式", "full"),
        ("person_class", "中共预备党员", "probationary"),
        ("party_post", "支部书记", "11"),
        ("party_post", "党小组长", "31"),
        ("way", "去世", "B6"),
        ("flag", "否", "0"),
        ("sex", "", None),
    ],
)
def test_spellings(name: str, text: str, code: str | None) -> None:
    assert codes.table(name).find(text) == code


def test_words_for_codes() -> None:
    education = codes.table("education")
    assert (education.name("21"), education.short("21")) == ("大学本科毕业", "大学本科")
    assert codes.table("party_post").name("21,31") == "组织委员、党小组组长"
    assert (education.name(None), education.name("")) == ("", "")
    assert education.name("ZZ") == "ZZ", "what is not known is shown as it is"
    assert (education.group("31"), education.group("ZZ")) == ("大学专科", "")


def test_typing_narrows_the_choice() -> None:
    table = codes.table("ethnic")
    assert [e.name for e in table.starting("m")][:3] == ["蒙古族", "苗族", "满族"]
    assert [e.name for e in table.starting("古族")] == ["蒙古族"]
    assert len(table.starting("")) == 56
    assert table.starting("没有这个") == ()


def test_offices_print_in_the_order_of_their_codes() -> None:
    table: CodeTable = codes.table("party_post")
    listed = [entry.code for entry in table.entries]
    assert listed == sorted(listed)
    assert listed[0] == table.find("书记")
