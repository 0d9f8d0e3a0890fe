"""Setting text in one document: widths, line breaks, shrinking, and the codes that show it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from djdesk.reports.kit.fonts import Faces, Role
from djdesk.reports.kit.typeface import Typeface

BODY = 10.5
SMALL = 9.0
LEAST = 8.0
"""五号, 小五 and the least size a cell may shrink to, in points (forms.md §2, §4)."""

FEW = 4
"""Given lines that still count as a label and are set in full size."""

LEADING = 1.15
"""Line pitch in cells, in units of the size."""

MIDDLE = 0.38
"""Height of the middle of a Chinese character above the base line, in units of the size."""

BOXES = {"☐": "a", "☑": "b"}
"""Signs that no text face has; drawn as glyphs of a face of our own (`document.py`)."""

BOX_WIDTH = 1000.0
GETA = "〓"
"""What printers set for a character they lack."""

NOT_FIRST = frozenset("，。、；：？！）》」』】〉〕”’·・…—％,.;:?!)]}%°℃／/～")
NOT_LAST = frozenset("（《「『【〈〔“‘([{￥$№")
_TOKENS = re.compile(r"[0-9A-Za-z][0-9A-Za-z.,:@_#&+'-]*|\n|.", re.DOTALL)


class Subset:
    """The characters of one face that a document uses, numbered from 1 in order of appearance."""

    def __init__(self, face: Typeface | None, name: str) -> None:
        self.face = face  # None: the face of drawn boxes
        self.name = name
        self.chars: list[str] = []  # what is drawn
        self.means: list[str] = []  # what it says when copied or searched
        self._codes: dict[tuple[str, str], str] = {}

    def code(self, char: str, meaning: str) -> str:
        """The hexadecimal code that shows `char` and reads as `meaning`."""
        if self.face is None:
            return BOXES[char].encode().hex()
        code = self._codes.get((char, meaning))
        if code is None:
            self.chars.append(char)
            self.means.append(meaning)
            code = self._codes[char, meaning] = f"{len(self.chars):04x}"
        return code


class _Looked(dict[str, float]):
    """Widths by character, looked up in the chain once."""

    def __init__(self, font: Font) -> None:
        super().__init__()
        self._font = font

    def __missing__(self, char: str) -> float:
        width = self[char] = self._font.resolve(char)
        return width


class _Coded(dict[str, str]):
    """Codes by character, for the first face of the chain; empty for foreign characters."""

    def __init__(self, font: Font) -> None:
        super().__init__()
        self._font = font

    def __missing__(self, char: str) -> str:
        code = self[char] = self._font.encode(char)
        return code


class Font:
    """The faces of one role in one document."""

    def __init__(self, setting: Setting, role: Role) -> None:
        self._setting = setting
        self._chain = setting.faces.chains[role]
        self._first = self._chain.first
        self._subset = setting.subset(self._first)
        self._foreign: dict[str, tuple[Subset, str]] = {}
        self._looked = _Looked(self)
        self._coded = _Coded(self)
        self._width_of = self._looked.__getitem__
        self._code_of = self._coded.__getitem__

    @property
    def name(self) -> str:
        """The resource name of the first face, for instance `/F1`."""
        return self._subset.name

    def width(self, text: str) -> float:
        """Width of `text` in thousandths of the size."""
        return sum(map(self._width_of, text))

    def show(self, text: str, size: float) -> str:
        """Operators that show `text`; the first face must be set in `size`, and still is after."""
        codes = "".join(map(self._code_of, text))
        if not self._foreign or self._foreign.keys().isdisjoint(text):
            return f"<{codes}>Tj"
        out = []
        for subset, part in self._runs(text):
            if subset is self._subset:
                out.append(f"<{part}>Tj")
            else:
                out.append(f"{subset.name} {size:g} Tf <{part}>Tj {self.name} {size:g} Tf")
        return " ".join(out)

    def resolve(self, char: str) -> float:
        """Find who draws `char`, remember it if it is not the first face, and tell its width."""
        if self._first.has(char):
            return self._first.width(char)
        if char < " " or char in "\u200b\ufeff\u200e\u200f":
            self._coded[char] = ""
            return 0.0
        if char in BOXES:
            self._foreign[char] = (self._setting.subset(None), char)
            return BOX_WIDTH
        face = self._chain.find(char)
        if face is None:
            self._setting.missing.add(char)
            self._foreign[char] = (self._subset, GETA)
            return self._first.width(GETA)
        self._setting.borrowed[char] = face.family
        self._foreign[char] = (self._setting.subset(face), char)
        return face.width(char)

    def encode(self, char: str) -> str:
        """The code of `char` in the first face; empty if another one draws it."""
        self._width_of(char)
        if char in self._coded:
            return self._coded[char]
        return "" if char in self._foreign else self._subset.code(char, char)

    def _runs(self, text: str) -> list[tuple[Subset, str]]:
        runs: list[tuple[Subset, str]] = []
        for char in text:
            subset, drawn = self._foreign.get(char, (self._subset, char))
            code = self._code_of(char) or subset.code(drawn, char)
            if runs and runs[-1][0] is subset:
                runs[-1] = (subset, runs[-1][1] + code)
            else:
                runs.append((subset, code))
        return runs


class Setting:
    """All fonts of one document.

    `missing` collects the characters that no face can draw, `borrowed` those that another face
    draws than the one of their text, with its family.
    """

    def __init__(self, faces: Faces) -> None:
        self.faces = faces
        self.missing: set[str] = set()
        self.borrowed: dict[str, str] = {}
        self.subsets: list[Subset] = []
        self._fonts: dict[Role, Font] = {}

    def font(self, role: Role) -> Font:
        """The font of `role` in this document."""
        if role not in self._fonts:
            self._fonts[role] = Font(self, role)
        return self._fonts[role]

    def subset(self, face: Typeface | None) -> Subset:
        """The subset of `face` (None: drawn boxes) in this document."""
        for subset in self.subsets:
            if subset.face is face:
                return subset
        self.subsets.append(Subset(face, f"/F{len(self.subsets) + 1}"))
        return self.subsets[-1]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text made to fit a width: its size in points and its lines."""

    size: float
    lines: tuple[str, ...]

    @property
    def height(self) -> float:
        """Points that the lines take, leading included."""
        return len(self.lines) * self.size * LEADING


