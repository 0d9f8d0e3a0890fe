"""The conventions of the house: import law, places, mirror, names, panes, migrations, sources."""

from __future__ import annotations

import ast
import importlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "djdesk"

# Every file or folder at the top of the package, and the layer each makes up.
PLACES = {
    "__init__": "version",
    "__main__": "start",
    "app": "composition",
    "cli": "composition",
    "ui": "window",
    "reports": "paper",
    "exchange": "packages and spreadsheets",
    "services": "use cases",
    "models": "entities, rules, store",
    "resources": "finds resources/",
    "errors": "failures",
}


def modules(folder: Path) -> list[Path]:
    """The Python files below `folder`."""
    return sorted(p for p in folder.rglob("*.py") if "__pycache__" not in p.parts)


def imported(tree: ast.AST) -> Iterator[str]:
    """The dotted names that a module imports, wherever in it they stand."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide the layer they cross"
            yield node.module or ""


# --- the import law --------------------------------------------------------------------------


@dataclass(frozen=True)
class Breach:
    """Lines planted into a copy of the package, and the contract that they must break."""

    contract: str
    files: dict[str, str]

    def __str__(self) -> str:
        return f"{self.contract}: {', '.join(self.files)}"


BREACHES = (
    Breach("layers", {"services/progress.py": "import djdesk.ui.kit"}),
    Breach("layers", {"models/rules/__init__.py": "import djdesk.exchange"}),
    Breach("layers", {"reports/__init__.py": "import djdesk.exchange"}),
    Breach("layers", {"exchange/__init__.py": "import djdesk.reports"}),
    Breach("layers", {"stray.py": ""}),
    Breach("panes", {"ui/voices.py": "import djdesk.ui.tasks", "ui/tasks.py": ""}),
    Breach("panes", {"ui/voices.py": "import djdesk.ui.shell"}),
    Breach("panes", {"ui/kit/__init__.py": "import djdesk.ui.voices", "ui/voices.py": ""}),
    Breach("panes", {"ui/stray.py": ""}),
    Breach("rules", {"models/rules/__init__.py": "import sqlalchemy"}),
    Breach("rules", {"models/rules/__init__.py": "import djdesk.models.base"}),
    Breach("rules", {"errors.py": "import numpy"}),
    Breach(
        "circles",
        {
            "services/voices.py": "import djdesk.services.tasks",
            "services/tasks.py": "import djdesk.services.voices",
        },
    ),
    Breach("qt", {"services/progress.py": "import PySide6.QtCore"}),
    Breach("qt", {"reports/__init__.py": "import pyqtgraph"}),
    Breach("ui", {"ui/kit/__init__.py": "import sqlalchemy"}),
    Breach("ui", {"ui/voices.py": "def show() -> None:\n    import reportlab.pdfgen"}),
    Breach("ui", {"ui/voices.py": "import openpyxl"}),
    Breach("dialect", {"services/progress.py": "import sqlcipher3"}),
    Breach("dialect", {"exchange/__init__.py": "import alembic"}),
)


def contracts() -> dict[str, str]:
    """The contracts of pyproject.toml: id → name."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {c["id"]: c["name"] for c in settings["tool"]["importlinter"]["contracts"]}


def broken_contracts(project: Path) -> set[str]:
    """Run the linter on a project folder and return the ids of the contracts it finds broken."""
    command = "import sys; from importlinter.cli import lint_imports_command as c; sys.exit(c())"
    done = subprocess.run(
        [sys.executable, "-c", command, "--no-cache", "--no-logo"],
        cwd=project,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**_plain_environment(), "COLUMNS": "300"},
        check=False,
    )
    verdicts = re.findall(r"^(.+) (KEPT|BROKEN)\b", done.stdout, flags=re.MULTILINE)
    ids = {name: key for key, name in contracts().items()}
    assert {name for name, _ in verdicts} == set(ids), done.stdout + done.stderr
    return {ids[name] for name, verdict in verdicts if verdict == "BROKEN"}


