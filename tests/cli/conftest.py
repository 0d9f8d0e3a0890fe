"""Running commands as a person or a script does, and looking at what they said."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from djdesk import cli
from tests.conftest import PASSWORD


@dataclass(frozen=True, slots=True)
class Said:
    """What a command ended with: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, object]:
        """The one JSON value on standard output."""
        value = json.loads(self.out)
        assert isinstance(value, dict)
        return value

    def listed(self, key: str) -> list[dict[str, object]]:
        """The list of objects under `key` of that value."""
        value = self.json[key]
        assert isinstance(value, list)
        return value


Run = Callable[..., Said]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in this process; words may be paths."""

    def command(*words: str | Path) -> Said:
        capsys.readouterr()
        code = cli.main([str(word) for word in words])
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return command


@pytest.fixture
def password_file(tmp_path: Path) -> Path:
    """A file with the password of the books of the fixtures."""
    path = tmp_path / "password.txt"
    path.write_text(f"{PASSWORD}\n", encoding="utf-8")
    return path


@pytest.fixture
def on_book(book_folder: Path, password_file: Path) -> tuple[str | Path, ...]:
    """The words that name the branch book and its password."""
    return ("--book", book_folder, "--password-file", password_file)


@pytest.fixture
def on_committee(committee_folder: Path, password_file: Path) -> tuple[str | Path, ...]:
    """The words that name the committee book and its password."""
    return ("--book", committee_folder, "--password-file", password_file)
