"""Choosing faces: the official ones where they are installed, else the bundled ones, said so."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from djdesk import resources
from djdesk.reports.kit import fonts
from djdesk.reports.kit.fonts import BUNDLED, INSTALLED, Role, bundled, choose
from tests.reports.papers import RARE, UNKNOWN


def install(folder: Path, name: str, source: str = "NotoSansSC-Regular.ttf") -> Path:
    return Path(shutil.copy(resources.path("fonts", source), folder / name))


def test_bundled_faces_are_there_and_say_what_they_replace() -> None:
    faces = bundled()
    assert [each.wanted for each in faces.substitutions] == ["小标宋", "黑体", "仿宋", "楷体"]
    for role in Role:
        assert faces.chains[role].first.path.name == BUNDLED[role]


def test_installed_official_faces_are_preferred(tmp_path: Path) -> None:
    install(tmp_path, "SIMFANG.TTF")
    faces = choose([tmp_path])
    assert faces.chains[Role.BODY].first.path.name == "SIMFANG.TTF"
    assert [each.wanted for each in faces.substitutions] == ["小标宋", "黑体", "楷体"]
    assert faces.chains[Role.HEADING].first.path.name == BUNDLED[Role.HEADING]


def test_file_that_is_no_face_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "simhei.ttf").write_bytes(b"not a font")
    assert choose([tmp_path]).chains[Role.HEADING].first.path.name == BUNDLED[Role.HEADING]


def test_face_that_may_not_be_embedded_is_passed_over(tmp_path: Path) -> None:
    path = install(tmp_path, "simhei.ttf")
    data = bytearray(path.read_bytes())
    count = int.from_bytes(data[4:6], "big")
    tables = [data[12 + 16 * n : 28 + 16 * n] for n in range(count)]
    os2 = next(table for table in tables if table[:4] == b"OS/2")
    place = int.from_bytes(os2[8:12], "big") + 8
    data[place : place + 2] = (2).to_bytes(2, "big")  # restricted licence embedding
    path.write_bytes(data)
    assert choose([tmp_path]).chains[Role.HEADING].first.path.name == BUNDLED[Role.HEADING]


def test_missing_character_is_looked_for_in_the_whole_chain(tmp_path: Path) -> None:
    chain = bundled().chains[Role.BODY]
    found = chain.find(RARE[1])
    assert found is not None
    assert found.path.name == BUNDLED[Role.BODY]
    assert chain.find(UNKNOWN) is None


def test_names_of_files_are_compared_in_lower_case() -> None:
    names = [name for each in INSTALLED.values() for name in each] + list(fonts.LAST)
    assert names == [name.lower() for name in names]


def test_fonts_of_this_system_are_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setenv("SYSTEMROOT", r"D:\Win")
    monkeypatch.setenv("LOCALAPPDATA", r"D:\me")
    found = [str(folder) for folder in fonts.font_folders()]
    assert found == [r"D:\Win\Fonts", r"D:\me\Microsoft\Windows\Fonts"]
