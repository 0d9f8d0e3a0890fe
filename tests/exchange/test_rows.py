"""Rows as JSON lines: every fault is named with its place, and nothing unstorable passes."""

from __future__ import annotations

import json

import pytest

from djdesk.exchange import rows
from djdesk.exchange.areas import SHAPES
from djdesk.exchange.organization import ORGANIZATION
from djdesk.exchange.roster.package import KIN, MEMBER, STANDING
from djdesk.exchange.rows import Parts, Words
from djdesk.services.shapes import Shape, Wire, Wires
from tests.exchange.branch import Pair, sent

UID = "01a1fa44-6e66-756c-8b65-{:012d}"


def row(shape: Shape, n: int = 1, **values: Wire) -> dict[str, Wire]:
    empty: dict[str, Wire] = dict.fromkeys(shape.keys, "")
    if shape is STANDING:
        empty |= {
            "since": "2020-01-01",
            "until": None,
            "state": "in",
            "person_class": "full",
            "whole": False,
            "member": UID.format(7),
            "branch": UID.format(8),
            "group": None,
        }
    return {"uid": UID.format(n), **empty, **values}


def read(shape: Shape, *lines: object, complete: bool = True) -> tuple[rows.Part, list[str]]:
    content = "".join(f"{json.dumps(line)}\n" for line in lines).encode()
    part, faults = rows.read_part(shape, content, complete=complete)
    return part, [fault.text for fault in faults]


def test_everything_comes_back(pair: Pair) -> None:
    parts = sent(pair.branch)
    for shape in SHAPES:
        part, faults = rows.read_part(
            shape, rows.write_part(dict(parts[shape.table])), complete=True
        )
        assert part
        assert (part, faults) == (parts[shape.table], [])


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"since": None}, "“进入本支部日期”不能为空"),
        ({"since": ""}, "不是日期"),
        ({"since": "2026-02-30"}, "不是日期"),
        ({"since": "20260101"}, "不是日期"),
        ({"since": "2026-01-01T00:00:00"}, "不是日期"),
        ({"since": 20260101}, "不是文字"),
        ({"state": "dead"}, "不是认可的代码"),
        ({"state": True}, "不是文字"),
        ({"whole": 1}, "不是是或否"),
        ({"way": "A12"}, "太长"),
        ({"way": "A\n"}, "换行或控制字符"),
        ({"reason": "a\0b"}, "非法字符"),
        ({"reason": "\ud83d"}, "非法字符"),
        ({"reason": "字" * 500_001}, "太长"),
        ({"reason": ["x"]}, "不是文字"),
        ({"until": "2019-12-31"}, "“结束日期”早于“进入本支部日期”"),
        ({"member": 7}, "“党员”不是编号"),
        ({"salary": 1}, "不认识的栏目“salary”"),
        ({"id": 1}, "不认识的栏目“id”"),
        ({"origin": "someone else"}, "不认识的栏目“origin”"),
    ],
)
def test_each_fault_is_named(values: Wires, text: str) -> None:
    _, faults = read(STANDING, row(STANDING), row(STANDING, 2, **values))
    assert len(faults) == 1
    assert text in faults[0]


def test_fault_names_its_line_and_value() -> None:
    content = rows.write_part({UID.format(1): {}}) + b'{"uid": "x"}\n'
    _, faults = rows.read_part(KIN, content, complete=False)
    assert [f.where for f in faults if "编号" in f.text] == ["家庭成员第 2 条"]
    content = json.dumps(row(STANDING, state="dead")).encode() + b"\n"
    _, faults = rows.read_part(STANDING, content, complete=True)
    assert (faults[0].value, faults[0].where, faults[0].code) == ("dead", "党籍第 1 条", "content")


@pytest.mark.parametrize("line", [[], "text", None, 1, {}, {"uid": 5}, {"uid": "../../etc"}])
def test_lines_that_are_no_rows(line: object) -> None:
    part, faults = read(KIN, line)
    assert part == {}
    assert len(faults) == 1


@pytest.mark.parametrize("content", [b"{\n", b"\xff\n", b"[" * 9999 + b"\n", b'{"uid": 1e999}\n'])
def test_lines_that_are_no_json(content: bytes) -> None:
    assert len(rows.read_part(KIN, content, complete=True)[1]) == 1


def test_numbers_out_of_range() -> None:
    term = next(shape for shape in SHAPES if shape.table == "term")
    good = row(term, number=3, since="2024-05-01", planned_until="2027-05-01", until=None)
    assert read(term, good)[1] == []
    for number in (2**70, 1.5, True, "3"):
        assert read(term, {**good, "number": number})[1] == ["“届次”不是整数。"]


def test_uid_twice() -> None:
    assert len(read(STANDING, row(STANDING), row(STANDING))[1]) == 1


def test_last_line_cut_off() -> None:
    content = rows.write_part({UID.format(1): {}})[:-1]
    assert "不完整" in rows.read_part(KIN, content, complete=False)[1][-1].text


def test_package_of_an_older_program_may_lack_columns() -> None:
    older = row(STANDING)
    del older["whole"], older["basis"], older["group"]
    assert read(STANDING, older, complete=False)[1] == []
    assert read(STANDING, older)[1] == [
        "缺少栏目“basis”。",
        "缺少栏目“group”。",
        "缺少栏目“whole”。",
    ]
    del older["member"]
    assert read(STANDING, older, complete=False)[1] == ["缺少栏目“member”。"]


