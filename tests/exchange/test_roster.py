"""Importing rosters: the ugly files, repeating, taking back, and never doing what nobody asked."""

from __future__ import annotations

import gc
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.exceptions import IllegalCharacterError
from sqlalchemy import func, select

from djdesk.errors import Cancelled, Refused, UserError
from djdesk.exchange.roster.sheet import (
    NEW_PERSON,
    Options,
    Plan,
    Result,
    Status,
    apply_plan,
    check_roster,
    choices,
    forget,
    open_roster,
    plan_roster,
    remap,
    remember,
    remembered,
    take_back,
    write_faulty_rows,
)
from djdesk.exchange.roster.sheet_bulk import uncollected
from djdesk.exchange.roster.sheet_check import _sound
from djdesk.exchange.roster.sheet_context import branch_named
from djdesk.models.audit import AuditStep
from djdesk.models.organization import Organization, Tenure
from djdesk.models.roster import Absence, Member, Standing
from djdesk.models.rules.roster import MemberFacts, check_member, joinings
from djdesk.reports.kit import xlsx
from djdesk.reports.kit.spec import Request
from djdesk.reports.roster.ledger import standard_workbook
from djdesk.services.desk import Desk, Role
from djdesk.services.roster import members
from djdesk.services.roster.movements import Paper, leave
from tests.data.rosters.make import number

ROSTERS = Path(__file__).parent.parent / "data" / "rosters"
CASES = sorted(ROSTERS.glob("*.toml"))
TITLES = ["姓名", "性别", "身份证号", "民族", "出生日期", "入党时间", "转正时间", "联系电话"]
ZHANG = number("19850312", 1)
LI = number("19700105", 2)
Cells = Sequence[object]


def plan(desk: Desk, path: Path, options: Options | None = None) -> Plan:
    return plan_roster(desk, check_roster(open_roster(path), desk.today()), options)


def bring_in(desk: Desk, path: Path, options: Options | None = None) -> Result:
    return apply_plan(desk, plan(desk, path, options))


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    return tmp_path / "花名册.xlsx"


def write(path: Path, *rows: Cells, titles: Cells = TITLES) -> Path:
    book = openpyxl.Workbook()
    for r, row in enumerate((titles, *rows), 1):
        for c, value in enumerate(row, 1):
            cell = book.worksheets[0].cell(r, c)
            cell.value = value  # type: ignore[assignment]
            if isinstance(value, str) and value.startswith("="):
                cell.data_type = "s"
    book.save(path)
    return path


def zhang(**changed: object) -> list[object]:
    row = dict(zip(TITLES, ["张小明", "男", ZHANG, "汉", "1985.03.12", "2008.07.01", "2009.07.01",
                            "13800000001"], strict=True))  # fmt: skip
    return list({**row, **changed}.values())


def record(desk: Desk, name: str) -> Member:
    with desk.store.read() as session:
        found = session.scalars(select(Member).where(Member.name == name)).one()
        session.expunge(found)
        return found


def count(desk: Desk, entity: type[Member | Standing | AuditStep | Organization]) -> int:
    with desk.store.read() as session:
        return session.scalar(select(func.count()).select_from(entity)) or 0


# -- what a whole table says -----------------------------------------------------------------------


def ditto_rows() -> list[list[object]]:
    return [
        ["王小芳", "女", number("19650312", 22), "汉", "1965.3", "1990.7.1\n1991.7.1", "", "无"],
        ["李小明", "〃", LI, "〃", "", "1990年7月1日（1991年8月1日转正）", "", "同上"],
    ]


def test_signs_for_as_above_are_spelt_out_and_a_second_date_is_kept(
    desk: Desk, workbook: Path
) -> None:
    bring_in(desk, write(workbook, *ditto_rows(), titles=[*TITLES[:-1], "家庭住址"]))
    first, second = record(desk, "王小芳"), record(desk, "李小明")
    assert (first.full_on, second.full_on) == (date(1991, 7, 1), date(1991, 8, 1))
    assert (second.sex, second.ethnic, second.address) == ("2", "01", "")