def _plain_environment() -> dict[str, str]:
    # a PYTHONPATH to the real tree would make the linter read that instead of the copy
    return {k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | {"PYTHONUTF8": "1"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the package and of its settings that may be spoilt."""
    shutil.copytree(PACKAGE, tmp_path / "djdesk", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_import_law_is_kept(project: Path) -> None:
    assert broken_contracts(project) == set()


@pytest.mark.parametrize("breach", BREACHES, ids=str)
def test_breach_breaks_exactly_its_contract(project: Path, breach: Breach) -> None:
    for name, line in breach.files.items():
        path = project / "djdesk" / name
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(f"{before}\n\n{line}\n", encoding="utf-8")
    assert broken_contracts(project) == {breach.contract}


def test_every_contract_is_proved() -> None:
    assert {breach.contract for breach in BREACHES} == set(contracts())


def test_rules_know_the_standard_library_only() -> None:
    allowed = sys.stdlib_module_names | {"djdesk"}
    files = modules(PACKAGE / "models" / "rules")
    assert len(files) > 1
    for path in files:
        for name in imported(ast.parse(path.read_text(encoding="utf-8"))):
            assert name.split(".")[0] in allowed, f"{path.name} imports {name}"
            if name.startswith("djdesk"):
                known = name in ("djdesk.errors", "djdesk.resources")
                assert known or name.startswith("djdesk.models.rules"), (
                    f"{path.name} imports {name}"
                )


def test_heavy_packages_load_on_first_use() -> None:
    # their loading would double the time to the first window
    heavy = ("reportlab", "openpyxl", "pyqtgraph", "python_calamine", "numpy", "pypinyin", "segno")
    code = (
        "import sys, djdesk.app, djdesk.cli, djdesk.ui.shell.areas\n"
        f"print(*[name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=_plain_environment(),
        check=False,
    )
    assert (done.returncode, done.stdout.split()) == (0, []), done.stderr


# --- places and names ------------------------------------------------------------------------


def test_every_top_file_has_its_place() -> None:
    found = {p.stem for p in PACKAGE.iterdir() if p.suffix == ".py" or (p / "__init__.py").exists()}
    assert found == set(PLACES)


def test_folders_with_code_are_packages() -> None:
    for path in modules(PACKAGE):
        assert (path.parent / "__init__.py").exists(), path.parent


@pytest.mark.parametrize("folder", ["djdesk", "tests", "benchmarks", "packaging"])
def test_modules_begin_with_a_sentence(folder: str) -> None:
    files = modules(ROOT / folder)
    assert files
    for path in files:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        sentence = (ast.get_docstring(tree) or "").split("\n\n")[0]
        assert sentence.endswith((".", "。", ":", "…")), f"{path.relative_to(ROOT)}: {sentence!r}"


def test_no_file_is_named_after_nothing() -> None:
    nothing = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "misc"}
    for path in modules(PACKAGE) + modules(ROOT / "tests"):
        words = {
            w for part in path.relative_to(ROOT).with_suffix("").parts for w in part.split("_")
        }
        assert not words & nothing, path


def date_formats(tree: ast.AST) -> Iterator[str]:
    """The formats given to dates: `f"{day:%Y.%m.%d}"`, `day.strftime("%Y")`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FormattedValue) and isinstance(node.format_spec, ast.JoinedStr):
            parts = node.format_spec.values
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            parts = [*node.args] if node.func.attr == "strftime" else []
        else:
            parts = []
        for part in parts:
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.value


def test_no_date_format_holds_chinese() -> None:
    # Windows formats dates in the code page of the system and fails on signs outside it
    seen = date_formats(ast.parse('f"{day:%Y年}"; day.strftime("%m月")'))
    assert set(seen) == {"%Y年", "%m月"}
    for path in modules(PACKAGE) + modules(ROOT / "tests"):
        for form in date_formats(ast.parse(path.read_text(encoding="utf-8"))):
            assert "%" not in form or form.isascii(), f"{path.relative_to(ROOT)}: {form}"


# --- the mirror ------------------------------------------------------------------------------


LAYERS = {"models", "services", "reports", "exchange", "ui"}


def mirrors(path: Path) -> list[Path]:
    """The test files that may mirror a module.

    Its own (`services/roster/queries.py`: `tests/services/roster/test_queries.py`), that of the
    file it was split from (`sheet_plan.py`: `test_sheet.py`), that of the folder it belongs to
    (`tests/services/test_roster.py`), or, for the parts of one pane, any that drives the pane
    (`ui/roster/record.py`: a test in `tests/ui/roster/`).
    """
    inside = path.relative_to(PACKAGE).with_suffix("")
    found = [inside, *(place for place in inside.parents if place.name not in LAYERS | {""})]
    words = inside.name.split("_")
    found += [inside.with_name("_".join(words[:n])) for n in range(1, len(words))]
    tests = [ROOT / "tests" / place.parent / f"test_{place.name}.py" for place in found]
    if inside.parts[0] == "ui" and inside.parts[1] not in {"kit", "shell"} and inside.parts[2:]:
        tests += (ROOT / "tests" / inside.parent).glob("test_*.py")
    return tests


def only_declares(path: Path) -> bool:
    """Whether a module holds nothing that could go wrong: columns, constants, protocols."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            body = node.body if isinstance(node.body, list) else [node.body]
            for line in body:
                says = isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant)
                if not says and not isinstance(line, ast.Pass):
                    return False
    return True


def test_every_file_has_its_mirror_test() -> None:
    # every step of an upgrade is tested together, by tests/models/migrations/test_upgrade.py
    steps = PACKAGE / "models" / "migrations" / "versions"
    lonely = [
        str(path.relative_to(ROOT))
        for path in modules(PACKAGE)
        if path.stem not in {"__init__", "__main__"}
        and steps not in path.parents
        and not only_declares(path)
        and not any(mirror.exists() for mirror in mirrors(path))
    ]
    assert lonely == []


def test_tests_stand_where_their_subject_stands() -> None:
    for path in (ROOT / "tests").rglob("test_*.py"):
        folder = path.parent.relative_to(ROOT / "tests")
        assert (PACKAGE / folder).is_dir(), f"{folder} is not a folder of djdesk"


# --- panes -----------------------------------------------------------------------------------


def areas_of_the_window() -> set[str]:
    """The files and folders of ui/ that are areas."""
    return {
        path.stem
        for path in (PACKAGE / "ui").iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").exists())
    } - {"__init__", "kit", "shell"}


def modules_with_a_pane() -> list[str]:
    """The modules of ui/ that assign PANE at their top."""
    found = []
    for path in modules(PACKAGE / "ui"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            targets = node.targets if isinstance(node, ast.Assign) else []
            if isinstance(node, ast.AnnAssign):
                targets = [node.target]
            if any(isinstance(t, ast.Name) and t.id == "PANE" for t in targets):
                place = path.relative_to(ROOT).with_suffix("")
                found.append(".".join(place.parts).removesuffix(".__init__"))
    return found


def test_every_pane_is_listed_and_every_listed_pane_exists() -> None:
    from djdesk.ui.shell.areas import PANES

    assert len({pane.id for pane in PANES}) == len(PANES) > 0
    made = [importlib.import_module(name).PANE for name in modules_with_a_pane()]
    assert {pane.id for pane in made} == {pane.id for pane in PANES}
    assert all(pane in PANES for pane in made)


def test_every_area_of_the_window_has_its_pane() -> None:
    with_pane = {name.split(".")[2] for name in modules_with_a_pane()}
    assert areas_of_the_window() <= with_pane


def test_every_icon_named_by_a_pane_is_there() -> None:
    from djdesk.ui.shell.areas import PANES

    for pane in PANES:
        assert (ROOT / "resources" / "icons" / f"{pane.icon}.svg").is_file(), pane.icon


MANUAL = ROOT / "resources" / "manual"
PARTS = ["## 这里做什么", "## 一步一步", "## 键盘", "## 出了问题"]


def test_every_pane_has_its_page_in_the_manual() -> None:
    from djdesk.ui.shell.areas import PANES

    assert {page.stem for page in MANUAL.glob("*.md")} == {pane.id for pane in PANES}
    for pane in PANES:
        lines = (MANUAL / f"{pane.id}.md").read_text(encoding="utf-8").splitlines()
        assert lines[0] == f"# {pane.title}"
        assert [line for line in lines if line.startswith("## ")] == PARTS, pane.id


def test_the_manual_speaks_the_words_of_the_window() -> None:
    # bold in a page is a word on the screen; a button that is renamed must be renamed there too
    code = "".join(path.read_text(encoding="utf-8") for path in modules(PACKAGE))
    for page in MANUAL.glob("*.md"):
        text = page.read_text(encoding="utf-8")
        words = [
            found.group(1)
            for line in text.splitlines()
            for found in re.finditer(r"\*\*([^*]+)\*\*", line)
            # what begins a line is a heading, or the trouble that 出了问题 speaks of
            if line[: found.start()] not in ("", "- ")
        ]
        assert words, page.name
        for word in words:
            assert f'"{word}"' in code or f'"{word}…"' in code, f"{page.name}: {word}"


# --- data ------------------------------------------------------------------------------------


def test_migrations_have_no_gap() -> None:
    from djdesk.models.migrations.versions import REVISIONS

    folder = PACKAGE / "models" / "migrations" / "versions"
    files = [p.stem for p in modules(folder) if p.stem != "__init__"]
    numbers = [f"{n:04}" for n in range(1, len(files) + 1)]
    assert numbers
    # an r in front, because a module name cannot begin with a digit
    assert [name[:5] for name in files] == [f"r{number}" for number in numbers]
    assert [step.revision for step in REVISIONS] == numbers


def dated_lists(value: object) -> Iterator[list[dict[str, object]]]:
    """All lists of tables in a rules file whose tables say from when they hold."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from dated_lists(inner)
    elif isinstance(value, list):
        tables = [item for item in value if isinstance(item, dict)]
        if any("from" in item for item in tables):
            yield tables
        for item in tables:
            yield from dated_lists(item)


def test_rules_are_sourced_and_ascending() -> None:
    files = sorted((ROOT / "resources" / "rules").rglob("*.toml"))
    assert files
    for path in files:
        found = list(dated_lists(tomllib.loads(path.read_text(encoding="utf-8"))))
        assert found, f"{path.name} holds no dated table"
        for tables in found:
            starts = [table.get("from") for table in tables]
            days = [start for start in starts if isinstance(start, date)]
            assert len(days) == len(starts), f"{path.name}: every `from` is a date: {starts}"
            assert days == sorted(set(days)), f"{path.name}: {starts}"
            for table in tables:
                source = table.get("source")
                assert isinstance(source, str), f"{path.name}: {table} has no source"
                assert source.strip(), f"{path.name}: {table} has no source"


# --- the lock --------------------------------------------------------------------------------


def test_lock_pins_and_hashes_everything_and_names_no_index() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    requirements = [entry for entry in re.split(r"\n(?=\S)", text.strip()) if entry]
    assert len(requirements) > 30
    for entry in requirements:
        assert re.match(r"[a-z0-9._-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry


def test_lock_holds_every_declared_package() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = [*settings["project"]["dependencies"]]
    for group in settings["dependency-groups"].values():
        declared += group
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = set(re.findall(r"^([a-z0-9._-]+)==", text, flags=re.MULTILINE))
    names = {re.split(r"[<>=\[ ]", line)[0].lower().replace("_", "-") for line in declared}
    assert names <= locked