def fit(font: Font, text: str, room: float, *, whole: bool = False, base: float = BODY) -> Fitted:
    """`text` in a cell of `room` points: full size, then smaller, then two lines, then more.

    forms.md §2: shrink to 9 pt, then wrap, never below 8 pt. What is `whole` (numbers, dates) is
    shrunk to 8 pt before it is torn apart.
    """
    given = text.split("\n")
    width = max(map(font.width, given)) / 1000
    halves = range(int(2 * base), int(2 * SMALL), -1)
    steps = [*(half / 2 for half in halves), SMALL] if len(given) <= FEW else [SMALL]
    steps += [8.5, LEAST] if whole or len(given) > FEW else []
    for size in steps:
        if LEAST <= size <= base and width * size <= room + 0.01:
            return Fitted(size, tuple(given))
    lines = wrap(font, text, SMALL, room)
    if len(lines) <= 2 and len(given) == 1:
        return Fitted(SMALL, even(font, text, SMALL, room, lines))
    smaller = wrap(font, text, LEAST, room)
    if len(smaller) < len(lines) and len(given) == 1:
        return Fitted(LEAST, even(font, text, LEAST, room, smaller))
    return Fitted(SMALL, tuple(lines))


def even(font: Font, text: str, size: float, room: float, lines: list[str]) -> tuple[str, ...]:
    """Two lines of nearly equal length instead of a long and a short one."""
    if len(lines) != 2:
        return tuple(lines)
    total = font.width(text) * size / 1000
    for share in (0.5, 0.6, 0.7, 0.8):
        narrower = wrap(font, text, size, min(room, total * share + size / 2))
        if len(narrower) <= 2:
            return tuple(narrower)
    return tuple(lines)


def wrap(font: Font, text: str, size: float, room: float) -> list[str]:
    """Lines of at most `room` points: between Chinese characters, at blanks, never before 「，」.

    A word that is longer than the line is cut; a line always holds at least one character.
    """
    limit = room / size * 1000 + 0.01
    lines: list[str] = []
    line = ""
    used = 0.0
    for token in _joined(text):
        if token == "\n":
            lines.append(line)
            line, used = "", 0.0
            continue
        width = font.width(token)
        if used + width <= limit:
            line, used = line + token, used + width
            continue
        if line:
            lines.append(line.rstrip(" "))
            line, used = "", 0.0
        token = token.lstrip(" ")
        width = font.width(token)
        while width > limit:
            head = _head(font, token, limit)
            lines.append(token[:head])
            token = token[head:]
            width = font.width(token)
        line, used = token, width
    lines.append(line.rstrip(" "))
    return lines


def _head(font: Font, token: str, limit: float) -> int:
    """How many characters of `token` fit; at least one."""
    used = 0.0
    for place, char in enumerate(token):
        used += font.width(char)
        if used > limit:
            return max(1, place)
    return len(token)


def _joined(text: str) -> list[str]:
    """Tokens that stay together: words, and signs with the character they must not leave."""
    tokens: list[str] = []
    for token in _TOKENS.findall(text):
        if not tokens or token == "\n" or tokens[-1] == "\n":
            tokens.append(token)
        elif token[0] in NOT_FIRST or tokens[-1][-1] in NOT_LAST:
            tokens[-1] += token
        else:
            tokens.append(token)
    return tokens
