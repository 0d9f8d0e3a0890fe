"""The quote on the command line: the same answer as the rules, for people and for programs."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from djdesk.models.store.book import open_book
from djdesk.services.desk import Desk, Role
from tests.cli.conftest import Run
from tests.conftest import PASSWORD, TODAY, USER
from tests.reports.branch import MINORITY
from tests.reports.dues import takings
from tests.reports.papers import RARE

DATA = Path(__file__).parents[1] / "data" / "rules" / "dues.toml"
QUOTES = tomllib.loads(DATA.read_text(encoding="utf-8"))["quote"]
WAGE = ("dues", "quote", "--class", "wage", "--month", "2026-03")


def words(case: dict[str, object]) -> list[str]:
    """The words that ask for a case."""
    given = [f"--{key}={case[key]}" for key in ("class", "month", "until", "base") if key in case]
    given += [f"--base={case['amount']}"] if "amount" in case else []
    given += [f"--reduced={case['reduced']}"] if "reduced" in case else []
    quarter = case.get("quarter")
    given += ["--quarter", *quarter] if isinstance(quarter, list) else []
    for key in ("income", "deduct"):
        items = case.get(key, {})
        assert isinstance(items, dict)
        given += [word for name, yuan in items.items() for word in (f"--{key}", f"{name}={yuan}")]
    return given


@pytest.mark.parametrize("case", QUOTES, ids=lambda case: case["id"])
def test_every_case_can_be_asked(run: Run, case: dict[str, object]) -> None:
    told = run("dues", "quote", *words(case), "--json")
    assert (told.code, told.err) == (0, "")
    assert (told.json["fen"], told.json["rate"]) == (case["fen"], case["rate"])
    assert told.json["total_fen"] == case.get("total", case["fen"])
    for key, name in (("exact", "exact"), ("based", "base"), ("over", "over_fen")):
        assert key not in case or told.json[name] == case[key]
    for unit in ("jiao", "yuan"):
        if unit in case:
            again = run("dues", "quote", *words(case), "--unit", unit, "--json")
            assert again.json["fen"] == case[unit]


def test_the_result_holds_what_a_program_asks_for(run: Run) -> None:
    told = run(*WAGE, "--base", "63000", "--json").json
    assert told["fen"] == 100_000
    assert told["rate"] == "2%"
    assert told["basis"] == "中组发〔2008〕3号第一条、第二条；组电明字〔2017〕5号"
    assert isinstance(told["working"], list)
    assert "计算：63000.00 × 2% = 1260.00 元" in told["working"]
    assert (told["rate_bp"], told["base"], told["over_fen"]) == (200, "63000.00", 26_000)
    assert told["capitals"] == "壹仟元整"


def test_a_person_reads_the_working_and_the_amount(run: Run) -> None:
    told = run(*WAGE, "--base", "￥6,543.21元", "--until", "2026-04")
    assert told.code == 0
    assert "计算：6543.21 × 1.5% = 98.14815 元" in told.out
    assert "应交：98.15 元（玖拾捌元壹角伍分）" in told.out
    assert "2 个月合计：196.30 元（壹佰玖拾陆元叁角）" in told.out


def test_a_class_can_be_named_in_chinese(run: Run) -> None:
    told = run(
        "dues", "quote", "--class", "退休", "--base", "5000.01", "--month", "2026-3", "--json"
    )
    assert (told.json["class"], told.json["month"], told.json["fen"]) == (
        "pension",
        "2026-03",
        5000,
    )


def test_a_farmers_base_is_the_amount_of_the_locality_or_does_not_matter(run: Run) -> None:
    for base, fen in (("0.19", 20), ("0.2", 20), ("0.5", 50), ("1", 100), ("1.01", 20), ("0", 20)):
        told = run("dues", "quote", "--class=farmer", f"--base={base}", "--month=2026-03", "--json")
        assert told.json["fen"] == fen, base


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ((), "缺少计算基数。请用 --base 写出月工资收入"),
        (("--base",), "--base 后面要写一个值"),
        (("--base", ""), "金额是空的"),
        (("--base", "-5"), "“-5”是负数"),
        (("--base", "1.234"), "最多到分"),
        (("--base", "1e3"), "不是金额"),
        (("--base", "nan"), "不是金额"),
        (("--base", "100000000"), "太大"),
        (("--base", "1", "--quarter", "1", "2", "3"), "不能与"),
        (("--quarter", "1", "2", "3"), "只用于个体经营"),
        (("--income", "5000"), "应写成 项目=金额"),
        (("--income", "工资=-1"), "是负数"),
        (("--base", "1", "--deduct", "个税=2"), "比收入还多"),
        (("--base", "4200", "--reduced", "42.01"), "还多"),
        (("--base", "1", "--unit", "li"), "--unit 不能是 'li'"),
        (("--base", "1", "--until", "2026-02"), "--until 早于 --month"),
        (("--base", "1", "--month", "2026-13"), "“2026-13”不是月份"),
        (("--base", "1", "--month", "三月"), "“三月”不是月份"),
        (("--base", "1", "--month", "1997-12"), "没有收录"),
        (("--base", "1", "--class", "teacher"), "“teacher”不是党费类别，可用：wage"),
        (("--base", "1", "--what"), "无法识别：--what"),
    ],
)
def test_wrong_use_ends_with_2_and_a_chinese_sentence(
    run: Run, more: tuple[str, ...], said: str
) -> None:
    told = run(*WAGE, *more, "--json")
    assert (told.code, told.out) == (2, "")
    assert said in told.err
    assert told.err.endswith("。\n")
    assert "。。" not in told.err


def test_class_and_month_are_needed(run: Run) -> None:
    told = run("dues", "quote", "--base", "1")
    assert told.code == 2
    assert "--class" in told.err
    assert "--month" in told.err


def test_a_loss_in_a_quarter_may_be_written(run: Run) -> None:
    asked = ("dues", "quote", "--class", "business", "--month", "2026-05", "--json")
    assert run(*asked, "--quarter", "9000", "12500", "-7000").json["fen"] == 4833
    told = run(*asked, "--quarter", "1", "2", "3", "--deduct", "个税=1")
    assert told.code == 2
    assert "不能与 --quarter 同时使用" in told.err


@pytest.fixture
def with_dues(book_folder: Path) -> Path:
    """The branch book with a year of dues, closed again."""
    book = open_book(book_folder, PASSWORD)
    takings.enter(Desk(book.store, USER, Role.SECRETARY, lambda: TODAY))
    book.close()
    return book_folder


def test_grid_of_a_year_adds_up(run: Run, with_dues: Path, on_book: tuple[str | Path, ...]) -> None:
    told = run("dues", "grid", "--year", "2026", *on_book, "--json")
    assert told.code == 0
    rows = told.listed("rows")
    totals = told.json["totals"]
    assert isinstance(totals, dict)
    for key in ("due_fen", "paid_fen", "lacking_fen", "given_fen"):
        assert totals[key] == sum(int(str(row[key])) for row in rows)
    assert totals["paid_fen"] == 329_770
    assert told.json["received_fen"] == 329_770 + 500_000
    (first,) = [row for row in rows if row["name"] == "王某"]
    assert isinstance(first["cells"], list)
    assert first["cells"][0] == {
        "month": "2026-01",
        "due_fen": 4500,
        "paid_fen": 4500,
        "state": "paid",
        "sealed": True,
        "paid_on": "2026-01-12",
    }
    assert [each["paid_by"] for each in told.listed("by_month")[:4]] == [3, 2, 3, 0]


def test_grid_of_months_for_people(
    run: Run, with_dues: Path, on_book: tuple[str | Path, ...]
) -> None:
    asked = ("dues", "grid", "--month", "2026-01", "--until", "2026-03", *on_book)
    assert "王某：应交 135.00，实交 135.00 元" in run(*asked).out
    wrong = run("dues", "grid", "--month", "2026-03", "--until", "2026-01", *on_book)
    assert (wrong.code, "--until 早于 --month" in wrong.err) == (2, True)
    wrong = run("dues", "grid", "--year", "2026", "--until", "2026-01", *on_book)
    assert (wrong.code, "要与 --month 同用" in wrong.err) == (2, True)


def test_arrears_name_months_money_and_what_follows(
    run: Run, with_dues: Path, on_book: tuple[str | Path, ...]
) -> None:
    asked = ("dues", "arrears", "--as-of", "2026-11-20", *on_book)
    people = {each["name"]: each for each in run(*asked, "--json").listed("arrears")}
    assert set(people) == {"王某", RARE, MINORITY, "赵某"}
    first = people["王某"]
    months = [f"2026-{number:02d}" for number in range(4, 11)]
    assert (first["months"], first["fen"]) == (months, 50_760)
    assert (first["run"], first["since"], first["stage"]) == (6, "2026-05", "decide")
    told = run(*asked).out
    assert "王某：欠 7 个月，507.60 元。" in told
    assert "由支部大会讨论决定" in told
    none = run("dues", "arrears", "--as-of", "2026-02-28", *on_book, "--json")
    assert none.listed("arrears") == []


def test_arrears_of_an_empty_book(run: Run, on_book: tuple[str | Path, ...]) -> None:
    told = run("dues", "arrears", "--as-of", "2026-11-20", *on_book)
    assert (told.code, told.out) == (0, "截至 2026-11-20，欠交党费 0 人。\n")


def test_a_receipt_is_printed_by_its_number(
    run: Run, with_dues: Path, on_book: tuple[str | Path, ...], tmp_path: Path
) -> None:
    out = tmp_path / "receipt.pdf"
    asked = ("report", "dues-receipts", "--out", out, *on_book)
    told = run(*asked, "--record", "2026-0004", "--json")
    assert (told.code, told.json["pages"]) == (0, 1)
    assert out.read_bytes().startswith(b"%PDF-")
    assert run(*asked, "period=year", "--as-of", "2026-11-20", "--json").json["pages"] == 2
    wrong = run(*asked, "--record", "2026-0099")
    assert "没有编号为“2026-0099”的党费收据" in wrong.err
