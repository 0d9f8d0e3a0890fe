"""Scores, rankings, explanations and collecting on the command line, for people and programs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from djdesk.models.meetings import Attendance, Meeting
from djdesk.models.roster import Member, Standing
from djdesk.models.store.book import open_book
from djdesk.services.desk import Desk, Role
from tests.cli.conftest import Run
from tests.conftest import PASSWORD, TODAY, USER
from tests.services.assessment.books import item, put_line, put_month, put_rubric, rubric_of
from tests.services.assessment.years import GRADES, put_results

JAN, FEB, MAR = (date(2026, number, 1) for number in (1, 2, 3))
NAMES = ("张甲", "王乙", "李丙", "李丙")

Words = tuple[str | Path, ...]


@pytest.fixture
def scored(book_folder: Path) -> Path:
    """A book with January sealed and February open, in which 王乙 was absent; closed again.

    王乙 lost 5 points by hand in February; the absence is not collected yet.
    """
    book = open_book(book_folder, PASSWORD)
    desk = Desk(book.store, USER, Role.SECRETARY, lambda: TODAY)
    home = book.store.book.home_organization_id
    with book.store.write("登记党员") as session:
        people = [Member(name=name, sex="1") for name in NAMES]
        session.add_all(people)
        session.flush()
        keys = [each.id for each in people]
        session.add_all(
            Standing(member_id=key, since=date(2020, 1, 1), person_class="full", branch_id=home)
            for key in keys
        )
        meeting = Meeting(
            organization_id=home, kind="M1", state="reviewed", year=2026, held_on=date(2026, 2, 6)
        )
        session.add(meeting)
        session.flush()
        session.add(
            Attendance(meeting_id=meeting.id, member_id=keys[1], name="王乙", status="absent")
        )
    items = (
        item("N", "absent", -30, title="无故缺席"),
        item("H", "", 1, title="好人好事"),
        item("D", "", -1, title="任务未完成"),
    )
    rubric = put_rubric(desk, rubric_of({"member": items}, grades=(("member", GRADES),)))
    put_month(desk, rubric, FEB)
    sealed = put_month(desk, rubric, JAN, "sealed")
    put_results(desk, sealed, "member", home, dict(zip(keys[:3], (900, 950, 990), strict=True)))
    put_line(desk, keys[1], "D", -50, month=FEB, happened_on=FEB, reason="考核台账未交")
    book.close()
    return book_folder


def test_scores_of_a_month_are_told(run: Run, scored: Path, on_book: Words) -> None:
    told = run("assessment", "score", "--month", "2026-02", *on_book)
    assert (told.code, told.err) == (0, "")
    assert "王乙：95.0 分，第 4 名，优秀" in told.out
    assert "张甲：100.0 分，第 1 名，优秀" in told.out
    assert told.out.endswith("2026年2月已开账，共 4 个。\n")
    asked = run("assessment", "score", "--month", "2026-2", *on_book, "--json")
    assert (asked.json["month"], asked.json["state"]) == ("2026-02", "open")
    (row,) = [each for each in asked.listed("rows") if each["name"] == "王乙"]
    assert (row["base_tenths"], row["minus_tenths"], row["score_tenths"]) == (1000, 50, 950)
    assert (row["rank"], row["excluded"]) == (4, "")


def test_a_month_that_was_not_opened_is_refused(run: Run, scored: Path, on_book: Words) -> None:
    told = run("assessment", "score", "--month", "2026-05", *on_book, "--json")
    assert told.code == 1
    assert told.json["error"] == "2026年5月还没有开账。"


def test_ranking_of_month_and_year(run: Run, scored: Path, on_book: Words) -> None:
    told = run("assessment", "ranking", "--month", "2026-02", *on_book, "--json")
    rows = {str(row["name"]): row for row in told.listed("rows") if row["name"] != "李丙"}
    assert (told.json["before"], rows["王乙"]["last_rank"], rows["王乙"]["change"]) == (
        "2026-01",
        2,
        -2,
    )
    assert (rows["张甲"]["rank"], rows["张甲"]["change"]) == (1, 2)
    year = run("assessment", "ranking", "--year", "2026", *on_book)
    # the second 李丙 has February alone; (99 + 100)/2 = 99.5; (90+100)/2 = (95+95)/2 = 95
    assert year.out.splitlines() == [
        "第 1 名 李丙：100.0 分",
        "第 2 名 李丙：99.5 分，下降 1 名",
        "第 3 名 张甲：95.0 分",
        "第 3 名 王乙：95.0 分，下降 1 名",
    ]
    none = run("assessment", "ranking", "--year", "2024", *on_book)
    assert (none.code, none.out) == (0, "还没有得分。\n")


def test_an_explanation_adds_up(run: Run, scored: Path, on_book: Words) -> None:
    asked = ("assessment", "explain", "--month", "2026-02", *on_book)
    told = run(*asked, "--name", "王乙", "--json")
    lines = told.listed("lines")
    assert sum(int(str(line["tenths"])) for line in lines) == told.json["score_tenths"] == 950
    said = run(*asked, "--name", "王乙").out
    assert "考核台账未交" in said
    assert "合计：95.0 分" in said
    twice = run(*asked, "--name", "李丙")
    assert (twice.code, "党员“李丙”有 2 个" in twice.err) == (1, True)
    key = next(
        each["member"]
        for each in run("assessment", "score", "--month", "2026-02", *on_book, "--json").listed(
            "rows"
        )
        if each["name"] == "李丙"
    )
    assert run(*asked, "--name", f"{key}", "--json").json["score_tenths"] == 1000
    assert "没有党员“某某”" in run(*asked, "--name", "某某").err
    missing = run(*asked)
    assert (missing.code, "还缺少：--name" in missing.err) == (2, True)


def test_collecting_is_told_before_it_is_done(run: Run, scored: Path, on_book: Words) -> None:
    asked = ("assessment", "collect", "--month", "2026-02", *on_book)
    plan = run(*asked, "--dry-run")
    assert "王乙：无故缺席 -3.0" in plan.out
    assert plan.out.endswith("新增 1 项。\n")
    assert run(*asked, "--dry-run", "--json").json["booked"] == 0
    done = run(*asked, "--json")
    assert (done.code, done.json["booked"]) == (0, 1)
    (line,) = done.listed("lines")
    assert (line["change"], line["feed"], line["tenths"]) == ("new", "absent", -30)
    again = run(*asked)
    assert (again.code, again.out) == (0, "2026年2月的积分与各台账一致。\n")
    scores = run("assessment", "score", "--month", "2026-02", *on_book).out
    assert "王乙：92.0 分" in scores


def test_a_confirmed_month_is_never_collected(run: Run, scored: Path, on_book: Words) -> None:
    told = run("assessment", "collect", "--month", "2026-01", *on_book)
    assert told.code == 1
    assert "2026年1月已审定，不能归集" in told.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ranking",), "须给出一个"),
        (("ranking", "--year", "26"), "不是年度"),
        (("ranking", "--year", "2026", "--month", "2026-01"), "不能与"),
        (("score", "--month", "三月"), "不是月份"),
        (("score", "--month", "2026-01", "--level", "all"), "--level 不能是 'all'"),
    ],
)
def test_wrong_use_is_said_in_chinese(
    run: Run, on_book: Words, words: tuple[str, ...], said: str
) -> None:
    told = run("assessment", *words, *on_book)
    assert (told.code, said in told.err) == (2, True)
