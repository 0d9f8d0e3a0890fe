"""Cells of a roster, one by one."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.errors import Severity
from djdesk.exchange.roster import sheet_cells as cells
from djdesk.exchange.roster import sheet_identity, sheet_units
from djdesk.exchange.sheet.grid import Cell

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("cell", "value", "hints"),
    [
        ("张  三", "张三", ()),
        ("张\n三", "张三", ()),
        ("★李四", "李四", ()),
        ("阿依古丽•买买提", "阿依古丽·买买提", ()),
        ("欧阳 娜娜", "欧阳娜娜", ()),
        ("张三（预备）", "张三", (("person_class", "probationary"),)),
        ("王五(回族)", "王五", (("ethnic", "03"),)),
        ("李四（女）", "李四", (("sex", "2"),)),
        ("赵六（已转出）", "赵六", (("left", "已转出"),)),
        ("𬱖小芳", "𬱖小芳", ()),
        ("无", None, ()),
    ],
)
def test_names(cell: Cell, value: str | None, hints: tuple[tuple[str, str], ...]) -> None:
    meaning = sheet_identity.name(cell)
    assert (meaning.value, meaning.hints, meaning.say) == (value, hints, None)


def test_names_that_lost_a_character_are_faults() -> None:
    for name in ("赵?", "赵□明", "赵\ue123", "张三2"):
        say = sheet_identity.name(name).say
        assert say is not None
        assert say.severity is Severity.ERROR


@pytest.mark.parametrize(
    ("cell", "value", "says"),
    [
        ("99999919000101004x", "99999919000101004X", ""),
        ("'99999919000101004X", "99999919000101004X", ""),
        ("999999 19000101 004X", "99999919000101004X", ""),
        ("99999919000101004X（长期）", "99999919000101004X", ""),
        ("身份证遗失", None, "无身份证号的原因"),
        ("９９９９９９１９０００１０１００４Ｘ", "99999919000101004X", ""),
        (9.99999190001010e17, None, "前 15 位"),
        ("9.99999E+17", None, "科学计数法"),
        ("999999190001010024", None, "校验位"),
        ("999999199913010020", None, "不是真实的日期"),
        ("99999919000101", None, "14 位"),
        ("999999900101123", "999999199001011237", "15 位"),
        ("无", None, ""),
        ("", None, ""),
    ],
)
def test_citizen_numbers(cell: Cell, value: str | None, says: str) -> None:
    meaning = sheet_identity.id_number(cell, TODAY)
    if value is not None and says:
        assert meaning.value is not None
        assert meaning.value.startswith(value[:17])
    else:
        assert meaning.value == value
    assert says in (meaning.say.reason if meaning.say else "")
    assert bool(meaning.say) == bool(says)


def test_a_column_of_noughts_is_damaged_even_where_the_check_fits() -> None:
    from tests.data.rosters.make import number

    lucky = [
        text
        for sequence in range(0, 1000, 10)
        for day in range(1, 29)
        if (text := number(f"199001{day:02d}", sequence)).endswith("000")
    ][:2]
    column = sheet_identity.id_column(
        [lucky[0], lucky[1], lucky[0][:15] + "000", 1.0e17 * 9.99], TODAY
    )
    assert column.values == [None] * 4
    alone = sheet_identity.id_column([lucky[0], number("19900101", 3)], TODAY)
    assert alone.values[0] == lucky[0]


@pytest.mark.parametrize(
    ("cell", "value"),
    [("男 ", "1"), ("女", "2"), ("M", "1"), ("女性", "2"), (1.0, "1"), ("2", "2"), ("", None)],
)
def test_sexes(cell: Cell, value: str | None) -> None:
    assert cells.sex(cell) == cells.Meaning(value)


@pytest.mark.parametrize(
    ("cell", "value", "hints"),
    [
        ("大学本科（学士）", "21", (("degree", "4"),)),
        ("本科/学士", "21", (("degree", "4"),)),
        ("研究生，硕士", "14", (("degree", "3"),)),
        ("在职研究生", "10", (("education_mode", "2"),)),
        ("博士后", "11", ()),
        ("本 科", "21", ()),
        ("大学本科(双学位)", "21", (("degree", "4"),)),
        ("初中文化", "71", ()),
        ("省委党校研究生", "10", (("education_mode", "3"),)),
        ("函授本科", "21", (("education_mode", "2"),)),
        ("大专", "31", ()),
        ("高中毕业", "61", ()),
        ("无", None, ()),
    ],
)
def test_education(cell: Cell, value: str | None, hints: tuple[tuple[str, str], ...]) -> None:
    assert cells.education(cell) == cells.Meaning(value, None, hints)


@pytest.mark.parametrize(
    ("cell", "hints"),
    [
        ("本科在读", ()),
        ("电大", (("education_mode", "2"),)),
        ("MBA", (("degree", "3"),)),
    ],
)
def test_what_is_no_finished_education_is_not_one_and_is_said(
    cell: Cell, hints: tuple[tuple[str, str], ...]
) -> None:
    meaning = cells.education(cell)
    assert (meaning.value, meaning.hints) == (None, hints)
    assert meaning.say is not None
    assert meaning.say.severity is Severity.WARN


@pytest.mark.parametrize(
    ("cell", "value"),
    [(1.0, "01"), ("8", "08"), ("漢族", "01"), ("汉族（少数民族填写）", "01"), ("穿青人", "97")],
)
def test_ethnic_groups(cell: Cell, value: str) -> None:
    assert cells.code(cell, "ethnic") == cells.Meaning(value)


@pytest.mark.parametrize(
    ("cell", "value", "warned"),
    [
        ("13800000007（本人）", "13800000007", False),
        ("1.3800000013E10", "13800000013", False),
        ("0791 88880000", "0791-88880000", False),
        (13800000000.0, "13800000000", False),
        ("138-0000-0000", "13800000000", False),
        ("13800000001/0551-1234567", "13800000001、0551-1234567", False),
        ("13800000001\n13800000002", "13800000001、13800000002", False),
        ("1380000", "1380000", False),
        ("1380000000", "1380000000", True),
        ("—", None, False),
    ],
)
def test_telephones(cell: Cell, value: str | None, warned: bool) -> None:
    meaning = cells.phone(cell)
    assert (meaning.value, meaning.say is not None) == (value, warned)


@pytest.mark.parametrize(
    ("cell", "title", "value"),
    [
        ("中共党员", "政治面貌", "full"),
        ("中共预备党员", "政治面貌", "probationary"),
        ("正式", "人员类别", "full"),
        ("是", "是否预备党员", "probationary"),
        ("否", "是否预备党员", "full"),
        ("是", "是否正式党员", "full"),
        ("√", "是否党员", None),
        ("正", "类别", "full"),
        ("预", "类别", "probationary"),
        ("正常", "党员状态", None),
        ("否", "是否正式党员", "probationary"),
        ("", "人员类别", None),
    ],
)
def test_person_class(cell: Cell, title: str, value: str | None) -> None:
    assert cells.person_class(cell, title) == cells.Meaning(value)


def test_those_who_are_no_members_are_faults() -> None:
    told = [(word, "政治面貌") for word in ("群众", "入党积极分子", "共青团员", "民盟盟员")]
    for word, title in (*told, ("否", "是否党员")):
        say = cells.person_class(word, title).say
        assert say is not None
        assert say.severity is Severity.ERROR


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("支部书记", "11"),
        ("书记、组织委员", "11,21"),
        ("宣传委员兼青年委员", "22,24"),
        ("一车间党支部书记", "11"),
        ("第一党小组组长", "31"),
        ("组织、宣传委员", "21,22"),
        ("支书", "11"),
        ("普通党员", None),
    ],
)
def test_posts(cell: Cell, value: str | None) -> None:
    assert cells.posts(cell) == cells.Meaning(value)


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("一组", "第一党小组"),
        ("第1小组", "第一党小组"),
        ("1", "第一党小组"),
        ("第十二党小组", "第十二党小组"),
        ("第二十一组", "第21党小组"),
        ("机修组", "机修组"),
        ("第三党小组（退休）", "第三党小组"),
    ],
)
def test_groups(word: str, name: str) -> None:
    assert sheet_units.group_name(word) == name
    assert sheet_units.group_key(word) == sheet_units.group_key(name)


def test_brackets_may_be_all_that_tells_two_groups_apart() -> None:
    names = ("退休党小组（东区）", "退休党小组（西区）")
    assert sheet_units.group_key(names[0]) != sheet_units.group_key(names[1])
    assert [sheet_units.group_name(name) for name in names] == [
        "退休党小组(东区)",
        "退休党小组(西区)",
    ]


def test_branches_are_compared_without_their_trimmings() -> None:
    same = {
        sheet_units.branch_key(name)
        for name in ("中共某某厂机修车间支部委员会", "某某厂机修车间党支部", "某某厂机修车间支部")
    }
    assert len(same) == 1


@pytest.mark.parametrize(
    ("cell", "value", "hints"),
    [
        ("是", "1", ()),
        ("否", "0", ()),
        ("流动", "1", ()),
        ("非流动", "0", ()),
        ("上海", "1", (("place", "上海"),)),
        ("/", None, ()),
    ],
)
def test_flags(cell: Cell, value: str | None, hints: tuple[tuple[str, str], ...]) -> None:
    assert cells.flag(cell) == cells.Meaning(value, None, hints)


def test_absences() -> None:
    assert cells.absence("流动（上海）").hints == (("mobile", "上海"),)
    assert cells.absence("失联").hints == (("lost", "1"),)
    assert cells.absence("否") == cells.NOTHING
