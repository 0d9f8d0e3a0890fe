"""Names: cleaning, reading, and the order by surname strokes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from djdesk.models.rules import names


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("张  三", "张三"),
        (" 李　四 ", "李四"),
        ("王\n五", "王五"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽．买买提", "阿依古丽·买买提"),
        ("阿依古丽 ・ 买买提", "阿依古丽·买买提"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("Anna  Li", "Anna Li"),
        ("𬱖 三", "𬱖三"),
        ("", ""),
    ],
)
def test_names_are_written_as_on_the_card(typed: str, clean: str) -> None:
    assert names.clean(typed) == clean
    assert names.clean(clean) == clean


@pytest.mark.parametrize(
    ("name", "initials", "sound"),
    [
        ("张三", "zs", "zhangsan"),
        ("曾国", "zg", "zengguo"),
        ("单田", "st", "shantian"),
        ("解放", "xf", "xiefang"),
        ("仇英", "qy", "qiuying"),
        ("区明", "om", "ouming"),
        ("查平", "zp", "zhaping"),
        ("缪红", "mh", "miaohong"),
        ("冼星", "xx", "xianxing"),
        ("尉迟敬", "ycj", "yuchijing"),
        ("尉明", "wm", "weiming"),
        ("长孙无", "zsw", "zhangsunwu"),
        ("万俟明", "mqm", "moqiming"),
        ("万明", "wm", "wanming"),
        ("欧阳修", "oyx", "ouyangxiu"),
        ("阿依古丽·买买提", "ayglmmt", "ayigulimaimaiti"),
        ("吕布", "lb", "lvbu"),
    ],
)
def test_readings_of_surnames(name: str, initials: str, sound: str) -> None:
    assert names.keys(name).initials == f"{initials} {sound}"


def test_a_reading_of_a_surname_holds_for_the_surname_only() -> None:
    assert names.keys("李曾").initials == "lc liceng"


def by_strokes(*listed: str) -> list[str]:
    return sorted(listed, key=lambda name: names.keys(name).strokes)


def test_fewer_strokes_first() -> None:
    assert by_strokes("魏一", "丁一", "王一", "白一", "朱一") == [
        "丁一",
        "王一",
        "白一",
        "朱一",
        "魏一",
    ]


def test_equal_count_goes_by_first_strokes() -> None:
    # 横竖撇点折: 丁 (横竖), 卜 (竖点), 刁 (折提); 王 (横), 毛 (撇), 方 (点), 尹 (折)
    assert by_strokes("刁一", "卜一", "丁一") == ["丁一", "卜一", "刁一"]
    assert by_strokes("尹一", "方一", "毛一", "王一") == ["王一", "毛一", "方一", "尹一"]
    assert by_strokes("刘一", "朱一", "吕一", "邢一") == ["邢一", "吕一", "朱一", "刘一"]


def test_same_surname_two_characters_before_three() -> None:
    assert by_strokes("王一一", "王鑫", "王一") == ["王一", "王鑫", "王一一"]
    assert by_strokes("王大宝", "王大山", "王小一") == ["王大山", "王大宝", "王小一"]


def test_compound_surname_after_the_single_one_of_its_first_character() -> None:
    assert by_strokes("欧阳一", "欧文博", "欧一") == ["欧一", "欧文博", "欧阳一"]


def test_pinyin_order_keeps_a_surname_together() -> None:
    listed = ["章一", "张伟", "张三", "章伟", "李四"]
    ordered = sorted(listed, key=lambda name: names.keys(name).pinyin)
    assert ordered[0] == "李四"
    assert [name[0] for name in ordered[1:]] in (["张"] * 2 + ["章"] * 2, ["章"] * 2 + ["张"] * 2)


@pytest.mark.parametrize(
    ("character", "count"),
    [("一", 1), ("丁", 2), ("张", 7), ("陈", 7), ("霞", 17), ("㐀", 5), ("晗", 11), ("a", 0)],
)
def test_stroke_counts(character: str, count: int) -> None:
    assert names.strokes(character) == count


def test_every_basic_character_has_a_place_and_most_a_reading() -> None:
    basic = [chr(code) for code in range(0x4E00, 0x9FA6)]
    assert len(basic) == 20902
    assert all(names.strokes(character) for character in basic)
    assert len({names.keys(c).strokes for c in basic}) == 20902, "no two share a place"
    unread = [c for c in basic if names.initials(c) == c]
    assert len(unread) < 100


@given(st.text(max_size=20))
def test_any_text_has_keys(text: str) -> None:
    name = names.clean(text)
    keys = names.keys(name)
    assert isinstance(keys.strokes, str)
    assert names.clean(name) == name


def test_search_words() -> None:
    assert names.search_word(" Zs ") == "zs"
    assert names.search_word("ｚｓ") == "zs"
    assert names.search_word("张") == ""