def test_a_package_that_is_wrong_altogether_is_not_read_to_the_end() -> None:
    _, faults = read(STANDING, *(row(STANDING, n, state="?") for n in range(1000)))
    assert len(faults) == rows.MAX_FAULTS


def test_references_must_stay_inside() -> None:
    parts: Parts = {
        "organization": {UID.format(8): {"parent": None}, UID.format(9): {"parent": None}},
        "member": {UID.format(7): {}},
        "standing": {
            UID.format(1): {"member": UID.format(7), "branch": UID.format(8), "group": None},
            UID.format(2): {"member": UID.format(6), "branch": None, "group": UID.format(5)},
        },
        "attachment": {UID.format(3): {"owner": "meeting", "owner_id": UID.format(7)}},
    }
    faults = rows.check_references(SHAPES, parts, UID.format(8))
    assert sorted(f"{f.where}：{f.text}" for f in faults) == [
        "党籍第 2 条：“党员”不在本包内。",
        "党籍第 2 条：“所在党小组”不在本包内。",
        "党籍第 2 条：没有“所在党支部”。",
        "党组织第 2 条：不在上报支部之下。",
        "附件第 1 条：所属的记录不在本包内。",
    ]
    missing = rows.check_references(SHAPES, parts, UID.format(4))
    assert "没有上报支部本身" in missing[0].text


def test_organizations_in_a_ring() -> None:
    home, a, b = (UID.format(n) for n in range(3))
    part: rows.Part = {home: {"parent": None}, a: {"parent": b}, b: {"parent": a}}
    assert list(rows.below(ORGANIZATION, part, home)) == [home]
    assert len(rows.check_references((ORGANIZATION,), {"organization": part}, home)) == 2


def test_words_of_the_forms() -> None:
    person, other = UID.format(7), UID.format(1)
    parts: Parts = {
        "member": {person: {"name": "张三"}},
        "standing": {other: {"member": person, "since": "2020-01-05"}},
    }
    words = Words(SHAPES, parts)
    assert words.label("standing", other) == "张三 · 2020.01.05"
    assert words.field("standing", "member", person) == ("党员", "张三")
    assert words.field("standing", "person_class", "full") == ("人员类别", "正式党员")
    assert words.field("standing", "whole", True) == ("整建制", "是")
    assert words.field("hardship", "aid_fen", 100050)[1] == "1,000.50"
    assert words.field("member", "photo", "ab" * 32) == ("照片", "（文件）")
    assert words.field("member", "remark", None) == ("备注", "")
    assert MEMBER.title == "党员"


def test_months_points_and_whole_records_in_words() -> None:
    words = Words(SHAPES, {})
    assert words.field("dues_part", "month", "2026-03-01") == ("月份", "2026.03")
    assert words.field("dues_standard", "since", "2026-03-01")[1] == "2026.03"
    assert words.field("meeting", "start_at", 870)[1] == "14:30"
    assert words.field("assessment_line", "points", -5) == ("加减分", "-0.5")
    assert words.field("assessment_opinion", "given_at", "2026-04-01T09:30:00")[1] == (
        "2026-04-01 09:30"
    )
    assert words.field("assessment_month", "content", '{"lines":[]}') == ("审定内容", "（全文）")
    assert words.field("assessment_month", "content", "")[1] == ""


def test_rows_of_an_assessment_are_called_by_whom_they_are_about() -> None:
    home, person, month, line, own = (UID.format(n) for n in range(1, 6))
    score: Wires = {"level": "member", "score": 860, "grade": "合格", "month": month}
    parts: Parts = {
        "organization": {home: {"name": "机修支部", "short_name": ""}},
        "member": {person: {"name": "张三"}},
        "assessment_month": {month: {"month": "2026-03-01", "organization": home}},
        "assessment_line": {
            line: {
                "month": "2026-03-01",
                "item": "A6",
                "reason": "义务植树",
                "points": 20,
                "member": person,
                "organization": home,
            },
            own: {"month": "2026-03-01", "item": "C1", "member": None, "organization": home},
        },
        "assessment_result": {
            UID.format(6): {**score, "member": person},
            UID.format(7): {**score, "level": "branch", "member": None},
        },
    }
    words = Words(SHAPES, parts)
    assert words.label("assessment_line", line) == "张三 · 2026.03 A6 义务植树 2.0"
    assert words.label("assessment_line", own) == "机修支部 · 2026.03 C1"
    assert words.label("assessment_result", UID.format(6)) == (
        "机修支部 · 2026.03 · 张三 · 党员 86.0 合格"
    )
    assert words.label("assessment_result", UID.format(7)) == (
        "机修支部 · 2026.03 · 党支部 86.0 合格"
    )


def test_only_whole_records_may_be_very_long() -> None:
    month = next(shape for shape in SHAPES if shape.table == "assessment_month")
    days = dict.fromkeys(c.name for c in month.columns if c.name.endswith("_on"))
    keys = {"organization": UID.format(8), "rubric": UID.format(9), "meeting": None}
    own = {"month": "2026-03-01", "state": "open", "revision": 1, "published_until": None}
    good = row(month) | days | keys | own
    assert read(month, {**good, "content": "字" * 500_001})[1] == []
    assert read(month, {**good, "remark": "字" * 500_001})[1] == ["“备注”太长或含有非法字符。"]