def test_two_dates_in_one_cell_are_told_apart(desk: Desk, workbook: Path) -> None:
    titles = ["姓名", "性别", "身份证号", "民族", "入党/转正时间"]
    bring_in(desk, write(workbook, ["张小明", "男", ZHANG, "汉", "2008.7/2009.7"], titles=titles))
    member = record(desk, "张小明")
    assert (member.joined_on, member.full_on) == (date(2008, 7, 1), date(2009, 7, 1))
    assert member.month_only == "full_on joined_on"


def test_of_two_columns_the_one_that_says_probationary_counts(desk: Desk, workbook: Path) -> None:
    titles = [*TITLES[:6], "政治面貌", "党员类别", "手机1", "手机2"]
    rows = [
        ["张小明", "男", ZHANG, "汉", "", "2026.7.1", "中共党员", "预备党员", "", "138"],
        ["李小明", "女", LI, "汉", "", "2008.7.1", "中共党员", "正式党员", "", ""],
    ]
    found = plan(desk, write(workbook, *rows, titles=titles))
    assert found.tables[0].values["person_class"] == ["probationary", "full"]
    assert ("手机2", "138") in [(fault.column, fault.value) for fault in found.warnings]


def test_no_collection_of_cycles_during_the_work_and_again_after_it() -> None:
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()


# -- the ugly files --------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=[case.stem for case in CASES])
def test_ugly_spreadsheet(case: Path, desk: Desk, committee_desk: Desk) -> None:
    wanted = tomllib.loads(case.read_text(encoding="utf-8"))
    at = committee_desk if wanted["book"] == "committee" else desk
    found = plan(at, ROSTERS / wanted["file"])
    summary = found.summary()
    for key in ("rejected", "warnings"):
        told = [
            [fault["sheet"], fault["row"], fault["column"], fault["value"], fault["reason"]]
            for fault in summary[key]  # type: ignore[attr-defined]
        ]
        pairs = zip(told, wanted[key], strict=False)
        begun = [[*one[:4], one[4][: len(two[4])]] for one, two in pairs]
        assert (len(told), begun) == (len(wanted[key]), wanted[key])
    assert all(fault.remedy for fault in found.errors)
    rejected = {(fault.sheet, fault.row) for fault in found.errors}
    assert summary["rows"] == wanted["rows"]
    assert summary["new"] == wanted["new"]
    assert wanted["rows"] == wanted["new"] + found.count(Status.SAME) + len(rejected)
    assert [unit.name for unit in found.new_units] == wanted["units"]
    result = apply_plan(at, found, only_good=True)
    assert result.new == wanted["new"]
    with at.store.read() as session:
        stored = session.scalars(select(Member).order_by(Member.id)).all()
        for member, person in zip(stored, wanted["people"], strict=True):
            assert {key: getattr(member, key) for key in person} == person
    again = plan(at, ROSTERS / wanted["file"])
    assert again.count(Status.NEW, Status.CHANGED) == 0
    assert again.count() == wanted["rows"]


def test_what_belongs_to_a_member_comes_along(desk: Desk) -> None:
    bring_in(desk, ROSTERS / "03-sections-and-pages.xls")
    bring_in(desk, ROSTERS / "04-many-sheets.ods")
    with desk.store.read() as session:
        posts = session.execute(
            select(Member.name, Tenure.post, Organization.kind)
            .join(Tenure, Tenure.member_id == Member.id)
            .join(Organization, Organization.id == Tenure.organization_id)
            .order_by(Tenure.post)
        ).all()
        away = session.execute(
            select(Member.name, Absence.kind, Absence.destination)
            .join(Absence, Absence.member_id == Member.id)
            .order_by(Member.id)
        ).all()
        groups = session.execute(
            select(Member.name, Organization.name, Standing.person_class)
            .join(Standing, Standing.member_id == Member.id)
            .join(Organization, Organization.id == Standing.group_id)
            .where(Member.name.in_(["郭小宇", "梁大栋", "许小诺"]))
            .order_by(Member.id)
        ).all()
    assert [tuple(row) for row in posts] == [
        ("高远", "11", "branch"),
        ("林小静", "21", "branch"),
        ("罗小敏", "22", "branch"),
        ("郭小宇", "31", "group"),
    ]
    assert [tuple(row) for row in away] == [
        ("唐大磊", "mobile", "浙江省杭州市"),
        ("冯小雪", "mobile", "上海"),
    ]
    assert [tuple(row) for row in groups] == [
        ("郭小宇", "第一党小组", "full"),
        ("梁大栋", "第二党小组", "probationary"),
        ("许小诺", "第一党小组", "full"),
    ]


