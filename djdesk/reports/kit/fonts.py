"""Which typefaces a report is set in: the ones official papers ask for, or the bundled ones."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from djdesk import resources
from djdesk.reports.kit import typeface
from djdesk.reports.kit.typeface import Typeface


class Role(StrEnum):
    """What a face is used for; the values are the faces that official papers ask for."""

    TITLE = "小标宋"
    HEADING = "黑体"
    BODY = "仿宋"
    NOTE = "楷体"


INSTALLED: dict[Role, tuple[str, ...]] = {
    Role.TITLE: (
        "fzxbsjw.ttf",
        "fzxbsk.ttf",
        "fzxbsjw--gb1-0.ttf",
        "方正小标宋简体.ttf",
        "方正小标宋_gbk.ttf",
    ),
    Role.HEADING: ("simhei.ttf",),
    Role.BODY: ("simfang.ttf", "仿宋_gb2312.ttf", "fangsong_gb2312.ttf", "stfangso.ttf"),
    Role.NOTE: ("simkai.ttf", "楷体_gb2312.ttf", "kaiti_gb2312.ttf", "stkaiti.ttf"),
}
"""File names under which those faces are installed by Windows, Office and WPS; lower case."""

BUNDLED: dict[Role, str] = {
    Role.TITLE: "NotoSerifSC-Bold.ttf",
    Role.HEADING: "NotoSansSC-Bold.ttf",
    Role.BODY: "NotoSerifSC-Regular.ttf",
    Role.NOTE: "NotoSerifSC-Regular.ttf",
}
LAST = (
    "simsunb.ttf",
    "simsunextg.ttf",
    "hanaminb.ttf",
    "hanamina.ttf",
    "simsun.ttc",
    "msyh.ttc",
    "dejavusans.ttf",
)
"""Installed faces with rare characters (CJK extensions) that are asked last."""

FAMILY_TITLES = {
    "NotoSerifSC-Bold.ttf": "思源宋体（粗）",
    "NotoSansSC-Bold.ttf": "思源黑体（粗）",
    "NotoSerifSC-Regular.ttf": "思源宋体",
}


@dataclass(frozen=True, slots=True)
class Substitution:
    """An official face that this computer lacks, and what is used instead; for the preview."""

    wanted: str
    used: str


class Chain:
    """Faces asked in turn for a glyph; a face is parsed only when those before it lack one."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = list(paths)

    @property
    def first(self) -> Typeface:
        """The face that sets nearly everything."""
        for face in self:
            return face
        raise FileNotFoundError("resources/fonts")

    def __iter__(self) -> Iterator[Typeface]:
        for path in self._paths:
            face = typeface.load(path)
            if face is not None:
                yield face

    def find(self, char: str) -> Typeface | None:
        """The first face that has `char`; None if nobody has it."""
        return next((face for face in self if face.has(char)), None)


@dataclass(frozen=True)
class Faces:
    """A chain for every role, and the substitutions that were made."""

    chains: dict[Role, Chain]
    substitutions: tuple[Substitution, ...] = ()


@lru_cache(maxsize=1)
def installed() -> Faces:
    """The faces of this computer where they are the official ones, else the bundled ones."""
    return choose(font_folders())


@lru_cache(maxsize=1)
def bundled() -> Faces:
    """The bundled faces only: the same pages on every computer."""
    return choose(())


def choose(folders: Iterable[Path]) -> Faces:
    """The faces for every role, looked for in `folders` by file name."""
    files = {path.name.lower(): path for folder in folders for path in _font_files(folder)}
    last = [files[name] for name in LAST if name in files]
    chains: dict[Role, Chain] = {}
    substitutions = []
    for role in Role:
        own = [files[name] for name in INSTALLED[role] if name in files]
        own = [path for path in own if typeface.load(path) is not None][:1]
        if not own:
            substitutions.append(Substitution(role.value, FAMILY_TITLES[BUNDLED[role]]))
        spare = [resources.path("fonts", BUNDLED[role])]
        spare += [resources.path("fonts", name) for name in BUNDLED.values()]
        chains[role] = Chain(list(dict.fromkeys([*own, *spare, *last])))
    return Faces(chains, tuple(substitutions))


def font_folders() -> tuple[Path, ...]:
    """Where this system keeps fonts, for all users and for this one."""
    if sys.platform == "win32":
        homes = [os.environ.get("SYSTEMROOT", r"C:\Windows") + r"\Fonts"]
        if "LOCALAPPDATA" in os.environ:
            homes.append(os.environ["LOCALAPPDATA"] + r"\Microsoft\Windows\Fonts")
    else:
        homes = ["/usr/share/fonts", "/usr/local/share/fonts"]
        homes += [str(Path.home() / ".local/share/fonts"), str(Path.home() / ".fonts")]
    return tuple(Path(home) for home in homes)


def _font_files(folder: Path) -> Iterator[Path]:
    for place, _, names in os.walk(folder):
        for name in sorted(names):
            if name.lower().endswith((".ttf", ".ttc")):
                yield Path(place, name)
