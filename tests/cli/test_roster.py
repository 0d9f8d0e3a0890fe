"""`djdesk roster …`: a spreadsheet goes in with exact counts, the roster comes out again."""

from __future__ import annotations

import tomllib
from pathlib import Path

import openpyxl
import pytest

from djdesk.services import books
from djdesk.services.sample.people import people
from tests.cli.conftest import Run
from tests.conftest import PASSWORD, TODAY

ROSTERS = Path(__file__).resolve().parents[1] / "data" / "rosters"
SHAPE = {"rows", "new", "changed", "same", "rejected", "warnings"}
FAULT = {"sheet", "row", "column", "value", "reason", "remedy"}
Words = tuple[str | Path, ...]


@pytest.fixture
def rows() -> list[list[object]]:
    """Six people as an office lists them."""
    listed: list[list[object]] = []
    for number, person in enumerate(people(6, seed=11, day=TODAY), 1):
        joined, full = person["joined_on"], person["full_on"]
        listed.append(
            [
                number,
                person["name"],
                "男" if person["sex"] == "1" else "女",
                person["id_number"],
                f"{joined:%Y.%m.%d}",
                f"{full:%Y}年{full:%m}月{full:%d}日" if full else "",
                person["phone"],
            ]
        )
    return listed


def written(path: Path, rows: list[list[object]]) -> Path:
    """A workbook with a title, the rows below a header, and a note."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "名册"
    page.append(["机修车间党员花名册"])
    page.merge_cells("A1:G1")
    page.append(["序号", "姓 名", "性别", "身份证号码", "入党时间", "转正时间", "联系电话"])
    for row in rows:
        page.append(row)
    page.append(["注：截至2026年10月底"])
    book.save(path)
    return path


def test_import_prints_exactly_the_promised_shape(
    run: Run, on_book: Words, tmp_path: Path, rows: list[list[object]]
) -> None:
    path = written(tmp_path / "r.xlsx", rows)
    first = run("roster", "import", path, *on_book, "--json")
    assert first.code == 0
    assert set(first.json) == SHAPE
    assert first.json["rejected"] == []
    counts = [first.json[key] for key in ("rows", "new", "changed", "same")]
    assert counts == [6, 6, 0, 0]
    again = run("roster", "import", path, *on_book, "--json")
    assert again.code == 0
    assert [again.json[key] for key in ("rows", "new", "changed", "same")] == [6, 0, 0, 6]
    assert run("book", "info", on_book[1], *on_book[2:], "--json").json["members"] == 6


def test_a_faulty_row_keeps_everything_out_unless_asked(
    run: Run, on_book: Words, book_folder: Path, tmp_path: Path, rows: list[list[object]]
) -> None:
    rows[2][3] = "999999198502300019"  # no such day
    path = written(tmp_path / "r.xlsx", rows)
    info = ("book", "info", book_folder, *on_book[2:], "--json")
    refused = run("roster", "import", path, *on_book)
    assert refused.code == 1
    assert "第 5 行" in refused.err
    assert "没有导入" in refused.out
    assert run(*info).json["members"] == 0
    dry = run("roster", "import", path, *on_book, "--only-good", "--dry-run", "--json")
    assert dry.code == 1
    assert run(*info).json["members"] == 0
    good = run("roster", "import", path, *on_book, "--only-good", "--json")
    assert good.code == 1  # faults were found
    assert good.json["new"] == 5
    (fault,) = good.listed("rejected")
    assert set(fault) == FAULT
    assert (fault["sheet"], fault["row"], fault["column"]) == ("名册", 5, "身份证号码")
    assert fault["value"] == "999999198502300019"
    assert fault["reason"]
    assert fault["remedy"]
    assert run(*info).json["members"] == 5


def test_faulty_rows_come_back_as_a_workbook_to_correct(
    run: Run, on_book: Words, tmp_path: Path, rows: list[list[object]]
) -> None:
    right = rows[2][3]
    rows[2][3] = "999999198502300019"
    path, faulty = written(tmp_path / "r.xlsx", rows), tmp_path / "faults.xlsx"
    words = ("--only-good", "--faults", faulty)
    assert run("roster", "import", path, *on_book, *words).code == 1
    book = openpyxl.load_workbook(faulty)
    cells = [cell for row in book["名册"].iter_rows() for cell in row]
    (wrong,) = [cell for cell in cells if cell.value == rows[2][3]]
    wrong.value = str(right)
    book.save(faulty)
    said = run("roster", "import", faulty, *on_book, "--json")
    assert said.code == 0, said.out
    assert said.json["new"] == 1


def test_import_makes_a_backup_first(
    run: Run, on_book: Words, book_folder: Path, tmp_path: Path, rows: list[list[object]]
) -> None:
    path = written(tmp_path / "r.xlsx", rows)
    assert run("roster", "import", path, *on_book, "--dry-run").code == 0
    assert not books.list_backups(book_folder)
    assert run("roster", "import", path, *on_book).code == 0
    assert [backup.why for backup in books.list_backups(book_folder)] == ["close", "import"]


def test_files_that_are_no_roster(run: Run, on_book: Words, tmp_path: Path) -> None:
    text = tmp_path / "x.xlsx"
    assert "不存在" in run("roster", "import", text, *on_book).err
    text.write_bytes(b"not a workbook")
    told = run("roster", "import", text, *on_book, "--json")
    assert told.code == 1
    assert told.json["error"]
    assert told.json["remedy"]


def test_export_comes_back_unchanged(
    run: Run, on_book: Words, tmp_path: Path, rows: list[list[object]]
) -> None:
    assert run("roster", "import", written(tmp_path / "r.xlsx", rows), *on_book).code == 0
    out = tmp_path / "out.xlsx"
    said = run("roster", "export", out, *on_book, "--json")
    assert said.code == 0
    assert said.json == {"file": str(out), "rows": 6}
    back = run("roster", "import", out, *on_book, "--json")
    assert [back.json[key] for key in ("rows", "new", "changed", "same")] == [6, 0, 0, 6]
    assert back.code == 0


def test_export_of_a_past_day(
    run: Run, on_book: Words, tmp_path: Path, rows: list[list[object]]
) -> None:
    assert run("roster", "import", written(tmp_path / "r.xlsx", rows), *on_book).code == 0
    out = tmp_path / "out.xlsx"
    joined = sorted(str(row[4]).replace(".", "-") for row in rows)
    said = run("roster", "export", out, *on_book, "--as-of", joined[2], "--json")
    assert said.json["rows"] == 3


def test_a_book_in_use_is_read_but_not_written(
    run: Run, on_book: Words, book_folder: Path, tmp_path: Path, rows: list[list[object]]
) -> None:
    path = written(tmp_path / "r.xlsx", rows)
    window = books.open_book(book_folder, PASSWORD)
    try:
        refused = run("roster", "import", path, *on_book)
        assert refused.code == 1
        assert "正在使用中" in refused.err
        assert run("roster", "import", path, *on_book, "--dry-run").code == 0
        assert run("roster", "export", tmp_path / "out.xlsx", *on_book).code == 0
        assert run("book", "info", book_folder, *on_book[2:]).code == 0
    finally:
        window.close()


@pytest.mark.parametrize("path", sorted(ROSTERS.glob("*.toml")), ids=lambda path: path.stem)
def test_ugly_spreadsheets_of_offices(
    run: Run, on_book: Words, on_committee: Words, path: Path
) -> None:
    wanted = tomllib.loads(path.read_text(encoding="utf-8"))
    words = on_committee if wanted["book"] == "committee" else on_book
    said = run("roster", "import", ROSTERS / wanted["file"], *words, "--only-good", "--json")
    assert said.code == (1 if wanted["rejected"] else 0)
    assert (said.json["rows"], said.json["new"]) == (wanted["rows"], wanted["new"])
    for key in ("rejected", "warnings"):
        told = [(fault["sheet"], fault["row"], fault["column"]) for fault in said.listed(key)]
        assert sorted(told) == sorted(tuple(fault[:3]) for fault in wanted[key])
    again = run("roster", "import", ROSTERS / wanted["file"], *words, "--only-good", "--json")
    assert (again.json["new"], again.json["changed"]) == (0, 0)