def test_two_decimals_on_the_screen_mean_october(desk: Desk, workbook: Path) -> None:
    write(workbook, zhang(入党时间=2008.1, 转正时间=2009.1))
    assert len(plan(desk, workbook).warnings) == 2
    book = openpyxl.load_workbook(workbook)
    for column in "FG":
        book.worksheets[0][f"{column}2"].number_format = "0.00"
    book.save(workbook)
    found = plan(desk, workbook)
    assert found.warnings == ()
    apply_plan(desk, found)
    assert record(desk, "张小明").joined_on == date(2008, 10, 1)


def test_columns_without_a_header_are_told(desk: Desk, workbook: Path) -> None:
    found = plan(desk, write(workbook, [*zhang(), "备用"]))
    assert [(fault.row, fault.column) for fault in found.warnings] == [(1, "I列")]


# -- all or nothing --------------------------------------------------------------------------------


def test_one_faulty_row_stops_all_unless_only_the_good_are_wanted(
    desk: Desk, workbook: Path
) -> None:
    write(workbook, zhang(), zhang(姓名="李红", 性别="男", 身份证号=LI, 出生日期=""))
    found = plan(desk, workbook)
    with pytest.raises(Refused) as refused:
        apply_plan(desk, found)
    assert "1行" in refused.value.text
    assert [problem.field for problem in refused.value.problems] == ["sex"]
    assert count(desk, Member) == 0
    assert apply_plan(desk, found, only_good=True).new == 1
    assert count(desk, Member) == 1


class Stopper:
    """Stops at the last moment before the saving."""

    def step(self, done: int, total: int, text: str = "") -> None:
        if text == "正在保存":
            raise Cancelled


def test_stopping_leaves_everything_as_it_was(desk: Desk, workbook: Path) -> None:
    found = plan(desk, write(workbook, zhang()))
    steps = count(desk, AuditStep)
    with pytest.raises(Cancelled):
        apply_plan(desk, found, progress=Stopper())
    assert (count(desk, Member), count(desk, AuditStep)) == (0, steps)
    assert apply_plan(desk, found).new == 1


def test_a_plan_that_is_out_of_date_is_refused(desk: Desk, workbook: Path) -> None:
    found = plan(desk, write(workbook, zhang()))
    desk.store.note("别的事")
    with pytest.raises(UserError, match="预览之后"):
        apply_plan(desk, found)
    assert count(desk, Member) == 0


def test_only_those_who_may_change_the_roster_import(desk: Desk, workbook: Path) -> None:
    found = plan(desk, write(workbook, zhang()))
    with pytest.raises(UserError, match="权限"):
        apply_plan(replace(desk, role=Role.VIEWER), found)


# -- repeating, changing, blanks -------------------------------------------------------------------


def test_repeating_an_import_writes_nothing(desk: Desk, workbook: Path) -> None:
    write(workbook, zhang(), zhang(姓名="李红", 性别="女", 身份证号=LI, 出生日期="1970.01"))
    assert bring_in(desk, workbook).new == 2
    steps = count(desk, AuditStep)
    again = bring_in(desk, workbook)
    assert (again.step, again.new, again.changed) == (0, 0, 0)
    assert count(desk, AuditStep) == steps


