"""resources/ is found in the source tree and in a frozen folder."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from djdesk import resources


def test_path_names_a_file_of_the_tree() -> None:
    font = resources.path("fonts", "NotoSansSC-Regular.ttf")
    assert font.read_bytes()[:4] == b"\x00\x01\x00\x00"  # TrueType outlines, as the PDF needs


def test_path_does_not_depend_on_the_working_folder(tmp_path: Path) -> None:
    code = "from djdesk.resources import path; print(path('fonts').is_dir())"
    tree = str(Path(resources.__file__).parent.parent)
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {tree!r}); {code}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "True"


def test_path_follows_the_frozen_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resources.path("rules", "dues.toml") == tmp_path / "resources" / "rules" / "dues.toml"


def test_icons_are_of_one_set_and_can_be_tinted() -> None:
    icons = sorted(resources.path("icons").glob("*.svg"))
    assert len(icons) > 60
    for icon in icons:
        picture = ET.parse(icon).getroot()
        shape = {key: picture.get(key) for key in ("viewBox", "stroke", "stroke-width", "fill")}
        assert shape == {
            "viewBox": "0 0 24 24",
            "stroke": "currentColor",
            "stroke-width": "2",
            "fill": "none",
        }, icon.name
