"""F10: months that add up to the total, and everybody's lines behind it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from djdesk.services import assessment
from djdesk.services.assessment import Entry
from djdesk.services.desk import Desk
from tests.reports import snapshots
from tests.reports.assessment.reading import of, row, tables
from tests.reports.assessment.scores import LONG_REASON, Scores
from tests.reports.branch import MINORITY, fill
from tests.reports.papers import RARE, printed, texts


def test_year_by_month(desk: Desk, scored: Scores) -> None:
    content = of(desk, "assessment-year")
    snapshots.check("assessment-year", content)
    assert row(content, RARE)[3:] == [
        "60.0", *[" "] * 5, "93.0", "100.0", "60.0", *[" "] * 4, "73.0", "0.0", "84.3", "合格"
    ]  # fmt: skip
    # (93 + 62 + 70) / 3
    assert row(content, "王某")[-2:] == ["75.0", "合格"]
    assert "截至2026年8月，其中1个月未审定" in texts(printed(content).data)[0]


def test_lines_behind_the_register(desk: Desk, scored: Scores) -> None:
    content = of(desk, "assessment-year")
    lists = tables(content)[1:]
    assert len(lists) == 3  # 赵某 has no line
    booked = [list(each) for each in lists[0].rows if each[0] == "2026.07.18"]
    assert [each[1:3] for each in booked] == [
        ["测试不合格（已冲销）", "-5.0"],
        ["测试不合格（冲销）", "+5.0"],
    ]
    assert booked[1][3] == "成绩登记有误"
    assert [each[3] for each in lists[1].rows if each[1] == "见义勇为、好人好事"] == [LONG_REASON]
    assert lists[2].totals == ("共 2 条：加 0.0，扣 13.0，合计 -13.0（封顶、保底之前）。",)


def test_register_alone(desk: Desk, scored: Scores) -> None:
    content = of(desk, "assessment-year", details="none")
    assert len(tables(content)) == 1
    assert printed(content).pages == 1


def test_groups_have_a_ledger(desk: Desk, scored: Scores) -> None:
    content = of(desk, "assessment-year", level="group")
    assert [each[1] for each in tables(content)[0].rows] == ["第一党小组", "第二党小组"]


def test_a_page_for_each_chosen_person(desk: Desk, scored: Scores) -> None:
    chosen = (scored.people[MINORITY], scored.people["赵某"])
    content = of(desk, "assessment-lines", members=chosen)
    pages = texts(printed(content).data)
    assert len(pages) == 2
    assert MINORITY in pages[0]
    assert "起始分60.0；总分55.0；不合格" in pages[0]
    assert "共0条" in pages[1]
    assert all("本人签名：" in page and "第1页共1页" in page for page in pages)


def test_pending_lines_are_no_part_of_the_ledger(desk: Desk, scored: Scores) -> None:
    entry = Entry(
        "member", scored.home, scored.people["赵某"], date(2026, 8, 1), "C3-3+",
        date(2026, 8, 20), reason="待审的任务",
    )  # fmt: skip
    key = assessment.book_line(desk, entry, pending=True)
    pages = "".join(texts(printed(of(desk, "assessment-year")).data))
    assert "待审的任务" not in pages
    assessment.check_line(desk, key, True)
    lists = tables(of(desk, "assessment-year"))
    assert [list(each)[-1] for each in lists[-1].rows] == ["李静"]


def test_months_of_a_running_total_add_up(desk: Desk) -> None:
    people = fill(desk)
    assessment.adopt(desk, "office_year", since=date(2026, 1, 1))
    (first, second) = (date(2026, month, 1) for month in (1, 2))
    home = assessment.board.board(desk, first, "member").rows[0].organization_id
    for month, item, count in ((first, "A1+", 3), (second, "A1-", 1), (second, "A6+", 2)):
        if item != "A6+":
            assessment.open_month(desk, month)
        entry = Entry(
            "member", home, people["王某"], month, item, month, quantity=count, reason="登记"
        )
        assessment.book_line(desk, entry)
    content = of(desk, "assessment-year")
    cells = row(content, "王某")
    # 60 + 3 in January, - 3 + 4 in February
    assert cells[3:6] == ["60.0", "3.0", "1.0"]
    assert cells[-4:-1] == ["7.0", "3.0", "64.0"]


def test_a_month_still_running_is_named_and_not_counted(desk: Desk, scored: Scores) -> None:
    assessment.open_month(desk, date(2026, 9, 1))
    early = replace(desk, today=lambda: date(2026, 9, 20))
    head = texts(printed(of(early, "assessment-year")).data)[0]
    assert "截至2026年8月" in head
    assert "；9月未结束，不计入" in head