def test_changes_are_told_by_field_and_blanks_never_wipe(desk: Desk, workbook: Path) -> None:
    bring_in(desk, write(workbook, zhang()))
    write(workbook, zhang(联系电话="13800000002", 民族="", 转正时间=None))
    (row,) = plan(desk, workbook).rows()
    assert row.status is Status.CHANGED
    assert [(c.title, c.old, c.new) for c in row.changes] == [
        ("联系电话", "13800000001", "13800000002")
    ]
    assert bring_in(desk, workbook).changed == 1
    stored = record(desk, "张小明")
    assert (stored.phone, stored.ethnic, stored.full_on) == ("13800000002", "01", date(2009, 7, 1))


def test_blanks_wipe_when_asked(desk: Desk, workbook: Path) -> None:
    bring_in(desk, write(workbook, zhang()))
    write(workbook, zhang(联系电话=""))
    assert bring_in(desk, workbook, Options(wipe=frozenset({"phone"}))).changed == 1
    assert record(desk, "张小明").phone == ""


def test_party_dates_of_members_are_not_touched_unless_asked(desk: Desk, workbook: Path) -> None:
    bring_in(desk, write(workbook, zhang()))
    write(workbook, zhang(入党时间="2008.06.01"))
    found = plan(desk, workbook)
    assert found.count(Status.SAME) == 1
    assert [(fault.column, fault.value) for fault in found.warnings] == [("入党时间", "2008.06.01")]
    assert bring_in(desk, workbook, Options(party_dates=True)).changed == 1
    assert record(desk, "张小明").joined_on == date(2008, 6, 1)


def test_a_month_never_replaces_its_day_but_a_day_its_month(desk: Desk, workbook: Path) -> None:
    bring_in(desk, write(workbook, zhang(入党时间="2008.07", 转正时间="2009.08.01")))
    assert record(desk, "张小明").month_only == "joined_on"
    write(workbook, zhang(入党时间="2008.07.16", 转正时间="2009.08.01"))
    assert bring_in(desk, workbook).changed == 1
    stored = record(desk, "张小明")
    assert (stored.joined_on, stored.month_only) == (date(2008, 7, 16), "")
    write(workbook, zhang(入党时间="2008.07", 转正时间="2009.08"))
    assert plan(desk, workbook).count(Status.SAME) == 1


def test_what_the_row_leaves_out_is_checked_too(desk: Desk, workbook: Path) -> None:
    bring_in(desk, write(workbook, zhang()))
    write(
        workbook,
        ["张小明", "男", ZHANG, "2030.1"],
        titles=["姓名", "性别", "身份证号", "参加工作时间"],
    )
    assert plan(desk, workbook).count(Status.REJECTED) == 1
    write(workbook, ["张小明", ZHANG, "2009.01"], titles=["姓名", "身份证号", "入党时间"])
    found = plan(desk, workbook, Options(party_dates=True))
    assert [fault.field for fault in found.errors] == ["full_on"]
    assert found.updates == {}


def test_group_changes_are_dated_and_first_groups_are_not(desk: Desk, workbook: Path) -> None:
    titles = [*TITLES, "党小组"]
    bring_in(desk, write(workbook, zhang()))
    write(workbook, [*zhang(), "一组"], titles=titles)
    assert bring_in(desk, workbook).changed == 1
    with desk.store.read() as session:
        assert len(session.scalars(select(Standing)).all()) == 1
    write(workbook, [*zhang(), "二组"], titles=titles)
    assert bring_in(desk, workbook).changed == 1
    with desk.store.read() as session:
        ways = session.scalars(select(Standing.way).order_by(Standing.id)).all()
    assert list(ways) == ["", "G"]
    assert plan(desk, workbook).count(Status.SAME) == 1


# -- who is who ------------------------------------------------------------------------------------


def test_two_people_of_one_name_are_never_merged_unasked(desk: Desk, workbook: Path) -> None:
    other = number("19850312", 3)
    bring_in(desk, write(workbook, zhang()))
    found = plan(desk, write(workbook, zhang(身份证号=other)))
    assert found.count(Status.NEW) == 1
    assert "身份证号不同" in found.warnings[0].reason
    apply_plan(desk, found)
    found = plan(desk, write(workbook, zhang(身份证号="")))
    assert found.count(Status.DOUBTFUL) == 1
    assert found.errors[0].remedy
    chosen = Options(decisions={("Sheet", 2): NEW_PERSON})
    assert plan(desk, workbook, chosen).count(Status.NEW) == 1
    with desk.store.read() as session:
        first = session.scalar(select(func.min(Member.id)))
    assert first is not None
    chosen = Options(decisions={("Sheet", 2): first})
    assert plan(desk, workbook, chosen).count(Status.SAME) == 1


def test_matching_by_name_and_birth_fills_in_the_number(desk: Desk, workbook: Path) -> None:
    bring_in(desk, write(workbook, zhang(身份证号="", 出生日期="1985.3")))
    found = plan(desk, write(workbook, zhang()))
    (row,) = found.rows()
    assert {change.field for change in row.changes} == {"id_number", "birth_on"}
    apply_plan(desk, found)
    stored = record(desk, "张小明")
    assert (stored.id_number, stored.birth_on) == (ZHANG, date(1985, 3, 12))


def test_a_number_with_another_name_waits_for_a_person(desk: Desk, workbook: Path) -> None:
    bring_in(desk, write(workbook, zhang()))
    found = plan(desk, write(workbook, zhang(姓名="张晓明")))
    assert found.count(Status.DOUBTFUL) == 1
    assert "张小明" in found.errors[0].reason


def test_those_who_left_are_recognised_and_not_brought_back(desk: Desk, workbook: Path) -> None:
    bring_in(desk, write(workbook, zhang()))
    member = record(desk, "张小明").id
    leave(desk, member, "B7", date(2026, 3, 1), Paper(counterpart="中共某某公司支部委员会"))
    found = plan(desk, workbook)
    assert found.count(Status.SAME) == 1
    assert "2026.03.01" in found.warnings[0].reason


def test_withdrawn_entries_are_recognised(desk: Desk, workbook: Path) -> None:
    bring_in(desk, write(workbook, zhang()))
    members.withdraw(desk, record(desk, "张小明").id, "误录")
    found = plan(desk, workbook)
    assert found.count(Status.DOUBTFUL) == 1
    assert "误录" in found.errors[0].reason


def test_a_branch_book_takes_its_own_people_only(desk: Desk, workbook: Path) -> None:
    titles = [*TITLES, "所在党支部"]
    rows = [[*zhang(), "机修车间党支部"],
            [*zhang(姓名="李红", 性别="女", 身份证号=LI, 出生日期=""), "运输队党支部"]]  # fmt: skip
    found = plan(desk, write(workbook, *rows, titles=titles))
    assert [(fault.row, fault.value) for fault in found.errors] == [(3, "运输队党支部")]
    # a single other name is only another way of writing one's own
    assert plan(desk, write(workbook, rows[1], titles=titles)).count(Status.NEW) == 1


def test_branches_are_named_by_lines_and_titles() -> None:
    assert branch_named("中共某某厂机修车间支部委员会党员花名册") == "中共某某厂机修车间支部委员会"
    assert branch_named("填报单位:机修车间党支部") == "机修车间党支部"
    assert branch_named("第二党支部(12人)") == "第二党支部"
    assert branch_named("党支部党员名册") is None


def test_rows_that_a_branch_reported_are_not_ours(committee_desk: Desk, workbook: Path) -> None:
    titles = [*TITLES, "所在党支部"]
    write(workbook, [*zhang(), "运输队党支部"], titles=titles)
    bring_in(committee_desk, workbook)
    with committee_desk.store.write("收到数据包") as session:
        for row in session.scalars(select(Member)):
            row.origin = "branch"
        for unit in session.scalars(select(Organization).where(Organization.kind == "branch")):
            unit.origin = "branch"
    found = plan(committee_desk, workbook)
    assert found.count(Status.REJECTED, Status.DOUBTFUL) == 1
    assert "上报" in found.errors[0].reason


# -- taking back -----------------------------------------------------------------------------------


def test_a_whole_import_goes_back_even_after_later_edits(desk: Desk, workbook: Path) -> None:
    write(workbook, [*zhang(), "一组"],
          [*zhang(姓名="李红", 性别="女", 身份证号=LI, 出生日期="1970.01"), "一组"],
          titles=[*TITLES, "党小组"])  # fmt: skip
    result = bring_in(desk, workbook)
    member = record(desk, "李红").id
    members.update_member(desk, member, {"phone": "13800000009"})
    undone = take_back(desk, result.step)
    assert any(touched.table == "member" and touched.row_id == member for touched in undone.touched)
    with desk.store.read() as session:
        assert session.scalars(select(Member.name)).all() == ["李红"]


def test_an_untouched_import_leaves_nothing(desk: Desk, workbook: Path) -> None:
    before = [count(desk, entity) for entity in (Member, Standing, Organization)]
    result = bring_in(desk, write(workbook, [*zhang(), "一组"], titles=[*TITLES, "党小组"]))
    assert take_back(desk, result.step).touched == ()
    assert [count(desk, entity) for entity in (Member, Standing, Organization)] == before
    assert bring_in(desk, workbook).new == 1


# -- there and back --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["01-merged-headers.xlsx", "03-sections-and-pages.xls", "04-many-sheets.ods"]
)
def test_our_own_workbook_comes_back_unchanged(desk: Desk, workbook: Path, name: str) -> None:
    people = bring_in(desk, ROSTERS / name).new
    xlsx.write_list(workbook, [standard_workbook(desk, Request(desk.today()))])
    again = plan(desk, workbook)
    assert [(row.name, row.changes) for row in again.rows(Status.CHANGED)] == []
    assert (again.count(Status.SAME), again.count()) == (people, people)
    assert again.errors == ()


def test_faulty_rows_come_back_to_be_corrected(desk: Desk, workbook: Path, tmp_path: Path) -> None:
    write(
        workbook,
        ["一、第一党小组"],
        zhang(),
        zhang(姓名="=李红", 性别="男", 身份证号=LI, 出生日期=""),
    )
    found = plan(desk, workbook)
    apply_plan(desk, found, only_good=True)
    back = tmp_path / "待改正.xlsx"
    assert write_faulty_rows(found, back) == 1
    book = openpyxl.load_workbook(back)
    sheet = book.worksheets[0]
    titles = [cell.value for cell in sheet[2]]
    assert titles[:3] == ["问题", "处理办法", "原表行号"]
    row = dict(zip(titles, sheet[3], strict=True))
    assert "性别" in str(row["问题"].value)
    assert (row["原表行号"].value, row["所在党小组"].value) == ("4", "第一党小组")
    assert (row["姓名"].value, row["姓名"].data_type) == ("=李红", "s")
    assert plan(desk, back).count(Status.REJECTED) == 1
    row["姓名"].value, row["性别"].value = "李红", "女"
    book.save(back)
    assert bring_in(desk, back).new == 1
    with desk.store.read() as session:
        groups = session.scalars(select(Standing.group_id)).all()
    assert len(set(groups)) == 1


def test_a_file_without_faults_gives_no_workbook(
    desk: Desk, workbook: Path, tmp_path: Path
) -> None:
    assert write_faulty_rows(plan(desk, write(workbook, zhang())), tmp_path / "x.xlsx") == 0
    assert not (tmp_path / "x.xlsx").exists()


def test_a_mapping_corrected_by_hand_is_kept(desk: Desk, workbook: Path) -> None:
    write(workbook, [*zhang(), "老张"], titles=[*TITLES, "绰号"])
    opened = open_roster(workbook, remembered(desk))
    (table,) = opened.tables
    assert table.header.columns[-1].key is None
    assert "绰号" in opened.notices[0].reason
    keys = [*(column.key for column in table.header.columns[:-1]), "former_name"]
    assert "former_name" in choices()
    corrections = remember(desk, table.header, keys)
    mapped = remap(opened, corrections)
    assert mapped.notices == ()
    apply_plan(desk, plan_roster(desk, check_roster(mapped, desk.today())))
    assert record(desk, "张小明").former_name == "老张"
    assert open_roster(workbook, remembered(desk)).tables[0].header.columns[-1].key == "former_name"
    forget(desk, table.header)
    assert remembered(desk) == {}


def test_one_plan_after_another_says_the_same(desk: Desk, workbook: Path) -> None:
    bring_in(desk, write(workbook, zhang()))
    checked = check_roster(open_roster(write(workbook, zhang(姓名="张晓明"))), desk.today())
    first, second = plan_roster(desk, checked), plan_roster(desk, checked)
    assert first.faults == second.faults
    assert first.statuses == second.statuses


def test_files_without_a_roster_are_refused_in_words(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有找到党员花名册"):
        open_roster(write(tmp_path / "a.xlsx", ["1", "2"], titles=["甲", "乙"]))
    book = openpyxl.Workbook()
    book.worksheets[0].title = "已转出"
    for row in (TITLES, zhang()):
        book.worksheets[0].append(row)
    book.save(tmp_path / "b.xlsx")
    with pytest.raises(UserError, match="已转出"):
        open_roster(tmp_path / "b.xlsx")
    assert open_roster(tmp_path / "b.xlsx", sheets=["已转出"]).tables


# -- properties ------------------------------------------------------------------------------------

days = st.dates(date(1930, 1, 1), date(2030, 1, 1))
odd = st.sampled_from(
    ["", "无", "未转正", "1985.1", "85.3", "2001", "不详", "2003.13", "男", "女", "=1"]
)
values = st.one_of(
    odd, days, days.map(lambda day: f"{day:%Y.%m}"), st.integers(0, 99999), st.text(max_size=4)
)
people = st.builds(
    lambda who, born, sequence, rest: [who, "", number(f"{born:%Y%m%d}", sequence), *rest],
    st.sampled_from(["张小明", "李红", "王 芳", "赵敏（预备）", "钱?", ""]),
    st.dates(date(1940, 1, 1), date(2007, 1, 1)),
    st.integers(0, 999),
    st.lists(values, min_size=5, max_size=5),
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(people, min_size=1, max_size=8))
def test_importing_twice_is_importing_once(desk: Desk, workbook: Path, rows: list[Cells]) -> None:
    try:
        found = plan(desk, write(workbook, *rows))
    except (UserError, IllegalCharacterError):
        return
    result = apply_plan(desk, found, only_good=True)
    again = plan(desk, workbook)
    assert again.count(Status.NEW, Status.CHANGED) == 0
    rejected = {(fault.sheet, fault.row) for fault in again.errors}
    assert again.count() == again.count(Status.SAME) + len(rejected)
    if result.step:
        assert take_back(desk, result.step).touched == ()


@given(
    st.dates(date(1930, 1, 1), date(2010, 1, 1)),
    st.dates(date(1960, 1, 1), date(2028, 1, 1)),
    st.one_of(st.none(), st.integers(-30, 1200)),
    st.one_of(st.none(), days),
    st.sampled_from(["full", "probationary"]),
)
def test_the_short_way_agrees_with_the_rules(
    born: date, joined: date, later: int | None, work: date | None, person_class: str
) -> None:
    today = date(2026, 11, 20)
    full = None if later is None else date.fromordinal(joined.toordinal() + later)
    words = ("张小明", "1", None, None, None, None, None, person_class, None, None)
    if _sound(words, (born, joined, full, work), today, joinings().rules[-1].start, 18):
        facts = MemberFacts(
            name="张小明",
            sex="1",
            id_missing_reason="无",
            birth_on=born,
            joined_on=joined,
            full_on=full,
            work_start_on=work,
            person_class=person_class,
        )
        assert check_member(facts, today) == []
